"""Who may see which statement while a till is not counted: the whole table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from pos.closing.statements.makers import MAKERS
from pos.closing.statements.seeing import TELLS, Tells, told
from pos.errors import DayNotReady, NotAllowed, TillNotCounted
from pos.views.people import SessionView
from pos.views.statements import Statement, StatementName
from tests.conftest import DOORS_OPEN
from tests.integration.small_house import House
from tests.integration.test_closing import (
    close_day,
    close_evening,
    count,
    print_all,
    sell,
    sheet,
)
from tests.integration.test_deposits import prepared
from tests.integration.test_movements import with_rules
from tests.integration.test_relief import ALLOWED, relieved
from tests.integration.test_selling import cash

YESTERDAY = DOORS_OPEN.date()
TODAY = YESTERDAY + timedelta(days=1)

TELLS_OF_TODAY = {
    # about yesterday, about today; None: there is none about it yet
    StatementName.CASHIER: (False, True),
    StatementName.DEPOSIT: (False, None),
    StatementName.CHECKS: (False, True),
    StatementName.PERFORMANCE: (True, True),
    StatementName.DAILY: (False, True),
    StatementName.EXCEPTIONS: (False, False),
    StatementName.OPERATORS: (False, True),
    StatementName.PROMO_CODES: (False, True),
    StatementName.DONATIONS: (False, True),
    StatementName.CERTIFICATES: (False, True),
    StatementName.JOURNAL: (False, None),
    StatementName.OVER_SHORT: (False, False),
    StatementName.SETTLEMENT: (None, None),  # a file's, which is no day's: ``Tells.NOTHING``
}
"""Whether a statement tells what is expected in a till of today."""
OF_DAYS = tuple(name for name in MAKERS if name is not StatementName.SETTLEMENT)

Asked = Callable[[StatementName, str], Statement]


def seen(ask: Asked, name: StatementName, subjects: tuple[str, str]) -> tuple[bool | None, ...]:
    """Return whether the statement about yesterday, and that about today, is refused."""
    found: list[bool | None] = []
    for subject in subjects:
        try:
            ask(name, subject)
            found.append(False)
        except TillNotCounted:
            found.append(True)
        except DayNotReady:
            found.append(None)
    return tuple(found)


def subjects_of(house: House, name: StatementName, deposit: str) -> tuple[str, str]:
    """Return what a statement about yesterday is asked for by, and one about today."""
    till = house.office.tills.current()
    assert till is not None
    return {
        StatementName.CASHIER: ("1", till.till_id),
        StatementName.PERFORMANCE: ("SYM-1", "SYM-1"),
        StatementName.DEPOSIT: (deposit, deposit),
    }.get(name, (YESTERDAY.isoformat(), TODAY.isoformat()))


def two_days(house: House) -> str:
    """Play yesterday to the end, with a deposit; return its id."""
    ada = close_evening(house)
    assert ada.z_number == 1
    deposit = prepared(house, house.sign_in("Sue Lead"))
    close_day(house, house.staff["Ada Clerk"])
    house.clock.advance(timedelta(days=1))
    return deposit.deposit_id


def as_(house: House, session: SessionView) -> Asked:
    return lambda name, subject: house.office.statements.make(session, name, subject)


def test_every_statement_has_a_place_in_the_rule() -> None:
    assert TELLS.keys() == set(StatementName) == TELLS_OF_TODAY.keys()
    nothing = {name for name, tells in TELLS.items() if tells is Tells.NOTHING}
    assert nothing == {name for name, (_, today) in TELLS_OF_TODAY.items() if not today}


def test_who_has_to_count_sees_nothing_that_tells_and_nobody_at_a_command_line(
    house: House,
) -> None:
    deposit = two_days(house)
    max_ = house.sign_in("Max House")
    statements = house.office.statements
    kept = statements.keep(house.command(), max_, StatementName.PERFORMANCE, "SYM-1")
    house.clock.advance(-timedelta(minutes=5))  # what was kept first stays so, whatever it shows
    with_rules(house, ALLOWED)
    ada = house.open_till()
    sue = relieved(house, ada, by="Sue Lead")
    sell(house, sue, cash(9_000))
    for name in OF_DAYS:
        subjects = subjects_of(house, name, deposit)
        tells = TELLS_OF_TODAY[name]
        if tells[1] is None:
            tells, subjects = tells[:1], subjects[:1]
        for ask in (statements.of_the_house, as_(house, sue)):
            assert seen(ask, name, subjects) == tells, name
        assert seen(as_(house, max_), name, subjects) == (False,) * len(subjects), name
        if name is not StatementName.CASHIER:
            with pytest.raises(NotAllowed):
                statements.make(ada, name, subjects[0])
    assert seen(as_(house, ada), StatementName.CASHIER, ("1", "1")) == (False, False)
    for letters in (statements.letters_of_house, lambda day: statements.letters(sue, day)):
        assert letters(YESTERDAY.isoformat()) == ()
        with pytest.raises(TillNotCounted):
            letters(TODAY.isoformat())

    # A clock that is set back behind the till's opening opens nothing.
    house.clock.advance(-timedelta(minutes=5))
    sue = house.sign_in("Sue Lead")
    for name in (StatementName.DAILY, StatementName.PERFORMANCE, StatementName.CASHIER):
        for ask in (statements.of_the_house, as_(house, sue)):
            assert seen(ask, name, subjects_of(house, name, deposit))[1], name
    max_ = house.sign_in("Max House")

    # What was kept while the till was open is as blind as it is; what was kept before is not.
    again = statements.keep(house.command(), max_, StatementName.PERFORMANCE, "SYM-1")
    assert statements.kept_by_the_house(StatementName.PERFORMANCE, 1) == kept
    assert statements.again(sue, StatementName.PERFORMANCE, 1) == kept
    with pytest.raises(TillNotCounted) as refused:
        statements.kept_by_the_house(StatementName.PERFORMANCE, 2)
    assert refused.value.params == {"kind": "house", "cashier": "Ada Clerk"}
    with pytest.raises(TillNotCounted):
        statements.again(sue, StatementName.PERFORMANCE, 2)

    print_all(house)
    count(house, ada, sheet(19_000))
    assert statements.kept_by_the_house(StatementName.PERFORMANCE, 2) == again
    for name in OF_DAYS:
        subjects = subjects_of(house, name, deposit)[: 1 if name is StatementName.JOURNAL else 2]
        for ask in (statements.of_the_house, as_(house, sue)):
            assert seen(ask, name, subjects) == (False,) * len(subjects), name


def test_what_a_till_left_behind_stands_on_later_days_of_certificates_only(house: House) -> None:
    """A till of yesterday that nobody counted, asked about today."""
    house.open_till()
    tomorrow = TODAY.isoformat()
    with house.office.storage.read() as uow:
        telling = {name for name in StatementName if told(uow, name, tomorrow)}
    assert telling == {StatementName.CERTIFICATES, StatementName.PERFORMANCE}
