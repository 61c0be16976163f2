"""What is put into an order after it was placed, in the place of tickets that come back: other
tickets, a fee, a gift, a certificate, credit. The order owes it, and what came back pays it first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pos.hub.offline_rules import Act, require_allowed
from pos.ids import Ids
from pos.ledger import Entry
from pos.lifecycles import TICKET
from pos.ports.storage import UnitOfWork
from pos.records import (
    Batch,
    Exchange,
    ExchangeLine,
    Member,
    Order,
    PackageTicket,
    Refund,
    SoldFromHold,
    Ticket,
    Till,
)
from pos.selling.extras_sold import sell_extras
from pos.selling.placing import Placed, Placing, charges_of, post_sold, steps_of, ticket_of
from pos.views.exchanging import ExchangeKind
from pos.views.members import ShownMember
from pos.views.paying import ExtraKind, GiveBackPlan
from pos.views.selling import CartLine, ExtraLine
from pos.window import Window

EXCHANGE_FEE = "exchange"
RETURN_FEE = "return"
_MANY, _ACT = 6, 26
"""Bits of a position: which of the act's tickets, and which act; what is above counts the acts. It
has no thirteen digits, so that the search for card numbers never meets one."""


@dataclass(frozen=True, slots=True)
class Adding:
    """What is put in. ``lines`` at their prices, one for each of ``old``, in their order."""

    kind: ExchangeKind
    extras: tuple[ExtraLine, ...]
    lines: tuple[CartLine, ...] = ()
    old: tuple[Ticket, ...] = ()
    shown: tuple[ShownMember, ...] = ()
    """The memberships that make the new tickets cheaper, as they did the old ones."""


def extras_of(plan: GiveBackPlan, *, exchange: bool) -> tuple[ExtraLine, ...]:
    """Return the lines that a plan puts into the order beside tickets: the fee that is kept, and
    what the money goes to instead of its tenders."""
    extras = []
    if plan.terms is not None and plan.terms.fee:
        code = EXCHANGE_FEE if exchange else RETURN_FEE
        fee = plan.terms.fee
        extras.append(ExtraLine(code, ExtraKind.FEE, fee, code=code, name=code))
    instead, amount = plan.instead, plan.instead_amount
    if instead is not None and amount:
        code = instead.value_id if instead.kind is ExtraKind.CREDIT else instead.code
        line = ExtraLine("instead", instead.kind, amount, instead.text, code, instead.name)
        extras.append(line)
    return tuple(extras)


def kind_of(plan: GiveBackPlan) -> ExchangeKind:
    """Return what giving back by this plan is where it puts something in."""
    gift = plan.instead is not None and plan.instead.kind is ExtraKind.DONATION
    return ExchangeKind.DONATION if gift else ExchangeKind.RETURN


def put_in(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    till: Till,
    order: Order,
    refund: Refund,
    adding: Adding,
    against: str,
) -> Placed:
    """Add the facts and one batch: what is put in becomes receivable. Rights to the places of
    ``lines`` are the caller's, who marks them as sold.

    Raises:
        SeatTaken: A seat has a live ticket already.
        NotFound: The season has the fund no more.
        NotOffline: The hub is away, and another window may use the same account.
    """
    exchange_id = ids.new()
    placing = _placing(window, order, refund, adding)
    first = _first_position(uow.orders.tickets(order.order_id), exchange_id)
    placed = [(n, line) for n, line in enumerate(adding.lines, first)]
    tickets = tuple(
        _ticket(ids, placing, order, line, position, exchange_id) for position, line in placed
    )
    charges = tuple(
        charge for position, line in placed for charge in charges_of(order.order_id, line, position)
    )
    steps = tuple(
        step
        for ticket, line in zip(tickets, adding.lines, strict=True)
        for step in steps_of(ticket, line)
    )
    uow.add(*tickets, *charges, *steps)
    _keep_beside(uow, order, adding, tickets)
    for ticket in tickets:
        uow.states.enter(TICKET, ticket.ticket_id, refund.user_id)
    uow.rights.occupy(
        [(t.performance_id, t.seat_id, t.ticket_id) for t in tickets if t.seat_id is not None]
    )
    for line in adding.extras:
        if line.kind is ExtraKind.CREDIT:
            require_allowed(uow, Act.ACCOUNT, line.code)
    positions = [extra.position for extra in uow.orders.extras(order.order_id)]
    after = 1 + max(positions, default=-1)
    extras = sell_extras(uow, ids, placing, order, tickets, exchange_id, after)
    new = Placed(order, tickets, (), extras, steps, charges)
    entry = Entry(_batch(exchange_id, window, till, order, refund), order.currency)
    post_sold(entry, new)
    uow.post(entry)
    uow.add(
        Exchange(
            exchange_id,
            order.order_id,
            refund.refund_id,
            adding.kind.value,
            refund.reason,
            refund.approved_by,
            against,
        ),
        *(
            ExchangeLine(exchange_id, n, old.ticket_id, fresh.ticket_id)
            for n, (old, fresh) in enumerate(zip(adding.old, tickets, strict=True), 1)
        ),
    )
    return new


def _first_position(tickets: Sequence[Ticket], exchange_id: str) -> int:
    """Return the position of the first new ticket: behind all that are there, and another one than
    a window takes that puts tickets into the same order without knowing of this act. A window that
    was written off does."""
    act = 1 + max((ticket.position >> _MANY + _ACT for ticket in tickets), default=0)
    digest = int.from_bytes(hashlib.sha256(exchange_id.encode()).digest()[:8])
    return act << _MANY + _ACT | digest % (1 << _ACT) << _MANY


def _placing(window: Window, order: Order, refund: Refund, adding: Adding) -> Placing:
    return Placing(
        order_number=order.order_number,
        window_id=window.window_id,
        channel=order.channel,
        user_id=refund.user_id,
        currency=order.currency,
        placed_at=refund.at,
        business_date=refund.business_date,
        lines=adding.lines,
        extras=adding.extras,
        prefix=window.prefix,
        till_id=refund.till_id,
        shown=adding.shown,
    )


def _ticket(
    ids: Ids, placing: Placing, order: Order, line: CartLine, position: int, exchange_id: str
) -> Ticket:
    return replace(ticket_of(ids, placing, order, line, position), exchange_id=exchange_id)


def _batch(exchange_id: str, window: Window, till: Till, order: Order, refund: Refund) -> Batch:
    return Batch(
        batch_id=exchange_id,
        kind="exchange",
        business_date=refund.business_date,
        at=refund.at,
        user_id=refund.user_id,
        window_id=window.window_id,
        till_id=till.till_id,
        order_id=order.order_id,
    )


def _keep_beside(uow: UnitOfWork, order: Order, adding: Adding, tickets: Sequence[Ticket]) -> None:
    """Keep what the new tickets have from the old ones: the hold they were sold from, the series
    they belong to."""
    pairs = list(zip(tickets, adding.lines, strict=True))
    uow.add(*(SoldFromHold(ticket.ticket_id, line.held) for ticket, line in pairs if line.held))
    parts = series_parts(uow, order.order_id)
    for old, (ticket, line) in zip(adding.old, pairs, strict=False):
        part = parts.get(old.ticket_id)
        if part is not None and line.package is not None:
            uow.add(PackageTicket(ticket.ticket_id, part.package_id, part.number))


def series_parts(uow: UnitOfWork, order_id: str) -> dict[str, PackageTicket]:
    """Return which part of a series each of an order's tickets is, by its id, those printed or
    seated again with them."""
    sold = {part.ticket_id: part for _, parts in uow.orders.packages(order_id) for part in parts}
    if not sold:
        return {}
    tickets = uow.orders.tickets(order_id)
    before = {ticket.ticket_id: ticket.replaces for ticket in tickets}
    found = {}
    for ticket in tickets:
        first = ticket.ticket_id
        while (older := before.get(first)) is not None:
            first = older
        if first in sold:
            found[ticket.ticket_id] = sold[first]
    return found


def standing_members(uow: UnitOfWork, order: Order) -> tuple[Member, ...]:
    """Return the memberships of an order that did not come back."""
    gone = {line.extra_id for _, lines in uow.orders.refunds(order.order_id) for line in lines}
    return tuple(m for m in uow.orders.members(order.order_id) if m.extra_id not in gone)
