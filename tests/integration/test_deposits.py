"""Deposits over a real file: from locked tills to what the bank says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pos.errors import (
    AmountInvalid,
    ApprovalNeeded,
    BagUsed,
    DepositRefused,
    IllegalTransition,
    NotAllowed,
    NotFound,
    SamePerson,
)
from pos.ids import TenderId
from pos.ledger import Account
from pos.money import Money
from pos.views.cash import CountSheet, TillReportView
from pos.views.closing import ExceptionKind
from pos.views.deposits import DepositView
from pos.views.people import Permission, SessionView
from tests.integration.small_house import House, usd
from tests.integration.test_books import balance
from tests.integration.test_closing import (
    EXPECTED_CASH,
    check,
    close_evening,
    count,
    evening,
    lock,
    print_all,
    sell,
    sheet,
    word_of,
)
from tests.integration.test_movements import dropped, paid
from tests.integration.test_safe import dollars as safe_dollars
from tests.integration.test_safe import give_safe
from tests.integration.test_selling import cash

EVENING_CASH = usd(12_000)
"""What the evening of ``test_closing`` sells for cash."""
EVENING_CHECKS = usd(10_500)


def dollars(amount: Money) -> CountSheet:
    return CountSheet(notes=((100, amount.minor // 100),))


@pytest.fixture
def lead(house: House) -> SessionView:
    """Ada's evening is locked; Sue is there."""
    close_evening(house)
    return house.sign_in("Sue Lead")


def prepared(house: House, session: SessionView) -> DepositView:
    deposits = house.office.deposits
    plan = deposits.plan(session)
    tills = [till.till_id for till in plan.tills]
    return deposits.prepare(house.command(), session, tills, dollars(plan.cash))


def sealed(house: House, session: SessionView, bag: str = "B-1") -> DepositView:
    made, command = prepared(house, session), house.command()
    word = word_of(house, "Max House", command, session, Permission.DEPOSIT)
    return house.office.deposits.seal(command, session, made.deposit_id, bag, "S-1", word)


def test_a_deposit_is_what_its_tills_took(house: House, lead: SessionView) -> None:
    plan = house.office.deposits.plan(lead)
    assert (plan.cash, plan.checks_total) == (EVENING_CASH, EVENING_CHECKS)
    assert sum(amount.minor for _, amount in plan.proof) == EVENING_CASH.minor
    assert len(plan.checks) == 2
    made = prepared(house, lead)
    assert (made.cash, made.checks_total, made.total) == (
        EVENING_CASH,
        EVENING_CHECKS,
        EVENING_CASH + EVENING_CHECKS,
    )
    assert house.office.deposits.every(lead) == (made,)
    assert house.office.deposits.plan(lead).tills == ()


def test_the_pieces_are_proposed_also_where_the_next_float_is_another(
    house: House, lead: SessionView
) -> None:
    """The float of the evening was 100 dollars, the next one is what the venue wants."""
    plan = house.office.deposits.plan(lead)
    assert plan.proposed.total == plan.cash
    assert plan.proposed == dollars(EVENING_CASH)


def test_the_cash_has_to_come_to_it(house: House, lead: SessionView) -> None:
    tills = [till.till_id for till in house.office.deposits.plan(lead).tills]
    short = dollars(EVENING_CASH - usd(100))
    with pytest.raises(AmountInvalid):
        house.office.deposits.prepare(house.command(), lead, tills, short)


def test_a_till_goes_to_the_bank_once(house: House, lead: SessionView) -> None:
    made = prepared(house, lead)
    tills = [till.till_id for till in made.tills]
    with pytest.raises(DepositRefused):
        house.office.deposits.prepare(house.command(), lead, tills, dollars(EVENING_CASH))
    with pytest.raises(DepositRefused):
        house.office.deposits.prepare(house.command(), lead, [], CountSheet())


def test_sealing_puts_the_money_on_its_way(house: House, lead: SessionView) -> None:
    before = balance(house, Account.CASH)
    view = sealed(house, lead)
    assert (view.state, view.bag, view.seen_by) == ("sealed", "B-1", "Max House")
    assert balance(house, Account.CASH) == before - EVENING_CASH.minor
    assert balance(house, Account.CHECKS) == 0
    assert balance(house, Account.IN_TRANSIT) == view.total.minor
    assert house.office.verify() == ()


