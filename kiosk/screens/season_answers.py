"""What the season answers: each production with the facts that were asked for, and its cards."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.messages import fact_name
from kiosk.screens.parts import Pool, in_column, label, margins
from kiosk.screens.performance_cards import LEAST_ACROSS, CardGroup

if TYPE_CHECKING:
    from datetime import date

    from kiosk.presenters.season_search import SeasonSearchState
    from kiosk.widgets.labels import Label
    from kiosk.widgets.performance_card import PerformanceCard
    from pos.catalogue.season_search import Answer
    from pos.views.catalogue import PerformanceView
    from printing.words import Words

    Make = Callable[[PerformanceView, date | None], PerformanceCard]

MOST_ANSWERS = 12
"""Nobody reads further; they type another letter."""


class SeasonAnswers(QWidget):
    """Shows the answers of a ``SeasonSearchState``. GUI thread."""

    def __init__(self, make: Make) -> None:
        super().__init__()
        self._make = make
        self._across = LEAST_ACROSS
        self._none = label("title", name="sell.found.none")
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(self._none)
        self._pool: Pool[_Answer] = Pool(self._new, in_column(column))

    def _new(self, index: int) -> _Answer:
        made = _Answer()
        made.set_across(self._across)
        return made

    def draw(self, state: SeasonSearchState, today: date | None, words: Words) -> None:
        """Show the answers, or that there is none."""
        shown = state.answers[:MOST_ANSWERS]
        self._none.setText(words("Nothing in the season answers this. Try fewer letters."))
        self._none.setVisible(state.asks and not shown)
        for group, answer in zip(self._pool.show(len(shown)), shown, strict=True):
            group.say(answer, words, today, self._make)

    def set_across(self, across: int) -> None:
        """Lay the cards ``across`` to a row."""
        self._across = across
        for group in self._pool.made:
            group.set_across(across)

    def retranslate(self, words: Words) -> None:
        """Show the same cards in another language; the rest is drawn anew."""
        for group in self._pool.made:
            group.retranslate(words)


class _Answer(CardGroup):
    """One production."""

    def __init__(self) -> None:
        super().__init__("sell.found")
        self._facts: Pool[Label] = Pool(lambda _: label("body"), in_column(self.under))

    def say(self, answer: Answer, words: Words, today: date | None, make: Make) -> None:
        first = answer.performances[0]
        rows = self._facts.show(len(answer.facts))
        for row, (name, text) in zip(rows, answer.facts, strict=True):
            row.setText(words("{fact}: {text}", fact=fact_name(name, words), text=text))
        title = " · ".join(part for part in (first.production, first.subtitle) if part)
        self.draw(title, answer.performances, today, make)
