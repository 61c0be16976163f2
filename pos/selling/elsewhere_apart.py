"""Tickets of an order of a will-call list that went on here as orders of their own.

The shop knows nothing of that: its list names them in the order that it sold, and says what was
paid for all of them. What it says of that order is therefore held against all these orders
together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pos.catalogue.orders_matching import MatchedOrder, Place
from pos.ledger import Account
from pos.lifecycles import OrderState, TicketState
from pos.ports.listing import ListedOrder
from pos.ports.storage import UnitOfWork
from pos.records import Ticket
from pos.selling.elsewhere_moved import place_of_matched
from pos.selling.order_money import OWED
from pos.selling.orders import counted_of
from pos.views.selling import TenderKind


def split_off(uow: UnitOfWork, listed: ListedOrder) -> tuple[ListedOrder, ...]:
    """Return the orders that were split off an order, and off those again."""
    if all(state != TicketState.RETURNED.value for _, state in listed.tickets):
        return ()
    found, orders = [], [listed.order.order_id]
    while orders:
        order_id = orders.pop()
        new = [s.new_order_id for s in uow.exchanging.splits(order_id) if s.order_id == order_id]
        orders += new
        found += new
    return uow.listing.orders(found, OWED) if found else ()


def parted(
    listed: ListedOrder, apart: Sequence[ListedOrder], order: MatchedOrder | None
) -> tuple[MatchedOrder | None, tuple[Ticket, ...]]:
    """Return what a list says of the order itself, without the tickets that are ``apart``; and
    those of these that it does not name."""
    rest = [ticket for each in apart for ticket in counted_of(each)]
    if order is None or not rest:
        return order, tuple(rest)
    own = Counter((ticket.performance_id, ticket.seat_id or "") for ticket in counted_of(listed))
    mine = []
    for named in order.tickets:
        place = place_of_matched(named)
        there = [t for t in rest if (t.performance_id, t.seat_id or "") == place]
        if own[place] > 0 or not there:
            own[place] -= 1
            mine.append(named)
        else:
            rest.remove(there[0])
    return replace(order, tickets=tuple(mine)), tuple(rest)


def cancelled_of(
    rest: Sequence[Ticket], gone: Sequence[Place], taken: Sequence[Ticket]
) -> tuple[Ticket, ...]:
    """Return which of the tickets were among those that are ``gone``, beside those that are
    ``taken`` from the order itself."""
    left = Counter(gone) - Counter((t.performance_id, t.seat_id or "") for t in taken)
    found = []
    for ticket in rest:
        place = (ticket.performance_id, ticket.seat_id or "")
        if left[place] > 0:
            left[place] -= 1
            found.append(ticket)
    return tuple(found)


def tendered_elsewhere(uow: UnitOfWork, apart: Sequence[ListedOrder]) -> int:
    """Return what lists said was paid for these, minor units."""
    if not apart:
        return 0
    orders = [each.order.order_id for each in apart]
    return sum(uow.listing.tendered(orders, TenderKind.ELSEWHERE.value).values())


def worth_of_all(orders: Sequence[ListedOrder]) -> int:
    """Return what the tickets cost that count, minor units."""
    return sum(ticket.cost_minor for each in orders for ticket in counted_of(each))


def paid_with(uow: UnitOfWork, more: int, orders: Sequence[ListedOrder]) -> tuple[ListedOrder, ...]:
    """Return the orders that ``more`` pays, each all that it owes; none where it does not pay all
    of them exactly, or where one is not to be paid by a list: whose money it is only a person can
    say then."""
    owed = tuple(each for each in orders if each.balance)
    wait = all(each.state == OrderState.PLACED.value and each.balance > 0 for each in owed)
    checks = any(uow.orders.balance((Account.NSF.value,), o.order.order_id) for o in owed)
    return owed if wait and not checks and sum(o.balance for o in owed) == more else ()
