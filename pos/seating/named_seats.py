"""Seats as people and tickets name them: ``Lower balcony C 117, C 118``, ``lower balcony; c; 117 to
119``, ``A 1-4, 7``.

Commas, semicolons and line ends part them. A section, and for a bare number its row, is carried on
from the one before; left out, it is whichever has such a seat, if only one has. Nothing is guessed:
what can be read in two ways is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pos.errors import NotFound
from pos.ids import SeatId
from pos.seat_names import by_number, place_label, places_label
from pos.views.catalogue import HallView, SeatView

_BETWEEN = re.compile(r"[,;\n]")
_DASHES = re.compile("[-\u2010-\u2015]")  # hyphens, and what a word processor makes of them
_SAID_BESIDE = re.compile(r"\b(?:row|seats?)\b|[:.]")
_RANGE = re.compile(r"(\S+?)(?: ?- ?| to )(\S.*)")
_FEW = 3
"""Seats in an example."""

_Row = Mapping[str, SeatView]
"""A row's seats by what they are called."""


def seats_named(hall: HallView, said: str) -> tuple[SeatView, ...]:
    """Return the seats that somebody named, each once.

    Raises:
        NotFound: ``key`` is the first that is not understood. ``named_seat``: there is none of that
            name. ``seat_in_sections``: ``sections`` have it. ``seat_range``: a range that can be
            read in two ways.
    """
    reader = _Reader(hall)
    for part in _BETWEEN.split(said):
        reader.read(part.strip())
    return reader.found()


def example_of(hall: HallView, among: Iterable[SeatId]) -> str:
    """Return how some of these seats can be named; empty where there are none."""
    wanted = set(among)
    rows: dict[tuple[str, str], list[SeatView]] = {}
    for seat in hall.seats:
        if seat.seat_id in wanted:
            rows.setdefault((seat.section, seat.row), []).append(seat)
    if not rows:
        return ""
    whole = (row for row in rows.values() if len(row) >= _FEW)
    few = sorted(next(whole, next(iter(rows.values()))), key=lambda one: by_number(one.number))
    few = few[:_FEW]
    first, last = few[0], few[-1]
    short = f"{place_label(first.section, first.row, first.number)}-{last.number}"
    if len(few) > 1 and not first.row[-1:].isdigit() and _reads_as(hall, short, few):
        return short
    return places_label((one.section, one.row, one.number) for one in few)


def _reads_as(hall: HallView, said: str, seats: list[SeatView]) -> bool:
    try:
        return set(seats_named(hall, said)) == set(seats)
    except NotFound:
        return False


@dataclass(slots=True)
class _Reading:
    """Seats that a text may mean, and their row. ``section``: it was said; ``near``: the text says
    it, or goes on where the one before was."""

    seats: tuple[SeatView, ...]
    row: tuple[str, str]
    section: str | None
    near: bool


