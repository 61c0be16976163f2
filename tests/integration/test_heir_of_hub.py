"""A window of a hub is lost, and goes on from its backup on another machine."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from kiosk.hub_line import has_joined
from pos.clock import ManualClock
from pos.errors import (
    HouseNotChecked,
    HubRefused,
    HubUnreachable,
    InHandElsewhere,
    InvariantBroken,
    NotOffline,
    ParcelDamaged,
)
from pos.events import Events
from pos.heir import GAP, Heir
from pos.hub.inheriting import Inheriting
from pos.hub.leased_rights import LeasedRights
from pos.hub.offline_rules import Act, require_allowed
from pos.hub.parcels import LARGEST, Parcel, Position
from pos.hub.syncing import Self
from pos.hub.taking_things import Things
from pos.hub.talk import Greeting, LeaseCommand, TaskKind
from pos.hub.things import LASTS, Thing, ThingKind
from pos.ids import Ids, WindowId
from pos.lifecycles import ConnectionState
from pos.office import Office, open_office
from pos.people.pins import PinHasher
from pos.seating.kept import KEEPER
from pos.storage.schema import SCHEMA_VERSION
from pos.storage.unit_of_work import SqlStorage
from pos.views.catalogue import NoneLeft, SeatStatus
from pos.views.selling import SaleView
from pos.window import Window
from tests.hub_cut import Cut
from tests.integration.refunds import give_back
from tests.integration.sharing_windows import FakeLine, SharingWindow, Venue
from tests.integration.small_house import LATE, OPEN, SYMPHONY, House, seat
from tests.integration.test_outage import block
from tests.integration.test_selling import cart_of, cash, rows
from tests.integration.test_things import Pair


@pytest.fixture
def venue(tmp_path: Path) -> Iterator[Venue]:
    made = Venue(tmp_path)
    yield made
    made.close()


def sell(window: SharingWindow, *places: tuple[str, int]) -> SaleView:
    house = window.house
    session = house.sign_in("Ada Clerk")
    cart = cart_of(house, session, *places)
    return house.office.selling.sell(
        house.command(), session, cart, (cash(4500 * len(places)),), "Ann Example"
    )


def sell_late(window: SharingWindow, count: int) -> None:
    house = window.house
    session, seating = house.sign_in("Ada Clerk"), house.office.seating
    cart = seating.take_places(house.command(), session, seating.new_cart(), LATE, count, OPEN)
    house.office.selling.sell(house.command(), session, cart, (cash(4500 * count),), "")


def backup_of(window: SharingWindow, path: Path) -> Path:
    with closing(sqlite3.connect(window.house.path)) as there, closing(sqlite3.connect(path)) as to:
        there.backup(to)
    return path


def restored(venue: Venue, path: Path, made_at: datetime) -> tuple[SqlStorage, Heir, Cut]:
    """Return a backup that was restored on another machine and waits for its hub."""
    clock = ManualClock(venue.clock.now())
    ids = Ids(clock, random.Random("heir").randbytes)
    storage = SqlStorage(path, clock, ids, Events())
    heir = Heir(storage, ids, Window(WindowId("w1"), "Window w1", "W1"))
    assert heir.wait(made_at, 0)
    return storage, heir, Cut(venue.hub.window("w1"), clock)


def opened(venue: Venue, storage: SqlStorage, cut: Cut) -> SharingWindow:
    clock, ids, events, line = venue.clock, storage.ids, Events(), FakeLine()
    line.storage = storage
    rights = LeasedRights(storage, cut, line, venue.reading)
    things = Things(storage, cut, line, venue.reading)
    window = Window(WindowId("w1"), "Window w1", "W1")
    hasher = PinHasher(time_cost=1, memory_cost=8, parallelism=1)
    office = open_office(storage, clock, ids, events, window, hasher, rights, things=things)
    house = House(office, clock, ids, storage.path, bus=events)
    return SharingWindow(house, "w1", cut, line, rights, things, clock)


def kept_of(window: SharingWindow, performance_id: str) -> tuple[set[str], int]:
    with window.house.office.storage.read() as uow:
        seats = uow.rights.of_seats(performance_id).items()
        kept = {found for found, (holder, _) in seats if holder == KEEPER}
        return kept, uow.rights.places_of(performance_id, KEEPER)


def numbers(window: SharingWindow) -> set[str]:
    sql = "SELECT order_number FROM orders UNION SELECT receipt_number FROM orders"
    return {str(number) for (number,) in rows(window.house, sql)}


def test_an_heir_has_what_was_sent_and_sells_nothing_that_may_have_been_sold(
    venue: Venue, tmp_path: Path
) -> None:
    lost, other = venue.join("w1"), venue.join("w2")
    lost.lease(SYMPHONY, *(seat("B", n) for n in range(1, 7)))
    lost.lease(LATE, places=10)
    ada = lost.house.open_till()
    sell(lost, ("B", 1))
    lost.sync()
    cart = cart_of(lost.house, ada, ("B", 2))
    made_at, file = venue.clock.now(), backup_of(lost, tmp_path / "heir.sqlite3")
    lost.house.office.selling.sell(lost.house.command(), ada, cart, (cash(4500),), "")
    sell(lost, ("B", 3))
    sell_late(lost, 2)
    lost.lease(SYMPHONY, seat("A", 9))
    lost.sync()
    sell(lost, ("B", 4))  # these are never sent
    sell_late(lost, 1)
    given, sent = numbers(lost), venue.hub.venue.windows["w1"].position
    told = lost.cut.calls.count("lease")

    storage, heir, cut = restored(venue, file, made_at)
    with pytest.raises(HubRefused, match="heir"):
        has_joined(storage)  # it does not open before it heard the hub
    with pytest.raises(HubRefused, match="cloned"):  # nor is it heard without a new code
        Inheriting(storage, cut, Self("heir", "1", SCHEMA_VERSION), venue.reading).go_on(heir)
    venue.hub.window("w2").take_back("w1", "manager")  # as a new code does
    own = Self("heir-2", "1", SCHEMA_VERSION)
    for _ in range(2):  # broken off at its last call, it begins again, and no hub was restored
        lost_call = patch.object(cut, "lease", side_effect=HubUnreachable())
        with lost_call, pytest.raises(HubUnreachable):
            Inheriting(storage, cut, own, venue.reading).go_on(heir)
    assert Inheriting(storage, cut, own, venue.reading).go_on(heir) is not None
    assert venue.hub.venue.generation == 1
    assert Inheriting(storage, cut, own, venue.reading).go_on(heir) is None
    window = opened(venue, storage, cut)
    venue.windows["heir"] = window
    with storage.read() as uow:
        assert uow.link.position(sent.seq) == sent
        assert uow.link.last().seq == sent.seq + 1
    assert window.house.office.verify() == ()
    assert kept_of(window, SYMPHONY) == ({seat("A", 9), *(seat("B", n) for n in (4, 5, 6))}, 0)
    assert kept_of(window, LATE) == (set(), 8)
    with pytest.raises(HouseNotChecked):
        sell(window, ("B", 4))
    catalogue = window.house.office.catalogue
    shown = {(show.left, show.none_left) for show in catalogue.performances()}
    assert shown == {(0, NoneLeft.NOT_YET)}  # though the hub has seats that are free
    house = catalogue.house(SYMPHONY)
    assert (house.none_left, len(house.seats)) == (NoneLeft.NOT_YET, 30)
    assert house.seats[seat("A", 10)] is SeatStatus.HELD
    assert (catalogue.house(LATE).places_left, catalogue.seats(SYMPHONY, [seat("A", 10)])) == (
        0,
        None,
    )

    manager = window.house.sign_in("Max House")
    release = window.house.office.heir.release
    assert release(window.house.command(), manager, SYMPHONY, "papers", "B 4") == 3
    assert release(window.house.command(), manager, LATE, "papers", "1") == 7
    assert {show.none_left for show in catalogue.performances() if show.left} == {NoneLeft.SOLD_OUT}
    assert seat("A", 10) not in catalogue.house(SYMPHONY).seats
    sell(window, ("B", 5))
    sell(window, ("A", 10))  # was free at the hub
    sell_late(window, 7)
    assert window.cut.calls.count("lease") == 2  # a number of the lost machine's, and A 10
    assert told == 3
    fresh = numbers(window) - given
    assert len(fresh) == 6
    assert all(int(number[-6:]) > GAP for number in fresh)
    window.sync()
    other.sync()
    assert numbers(other) == numbers(window)
    assert window.house.office.verify() == other.house.office.verify() == ()
    assert [task.kind for task in venue.hub.window("w2").tasks()] == [TaskKind.CLONED]

    with lost.house.office.storage.read() as uow:  # and the lost machine wakes up
        last = uow.link.last()
    with pytest.raises(HubRefused, match="cloned"):
        lost.cut.hello(
            Greeting("wakes", ("start",), last, sent, 3, {}, SCHEMA_VERSION, "1", made_at)
        )


def test_papers_tills_carts_and_refunds_come_back_as_they_were(
    venue: Venue, tmp_path: Path
) -> None:
    lost, other = venue.join("w1"), venue.join("w2")
    lost.lease(SYMPHONY, *(seat("B", n) for n in range(1, 9)))
    lost.lease(LATE, places=12)
    ada, seating = lost.house.sign_in("Ada Clerk"), lost.house.office.seating
    new = seating.new_cart()
    cart = seating.take_places(lost.house.command(), ada, new, LATE, 1, OPEN)
    made_at, file = venue.clock.now(), backup_of(lost, tmp_path / "heir.sqlite3")
    ada = lost.house.open_till()
    lost.house.office.selling.sell(lost.house.command(), ada, cart, (cash(4500),), "")
    block(lost.house, 2)
    block(lost.house, 3, LATE)
    sale = sell(lost, ("B", 1), ("B", 2))
    give_back(lost.house, ada, sale.order_id, sale.ticket_ids[:1])
    lost.sync()

    storage, heir, cut = restored(venue, file, made_at)
    venue.hub.window("w2").take_back("w1", "manager")
    own = Self("heir", "1", SCHEMA_VERSION)
    assert Inheriting(storage, cut, own, venue.reading).go_on(heir) is not None
    window = opened(venue, storage, cut)
    venue.windows["heir"] = window
    stands = "SELECT machine, subject_id, state FROM current_state ORDER BY 1, 2"
    audit = "SELECT hash FROM audit ORDER BY seq"
    jobs = "SELECT job_id FROM print_job ORDER BY 1"
    tills = "SELECT * FROM open_till"
    for sql in (stands, jobs, tills):
        assert rows(window.house, sql) == rows(lost.house, sql) != []
    assert rows(window.house, audit)[:-1] == rows(lost.house, audit)
    seats = "SELECT holder, count(*) FROM seat_right WHERE cart_id = '' GROUP BY 1 ORDER BY 1"
    told = dict(rows(lost.house, seats))
    assert dict(rows(window.house, seats)) == told | {KEEPER: 8 - 2 - 1}
    places = "SELECT holder, sum(places) FROM place_right GROUP BY 1"
    assert dict(rows(window.house, places)) == {
        "hold:paper-w1": 3,
        "window:w1": 1,
        KEEPER: 12 - 3 - 1,
    }
    window.sync()
    other.sync()
    assert window.house.office.verify() == other.house.office.verify() == ()


def test_only_an_heir_takes_its_own_parcels_and_only_its_own(venue: Venue, tmp_path: Path) -> None:
    lost = venue.join("w1")
    lost.house.open_till()
    with lost.house.office.storage.read() as uow:
        every = uow.link.parcels(0, LARGEST)
    with pytest.raises(InvariantBroken), lost.house.office.storage.taking_in() as uow:
        uow.restoring.take_back(every)
    file = backup_of(lost, tmp_path / "heir.sqlite3")
    storage, _, _ = restored(venue, file, venue.clock.now())
    last = every[-1].position
    wrong = Parcel("w1", Position(last.seq, "0" * 64), every[-1].content)
    following = Parcel("w1", Position(last.seq + 1, "0" * 64), every[-1].content)
    for parcel in (wrong, following):
        with pytest.raises(ParcelDamaged), storage.taking_in() as uow:
            uow.restoring.take_back([parcel])
    with storage.taking_in() as uow:
        uow.restoring.take_back(every)  # known already
        assert uow.link.last() == last
    storage.close()


def test_what_a_lost_machine_had_in_hand_is_kept_back_until_somebody_has_looked(
    tmp_path: Path,
) -> None:
    pair = Pair(tmp_path)
    venue, lost = pair.venue, pair.one
    value, sales = pair.certificate(4500), [pair.sold(number) for number in (1, 2, 3)]
    in_hand, going, free = (Thing(ThingKind.ORDER, sale.order_id) for sale in sales)
    spent = Thing(ThingKind.VALUE, value.value_id)

    def may(window: SharingWindow, thing: Thing) -> bool:
        act = Act.GIVE_BACK if thing.kind is ThingKind.ORDER else Act.CERTIFICATE

        def ask(office: Office) -> bool:
            with office.storage.read() as uow:
                require_allowed(uow, act, thing.about)
            return True

        try:
            return window.run(ask)
        except (InHandElsewhere, NotOffline):
            return False

    assert may(lost, in_hand)
    assert may(lost, going)
    made_at, file = venue.clock.now(), backup_of(lost, tmp_path / "heir.sqlite3")
    assert may(lost, spent)  # the backup does not know, the hub does
    lost.lose()
    give_back(lost.house, pair.here, sales[0].order_id, sales[0].ticket_ids)  # never sent

    storage, heir, cut = restored(venue, file, made_at)
    with storage.begin() as uow:  # one was on its way back then
        back = LeaseCommand(uow.link.next_number(), going.house, "", uow.now() + LASTS)
        uow.link.ask(replace(back, give_back=(going.name,)))
        uow.commit()
    venue.hub.window("w2").take_back("w1", "manager")
    own = Self("heir", "1", SCHEMA_VERSION)
    assert Inheriting(storage, cut, own, venue.reading).go_on(heir) is not None
    window = opened(venue, storage, cut)
    every = (in_hand, going, spent)
    assert window.held() == {thing.name: False for thing in every}
    assert may(window, free)
    for _ in range(2):
        assert [may(window, thing) for thing in every] == [False] * 3
        assert [may(pair.two, thing) for thing in every] == [False] * 3  # and asks for it
        window.send()
        venue.clock.advance(timedelta(hours=1))
        assert [each.give_back for each in window.beat()] in ([(free.name,)], [])
        with storage.begin() as uow:
            uow.link.give_up()  # a hub that was restored asks what is held
            uow.commit()
        window.hear()
    window.line.go(ConnectionState.OFFLINE)
    assert [may(window, thing) for thing in every] == [False] * 3
    window.line.go(ConnectionState.ONLINE)

    manager, office = window.house.sign_in("Max House"), window.house.office
    waiting = office.heir.standing()
    assert waiting is not None
    for house in waiting.houses:
        assert not may(window, in_hand)
        office.heir.release(window.house.command(), manager, house.performance_id, "papers")
    assert window.held() == {thing.name: False for thing in every}
    window.send()
    window.beat()
    assert window.held() == {}
    assert may(pair.two, in_hand)
    assert may(window, spent)
    venue.close()
    window.close()


def test_what_a_lost_machine_sent_is_known_to_others_though_the_backup_was_made_alone(
    venue: Venue, tmp_path: Path
) -> None:
    lost = venue.join("w1")
    venue.join("w2")
    lost.lease(SYMPHONY, seat("B", 1))
    session = lost.house.open_till()
    lost.lose()
    made_at, file = venue.clock.now(), backup_of(lost, tmp_path / "heir.sqlite3")
    sale = sell(lost, ("B", 1))
    lost.cut.up = True
    lost.sync()
    storage, heir, cut = restored(venue, file, made_at)
    venue.hub.window("w2").take_back("w1", "manager")
    own = Self("heir", "1", SCHEMA_VERSION)
    assert Inheriting(storage, cut, own, venue.reading).go_on(heir) is not None
    window = opened(venue, storage, cut)
    venue.windows["heir"] = window
    window.line.go(ConnectionState.OFFLINE)
    with pytest.raises(NotOffline):
        window.run(lambda _: give_back(window.house, session, sale.order_id, sale.ticket_ids))
