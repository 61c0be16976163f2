from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.simulators.control import ControlClient, ControlRefused
from hardware.simulators.escpos_printer import EscposPrinter
from hardware.simulators.escpos_roll import ROLLS
from hardware.simulators.faults import FaultPlan
from hardware.simulators.fgl_page import STOCKS
from hardware.simulators.fgl_printer import FglPrinter
from hardware.simulators.running import RunningSimulator
from hardware.simulators.stepped_clock import SteppedClock
from hardware.simulators.tray import PaperTray

PATIENCE_S = 300.0
TICKET = b"<CB><RC10,10>Seat<p>"


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture
def fgl(clock: SteppedClock, tmp_path: Path) -> Iterator[RunningSimulator]:
    tray = PaperTray(tmp_path, "ticket")
    printer = FglPrinter(clock, tray, FaultPlan(), STOCKS["boca-200dpi-5.5x2"])
    with RunningSimulator(printer, clock) as running:
        clock.wakes(running.wake)
        yield running


@pytest.fixture
def escpos(clock: SteppedClock) -> Iterator[RunningSimulator]:
    printer = EscposPrinter(clock, PaperTray(None, "receipt"), FaultPlan(), ROLLS["TM-T88V"])
    with RunningSimulator(printer, clock) as running:
        yield running


def host(simulator: RunningSimulator) -> socket.socket:
    address = simulator.address
    return socket.create_connection((address.host, address.port), PATIENCE_S)


def hear(line: socket.socket, count: int) -> bytes:
    heard = b""
    while len(heard) < count and (data := line.recv(count - len(heard))):
        heard += data
    return heard


def test_bytes_in_paper_and_status_out(fgl: RunningSimulator, tmp_path: Path) -> None:
    with host(fgl) as line:
        assert hear(line, 2) == b"\x12\x11"
        line.sendall(TICKET)
        assert hear(line, 1) == b"\x06"
    assert (tmp_path / "ticket-0001.png").exists()


def test_a_second_host_is_refused_until_the_first_has_gone(fgl: RunningSimulator) -> None:
    with host(fgl) as first:
        assert hear(first, 2) == b"\x12\x11"
        with pytest.raises(ConnectionResetError), host(fgl) as second:
            assert second.recv(1) == b"nothing at all"
        first.sendall(TICKET)
        assert hear(first, 1) == b"\x06"
    with host(fgl) as third:
        third.sendall(TICKET)
        assert hear(third, 1) == b"\x06"


def test_a_receipt_printer_takes_several_hosts(escpos: RunningSimulator) -> None:
    with host(escpos) as first, host(escpos) as second:
        second.sendall(b"\x10\x04\x01")
        assert hear(second, 1) == b"\x12"
        assert hear(first, 1) == b"\x12"


def test_a_power_cycle_breaks_the_line(fgl: RunningSimulator) -> None:
    with host(fgl) as line, fgl.control() as control:
        assert hear(line, 2) == b"\x12\x11"
        control.do("fault", {"kind": "power_cycle"})
        with pytest.raises(ConnectionResetError):
            assert line.recv(1) == b"nothing at all"
    with host(fgl) as line:
        assert hear(line, 2) == b"\x12\x11"


def test_more_than_the_buffer_holds_is_taken_in_the_end(fgl: RunningSimulator) -> None:
    with host(fgl) as line, fgl.control() as control:
        assert hear(line, 2) == b"\x12\x11"
        control.do("fault", {"kind": "out_of_stock"})
        strips = b"".join(b"<RC%d,0><G1000>" % (8 * n) + b"\xaa" * 1000 for n in range(40))
        line.sendall(b"<CB>" + strips + b"<p>")
        assert hear(line, 2) == b"\x10\x13"
        control.do("load_stock", {"count": 100})
        heard = b""
        while not heard.endswith(b"\x06"):
            heard += hear(line, 1)
        assert heard.startswith(b"\x0c\x11")


def test_replies_can_be_split_byte_by_byte(fgl: RunningSimulator) -> None:
    with host(fgl) as line, fgl.control() as control:
        control.do("fault", {"kind": "byte_split"})
        line.sendall(TICKET * 2 + b"<S2>")
        assert hear(line, 27) == b"\x12\x11\x06\x06" + b"0000002 PROM = FGL46G42"


