from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations, product
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QRegion, QWheelEvent, qGray
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from kiosk.presenters.seat_question import SeatQuestion
from kiosk.presenters.sell_state import SellState
from kiosk.screens.house import HousePage
from kiosk.theme import DAY, Theme, day, dress, house_dark, theme_of
from kiosk.widgets.buttons import IconButton
from kiosk.widgets.seat_map.legend import Legend
from kiosk.widgets.seat_map.mini_map import MiniMap
from kiosk.widgets.seat_map.sprites import NUMBERS_FROM, Sprites
from kiosk.widgets.seat_map.widget import SeatMap
from kiosk.widgets.zone_shapes import zone_shape
from pos.errors import SeatNotHere, SeatTaken
from pos.ids import SeatId
from pos.views.catalogue import (
    BlockView,
    HallView,
    LabelView,
    Outlook,
    SeatKind,
    SeatStatus,
    SeatView,
    StageSide,
)
from pos.views.seat_features import SeatFeature, SeatFeatures
from printing.words import Words
from tests.ui.halls import a_hall, a_house, seat_id
from tests.ui.test_widgets import a_performance


@pytest.fixture
def seat_map(qtbot: QtBot, words: Words) -> SeatMap:
    widget = SeatMap(words)
    qtbot.addWidget(widget)
    widget.resize(800, 600)
    widget.set_hall(a_hall())
    widget.set_house(a_house(A3=SeatStatus.SOLD, A4=SeatStatus.HELD), [seat_id("C", 5)])
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()
    widget.setFocus()
    return widget


def tap(qtbot: QtBot, seat_map: SeatMap, at: QPoint) -> None:
    qtbot.mouseClick(seat_map, Qt.MouseButton.LeftButton, pos=at)


def colour_at(seat_map: SeatMap, at: QPoint) -> str:
    return seat_map.grab().toImage().pixelColor(at).name()


