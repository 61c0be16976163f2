"""Devices: from a job to its first byte on the line, and from a status byte to the light.

The light's part runs in a process of its own, offscreen: ``python -m kiosk.benchmarks.devices``.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from kiosk.benchmarks.headless import PATIENCE_S
from kiosk.benchmarks.lines import Figure, middle
from kiosk.bootstrap import build_devices
from kiosk.demo.virtual import start_printers, window_toml
from kiosk.settings import TICKET_PRINTER, parse
from pos.clock import SystemClock
from pos.errors import DeviceTimeout
from pos.lifecycles import DeviceState

if TYPE_CHECKING:
    from hardware.printers.fgl_status import Status
    from pos.ports.devices import DeviceStatus, Printer

JOBS = 40
CHANGES = 40
WARM = 3
JOB = b"<CB>" + b"".join(b"<RC%d,0><g512>" % row + b"A5" * 256 for row in range(0, 240, 8)) + b"<p>"
"""Half a ticket of dots, 16 KB as hex."""


def figures(jobs: int = JOBS, changes: int = CHANGES) -> Iterator[Figure]:
    """Yield the time from a job to its first byte, and from a printer's byte to its light."""
    with tempfile.TemporaryDirectory() as scratch:
        yield Figure(
            "job_to_first_byte",
            middle(first_bytes(Path(scratch), jobs)),
            "ms",
            middle(bare_sends(jobs)),
            "a send of the same bytes on an open socket",
        )
    command = [sys.executable, "-m", "kiosk.benchmarks.devices", str(changes)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    light = json.loads(done.stdout)
    yield Figure(
        "status_byte_to_light",
        middle(light["lights"]),
        "ms",
        middle(light["signals"]),
        "a queued Qt signal from another thread",
    )


def first_bytes(folder: Path, jobs: int) -> list[float]:
    """Return milliseconds from ``print`` to the first byte that the line took, job by job."""
    clock = SystemClock()
    virtual = start_printers({TICKET_PRINTER: folder})
    devices = build_devices(parse(window_toml(virtual, name="Bench", answer_within_s=20)), clock)
    printer = devices.ticket_printer
    assert printer is not None
    devices.open()
    try:
        _until_ready(printer)
        took = []
        for _ in range(WARM + jobs):
            begun_s = clock.monotonic()
            result = printer.print(JOB).result(PATIENCE_S)
            assert result.first_byte_s is not None
            took.append((result.first_byte_s - begun_s) * 1000)
        return took[WARM:]
    finally:
        devices.close()
        for device in virtual.values():
            device.stop()


def _until_ready(printer: Printer) -> None:
    ready = threading.Event()

    def told(status: DeviceStatus) -> None:
        if status.state is DeviceState.READY:
            ready.set()

    printer.watch(told)
    if not ready.wait(PATIENCE_S):
        raise DeviceTimeout(device=TICKET_PRINTER)


def bare_sends(jobs: int) -> list[float]:
    """Return milliseconds that ``send`` takes on a loopback connection somebody reads from."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        line = socket.create_connection(door.getsockname())
        other, _ = door.accept()
    with line, other:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        took = []
        for _ in range(WARM + jobs):
            begun = time.perf_counter()
            sent = line.send(JOB)
            took.append((time.perf_counter() - begun) * 1000)
            while sent > 0:
                sent -= len(other.recv(65_536))
    return took[WARM:]


# ---- the light ----


def measure_lights(changes: int) -> dict[str, list[float]]:
    """Return milliseconds from a status byte to the light it changes, and of bare signals."""
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    return {"signals": _signals(app, changes), "lights": _Lights(app).measured(changes)}


def _signals(app: Any, changes: int) -> list[float]:
    from kiosk.bridge import Bridge

    bridge, took = Bridge(), list[float]()
    turn = threading.Semaphore(0)

    def emit() -> None:
        for _ in range(WARM + changes):
            begun = time.perf_counter()
            bridge.post(lambda begun=begun: arrived(begun))  # type: ignore[misc]
            turn.acquire(timeout=PATIENCE_S)
        bridge.post(app.quit)

    def arrived(begun: float) -> None:
        took.append((time.perf_counter() - begun) * 1000)
        turn.release()

    sender = threading.Thread(target=emit, name="bench-signals")
    sender.start()
    app.exec()
    sender.join(PATIENCE_S)
    return took[WARM:]


class _Lights:
    """The real top bar, told by the real watch about a real driver on a virtual printer."""

    def __init__(self, app: Any) -> None:
        from datetime import UTC

        from kiosk.bridge import Bridge
        from kiosk.devices import DeviceWatch
        from kiosk.messages import load_words
        from kiosk.presenters.print_tasks import PrintTasksState
        from kiosk.widgets.top_bar import TopBar

        self._app = app
        self._bar = TopBar(load_words("en", UTC))
        self._bar.show()
        self._shown: list[tuple[DeviceState, float]] = []
        self._turn = threading.Semaphore(0)
        self._said_at = 0.0
        nothing = SimpleNamespace(
            words=load_words("en", UTC),
            top_bar=SimpleNamespace(set_lights=self._set_lights),
            banner=lambda *args, **named: None,
            clear_banner=lambda key: None,
            print_tasks=SimpleNamespace(
                state=PrintTasksState(), refresh=lambda: None, open=lambda: None
            ),
            devices=SimpleNamespace(devices_are=lambda statuses: None),
            pay=SimpleNamespace(papers_are=lambda papers: None),
        )
        screen = cast("Any", nothing)
        self._bridge = Bridge()
        self._watch = DeviceWatch(
            screen, screen, self._bridge.post, has_sensor=False, wake=lambda name: None
        )

    def measured(self, changes: int) -> list[float]:
        """Return milliseconds from the byte, where the virtual printer says it, to the light."""
        from hardware.simulators.faults import FaultPlan
        from hardware.simulators.fgl_page import STOCKS
        from hardware.simulators.fgl_printer import FglPrinter
        from hardware.simulators.running import RunningSimulator
        from hardware.simulators.tray import PaperTray

        bench = self

        class Timed(FglPrinter):
            """Notes when it says something."""

            def status(self, status: Status) -> None:
                bench._said_at = bench._said_at or time.perf_counter()
                super().status(status)

        clock = SystemClock()
        paper = STOCKS["boca-200dpi-5.5x2"]
        printer = Timed(clock, PaperTray(None, "ticket"), FaultPlan(), paper)
        with RunningSimulator(printer, clock) as running:
            settings = parse(f"[{TICKET_PRINTER}]\naddress = '{running.address}'\n")
            devices = build_devices(settings, clock)
            self._watch.watch(devices.all)
            devices.open()
            person = threading.Thread(
                target=self._change, args=(running, changes), name="bench-person"
            )
            person.start()
            self._app.exec()
            person.join(PATIENCE_S)
            devices.close()
        return self._took[WARM:]

    def _change(self, running: Any, changes: int) -> None:
        """Take the stock away and load it again. Thread: its own."""
        control = running.control()
        self._took: list[float] = []
        self._await(DeviceState.READY)
        for turn in range(WARM + changes):
            self._said_at = 0.0
            if turn % 2:
                control.do("load_stock", {"count": 100})
                shown_at = self._await(DeviceState.READY)
            else:
                control.do("fault", {"kind": "out_of_stock"})
                shown_at = self._await(DeviceState.STOPPED)
            self._took.append((shown_at - self._said_at) * 1000)
        control.close()
        self._bridge.post(self._app.quit)

    def _await(self, wanted: DeviceState) -> float:
        """Return when the light was first seen in that state since the last time asked."""
        while self._turn.acquire(timeout=PATIENCE_S):
            state, at = self._shown.pop(0)
            if state is wanted:
                return at
        raise DeviceTimeout(device=TICKET_PRINTER)

    def _set_lights(self, statuses: list[DeviceStatus]) -> None:
        self._bar.set_lights(statuses)
        self._shown.append((statuses[0].state, time.perf_counter()))
        self._turn.release()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure_lights(int(sys.argv[1]))))
