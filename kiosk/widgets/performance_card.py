"""A performance to choose: when, what, where, what is left, from how much to how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from kiosk.messages import left_text
from kiosk.theme import Theme
from kiosk.widgets.lettering import Align, draw_lines, height_of, width_of, wrapped
from kiosk.widgets.painted import Face, Painted
from pos.views.catalogue import NoneLeft

if TYPE_CHECKING:
    from datetime import date

    from pos.views.catalogue import PerformanceView
    from printing.words import Words

_EVENING = 17
"""Hour from which a performance today is one tonight."""
_FEW = 20
"""In a hundred: with less than that left, the count is said as a warning."""


class PerformanceCard(Painted):
    """One performance; name it ``sell.performance.<code>``.

    Args:
        today: The venue's day; a performance on another day says which.
    """

    radius = 12

    def __init__(
        self,
        words: Words,
        performance: PerformanceView,
        today: date | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("plain", parent)
        self.performance = performance
        self._today = today
        self._words = words
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.retranslate(words)

    def set_performance(self, performance: PerformanceView) -> None:
        """Show newer figures."""
        self.performance = performance
        self.retranslate(self._words)

    def retranslate(self, words: Words) -> None:
        """Say the same in another language."""
        self._words = words
        shown = self.performance
        self.setText(shown.production)
        said = (
            self._when(),
            shown.production,
            shown.subtitle,
            shown.hall,
            self._left(),
            self._range(),
        )
        self.setAccessibleName(", ".join(part for part in said if part))
        self.updateGeometry()
        self.update()

    def _day(self) -> str:
        if self.performance.starts_at.date() == self._today:
            evening = self.performance.starts_at.hour >= _EVENING
            return self._words("Tonight") if evening else self._words("Today")
        return self._words.weekday(self.performance.starts_at)

    def _when(self) -> str:
        return f"{self._day()}, {self._words.time(self.performance.starts_at)}"

    def _left(self) -> str:
        return left_text(self.performance, self._words)

    def _left_colour(self, face: Face) -> str:
        shown = self.performance
        if shown.left <= 0:
            gone = (NoneLeft.SOLD_OUT, NoneLeft.CANCELLED)
            return "danger" if shown.none_left in gone else "warning"
        few = shown.left * 100 < shown.capacity * _FEW
        return "warning" if few else face.soft_ink

    def _range(self) -> str:
        low, high = self.performance.price_from, self.performance.price_to
        if low == high:
            return self._words.money(low)
        return f"{self._words.money(low)} – {self._words.money(high)}"

    def _fonts(self, theme: Theme) -> tuple[QFont, QFont, QFont]:
        return theme.font(28, bold=True), theme.font(20, medium=True), theme.font(15)

    @override
    def sizeHint(self) -> QSize:
        theme = self.theme
        time, title, small = self._fonts(theme)
        tall = height_of(time) + 2 * height_of(title) + 3 * height_of(small) + theme.px(40)
        return QSize(theme.px(280), tall)

    @override
    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), self.theme.px(200)), hint.height())

    @override
    def paint_content(self, painter: QPainter, box: QRect, face: Face, theme: Theme) -> None:
        time_font, title_font, small = self._fonts(theme)
        ink, soft = theme.colour(face.ink), theme.colour(face.soft_ink)
        pad = theme.px(16)
        inner = box.adjusted(pad, theme.px(12), -pad, -theme.px(12))
        self._draw_when(painter, QRect(inner), face, theme)
        y = inner.top() + height_of(time_font) + theme.px(4)
        text = QRect(inner.left(), y, inner.width(), inner.bottom() - y)
        for line, font, most, colour in (
            (self.performance.production, title_font, 2, ink),
            (self.performance.subtitle, small, 1, soft),
            (self.performance.hall, small, 1, soft),
        ):
            used = draw_lines(painter, text, wrapped(line, font, text.width(), most), font, colour)
            text.setTop(text.top() + used)
        self._draw_foot(painter, inner, face, theme)

    def _draw_when(self, painter: QPainter, row: QRect, face: Face, theme: Theme) -> None:
        time_font, _, small = self._fonts(theme)
        row.setHeight(height_of(time_font))
        time = self._words.time(self.performance.starts_at)
        draw_lines(painter, row, (time,), time_font, theme.colour(face.ink))
        row.adjust(width_of(time, time_font) + theme.px(12), 0, 0, 0)
        painter.setFont(small)
        painter.setPen(theme.colour(face.soft_ink))
        day = wrapped(self._day(), small, row.width(), 1)
        painter.drawText(row, Align.AlignRight | Align.AlignVCenter, "".join(day))

    def _draw_foot(self, painter: QPainter, inner: QRect, face: Face, theme: Theme) -> None:
        bold = theme.font(15, bold=True)
        row = QRect(
            inner.left(), inner.bottom() - height_of(bold) + 1, inner.width(), height_of(bold)
        )
        left = self._left()
        colour = self._left_colour(face) if self.isEnabled() else face.soft_ink
        draw_lines(painter, row, (left,), bold, theme.colour(colour))
        room = row.width() - width_of(left, bold) - theme.px(8)
        price = wrapped(self._range(), bold, room, 1)
        draw_lines(painter, row, price, bold, theme.colour(face.ink), Align.AlignRight)
