"""``foyer window``: the staffed window of this home."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from typing import TYPE_CHECKING

from kiosk.settings import Home

if TYPE_CHECKING:
    from kiosk.application import StaffedWindow
    from kiosk.beginning import Beginning
    from kiosk.shell import Shell


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "--time",
        action="store_true",
        help="print a line when the first picture stands and when a PIN will be taken, then close",
    )


def run(arguments: argparse.Namespace, home: Home) -> int:
    """Show the window until it is closed, and return the exit code. Thread: main."""
    from kiosk.one_window import OneWindow

    one = OneWindow(home)
    one.take()
    try:
        return _show(arguments, home)
    finally:
        one.give_back()


def _show(arguments: argparse.Namespace, home: Home) -> int:
    import gc
    import sys

    gc.disable()  # nothing made while starting is garbage; the window enables it once it stands
    from PySide6.QtWidgets import QApplication

    app = QApplication(sys.argv[:1])
    from kiosk.opening import Opening

    windows: list[StaffedWindow] = []

    begun: list[Beginning] = []

    def painted() -> None:
        from kiosk.beginning import begin

        if arguments.time:
            print("painted", flush=True)
        begun.append(begin())

    def loaded(shell: Shell) -> None:
        from kiosk.application import StaffedWindow
        from kiosk.log_sink import keeping_log
        from kiosk.theme import prepare

        prepare(app)
        log.enter_context(keeping_log(home.log_file))
        window = StaffedWindow(home, beginning=begun[0])
        windows.append(window)
        sys.excepthook = window.stops.unhandled
        if arguments.time:
            window.ready.connect(lambda: (print("ready", flush=True), app.quit()))
        window.show(shell)

    with ExitStack() as log:
        opening = Opening(app, home, painted, loaded)
        code = app.exec()
        for window in windows:
            window.close()
        opening.shell.close()
    return code
