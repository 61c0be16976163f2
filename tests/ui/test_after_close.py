"""After the tills are closed: exceptions settled or carried, the deposit, the day, the books."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from pos.ids import CommandId
from pos.office import Office
from pos.views.cash import CountSheet
from pos.views.people import Permission, SessionView
from tests.ui.test_close import SOLD, print_all, sold
from tests.ui.window_kit import PINS, WindowKit

FLOAT = 10_000


def _lock(office: Office, session: SessionView, short: int) -> None:
    """Count what was sold and the float, less ``short``, and lock the till on Max's word."""

    def command() -> CommandId:
        return CommandId(office.ids.new())

    till = office.tills.current()
    assert till is not None
    office.closing.start_count(command(), session)
    dollars = (FLOAT + SOLD - short) // 100
    office.closing.submit_count(command(), session, CountSheet(notes=((100, dollars),)))
    locking = command()
    manager = next(one for one in office.people.staff() if one.name == "Max Holloway")
    word = office.people.approve(
        manager.user_id, PINS[manager.name], Permission.APPROVE_DIFFERENCE, locking, session
    )
    office.closing.approve(locking, session, till.till_id, word, "nobody knows yet")


def closed(window: WindowKit, short: int = 0) -> None:
    """Ana sold two tickets for cash and her till is locked; the Close room is open for Sue."""
    sold(window)
    window.ask(print_all)
    window.ask(partial(_lock, session=window.rooms.desk.person, short=short))
    window.rooms.lock.switch()
    window.sign_in("Sue Moreno")
    window.tap("rail.close")


def test_a_deposit_is_six_taps_from_the_close_room(window: WindowKit) -> None:
    closed(window)
    window.tap("close.deposits")
    window.tap("deposits.begin")
    assert "comes to it" in " ".join(window.texts())
    window.tap("deposits.prepare")
    window.type("deposits.bag", "B-1204")
    window.tap("deposits.next")
    window.approve()
    assert window.sees("statements.section.cash")
    window.tap("deposits.save")
    assert window.text("deposits.saved") == "Saved as deposit-now.pdf."
    (made,) = window.ask(lambda office: office.deposits.every(window.rooms.desk.person))
    assert (made.state, made.bag, made.total.minor) == ("sealed", "B-1204", SOLD)

    window.fill("deposits.courier", "Armored car 7")
    window.tap("deposits.next")
    assert window.rooms.deposits.state.deposit is not None
    assert window.rooms.deposits.state.deposit.state == "collected"
    window.tap("deposits.back")
    assert window.sees("deposits.row.0")


def test_what_the_bank_got_is_shown_before_it_is_put_on_record(window: WindowKit) -> None:
    closed(window)
    window.tap("close.deposits")
    window.tap("deposits.begin")
    window.tap("deposits.prepare")
    window.type("deposits.bag", "B-1205")
    window.tap("deposits.next")
    window.approve()
    window.rooms.lock.switch()
    window.sign_in("Max Holloway")
    window.tap("rail.close")
    window.tap("close.deposits")
    window.tap("deposits.row.0")
    window.clock.advance(timedelta(days=2))
    window.tap("deposits.back")
    window.tap("deposits.row.0")
    window.tap("deposits.bank.key.0")
    assert "The bank got $0.00." in window.texts()
    window.tap("deposits.back")
    for digit in "16900":
        window.tap(f"deposits.bank.key.{digit}")
    assert "The bank got $169.00." in window.texts()
    assert "$27.00 short: it is booked as over or short, and somebody looks into it." in (
        window.texts()
    )
    window.tap("deposits.day.1")
    window.tap("deposits.next")
    one = window.rooms.deposits.state.deposit
    assert one is not None
    assert (one.state, one.bank_date) == ("confirmed", date(2026, 11, 22))
    (found,) = window.ask(lambda office: office.exceptions.waiting())
    assert found.amount.minor == -2_700

    window.tap("causes.show.0")
    assert "$1.00: 196 counted, 169 would agree" in window.texts()
    window.tap("deposits.back")
    window.tap("deposits.back")
    window.tap("close.exceptions")
    window.tap("exceptions.row.0")
    assert window.text("exceptions.way.0") == "Deposit 1"
    window.tap("exceptions.way.0")
    assert window.sees("statements.section.checks")
    window.tap("exceptions.back")
    assert not window.find("exceptions.settle").isEnabled(), "who confirmed it does not settle it"


def test_a_deposit_is_taken_apart_with_a_reason(window: WindowKit) -> None:
    closed(window)
    window.tap("close.deposits")
    window.tap("deposits.begin")
    window.type("count.note.100", "9")
    assert not window.find("deposits.prepare").isEnabled()
    window.tap("deposits.back")
    window.tap("deposits.begin")
    window.tap("deposits.prepare")
    window.tap("deposits.undo")
    window.tap("deposits.next")
    assert window.sees("deposits.refusal")
    window.fill("deposits.reason", "torn bag")
    window.tap("deposits.next")
    window.tap("deposits.back")
    assert window.find("deposits.begin").isEnabled()


def test_the_day_waits_for_an_exception_that_somebody_carries_then_the_books_go_out(
    window: WindowKit,
) -> None:
    closed(window, short=6_000)
    assert not window.find("close.day").isEnabled()
    window.tap("close.day_fix.0")
    window.tap("exceptions.row.0")
    assert not window.sees("exceptions.settle"), "a manager does"
    window.tap("exceptions.carry")
    owners = [one.name for one in window.rooms.exceptions.state.owners]
    window.tap(f"exceptions.owner.{owners.index('Max Holloway')}")
    window.tap("exceptions.carry_on")
    assert window.sees("exceptions.refusal")
    window.fill("exceptions.reason", "asks the bank on Monday")
    window.tap("exceptions.carry_on")
    window.approve()
    assert "Each one is carried by somebody. The days can be closed." in window.texts()
    window.tap("exceptions.back")

    window.tap("close.day")
    window.approve()
    assert "Exceptions that are carried over" in window.texts()
    window.tap("close.report_done")

    window.tap("close.books")
    assert not window.sees("books.export")
    who = "A manager, finance or the owner exports it."
    assert any(who in text for text in window.texts())
    window.tap("books.back")
    window.rooms.lock.switch()
    window.sign_in("Max Holloway")
    window.tap("rail.close")
    window.tap("close.books")
    assert window.sees("statements.section.journal")
    window.tap("books.export")
    assert window.text("books.saved") == "Saved as journal-1.csv."
    window.tap("books.export")
    assert window.rooms.books.state.number == 1
    window.tap("books.back")
    window.tap("close.exceptions")
    window.tap("exceptions.row.0")
    assert window.sees("exceptions.way.0")
    window.tap("exceptions.settle")
    window.fill("exceptions.reason", "found in the float")
    window.tap("exceptions.settle")
    assert "Nothing is open. The days can be closed." in window.texts()
