"""Builds the facts of an order: used by the window's sale and by the import of orders sold
elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from pos.ids import Ids
from pos.ledger import TENDER_ACCOUNT, Account, Entry
from pos.lifecycles import ORDER, TICKET, OrderState, OrderTrigger
from pos.money import Money, total
from pos.patrons.linking import link_new_order
from pos.paying.applying import apply_payment, card_account
from pos.paying.extra_postings import post_extra
from pos.paying.ticket_postings import credit_ticket
from pos.ports.storage import UnitOfWork
from pos.records import (
    Batch,
    CheckTaken,
    Order,
    OrderExtra,
    OrderSource,
    SoldFromHold,
    Tender,
    Ticket,
    TicketCharge,
    TicketStep,
)
from pos.selling.extras_sold import sell_extras
from pos.selling.packages import packages_sold
from pos.views.members import ShownMember
from pos.views.paying import PayingFor
from pos.views.pricing import StepKind
from pos.views.season import Source
from pos.views.selling import CartLine, ExtraLine, TenderGiven, TenderKind


@dataclass(frozen=True, slots=True)
class Placing:
    """Everything an order is made of before it has ids of its own. ``cart_id``: the cart that card
    payments were asked for; without one they were for the order."""

    order_number: str
    window_id: str
    channel: str
    user_id: str
    currency: str
    placed_at: datetime
    business_date: date
    lines: Sequence[CartLine]
    extras: Sequence[ExtraLine] = ()
    prefix: str = ""
    """Of the window's numbers; certificates have numbers of their own."""
    cart_id: str = ""
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
    source: Source | None = None
    """Where the order comes from."""
    shown: Sequence[ShownMember] = ()
    """Memberships whose card was shown."""
    patron_id: str = ""
    """Whose it is, where that is known."""


@dataclass(frozen=True, slots=True)
class Placed:
    """The facts as they were added to the unit of work."""

    order: Order
    tickets: tuple[Ticket, ...]
    tenders: tuple[Tender, ...]
    extras: tuple[OrderExtra, ...] = ()
    steps: tuple[TicketStep, ...] = ()
    charges: tuple[TicketCharge, ...] = ()

    @property
    def by_hand(self) -> tuple[TicketStep, ...]:
        """Prices that a person set."""
        return tuple(step for step in self.steps if step.kind == StepKind.MANUAL.value)


def place(uow: UnitOfWork, ids: Ids, placing: Placing) -> Placed:
    """Add an order with its tickets, whatever else was bought, tenders, postings and
    states.

    The caller holds the rights to the seats. Nothing is on disk before the unit of work commits.

    Raises:
        SeatTaken: A seat has a live ticket already.
        PaymentGone, PaymentMismatch: A card tender is no approved payment of this cart and amount.
    """
    order = _order(ids, placing)
    tickets = tuple(
        ticket_of(ids, placing, order, line, position)
        for position, line in enumerate(placing.lines)
    )
    charges = tuple(
        charge
        for position, line in enumerate(placing.lines)
        for charge in charges_of(order.order_id, line, position)
    )
    from_holds = tuple(
        SoldFromHold(ticket.ticket_id, line.held)
        for ticket, line in zip(tickets, placing.lines, strict=True)
        if line.held
    )
    uow.add(order, *tickets, *charges, *from_holds)
    uow.add(*packages_sold(ids, order, tickets, placing.lines))
    steps = tuple(
        step
        for ticket, line in zip(tickets, placing.lines, strict=True)
        for step in steps_of(ticket, line)
    )
    uow.add(*steps)
    if placing.source is not None:
        uow.add(OrderSource(order.order_id, placing.source.code, placing.source.name))
    uow.states.enter(ORDER, order.order_id, placing.user_id)
    for ticket in tickets:
        uow.states.enter(TICKET, ticket.ticket_id, placing.user_id)
    uow.rights.occupy(
        [(t.performance_id, t.seat_id, t.ticket_id) for t in tickets if t.seat_id is not None]
    )
    extras = sell_extras(uow, ids, placing, order, tickets)
    new = Placed(order, tickets, (), extras, steps, charges)
    tenders = take_tenders(uow, ids, placing, order, placing.tenders, new)
    if placing.patron_id:
        link_new_order(uow, ids, order, placing.patron_id)
    return replace(new, tenders=tenders)


def take_tenders(
    uow: UnitOfWork,
    ids: Ids,
    placing: Placing,
    order: Order,
    given: Sequence[TenderGiven],
    new: Placed | None = None,
) -> tuple[Tender, ...]:
    """Add tenders and one batch: what is ``new`` becomes receivable, what is taken settles it; an
    order whose check came back settles that first.

    The order moves to PAID when nothing is owing any more.

    Raises:
        PaymentGone, PaymentMismatch: See ``apply_payment``.
    """
    is_new, currency = new is not None, order.currency
    owed = order.total_minor
    if not is_new:
        owed = uow.orders.balance(_OWED, order.order_id)
    entry = Entry(
        Batch(
            batch_id=ids.new(),
            kind="sale" if is_new else "payment",
            business_date=placing.business_date,
            at=placing.placed_at,
            user_id=placing.user_id,
            window_id=placing.window_id,
            till_id=placing.till_id,
            order_id=order.order_id,
        ),
        currency,
    )
    if new is not None:
        post_sold(entry, new)
    returned = 0 if is_new else uow.orders.balance(_OWED[1:], order.order_id)
    tenders = []
    for each in given:
        tender = _tender(ids, placing, order, each)
        account = _account_of(uow, placing, order, each)
        _post_tender(entry, tender, account, Money(returned, currency))
        returned -= min(max(returned, 0), max(tender.amount_minor, 0))
        uow.add(tender)
        _keep_check(uow, tender, each)
        tenders.append(tender)
    if entry.postings() or is_new:
        uow.post(entry)
    if owed <= sum(tender.amount_minor for tender in tenders):
        _pay(uow, order, placing.user_id)
    return tuple(tenders)


