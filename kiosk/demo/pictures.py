"""Pictures of what stands beside the screen: the patron's second screen and the hardware bench.

The played evening has neither; here they are drawn from what it has: the sale that is under way,
the devices it used and the paper that came out. GUI thread.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from kiosk.bench.codes import Codes
from kiosk.bench.window import BenchWindow
from kiosk.screens.customer import CustomerScreen
from kiosk.settings import RECEIPT_PRINTER, TICKET_PRINTER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.application import StaffedWindow
    from kiosk.demo.virtual import VirtualDevice

_ON_THE_WALL = 8
_PAPERS = {TICKET_PRINTER: "ticket-*.png", RECEIPT_PRINTER: "receipt-*.png"}


def second_screen(window: StaffedWindow) -> QWidget | None:
    """Return the page a second screen would show now; None where the patron sees nothing."""
    patron = None if window.device_side is None else window.device_side.patron
    if patron is None:
        return None
    page = CustomerScreen(window.shell.words, window.shell.theme)
    page.draw(patron.facing.state)
    page.resize(page.sizeHint())
    return page


def bench(window: StaffedWindow, devices: Mapping[str, VirtualDevice]) -> BenchWindow:
    """Return the bench as it would stand beside the window, with the newest papers; it is listening
    already.
    """
    folders = {
        name: one.folder
        for name, one in devices.items()
        if name in _PAPERS and one.folder is not None
    }
    made = BenchWindow(
        window.shell.words,
        window.shell.theme,
        {name: device.control for name, device in devices.items()},
        folders,
        Codes(window.ledger, window.stops.failed),
        window.bridge.post,
    )
    for name, folder in folders.items():
        _hang(made, name, folder)
    made.open()
    return made


def _hang(made: BenchWindow, name: str, folder: Path) -> None:
    for paper in sorted(folder.glob(_PAPERS[name]))[-_ON_THE_WALL:]:
        made.hang(name, paper)
