"""The demo with a screen: the window, and beside it the hardware bench with its virtual devices.

Every start is a new evening: what an earlier demo left in the folder is removed.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from kiosk.application import Seams, StaffedWindow
from kiosk.bench.codes import Codes
from kiosk.bench.window import BenchWindow
from kiosk.demo.folder import claim
from kiosk.demo.preparing import pins_line, prepare
from kiosk.demo.virtual import (
    DESK,
    Starting,
    VirtualDevice,
    introduce,
    virtual_reader,
    window_toml,
)
from kiosk.log_sink import keeping_log
from kiosk.settings import (
    BADGE_READER,
    PAYMENT_TERMINAL,
    RECEIPT_PRINTER,
    TICKET_PRINTER,
    Home,
)

ANSWER_WITHIN_S = 8
_PARTS = {TICKET_PRINTER: "tickets", RECEIPT_PRINTER: "receipts", PAYMENT_TERMINAL: "terminal"}


def run_demo(out: Path, seed: int, window_file: Path | None) -> int:
    """Open the demo and return the exit code once its window is closed. Thread: main.

    Args:
        out: Folder for home and papers.
        seed: Of everything random in the virtual devices.
        window_file: Real devices to use instead; there is no bench then.
    """
    from kiosk.theme import prepare as prepare_theme

    home = Home(out / "home")
    lock = claim(out, ("home", *_PARTS.values()))
    starting = _virtual(out, seed) if window_file is None else None
    app = QApplication(sys.argv[:1])  # while the devices start
    prepare_theme(app)
    reader = "" if starting is None else virtual_reader()
    devices = {} if starting is None else starting.wait()
    if reader:
        devices |= Starting({BADGE_READER: None}, seed).wait()
    if window_file is not None:
        shutil.copy(window_file, home.settings_file)
    else:
        text = window_toml(
            devices, name="Window 1", answer_within_s=ANSWER_WITHIN_S, sounds=True, reader=reader
        )
        home.settings_file.write_text(text, encoding="utf-8")
        introduce(devices, home)
    try:
        return _run(app, home, devices)
    finally:
        for device in devices.values():
            device.stop()
        lock.unlock()


def _virtual(out: Path, seed: int) -> Starting:
    """Begin to start what needs nothing installed. The smart card service is asked already: where
    the system starts it only then, it needs a moment to find its readers.
    """
    folders: dict[str, Path | None] = {name: out / part for name, part in _PARTS.items()}
    starting = Starting({**folders, **dict.fromkeys(DESK)}, seed)
    virtual_reader()
    return starting


def _run(app: QApplication, home: Home, devices: dict[str, VirtualDevice]) -> int:
    window = StaffedWindow(home, Seams(prepare=prepare))
    sys.excepthook = window.stops.unhandled
    window.show()
    window.sign_in.set_line(pins_line())
    bench = _bench(window, devices) if devices else None
    app.lastWindowClosed.connect(app.quit)
    with keeping_log(home.log_file):
        code = app.exec()
        if bench is not None:
            bench.hide()
        window.close()
    return code


def _bench(window: StaffedWindow, devices: dict[str, VirtualDevice]) -> BenchWindow:
    bench = BenchWindow(
        window.shell.words,
        window.shell.theme,
        {name: device.control for name, device in devices.items()},
        {name: device.folder for name, device in devices.items() if device.folder is not None},
        Codes(window.ledger, window.stops.failed),
        window.bridge.post,
    )
    bench.open()
    right = window.shell.frameGeometry().right() + 16
    bench.move(right, window.shell.frameGeometry().top())
    bench.show()
    return bench
