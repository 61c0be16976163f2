"""The till at the window."""

from __future__ import annotations

from tests.ui.window_kit import WindowKit


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
    window.tap("till.no_sale")
    assert "Reason" in window.text("till.no_sale_refusal")
    window.fill("till.reason", "Change for the bar")
    window.tap("till.no_sale")
    assert "Change for the bar" in window.text("till.done")
    assert window.text("till.reason") == ""


def test_a_card_number_as_a_reason_is_wiped(window: WindowKit) -> None:
    window.open_till()
    window.tap("rail.till")
    window.type("till.reason", "4111111111111111")
    assert "4111111111111111" not in window.text("till.reason")
    assert "card number" in window.shell.notices.text
