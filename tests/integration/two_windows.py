"""Two windows of one venue over real files; parcels and the hub's word carried by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from pos.clock import ManualClock
from pos.hub.parcels import Position
from pos.hub.talk import Held
from pos.ports.link import Link
from tests.integration.small_house import (
    LATE,
    PER_ROW,
    SYMPHONY,
    House,
    open_bare,
    open_house,
    seat,
)
from tests.integration.without_rights import without_rights


@dataclass
class Venue:
    """``one`` had the season and the staff before it joined; ``two`` began with nothing."""

    one: House
    two: House
    versions: dict[str, int] = field(default_factory=dict)

    def close(self) -> None:
        self.one.office.close()
        self.two.office.close()

    def carry(self, giver: House, taker: House) -> None:
        """Bring what ``giver`` kept since the last time to ``taker``."""
        with giver.office.storage.read() as uow:
            link = uow.link.link()
            assert link is not None
        with taker.office.storage.read() as uow:
            after = uow.link.known().get(link.window_id, 0)
        with giver.office.storage.read() as uow:
            parcels = uow.link.parcels(after, 1 << 30)
        with taker.office.storage.taking_in() as uow:
            uow.link.take_in(parcels)
            uow.commit()

    def both_ways(self) -> None:
        self.carry(self.one, self.two)
        self.carry(self.two, self.one)

    def say(self, *held: tuple[str, str, str, int]) -> None:
        """Tell both windows (performance, seat, holder, places) as the hub would."""
        words = [self._word(*each) for each in held]
        for house in (self.one, self.two):
            with house.office.storage.begin() as uow:
                uow.link.hear(words)
                uow.commit()

    def _word(self, performance: str, seat_id: str, holder: str, places: int) -> Held:
        self.versions[performance] = self.versions.get(performance, 0) + 1
        version = self.versions[performance]
        return Held(performance, seat_id, holder, places, self.until, version)

    @property
    def until(self) -> datetime:
        return self.one.clock.now() + timedelta(hours=14)


@contextmanager
def open_venue(
    folder: Path, clock: ManualClock, before: Callable[[House], None] = lambda _: None
) -> Iterator[Venue]:
    """Window 1 leases row B and 10 places, window 2 row C but for what is kept, and 5 places.
    Neither asks the hub for a right to a thing. ``before``: what window 1 did alone.
    """
    venue = Venue(
        open_house(folder / "one.sqlite3", clock),
        open_bare(folder / "two.sqlite3", clock, 23, number=2),
    )
    before(venue.one)
    for number, house in enumerate((venue.one, venue.two), 1):
        with house.office.storage.begin() as uow:
            uow.link.keep(Link("hub-1", f"w{number}", 1, Position(), (), None, clock.now()))
            uow.commit()
    venue.carry(venue.one, venue.two)
    venue.say(
        (SYMPHONY, seat("A", 1), "hold:house", 0),
        (SYMPHONY, seat("C", 1), "kill:tech", 0),
        *((SYMPHONY, seat("B", n), "window:w1", 0) for n in range(1, PER_ROW + 1)),
        *((SYMPHONY, seat("C", n), "window:w2", 0) for n in range(2, PER_ROW + 1)),
        (LATE, "", "window:w1", 10),
        (LATE, "", "window:w2", 5),
    )
    try:
        with without_rights():
            yield venue
    finally:
        venue.close()
