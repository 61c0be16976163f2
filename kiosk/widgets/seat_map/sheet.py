"""The house at one scale, drawn in tiles: once drawn they are moved about, and a seat that changes
is drawn over in the tiles it lies in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import product
from math import floor
from typing import cast

from PySide6.QtCore import QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap, QRegion

from kiosk.widgets.seat_map.picture import Look, Picture, seat_reach
from kiosk.widgets.seat_map.plan import Plan
from kiosk.widgets.seat_map.view import View
from pos.ids import SeatId

TILE = 512
"""Dots along a tile's side."""
MOST_TILES = 64
"""That are kept: a few screens' worth, 64 MB at one device dot per dot."""

_MOST_BLANK = 16
"""Tiles of before that are kept to be drawn over: memory that is new has to be made first, which
takes as long as to draw a quarter of what is in it."""

_ONE_BY_ONE = 8
"""Seats of a tile that are drawn over one by one; of more, all that lies between them is."""

_At = tuple[int, int]


class Sheet:
    """See the module. Tile (0, 0) begins at the plan's origin. GUI thread.

    ``drawn`` counts the tiles that were drawn, for whoever wants to know that nothing was.
    """

    def __init__(self, *, worded: bool = True) -> None:
        self._picture = Picture(worded=worded)
        self._tiles: dict[_At, QPixmap] = {}
        self._blank: list[QPixmap] = []
        self._scale = 0.0
        self._ratio = 1.0
        self.drawn = 0

    def forget(self) -> None:
        """Draw everything anew: the hall, the theme or what is lit is another."""
        self._blank = [*self._tiles.values(), *self._blank][:_MOST_BLANK]
        self._tiles.clear()

    def paint(
        self, painter: QPainter, plan: Plan, look: Look, view: View, part: QRegion, ratio: float
    ) -> None:
        """Put the house as ``view`` sees it on a part of a widget; what is not drawn yet is."""
        if (view.scale, ratio) != (self._scale, self._ratio):
            self.forget()
            if ratio != self._ratio:
                self._blank.clear()
            self._scale, self._ratio = view.scale, ratio
        left, top = round(view.x), round(view.y)
        seen: set[_At] = set()
        for box in boxes_of(part):
            painter.setClipRect(box)
            for at in _tiles_in(box, left, top):
                if at not in seen:
                    seen.add(at)
                    self._make(at, plan, look)
                painter.drawPixmap(left + at[0] * TILE, top + at[1] * TILE, self._tiles[at])
        painter.setClipping(False)
        self._let_go(seen)

    def change(self, seats: Iterable[SeatId], plan: Plan, look: Look) -> None:
        """Draw these seats over, as ``look`` has them now."""
        changed = [plan.by_id[seat_id] for seat_id in seats if seat_id in plan.by_id]
        self._picture.forget(changed)
        reach = seat_reach(plan, self._scale, look.theme)
        boxes: dict[_At, list[QRectF]] = defaultdict(list)
        for seat in changed if self._tiles else ():
            middle = QPointF(seat.x * self._scale, seat.y * self._scale)
            box = QRectF(middle.x() - reach, middle.y() - reach, 2 * reach, 2 * reach)
            box = QRectF(box.toAlignedRect())
            for at in _tiles_of(box):
                if at in self._tiles:
                    boxes[at].append(box)
        for at, found in boxes.items():
            for box in found if len(found) <= _ONE_BY_ONE else (_around(found, at),):
                self._paint_in(self._tiles[at], at, plan, look, box)

    def _make(self, at: _At, plan: Plan, look: Look) -> None:
        tile = self._tiles.pop(at, None)
        if tile is None:
            tile = self._blank.pop() if self._blank else self._new_tile()
            self._paint_in(tile, at, plan, look, _whole(at))
            self.drawn += 1
        self._tiles[at] = tile  # the newest last

    def _new_tile(self) -> QPixmap:
        tile = QPixmap(QSize(TILE, TILE) * self._ratio)
        tile.setDevicePixelRatio(self._ratio)
        return tile

    def _paint_in(self, tile: QPixmap, at: _At, plan: Plan, look: Look, box: QRectF) -> None:
        """Draw what lies in ``box``, in dots from the plan's origin, into a tile."""
        left, top = at[0] * TILE, at[1] * TILE
        painter = QPainter(tile)
        view = View(self._scale, -left, -top)
        here, whole = box.translated(-left, -top), box == _whole(at)
        self._picture.paint(painter, plan, look, view, here, self._ratio, whole=whole)
        painter.end()

    def _let_go(self, seen: set[_At]) -> None:
        for at in [at for at in self._tiles if at not in seen][: len(self._tiles) - MOST_TILES]:
            del self._tiles[at]


def boxes_of(part: QRegion) -> Iterable[QRect]:
    """Return the boxes that a part of a widget is made of. What is painted clipped to one of them
    after the other is copied; clipped to all at once it is filled in line by line, which takes four
    times as long."""
    return cast("Iterable[QRect]", part)  # it can be gone through, whatever its types say


def _whole(at: _At) -> QRectF:
    return QRectF(at[0] * TILE, at[1] * TILE, TILE, TILE)


def _around(boxes: Iterable[QRectF], at: _At) -> QRectF:
    """Return the part of a tile that holds all of them."""
    return reduce(QRectF.united, boxes).intersected(_whole(at))


def _tiles_in(box: QRect, left: int, top: int) -> list[_At]:
    """Return the tiles of a plan that begins at (left, top) which lie on a box. Each frame asks."""
    columns = range((box.left() - left) // TILE, (box.right() - left) // TILE + 1)
    rows = range((box.top() - top) // TILE, (box.bottom() - top) // TILE + 1)
    return [(column, row) for column in columns for row in rows]


def _tiles_of(box: QRectF) -> Iterator[_At]:
    """Yield the tiles that ``box`` touches."""
    columns = range(floor(box.left() / TILE), floor((box.right() - 0.5) / TILE) + 1)
    rows = range(floor(box.top() / TILE), floor((box.bottom() - 0.5) / TILE) + 1)
    yield from product(columns, rows)
