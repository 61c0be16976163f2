"""Tickets that were cancelled where they were sold, after they were loaded here.

What nobody has in hand is taken back: its barcode is dead, its place free by the rights command,
and what was paid for it elsewhere goes back there. What somebody has, or was paid for here too, is
told and stays; so is what the shop changed for another place, which a person gives by an exchange.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pos.audit import audit_entry
from pos.catalogue.faults import FaultCode
from pos.catalogue.orders_matching import Place
from pos.errors import InvariantBroken, NotOffline
from pos.hub.offline_rules import Act, require_allowed
from pos.hub.things import ThingWanted
from pos.ids import CommandId, Ids
from pos.ledger import Account, Entry
from pos.lifecycles import OrderState, TicketState
from pos.money import Money
from pos.paying.lefts import Left, lefts_of
from pos.paying.paying_out import pay_out, post_returned
from pos.paying.planning import not_paid_back, worth_of
from pos.paying.returning import settle_order, take_back
from pos.ports.listing import ListedOrder
from pos.ports.storage import UnitOfWork
from pos.records import Batch, Order, Refund, RefundLine, RefundPart, Ticket
from pos.selling.order_money import OWED
from pos.selling.orders import counted_of
from pos.selling.papers import seats_label
from pos.views.paying import GiveBackLine
from pos.views.selling import TenderKind
from pos.views.will_call import Where
from pos.will_call.standing import standing_by
from pos.window import Window

_BY_NOBODY = (Where.WAITS, Where.ENVELOPE)
"""Where a ticket is that no patron has."""
_OUT = (OrderState.COLLECTED.value, OrderState.UNPAID.value)


@dataclass(frozen=True, slots=True)
class _Back:
    """What is given back: of which tickets, to which tenders; ``settled``: what the order owes less
    by it."""

    paid_for: tuple[Ticket, ...]
    lines: tuple[tuple[Left, Money], ...]
    settled: Money


@dataclass(frozen=True, slots=True)
class Gone:
    """Tickets of an order that were cancelled elsewhere. ``code``: what is told of them;
    ``label``: which they are."""

    tickets: tuple[Ticket, ...]
    code: FaultCode
    label: str
    back: _Back | None = None

    @property
    def takes(self) -> bool:
        """They are taken back here."""
        return self.code is FaultCode.ORDERS_TAKEN_BACK


def gone_of(
    uow: UnitOfWork, listed: ListedOrder, gone: Sequence[Place], there: Sequence[Place]
) -> Gone | None:
    """Return which tickets of an order were cancelled elsewhere and still count here, None if there
    are none. ``gone``: the places that the list says are sold no more; ``there``: those that it
    says are."""
    if not gone:
        return None
    left, cancelled = Counter(there), Counter(gone)
    tickets = []
    for ticket in counted_of(listed):
        place = (ticket.performance_id, ticket.seat_id or "")
        if left[place] > 0:
            left[place] -= 1
        elif cancelled[place] > 0:
            cancelled[place] -= 1
            tickets.append(ticket)
    if not tickets:
        return None
    if is_given(uow, listed, tickets):
        return Gone(tuple(tickets), FaultCode.ORDERS_GONE_GIVEN, label_of(uow, tickets))
    if any(left.values()):  # sold in their place, and not here
        return Gone(tuple(tickets), FaultCode.ORDERS_CHANGED, label_of(uow, tickets))
    back = _back(uow, listed.order, tickets) if may_change(uow, listed.order.order_id) else None
    code = FaultCode.ORDERS_GONE_OPEN if back is None else FaultCode.ORDERS_TAKEN_BACK
    return Gone(tuple(tickets), code, label_of(uow, tickets), back)


def sits_elsewhere(
    uow: UnitOfWork, listed: ListedOrder, gone: Sequence[Place]
) -> tuple[FaultCode, str] | None:
    """Return what is told of tickets of an order that still count though ``gone`` says that all of
    it is sold no more: given in exchange, seated anew, or never moved to where the shop let them
    sit; and which they are. None if there are none."""
    there = counted_of(listed)
    every = {t.ticket_id: t for t, _ in listed.tickets}
    places = {(t.performance_id, t.seat_id or "") for t in there}
    missing = set(gone) - places
    never = missing - {(t.performance_id, t.seat_id or "") for t in every.values()}

    def moved(ticket: Ticket) -> bool:
        while ticket.replaces in every:
            ticket = every[ticket.replaces]
            if (ticket.performance_id, ticket.seat_id or "") in missing:
                return True
        return bool(ticket.exchange_id)

    new = [
        t
        for t in there
        if missing and (t.performance_id, t.seat_id or "") not in gone and (never or moved(t))
    ]
    if not new:
        return None
    given = is_given(uow, listed, new)
    code = FaultCode.ORDERS_GONE_GIVEN if given else FaultCode.ORDERS_GONE_OPEN
    return code, label_of(uow, new)


def is_given(uow: UnitOfWork, listed: ListedOrder, tickets: Sequence[Ticket]) -> bool:
    """Return whether somebody has one of the tickets, or may have."""
    order = listed.order
    papers, out = uow.listing.papers([order.order_id])[order.order_id], listed.state in _OUT
    if any(each.where not in _BY_NOBODY for each in standing_by(tickets, papers, collected=out)):
        return True
    used = {t.ticket_id for t, state in listed.tickets if state == TicketState.SCANNED.value}
    return any(ticket.ticket_id in used for ticket in tickets)


def may_change(uow: UnitOfWork, order_id: str) -> bool:
    """Whether this window may give back what is the order's, or take what it owes as paid, without
    asking its hub first."""
    try:
        require_allowed(uow, Act.GIVE_BACK, order_id)
    except (ThingWanted, NotOffline):
        return False
    return True


def label_of(uow: UnitOfWork, tickets: Sequence[Ticket]) -> str:
    """Return which tickets these are: performances and their seats, or how many."""
    parts = []
    for performance_id in dict.fromkeys(ticket.performance_id for ticket in tickets):
        mine = [ticket for ticket in tickets if ticket.performance_id == performance_id]
        seats = seats_label(uow.catalogue.hall_of(performance_id), mine)
        code = uow.catalogue.performance(performance_id).code
        parts.append(f"{code}: {seats or len(mine)}")
    return "; ".join(parts)


def _back(uow: UnitOfWork, order: Order, tickets: Sequence[Ticket]) -> _Back | None:
    """Return what goes back; None if some of it was paid here."""
    if uow.orders.balance((Account.NSF.value,), order.order_id):
        return None
    paid_for, nothing = not_paid_back(uow, order, tickets), Money.zero(order.currency)
    worth = Money(worth_of(paid_for, ()), order.currency)
    owing = Money(uow.orders.balance(OWED, order.order_id), order.currency)
    settled = min(worth, max(owing, nothing))
    rest, lines = worth - settled, []
    for left in lefts_of(uow, order):
        part = min(rest, left.left)
        if part and left.tender.kind != TenderKind.ELSEWHERE.value:
            return None
        if part:
            lines.append((left, part))
        rest -= part
    return None if rest else _Back(paid_for, tuple(lines), settled)


@dataclass(frozen=True, slots=True)
class Taking:
    """Who takes back, where and on which business day, and why."""

    uow: UnitOfWork
    ids: Ids
    window: Window
    day: date
    user_id: str
    reason: str


def take_out(taking: Taking, order: Order, gone: Gone, kept: Counter[Place]) -> None:
    """Take tickets back in the transaction in which ``gone`` was found. No till has to do with it:
    what was paid elsewhere goes back there, so the clearing account is owed that much less.
    ``kept``: places that stay the channel's, which sold them anew (``leave_places``)."""
    back = gone.back
    if back is None:
        raise InvariantBroken("elsewhere.nothing_to_take_back")
    uow, ids, currency = taking.uow, taking.ids, order.currency
    refund, charges = _refund(taking, order, gone, back), uow.orders.charges(order.order_id)
    entry = Entry(_batch(taking, order), currency)
    amount, nothing = Money(refund.amount_minor, currency), Money.zero(currency)
    post_returned(entry, order, back.paid_for, (), charges, nothing, back.settled, amount)
    for left, part in back.lines:
        kind = left.tender.kind
        line = GiveBackLine(left.tender.tender_id, kind, kind, part)
        pay_out(uow, ids, entry, refund, line, left)
    if entry.postings():
        uow.post(entry)
    about = (order, gone.tickets, taking.user_id, taking.reason)
    take_back(uow, taking.window, CommandId(ids.new()), *about, kept)
    settle_order(uow, order, taking.user_id, taking.reason)


