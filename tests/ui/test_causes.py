"""The proposals on the result page of a close: one tap from their rows, two from an order."""

from __future__ import annotations

from tests.ui.test_close import counting
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
