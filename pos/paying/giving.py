"""The act of giving back, inside its transaction: facts, postings, tickets, papers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from pos.audit import audit_entry
from pos.cash.drawer import add_opening
from pos.cash.till import day_to_open
from pos.errors import NotThisWay
from pos.events import DrawerToOpen, PaymentsChanged
from pos.exchanging.adding import Adding, extras_of, kind_of, put_in
from pos.exchanging.policy import fees_of_cancelled
from pos.ids import CommandId, Ids, PrintJobId, TicketId
from pos.ledger import Account, Entry
from pos.money import Money, total
from pos.paying.applying import unpay
from pos.paying.lefts import Left, lefts_of
from pos.paying.others import book_others
from pos.paying.paying_out import (
    AT_ONCE,
    BY_CARD,
    HAD,
    begin_card,
    pay_out,
    post_returned,
    round_back,
)
from pos.paying.planning import going_extras, going_tickets, not_paid_back, plan_of, worth_of
from pos.paying.refund_paper import queue_refund_paper
from pos.paying.returning import Place, settle_order, take_back
from pos.ports.storage import UnitOfWork
from pos.records import (
    Batch,
    Order,
    OrderExtra,
    Refund,
    RefundLine,
    RefundPart,
    Ticket,
    Till,
)
from pos.selling.extras_sold import end_memberships
from pos.selling.fulfilment import print_what_is_due, queue_prints
from pos.selling.placing import Placed
from pos.selling.small_papers import queue_small_paper
from pos.views.exchanging import ExchangeKind
from pos.views.members import ShownMember
from pos.views.paying import ExtraKind, GiveBackPlan, GivenBackView
from pos.views.people import SessionView
from pos.views.selling import CartLine
from pos.window import Window


@dataclass(frozen=True, slots=True)
class Giving:
    """What one act of giving back is about."""

    uow: UnitOfWork
    ids: Ids
    window: Window
    session: SessionView
    plan: GiveBackPlan
    order: Order
    till: Till | None
    """The till it happens in; None where no money moves and nothing takes the tickets' place."""
    reason: str
    approved_by: str
    lines: tuple[CartLine, ...] = ()
    """What takes the tickets' place, at its price: one line for each, in the order of ``old``."""
    old: tuple[Ticket, ...] = ()
    shown: tuple[ShownMember, ...] = ()
    kept: Counter[Place] | None = None
    """See ``leave_places``."""


def check_plan(uow: UnitOfWork, window: Window, session: SessionView, plan: GiveBackPlan) -> None:
    """Return if the plan still is what would happen, and may.

    Raises:
        NotThisWay: ``plan_changed``, ``nothing_to_give_back``, or why a line is refused.
        GiveBackTooMuch: The tenders have less left.
    """
    if not (plan.tickets or plan.extras or plan.amount):
        raise NotThisWay(what="nothing_to_give_back")
    ways = {line.how for line in plan.lines}
    by_check = any((line.kind, line.how) == ("check", "check") for line in plan.lines)
    now = plan_of(
        uow,
        window,
        session,
        plan.order_id,
        plan.tickets,
        plan.extras,
        by_check=by_check,
        can_reverse="void" in ways,
        instead=plan.instead,
    )
    if now != plan:
        raise NotThisWay(what="plan_changed")
    for line in plan.lines:
        if line.refused:
            raise NotThisWay(what=line.refused)


def give(giving: Giving, command: CommandId) -> GivenBackView:
    """Add every fact of the act. The caller has checked the plan and who answers for it.

    Raises:
        GiveBackTooMuch, PaymentGone: A card's payment has less left.
        PrintNeedsPerson: A ticket is at the printer this moment.
    """
    uow, plan, order, user_id = giving.uow, giving.plan, giving.order, giving.session.user_id
    tickets = going_tickets(uow, order, plan.tickets)
    paid_for = not_paid_back(uow, order, tickets)
    fees = () if giving.lines else fees_of_cancelled(uow, order, tickets)
    due = {fee.extra_id for fee in fees}
    extras = (*going_extras(uow, order, [e for e in plan.extras if e not in due]), *fees)
    lefts = {left.tender.tender_id: left for left in lefts_of(uow, order)}
    refund = _refund(giving, paid_for, extras)
    added = _put_in(giving, refund)
    _post(giving, refund, paid_for, extras, lefts)
    cards = _begin_cards(giving, refund)
    _count_had(giving)
    end_memberships(uow, order, refund, extras)
    about = (command, order, tickets, user_id, giving.reason, giving.kept)
    take_back(uow, giving.window, *about)
    settle_order(uow, order, user_id, giving.reason)
    unpay(uow, order.order_id, user_id)
    due_jobs = print_what_is_due(uow, giving.ids, order, user_id)
    jobs = (*due_jobs, *_print_instead(giving, added))
    queue_refund_paper(uow, giving.ids, refund, more_out=False)
    _tell(giving, refund)
    cash = total((line.amount for line in plan.lines if line.how == "cash"), order.currency)
    opening = ""
    if cash and giving.till is not None:
        till_id = giving.till.till_id
        opening = add_opening(uow, giving.ids, till_id, "give_back", "", order.order_id, user_id)
        uow.publish(DrawerToOpen(opening))
    return GivenBackView(
        refund.refund_id,
        plan.order_id,
        plan.amount,
        cash,
        cards,
        opening,
        new_tickets=tuple(TicketId(t.ticket_id) for t in added.tickets) if added else (),
        print_jobs=jobs,
        tickets_print=bool(due_jobs),
    )


