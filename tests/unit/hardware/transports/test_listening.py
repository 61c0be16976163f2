from __future__ import annotations

import queue
import threading
from collections.abc import Iterator

import pytest

from hardware.transports.line import LineDown, Waker
from hardware.transports.listening import Listener
from pos.ports.devices import Condition

PATIENCE_S = 300.0


class Told:
    """A line that says what it is told to, and raises what is an exception."""

    def __init__(self) -> None:
        self.says: queue.Queue[bytes | Exception] = queue.Queue()

    def listen(self) -> bytes:
        try:
            said = self.says.get(timeout=0.01)
        except queue.Empty:
            return b""
        if isinstance(said, Exception):
            raise said
        return said


@pytest.fixture
def waker() -> Iterator[Waker]:
    waker = Waker()
    yield waker
    waker.close()


@pytest.fixture
def line() -> Told:
    return Told()


@pytest.fixture
def listener(line: Told, waker: Waker) -> Iterator[Listener]:
    listener = Listener(line.listen, waker, "test")
    yield listener
    listener.stop()


def until_something(listener: Listener) -> bytes:
    data = b""
    while not data:
        listener.wait(PATIENCE_S)
        data = listener.take()
    return data


def test_what_comes_is_taken_once(line: Told, listener: Listener) -> None:
    line.says.put(b"\x11")
    assert until_something(listener) == b"\x11"
    assert listener.take() == b""


def test_what_came_before_the_end_is_taken_before_it(line: Told, listener: Listener) -> None:
    line.says.put(b"\x06")
    line.says.put(LineDown(Condition.UNREACHABLE, "pulled out"))
    assert until_something(listener) == b"\x06"
    with pytest.raises(LineDown) as down:
        until_something(listener)
    assert down.value.detail == "pulled out"


def test_a_bug_is_not_silence(
    line: Told, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    crashes: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", crashes.append)
    line.says.put(ZeroDivisionError())
    with pytest.raises(LineDown):
        until_something(listener)
    listener.stop()
    assert [crash.exc_type for crash in crashes] == [ZeroDivisionError]


def test_a_pause_ends_with_the_listening(waker: Waker) -> None:
    made, pausing = threading.Event(), threading.Event()

    def rests() -> bytes:
        assert made.wait(PATIENCE_S)
        pausing.set()
        listener.pause(PATIENCE_S)
        return b""

    listener = Listener(rests, waker, "test")
    made.set()
    assert pausing.wait(PATIENCE_S)
    listener.stop()
    assert not [one for one in threading.enumerate() if one.name.endswith("-test")]
