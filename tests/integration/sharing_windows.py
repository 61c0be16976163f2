"""Windows that share one venue: each a real database beside the model hub, joined to it.

Nothing is synced here but what a test asks for (``hear``): what a window knows is what it was told.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from pos.clock import ManualClock
from pos.events import Events
from pos.hub.asking import take_in_late
from pos.hub.connection import Connection
from pos.hub.hub_time import HubTime, Reading
from pos.hub.leased_rights import LeasedRights
from pos.hub.parcels import LARGEST, Position
from pos.hub.rights import RightsAnswer, RightsCommand
from pos.hub.syncing import Around, Self, Syncing
from pos.hub.taking_things import Things
from pos.hub.talk import Beat, Greeting, LeaseAnswer, LeaseCommand, WindowThere
from pos.hub.things import houses
from pos.ids import CartId, Ids, PerformanceId, SeatId, WindowId
from pos.lifecycles import ConnectionState
from pos.office import Office, open_office
from pos.people.pins import PinHasher
from pos.ports.link import Link
from pos.ports.storage import UnitOfWork
from pos.storage.schema import SCHEMA_VERSION
from pos.storage.unit_of_work import SqlStorage
from pos.window import Window
from tests.hub_cut import Cut
from tests.hub_model import ModelHub
from tests.integration.small_house import PLACES, House, furnished
from tests.integration.without_rights import without_rights

T = TypeVar("T")

EVENING = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
"""18:30 at the venue, an hour before the symphony."""


@dataclass
class FakeLine:
    """See ``pos.hub.leased_rights.Line``, ``pos.hub.taking_things.Line``."""

    storage: SqlStorage = field(init=False)
    connection: Connection = field(default_factory=lambda: Connection(ConnectionState.ONLINE))

    def lost(self, now: Reading) -> None:
        self.go(ConnectionState.OFFLINE)

    def catch_up(self, hub: Around) -> tuple[WindowThere, ...]:
        """As ``pos.hub.syncing.Syncing`` does."""
        own = Self("start", "1", SCHEMA_VERSION)
        return Syncing[UnitOfWork](self.storage, own).catch_up(hub)

    def go(self, state: ConnectionState) -> None:
        self.connection = replace(self.connection, state=state)


@dataclass
class SharingWindow:
    """One window of the venue. ``cut``: its way to the hub."""

    house: House
    window_id: str
    cut: Cut
    line: FakeLine
    rights: LeasedRights
    things: Things
    clock: ManualClock

    @property
    def holder(self) -> str:
        return f"window:{self.window_id}"

    def want(
        self,
        performance_id: PerformanceId,
        *seats: str,
        places: int = 0,
        cart: str = "cart",
        command: str = "",
    ) -> RightsCommand:
        """Return a rights command for a cart of this window."""
        return RightsCommand(
            self.house.command() if not command else type(self.house.command())(command),
            self.holder,
            performance_id,
            CartId(cart),
            take=tuple(SeatId(seat) for seat in seats),
            take_places=places,
        )

    def take(self, performance_id: PerformanceId, *seats: str, places: int = 0) -> RightsAnswer:
        """Take places for a cart."""
        return self.rights.apply(self.want(performance_id, *seats, places=places))

    def lease(
        self, performance_id: PerformanceId, *seats: str, places: int = 0, back: bool = False
    ) -> LeaseAnswer:
        """Get places for the block, or give them back."""
        storage = self.house.office.storage
        with storage.begin() as uow:
            ends_at = uow.link.leases(performance_id).ends_at
            assert ends_at is not None
            command = LeaseCommand(uow.link.next_number(), performance_id, "", ends_at)
            if back:
                command = replace(command, give_back=seats, give_places=places)
            else:
                command = replace(command, take=seats, take_places=places)
            uow.link.ask(command)
            uow.commit()
        answer = self.cut.lease(command)
        with storage.begin() as uow:
            uow.link.answer(command, answer)
            uow.commit()
        return answer

    def hear(self) -> None:
        """Hear all that is new about rights."""
        with self.house.office.storage.begin() as uow:
            uow.link.hear(self.cut.held_since(uow.link.versions()))
            uow.commit()

    def claim(self) -> None:
        """Say to a hub that was restored what this window holds."""
        with self.house.office.storage.begin() as uow:
            uow.link.give_up()
            last, asked, claim = uow.link.last(), uow.link.asked(), uow.link.holding()
            number = (asked[0].number if asked else uow.link.next_number()) - 1
            uow.commit()
        now = self.clock.now()
        self.cut.hello(
            Greeting("start", (), last, Position(), number, {}, SCHEMA_VERSION, "1", now, 1)
        )
        self.cut.claim(claim)

    def sync(self) -> None:
        """Send everything made here, and take in what the others made, rights included."""
        self.send()
        with self.house.office.storage.taking_in() as uow:
            uow.link.take_in(self.cut.fetch(uow.link.known(), LARGEST))
            uow.commit()
        self.hear()

    def send(self) -> None:
        """Send everything made here."""
        storage = self.house.office.storage
        with storage.read() as uow:
            link = uow.link.link()
            assert link is not None
            parcels = uow.link.parcels(link.acknowledged.seq, LARGEST)
        if parcels:
            position = self.cut.send(parcels)
            with storage.begin() as uow:
                uow.link.keep(replace(link, acknowledged=position))
                uow.commit()
        with storage.read() as uow:
            emptied = uow.link.emptied(uow.link.last().seq, LARGEST)
        for parcel in emptied:
            self.cut.send((parcel,))
        with storage.begin() as uow:
            uow.link.told_emptied(parcel.position.seq for parcel in emptied)
            uow.commit()

    def notice(self) -> None:
        """Look into what came, as the talk with the hub does after others' parcels."""
        house, storage = self.house, self.house.office.storage
        syncing = Syncing[UnitOfWork](storage, Self("start", "1", SCHEMA_VERSION))
        hasher = PinHasher(time_cost=1, memory_cost=8, parallelism=1)
        window = house.office.window
        Office(storage, house.clock, house.ids, house.bus, window, hasher, syncing=syncing)
        with storage.begin() as uow:
            for look in syncing.noticed:
                look(uow)
            uow.commit()

    def beat(self) -> list[LeaseCommand]:
        """Give a sign of life, have done what was asked before, and give back what is finished
        with; return what that was."""
        told = self.cut.beat(Beat(0, 0, 0, "1", self.clock.now()))
        self._have_done()
        with self.house.office.storage.begin() as uow:
            self.things.plan(uow, told, Reading("boot", self.clock.monotonic(), self.clock.now()))
            uow.commit()
        return self._have_done()

    def _have_done(self) -> list[LeaseCommand]:
        storage = self.house.office.storage
        with storage.read() as uow:
            asked = list(uow.link.asked())
        for command in asked:
            answer = self.cut.lease(command)
            with storage.begin() as uow:
                take_in_late(uow.link, command, answer)
                uow.commit()
        return asked

    def run(self, work: Callable[[Office], T]) -> T:
        """Do a piece of work as the ledger does, with the rights that it needs."""
        return self.house.office.run(work)

    def held(self) -> dict[str, bool]:
        """Return the things that are this window's by the hub's word, and whether usable."""
        with self.house.office.storage.read() as uow:
            return {each.name: each.usable for each in uow.things.held()}

    def lose(self) -> None:
        """The hub is away, and this window knows."""
        self.cut.up = False
        self.line.go(ConnectionState.OFFLINE)
        storage = self.house.office.storage
        with storage.begin() as uow:
            link = uow.link.link()
            assert link is not None
            uow.link.keep(replace(link, lost_at=uow.link.last().seq))
            uow.commit()

    def own(self, performance_id: PerformanceId) -> set[str]:
        """Return the seats that are this window's by lease."""
        with self.house.office.storage.read() as uow:
            return set(uow.link.leases(performance_id).seats)

    def close(self) -> None:
        self.house.office.close()