def turn_wheel(seat_map: SeatMap, at: QPoint, angle: int) -> None:
    event = QWheelEvent(
        QPointF(at),
        QPointF(seat_map.mapToGlobal(at)),
        QPoint(0, 0),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(seat_map, event)


def test_a_tap_on_a_seat_names_it(qtbot: QtBot, seat_map: SeatMap) -> None:
    with qtbot.waitSignal(seat_map.seat_tapped) as heard:
        tap(qtbot, seat_map, seat_map.centre_of(seat_id("D", 7)))
    assert heard.args == ["D7"]


def test_a_tap_on_our_own_seat_names_it_too(qtbot: QtBot, seat_map: SeatMap) -> None:
    with qtbot.waitSignal(seat_map.seat_tapped) as heard:
        tap(qtbot, seat_map, seat_map.centre_of(seat_id("C", 5)))
    assert heard.args == ["C5"]


def test_a_tap_on_a_sold_seat_says_that_it_cannot_be_had(qtbot: QtBot, seat_map: SeatMap) -> None:
    with (
        qtbot.assertNotEmitted(seat_map.seat_tapped),
        qtbot.waitSignal(seat_map.seat_unavailable) as heard,
    ):
        tap(qtbot, seat_map, seat_map.centre_of(seat_id("A", 3)))
    assert heard.args == ["A3"]


def test_a_tap_beside_a_seat_snaps_to_the_nearest_that_can_be_had(
    qtbot: QtBot, seat_map: SeatMap
) -> None:
    left_of_a_row = seat_map.centre_of(seat_id("A", 1)) - QPoint(22, 0)
    with qtbot.waitSignal(seat_map.seat_tapped) as heard:
        tap(qtbot, seat_map, left_of_a_row)
    assert heard.args == ["A1"]


def test_a_touch_again_goes_to_the_next_seat_on_one_spot(qtbot: QtBot, seat_map: SeatMap) -> None:
    hall = a_hall()
    stack = {seat_id("D", number) for number in (7, 8, 9)}
    x = 140.0
    stacked = tuple(replace(s, x=x) if s.seat_id in stack else s for s in hall.seats)
    seat_map.set_hall(replace(hall, seats=stacked))
    seat_map.set_house(a_house(D9=SeatStatus.SOLD))
    touched: list[str] = []
    seat_map.seat_tapped.connect(touched.append)
    seat_map.seat_unavailable.connect(touched.append)
    for _ in range(4):
        tap(qtbot, seat_map, seat_map.centre_of(seat_id("D", 7)))
    assert sorted(touched[:3]) == ["D7", "D8", "D9"]
    assert touched[0] != "D9"
    assert touched[3] == touched[0]

    by_touch = touched.copy()
    touched.clear()
    qtbot.keyClick(seat_map, Qt.Key.Key_Left)  # the ring is there now
    assert "2 more seats on this spot" in seat_map.accessibleName()
    for _ in range(4):
        qtbot.keyClick(seat_map, Qt.Key.Key_Space)
        assert f"seat {touched[-1][1:]} " in seat_map.accessibleName()
    assert touched == by_touch


def test_a_tap_far_from_every_seat_is_nothing(qtbot: QtBot, seat_map: SeatMap) -> None:
    with qtbot.assertNotEmitted(seat_map.seat_tapped):
        tap(qtbot, seat_map, QPoint(3, 300))


def test_a_tap_takes_a_seat_only_where_a_finger_can_mean_one(qtbot: QtBot, words: Words) -> None:
    widget = SeatMap(words)
    qtbot.addWidget(widget)
    widget.resize(900, 640)
    widget.set_hall(a_hall(seats=60))
    widget.show()
    mm = theme_of(widget).mm

    def pitch() -> int:
        return widget.centre_of(seat_id("A", 2)).x() - widget.centre_of(seat_id("A", 1)).x()

    assert pitch() < mm(4)
    with qtbot.assertNotEmitted(widget.seat_tapped):
        tap(qtbot, widget, widget.centre_of(seat_id("A", 1)))
    assert pitch() >= mm(4)  # it came nearer instead
    first = widget.centre_of(seat_id("A", 1))
    widget.show_seat(seat_id("A", 1))
    first = widget.centre_of(seat_id("A", 1))
    beside = QPoint(mm(6) - 1, 0)  # a target of twelve millimetres
    with qtbot.waitSignal(widget.seat_tapped) as heard:
        tap(qtbot, widget, first - beside)
    assert heard.args == ["A1"]
    with qtbot.assertNotEmitted(widget.seat_tapped):
        tap(qtbot, widget, first - QPoint(max(pitch(), mm(6)) + 2, 0))


@pytest.mark.parametrize("zooms", [0, 1, 4])
def test_every_seat_in_sight_is_hit_at_its_centre(
    qtbot: QtBot, seat_map: SeatMap, zooms: int
) -> None:
    for _ in range(zooms):
        seat_map.zoom_in()
    heard: list[str] = []
    seat_map.seat_tapped.connect(heard.append)
    seat_map.seat_unavailable.connect(heard.append)
    tapped = []
    covered = [button.geometry() for button in seat_map.findChildren(IconButton)]
    for seat in a_hall().seats:
        at = seat_map.centre_of(seat.seat_id)
        if seat_map.rect().contains(at) and not any(box.contains(at) for box in covered):
            tap(qtbot, seat_map, at)
            tapped.append(seat.seat_id)
    assert heard == tapped
    assert len(tapped) > 5


def test_dragging_moves_the_view_and_chooses_nothing(qtbot: QtBot, seat_map: SeatMap) -> None:
    for _ in range(4):
        seat_map.zoom_in()
    before = seat_map.centre_of(seat_id("F", 12))
    start = QPoint(400, 300)
    with qtbot.assertNotEmitted(seat_map.seat_tapped):
        qtbot.mousePress(seat_map, Qt.MouseButton.LeftButton, pos=start)
        qtbot.mouseMove(seat_map, start + QPoint(30, 10))
        qtbot.mouseMove(seat_map, start + QPoint(60, 20))
        qtbot.mouseRelease(seat_map, Qt.MouseButton.LeftButton, pos=start + QPoint(60, 20))
    assert seat_map.centre_of(seat_id("F", 12)) - before == QPoint(60, 20)


def test_the_wheel_zooms_around_the_pointer(qtbot: QtBot, seat_map: SeatMap) -> None:
    target = seat_id("G", 11)
    before = seat_map.centre_of(target)
    gap = seat_map.centre_of(seat_id("G", 12)).x() - before.x()
    turn_wheel(seat_map, before, 240)
    moved = seat_map.centre_of(target) - before
    assert moved.manhattanLength() <= 2
    assert seat_map.centre_of(seat_id("G", 12)).x() - before.x() > gap * 1.4


def test_zooming_ends_at_the_whole_hall_and_at_a_thumb_sized_seat(seat_map: SeatMap) -> None:
    whole = seat_map.centre_of(seat_id("A", 1))
    for _ in range(5):
        seat_map.zoom_out()
    assert seat_map.centre_of(seat_id("A", 1)) == whole
    for _ in range(40):
        seat_map.zoom_in()
    gap = seat_map.centre_of(seat_id("G", 6)).x() - seat_map.centre_of(seat_id("G", 5)).x()
    assert gap < 100


def test_a_section_fills_the_map(seat_map: SeatMap) -> None:
    seat_map.zoom_to("Circle")
    box = QRect()
    for seat in a_hall().seats:
        if seat.section == "Circle":
            box = box.united(QRect(seat_map.centre_of(seat.seat_id), QSize(1, 1)))
    assert seat_map.rect().contains(box)
    assert box.width() > 660  # the zoom buttons stand beside it
    assert seat_map.sections() == ("Stalls", "Circle")


def test_resizing_keeps_the_whole_hall_in_sight(seat_map: SeatMap) -> None:
    seat_map.resize(500, 400)
    assert all(seat_map.rect().contains(seat_map.centre_of(s.seat_id)) for s in a_hall().seats)


def test_arrows_walk_over_seats_and_space_takes_one(qtbot: QtBot, seat_map: SeatMap) -> None:
    qtbot.keyClick(seat_map, Qt.Key.Key_Right)
    assert "row A, seat 1 " in seat_map.accessibleName()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right):
        qtbot.keyClick(seat_map, key)
    assert "row B, seat 3 " in seat_map.accessibleName()
    with qtbot.waitSignal(seat_map.seat_tapped) as heard:
        qtbot.keyClick(seat_map, Qt.Key.Key_Space)
    assert heard.args == ["B3"]


