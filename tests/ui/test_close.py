"""Closing at the window, from the checklist to the day."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtWidgets import QWidget

from pos.office import Office
from pos.ports.devices import PrintOutcome, PrintResult
from tests.ui.window_kit import WindowKit, reopen_window

SOLD = 19_600


def sold(window: WindowKit) -> None:
    """Two tickets were sold for cash over a float of 100.00; nothing is printed yet."""
    window.open_till()
    window.tap("sell.performance.NW-2")
    window.tap("sell.zone.1")
    window.tap("cart.pay.cash")
    window.tap("pay.exact")
    window.tap("pay.done")


def print_all(office: Office, outcome: PrintOutcome = PrintOutcome.PRINTED) -> None:
    """Stand in for the printers."""
    for device in ("ticket_printer", "receipt_printer"):
        while (work := office.prints.begin(device)) is not None:
            office.prints.settle(work.job_id, PrintResult(outcome))


def counting(window: WindowKit) -> None:
    sold(window)
    window.ask(print_all)
    window.tap("rail.close")
    window.tap("close.start")


def count(window: WindowKit, twenties: int) -> None:
    window.find("count.note.2000").clear()  # type: ignore[attr-defined]
    window.type("count.note.2000", str(twenties))
    window.tap("count.submit")


def everything_said(window: WindowKit, *, hidden: bool) -> str:
    """Return every word, name, hint and property in the window, of what is hidden too if asked."""
    said = []
    for widget in (window.shell, *window.shell.findChildren(QWidget)):
        if not hidden and not widget.isVisible():
            continue
        said += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
        said += [str(widget.property(name)) for name in ("text", "placeholderText", "title")]
    return " ".join(said)


def test_papers_that_did_not_come_out_block_and_the_fix_is_one_touch_away(
    window: WindowKit,
) -> None:
    sold(window)
    window.tap("rail.close")
    assert not window.find("close.start").isEnabled()
    window.tap("close.fix.0")
    assert window.sees("print_tasks.cancel.0")
    window.ask(lambda office: print_all(office, PrintOutcome.UNKNOWN))
    window.wait_for("print_tasks.yes.0")
    for _ in range(len(window.rooms.print_tasks.state.in_doubt)):
        window.tap("print_tasks.yes.0")
    assert window.text("print_tasks.clear") == "Every paper came out."
    window.tap("print_tasks.close")
    window.wait_for("close.start")


def test_a_no_makes_the_barcode_worthless_and_prints_another(window: WindowKit) -> None:
    sold(window)
    window.ask(lambda office: print_all(office, PrintOutcome.UNKNOWN))
    window.rooms.print_tasks.open()
    window.tap("print_tasks.no.0")
    assert window.ask(lambda office: office.prints.queued("ticket_printer")) == 1


def test_nothing_tells_the_expected_sum_before_the_count_is_in(window: WindowKit) -> None:
    """Float 100.00 and sales 196.00 make 296.00: nowhere, and the sales are not to be seen."""
    counting(window)
    window.type("count.note.100", "1")
    assert "296" not in everything_said(window, hidden=True)
    assert "196" not in everything_said(window, hidden=False)


def test_counting_can_be_walked_back_to_selling(window: WindowKit) -> None:
    counting(window)
    window.tap("close.resume")
    assert window.sees("close.start")
    window.tap("rail.sell")
    window.tap("sell.zone.1")
    assert window.find("cart.pay.cash").isEnabled()


def test_a_whole_close_with_a_recount_a_reason_and_a_second_person(window: WindowKit) -> None:
    counting(window)
    count(window, 14)
    assert window.text("close.difference") == "$16.00 short"
    window.tap("close.recount")
    assert not window.sees("close.resume")
    window.type("count.note.1000", "1")
    count(window, 14)
    assert window.text("close.difference") == "$6.00 short"

    window.tap("close.approve")
    assert window.text("close.refusal") == "Give a reason."
    window.fill("close.reason", "Wrong change given")
    window.tap("close.approve")
    window.approve()
    assert window.text("close.saved") == "Saved as till-1.pdf."
    (report,) = window.reports.saved
    assert (report.z_number, report.reason) == (1, "Wrong change given")
    assert report.gross.minor == SOLD

    window.tap("close.report_done")
    window.tap("close.report.0")
    window.tap("close.report_done")
    window.tap("close.day")
    window.approve()
    assert window.reports.saved[-1].scope == "day"
    assert window.ask(lambda office: office.verify()) == ()


def test_the_cashier_is_not_offered_as_their_own_second_person(window: WindowKit) -> None:
    counting(window)
    count(window, 14)
    window.fill("close.reason", "Not known")
    window.tap("close.approve")
    window.wait_for("approval.tile.0")
    names = [person.name for person in window.rooms.approval.state.people]
    assert "Ana Castle" not in names


def test_an_x_report_of_ones_own_till_is_blind(window: WindowKit) -> None:
    sold(window)
    window.tap("rail.close")
    window.tap("close.x_report")
    assert "Sums are hidden until the drawer is counted." in window.texts()
    assert "296" not in everything_said(window, hidden=True)
    assert "196" not in everything_said(window, hidden=False)


def sold_by_check(window: WindowKit) -> None:
    window.open_till()
    window.tap("sell.performance.NW-2")
    window.tap("sell.zone.1")
    window.tap("cart.pay.check")
    window.type("pay.check_number", "1042")
    window.type("pay.check_payer", "R. Vale")
    window.tap("pay.take_check")
    window.tap("pay.done")
    window.ask(print_all)
    window.tap("rail.close")
    window.tap("close.start")


def test_papers_are_walked_one_by_one_and_one_that_differs_is_named(window: WindowKit) -> None:
    """Nobody reads off the list what stands on the check; another one lies there too."""
    sold_by_check(window)
    window.type("count.note.2000", "5")
    assert not window.find("count.submit").isEnabled()  # nobody said anything about the check
    window.tap("count.papers")
    assert window.text("papers.row.0") == "1042 · R. Vale"
    assert "196" not in everything_said(window, hidden=False)
    window.type("papers.amount", "16900")
    window.tap("papers.there")
    window.tap("papers.extra")
    window.fill("papers.number", "77")
    window.type("papers.amount", "2000")
    window.tap("papers.there")
    window.tap("count.submit")
    result = window.rooms.close.state.result
    assert result is not None
    told = [(paper.what, paper.number, paper.counted.minor) for paper in result.papers]
    assert told == [("amount", "1042", 16_900), ("extra", "77", 2_000)]
    assert [d.over_short.minor for d in result.differences] == [0, -700]


def test_the_next_float_is_proposed_shown_and_changed(window: WindowKit) -> None:
    counting(window)
    window.type("count.note.2000", "13")
    window.type("count.note.100", "16")
    window.tap("count.packed")
    window.type("count.roll.25", "2")
    window.tap("count.submit")
    assert (window.text("close.left"), window.text("close.rest")) == ("$96.00", "$200.00")
    window.tap("close.change_float")
    window.type("count.note.2000", "14")
    window.tap("float.take")
    assert window.sees("close.refusal")  # there are thirteen, and now 314 should stay
    window.find("count.note.2000").clear()  # type: ignore[attr-defined]
    window.type("count.note.2000", "2")
    window.tap("float.take")
    assert (window.text("close.left"), window.text("close.rest")) == ("$76.00", "$220.00")
    window.tap("close.approve")
    window.approve()
    (report,) = window.reports.saved
    assert report.left is not None
    assert report.rest is not None
    assert report.left.total.minor + report.rest.total.minor == SOLD + 10_000
    assert report.left.rolls == ((25, 2),)

    window.tap("close.report_done")  # and the next till is told of it, and counts for itself
    window.tap("close.open_till")
    assert window.text("till.left_here") == "Ana Castle left $76.00 here. Count it."
    window.type("count.note.10000", "1")
    assert window.text("till.left_here").startswith("$24.00 more than Ana Castle")
    window.find("count.note.10000").clear()  # type: ignore[attr-defined]
    window.type("count.note.2000", "1")
    assert window.text("till.left_here").startswith("$56.00 less than Ana Castle")
    window.tap("till.open")
    window.wait(lambda: window.rooms.desk.till_is_mine)
    (found,) = window.ask(lambda office: office.exceptions.every())
    assert (found.amount.minor, found.text) == (-5_600, "Ana Castle – Ana Castle")
    assert window.ask(lambda office: office.verify()) == ()


def test_an_empty_count_is_handed_in_only_on_purpose(window: WindowKit) -> None:
    """It would use a count up and tell what was expected."""
    counting(window)
    window.tap("count.submit")
    assert window.text("count.nothing_counted").endswith("really empty?")
    assert not window.sees("count.submit")
    window.type("count.note.100", "1")
    assert not window.sees("count.submit_empty")
    window.tap("count.submit")
    assert window.rooms.close.state.result is not None


def test_a_power_cut_in_the_middle_of_the_count_takes_nothing(
    window: WindowKit, tmp_path: Path
) -> None:
    """What lies on disk at that moment is all that the next window has."""
    sold_by_check(window)
    window.type("count.note.2000", "14")
    window.tap("count.packed")
    window.type("count.roll.25", "2")
    window.tap("count.papers")
    window.type("papers.amount", "16900")
    window.tap("papers.there")
    cut = tmp_path / "cut"
    cut.mkdir()
    for file in tmp_path.glob("foyer.sqlite3*"):
        shutil.copy(file, cut / file.name)
    again = reopen_window(window.qtbot, cut, life=1)
    try:
        again.sign_in()
        again.tap("rail.close")
        assert again.text("count.kept").startswith("This is what you had typed")
        assert again.text("count.note.2000") == "14"
        assert again.text("count.papers") == "Papers: 1 of 1"
        again.tap("count.packed")
        assert again.text("count.roll.25") == "2"
        assert "196" not in everything_said(again, hidden=False)
        again.tap("close.resume")  # and a walk back to selling keeps it as well
        again.tap("close.start")
        assert again.text("count.note.2000") == "14"
        again.tap("count.submit")
        assert again.rooms.close.state.result is not None
        counted = again.rooms.close.state.result.counted
        assert (counted.notes, counted.rolls) == (((2000, 14),), ((25, 2),))
        again.tap("close.recount")  # begun afresh: a count must not lean on the one before
        assert again.text("count.note.2000") == ""
        assert not again.sees("count.kept")
    finally:
        again.close()
    assert again.crashes == []
