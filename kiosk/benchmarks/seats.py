"""The seat map beside a plain QGraphicsScene of the same plan, and best available beside a plain
scan of every row."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC
from itertools import cycle, pairwise

from kiosk.benchmarks.big_hall import big_hall, half_sold
from kiosk.benchmarks.lines import Figure, middle
from pos.ids import SeatId
from pos.views.catalogue import HallView, HouseView, SeatStatus, SeatView

ROUNDS = 30
PARTY = 8
WIDE, HIGH = 1280, 800
_SCENE = "a plain QGraphicsScene of the same 20,000 seats"
_FIGURES = {
    "map_open": f"{_SCENE}, built and painted",
    "map_redrawn": f"{_SCENE}, painted whole",
    "map_panned": f"{_SCENE}, at the same scale, painted whole after each move",
    "map_dragged": f"{_SCENE}, at the same scale, scrolled as a QGraphicsView does by itself",
    "map_zoomed": f"{_SCENE}, zoomed a step",
    "map_seat_changed": f"{_SCENE}, one item in another colour and its place painted",
}


def figures(rounds: int = ROUNDS) -> Iterator[Figure]:
    """Yield what the map takes a frame, in a process of its own, and the search for a party."""
    line = [sys.executable, "-m", "kiosk.benchmarks.seats", str(rounds)]
    done = subprocess.run(line, check=True, capture_output=True, text=True)
    for name, (ours, scene) in json.loads(done.stdout).items():
        yield Figure(name, ours, "ms", scene, _FIGURES[name])
    yield _best(rounds)


# ---- the map ----


def measure_map(rounds: int) -> dict[str, tuple[float, float]]:
    """Return milliseconds of the map and of the scene, taking turns."""
    import os

    if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import QPointF, Qt
    from PySide6.QtGui import QBrush, QColor, QPainter, QPen
    from PySide6.QtWidgets import QApplication, QGraphicsScene, QGraphicsView

    from kiosk.messages import load_words
    from kiosk.theme import day, dress
    from kiosk.widgets.seat_map.widget import SeatMap

    app = QApplication(["seats"])
    hall = big_hall()
    house = half_sold(hall)
    colours = [QColor(name) for name in day().colours.zones]
    zones = {zone.zone_id: zone.position for zone in hall.zones}
    gone = QColor(day().colours.seat_gone)

    seat_map = SeatMap(load_words("en", UTC))
    dress(seat_map, day())
    seat_map.resize(WIDE, HIGH)
    seat_map.show()
    view = QGraphicsView()
    view.setRenderHint(QPainter.RenderHint.Antialiasing)
    view.resize(WIDE, HIGH)
    view.show()
    app.processEvents()  # from now on a repaint paints

    def open_ours() -> None:
        seat_map.set_hall(hall)
        seat_map.set_house(house)
        seat_map.repaint()

    def open_scene() -> None:
        scene = QGraphicsScene(view)
        for seat in hall.seats:
            colour = gone if seat.seat_id in house.seats else colours[zones[seat.zone_id]]
            box = (seat.x - 8.4, seat.y - 8.4, 16.8, 16.8)
            scene.addEllipse(*box, QPen(Qt.PenStyle.NoPen), QBrush(colour))
        view.setScene(scene)
        view.resetTransform()
        view.fitInView(scene.sceneRect(), Qt.AspectRatioMode.KeepAspectRatio)
        view.viewport().repaint()

    found = {"map_open": (_ms(open_ours), _ms(open_scene))}

    def redraw_ours() -> None:
        seat_map.draw_anew()
        seat_map.repaint()

    found["map_redrawn"] = _turns(rounds, redraw_ours, view.viewport().repaint)

    free = iter([seat.seat_id for seat in hall.seats if seat.seat_id not in house.seats])
    items = iter(view.scene().items())

    def change_ours() -> None:
        seat_map.change_seats({next(free): SeatStatus.SOLD})
        app.processEvents()

    def change_scene() -> None:
        item = next(items)
        item.setBrush(gone)  # type: ignore[attr-defined]
        place = view.mapFromScene(item.sceneBoundingRect()).boundingRect()
        view.viewport().repaint(place.adjusted(-1, -1, 1, 1))

    found["map_seat_changed"] = _turns(rounds, change_ours, change_scene)

    for _ in range(4):
        seat_map.zoom_in()
        view.scale(1.25, 1.25)
    app.processEvents()

    across, down = view.horizontalScrollBar(), view.verticalScrollBar()
    steps = cycle([1] * 8 + [-1] * 8)  # to and fro, so that neither comes to its edge
    scene_steps = cycle([1] * 8 + [-1] * 8)

    def pan_ours() -> None:
        step = next(steps)
        seat_map.pan(-9 * step, -4 * step)
        app.processEvents()

    def move_scene() -> None:
        step = next(scene_steps)
        across.setValue(across.value() + 9 * step)
        down.setValue(down.value() + 4 * step)

    def pan_scene() -> None:
        move_scene()
        view.viewport().repaint()

    def drag_scene() -> None:
        move_scene()
        app.processEvents()

    found["map_panned"] = _turns(rounds, pan_ours, pan_scene)
    found["map_dragged"] = _turns(rounds, pan_ours, drag_scene)

    def zoom_ours() -> None:
        seat_map.stretch(0.98, QPointF(WIDE / 2, HIGH / 2))
        app.processEvents()

    def zoom_scene() -> None:
        view.scale(0.98, 0.98)
        view.viewport().repaint()

    found["map_zoomed"] = _turns(rounds, zoom_ours, zoom_scene)
    return found


def _turns(rounds: int, ours: Callable[[], None], scene: Callable[[], None]) -> tuple[float, float]:
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds + 1):
        took[0].append(_ms(ours))
        took[1].append(_ms(scene))
    return middle(took[0][1:]), middle(took[1][1:])


def _ms(act: Callable[[], None]) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


# ---- best available ----


def _best(rounds: int) -> Figure:
    from pos.seating.best_available import Wish, find_best
    from pos.seating.rows import Rows

    hall = big_hall()
    house = half_sold(hall)
    rows = Rows(hall.seats)
    free = rows.free(house.seats)
    wish = Wish(PARTY)
    ours, scan = _turns(
        rounds, lambda: _use(find_best(rows, free, wish)), lambda: _use(_scan(hall, house))
    )
    name = "the same search by looking at every run of eight"
    return Figure("best_available", ours, "ms", scan, name)


def _use(found: object) -> None:
    if not found:
        raise RuntimeError("the hall has no room for the party")


def _scan(hall: HallView, house: HouseView) -> Sequence[SeatView]:
    """Return the best free seats side by side, the plain way."""
    rows: dict[tuple[str, str], list[SeatView]] = defaultdict(list)
    for seat in hall.seats:
        rows[seat.section, seat.row].append(seat)
    best: tuple[int, Sequence[SeatView]] = (1 << 60, ())
    gone: set[SeatId] = set(house.seats)
    for row in rows.values():
        for start in range(len(row) - PARTY + 1):
            party = row[start : start + PARTY]
            if any(seat.seat_id in gone for seat in party):
                continue
            if any(b.row_order - a.row_order != 1 for a, b in pairwise(party)):
                continue
            best = min(best, (sum(seat.rank for seat in party), party), key=lambda one: one[0])
    return best[1]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure_map(int(sys.argv[1]))))
