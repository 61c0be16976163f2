"""A hall with as many seats as are wanted, one performance in it a month from now or one each
evening from then on, and a cashier: what an on-sale is sold from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.bootstrap import open_office
from kiosk.settings import Home, WindowSettings, write_section
from pos.catalogue.stable_ids import hall_id, performance_id, price_type_id, seat_id, zone_id
from pos.clock import SystemClock
from pos.events import Events
from pos.ids import CommandId, Ids
from pos.money import Money
from pos.people.pins import PinHasher
from pos.views.cash import CountSheet
from pos.views.catalogue import HallView, PriceTypeView, PriceView, SeatKind, SeatView, ZoneView
from pos.views.people import Role
from pos.views.season import Hall, Performance, Production, Season, Venue
from pos.views.selling import TenderGiven, TenderKind

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.hub_line import HubLine
    from pos.ids import PerformanceId, SeatId
    from pos.office import Office
    from pos.views.people import SessionView
    from pos.views.selling import CartView, SaleView

SEATS = 20_000
IN_A_ROW = 50
CURTAIN_IN = timedelta(days=30)
PERFORMANCE = performance_id("ON-SALE")
_HALL, _ZONE, _ADULT = hall_id("arena"), zone_id("arena", "Arena"), price_type_id("adult")
_OWNER, _CASHIER = ("Olive Owner", "8520"), ("Cassie Till", "1470")


def seat_ids(seats: int) -> tuple[SeatId, ...]:
    """Return the hall's seats, the best first."""
    return tuple(_seat_id(number) for number in range(seats))


def season_ids(performances: int) -> tuple[PerformanceId, ...]:
    """Return the performances of a season in this house, the first on its first evening."""
    rest = (performance_id(f"ON-SALE-{number + 1}") for number in range(1, performances))
    return (PERFORMANCE, *rest)


def furnish(home: Home, seats: int, performances: int = 1) -> None:
    """Make the venue in a home that holds nothing yet: season, people."""
    office = open_window(home)
    with office.storage.begin() as uow:
        uow.catalogue.save(_season(seats, office.clock.now(), performances))
        uow.commit()
    owner = office.people.set_up(CommandId(office.ids.new()), *_OWNER, "en")
    name, pin = _CASHIER
    office.people.add_staff(CommandId(office.ids.new()), owner, name, Role.CASHIER, pin, "en")
    office.close()


def name_window(home: Home, prefix: str) -> None:
    """Say which window a home is."""
    home.make()
    write_section(home.settings_file, "window", {"name": f"Window {prefix}", "prefix": prefix})


def open_window(home: Home, prefix: str = "W1", line: HubLine | None = None) -> Office:
    """Open the office of a home on this thread. PINs are proved at no cost: none is measured."""
    clock = SystemClock()
    pins = PinHasher(time_cost=1, memory_cost=8, parallelism=1)
    window = WindowSettings(name=f"Window {prefix}", prefix=prefix)
    return open_office(home, window, clock, Ids(clock), Events(), pins, line)


@dataclass(frozen=True, slots=True)
class AtTheWindow:
    """A cashier with an open till."""

    office: Office
    session: SessionView

    def take(self, seats: tuple[SeatId, ...]) -> CartView:
        """Return a cart with these seats. Raises as ``Seating.take_seats``."""
        office = self.office
        empty = office.seating.new_cart()
        return office.seating.take_seats(
            CommandId(office.ids.new()), self.session, empty, PERFORMANCE, seats
        )

    def sell(self, cart: CartView) -> SaleView:
        """Sell a cart for exact cash."""
        exact = TenderGiven(TenderKind.CASH, cart.total, cart.total)
        command = CommandId(self.office.ids.new())
        return self.office.selling.sell(command, self.session, cart, (exact,))


def at_the_window(office: Office) -> AtTheWindow:
    """Sign the cashier in and open a till. Thread: ledger, where there is one."""
    person = next(each for each in office.people.staff() if each.name == _CASHIER[0])
    session = office.people.sign_in(person.user_id, _CASHIER[1])
    office.tills.open(CommandId(office.ids.new()), session, CountSheet())
    return AtTheWindow(office, session)


def _seat_id(number: int) -> SeatId:
    return seat_id("arena", f"{number // IN_A_ROW + 1}-{number % IN_A_ROW + 1}")


def _seat(number: int) -> SeatView:
    row, place = divmod(number, IN_A_ROW)
    return SeatView(
        seat_id=_seat_id(number),
        guid=f"{row + 1}-{place + 1}",
        section=f"Block {row // 20 + 1}",
        row=str(row + 1),
        number=str(place + 1),
        x=20.0 * place,
        y=30.0 * row,
        zone_id=_ZONE,
        kind=SeatKind.ORDINARY,
        rank=number,
        row_order=place,
    )


def _evening(now: datetime, night: int) -> datetime:
    return now + CURTAIN_IN + timedelta(days=night)


def _season(seats: int, now: datetime, performances: int) -> Season:
    zones = (ZoneView(_ZONE, "Arena", "#2f6f9f", 0),)
    every = tuple(_seat(number) for number in range(seats))
    hall = HallView(_HALL, "arena", "Arena", "Arena", 1000.0, 12_000.0, zones, every, (), (), 0)
    price = PriceView(_ZONE, _ADULT, Money(4200, "USD"), Money(300, "USD"))
    address, zone = ("1 Arena Road",), "America/Los_Angeles"
    return Season(
        name="On-sale",
        company="Arena Company",
        venues=(Venue("arena", "Arena", address, zone, "USD", 4, "No refunds.", ("en",)),),
        halls=(Hall(hall, "arena.json"),),
        price_types=(PriceTypeView(_ADULT, "adult", "Adult", 0, needs_reason=False),),
        productions=(Production("TOUR", "The Tour", "", "Tour", ()),),
        performances=tuple(
            Performance(each, f"NIGHT-{night}", "TOUR", _HALL, _evening(now, night), None, (price,))
            for night, each in enumerate(season_ids(performances))
        ),
        promos=(),
        subscriptions=(),
        memberships=(),
        holds=(),
    )
