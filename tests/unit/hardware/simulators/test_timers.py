from __future__ import annotations

from hardware.simulators.stepped_clock import SteppedClock
from hardware.simulators.timers import Timers


def test_what_is_due_runs_in_order_and_once() -> None:
    clock, ran = SteppedClock(), list[str]()
    timers = Timers(clock)
    assert timers.due() is None
    timers.in_seconds(2, lambda: ran.append("late"))
    timers.in_seconds(1, lambda: ran.append("first"))
    timers.at(clock.monotonic() + 1, lambda: ran.append("second"))
    assert timers.due() == clock.monotonic() + 1
    timers.tick()
    assert ran == []
    clock.step(1)
    timers.tick()
    timers.tick()
    assert ran == ["first", "second"]
    clock.step(1)
    timers.tick()
    assert ran == ["first", "second", "late"]


def test_what_a_call_asks_for_in_its_own_second_still_runs() -> None:
    clock, ran = SteppedClock(), list[str]()
    timers = Timers(clock)
    timers.in_seconds(0, lambda: timers.in_seconds(0, lambda: ran.append("after")))
    timers.tick()
    assert ran == ["after"]


def test_what_is_cleared_never_runs() -> None:
    clock, ran = SteppedClock(), list[str]()
    timers = Timers(clock)
    timers.in_seconds(0, lambda: ran.append("never"))
    timers.clear()
    timers.tick()
    assert (ran, timers.due()) == ([], None)
