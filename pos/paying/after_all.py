"""A charge that the evidence had denied, and that was one after all: so says the terminal itself.

What was given back of it meanwhile is no loss any more: the charge closes against its own refunds.
Thread: ledger, inside the transaction that keeps the answer.
"""

from __future__ import annotations

from pos.ids import Ids
from pos.ledger import Account, Entry
from pos.lifecycles import PAYMENT, PaymentState, PaymentTrigger
from pos.money import Money
from pos.paying.applying import card_account, office_batch
from pos.paying.intents import captured
from pos.paying.outranked import ask_somebody
from pos.ports.storage import UnitOfWork
from pos.records import CardAnswer, CardPayment, Tender
from pos.window import Window

_ENDED = (PaymentState.REVERSED, PaymentState.APPLIED, PaymentState.WRITTEN_OFF)


def was_after_all(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    charge: CardPayment,
    forced: CardAnswer,
    told: CardAnswer,
) -> None:
    """Put the books right by a charge that was BOUNCED and is APPROVED by what is ``told``.

    Was all of its tender given back before it bounced, whatever way, it is that tender again: the
    loss (5050) was none. Else what is left of it is money in doubt, unless its refunds and
    reversals make up for it.
    """
    tender = uow.payments.tender_of(charge.payment_id)
    if tender is not None:
        short = Money((forced.amount_minor or 0) - (told.amount_minor or 0), charge.currency)
        if short:
            ask_somebody(uow, ids, window, charge, short)
        if _lost_with(uow, tender).minor == tender.amount_minor:
            found = captured(uow, charge)
            entry = _entry(uow, ids, window, charge, tender)
            entry.debit(card_account(uow, charge), found)
            entry.credit(Account.OFFLINE_DECLINES, found)
            uow.post(entry)
            uow.states.advance(PAYMENT, charge.payment_id, PaymentTrigger.APPLY, charge.user_id)
            return
    end_charge(uow, ids, window, charge, charge.user_id)


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
    ended = [child for child, state in children if PaymentState(state) in _ENDED]
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
            _undo_losses(uow, ids, window, charge, tender, children)
            return


def _undo_losses(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    charge: CardPayment,
    tender: Tender | None,
    children: tuple[tuple[CardPayment, str], ...],
) -> None:
    nothing = Money.zero(charge.currency)
    paid, written_off = nothing, nothing
    for child, state in children:
        if state == PaymentState.APPLIED.value:
            paid += captured(uow, child)
        elif state == PaymentState.WRITTEN_OFF.value:
            loss = Money(uow.payments.written_off(child.payment_id), charge.currency)
            written_off += loss
            paid += captured(uow, child) - loss
    whole = captured(uow, charge)
    bounced = min(_lost_with(uow, tender), paid, whole) if tender else nothing
    given_up = min(written_off, whole - bounced)
    if not bounced + given_up:
        return
    entry = _entry(uow, ids, window, charge, tender)
    entry.debit(Account.CARD_CLEARING, bounced + given_up)
    entry.credit(Account.OFFLINE_DECLINES, bounced)
    entry.credit(Account.CARD_LOSSES, given_up)
    uow.post(entry)


def _lost_with(uow: UnitOfWork, tender: Tender) -> Money:
    """Return what of a charge's tender was lost when it bounced: what was not owed again, by a
    counter-tender that belongs to no refund."""
    owed = sum(
        each.amount_minor
        for each in uow.orders.tenders(tender.order_id)
        if each.of_tender == tender.tender_id and each.refund_id is None
    )
    return Money(tender.amount_minor + owed, tender.currency)


def _entry(
    uow: UnitOfWork, ids: Ids, window: Window, charge: CardPayment, tender: Tender | None
) -> Entry:
    order_id = tender.order_id if tender else None
    batch = office_batch(uow, ids, window, "card_after_all", order_id, charge.user_id)
    return Entry(batch, charge.currency)
