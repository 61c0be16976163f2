"""An order's money at the window: given back in cash, corrected; certificates looked after."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.test_orders import sold
from tests.ui.window_kit import WindowKit


def test_money_goes_back_with_a_second_person_and_the_order_says_so(window: WindowKit) -> None:
    sold(window)
    window.tap("orders.give_back")
    window.tap("give_back.item.0")
    assert window.text("give_back.sum") == "$98.00"
    window.fill("give_back.reason", "Cannot come")
    QTest.keyClick(window.find("give_back.reason"), Qt.Key.Key_Return)
    window.quiet()
    assert not window.sees("give_back.done")
    window.tap("give_back.go")
    window.approve()
    assert window.text("give_back.done") == "$98.00 given back."
    window.tap("give_back.close")
    order = window.rooms.orders.state.order
    assert order is not None
    assert sorted(ticket.state for ticket in order.tickets) == ["live", "returned"]
    assert "$98.00 of it is left" in " ".join(window.texts())
    window.tap("orders.correct")
    assert not window.sees("correct.kinds")
    window.tap("correct.close")
    window.tap("orders.copy_receipt")
    assert "prints again" in window.text("orders.done")


def test_certificates_are_given_away_and_credit_is_put_on_an_account(window: WindowKit) -> None:
    window.open_till("Max Holloway")
    window.tap("rail.orders")
    window.tap("orders.certificates")
    window.tap("certificates.promotional")
    window.tap("certificates.sum.2500")
    window.fill("certificates.reason", "Raffle")
    window.tap("certificates.go")
    assert window.text("certificates.balance") == "Balance: $25.00"
    window.tap("certificates.account")
    window.fill("certificates.name", "Zoë Example")
    window.tap("certificates.go")
    window.tap("certificates.credit")
    window.tap("certificates.sum.5000")
    window.fill("certificates.reason", "Service recovery")
    window.tap("certificates.go")
    assert window.text("certificates.balance") == "Balance: $50.00"
    window.fill("certificates.code", "4111111111111111")
    assert window.text("certificates.code") == ""
