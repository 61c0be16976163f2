"""Selling at the window: real touches, the real office, a real file."""

from __future__ import annotations

from tests.ui.window_kit import WindowKit


def test_four_taps_sell_two_best_seats_for_exact_cash(window: WindowKit) -> None:
    window.open_till()
    window.tap("sell.performance.NW-2")
    window.tap("sell.quantity.2")
    window.tap("sell.zone.1")
    window.tap("cart.pay.cash")
    window.tap("pay.exact")

    assert window.sees("pay.done")
