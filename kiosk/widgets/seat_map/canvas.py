"""The house as it is seen from where one looks: drawn, moved about, zoomed.

The house is drawn in tiles that are moved about (``sheet``); while it is zoomed, the picture from
before is stretched, and drawn sharp once the fingers rest. A seat that changes is drawn over where
it is. What follows the pointer or the keyboard is painted over it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, QSizeF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QRegion
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.messages import seat_kind_text, seat_status_text
from kiosk.theme import theme_of
from kiosk.widgets.seat_map.camera import STEP, Camera
from kiosk.widgets.seat_map.legend import Legend, Mark
from kiosk.widgets.seat_map.mini_map import MiniMap
from kiosk.widgets.seat_map.overlay import Edge
from kiosk.widgets.seat_map.picture import Look, seat_reach
from kiosk.widgets.seat_map.plan import Plan
from kiosk.widgets.seat_map.plate import PLATE_EDGE, Plate
from kiosk.widgets.seat_map.sheet import Sheet
from kiosk.widgets.seat_map.shown import Shown
from kiosk.widgets.seat_map.stretch import Stretch
from kiosk.widgets.seat_map.view import View
from pos.views.catalogue import SeatKind, SeatStatus

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from kiosk.widgets.buttons import IconButton
    from pos.ids import SeatId, ZoneId
    from pos.views.catalogue import HallView, HouseView
    from printing.words import Words

SNAP_MM = 6.0
"""So far from a finger a seat may be that it meant."""
_BUTTONS_EDGE = 8
_REST_MS = 90
"""After the last step of a zoom the house is drawn sharp."""
_FEW = 40
"""So many seats that changed are brought to the screen one by one."""


def single_shot(parent: QWidget, after_ms: int, then: Callable[[], None]) -> QTimer:
    """Return a timer that is to be started."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(after_ms)
    timer.timeout.connect(then)
    return timer


class Canvas(QWidget):
    """A hall with one performance's house in it, to look at. ``ground``: the theme colour it lies
    on. Whoever builds on it says ``retranslate`` once, at its end."""

    def __init__(self, words: Words, parent: QWidget | None, ground: str) -> None:
        super().__init__(parent)
        self._words = words
        self._known = Shown(words)
        self._camera = Camera()
        self._went_to: View | None = None
        self._sheet = Sheet()
        self._edge = Edge(ground)
        self._before_zoom: tuple[QPixmap, View] | None = None
        self._around: tuple[tuple[QRect, QRect], QRegion] | None = None
        self._mini = MiniMap(self)
        self._mini.wanted.connect(self._go_to)
        self._rest = single_shot(self, _REST_MS, self.settle)
        self._legend = Legend(self)
        self._legend.closed.connect(self._close_legend)
        self._buttons = self._make_buttons()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

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

    @property
    def _plan(self) -> Plan | None:
        return self._known.plan

    # ------------------------------------------------------------------------------ what is shown

    def set_hall(self, hall: HallView) -> None:
        """Show another hall, whole."""
        plan = self._known.enter(hall)
        self._close_legend()
        self._resized()
        self._camera.look_at(plan)
        self.draw_anew()

    def regroup(self, hall: HallView) -> None:
        """Show the same seats in other zones, from where one looked before."""
        if self._plan is None or self._plan.hall.hall_id != hall.hall_id:
            self.set_hall(hall)
            return
        self._camera.go_on_with(self._known.regroup(hall))
        self.draw_anew()

    def set_house(self, house: HouseView, my_seats: Iterable[SeatId] = ()) -> None:
        """Show who has which seat. ``my_seats`` are in our cart. The view stays where it is, and
        only seats that are not as they were are drawn."""
        changed = self._known.fill(house, my_seats)
        self._draw_over(changed)
        if changed and self._legend.isVisibleTo(self):
            self._draw_legend()

    def change_seats(
        self, changed: Mapping[SeatId, SeatStatus], house: HouseView | None = None
    ) -> None:
        """Show these seats as they are now; the others stay as they were. ``house``: in which they
        are so, where more is to be said of them."""
        self._known.change(changed, house)
        self._draw_over(changed)
        if self._legend.isVisibleTo(self):
            self._draw_legend()

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
        if zone_id != self._known.lit:
            self._known.lit = zone_id
            self.draw_anew()

    def status_of(self, seat_id: SeatId) -> SeatStatus:
        """Return what the map shows a seat as."""
        return self._known.status_of(seat_id)

    def describe(self, seat_id: SeatId) -> str:
        """Return a seat in words: where it is, its zone and price, how it stands."""
        return self._known.describe(seat_id)

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
        there = {SeatStatus.FREE, SeatStatus.IN_CART, *self._known.statuses.values()}
        ordinary, free = SeatKind.ORDINARY, SeatStatus.FREE
        marks = [Mark(k, free, seat_kind_text(k, words)) for k in SeatKind if k in kinds]
        marks += [Mark(ordinary, s, self.status_text(s)) for s in SeatStatus if s in there]
        self._legend.say(words("What the marks mean"), marks, self._known.offers())

    def status_text(self, status: SeatStatus) -> str:
        """Return what a mark means here."""
        return seat_status_text(status, self._words)

    def retranslate(self, words: Words) -> None:
        """Say everything in another language."""
        self._words = self._known.words = words
        self._buttons["zoom_in"].set_name(words("Zoom in"))
        self._buttons["zoom_out"].set_name(words("Zoom out"))
        self._buttons["fit"].set_name(words("Show the whole hall"))
        self._buttons["legend"].set_name(words("What the marks mean"))
        if self._legend.isVisibleTo(self):
            self._draw_legend()
        if self._known.staged is not None:
            self.regroup(self._known.staged)
        self.update()

    def _look(self) -> Look:
        return self._known.look(theme_of(self))

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
        self._camera.show(self.centre_of(seat_id), theme_of(self).mm(SNAP_MM))
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
            stretch = Stretch(*self._before_zoom, self._camera.view, QSizeF(self.size()))
            stretch.paint(painter, event.region(), theme.colour("surface"))
        self._edge.paint(painter, self.rect(), theme)
        self.paint_over(painter)
        painter.end()

    def paint_over(self, painter: QPainter) -> None:
        """Paint what lies over the house."""

    def _paint_house(self, painter: QPainter, part: QRegion) -> None:
        assert self._plan is not None
        look, view = self._look(), self._camera.view
        ratio = self.devicePixelRatioF()
        self._sheet.paint(painter, self._plan, look, view, part, ratio)

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
