"""What holds for every room: names for those who do not see, sizes for fingers, other languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from kiosk.theme import TOUCH_MM
from kiosk.warm_up import make_one
from kiosk.widgets.panel import Panel
from printing.words import Words
from tests.ui.window_kit import WindowKit, open_window

ROOMS = ("sell", "will_call", "orders", "patrons", "till", "close")


def go(window: WindowKit, room: str) -> None:
    window.open_till()
    window.tap(f"rail.{room}")
    if room == "sell":
        window.tap("sell.performance.NW-2")
        window.tap("sell.zone.1")
        window.tap("cart.line.0")


def controls(window: WindowKit) -> list[QWidget]:
    buttons = window.shell.findChildren(QAbstractButton)
    fields = window.shell.findChildren(QLineEdit)
    return [w for w in (*buttons, *fields) if w.isVisible()]


@pytest.fixture(scope="module", params=ROOMS)
def room(
    request: pytest.FixtureRequest,
    qapp: QApplication,
    season_file: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[WindowKit]:
    """A window in one room, which tests look at and leave as it is."""
    kit = open_window(QtBot(request), season_file, tmp_path_factory.mktemp(request.param))
    go(kit, request.param)
    yield kit
    kit.close()
    assert kit.crashes == []


def test_every_control_has_a_name_for_who_does_not_see_it(room: WindowKit) -> None:
    nameless = [c.objectName() or repr(c) for c in controls(room) if not c.accessibleName()]
    assert nameless == []


def test_nothing_touchable_is_smaller_than_a_fingertip(room: WindowKit) -> None:
    least = room.shell.theme.mm(TOUCH_MM) - 1
    small = [
        (c.objectName(), c.width(), c.height())
        for c in controls(room)
        if min(c.width(), c.height()) < least
    ]
    assert small == []


def test_the_window_stays_its_size_in_the_longest_language(
    room: WindowKit, long_words: Words
) -> None:
    before = room.shell.words
    room.screens.set_words(long_words)
    room.quiet()
    try:
        assert (room.shell.width(), room.shell.height()) == (1280, 800)
        assert room.shell.minimumSizeHint().width() <= 1280
        assert room.shell.minimumSizeHint().height() <= 800
    finally:
        room.screens.set_words(before)


def test_a_cashier_has_six_rooms_and_what_they_may_not_open_is_not_there(
    window: WindowKit,
) -> None:
    window.sign_in()
    assert window.shell.rail.shown() == list(ROOMS)


class _Shown(QObject):
    """Tells which widgets are shown as windows of their own."""

    def __init__(self, told: list[str]) -> None:
        super().__init__()
        self._told = told

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self._told.append(type(watched).__name__)
        return False


def test_whatever_can_be_shown_is_made_while_nobody_looks_and_speaks_the_reader_s_language(
    window: WindowKit, long_words: Words
) -> None:
    windows: list[str] = []
    watch = _Shown(windows)
    QApplication.instance().installEventFilter(watch)  # type: ignore[union-attr]
    window.sign_in()
    while make_one(window.shell):
        pass
    assert windows == []
    made = [each.made for each in (*window.shell.rooms.late, *window.shell.panels.late)]
    assert None not in made
    for language in (window.shell.words, long_words):
        window.screens.set_words(language)
        window.picture()
        assert (window.shell.width(), window.shell.height()) == (1280, 800)
    window.shell.panels.show()
    assert not any(panel.isVisible() for panel in window.shell.panels.findChildren(Panel))


def test_another_language_is_everywhere_at_once(window: WindowKit, long_words: Words) -> None:
    go(window, "sell")
    fees, zone = window.text("cart.fees"), window.find("sell.zone.1").accessibleName()
    window.screens.set_words(long_words)
    assert len(window.text("cart.fees")) > len(fees)
    assert len(window.find("sell.zone.1").accessibleName()) > len(zone)


@pytest.mark.parametrize(
    ("room", "field"),
    [("will_call", "willcall.search"), ("orders", "orders.search"), ("sell", "cart.promo")],
)
def test_a_card_number_typed_into_any_field_is_wiped_and_said_so(
    window: WindowKit, room: str, field: str
) -> None:
    go(window, room)
    if room == "sell":
        window.tap("cart.line.0")  # a ticket that is touched has the room of the codes
    window.type(field, "5555 5555 5555 4444")
    assert "5555 4444" not in window.text(field)
    assert "card number" in window.shell.notices.text
