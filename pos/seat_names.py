"""How a seat is called, and several of them."""

from __future__ import annotations

from collections.abc import Iterable


def place_label(section: str, row: str, seat: str) -> str:
    """Return how a person names a seat: ``Orchestra A 12``, or several of a row. Where row and seat
    are both numbers, ``Boxes left 3-1`` and ``Boxes left 3: 1, 2``. Empty for general admission."""
    where, between = " ".join(part for part in (section, row) if part), " "
    if row[-1:].isdigit() and seat[:1].isdigit():
        between = "-" if seat.isalnum() else ": "
    return between.join(part for part in (where, seat) if part)


def places_label(places: Iterable[tuple[str, str, str]]) -> str:
    """Return seats by section, row and number, those of one row together; unnumbered places say
    nothing."""
    rows: dict[tuple[str, str], list[str]] = {}
    for section, row, number in places:
        if number:
            rows.setdefault((section, row), []).append(number)
    parts, last = [], ""
    for (section, row), numbers in rows.items():
        parts.append(place_label("" if section == last else section, row, ", ".join(numbers)))
        last = section
    return "; ".join(parts)
