"""Places that are taken once more: the seat of a ticket changed in place, a cart that ran out, the
same again.

Each is made of ``Seating``'s own acts, and each is safe to repeat under its command. What is given
back goes only after what is wanted was taken, and what is half taken goes back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pos.errors import NotFound, PosError
from pos.ids import CommandId, PerformanceId, PriceTypeId, SeatId, ZoneId
from pos.views.paying import ExtraKind
from pos.views.people import Approval, Permission, SessionView
from pos.views.selling import CartLine, CartView, ExtraLine

if TYPE_CHECKING:
    from pos.seating.seating import Seating


def move_line(
    seating: Seating,
    command: CommandId,
    session: SessionView,
    cart: CartView,
    line_id: str,
    seat_id: SeatId,
    *,
    needed: bool = False,
    hold: str = "",
    approval: Approval | None = None,
) -> CartView:
    """Seat a ticket of the cart elsewhere; it stays whose it is, and costs what it costs there: a
    price set by hand stays only where the usual one is the same. Who has an accessible seat needs
    one there too, unless the rule gave it to them. A comp in a seat that is worth more wants a word
    of its own: ``approval`` may be that one, which counts for the seat's hold as well where whoever
    gave it said so for that too. ``needed``, ``hold`` and ``approval`` as in
    ``Seating.take_seats``. Durable on return.

    Raises:
        AccessibleKept, ApprovalNeeded, NotAllowed, SeatReleased, SeatTaken, SeatNotHere,
            HouseNotChecked: As for ``Seating.take_seats``; it sits where it sat.
        NotFound: It has no seat, or its price type is not sold there.
    """
    return move_lines(
        seating,
        command,
        session,
        cart,
        (line_id,),
        (seat_id,),
        needed=needed,
        hold=hold,
        approval=approval,
    )


def move_lines(
    seating: Seating,
    command: CommandId,
    session: SessionView,
    cart: CartView,
    line_ids: tuple[str, ...],
    seat_ids: tuple[SeatId, ...],
    *,
    needed: bool = False,
    hold: str = "",
    approval: Approval | None = None,
) -> CartView:
    """Seat tickets of the cart for one performance elsewhere, each in the seat of its turn, all of
    them or none; see ``move_line``. Durable on return.

    Raises:
        As ``move_line``.
    """
    lines = {line.line_id: line for line in cart.lines if line.seat_id is not None}
    if not lines.keys() >= set(line_ids):
        raise NotFound(kind="seat", key=next(each for each in line_ids if each not in lines))
    word = approval if _is_for_comp(approval) else None
    going = tuple(lines[line_id] for line_id in line_ids)
    if any(line.comp_reason for line in going):
        going = seating.comps_there(command, session, cart, going, seat_ids, word, hold)
    alone = replace(cart, lines=())
    # The seats are taken under the act's own id: a word for their hold was given for that, and may
    # be the one for the comp.
    taken = seating.take_seats(
        command,
        session,
        alone,
        going[0].performance_id,
        seat_ids,
        going[0].price_type_id,
        needed=needed or any(_has_one(seating, line) for line in going),
        hold=hold,
        approval=replace(word, permission=Permission.HOLD_PLACES) if word else approval,
    )
    there = {
        line.line_id: _at(line, new, by_hand=new.listed == line.listed)
        for line, new in zip(going, taken.lines, strict=True)
    }
    after: list[CartLine] = []
    for line in cart.lines:
        after += [line, there[line.line_id]] if line.line_id in there else [line]
    both = replace(cart, lines=tuple(after))
    return seating.give_back(CommandId(f"{command}:back"), session, both, line_ids)


def _is_for_comp(approval: Approval | None) -> bool:
    return approval is not None and approval.permission is Permission.SELL_COMP


def _has_one(seating: Seating, line: CartLine) -> bool:
    """Return whether a ticket has an accessible seat that no rule gave it."""
    if line.seat_id is None or line.by_rule:
        return False
    return seating.is_accessible(line.performance_id, line.seat_id)


def take_again(
    seating: Seating,
    command: CommandId,
    session: SessionView,
    cart: CartView,
    before: CartView,
) -> CartView:
    """Take the places of a cart that was given back, all or none, into ``cart``, an empty one: the
    same seats for the same people, at today's prices; a comp or a price that somebody else gave
    their word for wants it again. Durable on return.

    Raises:
        SeatTaken, SeatNotHere, SoldOut, PlacesNotHere, HouseNotChecked: Somebody has one of them.
        SeatReleased, ApprovalNeeded, NotAllowed: It was sold from a hold, which may not be now.
        AccessibleKept: A place the rule gave them, which it gives to nobody now.
        NotFound: Something is not on sale any more.
    """
    taken: list[CartLine] = []
    attempt = seating.attempt(command)
    try:
        all_again(seating, attempt, session, cart, before.lines, taken)
        whole = replace(
            cart,
            lines=tuple(taken),
            extras=before.extras,
            promo_codes=before.promo_codes,
            source_code=before.source_code,
            shown=before.shown,
        )
        return seating.without_word(session, whole)
    except PosError:
        undo(seating, attempt, session, replace(cart, lines=tuple(taken)))
        raise


def same_again(
    seating: Seating,
    command: CommandId,
    session: SessionView,
    cart: CartView,
    sold: CartView,
) -> CartView:
    """Take as many tickets at the same price types in the same zones of the same performances as a
    cart had that was sold, all or none, into ``cart``, an empty one: the best seats there are; and
    the same goods. Tickets that were given away are not. Durable on return.

    Raises:
        SoldOut, PlacesNotHere, HouseNotChecked: There are not so many.
        NotFound: Something is not on sale any more.
    """
    taken = cart
    attempt = seating.attempt(command)
    try:
        for number, (key, lines) in enumerate(_by_zone(again_of(sold))):
            each = CommandId(f"{attempt}:{number}")
            taken = _best_again(seating, each, session, taken, key, lines)
        return replace(taken, extras=(*taken.extras, *beside_again(sold)))
    except PosError:
        undo(seating, attempt, session, taken)
        raise


def costs_the_same_again(sold: CartView) -> bool:
    """Return whether ``same_again`` takes tickets at the prices that were paid: not where a series,
    a code, a membership or somebody's hand made them."""
    if sold.promo_codes or any(each.kind is ExtraKind.MEMBERSHIP for each in sold.extras):
        return False
    return not any(line.package is not None or line.by_hand is not None for line in sold.lines)


