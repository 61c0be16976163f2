"""Exchanges: one act, old barcodes dead the moment the new ones live, and the money goes the right
way."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.presenters.exchange_acts import Wanted, take_and_plan
from pos.errors import ApprovalNeeded, NotExchangeable, NotHeld, SoldOut
from pos.ids import PerformanceId, SeatId, TicketId
from pos.lifecycles import TICKET, TicketState
from pos.money import Money
from pos.views.catalogue import SeatKind
from pos.views.exchanging import FeeWaived
from pos.views.exchanging_rules import ExchangeRules
from pos.views.papers import ReceiptView
from pos.views.paying import ExtraKind, Instead
from pos.views.people import Permission, SessionView
from pos.views.season import Promo, PromoKind
from pos.views.selling import CartView, Later, SaleView
from pos.views.subscriptions import SeriesWish
from tests.integration.card_sales import balances
from tests.integration.exchange_house import (
    FEE,
    RULES,
    SATURDAY,
    THURSDAY,
    exchange,
    exchange_season,
    floor,
    load,
    open_exchange,
    places,
    plan,
    sell,
    wish,
)
from tests.integration.refunds import equation, give_back
from tests.integration.small_house import (
    ADULT,
    LATE,
    STALLS,
    STUDENT,
    SYMPHONY,
    House,
    usd,
)
from tests.integration.small_house import seat as seat_of
from tests.integration.test_closing import PRINTED, print_all
from tests.integration.test_selling import cash, rows


def state(house: House, ticket_id: str) -> object:
    with house.office.storage.read() as uow:
        return uow.states.of(TICKET, ticket_id)


def test_tickets_for_a_dearer_evening_owe_the_difference_and_the_fee(house: House) -> None:
    ada = open_exchange(house)
    sale = sell(house, ada, places(house, ada, SYMPHONY, ("B", 4), ("B", 5)), cash(9000))
    new = places(house, ada, SATURDAY, ("B", 1), ("B", 2))
    planned = plan(house, ada, wish(sale.order_id, sale.ticket_ids, new))
    assert (planned.old, planned.new, planned.fee) == (usd(9000), usd(11000), usd(2 * FEE))
    assert planned.owing == planned.difference == usd(2500)
    assert not planned.back.lines
    assert planned.needs == ""
    done = exchange(house, ada, planned.wish)
    assert done.owing == usd(2500)
    assert done.print_jobs == ()  # not before it is paid
    assert {state(house, t) for t in sale.ticket_ids} == {TicketState.RETURNED}
    assert {state(house, t) for t in done.tickets} == {TicketState.LIVE}
    assert equation(house, sale.order_id) == 0
    assert house.office.verify() == ()
    order = house.office.orders.get(sale.order_id)
    assert (order.costs, order.paid, order.owing) == (usd(11500), usd(9000), usd(2500))
    assert [row.total for row in house.office.orders.find(order.order_number)] == [usd(11500)]
    life = [each.what for each in order.events]
    assert "order.more_due" in life
    assert "order.unpay" not in life  # no money went back
    paid = house.office.will_call.hand_over(house.command(), ada, sale.order_id, (cash(2500),))
    assert len(paid.print_jobs) == 3  # two tickets, a receipt
    assert house.office.verify() == ()
    assert balances(house)["4027"] == -2 * FEE


def test_the_same_price_moves_no_money_and_prints_at_once(house: House) -> None:
    ada = open_exchange(house)
    sale = sell(house, ada, places(house, ada, SYMPHONY, ("B", 4)), cash(4500))
    print_all(house)
    planned = plan(
        house, ada, wish(sale.order_id, sale.ticket_ids, places(house, ada, SYMPHONY, ("B", 9)))
    )
    assert planned.waived == FeeWaived.SAME_PERFORMANCE.value
    done = exchange(house, ada, planned.wish)
    assert len(done.print_jobs) == 1
    assert house.office.verify() == ()
    assert balances(house)["1020"] == 4500 + 10_000 - 10_000


def test_who_sits_in_a_wheelchair_gets_a_place_for_it_there_too(house: House) -> None:
    loaded = exchange_season(house)
    hall = loaded.halls[0]
    kinds = {seat_of("B", n): SeatKind.COMPANION for n in (3, 8)}
    kinds |= {seat_of("B", n): SeatKind.WHEELCHAIR for n in (4, 9)}
    seats = tuple(
        replace(each, kind=kinds.get(each.seat_id, each.kind)) for each in hall.view.seats
    )
    view = replace(hall.view, seats=seats)
    load(house, replace(loaded, halls=(replace(hall, view=view), *loaded.halls[1:])))
    ada, seating = house.open_till("Ada Clerk"), house.office.seating
    both = tuple(SeatId(seat_of("B", n)) for n in (3, 4))  # who comes along is named first
    cart = seating.take_seats(house.command(), ada, seating.new_cart(), SYMPHONY, both, needed=True)
    sale = sell(house, ada, cart, cash(cart.total.minor))
    dates = house.office.exchanging.dates(sale.order_id, sale.ticket_ids)
    there = next(date for date in dates if date.performance.performance_id == THURSDAY)
    assert there.in_wheelchairs == sale.ticket_ids[1:]

    def taken(*tickets: TicketId, ordinary: bool = False) -> list[SeatKind]:
        asked = Wanted(
            house.command(), ada, sale.order_id, tickets, there, STALLS, frozenset(), None, ordinary
        )
        cart, plan = take_and_plan(house.office, asked, None)
        assert [line.ticket_id for line in plan.lines] == list(tickets)
        seating.abandon(house.command(), ada, cart)
        return [line.kind for line in cart.lines]

    chair, beside = SeatKind.WHEELCHAIR, SeatKind.COMPANION
    assert taken(*sale.ticket_ids) == [beside, chair]
    assert taken(*reversed(sale.ticket_ids)) == [chair, beside]
    assert taken(sale.ticket_ids[0]) == [SeatKind.ORDINARY]
    blocked = tuple(SeatId(seat_of("B", n)) for n in (4, 9))
    seating.take_seats(house.command(), ada, seating.new_cart(), THURSDAY, blocked, needed=True)
    with pytest.raises(SoldOut) as short:  # never an ordinary one instead, unasked
        taken(*sale.ticket_ids)
    assert short.value.params == {"wanted": 1, "left": 0, "kind": "wheelchair"}
    assert taken(*sale.ticket_ids, ordinary=True) == [SeatKind.ORDINARY] * 2


def test_a_better_seat_of_the_same_evening_owes_the_difference_and_no_fee(house: House) -> None:
    ada = open_exchange(house)
    sale = sell(house, ada, places(house, ada, SYMPHONY, ("C", 4)), cash(3000))
    print_all(house)
    ((old,),) = rows(house, "SELECT code FROM ticket")
    new = places(house, ada, SYMPHONY, ("B", 9))
    planned = plan(house, ada, wish(sale.order_id, sale.ticket_ids, new))
    assert (planned.fee, planned.waived) == (usd(0), FeeWaived.SAME_PERFORMANCE.value)
    assert (planned.difference, planned.owing) == (usd(1500), usd(1500))
    done = exchange(house, ada, planned.wish)
    assert (done.owing, done.print_jobs) == (usd(1500), ())
    scanned = house.office.orders.scanned
    assert scanned(str(old)).ticket_state == "returned"  # before anything is paid
    paid = house.office.will_call.hand_over(house.command(), ada, sale.order_id, (cash(1500),))
    assert len(paid.print_jobs) == 2  # the new ticket, a receipt
    work = house.office.prints.begin("ticket_printer")
    assert work is not None
    assert work.ticket is not None
    assert (work.ticket.seat, scanned(work.ticket.code).ticket_state) == ("9", "live")
    house.office.prints.settle(work.job_id, PRINTED)
    order = house.office.orders.get(sale.order_id)
    assert (order.costs, order.owing) == (usd(4500), usd(0))
    assert equation(house, sale.order_id) == 0
    assert house.office.verify() == ()


def test_what_was_paid_too_much_goes_back_to_its_tender(house: House) -> None:
    sue = open_exchange(house, "Sue Lead")
    sale = sell(house, sue, places(house, sue, SATURDAY, ("B", 4), ("B", 5)), cash(11000))
    new = places(house, sue, THURSDAY, ("C", 4))
    one = TicketId(sale.ticket_ids[0])
    planned = plan(house, sue, wish(sale.order_id, (one,), new))
    assert planned.difference == usd(3000 + FEE - 5500)
    assert [line.how for line in planned.back.lines] == ["cash"]
    done = exchange(house, sue, planned.wish)
    assert done.given.cash == usd(2250)
    order = house.office.orders.get(sale.order_id)
    assert (order.costs, order.given_back) == (usd(11000 - 2250), usd(2250))
    assert (order.paid, order.owing) == (order.costs, usd(0))
    assert house.office.verify() == ()
    assert equation(house, sale.order_id) == 0


def test_the_fee_is_waived_for_whom_the_rule_says(house: House) -> None:
    ada = open_exchange(house, rules=replace(RULES, free_days=2))
    taken = places(house, ada, THURSDAY, ("B", 4), ("B", 5))
    lines = tuple(line.line_id for line in taken.lines)
    student = house.office.seating.set_price_type(house.command(), ada, taken, lines[:1], STUDENT)
    sale = sell(house, ada, student, cash(2000 + 4500))
    young, old = sale.ticket_ids

    def why(ticket: TicketId, show: PerformanceId, place: tuple[str, int]) -> tuple[Money, str]:
        cart = places(house, ada, show, place)
        planned = plan(house, ada, wish(sale.order_id, (ticket,), cart))
        return planned.fee, planned.waived

    assert why(young, SYMPHONY, ("B", 1)) == (usd(0), FeeWaived.PRICE_TYPE.value)
    assert why(old, SYMPHONY, ("B", 2)) == (usd(0), FeeWaived.EARLY.value)
    assert why(old, THURSDAY, ("B", 1)) == (usd(0), FeeWaived.SAME_PERFORMANCE.value)
    house.clock.advance(timedelta(days=1))
    assert why(old, SATURDAY, ("B", 3)) == (usd(FEE), "")


def test_what_made_a_ticket_cheaper_is_kept_as_far_as_it_still_does(house: House) -> None:
    ada = open_exchange(house)
    cart = places(house, ada, SYMPHONY, ("B", 4))
    cart = house.office.prices.add_code(ada, cart, "TENOFF")
    sale = sell(house, ada, cart, cash(4080))
    planned = plan(
        house, ada, wish(sale.order_id, sale.ticket_ids, places(house, ada, SATURDAY, ("B", 1)))
    )
    (line,) = planned.lines
    assert line.kept == ("Ten percent",)
    assert line.new_price == usd(5200 - 520 + 300)
    exchange(house, ada, planned.wish)
    assert house.office.verify() == ()


def test_a_use_of_a_code_goes_with_the_ticket_and_is_no_second_one(house: House) -> None:
    few = Promo("FEW", "For the first two", PromoKind.PERCENT, usd(0), 5_000, uses=2)
    load(house, replace(exchange_season(house), promos=(few,)))
    ada = house.open_till("Ada Clerk")
    prices = house.office.prices

    def at(show: PerformanceId, number: int) -> CartView:
        return prices.add_code(ada, places(house, ada, show, ("B", number)), "FEW")

    cart = at(SYMPHONY, 4)
    sale = sell(house, ada, cart, cash(cart.total.minor))
    tickets = sale.ticket_ids
    for show in (THURSDAY, SYMPHONY):  # there, and back to another seat
        wanted = wish(sale.order_id, tickets, places(house, ada, show, ("B", 6)))
        tickets = exchange(house, ada, plan(house, ada, wanted).wish).tickets
        with house.office.storage.read() as uow:
            assert uow.orders.promo_uses(["FEW"]) == {"FEW": 1}
    assert at(SYMPHONY, 7).total == usd(2100 + 300)
    assert house.office.verify() == ()


def member_price(
    house: House, ada: SessionView, show: PerformanceId, *numbers: int
) -> tuple[SaleView, tuple[TicketId, ...]]:
    """Sell seats of row B to somebody whose card was shown; return which had the member's price."""
    ((code,),) = rows(house, "SELECT code FROM member")
    cart = places(house, ada, show, *(("B", number) for number in numbers))
    cart = house.office.members.show(ada, cart, str(code))
    sale = sell(house, ada, cart, cash(cart.total.minor))
    tickets = zip(sale.ticket_ids, cart.lines, strict=True)
    return sale, tuple(ticket for ticket, line in tickets if line.member_id)


