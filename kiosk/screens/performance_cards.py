"""Performances as cards under a heading."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from kiosk.screens.parts import Pool, label, margins
from kiosk.theme import TARGET_GAP
from kiosk.widgets.performance_card import PerformanceCard

if TYPE_CHECKING:
    from datetime import date

    from pos.views.catalogue import PerformanceView
    from printing.words import Words

LEAST_ACROSS, MOST_ACROSS = 2, 4


class CardGroup(QWidget):
    """A heading, words under it where there are any, and cards; cards are kept and shown newer
    figures.

    Args:
        name: What the cards' object names begin with.
    """

    def __init__(self, name: str = "sell.performance") -> None:
        super().__init__()
        self._name = name
        self._shown: tuple[PerformanceView, ...] = ()
        self._today: date | None = None
        self._title = label("section")
        self._grid = QGridLayout()
        margins(self._grid)
        self._across = 0
        whole = QVBoxLayout(self)
        margins(whole)
        whole.addWidget(self._title)
        self.under = QVBoxLayout()
        margins(self.under, spacing=4)
        whole.addLayout(self.under)
        whole.addLayout(self._grid)
        whole.addSpacing(TARGET_GAP)
        self._pool: Pool[PerformanceCard] | None = None
        self.set_across(LEAST_ACROSS)

    def draw(
        self,
        title: str,
        performances: tuple[PerformanceView, ...],
        today: date | None,
        make: Callable[[PerformanceView, date | None], PerformanceCard],
    ) -> None:
        self._title.setText(title)
        self.setVisible(bool(performances))
        if performances == self._shown and today == self._today:
            return
        self._shown, self._today = performances, today
        if self._pool is None:
            self._pool = Pool(
                lambda index: make(self._shown[index], self._today),
                self._place,
            )
        cards = self._pool.show(len(performances))
        for card, performance in zip(cards, performances, strict=True):
            card.setObjectName(f"{self._name}.{performance.code}")
            if card.performance != performance:
                card.set_performance(performance)

    def set_across(self, across: int) -> None:
        """Lay the cards ``across`` to a row."""
        if across == self._across:
            return
        self._across = across
        for column in range(MOST_ACROSS):
            self._grid.setColumnStretch(column, int(column < across))
        for index, card in enumerate(self._pool.made if self._pool is not None else ()):
            self._place(index, card)

    def _place(self, index: int, card: PerformanceCard) -> None:
        self._grid.addWidget(card, index // self._across, index % self._across)

    def retranslate(self, words: Words) -> None:
        for card in self._pool.made if self._pool is not None else ():
            card.retranslate(words)
