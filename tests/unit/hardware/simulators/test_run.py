"""Simulators as processes of their own: real starts, real ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hardware.simulators import run
from hardware.simulators.control import ControlClient

PATIENCE_S = 300.0
PRINTERS = ("escpos-printer", "fgl-printer", "pole-display")
COMMAND = [sys.executable, "-m", "hardware.simulators.run"]


@contextmanager
def process(*options: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, object]]]:
    """A running simulator and its first line."""
    with subprocess.Popen(
        [*COMMAND, *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as started:
        assert started.stdout is not None
        try:
            yield started, json.loads(started.stdout.readline())
        finally:
            started.terminate()
            started.wait(PATIENCE_S)


def connect(ready: dict[str, object]) -> socket.socket:
    host, port = str(ready["address"]).removeprefix("tcp://").rsplit(":", 1)
    return socket.create_connection((host, int(port)), PATIENCE_S)


@pytest.mark.parametrize("device", sorted({**run.DEVICES, **run.SERVERS}))
def test_it_says_where_it_listens_and_ends_on_a_signal(device: str, tmp_path: Path) -> None:
    options = [device, "--out", str(tmp_path), "--control", "0"]
    with process(*options) as (started, ready):
        assert (ready["ready"], ready["device"]) == (True, device)
        with ControlClient(int(str(ready["control"]))) as control:
            assert control.do("state")["device"] == device
        started.send_signal(signal.SIGTERM)
        assert started.wait(PATIENCE_S) == 0
    assert (tmp_path / "state.json").exists() is (device in PRINTERS)


def test_it_prints_and_faults_come_from_a_file(tmp_path: Path) -> None:
    faults = tmp_path / "faults.json"
    faults.write_text(json.dumps([{"kind": "jam", "after": 1}]))
    out = tmp_path / "out"
    options = ["fgl-printer", "--out", str(out), "--faults", str(faults), "--stock", "50"]
    with process(*options) as (_, ready), connect(ready) as line:
        assert ready["control"] is None
        line.sendall(b"<CB><RC1,1>x<p><RC1,1>y<p>")
        heard = b""
        while not heard.endswith(b"\x18\x13"):
            heard += line.recv(16)
        assert heard == b"\x12\x11\x06\x18\x13"
    names = sorted(file.name for file in out.glob("*.png"))
    assert names == ["ticket-0001.png", "ticket-0002-jam.png"]


def test_it_ends_with_its_parent() -> None:
    with process("escpos-printer", "--until-stdin-closes") as (started, _):
        assert started.poll() is None
        assert started.stdin is not None
        started.stdin.close()
        assert started.wait(PATIENCE_S) == 0


@pytest.mark.parametrize(
    "options",
    [
        ["--address", "nonsense"],
        ["--address", "usb://0a43:0001"],
        ["--address", "serial:///no/such/folder/tty"],
        ["--profile", "none-such"],
        ["--faults", "/no/such/file"],
    ],
)
def test_what_makes_no_sense_is_one_line_and_a_code(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    for device in PRINTERS:
        assert run.main([device, *options]) == 2
        said = capsys.readouterr().err
        assert said.startswith("foyer simulate: ")
        assert said.count("\n") == 1


def test_an_unknown_device_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run.main(["teapot"])
    assert ended.value.code == 2
    assert "teapot" in capsys.readouterr().err


def test_a_port_that_is_taken_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        assert run.main(["fgl-printer", "--address", f"tcp://127.0.0.1:{port}"]) == 2
    assert "foyer simulate:" in capsys.readouterr().err


def test_a_serial_address_is_a_tty_while_it_runs(tmp_path: Path) -> None:
    path = tmp_path / "ttyTICKET"
    address = f"serial://{path}"
    with process("fgl-printer", "--address", address, "--baud", "19200") as (started, ready):
        assert ready["address"] == f"{address}?baud=19200"
        line = os.open(path, os.O_RDWR | os.O_NOCTTY)
        os.write(line, b"<CB><RC1,1>x<p>")
        heard = b""
        while not heard.endswith(b"\x06"):
            heard += os.read(line, 16)
        os.close(line)
        started.send_signal(signal.SIGTERM)
        assert started.wait(PATIENCE_S) == 0
    assert list(tmp_path.iterdir()) == []
