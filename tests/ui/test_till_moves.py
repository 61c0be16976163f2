"""Cash moved beside sales, by touch: as few taps as the journeys say, and no sum nobody typed."""

from __future__ import annotations

from tests.ui.window_kit import WindowKit


def test_a_drop_is_four_taps_beside_what_is_typed(window: WindowKit) -> None:
    """Tap: the way to the form, the amount, who receives it, their word. The PIN is typed."""
    window.open_till()
    window.tap("rail.till")
    window.tap("till.to.drop")
    assert not window.find("till.move").isEnabled()
    window.type("till.amount", "4000")
    window.fill("till.bag", "B-100418")
    window.tap("till.move")
    window.approve("Sue Moreno")
    assert "$40.00" in window.text("till.done")
    assert window.sees("till.moved.0")
    assert not any("60.00" in said for said in (*window.texts(), *window.names()))


def test_a_till_is_handed_over_with_its_money(window: WindowKit) -> None:
    window.open_till()
    window.tap("rail.till")
    window.tap("till.to.hand_over")
    window.tap("till.hand_over_start")
    window.type("count.note.2000", "5")
    window.tap("till.hand_over_counted")
    window.tap("till.hand_over")
    window.approve("Ben Quill")
    desk = window.rooms.desk
    window.wait(lambda: desk.session is not None and desk.session.name == "Ben Quill")
    assert desk.till_is_mine
    assert window.rooms.desk.till is not None
    assert window.rooms.desk.till.opening_float.minor == 10_000


def test_the_safe_is_counted_and_handed_on(window: WindowKit) -> None:
    window.sign_in("Sue Moreno")
    window.tap("till.float_safe")
    window.tap("safe.begin")
    window.type("count.note.10000", "3")
    window.tap("safe.hand_over")
    window.approve("Max Holloway")
    assert "$300.00" in window.text("safe.result")
    assert any("Max Holloway" in said for said in window.texts())
    window.tap("safe.back")
    assert window.sees("till.open")