def test_arrows_stop_at_the_edge_of_the_hall(qtbot: QtBot, seat_map: SeatMap) -> None:
    for _ in range(30):
        qtbot.keyClick(seat_map, Qt.Key.Key_Left)
        qtbot.keyClick(seat_map, Qt.Key.Key_Up)
    assert "row A, seat 1 " in seat_map.accessibleName()


def test_the_ring_stays_in_sight(qtbot: QtBot, seat_map: SeatMap) -> None:
    for _ in range(6):
        seat_map.zoom_in()
    moved: list[str] = []
    seat_map.focus_moved.connect(moved.append)
    for _ in range(9):
        qtbot.keyClick(seat_map, Qt.Key.Key_Right)
        qtbot.keyClick(seat_map, Qt.Key.Key_Down)
    assert len(moved) == 18
    assert seat_map.rect().contains(seat_map.centre_of(SeatId(moved[-1])))


def test_a_scanner_s_enter_takes_no_seat_that_nobody_looks_at(
    qtbot: QtBot, seat_map: SeatMap
) -> None:
    tap(qtbot, seat_map, seat_map.centre_of(seat_id("D", 7)))
    with qtbot.assertNotEmitted(seat_map.seat_tapped):
        qtbot.keyClick(seat_map, Qt.Key.Key_Return)


def test_a_seat_is_described_in_words(seat_map: SeatMap) -> None:
    assert seat_map.describe(seat_id("A", 3)) == "Stalls, row A, seat 3 · Stalls · $85.00 · sold"
    assert "wheelchair place" in seat_map.describe(seat_id("B", 1))
    assert seat_map.describe(seat_id("C", 5)).endswith("in the cart")
    assert seat_map.describe(SeatId("nowhere")) == ""
    hall = a_hall()
    unnamed = tuple(replace(seat, section="") for seat in hall.seats)
    seat_map.set_hall(replace(hall, seats=unnamed))
    assert seat_map.describe(seat_id("A", 3)).startswith("row A, seat 3 · ")


def test_what_a_seat_offers_is_said_and_in_the_legend(qtbot: QtBot, seat_map: SeatMap) -> None:
    lifts = SeatFeatures((SeatFeature.TRANSFER, SeatFeature.GRADIENT), 3)
    free = SeatFeatures((SeatFeature.STEP_FREE, SeatFeature.TRANSFER, SeatFeature.SIGHTLINE))
    at = {("A", 1): lifts, ("A", 2): free, **{(row, 1): lifts for row in "GHIJK"}}
    offers = tuple((seat_id(*which), said) for which, said in at.items())
    seat_map.set_hall(replace(a_hall(), features=offers))
    seat_map.set_house(a_house())
    for _ in range(2):
        qtbot.keyClick(seat_map, Qt.Key.Key_Right)
    two = "Stalls, row A, seat 2 · Stalls · $85.00 · no steps on the way · aisle armrest lifts · "
    assert seat_map.accessibleName() == f"Seat map: {two}sees over people who stand · free"
    steps = " · 3 steps on the way · aisle armrest lifts · sloped floor · free"
    assert seat_map.describe(seat_id("A", 1)).endswith(steps)
    button, legend = seat_map.findChild(IconButton, "map.legend"), seat_map.findChild(Legend)
    assert button is not None
    assert legend is not None
    marks_alone = legend.sizeHint().height()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    said = legend.accessibleDescription()
    for one in (
        "aisle armrest lifts: Stalls A 1, 2; some seats of Circle",
        "no steps on the way: Stalls A 2",
    ):
        assert one in said
    assert legend.height() > marks_alone + 4 * legend.fontMetrics().height()
    if folder := os.environ.get("FOYER_PICTURES"):
        seat_map.grab().save(str(Path(folder) / "offers.png"))
        button.click()
        seat_map.resize(360, 300)
        seat_map.grab().save(str(Path(folder) / "offers_small.png"))


def test_zones_have_their_colours_and_statuses_their_marks(seat_map: SeatMap) -> None:
    edge = QPoint(0, -8)  # above the number
    assert colour_at(seat_map, seat_map.centre_of(seat_id("D", 3)) + edge) == DAY.zones[0]
    assert colour_at(seat_map, seat_map.centre_of(seat_id("H", 3)) + edge) == DAY.zones[1]
    assert colour_at(seat_map, seat_map.centre_of(seat_id("A", 3))) == DAY.seat_gone
    assert colour_at(seat_map, seat_map.centre_of(seat_id("C", 5)) + edge) == DAY.seat_cart


def test_a_newer_house_is_painted(seat_map: SeatMap) -> None:
    at = seat_map.centre_of(seat_id("D", 3))
    seat_map.set_house(a_house(D3=SeatStatus.SOLD))
    assert colour_at(seat_map, at) == DAY.seat_gone


def test_another_theme_is_painted(seat_map: SeatMap) -> None:
    dark = house_dark()
    around = QWidget()  # as in the window, where the theme is not the map's own
    seat_map.setParent(around)
    dress(around, day())
    seat_map.show()
    around.show()
    dress(around, dark)
    plate = seat_map.findChildren(IconButton)[0].parentWidget()
    between = plate.geometry().topLeft() + QPoint(2, 2)
    for at in (QPoint(40, 40), between):
        assert colour_at(seat_map, at) == dark.colours.surface
    seat_map.setParent(None)


