"""What may be behind cash that is over or short. Pure: rows in, proposals out.

Everything is looked up by its sum, two rows together by hash: a till of ten thousand sales takes a
fraction of a second.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from pos.closing.causes.change import wrong_change
from pos.closing.causes.drawer import at_the_drawer
from pos.closing.causes.keyed import keyed_wrong
from pos.closing.causes.pieces import is_swapped, miscounted
from pos.closing.causes.rows import (
    Found,
    TillRows,
    movement_row,
    paper_row,
    ranked,
    tender_row,
)
from pos.money import Money
from pos.views.cash import CARD_SLIP, CHECK, PaperDifference
from pos.views.causes import Cause, CauseKind, Evidence, MovementRow, RowKind, TenderRow

MINUTES = timedelta(minutes=15)
"""How far apart two rows are that a person may have made as one."""
LEAST_DROP = 5_000
"""No drop is smaller, and all are of whole tens."""
_TEN = 1_000
_ROUND = (10_000, 2_000, _TEN)
"""The rounder a sum, the fewer of its kind a drop could have been."""
MOST_PAIRS = 3
"""Two rows of which many pairs would do say nothing."""


def explain_cash(rows: TillRows) -> tuple[Cause, ...]:
    """Return what may be behind the difference of a till's cash."""
    if not rows.off:
        return ()
    found = [
        *_papers(rows),
        *_float(rows),
        *_movements(rows),
        *_sales(rows),
        *wrong_change(rows),
        *miscounted(rows.counted, rows.off, rows.till_id),
        *keyed_wrong(rows),
        *at_the_drawer(rows),
        *_unrecorded(rows),
        *_two(rows),
    ]
    return ranked(found, rows.currency)


# ---- papers that should have been cash, and the reverse ----

_SWAPPED = {
    (CHECK, True): CauseKind.CHECK_AS_CASH,
    (CHECK, False): CauseKind.CASH_AS_CHECK,
    (CARD_SLIP, True): CauseKind.CARD_AS_CASH,
    (CARD_SLIP, False): CauseKind.CASH_AS_CARD,
}


def swapped_with_cash(rows: TillRows, paper: PaperDifference) -> Found | None:
    """Return the cause when cash is off by what this paper is off by, the other way round."""
    minor = paper.counted.minor - paper.expected.minor
    over = minor > 0
    if paper.what == "amount" or (paper.kind, over) not in _SWAPPED or rows.off != -minor:
        return None
    tenders = rows.cash if over else rows.tenders
    of = [
        row
        for row in tenders
        if row.amount_minor == abs(minor) and (over or row.subject_id == paper.subject_id)
    ]
    evidence = (paper_row(paper), *(tender_row(row, rows.currency) for row in of))
    kind = _SWAPPED[paper.kind, over]
    return Found(kind, rows.off, evidence, -2 if of else 0, together=True)


def _papers(rows: TillRows) -> Iterator[Found]:
    for paper in rows.papers:
        found = swapped_with_cash(rows, paper)
        if found is not None:
            yield found


# ---- the float ----


