"""Mistakes at the drawer while change was given: told by what each patron handed over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from pos.closing.causes.rows import Found, TillRows, tender_row
from pos.views.cash import COINS, NOTES
from pos.views.causes import CauseKind, Evidence, TenderRow

NEAR = timedelta(minutes=20)
_PIECES = (*NOTES, *COINS[1:])
_NEIGHBOURS = 4
"""For so many other pieces one is mistaken: the two above and the two below."""
_LARGE = 2_000
"""From this note on change is counted twice by whoever hands it over."""
_IN_USE = tuple(note for note in NOTES if note != 200)


def wrong_change(rows: TillRows) -> list[Found]:
    """Return the sales at which change may have gone wrong by the till's difference."""
    cash, off = [row for row in rows.cash if row.amount_minor > 0], rows.off
    pairs = list(_of_other(cash, off))
    beside = tuple(tender_row(row, rows.currency) for pair in pairs for row in pair)
    mistaken = _evidence(rows, (row for row in cash if note_mistaken(row, off)))
    given = _evidence(rows, (row for row in cash if piece_given(row, off)))
    wrong = _evidence(rows, (row for row in cash if piece_mixed(row, off)))
    large = 0 if abs(off) < _LARGE else 2
    other, mixed, handed = 2 * len(cash), *_ways(cash)
    return [
        Found(CauseKind.CHANGE_OF_OTHER, off, beside, 2, of=other, fits=len(pairs)),
        Found(CauseKind.NOTE_MISTAKEN, off, mistaken, 1, of=mixed),
        Found(CauseKind.CHANGE_WRONG, off, given, large, of=2 * handed),
        Found(
            CauseKind.CHANGE_WRONG, off, () if given else wrong, large + 1, of=_NEIGHBOURS * handed
        ),
    ]


def _ways(cash: Sequence[TenderRow]) -> tuple[int, int]:
    """Return in how many ways a note may have been taken for the next larger or smaller one, and
    how many pieces of change were handed out: each may be forgotten, doubled, or another."""
    with_change = [row for row in cash if row.change_minor > 0]
    notes = sum(len(set(pieces_of(row.given_minor))) for row in cash if row.given_minor > 0)
    pieces = sum(len(set(pieces_of(row.change_minor))) for row in with_change)
    return 2 * notes, pieces


def _evidence(rows: TillRows, found: Iterator[TenderRow]) -> tuple[Evidence, ...]:
    """Return the sales, those with the fewest pieces of change first."""
    ordered = sorted(found, key=lambda row: len(pieces_of(row.change_minor)))
    return tuple(tender_row(row, rows.currency) for row in ordered)


def _of_other(cash: Sequence[TenderRow], off: int) -> Iterator[tuple[TenderRow, TenderRow]]:
    """Yield (sale, neighbour) where the neighbour's change was given for the sale's."""
    for place, row in enumerate(cash):
        for other in (*cash[max(place - 1, 0) : place], *cash[place + 1 : place + 2]):
            near = abs(row.at - other.at) <= NEAR
            if near and row.change_minor - other.change_minor == off:
                yield row, other


def note_mistaken(row: TenderRow, off: int) -> bool:
    """Return whether one of the notes handed over, taken for another, makes the difference; what
    was handed over must still have paid."""
    if row.given_minor <= 0 or row.given_minor + off < row.amount_minor:
        return False
    handed = set(pieces_of(row.given_minor))
    return any(note in _IN_USE and note + off in _IN_USE for note in handed)


def piece_given(row: TenderRow, off: int) -> bool:
    """Return whether one piece of a sale's change, forgotten or given twice, is the difference."""
    return row.change_minor > 0 and abs(off) in pieces_of(row.change_minor)


def piece_mixed(row: TenderRow, off: int) -> bool:
    """Return whether one piece of a sale's change, given as another, makes the difference."""
    pieces = set(pieces_of(row.change_minor)) if row.change_minor > 0 else ()
    return any(piece - off in _PIECES for piece in pieces)


def pieces_of(minor: int) -> tuple[int, ...]:
    """Return a sum in the fewest pieces, largest first."""
    found: list[int] = []
    for piece in _PIECES:
        if piece in (200, 50):  # hardly in any drawer
            continue
        number, minor = divmod(minor, piece)
        found += [piece] * number
    return tuple(found)
