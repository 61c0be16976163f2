"""The left rail: the rooms this person may enter, and the lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.icons import icon
from kiosk.theme import Theme
from kiosk.widgets.lettering import Align, draw_lines, height_of, wrapped
from kiosk.widgets.painted import Face, Painted

if TYPE_CHECKING:
    from printing.words import Words

_WIDE = 96
_TALL = 72
_SHORT = 64
_GAP = 8


class RailButton(Painted):
    """Icon over word."""

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__("rail", parent)
        self._icon = icon
        self.key_name = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def _font(self, theme: Theme) -> QFont:
        return theme.font(14, medium=True)

    @override
    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(_WIDE), max(self.theme.px(_TALL), self.touch_side))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(_WIDE), max(self.theme.px(_SHORT), self.touch_side))

    @override
    def paint_content(self, painter: QPainter, box: QRect, face: Face, theme: Theme) -> None:
        font = self._font(theme)
        side = theme.px(26)
        lines = wrapped(self.text(), font, box.width() - theme.px(8), 2)
        gap = theme.px(4)
        tall = side + gap + len(lines) * height_of(font)
        top = box.top() + (box.height() - tall) // 2
        ink = theme.colour(face.ink)
        painter.drawPixmap(box.center().x() - side // 2, top, icon(self._icon, ink, side))
        text = QRect(box.left(), top + side + gap, box.width(), tall)
        draw_lines(painter, text, lines, font, ink, Align.AlignHCenter)
        if self.key_name:
            small = theme.font(11)
            painter.setFont(small)
            painter.setPen(theme.colour("on_rail_soft"))
            painter.drawText(
                box.adjusted(0, theme.px(5), -theme.px(8), 0), Align.AlignRight, self.key_name
            )


class Rail(QFrame):
    """Rooms in the order they were added; F1 opens the first one that is shown, F2 the second."""

    chosen = Signal(str)
    lock_asked = Signal()

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self._buttons: dict[str, RailButton] = {}
        self._allowed: frozenset[str] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 12, 8, 12)
        self._column.setSpacing(_GAP)
        self._column.addStretch(1)
        self.lock = RailButton("lock")
        self.lock.setObjectName("rail.lock")
        self.lock.clicked.connect(self.lock_asked)
        self._column.addWidget(self.lock)
        self._shortcuts = [self._shortcut(number) for number in range(1, 10)]
        self.retranslate(words)

    def _shortcut(self, number: int) -> QShortcut:
        shortcut = QShortcut(QKeySequence(Qt.Key.Key_F1 + number - 1), self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(self._key_pressed)
        return shortcut

    def _key_pressed(self) -> None:
        number = self._shortcuts.index(self.sender())  # type: ignore[arg-type]
        shown = self.shown()
        if number < len(shown) and self.isEnabled():
            self.chosen.emit(shown[number])

    def add(self, key: str, title: str, icon: str) -> None:
        """Add a room at the end."""
        button = RailButton(icon)
        button.setObjectName(f"rail.{key}")
        button.setCheckable(True)
        button.setText(title)
        button.clicked.connect(self._clicked)
        self._buttons[key] = button
        self._column.insertWidget(len(self._buttons) - 1, button)
        self._number()

    def _clicked(self) -> None:
        button = self.sender()
        for key, known in self._buttons.items():
            if known is button:
                known.setChecked(True)
                self.chosen.emit(key)

    def choose(self, key: str) -> None:
        """Show ``key`` as the room we are in."""
        for known, button in self._buttons.items():
            button.setChecked(known == key)

    def rename(self, key: str, title: str) -> None:
        """Give a room its name in another language."""
        self._buttons[key].setText(title)
        self._number()

    def allow(self, keys: frozenset[str]) -> None:
        """Show only these rooms."""
        self._allowed = keys
        for key, button in self._buttons.items():
            button.setVisible(key in keys)
        self._number()

    def shown(self) -> list[str]:
        """Return the rooms on the rail, from the top."""
        return [key for key in self._buttons if self._allowed is None or key in self._allowed]

    def _number(self) -> None:
        for number, key in enumerate(self.shown(), start=1):
            button = self._buttons[key]
            button.key_name = f"F{number}"
            button.setAccessibleName(f"{button.text()} (F{number})")
            button.update()

    def retranslate(self, words: Words) -> None:
        """Name the lock in another language; rooms are renamed by who added them."""
        self.lock.setText(words("Lock"))
        self.lock.setAccessibleName(words("Lock the screen"))