def test_one_zone_can_be_lit(seat_map: SeatMap) -> None:
    at = seat_map.centre_of(seat_id("H", 3)) + QPoint(0, -8)
    seat_map.light_zone(a_hall().zones[0].zone_id)
    faint = QColor(colour_at(seat_map, at))
    assert faint.lightness() > QColor(DAY.zones[1]).lightness() + 40
    seat_map.light_zone(None)
    assert colour_at(seat_map, at) == DAY.zones[1]


def test_painting_again_and_dragging_draw_nothing_anew(seat_map: SeatMap) -> None:
    seat_map.grab()
    drawn = seat_map.drawn
    assert drawn
    seat_map.grab()
    assert seat_map.drawn == drawn


def test_a_frame_is_put_together_box_by_box_as_if_painted_whole(
    qtbot: QtBot, seat_map: SeatMap
) -> None:
    for _ in range(9):
        seat_map.zoom_in()
    around = [each for each in seat_map.children() if isinstance(each, QWidget)]
    part = QRegion(seat_map.rect())
    for widget in around:
        part -= QRegion(widget.geometry())
    assert part.rectCount() > 4

    def painted(part: QRegion) -> QImage:
        picture = QImage(seat_map.size(), QImage.Format.Format_RGB32)
        picture.fill(Qt.GlobalColor.red)
        alone = QWidget.RenderFlag.DrawWindowBackground
        seat_map.render(picture, part.boundingRect().topLeft(), part, alone)
        return picture

    def holes_filled(picture: QImage) -> QImage:
        painter = QPainter(picture)
        for box in QRegion(picture.rect()) - part:
            painter.fillRect(box, Qt.GlobalColor.red)
        painter.end()
        return picture

    seat_map.pan(-31, -17)
    moved = painted(part)
    assert moved == holes_filled(painted(QRegion(seat_map.rect())))
    seat_map.stretch(0.7, QPointF(200, 150))
    stretched = painted(part)
    assert stretched != moved
    assert stretched == holes_filled(painted(QRegion(seat_map.rect())))


@pytest.mark.parametrize("zooms", [0, 3, 9])
def test_a_seat_that_changed_is_drawn_over_as_if_all_were_new(
    seat_map: SeatMap, zooms: int
) -> None:
    for _ in range(zooms):
        seat_map.zoom_in()
    seat_map.show_seat(seat_id("D", 12))
    seat_map.grab()
    drawn = seat_map.drawn
    changed = {"D12": SeatStatus.SOLD, "D13": SeatStatus.KILLED, "C12": SeatStatus.HELD}
    for name, status in changed.items():
        seat_map.change_seats({SeatId(name): status})
    over = seat_map.grab().toImage()
    assert seat_map.drawn == drawn
    seat_map.set_house(a_house(**changed), [seat_id("D", 11)])
    assert seat_map.drawn == drawn
    with_mine = seat_map.grab().toImage()
    assert with_mine != over
    seat_map.draw_anew()
    assert seat_map.grab().toImage() == with_mine
    seat_map.set_house(a_house())
    seat_map.change_seats({seat_id("D", 12): SeatStatus.FREE})
    patched = seat_map.grab().toImage()
    seat_map.draw_anew()
    assert seat_map.grab().toImage() == patched
    seat_map.change_seats({seat_id("E", number): SeatStatus.SOLD for number in range(1, 25)})
    at_once = seat_map.grab().toImage()
    assert at_once != patched
    seat_map.draw_anew()
    assert seat_map.grab().toImage() == at_once


def test_small_seats_drawn_once_more_are_the_same_dot_for_dot(qtbot: QtBot, words: Words) -> None:
    widget = SeatMap(words)
    qtbot.addWidget(widget)
    widget.resize(640, 400)
    hall = a_hall(rows=45, seats=160)
    sold = dict.fromkeys((f"C{n}" for n in range(30, 60)), SeatStatus.SOLD)
    held = dict.fromkeys((f"D{n}" for n in range(40, 70)), SeatStatus.HELD)
    widget.set_hall(hall)
    widget.set_house(a_house(**sold, **held, E70=SeatStatus.KILLED))

    def drawn_anew() -> QImage:
        widget.draw_anew()
        return widget.grab().toImage()

    plain = widget.grab().toImage()
    assert [drawn_anew() for _ in range(2)] == [plain, plain]
    widget.change_seats({seat_id("C", 80): SeatStatus.SOLD})
    changed = widget.grab().toImage()
    assert changed != plain
    assert [drawn_anew() for _ in range(2)] == [changed, changed]
    widget.light_zone(hall.zones[0].zone_id)
    lit = widget.grab().toImage()
    assert lit != changed
    widget.change_seats({seat_id("C", 81): SeatStatus.SOLD})
    widget.change_seats({seat_id("C", 81): SeatStatus.FREE})
    assert drawn_anew() == lit


def test_a_zoom_under_the_fingers_is_drawn_sharp_when_they_rest(
    qtbot: QtBot, seat_map: SeatMap
) -> None:
    at = seat_map.centre_of(seat_id("D", 12))
    seat_map.grab()
    drawn = seat_map.drawn
    turn_wheel(seat_map, at, 360)
    stretched = seat_map.grab().toImage()
    assert seat_map.drawn == drawn
    qtbot.waitUntil(lambda: seat_map.drawn > drawn)
    sharp = seat_map.grab().toImage()
    assert sharp != stretched
    seat_map.draw_anew()
    assert seat_map.grab().toImage() == sharp


