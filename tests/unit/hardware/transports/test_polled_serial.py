"""What the line for COM ports does in a way of its own; the rest is in ``test_serial_line``."""

from __future__ import annotations

import contextlib
import os
import threading
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial

from hardware.registry import build
from hardware.simulators.faults import FaultPlan
from hardware.simulators.fgl_page import STOCKS
from hardware.simulators.fgl_printer import FglPrinter
from hardware.simulators.running import RunningSimulator
from hardware.simulators.tray import PaperTray
from hardware.transports import address as addresses
from hardware.transports import polled_serial
from hardware.transports.address import SerialAddress
from hardware.transports.line import LineDown, Waker
from hardware.transports.polled_serial import PolledSerialLine, port_name, why_not
from pos.clock import SystemClock
from pos.ports.devices import Condition, PrintOutcome

PATIENCE_S = 300.0


@pytest.fixture
def waker() -> Iterator[Waker]:
    waker = Waker()
    yield waker
    waker.close()


@pytest.fixture
def pty() -> Iterator[tuple[int, str]]:
    """The device's end of a pseudo-terminal, and the name of ours."""
    device, ours = os.openpty()
    tty.setraw(ours)
    name = os.ttyname(ours)
    os.close(ours)
    yield device, name
    os.close(device)


def opened(name: str, waker: Waker) -> PolledSerialLine:
    line = PolledSerialLine(name, 9600)
    line.open(1.0, waker, lambda: True)
    return line


def fill(line: PolledSerialLine, claimed: list[int]) -> None:
    while True:
        claimed.append(line.write(b"x" * 4096))


def drained(device: int) -> int:
    """Return how many bytes there were to read."""
    os.set_blocking(device, False)
    count = 0
    with contextlib.suppress(BlockingIOError):
        while True:
            count += len(os.read(device, 4096))
    return count


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/COM3", "COM3"),
        ("/com12", "COM12"),
        ("/dev/ttyUSB0", "/dev/ttyUSB0"),
        ("/COM", "/COM"),
        ("/COM3/x", "/COM3/x"),
    ],
)
def test_a_com_port_has_no_slash(path: str, name: str) -> None:
    assert port_name(path) == name


@pytest.mark.parametrize(
    ("said", "condition"),
    [
        (
            "could not open port 'COM3': PermissionError(13, 'Access is denied.', None, 5)",
            Condition.HELD_BY_OTHER,
        ),
        (
            "could not open port 'COM9': FileNotFoundError(2, 'No such file.', None, 2)",
            Condition.UNREACHABLE,
        ),
    ],
)
def test_what_windows_says_is_understood(said: str, condition: Condition) -> None:
    assert why_not(serial.SerialException(said)) is condition
    assert why_not(serial.SerialException()) is Condition.UNREACHABLE


def test_our_own_mistakes_are_not_taken_for_the_ports(
    waker: Waker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise TypeError

    monkeypatch.setattr(serial, "Serial", broken)
    with pytest.raises(TypeError):
        opened("/COM3", waker)


def test_a_write_that_does_not_end_is_in_doubt_and_the_line_given_up(
    pty: tuple[int, str], waker: Waker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never less than what went out: what counts as not taken may be sent again."""
    monkeypatch.setattr(polled_serial, "WRITE_S", 0.1)
    device, name = pty
    line = opened(name, waker)
    claimed: list[int] = []
    with pytest.raises(LineDown) as down:
        fill(line, claimed)
    assert down.value.condition is Condition.UNREACHABLE
    line.wait(PATIENCE_S, for_writing=True)
    with pytest.raises(LineDown):
        line.read()
    went = drained(device)
    assert 0 < went <= sum(claimed)
    line.close()
    again = opened(name, waker)
    assert again.write(b"y") == 1
    again.close()


def test_its_reader_ends_with_it(pty: tuple[int, str], waker: Waker) -> None:
    line = opened(pty[1], waker)
    (reader,) = (one for one in threading.enumerate() if one.name.endswith("-serial"))
    line.close()
    assert not reader.is_alive()


def test_tickets_print_over_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Driver, loop and line as on Windows, on this machine's own time."""
    monkeypatch.setattr(addresses, "WINDOWS", True)
    clock = SystemClock()
    paper = STOCKS["boca-200dpi-5.5x2"]
    device = FglPrinter(clock, PaperTray(tmp_path, "paper"), FaultPlan(), paper, stock=500)
    with RunningSimulator(device, clock, SerialAddress(str(tmp_path / "tty"))) as simulator:
        section = {"driver": "fgl", "address": str(simulator.address)}
        devices = build({"ticket_printer": section}, clock)
        printer = devices.ticket_printer
        assert printer is not None
        assert isinstance(printer._loop._transport, PolledSerialLine)  # type: ignore[attr-defined]
        ready = threading.Event()
        printer.watch(lambda status: ready.set() if status.state.value == "ready" else None)
        devices.open()
        assert ready.wait(PATIENCE_S)
        futures = [printer.print(b"<CB><RC24,40><F3>TICKET %d<p>" % number) for number in range(3)]
        results = [future.result(PATIENCE_S).outcome for future in futures]
        devices.close()
    assert results == [PrintOutcome.PRINTED] * 3
    assert len(list(tmp_path.glob("paper-*.png"))) == 3
