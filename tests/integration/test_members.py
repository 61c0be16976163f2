"""Memberships after they were sold: shown, renewed, raised, limited, their cards made again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pos.errors import (
    MemberCardDead,
    MembershipFixed,
    MembershipOver,
    NotFound,
    NotThisWay,
    PriceChanged,
)
from pos.ids import OrderId, PrintJobId
from pos.ports.devices import PrintOutcome, PrintResult
from pos.storage.check_members import MEMBERS
from pos.views.members import MemberStanding, TermKind
from pos.views.people import SessionView
from pos.views.pricing import WhyNot
from pos.views.season import Membership
from pos.views.selling import CartView, Later, SaleView
from tests.integration.refunds import give_back
from tests.integration.small_house import ADULT, LATE, OPEN, ZONE, House, season, usd
from tests.integration.test_closing import PRINTED, print_all
from tests.integration.test_selling import cart_of, cash, rows
from tests.integration.test_verify import codes, plant

FRIEND = Membership("friend", "Friend", usd(5000), 1000, 2, ("Ten percent",), tickets_a_year=3)
PATRON = Membership("patron", "Patron", usd(12_000), 2000, 4, ("Twenty percent",))


def load(house: House, *levels: Membership) -> None:
    """Load the season with these levels; its evening is the next one that is to come."""
    loaded = season(house.clock.now().astimezone(ZONE))
    with house.office.storage.begin() as uow:
        uow.catalogue.save(replace(loaded, memberships=levels))
        uow.commit()


@pytest.fixture
def members(house: House) -> House:
    """A house with two levels of membership."""
    load(house, FRIEND, PATRON)
    return house


def pay(house: House, session: SessionView, cart: CartView) -> SaleView:
    sale = house.office.selling.sell(
        house.command(), session, cart, (cash(cart.total.minor),), "Ann Example"
    )
    print_all(house)
    return sale


def join(house: House, session: SessionView, level: str = "friend") -> tuple[str, str]:
    """Sell a membership; return its id and its card's code."""
    office = house.office
    cart = office.counter.add_membership(session, office.seating.new_cart(), level, "Ann Example")
    pay(house, session, cart)
    return rows(house, "SELECT member_id, code FROM member ORDER BY number DESC")[0]


def steps(cart: CartView) -> list[tuple[str, ...]]:
    return [tuple(step.code for step in line.steps) for line in cart.lines]


def test_a_card_that_is_shown_gives_its_price_until_its_limits_are_reached(members: House) -> None:
    session = members.open_till()
    office = members.office
    member_id, code = join(members, session)
    cart = cart_of(members, session, ("B", 4), ("B", 5), ("B", 6))
    shown = office.members.show(session, cart, code)
    assert sorted(steps(shown)) == [(), ("friend",), ("friend",)]
    (said,) = shown.offers
    assert (said.tickets, said.left_out, said.most) == (2, 1, 2)
    assert (said.year, said.year_used, said.why_not) == (3, 2, (WhyNot.LIMIT_SHOW,))
    assert office.members.show(session, shown, code) == shown
    assert steps(office.members.put_away(session, shown, member_id)) == [(), (), ()]
    sale = pay(members, session, shown)
    # Another order, another day at the same window: what was had counts.
    again = office.members.show(session, cart_of(members, session, ("B", 8)), code)
    assert steps(again) == [()]
    assert again.offers[0].why_not == (WhyNot.LIMIT_SHOW,)
    assert again.total == usd(4500)
    office.seating.abandon(members.command(), session, again)
    view = office.members.get(session, member_id)
    assert (view.used, view.left_this_year, view.known_whole) == (2, 1, True)
    # A ticket that comes back gives its use back.
    cheap = next(
        ticket for ticket, line in zip(sale.ticket_ids, shown.lines, strict=True) if line.member_id
    )
    give_back(members, session, sale.order_id, (cheap,))
    print_all(members)
    again = office.members.show(session, cart_of(members, session, ("B", 9)), code)
    assert steps(again) == [("friend",)]
    pay(members, session, again)
    assert office.verify() == ()


def test_the_limit_of_a_year_counts_over_performances_and_begins_anew(members: House) -> None:
    office = members.office
    session = members.open_till()
    _, code = join(members, session)
    pay(
        members,
        session,
        office.members.show(session, cart_of(members, session, ("B", 2), ("B", 3)), code),
    )

    def at_studio() -> CartView:
        cart = office.seating.new_cart()
        cart = office.seating.take_places(members.command(), session, cart, LATE, 2, OPEN, ADULT)
        return office.members.show(session, cart, code)

    cart = at_studio()
    assert sorted(steps(cart)) == [(), ("friend",)]
    (said,) = cart.offers
    assert (said.year, said.year_used, said.why_not) == (3, 3, (WhyNot.LIMIT_YEAR,))
    pay(members, session, cart)
    none = at_studio()
    assert steps(none) == [(), ()]
    office.seating.abandon(members.command(), session, none)
    assert office.verify() == ()


