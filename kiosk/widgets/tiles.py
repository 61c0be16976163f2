"""Tiles and rows: buttons that say several things at once."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from kiosk.icons import icon
from kiosk.theme import Theme
from kiosk.widgets.lettering import Align, draw_lines, height_of, width_of, wrapped
from kiosk.widgets.painted import Face, Painted

_PAD = 16
_ROW_ICON = 28


class Tile(Painted):
    """A face with a title, lines under it, and a figure at the right: for names, orders, choices.

    Args:
        icon: Drawing before the words, or nothing.
        title_lines: So many lines a title may take that is wider than its row.
        under_lines: The same for each of the lines under it.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        icon: str = "",
        title_lines: int = 1,
        under_lines: int = 1,
    ) -> None:
        super().__init__("plain", parent)
        self._icon = icon
        self._title_lines = title_lines
        self._under_lines = under_lines
        self._title = ""
        self._lines: tuple[str, ...] = ()
        self._figure = ""
        self._mark = ("", "text_soft")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def say(
        self,
        title: str,
        *lines: str,
        figure: str = "",
        mark: str = "",
        mark_colour: str = "text_soft",
    ) -> None:
        """Show ``title``, ``lines`` under it, ``figure`` at the right and ``mark`` under the
        figure.

        ``mark_colour`` is a theme colour's name: ``good``, ``warning``, ``danger``.
        """
        self._title, self._figure = title, figure
        self._lines = tuple(line for line in lines if line)
        self._mark = (mark, mark_colour)
        self.setText(title)
        self.setAccessibleName(", ".join(part for part in (title, *lines, figure, mark) if part))
        self.updateGeometry()
        self.update()

    def _fonts(self, theme: Theme) -> tuple[QFont, QFont]:
        return theme.font(18, medium=True), theme.font(15)

    @override
    def sizeHint(self) -> QSize:
        theme = self.theme
        title, line = self._fonts(theme)
        tall = self._titles(theme) * height_of(title)
        tall += self._unders(theme) * height_of(line) + 2 * theme.px(10)
        return QSize(theme.px(200), max(self.main_side, tall))

    def _titles(self, theme: Theme) -> int:
        """Return how many lines the title takes in this width."""
        if self._title_lines == 1:
            return 1
        title, _ = self._fonts(theme)
        return max(1, len(wrapped(self._title, title, self._wide(theme), self._title_lines)))

    def _unders(self, theme: Theme) -> int:
        """Return how many lines stand under the title in this width."""
        if self._under_lines == 1:
            return len(self._lines)
        _, font = self._fonts(theme)
        wide = self._wide(theme)
        tall = (len(wrapped(line, font, wide, self._under_lines)) for line in self._lines)
        return sum(max(1, lines) for lines in tall)

    def _wide(self, theme: Theme) -> int:
        """Return how much room words have beside the figure."""
        return self.width() - 2 * theme.px(_PAD) - self._figure_width(theme)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wraps = max(self._title_lines, self._under_lines) > 1
        if wraps and event.size().width() != event.oldSize().width():
            self.updateGeometry()

    @override
    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), self.theme.px(120)), hint.height())

    @override
    def paint_content(self, painter: QPainter, box: QRect, face: Face, theme: Theme) -> None:
        title_font, line_font = self._fonts(theme)
        pad = theme.px(_PAD)
        inner = box.adjusted(pad, 0, -pad, 0)
        inner.setLeft(inner.left() + self._draw_icon(painter, inner, face, theme))
        right = self._draw_figure(painter, inner, face, theme)
        inner.setRight(inner.right() - right)
        title = wrapped(self._title, title_font, inner.width(), self._title_lines)
        under = [wrapped(x, line_font, inner.width(), self._under_lines) for x in self._lines]
        tall = len(title) * height_of(title_font) + sum(map(len, under)) * height_of(line_font)
        inner.setTop(box.top() + (box.height() - tall) // 2)
        used = draw_lines(painter, inner, title, title_font, theme.colour(face.ink))
        for lines in under:
            inner.setTop(inner.top() + used)
            used = draw_lines(painter, inner, lines, line_font, theme.colour(face.soft_ink))

    def _draw_icon(self, painter: QPainter, box: QRect, face: Face, theme: Theme) -> int:
        if not self._icon:
            return 0
        side = theme.px(_ROW_ICON)
        top = box.top() + (box.height() - side) // 2
        painter.drawPixmap(box.left(), top, icon(self._icon, theme.colour(face.soft_ink), side))
        return side + theme.px(12)

    def _figure_width(self, theme: Theme) -> int:
        """Return how wide figure and mark are, with the room before them."""
        mark = self._mark[0]
        if not self._figure and not mark:
            return 0
        fonts = theme.font(18, bold=True), theme.font(15, bold=True)
        wide = max(width_of(self._figure, fonts[0]), width_of(mark, fonts[1]))
        return wide + theme.px(12)

    def _draw_figure(self, painter: QPainter, box: QRect, face: Face, theme: Theme) -> int:
        mark, colour = self._mark
        if not self._figure and not mark:
            return 0
        figure_font = theme.font(18, bold=True)
        mark_font = theme.font(15, bold=True)
        wide = min(self._figure_width(theme) - theme.px(12), box.width() // 2)
        tall = (height_of(figure_font) if self._figure else 0) + (
            height_of(mark_font) if mark else 0
        )
        area = QRect(box.right() - wide, box.top() + (box.height() - tall) // 2, wide + 1, tall)
        if self._figure:
            lines = wrapped(self._figure, figure_font, area.width(), 1)
            used = draw_lines(
                painter, area, lines, figure_font, theme.colour(face.ink), Align.AlignRight
            )
            area.translate(0, used)
        if mark:
            ink = theme.colour(colour if self.isEnabled() else face.soft_ink)
            lines = wrapped(mark, mark_font, area.width(), 1)
            draw_lines(painter, area, lines, mark_font, ink, Align.AlignRight)
        return wide + theme.px(12)


class ListRow(Tile):
    """A tile in a list: square corners' worth of calm, as wide as the list. Give each an
    ``objectName``."""

    radius = 8


class StaffTile(Tile):
    """A person to choose: initials in a disc, name, role, and a mark such as *Locked*."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._initials = ""

    def say_person(self, name: str, role: str, mark: str = "") -> None:
        """Show a person; ``mark`` is a short word such as *Locked*."""
        self._initials = "".join(word[0] for word in name.split()[:2]).upper()
        self.say(name, role, mark=mark, mark_colour="danger")

    @override
    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(self.theme.px(260), max(hint.height(), self.theme.px(84)))

    @override
    def _draw_icon(self, painter: QPainter, box: QRect, face: Face, theme: Theme) -> int:
        side = theme.px(52)
        disc = QRect(box.left(), box.top() + (box.height() - side) // 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent_soft" if self.isEnabled() else "disabled_ground"))
        painter.drawEllipse(disc)
        painter.setFont(theme.font(20, bold=True))
        painter.setPen(theme.colour("on_accent_soft" if self.isEnabled() else "disabled"))
        painter.drawText(disc, Align.AlignCenter, self._initials)
        return side + theme.px(14)
