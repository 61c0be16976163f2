"""A check that comes back goes out of where the books have it, with what they have of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.errors import DepositRefused, NotThisWay
from pos.ids import TenderId
from pos.paying.came_back_from import what_the_bank_got
from pos.views.cash import PaperCounted
from pos.views.deposits import DepositView
from pos.views.people import Permission
from tests.conftest import DOORS_OPEN
from tests.integration.card_sales import balances
from tests.integration.small_house import House, usd
from tests.integration.test_closing import (
    all_papers,
    check,
    lock,
    print_all,
    sell,
    sheet,
    word_of,
)
from tests.integration.test_deposits import prepared
from tests.integration.test_selling import cash, rows

EXTRA = PaperCounted("check", "", "1204", "Ann Example", 4500)


def locked(house: House, rung: int, counted: int | None, *extra: PaperCounted) -> None:
    """Take a check and 45 dollars in cash, count so much on it (None: it is missing), lock."""
    ada = house.open_till()
    sell(house, ada, check(rung))
    sell(house, ada, cash(4500))
    print_all(house)
    papers = () if counted is None else [replace(all_papers(house)[0], counted_minor=counted)]
    house.office.closing.start_count(house.command(), ada)
    house.office.closing.submit_count(house.command(), ada, sheet(14_500), (*papers, *extra))
    lock(house, ada, "Max House", "as counted")


def sealed(house: House) -> DepositView:
    manager = house.sign_in("Max House")
    made, command = prepared(house, manager), house.command()
    word = word_of(house, "Sue Lead", command, manager, Permission.DEPOSIT)
    return house.office.deposits.seal(command, manager, made.deposit_id, "B-1", "", word)


def confirm(house: House, made: DepositView, off: int = 0) -> None:
    lead, bank = house.sign_in("Sue Lead"), made.total + usd(off)
    house.office.deposits.confirm(
        house.command(), lead, made.deposit_id, bank, DOORS_OPEN.date(), "as the bank says"
    )


def come_back(house: House) -> None:
    ((tender_id,),) = rows(
        house, "SELECT tender_id FROM tender WHERE kind = 'check' AND amount_minor > 0"
    )
    manager = house.sign_in("Max House")
    house.office.checks.returned(house.command(), manager, TenderId(tender_id), "no funds", usd(0))


def stand(house: House) -> tuple[int, ...]:
    """Return the checks, the bank, what is owed for it and over or short, when all is well."""
    assert house.office.verify() == ()
    booked = balances(house)
    return tuple(booked.get(account, 0) for account in ("1030", "1010", "1050", "5020"))


def test_what_was_counted_goes_out_of_the_checks(house: House) -> None:
    locked(house, 9000, 1900)
    assert stand(house) == (1900, 0, 0, 7100)
    come_back(house)
    assert stand(house) == (0, 0, 9000, 0)
    assert house.office.deposits.plan(house.sign_in("Max House")).checks == ()


@pytest.mark.parametrize(
    ("rung", "counted", "extra", "off"),
    [
        (9000, 1900, (), 0),
        (9000, 1900, (), 7100),  # the bank read what was rung
        (4500, None, (), 4500),  # it was in the bag after all
        (4500, None, (EXTRA,), 0),  # it was listed as one too many
        (4500, None, (replace(EXTRA, number="12"),), 0),  # its number misread
        (4500, 4500, (), -4500),  # the bank never had it
    ],
)
def test_what_the_bank_got_goes_out_of_the_bank(
    house: House, rung: int, counted: int | None, extra: tuple[PaperCounted, ...], off: int
) -> None:
    locked(house, rung, counted, *extra)
    confirm(house, sealed(house), off)
    come_back(house)
    assert stand(house) == (0, 4500, rung, 0)


def test_one_too_many_of_its_number_is_not_deposited_any_more(house: House) -> None:
    locked(house, 4500, None, EXTRA)
    manager = house.sign_in("Max House")
    made = prepared(house, manager)
    come_back(house)
    assert stand(house) == (0, 0, 4500, 0)
    command = house.command()
    word = word_of(house, "Sue Lead", command, manager, Permission.DEPOSIT)
    with pytest.raises(DepositRefused):
        house.office.deposits.seal(command, manager, made.deposit_id, "B-1", "", word)
    house.office.deposits.undo(house.command(), manager, made.deposit_id, "a check came back")
    assert house.office.deposits.plan(manager).checks == ()


def test_nothing_comes_back_from_a_bag_before_the_bank_has_confirmed_it(house: House) -> None:
    locked(house, 4500, 4500)
    made = sealed(house)
    with pytest.raises(NotThisWay) as refused:
        come_back(house)
    assert refused.value.params == {"what": "check_on_its_way"}
    manager = house.sign_in("Max House")
    house.office.deposits.collect(house.command(), manager, made.deposit_id, "Armored car 7")
    with pytest.raises(NotThisWay):
        come_back(house)
    confirm(house, made)
    come_back(house)
    assert stand(house) == (0, 4500, 4500, 0)


@pytest.mark.parametrize(
    ("rung", "counted", "off", "got"),
    [
        (9000, 9000, 0, 9000),
        (9000, 9000, -100, 9000),  # some cash, not the check
        (9000, 0, 13_500, 9000),  # another one was in the bag too
        (9000, 0, 100, 0),
        (1900, 9000, -7100, 1900),  # counted too high
        (1900, 9000, 500, 9000),
    ],
)
def test_what_a_difference_at_the_bank_says_of_one_check(
    rung: int, counted: int, off: int, got: int
) -> None:
    assert what_the_bank_got(rung, counted, off) == got
