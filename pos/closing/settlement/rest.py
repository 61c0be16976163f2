"""What is left when ids and clues are used up: lines no payment of ours explains, payments that no
line names. Each gets the class its own rows speak for.
"""

from __future__ import annotations

from collections import defaultdict

from pos.closing.settlement.disputes import tell_disputes
from pos.closing.settlement.passes import parent_of
from pos.closing.settlement.pool import (
    MOST_CANDIDATES,
    NEAR,
    Near,
    Pool,
    is_charge,
    is_counted,
    ref_of,
)
from pos.views.settlement import (
    FoundLine,
    LineClass,
    LineKind,
    Matched,
    NextStep,
    OurPayment,
    RowRef,
)
from pos.views.settlement_reach import Reach


def tell_rest(pool: Pool) -> None:
    """Class every line that is left."""
    twins = _twins(pool)
    for line in pool.lines_of(LineKind.CHARGE):
        _tell_charge(pool, line, twins)
    refunds = _refunds(pool)
    for line in pool.lines_of(LineKind.REFUND):
        _tell_refund(pool, line, refunds)
    tell_disputes(pool)
    for line in pool.lines_of(LineKind.FEE):
        pool.tell_line(line, LineClass.FEE)
    for line in pool.lines_of(LineKind.RESERVE):
        pool.tell_line(line, LineClass.TIMING, NextStep.WAIT)
    for line in pool.lines_of(LineKind.ADJUSTMENT):
        pool.tell_line(line, LineClass.NOT_OURS, NextStep.ASK_PROCESSOR)


# ---- lines ----


def _twins(pool: Pool) -> Near[FoundLine]:
    """Return the charges that agreed, by last four and amount."""
    near: Near[FoundLine] = Near()
    agreed = {one.row for one in pool.told if one.line_class is LineClass.AGREED}
    for line in pool.lines:
        if line.kind is LineKind.CHARGE and line.last_four and ref_of(line) in agreed:
            near.add((line.last_four, line.gross_minor), line.at, line)
    return near


def _tell_charge(pool: Pool, line: FoundLine, twins: Near[FoundLine]) -> None:
    if pool.is_foreign(line):
        if line.payment_ref:
            pool.foreign.add(line.payment_ref)
        step = NextStep.SAY_NOT_OURS if pool.is_asked(line) else NextStep.NOTHING
        pool.tell_line(line, LineClass.NOT_OURS, step)
        return
    chosen = pool.candidates.get(ref_of(line), ())
    twin = twins.around((line.last_four, line.gross_minor), line.at) if line.last_four else []
    if twin and not chosen:
        refs = tuple(ref_of(each) for each in twin)
        pool.tell_line(line, LineClass.DUPLICATE, NextStep.GIVE_BACK, evidence=refs)
        return
    step = NextStep.CHOOSE if chosen else NextStep.FIND_ORDER
    pool.tell_line(line, LineClass.CHARGED_NO_ORDER, step, candidates=chosen)


def _refunds(pool: Pool) -> dict[tuple[str, int], list[FoundLine]]:
    """Return the refunds that agreed, by the charge they give back and their amount."""
    agreed = {one.row for one in pool.told if one.line_class is LineClass.AGREED}
    found: dict[tuple[str, int], list[FoundLine]] = defaultdict(list)
    for line in pool.lines:
        if line.kind is LineKind.REFUND and line.payment_ref and ref_of(line) in agreed:
            found[line.payment_ref, line.gross_minor].append(line)
    return found


def _tell_refund(
    pool: Pool, line: FoundLine, agreed: dict[tuple[str, int], list[FoundLine]]
) -> None:
    """A refund that no refund of ours explains; one of a charge that is not ours is not ours."""
    parent = parent_of(pool, line)
    if parent is None and (line.payment_ref in pool.foreign or pool.is_foreign(line)):
        asked = line.payment_ref not in pool.foreign and pool.is_asked(line)
        step = NextStep.SAY_NOT_OURS if asked else NextStep.NOTHING
        pool.tell_line(line, LineClass.NOT_OURS, step)
        return
    chosen = pool.candidates.get(ref_of(line), ())
    about = (pool.payments[parent],) if parent is not None else ()
    twins = agreed.get((line.payment_ref, line.gross_minor), [])
    if not chosen and (twins := [each for each in twins if _again(pool, line, each, about)]):
        refs = tuple(ref_of(each) for each in (*twins[:MOST_CANDIDATES], *about))
        pool.tell_line(
            line, LineClass.DUPLICATE, NextStep.ASK_PROCESSOR, payments=about, evidence=refs
        )
        return
    pool.tell_line(
        line,
        LineClass.CHARGED_NO_ORDER,
        NextStep.CHOOSE if chosen else NextStep.ASK_PROCESSOR,
        payments=about,
        evidence=tuple(ref_of(each) for each in about),
        candidates=chosen,
    )


