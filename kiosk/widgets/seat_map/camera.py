"""From where the map looks at the hall, and how near it may come. No painting."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSizeF

from kiosk.widgets.seat_map.plan import Plan
from kiosk.widgets.seat_map.view import View, fitted

LARGEST_SEAT_MM = 14.0
WORKING_PITCH_MM = 6.0
"""From one seat to the next where seats are chosen: with the snap to the nearest a finger finds
one."""
_CHOOSABLE_MM = 4.0
"""Nearer than this to its neighbour no finger means one seat, for it falls within two millimetres
or so of what it means: a tap comes nearer first."""
STEP = 1.25


class Camera:
    """A view of one plan on a widget. ``view`` is where it looks from; ``fits``: at the whole hall,
    whatever the size."""

    def __init__(self) -> None:
        self.view = View()
        self.fits = True
        self._plan: Plan | None = None
        self._size = QSizeF()
        self._buttons = 0
        self._dots_per_mm = 4.0
        self._kept_clear = 0
        self._whole_view: View | None = None

    def look_at(self, plan: Plan | None) -> None:
        """Look at another hall, whole."""
        self._plan, self._whole_view = plan, None
        self.fit()

    def go_on_with(self, plan: Plan) -> None:
        """Look at another plan of the same hall from where one looked before."""
        self._plan, self._whole_view = plan, None

    def resize(self, size: QSizeF, buttons: int, dots_per_mm: float) -> None:
        """Say how large the widget is, how many dots of its right edge the buttons stand on, and
        how dense it is."""
        self._size, self._buttons, self._dots_per_mm = size, buttons, dots_per_mm
        self._whole_view = None
        if self._plan is not None:
            self._go(self._whole() if self.fits else self.view)

    # ---- moving ----

    def fit(self) -> None:
        """Look at the whole hall."""
        self.fits = True
        if self._plan is not None:
            self._go(self._whole())

    def frame(self, box: QRectF) -> None:
        """Look at a part of the plan, as large as it goes."""
        self.fits = False
        self._go(fitted(box, self._room(), self._largest()))

    def move(self, dx: float, dy: float) -> None:
        """Drag the hall by so many dots."""
        self._go(self.view.moved(dx, dy))

    def centre_on(self, at: QPointF) -> None:
        """Bring a point of the plan into the middle."""
        here = self.view.to_widget(at.x(), at.y())
        self.move(self._size.width() / 2 - here.x(), self._size.height() / 2 - here.y())

    def zoom(self, factor: float, at: QPointF) -> None:
        """Come nearer or go away, ``at`` staying where it is on the widget."""
        if self._plan is None:
            return
        least, most = self._whole().scale, self._largest()
        view = self.view.zoomed(factor, at, least, max(least, most))
        if view.scale <= least:
            self.fit()
        else:
            self.fits = False
            self._go(view)

    def show(self, at: QPoint, edge: int) -> None:
        """Move, no more than needed, until the widget's point ``at`` is ``edge`` dots inside."""
        wide, high = round(self._size.width()), round(self._size.height())
        dx = max(edge - at.x(), 0) or min(wide - 1 - edge - at.x(), 0)
        dy = max(edge - at.y(), 0) or min(high - 1 - edge - at.y(), 0)
        if dx or dy:
            self.move(dx, dy)

    def come_near(self, box: QRectF, at: QPointF) -> None:
        """Look at a part of the plan that is too far to choose in: all of it where seats can be
        chosen then, else about the plan's point ``at``."""
        working = self._working()
        self.frame(box)
        if self.view.scale < working:
            self._go(View(working, self.view.x, self.view.y))
            self.centre_on(at)

    def look_into(self, box: QRectF, over: Sequence[QRect]) -> bool:
        """Look at a part of the plan where seats can be told apart, if it is not in sight so now,
        nor under what lies ``over`` the widget: no nearer than one works at, farther away where it
        is too large for that. Return whether the view is another one."""
        corners = (self.view.to_widget(at.x(), at.y()) for at in (box.topLeft(), box.bottomRight()))
        here = QRectF(*corners)
        clear = not any(here.intersects(QRectF(part)) for part in over)
        if box.isEmpty() or (clear and self.chooses and self.seen.contains(box)):
            return False
        most = self.view.scale if self.chooses else self._working()
        self.frame(box)
        if self.view.scale > most:
            self._go(View(most, self.view.x, self.view.y))
            self.centre_on(box.center())
        return True

    def _working(self) -> float:
        assert self._plan is not None
        return min(WORKING_PITCH_MM * self._dots_per_mm / self._plan.pitch, self._largest())

    # ---- how it is ----

    @property
    def chooses(self) -> bool:
        """Whether the seats are large enough to mean one."""
        if self._plan is None:
            return False
        pitch = self._plan.pitch * self.view.scale
        return pitch >= _CHOOSABLE_MM * self._dots_per_mm or self.view.scale >= self._largest()

    @property
    def seen(self) -> QRectF:
        """The part of the plan that is on the widget."""
        return self.view.visible(self._size)

    @property
    def sees_all(self) -> bool:
        """Whether the whole hall is on the widget."""
        return self._plan is None or self.view.scale <= self._whole().scale * 1.001

    def _room(self) -> QSizeF:
        """Return what the plan may fill: at the right it ends before the buttons where they would
        lie on it."""
        return QSizeF(self._size.width() - self._kept_clear, self._size.height())

    def _whole(self) -> View:
        if self._whole_view is None:
            self._whole_view = self._look_at_all()
        return self._whole_view

    def _look_at_all(self) -> View:
        assert self._plan is not None
        bounds, most = self._plan.bounds, self._largest()
        whole = fitted(bounds, self._size, most)
        ends = whole.to_widget(bounds.right(), bounds.top()).x()
        self._kept_clear = self._buttons if ends > self._size.width() - self._buttons else 0
        return fitted(bounds, self._room(), most) if self._kept_clear else whole

    def _largest(self) -> float:
        assert self._plan is not None
        return LARGEST_SEAT_MM * self._dots_per_mm / (2 * self._plan.radius)

    def _go(self, view: View) -> None:
        if self._plan is not None:
            self.view = view.kept(self._plan.bounds, self._room())
