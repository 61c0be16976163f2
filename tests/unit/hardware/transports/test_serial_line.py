"""Serial lines over real pseudo-terminals. What both kinds of line do is asked of both."""

from __future__ import annotations

import contextlib
import errno
import os
import termios
import tty
from collections.abc import Iterator
from typing import Any

import pytest
import serial

from hardware.transports import polled_serial
from hardware.transports.line import LineDown, Waker
from hardware.transports.polled_serial import PolledSerialLine
from hardware.transports.serial_line import SerialLine
from pos.ports.devices import Condition

PATIENCE_S = 300.0


Line = SerialLine | PolledSerialLine
BOTH = pytest.mark.parametrize("kind", [SerialLine, PolledSerialLine])


def wanted() -> bool:
    return True


@pytest.fixture
def waker() -> Iterator[Waker]:
    waker = Waker()
    yield waker
    waker.close()


@pytest.fixture
def pty() -> Iterator[tuple[int, str]]:
    """The printer's end of a pseudo-terminal, and the name of ours."""
    printer, ours = os.openpty()
    tty.setraw(ours)
    name = os.ttyname(ours)
    os.close(ours)
    yield printer, name
    try:
        os.close(printer)
    except OSError:
        assert True  # the test pulled the plug itself


def opened(name: str, waker: Waker, kind: type[Line] = SerialLine) -> Line:
    line = kind(name, 9600)
    line.open(1.0, waker, wanted)
    return line


def hear_twice(line: Line) -> None:
    for _ in range(2):
        line.wait(PATIENCE_S, for_writing=False)
        line.read()


@BOTH
def test_every_byte_goes_both_ways(pty: tuple[int, str], waker: Waker, kind: type[Line]) -> None:
    """Also 11 and 13, which a tty with flow control would keep for itself."""
    printer, name = pty
    line = opened(name, waker, kind)
    data = bytes(range(256))
    sent = 0
    while sent < len(data):
        sent += line.write(data[sent:])
    received = b""
    while len(received) < len(data):
        received += os.read(printer, 512)
    assert received == data
    os.write(printer, data)
    heard = b""
    while len(heard) < len(data):
        line.wait(PATIENCE_S, for_writing=False)
        heard += line.read()
    assert heard == data
    line.close()


@pytest.mark.parametrize(
    ("bits", "parity", "told"),
    [(8, "none", (8, "N")), (7, "even", (7, "E")), (7, "odd", (7, "O"))],
)
@BOTH
def test_the_port_is_told_how_a_byte_looks(
    monkeypatch: pytest.MonkeyPatch,
    pty: tuple[int, str],
    waker: Waker,
    kind: type[Line],
    bits: int,
    parity: str,
    told: tuple[int, str],
) -> None:
    """A pseudo-terminal carries eight bits whatever it is told, so what is told is looked at."""
    asked: list[tuple[int, str]] = []
    real = serial.Serial

    def noting(*args: Any, **options: Any) -> serial.Serial:
        asked.append((options["bytesize"], options["parity"]))
        return real(*args, **options)

    monkeypatch.setattr(serial, "Serial", noting)
    line = kind(pty[1], 9600, bits, parity)
    line.open(1.0, waker, wanted)
    os.write(pty[0], b"ok")
    line.wait(PATIENCE_S, for_writing=False)
    assert line.read() in (b"o", b"ok")
    line.close()
    assert asked == [told]


@BOTH
def test_nothing_there_is_nothing(pty: tuple[int, str], waker: Waker, kind: type[Line]) -> None:
    line = opened(pty[1], waker, kind)
    assert line.read() == b""
    line.close()


def test_a_stalled_line_takes_nothing_and_does_not_block(
    pty: tuple[int, str], waker: Waker
) -> None:
    printer, name = pty
    line = opened(name, waker)
    taken = 0
    while count := line.write(b"x" * 4096):
        taken += count
    while taken > 0:
        taken -= len(os.read(printer, 4096))
    line.wait(PATIENCE_S, for_writing=True)
    assert line.write(b"y") == 1
    line.close()


@BOTH
def test_a_line_that_is_pulled_out_is_down(
    pty: tuple[int, str], waker: Waker, kind: type[Line]
) -> None:
    printer, name = pty
    line = opened(name, waker, kind)
    os.close(printer)
    with pytest.raises(LineDown) as down:
        hear_twice(line)
    assert down.value.condition is Condition.UNREACHABLE
    line.close()


@BOTH
def test_a_line_is_ours_alone(pty: tuple[int, str], waker: Waker, kind: type[Line]) -> None:
    first = opened(pty[1], waker, kind)
    with pytest.raises(LineDown) as down:
        opened(pty[1], waker, kind)
    assert down.value.condition is Condition.HELD_BY_OTHER
    first.close()


@BOTH
def test_a_line_that_is_not_there(waker: Waker, kind: type[Line]) -> None:
    with pytest.raises(LineDown) as down:
        opened("/dev/no-such-tty", waker, kind)
    assert down.value.condition is Condition.UNREACHABLE


@pytest.mark.parametrize(
    ("code", "condition"),
    [
        (errno.EACCES, Condition.NO_PERMISSION),
        (errno.EPERM, Condition.NO_PERMISSION),
        (errno.EBUSY, Condition.HELD_BY_OTHER),
        (errno.ENOENT, Condition.UNREACHABLE),
        (errno.EIO, Condition.UNREACHABLE),
    ],
)
@BOTH
@pytest.mark.parametrize("error", [serial.SerialException, OSError, termios.error])
def test_why_a_line_does_not_open_is_told(
    monkeypatch: pytest.MonkeyPatch,
    waker: Waker,
    code: int,
    condition: Condition,
    error: type[Exception],
    kind: type[Line],
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error(code, os.strerror(code))

    monkeypatch.setattr(serial, "Serial", refuse)
    with pytest.raises(LineDown) as down:
        opened("/dev/ttyS0", waker, kind)
    assert down.value.condition is condition


@BOTH
def test_a_stalled_line_closes_at_once_and_forgets(
    pty: tuple[int, str], waker: Waker, kind: type[Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polled_serial, "WRITE_S", 0.1)
    name = pty[1]
    line = opened(name, waker, kind)
    with contextlib.suppress(LineDown):  # the polled one is given up
        while line.write(b"x" * 4096):
            pass
    assert line.stuck() == 0
    line.close()
    again = opened(name, waker, kind)
    again.close()


@BOTH
def test_a_closed_line_does_nothing(kind: type[Line]) -> None:
    line = kind("/dev/ttyUSB0", 9600)
    for act in (line.read, lambda: line.write(b"x"), lambda: line.wait(0, for_writing=False)):
        with pytest.raises(LineDown):
            act()
    line.close()
