"""The map as pictures: three plans at three zooms in both themes, each looked at dot by dot for
what it must show. ``make screenshots`` puts the same on one sheet for a person to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kiosk.theme import Theme, day, house_dark
from kiosk.widgets.seat_map.widget import SeatMap
from pos.views.catalogue import HallView, SeatKind, SeatStatus, SeatView
from printing.words import Words
from tests.ui.map_sheet import PLANS, ZOOMS, dots_between, house_of, look, shown


def in_sight(seat_map: SeatMap, seats: Iterable[SeatView]) -> list[SeatView]:
    """Return the seats that are wholly on the map, under none of what lies over it."""
    room = seat_map.rect().adjusted(40, 40, -40, -40)
    over = [w.geometry() for w in seat_map.findChildren(QWidget) if w.parent() is seat_map]
    lying = [each for each in over if not each.isEmpty()]
    return [
        seat
        for seat in seats
        if room.contains(at := seat_map.centre_of(seat.seat_id))
        and not any(each.adjusted(-20, -20, 20, 20).contains(at) for each in lying)
    ]


def colours(picture: QImage, at: QPoint, reach: int) -> Counter[str]:
    box = QRect(at - QPoint(reach, reach), at + QPoint(reach, reach))
    return Counter(
        picture.pixelColor(x, y).name()
        for x in range(box.left(), box.right() + 1)
        for y in range(box.top(), box.bottom() + 1)
    )


def shows_seats(picture: QImage, seat_map: SeatMap, hall: HallView, theme: Theme) -> None:
    """A free seat has its zone's colour, a sold one none of it."""
    house = house_of(hall)
    zones = {zone.zone_id: theme.zone(zone.position).name() for zone in hall.zones}
    plain = [seat for seat in hall.seats if seat.kind is SeatKind.ORDINARY]
    some = in_sight(seat_map, plain)[::7][:60]
    assert len(some) >= 3
    reach = max(round(dots_between(seat_map, hall) * 0.2), 1)
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
    reach = max(round(dots_between(seat_map, hall) * 0.2), 1)
    ink = theme.colours.on_seat
    found = (colours(picture, seat_map.centre_of(s.seat_id), reach)[ink] for s in some)
    return sum(many > 2 for many in found) / len(some)


@pytest.mark.parametrize("theme", [day, house_dark], ids=["day", "dark"])
@pytest.mark.parametrize("plan", PLANS)
def test_each_plan_shows_its_seats_at_every_zoom(
    qtbot: QtBot, words: Words, plan: str, theme: Callable[[], Theme]
) -> None:
    look_of = theme()
    seat_map, hall, mine = shown(words, plan, look_of)
    qtbot.addWidget(seat_map)
    seat_map.show()
    pictures = []
    for zoom in ZOOMS:
        look(seat_map, hall, zoom)
        picture = seat_map.grab().toImage()
        shows_seats(picture, seat_map, hall, look_of)
        at = seat_map.centre_of(mine)
        assert colours(picture, at, 6)[look_of.colours.seat_cart] > 4  # never too small to find
        share = written_in(picture, seat_map, hall, look_of)
        assert share > 0.9 if zoom == "near" else share < 0.2 or dots_between(seat_map, hall) > 6
        pictures.append(picture)
    assert len({bytes(each.constBits()) for each in pictures}) == len(ZOOMS)
