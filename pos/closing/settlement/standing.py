"""How a file stands: its rows matched with all that may have a part in it.

Thread: ledger, inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pos.cash.till import day_to_open
from pos.closing.settlement.facts import found, rules_of
from pos.closing.settlement.gathering import Gathering
from pos.closing.settlement.matching import Decision, match
from pos.ports.storage import UnitOfWork
from pos.records import SettlementMatch
from pos.views.settlement import (
    ClassSum,
    FoundLine,
    LineClass,
    Matched,
    MatchReport,
    OurPayment,
    RowRef,
)
from pos.window import Window


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of the rows that were gathered, and the rows by what names them.

    ``before``: what is on disk of each. ``plain``: the sums of the file's lines that are not among
    ``lines``, since nothing is to be said of them.
    """

    report: MatchReport
    lines: Mapping[RowRef, FoundLine]
    payments: Mapping[str, OurPayment]
    before: Mapping[RowRef, SettlementMatch]
    as_of: date
    plain: tuple[ClassSum, ...] = ()


def standing_of(
    uow: UnitOfWork, window: Window, file_id: str, *also: RowRef, payout: str = ""
) -> Standing:
    """Return what becomes today of a loaded file: of the lines that did not plainly agree, and of
    the rows ``also`` named. ``payout``: the plain ones of that one only are summed up."""
    store = uow.settlements
    lines = [found(line) for line in store.lines_shown(file_id)]
    asked = (store.line(row.file_id, row.line) for row in also if row.line)
    lines += [found(line) for line in asked if line is not None]
    now = _matched(uow, window, lines, "", (row.payment_id for row in also if row.payment_id))
    here = [now.before[row] for row in now.lines if row.file_id == file_id]
    sums = {
        name: [count, gross, fee] for name, count, gross, fee in store.plain_sums(file_id, payout)
    }
    for one in here:  # what came along and is plain is counted with the others here
        line = now.lines[RowRef(one.file_id, one.line)]
        of = sums.get(one.line_class)
        if of is not None and _is_plain(one) and payout in ("", line.payout):
            of[0], of[1], of[2] = of[0] - 1, of[1] - line.gross_minor, of[2] - line.fee_minor
    plain = tuple(
        ClassSum(
            LineClass(name),
            count,
            gross,
            gross if name == LineClass.AGREED.value else 0,
            fee,
        )
        for name, (count, gross, fee) in sums.items()
        if count
    )
    return Standing(now.report, now.lines, now.payments, now.before, now.as_of, plain)


def standing_with(
    uow: UnitOfWork, window: Window, lines: Iterable[FoundLine], file_id: str = ""
) -> Standing:
    """Return what becomes today of lines that are new, of the file ``file_id`` where they are on
    disk already."""
    return _matched(uow, window, list(lines), file_id, ())


def _is_plain(one: SettlementMatch) -> bool:
    plain = (LineClass.AGREED.value, LineClass.FEE.value, LineClass.NOT_OURS.value)
    return one.line_class in plain and one.step == "nothing" and one.how != Matched.PERSON.value


def _matched(
    uow: UnitOfWork,
    window: Window,
    lines: list[FoundLine],
    file_id: str,
    payments: Iterable[str],
) -> Standing:
    rules = rules_of(uow)
    pool = Gathering(uow, rules, file_id)
    pool.gather(lines, payments)
    decisions = [
        Decision(row, LineClass(one.line_class), one.payment_id if one.line else "")
        for row, one in pool.before.items()
        if one.how == Matched.PERSON.value
    ]
    as_of = day_to_open(uow, window)
    every = pool.lines.values()
    report = match(list(every), pool.payments.values(), rules, as_of, decisions, reach=pool.reach)
    return Standing(report, pool.lines, pool.payments, pool.before, as_of)
