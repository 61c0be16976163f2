from __future__ import annotations

import gettext
from datetime import datetime, timedelta
from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from kiosk.shell import Shell
from kiosk.theme import day, house_dark
from kiosk.warm_up import WarmUp, make_one
from kiosk.weights import Weight
from kiosk.widgets.buttons import Button
from kiosk.widgets.clamped import Clamped
from kiosk.widgets.fields import GuardedLineEdit
from kiosk.widgets.labels import Line
from kiosk.widgets.pages import Pages
from kiosk.widgets.painted import Painted
from kiosk.widgets.panel import InlinePanel
from kiosk.widgets.top_bar import Light
from pos.clock import ManualClock
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, DeviceStatus
from printing.words import Words
from tests.ui.conftest import VENUE

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=VENUE)
ROOMS = {
    "sell": ("Sell", "sell"),
    "will_call": ("Will call", "will_call"),
    "orders": ("Orders", "orders"),
    "till": ("Till", "till"),
    "close": ("Close", "close"),
}


class Upside(gettext.NullTranslations):
    """A language that says everything backwards."""

    def gettext(self, message: str) -> str:
        return message[::-1] if "{" not in message else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return msgid1 if n == 1 else msgid2


class Screen(QWidget):
    """A room with a field and a button, that remembers in which words it was told to speak."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words
        self.field = GuardedLineEdit("Note")
        self.button = Button("Go")
        column = QVBoxLayout(self)
        column.addWidget(self.field)
        column.addWidget(self.button)

    def retranslate(self, words: Words) -> None:
        self.words = words


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


def a_shell(words: Words, clock: ManualClock) -> Shell:
    shell = Shell(words, day(), clock)
    for key, (title, drawing) in ROOMS.items():
        shell.add_room(key, title, drawing, partial(Screen, words), with_cart=key == "sell")
    shell.set_cart(partial(Screen, words))
    shell.allow_rooms(ROOMS)
    shell.top_bar.set_window("Window 1")
    shell.top_bar.set_cashier("Ada Quill", "Cashier")
    shell.top_bar.set_till("Till open")
    shell.top_bar.set_connection("Online")
    shell.top_bar.set_next_curtain("Swan Lake", NOW + timedelta(minutes=90))
    devices = ("ticket_printer", "receipt_printer", "cash_drawer")
    shell.top_bar.set_lights([DeviceStatus(name, DeviceState.READY) for name in devices])
    shell.tick()
    return shell


@pytest.fixture
def shell(qtbot: QtBot, words: Words, clock: ManualClock) -> Shell:
    window = a_shell(words, clock)
    window.resize(1280, 800)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    return window


def screen(shell: Shell) -> Screen:
    found = shell.rooms.currentWidget()
    assert isinstance(found, Screen)
    return found


def rail(shell: Shell, key: str) -> Painted:
    button = shell.findChild(Painted, f"rail.{key}")
    assert button is not None
    return button


def bar(shell: Shell, name: str) -> str:
    line = shell.findChild(Line, f"top.{name}")
    assert line is not None
    return line.text()


# -------------------------------------------------------------------------------------- rooms


def test_a_room_is_a_tap_away(qtbot: QtBot, shell: Shell) -> None:
    with qtbot.waitSignal(shell.room_chosen) as heard:
        qtbot.mouseClick(rail(shell, "till"), Qt.MouseButton.LeftButton)
    assert heard.args == ["till"]
    assert shell.room == "till"
    assert rail(shell, "till").isChecked()
    assert not rail(shell, "sell").isChecked()


def test_f_keys_count_the_rooms_that_are_shown(qtbot: QtBot, shell: Shell) -> None:
    qtbot.keyClick(shell, Qt.Key.Key_F2)
    assert shell.room == "will_call"
    shell.allow_rooms(["orders", "close"])
    assert shell.room == "orders"
    qtbot.keyClick(shell, Qt.Key.Key_F2)
    assert shell.room == "close"
    qtbot.keyClick(shell, Qt.Key.Key_F5)
    assert shell.room == "close"


def test_what_a_role_may_not_open_is_not_there(shell: Shell) -> None:
    shell.allow_rooms(["sell", "till"])
    shown = [key for key in ROOMS if rail(shell, key).isVisible()]
    assert shown == ["sell", "till"]
    assert rail(shell, "till").accessibleName() == "Till (F2)"


def test_the_cart_stands_beside_selling_only(shell: Shell) -> None:
    shell.show_room("sell")
    assert shell.cart_column.isVisible()
    assert shell.cart_column.width() == 352
    shell.show_room("orders")
    assert not shell.cart_column.isVisible()


@pytest.mark.parametrize("size", [(1280, 800), (1366, 768), (1920, 1080)])
def test_it_stands_at_every_size(shell: Shell, size: tuple[int, int]) -> None:
    shell.resize(*size)
    shell.show_room("sell")
    assert (shell.width(), shell.height()) == size
    for button in shell.findChildren(Painted):
        if button.isVisible():
            corner = button.mapTo(shell, QPoint(button.width(), button.height()))
            assert corner.x() <= size[0], button.objectName()
            assert corner.y() <= size[1], button.objectName()
            assert min(button.width(), button.height()) >= 48, button.objectName()


def test_longer_words_do_not_push_the_window_wider(
    qtbot: QtBot, long_words: Words, clock: ManualClock
) -> None:
    window = a_shell(long_words, clock)
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.top_bar.set_connection(long_words("Offline: 214 of your seats are left"), "warning")
    window.banner("é" * 90, "é" * 140, "warning", long_words("I have loaded tickets"), lambda: None)
    with qtbot.waitExposed(window):
        window.show()
    assert window.minimumSizeHint().width() <= 1280
    assert window.width() == 1280


# ------------------------------------------------------------------------------------ top bar


def test_the_countdown_lives(shell: Shell, clock: ManualClock) -> None:
    assert bar(shell, "curtain") == "Curtain in 1 h 30 min"
    assert bar(shell, "curtain_title") == "7:30\u00a0PM · Swan Lake"
    clock.advance(timedelta(minutes=79))
    shell.tick()
    assert bar(shell, "curtain") == "Curtain in 11 minutes"
    clock.advance(timedelta(minutes=10))
    shell.tick()
    assert bar(shell, "curtain") == "Curtain in 1 minute"
    clock.advance(timedelta(minutes=4))
    shell.tick()
    assert bar(shell, "curtain") == "Began 3 minutes ago"
    shell.top_bar.set_next_curtain("Swan Lake", clock.now(), cancelled=True)
    assert bar(shell, "curtain") == "Cancelled"
    shell.top_bar.set_next_curtain("", None)
    assert bar(shell, "curtain") == ""


def test_the_countdown_moves_by_itself(qtbot: QtBot, shell: Shell, clock: ManualClock) -> None:
    clock.advance(timedelta(minutes=60))
    qtbot.waitUntil(lambda: bar(shell, "curtain") == "Curtain in 30 minutes")


def test_a_light_says_in_words_how_a_device_is(qtbot: QtBot, shell: Shell) -> None:
    out = frozenset({Condition.OUT_OF_STOCK})
    shell.top_bar.set_lights([DeviceStatus("ticket_printer", DeviceState.STOPPED, out)])
    lights = [light for light in shell.findChildren(Light) if light.isVisible()]
    assert [light.status.device for light in lights] == ["ticket_printer"]
    assert lights[0].accessibleName().startswith("Ticket printer is out of paper.")
    with qtbot.waitSignal(shell.top_bar.light_tapped) as tapped:
        qtbot.mouseClick(lights[0], Qt.MouseButton.LeftButton)
    assert tapped.args == ["ticket_printer"]


@pytest.mark.parametrize("state", DeviceState)
def test_every_light_looks_different_from_ready(shell: Shell, state: DeviceState) -> None:
    light = shell.findChild(Light, "light.cash_drawer")
    assert light is not None
    ready = light.grab().toImage()
    light.show_status(DeviceStatus("cash_drawer", state), shell.words)
    assert (light.grab().toImage() == ready) is (state is DeviceState.READY)


# ---------------------------------------------------------------------------- language, theme


def test_a_language_changes_everything_at_once(shell: Shell) -> None:
    backwards = Words("en", Upside(), VENUE)
    panel = InlinePanel("x")
    shell.set_words(backwards)
    assert rail(shell, "sell").text() == "lleS"
    assert rail(shell, "lock").text() == "kcoL"
    assert screen(shell).words is backwards
    assert shell.words is backwards
    panel.deleteLater()


def test_a_theme_is_a_tap_away(qtbot: QtBot, shell: Shell) -> None:
    light = shell.grab().toImage()
    button = shell.findChild(Painted, "top.theme")
    assert button is not None
    with qtbot.waitSignal(shell.theme_changed) as heard:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert heard.args == ["house-dark"]
    assert shell.theme.dark
    assert shell.grab().toImage() != light
    assert button.accessibleName() == "Day colours"


def test_a_denser_screen_makes_larger_buttons(qtbot: QtBot, shell: Shell) -> None:
    shell.set_theme(house_dark(day().dots_per_mm * 1.5))
    qtbot.waitUntil(lambda: screen(shell).button.height() >= 90)
    assert shell.cart_column.width() == 528


# ----------------------------------------------------------------------------- panels, covers


@pytest.fixture
def panel(shell: Shell, qtbot: QtBot) -> InlinePanel:
    made = InlinePanel("Approve", "What comes of it")
    made.add_button(Button("Cancel"))
    made.add_button(Button("Approve", "primary"))
    qtbot.addWidget(made)
    return made


def test_a_panel_lies_over_the_work_and_keeps_the_focus(
    qtbot: QtBot, shell: Shell, panel: InlinePanel
) -> None:
    screen(shell).field.setFocus()
    shell.show_panel(panel)
    buttons = panel.findChildren(Button)
    seen = set()
    for _ in range(5):
        focused = shell.focusWidget()
        assert focused in buttons
        seen.add(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert seen == set(buttons)
    qtbot.keyClick(shell.focusWidget(), Qt.Key.Key_Backtab)
    assert shell.focusWidget() in buttons
    shell.hide_panel()
    assert shell.focusWidget() is screen(shell).field


def test_the_rail_waits_while_a_panel_is_up(qtbot: QtBot, shell: Shell, panel: InlinePanel) -> None:
    shell.show_panel(panel)
    before = shell.room
    qtbot.keyClick(shell, Qt.Key.Key_F3)
    qtbot.mouseClick(rail(shell, "orders"), Qt.MouseButton.LeftButton)
    assert shell.room == before
    shell.hide_panel(panel)
    qtbot.keyClick(shell, Qt.Key.Key_F3)
    assert shell.room == "orders"


def test_a_panel_over_a_panel_gives_the_first_one_back(
    qtbot: QtBot, shell: Shell, panel: InlinePanel
) -> None:
    second = InlinePanel("Second")
    qtbot.addWidget(second)
    shell.show_panel(panel)
    shell.show_panel(second)
    assert second.isVisible()
    assert not panel.isVisible()
    shell.hide_panel(second)
    assert panel.isVisible()
    assert not rail(shell, "sell").isEnabled()
    shell.hide_panel(panel)
    assert shell.panels.isHidden()
    shell.hide_panel(panel)


def test_escape_gives_a_panel_up(qtbot: QtBot, shell: Shell, panel: InlinePanel) -> None:
    shell.show_panel(panel)
    with qtbot.waitSignal(panel.closed):
        qtbot.keyClick(shell.focusWidget(), Qt.Key.Key_Escape)


def test_a_cover_hides_the_work_and_its_keys(qtbot: QtBot, shell: Shell) -> None:
    cover = QLabel("Sign in")
    shell.show_cover(cover)
    assert shell.covered
    assert cover.isVisible()
    assert not rail(shell, "sell").isVisible()
    before = shell.room
    qtbot.keyClick(shell, Qt.Key.Key_F3)
    assert shell.room == before
    other = QLabel("Lock")
    shell.show_cover(other)
    assert other.isVisible()
    shell.show_work()
    assert not shell.covered


# ---------------------------------------------------------------------------- trouble, notices


def test_trouble_stands_above_the_room_until_it_is_over(qtbot: QtBot, shell: Shell) -> None:
    done: list[str] = []
    shell.banner(
        "Out of tickets", "Load tickets", "danger", "Loaded", lambda: done.append("x"), key="p"
    )
    assert shell.troubles.isVisible()
    action = shell.findChild(Button, "banner.action")
    assert action is not None
    qtbot.mouseClick(action, Qt.MouseButton.LeftButton)
    assert done == ["x"]
    shell.clear_banner("p")
    assert not shell.troubles.isVisible()


def test_a_notice_stands_inside_the_room(shell: Shell) -> None:
    shell.show_room("sell")
    shell.notice("Sold.", "good")
    corner = shell.notices.mapTo(shell, QPoint(shell.notices.width(), shell.notices.height()))
    assert corner.x() <= shell.width() - shell.cart_column.width()
    assert corner.y() <= shell.height()
    assert shell.notices.text == "Sold."


# ----------------------------------------------------------------------------------- keyboard


def test_a_touch_machine_shows_letters_for_text_and_nothing_else(
    qtbot: QtBot, shell: Shell
) -> None:
    field, button = screen(shell).field, screen(shell).button
    field.setFocus()
    assert not shell.keyboard.isVisible()
    shell.set_touch(touch=True)
    button.setFocus()
    field.setFocus()
    qtbot.waitUntil(shell.keyboard.isVisible)
    button.setFocus()
    qtbot.waitUntil(lambda: not shell.keyboard.isVisible())


def test_a_field_that_wants_no_letters_gets_none(qtbot: QtBot, shell: Shell) -> None:
    shell.set_touch(touch=True)
    screen(shell).field.wants_keyboard = False
    screen(shell).button.setFocus()
    screen(shell).field.setFocus()
    assert not shell.keyboard.isVisible()


def test_every_control_has_a_name(shell: Shell) -> None:
    controls = [*shell.findChildren(Painted), *shell.findChildren(QLineEdit)]
    nameless = [c.objectName() for c in controls if c.isVisible() and not c.accessibleName()]
    assert nameless == []


def test_focus_that_moves_by_itself_shows_no_ring_to_a_finger(qtbot: QtBot, shell: Shell) -> None:
    shell.show_room("orders")
    button = screen(shell).button
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    button.setEnabled(False)
    landed = shell.focusWidget()
    assert isinstance(landed, Painted)
    assert not landed._ring
    qtbot.keyClick(landed, Qt.Key.Key_Tab)
    following = shell.focusWidget()
    while not isinstance(following, Painted):
        qtbot.keyClick(following, Qt.Key.Key_Tab)
        following = shell.focusWidget()
    assert following._ring


def test_a_long_banner_takes_three_lines_and_tells_the_rest_to_who_asks(
    qtbot: QtBot, shell: Shell
) -> None:
    shell.resize(1280, 800)
    shell.show()
    text, remedy = "Ticket printer is out of paper.", "Came out: Orchestra R 5. " * 40
    shell.banner(text, remedy, "danger")
    banner = shell.troubles
    layout = banner.layout()
    assert layout is not None
    qtbot.waitUntil(lambda: banner.height() == layout.totalHeightForWidth(banner.width()))
    lines = [banner.findChild(Clamped, name) for name in ("banner.text", "banner.remedy")]
    assert sum(line.height() // line.fontMetrics().lineSpacing() for line in lines if line) == 3
    assert banner.height() == layout.totalHeightForWidth(banner.width()) < 110
    assert lines[1] is not None
    assert lines[1].shown.endswith("…")
    assert banner.toolTip() == banner.accessibleName() == f"{text} {remedy}".strip()
    qtbot.mouseClick(lines[1], Qt.MouseButton.LeftButton)
    assert shell.notices.text == banner.toolTip()


def said(shell: Shell, key: str, weight: Weight, text: str = "") -> str:
    """Say a trouble and return which one is on the screen then."""
    shell.banner(text or key, "", "warning", key=key, weight=weight, name=key.capitalize())
    return shell.troubles.shown


def test_what_needs_an_answer_stands_before_a_dead_reader(shell: Shell) -> None:
    assert said(shell, "reader", Weight.READER) == "reader"
    assert said(shell, "stock", Weight.STOCK) == "reader"
    assert said(shell, "doubt", Weight.QUESTION) == "doubt"
    assert said(shell, "printer", Weight.PRINTER) == "doubt"
    assert said(shell, "printer", Weight.TICKETS_WAIT) == "doubt"
    shell.clear_banner("doubt")
    assert shell.troubles.shown == "printer"
    assert said(shell, "storage", Weight.STORAGE) == "storage"


def test_the_trouble_a_person_went_to_stays_while_a_reader_is_tried_again(
    qtbot: QtBot, shell: Shell
) -> None:
    for key, weight in (("doubt", Weight.QUESTION), ("reader", Weight.READER)):
        said(shell, key, weight)
    said(shell, "stock", Weight.STOCK)
    following = shell.findChild(Button, "banner.next")
    assert following is not None
    shell.show_room("orders")
    qtbot.waitUntil(lambda: following.text() == "1 of 3 · next: Reader")
    for landed in ("reader", "stock"):
        qtbot.mouseClick(following, Qt.MouseButton.LeftButton)
        assert shell.troubles.shown == landed
        assert said(shell, "reader", Weight.READER) == landed
        assert said(shell, "doubt", Weight.QUESTION) == landed
    assert said(shell, "drawer", Weight.DRAWER) == "drawer"
    shell.clear_banner("drawer")
    assert shell.troubles.shown == "doubt"


def test_without_room_for_its_name_the_next_trouble_is_counted(shell: Shell) -> None:
    said(shell, "doubt", Weight.QUESTION)
    shell.banner("r", "", "warning", key="reader", weight=Weight.READER, name="Reader " * 40)
    following = shell.findChild(Button, "banner.next")
    assert following is not None
    assert following.text() == "1 of 2: next"


def test_a_room_that_is_taller_than_its_place_scrolls(qtbot: QtBot, shell: Shell) -> None:
    shell.show_room("sell")
    giving = shell.findChild(QScrollArea, "giving")
    assert giving is not None
    bar = giving.verticalScrollBar()
    screen(shell).setMinimumHeight(1200)
    qtbot.waitUntil(lambda: bar.maximum() > 300)
    assert (shell.width(), shell.height()) == (1280, 800)
    shell.show_room("orders")
    assert bar.maximum() == 0


# ------------------------------------------------------------------------------- made when shown


class Told(QLabel):
    """Remembers what it was told."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[str, int]] = []

    def first(self, number: int) -> None:
        self.heard.append(("first", number))

    def second(self, number: int) -> None:
        self.heard.append(("second", number))


