"""Cards at the window, the real office behind it and a terminal in the test's hands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from kiosk.card_desk import CardWay
from kiosk.card_side import CardSide
from kiosk.languages import LANGUAGES
from kiosk.messages import load_words
from kiosk.presenters.pay_state import Stage
from kiosk.sounds import Sound
from pos.ids import CommandId
from pos.money import Money
from pos.ports.terminals import CardOutcome, Declined, TerminalShows
from tests.ui.window_kit import ZONE, WindowKit
from tests.unit.kiosk.fake_terminal import FakeTerminal

CARD = "4111111111111111"


def with_terminal(window: WindowKit) -> FakeTerminal:
    """A registered terminal; two seats at 98.00 are being paid by card."""
    terminal = FakeTerminal()
    window.rooms.cards.equip(CardWay.TERMINAL, "nexo", terminal, lambda call: call())
    paying(window, "123456789", "nexo")
    return terminal


def by_hand(window: WindowKit) -> None:
    window.rooms.cards.equip(CardWay.TYPED, "standalone", None, lambda call: call())
    paying(window, "", "standalone")


def paying(window: WindowKit, serial: str, driver: str) -> None:
    window.open_till("Max Holloway")
    person = window.rooms.desk.person
    window.ask(
        lambda office: office.terminals.register(
            CommandId("register"), person, serial, "P400Plus", "Window 1", driver=driver
        )
    )
    window.tap("sell.performance.NW-2")
    window.tap("sell.zone.1")
    window.tap("cart.pay.card")


def answered(
    window: WindowKit,
    terminal: FakeTerminal,
    outcome: CardOutcome,
    amount: Money | None = None,
    declined: Declined | None = None,
) -> None:
    terminal.answers(outcome, amount, declined)
    window.quiet()


def owing(window: WindowKit) -> list[int]:
    orders = window.ask(lambda office: office.orders.find("W1-"))
    return [order.owing.minor for order in orders]


def test_a_card_pays_and_the_terminals_words_are_shown(window: WindowKit) -> None:
    terminal = with_terminal(window)
    window.tap("pay.charge_card")
    terminal.shows(TerminalShows.PRESENT_CARD)
    assert window.text("pay.card_shows") == "Tap, insert or swipe the card"
    assert not window.find("pay.back").isEnabled()
    answered(window, terminal, CardOutcome.APPROVED)
    assert window.text("pay.change") == "Paid by card"
    assert window.text("pay.paid_with").startswith("Card Visa 1111 $")
    assert owing(window) == [0]
    assert window.ask(lambda office: office.cards.in_doubt()) == ()
    window.tap("pay.done")
    assert window.rooms.money_in_doubt.state.count == 0


def test_a_declined_card_says_why_and_a_partial_one_what_is_still_due(window: WindowKit) -> None:
    terminal = with_terminal(window)
    window.tap("pay.charge_card")
    window.tap("pay.card_cancel")
    assert "may still be approved" in window.text("pay.card_cancelling")
    answered(window, terminal, CardOutcome.DECLINED, declined=Declined.WRONG_PIN)
    assert window.text("pay.card_said") == "The PIN was wrong."
    window.tap("pay.charge_card")
    answered(window, terminal, CardOutcome.PARTIAL, Money(3000))
    assert window.text("pay.card_said") == "The card gave $30.00."
    assert window.text("pay.due") == "$166.00"
    window.tap("pay.kind.cash")
    window.tap("pay.exact")
    assert owing(window) == [0]


def test_an_unknown_card_is_explained_asked_about_and_then_sold(window: WindowKit) -> None:
    terminal = with_terminal(window)
    window.tap("pay.charge_card")
    answered(window, terminal, CardOutcome.UNKNOWN)
    answered(window, terminal, CardOutcome.UNKNOWN)
    assert "not known" in window.text("pay.card_unknown")
    assert not window.find("pay.back").isEnabled()
    window.tap("pay.card_ask")
    answered(window, terminal, CardOutcome.APPROVED)
    assert window.rooms.pay.state.stage is Stage.DONE
    assert terminal.verbs == ["pay", "ask", "ask"]


def test_a_charged_sale_that_is_set_aside_is_finished_from_money_in_doubt(
    window: WindowKit,
) -> None:
    heard: list[Sound] = []
    side = CardSide(window.shell, window.rooms, heard.append)
    terminal = with_terminal(window)
    for key in ("1", "00", "00"):
        window.tap(f"pay.card_pad.key.{key}")
    window.tap("pay.charge_card")
    answered(window, terminal, CardOutcome.APPROVED)
    assert heard == [Sound.APPROVED]
    side.draw()
    assert "stands in no order" not in " ".join(window.texts())
    window.tap("pay.back")
    assert window.text("pay.leaving") == "A card was charged $100.00."
    window.tap("pay.leave_aside")
    assert "1 card payment stands in no order." in " ".join(window.texts())
    window.rooms.money_in_doubt.open()
    window.tap("money.finish.0")
    assert window.text("pay.due") == "$96.00"
    window.tap("pay.kind.cash")
    window.tap("pay.exact")
    assert owing(window) == [0]
    assert "stands in no order" not in " ".join(window.texts())


def test_while_nobody_knows_the_banner_says_that_the_terminal_is_asked(window: WindowKit) -> None:
    side = CardSide(window.shell, window.rooms, lambda _: None)
    terminal = with_terminal(window)
    window.tap("pay.charge_card")
    answered(window, terminal, CardOutcome.UNKNOWN)
    answered(window, terminal, CardOutcome.UNKNOWN)
    window.rooms.pay.set_aside()
    window.rooms.payments_changed()
    window.quiet()
    side.draw()
    said = " ".join(window.texts())
    assert "Nobody knows yet whether 1 card was charged." in said
    assert "stands in no order" not in said


def test_a_charged_card_is_given_back_before_the_sale_is_left(window: WindowKit) -> None:
    terminal = with_terminal(window)
    for key in ("1", "00", "00"):
        window.tap(f"pay.card_pad.key.{key}")
    window.tap("pay.charge_card")
    answered(window, terminal, CardOutcome.APPROVED)
    window.tap("pay.back")
    window.tap("pay.leave_give_back")
    answered(window, terminal, CardOutcome.APPROVED)
    assert not window.sees("pay.due")
    assert window.ask(lambda office: office.cards.in_doubt()) == ()
    assert window.text("cart.total") == "$196.00"


def test_a_manager_decides_and_the_force_waits_for_evidence(window: WindowKit) -> None:
    terminal = with_terminal(window)
    window.tap("pay.charge_card")
    answered(window, terminal, CardOutcome.UNKNOWN)
    answered(window, terminal, CardOutcome.UNKNOWN)
    window.tap("pay.card_doubt")
    window.tap("money.force.0")
    window.tap("money.force_charged")
    assert window.find("money.force_reason").property("trouble")
    window.fill("money.force_reason", "The slip says approved")
    assert not window.find("money.force_reason").property("trouble")
    window.tap("money.force_charged")
    assert window.find("money.force_code").property("trouble")
    window.fill("money.force_code", "A1B2C3")
    window.tap("money.force_charged")
    assert window.rooms.pay.state.stage is Stage.DONE
    assert window.sees("money.settle.0")
    assert owing(window) == [0]


def test_the_slip_of_a_terminal_that_is_not_connected(window: WindowKit) -> None:
    by_hand(window)
    assert window.text("pay.card_amount_shown") == "$196.00"
    window.type("pay.card_code", CARD)
    assert CARD not in window.text("pay.card_code")
    assert "card number" in window.text("pay.card_said")
    window.fill("pay.card_code", "A1B2C3")
    window.fill("pay.card_last_four", "1111")
    window.tap("pay.charge_card")
    assert window.text("pay.change") == "Paid by card"


def test_a_terminal_nobody_registered_takes_no_card_before_it_is(window: WindowKit) -> None:
    terminal = FakeTerminal()
    window.rooms.cards.equip(CardWay.TERMINAL, "nexo", terminal, lambda call: call())
    window.open_till("Max Holloway")
    window.tap("sell.performance.NW-2")
    window.tap("sell.zone.1")
    window.tap("cart.pay.card")
    window.tap("pay.charge_card")
    assert terminal.verbs == []
    assert "not in the register" in window.text("pay.card_said")
    window.tap("pay.card_terminal")
    window.fill("terminals.place", "Window 1")
    window.tap("terminals.register")
    assert window.sees("terminals.check.seal")
    window.tap("terminals.close")
    window.tap("pay.charge_card")
    assert terminal.verbs == ["pay"]


def test_enter_never_charges_a_card(window: WindowKit) -> None:
    terminal = with_terminal(window)
    panel = window.find("pay")
    for widget in [w for w in panel.findChildren(QWidget) if w.isVisible() and w.isEnabled()]:
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(widget, Qt.Key.Key_Return)
    window.quiet()
    assert terminal.verbs == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_a_card_fits_the_screen(window: WindowKit, language: str) -> None:
    terminal = with_terminal(window)
    window.screens.set_words(load_words(language, ZONE))
    shell = window.shell

    def fits() -> bool:
        window.quiet()
        window.picture()
        least = shell.minimumSizeHint()
        return (shell.width(), shell.height()) == (1280, 800) and least.width() <= 1280

    for kind in ("cash", "check", "certificate", "on_account", "card"):
        window.tap(f"pay.kind.{kind}")
        assert fits(), kind
        assert window.find("pay").height() <= window.shell.height() - 90, kind
    window.tap("pay.charge_card")
    assert fits()
    answered(window, terminal, CardOutcome.UNKNOWN)
    answered(window, terminal, CardOutcome.UNKNOWN)
    assert fits()
    window.rooms.money_in_doubt.open()
    window.quiet()
    window.tap("money.force.0")
    assert fits()
    window.rooms.terminals.open()
    assert fits()


def test_a_gift_certificate_alone_is_sold_for_cash(window: WindowKit) -> None:
    window.open_till()
    window.tap("sell.performance.NW-2")
    window.tap("cart.gift")
    window.fill("cart.gift_amount", "50")
    window.fill("cart.gift_whom", "Zoë")
    window.tap("cart.gift_add")
    assert window.sees("cart.extra.0")
    assert window.text("cart.total") == "$50.00"
    window.tap("cart.pay.cash")
    assert not window.sees("pay.kind.comp")
    window.tap("pay.exact")
    assert window.rooms.pay.state.stage is Stage.DONE
    assert owing(window) == [0]


def test_cards_taken_offline_are_worked_through_until_each_is_paid(window: WindowKit) -> None:
    side = CardSide(window.shell, window.rooms, lambda _: None)
    terminal = with_terminal(window)
    window.tap("pay.charge_card")
    terminal.answers(CardOutcome.APPROVED, offline=True)
    window.quiet()
    window.tap("pay.done")
    window.tap("rail.till")
    assert window.text("till.offline_cards") == "Cards taken offline: 1 to look after"
    window.tap("till.offline_cards")
    assert window.text("offline.what.0") == "Charge $196.00 · Visa 1111"
    assert "W1-000001" in window.text("offline.paid.0")
    assert window.text("offline.left.0").startswith("24 h 0 min left")
    window.clock.advance(timedelta(hours=25))
    window.rooms.money_in_doubt.open()
    window.quiet()
    assert window.text("offline.left.0").startswith("It should have reached the bank by")
    assert "should have reached the bank by now." in " ".join(window.texts())
    side.retranslate()
    window.tap("offline.open.0")
    window.tap("offline.declined.0")
    assert not window.sees("offline.what.0")
    assert window.text("offline.owed.0") == "$196.00 is owed again"
    assert window.text("offline.why.0") == "Taken offline; the bank declined it later."
    assert "should have reached the bank by now." not in " ".join(window.texts())
    window.tap("offline.take.0")
    assert window.text("pay.due") == "$196.00"
    window.tap("pay.exact")
    assert owing(window) == [0]
    window.tap("pay.done")
    assert not window.sees("till.offline_cards")
    assert window.ask(lambda office: office.verify()) == ()
