"""Orders at the window."""

from __future__ import annotations

from dataclasses import replace

from pos.ids import OrderId
from tests.ui.window_kit import WindowKit


def sold(window: WindowKit) -> None:
    """One order of two tickets was sold, and is open in the room."""
    window.open_till()
    window.tap("sell.performance.NW-2")
    window.tap("sell.zone.1")
    window.tap("cart.pay.cash")
    window.tap("pay.exact")
    window.tap("pay.done")
    window.tap("rail.orders")
    window.fill("orders.search", "W1-000001")
    window.wait(lambda: len(window.rooms.orders.state.rows) == 1)
    window.tap("orders.row.0")


def test_an_order_shows_its_tickets_and_its_life(window: WindowKit) -> None:
    sold(window)
    texts = window.texts()
    assert "Order W1-000001" in texts
    assert any("Tickets handed over" in name for name in window.names())
    assert any(name.startswith("Cash: $196.00") for name in window.names())
    window.tap("orders.back")
    assert window.sees("orders.search")


def test_a_reprint_by_a_cashier_takes_a_reason_and_a_second_person(window: WindowKit) -> None:
    sold(window)
    window.tap("orders.reprint.0")
    window.tap("orders.reprint_confirm")
    assert window.text("orders.refusal") == "Give a reason."
    window.fill("orders.reason", "Lost in the lobby")
    window.tap("orders.reprint_confirm")
    window.wait_for("approval.tile.0")
    place = window.rooms.orders.state.reprinting
    assert place is not None
    told = f"Order W1-000001 · {place.place}\nReason: Lost in the lobby\n"
    assert any(text.startswith(told) for text in window.texts())
    window.approve()
    assert "prints again" in window.text("orders.done")
    states = [t.state for t in (window.rooms.orders.state.order.tickets)]  # type: ignore[union-attr]
    assert sorted(states) == ["live", "live", "revoked"]


def test_a_bad_paper_on_the_counter_is_replaced_without_anybody_else(window: WindowKit) -> None:
    sold(window)
    window.tap("orders.reprint.0")
    assert not window.sees("orders.paper")
    window.tap("orders.reprint_cancel")


def test_a_revoked_ticket_cannot_be_printed_again(window: WindowKit) -> None:
    sold(window)
    window.tap("orders.reprint.0")
    window.fill("orders.reason", "Torn")
    window.tap("orders.reprint_confirm")
    window.approve()
    order = window.rooms.orders.state.order
    assert order is not None
    for index, ticket in enumerate(order.tickets):
        assert window.sees(f"orders.reprint.{index}") == (ticket.state == "live")


def test_the_way_to_cancelled_performances_is_no_state_of_an_order(window: WindowKit) -> None:
    window.open_till("Max Holloway")
    window.tap("rail.orders")
    assert window.text("orders.cancelled") == "Cancelled performances"


def test_leaving_the_question_leaves_the_ticket(window: WindowKit) -> None:
    sold(window)
    window.tap("orders.reprint.1")
    window.tap("orders.reprint_cancel")
    assert not window.sees("orders.reason")


def test_a_long_list_has_its_room_at_once_and_says_that_it_is_not_all(window: WindowKit) -> None:
    """No frame in between shows rows squeezed to nothing."""
    window.sign_in()
    window.tap("rail.orders")
    rows = window.rooms.orders.state.rows
    many = tuple(replace(rows[0], order_id=OrderId(f"o{number}")) for number in range(50))
    window.screens.shell.rooms.currentWidget().draw(  # type: ignore[union-attr]
        replace(window.rooms.orders.state, rows=many)
    )
    assert window.find("orders.row.49").height() >= window.shell.theme.mm(12)
    assert any(text.startswith("The first 50") for text in window.texts())


def test_a_card_number_typed_into_the_search_leaves_none_of_its_digits(window: WindowKit) -> None:
    window.sign_in()
    window.tap("rail.orders")
    for _ in range(2):
        window.type("orders.search", "4111111111111111")
        window.quiet()
        assert window.find("orders.search").text() == ""
        assert window.rooms.orders.state.text == ""
