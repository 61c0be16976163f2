"""The proposals on the result page of a close: one tap from their rows, two from an order."""

from __future__ import annotations

from tests.ui.test_after_close import closed
from tests.ui.test_close import SOLD, counting
from tests.ui.window_kit import WindowKit


def test_a_check_rung_as_cash_leads_to_its_order(window: WindowKit) -> None:
    counting(window)
    assert not window.sees("causes.show.0")
    window.type("count.note.2000", "5")
    window.tap("count.submit")
    window.wait_for("causes.show.0")
    assert "The sum of exactly one sale" in window.texts()
    assert not window.sees("causes.order.0.0")
    window.tap("causes.show.0")
    window.tap("causes.order.0.0")
    window.wait(lambda: window.rooms.orders.state.order is not None)


def test_an_exception_leads_to_its_order_and_waits_until_one_comes_back(window: WindowKit) -> None:
    closed(window, short=SOLD)
    window.tap("close.exceptions")
    window.tap("exceptions.row.0")
    said = window.texts()
    assert {"Window 1", "Ana Castle", "$196.00 short"} <= set(said)
    assert "Its money may not have been taken, or not been given. Ask who sold it." in said
    window.tap("causes.show.0")
    window.tap("causes.order.0.0")
    window.wait(lambda: window.rooms.orders.state.order is not None)
    assert not window.sees("exceptions.says")
    window.tap("rail.close")
    window.tap("exceptions.way.0")
    assert window.sees("statements.section.drawer")
