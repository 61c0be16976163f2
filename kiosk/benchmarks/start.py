"""From the command to the sign-in screen, against the least a Qt program in Python can do.

Every sample is a process of its own, timed from outside: from its start to the line it prints.
Ours and the bare ones take turns, so that a busy moment of the machine hits all alike.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from kiosk.benchmarks.lines import Figure, middle

BARE_WINDOW = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

class Bare(QWidget):
    def paintEvent(self, event):
        QTimer.singleShot(0, painted)

def painted():
    print("painted", flush=True)
    {then}
    print("ready", flush=True)
    app.quit()

app = QApplication([])
bare = Bare()
bare.resize(1280, 800)
bare.show()
app.exec()
"""
"""A bare window; ``then`` is what it does after its first picture."""

ROUNDS = 7


def figures(home: Path, bytecode: Path, rounds: int = ROUNDS) -> Iterator[Figure]:
    """Yield the time to the first picture and to a sign-in that takes a PIN.

    Args:
        home: A prepared home with staff.
        bytecode: An empty folder for the compiled modules of all, as an installed program has them.
        rounds: Samples of each.
    """
    environment = _environment(bytecode)
    ours = [sys.executable, "-m", "kiosk", "--home", str(home), "window", "--time"]
    bare = [sys.executable, "-c", BARE_WINDOW.format(then="pass")]
    heavy = [sys.executable, "-c", BARE_WINDOW.format(then="import sqlalchemy")]
    for command in (ours, bare, heavy):
        timed(command, environment)  # the first run of each compiles and warms the disk's cache
    samples = [
        tuple(timed(command, environment) for command in (ours, bare, heavy)) for _ in range(rounds)
    ]
    yield Figure(
        "start_to_sign_in_painted",
        middle([us["painted"] for us, _, _ in samples]),
        "ms",
        middle([window["painted"] for _, window, _ in samples]),
        "a bare PySide6 window painted",
    )
    yield Figure(
        "start_to_ready_for_pin",
        middle([us["ready"] for us, _, _ in samples]),
        "ms",
        middle([loaded["ready"] for _, _, loaded in samples]),
        "a bare PySide6 window, then import sqlalchemy",
    )


def _environment(bytecode: Path) -> dict[str, str]:
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(bytecode)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    return environment


def timed(command: Sequence[str], environment: Mapping[str, str]) -> dict[str, float]:
    """Return when the process printed each line, in ms since just before it was started.

    Raises:
        subprocess.CalledProcessError: It did not end well.
    """
    begun = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as child:
        assert child.stdout is not None
        seen = {line.strip(): (time.perf_counter() - begun) * 1000 for line in child.stdout}
    if child.returncode != 0:
        raise subprocess.CalledProcessError(child.returncode, command)
    return seen
