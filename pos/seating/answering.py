"""Who answers for an act with places: the person, or a second one by their PIN."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pos.allowed import approval_purpose, require_or_approval
from pos.errors import ApprovalNeeded
from pos.ids import CommandId, PerformanceId, ZoneId
from pos.money import Money, total
from pos.ports.storage import UnitOfWork
from pos.pricing.all_in import all_in
from pos.pricing.book import PriceBook, book_for
from pos.seat_names import place_label
from pos.text import checked_text
from pos.views.catalogue import PriceTypeView, SeatView
from pos.views.people import Approval, Permission, SessionView
from pos.views.selling import CartLine, CartView


def answers_for(
    uow: UnitOfWork,
    permission: Permission,
    command: CommandId,
    session: SessionView,
    approval: Approval | None,
) -> str:
    """Return the id of whoever answers; an approval counts by its PIN try on disk.

    Raises:
        ApprovalNeeded: The person may not, nor has anybody who may approved this very command.
    """
    who = require_or_approval(session, permission, command, approval)
    purpose = approval_purpose(permission, command)
    if who != session.user_id and not uow.people.proved(who, purpose):
        raise ApprovalNeeded(permission=permission.value)
    return who


def at_price_type(
    uow: UnitOfWork,
    command: CommandId,
    session: SessionView,
    lines: Sequence[CartLine],
    line_ids: tuple[str, ...],
    kind: PriceTypeView,
    comp_reason: str,
    approval: Approval | None,
) -> tuple[CartLine, ...]:
    """Return the lines, these of them at another price type: a comp with its reason and whoever
    answers for it. They have no price yet.

    Raises:
        ApprovalNeeded: A comp; see ``answers_for``.
        TextRefused: A comp without a reason.
    """
    approver, approved_by = "", ""
    if kind.needs_reason:
        comp_reason = checked_text("comp_reason", comp_reason, longest=120, required=True)
        approver = answers_for(uow, Permission.SELL_COMP, command, session, approval)
        approved_by = "" if approver == session.user_id else command
    else:
        comp_reason = ""
    return tuple(
        replace(
            line,
            price_type_id=kind.price_type_id,
            price_type=kind.name,
            by_hand=None,
            comp_reason=comp_reason,
            comp_approver=approver,
            comp_command=approved_by,
        )
        if line.line_id in line_ids
        else line
        for line in lines
    )


def comps_there(
    uow: UnitOfWork,
    command: CommandId,
    session: SessionView,
    cart: CartView,
    going: Sequence[CartLine],
    seats: Sequence[SeatView],
    approval: Approval | None,
) -> tuple[CartLine, ...]:
    """Return tickets of a cart as they may sit in these seats: a comp in a seat that is worth more
    is another comp, and somebody answers for it anew.

    Raises:
        ApprovalNeeded: See ``answers_for``; ``line_id``, ``seat`` and ``worth`` say of what.
    """
    book = book_for(uow, cart)
    after = []
    for line, seat in zip(going, seats, strict=True):
        worth = _worth(book, line.performance_id, seat.zone_id)
        dearer = worth > _worth(book, line.performance_id, line.zone_id)
        if not (line.comp_reason and dearer):
            after.append(line)
            continue
        try:
            who = answers_for(uow, Permission.SELL_COMP, command, session, approval)
        except ApprovalNeeded as needed:
            place = place_label(seat.section, seat.row, seat.number)
            about = {"line_id": line.line_id, "seat": place, "worth": worth}
            raise ApprovalNeeded(**needed.params, **about) from needed
        given = "" if who == session.user_id else command
        after.append(replace(line, comp_approver=who, comp_command=given))
    return tuple(after)


def _worth(book: PriceBook, performance_id: PerformanceId, zone_id: ZoneId) -> Money:
    """Return what the dearest ticket of a zone costs, everything in it."""
    prices = [price for price in book.prices[performance_id] if price.zone_id == zone_id]
    whole = [all_in(price, book.charges, performance_id).all_in for price in prices]
    return max(whole, default=total(()))


def is_answered_for(uow: UnitOfWork, session: SessionView, comp: CartLine) -> bool:
    """Return whether this person may sell a comp: by themselves, or by a PIN try on disk."""
    purpose = approval_purpose(Permission.SELL_COMP, CommandId(comp.comp_command))
    return bool(comp.comp_approver) and (
        Permission.SELL_COMP in session.permissions
        or uow.people.proved(comp.comp_approver, purpose)
    )


def comps_answered_for(uow: UnitOfWork, session: SessionView, cart: CartView) -> CartView:
    """Return the cart for this person to go on with: a comp that they may not sell is a ticket of
    the usual kind. Its prices are still those of before."""
    usual, *_ = kinds = uow.catalogue.price_types()
    comps = {kind.price_type_id for kind in kinds if kind.needs_reason}
    lines = tuple(
        at_usual(line, usual)
        if line.price_type_id in comps and not is_answered_for(uow, session, line)
        else line
        for line in cart.lines
    )
    return replace(cart, lines=lines)


def at_usual(comp: CartLine, usual: PriceTypeView) -> CartLine:
    """Return a comp as a ticket of the usual kind."""
    return replace(
        comp,
        price_type_id=usual.price_type_id,
        price_type=usual.name,
        comp_reason="",
        comp_approver="",
        comp_command="",
    )


def unanswered(line: CartLine, usual: PriceTypeView) -> CartLine:
    """Return a line without what somebody else gave their word for."""
    if line.comp_command:
        line = at_usual(line, usual)
    answered = line.by_hand is not None and line.by_hand.command
    return replace(line, by_hand=None) if answered else line
