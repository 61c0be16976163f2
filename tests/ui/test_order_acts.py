"""What is done to an order beside taking and giving money, at the glass."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect

from tests.ui.test_orders import sold
from tests.ui.test_will_call import search
from tests.ui.window_kit import WindowKit


def web_order(window: WindowKit, name: str) -> None:
    """An order of the web shop is open in the room."""
    window.open_till()
    window.tap("rail.orders")
    window.fill("orders.search", name)
    window.wait(lambda: window.rooms.orders.state.rows[0].name == name)
    window.tap("orders.row.0")


def test_the_name_is_changed_in_three_taps_and_both_are_seen(window: WindowKit) -> None:
    web_order(window, "Nguyễn Thị Hoa")
    assert any("May also collect: Nguyễn Văn An" in text for text in window.texts())
    window.tap("orders.act.name")
    assert window.text("order.name") == "Nguyễn Thị Hoa"
    window.fill("order.name", "")
    window.tap("order.act_go")
    assert window.sees("order.act_go")  # asked for, and nothing done
    window.fill("order.name", "Bea Sample")
    window.tap("order.act_go")
    window.wait(lambda: not window.sees("order.act_go"))
    assert window.text("orders.done") == "The order goes by Bea Sample."
    assert any("was Nguyễn Thị Hoa" in text for text in window.texts())
    assert any("Goes by Bea Sample from here on" in name for name in window.names())


def test_a_friend_picks_up_apart(window: WindowKit) -> None:
    web_order(window, "Nguyễn Thị Hoa")
    window.tap("orders.act.part")
    assert not window.find("order.act_go").isEnabled()
    window.tap("orders.choose.0")
    window.tap("orders.choose.1")
    window.fill("order.part_name", "Bea Sample")
    window.tap("order.act_go")
    window.wait(lambda: not window.sees("order.act_go"))
    assert sum("picked up by Bea Sample" in text for text in window.texts()) == 2
    window.tap("orders.act.part")
    window.tap("orders.choose.0")
    window.tap("order.act_go")
    window.wait(lambda: not window.sees("order.act_go"))
    assert sum("picked up by Bea Sample" in text for text in window.texts()) == 1
    window.tap("rail.will_call")
    search(window, "bea", "Nguyễn Thị Hoa")
    card = window.rooms.will_call.state.card
    assert card is not None
    (hers,) = (ticket.place for ticket in card.waiting if ticket.part == "Bea Sample")
    assert window.text("willcall.going") == f"Now: {hers}"
    assert f"Bea Sample picks up {hers}" in window.text("willcall.identity")


def test_a_friend_has_an_order_of_her_own(window: WindowKit) -> None:
    web_order(window, "Nguyễn Thị Hoa")
    first = window.rooms.orders.state.order
    assert first is not None
    window.tap("orders.act.own")
    assert not window.find("order.act_go").isEnabled()
    window.tap("orders.choose.0")
    window.wait(lambda: window.find("order.act_go").isEnabled())
    assert "that was paid goes with them" in window.text("order.act_says")
    window.tap("order.act_go")
    assert window.sees("order.act_go")  # the name is asked for, and nothing done
    window.fill("order.own_name", "Bea Sample")
    window.tap("order.act_go")
    window.wait(lambda: not window.sees("order.act_go"))
    assert window.text("orders.done").endswith("waits at will-call.")
    assert any("went into order" in name for name in window.names())
    (bea,) = window.ask(lambda office: office.orders.find("bea sample"))
    assert (bea.tickets, bea.owing.minor, bea.state) == (1, 0, "paid")
    window.tap("orders.back")
    window.fill("orders.search", "Bea Sample")
    window.wait(lambda: window.rooms.orders.state.rows[0].order_id == bea.order_id)
    window.tap("orders.row.0")
    said = f"Split off from order {first.order_number}"
    assert any(said in name for name in window.names())


def test_what_was_sold_goes_back_to_will_call(window: WindowKit) -> None:
    sold(window)
    window.tap("orders.act.back")
    window.tap("order.act_go")
    window.fill("order.back_reason", "Left on the counter")
    window.tap("order.act_go")
    window.wait(lambda: window.sees("orders.done"))
    assert "waits at will-call" in window.text("orders.done")
    assert not window.sees("orders.act.back")
    for name in ("orders.exchange", "exchange.all", "exchange.date.0", "exchange.zone.0"):
        window.tap(name)
    for name in ("exchange.go", "pay.exact", "pay.done"):
        window.tap(name)
    assert not window.sees("orders.done")


def test_a_note_is_kept_and_stands_on_top(window: WindowKit) -> None:
    web_order(window, "Petra Holm")
    window.tap("orders.act.note")
    window.type("order.note", "4111111111111111")
    notice = window.shell.notices
    assert "card number" in notice.text
    told = QRect(notice.mapToGlobal(QPoint()), notice.size())
    for name in ("order.note", "order.act_go", "order.act_cancel", "orders.act.note"):
        field = window.find(name)
        assert not told.intersects(QRect(field.mapToGlobal(QPoint()), field.size())), name
    window.fill("order.note", "Comes with a guide dog")
    window.tap("order.act_go")
    window.wait(lambda: not window.sees("order.act_go"))
    assert window.text("orders.notes").startswith("Comes with a guide dog")


def test_the_page_of_another_order_begins_anew(window: WindowKit) -> None:
    web_order(window, "Nguyễn Thị Hoa")
    window.tap("orders.act.note")
    window.fill("order.note", "half a")
    window.tap("orders.back")
    window.fill("orders.search", "Petra Holm")
    window.wait(lambda: window.rooms.orders.state.rows[0].name == "Petra Holm")
    window.tap("orders.row.0")
    assert not window.sees("order.note")
    window.tap("orders.act.note")
    assert window.text("order.note") == ""


def test_who_is_known_by_an_order_is_found_and_becomes_a_patron_with_two_touches(
    window: WindowKit,
) -> None:
    window.open_till("Max Holloway")
    window.tap("rail.patrons")
    window.fill("patrons.search", "anna petrova")
    window.wait(lambda: bool(window.rooms.patrons.state.by_orders))
    (person,) = window.rooms.patrons.state.by_orders
    assert "1 order, no patron" in " ".join(window.names())
    window.tap("patrons.by_orders.0")
    assert window.sees("orders.patron")
    window.tap("orders.patron")
    assert window.text("order.patron_says") == "Анна Петрова · (503) 555-0112"
    window.tap("order.patron_make")
    assert window.text("orders.done") == "The order is Анна Петрова's now."
    assert window.text("orders.patron") == "Анна Петрова"
    window.tap("orders.another_patron")
    window.tap("order.patron_nobody")
    assert window.text("orders.done") == "The order is nobody's now."
    window.tap("orders.patron")
    window.fill("order.patron_search", "0112")
    window.wait(lambda: bool(window.rooms.orders.whose.state.found))
    window.tap("order.like.0")
    window.tap("orders.patron")
    window.tap("patron.erase")
    window.tap("patron.erase_go")
    window.wait(lambda: window.text("patron.name") == "Erased")
    gone = window.ask(lambda office: office.orders.get(person.orders[0]))
    assert (gone.name, gone.names.phone) == ("", "")
    assert window.ask(lambda office: office.orders.find("petrova")) == ()
