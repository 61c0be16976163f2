"""A payment and the lines that are about it: whether they agree to the cent, and what each is where
they do not.
"""

from __future__ import annotations

from collections import defaultdict

from pos.closing.settlement.passes import Found, parent_of
from pos.closing.settlement.pool import Pool, is_counted, ref_of
from pos.views.paying import PaymentKind
from pos.views.settlement import (
    FoundLine,
    LineClass,
    LineKind,
    Matched,
    NextStep,
    OurPayment,
)


def settle_charges(pool: Pool, found: Found) -> None:
    """Class the lines of every charge that was found.

    Several captures make one charge; a charge that was partly undone before it settled comes as
    what was left of it.
    """
    for payment_id, (how, lines) in found.items():
        payment = pool.payments[payment_id]
        for line in lines:
            if line.payment_ref:
                pool.paid_by[line.payment_ref] = payment_id
        if not _settled_before(pool, payment, lines) and not _unbooked(pool, payment, how, lines):
            undone = _undone(pool, payment, sum(line.gross_minor for line in lines))
            _settle(pool, [payment, *undone], how, lines)


def settle_refunds(pool: Pool, found: Found) -> None:
    """Class the lines of every refund that was found, then those whose charge is known and whose
    amount only one of its refunds has, or all that are left together."""
    for payment_id, (how, lines) in found.items():
        payment = pool.payments[payment_id]
        if _settled_before(pool, payment, lines) or _unbooked(pool, payment, how, lines):
            continue
        merged = _merged(pool, payment, lines)
        _settle(pool, merged or [payment], how, lines)
    of_charge: dict[str, list[FoundLine]] = defaultdict(list)
    for line in pool.lines_of(LineKind.REFUND):
        parent = parent_of(pool, line)
        if parent is not None:
            of_charge[parent].append(line)
    for parent, lines in of_charge.items():
        _by_charge(pool, parent, lines)


def _settled_before(pool: Pool, payment: OurPayment, lines: list[FoundLine]) -> bool:
    """Return whether the payment has its lines already: these say the same money again."""
    if payment.payment_id in pool.free_payments:
        return False
    for line in lines:
        pool.tell_line(
            line,
            LineClass.DUPLICATE,
            NextStep.GIVE_BACK if line.kind is LineKind.CHARGE else NextStep.ASK_PROCESSOR,
            payments=(payment,),
            evidence=(ref_of(payment),),
        )
    return True


def _unbooked(pool: Pool, payment: OurPayment, how: Matched, lines: list[FoundLine]) -> bool:
    """Return whether money moved on a payment that our books do not count on."""
    if is_counted(payment):
        return False
    for line in lines:
        pool.tell_line(
            line,
            LineClass.CHARGED_NO_ORDER,
            NextStep.MONEY_IN_DOUBT,
            how,
            (payment,),
            evidence=(ref_of(payment),),
        )
    pool.take(payment)
    return True


def _undone(pool: Pool, payment: OurPayment, gross: int) -> list[OurPayment]:
    """Return the reversals that, with their charge, make what settled; none if they do not."""
    undone = [
        back
        for back in pool.backs_of[payment.payment_id]
        if back.kind == PaymentKind.REVERSAL.value
        and back.payment_id in pool.free_payments
        and is_counted(back)
    ]
    fits = gross == payment.amount_minor + sum(back.amount_minor for back in undone)
    return undone if undone and fits else []


def _merged(pool: Pool, payment: OurPayment, lines: list[FoundLine]) -> list[OurPayment]:
    """Return all refunds of one charge that a processor put into one line, if that is what it
    did."""
    gross = sum(line.gross_minor for line in lines)
    if payment.parent_id is None or gross == payment.amount_minor:
        return []
    every = _free_backs(pool, payment.parent_id)
    return every if sum(each.amount_minor for each in every) == gross else []


def _free_backs(pool: Pool, parent_id: str) -> list[OurPayment]:
    return [
        back
        for back in pool.backs_of[parent_id]
        if back.payment_id in pool.free_payments and is_counted(back)
    ]


def _by_charge(pool: Pool, parent_id: str, lines: list[FoundLine]) -> None:
    """Match refunds that only their charge is known of."""
    free = _free_backs(pool, parent_id)
    of_amount: dict[int, list[OurPayment]] = defaultdict(list)
    for back in free:
        of_amount[back.amount_minor].append(back)
    left = []
    for line in lines:
        same = of_amount.get(line.gross_minor)
        if same and not line.own_ref:
            _settle(pool, [same.pop(0)], Matched.REFERENCE, [line])
        elif same and not any(pool.backs_by_key.get(line.own_ref, ())):
            # its id is none we know: ours had none, as where the terminal told none
            _settle(pool, [same.pop(0)], Matched.REFERENCE, [line])
        else:
            left.append(line)
    rest = [back for backs in of_amount.values() for back in backs]
    if left and rest and sum(x.gross_minor for x in left) == sum(b.amount_minor for b in rest):
        _settle(pool, rest, Matched.REFERENCE, left)
        return
    for line in left:
        for back in rest:
            pool.suggest(line, back)


def _settle(pool: Pool, payments: list[OurPayment], how: Matched, lines: list[FoundLine]) -> None:
    """Class lines that are about these payments and no others."""
    ours = sum(payment.amount_minor for payment in payments)
    pool.take(*payments)
    known = tuple(ref_of(payment) for payment in payments)
    step = NextStep.FORWARD if any(each.offline for each in payments) else NextStep.NOTHING
    whole = next((line for line in lines if line.gross_minor == ours), None)
    if whole is not None:
        pool.tell_line(
            whole, LineClass.AGREED, step, how, payments, ours_minor=ours, evidence=known
        )
        again = NextStep.GIVE_BACK if whole.kind is LineKind.CHARGE else NextStep.ASK_PROCESSOR
        for line in lines:
            if line is not whole:
                twin = (ref_of(whole), *known)
                pool.tell_line(line, LineClass.DUPLICATE, again, how, payments, evidence=twin)
        return
    agrees = sum(line.gross_minor for line in lines) == ours
    for place, line in enumerate(lines):
        others = tuple(ref_of(other) for other in lines[:10] if other is not line)
        pool.tell_line(
            line,
            LineClass.AGREED if agrees else LineClass.AMOUNT_DIFFERS,
            step if agrees else NextStep.CORRECT,
            how,
            payments,
            ours_minor=line.gross_minor if agrees else (0 if place else ours),
            evidence=(*known, *others),
        )
