"""Buttons that paint themselves: one look for everything that can be touched.

A ``Painted`` knows its face (ground, edge, ink) for each state and draws the focus ring for those
who come by keyboard. What stands on the face is its subclass's business. Sizes come from the
window's theme, so a button is right on any screen.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget
from typing_extensions import override

from kiosk.theme import MAIN_BUTTON_MM, TOUCH_MM, Theme, theme_of
from kiosk.widgets.pointer import say_pointer, worked_by_pointer

CLEAR = ""
"""In a face: paint nothing."""


class Face(NamedTuple):
    """Names of colours in the theme."""

    ground: str
    edge: str
    ink: str
    soft_ink: str


_FACES = {
    "primary": Face("accent", CLEAR, "on_accent", "on_accent"),
    "plain": Face("surface", "border", "text", "text_soft"),
    "quiet": Face(CLEAR, CLEAR, "accent", "text_soft"),
    "danger": Face("surface", "danger", "danger", "danger"),
    "key": Face("surface", "border", "text", "text_soft"),
    "rail": Face(CLEAR, CLEAR, "on_rail_soft", "on_rail_soft"),
}
_PRESSED = {
    "primary": Face("accent_pressed", CLEAR, "on_accent", "on_accent"),
    "plain": Face("accent_soft", "accent", "on_accent_soft", "on_accent_soft"),
    "quiet": Face("accent_soft", CLEAR, "on_accent_soft", "on_accent_soft"),
    "danger": Face("danger_soft", "danger", "danger", "danger"),
    "key": Face("accent_soft", "accent", "on_accent_soft", "on_accent_soft"),
    "rail": Face("rail_chosen", CLEAR, "on_rail_chosen", "on_rail_chosen"),
}
_CHOSEN = Face("accent_soft", "accent", "on_accent_soft", "on_accent_soft")
_DISABLED = Face("disabled_ground", CLEAR, "disabled", "disabled")
_DISABLED_QUIET = Face(CLEAR, CLEAR, "disabled", "disabled")

KINDS = tuple(_FACES)

_BY_POINTER = (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


class Painted(QAbstractButton):
    """A button of one ``kind``: ``primary``, ``plain``, ``quiet``, ``danger``, ``key`` or ``rail``.

    Enter does not press it (a scanner ends with Enter); Space does.
    """

    radius = 10
    """Of the corners, in reference pixels."""

    def __init__(self, kind: str = "plain", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self._ring = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    @property
    def kind(self) -> str:
        return self._kind

    def set_kind(self, kind: str) -> None:
        """Show the button as another kind."""
        self._kind = kind
        self.update()

    @property
    def theme(self) -> Theme:
        return theme_of(self)

    def face(self) -> Face:
        """Return the colours of the present state."""
        if not self.isEnabled():
            return _DISABLED_QUIET if self._kind in ("quiet", "rail") else _DISABLED
        if self.isDown():
            return _PRESSED[self._kind]
        if self.isChecked():
            return _PRESSED["rail"] if self._kind == "rail" else _CHOSEN
        return _FACES[self._kind]

    def least(self, mm: float) -> int:
        """Return the dots of ``mm``, for size hints."""
        return self.theme.mm(mm)

    @property
    def main_side(self) -> int:
        """Height of a main button in dots."""
        return self.least(MAIN_BUTTON_MM)

    @property
    def touch_side(self) -> int:
        """Least side of anything touchable in dots."""
        return self.least(TOUCH_MM)

    def paint_content(self, painter: QPainter, box: QRect, face: Face, theme: Theme) -> None:
        """Draw what stands on the face, within ``box``."""

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, face = self.theme, self.face()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_face(
            painter, self.rect(), face, theme, theme.px(self.radius), chosen=self.isChecked()
        )
        self.paint_content(painter, self.rect(), face, theme)
        if self._ring and self.hasFocus():
            self._paint_ring(painter, theme)
        painter.end()

    def _paint_ring(self, painter: QPainter, theme: Theme) -> None:
        inside = "on_rail" if self._kind == "rail" else self.face().ink
        colour = theme.colour("focus" if self.face().ground != "accent" else inside)
        if self._kind == "rail":
            colour = theme.colour("on_rail")
        width = theme.px(3)
        gap = width / 2 + theme.px(2)
        painter.setPen(QPen(colour, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = max(theme.px(self.radius) - theme.px(2), 2)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(gap, gap, -gap, -gap), radius, radius)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        by_finger = event.reason() in _BY_POINTER or worked_by_pointer(self.window())
        self._ring = not by_finger
        super().focusInEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        say_pointer(self.window(), used=True)
        super().mousePressEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        say_pointer(self.window(), used=False)
        self._ring = True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            return
        super().keyPressEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.updateGeometry()
        super().changeEvent(event)


def paint_face(
    painter: QPainter, box: QRect, face: Face, theme: Theme, radius: int, *, chosen: bool = False
) -> None:
    """Draw a rounded ground with its edge."""
    if not face.ground and not face.edge:
        return
    width = theme.px(2 if chosen else 1)
    inset = width / 2
    painter.setPen(QPen(theme.colour(face.edge), width) if face.edge else Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(face.ground) if face.ground else QColor(0, 0, 0, 0))
    painter.drawRoundedRect(QRectF(box).adjusted(inset, inset, -inset, -inset), radius, radius)
