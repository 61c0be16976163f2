"""A virtual device behind a real pseudo-terminal, and its host beside it."""

from __future__ import annotations

import os
import select
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.simulators.faults import FaultPlan
from hardware.simulators.fgl_page import STOCKS
from hardware.simulators.fgl_printer import FglPrinter
from hardware.simulators.running import RunningSimulator
from hardware.simulators.stepped_clock import SteppedClock
from hardware.simulators.tray import PaperTray
from hardware.simulators.tty_door import TtyDoor
from hardware.transports.address import SerialAddress
from hardware.transports.line import LineDown, Waker
from hardware.transports.serial_line import SerialLine
from pos.ports.devices import Condition

PATIENCE_S = 300.0
TICKET = b"<CB><RC10,10>Seat<p>"


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ttyTICKET"


@pytest.fixture
def fgl(clock: SteppedClock, path: Path) -> Iterator[RunningSimulator]:
    printer = FglPrinter(clock, PaperTray(None, "t"), FaultPlan(), STOCKS["boca-200dpi-5.5x2"])
    with RunningSimulator(printer, clock, SerialAddress(str(path))) as running:
        clock.wakes(running.wake)
        yield running


class Host:
    """Whoever opens the tty."""

    def __init__(self, path: Path) -> None:
        self.line = os.open(path, os.O_RDWR | os.O_NOCTTY)

    def __enter__(self) -> Host:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.line)

    def hear(self, count: int) -> bytes:
        heard = b""
        while len(heard) < count:
            assert select.select([self.line], [], [], PATIENCE_S)[0], heard
            data = os.read(self.line, count - len(heard))
            if not data:
                break
            heard += data
        return heard


def until_connected(simulator: RunningSimulator, connected: bool) -> None:
    with simulator.control() as control:
        for _ in range(100_000):
            if control.do("state")["connected"] is connected:
                return
    raise AssertionError(f"never connected={connected}")


def test_bytes_in_and_status_out_without_an_echo(fgl: RunningSimulator, path: Path) -> None:
    with Host(path) as host:
        assert host.hear(2) == b"\x12\x11"
        os.write(host.line, TICKET)
        assert host.hear(1) == b"\x06"
        os.write(host.line, b"<RC10,10><G4>\r\n\x03\x13<S2>")
        assert host.hear(8) == b"0000001 "


def test_a_host_comes_by_opening_and_goes_by_closing(fgl: RunningSimulator, path: Path) -> None:
    until_connected(fgl, False)
    for _ in range(3):
        with Host(path):
            until_connected(fgl, True)
        until_connected(fgl, False)


def test_what_a_host_said_just_before_it_closed_is_heard(fgl: RunningSimulator, path: Path) -> None:
    with fgl.control() as control:
        control.do("watch")
        with Host(path) as host:
            os.write(host.line, TICKET)
        control.until("paper")


def test_a_power_cycle_takes_the_tty_away_and_brings_another(
    fgl: RunningSimulator, path: Path
) -> None:
    with Host(path) as host, fgl.control() as control:
        assert host.hear(2) == b"\x12\x11"
        before = path.readlink()
        control.do("watch")
        control.do("fault", {"kind": "power_cycle"})
        control.until("fault")
        assert host.hear(1) == b""
        with Host(path) as again:
            assert again.hear(2) == b"\x12\x11"
            assert path.readlink() != before


def test_held_means_that_another_program_has_locked_it(fgl: RunningSimulator, path: Path) -> None:
    waker = Waker()
    line = SerialLine(str(path), 9600)
    with fgl.control() as control:
        control.do("fault", {"kind": "held"})
        control.do("state")
        with pytest.raises(LineDown) as down:
            line.open(1.0, waker, lambda: True)
        assert down.value.condition is Condition.HELD_BY_OTHER
        control.do("clear")
        control.do("state")
        line.open(1.0, waker, lambda: True)
    line.close()
    waker.close()


def test_the_name_goes_with_the_simulator(path: Path) -> None:
    door = TtyDoor(SerialAddress(str(path)))
    assert path.is_symlink()
    door.close()
    door.close()
    assert list(path.parent.iterdir()) == []


def test_a_link_left_by_a_killed_simulator_is_taken_over(path: Path) -> None:
    path.symlink_to("/dev/pts/99999")
    door = TtyDoor(SerialAddress(str(path)))
    assert path.exists()
    door.close()


def test_a_path_that_is_something_else_is_left_alone(path: Path) -> None:
    path.write_text("mine")
    with pytest.raises(FileExistsError, match="not a simulator's"):
        TtyDoor(SerialAddress(str(path)))
    assert path.read_text() == "mine"
    assert list(path.parent.iterdir()) == [path]


def test_a_path_that_is_served_is_left_alone(fgl: RunningSimulator, path: Path) -> None:
    with pytest.raises(FileExistsError, match="another simulator"):
        TtyDoor(SerialAddress(str(path)))
    with Host(path) as host:
        assert host.hear(2) == b"\x12\x11"


def test_a_paced_line_takes_its_time(clock: SteppedClock, path: Path) -> None:
    """960 bytes at 9600 baud are a second, and not less."""
    printer = FglPrinter(clock, PaperTray(None, "t"), FaultPlan(), STOCKS["boca-200dpi-5.5x2"])
    job = b"<CB>" + b"<RC10,10>" + b" " * 944 + b"<p>"
    with RunningSimulator(printer, clock, SerialAddress(str(path)), baud=9600) as running:
        clock.wakes(running.wake)
        with Host(path) as host, running.control() as control:
            os.write(host.line, job)
            until_connected(running, True)
            steps = 0
            while not control.do("state")["papers"]:
                clock.step(0.01)
                steps += 1
    assert steps >= 98


def fill(line: int) -> None:
    while True:
        os.write(line, b"<CB>" * 64)


def test_a_stalled_tty_fills(fgl: RunningSimulator, path: Path) -> None:
    with Host(path) as host, fgl.control() as control:
        assert host.hear(2) == b"\x12\x11"
        control.do("fault", {"kind": "stall"})
        os.set_blocking(host.line, False)
        with pytest.raises(BlockingIOError):
            fill(host.line)
        control.do("clear")
        assert select.select([], [host.line], [], PATIENCE_S)[1] == [host.line]
