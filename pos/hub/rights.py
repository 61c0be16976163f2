"""The rights command: the only way a right to a place is granted, given back or passed on.

The shape is the hub's: one command, one atomic answer, safe to repeat. A single window is its own
hub and the command
runs in its own database; with a hub the same command travels there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pos.ids import CartId, CommandId, PerformanceId, SeatId


@dataclass(frozen=True, slots=True)
class RightsCommand:
    """What is wanted, all of it or nothing.

    ``holder``: ``window:ID``, ``channel:NAME``, ``hold:CODE`` or ``kill:CODE``. ``cart_id`` names
    the cart the rights
    are for; empty for rights that stay (holds, sold elsewhere).
    """

    command_id: CommandId
    holder: str
    performance_id: PerformanceId
    cart_id: CartId
    take: tuple[SeatId, ...] = ()
    give_back: tuple[SeatId, ...] = ()
    take_places: int = 0
    give_places: int = 0


@dataclass(frozen=True, slots=True)
class Refusal:
    """A seat that was not to be had, and who has it."""

    seat_id: SeatId
    holder: str


@dataclass(frozen=True, slots=True)
class RightsAnswer:
    """``granted``: everything asked for is done. Otherwise nothing is, and ``refused`` or
    ``places_left`` says why."""

    granted: bool
    refused: tuple[Refusal, ...] = ()
    places_left: int = 0


class RightsAuthority(Protocol):
    """Who grants rights: the hub, or the window's own database when it is its own hub."""

    def apply(self, command: RightsCommand) -> RightsAnswer:
        """Do all of ``command`` or nothing. Durable on return. A repeat returns the first answer.
        Thread: ledger."""
        ...
