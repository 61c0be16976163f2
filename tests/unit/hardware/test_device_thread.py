"""A thread that is opened, woken and closed; what it does on it is played."""

from __future__ import annotations

import queue
import threading

import pytest

from hardware.device_thread import DeviceThread
from hardware.health import Health
from hardware.simulators.stepped_clock import SteppedClock
from hardware.transports.line import Waker
from pos.errors import InvariantBroken
from pos.lifecycles import DeviceState

PATIENCE_S = 300.0


class Played(DeviceThread):
    """Notes what happens on its thread."""

    def __init__(self) -> None:
        super().__init__(Health("device"), SteppedClock())
        self.told: queue.Queue[str] = queue.Queue()
        self.bug = False

    def _work(self, waker: Waker) -> None:
        self.told.put("work")
        if self.bug:
            raise ZeroDivisionError
        while self._wanted():
            waker.wait(PATIENCE_S)
            self.told.put("woken")
            if self._wanted():
                self._run_posts()

    def _end(self) -> None:
        self.told.put("end")

    def next(self) -> str:
        return self.told.get(timeout=PATIENCE_S)


def test_it_is_opened_and_closed_again_and_again() -> None:
    played = Played()
    for _ in range(3):
        played.open()
        played.open()  # harmless
        assert played.next() == "work"
        assert [t.name for t in threading.enumerate()].count("device-device") == 1
        played.close()
        assert [played.next(), played.next()] == ["woken", "end"]
        played.close()  # harmless
        assert played.health.status.state is DeviceState.CLOSED
    assert [e.head for e in played.wire.last()] == [b"closed"] * 3


def test_what_is_posted_runs_on_it_and_nothing_is_taken_while_it_is_closed() -> None:
    played = Played()
    assert not played.post(lambda: None)
    played.open()
    assert played.post(lambda: played.told.put(threading.current_thread().name))
    told = [played.next() for _ in range(3)]
    assert "device-device" in told
    played.close()
    assert not played.post(lambda: None)


def test_what_was_posted_as_it_was_closed_runs_before_the_end() -> None:
    played, closing = Played(), threading.Event()

    def hold_up() -> None:
        played.told.put("held up")
        assert closing.wait(PATIENCE_S)

    played.open()
    played.post(hold_up)
    while played.next() != "held up":
        pass
    played.stop()
    assert played.post(lambda: played.told.put("posted last"))
    closing.set()
    played.close()
    told = []
    while not played.told.empty():
        told.append(played.told.get())
    assert told[-2:] == ["posted last", "end"]


def test_it_cannot_close_itself() -> None:
    played = Played()
    refused: queue.Queue[str] = queue.Queue()

    def close() -> None:
        try:
            played.close()
        except InvariantBroken as broken:
            refused.put(broken.code)

    played.open()
    played.post(close)
    assert refused.get(timeout=PATIENCE_S) == "hardware.close_on_device_thread"
    played.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_bug_ends_it_and_is_told() -> None:
    played = Played()
    played.bug = True
    caught: queue.Queue[type[BaseException]] = queue.Queue()
    before, threading.excepthook = threading.excepthook, lambda args: caught.put(args.exc_type)
    try:
        played.open()
        assert caught.get(timeout=PATIENCE_S) is ZeroDivisionError
    finally:
        threading.excepthook = before
    assert [played.next(), played.next()] == ["work", "end"]
    assert played.health.status.state is DeviceState.CLOSED
