"""Finds what a patron asks for in the season: a title, an artist, a work, a composer's name as it
sounds, a word of the event card or one that such facts are asked for by, or a day. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pos.text import folded
from pos.views.catalogue import PerformanceView

LONGEST_QUESTION = 100
"""Letters of a question that are looked at."""
_DAY = 1
"""What a day is worth, as ``_place``."""


@dataclass(frozen=True, slots=True)
class Said:
    """How people ask: what each of the event card's ``facts`` is asked for by, what ``days`` are
    called, and words that ``say_nothing``; lists of words in one text each."""

    facts: Mapping[str, str] = field(default_factory=dict)
    days: Mapping[date, str] = field(default_factory=dict)
    say_nothing: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A production that answers a question: its performances by start, of the day that was asked
    for, and the facts that hold a word of the question or are asked for by it, in the order of its
    event card."""

    performances: tuple[PerformanceView, ...]
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A production's words, folded: of its name; of who plays, series and halls; of each fact."""

    performances: tuple[PerformanceView, ...]
    title: str
    about: str
    facts: tuple[str, ...]


class SeasonSearch:
    """The productions of a season, ready to be asked."""

    def __init__(self, performances: Iterable[PerformanceView], said: Said | None = None) -> None:
        said = said if said is not None else Said()
        self._days = {day: _words(called) for day, called in said.days.items()}
        self._say_nothing = frozenset(_words(said.say_nothing).split())
        by_work: dict[tuple[str, str], list[PerformanceView]] = {}
        for show in performances:
            by_work.setdefault((show.production, show.subtitle), []).append(show)
        self._entries = tuple(_entry(shows, said.facts) for shows in by_work.values())

    def find(self, question: str) -> tuple[Answer, ...]:
        """Return the productions in which every word of ``question`` begins a word somewhere, or
        one for a day on which they play: those with one in the title first, then artists, series,
        halls and days, then facts; among equals the next to play. Words that say nothing count only
        where there are no others. An empty question finds nothing."""
        typed = tuple(dict.fromkeys(_words(question[:LONGEST_QUESTION]).split()))
        words = tuple(word for word in typed if word not in self._say_nothing) or typed
        found = []
        for entry in self._entries if words else ():
            places = {word: _place(entry, word) for word in words}
            shows = entry.performances
            for word, place in places.items():
                if place is None:
                    shows = tuple(show for show in shows if self._is_on(show, word))
            if shows:
                worth = min(_DAY if place is None else place for place in places.values())
                found.append((worth, shows[0].starts_at, Answer(shows, _facts(entry, words))))
        found.sort(key=lambda each: each[:2])
        return tuple(answer for _, _, answer in found)

    def _is_on(self, show: PerformanceView, word: str) -> bool:
        return f" {word}" in self._days.get(show.starts_at.date(), "")


def _entry(shows: Sequence[PerformanceView], asked: Mapping[str, str]) -> _Entry:
    shows = sorted(shows, key=lambda show: show.starts_at)
    first = shows[0]
    halls = " ".join(dict.fromkeys(show.hall for show in shows))
    return _Entry(
        performances=tuple(shows),
        title=_words(first.production),
        about=_words(f"{first.subtitle} {first.series} {halls}"),
        facts=tuple(
            _words(f"{name.replace('_', ' ')} {asked.get(name, '')} {text}")
            for name, text in first.facts
        ),
    )


def _words(text: str) -> str:
    """Return the text folded, every word with a blank before it and no stop around it."""
    bare = "".join(char if char.isalnum() else " " for char in folded(text))
    return " " + " ".join(bare.split())


def _place(entry: _Entry, word: str) -> int | None:
    """Return where a word begins one of the production's: 0 title, 1 about, 2 a fact."""
    start = f" {word}"
    if start in entry.title:
        return 0
    if start in entry.about:
        return 1
    return 2 if any(start in fact for fact in entry.facts) else None


def _facts(entry: _Entry, words: Sequence[str]) -> tuple[tuple[str, str], ...]:
    known = entry.performances[0].facts
    return tuple(
        said
        for said, folded_ in zip(known, entry.facts, strict=True)
        if any(f" {word}" in folded_ for word in words)
    )
