"""When accessible seats may be sold to people who do not need them.

Money and compliance 8.2 (28 CFR 36.302(f)(5), 35.138(e)): not before one of three things is true,
and nobody at the window may say otherwise. Pure: counts what it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from pos.ids import SeatId, ZoneId
from pos.views.catalogue import SeatKind, SeatStatus, SeatView


class Trigger(Enum):
    """Why a seat may be released. ``HOUSE``: all that is not accessible is sold, boxes, suites and
    house holds left out. ``AREA``: all of its area is. ``PRICE``: all of its price is. Where there
    is nothing that could be sold so, nothing is sold out."""

    HOUSE = "house"
    AREA = "area"
    PRICE = "price"


ACCESSIBLE = (SeatKind.WHEELCHAIR, SeatKind.COMPANION)
_GONE = (SeatStatus.SOLD, SeatStatus.KILLED)
"""What no longer counts as unsold. A seat in a basket, on a timed hold or in another window's block
is not sold yet."""


@dataclass(frozen=True, slots=True)
class Unsold:
    """Ordinary seats that are not sold, killed ones left out: by section and price zone, also where
    all are gone. ``kept``: of those, boxes, suites and what the house holds for good; they count in
    an area and at a price, not in the house as a whole. ``places``, ``places_kept``: the same of
    places by count, which are an area of their own. ``counted``, ``places_counted``: how many
    seats, and places, count in the house as a whole and as such an area, sold ones too."""

    seats: Mapping[tuple[str, ZoneId], int]
    kept: Mapping[tuple[str, ZoneId], int]
    places: int = 0
    places_kept: int = 0
    counted: int = 0
    places_counted: int = 0

    @property
    def total(self) -> int:
        return sum(self.seats.values())

    @property
    def total_kept(self) -> int:
        return sum(self.kept.values())

    @property
    def everywhere(self) -> int:
        """What the house as a whole has unsold."""
        return self.total - self.total_kept + self.places - self.places_kept

    def triggers(self, section: str, zone: ZoneId) -> frozenset[Trigger]:
        """Return why an accessible seat of this section and zone may be released; empty: it may
        not."""
        here = [count for (area, _), count in self.seats.items() if area == section]
        at_price = [count for (_, price), count in self.seats.items() if price == zone]
        holds = {
            Trigger.HOUSE: self._house_gone,
            Trigger.AREA: bool(here) and sum(here) <= 0,
            Trigger.PRICE: bool(at_price) and sum(at_price) <= 0,
        }
        return frozenset(trigger for trigger, gone in holds.items() if gone)

    def triggers_of_places(self) -> frozenset[Trigger]:
        """Return why places by count that are kept may be released; empty: they may not."""
        gone = self.places_counted > 0 and self.places <= 0
        holds = {Trigger.AREA: gone, Trigger.HOUSE: self._house_gone}
        return frozenset(trigger for trigger, holding in holds.items() if holding)

    @property
    def _house_gone(self) -> bool:
        counted = self.counted + self.places_counted - self.places_kept
        return counted > 0 and self.everywhere <= 0


def unsold_of(
    seats: Iterable[SeatView],
    statuses: Mapping[SeatId, SeatStatus],
    kept: Iterable[SeatId] = (),
    places: int = 0,
    places_kept: int = 0,
    places_counted: int = 0,
) -> Unsold:
    """Count a house. ``statuses`` names the seats that are not free; ``kept`` boxes, suites and
    house holds; ``places`` by count as in ``Unsold``."""
    kept_ids = frozenset(kept)
    every: dict[tuple[str, ZoneId], int] = {}
    of_house: dict[tuple[str, ZoneId], int] = {}
    counted = 0
    for seat in seats:
        if seat.kind in ACCESSIBLE:
            continue
        key = (seat.section, seat.zone_id)
        every.setdefault(key, 0)
        is_kept = seat.seat_id in kept_ids
        counted += not is_kept
        if statuses.get(seat.seat_id) in _GONE:
            continue
        every[key] += 1
        if is_kept:
            of_house[key] = of_house.get(key, 0) + 1
    return Unsold(every, of_house, places, places_kept, counted, places_counted)
