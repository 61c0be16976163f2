"""When the outage kit is made: by itself, not oftener than it must be, and at once when wanted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from kiosk.kit_files import KitMade
from kiosk.presenters.kit import AT_LEAST, EVERY, FIRST_S, Kit
from pos.clock import ManualClock
from pos.errors import PosError, StorageNotWritable
from tests.unit.kiosk.inline_tasks import InlineTasks, ManualTimers


class Maker:
    """Makes a kit when the test says so."""

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self.there: KitMade | None = None
        self.asked: list[Callable[[KitMade | PosError], None]] = []

    def last(self) -> KitMade | None:
        return self.there

    def make(
        self, done: Callable[[KitMade | PosError], None], told: Callable[[int, int], None]
    ) -> None:
        self.asked.append(done)
        self.told = told

    def finish(self, answer: PosError | None = None) -> KitMade | PosError:
        made = answer or KitMade("kit", self.clock.now(), ())
        self.asked.pop()(made)
        return made


class Bench:
    def __init__(self, clock: ManualClock) -> None:
        self.clock, self.timers, self.maker = clock, ManualTimers(), Maker(clock)
        self.kit = Kit(InlineTasks(None), clock, self.timers, self.maker)

    def wait(self, seconds: float) -> None:
        self.clock.advance(timedelta(seconds=seconds))
        self.timers.pass_time(seconds)


@pytest.fixture
def bench(manual_clock: ManualClock) -> Bench:
    return Bench(manual_clock)


def test_it_is_made_soon_after_the_start_and_then_only_when_something_changed(bench: Bench) -> None:
    bench.maker.there = KitMade("kit", bench.clock.now() - timedelta(hours=3), ())
    bench.kit.start()
    assert bench.kit.state.made == bench.maker.there
    bench.wait(FIRST_S)
    assert bench.kit.state.under_way
    bench.maker.told(2, 5)
    assert (bench.kit.state.at, bench.kit.state.of) == (2, 5)
    made = bench.maker.finish()
    assert bench.kit.state.made == made
    bench.wait(3 * EVERY.total_seconds())
    assert not bench.maker.asked
    bench.kit.changed()
    bench.kit.changed()
    bench.wait(FIRST_S)
    assert len(bench.maker.asked) == 1
    bench.maker.finish()
    bench.wait(AT_LEAST.total_seconds() - 1)
    assert not bench.maker.asked
    bench.wait(1)  # nobody touched the window for days: what is on by now is on the papers
    assert len(bench.maker.asked) == 1


def test_not_oftener_than_every_quarter_of_an_hour(bench: Bench) -> None:
    bench.kit.start()
    bench.wait(FIRST_S)
    bench.kit.changed()
    bench.maker.finish()
    bench.wait(EVERY.total_seconds() - 1)
    assert not bench.maker.asked
    bench.wait(1)
    assert len(bench.maker.asked) == 1
    bench.maker.finish()
    bench.wait(60)
    bench.kit.changed()
    bench.wait(EVERY.total_seconds() - 61)
    assert not bench.maker.asked
    bench.wait(1)
    assert len(bench.maker.asked) == 1


def test_one_that_is_wanted_is_made_at_once_and_is_of_after_the_wish(bench: Bench) -> None:
    bench.kit.start()
    got: list[KitMade] = []
    bench.kit.now(got.append)
    bench.maker.finish()
    assert len(got) == 1
    bench.kit.now()
    bench.kit.now(got.append)
    bench.maker.finish()
    assert len(got) == 1
    assert bench.kit.state.under_way
    bench.maker.finish()
    assert len(got) == 2
    assert not bench.kit.state.under_way


def test_what_the_disk_would_not_do_is_said_and_tried_again(bench: Bench) -> None:
    bench.kit.start()
    bench.kit.now()
    made = bench.maker.finish()
    got: list[KitMade] = []
    bench.kit.now(got.append)
    bench.maker.finish(StorageNotWritable(file="kit.json", reason="No space left on device"))
    assert (bench.kit.state.made, got) == (made, [])
    assert bench.kit.state.refusal is not None
    bench.wait(EVERY.total_seconds())
    bench.maker.finish()
    assert bench.kit.state.refusal is None
