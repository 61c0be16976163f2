"""A price zone to tap: colour and shape as on the map, name, price with everything in it, how
many are left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QSize
from PySide6.QtGui import QFont, QPainter, QPainterPath
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from kiosk.theme import Theme
from kiosk.widgets.lettering import Align, draw_lines, height_of, width_of, wrapped
from kiosk.widgets.painted import Face, Painted
from kiosk.widgets.zone_shapes import zone_shape

if TYPE_CHECKING:
    from pos.money import Money
    from pos.views.catalogue import ZoneView
    from printing.words import Words


class ZoneTile(Painted):
    """One zone. Disabled by itself when nothing is left.

    ``clicked`` means: take the best of this zone. Name the tile ``sell.zone.<position>``.
    """

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__("plain", parent)
        self._words = words
        self._zone: ZoneView | None = None
        self._price: Money | None = None
        self._left = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def zone(self) -> ZoneView | None:
        return self._zone

    def set_zone(self, zone: ZoneView, price: Money | None, left: int) -> None:
        """Show a zone at its all-in ``price`` (None where it is not sold) with ``left`` places."""
        self._zone, self._price, self._left = zone, price, left
        self.setEnabled(left > 0 and price is not None)
        self.retranslate(self._words)

    def retranslate(self, words: Words) -> None:
        """Say the same in another language."""
        self._words = words
        if self._zone is not None:
            parts = (self._price_text(), self._zone.name, self._left_text())
            self.setText(self._zone.name)
            self.setAccessibleName(", ".join(part for part in parts if part))
        self.updateGeometry()
        self.update()

    def _price_text(self) -> str:
        return "" if self._price is None else self._words.money(self._price)

    def _left_text(self) -> str:
        if self._left <= 0:
            return self._words("Sold out")
        return self._words.plural("{n} left", "{n} left", self._left)

    def _fonts(self, theme: Theme) -> tuple[QFont, QFont]:
        return theme.font(20, bold=True), theme.font(15)

    @override
    def sizeHint(self) -> QSize:
        theme = self.theme
        price, small = self._fonts(theme)
        tall = height_of(price) + height_of(small) + theme.px(18)
        return QSize(theme.px(176), max(self.main_side, tall))

    @override
    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), self.theme.px(132)), hint.height())

    @override
    def paint_content(self, painter: QPainter, box: QRect, face: Face, theme: Theme) -> None:
        if self._zone is None:
            return
        price, small = self._fonts(theme)
        swatch = theme.px(28)
        centre = QPointF(box.left() + theme.px(14) + swatch / 2, box.center().y() + 0.5)
        self._draw_swatch(painter, centre, swatch, face, theme)
        inner = box.adjusted(theme.px(14) + swatch + theme.px(12), 0, -theme.px(14), 0)
        inner.setTop(box.top() + (box.height() - height_of(price) - height_of(small)) // 2)
        shown = wrapped(self._price_text(), price, inner.width(), 1)
        draw_lines(painter, inner, shown, price, theme.colour(face.ink))
        soft = theme.colour(face.soft_ink)
        room = inner.width() - width_of(self._price_text(), price) - theme.px(10)
        row = QRect(inner.left(), inner.top(), inner.width(), height_of(price))
        painter.setFont(small)
        painter.setPen(soft)
        painter.drawText(row, Align.AlignRight | Align.AlignVCenter, self._left_within(room, small))
        inner.setTop(inner.top() + height_of(price))
        draw_lines(painter, inner, wrapped(self._zone.name, small, inner.width(), 1), small, soft)

    def _left_within(self, room: int, font: QFont) -> str:
        """Return what is left in as many words as there is room for."""
        said = self._left_text()
        return said if width_of(said, font) <= room or not self._left else str(self._left)

    def _draw_swatch(
        self, painter: QPainter, centre: QPointF, side: int, face: Face, theme: Theme
    ) -> None:
        assert self._zone is not None
        colour = theme.zone(self._zone.position) if self.isEnabled() else theme.colour(face.ink)
        path = QPainterPath()
        path.addEllipse(centre, side / 2, side / 2)
        painter.fillPath(path, colour)
        mark = zone_shape(self._zone.position, centre, side * 0.27)
        painter.fillPath(mark, theme.colour("on_seat"))
