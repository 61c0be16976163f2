"""A ticket on a serial line of 9600 baud: window.toml, real papers, the real driver, a real
pseudo-terminal at that speed, and a virtual printer's acknowledgement, on a clock moved by hand."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from hardware.simulators.faults import FaultPlan
from hardware.simulators.fgl_page import STOCKS
from hardware.simulators.fgl_printer import FglPrinter
from hardware.simulators.running import RunningSimulator
from hardware.simulators.stepped_clock import SteppedClock
from hardware.simulators.tray import PaperTray
from hardware.transports.address import SerialAddress
from kiosk.bootstrap import build_devices
from kiosk.messages import load_words
from kiosk.papers import Papers
from kiosk.settings import Settings, parse
from pos.lifecycles import DeviceState
from pos.ports.devices import PrintOutcome
from pos.views.work import PrintWork
from tests.unit.printing.builders import CODE, ZONE
from tests.unit.printing.corpus import CORPUS

BAUD = 9600
STEP_S = 16 * 10 / BAUD
"""As long as a UART's sixteen bytes take."""
PATIENCE_S = 300.0
LONGEST_S = 60.0
"""Of the clock; a test that gets there has failed."""


class Window:
    """A ticket printer on a slow line, as window.toml describes it."""

    def __init__(self, folder: Path) -> None:
        self.clock = SteppedClock()
        self.folder = folder
        virtual = FglPrinter(
            self.clock, PaperTray(folder, "ticket"), FaultPlan(), STOCKS["boca-200dpi-5.5x2"]
        )
        address = SerialAddress(str(folder / "tty"), BAUD)
        self.simulator = RunningSimulator(virtual, self.clock, address, BAUD)
        self.settings: Settings = parse(f"[ticket_printer]\naddress = '{address}'\n")
        printer: Any = build_devices(self.settings, self.clock).ticket_printer
        self.printer = printer
        self.clock.wakes(printer.wake)
        self.clock.wakes(self.simulator.wake)

    def __enter__(self) -> Window:
        self.simulator.__enter__()
        self._control = self.simulator.control()
        self.printer.open()
        self._until(lambda: self.printer.status().state is DeviceState.READY)
        return self

    def __exit__(self, *_: object) -> None:
        self._control.close()
        self.printer.close()
        self.simulator.stop()

    def seconds_to_print(self, ticket: bytes) -> float:
        """Return how long it takes by the clock from the job to the acknowledgement."""
        begun_s = self.clock.monotonic()
        future = self.printer.print(ticket)
        self._until(future.done)
        assert future.result().outcome is PrintOutcome.PRINTED
        return self.clock.monotonic() - begun_s

    def _until(self, condition: Any) -> None:
        """Let time pass, but never while bytes are still on their way to the line."""
        until_s = self.clock.monotonic() + LONGEST_S
        while self.clock.monotonic() < until_s:
            self._settle()
            if condition():
                return
            self.clock.step(STEP_S)
        raise AssertionError(f"not in {LONGEST_S} s: {self.printer.status()}")

    def _settle(self) -> None:
        for _ in range(2):
            self.simulator.wake()
            self._control.do("state")
            seen = threading.Event()
            assert self.printer._loop.post(seen.set)
            assert seen.wait(PATIENCE_S)


@pytest.mark.parametrize("name", ["plain", "vietnamese", "all in russian"])
def test_a_ticket_is_acknowledged_within_ten_seconds(name: str, tmp_path: Path) -> None:
    language, view = CORPUS[name]
    with Window(tmp_path) as window:
        papers = Papers(window.settings, load_words(language, ZONE))
        work = PrintWork("j1", "ticket_printer", ticket=view)  # type: ignore[arg-type]
        ticket = papers.compose(work)
        took_s = window.seconds_to_print(ticket)
    assert len(ticket) * 10 / BAUD <= took_s < 10
    (paper,) = tmp_path.glob("ticket-*.png")
    with Image.open(paper) as picture:
        assert [found.text for found in zxingcpp.read_barcodes(picture)] == [CODE]