def test_where_seats_are_too_small_a_tap_comes_nearer(qtbot: QtBot, words: Words) -> None:
    widget = SeatMap(words)
    qtbot.addWidget(widget)
    widget.resize(640, 400)
    widget.set_hall(a_hall(rows=45, seats=160))
    widget.show()
    name = SeatId(f"{chr(ord('A') + 3)}80")
    gap = widget.centre_of(SeatId(f"{name[0]}81")).x() - widget.centre_of(name).x()
    assert gap < 5
    with qtbot.assertNotEmitted(widget.seat_tapped):
        tap(qtbot, widget, widget.centre_of(name))
    near = widget.centre_of(SeatId(f"{name[0]}81")).x() - widget.centre_of(name).x()
    assert near > 20
    assert widget.rect().contains(widget.centre_of(name))
    with qtbot.waitSignal(widget.seat_tapped) as heard:
        tap(qtbot, widget, widget.centre_of(name))
    assert heard.args == [name]


def test_the_map_goes_to_a_party_and_back_unless_somebody_has_moved_it(
    qtbot: QtBot, words: Words
) -> None:
    seat_map = SeatMap(words)
    qtbot.addWidget(seat_map)
    seat_map.resize(400, 300)
    seat_map.set_hall(a_hall(rows=10, seats=30))
    party = [seat_id("S", number) for number in range(3, 11)]
    whole = [seat_map.centre_of(seat) for seat in party]
    seat_map.show_party(party)
    assert seat_map.chooses
    assert all(seat_map.rect().contains(seat_map.centre_of(seat)) for seat in party)
    there = seat_map.centre_of(party[0])
    seat_map.show_party(party)
    assert seat_map.centre_of(party[0]) == there  # they are in sight: nothing moves
    seat_map.show_party(())
    assert [seat_map.centre_of(seat) for seat in party] == whole
    seat_map.show_party(party)
    seat_map.pan(5, 5)
    seat_map.zoom_in()
    there = seat_map.centre_of(party[0])
    seat_map.show_party(())
    assert seat_map.centre_of(party[0]) == there


def test_the_small_map_shows_where_one_is_and_goes_elsewhere(
    qtbot: QtBot, seat_map: SeatMap
) -> None:
    mini = seat_map.findChild(MiniMap)
    assert mini is not None
    assert not mini.isVisible()
    for _ in range(9):
        seat_map.zoom_in()
    assert mini.isVisible()
    assert not seat_map.rect().contains(seat_map.centre_of(seat_id("A", 1)))
    before = mini.grab().toImage()
    qtbot.mouseClick(mini, Qt.MouseButton.LeftButton, pos=QPoint(12, 22))
    assert seat_map.rect().contains(seat_map.centre_of(seat_id("A", 1)))
    assert mini.grab().toImage() != before
    seat_map.fit()
    assert not mini.isVisible()


def test_a_finger_that_rests_marks_the_free_seats_beside_it(
    qtbot: QtBot, seat_map: SeatMap
) -> None:
    first, last = (seat_map.centre_of(seat_id("A", n)) for n in (9, 1))
    qtbot.mousePress(seat_map, Qt.MouseButton.LeftButton, pos=first)
    qtbot.waitUntil(lambda: "1 seat marked" in seat_map.accessibleName())
    qtbot.mouseMove(seat_map, last)
    assert "5 seats marked" in seat_map.accessibleName()  # A3 and A4 are gone
    with qtbot.assertNotEmitted(seat_map.seat_tapped), qtbot.waitSignal(seat_map.seats_marked) as m:
        qtbot.mouseRelease(seat_map, Qt.MouseButton.LeftButton, pos=last)
    assert m.args == [["A5", "A6", "A7", "A8", "A9"]]
    assert "marked" not in seat_map.accessibleName()


def test_shift_and_the_arrows_mark_and_space_takes(qtbot: QtBot, seat_map: SeatMap) -> None:
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(seat_map, Qt.Key.Key_Right)
    for _ in range(3):
        qtbot.keyClick(seat_map, Qt.Key.Key_Right, shift)
    assert "2 seats marked" in seat_map.accessibleName()
    qtbot.keyClick(seat_map, Qt.Key.Key_Escape)
    assert "marked" not in seat_map.accessibleName()
    qtbot.keyClick(seat_map, Qt.Key.Key_Down)
    qtbot.keyClick(seat_map, Qt.Key.Key_Left, shift)
    qtbot.keyClick(seat_map, Qt.Key.Key_Left, shift)
    with qtbot.waitSignal(seat_map.seats_marked) as heard:
        qtbot.keyClick(seat_map, Qt.Key.Key_Space)
    assert heard.args == [["B2", "B3", "B4"]]


