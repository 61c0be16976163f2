"""Where a party would rather sit, whether cheaper seats will do, who sits in a wheelchair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from kiosk.screens.parts import margins
from kiosk.widgets.buttons import Button, Choice
from pos.seating.rows import Taste

if TYPE_CHECKING:
    from kiosk.presenters.sell import Sell
    from kiosk.presenters.sell_state import SellState
    from printing.words import Words

_TASTES = (Taste.FRONT, Taste.CENTRE, Taste.AISLE)
_ACROSS = 2


class WheelchairsButton(Button):
    """How many of the next party sit in a wheelchair; each touch is one more, then none."""

    def __init__(self, name: str) -> None:
        super().__init__("", "plain", "wheelchair", compact=True)
        self.setObjectName(name)
        self.setCheckable(True)

    def draw(self, state: SellState, words: Words) -> None:
        """Show how many; nothing where seats are not numbered."""
        chosen = state.chosen
        self.setVisible(chosen is not None and not chosen.general_admission)
        self.setChecked(state.wheelchairs > 0)
        self.setText(words.number(state.wheelchairs))
        self.retranslate(words)

    def retranslate(self, words: Words) -> None:
        """A button's text is its name as well: the name comes after it."""
        name, many = words("Wheelchairs in the party"), self.text()
        self.setAccessibleName(f"{name}: {many}" if many else name)


class Wishes(QWidget):
    """What the next party wishes. GUI thread."""

    def __init__(self, presenter: Sell) -> None:
        super().__init__()
        self.setObjectName("sell.tastes")
        self._tastes = {taste: Choice() for taste in _TASTES}
        self._cheaper = Choice()
        self._cheaper.setObjectName("sell.or_cheaper")
        grid = QGridLayout(self)
        margins(grid)
        for number, button in enumerate((*self._tastes.values(), self._cheaper)):
            grid.addWidget(button, number // _ACROSS, number % _ACROSS)
            grid.setColumnStretch(number % _ACROSS, 1)
            button.set_text_size(16)
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        for taste, button in self._tastes.items():
            button.setObjectName(f"sell.taste.{taste.value}")
            button.clicked.connect(lambda _=False, taste=taste: presenter.set_taste(taste))
        self._cheaper.clicked.connect(lambda yes: presenter.set_or_cheaper(yes=yes))

    def draw(self, state: SellState, words: Words) -> None:
        """Show what is wished; nothing where seats are not numbered."""
        self.setVisible(state.hall is not None and not state.hall.general_admission)
        texts = (words("Front"), words("Middle"), words("Aisle"))
        for (taste, button), text in zip(self._tastes.items(), texts, strict=True):
            button.setText(text)
            button.setChecked(taste is state.taste)
        self._cheaper.setChecked(state.or_cheaper)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self.setAccessibleName(words("Where they would rather sit"))
        self._cheaper.setText(words("Or cheaper"))
        self._cheaper.setAccessibleName(words("Seats in cheaper zones will do as well"))