def test_a_members_price_moves_with_the_ticket_as_far_as_its_limit_goes(house: House) -> None:
    ada = open_exchange(house)
    office = house.office
    joined = office.counter.add_membership(ada, office.seating.new_cart(), "FRIEND", "Ann Example")
    sell(house, ada, joined, cash(5000))
    ((member,),) = rows(house, "SELECT member_id FROM member")
    sale, mine = member_price(house, ada, THURSDAY, 1, 2, 3)
    assert len(mine) == 2  # a performance

    def used() -> dict[str, int]:
        with office.storage.read() as uow:
            return Counter(one.performance_id for one in uow.members.used(str(member)))

    def moved(ticket: TicketId, show: PerformanceId, number: int) -> tuple[TicketId, Money]:
        cart = places(house, ada, show, ("B", number))
        planned = plan(house, ada, wish(sale.order_id, (ticket,), cart))
        done = exchange(house, ada, planned.wish)
        assert office.verify() == ()
        return done.tickets[0], planned.lines[0].new_price

    # Another seat that night: its own use is free for it again, though both are used.
    first, price = moved(mine[0], THURSDAY, 4)
    assert (price, used()) == (usd(4500 - 420), {THURSDAY: 2})
    # Another night: it counts there, and here somebody else may have it.
    first, price = moved(first, SATURDAY, 4)
    assert (price, used()) == (usd(5500 - 520), {THURSDAY: 1, SATURDAY: 1})
    # Where both are used already it costs what others pay; and has no use.
    assert len(member_price(house, ada, SATURDAY, 5)[1]) == 1
    second, price = moved(mine[1], SATURDAY, 6)
    assert (price, used()) == (usd(5500), {SATURDAY: 2})
    # Back again, with the card beside it: it was no member's ticket any more.
    _, price = moved(second, THURSDAY, 7)
    assert (price, used()) == (usd(4500), {SATURDAY: 2})


