"""What the venue's rules say of tickets that come back: until when, which, and for what fee."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pos.exchanging.adding import EXCHANGE_FEE, series_parts, standing_members
from pos.ids import PerformanceId
from pos.money import Money
from pos.ports.storage import UnitOfWork
from pos.records import Order, OrderExtra, PackageTicket, Ticket
from pos.selling.orders import counted_tickets
from pos.views.exchanging import FeeWaived
from pos.views.paying import ExtraKind, Terms

TOO_LATE = "too_late"
OVER = "over"
PRICE_TYPE = "price_type"
SERIES = "series"
OTHER_SERIES = "other_series"


def return_terms(
    uow: UnitOfWork, order: Order, tickets: Sequence[Ticket], paid: Money
) -> Terms | None:
    """Return what is kept of tickets that come back for money, and the rule against it, if there is
    one; None where nothing is to be said. A ticket that cost nothing has no fee, and none costs
    more than it brings: nothing is kept of what was never ``paid``. What was cancelled goes back
    whole, whenever."""
    rules = uow.catalogue.company().returns
    codes = _codes(uow)
    parts = series_parts(uow, order.order_id)
    fee, against = 0, ""
    for ticket in tickets:
        if uow.order_life.is_cancelled(ticket.performance_id):
            continue
        starts_at = uow.catalogue.starts_at(ticket.performance_id)
        if not (rules.free_days is not None and _days_before(uow, starts_at) >= rules.free_days):
            fee += min(rules.fee_minor, ticket.cost_minor)
        if codes.get(ticket.price_type_id) in rules.never_types:
            against = against or PRICE_TYPE
        elif not rules.series and ticket.ticket_id in parts:
            against = against or SERIES
        against = against or _late(uow, starts_at, rules.until_hours)
    fee = min(fee, paid.minor)
    if not fee and not against:
        return None
    return Terms(Money(fee, order.currency), against)


def fees_of_cancelled(
    uow: UnitOfWork, order: Order, tickets: Sequence[Ticket], show: str = ""
) -> tuple[OrderExtra, ...]:
    """Return what exchanging cost by which these tickets came to performances that do not take
    place, as far as the house gives it back; ``show`` as if it were cancelled. The fee of an act
    that brought several tickets comes back with the last one of them."""
    if not uow.catalogue.company().returns.cancelled_fees:
        return ()
    fees = [e for e in uow.orders.extras(order.order_id) if _is_exchange_fee(e)]
    if not fees:
        return ()
    off = {
        performance_id
        for performance_id in {ticket.performance_id for ticket in tickets}
        if performance_id == show or uow.order_life.is_cancelled(performance_id)
    }
    acts_of = _acts_of(uow, order.order_id)
    going = {ticket.ticket_id for ticket in tickets}
    stays = (t for t in counted_tickets(uow, order.order_id) if t.ticket_id not in going)
    kept = {act for ticket in stays for act in acts_of(ticket)}
    due = {act for t in tickets if t.performance_id in off for act in acts_of(t)} - kept
    refunds = uow.orders.refunds(order.order_id)
    gone = {line.extra_id for _, lines in refunds for line in lines}
    return tuple(fee for fee in fees if fee.exchange_id in due and fee.extra_id not in gone)


def _is_exchange_fee(extra: OrderExtra) -> bool:
    return (extra.kind, extra.code) == (ExtraKind.FEE.value, EXCHANGE_FEE)


def _acts_of(uow: UnitOfWork, order_id: str) -> Callable[[Ticket], set[str]]:
    """Return what tells the exchanges that a ticket came by, one after another."""
    tickets = {ticket.ticket_id: ticket for ticket in uow.orders.tickets(order_id)}
    before = {ticket.ticket_id: ticket.replaces for ticket in tickets.values()}
    for _, lines in uow.exchanging.of_order(order_id):
        before.update((line.new_ticket_id, line.old_ticket_id) for line in lines)

    def acts_of(ticket: Ticket) -> set[str]:
        found, each = set(), ticket.ticket_id
        while each:
            found.add(tickets[each].exchange_id)
            each = before.get(each) or ""
        return {act for act in found if act is not None}

    return acts_of


def exchange_terms(
    uow: UnitOfWork, order: Order, tickets: Sequence[Ticket], to: Sequence[PerformanceId]
) -> tuple[Terms, str]:
    """Return what exchanging costs and the rule against it, and a ``FeeWaived`` value where the
    rule has a fee that nobody pays. ``to``: the performance of each new ticket."""
    rules = uow.catalogue.company().exchange
    parts = series_parts(uow, order.order_id)
    kept = kept_series(uow, order.order_id, tickets, to)
    fee, waived, against = 0, "", ""
    for ticket, performance_id, series in zip(tickets, to, kept, strict=True):
        if uow.order_life.is_cancelled(ticket.performance_id):
            continue
        starts_at = uow.catalogue.starts_at(ticket.performance_id)
        against = against or _late(uow, starts_at, rules.until_hours)
        if series is None and ticket.ticket_id in parts:
            against = against or OTHER_SERIES
        why = _waived(uow, order, ticket, performance_id, starts_at)
        if why is None:
            fee += rules.fee_minor
        elif rules.fee_minor:
            waived = waived or why.value
    return Terms(Money(fee, order.currency), against), waived


def kept_series(
    uow: UnitOfWork, order_id: str, tickets: Sequence[Ticket], to: Sequence[str]
) -> tuple[tuple[str, str] | None, ...]:
    """Return for each ticket the (code, name) of the series that it stays part of at the other
    performance: it is one of its dates, and the same person has no ticket for it that stays, nor
    gets one before in the same act. None where it is of none, or leaves it."""
    parts = series_parts(uow, order_id)
    if not parts:
        return (None,) * len(tickets)
    going = {ticket.ticket_id for ticket in tickets}
    taken = {
        _person_at(parts[ticket.ticket_id], ticket.performance_id)
        for ticket in counted_tickets(uow, order_id)
        if ticket.ticket_id in parts and ticket.ticket_id not in going
    }
    taken |= _added_elsewhere(uow, {part.package_id for part in parts.values()})
    wanted = list(zip(tickets, to, strict=True))
    own = [n for n, (ticket, show) in enumerate(wanted) if show == ticket.performance_id]
    others = [n for n in range(len(wanted)) if n not in own]
    kept: dict[int, tuple[str, str]] = {}
    for n in own + others:
        ticket, show = wanted[n]
        part = parts.get(ticket.ticket_id)
        if part is None or _person_at(part, show) in taken:
            continue
        named = _dated(uow, order_id, part, show, is_own=n in own)
        if named is not None:
            taken.add(_person_at(part, show))
            kept[n] = named
    return tuple(kept.get(n) for n in range(len(wanted)))


def _added_elsewhere(uow: UnitOfWork, packages: set[str]) -> set[tuple[str, int, str]]:
    """Return the dates that people have of these series by another order: what they were added to,
    and what was added to them."""
    return {
        (package_id, ticket.number, ticket.performance_id)
        for package_id in packages
        for ticket in uow.renewals.tickets(uow.renewals.root(package_id))
        if ticket.package_id != package_id and ticket.stands
    }


def _person_at(part: PackageTicket, performance_id: str) -> tuple[str, int, str]:
    return part.package_id, part.number, performance_id


def _dated(
    uow: UnitOfWork, order_id: str, part: PackageTicket, performance_id: str, *, is_own: bool
) -> tuple[str, str] | None:
    """Return (code, name) of the series of a part if the performance is one of its dates. What was
    sold for it is one, though the season has the series no more."""
    sold = next(s for s, _ in uow.orders.packages(order_id) if s.package_id == part.package_id)
    series = next((s for s in uow.catalogue.subscriptions() if s.code == sold.code), None)
    if is_own or (series is not None and performance_id in series.performances):
        return sold.code, sold.name
    return None


def _waived(
    uow: UnitOfWork,
    order: Order,
    ticket: Ticket,
    performance_id: PerformanceId,
    starts_at: datetime,
) -> FeeWaived | None:
    rules = uow.catalogue.company().exchange
    if rules.upgrade_free and performance_id == ticket.performance_id:
        return FeeWaived.SAME_PERFORMANCE
    if _codes(uow).get(ticket.price_type_id) in rules.free_types:
        return FeeWaived.PRICE_TYPE
    if rules.members_free and _members(uow, order, ticket):
        return FeeWaived.MEMBER
    if rules.free_days is not None and _days_before(uow, starts_at) >= rules.free_days:
        return FeeWaived.EARLY
    return None


def _members(uow: UnitOfWork, order: Order, ticket: Ticket) -> bool:
    """Whether a ticket was bought with a membership: one in its order, or one that was shown."""
    return bool(standing_members(uow, order) or uow.exchanging.members([ticket.ticket_id]))


def _codes(uow: UnitOfWork) -> dict[str, str]:
    return {str(kind.price_type_id): kind.code for kind in uow.catalogue.price_types()}


def _late(uow: UnitOfWork, starts_at: datetime, until_hours: int | None) -> str:
    """Return the rule of time that is against it, or "". Once it has begun it is over: there is
    nothing left to sell."""
    now = uow.now()
    if now >= starts_at:
        return OVER
    if until_hours is not None and now > starts_at - timedelta(hours=until_hours):
        return TOO_LATE
    return ""


def _days_before(uow: UnitOfWork, starts_at: datetime) -> int:
    zone = ZoneInfo(uow.catalogue.company().zone)
    return (starts_at.astimezone(zone).date() - uow.now().astimezone(zone).date()).days
