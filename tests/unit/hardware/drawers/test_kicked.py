from __future__ import annotations

from collections.abc import Callable

import pytest

from hardware.drawers.kicked import KickedDrawer
from hardware.health import Health
from hardware.printers.kicks import Kick, PinWatcher
from hardware.settings import DrawerSettings
from hardware.simulators.stepped_clock import SteppedClock
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, DeviceStatus, KickResult, OpenSpell, Watcher

UNREACHABLE = Condition.UNREACHABLE


class PlayedPrinter:
    """A printer that is only its health and its drawer port."""

    def __init__(self) -> None:
        self.health = Health("receipt_printer")
        self.kicks: list[Kick] = []
        self.pins: list[PinWatcher] = []
        self.clock = SteppedClock()
        self.later: list[tuple[float, Callable[[], None]]] = []

    def kick(self, kick: Kick) -> None:
        self.kicks.append(kick)

    def watch_pin(self, watcher: PinWatcher) -> None:
        self.pins.append(watcher)
        watcher(None)

    def call_at(self, due_s: float, call: Callable[[], None]) -> None:
        self.later.append((due_s, call))

    def wait(self, seconds: float) -> None:
        self.clock.step(seconds)
        due = [call for due_s, call in self.later if due_s <= self.clock.monotonic()]
        self.later = [one for one in self.later if one[0] > self.clock.monotonic()]
        for call in due:
            call()

    def watch(self, watcher: Watcher) -> None:
        self.health.watch(watcher)

    def status(self) -> DeviceStatus:
        return self.health.status

    def pin(self, level: bool | None) -> None:
        for watcher in self.pins:
            watcher(level)


@pytest.fixture
def printer() -> PlayedPrinter:
    return PlayedPrinter()


def drawer(printer: PlayedPrinter, sensor: str = "high") -> KickedDrawer:
    settings = DrawerSettings(
        "cash_drawer", "kick", "receipt_printer", open_level=sensor, alarm_after_s=30.0
    )
    made = KickedDrawer(printer, settings, printer.clock)
    made.open()
    return made


def test_it_follows_the_printers_connection(printer: PlayedPrinter) -> None:
    made, seen = drawer(printer), []
    made.watch(lambda status: seen.append(status.state.value))
    printer.health.opening()
    printer.health.report(frozenset())
    printer.health.lost(UNREACHABLE)
    printer.health.retrying()
    printer.health.report(frozenset())
    printer.health.closed()
    made.close()
    assert seen == ["lost", "connecting", "ready", "lost", "connecting", "ready", "lost", "closed"]


def test_what_ails_the_printer_does_not_ail_the_drawer(printer: PlayedPrinter) -> None:
    printer.health.opening()
    printer.health.report(frozenset({Condition.OUT_OF_STOCK}))
    assert drawer(printer).status().state is DeviceState.READY


@pytest.mark.parametrize(("sensor", "open_level"), [("high", True), ("low", False)])
def test_polarity(printer: PlayedPrinter, sensor: str, open_level: bool) -> None:
    printer.health.opening()
    printer.health.report(frozenset())
    made = drawer(printer, sensor)
    printer.pin(not open_level)
    assert made.status().conditions == frozenset()
    printer.pin(open_level)
    assert made.status().conditions == {Condition.DRAWER_OPEN}
    printer.pin(None)
    assert made.status().conditions == frozenset()


def test_without_a_sensor_it_is_never_known_to_be_open(printer: PlayedPrinter) -> None:
    printer.health.opening()
    printer.health.report(frozenset())
    made = drawer(printer, "none")
    printer.pin(True)
    assert made.status().state is DeviceState.READY


def test_a_level_told_before_the_connection_counts_once_there_is_one(
    printer: PlayedPrinter,
) -> None:
    made = drawer(printer)
    printer.pin(True)
    printer.health.opening()
    printer.health.report(frozenset())
    assert made.status().conditions == {Condition.DRAWER_OPEN}


def test_a_kick_is_the_printers_business(printer: PlayedPrinter) -> None:
    made = drawer(printer)
    future = made.kick()
    (kick,) = printer.kicks
    assert (kick.pulse.pin, kick.pulse.on_ms, kick.open_is_high) == (2, 100, True)
    kick.end(KickResult(sent=True, seen_open=True))
    assert future.result(0).seen_open is True


def test_a_closed_drawer_ignores_its_printer(printer: PlayedPrinter) -> None:
    made = drawer(printer)
    made.close()
    made.close()
    printer.health.opening()
    printer.pin(True)
    assert made.status().state is DeviceState.CLOSED
    made.open()
    assert made.status().state is DeviceState.CONNECTING


# ---- open too long ----

OPEN = frozenset({Condition.DRAWER_OPEN})
LEFT_OPEN = OPEN | {Condition.DRAWER_LEFT_OPEN}


def working(printer: PlayedPrinter) -> KickedDrawer:
    printer.health.opening()
    printer.health.report(frozenset())
    made = drawer(printer)
    printer.pin(False)
    return made


def test_open_too_long_is_told_once_and_cleared_when_it_shuts(printer: PlayedPrinter) -> None:
    made, seen = working(printer), []
    made.watch(lambda status: seen.append(status.conditions))
    printer.pin(True)
    printer.wait(29.0)
    assert made.open_for_s() == 29.0
    printer.wait(1.0)
    printer.wait(500.0)
    printer.pin(False)
    assert seen == [frozenset(), OPEN, LEFT_OPEN, frozenset()]
    assert made.open_for_s() is None


def test_how_long_it_stood_open_is_told_when_it_shuts(printer: PlayedPrinter) -> None:
    made, spells = working(printer), []
    made.watch_openings(spells.append)
    for seconds in (12.0, 45.0):
        printer.pin(True)
        printer.wait(seconds)
        assert len(spells) == (seconds > 12.0)
        printer.pin(False)
    assert spells == [
        OpenSpell(12.0, seen_shut=True, too_long=False),
        OpenSpell(45.0, seen_shut=True, too_long=True),
    ]


def test_shut_in_time_and_opened_again_counts_afresh(printer: PlayedPrinter) -> None:
    made = working(printer)
    printer.pin(True)
    printer.wait(20.0)
    printer.pin(False)
    printer.wait(1.0)
    printer.pin(True)
    printer.wait(20.0)  # the first alarm comes due meanwhile
    assert made.status().conditions == OPEN
    printer.wait(10.0)
    assert made.status().conditions == LEFT_OPEN


def test_a_sensor_lost_while_open_says_at_least_so_long(printer: PlayedPrinter) -> None:
    made, spells = working(printer), []
    made.watch_openings(spells.append)
    printer.pin(True)
    printer.wait(5.0)
    printer.pin(None)
    assert spells == [OpenSpell(5.0, seen_shut=False, too_long=False)]
    printer.wait(100.0)
    assert made.status().conditions == frozenset()


def test_closing_ends_the_spell(printer: PlayedPrinter) -> None:
    made, spells = working(printer), []
    made.watch_openings(spells.append)
    printer.pin(True)
    printer.wait(7.0)
    made.close()
    printer.wait(100.0)
    assert spells == [OpenSpell(7.0, seen_shut=False, too_long=False)]
    assert made.status().state is DeviceState.CLOSED


def test_it_tells_its_level_before_anybody_says_what_that_means(printer: PlayedPrinter) -> None:
    made = drawer(printer, "none")
    assert made.facts() == {"via": "receipt_printer", "sensor": "none"}
    printer.pin(True)
    assert made.facts()["level"] == "high"
    assert made.sensor_level() is True
