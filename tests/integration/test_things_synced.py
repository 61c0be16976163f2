"""Two windows put together as in production, their talk with the hub carried step by step: what one
has finished with it gives back by itself, and the other has it then with all that was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from kiosk.hub_line import HubLine, share
from pos.clock import ManualClock
from pos.errors import HubUnreachable, InHandElsewhere, NotOffline
from pos.events import Events
from pos.hub.errands import perform
from pos.hub.hub_time import Reading
from pos.hub.offline_rules import Act, require_allowed
from pos.hub.parcels import Position
from pos.hub.syncing import LOOK_S
from pos.ids import Ids, WindowId
from pos.lifecycles import ConnectionState
from pos.office import Office, open_office
from pos.people.pins import PinHasher
from pos.ports.hub import Hub
from pos.ports.link import Link
from pos.storage.schema import SCHEMA_VERSION
from pos.storage.unit_of_work import SqlStorage
from pos.views.closing import ExceptionKind
from pos.views.paying import ValueView
from pos.views.people import SessionView
from pos.window import Window
from tests.hub_model import ModelHub
from tests.integration.sharing_windows import EVENING
from tests.integration.small_house import LATE, PLACES, House, furnished, usd
from tests.integration.test_values import from_value, sell_certificate
from tests.integration.test_will_call import sold_elsewhere


class StillLine(HubLine):
    """The clocks stand still unless the test moves them."""

    @property
    def clocks(self) -> Callable[[], Reading]:  # type: ignore[override]
        return lambda: Reading("boot", self.clock.monotonic(), self.clock.now())


@dataclass
class Talking:
    """A window and its talk with the hub."""

    house: House
    hub: Hub
    line: StillLine

    def carry(self) -> None:
        """Carry errands until there is none."""
        syncing = self.house.office.syncing
        assert syncing is not None
        while (errand := syncing.errand(self.line.clocks())) is not None:
            syncing.came(errand, perform(self.hub, errand), self.line.clocks())

    def spend(self, who: SessionView, value: ValueView) -> None:
        house = self.house

        def work(office: Office) -> None:
            zone = office.catalogue.house(LATE).prices[0].zone_id
            cart = office.seating.new_cart()
            cart = office.seating.take_places(house.command(), who, cart, LATE, 1, zone)
            office.selling.sell(house.command(), who, cart, (from_value(value, 4500),))

        house.office.run(work)


def talking(folder: Path, hub: ModelHub, clock: ManualClock, window_id: str) -> Talking:
    path = folder / f"{window_id}.sqlite3"
    again = path.exists()
    if not again:
        path.write_bytes(furnished(clock.now(), PLACES))
        hub.join(window_id, f"Window {window_id}")
    ids, events = Ids(clock, Random(f"{window_id}{again}").randbytes), Events()
    storage = SqlStorage(path, clock, ids, events)
    if not again:
        with storage.begin() as uow:
            uow.link.keep(Link("hub-1", window_id, 1, Position(), (), None, clock.now()))
            uow.commit()
    window = Window(WindowId(window_id), f"Window {window_id}", window_id.upper())
    line = StillLine(lambda: hub.window(window_id), clock)
    rights, syncing, things = share(storage, window, line, SCHEMA_VERSION)
    hasher = PinHasher(time_cost=1, memory_cost=8, parallelism=1)
    office = open_office(storage, clock, ids, events, window, hasher, rights, syncing, things)
    return Talking(House(office, clock, ids, path, bus=events), hub.window(window_id), line)


def everybody(*windows: Talking) -> None:
    """Let the windows in turn carry what they have, until each has heard what the last one said."""
    for _ in range(5):
        for each in windows:
            each.carry()
        windows[0].house.clock.advance(timedelta(seconds=1.1))


def test_what_is_finished_with_goes_to_the_window_that_wants_it(tmp_path: Path) -> None:
    clock = ManualClock(EVENING)
    hub = ModelHub(clock)
    one, two = (talking(tmp_path, hub, clock, window_id) for window_id in ("w1", "w2"))

    try:
        everybody(one, two)
        assert one.house.office.syncing is not None
        assert one.house.office.syncing.connection.state is ConnectionState.ONLINE
        here, there = one.house.open_till("Sue Lead"), two.house.open_till("Max House")
        value = sell_certificate(one.house, here, 9000)
        everybody(one, two)
        one.spend(here, value)
        with pytest.raises(InHandElsewhere) as refused:
            two.spend(there, value)
        assert refused.value.params["window"] == "Window w1"
        one.carry()  # its sale is told
        clock.advance(timedelta(seconds=1.1))
        one.carry()  # and the certificate given back
        two.spend(there, value)
        assert two.house.office.values.view(value.value_id).balance == usd(0)
        everybody(one, two)
        for each in (one, two):
            assert each.house.office.verify() == ()
        assert hub.venue.tasks == {}
    finally:
        for each in (one, two):
            each.house.office.close()
    held = [right for rights in hub.venue.rights.values() for right in rights.held()]
    assert not [right for right in held if right.performance_id.startswith("things:")]


def test_nothing_held_counts_until_a_start_was_heard_or_the_hub_was_found_away(
    tmp_path: Path,
) -> None:
    clock = ManualClock(EVENING)
    hub = ModelHub(clock)
    one, other = (talking(tmp_path, hub, clock, window_id) for window_id in ("w1", "w2"))
    one.carry()
    here = one.house.open_till("Sue Lead")
    value = sell_certificate(one.house, here, 9000)
    one.carry()
    one.house.office.run(lambda office: office.values.by_serial(here, value.serial))
    one.house.office.storage.close()  # the machine lost its power

    def may_pay() -> bool:
        def ask(office: Office) -> bool:
            with office.storage.read() as uow:
                require_allowed(uow, Act.CERTIFICATE, value.value_id)
            return True

        try:
            return one.house.office.run(ask)
        except NotOffline:
            return False

    def step(answer: HubUnreachable | None = None) -> None:
        syncing = one.house.office.syncing
        assert syncing is not None
        errand = syncing.errand(one.line.clocks())
        assert errand is not None
        syncing.came(errand, answer or perform(one.hub, errand), one.line.clocks())

    try:
        one = talking(tmp_path, hub, clock, "w1")
        assert not may_pay()
        assert one.house.office.syncing is not None
        assert one.house.office.syncing.errand(one.line.clocks()) is not None
        assert not may_pay()  # the greeting is on its way
        step(HubUnreachable())
        assert may_pay()
        one.house.office.storage.close()
        clock.advance(timedelta(seconds=6))
        other.hub.write_off("w1", "owner", "it burned")
        one = talking(tmp_path, hub, clock, "w1")
        step()
        assert not may_pay()  # it was greeted, and not told yet what it is to the hub
        step()
        assert one.house.office.syncing is not None
        assert one.house.office.syncing.connection.state is ConnectionState.STOPPED
        assert not may_pay()
    finally:
        for each in (one, other):
            each.house.office.close()


def test_what_two_windows_spent_after_a_write_off_is_looked_into_at_both(tmp_path: Path) -> None:
    clock = ManualClock(EVENING)
    hub = ModelHub(clock)
    one, two = (talking(tmp_path, hub, clock, window_id) for window_id in ("w1", "w2"))

    try:
        everybody(one, two)
        here, there = one.house.open_till("Sue Lead"), two.house.open_till("Max House")
        value = sell_certificate(one.house, here, 4500)
        everybody(one, two)
        one.house.office.run(lambda office: office.values.by_serial(here, value.serial))
        one.carry()
        one.spend(here, value)  # nothing of it leaves this machine
        clock.advance(timedelta(seconds=6))
        two.hub.write_off("w1", "owner", "it burned")
        two.carry()
        two.spend(there, value)
        two.hub.take_back("w1", "owner")  # it had not
        everybody(one, two)
        clock.advance(timedelta(seconds=LOOK_S))
        everybody(one, two)
        for each in (one, two):
            found = each.house.office.exceptions.waiting()
            assert {(case.kind, case.amount) for case in found} == {
                (ExceptionKind.OVERSPENT, usd(-4500))
            }
            assert all(value.serial in case.text for case in found)
    finally:
        for each in (one, two):
            each.house.office.close()


def test_nothing_is_drawn_on_while_what_another_window_did_cannot_be_read(tmp_path: Path) -> None:
    clock = ManualClock(EVENING)
    hub = ModelHub(clock)
    one, two = (talking(tmp_path, hub, clock, window_id) for window_id in ("w1", "w2"))

    def refused() -> dict[str, object]:
        with pytest.raises(InHandElsewhere) as found:
            one.spend(here, value)
        return found.value.params

    try:
        everybody(one, two)
        here, there = one.house.open_till("Sue Lead"), two.house.open_till("Max House")
        value = sell_certificate(one.house, here, 9000)
        never_there = sell_certificate(one.house, here, 9000)
        order = sold_elsewhere(one.house, "Ann Example", 9)
        everybody(one, two)
        clock.advance(timedelta(minutes=11))
        everybody(one, two)  # nobody has the certificate
        before = len(hub.venue.parcels)
        two.spend(there, value)
        two.carry()
        parcels = hub.venue.parcels
        for at in range(before, len(parcels)):
            parcels[at] = replace(parcels[at], content=b"nonsense")
        clock.advance(timedelta(minutes=11))
        two.carry()  # given back
        # It shows while somebody waits, as it does by itself.
        there_too = {"what": "value_away", "window": "Window w2", "away": True}
        for _ in range(2):
            assert refused() == there_too
            syncing = one.house.office.syncing
            assert syncing is not None
            assert syncing.connection.unread == ("w2",)
            everybody(one, two)
        one.spend(here, never_there)  # what it cannot have drawn on is drawn on here
        house = one.house
        house.office.run(lambda o: o.will_call.hand_over(house.command(), here, order, ()))
        hub.window("w1").write_off("w2", "owner", "it sends nonsense")
        one.spend(here, value)  # what it did is given up, knowingly
    finally:
        for each in (one, two):
            each.house.office.close()