@dataclass(slots=True)
class _Reader:
    hall: HallView
    _rows: dict[tuple[str, str], dict[str, SeatView]] = field(default_factory=dict)
    _guids: dict[str, SeatView] = field(default_factory=dict)
    _found: dict[SeatId, SeatView] = field(default_factory=dict)
    _section: str | None = None
    _here: tuple[tuple[str, str], ...] = ()
    """Where a bare number is looked for."""
    _only_where: str = ""
    """A section or row that was named, without a seat so far."""

    def __post_init__(self) -> None:
        for seat in self.hall.seats:
            row = self._rows.setdefault((_plain(seat.section), _plain(seat.row)), {})
            row[_plain(seat.number)] = seat
            self._guids[_plain(seat.guid)] = seat

    def found(self) -> tuple[SeatView, ...]:
        """Return what was named. Raises NotFound: the last says only where."""
        if self._only_where:
            raise NotFound(kind="named_seat", key=self._only_where)
        return tuple(self._found.values())

    def read(self, part: str) -> None:
        """Take in what stands between two commas."""
        text = _plain(part)
        if not text:
            return
        meant = self._meant(text)
        if meant is None:
            self._goes_on_at(part, text)
            return
        ways = {frozenset(one.seats): one for one in meant}
        if len(ways) > 1:
            raise _unclear(part, ways.values())
        (reading,) = ways.values()
        self._found.update((seat.seat_id, seat) for seat in reading.seats)
        self._section, self._here, self._only_where = reading.section, (reading.row,), ""

    def _meant(self, text: str) -> list[_Reading] | None:
        """Return every way to read a text as seats: where it, or one before, says the section
        there first, then anywhere."""
        if text in self._guids:
            seat = self._guids[text]
            row = (_plain(seat.section), _plain(seat.row))
            return [_Reading((seat,), row, None, near=True)]
        said = list(self._readings(text))
        return [one for one in said if one.near] or said or None

    def _readings(self, text: str) -> Iterator[_Reading]:
        for section, row in self._rows:
            names = [(text, section if section == self._section else None)]
            if section and text.startswith(f"{section} "):
                names.append((text[len(section) + 1 :], section))
            for rest, said in names:
                for seats in self._in_row(rest, (section, row)):
                    yield _Reading(seats, (section, row), said, near=said is not None)
        for section, row in self._here:
            known = section if section == self._section else None
            for seats in _numbered(text, self._rows[section, row], row):
                yield _Reading(seats, (section, row), known, near=True)

    def _in_row(self, text: str, where: tuple[str, str]) -> Iterator[tuple[SeatView, ...]]:
        rest = _after(where[1], text)
        if rest:
            yield from _numbered(rest, self._rows[where], where[1])

    def _goes_on_at(self, part: str, text: str) -> None:
        """Take a text for a section, or a row with or without it. Raises NotFound: it is none."""
        if any(text == section for section, _ in self._rows):
            if self._only_where:
                raise NotFound(kind="named_seat", key=self._only_where)
            self._section, self._here = text, ()
        else:
            whole = [(s, r) for s, r in self._rows if r and text == f"{s} {r}".strip()]
            here = [(s, r) for s, r in self._rows if (s, r) == (self._section, text)]
            rows = whole or here or [(s, r) for s, r in self._rows if r == text]
            if not rows:
                raise NotFound(kind="named_seat", key=part)
            self._section = rows[0][0] if whole or here else None
            self._here = tuple(rows)
        self._only_where = part


def _numbered(text: str, row: _Row, name: str) -> Iterator[tuple[SeatView, ...]]:
    """Yield the seat, or the seats of a range, that a text names in a row: those between by their
    numbers and those between as they stand, once where that is the same."""
    if text in row:
        yield (row[text],)
    ends = _RANGE.fullmatch(text)
    if ends is None:
        return
    first, last = row.get(ends[1]), row.get(ends[2]) or row.get(_after(name, ends[2]))
    if first is None or last is None:
        return
    low, high = sorted((by_number(first.number), by_number(last.number)))
    yield tuple(seat for seat in row.values() if low <= by_number(seat.number) <= high)
    left, right = sorted((first.row_order, last.row_order))
    yield tuple(seat for seat in row.values() if left <= seat.row_order <= right)


def _after(row: str, text: str) -> str:
    """Return what follows a row's name; empty where it is not there."""
    if not text.startswith(row):
        return ""
    rest = text[len(row) :]
    apart = not row or rest[:1] in (" ", "-") or not (row[-1:].isdigit() or rest[:1].isalpha())
    return rest.lstrip(" -") if apart else ""


def _unclear(part: str, ways: Iterable[_Reading]) -> NotFound:
    sections = dict.fromkeys(seat.section for one in ways for seat in one.seats)
    if len(sections) > 1:
        return NotFound(kind="seat_in_sections", key=part, sections=", ".join(sections))
    return NotFound(kind="seat_range", key=part)


def _plain(name: str) -> str:
    """Return a name however it is written: ``Row A, seat 1`` is ``a 1``."""
    dashed = _DASHES.sub("-", name.casefold())
    return " ".join(_SAID_BESIDE.sub(" ", dashed).split())
