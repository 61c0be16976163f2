"""Where rooms are shown: a room that is taller than its place scrolls, and never makes the window
taller."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QScroller, QWidget
from typing_extensions import override

from kiosk.theme import theme_of
from kiosk.widgets.pages import ShownPage

_LEAST_TALL = 160


class GivingRooms(QScrollArea):
    """Holds the rooms of a window, one shown at a time. GUI thread.

    The room has all of the place while it fits; below its smallest height it keeps that height and
    scrolls, with finger, wheel and Tab. Fingers scroll only then, so that a seat map keeps its
    own.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("giving")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rooms = _Rooms()
        self.setWidget(self.rooms)
        self.rooms.currentChanged.connect(self._asked)
        self.rooms.asked.connect(self._asked)

    def fit(self) -> None:
        """Give the room its size now."""
        place = self.viewport().size()
        least = self.rooms.least_height()
        scrolls = least > place.height()
        viewport, gesture = self.viewport(), QScroller.ScrollerGestureType.TouchGesture
        if scrolls != QScroller.hasScroller(viewport):
            if scrolls:
                QScroller.grabGesture(viewport, gesture)
            else:
                QScroller.ungrabGesture(viewport)
        self.rooms.resize(place.width(), max(least, place.height()))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self.rooms.minimumSizeHint().width(), theme_of(self).px(_LEAST_TALL))

    @override
    def sizeHint(self) -> QSize:
        return self.rooms.sizeHint()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()
        focused: QWidget | None = self.window().focusWidget()
        if focused is not None and self.rooms.isAncestorOf(focused):
            self.ensureWidgetVisible(focused)

    def _asked(self) -> None:
        self.fit()
        self.updateGeometry()


class _Rooms(ShownPage):
    """The rooms, of which one is shown."""

    asked = Signal()
    """What is in the room wants another size."""

    def least_height(self) -> int:
        """Return the smallest height of the room shown."""
        room = self.currentWidget()
        if room is None:
            return 0
        return max(room.minimumSizeHint().height(), room.minimumHeight())

    @override
    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.asked.emit()
        return done