def test_who_bought_with_a_membership_pays_no_fee_where_members_do_not(house: House) -> None:
    for members_free, fee, waived in ((True, 0, FeeWaived.MEMBER.value), (False, FEE, "")):
        rules = replace(RULES, members_free=members_free)
        ada = open_exchange(house, rules=rules) if members_free else house.sign_in("Ada Clerk")
        load(house, exchange_season(house, rules))
        counter, number = house.office.counter, 1 + members_free
        cart = places(house, ada, THURSDAY, ("B", number))
        cart = counter.add_membership(ada, cart, "FRIEND", "Ann Example")
        sale = sell(house, ada, cart, cash(cart.total.minor))
        to = places(house, ada, SATURDAY, ("B", number))
        planned = plan(house, ada, wish(sale.order_id, sale.ticket_ids, to))
        assert (planned.fee, planned.waived) == (usd(fee), waived)
        assert planned.new == usd(5500 - 520)  # its price is kept either way


def test_a_ticket_of_a_series_keeps_its_series(house: House) -> None:
    ada = open_exchange(house)
    office = house.office
    wanted = SeriesWish("PAIR", (SYMPHONY, THURSDAY), 1, "Stalls", ADULT)
    choice = office.packages.look(ada, wanted)
    cart = office.packages.take(house.command(), ada, office.seating.new_cart(), choice)
    sale = sell(house, ada, cart, cash(cart.total.minor))
    assert cart.total == usd(2 * (3780 + 300))
    dates = {
        d.performance.performance_id: d
        for d in office.exchanging.dates(sale.order_id, sale.ticket_ids[1:])
    }
    assert [dates[show].in_series for show in (SYMPHONY, THURSDAY, SATURDAY, LATE)] == [
        False,
        True,
        True,
        False,
    ]
    second = sale.ticket_ids[1:]
    planned = plan(house, ada, wish(sale.order_id, second, places(house, ada, SATURDAY, ("B", 1))))
    assert planned.lines[0].kept == ("Pair",)
    assert planned.new == usd(5200 - 420 + 300)
    exchange(house, ada, planned.wish)
    assert [t.series for t in office.orders.get(sale.order_id).tickets] == ["Pair"] * 3
    out = plan(house, ada, wish(sale.order_id, sale.ticket_ids[:1], floor(house, ada, 1)))
    assert out.back.terms is not None
    assert out.back.terms.against == "other_series"
    assert out.needs == Permission.GIVE_BACK_ANY.value
    exchange(house, ada, out.wish)
    assert office.verify() == ()