def test_a_double_tap_between_the_seats_shows_the_section_and_the_hall_again(
    qtbot: QtBot, seat_map: SeatMap
) -> None:
    between = seat_map.centre_of(seat_id("F", 12)) + QPoint(0, 34)
    assert seat_map.centre_of(seat_id("G", 12)).y() - between.y() > 20
    gap = seat_map.centre_of(seat_id("A", 12)) - seat_map.centre_of(seat_id("A", 1))
    qtbot.mouseDClick(seat_map, Qt.MouseButton.LeftButton, pos=between)
    wider = seat_map.centre_of(seat_id("A", 12)) - seat_map.centre_of(seat_id("A", 1))
    assert wider.x() > gap.x()
    qtbot.mouseDClick(seat_map, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert seat_map.centre_of(seat_id("A", 12)) - seat_map.centre_of(seat_id("A", 1)) == gap


def test_two_fingers_zoom_about_what_is_between_them_and_take_no_seat(
    seat_map: SeatMap,
) -> None:
    device = QTest.createTouchDevice()
    middle = seat_map.centre_of(seat_id("D", 12))
    far = seat_map.centre_of(seat_id("D", 20)) - middle
    touched: list[str] = []
    seat_map.seat_tapped.connect(touched.append)

    def fingers(what: str, apart: int) -> None:
        event = QTest.touchEvent(seat_map, device, False)
        for number, aside in enumerate((-apart, apart)):
            getattr(event, what)(number, middle + QPoint(aside, 0), seat_map)
        event.commit()

    fingers("press", 40)
    for apart in (50, 60, 80):
        fingers("move", apart)
    fingers("release", 80)
    assert touched == []
    seat_map.settle()
    assert (seat_map.centre_of(seat_id("D", 12)) - middle).manhattanLength() < 6
    now = seat_map.centre_of(seat_id("D", 20)) - seat_map.centre_of(seat_id("D", 12))
    assert 1.5 < now.x() / far.x() < 2.5


def a_grid(rows: int, across: int, left: int = 0, top: int = 0) -> HallView:
    zone = a_hall().zones[0].zone_id
    seats = tuple(
        SeatView(
            SeatId(f"{row}-{seat}"),
            "",
            f"Block {row // 20}",
            str(row),
            str(seat),
            left + 20.0 * seat,
            top + 20.0 * row,
            zone,
            SeatKind.ORDINARY,
            row * across + seat,
            seat,
        )
        for row in range(rows)
        for seat in range(across)
    )
    return replace(a_hall(), seats=seats, labels=(), shapes=())


@pytest.mark.parametrize("shape", [(1, 10_000), (20, 30, -5_000, -900), (240, 250)])
def test_a_house_of_any_shape_is_drawn_and_a_touch_finds_its_seats(
    qtbot: QtBot, words: Words, shape: tuple[int, ...]
) -> None:
    """Ten thousand seats in one row; places below nought; sixty thousand seats."""
    widget = SeatMap(words)
    qtbot.addWidget(widget)
    widget.resize(800, 600)
    hall = a_grid(*shape)
    widget.set_hall(hall)
    widget.set_house(a_house())
    widget.show()
    seat = hall.seats[-1]
    assert widget.rect().contains(widget.centre_of(seat.seat_id))
    widget.come_near(seat.seat_id)
    widget.show_seat(seat.seat_id)
    at = widget.centre_of(seat.seat_id)
    ground, picture = theme_of(widget).colour("surface"), widget.grab().toImage()
    assert any(picture.pixelColor(at + QPoint(x, 0)) != ground for x in range(-5, 6))
    touched: list[str] = []
    widget.seat_tapped.connect(touched.append)
    tap(qtbot, widget, at)
    assert touched == [seat.seat_id]


def test_an_empty_map_can_be_shown_and_pressed(qtbot: QtBot, words: Words) -> None:
    widget = SeatMap(words)
    qtbot.addWidget(widget)
    widget.resize(300, 200)
    widget.show()
    tap(qtbot, widget, QPoint(50, 50))
    qtbot.keyClick(widget, Qt.Key.Key_Right)
    widget.zoom_in()
    assert widget.sections() == ()
    with pytest.raises(KeyError):
        widget.centre_of(seat_id("A", 1))


def test_the_pointer_s_seat_is_said(qtbot: QtBot, seat_map: SeatMap) -> None:
    plain = seat_map.grab().toImage()
    qtbot.mouseMove(seat_map, seat_map.centre_of(seat_id("D", 4)))
    assert seat_map.grab().toImage() != plain
    QApplication.sendEvent(seat_map, QEvent(QEvent.Type.Leave))
    assert seat_map.grab().toImage() == plain


def in_grey(picture: QImage, ground: QColor) -> QImage:
    """Return what is left of a picture without its colours."""
    plain = QImage(picture.size(), QImage.Format.Format_RGB32)
    plain.fill(ground)
    painter = QPainter(plain)
    painter.drawImage(0, 0, picture)
    painter.end()
    return plain.convertToFormat(QImage.Format.Format_Grayscale8)


def are_alike(one: QImage, other: QImage) -> bool:
    """Whether two grey pictures can be taken for each other: hardly a dot of one is clearly
    lighter or darker in the other."""
    dots = product(range(one.width()), range(one.height()))
    apart = (abs(qGray(one.pixel(*at)) - qGray(other.pixel(*at))) > 32 for at in dots)
    return sum(apart) < 6


@pytest.mark.parametrize("look", [day, house_dark], ids=["day", "dark"])
@pytest.mark.parametrize("side", [14, 26])
def test_how_a_seat_stands_is_told_without_its_colour(
    qapp: QApplication, side: int, look: Callable[[], Theme]
) -> None:
    """In every zone; and so are the kinds of places of one zone."""
    theme = look()
    sprites, ground = Sprites(theme, side, 1.0, numbered=False), theme.colour("surface")

    def grey(kind: SeatKind, status: SeatStatus, zone: int = 0) -> QImage:
        return in_grey(sprites.get(kind, status, zone).toImage(), ground)

    gone = [grey(SeatKind.ORDINARY, each) for each in SeatStatus if each is not SeatStatus.FREE]
    assert not any(are_alike(*pair) for pair in combinations(gone, 2))
    for zone in range(len(theme.colours.zones)):
        free = [grey(kind, SeatStatus.FREE, zone) for kind in SeatKind]
        assert not any(are_alike(*pair) for pair in combinations(free, 2))
        assert not any(are_alike(*pair) for pair in product(free[:1], gone))


def test_numbered_seats_are_told_apart_without_their_colours(seat_map: SeatMap) -> None:
    statuses = [each for each in SeatStatus if each not in (SeatStatus.FREE, SeatStatus.IN_CART)]
    names = [f"D{number}" for number in range(1, len(statuses) + 1)]
    house = dict(zip(names, statuses, strict=True)) | {"D12": SeatStatus.SOLD}
    seat_map.set_house(a_house(**house), [seat_id("D", 10)])
    seat_map.zoom_to("Stalls")
    pitch = seat_map.centre_of(seat_id("D", 2)).x() - seat_map.centre_of(seat_id("D", 1)).x()
    assert pitch > NUMBERS_FROM * 1.2
    whole = seat_map.grab().toImage()

    def grey(name: str) -> QImage:
        box = QRect(0, 0, pitch - 2, pitch - 2)
        box.moveCenter(seat_map.centre_of(SeatId(name)))
        return in_grey(whole.copy(box), QColor("white"))

    looks = [grey(name) for name in (*names, "D10", "D11")]
    assert not any(are_alike(*pair) for pair in combinations(looks, 2))
    assert are_alike(grey("D12"), looks[statuses.index(SeatStatus.SOLD)])


def test_the_map_says_what_its_marks_mean(qtbot: QtBot, seat_map: SeatMap) -> None:
    button, legend = seat_map.findChild(IconButton, "map.legend"), seat_map.findChild(Legend)
    assert button is not None
    assert legend is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    said = ["wheelchair place", "free", "in the cart", "held back", "sold"]
    assert [mark.text for mark in legend.marks] == said
    assert legend.accessibleDescription() == ", ".join(said)
    seat_map.set_house(a_house(A3=SeatStatus.KILLED))
    assert [mark.text for mark in legend.marks][-1] == "not for sale"
    assert legend.isVisible()
    if folder := os.environ.get("FOYER_PICTURES"):
        seat_map.grab().save(str(Path(folder) / "legend.png"))
    qtbot.mouseClick(legend, Qt.MouseButton.LeftButton)
    assert (legend.isVisible(), button.isChecked()) == (False, False)


def test_each_price_zone_has_a_shape_of_its_own() -> None:
    centre = QPointF(0, 0)
    shapes = [zone_shape(position, centre, 10) for position in range(6)]
    assert all(a != b for a, b in combinations(shapes, 2))


@pytest.mark.parametrize("stage", StageSide)
def test_the_stage_stands_where_the_season_says_if_the_plan_draws_none(
    qtbot: QtBot, words: Words, stage: StageSide
) -> None:
    seat_map = SeatMap(words)
    qtbot.addWidget(seat_map)
    seat_map.resize(800, 600)
    seat_map.set_hall(replace(a_hall(), labels=(), shapes=(), outlook=Outlook(stage)))
    picture, colour = seat_map.grab().toImage(), theme_of(seat_map).colour("stage").name()
    points = [QPoint(x, y) for x in range(0, 800, 4) for y in range(0, 600, 4)]
    dots = [at for at in points if picture.pixelColor(at).name() == colour]
    seats = [seat_map.centre_of(seat.seat_id) for seat in a_hall().seats]
    beyond = {
        StageSide.TOP: max(at.y() for at in dots) < min(at.y() for at in seats),
        StageSide.BOTTOM: min(at.y() for at in dots) > max(at.y() for at in seats),
        StageSide.LEFT: max(at.x() for at in dots) < min(at.x() for at in seats),
        StageSide.RIGHT: min(at.x() for at in dots) > max(at.x() for at in seats),
    }
    assert beyond[stage]
    if folder := os.environ.get("FOYER_PICTURES"):
        picture.save(str(Path(folder) / f"stage-{stage.value}.png"))
    seat_map.set_hall(a_hall())
    own = seat_map.grab().toImage()
    seat_map.set_hall(replace(a_hall(), outlook=Outlook(StageSide.TOP)))
    assert seat_map.grab().toImage() == own  # it has one there


def test_a_word_is_turned_as_the_plan_says(qtbot: QtBot, words: Words) -> None:
    def ink(text: str, rotation: float) -> QImage:
        seat_map = SeatMap(words)
        qtbot.addWidget(seat_map)
        seat_map.resize(800, 600)
        label = LabelView(text, -80, 180, 14, rotation=rotation)
        seat_map.set_hall(replace(a_hall(), labels=(label,)))
        a, b = seat_map.centre_of(seat_id("A", 1)), seat_map.centre_of(seat_id("A", 2))
        step = (b - a).x() / 20
        box = QRect(0, 0, 180, 180)
        box.moveCenter(a + QPoint(round(-100 * step), round(120 * step)))
        return seat_map.grab(box).toImage()

    def size(rotation: float) -> tuple[int, int]:
        with_word, without = ink("BALCONY BAR", rotation), ink(" ", 0)
        every = [(x, y) for x in range(with_word.width()) for y in range(with_word.height())]
        inked = [at for at in every if with_word.pixel(*at) != without.pixel(*at)]
        xs, ys = [x for x, _ in inked], [y for _, y in inked]
        return max(xs) - min(xs), max(ys) - min(ys)

    wide, high = size(0)
    assert wide > 3 * high
    turned_wide, turned_high = size(90)
    assert turned_high > 3 * turned_wide


def test_offline_only_the_own_block_can_be_touched_and_says_how_much_it_is(
    qtbot: QtBot, words: Words
) -> None:
    taps: list[object] = []

    class Stub:
        state = SeatQuestion()

        def tap_seat(self, seat: object) -> None:
            taps.append(seat)

        def __getattr__(self, _: str) -> Callable[..., None]:
            return lambda *args, **kwargs: None

    page = HousePage(words, Stub(), Stub(), Stub())  # type: ignore[arg-type]
    qtbot.addWidget(page)
    block = BlockView(212, until=None, held=300)
    seats = {"A4": SeatStatus.BLOCKED, "A5": SeatStatus.AT_HUB}
    house = replace(a_house(**seats), block=block, blocked_by={seat_id("A", 4): "W2"})
    away = SeatNotHere(seat="Stalls A 5", holder="hub:away")
    state = SellState(
        chosen=a_performance(),
        hall=a_hall(),
        house=house,
        refusal=away,
        refused_seat=seat_id("A", 5),
    )
    page.draw(state, a_performance())
    said = [part.text() for part in page.findChildren(QLabel)]
    assert "Your block: 212 of 300 seats left, until the performance is over" in said
    assert "Stalls A 5: at the hub, which is away." in said
    seat_map = page.findChild(SeatMap)
    assert isinstance(seat_map, SeatMap)
    blocked = "in a cart or the block of window W2"
    assert blocked in seat_map.describe(seat_id("A", 4))
    not_yet = "Seat Stalls A 6 is not free: taken at window W2."  # where the house has not heard
    for number, told in ((4, f"Stalls A 4: {blocked}."), (6, not_yet)):
        taken = SeatTaken(seat=f"Stalls A {number}", holder="window:W2")
        lost = replace(state, refusal=taken, refused_seat=seat_id("A", number))
        page.draw(lost, a_performance())
        assert told in [part.text() for part in page.findChildren(QLabel)]
    moment = datetime(2026, 11, 21, 19, 0, tzinfo=UTC)
    ending = replace(house, block=replace(block, left=1, until=moment))
    page.draw(replace(state, house=ending), a_performance())
    said = [part.text() for part in page.findChildren(QLabel)]
    assert f"Your block: 1 of 300 seats left, until {words.time(moment)}" in said


def test_a_word_on_seats_gets_a_plate_and_a_rows_letters_beside_them_none(
    qtbot: QtBot, words: Words
) -> None:
    def seat_in(label: LabelView) -> QImage:
        seat_map = SeatMap(words)
        qtbot.addWidget(seat_map)
        seat_map.resize(800, 600)
        seat_map.set_hall(replace(a_hall(), labels=(label,)))
        box = QRect(0, 0, 24, 24)
        box.moveCenter(seat_map.centre_of(seat_id("A", 1)))
        return seat_map.grab(box).toImage()

    bare = seat_in(LabelView(" ", 5, 60, 8))
    assert seat_in(LabelView("AA", 5, 60, 8)) == bare
    plate, seat = (image.pixelColor(7, 12) for image in (seat_in(LabelView("I", 20, 60, 8)), bare))
    assert plate.lightness() > seat.lightness() + 50


def test_row_letters_are_there_where_they_can_be_read_and_gone_in_the_whole_hall(
    qtbot: QtBot, words: Words
) -> None:
    def seen(label: str) -> list[QImage]:
        """The whole hall, and near the first seat of the row."""
        seat_map = SeatMap(words)
        qtbot.addWidget(seat_map)
        seat_map.resize(800, 600)
        hall = a_hall(rows=20, seats=60)
        seat_map.set_hall(replace(hall, labels=(LabelView(label, 5, 60, 8),)))
        whole = seat_map.grab().toImage()
        seat_map.come_near(seat_id("A", 1))
        seat_map.show_seat(seat_id("A", 1))
        near = seat_map.grab().toImage()
        seat_map.fit()
        assert seat_map.grab().toImage() == whole
        return [whole, near]

    lettered, bare = seen("A"), seen(" ")
    assert lettered[0] == bare[0]
    assert lettered[1] != bare[1]


def test_an_area_of_the_plan_is_painted_where_it_lies(seat_map: SeatMap) -> None:
    first, last = (seat_map.centre_of(seat_id("A", number)) for number in (1, 24))
    scale = (last.x() - first.x()) / 460
    corner = first - QPoint(round(20 * scale), round(60 * scale))

    def at(x: int, y: int) -> str:
        return colour_at(seat_map, corner + QPoint(round(x * scale), round(y * scale)))

    assert (at(60, 6), at(34, 20)) == (DAY.stage, DAY.surface)  # in its corner, and beside it
