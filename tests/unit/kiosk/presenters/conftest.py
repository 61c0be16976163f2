"""A window with a fake office behind it: every presenter, wired as the runtime wires them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from kiosk.presenters.double_tap import DOUBLE_TAP_S
from kiosk.presenters.rooms import Rooms, rooms_of
from pos.clock import ManualClock
from pos.ids import Ids
from pos.views.cash import CountSheet
from tests.unit.kiosk.fake_office import FakeOffice, session_of
from tests.unit.kiosk.inline_tasks import FakeReports, InlineTasks, ManualTimers

with_fingers = pytest.mark.parametrize("bench", [DOUBLE_TAP_S], indirect=True, ids=["fingers"])
"""Marks a test in which the second half of a double tap is held back."""


@dataclass
class Bench:
    """What a presenter test holds."""

    office: FakeOffice
    tasks: InlineTasks
    timers: ManualTimers
    reports: FakeReports
    rooms: Rooms

    def sit_down(self, who: str = "ana") -> None:
        self.rooms.desk.sit_down(session_of(who), self.office.seating.new_cart())

    def open_till(self, who: str = "ana") -> None:
        self.sit_down(who)
        self.rooms.till.open(CountSheet(notes=((2000, 5),)))

    def choose(self, code: str = "SYM1") -> None:
        self.rooms.sell.refresh()
        self.rooms.sell.choose(code)  # type: ignore[arg-type]


@pytest.fixture
def bench(request: pytest.FixtureRequest, manual_clock: ManualClock, ids: Ids) -> Bench:
    """Taps may follow each other at once; ``with_fingers`` brings back the moment between two."""
    office = FakeOffice()
    tasks = InlineTasks(office)
    timers = ManualTimers()
    reports = FakeReports()
    rooms = rooms_of(
        tasks,
        manual_clock,
        ids,
        timers,
        reports,
        double_tap_s=getattr(request, "param", 0.0),
    )
    return Bench(office, tasks, timers, reports, rooms)


@pytest.fixture
def selling(bench: Bench) -> Bench:
    """Ana has opened her till and chosen tonight's symphony."""
    bench.open_till()
    bench.choose()
    return bench
