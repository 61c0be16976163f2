"""The seat map: the house to look at, to move about in, and to touch.

The house is drawn in tiles that are moved about (``sheet``); while it is zoomed, the picture from
before is stretched, and drawn sharp once the fingers rest. A seat that changes is drawn over where
it is. What follows the pointer or the keyboard (the ring, the caption, what is marked) is painted
over it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QRegion,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.messages import seat_kind_text, seat_status_text, seat_text
from kiosk.theme import theme_of
from kiosk.widgets.seat_map.camera import STEP, Camera
from kiosk.widgets.seat_map.legend import Legend, Mark
from kiosk.widgets.seat_map.marking import Marking
from kiosk.widgets.seat_map.mini_map import MiniMap
from kiosk.widgets.seat_map.overlay import (
    Edge,
    paint_caption,
    paint_marked,
    paint_ring,
)
from kiosk.widgets.seat_map.picture import Look, seat_reach, seat_side
from kiosk.widgets.seat_map.plan import Plan, pitch_of
from kiosk.widgets.seat_map.plate import PLATE_EDGE, Plate
from kiosk.widgets.seat_map.sheet import Sheet, boxes_of
from kiosk.widgets.seat_map.stage import with_stage
from kiosk.widgets.seat_map.view import View
from kiosk.wording.holds import code_name
from pos.views.catalogue import SeatKind, SeatStatus

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from kiosk.widgets.buttons import IconButton
    from pos.ids import SeatId, ZoneId
    from pos.views.catalogue import HallView, HouseView, SeatView
    from printing.words import Words

_SNAP_MM = 6.0
_DRAG_MM = 2.5
_BUTTONS_EDGE = 8
_HOLD_MS = 350
"""How long a finger rests on a seat before it marks a row of them."""
_REST_MS = 90
"""After the last step of a zoom the house is drawn sharp."""
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_FEW = 40
"""So many seats that changed are brought to the screen one by one."""
_TAKEABLE = (SeatStatus.FREE, SeatStatus.IN_CART)


class SeatMap(QWidget):
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
        super().__init__(parent)
        self.setObjectName("sell.map")
        self._words = words
        self._plan: Plan | None = None
        self._given: HallView | None = None
        self._house: HouseView | None = None
        self._statuses: dict[SeatId, SeatStatus] = {}
        self._mine: frozenset[SeatId] = frozenset()
        self._letters: dict[SeatId, str] = {}
        self._lit: ZoneId | None = None
        self._camera = Camera()
        self._went_to: View | None = None
        self._sheet = Sheet()
        self._edge = Edge(ground)
        self._before_zoom: tuple[QPixmap, View] | None = None
        self._around: tuple[tuple[QRect, QRect], QRegion] | None = None
        self._ring: SeatId | None = None
        self._ring_shown = False
        self._tapped: SeatId | None = None
        self._under: SeatId | None = None
        self._pressed: QPointF | None = None
        self._dragging = False
        self._pinching = False
        self._marking = Marking()
        self._mini = MiniMap(self)
        self._mini.wanted.connect(self._go_to)
        self._rest = self._timer(_REST_MS, self.settle)
        self._hold = self._timer(_HOLD_MS, self._begin_marking)
        self._legend = Legend(self)
        self._legend.closed.connect(self._close_legend)
        self._buttons = self._make_buttons()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.grabGesture(Qt.GestureType.PinchGesture)
        self.retranslate(words)

    def _timer(self, after_ms: int, then: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after_ms)
        timer.timeout.connect(then)
        return timer

    def _make_buttons(self) -> dict[str, IconButton]:
        """Make the buttons, on a plate of their own: what moves under it need not be painted, nor
        they."""
        self._plate = Plate()
        whole = QVBoxLayout(self)
        beside = _BUTTONS_EDGE - PLATE_EDGE
        whole.setContentsMargins(beside, beside, beside, beside)
        whole.addWidget(self._plate, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        made = self._plate.buttons
        made["zoom_in"].clicked.connect(self.zoom_in)
        made["zoom_out"].clicked.connect(self.zoom_out)
        made["fit"].clicked.connect(self.fit)
        made["legend"].clicked.connect(self._show_legend)
        return made

    # ------------------------------------------------------------------------------ what is shown

    def set_hall(self, hall: HallView) -> None:
        """Show another hall, whole."""
        self._plan = self._planned(hall)
        self._house, self._statuses, self._mine, self._lit = None, {}, frozenset(), None
        self._letters = {}
        self._ring = self._tapped = self._under = None
        self._marking.end()
        self._close_legend()
        self._resized()
        self._camera.look_at(self._plan)
        self.draw_anew()
        self._announce()

    def regroup(self, hall: HallView) -> None:
        """Show the same seats in other zones, from where one looked before."""
        if self._plan is None or self._plan.hall.hall_id != hall.hall_id:
            self.set_hall(hall)
            return
        self._plan = self._planned(hall)
        self._camera.go_on_with(self._plan)
        self.draw_anew()
        self._announce()

    def _planned(self, hall: HallView) -> Plan:
        self._given = hall
        if hall.outlook.stage is not None:
            hall = with_stage(hall, self._words("Stage"), pitch_of(hall))
        return Plan(hall)

    def set_house(self, house: HouseView, my_seats: Iterable[SeatId] = ()) -> None:
        """Show who has which seat. ``my_seats`` are in our cart. The view stays where it is, and
        only seats that are not as they were are drawn."""
        mine, seats = frozenset(my_seats), house.seats
        before = self._statuses
        changed = {seat for seat, status in seats.items() if before.get(seat) is not status}
        changed |= before.keys() - seats.keys()
        changed |= self._mine ^ mine
        letters = {seat: code.letter for seat, code in house.held.items() if code.letter}
        changed |= {
            s for s in self._letters.keys() | letters if self._letters.get(s) != letters.get(s)
        }
        self._house, self._mine, self._statuses = house, mine, dict(seats)
        self._letters = letters
        self._draw_over(changed)
        if changed and self._legend.isVisibleTo(self):
            self._draw_legend()
        self._announce()

    def change_seats(self, changed: Mapping[SeatId, SeatStatus]) -> None:
        """Show these seats as they are now; the others stay as they were."""
        for seat, status in changed.items():
            if status is SeatStatus.FREE:
                self._statuses.pop(seat, None)
            else:
                self._statuses[seat] = status
        self._draw_over(changed)

    def _draw_over(self, seats: Collection[SeatId]) -> None:
        if self._plan is None or not seats:
            return
        look = self._look()
        self._sheet.change(seats, self._plan, look)
        self._mini.change(seats, look)
        self.settle()
        if len(seats) > _FEW:
            self.update()
            return
        reach = ceil(seat_reach(self._plan, self._camera.view.scale, look.theme)) + 1
        for seat_id in seats:
            if seat_id in self._plan.by_id:
                corner = self.centre_of(seat_id) - QPoint(reach, reach)
                self.update(QRect(corner, QSize(2 * reach, 2 * reach)))

    def light_zone(self, zone_id: ZoneId | None) -> None:
        """Let the other zones stand back; None shows all alike."""
        if zone_id != self._lit:
            self._lit = zone_id
            self.draw_anew()

    def status_of(self, seat_id: SeatId) -> SeatStatus:
        """Return what the map shows a seat as."""
        return self._look().status(seat_id)

    @property
    def drawn(self) -> int:
        """How many parts of the house were drawn so far; moving about and changing seats draws none
        that are there."""
        return self._sheet.drawn

    @property
    def chooses(self) -> bool:
        """Whether a tap means a seat; where the seats are too small it comes nearer first."""
        return self._camera.chooses

    def sections(self) -> tuple[str, ...]:
        """Return the hall's sections."""
        return () if self._plan is None else self._plan.sections()

    # ---- what the marks mean ----

    def _show_legend(self, shown: bool) -> None:
        if shown:
            self._draw_legend()
            edge = theme_of(self).px(_BUTTONS_EDGE)
            self._legend.move(edge, edge)
        self._legend.setVisible(shown)

    def _close_legend(self) -> None:
        self._buttons["legend"].setChecked(False)
        self._legend.hide()

    def _draw_legend(self) -> None:
        """Say what is on the map now."""
        words = self._words
        seats = self._plan.seats if self._plan is not None else ()
        kinds = {seat.kind for seat in seats} - {SeatKind.ORDINARY}
        there = {SeatStatus.FREE, SeatStatus.IN_CART, *self._statuses.values()}
        ordinary, free = SeatKind.ORDINARY, SeatStatus.FREE
        marks = [Mark(k, free, seat_kind_text(k, words)) for k in SeatKind if k in kinds]
        marks += [Mark(ordinary, s, self.status_text(s)) for s in SeatStatus if s in there]
        self._legend.say(words("What the marks mean"), marks)

    def status_text(self, status: SeatStatus) -> str:
        """Return what a mark means here."""
        return seat_status_text(status, self._words)

    def retranslate(self, words: Words) -> None:
        """Say everything in another language."""
        self._words = words
        self._buttons["zoom_in"].set_name(words("Zoom in"))
        self._buttons["zoom_out"].set_name(words("Zoom out"))
        self._buttons["fit"].set_name(words("Show the whole hall"))
        self._buttons["legend"].set_name(words("What the marks mean"))
        if self._legend.isVisibleTo(self):
            self._draw_legend()
        if self._given is not None and self._given.outlook.stage is not None:
            self.regroup(self._given)
        self._announce()
        self.update()

    def describe(self, seat_id: SeatId) -> str:
        """Return a seat in words: where it is, its zone and price, how it stands."""
        if self._plan is None or seat_id not in self._plan.by_id:
            return ""
        seat, words = self._plan.by_id[seat_id], self._words
        parts = [
            seat_text(seat.section, seat.row, seat.number, words),
            self._plan.zone_names.get(seat.zone_id, ""),
            self._price_of(seat),
        ]
        if seat.kind is not SeatKind.ORDINARY:
            parts.append(seat_kind_text(seat.kind, words))
        window = self._house.blocked_by.get(seat_id, "") if self._house is not None else ""
        holder = f"window:{window}" if window else ""
        parts.append(seat_status_text(self.status_of(seat_id), words, holder))
        code = self._house.held.get(seat_id) if self._house is not None else None
        if code is not None:
            parts.append(code_name(code, words))
        return " · ".join(part for part in parts if part)

    def _price_of(self, seat: SeatView) -> str:
        if self._house is None:
            return ""
        for price in self._house.prices:
            if price.zone_id == seat.zone_id:
                return self._words.money(price.all_in)
        return ""

    def _look(self) -> Look:
        return Look(self._statuses, self._mine, self._lit, theme_of(self), self._letters)

    # -------------------------------------------------------------------------------------- view

    def centre_of(self, seat_id: SeatId) -> QPoint:
        """Return where a seat's middle is on the widget now; it may lie outside. See ``show_seat``.

        Raises:
            KeyError: The hall has no such seat.
        """
        if self._plan is None:
            raise KeyError(seat_id)
        seat = self._plan.by_id[seat_id]
        return self._camera.view.to_widget(seat.x, seat.y).toPoint()

    def show_seat(self, seat_id: SeatId) -> None:
        """Move the view, no more than needed, until the seat is well inside."""
        self._camera.show(self.centre_of(seat_id), theme_of(self).mm(_SNAP_MM))
        self._moved()

    def come_near(self, seat_id: SeatId) -> None:
        """Come so near to a seat that it and those around it can be chosen, if they cannot be
        now."""
        if self._plan is not None and not self._camera.chooses:
            seat = self._plan.by_id[seat_id]
            self._camera.come_near(self._plan.bounds_of(seat.section), QPointF(seat.x, seat.y))
            self._moved()

    def show_party(self, seats: Collection[SeatId]) -> None:
        """Go where these seats can be told apart, if they cannot be now; with none of them back to
        the whole hall, if nobody has moved the map since."""
        if seats and self._plan is not None:
            over = (self._plate.geometry(), self._mini.geometry())
            if self._camera.look_into(self._plan.box_of(seats), over):
                self._went_to = self._camera.view
                self._moved()
        elif self._went_to == self._camera.view:
            self.fit()

    def zoom_to(self, section: str) -> None:
        """Show one section as large as it goes."""
        if self._plan is not None:
            self._camera.frame(self._plan.bounds_of(section))
            self._moved()

    def fit(self) -> None:
        """Show the whole hall."""
        self._camera.fit()
        self._moved()

    def zoom_in(self) -> None:
        """Come one step nearer to the middle."""
        self._camera.zoom(STEP, QPointF(self.rect().center()))
        self._moved()

    def zoom_out(self) -> None:
        """Go one step away."""
        self._camera.zoom(1 / STEP, QPointF(self.rect().center()))
        self._moved()

    def settle(self) -> None:
        """Draw what a zoom has stretched sharp, at once."""
        self._rest.stop()
        if self._before_zoom is not None:
            self._before_zoom = None
            self.update()

    def pan(self, dx: float, dy: float) -> None:
        """Drag the hall by so many dots."""
        self._camera.move(dx, dy)
        self._moved()

    def stretch(self, factor: float, at: QPointF) -> None:
        """Zoom under moving fingers: what is drawn is stretched until they rest."""
        if self._plan is None:
            return
        if self._before_zoom is None:
            picture = QPixmap(self.size() * self.devicePixelRatioF())
            picture.setDevicePixelRatio(self.devicePixelRatioF())
            painter = QPainter(picture)
            self._paint_house(painter, QRegion(self.rect()))
            painter.end()
            self._before_zoom = (picture, self._camera.view)
        self._rest.start()
        self._camera.zoom(factor, at)
        self._moved(sharp=False)

    def _go_to(self, at: QPointF) -> None:
        self._camera.centre_on(at)
        self._moved()

    def _moved(self, *, sharp: bool = True) -> None:
        """The view is another one."""
        if sharp:
            self.settle()
        near = self._plan is not None and not self._camera.sees_all
        if near != self._mini.isVisibleTo(self):
            self._mini.setVisible(near)
        self._mini.set_frame(self._camera.seen)
        self.update(self._beside(near=near))

    def _beside(self, *, near: bool) -> QRegion:
        """Return what of the map nothing lies over; ``near``: the small map does."""
        over = (self._plate.geometry(), self._mini.geometry() if near else QRect())
        if self._around is None or self._around[0] != over:
            rest = QRegion(self.rect())
            for box in over:
                rest -= QRegion(box)
            self._around = (over, rest)
        return self._around[1]

    def _resized(self) -> None:
        self._around = None
        widest = max(button.sizeHint().width() for button in self._buttons.values())
        buttons = widest + 2 * _BUTTONS_EDGE
        self._camera.resize(QSizeF(self.size()), buttons, theme_of(self).mm(100) / 100)
        if self._plan is not None:
            self._mini.show_plan(self._plan, self._look())
            edge = theme_of(self).px(_BUTTONS_EDGE)
            at = self.rect().bottomRight() - QPoint(
                self._mini.width() + edge, self._mini.height() + edge
            )
            self._mini.move(at)

    def draw_anew(self) -> None:
        """Draw the whole house again: the theme is another one, or what is lit."""
        self._sheet.forget()
        if self._plan is not None:
            self._mini.show_plan(self._plan, self._look())
        self._moved()

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
        if self._before_zoom is None:
            self._paint_house(painter, event.region())
        else:
            self._paint_stretched(painter, event.region(), *self._before_zoom)
        side = seat_side(self._plan, self._camera.view.scale)
        self._edge.paint(painter, self.rect(), theme)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marked = [QPointF(self.centre_of(seat)) for seat in self._marking.seats]
        paint_marked(painter, marked, side, theme)
        said = self._under
        if self._ring_shown and self.hasFocus() and self._ring is not None:
            said = self._ring
            paint_ring(painter, QPointF(self.centre_of(self._ring)), side, theme)
        if said is not None:
            paint_caption(painter, self.rect(), self.describe(said), theme)
        painter.end()

    def _paint_house(self, painter: QPainter, part: QRegion) -> None:
        assert self._plan is not None
        look, view = self._look(), self._camera.view
        ratio = self.devicePixelRatioF()
        self._sheet.paint(painter, self._plan, look, view, part, ratio)

    def _paint_stretched(
        self, painter: QPainter, part: QRegion, picture: QPixmap, before: View
    ) -> None:
        """Box by box too, and ground only where there is no picture."""
        view, ground = self._camera.view, theme_of(self).colour("surface")
        factor = view.scale / before.scale
        corner = QPointF(view.x - before.x * factor, view.y - before.y * factor)
        covered = QRectF(corner, QSizeF(self.size()) * factor)
        bare = part.subtracted(QRegion(covered.toRect().adjusted(1, 1, -1, -1)))
        for box in boxes_of(bare):
            painter.fillRect(box, ground)
        painter.save()
        painter.translate(corner)
        painter.scale(factor, factor)
        onto = painter.transform().inverted()[0]
        for box in boxes_of(part):
            painter.setClipRect(onto.mapRect(QRectF(box)))
            painter.drawPixmap(0, 0, picture)
        painter.restore()

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
        reach = max(self._plan.pitch, theme_of(self).mm(_SNAP_MM) / view.scale)
        return self._plan.nearest(point, reach, lambda seat: self.is_takeable(seat.seat_id))

    def is_takeable(self, seat_id: SeatId) -> bool:
        """Return whether a touch takes the seat, or gives it back."""
        return self.status_of(seat_id) in _TAKEABLE

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
        return seat_id not in self._mine and self.is_takeable(seat_id)

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

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._resized()
        self._moved()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self._resized()
            self.draw_anew()
        super().changeEvent(event)
