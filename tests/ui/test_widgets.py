from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from kiosk.theme import day, dress, house_dark
from kiosk.widgets.buttons import Button, Choice, IconButton
from kiosk.widgets.count_grid import CountGrid, PieceEntry
from kiosk.widgets.fields import GuardedLineEdit, SearchField
from kiosk.widgets.keyboard import LAYOUTS, KeyboardPanel
from kiosk.widgets.labels import Label, Line
from kiosk.widgets.lettering import wrapped
from kiosk.widgets.notice import Banner, ErrorStrip, Notice, Trouble
from kiosk.widgets.painted import KINDS, Painted
from kiosk.widgets.performance_card import PerformanceCard
from kiosk.widgets.quantity import QuantityBar
from kiosk.widgets.tiles import ListRow, StaffTile
from kiosk.widgets.zone_tile import ZoneTile
from pos.errors import SeatTaken, TextMissing
from pos.ids import HallId, PerformanceId
from pos.money import Money
from pos.views.catalogue import NoneLeft, PerformanceView
from printing.words import Words
from tests.ui.conftest import VENUE
from tests.ui.halls import a_hall

TEST_CARD = "4111 1111 1111 1111"


def shown(qtbot: QtBot, *widgets: QWidget) -> QWidget:
    window = QWidget()
    column = QVBoxLayout(window)
    for widget in widgets:
        column.addWidget(widget)
    dress(window, day())
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    widgets[0].setFocus()
    return window


# ------------------------------------------------------------------------------------ buttons


@pytest.mark.parametrize("kind", KINDS)
def test_main_buttons_are_15_mm_and_compact_ones_12(qtbot: QtBot, kind: str) -> None:
    main, compact = Button("Go", kind), Button("Go", kind, compact=True)
    window = shown(qtbot, main, compact)
    assert main.height() >= 60
    assert compact.height() >= 48
    dress(window, day(2 * day().dots_per_mm))
    qtbot.waitUntil(lambda: main.height() >= 120 and compact.height() >= 96)


def test_a_button_is_pressed_by_finger_and_space_but_never_by_enter(qtbot: QtBot) -> None:
    button = Button("Cash")
    window = shown(qtbot, button)
    heard: list[bool] = []
    button.clicked.connect(lambda: heard.append(True))
    qtbot.keyClick(button, Qt.Key.Key_Return)
    qtbot.keyClick(button, Qt.Key.Key_Enter)
    assert heard == []
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert len(heard) == 2
    window.close()


def test_keyboard_focus_is_seen_and_a_finger_s_is_not(qtbot: QtBot) -> None:
    first, second = Button("One"), Button("Two")
    window = shown(qtbot, first, second)
    second.setFocus(Qt.FocusReason.MouseFocusReason)
    touched = second.grab().toImage()
    second.clearFocus()
    assert second.grab().toImage() == touched
    second.setFocus(Qt.FocusReason.TabFocusReason)
    assert second.grab().toImage() != touched
    window.close()


def test_a_button_is_named_by_its_words(qtbot: QtBot) -> None:
    button = Button("Cash")
    button.set_caption("Exact $40.00")
    assert button.accessibleName() == "Cash Exact $40.00"
    assert IconButton("plus", "Zoom in").accessibleName() == "Zoom in"


def test_long_words_wrap_before_they_widen_a_button(qtbot: QtBot) -> None:
    short, long = Button("Print"), Button("Print the tickets and hand them over")
    window = shown(qtbot, short, long)
    assert long.sizeHint().height() > short.sizeHint().height() - 1
    assert long.sizeHint().width() < 330
    window.close()


@pytest.mark.parametrize("kind", KINDS)
def test_every_state_of_every_kind_is_painted(qtbot: QtBot, kind: str) -> None:
    button = Button("Sell", kind, "sell")
    button.setCheckable(True)
    window = shown(qtbot, button)
    plain = button.grab().toImage()
    button.setChecked(True)
    chosen = button.grab().toImage()
    button.setEnabled(False)
    off = button.grab().toImage()
    assert plain != chosen != off
    dress(window, house_dark())
    assert button.grab().toImage() != off


