"""Asking the season while typing: who plays it, how it is said, where to park."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.presenters.desk import Desk
from kiosk.presenters.showing import Presenter
from pos.catalogue.season_search import Answer, SeasonSearch
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
        self._season = SeasonSearch(())
        desk.changed.append(self._desk_changed)

    def type(self, text: str) -> None:
        """The field changed."""
        self._now(text=text, answers=self._season.find(text))

    def clear(self) -> None:
        """The question is answered: tonight's cards again."""
        self.type("")

    def _desk_changed(self) -> None:
        if self._desk.session is None and self.state.text:
            self.clear()
        if self._desk.performances is not self._known:
            self._known = self._desk.performances
            self._season = SeasonSearch(self._known)
            self.type(self.state.text)
