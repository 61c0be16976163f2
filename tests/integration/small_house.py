"""A small venue for tests: a hall of 3 rows by 10, a studio of 20 places, two performances tonight.

Built from the same records an import makes, in a real database file.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from pos.catalogue.halls import open_hall
from pos.catalogue.stable_ids import hall_id, performance_id, price_type_id, seat_id, zone_id
from pos.clock import ManualClock
from pos.events import Event, Events
from pos.hub.rights import RightsCommand
from pos.ids import CartId, CommandId, Ids, WindowId
from pos.money import Money
from pos.office import Office, open_office
from pos.people.pins import PinHasher
from pos.storage.unit_of_work import SqlStorage
from pos.views.cash import CountSheet
from pos.views.catalogue import (
    HallView,
    PriceTypeView,
    PriceView,
    SeatKind,
    SeatView,
    ZoneView,
)
from pos.views.people import Role, SessionView
from pos.views.season import Hall, Hold, Performance, Production, Promo, PromoKind, Season, Venue
from pos.window import Window

ZONE = ZoneInfo("America/Los_Angeles")
ROWS = ("A", "B", "C")
PER_ROW = 10
PLACES = 20
FURNISHER = 53
"""Seed of the ids of what every house begins with; no test's house has it."""

MAIN, STUDIO = hall_id("main"), hall_id("studio")
STALLS, OPEN = zone_id("main", "Stalls"), zone_id("studio", "Floor")
SYMPHONY, LATE = performance_id("SYM-1"), performance_id("LATE-1")
ADULT, STUDENT, COMP = (price_type_id(code) for code in ("adult", "student", "comp"))

PINS = {"Ada Clerk": "2580", "Ben Clerk": "1470", "Sue Lead": "3691", "Max House": "9517"}
OWNER = {"Olga Owner": "7302"}
ROLES = {
    "Ada Clerk": Role.CASHIER,
    "Ben Clerk": Role.CASHIER,
    "Sue Lead": Role.SUPERVISOR,
    "Max House": Role.MANAGER,
}


def seat(row: str, number: int) -> str:
    """Return the id of a seat of the hall."""
    return seat_id("main", f"{row}-{number}")


def _hall() -> HallView:
    seats = tuple(
        SeatView(
            seat_id=seat_id("main", f"{row}-{number}"),
            guid=f"{row}-{number}",
            section="Orchestra",
            row=row,
            number=str(number),
            x=20.0 * number,
            y=30.0 * depth,
            zone_id=STALLS,
            kind=SeatKind.RESTRICTED if (row, number) == ("C", 10) else SeatKind.ORDINARY,
            rank=depth * 100 + abs(2 * number - PER_ROW - 1),
            row_order=number,
        )
        for depth, row in enumerate(ROWS)
        for number in range(1, PER_ROW + 1)
    )
    zones = (ZoneView(STALLS, "Stalls", "#2f6f9f", 0),)
    return HallView(MAIN, "main", "Main Hall", "Test House", 300.0, 200.0, zones, seats, (), (), 0)


def usd(minor: int) -> Money:
    """Return dollars from cents."""
    return Money(minor, "USD")