def test_the_bank_agrees(house: House, lead: SessionView) -> None:
    view = sealed(house, lead)
    house.office.deposits.collect(house.command(), lead, view.deposit_id, "Armored car 7")
    manager = house.sign_in("Max House")
    done = house.office.deposits.confirm(
        house.command(), manager, view.deposit_id, view.total, date(2026, 11, 21)
    )
    assert (done.state, done.courier, done.bank) == ("confirmed", "Armored car 7", view.total)
    assert balance(house, Account.BANK) == view.total.minor
    assert balance(house, Account.IN_TRANSIT) == 0
    assert house.office.exceptions.every() == ()


@pytest.mark.parametrize("off", [-100, 100])
def test_what_the_bank_got_differently_is_an_exception(
    house: House, lead: SessionView, off: int
) -> None:
    view, manager = sealed(house, lead), house.sign_in("Max House")
    over_short = balance(house, Account.OVER_SHORT)
    house.office.deposits.confirm(
        house.command(), manager, view.deposit_id, view.total + usd(off), date(2026, 11, 21)
    )
    (found,) = house.office.exceptions.waiting()
    assert (found.kind, found.amount) == (ExceptionKind.DEPOSIT_DIFFERENCE, usd(off))
    assert balance(house, Account.OVER_SHORT) == over_short - off
    assert {lead.user_id, manager.user_id} <= set(found.not_by), "who sealed it and who confirmed"
    assert house.office.verify() == ()


def test_who_prepared_a_bag_does_not_settle_its_difference_but_an_owner_gets_through(
    house: House,
) -> None:
    close_evening(house)
    made, command = prepared(house, manager := house.sign_in("Max House")), house.command()
    word = word_of(house, "Olga Owner", command, manager, Permission.DEPOSIT)
    deposits, exceptions = house.office.deposits, house.office.exceptions
    deposits.seal(command, manager, made.deposit_id, "B-1", "S-1", word)
    sue, owner = house.sign_in("Sue Lead"), house.sign_in("Olga Owner")
    less = made.total - usd(5_000)
    deposits.confirm(house.command(), sue, made.deposit_id, less, date(2026, 11, 21))
    (found,) = exceptions.waiting()
    with pytest.raises(SamePerson):
        exceptions.settle(house.command(), manager, found.exception_id, "all fine")
    exceptions.settle(house.command(), owner, found.exception_id, "nobody else is left")
    assert exceptions.waiting() == ()
    assert house.office.verify() == ()


def test_who_does_what(house: House, lead: SessionView) -> None:
    ada = house.sign_in("Ada Clerk")
    with pytest.raises(NotAllowed):
        house.office.deposits.plan(ada)
    made, command = prepared(house, lead), house.command()
    word = word_of(house, "Max House", house.command(), lead, Permission.DEPOSIT)
    with pytest.raises(ApprovalNeeded):
        house.office.deposits.seal(command, lead, made.deposit_id, "B-1", "", word)
    command = house.command()
    word = word_of(house, "Max House", command, lead, Permission.DEPOSIT)
    house.office.deposits.seal(command, lead, made.deposit_id, "B-1", "", word)
    with pytest.raises(SamePerson):
        house.office.deposits.confirm(
            house.command(), lead, made.deposit_id, made.total, date(2026, 11, 21)
        )


def test_taken_apart_it_can_be_made_again(house: House, lead: SessionView) -> None:
    view, before = sealed(house, lead), balance(house, Account.CASH)
    undone = house.office.deposits.undo(house.command(), lead, view.deposit_id, "torn bag")
    assert undone.state == "undone"
    assert balance(house, Account.CASH) == before + EVENING_CASH.minor
    assert balance(house, Account.IN_TRANSIT) == 0
    again, command = prepared(house, lead), house.command()
    word = word_of(house, "Max House", command, lead, Permission.DEPOSIT)
    with pytest.raises(BagUsed):
        house.office.deposits.seal(command, lead, again.deposit_id, " b-1 ", "", word)
    with pytest.raises(IllegalTransition):
        house.office.deposits.undo(house.command(), lead, view.deposit_id, "twice")


def test_a_repeat_returns_the_first_answer(house: House, lead: SessionView) -> None:
    plan, command = house.office.deposits.plan(lead), house.command()
    tills = [till.till_id for till in plan.tills]
    first = house.office.deposits.prepare(command, lead, tills, dollars(plan.cash))
    assert house.office.deposits.prepare(command, lead, tills, dollars(plan.cash)) == first


