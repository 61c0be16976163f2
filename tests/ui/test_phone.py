"""A call: who, what, where, a gift, how it is paid, and what is read back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from kiosk.card_desk import CardWay
from pos.ids import CommandId
from pos.ledger import Account
from pos.office import Office
from pos.ports.terminals import CardOutcome
from pos.views.catalogue import SeatKind
from pos.views.paying import ExtraKind
from tests.ui.taps import journey
from tests.ui.window_kit import WindowKit
from tests.unit.kiosk.fake_terminal import FakeTerminal


def rings(window: WindowKit) -> None:
    """A till is open and the phone rings."""
    window.open_till("Max Holloway")
    window.tap("sell.phone")


def said(window: WindowKit, name: str = "Dana Demo", contact: str = "503 555 0144") -> None:
    """Somebody says who they are."""
    window.type("phone.name", name)
    window.type("phone.contact", contact)


def seated(window: WindowKit) -> None:
    """They say who they are, what they would like to see, and take the best seats."""
    said(window)
    QTest.keyClick(window.find("phone.contact"), Qt.Key.Key_Return)
    window.tap("phone.date.0")
    window.tap("phone.zone.1")
    window.tap("phone.seats.go_on")


def with_terminal(window: WindowKit) -> FakeTerminal:
    """A registered terminal on which cards can be keyed."""
    terminal = FakeTerminal()
    window.rooms.cards.equip(CardWay.TERMINAL, "nexo", terminal, lambda call: call())
    person = window.rooms.desk.person
    window.ask(
        lambda office: office.terminals.register(
            CommandId("register"), person, "123456789", "P400Plus", "Window 1", driver="nexo"
        )
    )
    return terminal


def test_a_call_ends_with_a_card_that_was_keyed_and_words_to_read_back(window: WindowKit) -> None:
    window.open_till("Max Holloway")
    terminal = with_terminal(window)
    with journey("Phone order to will-call"):
        window.tap("sell.phone")
        seated(window)
        window.tap("phone.pay.card")
        window.tap("pay.charge_card")
        terminal.answers(CardOutcome.APPROVED)
        window.quiet()

    assert terminal.asked[-1][1].keyed
    assert not window.sees("pay.done")
    assert window.text("phone.read_back.number") == "W1-000001"
    assert "Dana Demo" in window.text("phone.read_back.where")
    (row,) = window.ask(lambda office: office.will_call.find("dana demo"))
    assert (row.tickets, row.owing.minor, row.collected_at) == (2, 0, None)
    assert window.ask(lambda office: office.prints.came_out(row.order_id)) == 0
    assert window.ask(lambda office: office.verify()) == ()
    window.tap("phone.next_call")
    assert window.text("phone.name") == ""
    assert window.find("phone.name").hasFocus()

    # The next caller gives something as well: a line of the order, read back, the fund's money.
    seated(window)
    window.tap("phone.gift.1000")
    assert window.text("phone.fund") == "They give: Annual fund $10.00"
    window.tap("phone.pay.card")
    window.tap("pay.charge_card")
    terminal.answers(CardOutcome.APPROVED)
    window.quiet()
    assert window.text("phone.read_back.what").endswith("\nGift to Annual fund: $10.00")
    number = window.text("phone.read_back.number")

    def given(office: Office) -> tuple[list[tuple[ExtraKind, str, int]], int]:
        (found,) = office.orders.find(number)
        extras = office.orders.get(found.order_id).extras
        with office.storage.read() as uow:
            fund = uow.orders.balance((Account.DONATIONS.value,), found.order_id)
        return [(each.kind, each.name, each.amount.minor) for each in extras], fund

    assert window.ask(given) == ([(ExtraKind.DONATION, "Annual fund", 1_000)], -1_000)
    assert window.ask(lambda office: office.verify()) == ()


def test_without_a_name_nothing_is_sold_by_phone(window: WindowKit) -> None:
    rings(window)
    window.tap("phone.who.go_on")
    assert "name" in window.text("phone.refusal").lower()
    said(window, "Dana Demo", "abc")
    window.tap("phone.who.go_on")
    assert window.sees("phone.name")
    assert window.text("phone.refusal")
    window.fill("phone.name", "")
    window.fill("phone.contact", "")
    window.tap("phone.what.open")
    window.tap("phone.date.0")
    window.tap("phone.zone.1")
    assert not window.sees("cart.pay.cash")  # nobody far away pays cash
    assert not window.sees("cart.patron")
    window.tap("phone.seats.go_on")
    window.tap("phone.pay.then")
    assert window.sees("phone.name")
    assert not window.sees("pay.done")
    window.tap("phone.back")
    assert window.sees("cart.pay.cash")
    assert window.text("cart.patron") == "Nobody named"


def test_who_is_known_by_orders_alone_is_a_touch_away_too(window: WindowKit) -> None:
    rings(window)
    window.type("phone.contact", "503 555 0112")
    window.wait_for("phone.found.0")
    assert "1 order, no patron" in window.text("phone.found.0")
    window.tap("phone.found.0")
    assert window.text("cart.patron") == window.rooms.phone.who.state.name == "Анна Петрова"
    assert window.ask(lambda office: office.by_orders.find("petrova")) == ()


def test_who_is_known_is_a_touch_away_and_pays_when_they_come(window: WindowKit) -> None:
    window.open_till("Max Holloway")
    person = window.rooms.desk.person
    known = window.ask(
        lambda office: office.patrons.add(CommandId("p"), person, "Dana Demo", "503 555 0144")
    )
    window.tap("sell.phone")
    window.type("phone.name", "dana")
    window.wait_for("phone.found.0")
    window.tap("phone.found.0")
    assert window.text("cart.patron") == "Dana Demo"
    window.tap("phone.date.0")
    window.tap("phone.zone.1")
    window.tap("phone.seats.go_on")
    for gift in ("phone.gift.1000", "phone.round_up"):  # touched again, it is taken back
        window.tap(gift)
        assert window.find(gift, QAbstractButton).isChecked()
        assert not window.find("phone.pay.then").isEnabled()
        window.tap(gift)
    window.fill("cart.promo", "OVERTURE15")  # typed and not applied
    window.tap("phone.pay.then")
    window.wait_for("phone.next_call")
    assert not window.sees("pay.done")  # what is read back comes first

    assert "$167.80" in window.text("phone.read_back.money")
    (row,) = window.ask(lambda office: office.will_call.find("dana demo"))
    assert (row.owing.minor, row.phone_last4) == (16_780, "0144")
    patron = window.ask(lambda office: office.patrons.of_order(row.order_id))
    assert patron is not None
    assert patron.patron_id == known.patron_id


def test_two_evenings_in_one_call_are_read_back_both(window: WindowKit) -> None:
    rings(window)
    seated(window)
    window.tap("phone.seats.open")
    window.tap("phone.another_evening")
    window.cancel_show("SWAN-1")
    for letter in "swan lake":  # wherever the keyboard is: a space presses a button
        QTest.keyClicks(window.shell.focusWidget(), letter)
    window.quiet()
    assert "Cancelled" in window.find("phone.date.0").accessibleName()
    window.fill("phone.search", "carnival")
    window.tap("phone.date.0")
    window.tap("phone.zone.0")
    window.tap("phone.seats.go_on")
    window.tap("phone.pay.then")
    window.wait_for("phone.next_call")
    read = window.text("phone.read_back.what")
    assert "From the New World" in read
    assert "Carnival" in read
    assert window.ask(lambda office: office.verify()) == ()


def test_a_wheelchair_a_child_and_the_map_are_had_within_the_call(window: WindowKit) -> None:
    rings(window)
    said(window)
    window.tap("phone.who.go_on")
    window.tap("phone.date.0")
    window.tap("phone.wheelchairs")
    window.tap("phone.zone.1")
    cart = window.rooms.desk.cart
    assert [line.kind for line in cart.lines].count(SeatKind.WHEELCHAIR) == 1
    window.tap("cart.line.1")
    window.tap("cart.type.child")
    assert window.text("phone.types_hint")
    assert window.text("phone.read_out").endswith(" with everything in it.")
    one = next(line for line in cart.lines if line.kind is SeatKind.WHEELCHAIR)
    note = f"{one.row} {one.number}: wheelchair place · no steps on the way"
    assert note in window.text("phone.notes")
    leads_on = window.find("phone.seats.go_on")
    assert leads_on.visibleRegion().boundingRect() == leads_on.rect()  # not below the edge
    first = [line.seat_id for line in window.rooms.desk.cart.lines]
    window.tap("phone.next_best")
    second = window.rooms.desk.cart.lines
    assert not {line.seat_id for line in second} & set(first)
    assert all(f"row {line.row}" in window.text("phone.read_out") for line in second)
    window.tap("phone.map")
    assert window.sees("sell.taste.front")
    assert not window.sees("cart.pay.cash")
    window.tap("sell.zone.1")
    window.tap("sell.call")
    window.tap("phone.seats.go_on")
    window.tap("phone.pay.then")
    window.wait_for("phone.next_call")
    (row,) = window.ask(lambda office: office.will_call.find("dana demo"))
    assert row.tickets == 4
    assert not window.rooms.phone.state.on_map


def test_whoever_goes_back_to_the_window_sells_to_who_stands_there(window: WindowKit) -> None:
    rings(window)
    window.tap("phone.back")
    window.tap("sell.performance.NW-2")
    window.tap("sell.zone.1")
    window.tap("cart.pay.cash")
    window.tap("pay.exact")
    (row,) = window.ask(lambda office: office.orders.find("W1-000001"))
    assert row.state == "collected"


def test_a_call_whose_card_is_not_known_is_finished_later_and_still_waits(
    window: WindowKit,
) -> None:
    """The terminal falls silent, the caller rings off, its answer comes after that."""
    window.open_till("Max Holloway")
    terminal = with_terminal(window)
    window.tap("sell.phone")
    seated(window)
    window.tap("phone.pay.card")
    window.tap("pay.charge_card")
    terminal.answers(CardOutcome.UNKNOWN)
    window.quiet()
    terminal.answers(CardOutcome.UNKNOWN)
    window.quiet()
    window.tap("pay.card_aside")
    window.rooms.money_in_doubt.open()
    window.quiet()
    window.tap("money.ask.0")
    terminal.answers(CardOutcome.APPROVED)
    window.quiet()
    window.tap("money.finish.0")
    window.tap("pay.done")

    (row,) = window.ask(lambda office: office.will_call.find("dana demo"))
    assert (row.tickets, row.owing.minor, row.collected_at) == (2, 0, None)
    assert row.phone_last4 == "0144"
    assert window.ask(lambda office: office.verify()) == ()
