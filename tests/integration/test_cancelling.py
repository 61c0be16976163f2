"""A cancelled performance: nothing of it is sold, and its orders go back, to nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from pos.cancelling.cases import way_of
from pos.errors import (
    ApprovalNeeded,
    NotAllowed,
    NotFound,
    NotThisWay,
    PerformanceIsCancelled,
    SamePerson,
    TextMissing,
    TillNotYours,
)
from pos.ids import OrderId, PerformanceId, SeatId
from pos.lifecycles import TicketState
from pos.ports.order_life import CaseRow
from pos.views.catalogue import NoneLeft
from pos.views.exchanging_rules import ReturnRules
from pos.views.order_life import CancelledCases, CaseState, CaseWay
from pos.views.paying import ExtraKind, Instead, PayingFor
from pos.views.people import Permission, SessionView
from pos.views.selling import CardAsked, Later, PaidContent
from pos.views.will_call import Wish
from tests.integration.card_sales import balances, card_house, sell_by_card
from tests.integration.exchange_house import (
    FEE,
    THURSDAY,
    exchange,
    exchange_season,
    load,
    open_exchange,
    places,
    sell,
    wish,
)
from tests.integration.exchange_house import RULES as EXCHANGES
from tests.integration.refunds import equation, give_back, sold, to_the_card, word_of
from tests.integration.small_house import LATE, SYMPHONY, House, seat, usd
from tests.integration.test_returning_by_policy import RULES as RETURNS
from tests.integration.test_selling import cart_of, cash, rows
from tests.integration.test_will_call import sold_elsewhere

NEEDED = Permission.CANCEL_PERFORMANCE


@dataclass(frozen=True)
class Evening:
    """What was sold for the symphony: by card, for cash, on the web and not paid."""

    clerk: SessionView
    manager: SessionView
    by_card: OrderId
    for_cash: OrderId
    on_web: OrderId
    owes: OrderId


@pytest.fixture
def evening(house: House) -> Evening:
    clerk, manager = house.sign_in("Ada Clerk"), card_house(house, "Max House")
    by_card, _ = sell_by_card(house, manager, ("A", 4), ("A", 5))
    return Evening(
        clerk,
        manager,
        by_card.order_id,
        sold(house, manager, (4,), cash(4500)).order_id,
        sold_elsewhere(house, "Wanda Web", 6, 7),
        sold_elsewhere(house, "Otto Owes", 8, paid=False),
    )


def cancel(house: House, by: SessionView, show: PerformanceId = SYMPHONY) -> None:
    command = house.command()
    word = word_of(house, by, command, NEEDED, "Olga Owner")
    house.office.cancelling.cancel(command, by, show, "the soloist is ill", word)


def refund(house: House, who: SessionView, order_id: OrderId) -> None:
    given = house.office.cancelling.refund(house.command(), who, SYMPHONY, order_id)
    to_the_card(house, given)


# ---- cancel ----


def test_what_it_would_begin_is_said_first(house: House, evening: Evening) -> None:
    plan = house.office.cancelling.plan(evening.manager, SYMPHONY)
    assert (plan.orders, plan.tickets, plan.used) == (4, 6, 0)
    assert (plan.by_itself, plan.elsewhere, plan.unpaid) == (1, 1, 1)
    assert plan.amount == usd(9000 + 4500 + 9000)
    assert house.office.cancelling.every() == ()
    with pytest.raises(NotAllowed):
        house.office.cancelling.plan(evening.clerk, SYMPHONY)


def test_two_people_cancel_it_once(house: House, evening: Evening) -> None:
    act, command = house.office.cancelling.cancel, house.command()
    with pytest.raises(ApprovalNeeded):
        act(command, evening.manager, SYMPHONY, "ill")
    with pytest.raises(TextMissing):
        act(command, evening.manager, SYMPHONY, " ")
    with pytest.raises(NotAllowed):
        act(command, evening.clerk, SYMPHONY, "ill")
    own = word_of(house, evening.clerk, command, NEEDED, "Max House")
    with pytest.raises(SamePerson):
        act(command, evening.manager, SYMPHONY, "ill", own)
    assert rows(house, "SELECT count(*) FROM performance_cancelled") == [(0,)]
    cancel(house, evening.manager)
    with pytest.raises(NotThisWay) as refused:
        cancel(house, evening.manager)
    assert refused.value.params["what"] == "cancelled_already"
    assert rows(house, "SELECT count(*) FROM audit WHERE event = 'performance.cancelled'") == [(1,)]
    assert house.office.verify() == ()


def test_nothing_of_it_is_sold_from_then_on(house: House, evening: Evening) -> None:
    in_hand = cart_of(house, evening.manager, ("C", 4))
    cancel(house, evening.manager)
    office = house.office
    with pytest.raises(PerformanceIsCancelled):
        office.seating.take_seats(
            house.command(),
            evening.manager,
            office.seating.new_cart(),
            SYMPHONY,
            (SeatId(seat("C", 5)),),
        )
    with pytest.raises(PerformanceIsCancelled):
        office.seating.take_best(
            house.command(), evening.manager, office.seating.new_cart(), SYMPHONY, 1
        )
    with pytest.raises(PerformanceIsCancelled):
        office.selling.sell(house.command(), evening.manager, in_hand, (cash(4500),))
    shown = {p.performance_id: p for p in office.catalogue.performances()}
    assert (shown[SYMPHONY].left, shown[SYMPHONY].none_left) == (0, NoneLeft.CANCELLED)
    assert shown[LATE].left > 0
    assert office.catalogue.house(SYMPHONY).none_left is NoneLeft.CANCELLED


def test_tickets_stay_until_their_order_is_settled(house: House, evening: Evening) -> None:
    cancel(house, evening.manager)
    order = house.office.orders.get(evening.by_card)
    assert {ticket.state for ticket in order.tickets} == {TicketState.LIVE.value}
    assert "show.cancelled" in {event.what for event in order.events}
    refund(house, evening.manager, evening.by_card)
    order = house.office.orders.get(evening.by_card)
    assert {ticket.state for ticket in order.tickets} == {TicketState.RETURNED.value}


def test_nothing_is_taken_or_handed_out_for_it(house: House, evening: Evening) -> None:
    cancel(house, evening.manager)
    office, who = house.office, evening.manager
    with pytest.raises(PerformanceIsCancelled):
        office.will_call.hand_over(house.command(), who, evening.owes, (cash(4500),))
    with pytest.raises(PerformanceIsCancelled):
        office.will_call.hand_over(house.command(), who, evening.on_web)
    asked = CardAsked(
        PayingFor.ORDER, evening.owes, usd(4500), PaidContent(None, evening.owes), "nexo"
    )
    with pytest.raises(PerformanceIsCancelled):
        office.cards.begin(house.command(), who, asked)
    with pytest.raises(PerformanceIsCancelled):
        office.envelopes.start(house.command(), who, SYMPHONY)
    plan = office.envelopes.plan(SYMPHONY)
    assert (plan.paid, plan.owing) == (0, 0)
    with pytest.raises(PerformanceIsCancelled):
        office.will_call.list_of(SYMPHONY)
    assert [each.performance_id for each in office.kits.performances()] == [LATE]
    (row,) = office.will_call.find("otto")
    assert (row.owing, row.cancelled) == (usd(4500), 1)
    (row,) = office.will_call.find("wanda")
    assert (row.waiting, row.cancelled) == (2, 2)
    assert all(each.cancelled for each in office.will_call.card(evening.on_web).waiting)
    refund(house, who, evening.owes)
    ((row, _),) = office.will_call.look_further("otto")
    assert (row.state, row.tickets, row.cancelled) == ("cancelled", 0, 0)
    assert rows(house, "SELECT count(*) FROM handout") == [(0,)]
    assert office.verify() == ()


def test_nothing_of_it_is_printed_again_moved_or_exchanged_into(
    house: House, evening: Evening
) -> None:
    in_hand = cart_of(house, evening.manager, ("C", 4))
    office, who = house.office, evening.manager
    cancel(house, who)
    (ticket,) = (each.ticket_id for each in office.orders.get(evening.for_cash).tickets)
    before = rows(house, "SELECT count(*) FROM print_job")
    with pytest.raises(PerformanceIsCancelled):
        office.orders.reprint(house.command(), who, ticket, "lost")
    with pytest.raises(PerformanceIsCancelled):
        office.orders.renew(house.command(), who, evening.for_cash, "lost")
    with pytest.raises(PerformanceIsCancelled):
        office.reseating.choices(ticket)
    with pytest.raises(PerformanceIsCancelled):
        office.reseating.move(house.command(), who, ticket, SeatId(seat("C", 5)), "a pillar")
    with pytest.raises(PerformanceIsCancelled):
        office.exchanging.plan(who, wish(evening.for_cash, (ticket,), in_hand))
    assert rows(house, "SELECT count(*) FROM print_job") == before
    assert house.office.verify() == ()


def test_what_else_an_order_has_is_handed_out_and_nothing_of_that_is_told(
    house: House, evening: Evening
) -> None:
    who, seating = evening.manager, house.office.seating
    cart = cart_of(house, who, ("C", 4))
    zone = house.office.catalogue.house(LATE).prices[0].zone_id
    cart = seating.take_places(house.command(), who, cart, LATE, 1, zone)
    sale = house.office.selling.sell(
        house.command(), who, cart, (cash(cart.total.minor),), "Ann Example", later=Later()
    )
    cancel(house, who)
    house.clock.advance(timedelta(minutes=1))
    tickets = house.office.orders.get(sale.order_id).tickets
    late = tuple(each.ticket_id for each in tickets if each.performance == "Late Studio")
    hand_over = house.office.will_call.hand_over
    assert hand_over(house.command(), who, sale.order_id, wish=Wish(tickets=late)).left == 1
    with house.office.storage.read() as uow:
        assert uow.order_life.done_since("w1") == ()


# ---- to nothing ----


def test_every_order_is_a_case_with_its_way(house: House, evening: Evening) -> None:
    with pytest.raises(NotFound):
        house.office.cancelling.cases(SYMPHONY)
    cancel(house, evening.manager)
    found = house.office.cancelling.cases(SYMPHONY)
    assert [(c.name, c.way, c.left) for c in found.cases] == [
        ("Ann Example", CaseWay.BY_ITSELF, usd(9000)),
        ("Ann Example", CaseWay.IN_PERSON, usd(4500)),
        ("Otto Owes", CaseWay.NOTHING_PAID, usd(0)),
        ("Wanda Web", CaseWay.ELSEWHERE, usd(9000)),
    ]
    (otto,) = (case for case in found.cases if case.name == "Otto Owes")
    assert (otto.amount, otto.owes) == (usd(0), usd(4500))
    assert [case.owes for case in found.cases if case is not otto] == [usd(0)] * 3
    assert (found.performance.orders, found.performance.open) == (4, 4)
    assert found.performance.left == usd(22_500)
    assert (found.performance.who, found.performance.approved_by) == ("Max House", "Olga Owner")


def test_a_part_that_was_paid_elsewhere_is_told_from_the_rest() -> None:
    def way(*tenders: str) -> CaseWay:
        sums = {"worth": 4500, "returned": 0, "refunded": 0, "owing": 0, "payable": 0}
        return way_of(CaseRow("o", "W1", "", "", 1, tenders=frozenset(tenders), **sums))

    assert way("card", "certificate") is CaseWay.BY_ITSELF
    assert way("elsewhere") is CaseWay.ELSEWHERE
    assert way("elsewhere", "card") is CaseWay.IN_PART_ELSEWHERE
    assert way("elsewhere", "cash") is CaseWay.IN_PERSON


def test_it_is_tracked_to_nothing(house: House, evening: Evening) -> None:
    cancel(house, evening.manager)
    who = evening.manager
    with pytest.raises(NotThisWay) as refused:
        house.office.cancelling.refund(house.command(), who, SYMPHONY, evening.for_cash)
    assert refused.value.params["what"] == "in_person"
    for order_id in (evening.by_card, evening.on_web, evening.owes):
        refund(house, who, order_id)
    with pytest.raises(NotThisWay) as gone:
        refund(house, who, evening.by_card)
    assert gone.value.params["what"] == "nothing_to_give_back"
    found = house.office.cancelling.cases(SYMPHONY)
    assert _states(found) == {
        evening.by_card: CaseState.REFUNDED,
        evening.for_cash: CaseState.OPEN,
        evening.on_web: CaseState.ON_ITS_WAY,
        evening.owes: CaseState.VOID,
    }
    (web,) = (case for case in found.cases if case.order_id == evening.on_web)
    assert (web.way, web.left) == (CaseWay.ELSEWHERE, usd(9000))  # it pays what it took
    (taken_off,) = (case for case in found.cases if case.state is CaseState.VOID)
    assert (taken_off.amount, taken_off.left) == (usd(0), usd(0))
    tickets = tuple(t.ticket_id for t in house.office.orders.get(evening.for_cash).tickets)
    give_back(house, who, evening.for_cash, tickets)
    (owed,) = house.office.giving_back.owing()
    house.office.giving_back.written(house.command(), who, owed.refund_id, owed.line, "")
    found = house.office.cancelling.cases(SYMPHONY)
    assert (found.performance.open, found.performance.left) == (0, usd(0))
    assert house.office.cancelling.every()[0].open == 0
    for order_id in (evening.by_card, evening.for_cash, evening.on_web, evening.owes):
        assert equation(house, order_id) == 0
    assert (
        rows(
            house,
            "SELECT account, sum(amount_minor) FROM posting"
            " WHERE account IN ('2010', '2030', '2070')"
            " GROUP BY account HAVING sum(amount_minor) <> 0",
        )
        == []
    )
    assert house.office.verify() == ()


def test_instead_of_money_back_an_order_is_exchanged_or_given_to_a_fund(house: House) -> None:
    sue = open_exchange(house, "Sue Lead")
    moved = sell(house, sue, places(house, sue, SYMPHONY, ("B", 1)), cash(4500))
    given = sell(house, sue, places(house, sue, SYMPHONY, ("B", 2)), cash(4500))
    cancel(house, house.sign_in("Max House"))
    dates = house.office.exchanging.dates(moved.order_id, moved.ticket_ids)
    shows = {date.performance.performance_id for date in dates}
    assert THURSDAY in shows
    assert SYMPHONY not in shows  # nobody is offered what does not take place
    to = places(house, sue, THURSDAY, ("B", 1))
    exchange(house, sue, wish(moved.order_id, moved.ticket_ids, to))
    gift = Instead(ExtraKind.DONATION, "youth", "Youth programme")
    back = house.office.giving_back
    plan = back.plan(sue, given.order_id, given.ticket_ids, instead=gift)
    back.give_back(house.command(), sue, plan, "the soloist is ill")
    found = house.office.cancelling.cases(SYMPHONY)
    assert _states(found) == {
        moved.order_id: CaseState.EXCHANGED,
        given.order_id: CaseState.DONATED,
    }
    assert (found.performance.open, found.performance.left) == (0, usd(0))
    assert house.office.verify() == ()


def test_a_declined_card_stays_a_case(house: House, evening: Evening) -> None:
    cancel(house, evening.manager)
    who = evening.manager
    house.office.cancelling.refund(house.command(), who, SYMPHONY, evening.by_card)
    assert _states(house.office.cancelling.cases(SYMPHONY))[evening.by_card] is CaseState.ON_ITS_WAY


def test_whose_till_it_is_gives_back(house: House, evening: Evening) -> None:
    cancel(house, evening.manager)
    with pytest.raises(TillNotYours):
        house.office.cancelling.refund(house.command(), evening.clerk, SYMPHONY, evening.by_card)


def test_what_moves_no_money_here_needs_no_till(house: House, evening: Evening) -> None:
    cancel(house, evening.manager)
    boss = house.sign_in("Olga Owner")  # the open till is somebody else's
    refund(house, boss, evening.owes)
    refund(house, boss, evening.on_web)
    states = _states(house.office.cancelling.cases(SYMPHONY))
    assert states[evening.owes] is CaseState.VOID
    assert states[evening.on_web] is CaseState.ON_ITS_WAY  # the shop pays it
    facts = rows(house, "SELECT amount_minor, till_id FROM refund ORDER BY amount_minor")
    assert facts == [(0, None), (9000, None)]
    assert equation(house, evening.on_web) == 0
    assert house.office.verify() == ()


def test_a_repeat_gives_nothing_twice(house: House, evening: Evening) -> None:
    cancel(house, evening.manager)
    who, command = evening.manager, house.command()
    first = house.office.cancelling.refund(command, who, SYMPHONY, evening.by_card)
    assert house.office.cancelling.refund(command, who, SYMPHONY, evening.by_card) == first
    assert rows(house, "SELECT count(*) FROM refund") == [(1,)]


def test_what_went_back_before_is_no_case(house: House, evening: Evening) -> None:
    who = evening.manager
    tickets = tuple(t.ticket_id for t in house.office.orders.get(evening.for_cash).tickets)
    give_back(house, who, evening.for_cash, tickets)  # in the very moment before
    cancel(house, evening.manager)
    assert evening.for_cash not in _states(house.office.cancelling.cases(SYMPHONY))


def _states(found: CancelledCases) -> dict[OrderId, CaseState]:
    return {case.order_id: case.state for case in found.cases}


def test_its_statement_ends_at_nothing(house: House, evening: Evening) -> None:
    cancel(house, evening.manager)
    for order_id in (evening.by_card, evening.on_web, evening.owes):
        refund(house, evening.manager, order_id)
    tickets = tuple(t.ticket_id for t in house.office.orders.get(evening.for_cash).tickets)
    give_back(house, evening.manager, evening.for_cash, tickets)
    with house.office.storage.read() as uow:  # as the statement sums them; a till is not counted
        sums, returned = uow.figures.tickets_of(SYMPHONY), uow.figures.returned_of(SYMPHONY)
        assert sum(each.gross for each in sums) == 0
        assert sum(each.tickets for each in sums) == 0
        assert returned[0] == 6
        assert uow.figures.places(SYMPHONY).sold == 0


def test_what_is_cancelled_goes_back_whole_whatever_the_rules(house: House) -> None:
    sue = open_exchange(house, "Sue Lead", returns=RETURNS)
    sale = sold(house, sue, (4,), cash(4500))
    plan = house.office.giving_back.plan
    kept = plan(sue, sale.order_id, sale.ticket_ids)
    assert kept.terms is not None
    assert kept.amount < usd(4500)
    cancel(house, house.sign_in("Max House"))
    whole = plan(sue, sale.order_id, sale.ticket_ids)
    assert (whole.terms, whole.amount) == (None, usd(4500))


def test_what_exchanging_into_it_cost_goes_back_with_its_last_ticket(house: House) -> None:
    """Two tickets of Thursday were exchanged for tonight, one of them then for another seat."""
    sue = open_exchange(house, "Sue Lead", rules=replace(EXCHANGES, upgrade_free=False))
    sale = sell(house, sue, places(house, sue, THURSDAY, ("B", 4), ("B", 5)), cash(9000))
    to = places(house, sue, SYMPHONY, ("B", 1), ("B", 2))
    first = exchange(house, sue, wish(sale.order_id, sale.ticket_ids, to)).tickets
    to = places(house, sue, SYMPHONY, ("B", 3))
    moved = exchange(house, sue, wish(sale.order_id, first[:1], to)).tickets
    house.office.will_call.hand_over(house.command(), sue, sale.order_id, (cash(3 * FEE),))
    plan = house.office.giving_back.plan
    assert plan(sue, sale.order_id, (moved[0], first[1])).amount == usd(9000)
    max_ = house.sign_in("Max House")
    assert house.office.cancelling.plan(max_, SYMPHONY).amount == usd(9000 + 3 * FEE)
    cancel(house, max_)
    (case,) = house.office.cancelling.cases(SYMPHONY).cases
    assert case.left == usd(9000 + 3 * FEE)
    alone = plan(sue, sale.order_id, moved)
    assert (alone.amount, alone.fees_back) == (usd(4500 + FEE), usd(FEE))  # its own, the later one
    give_back(house, sue, sale.order_id, moved)
    (case,) = house.office.cancelling.cases(SYMPHONY).cases
    assert case.left == usd(4500 + 2 * FEE)
    load(house, exchange_season(house, EXCHANGES, ReturnRules(cancelled_fees=False)))
    assert plan(sue, sale.order_id, first[1:]).amount == usd(4500)  # where the house says so
    load(house, exchange_season(house, EXCHANGES))
    give_back(house, sue, sale.order_id, first[1:])
    assert house.office.cancelling.cases(SYMPHONY).performance.left == usd(0)
    assert equation(house, sale.order_id) == 0
    assert balances(house).get("4027", 0) == 0
    assert house.office.verify() == ()
