"""The seat map: the house to look at, to move about in, and to touch.

What ``canvas`` shows, under fingers, pointer and keys. What follows those (the ring, the caption,
what is marked) is painted over it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QWidget
from typing_extensions import override

from kiosk.theme import theme_of
from kiosk.widgets.seat_map.camera import STEP
from kiosk.widgets.seat_map.canvas import SNAP_MM, Canvas, single_shot
from kiosk.widgets.seat_map.marking import Marking
from kiosk.widgets.seat_map.overlay import paint_caption, paint_marked, paint_ring
from kiosk.widgets.seat_map.picture import seat_side
from pos.views.catalogue import SeatStatus

if TYPE_CHECKING:
    from pos.ids import SeatId
    from pos.views.catalogue import HallView, HouseView, SeatView
    from printing.words import Words

_DRAG_MM = 2.5
_HOLD_MS = 350
"""How long a finger rests on a seat before it marks a row of them."""
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class SeatMap(Canvas):
    """A reserved hall and one performance's house in it.

    Tap or Space on a free seat or one of our own emits ``seat_tapped``; on any other
    ``seat_unavailable``. A tap goes to the nearest seat a finger can have meant; where the seats
    are too small to mean one it comes nearer instead, to the section. A finger that rests on a
    free seat and then moves, or Shift with the arrows, marks the free seats beside it:
    ``seats_marked``. Arrows move a ring over the seats, plus and minus zoom, 0 shows the whole
    hall. ``ground``: the theme colour it lies on.
    """

    seat_tapped = Signal(str)
    seat_unavailable = Signal(str)
    seats_marked = Signal(list)
    """Seats side by side in one row, as they stand, to be taken together."""
    focus_moved = Signal(str)
    """The ring stands on another seat."""

    def __init__(
        self, words: Words, parent: QWidget | None = None, *, ground: str = "ground"
    ) -> None:
        super().__init__(words, parent, ground)
        self.setObjectName("sell.map")
        self._ring: SeatId | None = None
        self._ring_shown = False
        self._tapped: SeatId | None = None
        self._under: SeatId | None = None
        self._pressed: QPointF | None = None
        self._dragging = False
        self._pinching = False
        self._marking = Marking()
        self._hold = single_shot(self, _HOLD_MS, self._begin_marking)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.grabGesture(Qt.GestureType.PinchGesture)
        self.retranslate(words)

    # ------------------------------------------------------------------------------ what is shown

    @override
    def set_hall(self, hall: HallView) -> None:
        self._ring = self._tapped = self._under = None
        self._marking.end()
        super().set_hall(hall)
        self._announce()

    @override
    def regroup(self, hall: HallView) -> None:
        super().regroup(hall)
        self._announce()

    @override
    def set_house(self, house: HouseView, my_seats: Iterable[SeatId] = ()) -> None:
        super().set_house(house, my_seats)
        self._announce()

    @override
    def change_seats(
        self, changed: Mapping[SeatId, SeatStatus], house: HouseView | None = None
    ) -> None:
        super().change_seats(changed, house)
        if house is not None:
            self._announce()

    @override
    def retranslate(self, words: Words) -> None:
        super().retranslate(words)
        self._announce()

    @override
    def paint_over(self, painter: QPainter) -> None:
        assert self._plan is not None
        theme, side = theme_of(self), seat_side(self._plan, self._camera.view.scale)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marked = [QPointF(self.centre_of(seat)) for seat in self._marking.seats]
        paint_marked(painter, marked, side, theme)
        said = self._under
        if self._ring_shown and self.hasFocus() and self._ring is not None:
            said = self._ring
            paint_ring(painter, QPointF(self.centre_of(self._ring)), side, theme)
        if said is not None:
            room = self.rect()
            if self._mini.isVisibleTo(self):  # it lies over what is painted
                room.setRight(self._mini.x())
            paint_caption(painter, room, self.describe(said), theme)

    # --------------------------------------------------------------------------- pointer and touch

    def _seat_meant(self, at: QPointF) -> SeatView | None:
        """Return the seat a finger at ``at`` meant: the nearest one that can be had, or the one
        right under it."""
        if self._plan is None:
            return None
        view = self._camera.view
        point = view.to_plan(at)
        under = self._plan.nearest(point, self._plan.radius)
        if under is not None:
            return under
        reach = max(self._plan.pitch, theme_of(self).mm(SNAP_MM) / view.scale)
        return self._plan.nearest(point, reach, lambda seat: self.is_takeable(seat.seat_id))

    def is_takeable(self, seat_id: SeatId) -> bool:
        """Return whether a touch takes the seat, or gives it back."""
        return self._known.is_takeable(seat_id)

    def _tap(self, meant: SeatView) -> None:
        """Take what was meant or give it back: of several seats on one spot the next each time."""
        assert self._plan is not None
        seat = self._plan.next_on_spot(meant, self._tapped, self.is_takeable)
        self._ring = self._tapped = seat.seat_id
        takeable = self.is_takeable(seat.seat_id)
        (self.seat_tapped if takeable else self.seat_unavailable).emit(seat.seat_id)
        self._announce()
        self.update()

    def _touch(self, at: QPointF) -> None:
        """A finger came and went at ``at``: it meant a seat, or to come nearer."""
        if self._plan is None:
            return
        if not self._camera.chooses:
            point = self._camera.view.to_plan(at)
            section = self._plan.section_at(point)
            self._camera.come_near(self._plan.bounds_of(section), point)
            self._moved()
            return
        seat = self._seat_meant(at)
        if seat is not None:
            self._tap(seat)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragging = event.position(), False
            self._ring_shown = False
            self._hold.start()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or self._plan is None:
            self._hover(event.position())
            return
        if self._pinching:
            return
        if self._marking.under_way:
            point = self._camera.view.to_plan(event.position())
            self._marking.reach_to(self._plan, point, self._is_free)
            self._marks_changed()
            return
        moved = event.position() - self._pressed
        far = theme_of(self).mm(_DRAG_MM)
        if self._dragging or moved.manhattanLength() > far:
            self._hold.stop()
            self._dragging = True
            self._pressed = event.position()
            self.pan(moved.x(), moved.y())

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        self._hold.stop()
        if self._marking.under_way:
            self._end_marking()
        elif pressed is None or self._dragging or self._pinching:
            self._dragging = False
        else:
            self._touch(event.position())

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Between the seats: the section, or the whole hall again. On a seat it is a tap as any
        other."""
        at = event.position()
        if event.button() != Qt.MouseButton.LeftButton or self._plan is None:
            return
        if not self._camera.chooses or self._seat_meant(at) is not None:
            self.mousePressEvent(event)
        elif self._camera.sees_all:
            self.zoom_to(self._plan.section_at(self._camera.view.to_plan(at)))
        else:
            self.fit()

    # ---- several at once ----

    def _begin_marking(self) -> None:
        """The finger rested: from here on it marks, if it rests on a seat that is free."""
        if self._pressed is None or self._dragging or not self._camera.chooses:
            return
        seat = self._seat_meant(self._pressed)
        if seat is not None and self._is_free(seat.seat_id):
            self._marking.begin(seat.seat_id)
            self._marks_changed()

    def _is_free(self, seat_id: SeatId) -> bool:
        return seat_id not in self._known.mine and self.is_takeable(seat_id)

    def _marks_changed(self) -> None:
        self._announce()
        self.update()

    def _end_marking(self) -> None:
        marked = self._marking.end()
        self._marks_changed()
        if marked:
            self.seats_marked.emit(list(marked))

    def _hover(self, at: QPointF) -> None:
        seat = self._plan and self._plan.nearest(
            self._camera.view.to_plan(at), self._plan.pitch / 2
        )
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
        self.stretch(STEP ** (event.angleDelta().y() / 120), event.position())
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
        self._pressed = None  # the finger that is lifted last means no seat
        self._hold.stop()
        at = QPointF(self.mapFromGlobal(pinch.centerPoint().toPoint()))
        self.stretch(pinch.scaleFactor(), at)

    # ------------------------------------------------------------------------------------ keyboard

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self._plan is None or not self._plan.seats:
            super().keyPressEvent(event)
        elif key in _ARROWS and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._mark_along(_ARROWS[key][0])
        elif key in _ARROWS:
            self._marking.end()
            self._move_ring(*_ARROWS[key])
        elif key == Qt.Key.Key_Escape and self._marking.under_way:
            self._marking.end()
            self._marks_changed()
        elif key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._marking.under_way:
                self._end_marking()
            elif self._ring is not None and self._ring_shown:
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
        self._ring_shown, self._tapped = True, None
        self.show_seat(self._ring)
        self.update()
        self._announce()
        self.focus_moved.emit(self._ring)

    def _mark_along(self, step: int) -> None:
        """Mark one seat more beside the ring, or one less."""
        assert self._plan is not None
        if self._ring is None or not self._ring_shown or not step:
            return
        if not self._marking.under_way:
            if not self._is_free(self._ring):
                return
            self._marking.begin(self._ring)
        self._ring, self._tapped = self._plan.next_in_row(self._ring, step), None
        self._marking.stretch_to(self._plan, self._ring, self._is_free)
        self.show_seat(self._ring)
        self._marks_changed()

    def _first_seat(self) -> SeatView:
        """Return where the ring begins: the best seat that can be had, or the best of all."""
        assert self._plan is not None
        free = [s for s in self._plan.seats if self.status_of(s.seat_id) is SeatStatus.FREE]
        return min(free or self._plan.seats, key=lambda seat: seat.rank)

    def _more_on_spot(self) -> int:
        """Return how many other seats lie where the ring is."""
        seat = None if self._plan is None or not self._ring else self._plan.by_id.get(self._ring)
        return 0 if self._plan is None or seat is None else len(self._plan.on_spot(seat)) - 1

    def _announce(self) -> None:
        """Tell a screen reader which seat the ring is on."""
        name = self._words("Seat map")
        said = "" if self._ring is None else self.describe(self._ring)
        if self._marking.seats:
            marked = self._words.plural(
                "{n} seat marked", "{n} seats marked", len(self._marking.seats)
            )
            said = " · ".join(part for part in (marked, said) if part)
        elif more := self._more_on_spot():
            also = self._words.plural(
                "{n} more seat on this spot: Space again goes to it",
                "{n} more seats on this spot: Space again goes to the next",
                more,
            )
            said = f"{said} · {also}"
        self.setAccessibleName(f"{name}: {said}" if said else name)
        self.setAccessibleDescription(
            self._words(
                "Arrows move over the seats, Space takes one or gives it back. "
                "Shift and the arrows mark seats side by side, Space takes them."
            )
        )
