"""Draws a part of the house: shapes, seats, words. The same part is always drawn the same, so what
changed can be drawn over what is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen, QPixmap, QTransform

from kiosk.theme import Theme
from kiosk.widgets.lettering import width_of
from kiosk.widgets.seat_map.plan import Plan
from kiosk.widgets.seat_map.sprites import NUMBERS_FROM, Sprites, outline, paint_seat
from kiosk.widgets.seat_map.squares import Squares
from kiosk.widgets.seat_map.view import View
from pos.ids import SeatId, ZoneId
from pos.views.catalogue import LabelView, SeatKind, SeatStatus, SeatView

_LEAST_SIDE = 4
_SPRITES_FROM = 6
"""Dots across from which a seat has a shape; below it is a square."""
_SMALLEST_LETTERS = 9
_LARGEST_LETTERS = 40
_DIMMED = 0.22
_PLATE = 0.85
_LEAST_MINE = 5
"""Radius of a seat in our cart, in reference pixels, however small the others are."""
_HELD = "–"
_GLYPH_KINDS = (SeatKind.WHEELCHAIR, SeatKind.COMPANION)


@dataclass(frozen=True)
class Look:
    """Everything that decides how the house looks besides where we look from."""

    statuses: Mapping[SeatId, SeatStatus]
    mine: frozenset[SeatId]
    lit_zone: ZoneId | None
    theme: Theme
    letters: Mapping[SeatId, str] = field(default_factory=dict)
    """What is written in a held seat, where seats are large enough: what it is held for."""

    def status(self, seat_id: SeatId) -> SeatStatus:
        """Return a seat's status; what is in our cart is that, whatever the house said a moment
        ago."""
        if seat_id in self.mine:
            return SeatStatus.IN_CART
        return self.statuses.get(seat_id, SeatStatus.FREE)


def seat_side(plan: Plan, scale: float) -> int:
    """Return how many dots a seat is wide."""
    return max(round(plan.radius * 2 * scale), _LEAST_SIDE)


def seat_reach(plan: Plan, scale: float, theme: Theme) -> float:
    """Return how far from its middle a seat may have painted, in dots."""
    return max(seat_side(plan, scale) / 2, theme.px(_LEAST_MINE)) * 1.3 + theme.px(4)


class _Label(NamedTuple):
    """A word. ``about``: the box around it in dots from the plan's origin, before it is turned
    about its middle; ``px``: how tall it is; ``over_seats``: whether seats lie under it."""

    text: str
    about: QRectF
    px: float
    over_seats: bool
    rotation: float

    @property
    def reach(self) -> QRectF:
        """What it can lie on, however it is turned."""
        if not self.rotation:
            return self.about
        return _about(self.about.center(), self.about.width(), self.about.width() / 2)


class Picture:
    """Draws a plan, with the words on it if ``worded``; keeps sprites from one drawing to the
    next."""

    def __init__(self, *, worded: bool = True) -> None:
        self._worded = worded
        self._sprites: Sprites | None = None
        self._squares = Squares()
        self._labels: tuple[Plan, float, list[_Label]] | None = None

    def forget(self, seats: Iterable[SeatView]) -> None:
        """These seats are not as they were when they were painted."""
        self._squares.forget(seats)

    def paint(
        self,
        painter: QPainter,
        plan: Plan,
        look: Look,
        view: View,
        box: QRectF,
        ratio: float,
        *,
        whole: bool = False,
    ) -> None:
        """Draw what of the house lies in ``box``, in the painter's dots, over whatever is there.
        ``view`` lies on whole dots; ``ratio``: device dots per dot; ``whole``: the box is all that
        is ever painted on."""
        painter.save()
        painter.setClipRect(box)
        painter.fillRect(box, look.theme.colour("surface"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        reach = seat_reach(plan, view.scale, look.theme)
        here = QRectF(view.to_plan(box.topLeft()), view.to_plan(box.bottomRight()))
        more = reach / view.scale
        near = here.adjusted(-more, -more, more, more)
        self._paint_shapes(painter, plan, look.theme, view, near)
        if seat_side(plan, view.scale) < _SPRITES_FROM:
            tile = box.size().toSize() if whole and ratio == 1.0 else None
            self._squares.paint(painter, plan, look, view, near, tile)
        else:
            self._paint_seats(painter, plan, look, view, plan.within(near), ratio)
        self._paint_mine(painter, plan, look, view, near)
        if self._worded:
            self._paint_labels(painter, plan, look.theme, view, box)
        painter.restore()

    # ---- shapes ----

    def _paint_shapes(
        self, painter: QPainter, plan: Plan, theme: Theme, view: View, near: QRectF
    ) -> None:
        pen = QPen(theme.colour("line"), 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(theme.colour("stage"))
        before = painter.transform()
        painter.setTransform(_transform(view), True)
        for shape, bounds in plan.shapes:
            if bounds.intersects(near):
                painter.drawPolygon(shape)
        painter.setTransform(before)

    # ---- seats ----

    def _sprites_for(self, theme: Theme, side: int, ratio: float) -> Sprites:
        kept = self._sprites
        if kept is None or kept.side != side or kept.theme != theme:
            kept = Sprites(theme, side, ratio, numbered=side >= NUMBERS_FROM)
            self._sprites = kept
        return kept

    def _paint_seats(
        self,
        painter: QPainter,
        plan: Plan,
        look: Look,
        view: View,
        seats: Sequence[SeatView],
        ratio: float,
    ) -> None:
        sprites = self._sprites_for(look.theme, seat_side(plan, view.scale), ratio)
        lit = seats
        if look.lit_zone is not None:
            lit = [seat for seat in seats if seat.zone_id == look.lit_zone]
            painter.setOpacity(_DIMMED)
            faint = [seat for seat in seats if seat.zone_id != look.lit_zone]
            self._paint_sprites(painter, plan, look, view, faint, sprites)
        painter.setOpacity(1.0)
        self._paint_sprites(painter, plan, look, view, lit, sprites)
        if sprites.side >= NUMBERS_FROM:
            self._paint_numbers(painter, look, view, sprites, lit)

    def _paint_sprites(
        self,
        painter: QPainter,
        plan: Plan,
        look: Look,
        view: View,
        seats: Iterable[SeatView],
        sprites: Sprites,
    ) -> None:
        half = sprites.box / 2
        scale, left, top = view.scale, view.x - half, view.y - half
        status_of, zone_of, draw = look.status, plan.zone_positions, painter.drawPixmap
        known: dict[tuple[int, int, ZoneId], QPixmap] = {}
        for seat in seats:
            status = status_of(seat.seat_id)
            key = (id(seat.kind), id(status), seat.zone_id)  # members hash slowly
            picture = known.get(key)
            if picture is None:
                zone = zone_of.get(seat.zone_id, 0)
                picture = known[key] = sprites.get(seat.kind, status, zone)
            draw(round(seat.x * scale + left), round(seat.y * scale + top), picture)

    def _paint_mine(
        self, painter: QPainter, plan: Plan, look: Look, view: View, near: QRectF
    ) -> None:
        """Our own seats come last, never too small to find, on a halo of their own."""
        painter.setOpacity(1.0)
        radius = max(seat_side(plan, view.scale) / 2, look.theme.px(_LEAST_MINE))
        for seat_id in look.mine:
            seat = plan.by_id.get(seat_id)
            if seat is not None and near.contains(seat.x, seat.y):
                centre = view.to_widget(seat.x, seat.y)
                halo = outline(seat.kind, centre, radius * 1.14 + look.theme.px(2))
                painter.fillPath(halo, look.theme.colour("surface"))
                paint_seat(painter, centre, radius, seat.kind, SeatStatus.IN_CART, 0, look.theme)

    def _paint_numbers(
        self,
        painter: QPainter,
        look: Look,
        view: View,
        sprites: Sprites,
        seats: Iterable[SeatView],
    ) -> None:
        painter.setFont(_letters(look.theme, sprites.side * 0.42, QFont.Weight.Medium))
        painter.setPen(look.theme.colour("on_seat"))
        side = sprites.side
        held: list[tuple[QRectF, str]] = []
        for seat in seats:
            status = look.status(seat.seat_id)
            middle = view.to_widget(seat.x, seat.y)
            box = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
            if status is SeatStatus.HELD:
                held.append((box, look.letters.get(seat.seat_id, _HELD)))
            elif status is SeatStatus.FREE and seat.kind not in _GLYPH_KINDS:
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, seat.number)
        painter.setPen(look.theme.colour("text"))
        for box, letter in held:
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)

    # ---- words ----

    def _paint_labels(
        self, painter: QPainter, plan: Plan, theme: Theme, view: View, box: QRectF
    ) -> None:
        painter.setOpacity(1.0)
        corner = QPointF(view.x, view.y)
        away = box.translated(-corner)
        for label in self._labels_for(plan, view.scale, theme):
            if label.reach.intersects(away):
                before = painter.transform()
                if label.rotation:
                    middle = label.about.center() + corner
                    painter.setTransform(_turned(middle, label.rotation), True)
                _paint_word(painter, label, label.about.translated(corner), theme)
                painter.setTransform(before)

    def _labels_for(self, plan: Plan, scale: float, theme: Theme) -> list[_Label]:
        """Return what is written at this scale."""
        if self._labels is None or self._labels[:2] != (plan, scale):
            found = []
            for label in plan.hall.labels:
                if px := _letters_of(label, plan, scale):
                    middle, wide = QPointF(label.x, label.y) * scale, px * (len(label.text) + 2)
                    about = _about(middle, wide, px)
                    ink = width_of(label.text, _letters(theme, px, QFont.Weight.Medium))
                    over_seats = _is_over_seats(
                        plan, _about(middle, ink, px / 2), scale, label.rotation
                    )
                    found.append(_Label(label.text, about, px, over_seats, label.rotation))
            self._labels = (plan, scale, found)
        return self._labels[2]


def _letters_of(label: LabelView, plan: Plan, scale: float) -> float:
    """Return how tall a label is written, in dots; 0: not at all, as the row letters of a hall that
    is seen whole."""
    height = label.size * scale
    if height < _SMALLEST_LETTERS * 0.6 and label.size <= plan.pitch:
        return 0.0
    return min(max(height, _SMALLEST_LETTERS), _LARGEST_LETTERS)


def _about(middle: QPointF, wide: float, half_high: float) -> QRectF:
    return QRectF(middle.x() - wide / 2, middle.y() - half_high, wide, 2 * half_high)


def _is_over_seats(plan: Plan, ink: QRectF, scale: float, rotation: float) -> bool:
    """Return whether letters cover much of a seat; beside one, as that of a row, they can be
    read."""
    more = plan.radius / 2
    under = QRectF(ink.topLeft() / scale, ink.bottomRight() / scale)
    under.adjust(-more, -more, more, more)
    if not rotation:
        return bool(plan.within(under))
    level = _turned(under.center(), -rotation)
    near = plan.within(level.mapRect(under))
    return any(under.contains(level.map(QPointF(seat.x, seat.y))) for seat in near)


def _turned(about: QPointF, degrees: float) -> QTransform:
    """Return a turn, clockwise as y points down."""
    turn = QTransform.fromTranslate(about.x(), about.y())
    return turn.rotate(degrees).translate(-about.x(), -about.y())


def _paint_word(painter: QPainter, label: _Label, here: QRectF, theme: Theme) -> None:
    font = _letters(theme, label.px, QFont.Weight.Medium)
    if label.over_seats:
        _paint_behind(painter, here, label.text, font, theme)
    painter.setFont(font)
    painter.setPen(theme.colour("text" if label.over_seats else "text_soft"))
    painter.drawText(here, Qt.AlignmentFlag.AlignCenter, label.text)


def _paint_behind(painter: QPainter, about: QRectF, text: str, font: QFont, theme: Theme) -> None:
    """Lay a plate under a word that stands on seats, so that it can be read."""
    wide, high = width_of(text, font) + theme.px(12), about.height() * 0.62
    middle = about.center()
    plate = QRectF(middle.x() - wide / 2, middle.y() - high / 2, wide, high)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setOpacity(_PLATE)
    painter.setBrush(theme.colour("surface"))
    painter.drawRoundedRect(plate, theme.px(6), theme.px(6))
    painter.setOpacity(1.0)


def _transform(view: View) -> QTransform:
    return QTransform(view.scale, 0, 0, view.scale, view.x, view.y)


def _letters(theme: Theme, dots: float, weight: QFont.Weight) -> QFont:
    font = QFont(theme.font(16))
    font.setPixelSize(max(round(dots), 6))
    font.setWeight(weight)
    return font
