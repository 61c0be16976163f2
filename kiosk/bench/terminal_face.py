"""The display of the virtual card terminal: what the patron reads there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from kiosk.theme import FAMILY
from pos.money import Money

if TYPE_CHECKING:
    from hardware.simulators.control import Json
    from printing.words import Words

_CASE, _GLASS, _INK = QColor("#23272b"), QColor("#d9e1df"), QColor("#101a1c")
_GOOD, _BAD, _DARK = QColor("#1d7a43"), QColor("#a32a22"), QColor("#0a0d0e")
"""A terminal is the same by day and by night: its theme is its own."""
_HIGH = 132
_FATES = ("approved", "partial")


class TerminalFace(QWidget):
    """Draws a terminal with an amount and a line under it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._amount, self._line, self._tone = "", "", _INK
        self._on = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setObjectName("bench.terminal_face")

    @property
    def lines(self) -> tuple[str, str]:
        """What stands there now."""
        return self._amount, self._line

    def show_state(self, state: Json, words: Words) -> None:
        """Show what a terminal in that state shows."""
        self._on = state.get("reachable") is not False
        self._amount, self._line, self._tone = _read(state, words) if self._on else ("", "", _INK)
        self.setAccessibleName(f"{self._amount} / {self._line}")
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(320, _HIGH)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_CASE)
        painter.drawRoundedRect(self.rect(), 14, 14)
        glass = QRectF(self.rect()).adjusted(12, 12, -12, -12)
        painter.setBrush(_GLASS if self._on else _DARK)
        painter.drawRoundedRect(glass, 6, 6)
        painter.setPen(self._tone)
        painter.setFont(_letters(40))
        upper = glass.adjusted(10, 6, -10, -glass.height() * 0.42)
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, self._amount)
        painter.setFont(_letters(20))
        lower = glass.adjusted(10, glass.height() * 0.55, -10, -8) if self._amount else glass
        how = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(lower, int(how), self._line)
        painter.end()


def _read(state: Json, words: Words) -> tuple[str, str, QColor]:
    newest = state.get("newest")
    if not isinstance(newest, dict):
        return "", words("Welcome"), _INK
    asked, moved = (Money(int(newest[key])) for key in ("asked_minor", "moved_minor"))
    if state.get("under_way"):
        return words.money(asked), _wish(state, words), _INK
    fate, back = str(newest["fate"]), newest["kind"] != "charge"
    if fate in _FATES:
        said = words("Given back") if back else words("Approved")
        return words.money(moved), said, _GOOD
    if fate == "cancelled":
        return words.money(asked), words("Cancelled"), _BAD
    return words.money(asked), words("Declined"), _BAD


def _wish(state: Json, words: Words) -> str:
    if state.get("waits_for_card") is not True:
        return words("One moment, please")
    if state.get("keyed") is True:
        return words("Key the card in")
    return words("Tap, insert or swipe the card")


def _letters(high: int) -> QFont:
    font = QFont(FAMILY)
    font.setPixelSize(high)
    font.setWeight(QFont.Weight.Medium)
    return font