def _batch(taking: Taking, order: Order) -> Batch:
    return Batch(
        batch_id=taking.ids.new(),
        kind="give_back",
        business_date=taking.day,
        at=taking.uow.now(),
        user_id=taking.user_id,
        window_id=taking.window.window_id,
        order_id=order.order_id,
    )


def _refund(taking: Taking, order: Order, gone: Gone, back: _Back) -> Refund:
    uow, user_id, prefix = taking.uow, taking.user_id, taking.window.prefix
    refund = Refund(
        refund_id=taking.ids.new(),
        order_id=order.order_id,
        receipt_number=f"{prefix}-F{uow.orders.next_number(f'refund:{prefix}'):06d}",
        reason=taking.reason,
        amount_minor=sum(part.minor for _, part in back.lines),
        currency=order.currency,
        business_date=taking.day,
        till_id=None,
        at=uow.now(),
        user_id=user_id,
        approved_by=user_id,
    )
    lines = (
        RefundLine(refund.refund_id, n, ticket.ticket_id, None, worth_of((ticket,), ()))
        for n, ticket in enumerate(back.paid_for, start=1)
    )
    parts = (
        RefundPart(
            refund_id=refund.refund_id,
            line=n,
            tender_id=left.tender.tender_id,
            how=left.tender.kind,
            amount_minor=part.minor,
            at=refund.at,
            user_id=user_id,
            approved_by=user_id,
        )
        for n, (left, part) in enumerate(back.lines, start=1)
    )
    uow.add(refund, *lines, *parts)
    here, about = taking.window.window_id, ("refund", refund.refund_id)
    uow.audit(
        audit_entry(
            refund.at,
            user_id,
            here,
            "money.given_back",
            about,
            order=order.order_number,
            amount_minor=refund.amount_minor,
            tickets=len(gone.tickets),
            ways=[left.tender.kind for left, _ in back.lines],
            reason=refund.reason,
            approved_by=user_id,
        )
    )
    return refund
