"""How a seat is called, and several of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")
_DIGITS = re.compile("([0-9]+)")


def place_label(section: str, row: str, seat: str) -> str:
    """Return how a person names a seat: ``Orchestra A 12``, or several of a row. Where row and seat
    are both numbers, ``Boxes left 3-1`` and ``Boxes left 3: 1, 2``. Empty for general admission."""
    where, between = " ".join(part for part in (section, row) if part), " "
    if row[-1:].isdigit() and seat[:1].isdigit():
        between = "-" if seat.isalnum() else ": "
    return between.join(part for part in (where, seat) if part)


def places_label(places: Iterable[tuple[str, str, str]]) -> str:
    """Return seats by section, row and number, those of one row together and by number, whichever
    way the row is numbered; rows in the order in which they come. Unnumbered places say nothing."""
    rows: dict[tuple[str, str], list[str]] = {}
    for section, row, number in places:
        if number:
            rows.setdefault((section, row), []).append(number)
    parts, last = [], ""
    for (section, row), numbers in rows.items():
        parts.append(place_label("" if section == last else section, row, numbers_label(numbers)))
        last = section
    return "; ".join(parts)


def numbers_label(numbers: Iterable[str]) -> str:
    """Return the seats of one row as a person looks for them: ``3, 5, 7, 12A``."""
    return ", ".join(sorted(numbers, key=by_number))


def in_rows(things: Iterable[T], place: Callable[[T], tuple[str, ...]]) -> tuple[T, ...]:
    """Return things that have seats in the order of ``places_label``. ``place``: where each is, the
    seat's number last."""
    rows: dict[tuple[str, ...], list[T]] = {}
    for thing in things:
        rows.setdefault(place(thing)[:-1], []).append(thing)
    return tuple(
        thing
        for row in rows.values()
        for thing in sorted(row, key=lambda thing: by_number(place(thing)[-1]))
    )


def by_number(label: str) -> tuple[tuple[str, int, str], ...]:
    """Return what a seat is sorted by: 9 is before 10, and 12 before 12A."""
    parts = _DIGITS.split(label)
    return tuple(
        (words, int(digits or 0), digits)
        for words, digits in zip(parts[::2], (*parts[1::2], ""), strict=True)
    )
