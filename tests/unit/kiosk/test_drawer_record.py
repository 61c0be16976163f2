"""What the drawer's sensor tells: an opening that no reason explains is by key, and nothing else
is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import timedelta
from typing import Any

import pytest

from kiosk.drawer_record import EXPLAINED_FOR_S, DrawerRecord
from pos.clock import ManualClock
from pos.errors import PosError, StorageFull
from pos.events import DrawerToOpen, TillChanged
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, DeviceStatus, KickResult, OpenSpell, Watcher
from tests.conftest import DOORS_OPEN

OPEN = frozenset({Condition.DRAWER_OPEN})
TOO_LONG = frozenset({Condition.DRAWER_OPEN, Condition.DRAWER_LEFT_OPEN})


class Tills:
    def __init__(self) -> None:
        self.said: list[tuple[str, float]] = []
        self.full = False

    def _say(self, what: str, open_s: float) -> None:
        if self.full:
            raise StorageFull()
        self.said.append((what, open_s))

    def drawer_opened_by_key(self) -> None:
        self._say("by key", 0.0)

    def drawer_left_open(self, open_s: float) -> None:
        self._say("left open", open_s)

    def drawer_closed(self, open_s: float) -> None:
        self._say("closed", open_s)


class Office:
    def __init__(self) -> None:
        self.tills = Tills()


class Drawer:
    """A drawer with a sensor; the test opens and shuts it."""

    name = "cash_drawer"

    def __init__(self) -> None:
        self._watchers: list[Watcher] = []
        self._shut: list[Callable[[OpenSpell], None]] = []
        self._status = DeviceStatus(self.name, DeviceState.READY)
        self.open_s: float | None = None

    def open(self) -> None: ...

    def close(self) -> None: ...

    def status(self) -> DeviceStatus:
        return self._status

    def watch(self, watcher: Watcher) -> None:
        self._watchers.append(watcher)
        watcher(self._status)

    def kick(self) -> Future[KickResult]:
        raise AssertionError("nothing is kicked from here")

    def sensor_level(self) -> bool | None:
        return None

    def open_for_s(self) -> float | None:
        return self.open_s

    def watch_openings(self, watcher: Callable[[OpenSpell], None]) -> None:
        self._shut.append(watcher)

    def says(
        self,
        conditions: frozenset[Condition] = frozenset(),
        state: DeviceState = DeviceState.READY,
    ) -> None:
        self._status = DeviceStatus(self.name, state, conditions)
        for watcher in self._watchers:
            watcher(self._status)

    def shuts(self, open_s: float, *, too_long: bool = False) -> None:
        self.says()
        for watcher in self._shut:
            watcher(OpenSpell(open_s, seen_shut=True, too_long=too_long))


class Bench:
    def __init__(self) -> None:
        self.clock = ManualClock(DOORS_OPEN)
        self.office, self.drawer = Office(), Drawer()
        self.trouble: list[PosError] = []
        self.record = DrawerRecord(self._run, self.drawer, self.clock, self.trouble.append)
        self.record.start()

    def _run(self, work: Callable[[Any], None], failed: Callable[[PosError], None]) -> None:
        try:
            work(self.office)
        except PosError as error:
            failed(error)

    @property
    def said(self) -> list[tuple[str, float]]:
        return self.office.tills.said

    def reason(self) -> None:
        self.record.on_event(DrawerToOpen("an opening"))

    def after(self, seconds: float) -> None:
        self.clock.advance(timedelta(seconds=seconds))


@pytest.fixture(autouse=True)
def _on_the_ledger_thread() -> Iterator[None]:
    thread = threading.current_thread()
    name, thread.name = thread.name, "ledger"
    yield
    thread.name = name


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_an_opening_with_a_reason_is_no_news(bench: Bench) -> None:
    bench.reason()
    bench.after(2)
    bench.drawer.says(OPEN)
    bench.drawer.shuts(8.0)
    assert bench.said == []


def test_an_opening_without_a_reason_is_by_key_and_so_is_its_end(bench: Bench) -> None:
    bench.drawer.says(OPEN)
    bench.drawer.shuts(4.0)
    assert bench.said == [("by key", 0.0), ("closed", 4.0)]


def test_a_reason_explains_one_opening(bench: Bench) -> None:
    bench.reason()
    bench.drawer.says(OPEN)
    bench.drawer.shuts(3.0)
    bench.drawer.says(OPEN)
    assert bench.said == [("by key", 0.0)]


def test_a_reason_explains_an_opening_for_a_while_only(bench: Bench) -> None:
    bench.reason()
    bench.after(EXPLAINED_FOR_S + 0.1)
    bench.record.on_event(TillChanged())
    bench.drawer.says(OPEN)
    assert bench.said == [("by key", 0.0)]


def test_a_kick_that_waited_for_a_paper_is_still_ours(bench: Bench) -> None:
    bench.reason()
    bench.after(EXPLAINED_FOR_S)
    bench.drawer.says(OPEN)
    assert bench.said == []


def test_a_drawer_left_open_is_told_with_its_time_and_its_end(bench: Bench) -> None:
    bench.reason()
    bench.drawer.says(OPEN)
    bench.drawer.open_s = 60.5
    bench.drawer.says(TOO_LONG)
    bench.drawer.says(TOO_LONG, DeviceState.ATTENTION)  # once is enough
    bench.drawer.shuts(75.0, too_long=True)
    assert bench.said == [("left open", 60.5), ("closed", 75.0)]


@pytest.mark.parametrize("away", [DeviceState.LOST, DeviceState.CONNECTING, DeviceState.CLOSED])
def test_a_drawer_found_open_after_the_line_came_back_accuses_nobody(
    bench: Bench, away: DeviceState
) -> None:
    bench.drawer.says(state=away)
    bench.drawer.says(OPEN)
    assert bench.said == []


def test_a_drawer_that_stands_open_at_the_start_accuses_nobody(bench: Bench) -> None:
    drawer = Drawer()
    drawer.says(OPEN)
    DrawerRecord(bench._run, drawer, bench.clock, bench.trouble.append).start()
    assert bench.said == []


def test_a_full_disk_is_said(bench: Bench) -> None:
    bench.office.tills.full = True
    bench.drawer.says(OPEN)
    assert [type(error) for error in bench.trouble] == [StorageFull]
