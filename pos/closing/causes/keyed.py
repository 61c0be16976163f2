"""A row of a count that was keyed wrong: a digit twice or not at all, dollars instead of pieces, a
row left out, two rows exchanged, a pack nobody saw. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pos.closing.causes.rows import Found, TillRows
from pos.money import Money
from pos.views.cash import COINS, NOTES, ROLLS, STRAP, CountSheet
from pos.views.causes import CauseKind, Evidence, RowKind

_DOLLAR = 100
_USUAL_STRAPS, _USUAL_ROLLS = (100, 500, 2_000), (25, 10, 5, 1)
"""Packs that lie in a drawer, commonest first."""

_WAYS, _DIGITS, _MANY = 3, 60, 10
"""In so many ways one row may be keyed wrong; of a digit that is lost nobody knows which and where
it was; so many pieces may lie in a row."""


def keyed_wrong(till: TillRows) -> Iterator[Found]:
    """Yield how a count may be off by one row that was written wrong."""
    for each in _wrong(till.counted, till.off, till.opening):
        yield replace(each, rows=tuple(replace(row, till_id=till.till_id) for row in each.rows))


def _wrong(sheet: CountSheet, off: int, opening: CountSheet) -> Iterator[Found]:
    """``opening``: the float, which says what denominations there were."""
    rows = (*sheet.notes, *sheet.coins)
    keyed, lost = [], []
    for value, pieces in rows:
        right = pieces - off // value
        if off % value or right < 0:
            continue
        if (pieces > right and _bounced(pieces, right)) or _dollars(value, pieces, right):
            keyed.append(_row(value, pieces, sheet.currency, right))
        elif _bounced(pieces, right):
            lost.append(_row(value, pieces, sheet.currency, right))
    of, fits = len(rows), len(keyed) or len(lost)
    packs = len(_USUAL_STRAPS) + len(_USUAL_ROLLS)
    ways = of * (_WAYS if keyed else _DIGITS)
    yield Found(CauseKind.ROW_KEYED, off, (*keyed, *lost), 1, of=ways, fits=fits)
    yield Found(CauseKind.ROW_LEFT_OUT, off, tuple(_left_out(sheet, off, opening)), 1, of=_MANY)
    for one, other in _exchanged(sheet, off):
        yield Found(CauseKind.OTHER_ROW, off, (one, other), 2, together=True, of=of)
    yield Found(CauseKind.PACK_AS_PIECE, off, tuple(_unseen(sheet, off)), 1, of=packs)


def _bounced(written: int, right: int) -> bool:
    """Whether one of the numbers is the other with a digit doubled, or a digit of it left out."""
    longer, shorter = sorted((str(written), str(right)), key=len, reverse=True)
    if len(longer) != len(shorter) + 1:
        return False
    places = range(len(longer))
    if written > right:  # one too many: a key bounced
        places = range(1, len(longer))
        return any(
            longer[place] == longer[place - 1] and longer[:place] + longer[place + 1 :] == shorter
            for place in places
        )
    return any(longer[:place] + longer[place + 1 :] == shorter for place in places)


def _dollars(value: int, written: int, right: int) -> bool:
    """Whether what the pieces are worth was written where their number belongs."""
    return value != _DOLLAR and bool(right) and written * _DOLLAR == right * value


def _left_out(sheet: CountSheet, off: int, opening: CountSheet) -> Iterator[Evidence]:
    """Yield denominations of the float of which the count has none."""
    if off >= 0:
        return
    for before, now, packs in (
        (opening.notes, dict(sheet.notes), sheet.straps),
        (opening.coins, dict(sheet.coins), sheet.rolls),
    ):
        for value, pieces in before:
            gone = pieces and not now.get(value) and value not in dict(packs)
            if gone and not off % value:
                yield _row(value, 0, sheet.currency, -off // value)


def _exchanged(sheet: CountSheet, off: int) -> Iterator[tuple[Evidence, Evidence]]:
    """Yield neighbours that agree with each other's pieces."""
    for counted, values in ((sheet.notes, NOTES), (sheet.coins, COINS)):
        pieces = dict(counted)
        there = [value for value in values if pieces.get(value)]
        for one, other in pairwise(there):
            n, m = pieces[one], pieces[other]
            if n != m and (n - m) * (one - other) == off:
                yield (
                    _row(one, n, sheet.currency, m),
                    _row(other, m, sheet.currency, n),
                )


def _unseen(sheet: CountSheet, off: int) -> Iterator[Evidence]:
    """Yield the pack that is short, and the pack counted whose pieces lie loose."""
    for packs, sizes, usual in (
        (sheet.straps, dict.fromkeys(NOTES, STRAP), _USUAL_STRAPS),
        (sheet.rolls, ROLLS, _USUAL_ROLLS),
    ):
        yield from _packs_short(packs, sizes, usual, off, sheet.currency)
    for value in _USUAL_STRAPS:
        loose = dict(sheet.notes).get(value, 0)
        if off == value * STRAP and loose >= STRAP:
            yield _row(value, loose, sheet.currency, loose - STRAP)


def _packs_short(
    packs: Sequence[tuple[int, int]],
    sizes: dict[int, int],
    usual: Sequence[int],
    off: int,
    currency: str,
) -> Iterator[Evidence]:
    counted = dict(packs)
    for value in dict.fromkeys((*usual, *counted)):
        if off == -value * sizes[value]:
            number = counted.get(value, 0)
            yield Evidence(
                RowKind.PIECES,
                str(value),
                Money(value, currency),
                number=str(number),
                name="pack",
                pieces=number + 1,
            )


def _row(value: int, pieces: int, currency: str, right: int) -> Evidence:
    money = Money(value, currency)
    return Evidence(RowKind.PIECES, str(value), money, number=str(pieces), pieces=right)
