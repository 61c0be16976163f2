"""An approved card payment becomes a tender, or gives one back: inside a caller's transaction."""

from __future__ import annotations

from dataclasses import replace

from pos.cash.till import day_to_open
from pos.errors import PaymentGone, PaymentMismatch
from pos.events import PaymentsChanged
from pos.ids import Ids
from pos.ledger import Account, Entry
from pos.lifecycles import (
    ORDER,
    PAYMENT,
    TILL,
    OrderState,
    OrderTrigger,
    PaymentState,
    PaymentTrigger,
    TillState,
)
from pos.money import Money
from pos.paying.intents import approving_answer, captured, given_back_of
from pos.paying.lefts import OpenPart, open_parts
from pos.paying.promises import cut_promises
from pos.ports.storage import UnitOfWork
from pos.records import Batch, CardPayment, Tender
from pos.views.paying import AnswerSource, PayingFor, PaymentKind
from pos.window import Window


def apply_payment(
    uow: UnitOfWork,
    payment_id: str,
    for_kind: PayingFor,
    for_id: str,
    amount: Money,
    user_id: str,
) -> CardPayment:
    """Take the arrow APPROVED -> APPLIED and return the payment. The caller adds the card Tender
    with its ``payment_id`` for ``amount`` and posts it to ``card_account``, in this transaction.

    Once only: a second try finds it APPLIED. A charge of which anything was given back, or is about
    to be, pays for nothing.

    Raises:
        NotFound: There is no such payment.
        PaymentGone: It is not APPROVED, or being given back; ``state``.
        PaymentMismatch: It is for another cart or order, or for another amount; ``what``.
    """
    payment = uow.payments.payment(payment_id)
    state = uow.states.of(PAYMENT, payment_id)
    if state is not PaymentState.APPROVED:
        raise PaymentGone(state=state.value)
    if uow.payments.tender_of(payment_id) is not None:  # one that bounced, and was after all
        raise PaymentGone(state=PaymentState.BOUNCED.value)
    if given_back_of(uow, payment):
        raise PaymentGone(state=PaymentState.REVERSED.value)
    if (payment.for_kind, payment.for_id) != (for_kind.value, for_id):
        raise PaymentMismatch(what=for_kind.value)
    if captured(uow, payment) != amount:
        raise PaymentMismatch(what="amount")
    uow.states.advance(PAYMENT, payment_id, PaymentTrigger.APPLY, user_id)
    uow.publish(PaymentsChanged())
    return payment


def card_account(uow: UnitOfWork, payment: CardPayment) -> Account:
    """Return the account a card tender lands in: what the terminal took without its processor's
    word is not on its way to the bank before it was forwarded. What goes back leaves by card
    clearing, whoever has heard of it."""
    if payment.kind != PaymentKind.CHARGE.value:
        return Account.CARD_CLEARING
    answer = approving_answer(uow, payment.payment_id)
    if answer is None or not answer.offline or was_forwarded(uow, payment):
        return Account.CARD_CLEARING
    return Account.OFFLINE_CARDS


def was_forwarded(uow: UnitOfWork, payment: CardPayment) -> bool:
    """Return whether the processor's word about a stored sale came in."""
    source = AnswerSource.FORWARDED.value
    return any(a.source == source for a in uow.payments.answers(payment.payment_id))


def apply_refund(uow: UnitOfWork, ids: Ids, window: Window, payment: CardPayment) -> Tender | None:
    """Take the arrow of an approved refund or reversal of a charge that pays an order: a negative
    card Tender, and what was owed (2070) leaves by card clearing. Return the tender.

    What a card got of its charge counts for what is owed to that card of that charge, whichever act
    it was begun for: its own part first, then the oldest. A reversal or refund that was taken for
    not done, and had gone through after all, so pays what the patron is owed since; nobody is owed
    what the card has.

    Where less is owed by now than went out (its part went another way since), nothing is booked:
    the payment stays APPROVED, money in doubt, and None is returned.

    ``Cards.settle`` calls it in the transaction that commits the approval, so that no approved
    refund waits for anybody. It lands in the till in which the refund was begun, which cannot close
    before; in none where it is closed all the same.
    """
    amount = captured(uow, payment)
    part = next((each for each in owed_parts(uow, payment) if amount <= each.rest), None)
    if part is None:
        return None
    booked = uow.payments.tender_of(payment.payment_id)  # and bounced since, its counter beside it
    order_id = part.refund.order_id
    batch = office_batch(uow, ids, window, "card_refund", order_id, payment.user_id)
    if payment.till_id and uow.states.of(TILL, payment.till_id) is not TillState.CLOSED:
        batch = replace(batch, till_id=payment.till_id, business_date=payment.business_date)
    entry = Entry(batch, payment.currency)
    tender = pay_owed(uow, ids, entry, payment, part, amount, payment.user_id, named=booked is None)
    uow.post(entry)
    uow.states.advance(PAYMENT, payment.payment_id, PaymentTrigger.APPLY, payment.user_id)
    return tender