def pair(house: House, ada: SessionView) -> SaleView:
    """Sell one person the series for tonight and Thursday."""
    packages, cart = house.office.packages, house.office.seating.new_cart()
    choice = packages.look(ada, SeriesWish("PAIR", (SYMPHONY, THURSDAY), 1, "Stalls", ADULT))
    taken = packages.take(house.command(), ada, cart, choice)
    return sell(house, ada, taken, cash(taken.total.minor))


def test_of_two_dates_exchanged_for_the_same_third_one_stays_in_the_series(house: House) -> None:
    ada = open_exchange(house)
    sale = pair(house, ada)
    both = places(house, ada, SATURDAY, ("B", 1), ("B", 2))
    planned = plan(house, ada, wish(sale.order_id, sale.ticket_ids, both))
    assert [line.kept for line in planned.lines] == [("Pair",), ()]
    assert planned.back.terms is not None
    assert planned.back.terms.against == "other_series"
    exchange(house, ada, planned.wish)
    assert house.office.verify() == ()


def test_a_ticket_of_a_series_goes_to_another_date_back_and_to_another_seat(house: House) -> None:
    ada = open_exchange(house, rules=ExchangeRules())
    sale = pair(house, ada)
    tickets = sale.ticket_ids[1:]
    for show, seat in ((SATURDAY, 1), (THURSDAY, 1), (THURSDAY, 2), (SATURDAY, 1)):
        cart = places(house, ada, show, ("B", seat))
        planned = plan(house, ada, wish(sale.order_id, tickets, cart))
        assert planned.lines[0].kept == ("Pair",)
        assert planned.needs in ("", Permission.GIVE_BACK.value)
        tickets = exchange(house, ada, planned.wish).tickets
        assert house.office.verify() == ()


