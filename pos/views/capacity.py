"""A house at a glance: where each of its places is, by zone and in money."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pos.ids import PerformanceId
from pos.money import Money
from pos.views.catalogue import ZoneView
from pos.views.holds import HoldCode, Keeper


@dataclass(frozen=True, slots=True)
class HeldCount:
    """So many places under one hold. ``keeper``: Foyer itself keeps them for a while, under no code
    of the venue; then ``code`` is named by its own word."""

    code: HoldCode
    count: int
    keeper: Keeper | None = None


@dataclass(frozen=True, slots=True)
class CapacityRow:
    """A zone, or the house. Every place is in one column.

    ``comp``: given away. ``in_carts``: being sold now, at any window. ``elsewhere``: in other
    windows' blocks, or given to another seller, and not sold there as far as is known here.
    ``potential``: all places that are not killed at full price; ``taken``: what those sold cost
    whose orders are paid, ``unpaid``: those whose orders still owe something, as from the web;
    ``given``: those given away at full price. The four are None for who may not see money, and for
    a zone without a price.
    """

    zone: ZoneView | None
    capacity: int
    sold: int = 0
    comp: int = 0
    held: tuple[HeldCount, ...] = ()
    killed: int = 0
    in_carts: int = 0
    elsewhere: int = 0
    free: int = 0
    potential: Money | None = None
    taken: Money | None = None
    unpaid: Money | None = None
    given: Money | None = None

    @property
    def held_count(self) -> int:
        return sum(each.count for each in self.held)

    @property
    def accounted(self) -> int:
        """Return how many places are in a column; ``foyer verify`` proves that it is all."""
        taken = self.sold + self.comp + self.in_carts + self.elsewhere
        return taken + self.held_count + self.killed + self.free


@dataclass(frozen=True, slots=True)
class CapacityView:
    """``zones`` in the order of the hall; ``house`` is their sum."""

    performance_id: PerformanceId
    code: str
    zones: tuple[CapacityRow, ...]
    house: CapacityRow


def summed(rows: Iterable[CapacityRow]) -> CapacityRow:
    """Return the house of these zones. Money only where every zone has some."""
    zones = tuple(rows)
    counts: dict[tuple[HoldCode, Keeper | None], int] = {}
    for held in (each for row in zones for each in row.held):
        key = (held.code, held.keeper)
        counts[key] = counts.get(key, 0) + held.count
    return CapacityRow(
        zone=None,
        capacity=sum(row.capacity for row in zones),
        sold=sum(row.sold for row in zones),
        comp=sum(row.comp for row in zones),
        held=tuple(HeldCount(code, count, keeper) for (code, keeper), count in counts.items()),
        killed=sum(row.killed for row in zones),
        in_carts=sum(row.in_carts for row in zones),
        elsewhere=sum(row.elsewhere for row in zones),
        free=sum(row.free for row in zones),
        potential=_sum([row.potential for row in zones]),
        taken=_sum([row.taken for row in zones]),
        unpaid=_sum([row.unpaid for row in zones]),
        given=_sum([row.given for row in zones]),
    )


def _sum(amounts: list[Money | None]) -> Money | None:
    known = [amount for amount in amounts if amount is not None]
    if not known or len(known) < len(amounts):
        return None
    return sum(known[1:], known[0])
