"""Days that are locked: what they earn, what their journal says, and that nothing comes after."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from kiosk import settings
from kiosk.journal_files import JOURNAL_FORMATS, JournalFiles
from kiosk.messages import load_words
from kiosk.papers import Papers
from pos.closing.chart import STARTER_NAMES
from pos.errors import DayNotReady, InvariantBroken, NotAllowed, NotFound
from pos.ledger import Account, Entry
from pos.records import Batch
from pos.views.cash import CountSheet
from pos.views.closing import JournalView
from pos.views.people import Permission, SessionView
from pos.views.statements import StatementName
from tests.integration.small_house import SYMPHONY, ZONE, House, usd
from tests.integration.test_closing import print_all, sell, word_of
from tests.integration.test_selling import cash


def lock(house: House, session: SessionView, counted: int) -> None:
    """Count ``counted`` cents in dollar notes, lock the till and the day."""
    office = house.office
    print_all(house)
    till = office.tills.current()
    assert till is not None
    office.closing.start_count(house.command(), session)
    sheet = CountSheet(notes=((100, counted // 100),))
    office.closing.submit_count(house.command(), session, sheet)
    command = house.command()
    word = word_of(house, "Max House", command, session, Permission.APPROVE_CLOSE)
    office.closing.approve(command, session, till.till_id, word, "counted twice")
    command = house.command()
    word = word_of(house, "Max House", command, session, Permission.CLOSE_DAY)
    office.closing.close_day(command, session, word)


def balance(house: House, account: Account) -> int:
    with house.office.storage.read() as uow:
        net = uow.books.net_until(date.max, after=None)
    return sum(minor for each, _, minor in net if each == account.value)


def by_account(view: JournalView) -> dict[str, int]:
    return {line.ours: line.debit.minor - line.credit.minor for line in view.lines}


@pytest.fixture
def two_evenings(house: House) -> House:
    """The first evening, with the symphony, sold two tickets and is locked; so is the second."""
    ada = house.open_till()
    sell(house, ada, cash(9_000, 10_000))
    lock(house, ada, 19_000)
    assert balance(house, Account.TICKET_REVENUE) == 0, "not before it has played"
    house.clock.advance(timedelta(days=1))
    ada = house.open_till()
    lock(house, ada, 10_000)
    return house


def test_a_performance_earns_the_day_after(two_evenings: House) -> None:
    house = two_evenings
    assert balance(house, Account.TICKET_REVENUE) == -8_400
    assert balance(house, Account.DEFERRED_TICKETS) == 0
    assert not house.office.verify()


def test_what_comes_back_later_takes_its_revenue_with_it(two_evenings: House) -> None:
    house = two_evenings
    with house.office.storage.begin() as uow:
        day = house.office.closing.day_reports()[-1].business_date + timedelta(days=1)
        batch = Batch("late", "refund", day, uow.now(), "u", house.office.window.window_id)
        entry = Entry(batch, "USD")
        entry.debit(Account.DEFERRED_TICKETS, usd(4_200), performance_id=SYMPHONY)
        entry.credit(Account.REFUNDS_PAYABLE, usd(4_200))
        uow.post(entry)
        uow.commit()
    house.clock.advance(timedelta(days=1))
    ada = house.open_till()
    lock(house, ada, 10_000)
    assert balance(house, Account.TICKET_REVENUE) == -4_200
    assert balance(house, Account.DEFERRED_TICKETS) == 0


def test_the_journal_balances_and_is_the_day(two_evenings: House) -> None:
    house = two_evenings
    finance = house.sign_in("Max House")
    first, second = (day for day, _ in house.office.books.days(finance))
    view = house.office.books.journal(finance, first)
    assert by_account(view) == {"1020": 9_000, "2010": -8_400, "2030": -600}
    assert {line.memo for line in view.lines} == {"", "SYM-1"}
    assert view.total == usd(9_000)
    assert by_account(house.office.books.journal(finance, second)) == {
        "2010": 8_400,
        "4010": -8_400,
    }


def test_exported_twice_is_the_same(two_evenings: House) -> None:
    house = two_evenings
    finance = house.sign_in("Max House")
    day = house.office.books.days(finance)[0][0]
    assert house.office.books.journal(finance, day).number is None
    first = house.office.books.export(house.command(), finance, day)
    assert first.number == 1
    assert house.office.books.export(house.command(), finance, day) == first
    assert house.office.books.days(finance)[0] == (day, 1)


def test_the_files_of_an_export_are_the_same_whenever_they_are_written(
    two_evenings: House, tmp_path: Path
) -> None:
    """Also those that a killed program never wrote, and days later."""
    house = two_evenings
    finance = house.sign_in("Max House")
    day = house.office.books.days(finance)[0][0]
    papers = Papers(settings.Settings(), load_words("en", ZONE))

    def write(folder: str) -> tuple[str, dict[str, bytes]]:
        view = house.office.books.journal(finance, day)
        made = house.office.statements.make(finance, StatementName.JOURNAL, day.isoformat())
        places = JournalFiles(tmp_path / folder, papers).save(view, made, JOURNAL_FORMATS)
        return places[0].stem, {place.suffix: place.read_bytes() for place in places}

    assert write("draft")[0] == f"journal-{day.isoformat()}-draft"
    house.office.books.export(house.command(), finance, day)
    name, first = write("first")
    assert (name, len(first)) == (f"journal-{day.isoformat()}-1", 4)
    house.clock.advance(timedelta(days=30))
    assert write("later") == (name, first)
    assert write("first") == (name, first)


def test_who_may_see_and_export(two_evenings: House) -> None:
    house = two_evenings
    ada, lead = house.sign_in("Ada Clerk"), house.sign_in("Sue Lead")
    day = house.office.books.days(lead)[0][0]
    with pytest.raises(NotAllowed):
        house.office.books.journal(ada, day)
    with pytest.raises(NotAllowed):
        house.office.books.export(house.command(), lead, day)
    with pytest.raises(NotFound):
        house.office.books.journal(lead, day + timedelta(days=40))


def test_nothing_is_posted_on_or_before_a_locked_day(two_evenings: House) -> None:
    house = two_evenings
    days = [report.business_date for report in house.office.closing.day_reports()]
    for day in (days[0] - timedelta(days=9), *days):
        with house.office.storage.begin() as uow:
            window_id = house.office.window.window_id
            entry = Entry(Batch("b", "sale", day, uow.now(), "u", window_id), "USD")
            entry.debit(Account.CASH, usd(1))
            entry.credit(Account.OVER_SHORT, usd(1))
            with pytest.raises(InvariantBroken):
                uow.post(entry)


def test_a_clock_set_back_opens_no_earlier_day(two_evenings: House) -> None:
    house = two_evenings
    newest = house.office.closing.day_reports()[-1].business_date
    house.clock.advance(timedelta(days=-5))
    house.open_till()
    till = house.office.tills.current()
    assert till is not None
    assert till.business_date == newest + timedelta(days=1)


def test_every_account_has_a_name() -> None:
    assert set(STARTER_NAMES) == set(Account)


def test_a_day_that_has_not_begun_is_not_locked(two_evenings: House) -> None:
    house = two_evenings
    ada = house.open_till()  # after tonight was locked: it belongs to tomorrow
    with pytest.raises(DayNotReady) as refused:
        lock(house, ada, 10_000)
    assert refused.value.params["reason"] == "not_begun"
    house.clock.advance(timedelta(days=1))
    command = house.command()
    word = word_of(house, "Max House", command, ada, Permission.CLOSE_DAY)
    house.office.closing.close_day(command, ada, word)