def _float(rows: TillRows) -> Iterator[Found]:
    opened, currency = rows.opening.total.minor, rows.currency
    float_row = Evidence(RowKind.FLOAT, rows.till_id, Money(opened, currency), till_id=rows.till_id)
    if rows.left_before is not None and rows.left_before - opened == rows.off:
        left = Evidence(
            RowKind.LEFT, rows.before, Money(rows.left_before, currency), till_id=rows.before
        )
        yield Found(CauseKind.FLOAT_MISCOUNTED, rows.off, (float_row, left), -1, together=True)
    elif rows.left_before != opened:
        swapped = tuple(
            Evidence(
                RowKind.PIECES,
                str(value),
                Money(value, currency),
                number=str(pieces),
                pieces=right,
                name="float",
                till_id=rows.till_id,
            )
            for value, pieces in (*rows.opening.notes, *rows.opening.coins)
            if not rows.off % value
            and (right := pieces + rows.off // value) >= 0
            and is_swapped(pieces, right)
        )
        yield Found(CauseKind.FLOAT_MISCOUNTED, rows.off, swapped, 2, of=_denominations(rows))
    if opened and abs(rows.off) == opened:
        yield Found(CauseKind.FLOAT_TWICE, rows.off, (float_row,), 3)


def _denominations(rows: TillRows) -> int:
    return len(rows.opening.notes) + len(rows.opening.coins)


# ---- movements ----


def _movements(rows: TillRows) -> Iterator[Found]:
    off, currency = rows.off, rows.currency

    def those(of: Iterable[MovementRow]) -> tuple[Evidence, ...]:
        return tuple(movement_row(row, currency) for row in of)

    one = [row for row in rows.movements if row.minor and abs(row.minor) == abs(off)]
    turned = [row for row in rows.movements if row.minor and -2 * row.minor == off]
    bags = [
        row
        for row in rows.movements
        if row.counted_minor is not None and -row.minor - row.counted_minor == off
    ]
    of = len(rows.movements)
    yield Found(CauseKind.ONE_MOVEMENT, off, those(one), 1, of=of)
    yield Found(CauseKind.WRONG_WAY, off, those(turned), 2, of=of)
    yield Found(CauseKind.DROP_OTHER_SUM, off, those(bags), 0)


def _unrecorded(rows: TillRows) -> Iterator[Found]:
    """Yield a drop that nobody recorded: only where the drawer once held that much and more."""
    if rows.off > -LEAST_DROP or rows.off % _TEN:
        return
    held, most = rows.opening.total.minor, 0
    at: TenderRow | None = None
    moves: list[tuple[datetime, int, TenderRow | None]]
    moves = [(row.at, row.amount_minor, row) for row in rows.cash]
    moves += [(row.at, row.minor, None) for row in rows.movements]
    for _, minor, row in sorted(moves, key=lambda move: move[0]):
        held += minor
        if held > most and row is not None:
            most, at = held, row
    if at is not None and most >= -rows.off + rows.opening.total.minor // 2:
        evidence = (tender_row(at, rows.currency),)
        round_sum = next(step for step in _ROUND if not rows.off % step)
        of = most // round_sum
        weight = 1 if rows.off <= -2 * LEAST_DROP else 3
        yield Found(CauseKind.DROP_NOT_RECORDED, rows.off, evidence, weight, of=of)


# ---- sales ----


def _sales(rows: TillRows) -> Iterator[Found]:
    """Yield sales of exactly the sum, or of half of it where money went the other way."""
    off, currency = rows.off, rows.currency
    exact = [row for row in rows.cash if row.amount_minor == -off]
    turned = [row for row in rows.cash if -2 * row.amount_minor == off]
    again = [row for row in rows.cash if row.amount_minor == off]
    forth = sum(row.amount_minor * -off > 0 for row in rows.cash)  # sales of a till that is short
    back = len(rows.cash) - forth
    all_twins = {row.tender_id for same in _same_sum(rows.cash) for row in _twins(same)}
    twins = [row for row in exact if row.tender_id in all_twins]

    def those(of: Iterable[TenderRow]) -> tuple[Evidence, ...]:
        return tuple(tender_row(row, currency) for row in of)

    yield Found(CauseKind.RUNG_TWICE, off, those(twins), 1, of=len(all_twins))
    yield Found(CauseKind.ONE_SALE, off, those(exact), 1, of=forth)
    yield Found(CauseKind.WRONG_WAY, off, those(turned), 2, of=forth)
    if not exact:
        yield Found(CauseKind.ONE_SALE, off, those(again), 2, of=back)


def _same_sum(cash: Iterable[TenderRow]) -> Iterable[list[TenderRow]]:
    by_sum: dict[int, list[TenderRow]] = defaultdict(list)
    for row in cash:
        by_sum[row.amount_minor].append(row)
    return by_sum.values()


def _twins(same: list[TenderRow]) -> Iterator[TenderRow]:
    """Yield rows of one sum that follow another within minutes, taken in."""
    for before, after in pairwise(same):
        if after.at - before.at <= MINUTES and after.amount_minor > 0:
            yield after


# ---- two rows ----


def _two(rows: TillRows) -> Iterator[Found]:
    """Yield pairs of rows that are the difference together, unless there are too many of them."""
    pool = [(-row.amount_minor, row.at, tender_row(row, rows.currency)) for row in rows.cash]
    pool += [(-row.minor, row.at, movement_row(row, rows.currency)) for row in rows.movements]
    by_sum: dict[int, list[int]] = defaultdict(list)
    pairs: list[tuple[Evidence, Evidence]] = []
    for place, (minor, _, _row) in enumerate(pool):
        for other in by_sum.get(rows.off - minor, ()):
            pairs.append((pool[other][2], pool[place][2]))
            if len(pairs) > MOST_PAIRS:
                return
        by_sum[minor].append(place)
    if pairs:
        evidence = tuple(row for pair in pairs for row in pair)
        of = len(pool) * len(pool) // (2 * len(pairs))
        yield Found(CauseKind.TWO_ROWS, rows.off, evidence[:2], 3, together=True, of=of)