def again_of(sold: CartView) -> tuple[CartLine, ...]:
    """Return the tickets of a cart that was sold that ``same_again`` takes once more."""
    return tuple(line for line in sold.lines if not line.comp_reason)


def beside_again(sold: CartView) -> tuple[ExtraLine, ...]:
    """Return what of the rest of a cart that was sold ``same_again`` takes once more: the goods.
    Nobody gives a donation, a certificate or a membership twice unasked."""
    return tuple(each for each in sold.extras if each.kind is ExtraKind.GOODS)


_Zone = tuple[PerformanceId, ZoneId, bool]
"""Performance, zone, and whether its places have seats."""


def _best_again(
    seating: Seating,
    command: CommandId,
    session: SessionView,
    cart: CartView,
    key: _Zone,
    lines: Sequence[CartLine],
) -> CartView:
    """Take a party's places together and give them the price types they had."""
    performance, zone, seated = key
    first = lines[0].price_type_id
    if seated:
        after = seating.take_best(command, session, cart, performance, len(lines), zone, first)
    else:
        after = seating.take_places(command, session, cart, performance, len(lines), zone, first)
    had = {line.line_id for line in cart.lines}
    new = [line.line_id for line in after.lines if line.line_id not in had]
    kinds: dict[PriceTypeId, list[str]] = defaultdict(list)
    for line_id, line in zip(new, lines, strict=True):
        kinds[line.price_type_id].append(line_id)
    for kind, of in kinds.items():
        if kind != first:
            after = seating.set_price_type(command, session, after, tuple(of), kind)
    return after


