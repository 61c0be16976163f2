"""Whether a caller would like to give something: asked once, never chosen beforehand; a sum that is
touched again is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.presenters.phone import Phone, PhoneState
from kiosk.screens.parts import Flow, label, margins
from kiosk.widgets.buttons import Choice
from pos.money import Money
from pos.views.paying import ExtraKind

if TYPE_CHECKING:
    from printing.words import Words

GIFTS_MINOR = (500, 1_000, 2_500, 5_000)


class GiftRow(QWidget):
    """Shows the sums of an ``ExtrasState``; hidden where the house has no fund. GUI thread."""

    def __init__(self, presenter: Phone) -> None:
        super().__init__()
        self._presenter = presenter
        self._fund = label("body", name="phone.fund")
        self._flow = Flow()
        self._round = Choice()
        self._round.setObjectName("phone.round_up")
        self._sums = tuple(self._make(minor) for minor in GIFTS_MINOR)
        for button in (self._round, *self._sums):
            self._flow.add(button)
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(self._fund)
        column.addWidget(self._flow)
        self._round.clicked.connect(presenter.round_up)

    def _make(self, minor: int) -> Choice:
        button = Choice()
        button.setObjectName(f"phone.gift.{minor}")
        presenter = self._presenter
        button.clicked.connect(lambda: presenter.give(minor))
        return button

    def draw(self, state: PhoneState, words: Words) -> None:
        """Show what can be given, or what was."""
        extras = state.extras
        given = [line for line in extras.lines if line.kind is ExtraKind.DONATION]
        fund = next((one.name for one in extras.shelf.funds if one.code == extras.fund), "")
        self.setVisible(bool(fund))
        if given:
            said = ", ".join(f"{line.name} {words.money(line.amount)}" for line in given)
            self._fund.setText(words("They give: {gifts}", gifts=said))
        else:
            self._fund.setText(words("A gift goes to: {fund}", fund=fund))
        rounded = extras.rounded
        rounding = extras.rounding if rounded is None else rounded.amount
        self._round.setVisible(rounding is not None)
        self._round.setChecked(rounded is not None)
        if rounding is not None:
            self._round.setText(words("Round up {amount}", amount=rounding))
        for button, minor in zip(self._sums, GIFTS_MINOR, strict=True):
            amount = Money(minor, extras.currency)
            button.setText(words.money(amount))
            button.setChecked(extras.gift(amount) is not None)
        self._flow.settle()
