"""The patron's page: on its own screen or nowhere, without focus, readable at every size."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kiosk.customer_side import CustomerSide
from kiosk.presenters.customer import CustomerLine, CustomerState, Facing
from kiosk.presenters.desk import Desk
from kiosk.presenters.pay import Pay
from kiosk.screens.customer import CustomerScreen
from kiosk.second_screen import SecondScreen
from kiosk.settings import CUSTOMER_DISPLAY, DeviceSettings, WindowSettings
from kiosk.theme import day, house_dark
from pos.clock import SystemClock
from pos.ids import Ids
from pos.lifecycles import DeviceState
from pos.money import Money
from printing.words import Words

LINE = CustomerLine("Swan Lake", None, "Hall", "Orchestra", "K", "10", "Adult", Money(8450))


class FakeScreen:
    """A screen that can be plugged in and out."""

    def __init__(self, name: str, left: int, serial: str = "") -> None:
        self._name, self._left, self._serial = name, left, serial

    def name(self) -> str:
        return self._name

    def serialNumber(self) -> str:  # noqa: N802 - Qt's name
        return self._serial

    def geometry(self) -> QRect:
        return QRect(self._left, 0, 640, 400)


DESK, PATRON, LOBBY = (
    FakeScreen("HDMI-1", 0),
    FakeScreen("HDMI-2", 640, "SN7"),
    FakeScreen("DP", 1280),
)


@pytest.fixture
def page(qapp: QApplication, qtbot: QtBot, words: Words) -> CustomerScreen:
    made = CustomerScreen(words, day())
    qtbot.addWidget(made)
    return made


def keeper(page: QWidget, wanted: str, there: list[FakeScreen]) -> SecondScreen:
    return SecondScreen(page, wanted, lambda: DESK, lambda: there)


@pytest.mark.parametrize(
    ("wanted", "left"), [("", 640), ("HDMI-2", 640), ("SN7", 640), ("DP", 1280)]
)
def test_the_page_stands_on_the_patron_s_screen(
    page: CustomerScreen, wanted: str, left: int
) -> None:
    kept = keeper(page, wanted, [DESK, PATRON, LOBBY])
    kept.settle()
    assert kept.shown
    assert page.geometry().left() == left


@pytest.mark.parametrize("wanted", ["", "HDMI-1", "SN7"])
def test_it_never_covers_the_operator_s_screen(page: CustomerScreen, wanted: str) -> None:
    kept = keeper(page, wanted, [DESK])
    kept.settle()
    assert not kept.shown


def test_a_mirrored_screen_is_the_operator_s(page: CustomerScreen) -> None:
    kept = keeper(page, "", [DESK, FakeScreen("HDMI-9", 0)])
    kept.settle()
    assert not kept.shown


def test_unplugged_it_hides_and_comes_back(page: CustomerScreen) -> None:
    there = [DESK, PATRON]
    kept = keeper(page, "SN7", there)
    kept.settle()
    kept.settle(gone=PATRON)  # Qt still lists a screen while it says that it goes
    assert not kept.shown
    there.remove(PATRON)
    kept.settle()
    assert not kept.shown
    there.append(PATRON)
    kept.settle()
    assert kept.shown


def test_its_light_goes_out_and_on_with_its_screen(page: CustomerScreen) -> None:
    told: list[DeviceState] = []
    there = [DESK, PATRON]
    kept = keeper(page, "", there)
    kept.watch(lambda status: told.append(status.state))
    kept.open()
    there.remove(PATRON)
    kept.settle()
    there.append(PATRON)
    kept.settle()
    kept.close()
    states = DeviceState
    assert told[0] is states.CLOSED
    assert [state for state in told if state is not states.CONNECTING][1:] == [
        states.READY,
        states.LOST,
        states.READY,
        states.CLOSED,
    ]


def test_it_takes_neither_focus_nor_touch(page: CustomerScreen) -> None:
    flags = page.windowFlags()
    assert flags & Qt.WindowType.WindowDoesNotAcceptFocus
    assert page.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    assert page.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    assert page.focusPolicy() is Qt.FocusPolicy.NoFocus


STATES = {
    "house": CustomerState(company="Rosewall Performing Arts"),
    "cart": CustomerState(
        Facing.CART, "Rosewall", (LINE,) * 30, 30, Money(253500), Money(12000), Money(253500)
    ),
    "paying": CustomerState(Facing.PAYING, "Rosewall", (), 2, Money(8900), due=Money(4400)),
    "change": CustomerState(Facing.CHANGE, "Rosewall", (), 2, Money(8900), change=Money(3100)),
    "thanks": CustomerState(Facing.THANKS, "Rosewall"),
}


def ink(page: CustomerScreen) -> int:
    """Return how many colours the page is made of."""
    picture = page.grab().toImage()
    return len({picture.pixel(x, y) for x in range(0, 640, 2) for y in range(0, 400, 2)})


@pytest.mark.parametrize("name", STATES)
def test_every_state_paints_in_both_themes_and_long_words(
    page: CustomerScreen, long_words: Words, name: str
) -> None:
    page.resize(640, 400)
    page.draw(STATES[name])
    light = page.grab().toImage()
    page.set_theme(house_dark())
    assert page.grab().toImage() != light
    page.retranslate(long_words)
    assert ink(page) > 8
    assert page.accessibleName()


def test_the_amount_due_is_said_to_a_screen_reader(page: CustomerScreen) -> None:
    page.draw(STATES["paying"])
    assert page.accessibleName() == "Amount due $44.00"


def test_a_pole_display_is_told_from_the_start(qapp: QApplication) -> None:
    shown: list[tuple[str, str]] = []

    class Pole:
        def show(self, upper: str, lower: str) -> None:
            shown.append((upper, lower))

    rooms = _Rooms()
    chosen = DeviceSettings(CUSTOMER_DISPLAY, {"driver": "pole"})
    side = CustomerSide(
        rooms,  # type: ignore[arg-type]
        _NoTimers(),  # type: ignore[arg-type]
        WindowSettings(),
        chosen,
        Pole(),  # type: ignore[arg-type]
        lambda: None,
    )
    assert shown[-1][0] == "Welcome"
    side.close()


class _NoTimers:
    def after(self, seconds: float, call: Callable[[], None]) -> None:
        raise AssertionError("nothing was sold")


class _Rooms:
    def __init__(self) -> None:
        clock = SystemClock()
        self.desk = Desk(clock)
        self.pay = Pay(None, self.desk, Ids(clock, lambda n: b"\0" * n))  # type: ignore[arg-type]