def test_a_clock_that_is_stepped_wakes_the_simulator(
    fgl: RunningSimulator, clock: SteppedClock
) -> None:
    with host(fgl) as line, fgl.control() as control:
        assert hear(line, 2) == b"\x12\x11"
        control.do("fault", {"kind": "ack_late", "seconds": 5})
        control.do("watch")
        line.sendall(TICKET)
        control.until("paper")
        clock.step(5.0)
        assert hear(line, 1) == b"\x06"


# ---- control ----


def test_commands_are_answered_with_the_state(fgl: RunningSimulator) -> None:
    with fgl.control() as control:
        assert control.do("state")["stock"] == 2000
        assert control.do("load_stock", {"count": 5})["stock"] == 2005


def test_events_reach_those_who_watch(fgl: RunningSimulator) -> None:
    with fgl.control() as watcher, fgl.control() as other, host(fgl) as line:
        assert watcher.do("watch")["papers"] == 0
        line.sendall(TICKET)
        event = watcher.until("paper")
        assert (event["file"], event["whole"]) == ("ticket-0001.png", True)
        other.do("fault", {"kind": "out_of_stock"})
        assert watcher.event() == {"event": "stop", "why": "out_of_stock"}
        assert watcher.event() == {"event": "fault", "kind": "out_of_stock"}
        other.do("load_stock", {"count": 9})
        assert watcher.until("stock")["count"] == 9


def test_what_makes_no_sense_is_refused_with_a_reason(fgl: RunningSimulator) -> None:
    with fgl.control() as control:
        with pytest.raises(ControlRefused, match="cannot 'dance'"):
            control.do("dance")
        with pytest.raises(ControlRefused, match="earthquake"):
            control.do("fault", {"kind": "earthquake"})
        assert control.do("state")["papers"] == 0


@pytest.mark.parametrize(
    "line",
    [
        b'{"do":"fault","kind":"hang","seconds":NaN}',
        b'{"do":"fault","kind":"hang","seconds":1e400}',
        b'{"do":"fault","kind":"hang","seconds":-Infinity}',
        b'{"do":"fault","kind":"hang","seconds":1%s}' % (b"0" * 400),
        b'{"do":"fault","kind":"stall","seconds":1e308}',
        b'{"do":"fault","kind":"stall","seconds":1e11}',
        b'{"do":"fault","kind":"slow","rate":NaN}',
        b'{"do":"fault","kind":"hang","on":"\\ud800"}',
        b'{"do":"fault","kind":"\\ud800"}',
        b'{"do":"\\ud800"}',
        b'{"do":"state","\\ud800":NaN}',
        b'{"do":' + b"[" * 30_000,
    ],
    ids=lambda line: line[:50].decode(),
)
def test_a_line_that_json_allows_and_no_clock_does_not_end_a_simulator(
    fgl: RunningSimulator, line: bytes
) -> None:
    with fgl.control() as control:
        port = control._line.getpeername()[1]
        with socket.create_connection(("127.0.0.1", port), PATIENCE_S) as raw:
            raw.sendall(line + b"\n")
            answer = json.loads(raw.makefile().readline())
        assert answer["ok"] is False
        assert answer["error"]
        assert control.do("state")["hung"] is False


@pytest.mark.parametrize("line", [b"nonsense\n", b"[1]\n", b"3\n"])
def test_lines_that_are_no_request_are_refused(fgl: RunningSimulator, line: bytes) -> None:
    with fgl.control() as control:
        port = control._line.getpeername()[1]
    with socket.create_connection(("127.0.0.1", port), PATIENCE_S) as raw:
        raw.sendall(line)
        answer = json.loads(raw.makefile().readline())
    assert answer == {"ok": False, "error": "not a JSON object"}


def test_a_simulator_that_ends_hangs_up(fgl: RunningSimulator, tmp_path: Path) -> None:
    with fgl.control() as control:
        control.do("load_stock", {"count": 1})
        fgl.stop()
        with pytest.raises(ConnectionError):
            control.event()
    fgl.stop()
    fgl.wake()
    assert json.loads((tmp_path / "state.json").read_text())["stock"] == 2001


