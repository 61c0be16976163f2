"""The seat map: the house to look at, to move about in, and to touch.

One pixmap holds the drawn view and is blitted at each paint; it is drawn anew when the view, the
house or the theme changed. What follows the pointer or the keyboard (the ring, the caption) is
painted over it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.messages import seat_kind_text, seat_status_text
from kiosk.theme import TARGET_GAP, theme_of
from kiosk.widgets.buttons import IconButton
from kiosk.widgets.lettering import Align, width_of
from kiosk.widgets.seat_map.picture import Look, Picture, seat_side
from kiosk.widgets.seat_map.plan import Plan
from kiosk.widgets.seat_map.view import View, fitted
from pos.views.catalogue import SeatKind, SeatStatus

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from pos.ids import SeatId, ZoneId
    from pos.views.catalogue import HallView, HouseView, SeatView
    from printing.words import Words

_LARGEST_SEAT_MM = 14.0
_SNAP_MM = 6.0
_DRAG_MM = 2.5
_STEP = 1.25
_RADIUS = 12
_BUTTONS_EDGE = 8
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_TAKEABLE = (SeatStatus.FREE, SeatStatus.IN_CART)


class SeatMap(QWidget):
    """A reserved hall and one performance's house in it.

    Tap or Space on a free seat or one of our own emits ``seat_tapped``; on any other
    ``seat_unavailable``. A tap goes to the nearest seat a finger can have meant. Arrows move a ring
    over the seats, plus and minus zoom, 0 shows the whole hall.
    """

    seat_tapped = Signal(str)
    seat_unavailable = Signal(str)
    focus_moved = Signal(str)
    """The ring stands on another seat."""

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sell.map")
        self._words = words
        self._plan: Plan | None = None
        self._house: HouseView | None = None
        self._mine: frozenset[SeatId] = frozenset()
        self._lit: ZoneId | None = None
        self._view = View()
        self._fits = True
        self._kept_clear = 0
        self._picture = Picture()
        self._drawn: QPixmap | None = None
        self._ring: SeatId | None = None
        self._ring_shown = False
        self._under: SeatId | None = None
        self._pressed: QPointF | None = None
        self._dragging = False
        self._pinching = False
        self._buttons = self._make_buttons()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.grabGesture(Qt.GestureType.PinchGesture)
        self.retranslate(words)

    def _make_buttons(self) -> dict[str, IconButton]:
        column = QVBoxLayout(self)
        column.setContentsMargins(_BUTTONS_EDGE, _BUTTONS_EDGE, _BUTTONS_EDGE, _BUTTONS_EDGE)
        column.setSpacing(TARGET_GAP)
        made = {}
        for name, drawing, slot in (
            ("zoom_in", "plus", self.zoom_in),
            ("zoom_out", "minus", self.zoom_out),
            ("fit", "fit", self.fit),
        ):
            button = IconButton(drawing, "", "plain")
            button.setObjectName(f"map.{name}")
            button.clicked.connect(slot)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignRight)
            made[name] = button
        column.addStretch(1)
        return made

    # ------------------------------------------------------------------------------ what is shown

    def set_hall(self, hall: HallView) -> None:
        """Show another hall, whole."""
        self._plan = Plan(hall)
        self._house, self._mine, self._lit = None, frozenset(), None
        self._ring = self._under = None
        self.fit()
        self._announce()

    def regroup(self, hall: HallView) -> None:
        """Show the same seats in other zones, from where one looked before."""
        if self._plan is None or self._plan.hall.hall_id != hall.hall_id:
            self.set_hall(hall)
            return
        self._plan = Plan(hall)
        self._redraw()
        self._announce()

    def set_house(self, house: HouseView, my_seats: Iterable[SeatId] = ()) -> None:
        """Show who has which seat. ``my_seats`` are in our cart. The view stays where it is."""
        self._house = house
        self._mine = frozenset(my_seats)
        self._redraw()
        self._announce()

    def light_zone(self, zone_id: ZoneId | None) -> None:
        """Let the other zones stand back; None shows all alike."""
        if zone_id != self._lit:
            self._lit = zone_id
            self._redraw()

    def status_of(self, seat_id: SeatId) -> SeatStatus:
        """Return what the map shows a seat as."""
        return self._look().status(seat_id)

    def sections(self) -> tuple[str, ...]:
        """Return the hall's sections."""
        return () if self._plan is None else self._plan.sections()

    def retranslate(self, words: Words) -> None:
        """Say everything in another language."""
        self._words = words
        self._buttons["zoom_in"].set_name(words("Zoom in"))
        self._buttons["zoom_out"].set_name(words("Zoom out"))
        self._buttons["fit"].set_name(words("Show the whole hall"))
        self._announce()
        self.update()

    def describe(self, seat_id: SeatId) -> str:
        """Return a seat in words: where it is, its zone and price, how it stands."""
        if self._plan is None or seat_id not in self._plan.by_id:
            return ""
        seat, words = self._plan.by_id[seat_id], self._words
        parts = [
            words(
                "{section}, row {row}, seat {number}",
                section=seat.section,
                row=seat.row,
                number=seat.number,
            ),
            self._plan.zone_names.get(seat.zone_id, ""),
            self._price_of(seat),
        ]
        if seat.kind is not SeatKind.ORDINARY:
            parts.append(seat_kind_text(seat.kind, words))
        window = self._house.blocked_by.get(seat_id, "") if self._house is not None else ""
        parts.append(seat_status_text(self.status_of(seat_id), words, window))
        return " · ".join(part for part in parts if part)

    def _price_of(self, seat: SeatView) -> str:
        if self._house is None:
            return ""
        for price in self._house.prices:
            if price.zone_id == seat.zone_id:
                return self._words.money(price.all_in)
        return ""

    def _look(self) -> Look:
        statuses = {} if self._house is None else self._house.seats
        return Look(statuses, self._mine, self._lit, theme_of(self))

    # -------------------------------------------------------------------------------------- view

    def centre_of(self, seat_id: SeatId) -> QPoint:
        """Return where a seat's middle is on the widget now; it may lie outside. See ``show_seat``.

        Raises:
            KeyError: The hall has no such seat.
        """
        if self._plan is None:
            raise KeyError(seat_id)
        seat = self._plan.by_id[seat_id]
        return self._view.to_widget(seat.x, seat.y).toPoint()

    def show_seat(self, seat_id: SeatId) -> None:
        """Move the view, no more than needed, until the seat is well inside."""
        where = self.centre_of(seat_id)
        edge = theme_of(self).mm(_SNAP_MM)
        room = self.rect().adjusted(edge, edge, -edge, -edge)
        if not room.contains(where):
            dx = max(room.left() - where.x(), 0) or min(room.right() - where.x(), 0)
            dy = max(room.top() - where.y(), 0) or min(room.bottom() - where.y(), 0)
            self._look_from(self._view.moved(dx, dy))

    def zoom_to(self, section: str) -> None:
        """Show one section as large as it goes."""
        if self._plan is not None:
            self._fits = False
            self._look_from(
                fitted(self._plan.bounds_of(section), self._room(), self._largest_scale())
            )

    def fit(self) -> None:
        """Show the whole hall."""
        self._fits = True
        if self._plan is not None:
            self._look_from(self._whole())

    def zoom_in(self) -> None:
        """Come one step nearer to the middle."""
        self._zoom(_STEP, QPointF(self.rect().center()))

    def zoom_out(self) -> None:
        """Go one step away."""
        self._zoom(1 / _STEP, QPointF(self.rect().center()))

    def _room(self) -> QSizeF:
        """Return what the plan may fill: at the right it ends before the buttons where they would
        lie on it."""
        return QSizeF(self.width() - self._kept_clear, self.height())

    def _whole(self) -> View:
        assert self._plan is not None
        bounds, most = self._plan.bounds, self._largest_scale()
        whole = fitted(bounds, QSizeF(self.size()), most)
        buttons = self._buttons_wide()
        ends = whole.to_widget(bounds.right(), bounds.top()).x()
        self._kept_clear = buttons if ends > self.width() - buttons else 0
        return fitted(bounds, self._room(), most) if self._kept_clear else whole

    def _buttons_wide(self) -> int:
        """Return how much of the right edge the zoom buttons stand on."""
        widest = max(button.sizeHint().width() for button in self._buttons.values())
        return widest + 2 * _BUTTONS_EDGE

    def _largest_scale(self) -> float:
        assert self._plan is not None
        return theme_of(self).mm(_LARGEST_SEAT_MM) / (2 * self._plan.radius)

    def _zoom(self, factor: float, at: QPointF) -> None:
        if self._plan is None:
            return
        least, most = self._whole().scale, self._largest_scale()
        view = self._view.zoomed(factor, at, least, max(least, most))
        if view.scale <= least:
            self.fit()
        else:
            self._fits = False
            self._look_from(view)

    def _look_from(self, view: View) -> None:
        if self._plan is not None:
            self._view = view.kept(self._plan.bounds, self._room())
        self._redraw()

    def _redraw(self) -> None:
        self._drawn = None
        self.update()

    # ------------------------------------------------------------------------------------ painting

    @override
    def sizeHint(self) -> QSize:
        theme = theme_of(self)
        return QSize(theme.px(640), theme.px(420))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = theme_of(self)
        if self._plan is None:
            painter.fillRect(self.rect(), theme.colour("surface"))
            painter.end()
            return
        if self._drawn is None:
            self._drawn = self._picture.draw(
                self._plan, self._look(), self._view, self.size(), self.devicePixelRatioF()
            )
        painter.drawPixmap(0, 0, self._drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_edge(painter)
        if self._ring_shown and self.hasFocus() and self._ring is not None:
            self._paint_ring(painter, self._ring)
        self._paint_caption(painter)
        painter.end()

    def _paint_edge(self, painter: QPainter) -> None:
        """Round the corners as of any other card."""
        theme, box = theme_of(self), QRectF(self.rect())
        inside = QPainterPath()
        inside.addRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        corners = QPainterPath()
        corners.addRect(box)
        painter.fillPath(corners.subtracted(inside), theme.colour("ground"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawPath(inside)

    def _paint_ring(self, painter: QPainter, seat_id: SeatId) -> None:
        assert self._plan is not None
        theme = theme_of(self)
        centre = QPointF(self.centre_of(seat_id))
        radius = seat_side(self._plan, self._view) / 2 + theme.px(5)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("surface"), theme.px(6)))
        painter.drawEllipse(centre, radius, radius)
        painter.setPen(QPen(theme.colour("focus"), theme.px(3)))
        painter.drawEllipse(centre, radius, radius)

    def _paint_caption(self, painter: QPainter) -> None:
        seat_id = self._ring if self._ring_shown and self.hasFocus() else self._under
        text = "" if seat_id is None else self.describe(seat_id)
        if not text:
            return
        theme = theme_of(self)
        font = theme.font(15)
        pad = theme.px(12)
        wide = min(width_of(text, font) + 2 * pad, self.width() - 2 * pad)
        box = QRectF(pad, self.height() - pad - theme.px(36), wide, theme.px(36))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("seat_cart"))
        painter.drawRoundedRect(box, theme.px(8), theme.px(8))
        painter.setFont(font)
        painter.setPen(theme.colour("on_seat_cart"))
        painter.drawText(box, Align.AlignCenter, text)

    # --------------------------------------------------------------------------- pointer and touch

    def _seat_meant(self, at: QPointF) -> SeatView | None:
        """Return the seat a finger at ``at`` meant: the nearest one that can be had, or the one
        right under it."""
        if self._plan is None:
            return None
        point = self._view.to_plan(at)
        under = self._plan.nearest(point, self._plan.radius)
        if under is not None:
            return under
        reach = max(self._plan.pitch, theme_of(self).mm(_SNAP_MM) / self._view.scale)
        return self._plan.nearest(point, reach, lambda seat: self.is_takeable(seat.seat_id))

    def is_takeable(self, seat_id: SeatId) -> bool:
        """Return whether a touch takes the seat, or gives it back."""
        return self.status_of(seat_id) in _TAKEABLE

    def _tap(self, seat: SeatView) -> None:
        self._ring = seat.seat_id
        takeable = self.is_takeable(seat.seat_id)
        (self.seat_tapped if takeable else self.seat_unavailable).emit(seat.seat_id)
        self._announce()
        self.update()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragging = event.position(), False
            self._ring_shown = False

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            self._hover(event.position())
            return
        if self._pinching:
            return
        moved = event.position() - self._pressed
        far = theme_of(self).mm(_DRAG_MM)
        if self._dragging or moved.manhattanLength() > far:
            self._dragging = True
            self._pressed = event.position()
            self._look_from(self._view.moved(moved.x(), moved.y()))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is None or self._dragging or self._pinching:
            self._dragging = False
            return
        seat = self._seat_meant(event.position())
        if seat is not None:
            self._tap(seat)

    def _hover(self, at: QPointF) -> None:
        seat = self._plan and self._plan.nearest(self._view.to_plan(at), self._plan.pitch / 2)
        under = seat.seat_id if seat else None
        if under != self._under:
            self._under = under
            self.update()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._under = None
        self.update()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        self._zoom(_STEP ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Gesture and isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                self._pinch(pinch)
                event.accept(pinch)
                return True
        return super().event(event)

    def _pinch(self, pinch: QPinchGesture) -> None:
        over = (Qt.GestureState.GestureFinished, Qt.GestureState.GestureCanceled)
        self._pinching = pinch.state() not in over
        at = QPointF(self.mapFromGlobal(pinch.centerPoint().toPoint()))
        self._zoom(pinch.scaleFactor(), at)

    # ------------------------------------------------------------------------------------ keyboard

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self._plan is None or not self._plan.seats:
            super().keyPressEvent(event)
        elif key in _ARROWS:
            self._move_ring(*_ARROWS[key])
        elif key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._ring is not None and self._ring_shown:
                self._tap(self._plan.by_id[self._ring])
        elif event.text() == "+":
            self.zoom_in()
        elif event.text() == "-":
            self.zoom_out()
        elif event.text() == "0":
            self.fit()
        else:
            super().keyPressEvent(event)

    def _move_ring(self, dx: int, dy: int) -> None:
        assert self._plan is not None
        if self._ring is None:
            self._ring = self._first_seat().seat_id
        elif self._ring_shown:
            self._ring = self._plan.towards(self._plan.by_id[self._ring], dx, dy).seat_id
        self._ring_shown = True
        self.show_seat(self._ring)
        self.update()
        self._announce()
        self.focus_moved.emit(self._ring)

    def _first_seat(self) -> SeatView:
        """Return where the ring begins: the best seat that can be had, or the best of all."""
        assert self._plan is not None
        free = [s for s in self._plan.seats if self.status_of(s.seat_id) is SeatStatus.FREE]
        return min(free or self._plan.seats, key=lambda seat: seat.rank)

    def _announce(self) -> None:
        """Tell a screen reader which seat the ring is on."""
        name = self._words("Seat map")
        said = "" if self._ring is None else self.describe(self._ring)
        self.setAccessibleName(f"{name}: {said}" if said else name)
        self.setAccessibleDescription(
            self._words("Arrows move over the seats, Space takes one or gives it back.")
        )

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._plan is not None:
            self._look_from(self._whole() if self._fits else self._view)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self._redraw()
        super().changeEvent(event)