def test_the_dates_of_a_series_change_places_in_one_act(house: House) -> None:
    ada = open_exchange(house, rules=ExchangeRules())
    sale = pair(house, ada)
    first = places(house, ada, THURSDAY, ("B", 1))
    second = places(house, ada, SYMPHONY, ("B", 1))
    cart = replace(first, lines=first.lines + second.lines)
    planned = plan(house, ada, wish(sale.order_id, sale.ticket_ids, cart))
    assert [line.kept for line in planned.lines] == [("Pair",), ("Pair",)]
    assert planned.owing == usd(0)


def test_a_date_that_was_returned_is_free_for_its_series(house: House) -> None:
    ada = open_exchange(house, "Max House", rules=ExchangeRules())
    sale = pair(house, ada)
    give_back(house, ada, sale.order_id, sale.ticket_ids[:1])
    cart = places(house, ada, SYMPHONY, ("B", 1))
    planned = plan(house, ada, wish(sale.order_id, sale.ticket_ids[1:], cart))
    assert planned.lines[0].kept == ("Pair",)
    exchange(house, ada, planned.wish)
    assert house.office.verify() == ()


def test_who_picks_up_apart_picks_up_what_was_exchanged(house: House) -> None:
    ada = open_exchange(house, rules=ExchangeRules())
    office, later = house.office, Later()
    cart = places(house, ada, THURSDAY, ("B", 1), ("B", 2))
    sale = office.selling.sell(house.command(), ada, cart, (cash(9000),), "Ann", later=later)
    apart = sale.ticket_ids[:1]
    (part,) = office.splitting.split(house.command(), ada, sale.order_id, apart, "Bea Sample")
    cart = places(house, ada, THURSDAY, ("B", 4))
    fresh = exchange(house, ada, wish(sale.order_id, apart, cart)).tickets
    assert office.splitting.of(sale.order_id) == (replace(part, tickets=fresh),)
    parts = {t.ticket_id: t.part for t in office.will_call.card(sale.order_id).tickets}
    assert parts == {fresh[0]: "Bea Sample", sale.ticket_ids[1]: ""}
    assert [row.order_id for row in office.will_call.find("bea")] == [sale.order_id]


