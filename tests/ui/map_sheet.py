"""The map as pictures: three plans at three zooms in both themes. ``python -m tests.ui.map_sheet
FILE`` puts them on one sheet for a person to look at; ``test_map_pictures`` looks dot by dot."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from kiosk.benchmarks.big_hall import big_hall, half_sold
from kiosk.languages import load_words
from kiosk.theme import Theme, day, dress, house_dark, prepare
from kiosk.widgets.seat_map.widget import SeatMap
from pos.catalogue.halls import reserved_hall
from pos.catalogue.plan_reading import read_plan
from pos.ids import SeatId
from pos.views.catalogue import HallView, HouseView, SeatKind
from printing.words import Words

ASSETS = Path(__file__).parents[2] / "assets" / "demo"
PLANS = ("rosewall-auditorium", "lyceum-theatre", "twenty-thousand")
ZOOMS = ("whole", "section", "near")
SIZE = (900, 640)
THUMB, GAP = (360, 256), 8


@cache
def hall_of(name: str) -> HallView:
    if name == "twenty-thousand":
        return big_hall()
    file = f"{name}.json"
    read = read_plan((ASSETS / file).read_bytes(), file)
    assert read.plan is not None
    return reserved_hall(name, name, "House", read.plan)


def house_of(hall: HallView) -> HouseView:
    """Half of a house gone; kinds of their own are left free."""
    special = {seat.seat_id for seat in hall.seats if seat.kind is not SeatKind.ORDINARY}
    house = half_sold(hall)
    gone = {seat: status for seat, status in house.seats.items() if seat not in special}
    return HouseView(house.performance_id, gone, 0, ())


class Shown(NamedTuple):
    """A map with a house half gone, and one seat of it in our cart."""

    seat_map: SeatMap
    hall: HallView
    mine: SeatId


def shown(words: Words, plan: str, theme: Theme) -> Shown:
    hall, seat_map = hall_of(plan), SeatMap(words)
    dress(seat_map, theme)
    seat_map.resize(*SIZE)
    seat_map.set_hall(hall)
    mine = min((s for s in hall.seats if s.kind is SeatKind.ORDINARY), key=lambda s: s.rank).seat_id
    house = house_of(hall)
    gone = {seat: status for seat, status in house.seats.items() if seat != mine}
    seat_map.set_house(HouseView(house.performance_id, gone, 0, ()), [mine])
    return Shown(seat_map, hall, mine)


def look(seat_map: SeatMap, hall: HallView, zoom: str) -> None:
    """Come as near as ``zoom`` says."""
    seat = min(hall.seats, key=lambda each: each.rank)
    seat_map.fit()
    if zoom != "whole":
        seat_map.zoom_to(seat.section)
    if zoom == "near":
        while dots_between(seat_map, hall) < 40:
            seat_map.zoom_in()
            seat_map.show_seat(seat.seat_id)


def dots_between(seat_map: SeatMap, hall: HallView) -> float:
    """Return the dots from one seat to the next."""
    first = min(hall.seats, key=lambda each: each.rank)
    row = [s for s in hall.seats if (s.section, s.row) == (first.section, first.row)]
    beside = min(
        (each for each in row if each is not first),
        key=lambda each: abs(each.row_order - first.row_order),
    )
    steps = abs(beside.row_order - first.row_order)
    gap = seat_map.centre_of(beside.seat_id) - seat_map.centre_of(first.seat_id)
    return float((gap.x() ** 2 + gap.y() ** 2) ** 0.5 / steps)


def sheet() -> QImage:
    """Return all of them: a row a plan, from far to near, by day and then in the dark."""
    words = load_words("en", ZoneInfo("UTC"))
    wide, high = (side + GAP for side in THUMB)
    whole = QImage(6 * wide + GAP, len(PLANS) * high + GAP, QImage.Format.Format_RGB32)
    whole.fill(Qt.GlobalColor.gray)
    painter = QPainter(whole)
    for down, plan in enumerate(PLANS):
        for across, picture in enumerate(_pictures(words, plan)):
            box = QRect(GAP + across * wide, GAP + down * high, *THUMB)
            smooth = Qt.TransformationMode.SmoothTransformation
            kept = Qt.AspectRatioMode.IgnoreAspectRatio
            painter.drawImage(box, picture.scaled(box.size(), kept, smooth))
    painter.end()
    return _in_few_colours(whole)


def _in_few_colours(picture: QImage) -> QImage:
    """Return it in its commonest colours: a third of the bytes, and no eye tells them apart."""
    dots = Counter(memoryview(picture.constBits()).cast("I"))
    table = [colour for colour, _ in dots.most_common(256)]
    plain = Qt.ImageConversionFlag.AvoidDither | Qt.ImageConversionFlag.ThresholdDither
    return picture.convertToFormat(QImage.Format.Format_Indexed8, table, plain)


def _pictures(words: Words, plan: str) -> Iterator[QImage]:
    for theme, zoom in product((day(), house_dark()), ZOOMS):
        seat_map, hall, _ = shown(words, plan, theme)
        look(seat_map, hall, zoom)
        yield seat_map.grab().toImage()


def main() -> int:
    """Write the sheet into the file that is named."""
    app = QApplication(sys.argv)
    prepare(app)
    return 0 if sheet().save(sys.argv[1]) else 1


if __name__ == "__main__":
    sys.exit(main())
