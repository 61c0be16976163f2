"""How a seat looks: shape by kind, mark by status, colour by zone. Each look is drawn once and
kept as a pixmap."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from kiosk.icons import icon
from kiosk.theme import Theme
from kiosk.widgets.zone_shapes import zone_shape
from pos.views.catalogue import SeatKind, SeatStatus

MARKS_FROM = 13
"""Dots across from which a seat is large enough for a mark inside it."""
NUMBERS_FROM = 22
"""Dots across from which its number is written in it instead."""

_GLYPHS = {SeatKind.WHEELCHAIR: "wheelchair", SeatKind.COMPANION: "companion"}


class Sprites:
    """Pixmaps for one seat size in one theme.

    Args:
        side: A seat's width in dots.
        ratio: Device dots per dot (high-density screens).
        numbered: Whether numbers will be written over free seats, so marks inside are left out.
    """

    def __init__(self, theme: Theme, side: int, ratio: float, *, numbered: bool) -> None:
        self.theme = theme
        self.side = side
        self.box = side + max(2 * round(side * 0.16), 4)
        """Width of each pixmap: room for a seat in the cart to be larger."""
        self._ratio = ratio
        self._numbered = numbered
        self._known: dict[tuple[SeatKind, SeatStatus, int], QPixmap] = {}

    def get(self, kind: SeatKind, status: SeatStatus, zone: int) -> QPixmap:
        """Return the picture of such a seat."""
        key = (kind, status, zone)
        pixmap = self._known.get(key)
        if pixmap is None:
            pixmap = self._known[key] = self._drawn(kind, status, zone)
        return pixmap

    def _drawn(self, kind: SeatKind, status: SeatStatus, zone: int) -> QPixmap:
        whole = round(self.box * self._ratio)
        pixmap = QPixmap(whole, whole)
        pixmap.setDevicePixelRatio(self._ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QPointF(self.box / 2, self.box / 2)
        paint_seat(
            painter, centre, self.side / 2, kind, status, zone, self.theme, numbered=self._numbered
        )
        painter.end()
        return pixmap


def paint_seat(
    painter: QPainter,
    centre: QPointF,
    radius: float,
    kind: SeatKind,
    status: SeatStatus,
    zone: int,
    theme: Theme,
    *,
    numbered: bool = False,
) -> None:
    """Draw one seat."""
    gone = theme.colour("seat_gone")
    if status is SeatStatus.FREE:
        _paint_free(painter, centre, radius, kind, zone, theme, numbered=numbered)
    elif status is SeatStatus.IN_CART:
        _paint_mine(painter, centre, radius, kind, theme)
    elif status is SeatStatus.SOLD:
        painter.fillPath(outline(kind, centre, radius * 0.72), gone)
    elif status is SeatStatus.KILLED:
        _paint_cross(painter, centre, radius * 0.5, gone)
    else:
        _paint_ring(painter, centre, radius, kind, gone)
        if status is not SeatStatus.HELD or not numbered:  # a letter is written in it then
            _paint_ring_mark(painter, centre, radius, status, theme.colour("text_soft"))


def outline(kind: SeatKind, centre: QPointF, radius: float) -> QPainterPath:
    """Return the shape of a seat: a disc, a square for wheelchair and companion places, a cut
    disc for a restricted view."""
    path = QPainterPath()
    box = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
    if kind in _GLYPHS:
        path.addRoundedRect(box, radius * 0.35, radius * 0.35)
        return path
    path.addEllipse(box)
    if kind is SeatKind.RESTRICTED:
        cut = QPainterPath()
        cut.addRect(QRectF(box.left(), centre.y() + radius * 0.45, 2 * radius, radius))
        path = path.subtracted(cut)
    return path


def _paint_free(
    painter: QPainter,
    centre: QPointF,
    radius: float,
    kind: SeatKind,
    zone: int,
    theme: Theme,
    *,
    numbered: bool,
) -> None:
    colour = theme.zone(zone)
    painter.fillPath(outline(kind, centre, radius), colour)
    if 2 * radius < MARKS_FROM:
        if kind in _GLYPHS:
            painter.fillRect(
                QRectF(centre.x() - 1, centre.y() - radius * 0.5, 2, radius),
                theme.colour("on_seat"),
            )
        return
    ink = theme.colour("on_seat")
    if kind in _GLYPHS:
        side = round(radius * 1.5)
        glyph = icon(_GLYPHS[kind], ink, side * 2)
        target = QRectF(centre.x() - side / 2, centre.y() - side / 2, side, side)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(target, glyph, QRectF(glyph.rect()))
    elif not numbered:
        painter.fillPath(zone_shape(zone, centre, radius * 0.42), ink)


def _paint_mine(
    painter: QPainter, centre: QPointF, radius: float, kind: SeatKind, theme: Theme
) -> None:
    size = radius * 1.14
    painter.fillPath(outline(_plain(kind), centre, size), theme.colour("seat_cart"))
    pen = QPen(theme.colour("on_seat_cart"), max(radius * 0.26, 1.4))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    x, y, arm = centre.x(), centre.y(), radius * 0.52
    painter.drawPolyline(
        [
            QPointF(x - arm, y + arm * 0.05),
            QPointF(x - arm * 0.25, y + arm * 0.75),
            QPointF(x + arm, y - arm * 0.65),
        ]
    )


def _plain(kind: SeatKind) -> SeatKind:
    return kind if kind in _GLYPHS else SeatKind.ORDINARY


def _paint_cross(painter: QPainter, centre: QPointF, arm: float, colour: QColor) -> None:
    painter.setPen(QPen(colour, max(arm * 0.4, 1.2)))
    x, y = centre.x(), centre.y()
    painter.drawLine(QPointF(x - arm, y - arm), QPointF(x + arm, y + arm))
    painter.drawLine(QPointF(x - arm, y + arm), QPointF(x + arm, y - arm))


def _paint_ring(
    painter: QPainter, centre: QPointF, radius: float, kind: SeatKind, colour: QColor
) -> None:
    width = max(radius * 0.2, 1.2)
    painter.setPen(QPen(colour, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(outline(kind, centre, radius - width / 2))


def _paint_ring_mark(
    painter: QPainter, centre: QPointF, radius: float, status: SeatStatus, colour: QColor
) -> None:
    """A dot for a seat in somebody's hands now, two for one of another window's block, a bar for
    one held back; nothing in one that only the hub can give, which is away."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    if status is SeatStatus.TAKEN:
        painter.drawEllipse(centre, radius * 0.3, radius * 0.3)
    elif status is SeatStatus.BLOCKED:
        for aside in (-0.36, 0.36):
            dot = QPointF(centre.x() + aside * radius, centre.y())
            painter.drawEllipse(dot, radius * 0.2, radius * 0.2)
    elif status is SeatStatus.HELD:
        painter.drawRect(
            QRectF(centre.x() - radius * 0.5, centre.y() - radius * 0.14, radius, radius * 0.28)
        )