def all_again(
    seating: Seating,
    command: CommandId,
    session: SessionView,
    cart: CartView,
    lines: Sequence[CartLine],
    taken: list[CartLine],
) -> None:
    """Take the places of ``lines`` again, each as it was taken, under ``cart``'s id, and append the
    new lines to ``taken`` as they are had: what is there when one is refused is to be given back.
    Each is durable when it is appended.

    Raises:
        As ``take_again``.
    """
    for number, some in enumerate(_as_taken(lines)):
        each = CommandId(f"{command}:{number}")
        taken += _seats_again(seating, each, session, cart, some)
        taken += _places_again(seating, each, session, cart, some)


def _seats_again(
    seating: Seating,
    command: CommandId,
    session: SessionView,
    cart: CartView,
    lines: Sequence[CartLine],
) -> list[CartLine]:
    """An accessible seat is taken again as it was taken: for somebody who needs it, or by the rule
    as it is now."""
    seats = {line.seat_id: line for line in lines if line.seat_id is not None}
    if not seats:
        return []
    first = next(iter(seats.values()))
    taken = seating.take_seats(
        command,
        session,
        cart,
        first.performance_id,
        tuple(seats),
        first.price_type_id,
        needed=not first.by_rule,
        hold=first.held,
    )
    return [_at(seats[line.seat_id], line) for line in taken.lines if line.seat_id in seats]


def _places_again(
    seating: Seating,
    command: CommandId,
    session: SessionView,
    cart: CartView,
    lines: Sequence[CartLine],
) -> list[CartLine]:
    places = [line for line in lines if line.seat_id is None]
    if not places:
        return []
    first = places[0]
    taken = seating.take_places(
        CommandId(f"{command}:places"),
        session,
        cart,
        first.performance_id,
        len(places),
        first.zone_id,
        first.price_type_id,
        needed=not first.by_rule,
        hold=first.held,
    )
    return [_at(had, line) for had, line in zip(places, taken.lines, strict=True)]


def _at(line: CartLine, there: CartLine, *, by_hand: bool = False) -> CartLine:
    """Return a ticket with all that is said of it, where it is now. A price that somebody set for
    it was for its own place, unless ``by_hand`` says that it holds there too."""
    stays = (line.seat_id, line.zone_id) == (there.seat_id, there.zone_id)
    return replace(
        line,
        line_id=there.line_id,
        seat_id=there.seat_id,
        section=there.section,
        row=there.row,
        number=there.number,
        zone_id=there.zone_id,
        zone=there.zone,
        kind=there.kind,
        held=there.held,
        by_rule=there.by_rule,
        by_hand=line.by_hand if stays or by_hand else None,
    )


def undo(seating: Seating, command: CommandId, session: SessionView, cart: CartView) -> None:
    """Give back what of ``cart`` was taken before the rest could not be. Durable on return."""
    if cart.lines:
        seating.abandon(CommandId(f"{command}:undo"), session, cart)


def _as_taken(lines: Sequence[CartLine]) -> list[list[CartLine]]:
    """Return the tickets of each performance that came from the same hold, or from none, and by
    the rule of accessible seats, or not."""
    found: dict[tuple[PerformanceId, str, bool], list[CartLine]] = defaultdict(list)
    for line in lines:
        found[line.performance_id, line.held, line.by_rule].append(line)
    return list(found.values())


def _by_zone(lines: Sequence[CartLine]) -> list[tuple[_Zone, list[CartLine]]]:
    found: dict[_Zone, list[CartLine]] = defaultdict(list)
    for line in lines:
        found[line.performance_id, line.zone_id, line.seat_id is not None].append(line)
    return list(found.items())
