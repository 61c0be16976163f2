"""Places that are kept from sale because a machine that was lost may have sold them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pos.hub.rights import RightsCommand
from pos.ids import CartId, CommandId, PerformanceId, SeatId

if TYPE_CHECKING:
    from pos.ports.storage import UnitOfWork

KEEPER = "hold:restored"
"""Who has the places nobody has looked at, and those the lost machine sold (``pos/heir.py``)."""


def keep_from_sale(
    uow: UnitOfWork,
    command: CommandId,
    performance_id: PerformanceId,
    seats: Sequence[SeatId],
    places: int,
) -> None:
    """Keep places that came free just now from sale, where nobody has looked yet whether the lost
    machine sold them once more. In the caller's transaction."""
    if (seats or places) and uow.restoring.is_closed(performance_id):
        uow.rights.apply(
            RightsCommand(
                CommandId(f"{command}:kept"),
                KEEPER,
                performance_id,
                CartId(""),
                take=tuple(seats),
                take_places=places,
            )
        )
