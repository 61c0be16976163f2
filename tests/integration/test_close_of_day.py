"""The manager's close of a day: what it waits for, what may be carried over it, and that it stays
as it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pos.errors import DayNotReady, InvariantBroken, SamePerson
from pos.ids import CommandId, WindowId
from pos.ledger import Account, Entry
from pos.office import Office
from pos.people.pins import PinHasher
from pos.ports.terminals import CardOutcome
from pos.records import Batch
from pos.views.closing import CloseExceptionView, ExceptionKind, ExceptionStanding
from pos.views.people import Permission, SessionView
from pos.window import Window
from tests.integration.card_sales import answer, begin, card_house, settle
from tests.integration.small_house import House, usd
from tests.integration.test_closing import (
    EXPECTED_CASH,
    close_day,
    close_evening,
    count,
    evening,
    lock,
    print_all,
    sheet,
    word_of,
)
from tests.integration.test_selling import cart_of, cash

SHORT = 6_000
"""More than is posted without looking into it."""


def short_evening(house: House) -> SessionView:
    """Ada's till is far short, explained and locked by Max; an exception is open."""
    ada = evening(house)
    count(house, ada, sheet(EXPECTED_CASH - SHORT))
    lock(house, ada, "Max House", "nobody knows yet")
    return ada


def the_one(house: House) -> CloseExceptionView:
    (found,) = house.office.exceptions.waiting()
    return found


def carry(house: House, session: SessionView) -> CloseExceptionView:
    command = house.command()
    word = word_of(house, "Max House", command, session, Permission.CARRY_EXCEPTION)
    found, owner = the_one(house), house.sign_in("Max House").user_id
    return house.office.exceptions.carry(
        command, session, found.exception_id, owner, "asks the bank on Monday", word
    )


def blockers(house: House) -> list[tuple[str, int]]:
    return [(each.kind, each.count) for each in house.office.closing.day_blockers()]


def test_the_day_waits_for_exceptions(house: House) -> None:
    ada = short_evening(house)
    found = the_one(house)
    assert (found.kind, found.amount) == (ExceptionKind.TILL_DIFFERENCE, usd(-SHORT))
    assert blockers(house) == [("close_exception", 1)]
    assert house.office.closing.day_blockers()[0].about == found.exception_id
    with pytest.raises(DayNotReady):
        close_day(house, ada)
    manager = house.sign_in("Max House")
    with pytest.raises(SamePerson):
        house.office.exceptions.settle(house.command(), _may_settle(ada), found.exception_id, "me")
    house.office.exceptions.settle(
        house.command(), manager, found.exception_id, "found in the float"
    )
    assert blockers(house) == []
    assert close_day(house, ada).carried == ()


def _may_settle(session: SessionView) -> SessionView:
    permissions = session.permissions | {Permission.SETTLE_EXCEPTION}
    return SessionView(session.user_id, session.name, session.role, "en", permissions)


def test_what_is_carried_stands_on_every_days_report_until_it_is_settled(house: House) -> None:
    ada = short_evening(house)
    lead = house.sign_in("Sue Lead")
    assert carry(house, lead).standing is ExceptionStanding.CARRIED
    report = close_day(house, ada)
    (carried,) = report.carried
    assert (carried.owner, carried.reason) == ("Max House", "asks the bank on Monday")
    house.clock.advance(timedelta(days=1))
    ada = house.open_till()
    count(house, ada, sheet(10_000))
    lock(house, ada)
    assert close_day(house, ada).carried == (carried,)
    assert house.office.closing.day_reports()[0] == report
    assert house.office.verify() == ()


