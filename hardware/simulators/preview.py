"""What paper would come out: bytes go in as they would leave for the printer, pictures come back.

The virtual printers themselves print, so a preview, a demo's paper and a test's paper are one
drawing, and what a printer would refuse is told. Nothing is connected and no time passes: about ten
milliseconds a ticket, on any thread.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from hardware.simulators.escpos_printer import EscposPrinter
from hardware.simulators.escpos_roll import ROLLS
from hardware.simulators.faults import FaultPlan
from hardware.simulators.fgl_page import STOCKS
from hardware.simulators.fgl_printer import FglPrinter
from hardware.simulators.stepped_clock import SteppedClock
from hardware.simulators.tray import PaperTray

if TYPE_CHECKING:
    from PIL.Image import Image

_PAPERS = 100
"""Papers a preview is good for."""
_IS_IT_OUT = b"\x1dr\x01"
"""GS r 1: a driver asks behind every paper, and without a knife it is torn off then."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """``papers`` black on white, one dot a pixel, in the order they came out. ``complaints``: what
    the printer did not understand. ``clipped``: what did not fit on the paper."""

    papers: tuple[Image, ...]
    complaints: tuple[str, ...]
    clipped: tuple[str, ...]


def draw(data: bytes, profile: str) -> Drawn:
    """Return what a printer of ``profile`` (a name of window.toml) makes of ``data``.

    Raises:
        KeyError: No virtual printer has that profile.
    """
    tray = _KeptPapers()
    printer = _printer(profile, tray)
    printer.connected()
    printer.received(data)
    if isinstance(printer, EscposPrinter):
        printer.received(_IS_IT_OUT)
    events = printer.take_events()
    return Drawn(
        papers=tuple(tray.papers),
        complaints=tuple(str(event["what"]) for event in events if event["event"] == "error"),
        clipped=tuple(what for event in events for what in _clipped(event)),
    )


def png(paper: Image) -> bytes:
    """Return a paper as the bytes of a PNG file."""
    file = BytesIO()
    paper.save(file, "PNG")
    return file.getvalue()


def _printer(profile: str, tray: PaperTray) -> FglPrinter | EscposPrinter:
    clock, plan = SteppedClock(), FaultPlan()
    if profile in STOCKS:
        return FglPrinter(clock, tray, plan, STOCKS[profile], _PAPERS)
    return EscposPrinter(clock, tray, plan, ROLLS[profile], _PAPERS)


def _clipped(event: Mapping[str, object]) -> tuple[str, ...]:
    noted = event.get("clipped")
    return tuple(str(what) for what in noted) if isinstance(noted, list) else ()


class _KeptPapers(PaperTray):
    """Keeps papers in memory."""

    def __init__(self) -> None:
        super().__init__(None, "preview")
        self.papers: list[Image] = []

    def put(self, paper: Image, ruin: str = "") -> str:
        self.papers.append(paper)
        return super().put(paper, ruin)
