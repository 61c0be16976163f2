"""Letters to donors and statements of accounts: made once, numbered, and of whom they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pos.closing.statements.donations import donation_letters
from pos.errors import NotAllowed, NotFound, StillOwing, TextRefused
from pos.ids import OrderId
from pos.views.donations import DonationLetterView, Duty, Tribute
from pos.views.people import SessionView
from pos.views.season import Fund
from pos.views.selling import SaleView
from tests.integration.refunds import days_on, give_back
from tests.integration.small_house import ZONE, House, season, usd
from tests.integration.test_closing import check, count, lock, print_all, sheet
from tests.integration.test_corrections import tender_of
from tests.integration.test_selling import cart_of, cash, rows


@pytest.fixture
def funds(house: House) -> House:
    """A house with two funds."""
    loaded = season(house.clock.now().astimezone(ZONE))
    two = (Fund("annual", "Annual fund", "4030"), Fund("young", "Young players", "4031"))
    with house.office.storage.begin() as uow:
        uow.catalogue.save(replace(loaded, funds=two))
        uow.commit()
    return house


def give(
    house: House,
    session: SessionView,
    minor: int,
    name: str = "Ann Example",
    seats: tuple[tuple[str, int], ...] = (),
    tribute: tuple[str, str] = ("", ""),
) -> SaleView:
    cart = cart_of(house, session, *seats) if seats else house.office.seating.new_cart()
    cart = house.office.counter.give(session, cart, "annual", usd(minor), *tribute)
    sale = house.office.selling.sell(
        house.command(), session, cart, (cash(cart.total.minor),), name
    )
    print_all(house)
    return sale


def letters_of(house: House, day: date) -> tuple[DonationLetterView, ...]:
    """Return the letters that a day's report of donations comes with."""
    with house.office.storage.read() as uow:
        return donation_letters(uow, day.isoformat())


@pytest.mark.parametrize(
    ("gift", "with_ticket", "duty"),
    [
        (24_999, False, Duty.NONE),
        (25_000, False, Duty.ACKNOWLEDGEMENT),
        (3_000, True, Duty.NONE),  # with a ticket of 45 dollars: 75 in all
        (3_001, True, Duty.DISCLOSURE),
        (20_500, True, Duty.ACKNOWLEDGEMENT),
    ],
)
def test_what_is_due_looks_at_the_payment(
    funds: House, gift: int, with_ticket: bool, duty: Duty
) -> None:
    session = funds.open_till()
    sale = give(funds, session, gift, seats=(("B", 4),) if with_ticket else ())
    (row,) = funds.office.giving.of_orders(session, (sale.order_id,))
    assert (row.amount, row.duty, row.is_owed) == (usd(gift), duty, duty is not Duty.NONE)
    assert row.goods == usd(4_500 if with_ticket else 0)


@pytest.mark.parametrize(
    ("gifts", "duties"),
    [
        ((2_000, 1_500), (Duty.DISCLOSURE, Duty.NONE)),  # 80 dollars in all
        ((10_000, 10_500), (Duty.ACKNOWLEDGEMENT, Duty.ACKNOWLEDGEMENT)),
    ],
)
def test_what_was_bought_is_told_once_with_two_gifts_in_an_order(
    funds: House, gifts: tuple[int, int], duties: tuple[Duty, Duty]
) -> None:
    session, office = funds.open_till(), funds.office
    cart = cart_of(funds, session, ("B", 4))
    for fund, minor in zip(("annual", "young"), gifts, strict=True):
        cart = office.counter.give(session, cart, fund, usd(minor))
    tender = (cash(cart.total.minor),)
    sale = office.selling.sell(funds.command(), session, cart, tender, "Ann Example")
    print_all(funds)
    made = office.giving.of_orders(session, (sale.order_id,))
    assert [(row.amount.minor, row.goods.minor) for row in made] == [
        (gifts[0], 4_500),
        (gifts[1], 0),
    ]
    assert tuple(row.duty for row in made) == duties
    due = [(row.duty, row.goods) for row in made if row.duty is not Duty.NONE]
    assert [(one.duty, one.goods) for one in letters_of(funds, made[0].given_on)] == due
    days_on(funds, 1)
    give_back(funds, session, sale.order_id, (), (made[0].extra_id,))
    (left,) = office.giving.of_orders(session, (sale.order_id,))
    assert (left.amount, left.goods) == (usd(gifts[1]), usd(4_500))


