"""Reports at the window: chosen, looked at, kept, saved."""

from __future__ import annotations

from tests.ui.test_close import print_all, sold
from tests.ui.window_kit import WindowKit


def test_a_report_is_chosen_looked_at_kept_and_looked_at_again(window: WindowKit) -> None:
    window.sign_in("Max Holloway")
    window.tap("rail.close")
    window.tap("close.statements")
    assert window.sees("statements.name.daily")
    window.tap("statements.name.performance")
    assert window.sees("statements.section.house")
    said = window.texts()
    assert "Of capacity" in said
    assert "The places agree" in said
    window.tap("statements.about.1")
    assert window.rooms.statements.state.chosen == 1
    window.tap("statements.keep")
    state = window.rooms.statements.state
    assert state.statement is not None
    assert state.statement.number == 1
    assert window.text("statements.saved") == "Saved as performance-1.pdf."
    assert not window.find("statements.keep").isEnabled()
    opened: list[str] = []
    window.rooms.statements.opens = lambda place: opened.append(place.name) is None
    window.tap("statements.print")
    assert opened == ["performance-1.pdf"]
    assert window.text("statements.saved") == "performance-1.pdf is open: print it there."
    window.rooms.statements.opens = lambda _place: False
    window.tap("statements.print")
    assert window.text("statements.saved").startswith("This computer has no program for PDF files.")
    assert not window.sees("statements.letters")
    window.tap("statements.about.0")
    window.tap(f"statements.about.{len(state.offers)}")
    assert window.rooms.statements.state.statement == state.statement
    window.tap("statements.back")
    window.tap("statements.back")
    assert not window.sees("statements")


def test_a_cashier_sees_the_own_report_and_nothing_before_the_count(window: WindowKit) -> None:
    sold(window)
    window.ask(print_all)
    window.rooms.desk.walk_to("statements")
    window.quiet()
    state = window.rooms.statements.state
    assert [name.value for name in state.names] == ["cashier"]
    assert (state.offers, state.statement) == ((), None)
    window.tap("statements.back")
    assert not window.sees("statements")