@dataclass
class Venue:
    """The hub and its windows, on one clock."""

    folder: Path
    clock: ManualClock = field(default_factory=lambda: ManualClock(EVENING))
    places: int = PLACES
    windows: dict[str, SharingWindow] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.hub = ModelHub(self.clock)
        self._waiving = without_rights()
        self._waiving.__enter__()

    def reading(self) -> Reading:
        """Return the clocks of every machine here."""
        return Reading("boot", self.clock.monotonic(), self.clock.now())

    def join(self, window_id: str, lasts: timedelta | None = None) -> SharingWindow:
        """Open a window whose house is the venue's, and join it; the holds are at the hub.
        ``lasts``: its leases, after the hub's last word."""
        path = self.folder / f"{window_id}.sqlite3"
        path.write_bytes(furnished(self.clock.now(), self.places))
        ids = Ids(self.clock, random.Random(window_id).randbytes)
        events = Events()
        storage = SqlStorage(path, self.clock, ids, events)
        self.hub.join(window_id)
        cut = Cut(self.hub.window(window_id), self.clock)
        line = FakeLine()
        line.storage = storage
        rights = LeasedRights(storage, cut, line, self.reading, lasts)
        things = Things(storage, cut, line, self.reading)
        window = Window(WindowId(window_id), f"Window {window_id}", window_id.upper())
        hasher = PinHasher(time_cost=1, memory_cost=8, parallelism=1)
        office = open_office(
            storage, self.clock, ids, events, window, hasher, rights, things=things
        )
        house = House(office, self.clock, ids, path, bus=events)
        events.subscribe(house.events.append)
        joined = SharingWindow(house, window_id, cut, line, rights, things, self.clock)
        self._link(joined)
        self.windows[window_id] = joined
        return joined

    def _link(self, window: SharingWindow) -> None:
        storage = window.house.office.storage
        now = self.reading()
        with storage.begin() as uow:
            time = HubTime(self.clock.now(), now)
            link = Link("hub-1", window.window_id, 1, Position(), (), time, self.clock.now())
            uow.link.keep(link)
            offered, held = uow.link.offered(), uow.link.holding()
            uow.commit()
        window.cut.offer((*offered, *houses()))
        nothing = Position()
        window.cut.hello(
            Greeting("start", (), nothing, nothing, 0, {}, SCHEMA_VERSION, "1", self.clock.now())
        )
        window.cut.claim(held)
        window.hear()

    def close(self) -> None:
        self._waiving.__exit__(None, None, None)
        for window in self.windows.values():
            window.close()