def test_the_bank_is_late_after_business_days(house: House, lead: SessionView) -> None:
    sealed(house, lead)
    made = house.office.deposits.every(lead)[0].business_date
    days = 0
    while not house.office.deposits.every(lead)[0].late:
        house.clock.advance(timedelta(days=1))
        days += 1
    due = [made + timedelta(days=n) for n in range(1, days + 1)]
    assert sum(day.weekday() < 5 for day in due) in (3, 4)
    assert sum(day.weekday() < 5 for day in due[:-1]) == 3


def test_a_bag_that_was_short_is_short_at_the_bank(house: House) -> None:
    ada = evening(house)
    drop = dropped(house, ada, 2_000, "D-1")
    print_all(house)
    counted = count(house, ada, sheet(EXPECTED_CASH - 2_000))
    assert not counted.needs_reason
    lock(house, ada)
    max_house, command = house.sign_in("Max House"), house.command()
    word = word_of(house, "Olga Owner", command, max_house, Permission.MOVE_CASH)
    house.office.safe.count_drop(command, max_house, drop.movement_id, usd(1_900), word, "one less")
    lead = house.sign_in("Sue Lead")
    plan = house.office.deposits.plan(lead)
    assert plan.cash == EVENING_CASH - usd(100)
    assert dict(plan.proof)["drop_counted"] == usd(-100)
    assert sum(amount.minor for _, amount in plan.proof) == plan.cash.minor
    sealed(house, lead)
    assert house.office.verify() == ()


def test_a_check_that_comes_back_from_the_bank_is_taken_out_of_the_bank(
    house: House, lead: SessionView
) -> None:
    view, manager = sealed(house, lead), house.sign_in("Max House")
    check = view.checks[0]
    house.office.deposits.confirm(
        house.command(), manager, view.deposit_id, view.total, date(2026, 11, 21)
    )
    house.office.checks.returned(house.command(), manager, TenderId(check.paper_id), "no funds")
    assert balance(house, Account.BANK) == (view.total - check.amount).minor
    assert balance(house, Account.CHECKS) == 0
    assert house.office.verify() == ()


def test_a_bag_counted_again_stops_the_seal_and_a_sealed_one_is_the_banks(house: House) -> None:
    ada = evening(house)
    drop = dropped(house, ada, 2_000, "D-1")
    print_all(house)
    count(house, ada, sheet(EXPECTED_CASH - 2_000))
    lock(house, ada)
    lead, manager = house.sign_in("Sue Lead"), house.sign_in("Max House")
    made = prepared(house, lead)

    def recount() -> None:
        command = house.command()
        word = word_of(house, "Olga Owner", command, manager, Permission.MOVE_CASH)
        house.office.safe.count_drop(command, manager, drop.movement_id, usd(1_900), word, "less")

    recount()
    command = house.command()
    word = word_of(house, "Max House", command, lead, Permission.DEPOSIT)
    with pytest.raises(DepositRefused):
        house.office.deposits.seal(command, lead, made.deposit_id, "B-1", "", word)
    house.office.deposits.undo(house.command(), lead, made.deposit_id, "bag counted again")
    assert sealed(house, lead, "B-2").cash == EVENING_CASH - usd(100)
    assert house.office.verify() == ()


def test_a_bag_that_went_to_the_bank_lies_in_no_safe(house: House) -> None:
    """Else whoever has the safe hides a shortage behind it."""
    lead, manager = house.sign_in("Sue Lead"), house.sign_in("Max House")
    give_safe(house, lead, safe_dollars(900))
    ada = evening(house)
    drop = dropped(house, ada, 2_000, "D-1")
    print_all(house)
    count(house, ada, sheet(EXPECTED_CASH - 2_000))
    lock(house, ada)
    safe = house.office.safe
    view = sealed(house, lead)
    assert safe.standing().bags == ()
    with pytest.raises(NotFound):
        give_safe(house, manager, safe_dollars(880), (drop.movement_id,), to="Sue Lead")
    house.office.deposits.undo(house.command(), lead, view.deposit_id, "torn bag")
    assert [bag.movement_id for bag in safe.standing().bags] == [drop.movement_id]
    sealed(house, lead, "B-2")
    assert house.office.verify() == ()
    house.clock.advance(timedelta(minutes=1))
    given = give_safe(house, manager, safe_dollars(900), to="Sue Lead")
    assert not given.over_short
    assert house.office.verify() == ()


