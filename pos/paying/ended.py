"""A charge that was given back whole before it stood in an order ends, and is opened again when one
of those that gave it back never was. Thread: ledger, inside the caller's transaction."""

from __future__ import annotations

from pos.ids import Ids
from pos.ledger import Account, Entry
from pos.lifecycles import PAYMENT, PaymentState, PaymentTrigger
from pos.money import Money, total
from pos.paying.applying import office_batch
from pos.paying.intents import captured
from pos.ports.storage import UnitOfWork
from pos.records import CardPayment, Tender
from pos.window import Window

ENDED = (PaymentState.REVERSED, PaymentState.APPLIED, PaymentState.WRITTEN_OFF)
"""Refunds and reversals that count against their charge."""


def end_charge(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    charge: CardPayment,
    user_id: str,
    newest: CardPayment | None = None,
) -> None:
    """Take the arrow to REVERSED where a charge in doubt was given back whole: by what ended
    before, with ``newest`` alone, or with everything that was approved.

    What of it was booked as lost, because the charge was none then, is booked back (1040 from 5050
    and 5045). A charge that is not APPROVED, or not given back whole, stays as it is.
    """
    if uow.states.of(PAYMENT, charge.payment_id) is not PaymentState.APPROVED:
        return
    children = uow.payments.children(charge.payment_id)
    ended = [child for child, state in children if PaymentState(state) in ENDED]
    approved = [child for child, state in children if state == PaymentState.APPROVED.value]
    before = sum(captured(uow, child).minor for child in ended)
    tender = uow.payments.tender_of(charge.payment_id)
    least = captured(uow, charge).minor
    most = max(least, tender.amount_minor if tender else 0)  # the force had said more
    for chosen in ([], [each for each in approved if each == newest], approved):
        back = before + sum(captured(uow, child).minor for child in chosen)
        if least <= back <= most:
            for each in (charge, *chosen):
                uow.states.advance(PAYMENT, each.payment_id, PaymentTrigger.REVERSE, user_id)
            bounced, given_up = _losses(uow, charge, tender, children)
            _book(uow, ids, window, charge, tender, bounced, given_up)
            return


def reopen_charge(
    uow: UnitOfWork, ids: Ids, window: Window, charge: CardPayment, user_id: str
) -> None:
    """Take the arrow back from REVERSED, before one of those that ended the charge is BOUNCED: it
    is in doubt again, and what was no loss any more is one. Any other charge stays as it is."""
    if uow.states.of(PAYMENT, charge.payment_id) is not PaymentState.REVERSED:
        return
    tender = uow.payments.tender_of(charge.payment_id)
    children = uow.payments.children(charge.payment_id)
    bounced, given_up = _losses(uow, charge, tender, children)
    _book(uow, ids, window, charge, tender, -bounced, -given_up)
    uow.states.advance(PAYMENT, charge.payment_id, PaymentTrigger.REVIVE, user_id)


def _losses(
    uow: UnitOfWork,
    charge: CardPayment,
    tender: Tender | None,
    children: tuple[tuple[CardPayment, str], ...],
) -> tuple[Money, Money]:
    """Return what of the losses a charge makes up for: of those when it bounced (5050), and of what
    was written off (5045)."""
    nothing = Money.zero(charge.currency)
    paid, written_off = nothing, nothing
    for child, state in children:
        if state == PaymentState.APPLIED.value:
            paid += captured(uow, child)
        elif state == PaymentState.WRITTEN_OFF.value:
            loss = lost_of(uow, child)
            written_off += loss
            paid += captured(uow, child) - loss
    whole = captured(uow, charge)
    bounced = min(lost_with(uow, tender), paid, whole) if tender else nothing
    return bounced, min(written_off, whole - bounced)


def _book(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    charge: CardPayment,
    tender: Tender | None,
    bounced: Money,
    given_up: Money,
) -> None:
    entry = after_all_entry(uow, ids, window, charge, tender)
    entry.debit(Account.CARD_CLEARING, bounced + given_up)
    entry.credit(Account.OFFLINE_DECLINES, bounced)
    entry.credit(Account.CARD_LOSSES, given_up)
    if entry.postings():
        uow.post(entry)


def parts_paid_with(uow: UnitOfWork, payment: CardPayment) -> tuple[Tender, ...]:
    """Return the tenders by which a payment that was written off had paid what was owed all the
    same; they are not the payment's own."""
    given_up = uow.payments.written_off(payment.payment_id)
    return () if given_up is None else uow.payments.booked_in(given_up.batch_id)


def paid_with(parts: tuple[Tender, ...], currency: str) -> Money:
    """Return what these tenders gave back."""
    return total((Money(-part.amount_minor, currency) for part in parts), currency)


def lost_of(uow: UnitOfWork, payment: CardPayment) -> Money:
    """Return what is lost of a payment that was written off: all that went out, as far as is known
    by now, but for what was owed all the same."""
    out = captured(uow, payment)
    paid = paid_with(parts_paid_with(uow, payment), out.currency)
    return max(out - paid, Money.zero(out.currency))


def beside_of(uow: UnitOfWork, charge: CardPayment) -> tuple[Money, ...]:
    """Return what a charge's card got beside what it was owed, payment by payment: in doubt, or
    written off."""
    found = []
    for child, state in uow.payments.children(charge.payment_id):
        if state == PaymentState.APPROVED.value:
            found.append(captured(uow, child))
        elif state == PaymentState.WRITTEN_OFF.value:
            found.append(lost_of(uow, child))
    return tuple(found)


def lost_with(uow: UnitOfWork, tender: Tender) -> Money:
    """Return what of a charge's tender was lost when it bounced: what was not owed again, by a
    counter-tender that belongs to no refund."""
    owed = sum(
        each.amount_minor
        for each in uow.orders.tenders(tender.order_id)
        if each.of_tender == tender.tender_id and each.refund_id is None
    )
    return Money(tender.amount_minor + owed, tender.currency)


def after_all_entry(
    uow: UnitOfWork, ids: Ids, window: Window, charge: CardPayment, tender: Tender | None
) -> Entry:
    """Return an entry of no till about a charge that is not what it was taken for."""
    order_id = tender.order_id if tender else None
    batch = office_batch(uow, ids, window, "card_after_all", order_id, charge.user_id)
    return Entry(batch, charge.currency)
