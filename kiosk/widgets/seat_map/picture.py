"""The house drawn once for a view: shapes, words, seats. The widget blits it until something
changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QFont, QPainter, QPen, QPixmap, QPolygonF

from kiosk.theme import Theme
from kiosk.widgets.seat_map.plan import Plan
from kiosk.widgets.seat_map.sprites import NUMBERS_FROM, Sprites, outline, paint_seat
from kiosk.widgets.seat_map.view import View
from pos.ids import SeatId, ZoneId
from pos.views.catalogue import SeatKind, SeatStatus

_LEAST_SIDE = 4
_SMALLEST_LETTERS = 9
_LARGEST_LETTERS = 40
_DIMMED = 0.22
_LEAST_MINE = 5
"""Radius of a seat in our cart, in reference pixels, however small the others are."""
_GLYPH_KINDS = (SeatKind.WHEELCHAIR, SeatKind.COMPANION)


@dataclass(frozen=True)
class Look:
    """Everything that decides how the house looks besides where we look from."""

    statuses: Mapping[SeatId, SeatStatus]
    mine: frozenset[SeatId]
    lit_zone: ZoneId | None
    theme: Theme

    def status(self, seat_id: SeatId) -> SeatStatus:
        """Return a seat's status; what is in our cart is that, whatever the house said a moment
        ago."""
        if seat_id in self.mine:
            return SeatStatus.IN_CART
        return self.statuses.get(seat_id, SeatStatus.FREE)


def seat_side(plan: Plan, view: View) -> int:
    """Return how many dots a seat is wide."""
    return max(round(plan.radius * 2 * view.scale), _LEAST_SIDE)


class Picture:
    """Draws a plan; keeps sprites from one drawing to the next."""

    def __init__(self) -> None:
        self._sprites: Sprites | None = None

    def draw(self, plan: Plan, look: Look, view: View, size: QSize, ratio: float) -> QPixmap:
        """Return the house as seen by ``view`` on a widget of ``size``."""
        pixmap = QPixmap(size * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(look.theme.colour("surface"))
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_shapes(painter, plan, look.theme, view)
        self._draw_seats(painter, plan, look, view, size, ratio)
        self._draw_labels(painter, plan, look.theme, view)
        painter.end()
        return pixmap

    def _draw_shapes(self, painter: QPainter, plan: Plan, theme: Theme, view: View) -> None:
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.setBrush(theme.colour("stage"))
        for shape in plan.hall.shapes:
            painter.drawPolygon(QPolygonF([view.to_widget(x, y) for x, y in shape.points]))

    def _sprites_for(self, theme: Theme, side: int, ratio: float) -> Sprites:
        kept = self._sprites
        if kept is None or kept.side != side or kept.theme != theme:
            kept = Sprites(theme, side, ratio, numbered=side >= NUMBERS_FROM)
            self._sprites = kept
        return kept

    def _draw_seats(
        self, painter: QPainter, plan: Plan, look: Look, view: View, size: QSize, ratio: float
    ) -> None:
        sprites = self._sprites_for(look.theme, seat_side(plan, view), ratio)
        half = sprites.box / 2
        scale, left, top = view.scale, view.x - half, view.y - half
        status_of, zone_of = look.status, plan.zone_positions
        shown = plan.within(view.visible(QSizeF(size)))
        faint = [] if look.lit_zone is None else [s for s in shown if s.zone_id != look.lit_zone]
        lit = shown if look.lit_zone is None else [s for s in shown if s.zone_id == look.lit_zone]
        for opacity, seats in ((_DIMMED, faint), (1.0, lit)):
            painter.setOpacity(opacity)
            for seat in seats:
                picture = sprites.get(
                    seat.kind, status_of(seat.seat_id), zone_of.get(seat.zone_id, 0)
                )
                painter.drawPixmap(
                    round(seat.x * scale + left), round(seat.y * scale + top), picture
                )
        if sprites.side >= NUMBERS_FROM:
            self._draw_numbers(painter, look, view, sprites, lit)
        self._draw_mine(painter, plan, look, view, sprites.side / 2)

    def _draw_mine(
        self, painter: QPainter, plan: Plan, look: Look, view: View, radius: float
    ) -> None:
        """Our own seats come last, never too small to find, on a halo of their own."""
        painter.setOpacity(1.0)
        radius = max(radius, look.theme.px(_LEAST_MINE))
        for seat_id in look.mine:
            seat = plan.by_id.get(seat_id)
            if seat is not None:
                centre = view.to_widget(seat.x, seat.y)
                halo = outline(seat.kind, centre, radius * 1.14 + look.theme.px(2))
                painter.fillPath(halo, look.theme.colour("surface"))
                paint_seat(painter, centre, radius, seat.kind, SeatStatus.IN_CART, 0, look.theme)

    def _draw_numbers(
        self, painter: QPainter, look: Look, view: View, sprites: Sprites, seats: object
    ) -> None:
        painter.setFont(_letters(look.theme, sprites.side * 0.42, QFont.Weight.Medium))
        painter.setPen(look.theme.colour("on_seat"))
        side = sprites.side
        for seat in seats:  # type: ignore[attr-defined]
            if seat.kind in _GLYPH_KINDS or look.status(seat.seat_id) is not SeatStatus.FREE:
                continue
            middle = view.to_widget(seat.x, seat.y)
            box = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, seat.number)

    def _draw_labels(self, painter: QPainter, plan: Plan, theme: Theme, view: View) -> None:
        painter.setOpacity(1.0)
        for label in plan.hall.labels:
            height = label.size * view.scale
            if height < _SMALLEST_LETTERS * 0.6 and label.size <= plan.pitch:
                continue  # row letters of a hall seen whole
            px = min(max(height, _SMALLEST_LETTERS), _LARGEST_LETTERS)
            painter.setFont(_letters(theme, px, QFont.Weight.Medium))
            painter.setPen(theme.colour("text_soft"))
            middle = view.to_widget(label.x, label.y)
            wide = px * (len(label.text) + 2)
            box = QRectF(middle - QPointF(wide / 2, px), QSizeF(wide, 2 * px))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, label.text)


def _letters(theme: Theme, dots: float, weight: QFont.Weight) -> QFont:
    font = theme.font(16)
    font.setPixelSize(max(round(dots), 6))
    font.setWeight(weight)
    return font
