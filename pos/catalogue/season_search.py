"""Finds what a patron asks for in the season: a title, an artist, a work, a composer's name as it
sounds, a word of the event card or one that such facts are asked for by, in any of its forms, a day
or the afternoon. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pos.finding.words import ALIKE, likeness, sound_of, words_of
from pos.text import folded
from pos.views.catalogue import PerformanceView

LONGEST_QUESTION = 100
"""Letters of a question that are looked at."""
_DAY = 1
"""What a day is worth, as ``_place``."""
_EVENING = 17
"""The hour from which on a performance is no matinee."""
_STEM = 3
"""Letters that stay of a word without its ending."""
_HEARD = 4
"""Letters from which on a word is sought by its sound."""
_APART = re.compile(r"[\W_]+")
"""What stands between words."""
_FORM = "="
"""Before a word without its ending."""


_Meant = tuple[str, ...]
"""A word that was typed: one of these is in a text that has it."""


@dataclass(frozen=True, slots=True)
class Said:
    """How people ask: what each of the event card's ``facts`` is asked for by, what ``days`` are
    called, words that ``say_nothing``, what ``matinees`` are called, and the ``endings`` that a
    word has in its forms; lists of words in one text each."""

    facts: Mapping[str, str] = field(default_factory=dict)
    days: Mapping[date, str] = field(default_factory=dict)
    say_nothing: str = ""
    matinees: str = ""
    endings: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A production that answers a question: its performances by start, of the day that was asked
    for, and the facts that hold a word of the question or are asked for by it, in the order of its
    event card."""

    performances: tuple[PerformanceView, ...]
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A production's words, as ``_Tongue`` has them: of its name; of who plays, series and halls;
    of each fact."""

    performances: tuple[PerformanceView, ...]
    title: str
    about: str
    facts: tuple[str, ...]


class SeasonSearch:
    """The productions of a season, ready to be asked."""

    def __init__(self, performances: Iterable[PerformanceView], said: Said | None = None) -> None:
        said = said if said is not None else Said()
        self._tongue = _Tongue(said.endings)
        self._days = {day: self._tongue.text(called) for day, called in said.days.items()}
        self._matinees = self._tongue.text(said.matinees)
        self._say_nothing = frozenset(_words(said.say_nothing))
        by_work: dict[tuple[str, str], list[PerformanceView]] = {}
        for show in performances:
            by_work.setdefault((show.production, show.subtitle), []).append(show)
        self._entries = tuple(_entry(shows, said.facts, self._tongue) for shows in by_work.values())
        texts = [*self._days.values(), self._matinees]
        for entry in self._entries:
            texts += (entry.title, entry.about, *entry.facts)
        self._every = "".join(texts)

    def find(self, question: str) -> tuple[Answer, ...]:
        """Return the productions in which every word of ``question`` begins a word somewhere, is
        another form of one, or one for a day or an hour at which they play; a word that is nothing
        of that in the whole season may sound like one. Those with one in the title come first, then
        artists, series, halls and days, then facts; among equals the next to play. Words that say
        nothing count only where there are no others. An empty question finds nothing."""
        typed = tuple(dict.fromkeys(_words(question[:LONGEST_QUESTION])))
        told = tuple(word for word in typed if word not in self._say_nothing) or typed
        words = tuple(self._meant(word) for word in told)
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

    def _meant(self, word: str) -> _Meant:
        """Return what is looked for where ``word`` was typed."""
        written = self._tongue.meant(word)
        if _has(self._every, written) or len(word) < _HEARD:
            return written
        every = dict.fromkeys(each for each in self._every.split() if each[0] != _FORM)
        return tuple(f" {each} " for each in every if _sounds_like(each, word))

    def _is_on(self, show: PerformanceView, word: _Meant) -> bool:
        if _has(self._days.get(show.starts_at.date(), ""), word):
            return True
        return show.starts_at.hour < _EVENING and _has(self._matinees, word)


class _Tongue:
    """A language: the ``endings`` of its words."""

    def __init__(self, endings: str) -> None:
        self._endings = tuple(sorted(_words(endings), key=len, reverse=True))

    def text(self, text: str) -> str:
        """Return the words of ``text`` folded, no stop around them and blanks around each; then
        those that have an ending without it, marked."""
        words = _words(text)
        forms = (f"{_FORM}{stem}" for word in words if (stem := self._stem(word)) != word)
        return f" {' '.join((*words, *forms))} "

    def meant(self, word: str) -> _Meant:
        """Return what is in a text with a word that begins so or that is a form of this one."""
        stem = self._stem(word)
        return f" {word}", f" {stem} ", f" {_FORM}{stem} "

    def _stem(self, word: str) -> str:
        if not word.endswith(self._endings):
            return word
        for ending in self._endings:
            if word.endswith(ending) and len(word) - len(ending) >= _STEM:
                return word[: -len(ending)]
        return word


def _has(text: str, word: _Meant) -> bool:
    return any(each in text for each in word)


def _sounds_like(one: str, other: str) -> bool:
    return any(
        a.startswith(b) or (sound_of(a) and sound_of(a) == sound_of(b) and likeness(a, b) >= ALIKE)
        for a in words_of(one)
        for b in words_of(other)
    )


def _entry(shows: Sequence[PerformanceView], asked: Mapping[str, str], tongue: _Tongue) -> _Entry:
    shows = sorted(shows, key=lambda show: show.starts_at)
    first = shows[0]
    halls = " ".join(dict.fromkeys(show.hall for show in shows))
    return _Entry(
        performances=tuple(shows),
        title=tongue.text(first.production),
        about=tongue.text(f"{first.subtitle} {first.series} {halls}"),
        facts=tuple(
            tongue.text(f"{name.replace('_', ' ')} {asked.get(name, '')} {text}")
            for name, text in first.facts
        ),
    )


def _words(text: str) -> list[str]:
    """Return the words of the text folded, no stop around them."""
    return _APART.sub(" ", folded(text)).split()


def _place(entry: _Entry, word: _Meant) -> int | None:
    """Return where a word is one of the production's: 0 title, 1 about, 2 a fact."""
    if _has(entry.title, word):
        return 0
    if _has(entry.about, word):
        return 1
    return 2 if any(_has(fact, word) for fact in entry.facts) else None


def _facts(entry: _Entry, words: Sequence[_Meant]) -> tuple[tuple[str, str], ...]:
    known = entry.performances[0].facts
    return tuple(
        said
        for said, folded_ in zip(known, entry.facts, strict=True)
        if any(_has(folded_, word) for word in words)
    )
