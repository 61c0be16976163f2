"""Plays a script on the GUI thread without ever holding it: each step waits for a condition,
then acts.

A script is a generator of ``Wait``s. Between two steps the event loop runs free, so what is played
is what a person at the screen would get. No sleeping, no nested loops.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Slot

LOOK_EVERY_MS = 2
LOOK_AT_LEAST_MS = 8
"""How often a waiting player looks whether it can go on: at first, and where it waits longer, as
for a printer; a look goes through every control of the window."""
PATIENCE_S = 120.0
"""Real seconds after which a player is stuck; on a busy machine a report takes its time to be
drawn, and a day to be verified."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Go on when ``until`` is true. ``what`` names it for the report of a player that is stuck."""

    until: Callable[[], bool]
    what: str
    patience_s: float = PATIENCE_S


Script = Generator[Wait, None, None]


class Stuck(Exception):
    """The evening cannot go on: what was awaited did not come."""


class Player(QObject):
    """Runs one script; calls ``finished`` with what stopped it, or None at its end.

    An exception of the script stops it too. GUI thread.
    """

    def __init__(self, script: Script, finished: Callable[[BaseException | None], None]) -> None:
        super().__init__()
        self._script = script
        self._finished = finished
        self._wait = Wait(lambda: True, "start")
        self._waited = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)

    @property
    def timer(self) -> QTimer:
        """What wakes the player; its own turns are no part of the program that is watched."""
        return self._timer

    def start(self) -> None:
        """Begin with the next turn of the event loop."""
        self._waited.start()
        self._timer.start(LOOK_EVERY_MS)

    @Slot()
    def _look(self) -> None:
        try:
            if self._wait.until():
                self._wait = next(self._script)
                self._waited.restart()
                self._timer.setInterval(LOOK_EVERY_MS)
                return
            self._timer.setInterval(min(self._timer.interval() * 2, LOOK_AT_LEAST_MS))
            if self._waited.hasExpired(int(self._wait.patience_s * 1000)):
                raise Stuck(self._wait.what)
        except StopIteration:
            self._stop(None)
        except Exception as error:  # noqa: BLE001 - the edge that owns the script
            self._stop(error)

    def _stop(self, error: BaseException | None) -> None:
        self._timer.stop()
        self._finished(error)
