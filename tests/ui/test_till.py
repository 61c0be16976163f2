"""The till at the window."""

from __future__ import annotations

from tests.ui.window_kit import PINS, WindowKit


def test_who_has_no_till_is_shown_the_float_to_count(window: WindowKit) -> None:
    window.sign_in()
    window.type("count.note.2000", "5")
    window.type("count.coin.25", "40")
    assert window.text("count.total") == "$110.00"
    window.tap("till.open")
    assert window.sees("sell.performance.NW-2")
    assert window.rooms.desk.till is not None
    assert window.rooms.desk.till.opening_float.minor == 11_000


def test_somebody_elses_drawer_is_named(window: WindowKit) -> None:
    window.open_till()
    window.tap("rail.lock")
    window.tap("lock.switch")
    window.sign_in("Ben Quill")
    window.tap("rail.till")
    assert "Ana Castle" in window.texts()
    assert not window.sees("till.open")


def test_no_sale_wants_a_reason_and_says_what_it_recorded(window: WindowKit) -> None:
    window.open_till()
    window.tap("rail.till")
    window.tap("till.to.no_sale")
    window.tap("till.no_sale")
    assert window.text("till.no_sale_refusal") == "Give a reason."
    window.fill("till.reason", "Change for the bar")
    window.tap("till.no_sale")
    assert "Change for the bar" in window.text("till.done")
    window.tap("till.to.no_sale")
    assert window.text("till.reason") == ""


def test_a_card_number_as_a_reason_is_wiped(window: WindowKit) -> None:
    window.open_till()
    window.tap("rail.till")
    window.tap("till.to.no_sale")
    window.type("till.reason", "4111111111111111")
    assert "4111111111111111" not in window.text("till.reason")
    assert "card number" in window.shell.notices.text
    window.tap("rail.orders")
    assert window.shell.notices.text == ""


def test_an_empty_drawer_is_opened_by_a_second_touch_elsewhere(window: WindowKit) -> None:
    window.sign_in()
    assert window.text("till.open") == "Open with an empty drawer"
    window.tap("till.open")
    assert not window.sees("till.open")
    assert "really empty" in window.text("till.nothing_counted")
    assert window.rooms.desk.till is None
    window.tap("till.open_empty")
    assert window.rooms.desk.till is not None
    assert not window.rooms.desk.till.opening_float


def test_a_piece_counted_after_all_takes_the_question_back(window: WindowKit) -> None:
    window.sign_in()
    window.tap("till.open")
    window.type("count.note.2000", "1")
    assert not window.sees("till.open_empty")
    assert window.text("till.open") == "Open the till with $20.00"


def test_a_half_typed_count_and_reason_go_with_the_person(window: WindowKit) -> None:
    window.sign_in()
    window.type("count.note.2000", "5")
    window.tap("rail.lock")
    window.tap("lock.switch")
    window.sign_in("Ben Quill")
    assert window.text("count.note.2000") == ""
    window.type("count.note.500", "2")
    window.tap("till.open")
    window.tap("rail.till")
    window.tap("till.to.no_sale")
    window.fill("till.reason", "Change for the bar")
    window.tap("rail.lock")
    window.tap("lock.switch")
    window.sign_in("Ana Castle")
    window.tap("rail.till")
    window.tap("till.to.no_sale")
    assert window.text("till.reason") == ""


def test_who_comes_back_after_a_lock_finds_the_count_as_it_was(window: WindowKit) -> None:
    window.sign_in()
    window.type("count.note.2000", "5")
    window.tap("rail.lock")
    for digit in PINS["Ana Castle"]:
        window.tap(f"lock.pin.key.{digit}")
    window.tap("lock.pin.enter")
    window.wait(lambda: not window.shell.covered)
    assert window.text("count.note.2000") == "5"
