"""What is sold beside tickets becomes facts: certificates are issued, memberships begin, and each
line knows where it is booked; memberships that came back are over.

Nothing here is taxed: a donation buys nothing, a certificate is no sale yet, and prices of
memberships and goods are what the season says, all in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pos.errors import MembershipFixed
from pos.ids import Ids
from pos.ledger import Account
from pos.members.standing import change_of
from pos.members.terms import last_day
from pos.paying.certificates import NewValue, issue, months_after, venue_day
from pos.ports.storage import UnitOfWork
from pos.records import (
    GiftTribute,
    Member,
    MemberEnded,
    MemberTerm,
    MemberTermEnded,
    MemberUse,
    Order,
    OrderExtra,
    Refund,
    Ticket,
)
from pos.selling.counter import shelf_of
from pos.views.counter import Shelf
from pos.views.paying import ExtraKind, ValueKind
from pos.views.pricing import StepKind
from pos.views.season import Membership
from pos.views.selling import CartLine, ExtraLine

if TYPE_CHECKING:
    from pos.selling.placing import Placing


def sell_extras(
    uow: UnitOfWork,
    ids: Ids,
    placing: Placing,
    order: Order,
    tickets: Sequence[Ticket],
    exchange_id: str | None = None,
    first: int = 0,
) -> tuple[OrderExtra, ...]:
    """Add every extra of the order, with what it gives its buyer, and return them. ``tickets``:
    those of ``placing.lines``, in their order. The caller posts them. ``exchange_id``: what puts
    them into the order later, from position ``first`` on.

    Raises:
        NotFound: The season has one of them no more.
    """
    shelf = shelf_of(uow) if placing.extras else Shelf()
    extras = []
    for position, line in enumerate(placing.extras, first):
        extra = _extra(uow, ids, placing, order, line, position, shelf)
        extra = replace(extra, exchange_id=exchange_id)
        uow.add(extra, *_tribute(extra, line))
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
    if line.kind is ExtraKind.CREDIT:
        value_id = line.code
    return OrderExtra(
        extra_id=ids.new(),
        order_id=order.order_id,
        kind=line.kind.value,
        amount_minor=line.amount.minor,
        currency=placing.currency,
        position=position,
        text=line.text,
        value_id=value_id,
        code="" if line.kind is ExtraKind.CREDIT else line.code,
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
    if line.kind is ExtraKind.FEE:
        return Account.EXCHANGE_FEES.value
    if line.kind is ExtraKind.CREDIT:
        return Account.PATRON_CREDIT.value
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


def _tribute(extra: OrderExtra, line: ExtraLine) -> tuple[GiftTribute, ...]:
    """Return for whose sake a donation was given, if for anybody's."""
    return (GiftTribute(extra.extra_id, line.tribute, line.text),) if line.tribute else ()


def _begin_memberships(
    uow: UnitOfWork,
    ids: Ids,
    placing: Placing,
    order: Order,
    tickets: Sequence[Ticket],
    extras: Sequence[OrderExtra],
    shelf: Shelf,
) -> None:
    """Add each membership, from today on, and each term of one that goes on. Tickets at a member's
    price are kept beside the membership that was shown for it, or else the first of that level
    that is in the cart; those of an offer for members only beside one that it is for."""
    begun: dict[str, Member] = {}
    changes = []
    for extra, line in zip(extras, placing.extras, strict=True):
        if line.member_id:
            changes.append((extra, line))
        elif extra.kind == ExtraKind.MEMBERSHIP.value:
            member = _member(uow, ids, placing, order, extra, shelf.level(extra.code))
            uow.add(member)
            begun.setdefault(extra.code, member)
    for extra, line in changes:
        uow.add(_term(uow, ids, placing, order, extra, line, shelf.level(extra.code)))
    for shown in placing.shown:
        begun.setdefault(shown.level, uow.members.member(shown.member_id))
    keep_uses(uow, begun, tickets, placing.lines)


def keep_uses(
    uow: UnitOfWork,
    members: Mapping[str, Member],
    tickets: Sequence[Ticket],
    lines: Sequence[CartLine],
) -> None:
    """Keep each ticket at a member's price, or at one of an offer for members only, beside its
    membership: the one that its line names, else the one of ``members`` (by level) it is from."""
    needed = {promo.code: promo.members for promo in uow.catalogue.promos()} if members else {}
    for ticket, line in zip(tickets, lines, strict=True):
        own = (line.member_id,) if line.member_id else ()
        levels = () if own else _levels_of(line, needed, tuple(members))
        used = dict.fromkeys((*own, *(members[level].member_id for level in levels)))
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
    number = uow.orders.next_number(f"member:{placing.prefix}")
    return Member(
        member_id=ids.new(),
        number=f"{placing.prefix}-M{number:06d}",
        code=ids.code(),
        level=extra.code,
        level_name=extra.name,
        holder=extra.text,
        starts_on=today,
        ends_on=last_day(level, today),
        extra_id=extra.extra_id,
        order_id=order.order_id,
        window_id=placing.window_id,
        user_id=placing.user_id,
        at=placing.placed_at,
        tickets=level.tickets,
        tickets_a_year=level.tickets_a_year,
    )


def _term(
    uow: UnitOfWork,
    ids: Ids,
    placing: Placing,
    order: Order,
    extra: OrderExtra,
    line: ExtraLine,
    level: Membership,
) -> MemberTerm:
    change = change_of(uow, line)
    if change is None:
        raise MembershipFixed(what="renewed")
    return MemberTerm(
        term_id=ids.new(),
        member_id=line.member_id,
        kind=line.term,
        level=extra.code,
        level_name=extra.name,
        tickets=level.tickets,
        tickets_a_year=level.tickets_a_year,
        starts_on=change.starts_on,
        ends_on=change.ends_on,
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
    terms = (uow.members.term_of(extra.extra_id) for extra in extras)
    uow.add(
        *(
            MemberTermEnded(refund.refund_id, term.term_id, refund.at, refund.user_id)
            for term in terms
            if term is not None
        )
    )
