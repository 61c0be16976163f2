"""What the seat map takes a frame, beside a plain QGraphicsScene of the same seats and beside a
widget that copies one picture to the screen, which is the least that a frame can take.

A program of its own: ``python -m kiosk.benchmarks.map_frames ROUNDS`` prints milliseconds as JSON.
They take turns, and what one leaves to be painted later is painted before the clock of the next
runs.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC
from itertools import cycle

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsEllipseItem,
    QGraphicsScene,
    QGraphicsView,
    QWidget,
)
from typing_extensions import override

from kiosk.benchmarks.big_hall import big_hall, half_sold
from kiosk.benchmarks.lines import middle
from kiosk.benchmarks.sell_room import Room
from kiosk.messages import load_words
from kiosk.screens.live_map import LiveMap
from kiosk.theme import day, dress
from pos.views.catalogue import HallView, HouseView, SeatStatus

WIDE, HIGH = 1280, 800
_FIRSTS = 7
"""Rounds of what takes a tenth of a second and more."""
_STEPS = [1] * 8 + [-1] * 8
"""To and fro, so that neither comes to its edge."""

Act = Callable[[], None]


def measure(rounds: int) -> dict[str, list[float]]:
    """Return milliseconds of the map and of what it is measured against."""
    app = QApplication.instance() or QApplication(["map_frames"])
    hall = big_hall()
    settle = app.processEvents
    ours, scene, bare = _Ours(hall, settle), _Scene(hall, settle), _Bare(settle)
    for widget in (ours.map, scene.view, bare):
        widget.resize(WIDE, HIGH)
        widget.show()
    settle()  # from now on a repaint paints

    def turns(rounds: int, *acts: Act, before: Act = settle) -> list[float]:
        took: list[list[float]] = [[] for _ in acts]
        for _ in range(rounds + 1):
            for act, found in zip(acts, took, strict=True):
                before()
                found.append(_ms(act))
        return [middle(found[1:]) for found in took]

    def unpainted() -> None:
        ours.show()
        scene.build()

    found = {"map_open": turns(min(rounds, _FIRSTS), ours.open, scene.open)}
    firsts = min(rounds, _FIRSTS)
    found["map_drawn_first"] = turns(firsts, ours.map.repaint, scene.first, before=unpainted)
    found["map_redrawn"] = turns(rounds, ours.redraw, scene.repaint)
    found["map_seat_changed"] = turns(rounds, ours.change, scene.change)
    ours.sit_down()
    found["map_seat_heard"] = turns(rounds, ours.hear, scene.change)
    for _ in range(4):
        ours.map.zoom_in()
        scene.view.scale(1.25, 1.25)
    panned = turns(rounds, ours.pan, scene.pan, scene.drag, bare.pan)
    found["map_panned"], found["map_dragged"], found["map_panned_at_least"] = (
        [panned[0], other] for other in panned[1:]
    )
    zoomed = turns(rounds, ours.zoom, scene.zoom, bare.pan)
    found["map_zoomed"], found["map_zoomed_at_least"] = ([zoomed[0], each] for each in zoomed[1:])
    return found


def _ms(act: Act) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


class _Ours:
    """The seat map."""

    def __init__(self, hall: HallView, settle: Act) -> None:
        self._settle = settle
        self._hall = hall
        self._house: HouseView = half_sold(hall)
        self._live = LiveMap(load_words("en", UTC))
        self.map = self._live.map
        dress(self.map, day())
        self._room = Room(hall, self._house)
        self._free = iter([s.seat_id for s in hall.seats if s.seat_id not in self._house.seats])
        self._steps = cycle(_STEPS)

    def show(self) -> None:
        self.map.set_hall(self._hall)
        self.map.set_house(self._house)

    def open(self) -> None:
        self.show()
        self.map.repaint()

    def redraw(self) -> None:
        self.map.draw_anew()
        self.map.repaint()

    def change(self) -> None:
        self.map.change_seats({next(self._free): SeatStatus.SOLD})
        self._settle()

    def sit_down(self) -> None:
        """Show the Sell room's house."""
        self._room.attach(self._live)

    def hear(self) -> None:
        """Another window sold a seat, as the ledger tells the Sell room."""
        self._room.hear(next(self._free))
        self._settle()

    def pan(self) -> None:
        step = next(self._steps)
        self.map.pan(-9 * step, -4 * step)
        self._settle()

    def zoom(self) -> None:
        self.map.stretch(0.98, QPointF(WIDE / 2, HIGH / 2))
        self._settle()


class _Scene:
    """A plain QGraphicsScene."""

    def __init__(self, hall: HallView, settle: Act) -> None:
        self._settle = settle
        self._hall = hall
        self._house = half_sold(hall)
        self._colours = [QColor(name) for name in day().colours.zones]
        self._zones = {zone.zone_id: zone.position for zone in hall.zones}
        self._gone = QBrush(QColor(day().colours.seat_gone))
        self.view = QGraphicsView()
        self.view.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._scene = QGraphicsScene()
        self._items: list[QGraphicsEllipseItem] = []
        self._steps = cycle(_STEPS)

    def build(self) -> None:
        """Make another scene and forget the one that is shown."""
        scene, pen = QGraphicsScene(), QPen(Qt.PenStyle.NoPen)
        self._items = []
        for seat in self._hall.seats:
            colour = self._colours[self._zones[seat.zone_id]]
            brush = self._gone if seat.seat_id in self._house.seats else QBrush(colour)
            box = (seat.x - 8.4, seat.y - 8.4, 16.8, 16.8)
            self._items.append(scene.addEllipse(*box, pen, brush))
        self.view.setScene(scene)
        self._scene = scene

    def first(self) -> None:
        self.view.resetTransform()
        self.view.fitInView(self._scene.sceneRect(), Qt.AspectRatioMode.KeepAspectRatio)
        self.repaint()

    def open(self) -> None:
        self.build()
        self.first()

    def repaint(self) -> None:
        self.view.viewport().repaint()

    def change(self) -> None:
        item = self._items.pop()
        item.setBrush(self._gone)
        place = self.view.mapFromScene(item.sceneBoundingRect()).boundingRect()
        self.view.viewport().repaint(place.adjusted(-1, -1, 1, 1))

    def _move(self) -> None:
        step = next(self._steps)
        across, down = self.view.horizontalScrollBar(), self.view.verticalScrollBar()
        across.setValue(across.value() + 9 * step)
        down.setValue(down.value() + 4 * step)

    def pan(self) -> None:
        self._move()
        self.repaint()

    def drag(self) -> None:
        self._move()
        self._settle()

    def zoom(self) -> None:
        self.view.scale(0.98, 0.98)
        self.repaint()


class _Bare(QWidget):
    """One opaque picture copied to the screen: no frame of anything takes less."""

    def __init__(self, settle: Act) -> None:
        super().__init__()
        self._settle = settle
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._picture = QPixmap(WIDE, HIGH)
        self._picture.fill(Qt.GlobalColor.white)

    def pan(self) -> None:
        self.update()
        self._settle()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.end()


if __name__ == "__main__":
    if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    sys.stdout.write(json.dumps(measure(int(sys.argv[1]))))
