"""The card page of the Pay panel: what is asked of the card, what the terminal shows, and what
nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.card_desk import CardPhase, CardWay
from kiosk.presenters.pay import Pay
from kiosk.presenters.pay_card import CardPay, CardState
from kiosk.presenters.pay_state import PayState
from kiosk.screens.parts import Strip, label, margins, usable
from kiosk.widgets.buttons import Button, Choice
from kiosk.widgets.fields import GuardedLineEdit
from kiosk.widgets.numpad import MoneyEntry
from kiosk.widgets.pages import Pages
from kiosk.wording.cards import DECLINED_WORDS, PATRON_WORDS, SHOWS_WORDS, offline_text
from pos.errors import PaidAlready
from pos.lifecycles import PaymentState
from pos.money import Money
from pos.ports.terminals import Declined, TerminalShows
from pos.views.paying import PaymentKind, PaymentView

if TYPE_CHECKING:
    from printing.words import Words


class CardPage(QWidget):
    """Shows a ``CardState``: the amount, the terminal at work, or what to do about the unknown."""

    def __init__(self, words: Words, pay: Pay, presenter: CardPay) -> None:
        super().__init__()
        self._presenter = presenter
        self._words = words
        self.asking = _AskPage(words, presenter)
        self._working = _WorkPage(presenter)
        self._unknown = _UnknownPage(pay, presenter)
        self._pages = Pages()
        for page in (self.asking, self._working, self._unknown):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(self._pages)
        presenter.watch(lambda _state: self._draw())

    def clear(self) -> None:
        """Forget what was typed."""
        self.asking.clear()

    def draw(self, state: PayState, words: Words) -> None:
        """Follow the Pay panel."""
        self._words = words
        self.asking.follow(state)
        self._draw()

    def _draw(self) -> None:
        state, words = self._presenter.state, self._words
        if state.unknown:
            page: QWidget = self._unknown
            self._unknown.draw(state, words)
        elif state.busy:
            page = self._working
            self._working.draw(state, words)
        else:
            page = self.asking
            self.asking.draw(state, words, waits=self._presenter.waits_for_others)
        self._pages.setCurrentWidget(page)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self.asking.retranslate(words)
        self._unknown.retranslate(words)
        self._draw()


class _AskPage(QWidget):
    """The amount; of a terminal that is not connected, what stands on its slip."""

    def __init__(self, words: Words, presenter: CardPay) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._remaining = Money.zero()
        self._typed_way = False
        self._said = Strip("pay.card_said", "warning")
        self._hint = label("body", name="pay.card_hint")
        self._big = label("display", wrap=False, name="pay.card_amount_shown")
        self._keyed = Choice()
        self._keyed.setObjectName("pay.card_keyed")
        self._code = GuardedLineEdit()
        self._code.setObjectName("pay.card_code")
        self._four = GuardedLineEdit(keyboard=False)
        self._four.setObjectName("pay.card_last_four")
        self._four.setMaxLength(4)
        self._brand = GuardedLineEdit()
        self._brand.setObjectName("pay.card_brand")
        self.amount = MoneyEntry(words, "pay.card_pad")
        self.amount.setObjectName("pay.card_amount")
        self._charge = Button("", "primary", "card")
        self._charge.setObjectName("pay.charge_card")
        self._terminal = Button("", "quiet", "payment_terminal", compact=True)
        self._terminal.setObjectName("pay.card_terminal")
        self._doubt = Button("", "plain", compact=True)
        self._doubt.setObjectName("pay.card_paid_already")
        self._lay_out()
        self._charge.clicked.connect(self._ask)
        self._terminal.clicked.connect(presenter.look_at_terminal)
        self._doubt.clicked.connect(presenter.look_at_doubt)
        self._keyed.toggled.connect(lambda on: presenter.key_in(yes=on))
        self.amount.changed.connect(lambda _amount: self._say_amount())
        for field in (self._code, self._four, self._brand):
            field.card_refused.connect(presenter.refuse_card)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        margins(left)
        fields = (self._code, self._four, self._brand, self._keyed)
        for widget in (self._said, self._doubt, self._hint, self._big, *fields):
            left.addWidget(widget)
        left.addStretch(1)
        left.addWidget(self._terminal)
        right = QVBoxLayout()
        margins(right)
        right.addWidget(self.amount)
        right.addWidget(self._charge)
        right.addStretch(1)
        whole = QHBoxLayout(self)
        margins(whole, spacing=16)
        whole.addLayout(left, 4)
        whole.addLayout(right, 5)

    def _ask(self) -> None:
        amount = self.amount.amount or None
        if self._typed_way:
            self._presenter.typed(self._code.text(), self._brand.text(), self._four.text(), amount)
        else:
            self._presenter.charge(amount)

    def clear(self) -> None:
        """Forget what was typed."""
        for field in (self._code, self._four, self._brand):
            field.setText("")
        self.amount.clear()

    def follow(self, state: PayState) -> None:
        """Offer the rest."""
        if state.remaining != self._remaining and state.tenders:
            self.clear()
        self._remaining = state.remaining
        self.amount.set_offer(state.remaining)
        self._say_amount()

    def draw(self, state: CardState, words: Words, *, waits: bool) -> None:
        """Show how a card is taken here, and whether it can be now."""
        self._words = words
        self._typed_way = state.desk.way is CardWay.TYPED
        self._code.show_missing(state.refusal, "approval_code")
        for widget in (self._code, self._four, self._brand):
            widget.setVisible(self._typed_way)
        self._say(state, words)
        quiet = not self._said.isVisibleTo(self)  # what is said takes the place of the usual words
        self._hint.setVisible(quiet or waits)
        self._big.setVisible(quiet and self._typed_way)
        self._keyed.setVisible(state.may_key and not self._typed_way)
        self._keyed.setChecked(state.keyed)
        if waits:
            self._hint.setText(
                words("Another card payment has to be resolved first. The terminal is being asked.")
            )
        elif offline := offline_text(state.standing, words):
            self._hint.setText(offline)
        elif self._typed_way:
            self._hint.setText(words("Key this amount on the terminal, then copy its slip."))
        else:
            self._hint.setText(words("The whole rest, or type less and take the rest otherwise."))
        usable(self._charge, yes=not waits)
        self._say_amount()

    def _say(self, state: CardState, words: Words) -> None:
        """Say how the card before ended, or why nothing was asked."""
        self._doubt.setVisible(isinstance(state.refusal, PaidAlready))
        if state.refusal is not None:
            self._said.say_error(state.refusal, words)
        elif state.last is not None:
            self._said.say(*_ended(state.last, self._remaining, words), tone="warning")
        else:
            self._said.say_error(state.standing.unfit, words)

    def _say_amount(self) -> None:
        worth, words = self.amount.amount or self._remaining, self._words
        self._big.setText(words.money(worth))
        if self._typed_way:
            self._charge.setText(words("The terminal approved {amount}", amount=worth))
        else:
            self._charge.setText(words("Charge {amount} to a card", amount=worth))

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._code.set_name(words("Approval code"))
        self._four.set_name(words("Last four digits"))
        self._brand.set_name(words("Kind of card, e.g. Visa"))
        self._terminal.setText(words("Look at the terminal"))
        self._doubt.setText(words("Money in doubt"))
        self._keyed.setText(words("On the phone: card keyed on the terminal"))
        self.amount.retranslate(words)
        self._say_amount()


class _WorkPage(QWidget):
    """The terminal is at it: what the patron reads there."""

    def __init__(self, presenter: CardPay) -> None:
        super().__init__()
        self._what = label("strong", name="pay.card_what")
        self._shows = label("display", name="pay.card_shows")
        self._cancelling = label("body", name="pay.card_cancelling")
        self._cancel = Button("", "plain", "cross")
        self._cancel.setObjectName("pay.card_cancel")
        self._cancel.clicked.connect(presenter.cancel)
        column = QVBoxLayout(self)
        margins(column, spacing=16)
        column.addStretch(1)
        for widget in (self._what, self._shows, self._cancelling, self._cancel):
            column.addWidget(widget)
        column.addStretch(2)

    def draw(self, state: CardState, words: Words) -> None:
        """Say it so that the cashier can say it too."""
        asked = state.asked or Money.zero()
        if state.back:
            self._what.setText(words("Giving {amount} back to the card", amount=asked))
        else:
            self._what.setText(words("Charging {amount}. The terminal shows:", amount=asked))
        self._shows.setText(_shown(state, words))
        desk = state.desk
        at_it = desk.phase is CardPhase.AT_TERMINAL and not state.back
        here = desk.can is None or desk.can.abort
        self._cancelling.setText(_of_cancelling(state, words) if at_it else "")
        self._cancel.setVisible(at_it and here)
        again = desk.cancelling and desk.cancel_late
        self._cancel.setText(words("Ask once more") if again else words("Cancel at the terminal"))
        usable(self._cancel, yes=at_it and desk.may_cancel)


class _UnknownPage(QWidget):
    """Nobody knows whether the card was charged: what goes on, and what can be done."""

    def __init__(self, pay: Pay, presenter: CardPay) -> None:
        super().__init__()
        self._what = label("title", name="pay.card_unknown")
        self._why = label("body")
        self._now = Strip("pay.card_now", "info")
        self._ask = Button("", "primary", "payment_terminal")
        self._ask.setObjectName("pay.card_ask")
        self._doubt = Button("", "plain")
        self._doubt.setObjectName("pay.card_doubt")
        self._aside = Button("", "plain", "next")
        self._aside.setObjectName("pay.card_aside")
        column = QVBoxLayout(self)
        margins(column, spacing=12)
        for widget in (self._what, self._why, self._now, self._ask, self._aside, self._doubt):
            column.addWidget(widget)
        column.addStretch(1)
        self._ask.clicked.connect(presenter.ask)
        self._aside.clicked.connect(pay.set_aside)
        self._doubt.clicked.connect(presenter.look_at_doubt)

    def draw(self, state: CardState, words: Words) -> None:
        """Say what is known."""
        asked, desk = state.asked or Money.zero(), state.desk
        if state.back:
            self._what.setText(
                words("It is not known whether {amount} went back to the card.", amount=asked)
            )
        else:
            self._what.setText(
                words("It is not known whether the card was charged {amount}.", amount=asked)
            )
        self._why.setText(
            words(
                "The terminal's answer did not come. Another payment is not possible until it is "
                "known, or the patron might pay twice. The seats are kept."
            )
        )
        if desk.phase is CardPhase.ASKING:
            self._now.say(words("Asking the terminal…"), tone="info")
        elif desk.trouble is not None:
            self._now.say_error(desk.trouble, words)
        elif desk.can is not None and not desk.can.ask:
            self._now.say(
                words("This terminal cannot be asked."),
                words("Look at its last slip, then call a manager."),
                "warning",
            )
        elif not desk.reachable:
            self._now.say(
                words("The terminal is not connected."),
                words("It is asked by itself as soon as it is back."),
                "warning",
            )
        else:
            self._now.say(words("It does not know yet. It is asked again by itself."), tone="info")
        usable(self._ask, yes=desk.phase is CardPhase.WAITING)
        self._ask.setVisible(desk.can is None or desk.can.ask)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._ask.setText(words("Ask the terminal"))
        self._aside.setText(words("Set aside and serve the next patron"))
        self._doubt.setText(words("Decide it with a manager"))


def _shown(state: CardState, words: Words) -> str:
    if state.desk.phase is CardPhase.WRITING:
        return words("Writing it down…")
    if state.desk.phase in (CardPhase.BEGINNING, CardPhase.FREE):
        return words("One moment…")
    if state.desk.phase is CardPhase.ASKING:
        return words("Asking the terminal…")
    if state.shows is TerminalShows.IDLE:
        return words("Waiting for the terminal…")
    return words(SHOWS_WORDS[state.shows].text)


def _of_cancelling(state: CardState, words: Words) -> str:
    """Return what a wish to cancel has come to, as far as anybody knows."""
    desk = state.desk
    if desk.can is not None and not desk.can.abort:
        return words("It can be cancelled on the terminal itself only. Its answer counts.")
    if not desk.cancelling:
        return ""
    if desk.cancel_late:
        return words("The terminal has not given up yet. It may still approve; its answer counts.")
    return words("Asked the terminal to cancel. It may still be approved; its answer counts.")


def _ended(view: PaymentView, remaining: Money, words: Words) -> tuple[str, str]:
    """Return how a card payment ended, and what to do."""
    if view.kind != PaymentKind.CHARGE.value:
        return (
            words("The card did not take it back."),
            words("It is still charged. Try again, or finish the sale."),
        )
    if view.state == PaymentState.APPROVED.value and view.approved is not None:
        return (
            words("The card gave {amount}.", amount=view.approved),
            words("{amount} is still due: take it otherwise.", amount=remaining),
        )
    if view.declined:
        why = Declined(view.declined)
        return words(DECLINED_WORDS[why].text), words(PATRON_WORDS[why].text)
    return words("Nothing was charged."), words("Try again, or take another payment.")