def test_a_place_in_the_studio_is_exchanged_for_a_seat_and_back(house: House) -> None:
    ada = open_exchange(house, "Sue Lead", rules=ExchangeRules())
    sale = sell(house, ada, floor(house, ada, 2), cash(9000))
    first = exchange(
        house,
        ada,
        wish(sale.order_id, sale.ticket_ids, places(house, ada, SYMPHONY, ("A", 4), ("A", 5))),
    )
    assert house.office.verify() == ()
    again = exchange(house, ada, wish(sale.order_id, first.tickets, floor(house, ada, 2)))
    assert again.owing == usd(0)
    assert house.office.verify() == ()


def test_an_exchange_changes_nothing_once_the_order_changed(house: House) -> None:
    ada = open_exchange(house)
    sale = sell(house, ada, places(house, ada, SYMPHONY, ("B", 4), ("B", 5)), cash(9000))
    one, two = (TicketId(each) for each in sale.ticket_ids)
    planned = plan(house, ada, wish(sale.order_id, (one,), places(house, ada, THURSDAY, ("B", 1))))
    exchange(house, ada, wish(sale.order_id, (two,), places(house, ada, SATURDAY, ("B", 1))))
    with pytest.raises(NotExchangeable) as refused:
        house.office.exchanging.exchange(house.command(), ada, planned, "another evening")
    assert refused.value.params["what"] == "plan_changed"
    assert state(house, one) is TicketState.LIVE


def test_a_cart_that_lost_its_places_exchanges_nothing(house: House) -> None:
    ada = open_exchange(house)
    sale = sell(house, ada, places(house, ada, SYMPHONY, ("B", 4)), cash(4500))
    cart = places(house, ada, THURSDAY, ("B", 1))
    planned = plan(house, ada, wish(sale.order_id, sale.ticket_ids, cart))
    house.office.seating.abandon(house.command(), ada, cart)
    with pytest.raises(NotHeld):
        house.office.exchanging.exchange(house.command(), ada, planned, "another evening")
    assert state(house, sale.ticket_ids[0]) is TicketState.LIVE
    assert house.office.verify() == ()


