"""Which line is about which payment: by the processor's id, by our reference, by what only one line
and one payment have in common. Nothing here compares amounts but to find out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from pos.closing.settlement.pool import MOST_CANDIDATES, Clue, Near, Pool, is_charge
from pos.views.settlement import FoundLine, LineKind, Matched, OurPayment

Found = dict[str, tuple[Matched, list[FoundLine]]]
"""Payment id -> by what, and its lines in the order of the files."""


def by_id(pool: Pool, kind: LineKind) -> Found:
    """Return what the processor's own id or our reference says beyond doubt.

    Where they say different things, or an id is of several payments, the line stays free and a
    person chooses.
    """
    found: Found = {}
    for line in pool.lines_of(kind):
        named = _named(pool, line)
        if len(named) == 1:
            (payment_id, how) = next(iter(named.items()))
            found.setdefault(payment_id, (how, []))[1].append(line)
            pool.take(line)
        for payment_id in named if len(named) > 1 else ():
            pool.suggest(line, pool.payments[payment_id])
    return found


def _named(pool: Pool, line: FoundLine) -> dict[str, Matched]:
    """Return every payment a line can mean by its ids: one, if all is well."""
    charge = line.kind is LineKind.CHARGE
    index = pool.charges_by_key if charge else pool.backs_by_key
    named: dict[str, Matched] = {}
    for key in dict.fromkeys((line.own_ref, line.payment_ref if charge else "")):
        for payment_id in index.get(key, ()) if key else ():
            named.setdefault(payment_id, Matched.KEY)
    ours = pool.by_reference.get(line.our_reference) if line.our_reference else None
    if ours is not None and is_charge(pool.payments[ours]) is charge:
        named.setdefault(ours, Matched.REFERENCE)
    if charge:
        return named
    parent = parent_of(pool, line)
    wrong = [p for p in named if parent is not None and pool.payments[p].parent_id != parent]
    if wrong:  # its id is of one refund, its charge is another's: two answers
        for payment_id in wrong:
            pool.suggest(line, pool.payments[payment_id])
            del named[payment_id]
    return named


def parent_of(pool: Pool, line: FoundLine) -> str | None:
    """Return our charge that a refund or chargeback is about, if it is known."""
    if not line.payment_ref:
        return None
    known = pool.charges_by_key.get(line.payment_ref, ())
    return known[0] if len(known) == 1 else pool.paid_by.get(line.payment_ref)


# ---- approval code, last four, amount and day ----


def by_clue(pool: Pool, kind: LineKind) -> Found:
    """Return pairs that are alone with their approval code, last four, amount and business day on
    both sides. Of sets, everybody is a candidate."""
    payments = [
        payment
        for payment in pool.free_payments.values()
        if is_charge(payment) is (kind is LineKind.CHARGE) and payment.approval_code
    ]
    found: Found = {}
    lines = [line for line in pool.lines_of(kind) if line.approval_code and line.last_four]
    timed = [(line, pool.business_day(line)) for line in lines if line.at is not None]
    _pair(pool, timed, ((each, (each.business_date,)) for each in payments), found)
    dated = [(line, line.day) for line in lines if line.at is None]
    left = (each for each in payments if each.payment_id not in found)
    _pair(pool, dated, ((each, pool.days_of(each)) for each in left), found)
    return found


def _pair(
    pool: Pool,
    lines: Iterable[tuple[FoundLine, object]],
    payments: Iterable[tuple[OurPayment, tuple[object, ...]]],
    found: Found,
) -> None:
    of_clue: dict[Clue, tuple[list[FoundLine], list[OurPayment]]] = defaultdict(lambda: ([], []))
    for line, day in lines:
        of_clue[_clue(line.approval_code, line.last_four, line.gross_minor, day)][0].append(line)
    if not of_clue:
        return
    for payment, days in payments:
        for day in days:
            clue = _clue(payment.approval_code, payment.last_four, payment.amount_minor, day)
            if clue in of_clue:
                of_clue[clue][1].append(payment)
    times = Counter(
        ours[0].payment_id
        for several, ours in of_clue.values()
        if len(several) == 1 and len(ours) == 1 and ours[0].payment_id not in found
    )
    for several, ours in of_clue.values():
        if len(several) == 1 and len(ours) == 1 and times[ours[0].payment_id] == 1:
            found[ours[0].payment_id] = Matched.WINDOW, several
            pool.take(*several)
        else:
            _suggest_all(pool, several, [each for each in ours if each.payment_id not in found])


def by_approval(pool: Pool, kind: LineKind) -> Found:
    """Return pairs that are alone with their approval code, last four and business day on both
    sides, and whose amounts differ: what was typed from a slip is not what the slip says. Their
    difference is told, none is tolerated."""
    payments = [
        payment
        for payment in pool.free_payments.values()
        if is_charge(payment) is (kind is LineKind.CHARGE) and payment.approval_code
    ]
    ours: dict[tuple[str, str, object], list[OurPayment]] = defaultdict(list)
    for payment in payments:
        for day in pool.days_of(payment) if payment.last_four else ():
            ours[payment.approval_code.casefold(), payment.last_four, day].append(payment)
    theirs: dict[str, list[FoundLine]] = defaultdict(list)
    for line in pool.lines_of(kind):
        if not line.approval_code or not line.last_four or pool.is_foreign(line):
            continue
        on = line.day if line.at is None else pool.business_day(line)
        same = ours.get((line.approval_code.casefold(), line.last_four, on), [])
        if len(same) == 1:
            theirs[same[0].payment_id].append(line)
    found: Found = {}
    for payment_id, lines in theirs.items():
        if len(lines) == 1:
            found[payment_id] = Matched.WINDOW, lines
            pool.take(*lines)
    return found


def _clue(approval: str, last_four: str, amount_minor: int, day: object) -> Clue:
    return Clue(approval.casefold(), last_four, amount_minor, day)  # type: ignore[arg-type]


def _suggest_all(pool: Pool, lines: list[FoundLine], payments: list[OurPayment]) -> None:
    """A set nobody can tell apart: each sees the first of the others."""
    for line in lines:
        for payment in payments[:MOST_CANDIDATES]:
            pool.suggest(line, payment)


# ---- amount, terminal and ten minutes ----


def suggest_near(pool: Pool) -> None:
    """Suggest to each other what has no class yet, is of one amount, not of two terminals, and
    within ten minutes; also payments that were taken for not charged. Nothing is matched by it."""
    near: Near[OurPayment] = Near()
    for payment in pool.free_payments.values():
        near.add(payment.amount_minor, payment.at, payment)
    for line in pool.lines_of(LineKind.CHARGE, LineKind.REFUND):
        if pool.is_foreign(line):
            continue
        for payment in near.around(line.gross_minor, line.at):
            if not line.terminal or not payment.terminal or line.terminal == payment.terminal:
                pool.suggest(line, payment)
