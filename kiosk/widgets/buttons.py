"""Buttons with a word, an icon, or both."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from kiosk.icons import icon
from kiosk.theme import Theme
from kiosk.widgets.lettering import (
    Align,
    draw_lines,
    height_of,
    narrowest,
    width_of,
    wrapped,
)
from kiosk.widgets.painted import Face, Painted

_PAD = 20
_ICON = 24
_ICON_GAP = 10
_AIM = 160
"""Reference pixels a word may take on one line before it wraps."""
_MOST_LINES = 2


class Button(Painted):
    """A word on a face, 15 mm tall, with an optional icon before it and an optional caption under
    it.

    Long words wrap to a second line before they widen the button.

    Args:
        text: The word, already in the reader's language.
        kind: See ``Painted``. One button on a screen is ``primary``.
        icon: Name of a drawing, or nothing.
        compact: 12 mm instead of 15 mm tall, for what is not a main button.
    """

    def __init__(
        self,
        text: str = "",
        kind: str = "plain",
        icon: str = "",
        parent: QWidget | None = None,
        *,
        compact: bool = False,
    ) -> None:
        super().__init__(kind, parent)
        self._icon = icon
        self._compact = compact
        self._caption = ""
        self._size = 18
        self.setText(text)

    @override
    def setText(self, text: str) -> None:
        super().setText(text)
        self._name()
        self.updateGeometry()

    @property
    def caption(self) -> str:
        return self._caption

    def set_caption(self, caption: str) -> None:
        """Say more under the word, smaller."""
        self._caption = caption
        self._name()
        self.updateGeometry()
        self.update()

    def set_icon(self, name: str) -> None:
        """Show another drawing, or none."""
        self._icon = name
        self.update()

    def set_text_size(self, reference_px: int) -> None:
        """Write the word at another size than 18 reference pixels."""
        self._size = reference_px
        self.updateGeometry()

    def _name(self) -> None:
        self.setAccessibleName(" ".join(part for part in (self.text(), self._caption) if part))

    def _fonts(self, theme: Theme) -> tuple[QFont, QFont]:
        return theme.font(self._size, medium=True), theme.font(14)

    @override
    def sizeHint(self) -> QSize:
        theme = self.theme
        word, caption = self._fonts(theme)
        side = self.touch_side if self._compact else self.main_side
        icon_room = theme.px(_ICON) if self._icon else 0
        if not self.text():
            return QSize(side, side)
        inner = narrowest(self.text(), word, _MOST_LINES, theme.px(_AIM))
        inner = min(inner, width_of(self.text(), word))
        lines = len(wrapped(self.text(), word, inner, _MOST_LINES))
        if self._caption:
            inner = max(inner, width_of(self._caption, caption))
        pad = theme.px(_PAD if self._kind != "quiet" else 12)
        gap = theme.px(_ICON_GAP) if icon_room else 0
        height = lines * height_of(word) + (height_of(caption) if self._caption else 0)
        wide = inner + icon_room + gap + 2 * pad
        return QSize(max(side, wide), max(side, height + theme.px(16)))

    @override
    def paint_content(self, painter: QPainter, box: QRect, face: Face, theme: Theme) -> None:
        word, caption = self._fonts(theme)
        ink = theme.colour(face.ink)
        side = theme.px(_ICON) if self._icon else 0
        if not self.text() and not side:
            return
        if not self.text():
            painter.drawPixmap(
                box.center().x() - side // 2,
                box.center().y() - side // 2,
                icon(self._icon, ink, side),
            )
            return
        gap = theme.px(_ICON_GAP) if side else 0
        room = box.width() - side - gap - 2 * theme.px(8)
        lines = wrapped(self.text(), word, room, _MOST_LINES)
        under = wrapped(self._caption, caption, room, 1)
        wide = max(
            [width_of(line, word) for line in lines] + [width_of(line, caption) for line in under],
            default=0,
        )
        tall = len(lines) * height_of(word) + len(under) * height_of(caption)
        left = box.left() + (box.width() - wide - side - gap) // 2
        top = box.top() + (box.height() - tall) // 2
        if side:
            painter.drawPixmap(
                left, box.top() + (box.height() - side) // 2, icon(self._icon, ink, side)
            )
        words = QRect(left + side + gap, top, wide + theme.px(2), tall)
        align = Align.AlignLeft if side else Align.AlignHCenter
        used = draw_lines(painter, words, lines, word, ink, align)
        words.translate(0, used)
        draw_lines(painter, words, under, caption, theme.colour(face.soft_ink), align)


class IconButton(Button):
    """A square of 12 mm with a drawing; ``name`` says in words what it does, for those who do
    not see it."""

    def __init__(
        self, icon: str, name: str, kind: str = "quiet", parent: QWidget | None = None
    ) -> None:
        super().__init__("", kind, icon, parent, compact=True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_name(name)

    def set_name(self, name: str) -> None:
        """Say in words what the button does."""
        self.setAccessibleName(name)
        self.setToolTip(name)

    @override
    def _name(self) -> None:
        """An icon has no word to be named by."""


class Choice(Button):
    """A button that stays chosen; put several in a ``QButtonGroup`` so that one is."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, icon: str = "") -> None:
        super().__init__(text, "plain", icon, parent, compact=True)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
