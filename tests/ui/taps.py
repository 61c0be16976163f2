"""Journeys through the real screens, with every touch counted and the window's own time taken.

A test walks a journey and says its name; typing and scanning are no taps, as in the reference:

    with journey("Will-call pick-up"):
        window.tap("willcall.row.0")
        window.tap("willcall.hand_over")

Counted are presses that arrive at the application, whoever made them. The test fails where it took
other than the taps that ``JOURNEYS`` has, so the README's table, which is made of the same rows, is
never nicer than the screens. ``python -m tests.ui.taps`` walks them all and writes that table, with
what the window itself took: no person thinks or talks in that time.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

README = Path(__file__).parents[2] / "README.md"
BEGIN, END = "<!-- journeys -->\n", "<!-- /journeys -->"
_TIMES = "FOYER_JOURNEY_TIMES"


@dataclass(frozen=True)
class Journey:
    """``taps``: ours, exactly. ``reference``: what the trade's journeys allow, with the ``seconds``
    a person has for all of it, talk included (0: the reference names none)."""

    taps: int
    reference: int
    seconds: int
    walked_by: str


JOURNEYS = {
    "Best available, cash": Journey(4, 4, 35, "test_sell.py"),
    "Card sale": Journey(4, 3, 40, "test_journeys.py"),
    "Chosen seats, two, cash": Journey(6, 6, 50, "test_journeys.py"),
    "Will-call pick-up": Journey(2, 2, 20, "test_will_call.py"),
    "Will-call not found, paper lost": Journey(4, 4, 60, "test_will_call_rare.py"),
    "Phone order to will-call": Journey(6, 7, 180, "test_phone.py"),
    "Return with refund": Journey(5, 6, 60, "test_journeys.py"),
    "Past-date return": Journey(3, 4, 45, "test_journeys.py"),
    "Gift certificate sold": Journey(4, 4, 40, "test_journeys.py"),
    "Gift certificate redeemed": Journey(3, 3, 20, "test_journeys.py"),
    "Membership beside tickets": Journey(3, 3, 60, "test_journeys.py"),
    "Round up": Journey(1, 1, 5, "test_journeys.py"),
    "Exchange": Journey(8, 8, 75, "test_exchange.py"),
    "Subscription renewed": Journey(7, 8, 240, "test_renewals.py"),
}


class Taps(QObject):
    """Counts touches. A press that a control leaves to what lies under it is one touch."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self._last = -1

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
        if isinstance(watched, QWidget) and event.type() in pressed:
            assert isinstance(event, QMouseEvent)
            if event.timestamp() != self._last:
                self.count += 1
            self._last = event.timestamp()
        return False


@contextmanager
def counted() -> Iterator[Taps]:
    """Count the touches made inside."""
    taps = Taps()
    app = QApplication.instance()
    assert app is not None
    app.installEventFilter(taps)
    try:
        yield taps
    finally:
        app.removeEventFilter(taps)


@contextmanager
def journey(name: str) -> Iterator[Taps]:
    """Walk the journey of that name; fails where it took other than its taps."""
    begun = time.perf_counter()
    with counted() as taps:
        yield taps
    took = time.perf_counter() - begun
    assert taps.count == JOURNEYS[name].taps, f"{name}: {taps.count} taps"
    if _TIMES in os.environ:
        with Path(os.environ[_TIMES]).open("a", encoding="utf-8") as file:
            file.write(json.dumps([name, took]) + "\n")


def told() -> list[str]:
    """Return the rows of the README's table, without its heading."""
    text = README.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0]
    return text.splitlines()[2:]


def row(name: str, own: str) -> str:
    """Return the README's row of a journey; ``own``: the window's own time."""
    one = JOURNEYS[name]
    given = f"{one.seconds} s" if one.seconds else ""
    return f"| {name} | {one.taps} | {one.reference} | {own} | {given} |"


def main() -> int:
    """Walk every journey and write the README's table."""
    with tempfile.TemporaryDirectory() as folder:
        times = Path(folder) / "times.jsonl"
        files = sorted({f"tests/ui/{one.walked_by}" for one in JOURNEYS.values()})
        here = {**os.environ, _TIMES: str(times)}
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files]
        subprocess.run(command, env=here, check=True, cwd=README.parent)
        took = dict(json.loads(line) for line in times.read_text().splitlines())
    rows = [row(name, f"{took[name]:.1f} s") for name in JOURNEYS]
    head = (
        "| journey | taps | reference | the window's own time | reference, with talk |",
        "|---|---|---|---|---|",
    )
    before, rest = README.read_text(encoding="utf-8").split(BEGIN)
    table = "\n".join([*head, *rows])
    after = rest.split(END)[1]
    README.write_text(f"{before}{BEGIN}{table}\n{END}{after}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
