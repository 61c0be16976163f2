"""Holds what processors settled against what was taken: every line, and every payment that one is
missing for, in exactly one class.

Pure, and blind to the order in which files came. Amounts agree to the cent or they do not: a
tolerance hides theft. Ids are followed first, then our references, then what is alone on both
sides; what only looks alike is suggested to a person and never taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pos.closing.settlement import passes
from pos.closing.settlement.groups import settle_charges, settle_refunds
from pos.closing.settlement.pool import Pool, is_counted
from pos.closing.settlement.rest import tell_missing, tell_rest
from pos.views.settlement import (
    ClassSum,
    FoundLine,
    LineClass,
    LineKind,
    Matched,
    Matching,
    MatchReport,
    MatchRules,
    NextStep,
    OurPayment,
    Proof,
    RowRef,
)
from pos.views.settlement_reach import Reach


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person said of a line, or of a payment that no line names (``row``). ``payment_id``:
    the payment that the line is, empty for none."""

    row: RowRef
    line_class: LineClass
    payment_id: str = ""


def match(
    lines: Sequence[FoundLine],
    payments: Iterable[OurPayment],
    rules: MatchRules,
    as_of: date,
    decisions: Iterable[Decision] = (),
    reach: Reach | None = None,
) -> MatchReport:
    """Return every line and every payment that has none, classed, and the proof of three totals.

    Args:
        lines: Of all files that count.
        payments: Everything asked of a card. Those from before the first line are left out unless
            a line names them: no file loaded here could.
        rules: The venue's.
        as_of: The business date that ages are counted from.
        decisions: Of people; they stand.
        reach: How far all files go, where these lines are not all of them.
    """
    ordered = sorted(lines, key=lambda line: (line.payout, line.processor_id, line.line))
    ours = sorted(payments, key=lambda payment: payment.payment_id)
    pool = Pool(ordered, ours, rules, as_of)
    _decide(pool, decisions)
    for find in (passes.by_id, passes.by_clue, passes.by_approval):
        settle_charges(pool, find(pool, LineKind.CHARGE))
    for find in (passes.by_id, passes.by_clue):
        settle_refunds(pool, find(pool, LineKind.REFUND))
    passes.suggest_near(pool)
    tell_rest(pool)
    tell_missing(pool, reach or Reach().with_lines(ordered))
    return MatchReport(tuple(pool.told), proof_of(pool.told, ordered, pool.payments.values()))


def _decide(pool: Pool, decisions: Iterable[Decision]) -> None:
    """Do as people said; a decision about what is not here any more decides nothing."""
    by_row: Mapping[RowRef, Decision] = {each.row: each for each in decisions}
    for row, decision in by_row.items():
        payment = pool.free_payments.get(decision.payment_id or row.payment_id)
        line = pool.free_lines.get((row.file_id, row.line)) if row.line else None
        if line is not None:
            ours = payment.amount_minor if payment and is_counted(payment) else 0
            given = () if payment is None else (payment,)
            pool.take(*given)
            pool.tell_line(
                line, decision.line_class, NextStep.NOTHING, Matched.PERSON, given, ours_minor=ours
            )
            if payment is not None and line.kind is LineKind.CHARGE and line.payment_ref:
                pool.paid_by[line.payment_ref] = payment.payment_id
        elif row.payment_id:
            pool.said[row.payment_id] = decision.line_class


def proof_of(
    told: Iterable[Matching], lines: Iterable[FoundLine], payments: Iterable[OurPayment]
) -> Proof:
    """Return the three totals, added up from the rows, beside what the classes explain."""
    sums: dict[LineClass, list[int]] = {each: [0, 0, 0, 0] for each in LineClass}
    for one in told:
        of_class = sums[one.line_class]
        for place, value in enumerate((1, one.gross_minor, one.ours_minor, one.fee_minor)):
            of_class[place] += value
    gross = fee = net = 0
    for line in lines:
        gross, fee, net = (
            gross + line.gross_minor,
            fee + line.fee_minor,
            net + line.net_minor,
        )
    return Proof(
        ours_minor=sum(each.amount_minor for each in payments if is_counted(each)),
        gross_minor=gross,
        fee_minor=fee,
        net_minor=net,
        by_class=tuple(ClassSum(each, *values) for each, values in sums.items() if values[0]),
    )