def test_a_till_that_took_less_than_its_float_brings_nothing_to_the_bank(house: House) -> None:
    ada = house.open_till()
    count(house, ada, sheet(9_900))
    lock(house, ada)
    lead = house.sign_in("Sue Lead")
    plan = house.office.deposits.plan(lead)
    assert (plan.cash, plan.proposed) == (usd(0), CountSheet())
    tills = [till.till_id for till in plan.tills]
    with pytest.raises(DepositRefused) as refused:
        house.office.deposits.prepare(house.command(), lead, tills, CountSheet())
    assert refused.value.params["what"] == "nothing_to_deposit"


def test_checks_of_a_till_that_is_short_of_cash_go_to_the_bank(house: House) -> None:
    ada = house.open_till()
    sell(house, ada, check(9_000))
    paid(house, ada, "Petty cash", 4_000)
    print_all(house)
    count(house, ada, sheet(6_000))
    lock(house, ada)
    lead = house.sign_in("Sue Lead")
    plan = house.office.deposits.plan(lead)
    assert (plan.cash, plan.checks_total) == (usd(0), usd(9_000))
    assert dict(plan.proof) == {"paid_out": usd(-4_000), "stays_in_safe": usd(4_000)}
    safe = balance(house, Account.CASH)
    view = sealed(house, lead)
    assert (view.cash, view.checks_total, view.proof) == (plan.cash, plan.checks_total, plan.proof)
    assert (balance(house, Account.CASH), balance(house, Account.IN_TRANSIT)) == (safe, 9_000)
    assert house.office.deposits.plan(lead).tills == ()
    assert house.office.verify() == ()


def locked_leaving(house: House, counted: int, left: int) -> TillReportView:
    """Lock Ada's till with so much of what was counted left as the next float."""
    ada = house.sign_in("Ada Clerk")
    print_all(house)
    count(house, ada, sheet(counted))
    till, command = house.office.tills.current(), house.command()
    assert till is not None
    word = word_of(house, "Max House", command, ada)
    return house.office.closing.approve(command, ada, till.till_id, word, "", sheet(left))


def test_a_deposit_asks_for_no_cash_that_lies_in_the_drawer(house: House) -> None:
    """More left than there was waits for the till that leaves less again."""
    ada = house.open_till()
    sell(house, ada, cash(9_000))
    first = locked_leaving(house, 19_000, 15_000)
    lead = house.sign_in("Sue Lead")
    plan = house.office.deposits.plan(lead)
    assert plan.cash == plan.proposed.total == usd(4_000)
    assert first.rest is not None
    assert first.rest.total == plan.cash
    assert dict(plan.proof)["float_left_more"] == usd(-5_000)
    assert sum(amount.minor for _, amount in plan.proof) == plan.cash.minor
    assert sealed(house, lead).proof == plan.proof
    ada = house.open_till(float_minor=15_000)
    sell(house, ada, cash(4_500))
    locked_leaving(house, 19_500, 10_000)
    lead = house.sign_in("Sue Lead")
    later = sealed(house, lead, "B-2")
    assert later.cash == usd(9_500)
    assert dict(later.proof)["float_left_less"] == usd(5_000)
    assert balance(house, Account.CASH) == 0
    assert house.office.verify() == ()


def test_a_bag_with_only_checks_and_one_that_takes_two_days(house: House) -> None:
    ada = house.open_till()
    sell(house, ada, check(4_500))
    print_all(house)
    count(house, ada, sheet(10_000))
    lock(house, ada)
    lead, deposits = house.sign_in("Sue Lead"), house.office.deposits
    only = prepared(house, lead)
    assert (only.cash, only.checks_total, only.sheet) == (usd(0), usd(4_500), dollars(usd(0)))
    deposits.undo(house.command(), lead, only.deposit_id, "with tomorrow's")
    house.clock.advance(timedelta(days=1))
    ada = house.open_till()
    sell(house, ada, cash(9_000))
    print_all(house)
    count(house, ada, sheet(19_000))
    lock(house, ada)
    lead = house.sign_in("Sue Lead")
    view = sealed(house, lead)
    assert len({till.business_date for till in view.tills}) == 2
    assert (view.cash, view.checks_total) == (usd(9_000), usd(4_500))
    assert view.bank_days == (view.business_date,)
    manager, day = house.sign_in("Max House"), view.business_date
    early = day - timedelta(days=1)
    with pytest.raises(DepositRefused) as refused:
        deposits.confirm(house.command(), manager, view.deposit_id, usd(0), early)
    assert refused.value.params["what"] == "bank_date"
    deposits.confirm(house.command(), manager, view.deposit_id, usd(0), day, "never came")
    assert balance(house, Account.BANK) == 0
    assert house.office.verify() == ()