def test_a_control_port_nobody_listens_at() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        with pytest.raises(ConnectionError):
            ControlClient(nobody.getsockname()[1])


# ---- faults of the line ----


def fill(line: socket.socket) -> None:
    while True:
        line.send(b"<CB>" * 4096)


def test_the_line_of_a_stalled_device_fills(fgl: RunningSimulator) -> None:
    with host(fgl) as line, fgl.control() as control:
        assert hear(line, 2) == b"\x12\x11"
        control.do("fault", {"kind": "stall"})
        line.setblocking(False)
        with pytest.raises(BlockingIOError):
            fill(line)
        assert control.do("state")["buffered"] == 0


def test_a_stall_can_end_by_itself(fgl: RunningSimulator, clock: SteppedClock) -> None:
    with host(fgl) as line, fgl.control() as control:
        assert hear(line, 2) == b"\x12\x11"
        control.do("fault", {"kind": "stall", "seconds": 30})
        line.sendall(b"<S2>")
        assert control.do("state")["stalled"] is True
        clock.step(30.0)
        assert hear(line, 8) == b"0000000 "
        assert control.do("state")["stalled"] is False


def test_what_was_taken_before_the_stall_is_answered(fgl: RunningSimulator) -> None:
    with host(fgl) as line, fgl.control() as control:
        assert hear(line, 2) == b"\x12\x11"
        control.do("fault", {"kind": "ack_late", "seconds": 5})
        control.do("watch")
        line.sendall(TICKET)
        control.until("paper")
        control.do("fault", {"kind": "stall"})
        line.sendall(b"<S2>")
        control.do("clear")
        assert hear(line, 8) == b"0000001 "


def test_noise_stands_around_replies_and_not_in_them(fgl: RunningSimulator) -> None:
    with host(fgl) as line, fgl.control() as control:
        assert hear(line, 2) == b"\x12\x11"
        control.do("fault", {"kind": "noise"})
        line.sendall(TICKET + b"<S2>")
        heard = b""
        while not (b"FGL46G42" in heard and heard[-1] >= 0x80):
            heard += hear(line, 1)
        assert bytes(byte for byte in heard if byte < 0x80) == b"\x060000001 PROM = FGL46G42"
        assert len(heard) > 28
        control.do("clear")


def test_unplugged_there_is_nobody_until_it_is_plugged_in_again(fgl: RunningSimulator) -> None:
    with fgl.control() as bench, host(fgl) as line:
        assert hear(line, 2) == b"\x12\x11"
        assert bench.do("unplug")["plugged"] is False
        with pytest.raises(ConnectionResetError):
            line.recv(1)
        with pytest.raises(ConnectionRefusedError):
            host(fgl)
        assert bench.do("unplug")["plugged"] is False
        assert bench.do("plug")["plugged"] is True
        assert bench.do("plug")["plugged"] is True
    with host(fgl) as line:
        line.sendall(TICKET)
        assert hear(line, 1) == b"\x06"


def test_no_program_is_given_the_place_by_chance_while_it_is_away(fgl: RunningSimulator) -> None:
    place = (fgl.address.host, fgl.address.port)
    with fgl.control() as bench:
        bench.do("unplug")
        with socket.socket() as other, pytest.raises(OSError, match="in use"):
            other.bind(place)
        with pytest.raises(ConnectionRefusedError):
            host(fgl)
        bench.do("plug")
    with host(fgl) as line:
        assert hear(line, 2) == b"\x12\x11"
    with fgl.control() as bench:
        bench.do("unplug")
    fgl.stop()
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(place)


def test_a_place_taken_meanwhile_is_told(fgl: RunningSimulator) -> None:
    with fgl.control() as bench:
        bench.do("unplug")
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind((fgl.address.host, fgl.address.port))
            other.listen()
            with pytest.raises(ControlRefused, match="in use"):
                bench.do("plug")
        assert bench.do("plug")["plugged"] is True
