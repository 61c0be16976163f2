"""Makes what nobody has looked at yet while nobody touches the window, so that the first look at it
costs nobody a moment. GUI thread only."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from kiosk.shell import Shell
from kiosk.widgets.pages import Pages
from kiosk.widgets.panel import PanelHost

_BETWEEN_MS = 100
_QUIET_MS = 3_000
"""After a touch somebody is at work: so long nothing is made."""


class WarmUp(QObject):
    """Makes one part of the window, waits, makes the next; stops when all are there."""

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._timer = QTimer(self)
        self._timer.setInterval(_BETWEEN_MS)
        self._timer.timeout.connect(self._make_one)
        self._timer.start()

    def touched(self) -> None:
        """Somebody is at work."""
        if self._timer.isActive():
            self._timer.start(_QUIET_MS)

    def stop(self) -> None:
        """The window closes."""
        self._timer.stop()

    def _make_one(self) -> None:
        self._timer.setInterval(_BETWEEN_MS)
        if not make_one(self._shell):
            self._timer.stop()
            gc.freeze()  # what was made stays: later collections need not look at it


def make_one(within: QWidget) -> bool:
    """Make one part of ``within`` that nobody has looked at; return whether there was one."""
    places: tuple[Pages | PanelHost, ...] = (
        *within.findChildren(Pages),
        *within.findChildren(PanelHost),
    )
    unmade = next((each for at in places for each in at.late if each.made is None), None)
    if unmade is not None:
        unmade.now()
    return unmade is not None