def test_text_is_cut_with_an_ellipsis_only_on_the_last_line() -> None:
    font = day().font(16)
    lines = wrapped("one two three four five six seven", font, 100, 2)
    assert len(lines) == 2
    assert not lines[0].endswith("…")
    assert lines[1].endswith("…")
    assert wrapped("", font, 100, 2) == ()


def test_an_amount_is_never_broken_from_its_sign() -> None:
    font = day().font(16)
    lines = wrapped("Open the till with 1 110,00\u00a0$", font, 150, 2)
    assert not any(line.startswith("$") for line in lines)
    assert lines[-1].endswith("\u00a0$")


def test_names_with_mark_up_are_read_as_they_are(qtbot: QtBot) -> None:
    label = Label("<p><b>Bobby</b></p>")
    window = shown(qtbot, label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.sizeHint().width() > Label("Bobby").sizeHint().width()
    window.close()


def test_a_line_gives_way_and_keeps_its_words(qtbot: QtBot) -> None:
    line = Line("")
    line.say("An evening of very long programme names")
    assert line.minimumSizeHint().width() < line.sizeHint().width() / 2
    assert line.accessibleName() == "An evening of very long programme names"


# -------------------------------------------------------------------------------------- tiles


def a_performance() -> PerformanceView:
    return PerformanceView(
        PerformanceId("p"),
        "SWAN",
        "Swan Lake",
        "Ballet in four acts",
        "Ballet",
        datetime(2026, 11, 21, 19, 30, tzinfo=VENUE),
        None,
        HallId("h"),
        "Main hall",
        False,
        2776,
        412,
        Money(2_900),
        Money(18_900),
    )


def test_a_performance_says_everything_at_once(qtbot: QtBot, words: Words) -> None:
    card = PerformanceCard(words, a_performance(), date(2026, 11, 21))
    assert card.accessibleName() == (
        "Tonight, 7:30\u00a0PM, Swan Lake, Ballet in four acts, Main hall, 412 left,"
        " $29.00 – $189.00"
    )
    card.set_performance(replace(a_performance(), left=0, price_to=Money(2_900)))
    assert card.accessibleName().endswith("Sold out, $29.00")
    card.set_performance(replace(a_performance(), left=0, none_left=NoneLeft.NOT_YET))
    assert "Look first" in card.accessibleName()
    card.set_performance(replace(a_performance(), left=44, own_only=True))
    assert "44 left here," in card.accessibleName()  # of the whole house there may be more
    window = shown(qtbot, card)
    assert not card.grab().isNull()
    window.close()


def test_a_performance_on_another_day_says_which(words: Words) -> None:
    card = PerformanceCard(words, a_performance(), date(2026, 11, 20))
    assert "Nov 21" in card.accessibleName()


def test_a_zone_shows_the_whole_price_first(qtbot: QtBot, words: Words) -> None:
    tile = ZoneTile(words)
    zone = a_hall().zones[1]
    tile.set_zone(zone, Money(8_900), 12)
    assert tile.accessibleName() == "$89.00, Circle, 12 left"
    assert tile.isEnabled()
    tile.set_zone(zone, Money(8_900), 12, accessible=3)
    said = "$89.00, Circle, 12 left, plus 3 places for wheelchairs and companions"
    assert tile.accessibleName() == said
    tile.set_zone(zone, Money(8_900), 0)
    assert tile.accessibleName() == "$89.00, Circle, Sold out"
    tile.set_zone(zone, Money(8_900), 0, NoneLeft.NOT_HERE)
    assert tile.accessibleName() == "$89.00, Circle, None here"
    assert not tile.isEnabled()
    tile.set_zone(zone, None, 12)
    assert not tile.isEnabled()
    window = shown(qtbot, tile)
    assert tile.height() >= 60
    window.close()


def test_a_row_says_what_stands_on_it(qtbot: QtBot) -> None:
    row = ListRow(icon="person")
    row.say("Đặng Thị Hương", "Stalls A 1, 2", figure="2 tickets", mark="Owes $20.00")
    assert row.accessibleName() == "Đặng Thị Hương, Stalls A 1, 2, 2 tickets, Owes $20.00"
    window = shown(qtbot, row)
    assert row.height() >= 60
    assert not row.grab().isNull()
    window.close()


def test_a_person_is_a_tile(qtbot: QtBot) -> None:
    tile = StaffTile()
    tile.say_person("Ada Quill", "Cashier", "Locked")
    assert tile.accessibleName() == "Ada Quill, Cashier, Locked"
    window = shown(qtbot, tile)
    tile.say_person("", "Cashier")
    assert not tile.grab().isNull()
    window.close()


def test_a_quantity_is_one_tap(qtbot: QtBot, words: Words) -> None:
    bar = QuantityBar(words)
    window = shown(qtbot, bar)
    three = bar.findChild(Choice, "sell.quantity.3")
    assert three is not None
    with qtbot.waitSignal(bar.chosen) as heard:
        qtbot.mouseClick(three, Qt.MouseButton.LeftButton)
    assert heard.args == [3]
    assert bar.quantity == 3
    assert three.accessibleName() == "3 tickets"
    bar.set_quantity(2)
    assert bar.quantity == 2
    window.close()


def test_a_larger_party_is_counted_in_steps_and_comes_back_to_the_numbers(
    qtbot: QtBot, words: Words
) -> None:
    bar = QuantityBar(words, most=20)
    window, heard = shown(qtbot, bar), []
    bar.chosen.connect(heard.append)

    def touch(name: str) -> None:
        button = bar.findChild(Button, f"sell.quantity.{name}")
        assert button is not None
        assert button.isVisible()
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    for name in ("more", "step.+10", "step.+1", "step.+10", "step.-10", "step.-1"):
        touch(name)
    assert heard == [9, 19, 20, 10, 9]  # at the most there is no more to touch
    many = bar.findChild(QLabel, "sell.quantity.many")
    assert many is not None
    assert (many.text(), many.accessibleName()) == ("9", "9 tickets")
    touch("fewer")
    touch("2")
    assert (bar.quantity, heard[-2:]) == (2, [8, 2])
    window.close()


# ------------------------------------------------------------------------------------- fields


def test_a_card_number_wipes_field_history_and_clipboard(qtbot: QtBot) -> None:
    field = GuardedLineEdit("Note")
    window = shown(qtbot, field)
    clipboard = QGuiApplication.clipboard()
    clipboard.setText(TEST_CARD)
    heard: list[str] = []
    field.edited.connect(heard.append)
    with qtbot.waitSignal(field.card_refused):
        field.paste()
    assert field.text() == ""
    assert not field.isUndoAvailable()
    assert not field.isRedoAvailable()
    assert clipboard.text() == ""
    assert heard == [""], "who was told of its first digits forgets them"
    window.close()


def test_a_field_that_is_missing_is_marked_and_gone_to_until_somebody_types(qtbot: QtBot) -> None:
    field, other = GuardedLineEdit("Reason"), GuardedLineEdit("Name")
    _window = shown(qtbot, other, field)
    other.setFocus()
    for missed in (TextMissing(field="reason"), TextMissing(field="reason")):
        field.show_missing(missed)
        other.show_missing(missed, "name")
        assert field.property("trouble")
        assert not other.property("trouble")
        assert field.window().focusWidget() is field
        other.setFocus()
        field.show_missing(missed)  # drawn again: nobody is pulled back
        assert field.window().focusWidget() is other
    field.setText("L")
    assert not field.property("trouble")


def test_a_card_number_typed_digit_by_digit_is_wiped(qtbot: QtBot) -> None:
    field = GuardedLineEdit("Note")
    window = shown(qtbot, field)
    heard: list[str] = []
    field.edited.connect(heard.append)
    with qtbot.waitSignal(field.card_refused):
        qtbot.keyClicks(field, TEST_CARD)
    assert field.text() == ""
    assert not any("4111 1111 1111 1111" in text for text in heard)
    window.close()


def test_another_clipboard_is_left_alone(qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("Bag 7")
    field = GuardedLineEdit("Note")
    field.setText(TEST_CARD)
    assert field.text() == ""
    assert QGuiApplication.clipboard().text() == "Bag 7"


def test_what_people_write_is_passed_on(qtbot: QtBot) -> None:
    field = SearchField("Name or number")
    window = shown(qtbot, field)
    heard: list[str] = []
    field.edited.connect(heard.append)
    qtbot.keyClicks(field, "Ng")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert heard == ["N", "Ng", ""]
    assert field.accessibleName() == "Name or number"
    assert field.height() >= 48
    window.close()


def test_a_field_shows_trouble(qtbot: QtBot) -> None:
    field = GuardedLineEdit("Note")
    window = shown(qtbot, field)
    calm = field.grab().toImage()
    field.set_trouble(trouble=True)
    assert field.grab().toImage() != calm
    field.set_trouble(trouble=False)
    assert field.grab().toImage() == calm
    window.close()


# -------------------------------------------------------------------------------------- count


def entry(grid: CountGrid, name: str) -> PieceEntry:
    found = grid.findChild(PieceEntry, name)
    assert found is not None
    return found


def test_pieces_are_counted_and_summed(qtbot: QtBot, words: Words) -> None:
    grid = CountGrid(words)
    window = shown(qtbot, grid)
    qtbot.keyClicks(entry(grid, "count.note.2000"), "7")
    qtbot.keyClicks(entry(grid, "count.coin.25"), "13")
    assert grid.sheet().notes == ((2000, 7),)
    assert grid.sheet().coins == ((25, 13),)
    assert grid.total.text() == "$143.25"
    grid.clear()
    assert grid.sheet().total == Money(0)
    window.close()


def test_enter_goes_down_the_sheet_and_touch_fills_the_same_place(
    qtbot: QtBot, words: Words
) -> None:
    grid = CountGrid(words)
    window = shown(qtbot, grid)
    hundred = entry(grid, "count.note.10000")
    hundred.setFocus()
    qtbot.keyClicks(hundred, "1")
    qtbot.keyClick(hundred, Qt.Key.Key_Return)
    assert window.focusWidget() is entry(grid, "count.note.5000")
    five = grid.pad.findChild(Button, "count.pad.key.5")
    assert five is not None
    qtbot.mouseClick(five, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(five, Qt.MouseButton.LeftButton)
    erase = grid.pad.findChild(Button, "count.pad.erase")
    assert erase is not None
    qtbot.mouseClick(erase, Qt.MouseButton.LeftButton)
    assert grid.sheet().notes == ((10000, 1), (5000, 5))
    window.close()


def test_a_count_takes_only_whole_pieces(qtbot: QtBot, words: Words) -> None:
    grid = CountGrid(words)
    window = shown(qtbot, grid)
    qtbot.keyClicks(entry(grid, "count.note.100"), "-3.5x")
    assert grid.sheet().notes == ((100, 35),)
    window.close()


# ------------------------------------------------------------------------------------ notices


def test_a_notice_goes_by_itself_and_trouble_stays(qtbot: QtBot, words: Words) -> None:
    notice = Notice(words)
    window = shown(qtbot, notice)
    notice.say("Sold.", "good", 5)
    assert notice._timer.isActive()
    notice.say("The printer is out of paper.", "danger", 0)
    assert not notice._timer.isActive()
    assert notice.text == "The printer is out of paper."
    with qtbot.waitSignal(notice.closed):
        notice.dismiss()
    assert notice.text == ""
    window.close()


def test_what_is_said_already_is_drawn_again_in_another_theme(qtbot: QtBot, words: Words) -> None:
    notice = Notice(words)
    window = shown(qtbot, notice)
    notice.say("Sold.", "good", 0)
    drawn = notice._icon.pixmap().cacheKey()
    dress(window, house_dark())
    assert notice._icon.pixmap().cacheKey() != drawn
    window.close()


def test_the_worst_trouble_is_shown_and_the_others_are_one_tap_away(
    qtbot: QtBot, words: Words
) -> None:
    banner = Banner(words)
    window = shown(qtbot, banner)
    helped: list[str] = []
    banner.set_trouble("a", Trouble("Paper runs low", "Have some ready"))
    banner.set_trouble(
        "b", Trouble("Out of paper", "Load some", "danger", "Done", lambda: helped.append("b"))
    )
    assert banner.accessibleName() == "Out of paper Load some"
    qtbot.mouseClick(banner.findChild(Button, "banner.action"), Qt.MouseButton.LeftButton)
    assert helped == ["b"]
    following = banner.findChild(Button, "banner.next")
    assert following is not None
    assert following.text() == "1 of 2: next"
    qtbot.mouseClick(following, Qt.MouseButton.LeftButton)
    assert banner.accessibleName() == "Paper runs low Have some ready"
    banner.set_trouble("a", None)
    banner.set_trouble("b", None)
    assert banner.isHidden()
    window.close()


def test_a_refusal_is_said_with_its_remedy(qtbot: QtBot, words: Words) -> None:
    strip = ErrorStrip("x")
    window = shown(qtbot, strip)
    strip.say_error(SeatTaken(seat="Stalls A 1"), words)
    assert strip.text == "Seat Stalls A 1 was taken a moment ago."
    assert "Choose another" in strip.accessibleName()
    strip.say_error(None, words)
    assert strip.text == ""
    window.close()


# ----------------------------------------------------------------------------------- keyboard


@pytest.fixture
def keyboard(qtbot: QtBot, words: Words) -> KeyboardPanel:
    panel, field = KeyboardPanel(words), QLineEdit()
    panel.field = field  # type: ignore[attr-defined]
    panel.keeper = shown(qtbot, field, panel)  # type: ignore[attr-defined]
    panel.show()
    panel.show_letters("en")
    field.setFocus()
    return panel


@pytest.fixture
def press(qtbot: QtBot, keyboard: KeyboardPanel) -> Callable[..., None]:
    def pressed(*names: str) -> None:
        for name in names:
            keys = [
                key
                for key in keyboard.findChildren(Button)
                if key.property("letter") == name or key.objectName() == f"keyboard.{name}"
            ]
            qtbot.mouseClick(keys[-1], Qt.MouseButton.LeftButton)

    return pressed


def test_the_keyboard_types_where_the_focus_is(
    keyboard: KeyboardPanel, press: Callable[..., None]
) -> None:
    press("a", "d", "a", "space", "q", "x", "erase")
    assert keyboard.field.text() == "Ada Q"  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", LAYOUTS)
def test_every_language_has_its_letters_each_large_enough(
    keyboard: KeyboardPanel, language: str
) -> None:
    keyboard.show_letters(language)
    keyboard.resize(1168, keyboard.sizeHint().height())
    keys = [key for key in keyboard.findChildren(Button) if key.property("letter")]
    letters = {str(key.property("letter")) for key in keys}
    assert set("".join(LAYOUTS[language])) <= letters
    assert [key.text() for key in keys if not key.accessibleName()] == []


def test_vietnamese_marks_join_the_letter_before(
    keyboard: KeyboardPanel, press: Callable[..., None]
) -> None:
    keyboard.show_letters("vi")
    press("đ", "ă", "\u0323", "n", "g")
    assert keyboard.field.text() == "Đặng"  # type: ignore[attr-defined]


def test_a_mark_on_nothing_is_nothing(keyboard: KeyboardPanel, press: Callable[..., None]) -> None:
    keyboard.show_letters("vi")
    press("\u0301", "q", "\u0301")
    assert keyboard.field.text() == "q"  # type: ignore[attr-defined]


def test_letters_change_by_a_key_and_with_the_language(
    keyboard: KeyboardPanel, press: Callable[..., None]
) -> None:
    press("language")
    assert keyboard.letters == "es"
    keyboard.show_letters("xx")
    assert keyboard.letters == "en"
    press("shift", "a")
    assert keyboard.field.text() == "a"  # type: ignore[attr-defined]


def test_every_painted_button_takes_focus_from_the_keyboard() -> None:
    assert Painted().focusPolicy() == Qt.FocusPolicy.StrongFocus
