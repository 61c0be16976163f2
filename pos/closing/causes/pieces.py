"""Mistakes of a count itself: digits swapped, packs taken for pieces, a row too far down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pos.closing.causes.rows import Found
from pos.money import Money
from pos.views.cash import COINS, NOTES, ROLLS, STRAP, CountSheet
from pos.views.causes import CauseKind, Evidence, RowKind

_FEW = 3


def miscounted(sheet: CountSheet, off: int, till_id: str = "") -> list[Found]:
    """Return how a count may come to be off by ``off`` minor units, over above zero. ``till_id``:
    whose count it is."""
    swapped = tuple(
        _row(value, pieces, sheet.currency, right)
        for value, pieces in _all(sheet)
        if (right := unswapped(value, pieces, off)) is not None
    )
    loose = sum(1 for _, pieces in _all(sheet) if pieces)
    packs = len(sheet.straps) + len(sheet.rolls)
    few = list(_few(sheet, off))
    fewest = few[0][0] if few else 1
    rows = tuple(row for _, row in few)
    found = [
        Found(CauseKind.DIGITS_SWAPPED, off, swapped, 1, of=loose),
        Found(CauseKind.PACK_AS_PIECE, off, tuple(_packs(sheet, off)), 1, of=loose + 2 * packs),
        Found(CauseKind.OTHER_ROW, off, tuple(_other_row(sheet, off)), 1, of=2 * loose),
        Found(CauseKind.PIECES, off, rows, fewest - 1, of=2 * loose, fits=1),
    ]
    return [
        replace(each, rows=tuple(replace(row, till_id=till_id) for row in each.rows))
        for each in found
    ]


def unswapped(value: int, pieces: int, off: int) -> int | None:
    """Return the pieces with two neighbouring digits swapped that make the count right by ``off``,
    if there is such a number."""
    if off % value or off // value % 9:
        return None
    right = pieces - off // value
    if right < 0 or right == pieces:
        return None
    return right if is_swapped(pieces, right) else None


def is_swapped(one: int, other: int) -> bool:
    """Return whether two numbers differ by a swap of two neighbouring digits, not both equal."""
    width = max(len(str(one)), len(str(other)), 2)
    left, right = str(one).zfill(width), str(other).zfill(width)
    differ = [place for place in range(width) if left[place] != right[place]]
    return (
        len(differ) == 2
        and differ[1] == differ[0] + 1
        and left[differ[0]] == right[differ[1]]
        and left[differ[1]] == right[differ[0]]
    )


def _row(value: int, pieces: int, currency: str, right: int | None) -> Evidence:
    money = Money(value, currency)
    return Evidence(RowKind.PIECES, str(value), money, number=str(pieces), pieces=right)


def _all(sheet: CountSheet) -> Iterator[tuple[int, int]]:
    yield from sheet.notes
    yield from sheet.coins


def _packs(sheet: CountSheet, off: int) -> Iterator[Evidence]:
    """Yield denominations whose pack was written down as one piece, or the reverse."""
    for loose, packs, size in (
        (sheet.notes, sheet.straps, dict.fromkeys(NOTES, STRAP)),
        (sheet.coins, sheet.rolls, ROLLS),
    ):
        for value, pieces in loose:
            if value in size and pieces and off == -value * (size[value] - 1):
                yield _row(value, pieces, sheet.currency, pieces - 1)
        for value, number in packs:
            if number and off in (value * (size[value] - 1), value * size[value]):
                pack = _row(value, number, sheet.currency, number - 1)
                yield replace(pack, name="pack")


def _other_row(sheet: CountSheet, off: int) -> Iterator[Evidence]:
    """Yield pieces written down under a denomination beside theirs."""
    for counted, values in ((sheet.notes, NOTES), (sheet.coins, COINS)):
        for value, pieces in counted:
            for beside in _beside(values, value):
                if pieces and off == pieces * (value - beside):
                    yield _row(value, pieces, sheet.currency, 0)


def _beside(values: Sequence[int], value: int) -> Iterable[int]:
    if value not in values:
        return ()
    place = values.index(value)
    return (*values[max(place - 1, 0) : place], *values[place + 1 : place + 2])


def _few(sheet: CountSheet, off: int) -> Iterator[tuple[int, Evidence]]:
    """Yield (how many, denomination) of which a few pieces are the difference, the fewest first."""
    fits = [
        (abs(off) // value, value, pieces)
        for value, pieces in _all(sheet)
        if not off % value and 0 < abs(off) // value <= _FEW and pieces - off // value >= 0
    ]
    for many, value, pieces in sorted(fits):
        yield many, _row(value, pieces, sheet.currency, pieces - off // value)
