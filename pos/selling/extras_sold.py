"""What is sold beside tickets becomes facts: certificates are issued, memberships begin, and each
line knows where it is booked; memberships that came back are over.

Nothing here is taxed: a donation buys nothing, a certificate is no sale yet, and prices of
memberships and goods are what the season says, all in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from pos.ids import Ids
from pos.ledger import Account
from pos.paying.certificates import NewValue, issue, months_after, venue_day
from pos.ports.storage import UnitOfWork
from pos.records import Member, MemberEnded, MemberUse, Order, OrderExtra, Refund, Ticket
from pos.selling.counter import shelf_of
from pos.views.counter import Shelf
from pos.views.paying import ExtraKind, ValueKind
from pos.views.pricing import StepKind
from pos.views.season import Membership
from pos.views.selling import CartLine, ExtraLine

if TYPE_CHECKING:
    from pos.selling.placing import Placing


def sell_extras(
    uow: UnitOfWork, ids: Ids, placing: Placing, order: Order, tickets: Sequence[Ticket]
) -> tuple[OrderExtra, ...]:
    """Add every extra of the order, with what it gives its buyer, and return them. ``tickets``:
    those of ``placing.lines``, in their order. The caller posts them.

    Raises:
        NotFound: The season has one of them no more.
    """
    shelf = shelf_of(uow) if placing.extras else Shelf()
    extras = []
    for position, line in enumerate(placing.extras):
        extra = _extra(uow, ids, placing, order, line, position, shelf)
        uow.add(extra)
        extras.append(extra)
    _begin_memberships(uow, ids, placing, order, tickets, extras, shelf)
    return tuple(extras)


def _extra(
    uow: UnitOfWork,
    ids: Ids,
    placing: Placing,
    order: Order,
    line: ExtraLine,
    position: int,
    shelf: Shelf,
) -> OrderExtra:
    value_id = None
    if line.kind is ExtraKind.CERTIFICATE:
        value_id = _certificate(uow, ids, placing, order, line)
    return OrderExtra(
        extra_id=ids.new(),
        order_id=order.order_id,
        kind=line.kind.value,
        amount_minor=line.amount.minor,
        currency=placing.currency,
        position=position,
        text=line.text,
        value_id=value_id,
        code=line.code,
        name=line.name,
        quantity=line.quantity,
        account=_account_of(line, shelf),
    )


def _account_of(line: ExtraLine, shelf: Shelf) -> str:
    if line.kind is ExtraKind.DONATION:
        return shelf.fund(line.code).account
    if line.kind is ExtraKind.GOODS:
        return shelf.article(line.code).account
    if line.kind is ExtraKind.MEMBERSHIP:
        return Account.MEMBERSHIPS.value
    return Account.CERTIFICATES.value


def _certificate(uow: UnitOfWork, ids: Ids, placing: Placing, order: Order, line: ExtraLine) -> str:
    rules = uow.catalogue.company().paying
    new = NewValue(
        kind=ValueKind.CERTIFICATE,
        face=line.amount,
        holder=line.text,
        window_id=placing.window_id,
        prefix=placing.prefix,
        user_id=placing.user_id,
        order_id=order.order_id,
        expires_on=months_after(venue_day(uow), rules.certificate_months),
    )
    return issue(uow, ids, new).value_id


def _begin_memberships(
    uow: UnitOfWork,
    ids: Ids,
    placing: Placing,
    order: Order,
    tickets: Sequence[Ticket],
    extras: Sequence[OrderExtra],
    shelf: Shelf,
) -> None:
    """Add each membership, from today on. Tickets at a member's price, or at one of an offer that
    is for members only, are kept beside the first of that level."""
    first: dict[str, Member] = {}
    for extra in extras:
        if extra.kind != ExtraKind.MEMBERSHIP.value:
            continue
        member = _member(uow, ids, placing, order, extra, shelf.level(extra.code))
        uow.add(member)
        first.setdefault(extra.code, member)
    needed = {promo.code: promo.members for promo in uow.catalogue.promos()} if first else {}
    for ticket, line in zip(tickets, placing.lines, strict=True):
        used = [first[level].member_id for level in _levels_of(line, needed, tuple(first))]
        uow.add(*(MemberUse(member_id, ticket.ticket_id) for member_id in used))


def _member(
    uow: UnitOfWork,
    ids: Ids,
    placing: Placing,
    order: Order,
    extra: OrderExtra,
    level: Membership,
) -> Member:
    today = venue_day(uow)
    after = months_after(today, level.months) or today
    number = uow.orders.next_number(f"member:{placing.prefix}")
    return Member(
        member_id=ids.new(),
        number=f"{placing.prefix}-M{number:06d}",
        code=ids.code(),
        level=extra.code,
        level_name=extra.name,
        holder=extra.text,
        starts_on=today,
        ends_on=after - timedelta(days=1),
        extra_id=extra.extra_id,
        order_id=order.order_id,
        window_id=placing.window_id,
        user_id=placing.user_id,
        at=placing.placed_at,
    )


def _levels_of(
    line: CartLine, needed: Mapping[str, frozenset[str]], bought: Sequence[str]
) -> tuple[str, ...]:
    """Return the levels of membership among ``bought`` that the ticket has its price from.
    ``needed``: the levels that a promo code is for, of which the first that was bought counts."""
    levels = []
    for step in line.steps:
        if step.kind is StepKind.MEMBERSHIP:
            levels += [level for level in bought if level == step.code]
        elif step.kind is StepKind.PROMO:
            levels += [level for level in bought if level in needed.get(step.code, ())][:1]
    return tuple(dict.fromkeys(levels))


def end_memberships(
    uow: UnitOfWork, order: Order, refund: Refund, extras: Sequence[OrderExtra]
) -> None:
    """Add that the memberships among ``extras`` are over: they were given back."""
    gone = {extra.extra_id for extra in extras}
    uow.add(
        *(
            MemberEnded(refund.refund_id, member.member_id, refund.at, refund.user_id)
            for member in uow.orders.members(order.order_id)
            if member.extra_id in gone
        )
    )
