from __future__ import annotations

from hardware.simulators.pace import Pace
from hardware.simulators.stepped_clock import SteppedClock


def test_a_byte_takes_ten_bits() -> None:
    clock = SteppedClock()
    pace = Pace(clock, 9600)
    assert pace.take(2000) == 0
    clock.step(1.0)
    assert pace.take(2000) == 960
    assert pace.take(1040) == 0


def test_idle_time_is_lost() -> None:
    clock = SteppedClock()
    pace = Pace(clock, 1200)
    assert pace.take(0) == 0
    clock.step(100.0)
    assert pace.take(10) == 0
    clock.step(0.5)
    assert pace.take(10) == 10
    assert pace.due() is None


def test_it_says_when_to_look_again() -> None:
    clock = SteppedClock()
    pace = Pace(clock, 9600)
    now = clock.monotonic()
    pace.take(100)
    assert pace.due() == now + 16 * 10 / 9600
    pace = Pace(clock, 9600)
    pace.take(3)
    assert pace.due() == now + 3 * 10 / 9600


def test_split_takes_are_as_fast_as_one() -> None:
    clock = SteppedClock()
    pace = Pace(clock, 9600)
    moved = pace.take(960)
    for _ in range(100):
        clock.step(0.01)
        moved += pace.take(960 - moved)
    assert moved == 960
