"""Devices looked at and tried: papers counted, kicks with a reason, readings kept to the trial."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from hardware.drawers.learning import Step
from kiosk.presenters.device_room import (
    SEEN_WITHIN_S,
    Can,
    DeviceRoom,
    Hands,
    Trial,
)
from kiosk.presenters.reading import Reads
from pos.errors import AmountInvalid
from pos.ids import UserId
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, DeviceStatus, PrintOutcome, PrintResult
from pos.ports.readers import ReadProblem, Scan
from tests.unit.kiosk.presenters.conftest import Bench


class FakeDrawer:
    """A drawer whose sensor is low while open; ``stuck``: it never opens."""

    def __init__(self) -> None:
        self.now: bool | None = True
        self.is_reachable = True
        self.kept: list[str] = []

    def level(self) -> bool | None:
        return self.now

    def reachable(self) -> bool:
        return self.is_reachable

    def keep(self, sensor: str) -> bool:
        self.kept.append(sensor)
        return True


CAN = {
    "ticket_printer": Can.PRINT,
    "cash_drawer": Can.KICK,
    "scanner": Can.READ,
    "customer_display": Can.SHOW,
}


class FakeHands:
    """Hands whose printers answer when the test says so."""

    def __init__(self) -> None:
        self.printing: list[tuple[str, Callable[[PrintResult], None]]] = []
        self.shown: list[str] = []
        self.hears: tuple[str, Callable[[Reads], None]] | None = None
        self.drawer = FakeDrawer()

    def sensor(self) -> FakeDrawer:
        return self.drawer

    def facts(self, device: str) -> Mapping[str, str]:
        return {"firmware": "FGL46"} if device == "ticket_printer" else {}

    def can(self, device: str) -> frozenset[Can]:
        also = {Can.LEARN} if device == "cash_drawer" else set()
        return frozenset({CAN[device], *also})

    def print_test(self, device: str, done: Callable[[PrintResult], None]) -> None:
        self.printing.append((device, done))

    def show_test(self, device: str) -> None:
        self.shown.append(device)

    def try_reading(self, device: str, heard: Callable[[Reads], None]) -> None:
        self.hears = (device, heard)

    def stop_reading(self) -> None:
        self.hears = None


class Room:
    """The panel of a window with four devices."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.hands = FakeHands()
        self.room: DeviceRoom = bench.rooms.devices
        hands: Hands = self.hands
        self.room.equip(hands)
        self.statuses = {name: DeviceStatus(name, DeviceState.READY) for name in CAN}
        self.room.devices_are(self.statuses)

    def becomes(self, device: str, *conditions: Condition) -> None:
        state = DeviceState.ATTENTION if conditions else DeviceState.READY
        self.statuses[device] = DeviceStatus(device, state, frozenset(conditions))
        self.room.devices_are(self.statuses)

    @property
    def tests(self) -> int:
        return self.bench.office.done("test_printed")


@pytest.fixture
def room(bench: Bench) -> Room:
    bench.sit_down()
    return Room(bench)


def test_nobody_s_panel_stays_shut(bench: Bench) -> None:
    made = Room(bench)
    made.room.open("scanner")
    assert not made.room.state.shown


def test_a_light_opens_its_device_with_what_it_said(room: Room) -> None:
    room.room.open("ticket_printer")
    state = room.room.state
    assert state.shown
    assert state.card is not None
    assert state.card.facts == (("firmware", "FGL46"),)
    assert state.stock is not None


@pytest.mark.parametrize(
    ("outcome", "trial", "counted"),
    [
        (PrintOutcome.PRINTED, Trial.WELL, 1),
        (PrintOutcome.SPOILED, Trial.BAD, 1),
        (PrintOutcome.UNKNOWN, Trial.BAD, 1),
        (PrintOutcome.NOT_SENT, Trial.BAD, 0),
    ],
)
def test_a_test_ticket_is_counted_when_paper_may_have_moved(
    room: Room, outcome: PrintOutcome, trial: Trial, counted: int
) -> None:
    room.room.open("ticket_printer")
    room.room.print_test()
    assert room.room.state.trial is Trial.UNDER_WAY
    room.room.print_test()
    ((device, done),) = room.hands.printing
    done(PrintResult(outcome))
    assert (device, room.room.state.trial, room.tests) == ("ticket_printer", trial, counted)


def test_a_paper_that_comes_out_after_the_panel_is_away_is_counted_all_the_same(
    room: Room,
) -> None:
    room.room.open("ticket_printer")
    room.room.print_test()
    room.room.close()
    room.hands.printing[0][1](PrintResult(PrintOutcome.PRINTED))
    assert room.tests == 1
    assert room.room.state.trial is None


def test_a_kick_has_its_reason_on_disk_and_is_well_when_the_sensor_says_so(room: Room) -> None:
    room.room.open("cash_drawer")
    room.room.kick("trial")
    assert room.bench.office.tills.test_kicks == ["trial"]
    assert room.room.state.trial is Trial.UNDER_WAY
    room.becomes("cash_drawer", Condition.DRAWER_OPEN)
    assert room.room.state.trial is Trial.WELL


