"""Money that went out to a card though nobody was owed it: given up by two people, and booked.

A refund or reversal that was taken for not done was made good another way, and then it had gone
through after all. Nothing can call it back; it stands in the inbox until somebody writes it off.
Thread: ledger, inside the caller's transaction.
"""

from __future__ import annotations

from dataclasses import replace

from pos.audit import audit_entry
from pos.errors import NotThisWay, PaymentGone, TillNotOpen
from pos.events import PaymentsChanged
from pos.ids import Ids
from pos.ledger import Account, Entry
from pos.lifecycles import PAYMENT, PaymentState, PaymentTrigger
from pos.paying.applying import office_batch, owed_parts, pay_owed
from pos.paying.intents import captured, given_back_of
from pos.ports.storage import UnitOfWork
from pos.records import CardPayment, CardWrittenOff
from pos.views.paying import PaymentKind
from pos.window import Window


def write_off(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    payment: CardPayment,
    user_id: str,
    approved_by: str,
    reason: str,
) -> None:
    """Take the arrow to WRITTEN_OFF and book the loss (5045 from 1040). What of it is owed to its
    card all the same, by whatever act, leaves 2070 first (``owed_parts``). Once only; it comes back
    when that much is owed again (``book_others``).

    Raises:
        TillNotOpen: The window has no till whose report would tell of it.
        PaymentGone: It is not APPROVED; ``state``.
        NotThisWay: ``exception_open``: evidence comes first; ``not_lost``: it is a charge, or the
            part of a reversal that is not finished.
    """
    at_window = uow.tills.session_at(window.window_id)
    if at_window is None:
        raise TillNotOpen()
    state = uow.states.of(PAYMENT, payment.payment_id)
    if state is not PaymentState.APPROVED:
        raise PaymentGone(state=state.value)
    waiting = uow.payments.exceptions(open_only=True)
    if any(force.payment_id == payment.payment_id for force, _ in waiting):
        raise NotThisWay(what="exception_open")
    if not _is_lost(uow, payment):
        raise NotThisWay(what="not_lost")
    of_tender = uow.payments.tender_of(payment.parent_id or "")
    till, order_id = at_window[0], of_tender.order_id if of_tender else None
    batch = office_batch(uow, ids, window, "card_written_off", order_id, user_id)
    batch = replace(batch, till_id=till.till_id, business_date=till.business_date)
    entry = Entry(batch, payment.currency)
    lost = captured(uow, payment)
    for part in owed_parts(uow, payment):
        paid = min(part.rest, lost)
        lost -= paid
        if paid:
            pay_owed(uow, ids, entry, payment, part, paid, user_id, named=False)
    entry.debit(Account.CARD_LOSSES, lost)
    entry.credit(Account.CARD_CLEARING, lost)
    uow.post(entry)
    uow.add(
        CardWrittenOff(
            payment_id=payment.payment_id,
            amount_minor=lost.minor,
            currency=payment.currency,
            reason=reason,
            batch_id=batch.batch_id,
            till_id=till.till_id,
            at=uow.now(),
            user_id=user_id,
            approved_by=approved_by,
        )
    )
    trigger = PaymentTrigger.WRITE_OFF
    uow.states.advance(PAYMENT, payment.payment_id, trigger, user_id, reason)
    uow.audit(
        audit_entry(
            uow.now(),
            user_id,
            window.window_id,
            "payment.written_off",
            ("payment", payment.payment_id),
            amount_minor=lost.minor,
            reason=reason,
            approved_by=approved_by,
        )
    )
    uow.publish(PaymentsChanged())


def _is_lost(uow: UnitOfWork, payment: CardPayment) -> bool:
    """Return whether nothing but a loss is left of it: what is out and approved of a refund would
    have been booked; a reversal is a loss where its charge is none any more, or is given back
    already."""
    if payment.kind == PaymentKind.CHARGE.value or payment.parent_id is None:
        return False
    if payment.refund_id is not None:
        return True
    charge = uow.payments.payment(payment.parent_id)
    if uow.states.of(PAYMENT, charge.payment_id) is not PaymentState.APPROVED:
        return True
    return given_back_of(uow, charge) > captured(uow, charge)
