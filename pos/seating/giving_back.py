"""What a cart gives back of the house: seats, and places by count to where they came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pos.hub.rights import RightsCommand
from pos.ids import CommandId
from pos.views.selling import CartView


def given_back(
    command: CommandId, holder: str, cart: CartView, line_ids: tuple[str, ...]
) -> Iterator[RightsCommand]:
    """Yield what gives the places of these lines back, a command for each performance."""
    going = [line for line in cart.lines if line.line_id in line_ids]
    for number, performance_id in enumerate(dict.fromkeys(line.performance_id for line in going)):
        mine = [line for line in going if line.performance_id == performance_id]
        counted = [line for line in mine if line.seat_id is None]
        yield RightsCommand(
            CommandId(f"{command}:{number}"),
            holder,
            performance_id,
            cart.cart_id,
            give_back=tuple(line.seat_id for line in mine if line.seat_id is not None),
            give_places=len(counted),
            back_to=tuple(Counter(line.held for line in counted if line.held).items()),
        )
