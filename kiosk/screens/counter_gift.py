"""A donation: to which fund, how much, for whose sake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kiosk.presenters.extras import Extras, ExtrasState
from kiosk.screens.counter import CounterPart
from kiosk.screens.parts import Choices, Strip, free_text, label, margins, usable
from kiosk.widgets.buttons import Button
from kiosk.widgets.numpad import MoneyEntry
from pos.money import Money
from pos.views.donations import Tribute

if TYPE_CHECKING:
    from printing.words import Words

USUAL_MINOR = (2_500, 5_000, 10_000, 25_000)
"""What most people give, a tap away."""
_FUNDS_ACROSS = 2
TRIBUTES = (Tribute.HONOUR, Tribute.MEMORY)


class DonationPart(CounterPart):
    """Shows the funds of an ``ExtrasState`` and a form. GUI thread."""

    key = "donation"

    def __init__(self, words: Words, presenter: Extras) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._done = 0
        self._refusal = Strip("counter.donation.refusal")
        self._fund = label("section")
        self._funds = Choices("counter.funds", across=_FUNDS_ACROSS)
        self._means = label("soft")
        self._sums = Choices("counter.sums", across=2)
        self._amount = MoneyEntry(words, "counter.pad")
        self._amount.setObjectName("counter.amount")
        self._give = Button("", "primary", "check", compact=True)
        self._give.setObjectName("counter.give")
        left, right, both = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        for layout in (left, right, both):
            margins(layout, spacing=12)
        self._sake = Choices("counter.sake", across=2)
        self._whom = free_text("counter.sake_of")
        for widget in (self._fund, self._funds, self._means, self._sums, self._sake, self._whom):
            left.addWidget(widget)
        left.addStretch(1)
        right.addWidget(self._amount)
        right.addWidget(self._give)
        right.addStretch(1)
        both.addLayout(left, 1)
        both.addLayout(right, 1)
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(self._refusal)
        column.addLayout(both, 1)
        self._funds.chosen.connect(
            lambda index: presenter.choose_fund(presenter.state.shelf.funds[index].code)
        )
        self._sums.chosen.connect(self._take_sum)
        self._amount.changed.connect(lambda _amount: self._typed())
        self._sake.chosen.connect(lambda index: presenter.for_sake(TRIBUTES[index]))
        self._give.clicked.connect(self._give_it)
        presenter.watch(self.draw)

    def _give_it(self) -> None:
        self._presenter.give(self._amount.amount, self._whom.text())

    def _take_sum(self, index: int) -> None:
        self._amount.set_amount(Money(USUAL_MINOR[index], self._presenter.state.currency))

    def title(self, words: Words) -> str:
        """Return what its choice is called."""
        return words("Donation")

    def draw(self, state: ExtrasState) -> None:
        """Show ``state``."""
        words, funds = self._words, state.shelf.funds
        self._refusal.say_error(state.refusal, words)
        codes = [fund.code for fund in funds]
        chosen = codes.index(state.fund) if state.fund in codes else None
        names = [f"counter.fund.{code}" for code in codes]
        self._funds.offer([fund.name for fund in funds], chosen, names)
        sakes = [words("In honour of"), words("In memory of")]
        sake = TRIBUTES.index(state.tribute) if state.tribute is not None else None
        self._sake.offer(sakes, sake, [f"counter.sake.{each.value}" for each in TRIBUTES])
        self._whom.setVisible(state.tribute is not None)
        if state.done != self._done:
            self._done = state.done
            self.forget()
        self._say_usable(state)

    def _typed(self) -> None:
        self._offer_sums()
        self._say_usable(self._presenter.state)

    def _say_usable(self, state: ExtrasState) -> None:
        usable(self._give, yes=state.can_act and bool(self._amount.amount))

    def forget(self) -> None:
        """Empty the amount, and for whose sake it is."""
        self._amount.clear()
        self._whom.setText("")

    def _offer_sums(self) -> None:
        currency = self._presenter.state.currency
        texts = [self._words.money(Money(minor, currency)) for minor in USUAL_MINOR]
        minor = self._amount.amount.minor
        chosen = USUAL_MINOR.index(minor) if minor in USUAL_MINOR else None
        self._sums.offer(texts, chosen, [f"counter.sum.{minor}" for minor in USUAL_MINOR])

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._fund.setText(words("For"))
        self._means.setText(
            words("A second donation to the same fund takes the place of the first.")
        )
        self._whom.set_name(words("Whose name"))
        self._amount.retranslate(words)
        self._give.setText(words("Put it in the cart"))
        self._offer_sums()
        self.draw(self._presenter.state)
