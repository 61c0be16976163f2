from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from kiosk.presenters.sell import SellState
from kiosk.screens.house import HousePage
from kiosk.theme import DAY, day, dress, house_dark
from kiosk.widgets.buttons import IconButton
from kiosk.widgets.seat_map.sprites import Sprites
from kiosk.widgets.seat_map.widget import SeatMap
from pos.errors import SeatNotHere
from pos.ids import SeatId
from pos.views.catalogue import BlockView, SeatKind, SeatStatus
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


def test_a_tap_far_from_every_seat_is_nothing(qtbot: QtBot, seat_map: SeatMap) -> None:
    with qtbot.assertNotEmitted(seat_map.seat_tapped):
        tap(qtbot, seat_map, QPoint(3, 300))


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
    event = QWheelEvent(
        QPointF(before),
        QPointF(seat_map.mapToGlobal(before)),
        QPoint(0, 0),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(seat_map, event)
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
    dress(seat_map, dark)
    assert colour_at(seat_map, QPoint(40, 40)) == dark.colours.surface


def test_one_zone_can_be_lit(seat_map: SeatMap) -> None:
    at = seat_map.centre_of(seat_id("H", 3)) + QPoint(0, -8)
    seat_map.light_zone(a_hall().zones[0].zone_id)
    faint = QColor(colour_at(seat_map, at))
    assert faint.lightness() > QColor(DAY.zones[1]).lightness() + 40
    seat_map.light_zone(None)
    assert colour_at(seat_map, at) == DAY.zones[1]


def test_painting_again_blits_what_is_drawn(seat_map: SeatMap) -> None:
    seat_map.grab()
    drawn = seat_map._drawn
    assert drawn is not None
    seat_map.grab()
    assert seat_map._drawn is drawn
    assert drawn.size() == QSize(800, 600)


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


@pytest.mark.parametrize("side", [14, 26])
def test_how_a_seat_stands_is_told_by_its_mark_alone(qapp: QApplication, side: int) -> None:
    """Those that cannot be had share one grey: each must have a mark of its own."""
    sprites = Sprites(day(), side, 1.0, numbered=False)
    kinds = (SeatStatus.SOLD, SeatStatus.HELD, SeatStatus.KILLED, SeatStatus.TAKEN)
    statuses = (*kinds, SeatStatus.BLOCKED, SeatStatus.AT_HUB)
    pictures = [sprites.get(SeatKind.ORDINARY, status, 0).toImage() for status in statuses]
    assert all(a != b for a, b in combinations(pictures, 2))


def test_offline_only_the_own_block_can_be_touched_and_says_how_much_it_is(
    qtbot: QtBot, words: Words
) -> None:
    taps: list[object] = []

    class Stub:
        def tap_seat(self, seat: object) -> None:
            taps.append(seat)

        def __getattr__(self, _: str) -> Callable[..., None]:
            return lambda *args, **kwargs: None

    page = HousePage(words, Stub())  # type: ignore[arg-type]
    qtbot.addWidget(page)
    block = BlockView(212, asks=False, until=None)
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
    assert any(text.endswith("Your block: 212 seats") for text in said)
    assert "Stalls A 5: at the hub, which is away." in said
    seat_map = page.findChild(SeatMap)
    assert isinstance(seat_map, SeatMap)
    assert "in the block of window W2" in seat_map.describe(seat_id("A", 4))
    moment = datetime(2026, 11, 21, 19, 0, tzinfo=UTC)
    ending = replace(house, block=replace(block, left=1, until=moment))
    page.draw(replace(state, house=ending), a_performance())
    said = [part.text() for part in page.findChildren(QLabel)]
    assert any("Your block: 1 seat, until" in text for text in said)