def test_a_page_that_is_not_there_yet_hears_the_last_of_each_when_it_is_turned_to(
    qtbot: QtBot,
) -> None:
    pages = Pages()
    qtbot.addWidget(pages)
    here, late = pages.lay(Told), pages.lay(Told)
    pages.turn_to(here)
    for number in (1, 2):
        late.tell(Told.first, number)
        late.tell(Told.second, number)
    assert late.made is None
    assert pages.currentWidget() is here.made
    assert pages.turn_to(late).heard == [("first", 2), ("second", 2)]
    late.tell(Told.first, 3)
    assert pages.turn_to(late).heard[2:] == [("first", 3)]
    assert pages.currentWidget() is late.made


def test_a_room_is_made_when_it_is_first_shown_or_while_nobody_touches_anything(
    qtbot: QtBot, shell: Shell
) -> None:
    made = [late.made is not None for late in shell.work.rooms.late]
    assert made.count(True) == 1
    panel = shell.lay_panel(partial(InlinePanel, "x"))
    warm_up = WarmUp(shell, shell)
    warm_up.touched()
    while make_one(shell):
        pass
    assert panel.made is not None
    shell.show_panel(InlinePanel("y"))
    assert not panel.made.isVisible()
    shell.hide_panel()
    assert all(late.made is not None for late in shell.work.rooms.late)
    assert shell.room == "sell"
    assert screen(shell).isVisible()
