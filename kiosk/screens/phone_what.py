"""What they would like to see: asked for by a word, or the next dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.messages import left_text
from kiosk.presenters.phone import Phone, PhoneState, Step
from kiosk.screens.parts import Pool, in_column, label, margins, told_of_cards
from kiosk.screens.phone_question import PhoneQuestion
from kiosk.widgets.buttons import Button
from kiosk.widgets.fields import SearchField

if TYPE_CHECKING:
    from pos.views.catalogue import PerformanceView
    from printing.words import Words

MOST_DATES = 8
"""Nobody is read more; they say a word of the title."""


class WhatQuestion(PhoneQuestion):
    """Shows the season's answers as dates to touch. GUI thread."""

    step = Step.WHAT

    def __init__(self, presenter: Phone) -> None:
        super().__init__(presenter)
        self._shown: tuple[PerformanceView, ...] = ()
        self._search = SearchField()
        self._search.setObjectName("phone.search")
        told_of_cards(self._search)
        self._none = label("soft")
        self._dates = QVBoxLayout()
        margins(self._dates)
        self._pool: Pool[Button] = Pool(self._make, in_column(self._dates))
        self.inside.addWidget(self._search)
        self.inside.addWidget(self._none)
        self.inside.addLayout(self._dates)
        self._search.edited.connect(presenter.ask_season)

    def _make(self, index: int) -> Button:
        button = Button("", "plain", compact=True)
        button.setObjectName(f"phone.date.{index}")
        button.clicked.connect(lambda: self.presenter.choose(self._shown[index]))
        return button

    @override
    def first(self) -> QWidget | None:
        return self._search

    def asked(self, words: Words) -> str:
        return words("What would you like to see, and when?")

    def answer(self, state: PhoneState, words: Words) -> str:
        chosen = state.sell.chosen
        return (
            ""
            if chosen is None
            else f"{chosen.production} · {words.day_and_time(chosen.starts_at)}"
        )

    def draw(self, state: PhoneState, words: Words) -> None:
        if self._search.text() != state.asked:
            self._search.setText(state.asked)
        self._shown = state.dates[:MOST_DATES]
        self._none.setText(words("Nothing in the season answers this. Try fewer letters."))
        self._none.setVisible(not self._shown and bool(state.asked.strip()))
        for button, show in zip(self._pool.show(len(self._shown)), self._shown, strict=True):
            button.setText(show.production)
            left = left_text(show, words)
            button.set_caption(f"{words.day_and_time(show.starts_at)} · {show.hall} · {left}")

    def retranslate(self, words: Words) -> None:
        self._search.set_name(words("Title, artist, work, or what a patron asks"))
