"""Chargebacks: what a bank took back, what came back of it, and what was taken more than once.

One charge can be taken back once. What is taken again without having come back is a duplicate,
whatever file or payout brings it; after a dispute was won a second one is a new dispute.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from pos.closing.settlement.passes import parent_of
from pos.closing.settlement.pool import Pool, is_charge, is_counted, ref_of
from pos.views.settlement import (
    FoundLine,
    LineClass,
    LineKind,
    Matched,
    NextStep,
    OurPayment,
)

DISPUTES = (LineKind.CHARGEBACK, LineKind.CHARGEBACK_REVERSED)
_FIRST = datetime.min.replace(tzinfo=UTC)


def tell_disputes(pool: Pool) -> None:
    """Class every chargeback and every reversal of one."""
    lines = pool.lines_of(*DISPUTES)
    if not lines:
        return
    parents = _Parents(pool)
    of_charge: dict[str, list[FoundLine]] = defaultdict(list)
    for line in lines:
        parent = parents.of(line)
        known = parent.payment_id if parent is not None else line.payment_ref
        of_charge[known or f"{line.file_id}:{line.line}"].append(line)
    charged = _charged(pool)
    for several in of_charge.values():
        parent = parents.of(several[0])
        if parent is None and (
            several[0].payment_ref in pool.foreign or any(map(pool.is_foreign, several))
        ):
            for line in several:
                pool.tell_line(line, LineClass.NOT_OURS)
            continue
        limit = parent.amount_minor if parent is not None else charged.get(several[0].payment_ref)
        _tell_one_charge(pool, parent, sorted(several, key=_when), limit)


class _Parents:
    """Our charge that a dispute is about: by the processor's id, else by our reference, else by
    approval code and card where only one charge has them."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._of_card: dict[tuple[str, str], list[OurPayment]] = defaultdict(list)
        for payment in pool.payments.values():
            if is_charge(payment) and payment.approval_code and payment.last_four:
                self._of_card[_card(payment)].append(payment)

    def of(self, line: FoundLine) -> OurPayment | None:
        """Return the charge, None where nobody can tell."""
        parent = parent_of(self._pool, line)
        if parent is not None:
            return self._pool.payments[parent]
        named = _by_reference(self._pool, line)
        if named is not None:
            return named
        if line.payment_ref or not (line.approval_code and line.last_four):
            return None
        known = self._of_card.get(_card(line), [])
        return known[0] if len(known) == 1 else None


def _by_reference(pool: Pool, line: FoundLine) -> OurPayment | None:
    """Return the charge that has the reference a line carries."""
    known = pool.by_reference.get(line.our_reference) if line.our_reference else None
    payment = pool.payments[known] if known is not None else None
    return payment if payment is not None and is_charge(payment) else None


def _card(row: FoundLine | OurPayment) -> tuple[str, str]:
    return row.approval_code.casefold(), row.last_four


def _charged(pool: Pool) -> dict[str, int]:
    """Return what was charged by the processor's id of it, for charges that are not known here."""
    charged: dict[str, int] = defaultdict(int)
    for line in pool.lines:
        if line.kind is LineKind.CHARGE and line.payment_ref:
            charged[line.payment_ref] += line.gross_minor
    return charged


def _when(line: FoundLine) -> tuple[datetime, bool, str, int]:
    """Order as it happened; what came back at the same moment came after it was taken."""
    day: date | None = line.day
    at = line.at or (datetime.combine(day, time.min, tzinfo=UTC) if day else _FIRST)
    return at, line.kind is LineKind.CHARGEBACK_REVERSED, line.processor_id, line.line


def _tell_one_charge(
    pool: Pool, parent: OurPayment | None, lines: list[FoundLine], limit: int | None
) -> None:
    """Class the disputes about one charge, in the order in which they happened."""
    standing: list[FoundLine] = []
    again: dict[int, tuple[FoundLine, ...]] = {}
    over: dict[int, FoundLine] = {}
    for place, line in enumerate(lines):
        if line.kind is LineKind.CHARGEBACK:
            twins = _taken_already(line, standing, limit)
            if twins:
                again[place] = twins
            else:
                standing.append(line)
            continue
        back = _came_back(line, standing) or _came_back(
            line, [lines[at] for at in again if id(lines[at]) not in over]
        )
        if back is not None:
            standing = [each for each in standing if each is not back]
            over[id(back)], over[id(line)] = line, back
    even = sum(line.gross_minor for line in lines) == 0
    for place, line in enumerate(lines):
        other = over.get(id(line))
        settled = other is not None or even
        if place in again:
            step = NextStep.NOTHING if settled else NextStep.ASK_PROCESSOR
            _tell(pool, line, LineClass.DUPLICATE, step, parent, again[place])
            continue
        others = (other,) if other is not None else [each for each in lines if each is not line]
        step = NextStep.NOTHING if settled else _step_of(pool, line, parent)
        _tell(pool, line, LineClass.CHARGEBACK, step, parent, others)


def _taken_already(
    line: FoundLine, standing: list[FoundLine], limit: int | None
) -> tuple[FoundLine, ...]:
    """Return the chargebacks that stand and leave nothing for this one: of the same dispute and
    sum, or, with it, more than was charged; where nobody knows what that was, of the same sum."""
    same = [each for each in standing if each.gross_minor == line.gross_minor]
    named = [each for each in same if line.own_ref and each.own_ref == line.own_ref]
    if named:
        return tuple(named)
    if limit is None:
        return tuple(same)
    taken = -sum(each.gross_minor for each in (*standing, line))
    return tuple(standing) if taken > limit else ()


def _came_back(line: FoundLine, taken: list[FoundLine]) -> FoundLine | None:
    """Return the chargeback that a reversal gives back: of its dispute, else of its sum."""
    fits = [each for each in taken if each.gross_minor + line.gross_minor == 0]
    named = (each for each in fits if line.own_ref and each.own_ref == line.own_ref)
    return next(named, fits[0] if fits else None)


def _step_of(pool: Pool, line: FoundLine, parent: OurPayment | None) -> NextStep:
    """Return what is done about a dispute that stands alone."""
    if line.kind is LineKind.CHARGEBACK_REVERSED:
        return NextStep.ASK_PROCESSOR  # nothing that was taken is known
    if parent is None or parent.amount_minor + _given_back(pool, parent) + line.gross_minor >= 0:
        return NextStep.ANSWER_CHARGEBACK
    return NextStep.ANSWER_REFUNDED


def _refunds(pool: Pool, parent: OurPayment) -> list[OurPayment]:
    return [each for each in pool.backs_of[parent.payment_id] if is_counted(each)]


def _given_back(pool: Pool, parent: OurPayment) -> int:
    return sum(each.amount_minor for each in _refunds(pool, parent))


def _tell(
    pool: Pool,
    line: FoundLine,
    line_class: LineClass,
    step: NextStep,
    parent: OurPayment | None,
    others: Iterable[FoundLine],
) -> None:
    about = (parent,) if parent is not None else ()
    refunds = _refunds(pool, parent) if parent and step is NextStep.ANSWER_REFUNDED else ()
    how = Matched.NONE
    if parent is not None:
        how = Matched.KEY if line.payment_ref else Matched.WINDOW
        if parent_of(pool, line) is None and _by_reference(pool, line) is not None:
            how = Matched.REFERENCE
    evidence = (*about, *refunds, *others)
    pool.tell_line(line, line_class, step, how, about, evidence=map(ref_of, evidence))
