"""The Sell room: tonight's performances as cards, then the house of the one that was chosen; and
the counter, for what is sold beside seats."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.presenters.counter import Counter, CounterState
from kiosk.presenters.sell import Sell, SellState
from kiosk.screens.counter import CounterPage, CounterPart
from kiosk.screens.house import HousePage
from kiosk.screens.parts import Pool, Scrolled, Strip, label, margins
from kiosk.theme import TARGET_GAP, theme_of
from kiosk.widgets.performance_card import PerformanceCard

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtGui import QResizeEvent

    from pos.views.catalogue import PerformanceView
    from printing.words import Words

_LEAST_ACROSS, _MOST_ACROSS = 2, 4
_CARD_WIDE = 400
"""Reference pixels below which a row takes one card less."""


class SellScreen(QWidget):
    """Shows a ``SellState``, or the counter over it. GUI thread."""

    def __init__(
        self, words: Words, presenter: Sell, counter: Counter, parts: tuple[CounterPart, ...]
    ) -> None:
        super().__init__()
        self.setObjectName("sell")
        self._presenter = presenter
        self._at_counter = False
        self._cards = _CardsPage(words, presenter)
        self._house = HousePage(words, presenter)
        self._counter = CounterPage(words, counter, parts)
        self._pages = QStackedWidget()
        for page in (self._cards, self._house, self._counter):
            self._pages.addWidget(page)
        whole = QVBoxLayout(self)
        margins(whole, 16)
        whole.addWidget(self._pages)
        presenter.attach(self)
        counter.watch(self._draw_counter)

    def draw(self, state: SellState) -> None:
        """Show ``state``."""
        if state.chosen is None:
            self._cards.draw(state)
        else:
            self._house.draw(state, state.chosen)
        self._turn_over()

    def _draw_counter(self, state: CounterState) -> None:
        self._at_counter = state.shown
        self._counter.draw(state)
        self._turn_over()

    def _turn_over(self) -> None:
        room = self._cards if self._presenter.state.chosen is None else self._house
        self._pages.setCurrentWidget(self._counter if self._at_counter else room)

    def forget(self) -> None:
        """Empty what was typed at the counter and not put in the cart."""
        self._counter.forget()

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._cards.retranslate(words)
        self._house.retranslate(words)
        self._counter.retranslate(words)
        self.draw(self._presenter.state)


class _CardsPage(Scrolled):
    """Tonight first, the rest under it."""

    def __init__(self, words: Words, presenter: Sell) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._refusal = Strip("sell.cards.refusal")
        self._empty = label("title")
        self._tonight = _Group()
        self._later = _Group()
        for widget in (self._refusal, self._empty, self._tonight, self._later):
            self.column.addWidget(widget)
        self.column.addStretch(1)

    def draw(self, state: SellState) -> None:
        words = self._words
        nothing = not state.tonight and not state.later
        opening = words("Looking up what is on…")
        self._empty.setText(words("Nothing is on sale.") if state.ready else opening)
        self._empty.setVisible(nothing)
        self._refusal.say_error(state.refusal, words)
        self._tonight.draw(words("Tonight"), state.tonight, state.today, self._make)
        self._later.draw(words("Later"), state.later, state.today, self._make)
        self.settle()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fit = event.size().width() // theme_of(self).px(_CARD_WIDE)
        across = min(max(fit, _LEAST_ACROSS), _MOST_ACROSS)
        self._tonight.set_across(across)
        self._later.set_across(across)

    def retranslate(self, words: Words) -> None:
        self._words = words
        self._tonight.retranslate(words)
        self._later.retranslate(words)

    def _make(self, performance: PerformanceView, today: date | None) -> PerformanceCard:
        card = PerformanceCard(self._words, performance, today)
        presenter = self._presenter
        card.clicked.connect(lambda: presenter.choose(card.performance.performance_id))
        return card


class _Group(QWidget):
    """A heading and cards under it; cards are kept and shown newer figures."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[PerformanceView, ...] = ()
        self._today: date | None = None
        self._title = label("section")
        self._grid = QGridLayout()
        margins(self._grid)
        self._across = 0
        whole = QVBoxLayout(self)
        margins(whole)
        whole.addWidget(self._title)
        whole.addLayout(self._grid)
        whole.addSpacing(TARGET_GAP)
        self._pool: Pool[PerformanceCard] | None = None
        self.set_across(_LEAST_ACROSS)

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
            card.setObjectName(f"sell.performance.{performance.code}")
            if card.performance != performance:
                card.set_performance(performance)

    def set_across(self, across: int) -> None:
        """Lay the cards ``across`` to a row."""
        if across == self._across:
            return
        self._across = across
        for column in range(_MOST_ACROSS):
            self._grid.setColumnStretch(column, int(column < across))
        for index, card in enumerate(self._pool.made if self._pool is not None else ()):
            self._place(index, card)

    def _place(self, index: int, card: PerformanceCard) -> None:
        self._grid.addWidget(card, index // self._across, index % self._across)

    def retranslate(self, words: Words) -> None:
        for card in self._pool.made if self._pool is not None else ():
            card.retranslate(words)