def test_an_expired_membership_says_since_when_and_is_renewed_at_once(members: House) -> None:
    session = members.open_till()
    office = members.office
    member_id, code = join(members, session)
    ends = office.members.get(session, member_id).row.ends_on
    members.clock.advance(timedelta(days=366))
    load(members, FRIEND, PATRON)
    session = members.sign_in("Ada Clerk")
    cart = cart_of(members, session, ("B", 4))
    with pytest.raises(MembershipOver) as over:
        office.members.show(session, cart, code)
    assert over.value.params["since"] == ends + timedelta(days=1)
    assert over.value.params["what"] == "expired"
    assert office.members.get(session, member_id).renew_now
    renewed = office.members.renew(session, cart, member_id)
    assert steps(renewed) == [("friend",)]
    with pytest.raises(MembershipFixed):
        office.members.renew(session, renewed, member_id)
    pay(members, session, renewed)
    view = office.members.get(session, member_id)
    assert view.row.standing is MemberStanding.ACTIVE
    assert [term.kind for term in view.terms] == [TermKind.FIRST, TermKind.RENEWAL]
    today = members.clock.now().astimezone(ZONE).date()
    assert view.terms[1].starts_on == today
    assert office.members.show(session, cart_of(members, session, ("B", 6)), code).shown
    assert office.verify() == ()


def test_beyond_the_days_of_grace_a_membership_is_sold_anew(members: House) -> None:
    session = members.open_till()
    member_id, code = join(members, session)
    members.clock.advance(timedelta(days=400))
    load(members, FRIEND, PATRON)
    session = members.sign_in("Ada Clerk")
    office = members.office
    with pytest.raises(MembershipOver) as over:
        office.members.show(session, office.seating.new_cart(), code)
    assert over.value.params["what"] == "too_late"
    with pytest.raises(MembershipFixed) as fixed:
        office.members.renew(session, office.seating.new_cart(), member_id)
    assert fixed.value.params["what"] == "too_late"


def test_an_early_renewal_keeps_the_end_day_and_goes_back_alone(members: House) -> None:
    session = members.open_till()
    office = members.office
    member_id, _ = join(members, session)
    first = office.members.get(session, member_id)
    assert not first.renew_now
    sale = pay(
        members, session, office.members.renew(session, office.seating.new_cart(), member_id)
    )
    view = office.members.get(session, member_id)
    assert view.terms[1].starts_on == first.row.ends_on + timedelta(days=1)
    assert view.row.ends_on.day == first.row.ends_on.day
    assert view.row.ends_on.year == first.row.ends_on.year + 1
    with pytest.raises(MembershipFixed) as fixed:
        office.members.renew(session, office.seating.new_cart(), member_id)
    assert fixed.value.params["what"] == "renewed"
    (extra,) = office.orders.get(sale.order_id).extras
    give_back(members, session, sale.order_id, (), (extra.extra_id,))
    assert office.members.get(session, member_id).row.ends_on == first.row.ends_on
    assert rows(members, "SELECT count(*) FROM member_term_ended") == [(1,)]
    assert office.verify() == ()


def test_another_level_costs_the_difference_and_keeps_the_term(members: House) -> None:
    session = members.open_till()
    office = members.office
    member_id, _ = join(members, session)
    cart = cart_of(members, session, ("B", 4))
    cart = office.members.upgrade(session, cart, member_id, "patron")
    assert cart.extras[0].amount == usd(7000)
    assert steps(cart) == [("patron",)]
    forged = replace(cart, extras=(replace(cart.extras[0], amount=usd(100)),))
    with pytest.raises((MembershipFixed, PriceChanged)):
        office.selling.sell(members.command(), session, forged, (cash(forged.total.minor),))
    sale = pay(members, session, cart)
    view = office.members.get(session, member_id)
    assert (view.row.level, view.row.ends_on) == ("patron", view.terms[0].ends_on)
    assert view.upgrade == ()
    with pytest.raises(MembershipFixed):
        office.members.upgrade(session, office.seating.new_cart(), member_id, "friend")
    (extra,) = office.orders.get(sale.order_id).extras
    with pytest.raises(NotThisWay) as refused:
        office.giving_back.plan(session, sale.order_id, (), (extra.extra_id,))
    assert refused.value.params["what"] == "membership_used"
    give_back(members, session, sale.order_id, sale.ticket_ids, (extra.extra_id,))
    assert office.members.get(session, member_id).row.level == "friend"
    assert office.verify() == ()