def test_the_patron_may_have_the_difference_as_credit_a_certificate_or_a_gift(
    house: House,
) -> None:
    ada = open_exchange(house, rules=ExchangeRules())
    office = house.office
    account = office.values.open_account(house.command(), ada, "Ann Example")
    ways = (
        Instead(ExtraKind.CREDIT, value_id=account.value_id, name="Ann Example"),
        Instead(ExtraKind.CERTIFICATE, text="Ann Example"),
        Instead(ExtraKind.DONATION, "youth", "Youth programme"),
    )
    for number, way in enumerate(ways, 1):
        sale = sell(house, ada, places(house, ada, SATURDAY, ("B", number)), cash(5500))
        done = exchange(
            house,
            ada,
            wish(sale.order_id, sale.ticket_ids, places(house, ada, THURSDAY, ("B", number)), way),
        )
        assert (done.given.amount, done.owing) == (usd(0), usd(0))
        assert equation(house, sale.order_id) == 0
        assert office.verify() == ()
    booked = balances(house)
    assert (booked["2060"], booked["2020"], booked["4035"]) == (-1000, -1000, -1000)
    assert booked["1020"] == 3 * 5500
    assert office.values.view(account.value_id).balance == usd(1000)


def test_an_exchange_after_the_performance_wants_a_managers_word(house: House) -> None:
    ada = open_exchange(house)
    sale = sell(house, ada, places(house, ada, SYMPHONY, ("B", 4)), cash(4500))
    house.clock.advance(timedelta(hours=12))
    planned = plan(
        house, ada, wish(sale.order_id, sale.ticket_ids, places(house, ada, THURSDAY, ("B", 1)))
    )
    assert planned.back.terms is not None
    assert planned.back.terms.against == "over"
    assert planned.needs == Permission.GIVE_BACK_ANY.value
    with pytest.raises(ApprovalNeeded):
        house.office.exchanging.exchange(house.command(), ada, planned, "another evening")
    exchange(house, ada, planned.wish)
    assert house.office.verify() == ()


def paper(house: House) -> ReceiptView:
    """Return the receipt that prints now; it prints."""
    work = house.office.prints.begin("receipt_printer")
    assert work is not None
    house.office.prints.settle(work.job_id, PRINTED)
    assert work.receipt is not None
    return work.receipt


def test_an_exchange_has_a_paper_that_says_what_came_back_and_what_was_taken(house: House) -> None:
    ada = open_exchange(house)
    sale = sell(house, ada, places(house, ada, SYMPHONY, ("B", 4), ("B", 5)), cash(9000))
    print_all(house)
    codes = {str(code) for (code,) in rows(house, "SELECT code FROM ticket")}
    to = places(house, ada, SATURDAY, ("B", 1), ("B", 2))
    exchange(house, ada, wish(sale.order_id, sale.ticket_ids, to))
    slip = paper(house)
    assert (slip.exchange, slip.given_back, slip.receipt_number) == (True, False, "W1-F000001")
    assert [line.amount for line in slip.lines] == [usd(9000)]
    assert [line.amount for line in slip.taken] == [usd(11_000), usd(2 * FEE)]
    assert (slip.difference, slip.owing, slip.tenders) == (usd(2500), usd(2500), ())
    assert set(slip.dead) == codes


def test_the_paper_of_a_cheaper_seat_says_what_went_back(house: House) -> None:
    sue = open_exchange(house, "Sue Lead")
    sale = sell(house, sue, places(house, sue, SATURDAY, ("B", 4)), cash(5500))
    print_all(house)
    exchange(
        house, sue, wish(sale.order_id, sale.ticket_ids, places(house, sue, THURSDAY, ("C", 4)))
    )
    slip = paper(house)
    assert (slip.exchange, slip.given_back, slip.owing) == (True, True, None)
    assert (slip.difference, slip.total) == (usd(-2250), usd(2250))
    assert [tender.amount for tender in slip.tenders] == [usd(2250)]
    assert house.office.prints.begin("receipt_printer") is None  # one paper for all of it
