"""Will call at the window."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton

from kiosk.presenters.pay_state import Stage
from tests.ui.taps import journey
from tests.ui.window_kit import WindowKit


def opened(window: WindowKit) -> None:
    window.open_till()
    window.tap("rail.will_call")


def search(window: WindowKit, text: str, *names: str) -> None:
    """Type into the one field and wait until these rows come first: less like it may follow."""
    window.fill("willcall.search", text)
    will_call = window.rooms.will_call
    most = len(names) or None
    window.wait(lambda: tuple(row.name for row in will_call.state.rows[:most]) == names)
    window.quiet()


def too_many(window: WindowKit) -> bool:
    """Whether more is listed than sounds or reads alike."""
    return len(window.rooms.will_call.state.rows) > 3


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("angstrom", "Zoë Ångström"),
        ("nguyen", "Nguyễn Thị Hoa"),
        ("петр", "Анна Петрова"),
        ("4106", "Máire Ní Bhriain"),
        ("bhriain", "Máire Ní Bhriain"),
    ],
)
def test_names_of_any_script_are_found_by_plain_typing(
    window: WindowKit, typed: str, name: str
) -> None:
    opened(window)
    window.fill("willcall.search", typed)
    state = window.rooms.will_call
    window.wait(lambda: name in [row.name for row in state.state.rows] and not too_many(window))
    window.quiet()
    assert any(name in said for said in window.names())


def test_two_taps_hand_over_and_the_row_says_so(window: WindowKit) -> None:
    opened(window)
    search(window, "petra holm", "Petra Holm")
    with journey("Will-call pick-up"):
        window.tap("willcall.row.0")
        window.tap("willcall.hand_over")
    assert "WEB-" in window.text("willcall.done")
    assert window.find("willcall.search").hasFocus()
    assert "Collected" in window.find("willcall.row.0").accessibleName()
    listed = [row.name for row in window.rooms.will_call.state.rows]
    assert "Máire Ní Bhriain" in listed  # all of tonight's, under a field that is empty
    assert not window.sees("willcall.hand_over")
    waiting = window.ask(lambda office: office.prints.queued("ticket_printer"))
    assert waiting == 1


def test_what_is_owing_is_paid_first_and_handed_over_in_the_same_act(window: WindowKit) -> None:
    opened(window)
    search(window, "петрова", "Анна Петрова")
    window.tap("willcall.row.0")
    assert not window.sees("willcall.hand_over")
    due = window.rooms.will_call.state.rows[0].owing
    window.tap("willcall.pay_check")  # any tender, and any split of them
    assert window.rooms.pay.state.due == due
    window.type("pay.check_number", "1042")
    window.type("pay.check_payer", "R. Vale")
    for key in ("1", "00", "00"):
        window.tap(f"pay.check_pad.key.{key}")
    window.tap("pay.take_check")
    window.tap("pay.kind.cash")
    window.tap("pay.exact")
    assert window.rooms.pay.state.stage is Stage.DONE
    window.tap("pay.done")
    assert "Handed over" in window.text("willcall.done")
    assert "Collected" in window.find("willcall.row.0").accessibleName()
    assert window.ask(lambda office: office.verify()) == ()


def test_the_note_and_who_else_may_collect_are_on_the_card(window: WindowKit) -> None:
    opened(window)
    search(window, "hoa", "Nguyễn Thị Hoa")
    window.tap("willcall.row.0")
    texts = " ".join(window.texts())
    assert "Nguyễn Văn An" in texts
    assert window.text("willcall.identity").startswith("Ask for a photo ID.\n")
    search(window, "zoë", "Zoë Ångström")
    window.tap("willcall.row.0")
    assert window.text("willcall.note") == "Hearing loop"
    assert window.find("willcall.row.0", QAbstractButton).isChecked()  # touched twice, still lit
    window.tap("willcall.open_order")
    assert "Hearing loop" in window.text("orders.notes")


def test_one_performance_only(window: WindowKit) -> None:
    opened(window)
    assert window.text("willcall.night.all") == "Tonight"
    everybody = len(window.rooms.will_call.state.rows)
    window.tap("willcall.night.SWAN-1")
    assert 0 < len(window.rooms.will_call.state.rows) < everybody


def test_nobody_found_says_what_to_try(window: WindowKit) -> None:
    opened(window)
    search(window, "xyzzy")
    assert any("fewer letters" in text for text in window.texts())