def test_the_day_waits_for_another_window_and_says_for_whom(house: House) -> None:
    """A second window over the same database, as a hub will have it: its till is open, a card
    payment under way, a ticket not out. Each is said by the window's name and the person."""
    close_evening(house)
    closing, ada = house.office.closing, house.staff["Ada Clerk"]
    door = Window(WindowId("w-2"), "Side door", "W2")
    office = house.office
    there = replace(
        house,
        office=Office(
            office.storage, house.clock, house.ids, office.events, door, PinHasher(1, 8, 1)
        ),
    )
    ben = card_house(there, "Ben Clerk")
    cart = cart_of(there, ben, ("B", 8))
    there.office.selling.sell(house.command(), ben, cart, (cash(4_500),))
    held, begun = begin(there, ben, ("B", 9))
    waits = [(each.kind, each.count, each.subject) for each in closing.day_blockers()]
    assert waits[:2] == [
        ("open_window", 1, "Side door · Ben Clerk"),
        ("payment_elsewhere", 1, "Side door · Ben Clerk"),
    ]
    assert [kind for kind, _, _ in waits[2:]] == ["unprinted"]
    with pytest.raises(DayNotReady) as refused:
        close_day(house, ada)
    assert refused.value.params["subject"] == "Side door · Ben Clerk"

    settle(there, begun, answer(begun, CardOutcome.DECLINED))
    there.office.seating.abandon(house.command(), ben, held)
    print_all(there)
    count(there, ben, sheet(14_500))  # and counted is not locked
    (left,) = closing.day_blockers()
    assert (left.kind, left.subject) == ("open_window", "Side door · Ben Clerk")
    lock(there, ben)
    day = close_day(house, ada).business_date
    with pytest.raises(DayNotReady) as refused:  # the journal is one for all windows
        house.office.books.journal(house.sign_in("Max House"), day)
    assert refused.value.params["subject"] == "Side door"
    close_day(there, ben)
    assert house.office.verify() == ()


@pytest.mark.parametrize(
    ("back", "found"), [(timedelta(seconds=40), 0), (timedelta(hours=2), 1), (timedelta(days=3), 1)]
)
def test_a_clock_that_went_back_is_said(house: House, back: timedelta, found: int) -> None:
    """Also when it was put right again before anybody counted."""
    ada = evening(house)
    house.clock.advance(-back)
    house.office.tills.no_sale(house.command(), ada, "change")
    house.clock.advance(back)
    count(house, ada)
    lock(house, ada)
    waiting = house.office.exceptions.waiting()
    assert [one.kind for one in waiting] == [ExceptionKind.CLOCK] * found
    assert blockers(house) == [("close_exception", 1)] * found
    assert house.office.verify() == ()


def test_a_clock_that_went_back_in_the_middle_of_a_close_is_said(house: House) -> None:
    ada = evening(house)
    count(house, ada)
    house.clock.advance(timedelta(minutes=-30))
    lock(house, ada)
    assert the_one(house).text == "2026-11-21 18:20 \N{EN DASH} 2026-11-21 17:50"


def test_a_correction_lands_in_the_next_day(house: House) -> None:
    """A drawer's money found after the lock: nothing of the locked day changes, the next day's
    journal has it."""
    close_evening(house)
    report = close_day(house, house.staff["Ada Clerk"])
    manager = house.sign_in("Max House")
    before = house.office.books.export(house.command(), manager, report.business_date)
    house.clock.advance(timedelta(hours=1))
    ada = house.open_till()
    till = house.office.tills.current()
    assert till is not None
    assert till.business_date == date(2026, 11, 22)
    _correct(house, report.business_date, refused=True)
    _correct(house, till.business_date, refused=False)
    count(house, ada, sheet(10_000))
    lock(house, ada)
    house.clock.advance(timedelta(days=1))  # the day has to begin before it ends
    close_day(house, ada)
    assert house.office.books.journal(manager, report.business_date) == before
    later = house.office.books.journal(manager, till.business_date)
    assert {line.ours: line.debit - line.credit for line in later.lines}["5020"] == usd(-2_000)
    assert house.office.closing.day_reports()[0] == report


def _correct(house: House, day: date, *, refused: bool) -> None:
    window_id = house.office.window.window_id
    with house.office.storage.begin() as uow:
        batch = Batch(CommandId(house.ids.new()), "safe_count", day, uow.now(), "u", window_id)
        entry = Entry(batch, "USD")
        entry.debit(Account.CASH, usd(2_000))
        entry.credit(Account.OVER_SHORT, usd(2_000))
        if refused:
            with pytest.raises(InvariantBroken):
                uow.post(entry)
            return
        uow.post(entry)
        uow.commit()