def test_letters_are_made_once_alone_and_in_a_batch(funds: House) -> None:
    session = funds.open_till()
    office = funds.office
    first = give(funds, session, 30_000, tribute=("memory", "Old Friend"))
    second = give(funds, session, 26_000, "Bo Example")
    give(funds, session, 1_000, "Cy Example")
    (row,) = office.giving.of_orders(session, (first.order_id,))
    assert (row.tribute, row.of_whom) == (Tribute.MEMORY, "Old Friend")
    letter = office.giving.letter(funds.command(), session, row.extra_id)
    assert (letter.number, letter.of_whom) == ("W1-L000001", "Old Friend")
    assert office.giving.letter(funds.command(), session, row.extra_id) == letter
    lead = funds.sign_in("Max House")
    with pytest.raises(NotAllowed):
        office.giving.owed(session, row.given_on, row.given_on)
    (owed,) = office.giving.owed(lead, row.given_on, row.given_on)
    assert owed.order_id == second.order_id
    command = funds.command()
    made = office.giving.batch(command, lead, row.given_on, row.given_on)
    assert [one.number for one in made] == ["W1-L000002"]
    assert office.giving.batch(command, lead, row.given_on, row.given_on) == made
    assert office.giving.owed(lead, row.given_on, row.given_on) == ()
    again = office.giving.of_day(funds.command(), lead, row.given_on)
    assert [one.number for one in again] == ["W1-L000001", "W1-L000002"]
    assert rows(funds, "SELECT count(*) FROM gift_letter") == [(2,)]
    assert office.verify() == ()


def test_a_gift_that_went_back_has_no_letter_and_a_tribute_has_a_name(funds: House) -> None:
    session = funds.open_till()
    office = funds.office
    with pytest.raises(TextRefused):
        office.counter.give(session, office.seating.new_cart(), "annual", usd(1), "honour", " ")
    sale = give(funds, session, 30_000)
    (row,) = office.giving.of_orders(session, (sale.order_id,))
    days_on(funds, 20)
    give_back(funds, session, sale.order_id, (), (row.extra_id,))
    assert office.giving.of_orders(session, (sale.order_id,)) == ()
    with pytest.raises(NotFound):
        office.giving.letter(funds.command(), session, row.extra_id)


def test_nobody_is_thanked_for_what_is_not_paid(funds: House) -> None:
    """The check of a gift comes back after its letter, and is made good later."""
    session, office = funds.open_till(), funds.office
    ann = office.patrons.add(funds.command(), session, "Ann Example").patron_id
    first = give(funds, session, 10_000)
    cart = office.counter.give(session, office.seating.new_cart(), "annual", usd(50_000))
    sale = office.selling.sell(funds.command(), session, cart, (check(50_000),), "Ann Example")
    print_all(funds)
    for order_id in (first.order_id, sale.order_id):
        office.patrons.link(funds.command(), session, OrderId(order_id), ann)
    count(funds, session, sheet(20_000))
    lock(funds, session)
    days_on(funds, 1)
    lead = funds.open_till("Max House")
    (row,) = office.giving.of_orders(lead, (sale.order_id,))
    office.giving.letter(funds.command(), lead, row.extra_id)
    tender = tender_of(funds, sale.order_id, "check")
    office.checks.returned(funds.command(), lead, tender, "no funds")
    (row,) = office.giving.of_orders(lead, (sale.order_id,))
    assert (row.unpaid, row.is_owed) == (usd(52_500), False)
    with pytest.raises(StillOwing):
        office.giving.letter(funds.command(), lead, row.extra_id)
    assert office.giving.of_day(funds.command(), lead, row.given_on) == ()
    assert letters_of(funds, row.given_on) == ()
    desk = office.giving.desk(lead)
    assert (desk.owed, desk.made) == ((), ())
    year = row.given_on.year
    assert office.giving.year(funds.command(), lead, ann, year).amount == usd(10_000)
    (made,) = office.giving.of_year(funds.command(), lead, year)
    assert made.amount == usd(10_000)
    office.will_call.hand_over(funds.command(), lead, sale.order_id, (cash(52_500),))
    (made,) = office.giving.of_year(funds.command(), lead, year)
    assert made.amount == usd(60_000)
    assert office.verify() == ()


def test_a_year_of_gifts_is_the_patrons(funds: House) -> None:
    session = funds.open_till()
    office = funds.office
    ann = office.patrons.add(funds.command(), session, "Ann Longname")
    for minor in (1_000, 2_500):
        sale = give(funds, session, minor, "somebody")
        office.patrons.link(funds.command(), session, OrderId(sale.order_id), ann.patron_id)
    year = funds.clock.now().astimezone(ZONE).year
    letter = office.giving.year(funds.command(), session, ann.patron_id, year)
    assert (letter.donor, letter.amount, letter.number) == (
        "Ann Longname",
        usd(3_500),
        "W1-L000001",
    )
    assert [gift.donor for gift in letter.gifts] == ["Ann Longname"] * 2
    with pytest.raises(NotFound):
        office.giving.year(funds.command(), session, ann.patron_id, year - 1)
    assert office.verify() == ()