def _put_in(giving: Giving, refund: Refund) -> Placed | None:
    """Add what takes the tickets' place, if anything does: the order owes it, and what comes back
    pays it."""
    plan, exchange = giving.plan, bool(giving.lines)
    extras = extras_of(plan, exchange=exchange)
    if giving.till is None or (not extras and not giving.lines):
        return None
    kind = ExchangeKind.EXCHANGE if exchange else kind_of(plan)
    adding = Adding(kind, extras, giving.lines, giving.old, giving.shown)
    against = plan.terms.against if plan.terms else ""
    uow, order = giving.uow, giving.order
    return put_in(uow, giving.ids, giving.window, giving.till, order, refund, adding, against)


def _print_instead(giving: Giving, added: Placed | None) -> tuple[PrintJobId, ...]:
    """Queue what the money went to: certificates, or the receipt with the words for a gift."""
    kinds = {extra.kind for extra in added.extras} if added else set()
    if ExtraKind.DONATION.value in kinds:
        order_id, user_id = giving.order.order_id, giving.session.user_id
        about = ("receipt", order_id, order_id)
        return (queue_small_paper(giving.uow, giving.ids, *about, user_id, copy=True),)
    kind = ExtraKind.CERTIFICATE.value
    values = [e.value_id for e in added.extras if e.kind == kind and e.value_id] if added else []
    if not values:
        return ()
    user_id = giving.session.user_id
    return queue_prints(
        giving.uow, giving.ids, giving.order, (), user_id, receipt=False, certificates=values
    )


def _refund(giving: Giving, tickets: tuple[Ticket, ...], extras: tuple[OrderExtra, ...]) -> Refund:
    uow, plan, user_id = giving.uow, giving.plan, giving.session.user_id
    till = giving.till
    prefix = giving.window.prefix
    refund = Refund(
        refund_id=giving.ids.new(),
        order_id=giving.order.order_id,
        receipt_number=f"{prefix}-F{uow.orders.next_number(f'refund:{prefix}'):06d}",
        reason=giving.reason,
        amount_minor=plan.amount.minor,
        currency=giving.order.currency,
        business_date=till.business_date if till else day_to_open(uow, giving.window),
        till_id=till.till_id if till else None,
        at=uow.now(),
        user_id=user_id,
        approved_by=giving.approved_by,
    )
    refund_id = refund.refund_id
    came = [(ticket.ticket_id, None, worth_of((ticket,), ())) for ticket in tickets]
    more = [(None, extra.extra_id, extra.amount_minor) for extra in extras]
    uow.add(
        refund,
        *(RefundLine(refund_id, n, *each) for n, each in enumerate((*came, *more), start=1)),
        *(
            RefundPart(
                refund_id=refund_id,
                line=number,
                tender_id=line.tender_id,
                how=line.how,
                amount_minor=line.amount.minor,
                at=uow.now(),
                user_id=user_id,
                approved_by=giving.approved_by,
            )
            for number, line in enumerate(plan.lines, start=1)
        ),
    )
    return refund


def _post(
    giving: Giving,
    refund: Refund,
    tickets: tuple[Ticket, ...],
    extras: tuple[OrderExtra, ...],
    lefts: dict[str, Left],
) -> None:
    """Post what comes back and what is paid out at once, as one batch."""
    uow, order, plan, ids = giving.uow, giving.order, giving.plan, giving.ids
    entry = Entry(
        Batch(
            batch_id=ids.new(),
            kind="give_back",
            business_date=refund.business_date,
            at=refund.at,
            user_id=refund.user_id,
            window_id=giving.window.window_id,
            till_id=refund.till_id,
            order_id=order.order_id,
        ),
        order.currency,
    )
    settled = Money(worth_of(tickets, extras), order.currency) - plan.amount
    bounced = Money(uow.orders.balance((Account.NSF.value,), order.order_id), order.currency)
    nothing = Money.zero(order.currency)
    nsf = max(min(settled, bounced), nothing)  # what was paid twice was no returned check
    charges = uow.orders.charges(order.order_id)
    post_returned(entry, order, tickets, extras, charges, nsf, settled - nsf, plan.amount)
    rest = plan.amount
    for line in plan.lines:  # as they were planned, see ``plan_of``
        left = lefts[line.tender_id]
        part = min(rest, left.exact)
        rest -= part
        if line.how in AT_ONCE:
            pay_out(uow, ids, entry, refund, line, left)
        round_back(uow, ids, entry, refund, left, part - line.amount)
    if entry.postings():
        uow.post(entry)


def _begin_cards(giving: Giving, refund: Refund) -> tuple[str, ...]:
    """Add the payments that give cards their money back; return those the terminal is to be
    asked."""
    begun = []
    for line in giving.plan.lines:
        if line.how in BY_CARD:
            payment = begin_card(
                giving.uow,
                giving.ids,
                giving.window,
                giving.session,
                refund,
                line.how,
                line.amount,
                line.payment_id,
            )
            begun += [] if line.how == "typed" else [payment.payment_id]
    if begun:
        giving.uow.publish(PaymentsChanged())
    return tuple(begun)


def _count_had(giving: Giving) -> None:
    """What a card got before counts for what is promised to it now."""
    for line in giving.plan.lines:
        if line.how == HAD:
            charge = giving.uow.payments.payment(line.payment_id)
            book_others(giving.uow, giving.ids, giving.window, charge, giving.session.user_id)


def _tell(giving: Giving, refund: Refund) -> None:
    giving.uow.audit(
        audit_entry(
            refund.at,
            refund.user_id,
            giving.window.window_id,
            "money.given_back",
            ("refund", refund.refund_id),
            order=giving.order.order_number,
            amount_minor=refund.amount_minor,
            tickets=len(giving.plan.tickets),
            ways=[line.how for line in giving.plan.lines],
            reason=refund.reason,
            approved_by=refund.approved_by,
        )
    )
