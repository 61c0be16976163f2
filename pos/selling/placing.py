"""Builds the facts of an order: used by the window's sale and by the import of orders sold
elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from pos.ids import Ids
from pos.ledger import TENDER_ACCOUNT, Account, Entry
from pos.lifecycles import ORDER, TICKET, OrderTrigger
from pos.money import Money, total
from pos.ports.storage import UnitOfWork
from pos.records import Batch, Order, Outbox, Tender, Ticket
from pos.text import folded
from pos.views.selling import CartLine, TenderGiven


@dataclass(frozen=True, slots=True)
class Placing:
    """Everything an order is made of before it has ids of its own."""

    order_number: str
    window_id: str
    channel: str
    user_id: str
    currency: str
    placed_at: datetime
    business_date: date
    lines: Sequence[CartLine]
    codes: Sequence[str] = ()
    """Barcodes given elsewhere, one a line; empty: fresh ones."""
    tenders: Sequence[TenderGiven] = ()
    till_id: str | None = None
    name: str = ""
    receipt_number: str = ""
    external_ref: str | None = None
    note: str = ""
    alternates: str = ""
    phone: str = ""
    email: str = ""
    search_also: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Placed:
    """The facts as they were added to the unit of work."""

    order: Order
    tickets: tuple[Ticket, ...]
    tenders: tuple[Tender, ...]


def place(uow: UnitOfWork, ids: Ids, placing: Placing) -> Placed:
    """Add an order with its tickets, tenders, postings, states, search text and outbox row.

    The caller holds the rights to the seats. Nothing is on disk before the unit of work commits.

    Raises:
        SeatTaken: A seat has a live ticket already.
    """
    order = _order(ids, placing)
    tickets = tuple(
        _ticket(ids, placing, order, line, position) for position, line in enumerate(placing.lines)
    )
    uow.add(order, *tickets)
    uow.states.enter(ORDER, order.order_id, placing.user_id)
    for ticket in tickets:
        uow.states.enter(TICKET, ticket.ticket_id, placing.user_id)
    uow.rights.occupy(
        [(t.performance_id, t.seat_id, t.ticket_id) for t in tickets if t.seat_id is not None]
    )
    tenders = take_tenders(uow, ids, placing, order, placing.tenders, tickets)
    words = (order.order_number, order.name, order.external_ref or "", *placing.search_also)
    uow.orders.remember_search(
        order.order_id, folded(" ".join((*words, placing.phone, placing.email)))
    )
    uow.add(Outbox(ids.new(), "order", order.order_id, placing.placed_at))
    return Placed(order, tickets, tenders)


def take_tenders(
    uow: UnitOfWork,
    ids: Ids,
    placing: Placing,
    order: Order,
    given: Sequence[TenderGiven],
    new_tickets: Sequence[Ticket] = (),
) -> tuple[Tender, ...]:
    """Add tenders and one batch: what ``new_tickets`` cost becomes receivable, what is taken
    settles it.

    The order moves to PAID when nothing is owing any more.
    """
    currency = order.currency
    tenders = tuple(
        Tender(
            tender_id=ids.new(),
            order_id=order.order_id,
            kind=tender.kind.value,
            amount_minor=tender.amount.minor,
            given_minor=tender.given.minor,
            currency=currency,
            at=placing.placed_at,
            user_id=placing.user_id,
            till_id=placing.till_id,
            reference=tender.reference,
            payer=tender.payer,
        )
        for tender in given
    )
    earlier = (
        total(
            (Money(t.amount_minor, currency) for t in uow.orders.tenders(order.order_id)), currency
        )
        if not new_tickets
        else Money.zero(currency)
    )
    uow.add(*tenders)
    entry = Entry(
        Batch(
            batch_id=ids.new(),
            kind="sale" if new_tickets else "payment",
            business_date=placing.business_date,
            at=placing.placed_at,
            user_id=placing.user_id,
            window_id=placing.window_id,
            till_id=placing.till_id,
            order_id=order.order_id,
        ),
        currency,
    )
    for ticket in new_tickets:
        _post_ticket(entry, ticket, currency)
    for tender in tenders:
        _post_tender(entry, tender)
    if entry.postings() or new_tickets:
        uow.post(entry)
    taken = earlier + total((Money(t.amount_minor, currency) for t in tenders), currency)
    if taken.minor >= order.total_minor:
        uow.states.advance(ORDER, order.order_id, OrderTrigger.PAY, placing.user_id)
    return tenders


def _order(ids: Ids, placing: Placing) -> Order:
    due = total((line.all_in for line in placing.lines), placing.currency)
    return Order(
        order_id=ids.new(),
        order_number=placing.order_number,
        window_id=placing.window_id,
        channel=placing.channel,
        name=placing.name,
        placed_at=placing.placed_at,
        business_date=placing.business_date,
        currency=placing.currency,
        total_minor=due.minor,
        user_id=placing.user_id,
        till_id=placing.till_id,
        receipt_number=placing.receipt_number,
        external_ref=placing.external_ref,
        note=placing.note,
        alternates=placing.alternates,
        phone=placing.phone,
        email=placing.email,
    )


def _ticket(ids: Ids, placing: Placing, order: Order, line: CartLine, position: int) -> Ticket:
    return Ticket(
        ticket_id=ids.new(),
        order_id=order.order_id,
        performance_id=line.performance_id,
        seat_id=line.seat_id,
        zone_id=line.zone_id,
        price_type_id=line.price_type_id,
        face_minor=line.face.minor,
        fee_minor=line.fee.minor,
        code=placing.codes[position] if placing.codes else ids.code(),
        issue=1,
        created_at=placing.placed_at,
        position=position,
        promo_code=line.promo_code,
        comp_reason=line.comp_reason,
        comp_approver=line.comp_approver or None,
    )


def _post_ticket(entry: Entry, ticket: Ticket, currency: str) -> None:
    face, fee = Money(ticket.face_minor, currency), Money(ticket.fee_minor, currency)
    about = {"performance_id": ticket.performance_id, "ticket_id": ticket.ticket_id}
    entry.debit(Account.RECEIVABLE, face + fee, **about)
    entry.credit(Account.DEFERRED_TICKETS, face, **about)
    entry.credit(Account.FACILITY_FEE, fee, **about)


def _post_tender(entry: Entry, tender: Tender) -> None:
    amount = Money(tender.amount_minor, tender.currency)
    about = {"tender_id": tender.tender_id, "till_id": tender.till_id}
    entry.debit(TENDER_ACCOUNT[tender.kind], amount, **about)
    entry.credit(Account.RECEIVABLE, amount, tender_id=tender.tender_id)