def test_a_card_made_again_kills_the_one_before(members: House) -> None:
    session = members.open_till()
    office = members.office
    member_id, code = join(members, session)
    office.members.print_card(members.command(), session, member_id, "receipt_printer")
    work = office.prints.begin("receipt_printer")
    assert work is not None
    assert work.member_card is not None
    assert (work.member_card.code, work.member_card.issue) == (code, 1)
    office.prints.settle(work.job_id, PRINTED)
    lead = members.sign_in("Sue Lead")
    office.members.renew_card(members.command(), lead, member_id, "lost")
    work = office.prints.begin("ticket_printer")
    assert work is not None
    assert work.member_card is not None
    fresh = work.member_card.code
    assert (fresh != code, work.member_card.issue) == (True, 2)
    office.prints.settle(work.job_id, PRINTED)
    with pytest.raises(MemberCardDead):
        office.members.show(session, office.seating.new_cart(), code)
    with pytest.raises(NotFound):
        office.members.show(session, office.seating.new_cart(), "NONE")
    (row,) = office.members.find(session, fresh)
    assert [row] == list(office.members.find(session, "ann friend"))
    assert office.members.show(session, office.seating.new_cart(), row.number).shown
    assert office.verify() == ()


def test_what_a_member_has_is_found_by_the_number_on_their_card(members: House) -> None:
    session, office = members.open_till(), members.office

    def later(number: int, name: str) -> OrderId:
        cart = cart_of(members, session, ("B", number))
        paid = (cash(cart.total.minor),)
        return office.selling.sell(
            members.command(), session, cart, paid, name, later=Later()
        ).order_id

    def found(text: str) -> list[OrderId]:
        return [row.order_id for row in office.will_call.find(text)]

    member_id, code = join(members, session)
    joined = office.orders.find("")[0].order_id
    own, namesake, friend = (
        later(n, name) for n, name in ((4, "Ann Example"), (6, "Ann Example"), (8, "Zoltan Quick"))
    )
    number = office.members.get(session, member_id).row.number.lower()
    assert number == "w1-m000001"
    assert found(number) == [own, namesake]
    for orders in ((joined, own, friend), (namesake,)):
        patron = office.patrons.add(members.command(), session, "Ann Example", "")
        for order in orders:
            office.patrons.link(members.command(), session, order, patron.patron_id)
        if orders == (joined, own, friend):
            (first,) = office.patrons.find(number)
            assert first.patron_id == patron.patron_id
            assert found(number) == [friend, own, namesake]
    for typed in (number, f" {number} ", "W1M000001", "w1 m 1", code):
        assert found(typed) == [friend, own], typed
    assert {row.order_id for row in office.orders.find(number)} == {friend, own, joined}
    assert [row for row, _ in office.will_call.look_further(number)] != []
    assert found("w1-m00000") == found("w1-m000002") == []


def test_a_card_on_ticket_stock_counts_as_paper_and_prints_again_when_in_doubt(
    members: House,
) -> None:
    session = members.open_till()
    office, printer = members.office, "ticket_printer"
    member_id, _ = join(members, session)
    office.stock.load(members.command(), session, printer, 10)

    def begin() -> PrintJobId:
        work = office.prints.begin(printer)
        assert work is not None
        assert work.member_card is not None
        return work.job_id

    def left() -> int | None:
        return office.stock.left(printer)

    office.members.print_card(members.command(), session, member_id)
    office.prints.settle(begin(), PrintResult(PrintOutcome.UNKNOWN))
    (task,) = office.prints.tasks()
    assert (task.kind, task.what) == ("member_card", "W1-M000001 · Ann Example")
    decide = office.prints.decide
    decide(members.command(), session, task.job_id, came_out=False, wasted=False)
    assert left() == 10
    office.prints.settle(begin(), PrintResult(PrintOutcome.SPOILED))
    office.prints.settle(begin(), PRINTED)
    assert left() == 8
    assert office.prints.tasks() == ()
    assert office.verify() == ()


FAULTS = (
    ("member.limit", "UPDATE member SET tickets = 0"),
    ("member.card", "UPDATE member_pass SET issue = 1"),
)


def test_every_invariant_of_benefits_finds_its_fault(members: House) -> None:
    session = members.open_till()
    office = members.office
    member_id, code = join(members, session)
    pay(members, session, office.members.show(session, cart_of(members, session, ("B", 4)), code))
    lead = members.sign_in("Sue Lead")
    office.members.renew_card(members.command(), lead, member_id, "lost")
    print_all(members)
    assert office.verify() == ()
    for kind, fault in FAULTS:
        plant(members, fault)
        assert kind in codes(members)
    assert {kind for kind, _ in FAULTS} == {kind for kind in MEMBERS if "member" in kind}
