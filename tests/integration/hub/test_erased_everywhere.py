"""Somebody with everything is erased at one of two windows of a real hub: after all have heard,
nothing in any table of either window or of the hub tells who they were, parcels opened too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pos.clock import ManualClock, SystemClock
from pos.errors import ParcelDamaged
from pos.hub.parcels import opened
from pos.ids import OrderId, PatronId, SeatId
from pos.ports.hub import Hub
from pos.ports.terminals import CardOutcome
from pos.storage.hub.schema import metadata
from pos.views.holds import HoldWish
from pos.views.order_life import OrderNames
from tests.hub_server import Venue as Server
from tests.integration.card_sales import answer, approved, asked, card, card_house, settle
from tests.integration.sharing_windows import SharingWindow, Venue
from tests.integration.small_house import SYMPHONY, seat
from tests.integration.test_patrons_erased import SHE
from tests.integration.test_selling import cart_of
from tests.integration.test_verify import behind

TELLING = re.compile(r"lindqvist|555-?0142|quillstreet|wheelchair", re.IGNORECASE)

TABLES = """
    SELECT name FROM sqlite_master
    WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"""
"""What a virtual table keeps lies in plain ones beside it."""


class OnServer:
    """As ``tests.hub_model.ModelHub``, as much of it as a venue asks."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def join(self, window_id: str) -> None:
        self.server.join(window_id)

    def window(self, window_id: str) -> Hub:
        return self.server.window(window_id)


class Real(Venue):
    """Windows at a hub on PostgreSQL."""

    def __init__(self, folder: Path, server: Server) -> None:
        super().__init__(folder, ManualClock(SystemClock().now()))
        self.hub = OnServer(server)  # type: ignore[assignment]


@pytest.fixture
def windows(tmp_path: Path, venue: Server) -> Iterator[tuple[SharingWindow, SharingWindow]]:
    real = Real(tmp_path, venue)
    yield real.join("w1"), real.join("w2")
    real.close()


def test_nothing_remains_of_somebody_who_was_erased_at_one_window_while_another_went_on(
    windows: tuple[SharingWindow, SharingWindow], venue: Server
) -> None:
    one, two = windows
    one.lease(SYMPHONY, *(seat("B", n) for n in range(1, 9)))
    vera, order = _everything(one)
    _sync(one, two)
    told = {"patron_detail", "orders", "card_payment", "parked_cart", "hold_event", "stored_value"}
    assert told | {"outbox", "find_word_data", "patron_key"} <= _told(one)
    assert told | {"parcel"} <= _told_at(venue)
    there, office = two.house.sign_in("Max House"), two.house.office
    office.patrons.note(two.house.command(), there, vera, "Lindqvist called")
    office.forgetting.erase(two.house.command(), there, vera)
    _goes_on(one, vera, order)
    _sync(one, two)
    assert [_told(each) for each in windows] == [set(), set()]
    assert _told_at(venue) == set()
    for each in windows:
        assert [f for f in each.house.office.verify() if f.severity == "error"] == []
    later = Real(one.house.path.parent, venue)
    new = later.join("w3")  # hears it all from the beginning
    new.sync()
    assert _told(new) == set()
    later.close()


def _everything(one: SharingWindow) -> tuple[PatronId, OrderId]:
    """Return somebody with all that a name may stand in, and their order."""
    house, office, do = one.house, one.house.office, one.house.command
    ada, boss = card_house(house), house.sign_in("Max House")
    vera = office.patrons.add_with(do(), ada, SHE).patron_id
    office.patrons.note(do(), ada, vera, "Lindqvist knows the director")
    declined = office.cards.begin(do(), ada, asked(cart_of(house, ada, ("B", 1)), name=SHE.name))
    settle(house, declined, answer(declined, CardOutcome.DECLINED))
    cart = cart_of(house, ada, ("B", 2))
    cart = office.counter.add_certificate(ada, cart, cart.total, SHE.name)
    begun = office.cards.begin(do(), ada, asked(cart, name=SHE.name))
    paid = card(settle(house, begun, approved(begun)))
    sold = office.selling.sell(do(), ada, cart, (paid,), SHE.name, patron_id=vera)
    office.parked.park(do(), ada, cart_of(house, ada, ("B", 3)), SHE.name)
    names = OrderNames(SHE.name, "Otto Lindqvist", SHE.phones[0], SHE.emails[0])
    office.naming.rename(do(), ada, sold.order_id, names, "")
    office.naming.note(do(), ada, sold.order_id, "Lindqvist comes late")
    seats = (SeatId(seat("B", 4)),)
    office.holds.hold(do(), boss, HoldWish(SYMPHONY, "press", seats, for_whom=SHE.name))
    office.accounts.open_for(do(), boss, vera)
    return vera, sold.order_id


def _goes_on(one: SharingWindow, vera: PatronId, order: OrderId) -> None:
    """What a window does that has not heard."""
    office, do, ada = one.house.office, one.house.command, one.house.sign_in("Ada Clerk")
    office.naming.note(do(), ada, order, "Lindqvist called once more")
    account = office.values.open_account(do(), ada, SHE.name, SHE.phones[0])
    office.accounts.link(do(), ada, account.value_id, vera)
    boss = one.house.sign_in("Max House")
    twin = office.patrons.add(do(), ada, "V. Lindqvist", SHE.emails[0]).patron_id
    office.merging.merge(do(), boss, vera, twin)


def _sync(*windows: SharingWindow) -> None:
    for _ in range(3):
        for each in windows:
            each.sync()
            each.notice()


def _told(window: SharingWindow) -> set[str]:
    found = set()
    with behind(window.house) as beside, closing(beside.cursor()) as cursor:
        names = cursor.execute(TABLES).fetchall()
        for (name,) in names:
            rows = cursor.execute(f'SELECT * FROM "{name}"').fetchall()
            found |= {name} if TELLING.search(_words(rows)) else set()
    return found


def _told_at(venue: Server) -> set[str]:
    found = set()
    for table in metadata.sorted_tables:
        rows = venue.rows(f'select * from foyer."{table.name}"')
        found |= {table.name} if TELLING.search(_words(rows)) else set()
    return found


def _words(rows: list[tuple[object, ...]]) -> str:
    return "\n".join(_word(value) for row in rows for value in row)


def _word(value: object) -> str:
    if not isinstance(value, bytes):
        return str(value)
    try:
        return repr(opened(value))
    except ParcelDamaged:
        return value.decode("latin-1")