def test_a_drawer_nobody_sees_open_is_sent_and_no_more(room: Room) -> None:
    room.room.open("cash_drawer")
    room.room.kick("trial")
    room.bench.timers.pass_time(SEEN_WITHIN_S)
    assert room.room.state.trial is Trial.SENT


def test_what_a_reader_reads_comes_here_while_it_is_tried_and_only_then(room: Room) -> None:
    room.room.open("scanner")
    room.room.try_reading()
    assert room.hands.hears is not None
    device, heard = room.hands.hears
    assert device == "scanner"
    heard(Scan("scanner", "K7Q2M9"))
    assert (room.room.state.trial, room.room.state.read) == (Trial.WELL, Scan("scanner", "K7Q2M9"))
    heard(Scan("scanner", problem=ReadProblem.UNREADABLE))
    assert room.room.state.trial is Trial.BAD
    room.room.choose("ticket_printer")
    assert room.hands.hears is None
    assert room.room.state.read is None


def test_words_for_the_patron_are_shown(room: Room) -> None:
    room.room.open("customer_display")
    room.room.show_test()
    assert room.hands.shown == ["customer_display"]


def test_only_what_a_device_can_do_is_tried(room: Room) -> None:
    room.room.open("scanner")
    room.room.print_test()
    room.room.kick("trial")
    room.room.show_test()
    assert room.hands.printing == []
    assert room.hands.shown == []
    assert room.bench.office.tills.test_kicks == []


def test_loading_stock_raises_what_should_be_there(room: Room) -> None:
    room.room.open("ticket_printer")
    room.room.load_stock(" 500 ", "A000001")
    stock = room.room.state.stock
    assert stock is not None
    assert stock.should_be_there == 500
    assert room.bench.office.stock.serials == ["A000001"]


@pytest.mark.parametrize("text", ["", "many", "-1", "1e3", "1.5", "9999999", "\u0665"])
def test_a_count_that_is_no_whole_number_is_refused(room: Room, text: str) -> None:
    room.room.open("ticket_printer")
    room.room.load_stock(text)
    room.room.count_stock(text, "why")
    assert isinstance(room.room.state.refusal, AmountInvalid)
    assert room.bench.office.log == []


def test_a_count_that_differs_asks_for_somebody_who_may_let_it_stand(room: Room) -> None:
    room.room.open("ticket_printer")
    room.room.load_stock("500")
    room.room.count_stock("497", "three torn")
    approval = room.bench.rooms.approval
    assert approval.state.permission is not None
    approval.choose(UserId("mia"))
    approval.confirm("9753")
    stock = room.room.state.stock
    assert stock is not None
    assert stock.should_be_there == 497
    assert not room.room.state.busy


def test_signing_out_puts_the_panel_away(room: Room) -> None:
    room.room.open("scanner")
    room.room.try_reading()
    room.bench.rooms.lock.lock()
    room.bench.rooms.lock.switch()
    assert not room.room.state.shown
    assert room.hands.hears is None


# ---- the sensor ----


@pytest.fixture
def taught(bench: Bench) -> Room:
    """A manager looks at the drawer and begins the lesson."""
    bench.sit_down("mia")
    room = Room(bench)
    room.room.open("cash_drawer")
    room.room.learn("lesson")
    return room


def test_a_cashier_does_not_teach(room: Room) -> None:
    room.room.open("cash_drawer")
    assert room.room.state.card is not None
    assert Can.LEARN not in room.room.state.card.can
    room.room.learn("lesson")
    assert room.room.state.lesson is None


def test_a_sensor_that_changes_is_learned_and_kept(taught: Room) -> None:
    drawer, room = taught.hands.drawer, taught.room
    room.is_shut()
    assert taught.bench.office.tills.test_kicks == ["lesson"]
    drawer.now = False
    taught.bench.timers.pass_time(0.2)
    lesson = room.state.lesson
    assert lesson is not None
    assert lesson.step is Step.SHUT_AGAIN
    room.is_shut()
    drawer.now = True
    taught.bench.timers.pass_time(0.2)
    lesson = room.state.lesson
    assert lesson is not None
    assert lesson.learnt is not None
    assert (lesson.learnt.sensor, lesson.kept, drawer.kept) == ("low", True, ["low"])


def test_a_level_that_never_changes_is_no_sensor(taught: Room) -> None:
    taught.room.is_shut()
    taught.bench.timers.pass_time(2)
    taught.room.is_shut()
    taught.bench.timers.pass_time(12)
    assert taught.hands.drawer.kept == ["none"]


def test_a_drawer_that_cannot_be_reached_teaches_nothing(taught: Room) -> None:
    taught.hands.drawer.is_reachable = False
    taught.room.is_shut()
    lesson = taught.room.state.lesson
    assert lesson is not None
    assert lesson.learnt is not None
    assert not lesson.learnt.certain
    assert taught.hands.drawer.kept == []
    assert taught.bench.office.tills.test_kicks == []


def test_a_lesson_given_up_keeps_nothing(taught: Room) -> None:
    taught.room.is_shut()
    taught.room.choose("scanner")
    taught.hands.drawer.now = False
    taught.bench.timers.pass_time(60)
    taught.room.is_shut()
    assert taught.room.state.lesson is None
    assert taught.hands.drawer.kept == []
