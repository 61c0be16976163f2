"""Asking the season while typing: who plays it, how it is said, where to park."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from kiosk.presenters.desk import Desk
from kiosk.presenters.showing import Presenter
from pos.catalogue.season_search import Answer, Said, SeasonSearch
from pos.views.catalogue import PerformanceView


@dataclass(frozen=True, slots=True)
class SeasonSearchState:
    """``answers`` answer ``text``; while it is empty, nothing is asked."""

    text: str = ""
    answers: tuple[Answer, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether something was typed."""
        return bool(self.text.strip())


class SeasonQuestions(Presenter[SeasonSearchState]):
    """The field over the performances. It asks what is in memory, so it answers at once."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(SeasonSearchState())
        self._desk = desk
        self._known: tuple[PerformanceView, ...] = ()
        self._today: date | None = None
        self._said: Callable[[date | None], Said] = lambda today: Said()
        self._season = SeasonSearch(())
        desk.changed.append(self._desk_changed)

    def speak(self, said: Callable[[date | None], Said]) -> None:
        """People ask in another language: ``said`` tells how, on a business day."""
        self._said = said
        self._read()

    def type(self, text: str) -> None:
        """The field changed."""
        self._now(text=text, answers=self._season.find(text))

    def clear(self) -> None:
        """The question is answered: tonight's cards again."""
        self.type("")

    def _desk_changed(self) -> None:
        if self._desk.session is None and self.state.text:
            self.clear()
        if self._desk.performances != self._known or self._desk.today() != self._today:
            self._read()

    def _read(self) -> None:
        self._known, self._today = self._desk.performances, self._desk.today()
        self._season = SeasonSearch(self._known, self._said(self._today))
        if self.state.text:
            self.type(self.state.text)
