"""A box office to measure: the demo venue, a cashier signed in, a till open, carts that hold
seats.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kiosk.bootstrap import open_office
from kiosk.demo.preparing import FIRST_CASHIER, prepare
from kiosk.settings import Home, WindowSettings
from pos.clock import SystemClock
from pos.events import Events
from pos.ids import CommandId, Ids
from pos.views.cash import CountSheet
from pos.views.selling import TenderGiven, TenderKind

if TYPE_CHECKING:
    from pos.office import Office
    from pos.views.people import SessionView
    from pos.views.selling import CartView, SaleView


@dataclass(frozen=True, slots=True)
class Sample:
    """An office with somebody at the window."""

    office: Office
    session: SessionView

    def cart(self) -> CartView:
        """Return a cart that holds the two best seats left tonight."""
        office = self.office
        tonight = next(p for p in office.catalogue.performances() if not p.general_admission)
        empty = office.seating.new_cart()
        return office.seating.take_best(
            command(office), self.session, empty, tonight.performance_id, 2, None, None
        )

    def sell(self, cart: CartView) -> SaleView:
        """Sell it for exact cash."""
        exact = TenderGiven(TenderKind.CASH, cart.total, cart.total)
        return self.office.selling.sell(command(self.office), self.session, cart, (exact,))


def command(office: Office) -> CommandId:
    """Return a fresh command id."""
    return CommandId(office.ids.new())


def prepared(home: Home) -> None:
    """Make the demo venue in ``home``."""
    home.root.mkdir(parents=True, exist_ok=True)
    home.database.write_bytes(_demo_venue())


@cache
def _demo_venue() -> bytes:
    """Return the database of the demo venue; made once a process."""
    with TemporaryDirectory() as folder:
        home = Home(Path(folder))
        office = open_home(home)
        prepare(office)
        office.close()
        return home.database.read_bytes()


def open_home(home: Home) -> Office:
    """Open the office of ``home`` on this thread."""
    clock = SystemClock()
    return open_office(home, WindowSettings(), clock, Ids(clock), Events())


def at_work(office: Office) -> Sample:
    """Sign a cashier in and open a till. Thread: ledger, where there is one."""
    person = next(p for p in office.people.staff() if p.name == FIRST_CASHIER.name)
    session = office.people.sign_in(person.user_id, FIRST_CASHIER.pin)
    if office.tills.current() is None:
        office.tills.open(command(office), session, CountSheet())
    return Sample(office, session)


def open_sample(folder: Path) -> Sample:
    """Return a fresh sample in ``folder``, on this thread."""
    home = Home(folder)
    prepared(home)
    return at_work(open_home(home))