_OWED = (Account.RECEIVABLE.value, Account.NSF.value)
"""What an order owes: never paid, or paid by a check that came back."""


def _pay(uow: UnitOfWork, order: Order, user_id: str) -> None:
    if uow.states.of(ORDER, order.order_id) in (OrderState.PLACED, OrderState.UNPAID):
        uow.states.advance(ORDER, order.order_id, OrderTrigger.PAY, user_id)


def _tender(ids: Ids, placing: Placing, order: Order, given: TenderGiven) -> Tender:
    return Tender(
        tender_id=ids.new(),
        order_id=order.order_id,
        kind=given.kind.value,
        amount_minor=given.amount.minor,
        given_minor=given.given.minor,
        currency=order.currency,
        at=placing.placed_at,
        user_id=placing.user_id,
        till_id=placing.till_id,
        reference=given.reference,
        payer=given.payer,
        payment_id=given.payment_id or None,
        value_id=given.value_id or None,
    )


def _account_of(uow: UnitOfWork, placing: Placing, order: Order, given: TenderGiven) -> Account:
    """Return where a tender lands; a card payment becomes a tender by this, once."""
    if given.kind is not TenderKind.CARD:
        return TENDER_ACCOUNT[given.kind.value]
    what = PayingFor.CART if placing.cart_id else PayingFor.ORDER
    subject = placing.cart_id or order.order_id
    user_id = placing.user_id
    payment = apply_payment(uow, given.payment_id, what, subject, given.amount, user_id)
    return card_account(uow, payment)


def _keep_check(uow: UnitOfWork, tender: Tender, given: TenderGiven) -> None:
    check = given.check
    if check is not None:
        uow.add(
            CheckTaken(
                tender_id=tender.tender_id,
                number=check.number,
                payer=check.payer,
                dated=check.dated,
                phone=check.phone,
                routing=check.routing,
                account_last4=check.account_last4,
                id_seen=check.id_seen,
            )
        )


def _order(ids: Ids, placing: Placing) -> Order:
    due = total((line.all_in for line in placing.lines), placing.currency)
    due += total((line.amount for line in placing.extras), placing.currency)
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


def ticket_of(ids: Ids, placing: Placing, order: Order, line: CartLine, position: int) -> Ticket:
    """Return the ticket that a line becomes, at this position of its order."""
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
        comp_reason=line.comp_reason,
        comp_approver=line.comp_approver or None,
        tax_minor=line.tax.minor,
        by_rule=line.by_rule,
    )


def steps_of(ticket: Ticket, line: CartLine) -> Iterator[TicketStep]:
    """Yield why the ticket did not cost its list price."""
    before = line.listed
    for number, step in enumerate(line.steps):
        hand = line.by_hand if step.kind is StepKind.MANUAL else None
        yield TicketStep(
            ticket_id=ticket.ticket_id,
            line=number,
            kind=step.kind.value,
            code=step.code,
            name=step.name,
            before_minor=before.minor,
            amount_minor=step.amount.minor,
            reason=hand.reason if hand else "",
            approved_by=hand.approver if hand else None,
        )
        before -= step.amount


def charges_of(order_id: str, line: CartLine, position: int) -> tuple[TicketCharge, ...]:
    """Return the facts of the fees and taxes by rule that the ticket at this position bears."""
    return tuple(
        TicketCharge(
            order_id=order_id,
            position=position,
            line=number,
            kind=charge.kind.value,
            code=charge.code,
            name=charge.name,
            account=charge.account,
            amount_minor=charge.amount.minor,
            included=charge.included,
        )
        for number, charge in enumerate(line.charges, 1)
    )


def post_sold(entry: Entry, new: Placed) -> None:
    """Post what is ``new`` in an order as sold: the order owes it."""
    currency = new.order.currency
    for ticket in new.tickets:
        about = {"performance_id": ticket.performance_id, "ticket_id": ticket.ticket_id}
        entry.debit(Account.RECEIVABLE, Money(ticket.cost_minor, currency), **about)
        credit_ticket(entry, ticket, new.charges, currency)
    for extra in new.extras:
        post_extra(entry, extra)


def _post_tender(entry: Entry, tender: Tender, account: Account, returned: Money) -> None:
    """Post what was taken. ``returned``: what is owed for a returned check, settled first."""
    amount = Money(tender.amount_minor, tender.currency)
    about = {"tender_id": tender.tender_id, "till_id": tender.till_id}
    entry.debit(account, amount, **about, value_id=tender.value_id)
    nothing = Money.zero(tender.currency)
    for_check = max(min(amount, returned), nothing)
    entry.credit(Account.NSF, for_check, tender_id=tender.tender_id)
    entry.credit(Account.RECEIVABLE, amount - for_check, tender_id=tender.tender_id)
