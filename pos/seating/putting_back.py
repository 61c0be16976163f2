"""Places that were given back a moment ago, taken once more into the cart they were in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pos.errors import PosError
from pos.ids import CommandId
from pos.seating.retaking import all_again, undo
from pos.views.people import SessionView
from pos.views.selling import CartLine, CartView

if TYPE_CHECKING:
    from pos.seating.seating import Seating


def put_back(
    seating: Seating,
    command: CommandId,
    session: SessionView,
    cart: CartView,
    before: CartView,
) -> CartView:
    """Return the cart as it was ``before``, whose other lines are in ``cart`` still: what went is
    taken again, all or nothing, where it was and as it was, at the prices of now. Durable on
    return.

    Raises:
        SeatTaken, SeatNotHere, SoldOut, PlacesNotHere, HouseNotChecked: Somebody has one of them.
        SeatReleased, ApprovalNeeded, NotAllowed: It was sold from a hold, which may not be now.
        AccessibleKept: A place the rule gave them, which it gives to nobody now.
        NotFound: Something is not on sale any more.
    """
    there = {line.line_id for line in cart.lines}
    gone = [line for line in before.lines if line.line_id not in there]
    attempt = seating.attempt(command)
    alone, taken = replace(cart, lines=()), list[CartLine]()
    try:
        all_again(seating, attempt, session, alone, gone, taken)
        places = {line.line_id: at for at, line in enumerate(before.lines)}
        lines = sorted((*cart.lines, *taken), key=lambda x: places.get(x.line_id, len(places)))
        whole = replace(before, cart_id=cart.cart_id, lines=tuple(lines))
        return seating.at_prices_of_now(session, whole)
    except PosError:
        undo(seating, attempt, session, replace(alone, lines=tuple(taken)))
        raise
