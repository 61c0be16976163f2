"""Scanners that type: every key press of the window goes past the wedge before any field sees it.

A key comes to the window that has the keyboard before it comes to anything in it: that is where it
is looked at. What else goes on in the program, thousands of events a second, is not.

Keys that wait are kept as Qt's own events and sent on unchanged, in order. A payment card swiped
through a keyboard stripe reader is caught here also where no keyboard scanner is set up. GUI thread
only.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from typing_extensions import override

from hardware.health import Health
from hardware.scanners.wedge import Decision, Fate, Wedge
from kiosk.settings import SCANNER
from pos.ports.devices import DeviceStatus, Watcher

if TYPE_CHECKING:
    from kiosk.settings import Settings
    from pos.ports.readers import Scan

_BARE = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
    }
)
_NEVER_TYPED = "\ue000"
"""A prefix no keyboard has (private use): only stripes are looked for, and no letter ever waits."""
_LONGEST_STEP_S = 10.0
"""Longer pauses count as this: a keyboard's clock starts anew after some weeks."""


def wedge_for(settings: Settings) -> Wedge:
    """Return what watches the keyboard of this window."""
    chosen = settings.devices.get(SCANNER)
    if chosen is None or chosen.driver != "keyboard":
        return Wedge(SCANNER, _NEVER_TYPED)
    return Wedge(SCANNER, bytes.fromhex(chosen.text("prefix")).decode("latin-1"))


class TypedScans(QObject):
    """Watches every key press of the application's windows. A device with a light, like any
    scanner; whether its cable is in, no keyboard tells.

    Args:
        wedge: Tells scans from typing.
        heard: Called for each scan, and for each that was refused.
    """

    def __init__(self, wedge: Wedge, heard: Callable[[Scan], None]) -> None:
        super().__init__()
        self._wedge = wedge
        self._heard = heard
        self._held: deque[tuple[QWindow, QKeyEvent]] = deque()
        self._sending = False
        self._at_s = 0.0
        self._stamp = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._rang)
        self._health = Health(SCANNER)
        self._app: QGuiApplication | None = None

    def look_at(self, app: QGuiApplication) -> None:
        """Begin to look at every key that ``app`` gets, in windows that come later too."""
        self._app = app
        app.focusWindowChanged.connect(self._has_the_keyboard)
        for window in app.topLevelWindows():
            window.installEventFilter(self)

    def look_away(self) -> None:
        """Look at no key any more: another window's may come after this one's."""
        self._timer.stop()
        if self._app is not None:
            self._app.focusWindowChanged.disconnect(self._has_the_keyboard)
            for window in self._app.topLevelWindows():
                window.removeEventFilter(self)
            self._app = None

    def _has_the_keyboard(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)

    # ---- a device ----

    @property
    def name(self) -> str:
        return SCANNER

    def open(self) -> None:
        """Say that it is there."""
        self._health.opening()
        self._health.report(frozenset())

    def close(self) -> None:
        """Say that nobody listens any more."""
        self._health.closed()

    def status(self) -> DeviceStatus:
        return self._health.status

    def watch(self, watcher: Watcher) -> None:
        self._health.watch(watcher)

    # ---- keys ----

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            self._sending
            or event.type() is not QEvent.Type.KeyPress
            or not isinstance(watched, QWindow)
            or not isinstance(event, QKeyEvent)
        ):
            return False
        if event.isAutoRepeat() or event.key() in _BARE:
            return False
        return self._pressed(watched, event)

    def _pressed(self, window: QWindow, event: QKeyEvent) -> bool:
        """Return whether the press stops here."""
        at_s, text = self._second_of(event), event.text()
        known = self._wedge.key(text, at_s) if len(text) == 1 else self._wedge.other_key(at_s)
        self._obey(known)
        if known.fate is Fate.HOLD:
            self._held.append((window, event.clone()))
        self._wait()
        return known.fate is not Fate.PASS

    def _second_of(self, event: QKeyEvent) -> float:
        """Return when the key was pressed, as the keyboard's own clock tells: a busy moment of ours
        neither tears a scan nor makes typing look fast."""
        stamp = event.timestamp()
        step_s = (stamp - self._stamp) / 1000
        self._stamp = stamp
        if 0.0 <= step_s <= _LONGEST_STEP_S:
            self._at_s += step_s
        else:
            self._at_s += _LONGEST_STEP_S
        return self._at_s

    def _rang(self) -> None:
        """The wait is over, or we were busy: keys that came meanwhile are heard first."""
        QTimer.singleShot(0, self, self._silence)

    def _silence(self) -> None:
        """Nothing came for as long as something was waited for."""
        due_s = self._wedge.due()
        if due_s is not None and not self._timer.isActive():
            self._at_s = max(self._at_s, due_s)
            self._obey(self._wedge.silence(due_s))
            self._wait()

    def _wait(self) -> None:
        due_s = self._wedge.due()
        if due_s is None:
            self._timer.stop()
        else:
            self._timer.start(max(round((due_s - self._at_s) * 1000), 1))

    def _obey(self, decision: Decision) -> None:
        for _ in range(decision.release):
            self._send(*self._held.popleft())
        if decision.drop:
            self._held.clear()
        if decision.scan is not None:
            self._heard(decision.scan)

    def _send(self, window: QWindow, event: QKeyEvent) -> None:
        self._sending = True
        try:
            QCoreApplication.sendEvent(window, event)
        finally:
            self._sending = False