def pay_owed(
    uow: UnitOfWork,
    ids: Ids,
    entry: Entry,
    payment: CardPayment,
    part: OpenPart,
    amount: Money,
    user_id: str,
    *,
    named: bool,
) -> Tender:
    """Add the negative card Tender by which a payment pays a part of a refund, and its postings:
    what was owed leaves by card. ``named``: the tender is the payment's own."""
    tender = Tender(
        tender_id=ids.new(),
        order_id=part.refund.order_id,
        kind="card",
        amount_minor=-amount.minor,
        given_minor=-amount.minor,
        currency=payment.currency,
        at=uow.now(),
        user_id=user_id,
        till_id=entry.batch.till_id,
        payment_id=payment.payment_id if named else None,
        of_tender=part.part.tender_id,
        refund_id=part.refund.refund_id,
    )
    uow.add(tender)
    entry.debit(Account.REFUNDS_PAYABLE, amount)
    entry.credit(Account.CARD_CLEARING, amount, tender_id=tender.tender_id, till_id=tender.till_id)
    return tender


def owed_parts(uow: UnitOfWork, payment: CardPayment) -> tuple[OpenPart, ...]:
    """Return what is owed back of the tender whose card a refund or reversal gives to: the part it
    was begun for first, then the oldest. Nothing where its charge pays no order."""
    of_tender = uow.payments.tender_of(payment.parent_id or "")
    if of_tender is None:
        return ()
    parts = open_parts(uow, uow.orders.order(of_tender.order_id))
    of_it = [each for each in parts if each.part.tender_id == of_tender.tender_id]
    return tuple(sorted(of_it, key=lambda each: each.refund.refund_id != payment.refund_id))


def bounce(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    payment: CardPayment,
    account: Account,
    user_id: str,
) -> Tender | None:
    """Take the arrow to BOUNCED: what the card had paid never came and is owed again.

    What was not given back since becomes a receivable of the order (1060), with a negative card
    Tender; what was promised back is not any more; what was given back is lost (5050). The order is
    unpaid, in whatever hand its tickets are. A refund that never reached the card is promised again
    (2070) instead: its counter-tender belongs to the same act and the same tender of the patron, of
    which that part is open again. A payment that was no tender yet posts nothing. ``account``:
    where the tender lies. Return the counter-tender.
    """
    stood = uow.states.of(PAYMENT, payment.payment_id)
    uow.states.advance(PAYMENT, payment.payment_id, PaymentTrigger.BOUNCE, user_id)
    tender = uow.payments.tender_of(payment.payment_id)
    if tender is None or stood is not PaymentState.APPLIED:
        return None
    owed, lost = -captured(uow, payment), Money.zero(payment.currency)
    if payment.kind == PaymentKind.CHARGE.value:
        every = uow.orders.tenders(tender.order_id)
        back = sum(t.amount_minor for t in every if t.of_tender == tender.tender_id)
        owed = Money(tender.amount_minor + back, payment.currency)
        lost = captured(uow, payment) - owed
    counter = counter_to(uow, ids, tender, -owed, user_id)
    entry = Entry(
        office_batch(uow, ids, window, "card_bounced", tender.order_id, user_id), tender.currency
    )
    if payment.kind == PaymentKind.CHARGE.value:
        entry.debit(Account.RECEIVABLE, owed, tender_id=counter.tender_id)
        nothing = Money.zero(tender.currency)
        cut_promises(uow, entry, tender, Account.RECEIVABLE, nothing, user_id)
    else:
        entry.debit(Account.REFUNDS_PAYABLE, owed)
    entry.credit(account, owed, tender_id=counter.tender_id)
    entry.debit(Account.OFFLINE_DECLINES, lost)
    entry.credit(account, lost)
    uow.post(entry)
    if not owed:
        return None
    uow.add(counter)
    unpay(uow, tender.order_id, user_id)
    return counter


def unpay(uow: UnitOfWork, order_id: str, user_id: str) -> None:
    """Take the order's arrow where it owes again: not where what was promised back of a card that
    never paid was as much."""
    state = OrderState(uow.states.of(ORDER, order_id).value)
    owes = uow.orders.balance((Account.RECEIVABLE.value, Account.NSF.value), order_id) > 0
    if owes and ORDER.allows(state, OrderTrigger.UNPAY):
        uow.states.advance(ORDER, order_id, OrderTrigger.UNPAY, user_id)


def counter_to(uow: UnitOfWork, ids: Ids, tender: Tender, amount: Money, user_id: str) -> Tender:
    """Return a tender of ``amount`` that belongs to the same act and the same tender of the patron
    as ``tender``, and to no payment and no till. It is not added yet."""
    return Tender(
        tender_id=ids.new(),
        order_id=tender.order_id,
        kind=tender.kind,
        amount_minor=amount.minor,
        given_minor=amount.minor,
        currency=tender.currency,
        at=uow.now(),
        user_id=user_id,
        of_tender=tender.of_tender or tender.tender_id,
        refund_id=tender.refund_id,
    )


def office_batch(
    uow: UnitOfWork, ids: Ids, window: Window, kind: str, order_id: str | None, user_id: str
) -> Batch:
    """Return a batch of the day that is open, belonging to no till."""
    return Batch(
        batch_id=ids.new(),
        kind=kind,
        business_date=day_to_open(uow, window),
        at=uow.now(),
        user_id=user_id,
        window_id=window.window_id,
        order_id=order_id,
    )
