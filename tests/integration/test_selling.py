"""The sale: one transaction, once, and only of what the window holds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from pos.errors import (
    AmountInvalid,
    ApprovalNeeded,
    CardNumberRefused,
    CartEmpty,
    CommandReused,
    NotAllowed,
    NotFound,
    NotHeld,
    PaymentMismatch,
    PriceChanged,
    SeatTaken,
    SoldOut,
    TenderShort,
    TextRefused,
    TillNotOpen,
    TillNotYours,
)
from pos.events import HouseChanged, PrintsQueued
from pos.hub.parcels import unpack
from pos.ids import CartId
from pos.money import Money
from pos.seating.rows import Taste
from pos.views.catalogue import SeatStatus
from pos.views.people import Approval, Permission, SessionView
from pos.views.selling import CartView, TenderGiven, TenderKind
from pos.views.selling_rules import SellingRules
from tests.integration.small_house import (
    ADULT,
    COMP,
    LATE,
    OPEN,
    PLACES,
    STALLS,
    STUDENT,
    SYMPHONY,
    ZONE,
    House,
    season,
    seat,
    usd,
)


def cash(amount: int, given: int | None = None) -> TenderGiven:
    return TenderGiven(TenderKind.CASH, usd(amount), usd(amount if given is None else given))


def cart_of(house: House, session: SessionView, *places: tuple[str, int]) -> CartView:
    seats = tuple(seat(*place) for place in places)
    cart = house.office.seating.new_cart()
    return house.office.seating.take_seats(house.command(), session, cart, SYMPHONY, seats)


def parcels(house: House) -> list[dict[str, list[dict[str, object]]]]:
    """Return what each transaction packed for the hub, oldest first."""
    return [
        unpack(bytes(content))  # type: ignore[arg-type]
        for (content,) in rows(house, "SELECT content FROM outbox ORDER BY seq")
    ]


def rows(house: House, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(house.path)) as connection:
        return connection.execute(query).fetchall()


def test_a_sale_puts_every_fact_on_disk_in_one_transaction(house: House) -> None:
    session = house.open_till()
    cart = cart_of(house, session, ("B", 4), ("B", 5))
    before = rows(house, "SELECT count(*) FROM command")[0][0]
    sale = house.office.selling.sell(house.command(), session, cart, (cash(9000, 10_000),), "Ann")
    assert sale.total == usd(9000)
    assert sale.change == usd(1000)
    assert (sale.order_number, sale.receipt_number) == ("W1-000001", "W1-R000001")
    assert len(sale.ticket_ids) == 2
    assert len(sale.print_jobs) == 3
    order = f"'{sale.order_id}'"
    assert rows(house, f"SELECT count(*) FROM ticket WHERE order_id={order}") == [(2,)]
    assert rows(house, f"SELECT amount_minor, given_minor FROM tender WHERE order_id={order}") == [
        (9000, 10_000)
    ]
    assert rows(
        house,
        f"SELECT account, sum(amount_minor) FROM posting WHERE order_id={order} "
        "GROUP BY account ORDER BY account",
    ) == [("1020", 9000), ("1060", 0), ("2010", -8400), ("2030", -600)]
    assert [row["order_id"] for row in parcels(house)[-1]["orders"]] == [sale.order_id]
    assert rows(house, f"SELECT event FROM audit WHERE subject_id={order}") == [("sale.made",)]
    assert rows(house, f"SELECT reason FROM drawer_opening WHERE subject_id={order}") == [("sale",)]
    states = f"SELECT to_state FROM transition WHERE subject_id={order} ORDER BY seq"
    assert rows(house, states) == [("placed",), ("paid",), ("collected",)]
    assert rows(house, "SELECT count(*) FROM command") == [(before + 1,)]


def test_events_fly_after_the_commit(house: House) -> None:
    session = house.open_till()
    cart = cart_of(house, session, ("B", 4))
    house.events.clear()
    house.office.selling.sell(house.command(), session, cart, (cash(4500),))
    assert HouseChanged(SYMPHONY) in house.events
    assert PrintsQueued("ticket_printer") in house.events
    assert PrintsQueued("receipt_printer") in house.events


def test_a_repeat_returns_the_first_answer_and_sells_nothing(house: House) -> None:
    session = house.open_till()
    cart = cart_of(house, session, ("B", 4))
    command = house.command()
    first = house.office.selling.sell(command, session, cart, (cash(4500),))
    again = house.office.selling.sell(command, session, cart, (cash(4500),))
    assert again == first
    assert rows(house, "SELECT count(*) FROM orders") == [(1,)]


def test_a_command_id_with_other_content_is_refused(house: House) -> None:
    session = house.open_till()
    command = house.command()
    house.office.selling.sell(command, session, cart_of(house, session, ("B", 4)), (cash(4500),))
    other = cart_of(house, session, ("B", 5))
    with pytest.raises(CommandReused):
        house.office.selling.sell(command, session, other, (cash(4500),))


def test_a_seat_in_one_cart_is_refused_to_another_and_says_whose_it_is(house: House) -> None:
    session = house.open_till()
    cart_of(house, session, ("B", 4))
    with pytest.raises(SeatTaken) as refused:
        cart_of(house, session, ("B", 3), ("B", 4))
    assert refused.value.params == {"seat": "Orchestra B 4", "holder": "window:w1"}
    free = house.office.catalogue.house(SYMPHONY).seats
    assert seat("B", 3) not in free  # all or none: the other seat was not taken either


def test_holds_and_kills_are_not_sold(house: House) -> None:
    session = house.open_till()
    for place, holder in ((("A", 1), "hold:house"), (("C", 1), "kill:tech")):
        with pytest.raises(SeatTaken) as refused:
            cart_of(house, session, place)
        assert refused.value.params["holder"] == holder


def test_the_house_says_who_has_each_seat(house: House) -> None:
    session = house.open_till()
    sold = cart_of(house, session, ("B", 1))
    house.office.selling.sell(house.command(), session, sold, (cash(4500),))
    mine = cart_of(house, session, ("B", 2))
    cart_of(house, session, ("B", 3))
    seen = house.office.catalogue.house(SYMPHONY, mine.cart_id).seats
    assert seen == {
        seat("A", 1): SeatStatus.HELD,
        seat("C", 1): SeatStatus.KILLED,
        seat("B", 1): SeatStatus.SOLD,
        seat("B", 2): SeatStatus.IN_CART,
        seat("B", 3): SeatStatus.TAKEN,
    }


def test_places_by_count_stop_at_capacity_and_come_back(house: House) -> None:
    session = house.open_till()
    seating = house.office.seating
    cart = seating.take_places(
        house.command(), session, seating.new_cart(), LATE, PLACES - 1, OPEN, STUDENT
    )
    assert cart.total == usd(2000 * (PLACES - 1))
    with pytest.raises(SoldOut) as refused:
        seating.take_places(house.command(), session, seating.new_cart(), LATE, 2, OPEN)
    assert refused.value.params == {"wanted": 2, "left": 1}
    smaller = seating.give_back(house.command(), session, cart, (cart.lines[0].line_id,))
    assert len(smaller.lines) == PLACES - 2
    assert house.office.catalogue.house(LATE).places_left == 2


def test_best_available_sits_together_and_a_repeat_gives_the_same_seats(house: House) -> None:
    session = house.open_till()
    seating, command, empty = house.office.seating, house.command(), house.office.seating.new_cart()
    first = seating.take_best(command, session, empty, SYMPHONY, 2, STALLS)
    again = seating.take_best(command, session, empty, SYMPHONY, 2, STALLS)
    assert [(line.row, line.number) for line in first.lines] == [("A", "5"), ("A", "6")]
    assert again == first


def test_a_party_says_where_it_would_rather_sit_and_that_other_zones_will_do(house: House) -> None:
    session = house.open_till()
    seating, empty = house.office.seating, house.office.seating.new_cart()
    edge = seating.take_best(
        house.command(), session, empty, SYMPHONY, 2, STALLS, taste=Taste.AISLE
    )
    assert {line.number for line in edge.lines} & {"1", "10"}
    with pytest.raises(SoldOut) as refused:
        seating.take_best(house.command(), session, empty, SYMPHONY, 29, STALLS, or_zones=(OPEN,))
    assert refused.value.params["left"] == 26


def test_a_venue_says_whether_a_single_seat_may_be_left_over(house: House) -> None:
    session, seating = house.open_till(), house.office.seating
    cart_of(house, session, ("A", 2), ("A", 3), ("A", 8), ("A", 9), ("A", 10))
    for spare_single, row in ((True, "B"), (False, "A")):
        loaded = season(house.clock.now().astimezone(ZONE))
        rules = SellingRules(spare_single=spare_single)
        venue = replace(loaded.venues[0], selling=rules)
        with house.office.storage.begin() as uow:
            uow.catalogue.save(replace(loaded, venues=(venue,)))
            uow.commit()
        cart = seating.new_cart()
        three = seating.take_best(house.command(), session, cart, SYMPHONY, 3, STALLS)
        assert {line.row for line in three.lines} == {row}
        seating.release_cart(cart.cart_id)


def test_best_available_says_what_is_left(house: House) -> None:
    session = house.open_till()
    with pytest.raises(SoldOut) as refused:
        house.office.seating.take_best(
            house.command(), session, house.office.seating.new_cart(), SYMPHONY, 29, STALLS
        )
    assert refused.value.params == {"wanted": 29, "left": 28}


def test_nothing_is_sold_without_the_right_to_it(house: House) -> None:
    session = house.open_till()
    cart = cart_of(house, session, ("B", 4))
    stolen = replace(cart, cart_id=CartId("elsewhere"))
    with pytest.raises(NotHeld):
        house.office.selling.sell(house.command(), session, stolen, (cash(4500),))
    house.office.seating.abandon(house.command(), session, cart)
    with pytest.raises(NotHeld):
        house.office.selling.sell(house.command(), session, cart, (cash(4500),))


def test_a_price_that_is_not_todays_is_refused(house: House) -> None:
    session = house.open_till()
    cart = cart_of(house, session, ("B", 4))
    cheap = replace(cart, lines=(replace(cart.lines[0], face=usd(100)),))
    with pytest.raises(PriceChanged) as refused:
        house.office.selling.sell(house.command(), session, cheap, (cash(400),))
    assert refused.value.params == {"shown": usd(400), "now": usd(4500)}


def test_promo_lowers_the_face_and_leaves_the_fee(house: House) -> None:
    session = house.open_till()
    seating = house.office.seating
    prices = house.office.prices
    cart = prices.add_code(session, cart_of(house, session, ("B", 4), ("B", 5)), "tenoff")
    cart = seating.set_price_type(house.command(), session, cart, (cart.lines[1].line_id,), STUDENT)
    assert [(line.face, line.fee, line.promo_codes) for line in cart.lines] == [
        (usd(3780), usd(300), ("TENOFF",)),
        (usd(1700), usd(300), ()),
    ]
    sale = house.office.selling.sell(house.command(), session, cart, (cash(6080),))
    assert sale.total == usd(6080)
    with pytest.raises(NotFound):
        prices.add_code(session, cart, "NOSUCH")
    assert rows(house, "SELECT line, kind, code, before_minor, amount_minor FROM ticket_step") == [
        (0, "promo", "TENOFF", 4200, 420)
    ]


def test_a_comp_needs_a_reason_and_somebody_who_may(house: House) -> None:
    session = house.open_till()
    seating, people = house.office.seating, house.office.people
    cart = cart_of(house, session, ("B", 4))
    line, command = (cart.lines[0].line_id,), house.command()
    with pytest.raises(TextRefused):
        seating.set_price_type(command, session, cart, line, COMP)
    with pytest.raises(ApprovalNeeded):
        seating.set_price_type(command, session, cart, line, COMP, "Press")
    lead = next(person for person in people.staff() if person.name == "Sue Lead")
    approval = people.approve(lead.user_id, "3691", Permission.SELL_COMP, command, session)
    free = seating.set_price_type(command, session, cart, line, COMP, "Press", approval)
    assert free.total == usd(0)
    sale = house.office.selling.sell(house.command(), session, free, ())
    assert sale.drawer_opening == ""
    assert rows(house, "SELECT comp_reason, comp_approver FROM ticket") == [("Press", lead.user_id)]
    assert rows(house, "SELECT to_state FROM transition WHERE machine='order' ORDER BY seq") == [
        ("placed",),
        ("paid",),
        ("collected",),
    ]


def test_a_comp_that_nobody_proved_is_neither_priced_nor_sold(house: House) -> None:
    ada, sue = house.open_till(), house.sign_in("Sue Lead")
    cart, command = cart_of(house, ada, ("B", 4)), house.command()
    lines = (cart.lines[0].line_id,)
    invented = Approval(sue.user_id, sue.name, Permission.SELL_COMP, command)
    set_price_type = house.office.seating.set_price_type
    with pytest.raises(ApprovalNeeded):
        set_price_type(command, ada, cart, lines, COMP, "Press", invented)

    free = replace(cart.lines[0], price_type_id=COMP, face=usd(0), fee=usd(0))
    named = replace(free, comp_approver=sue.user_id, comp_command=command, comp_reason="Press")
    for line in (replace(free, comp_reason="Press"), named):
        with pytest.raises(ApprovalNeeded):
            house.office.selling.sell(house.command(), ada, replace(cart, lines=(line,)), ())

    house.office.people.approve(sue.user_id, "3691", Permission.SELL_COMP, command, ada)
    unsaid = replace(cart, lines=(replace(named, comp_reason=""),))
    with pytest.raises(TextRefused):
        house.office.selling.sell(house.command(), ada, unsaid, ())
    proved = set_price_type(command, ada, cart, lines, COMP, "Press", invented)
    house.office.selling.sell(house.command(), ada, proved, ())
    assert rows(house, "SELECT comp_approver FROM ticket") == [(sue.user_id,)]


@pytest.mark.parametrize(
    ("tenders", "error"),
    [
        ((), TenderShort),
        ((cash(4499),), TenderShort),
        ((cash(4501),), AmountInvalid),
        ((cash(4500, 4400),), AmountInvalid),
        ((TenderGiven(TenderKind.CARD, usd(4500), usd(4500)),), PaymentMismatch),
        ((TenderGiven(TenderKind.ROUNDING, usd(4500), usd(4500)),), AmountInvalid),
        ((TenderGiven(TenderKind.CERTIFICATE, usd(4500), usd(4500)),), NotFound),
        ((TenderGiven(TenderKind.CHECK, usd(4500), usd(5000), "101", "Ann"),), AmountInvalid),
        ((TenderGiven(TenderKind.CHECK, usd(4500), usd(4500), "", "Ann"),), TextRefused),
        (
            (TenderGiven(TenderKind.CHECK, usd(4500), usd(4500), "101", "4111 1111 1111 1111"),),
            CardNumberRefused,
        ),
    ],
)
def test_tenders_that_do_not_make_the_sum(
    house: House, tenders: tuple[TenderGiven, ...], error: type[Exception]
) -> None:
    session = house.open_till()
    cart = cart_of(house, session, ("B", 4))
    with pytest.raises(error):
        house.office.selling.sell(house.command(), session, cart, tenders)
    assert rows(house, "SELECT count(*) FROM orders") == [(0,)]
    assert rows(house, "SELECT count(*) FROM counter WHERE name LIKE 'receipt%'") == [(0,)]


def test_split_tender_adds_up(house: House) -> None:
    session = house.open_till()
    cart = cart_of(house, session, ("B", 4), ("B", 5))
    check = TenderGiven(TenderKind.CHECK, usd(4000), usd(4000), "101", "Ann Example")
    sale = house.office.selling.sell(house.command(), session, cart, (check, cash(5000, 6000)))
    assert sale.change == usd(1000)
    accounts = "SELECT account, amount_minor FROM posting WHERE amount_minor > 0 AND tender_id > ''"
    assert sorted(rows(house, accounts)) == [("1020", 5000), ("1030", 4000)]


def test_no_till_no_sale_and_not_into_anothers_till(house: House) -> None:
    alone = house.sign_in("Ben Clerk")
    cart = cart_of(house, alone, ("B", 4))
    with pytest.raises(TillNotOpen):
        house.office.selling.sell(house.command(), alone, cart, (cash(4500),))
    house.open_till("Ada Clerk")
    with pytest.raises(TillNotYours):
        house.office.selling.sell(house.command(), alone, cart, (cash(4500),))


def test_an_empty_cart_and_a_person_without_the_right(house: House) -> None:
    session = house.open_till()
    with pytest.raises(CartEmpty):
        house.office.selling.sell(house.command(), session, house.office.seating.new_cart(), ())
    nobody = replace(session, permissions=frozenset())
    with pytest.raises(NotAllowed):
        house.office.selling.sell(house.command(), nobody, cart_of(house, session, ("B", 4)), ())


def test_rights_of_lost_carts_come_back_at_the_next_start(house: House) -> None:
    session = house.open_till()
    kept = cart_of(house, session, ("B", 1))
    cart_of(house, session, ("B", 2))
    seating = house.office.seating
    seating.take_places(house.command(), session, seating.new_cart(), LATE, 3, OPEN, ADULT)
    assert seating.release_left_over((kept.cart_id,)) == 2
    left = house.office.catalogue.house(SYMPHONY).seats
    assert seat("B", 1) in left
    assert seat("B", 2) not in left
    assert house.office.catalogue.house(LATE).places_left == PLACES


def test_left_counts_what_is_free(house: House) -> None:
    session = house.open_till()
    cart_of(house, session, ("B", 1))
    shown = {view.performance_id: view for view in house.office.catalogue.performances()}
    assert shown[SYMPHONY].left == 30 - 2 - 1
    assert (shown[SYMPHONY].price_from, shown[SYMPHONY].price_to) == (usd(2000), usd(4500))
    assert shown[LATE].left == PLACES


def test_prices_are_all_in(house: House) -> None:
    prices = house.office.catalogue.house(SYMPHONY).prices
    assert all(price.all_in == price.face + price.fee for price in prices)
    assert Money(4500) in {price.all_in for price in prices}
