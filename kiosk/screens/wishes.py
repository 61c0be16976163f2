"""Where a party would rather sit, and whether cheaper seats will do: beside the zone tiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.screens.parts import Choices, margins
from kiosk.widgets.buttons import Button
from pos.seating.rows import Taste

if TYPE_CHECKING:
    from kiosk.presenters.sell import Sell, SellState
    from printing.words import Words

_TASTES = (Taste.FRONT, Taste.CENTRE, Taste.AISLE)


class Wishes(QWidget):
    """What the next party wishes. GUI thread."""

    def __init__(self, presenter: Sell) -> None:
        super().__init__()
        self._tastes = Choices("sell.tastes", across=2)
        self._cheaper = Button("", "plain", compact=True)
        self._cheaper.setObjectName("sell.or_cheaper")
        self._cheaper.setCheckable(True)
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(self._tastes)
        column.addWidget(self._cheaper)
        self._tastes.chosen.connect(lambda index: presenter.set_taste(_TASTES[index]))
        self._cheaper.clicked.connect(lambda yes: presenter.set_or_cheaper(yes=yes))

    def draw(self, state: SellState, words: Words) -> None:
        """Show what is wished; nothing where seats are not numbered."""
        self.setVisible(state.hall is not None and not state.hall.general_admission)
        texts = (words("Front"), words("Middle"), words("Aisle"))
        marked = _TASTES.index(state.taste) if state.taste in _TASTES else None
        self._tastes.offer(texts, marked, [f"sell.taste.{taste.value}" for taste in _TASTES])
        self._cheaper.setChecked(state.or_cheaper)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._tastes.setAccessibleName(words("Where they would rather sit"))
        self._cheaper.setText(words("Or cheaper"))
        self._cheaper.setAccessibleName(words("Seats in cheaper zones will do as well"))
