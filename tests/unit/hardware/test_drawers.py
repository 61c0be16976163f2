from __future__ import annotations

import pytest

from hardware.drawers import KickedDrawer
from hardware.health import Health
from hardware.printers.kicks import Kick, PinWatcher
from hardware.settings import DrawerSettings
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, DeviceStatus, KickResult, Watcher

UNREACHABLE = Condition.UNREACHABLE


class PlayedPrinter:
    """A printer that is only its health and its drawer port."""

    def __init__(self) -> None:
        self.health = Health("receipt_printer")
        self.kicks: list[Kick] = []
        self.pins: list[PinWatcher] = []

    def kick(self, kick: Kick) -> None:
        self.kicks.append(kick)

    def watch_pin(self, watcher: PinWatcher) -> None:
        self.pins.append(watcher)
        watcher(None)

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
    settings = DrawerSettings("cash_drawer", "kick", "receipt_printer", open_level=sensor)
    made = KickedDrawer(printer, settings)
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
