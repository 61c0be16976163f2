"""What a refund pays out at once, and the children of card payments that pay out the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pos.errors import PaymentOpen
from pos.hub.offline_rules import Act, require_allowed
from pos.ids import Ids
from pos.ledger import TENDER_ACCOUNT, Account, Entry
from pos.lifecycles import PAYMENT, PAYMENT_OPEN, PaymentState, PaymentTrigger
from pos.money import Money
from pos.paying.applying import apply_refund
from pos.paying.extra_postings import post_extra_back
from pos.paying.intents import GIVES_BACK, approving_answer, intend_back, left_of
from pos.paying.lefts import Left
from pos.paying.ticket_postings import debit_ticket
from pos.ports.storage import UnitOfWork
from pos.records import (
    CardAnswer,
    CardPayment,
    Order,
    OrderExtra,
    Refund,
    Tender,
    Ticket,
    TicketCharge,
)
from pos.views.paying import AnswerSource, GiveBackLine, PaymentKind
from pos.views.people import SessionView
from pos.window import Window

AT_ONCE = ("cash", "certificate", "on_account")
"""Ways that are paid out in the transaction of the refund."""
BY_CARD = ("void", "refund", "typed")
HAD = "had"
"""The way of a part that the card got before it was promised, when something else was given back to
it twice."""
TO_CARD = (*BY_CARD, HAD)
_OPEN = tuple(state.value for state in PAYMENT_OPEN)


def post_returned(
    entry: Entry,
    order: Order,
    tickets: Sequence[Ticket],
    extras: Sequence[OrderExtra],
    charges: Sequence[TicketCharge],
    nsf: Money,
    receivable: Money,
    payable: Money,
) -> None:
    """Post what comes back: no sale any more. It settles first what the order still owes (a
    returned check, then the rest); what remains is owed to the patron."""
    for ticket in tickets:
        debit_ticket(entry, ticket, charges, order.currency)
    for extra in extras:
        post_extra_back(entry, extra)
    entry.credit(Account.NSF, nsf)
    entry.credit(Account.RECEIVABLE, receivable)
    entry.credit(Account.REFUNDS_PAYABLE, payable)


def negative(
    uow: UnitOfWork,
    ids: Ids,
    refund: Refund,
    of: Tender,
    kind: str,
    amount: Money,
    *,
    till_id: str | None,
    user_id: str,
    value_id: str | None = None,
    reference: str = "",
) -> Tender:
    """Add the tender that gives ``amount`` of another one back, and return it."""
    tender = Tender(
        tender_id=ids.new(),
        order_id=of.order_id,
        kind=kind,
        amount_minor=-amount.minor,
        given_minor=-amount.minor,
        currency=of.currency,
        at=uow.now(),
        user_id=user_id,
        till_id=till_id,
        reference=reference,
        payer=of.payer,
        value_id=value_id,
        of_tender=of.tender_id,
        refund_id=refund.refund_id,
    )
    uow.add(tender)
    return tender


def pay_out(
    uow: UnitOfWork, ids: Ids, entry: Entry, refund: Refund, line: GiveBackLine, left: Left
) -> None:
    """Pay a part in cash, or back on its certificate or account: a negative tender and its
    postings."""
    kind = "cash" if line.how == "cash" else left.tender.kind
    if not line.amount:
        return
    tender = negative(
        uow,
        ids,
        refund,
        left.tender,
        kind,
        line.amount,
        till_id=refund.till_id,
        user_id=refund.user_id,
        value_id=left.tender.value_id,
    )
    entry.debit(Account.REFUNDS_PAYABLE, line.amount, tender_id=tender.tender_id)
    entry.credit(
        _account_of(tender),
        line.amount,
        tender_id=tender.tender_id,
        till_id=refund.till_id if kind == "cash" else None,
        value_id=tender.value_id,
    )


def _account_of(tender: Tender) -> Account:
    """Return where a tender lies; what came from a certificate goes back on it, whatever its
    kind."""
    if tender.value_id is None:
        return TENDER_ACCOUNT[tender.kind]
    return Account.PATRON_CREDIT if tender.kind == "on_account" else Account.CERTIFICATES


def round_back(
    uow: UnitOfWork, ids: Ids, entry: Entry, refund: Refund, left: Left, amount: Money
) -> None:
    """Give back what cash was rounded by, as a tender of its own."""
    if not amount:
        return
    tender = negative(
        uow,
        ids,
        refund,
        left.rounding or left.tender,
        "rounding",
        amount,
        till_id=refund.till_id,
        user_id=refund.user_id,
    )
    entry.debit(Account.REFUNDS_PAYABLE, amount, tender_id=tender.tender_id)
    entry.credit(Account.ROUNDING, amount, tender_id=tender.tender_id)


def begin_card(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    session: SessionView,
    refund: Refund,
    how: str,
    amount: Money,
    parent_id: str,
) -> CardPayment:
    """Add the payment that gives a card its money back, CREATED; on a terminal that is not
    connected it is done at once, as typed.

    Raises:
        GiveBackTooMuch, PaymentGone: See ``intend_back``.
        NotOffline: The hub is away.
    """
    require_allowed(uow, Act.CARD_REFUND, refund.order_id)
    kind = PaymentKind.REVERSAL if how == "void" else PaymentKind.REFUND
    payment = intend_back(
        uow,
        ids,
        window,
        session,
        parent_id,
        kind,
        amount,
        order_id=refund.order_id,
        refund_id=refund.refund_id,
    )
    if how == "typed":
        _type(uow, ids, payment, session.user_id)
        apply_refund(uow, ids, window, payment)
    return payment


def _type(uow: UnitOfWork, ids: Ids, payment: CardPayment, user_id: str) -> None:
    """Add the answer that a person gives for a terminal that is not connected."""
    of_charge = approving_answer(uow, payment.parent_id or "")
    uow.add(
        CardAnswer(
            answer_id=ids.new(),
            payment_id=payment.payment_id,
            seq=1,
            source=AnswerSource.TYPED.value,
            outcome="approved",
            amount_minor=payment.amount_minor,
            currency=payment.currency,
            brand=of_charge.brand if of_charge else "",
            last_four=of_charge.last_four if of_charge else "",
            approval_code="",
            terminal_reference="",
            entry="unknown",
            verified="unknown",
            declined="",
            emv="",
            receipts="",
            offline=False,
            condition="",
            at=uow.now(),
            user_id=user_id,
        )
    )
    uow.states.advance(PAYMENT, payment.payment_id, PaymentTrigger.APPROVE, user_id)


@dataclass(frozen=True, slots=True)
class AtCard:
    """How a part that belongs on a card stands. ``newest``: the payment that says so, with its
    ``state``: one that may still pay the part, or else the newest that tried. ``waits``: it may
    still pay it, or it is money in doubt that the same card has: until it is known or given up,
    nothing else goes out. ``takes``: the card can be given the rest."""

    newest: CardPayment | None
    state: str
    waits: bool
    takes: bool


def at_card(uow: UnitOfWork, refund_id: str, charge_id: str, rest: Money) -> AtCard:
    """Return how the part of a refund that belongs on the card of a charge stands."""
    every = uow.payments.children(charge_id)
    tries = [pair for pair in every if pair[0].refund_id == refund_id]
    waiting = [pair for pair in every if pair[1] == PaymentState.APPROVED.value]
    waiting += [pair for pair in tries if pair[1] in _OPEN]
    newest, state = next(iter((*waiting[-1:], *tries[-1:])), (None, ""))
    charge = uow.payments.payment(charge_id)
    stands = uow.states.of(PAYMENT, charge_id) in GIVES_BACK
    takes = not waiting and stands and rest <= left_of(uow, charge)
    return AtCard(newest, state, bool(waiting), takes)


def refuse_waiting(at: AtCard) -> None:
    """Return if nothing that may still pay the part is under way. Raises PaymentOpen."""
    if at.waits and at.newest is not None:
        raise PaymentOpen(payment=at.newest.payment_id)
