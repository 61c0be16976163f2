"""A window that was cut off comes back after the day was locked and its journal exported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from pos.closing.closing import Closing
from pos.hub.connection import Connection
from pos.hub.talk import Standing, WindowThere
from pos.hub.venue import Venue as Passing
from pos.lifecycles import ConnectionState
from pos.views.cash import TillReportView
from pos.views.closing import ExceptionKind, JournalView, LeadKind
from pos.views.people import Permission, SessionView
from pos.views.statements import StatementName
from tests.integration.sharing_windows import SharingWindow, Venue
from tests.integration.small_house import SYMPHONY, House, seat, usd
from tests.integration.test_closing import check, close_day, count, lock, print_all, sheet, word_of
from tests.integration.test_selling import cart_of, cash, rows

FLOAT = 10_000


@pytest.fixture
def venue(tmp_path: Path) -> Iterator[Venue]:
    venue = Venue(tmp_path)
    yield venue
    venue.close()


@dataclass
class Talk:
    windows: tuple[WindowThere, ...]
    connection: Connection = Connection(ConnectionState.ONLINE)  # noqa: RUF009 - frozen


def test_what_comes_after_the_export_goes_into_the_next_journal(venue: Venue) -> None:
    late, books = venue.join("w1"), venue.join("w2")
    assert late.lease(SYMPHONY, seat("B", 1), seat("B", 2)).granted
    assert books.lease(SYMPHONY, seat("C", 2), seat("C", 3)).granted
    late.lose()
    ben = late.house.open_till("Ben Clerk")
    for number, tender in ((1, cash(4_500)), (2, check(4_500))):
        cart = cart_of(late.house, ben, ("B", number))
        late.house.office.selling.sell(late.house.command(), ben, cart, (tender,))
    print_all(late.house)

    ada = books.house.open_till()
    _sell(books.house, ada, 2)
    day = _close_without(books.house, ada, "w1").business_date
    finance = books.house.sign_in("Max House")
    exported = _export(books.house, finance, day)
    assert _by_account(exported)["1020"] == 4_500

    late.cut.up = True
    late.line.go(ConnectionState.ONLINE)
    _both(late, books)
    assert books.house.office.books.journal(finance, day) == exported, "before it is looked into"
    assert books.house.office.verify() == ()
    for _ in range(2):
        books.notice()
        late.notice()
    (found,) = books.house.office.exceptions.waiting()
    assert (found.kind, found.business_date, found.window) == (
        ExceptionKind.LATE_WINDOW,
        day,
        "Window w1",
    )
    assert (found.amount, found.taken) == (usd(0), ()), "its till is not counted"
    case = books.house.office.causes.of_exception(finance, found.exception_id)
    assert [lead.kind for lead in case.leads] == [LeadKind.ORDER] * 2

    count(late.house, ben, sheet(FLOAT + 4_500))
    lock(late.house, ben)
    assert close_day(late.house, ben).business_date == day
    _both(late, books)
    books.notice()
    (found,) = books.house.office.exceptions.waiting()
    assert (found.amount, found.taken) == (
        usd(9_000),
        (("cash", usd(4_500)), ("check", usd(4_500))),
    )
    ways = books.house.office.causes.of_exception(finance, found.exception_id).leads
    assert [lead.kind for lead in ways] == [LeadKind.CASHIER, *[LeadKind.ORDER] * 2]
    assert ways[0].name == "Ben Clerk"
    made = books.house.office.statements.make(finance, StatementName.CASHIER, ways[0].subject_id)
    heading = dict(made.heading)
    assert (heading["cashier"], heading["window"]) == ("Ben Clerk", "Window w1")

    venue.clock.advance(timedelta(days=1))
    ada = books.house.open_till()
    count(books.house, ada, sheet(FLOAT))
    lock(books.house, ada)
    assert [each.kind for each in books.house.office.closing.day_blockers()] == ["close_exception"]
    settling = books.house.sign_in("Max House")
    books.house.office.exceptions.settle(
        books.house.command(), settling, found.exception_id, "its line was cut"
    )
    next_day = close_day(books.house, ada).business_date
    second = _export(books.house, finance, next_day)
    assert second.number == 2
    assert _by_account(second)["1020"] == 4_500
    assert _by_account(second)["1030"] == 4_500
    assert books.house.office.books.journal(finance, day) == exported

    _both(late, books)
    late.notice()
    reader = late.house.sign_in("Max House")
    assert late.house.office.books.journal(reader, day).lines == exported.lines
    for window in (late, books):
        assert window.house.office.verify() == ()
        told = _by_account(exported, second)
        assert told == {
            str(account): minor
            for account, minor in rows(
                window.house, "SELECT account, sum(amount_minor) FROM posting GROUP BY account"
            )
            if minor
        }


def test_what_comes_before_the_export_is_in_the_journal_of_its_day(venue: Venue) -> None:
    late, books = venue.join("w1"), venue.join("w2")
    assert late.lease(SYMPHONY, seat("B", 1)).granted
    late.lose()
    ben = late.house.open_till("Ben Clerk")
    _sell(late.house, ben, 1, "B")
    day = _close_without(books.house, books.house.open_till(), "w1").business_date
    count(late.house, ben, sheet(FLOAT + 4_500))
    lock(late.house, ben)
    close_day(late.house, ben)

    late.cut.up = True
    late.line.go(ConnectionState.ONLINE)
    _both(late, books)
    books.notice()
    finance = books.house.sign_in("Max House")
    exported = _export(books.house, finance, day)
    assert _by_account(exported)["1020"] == 4_500
    books.notice()
    (found,) = books.house.office.exceptions.waiting()
    assert found.amount == usd(4_500)
    _both(late, books)
    assert late.house.office.verify() == books.house.office.verify() == ()


def _sell(house: House, session: SessionView, number: int, row: str = "C") -> None:
    cart = cart_of(house, session, (row, number))
    house.office.selling.sell(house.command(), session, cart, (cash(4_500),))
    print_all(house)


def _close_without(house: House, session: SessionView, missing: str) -> TillReportView:
    """Count and lock the till, and close the day without a window that may have sold."""
    taken = {(str(a)): int(str(m)) for a, m in rows(house, _IN_DRAWER)}
    count(house, session, sheet(taken.get("1020", 0) + FLOAT))
    lock(house, session)
    heard = house.clock.now() - timedelta(hours=1)
    there = WindowThere(
        missing, "Window 1", "W1", Standing.JOINED, 9, heard, "1", 3, 0, 0, 0.0, None
    )
    passing = Passing(house.office.storage, house.office.window, Talk((there,)))
    closing = Closing(house.office.storage, house.ids, house.office.window, passing.missing)
    assert [each.kind for each in closing.day_blockers()] == ["window_missing"]
    manager = house.sign_in("Max House")
    passing.pass_over(house.command(), manager, missing, "its line is cut")
    command = house.command()
    word = word_of(house, "Max House", command, session, Permission.CLOSE_DAY)
    return closing.close_day(command, session, word)


_IN_DRAWER = """
    SELECT p.account, sum(p.amount_minor) FROM posting p JOIN batch b ON b.batch_id = p.batch_id
    WHERE b.kind = 'sale' GROUP BY p.account
    """


def _export(house: House, session: SessionView, day: object) -> JournalView:
    days = [each for each, _ in house.office.books.days(session)]
    assert day in days
    view = house.office.books.export(house.command(), session, days[days.index(day)])
    return replace(view)


def _both(late: SharingWindow, books: SharingWindow) -> None:
    late.sync()
    books.sync()
    late.sync()


def _by_account(*journals: JournalView) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in (line for journal in journals for line in journal.lines):
        found[line.ours] = found.get(line.ours, 0) + line.debit.minor - line.credit.minor
    return {account: minor for account, minor in found.items() if minor}
