"""The trigger box's driver by expected exchanges."""

from __future__ import annotations

import pytest

from hardware.drawers.boxed import REST_S, BoxDriver
from hardware.health import Health
from hardware.printers.kicks import Kick, Pulse
from hardware.simulators.stepped_clock import SteppedClock
from hardware.transports.line import LineDown
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, KickResult

TRIGGER = b"\x1b\x07"
SENT = KickResult(sent=True)


class Bench:
    def __init__(self) -> None:
        self.clock = SteppedClock()
        self.health = Health("cash_drawer")
        self.health.opening()
        self.driver = BoxDriver(self.health, self.clock, TRIGGER)

    def up(self) -> None:
        self.driver.line_up()

    def kick(self) -> Kick:
        kick = Kick(Pulse(2, 100), None, wait_s=5.0, seen_s=1.0)
        self.driver.accept_kick(kick)
        return kick

    def sent(self, most: int = 100) -> bytes:
        taken = self.driver.outgoing()[:most]
        if taken:
            self.driver.wrote(len(taken))
        return taken

    def wait(self, seconds: float) -> None:
        self.clock.step(seconds)
        self.driver.tick()


@pytest.fixture
def bench() -> Bench:
    made = Bench()
    made.up()
    return made


def test_one_trigger_for_each_kick_and_nothing_is_seen(bench: Bench) -> None:
    kick = bench.kick()
    assert bench.sent() == TRIGGER
    assert kick.future.result(0) == SENT
    assert bench.sent() == b""


def test_triggers_keep_their_distance(bench: Bench) -> None:
    first, second = bench.kick(), bench.kick()
    assert bench.sent() == TRIGGER
    assert bench.sent() == b""
    assert bench.driver.due() == bench.clock.monotonic() + REST_S
    bench.wait(REST_S)
    assert bench.sent() == TRIGGER
    assert first.future.result(0) == second.future.result(0) == SENT


def test_the_health_is_the_lines() -> None:
    bench = Bench()
    assert bench.kick().future.result(0) == KickResult(False, condition=Condition.UNREACHABLE)
    bench.up()
    assert bench.health.status.state is DeviceState.READY


def test_a_line_that_takes_nothing_is_hung_up_on(bench: Bench) -> None:
    kick, waiting = bench.kick(), bench.kick()
    assert bench.sent(1) == TRIGGER[:1]
    with pytest.raises(LineDown):
        bench.wait(5.0)
    bench.driver.line_down(Condition.SILENT)
    for one in (kick, waiting):
        assert one.future.result(0) == KickResult(sent=False, condition=Condition.SILENT)
    bench.up()
    assert bench.sent() == b""  # the rest of the trigger does not open it later


def test_a_kick_that_waits_too_long_is_refused(bench: Bench) -> None:
    kicks = [bench.kick() for _ in range(7)]
    sent = 0
    for _ in range(60):
        sent += bench.sent().count(TRIGGER)
        bench.wait(0.1)
    results = [kick.future.result(0) for kick in kicks]
    assert sent == results.count(SENT) == 5
    assert results.count(KickResult(False, condition=Condition.SILENT)) == 2


def test_a_cancelled_kick_is_passed_over(bench: Bench) -> None:
    bench.kick()
    bench.sent()
    second = bench.kick()
    assert second.future.cancel()
    bench.wait(REST_S)
    assert bench.sent() == b""


def test_closing_refuses_what_waits(bench: Bench) -> None:
    kick = bench.kick()
    bench.driver.end()
    assert kick.future.result(0) == KickResult(sent=False)


def test_what_the_box_says_is_no_acknowledgement(bench: Bench) -> None:
    kick = bench.kick()
    bench.driver.received(b"OK")
    assert not kick.future.done()