def season(tonight: datetime, places: int = PLACES) -> Season:
    """Return the season around ``tonight`` (aware), with so many places in the studio."""
    evening = tonight.replace(hour=19, minute=30)
    prices = [
        PriceView(zone, kind, usd(face), usd(fee))
        for zone in (STALLS, OPEN)
        for kind, face, fee in ((ADULT, 4200, 300), (STUDENT, 1700, 300), (COMP, 0, 0))
    ]
    return Season(
        name="Test season",
        company="Test Players",
        venues=(
            Venue(
                "h",
                "Test House",
                ("1 Stage Street",),
                "America/Los_Angeles",
                "USD",
                4,
                "No refunds.",
                ("en",),
            ),
        ),
        halls=(
            Hall(_hall(), "main.json"),
            Hall(open_hall("studio", "Studio", "Test House", places, "Floor")),
        ),
        price_types=(
            PriceTypeView(ADULT, "adult", "Adult", 0, needs_reason=False),
            PriceTypeView(STUDENT, "student", "Student", 1, needs_reason=False),
            PriceTypeView(COMP, "comp", "Comp", 2, needs_reason=True),
        ),
        productions=(
            Production(
                "SYM",
                "Symphony No. 9",
                "From the New World",
                "Symphony",
                (("running_time", "1 h 50"),),
            ),
            Production("LATE", "Late Studio", "", "Studio", ()),
        ),
        performances=(
            Performance(
                SYMPHONY,
                "SYM-1",
                "SYM",
                MAIN,
                evening,
                None,
                tuple(p for p in prices if p.zone_id == STALLS),
            ),
            Performance(
                LATE,
                "LATE-1",
                "LATE",
                STUDIO,
                evening + timedelta(hours=2),
                None,
                tuple(p for p in prices if p.zone_id == OPEN),
            ),
        ),
        promos=(
            Promo(
                "TENOFF",
                "Ten percent",
                PromoKind.PERCENT,
                usd(0),
                basis_points=1000,
                price_types=frozenset({ADULT}),
            ),
        ),
        subscriptions=(),
        memberships=(),
        holds=(
            Hold("hold:house", SYMPHONY, (seat_id("main", "A-1"),)),
            Hold("kill:tech", SYMPHONY, (seat_id("main", "C-1"),)),
        ),
    )


@dataclass
class House:
    """An open office over a real file, its staff, and everything it said after commits."""

    office: Office
    clock: ManualClock
    ids: Ids
    path: Path
    staff: dict[str, SessionView] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    bus: Events = field(default_factory=Events)

    def command(self) -> CommandId:
        """Return a fresh command id."""
        return CommandId(self.ids.new())

    def sign_in(self, name: str) -> SessionView:
        """Sign a member of staff in by the right PIN."""
        user = next(person for person in self.office.people.staff() if person.name == name)
        self.staff[name] = self.office.people.sign_in(user.user_id, (PINS | OWNER)[name])
        return self.staff[name]

    def open_till(self, name: str = "Ada Clerk", float_minor: int = 10_000) -> SessionView:
        """Sign in and open the till with a float of whole dollars."""
        session = self.sign_in(name)
        sheet = CountSheet(notes=((100, float_minor // 100),))
        self.office.tills.open(self.command(), session, sheet)
        return session


def open_house(path: Path, clock: ManualClock, seed: int = 7, places: int = PLACES) -> House:
    """Open the office at ``path``; a new file has the season, the holds and the staff."""
    if not path.exists():
        path.write_bytes(furnished(clock.now(), places))
    return open_bare(path, clock, seed)


def open_bare(path: Path, clock: ManualClock, seed: int, number: int = 1) -> House:
    """Open the office of a window at ``path``; a new file has nothing."""
    ids = Ids(clock, random.Random(seed).randbytes)
    events = Events()
    storage = SqlStorage(path, clock, ids, events)
    window = Window(WindowId(f"w{number}"), f"Window {number}", f"W{number}")
    hasher = PinHasher(time_cost=1, memory_cost=8, parallelism=1)
    office = open_office(storage, clock, ids, events, window, hasher)
    house = House(office, clock, ids, path, bus=events)
    events.subscribe(house.events.append)
    return house


@cache
def furnished(now: datetime, places: int) -> bytes:
    """Return the file of a furnished house. It is made once and copied, which costs a tenth."""
    with TemporaryDirectory() as folder:
        house = open_bare(Path(folder) / "new.sqlite3", ManualClock(now), FURNISHER)
        _furnish(house, places)
        house.office.close()
        return house.path.read_bytes()


def _furnish(house: House, places: int) -> None:
    loaded = season(house.clock.now().astimezone(ZONE), places)
    with house.office.storage.begin() as uow:
        uow.catalogue.save(loaded)
        for hold in loaded.holds:
            uow.rights.apply(
                RightsCommand(
                    house.command(), hold.holder, hold.performance_id, CartId(""), take=hold.seats
                )
            )
        uow.commit()
    owner = house.office.people.set_up(house.command(), "Olga Owner", OWNER["Olga Owner"], "en")
    for name, pin in PINS.items():
        house.office.people.add_staff(house.command(), owner, name, ROLES[name], pin, "en")