def _again(pool: Pool, line: FoundLine, twin: FoundLine, about: tuple[OurPayment, ...]) -> bool:
    """Return whether a refund of the same charge and sum is the same one again: it has its id or
    none, came within minutes, or all refunds together would give back more than was charged."""
    if not line.own_ref or line.own_ref in (twin.own_ref, line.payment_ref):
        return True
    if line.at is not None and twin.at is not None and abs(line.at - twin.at) <= NEAR:
        return True
    if not about:
        return False
    backs = sum(back.amount_minor for back in pool.backs_of[about[0].payment_id])
    return about[0].amount_minor + backs + line.gross_minor < 0


# ---- payments ----


def tell_missing(pool: Pool, reach: Reach) -> None:
    """Class every payment that no line names: undone before it settled, not there yet, or missing.

    One is missing when it is older than the venue waits and the processor has settled later ones:
    before that, its file may only not be here.
    """
    for payment in [each for each in pool.free_payments.values() if is_counted(each)]:
        if reach.begins_after(payment) and not pool.candidates.get(ref_of(payment)):
            pool.take(payment)
            del pool.payments[payment.payment_id]  # no file that is here reaches back to it
    missing = [each for each in pool.free_payments.values() if is_counted(each)]
    for payment in missing:
        if payment.payment_id in pool.free_payments and is_charge(payment):
            _tell_undone(pool, payment)
    twins = _rung_twins(pool)
    for payment in missing:
        if payment.payment_id in pool.free_payments:
            late = reach.went_past(payment) and pool.age(payment) > pool.rules.wait_days
            _tell_payment(pool, payment, twins, late=late)


def _tell_undone(pool: Pool, payment: OurPayment) -> None:
    """A charge of which everything went back, and nothing of either settled: it never will."""
    backs = [
        back
        for back in pool.backs_of[payment.payment_id]
        if back.payment_id in pool.free_payments and is_counted(back)
    ]
    if not backs or payment.amount_minor + sum(back.amount_minor for back in backs):
        return
    for each in (payment, *backs):
        others = tuple(ref_of(other) for other in (payment, *backs) if other is not each)
        pool.tell_payment(each, LineClass.AGREED, evidence=others, how=Matched.REFERENCE)


def _rung_twins(pool: Pool) -> Near[OurPayment]:
    """Return every charge that has its line, by card and amount: a slip may be rung twice."""
    near: Near[OurPayment] = Near()
    for payment in pool.payments.values():
        settled = payment.payment_id not in pool.free_payments
        if settled and is_charge(payment) and is_counted(payment) and payment.last_four:
            near.add((payment.last_four, payment.amount_minor), payment.at, payment)
    return near


def _tell_payment(pool: Pool, payment: OurPayment, twins: Near[OurPayment], *, late: bool) -> None:
    chosen = pool.candidates.get(ref_of(payment), ())
    said = pool.said.get(payment.payment_id)
    if said is not None:
        pool.tell_payment(payment, said, how=Matched.PERSON)
        return
    if not late:
        pool.tell_payment(payment, LineClass.TIMING, NextStep.WAIT, candidates=chosen)
        return
    twin = _twin_of(payment, twins) if payment.typed else ()
    if twin and not chosen:
        pool.tell_payment(payment, LineClass.DUPLICATE, NextStep.CHECK_SLIP, evidence=twin)
        return
    step = NextStep.ASK_PROCESSOR
    if chosen:
        step = NextStep.CHOOSE
    elif payment.offline:
        step = NextStep.FORWARD
    elif payment.typed:
        step = NextStep.CHECK_SLIP
    pool.tell_payment(payment, LineClass.ORDER_NO_CHARGE, step, candidates=chosen)


def _twin_of(payment: OurPayment, twins: Near[OurPayment]) -> tuple[RowRef, ...]:
    """Return the charges that a slip rung twice would be rung as."""
    around = twins.around((payment.last_four, payment.amount_minor), payment.at)
    return tuple(ref_of(each) for each in around if each is not payment)
