"""A price zone to tap: colour and shape as on the map, name, price with everything in it, how
many are left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QSize
from PySide6.QtGui import QFont, QPainter, QPainterPath, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from kiosk.icons import icon
from kiosk.messages import none_left_text
from kiosk.theme import Theme
from kiosk.widgets.lettering import Align, draw_lines, height_of, width_of, wrapped
from kiosk.widgets.painted import Face, Painted
from kiosk.widgets.zone_shapes import zone_shape
from pos.views.catalogue import NoneLeft

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
        self._none_left = NoneLeft.SOLD_OUT
        self._accessible = 0
        self._compact = False
        self._stacks = False
        """What is left stands on a line of its own."""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def zone(self) -> ZoneView | None:
        return self._zone

    def set_zone(
        self,
        zone: ZoneView,
        price: Money | None,
        left: int,
        none_left: NoneLeft = NoneLeft.SOLD_OUT,
        accessible: int = 0,
    ) -> None:
        """Show a zone at its all-in ``price`` (None where it is not sold) with ``left`` places;
        ``none_left``: why, where it has none. ``accessible``: wheelchair and companion places that
        are left besides."""
        self._zone, self._price, self._left, self._none_left = zone, price, left, none_left
        self._accessible = accessible
        self.setEnabled(left > 0 and price is not None)
        self.retranslate(self._words)

    def set_compact(self, *, compact: bool) -> None:
        """Be 12 mm tall where that holds what is said, instead of 15 mm."""
        if compact != self._compact:
            self._compact = compact
            self.updateGeometry()

    def retranslate(self, words: Words) -> None:
        """Say the same in another language."""
        self._words = words
        if self._zone is not None:
            more = self._words.plural(
                "plus {n} place for wheelchairs and companions",
                "plus {n} places for wheelchairs and companions",
                self._accessible,
            )
            parts = [self._price_text(), self._zone.name, self._left_text()]
            parts += [more] if self._accessible else []
            self.setText(self._zone.name)
            self.setAccessibleName(", ".join(part for part in parts if part))
            self._stack()
        self.updateGeometry()
        self.update()

    def _price_text(self) -> str:
        return "" if self._price is None else self._words.money(self._price)

    def _left_text(self) -> str:
        if self._left <= 0:
            return none_left_text(self._none_left, self._words)
        return self._words.plural("{n} left", "{n} left", self._left)

    def _fonts(self, theme: Theme) -> tuple[QFont, QFont]:
        return theme.font(20, bold=True), theme.font(15)

    @override
    def sizeHint(self) -> QSize:
        theme = self.theme
        price, small = self._fonts(theme)
        lines = 2 if self._stacks else 1
        pad, least = (8, self.touch_side) if self._compact else (18, self.main_side)
        tall = height_of(price) + lines * height_of(small) + theme.px(pad)
        return QSize(theme.px(176), max(least, tall))

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
        lines = 2 if self._stacks else 1
        inner.setTop(box.top() + (box.height() - height_of(price) - lines * height_of(small)) // 2)
        shown = wrapped(self._price_text(), price, inner.width(), 1)
        draw_lines(painter, inner, shown, price, theme.colour(face.ink))
        soft = theme.colour(face.soft_ink)
        row = QRect(inner.left(), inner.top(), inner.width(), height_of(price))
        inner.setTop(inner.top() + height_of(price))
        named = wrapped(self._zone.name, small, inner.width(), 1)
        inner.setTop(inner.top() + draw_lines(painter, inner, named, small, soft))
        if self._stacks:
            left = wrapped(self._left_text(), small, inner.width(), 1)
            draw_lines(painter, inner, left, small, soft)
            return
        below = QRect(inner.left(), row.bottom() + 1, inner.width(), height_of(small))
        if not self._fits_beside(self._price_text(), price):
            row = below
        elif self._accessible:
            self._draw_accessible(painter, below, named[0] if named else "", face)
        painter.setFont(small)
        painter.setPen(soft)
        painter.drawText(row, Align.AlignRight | Align.AlignVCenter, self._left_text())

    def _draw_accessible(self, painter: QPainter, row: QRect, name: str, face: Face) -> None:
        """Say at the end of the name's line how many places for wheelchairs are left besides."""
        small, ink = self._fonts(self.theme)[1], self.theme.colour(face.soft_ink)
        said, side = f"+{self._words.number(self._accessible)}", row.height()
        taken = width_of(said, small) + side
        if width_of(name, small) + taken + self.theme.px(14) > row.width():
            return
        painter.drawPixmap(row.right() - side, row.top(), icon("wheelchair", ink, side))
        painter.setFont(small)
        painter.setPen(ink)
        row = row.adjusted(0, 0, -side - self.theme.px(2), 0)
        painter.drawText(row, Align.AlignRight | Align.AlignVCenter, said)

    def _fits_beside(self, text: str, font: QFont) -> bool:
        """Return whether what is left finds room at the end of the line that says ``text``."""
        theme = self.theme
        taken = width_of(text, font) + width_of(self._left_text(), self._fonts(theme)[1])
        return taken + theme.px(14 + 28 + 12 + 14 + 10) <= self.width()

    def _must_stack(self) -> bool:
        """Return whether what is left finds no room beside the price nor beside the name."""
        price, small = self._fonts(self.theme)
        name = self._zone.name if self._zone is not None else ""
        return not self._fits_beside(self._price_text(), price) and not self._fits_beside(
            name, small
        )

    def _stack(self) -> None:
        """Take a line more, or one less, as the words and the width want it."""
        if self.parentWidget() is None:
            return
        stacks = self._must_stack()
        if stacks != self._stacks:
            self._stacks = stacks
            self.updateGeometry()
            self.update()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stack()

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
