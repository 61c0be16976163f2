"""Finds what a patron asks for in the season: a title, an artist, a work, a composer's name as it
sounds, or a word of the event card. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pos.text import folded
from pos.views.catalogue import PerformanceView

LONGEST_QUESTION = 100
"""Letters of a question that are looked at."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A production that answers a question: its performances by start, and the facts that hold a
    word of the question, in the order of its event card."""

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

    def __init__(self, performances: Iterable[PerformanceView]) -> None:
        by_work: dict[tuple[str, str], list[PerformanceView]] = {}
        for show in performances:
            by_work.setdefault((show.production, show.subtitle), []).append(show)
        self._entries = tuple(_entry(shows) for shows in by_work.values())

    def find(self, question: str) -> tuple[Answer, ...]:
        """Return the productions in which every word of ``question`` begins a word somewhere: those
        with one in the title first, then artists, series and halls, then facts; among equals the
        next to play. An empty question finds nothing."""
        words = tuple(dict.fromkeys(folded(question[:LONGEST_QUESTION]).split()))
        found = []
        for entry in self._entries:
            places = [_place(entry, word) for word in words]
            if words and None not in places:
                worth = min(place for place in places if place is not None)
                found.append((worth, entry.performances[0].starts_at, entry))
        found.sort(key=lambda each: each[:2])
        return tuple(Answer(e.performances, _facts(e, words)) for _, _, e in found)


def _entry(shows: Sequence[PerformanceView]) -> _Entry:
    shows = sorted(shows, key=lambda show: show.starts_at)
    first = shows[0]
    halls = " ".join(dict.fromkeys(show.hall for show in shows))
    return _Entry(
        performances=tuple(shows),
        title=_words(first.production),
        about=_words(f"{first.subtitle} {first.series} {halls}"),
        facts=tuple(_words(f"{name.replace('_', ' ')} {text}") for name, text in first.facts),
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
