"""The one crossing into Qt: what other threads have to say arrives on the thread of the widgets.

The object lives in the GUI thread and its slot is a bound method of a QObject; only then does Qt
carry a call across (signals of objects that live in workers run plain functions in the worker).
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from kiosk.threads import assert_gui


class Bridge(QObject):
    """Runs callables on the GUI thread, in the order they were posted. Make it on the GUI
    thread.
    """

    _posted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        assert_gui()
        self._posted.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def post(self, call: Callable[[], None]) -> None:
        """Have ``call`` run on the GUI thread, never before this returns. Thread: any.

        What is posted when the window has gone is dropped.
        """
        if isValid(self):
            self._posted.emit(call)

    @Slot(object)
    def _run(self, call: Callable[[], None]) -> None:
        assert_gui()
        call()


def is_there(owner: object) -> bool:
    """Return whether ``owner`` can still be told something: a widget Qt has destroyed cannot."""
    return not isinstance(owner, QObject) or isValid(owner)