def test_the_letters_of_a_year_are_made_for_everybody_who_gave_in_it(funds: House) -> None:
    """By name, once each; whoever is not written down, or gave in another year, has none."""
    session, office = funds.open_till(), funds.office
    lead = funds.sign_in("Max House")
    people = [
        office.patrons.add(funds.command(), session, name).patron_id
        for name in ("Zoe Sample", "Ann Example", "Ann Exemple", "Bo Gone")
    ]
    zoe, ann, same, gone = people
    for who, minor in ((zoe, 1_000), (ann, 2_000), (same, 500), (gone, 700), ("", 90_000)):
        sale = give(funds, session, minor, "somebody")
        if who:
            office.patrons.link(funds.command(), session, OrderId(sale.order_id), who)
    office.merging.merge(funds.command(), lead, ann, same)
    office.forgetting.erase(funds.command(), lead, gone)
    year = funds.clock.now().astimezone(ZONE).year
    assert office.giving.desk(lead).year == year
    with pytest.raises(NotAllowed):
        office.giving.of_year(funds.command(), session, year)
    own = office.giving.year(funds.command(), session, ann, year)
    days_on(funds, 1)
    command = funds.command()
    later = office.giving.year(funds.command(), session, ann, year)
    made = office.giving.of_year(command, lead, year)
    assert [(one.donor, one.amount, len(one.gifts)) for one in made] == [
        ("Ann Example", usd(2_500), 2),
        ("Zoe Sample", usd(1_000), 1),
    ]
    assert made[0].number == later.number == own.number  # it says the same
    assert office.giving.of_year(command, lead, year) == made
    assert office.giving.of_year(funds.command(), lead, year) == made  # under their numbers
    assert office.giving.of_year(funds.command(), lead, year - 1) == ()
    assert office.verify() == ()


def test_a_years_letter_has_a_new_number_exactly_when_it_says_something_else(
    funds: House,
) -> None:
    session, office = funds.open_till(), funds.office
    lead = funds.sign_in("Max House")
    ann = office.patrons.add(funds.command(), session, "Ann Example").patron_id
    first, second, third = (give(funds, session, minor, "x") for minor in (30_000, 20_000, 5_000))
    for sale in (first, second):
        office.patrons.link(funds.command(), session, OrderId(sale.order_id), ann)
    year = funds.clock.now().astimezone(ZONE).year

    def made() -> tuple[str, int]:
        (one,) = office.giving.of_year(funds.command(), lead, year)
        assert office.giving.year(funds.command(), lead, ann, year).number == one.number
        return one.number, one.amount.minor

    assert [made() for _ in range(2)] == [("W1-L000001", 50_000)] * 2  # on the gifts' own day
    days_on(funds, 2)
    assert made() == ("W1-L000001", 50_000)
    (row,) = office.giving.of_orders(session, (first.order_id,))
    give_back(funds, session, first.order_id, (), (row.extra_id,))
    assert [made() for _ in range(2)] == [("W1-L000002", 20_000)] * 2
    office.patrons.link(funds.command(), session, OrderId(third.order_id), ann)
    assert made() == ("W1-L000003", 25_000)
    assert office.verify() == ()


def test_an_accounts_statement_adds_up(funds: House) -> None:
    session = funds.open_till()
    office = funds.office
    ann = office.patrons.add(funds.command(), session, "Ann Example")
    opened = office.accounts.open_for(funds.command(), session, ann.patron_id)
    assert (opened.holder, opened.closing, opened.lines) == ("Ann Example", usd(0), ())
    (account,) = office.values.accounts("ann")
    lead = funds.sign_in("Max House")
    for minor in (1_000, 500):
        office.values.credit_account(funds.command(), lead, account.value_id, usd(minor), "sorry")
    made = office.accounts.statement(session, account.value_id)
    assert [line.amount for line in made.lines] == [usd(1_000), usd(500)]
    assert [line.balance for line in made.lines] == [usd(1_000), usd(1_500)]
    assert (made.opening, made.closing) == (usd(0), usd(1_500))
    days_on(funds, 3)
    office.values.credit_account(funds.command(), lead, account.value_id, usd(250), "sorry")
    today = funds.clock.now().astimezone(ZONE).date()
    later = office.accounts.statement(session, account.value_id, today)
    assert (later.opening, len(later.lines), later.closing) == (usd(1_500), 1, usd(1_750))
    office.accounts.link(funds.command(), session, account.value_id, ann.patron_id)
    with pytest.raises(NotFound):
        office.accounts.statement(session, "nothing")
    assert office.verify() == ()
