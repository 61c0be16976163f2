"""An order's money at the window: given back in cash, corrected; certificates looked after."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from pos.ports.terminals import CardOutcome, Declined, TerminalShows
from tests.ui.test_orders import sold
from tests.ui.test_pay_card import answered, with_terminal
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
    assert any("A second person is asked" in text for text in window.texts())
    window.tap("give_back.go")
    window.wait_for("approval.tile.0")
    told = "Order W1-000001 · 1 ticket\nIn cash, out of the drawer: $98.00\nReason: Cannot come\n"
    assert any(text.startswith(told) for text in window.texts())
    window.approve()
    assert window.text("give_back.done") == "$98.00 goes back."
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
    window.tap("orders.exchange")
    window.tap("exchange.close")
    assert not window.sees("orders.done")


def test_what_goes_back_and_the_ways_of_it_do_not_lie_over_each_other(window: WindowKit) -> None:
    sold(window)
    window.tap("orders.give_back")
    window.tap("give_back.item.0")
    ways = window.rooms.give_back.state.ways
    gift = next(number for number, way in enumerate(ways, 1) if way.code)
    window.tap(f"give_back.way_to.{gift}")
    window.tap("give_back.go")
    assert window.sees("give_back.refusal")
    given = window.rooms.give_back
    assert given.state.plan is not None
    assert not window.sees("give_back.stay")
    given._now(plan=replace(given.state.plan, cheaper_stay=1))
    said = "1 ticket that was cheaper because of these stays valid."
    assert window.text("give_back.stay") == said
    strip = window.find("give_back.stay")
    assert strip.visibleRegion().boundingRect() == strip.rect()  # in sight, whatever the plan says
    ways_at = window.find("give_back.ways")
    plan = window.find("give_back.plan")
    assert plan.parentWidget() is ways_at.parentWidget()
    assert not plan.geometry().intersects(ways_at.geometry())
    choices = window.find("give_back.reasons").findChildren(QAbstractButton)
    assert all(each.height() >= 48 for each in choices)  # 12 mm


def test_certificates_are_given_away_and_credit_is_put_on_an_account(window: WindowKit) -> None:
    window.open_till("Max Holloway")
    window.tap("cart.more")
    window.tap("counter.balance")
    window.tap("certificates.sell")
    assert window.sees("cart.gift_add")
    window.tap("cart.gift_back")
    window.tap("rail.till")
    window.tap("till.certificates")
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


def test_a_card_that_does_not_take_it_back_stays_owed_until_it_does(window: WindowKit) -> None:
    terminal = with_terminal(window)
    window.tap("pay.charge_card")
    answered(window, terminal, CardOutcome.APPROVED)
    window.tap("pay.done")
    window.tap("rail.orders")
    window.fill("orders.search", "W1-000001")
    window.wait(lambda: len(window.rooms.orders.state.rows) == 1)
    window.tap("orders.row.0")
    window.tap("orders.give_back")
    window.tap("give_back.all")
    window.fill("give_back.reason", "Cannot come")
    window.tap("give_back.go")
    terminal.shows(TerminalShows.PRESENT_CARD)
    assert window.text("give_back.card") == "Tap, insert or swipe the card"
    assert not window.find("give_back.close").isEnabled()
    answered(window, terminal, CardOutcome.DECLINED, declined=Declined.CARD_INVALID)
    assert window.text("give_back.card") == "The card did not take it back."
    window.tap("give_back.close")
    assert "$196.00 still to give back" in window.text("orders.standing")
    window.tap("rail.close")
    window.tap("close.fix.1")
    window.tap("orders.give_back")
    window.tap("give_back.other.0")
    window.tap("give_back.way.on_account.0")
    window.fill("give_back.account_name.0", "Zoë Example")
    window.tap("give_back.open_account.0")
    assert window.find("give_back.other_go.0").isEnabled()
    window.tap("give_back.other.0")
    window.tap("give_back.again.0")
    answered(window, terminal, CardOutcome.APPROVED)
    assert "went back to the card" in window.text("give_back.card")
    assert window.ask(lambda office: office.giving_back.owing()) == ()
    assert terminal.verbs == ["pay", "reverse T-77", "refund T-77"]
