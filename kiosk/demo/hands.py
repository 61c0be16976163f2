"""A cashier's hands: they find a control by its name, touch it where it can be touched, and
type.

They only touch what a finger could: the control is visible, enabled and not covered. Every touch is
a real press and release through Qt, every letter a real key.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QScrollArea, QWidget
from shiboken6 import isValid

from kiosk.demo.player import PATIENCE_S, Script, Wait


class Hands:
    """Hands at one window."""

    def __init__(self, window: QWidget) -> None:
        self.window = window
        self.touches = 0
        self._seen: dict[str, QWidget] = {}

    def see(self, name: str) -> QWidget | None:
        """Return the visible control of that object name, or None. Where one was seen before is
        looked first: a window has thousands of controls."""
        seen = self._seen.get(name)
        if seen is not None and isValid(seen) and seen.isVisible() and seen.objectName() == name:
            return seen
        for widget in self.window.findChildren(QWidget, name):
            if widget.isVisible():
                self._seen[name] = widget
                return widget
        return None

    def sees(self, name: str) -> bool:
        """Return whether a control of that name can be seen and used."""
        widget = self.see(name)
        return widget is not None and widget.isEnabled()

    def wait_for(self, name: str, patience_s: float = PATIENCE_S) -> Script:
        """Wait until the control can be used."""
        yield Wait(lambda: self.sees(name), f"{name} to be there", patience_s)

    def wait_away(self, name: str) -> Script:
        """Wait until the control has gone."""
        yield Wait(lambda: self.see(name) is None, f"{name} to go away")

    def touch(self, name: str, at: Callable[[], QPoint] | None = None) -> Script:
        """Touch a control in its middle, or at a point of its own that ``at`` finds at that
        moment.
        """
        yield Wait(lambda: self._bring(name) and self._reachable(name, at), f"{name} in reach")
        widget = self.see(name)
        assert widget is not None
        self.touches += 1
        point = at() if at is not None else widget.rect().center()
        target = self._under(widget, point)
        QTest.mouseClick(
            target,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            target.mapFrom(self.window, widget.mapTo(self.window, point)),
        )

    def touch_all(self, *names: str) -> Script:
        """Touch one control after the other."""
        for name in names:
            yield from self.touch(name)

    def type(self, name: str, text: str) -> Script:
        """Touch a field and type into it."""
        yield from self.touch(name)
        widget = self.see(name)
        assert widget is not None
        for letter in text:
            self._key(widget.focusProxy() or widget, letter)
        yield Wait(lambda: True, "typed")

    def _key(self, widget: QWidget, letter: str) -> None:
        if letter.isascii():
            QTest.keyClicks(widget, letter)
            return
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(widget, event)

    def _bring(self, name: str) -> bool:
        """Scroll the control into view, as a finger would, and return whether it can be used."""
        widget = self.see(name)
        if widget is None or not widget.isEnabled():
            return False
        area = widget.parentWidget()
        while area is not None and area is not self.window:
            if isinstance(area, QScrollArea) and not isinstance(widget, QAbstractScrollArea):
                area.ensureWidgetVisible(widget, 0, 0)
            area = area.parentWidget()
        return True

    def _reachable(self, name: str, at: Callable[[], QPoint] | None) -> bool:
        widget = self.see(name)
        if widget is None:
            return False
        point = at() if at is not None else widget.rect().center()
        under = self.window.childAt(widget.mapTo(self.window, point))
        return under is not None and (under is widget or widget.isAncestorOf(under))

    def _under(self, widget: QWidget, point: QPoint) -> QWidget:
        return self.window.childAt(widget.mapTo(self.window, point)) or widget
