"""What holds need from storage; part of the unit of work. Thread: that of the unit of work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pos.hub.rights import HoldWhy, RightsCommand
from pos.records import HoldEvent


@dataclass(frozen=True, slots=True)
class Behind:
    """What of a cart's places came from holds and goes back there: seat id -> holder, and how many
    places by count of each holder."""

    seats: Mapping[str, str]
    places: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class HeldRight:
    """One seat (``seat_id``) or ``places`` by count that a holder keeps from sale now. ``since``
    None for places."""

    performance_id: str
    holder: str
    seat_id: str | None
    places: int
    since: datetime | None


class HoldStore(Protocol):
    """Held places and what happened to them."""

    def keep(self, command: RightsCommand, why: HoldWhy) -> None:
        """Keep what a rights command did to held places, with its audit entry."""
        ...

    def events_of(self, performance_id: str) -> tuple[tuple[HoldEvent, tuple[str, ...]], ...]:
        """Return what happened to held places of a performance, oldest first, each with its
        seats."""
        ...

    def behind(self, cart_id: str, performance_id: str) -> Behind:
        """Return what a cart has from holds. What was sold to the end is none of it."""
        ...

    def held_now(self, performance_id: str | None = None) -> tuple[HeldRight, ...]:
        """Return what ``hold:`` and ``kill:`` holders keep of a performance, or of every one that
        is not over."""
        ...

    def hold_again(self, held: HeldRight) -> None:
        """Have the hub hold a seat of ``left_behind`` as it is held here."""
        ...

    def may_end(self, starting_before: datetime) -> tuple[str, ...]:
        """Return the performances that are not over and of which held places may be due: they start
        before that time, or something was said to be held until a time that has come."""
        ...

    def left_behind(self) -> tuple[HeldRight, ...]:
        """Return held seats that by the hub's word are this window's lease: it was to sell them
        from the hold, and stopped before it did."""
        ...
