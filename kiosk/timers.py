"""Calls later on the GUI thread, for presenters that know no Qt."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer


class QtTimers(QObject):
    """Makes timers that live as long as this object. GUI thread."""

    def after(self, seconds: float, call: Callable[[], None]) -> QtTimer:
        """Call once, ``seconds`` from now, unless cancelled."""
        return QtTimer(self, seconds, call)


class QtTimer:
    """One call that is still to come."""

    def __init__(self, parent: QObject, seconds: float, call: Callable[[], None]) -> None:
        self._call = call
        self._timer: QTimer | None = QTimer(parent)
        self._timer.setSingleShot(True)
        # Not the bound method: Qt holds those of plain objects weakly, and nobody else may hold us.
        self._timer.timeout.connect(partial(QtTimer._due, self))
        self._timer.start(round(seconds * 1000))

    def cancel(self) -> None:
        """Make sure the call never comes. Harmless when it already came."""
        timer, self._timer = self._timer, None
        if timer is not None:
            timer.stop()
            timer.deleteLater()

    def _due(self) -> None:
        self.cancel()
        self._call()
