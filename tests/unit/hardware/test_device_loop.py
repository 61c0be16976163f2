"""The loop with a line and a driver that are played: threads, wake-ups, deadlines, endings."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

import pytest

from hardware.device_loop import (
    HEARD_BYTES,
    HEARD_READS,
    STUCK_S,
    TALKS_WELL_S,
    DeviceLoop,
)
from hardware.health import Health
from hardware.pauses import FIRST_REST_S, HELD_REST_S, LONGEST_REST_S
from hardware.simulators.stepped_clock import SteppedClock
from hardware.transports.line import LineDown, Waker
from hardware.wire_log import Direction
from pos.errors import InvariantBroken
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition

PATIENCE_S = 300.0


class PlayedLine:
    """A line whose other end is the test."""

    chunk = 4

    def __init__(self) -> None:
        self.opened: queue.Queue[str] = queue.Queue()
        self.refuse: list[Condition] = []
        self.taken = bytearray()
        self.room = 1 << 20
        self.incoming: queue.Queue[bytes | LineDown] = queue.Queue()
        self.is_open = False
        self.unconfirmed = 0
        self._waker: Waker | None = None

    def open(self, timeout_s: float, waker: Waker, wanted: Callable[[], bool]) -> None:
        self._waker = waker
        self.opened.put("tried")
        if self.refuse:
            raise LineDown(self.refuse.pop(0), "played")
        self.is_open = True

    def write(self, data: bytes) -> int:
        count = min(len(data), self.room)
        self.room -= count
        self.taken += data[:count]
        return count

    def read(self) -> bytes:
        try:
            item = self.incoming.get_nowait()
        except queue.Empty:
            return b""
        if isinstance(item, LineDown):
            raise item
        return item

    def stuck(self) -> int:
        return self.unconfirmed

    def wait(self, timeout_s: float, *, for_writing: bool) -> None:
        assert self._waker is not None
        self._waker.wait(timeout_s)

    def close(self) -> None:
        self.is_open = False

    def say(self, item: bytes | LineDown) -> None:
        self.incoming.put(item)
        assert self._waker is not None
        self._waker.ring()


class PlayedDriver:
    """Notes what it is told."""

    def __init__(self, health: Health) -> None:
        self.health = health
        self.told: queue.Queue[object] = queue.Queue()
        self.out = b""
        self.due_s: float | None = None
        self.fail = False

    def line_up(self) -> None:
        self.health.report(frozenset())
        self.told.put("up")

    def line_down(self, why: Condition) -> None:
        self.told.put(("down", why))

    def received(self, data: bytes) -> None:
        if self.fail:
            raise ZeroDivisionError("a bug")
        self.told.put(data)

    def outgoing(self) -> bytes:
        return self.out

    def wrote(self, count: int) -> None:
        self.out = self.out[count:]
        if not self.out:
            self.told.put("written")

    def due(self) -> float | None:
        return self.due_s

    def tick(self) -> None:
        if self.due_s is not None and self.health.status.state is DeviceState.READY:
            self.told.put("tick") if self.clock_s() >= self.due_s else None

    def clock_s(self) -> float:
        return 0.0

    def end(self) -> None:
        self.told.put("end")

    def next(self) -> object:
        return self.told.get(timeout=PATIENCE_S)


class Played:
    def __init__(self) -> None:
        self.clock = SteppedClock()
        self.health = Health("printer")
        self.line = PlayedLine()
        self.driver = PlayedDriver(self.health)
        self.driver.clock_s = self.clock.monotonic  # type: ignore[method-assign]
        self.loop = DeviceLoop(self.health, self.line, self.driver, self.clock)
        self.clock.wakes(self.loop.wake)

    def open(self) -> None:
        self.loop.open()
        assert self.driver.next() == "up"

    def goes_down(self, why: Condition) -> None:
        """Wait until the line is down and its pause has begun, which is counted from there."""
        assert self.driver.next() == ("down", why)
        self.on_thread(lambda: None)

    def on_thread(self, call: Callable[[], object]) -> object:
        answers: queue.Queue[object] = queue.Queue()
        assert self.loop.post(lambda: answers.put(call()))
        return answers.get(timeout=PATIENCE_S)


@pytest.fixture
def played() -> Played:
    return Played()


def test_it_runs_on_one_thread_with_a_name(played: Played) -> None:
    played.open()
    assert played.on_thread(lambda: threading.current_thread().name) == "device-printer"
    assert played.on_thread(played.loop.assert_thread) is None
    with pytest.raises(InvariantBroken):
        played.loop.assert_thread()
    played.loop.close()


def test_bytes_go_out_in_chunks_and_come_in(played: Played) -> None:
    played.open()
    played.on_thread(lambda: setattr(played.driver, "out", b"0123456789"))
    assert played.driver.next() == "written"
    assert bytes(played.line.taken) == b"0123456789"
    played.line.say(b"\x06")
    assert played.driver.next() == b"\x06"
    exchanges = [(one.direction, one.head) for one in played.loop.wire.last()]
    assert exchanges == [
        (Direction.LINE, b"open"),
        (Direction.OUT, b"0123"),
        (Direction.OUT, b"4567"),
        (Direction.OUT, b"89"),
        (Direction.IN, b"\x06"),
    ]
    played.loop.close()


def test_a_stalled_line_is_still_read(played: Played) -> None:
    played.open()
    played.line.room = 2
    played.on_thread(lambda: setattr(played.driver, "out", b"0123456789"))
    played.line.say(b"\x13")
    assert played.driver.next() == b"\x13"
    played.line.room = 100
    played.loop.wake()
    assert played.driver.next() == "written"
    played.loop.close()


def test_bytes_that_nobody_confirms_end_the_line(played: Played) -> None:
    """Also while the driver waits for a person and has no deadline of its own."""
    played.open()
    played.line.unconfirmed = 3
    played.on_thread(lambda: setattr(played.driver, "out", b"012"))
    assert played.driver.next() == "written"
    played.on_thread(lambda: None)
    played.clock.step(STUCK_S - 0.1)
    played.on_thread(lambda: None)
    assert played.driver.told.empty()
    played.clock.step(0.1)
    played.goes_down(Condition.UNREACHABLE)
    assert str(played.loop.wire.last()[-1]).endswith("3 bytes unconfirmed for 12.0 s")
    played.loop.close()


def test_a_line_that_gets_on_slowly_is_not_stuck(played: Played) -> None:
    played.open()
    played.line.unconfirmed = 10
    played.on_thread(lambda: setattr(played.driver, "out", b"0123456789"))
    assert played.driver.next() == "written"
    for left in range(9, -1, -1):
        played.clock.step(STUCK_S - 0.1)
        played.on_thread(lambda left=left: setattr(played.line, "unconfirmed", left))
        played.on_thread(lambda: None)
    played.clock.step(STUCK_S * 10)
    played.on_thread(lambda: None)
    assert played.driver.told.empty()
    played.loop.close()


def test_it_ticks_when_the_clock_says_so(played: Played) -> None:
    played.open()
    played.on_thread(lambda: setattr(played.driver, "due_s", 5.0))
    played.clock.step(4.9)
    assert played.driver.told.empty()
    played.clock.step(0.1)
    assert played.driver.next() == "tick"
    played.loop.close()


@pytest.mark.parametrize(
    ("piece", "most"), [(b"x", HEARD_READS), (b"x" * 4096, HEARD_BYTES // 4096)]
)
def test_a_device_that_talks_without_end_removes_no_deadline(
    played: Played, piece: bytes, most: int
) -> None:
    played.open()

    def never_quiet() -> bytes:
        return piece

    played.driver.due_s = 0.0
    played.on_thread(lambda: setattr(played.line, "read", never_quiet))
    while (told := played.driver.next()) == "tick":
        pass
    heard = 1
    while (told := played.driver.next()) != "tick":
        assert told == piece
        heard += 1
    assert heard == most
    played.loop.close()


def test_what_has_arrived_is_heard_before_a_deadline_is_looked_at(played: Played) -> None:
    """Also when it arrived in pieces, and this process was not there for long."""
    played.open()
    played.driver.due_s = 5.0

    def was_away() -> None:
        for _ in range(HEARD_READS - 1):
            played.line.incoming.put(b"x")
        played.clock.step(1000.0)

    played.on_thread(was_away)
    assert [played.driver.next() for _ in range(HEARD_READS)] == [b"x"] * (HEARD_READS - 1) + [
        "tick"
    ]
    played.loop.close()


def test_a_device_that_talks_nonsense_is_not_hammered(played: Played) -> None:
    played.open()
    pause_s = FIRST_REST_S
    for _ in range(8):
        played.line.say(b"nonsense")
        assert played.driver.next() == b"nonsense"
        played.line.say(LineDown(Condition.UNINTELLIGIBLE, "played"))
        played.goes_down(Condition.UNINTELLIGIBLE)
        played.clock.step(pause_s * 0.99)
        played.on_thread(lambda: None)
        assert played.driver.told.empty()
        played.clock.step(pause_s * 0.01 + 0.001)
        assert played.driver.next() == "up"
        pause_s = min(pause_s * 2, LONGEST_REST_S)
    played.line.say(b"sense")
    assert played.driver.next() == b"sense"
    played.clock.step(TALKS_WELL_S)
    played.line.say(LineDown(Condition.UNINTELLIGIBLE, "played"))
    played.goes_down(Condition.UNINTELLIGIBLE)
    played.clock.step(FIRST_REST_S)
    assert played.driver.next() == "up"
    played.loop.close()


def test_it_reconnects_with_growing_pauses(played: Played) -> None:
    played.line.refuse = [Condition.UNREACHABLE] * 9
    played.loop.open()
    pause_s = FIRST_REST_S
    for _ in range(9):
        played.line.opened.get(timeout=PATIENCE_S)
        played.goes_down(Condition.UNREACHABLE)
        played.clock.step(pause_s * 0.99)
        played.on_thread(lambda: None)
        assert played.line.opened.empty()
        played.clock.step(pause_s * 0.01 + 0.001)
        pause_s = min(pause_s * 2, LONGEST_REST_S)
    assert played.driver.next() == "up"
    played.loop.close()


def test_after_a_word_from_the_device_the_pauses_begin_afresh(played: Played) -> None:
    played.line.refuse = [Condition.UNREACHABLE] * 3
    played.loop.open()
    for pause_s in (FIRST_REST_S, FIRST_REST_S * 2, FIRST_REST_S * 4):
        played.goes_down(Condition.UNREACHABLE)
        played.clock.step(pause_s)
    assert played.driver.next() == "up"
    played.line.say(b"\x11")
    assert played.driver.next() == b"\x11"
    played.line.say(LineDown(Condition.UNREACHABLE, "played"))
    played.goes_down(Condition.UNREACHABLE)
    played.clock.step(FIRST_REST_S)
    assert played.driver.next() == "up"
    played.loop.close()


def test_a_device_held_by_another_is_not_hammered(played: Played) -> None:
    played.line.refuse = [Condition.HELD_BY_OTHER]
    played.loop.open()
    played.goes_down(Condition.HELD_BY_OTHER)
    played.clock.step(HELD_REST_S - 0.01)
    played.on_thread(lambda: None)
    assert played.driver.told.empty()
    played.clock.step(0.01)
    assert played.driver.next() == "up"
    played.loop.close()


def test_closing_while_it_rests_is_quick(played: Played) -> None:
    played.line.refuse = [Condition.UNREACHABLE]
    played.loop.open()
    played.goes_down(Condition.UNREACHABLE)
    played.loop.close()
    assert played.driver.next() == "end"
    assert played.health.status.state is DeviceState.CLOSED


def test_after_closing_nothing_is_posted(played: Played) -> None:
    played.open()
    played.loop.close()
    assert not played.loop.post(lambda: None)
    assert not played.line.is_open
    played.loop.wake()
    played.loop.close()


def test_it_can_be_opened_twice_and_again(played: Played) -> None:
    played.open()
    played.loop.open()
    played.loop.close()
    assert played.driver.next() == "end"
    played.open()
    played.loop.close()


def test_it_cannot_be_closed_by_its_own_thread(played: Played) -> None:
    played.open()

    def close() -> str:
        with pytest.raises(InvariantBroken) as broken:
            played.loop.close()
        return broken.value.code

    assert played.on_thread(close) == "hardware.close_on_device_thread"
    played.loop.close()


@pytest.mark.expects_log("did not end within")
def test_a_thread_that_hangs_is_left_behind(
    played: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hardware.device_thread.CLOSE_S", 0.01)
    played.open()
    hang = threading.Event()
    played.loop.post(lambda: hang.wait(PATIENCE_S) and None)  # type: ignore[arg-type, return-value]
    played.loop.close()
    hang.set()
    assert played.driver.next() == "end"


def test_a_bug_settles_everything_and_is_not_swallowed(
    played: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    crashes: queue.Queue[type[BaseException]] = queue.Queue()
    monkeypatch.setattr(threading, "excepthook", lambda args: crashes.put(args.exc_type))
    played.open()
    played.driver.fail = True
    played.line.say(b"\x06")
    assert played.driver.next() == "end"
    assert crashes.get(timeout=PATIENCE_S) is ZeroDivisionError
    assert played.health.status.state is DeviceState.CLOSED
    assert not played.line.is_open
