"""The map as pictures: three plans at three zooms in both themes, each looked at dot by dot for
what it must show. ``FOYER_PICTURES=FOLDER`` keeps them there for a person to look at."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kiosk.benchmarks.big_hall import big_hall, half_sold
from kiosk.theme import Theme, day, dress, house_dark
from kiosk.widgets.seat_map.widget import SeatMap
from pos.catalogue.halls import reserved_hall
from pos.catalogue.plan_reading import read_plan
from pos.views.catalogue import HallView, HouseView, SeatKind, SeatStatus, SeatView
from printing.words import Words
from tests.ui.window_kit import ASSETS

PLANS = ("rosewall-auditorium", "lyceum-theatre", "twenty-thousand")
ZOOMS = ("whole", "section", "near")
SIZE = (900, 640)


@cache
def hall_of(name: str) -> HallView:
    if name == "twenty-thousand":
        return big_hall()
    file = f"{name}.json"
    read = read_plan((ASSETS / file).read_bytes(), file)
    assert read.plan is not None
    return reserved_hall(name, name, "House", read.plan)


def look(seat_map: SeatMap, hall: HallView, zoom: str) -> SeatView:
    """Come as near as ``zoom`` says; return the seat in the middle."""
    seat = min(hall.seats, key=lambda each: each.rank)
    if zoom != "whole":
        seat_map.zoom_to(seat.section)
    if zoom == "near":
        while _dots(seat_map, hall) < 40:
            seat_map.zoom_in()
            seat_map.show_seat(seat.seat_id)
    return seat


def _dots(seat_map: SeatMap, hall: HallView) -> float:
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


def in_sight(seat_map: SeatMap, seats: Iterable[SeatView]) -> list[SeatView]:
    """Return the seats that are wholly on the map, under none of what lies over it."""
    room = seat_map.rect().adjusted(40, 40, -40, -40)
    over = [w.geometry() for w in seat_map.findChildren(QWidget) if w.parent() is seat_map]
    shown = [each for each in over if not each.isEmpty()]
    return [
        seat
        for seat in seats
        if room.contains(at := seat_map.centre_of(seat.seat_id))
        and not any(each.adjusted(-20, -20, 20, 20).contains(at) for each in shown)
    ]


def colours(picture: QImage, at: QPoint, reach: int) -> Counter[str]:
    box = QRect(at - QPoint(reach, reach), at + QPoint(reach, reach))
    return Counter(
        picture.pixelColor(x, y).name()
        for x in range(box.left(), box.right() + 1)
        for y in range(box.top(), box.bottom() + 1)
    )


def house_of(hall: HallView) -> HouseView:
    """Half of a house gone; kinds of their own are left free."""
    special = {seat.seat_id for seat in hall.seats if seat.kind is not SeatKind.ORDINARY}
    house = half_sold(hall)
    gone = {seat: status for seat, status in house.seats.items() if seat not in special}
    return HouseView(house.performance_id, gone, 0, ())


def shows_seats(picture: QImage, seat_map: SeatMap, hall: HallView, theme: Theme) -> None:
    """A free seat has its zone's colour, a sold one none of it."""
    house = house_of(hall)
    zones = {zone.zone_id: theme.zone(zone.position).name() for zone in hall.zones}
    plain = [seat for seat in hall.seats if seat.kind is SeatKind.ORDINARY]
    some = in_sight(seat_map, plain)[::7][:60]
    assert len(some) >= 3
    reach = max(round(_dots(seat_map, hall) * 0.2), 1)
    wrong = []
    for seat in some:
        found = colours(picture, seat_map.centre_of(seat.seat_id), reach)
        status = house.seats.get(seat.seat_id)
        mine = found[zones[seat.zone_id]]
        gone = found[theme.colour("seat_gone").name()]
        if (status is None and not mine) or (status is SeatStatus.SOLD and not gone > mine):
            wrong.append((seat.section, seat.row, seat.number, status, dict(found)))
    assert len(wrong) <= len(some) // 10, wrong  # a section's name may lie on some


def written_in(picture: QImage, seat_map: SeatMap, hall: HallView, theme: Theme) -> float:
    """Return the share of the free seats in sight that have a mark or a number in them."""
    gone = house_of(hall).seats
    plain = (s for s in hall.seats if s.kind is SeatKind.ORDINARY and s.seat_id not in gone)
    some = in_sight(seat_map, plain)[1:][:20]
    reach = max(round(_dots(seat_map, hall) * 0.2), 1)
    ink = theme.colours.on_seat
    found = (colours(picture, seat_map.centre_of(s.seat_id), reach)[ink] for s in some)
    return sum(many > 2 for many in found) / len(some)


@pytest.mark.parametrize("theme", [day, house_dark], ids=["day", "dark"])
@pytest.mark.parametrize("plan", PLANS)
def test_each_plan_shows_its_seats_at_every_zoom(
    qtbot: QtBot, words: Words, plan: str, theme: Callable[[], Theme]
) -> None:
    hall, look_of = hall_of(plan), theme()
    seat_map = SeatMap(words)
    qtbot.addWidget(seat_map)
    dress(seat_map, look_of)
    seat_map.resize(*SIZE)
    seat_map.set_hall(hall)
    mine = min((s for s in hall.seats if s.kind is SeatKind.ORDINARY), key=lambda s: s.rank)
    house = house_of(hall)
    house = HouseView(
        house.performance_id, {s: h for s, h in house.seats.items() if s != mine.seat_id}, 0, ()
    )
    seat_map.set_house(house, [mine.seat_id])
    seat_map.show()
    pictures = []
    for zoom in ZOOMS:
        seat_map.fit()
        look(seat_map, hall, zoom)
        picture = seat_map.grab().toImage()
        if folder := os.environ.get("FOYER_PICTURES"):
            picture.save(str(Path(folder) / f"{plan}-{zoom}-{look_of.name}.png"))
        shows_seats(picture, seat_map, hall, look_of)
        at = seat_map.centre_of(mine.seat_id)
        assert colours(picture, at, 6)[look_of.colours.seat_cart] > 4  # never too small to find
        share = written_in(picture, seat_map, hall, look_of)
        assert share > 0.9 if zoom == "near" else share < 0.2 or _dots(seat_map, hall) > 6
        pictures.append(picture)
    assert len({bytes(each.constBits()) for each in pictures}) == len(ZOOMS)
