from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pos.catalogue.faults import Faults
from pos.catalogue.orders_file import read_orders
from pos.catalogue.orders_matching import MatchedOrder, Matcher, Shelf
from pos.catalogue.season_reading import read_season
from pos.money import Money
from pos.views.cash import Finding
from pos.views.catalogue import PerformanceView
from pos.views.season import Season
from tests.unit.pos.catalogue.test_season_reading import GOOD, TONIGHT, plan_of

HEADER = "Order,Name,Performance,Date,Time,Section,Row,Seat,Qty,Type,Price,Paid,Owing,Is paid\n"


@pytest.fixture(scope="module")
def season() -> Season:
    data = (Path(GOOD) / "season.toml").read_bytes()
    found = read_season(data, "season.toml", now=TONIGHT, plan_of=plan_of).season
    assert found is not None
    return found


def shelf_of(season: Season) -> Shelf:
    halls = {hall.view.hall_id: hall.view for hall in season.halls}
    titles = {work.code: work.title for work in season.productions}
    nothing = Money(0)
    views = [
        PerformanceView(
            each.performance_id,
            each.code,
            titles[each.production],
            "",
            "",
            each.starts_at,
            None,
            each.hall_id,
            halls[each.hall_id].name,
            halls[each.hall_id].general_admission,
            20,
            20,
            nothing,
            nothing,
        )
        for each in season.performances
    ]
    prices = {each.performance_id: each.prices for each in season.performances}
    return Shelf(views, halls.__getitem__, prices.__getitem__, season.price_types, "USD")


def match(season: Season, rows: str) -> tuple[tuple[MatchedOrder, ...], tuple[Finding, ...]]:
    read = read_orders((HEADER + rows).encode(), "list.csv", currency="USD")
    assert read.findings == ()
    assert read.columns is not None
    faults = Faults("list.csv")
    matched = Matcher(shelf_of(season), read.columns, faults).match(read.orders)
    return matched, faults.findings()


def one(season: Season, row: str) -> MatchedOrder:
    (order,), findings = match(season, row + "\n")
    assert findings == ()
    return order


def faults_of(season: Season, rows: str) -> list[tuple[str, tuple[str, ...]]]:
    _, findings = match(season, rows)
    return [(finding.code, finding.evidence) for finding in findings]


def test_a_seat_and_its_price_are_found(season: Season) -> None:
    order = one(season, "1,Ann,P-1,,,Floor,A,3,1,adult,45.00,45.00,0.00,")
    (ticket,) = order.tickets
    assert ticket.seat is not None
    assert (ticket.performance.code, ticket.seat.guid, ticket.zone.name) == (
        "P-1",
        "F-A-3",
        "Front",
    )
    assert (ticket.price.face, ticket.price.fee) == (Money(4_200), Money(300))
    assert order.paid == Money(4_500)


@pytest.mark.parametrize(
    "where",
    [
        "p-1,,",
        "P-1,,",
        ",2026-11-21,19:30",
        "The Play,11/21/2026,7:30 PM",
        "Small Hall,11/21/2026,",
        ",2026-11-21 19:30,",
    ],
)
def test_a_performance_is_named_in_many_ways(season: Season, where: str) -> None:
    order = one(season, f"1,Ann,{where},Floor,A,3,1,,,,,")
    assert order.tickets[0].performance.code == "P-1"


def test_a_date_with_two_performances_is_not_guessed(season: Season) -> None:
    found = faults_of(season, "1,Ann,,2026-11-21,,Floor,A,3,1,,,,,\n")
    assert found == [("orders.performance_unclear", ("2026-11-21", "P-1, P-L"))]


def test_a_title_with_many_dates_is_not_guessed(season: Season) -> None:
    found = faults_of(season, "1,Ann,the play,,,Floor,A,3,1,,,,,\n")
    assert found == [("orders.performance_unclear", ("the play", "P-1, P-2, P-L"))]


def test_an_unknown_performance(season: Season) -> None:
    found = faults_of(season, "1,Ann,P-9,,,Floor,A,3,1,,,,,\n2,Bob,,2027-01-01,,Floor,A,4,1,,,,,\n")
    assert [code for code, _ in found] == ["orders.performance_unknown"] * 2


def test_without_a_section_row_and_number_must_be_enough(season: Season) -> None:
    order = one(season, "1,Ann,P-1,,,,B,3,1,,,,,")
    assert order.tickets[0].seat is not None
    assert order.tickets[0].seat.guid == "F-B-3"
    found = faults_of(season, "1,Ann,P-1,,,,A,3,1,,,,,\n")
    assert found == [("orders.seat_unclear", ("A", "3", "Floor, Gallery"))]


def test_a_seat_that_is_not_in_the_hall(season: Season) -> None:
    found = faults_of(season, "1,Ann,P-1,,,Floor,A,99,1,,,,,\n2,Bob,P-1,,,,,,2,,,,,\n")
    assert [code for code, _ in found] == ["orders.seat_unknown", "orders.seat_wanted"]


def test_one_seat_in_two_orders_or_twice_in_one(season: Season) -> None:
    rows = (
        "1,Ann,P-1,,,Floor,A,3,1,,,,,\n"
        "2,Bob,P-1,,,floor,a,3,1,,,,,\n"
        "3,Cy,P-2,,,Floor,A,3,1,,,,,\n"
        "3,Cy,P-2,,,Floor,A,3,1,,,,,\n"
    )
    assert faults_of(season, rows) == [
        ("orders.seat_twice", ("P-1: Floor A 3", "1")),
        ("orders.seat_twice", ("P-2: Floor A 3", "3")),
    ]


def test_places_sold_by_count_need_no_seat(season: Season) -> None:
    order = one(season, "1,Ann,P-L,,,,,,3,student,,,,")
    assert [ticket.seat for ticket in order.tickets] == [None] * 3
    assert order.paid == Money(2_400)


def test_the_price_type_by_code_or_name_and_the_first_by_default(season: Season) -> None:
    assert one(season, "1,Ann,P-L,,,,,,1,STUDENT,,,,").tickets[0].price_type.code == "student"
    comp = one(season, "1,Ann,P-L,,,,,,1,complimentary,,,,")
    assert comp.tickets[0].price_type.code == "comp"
    assert one(season, "1,Ann,P-L,,,,,,1,,,,,").tickets[0].price_type.code == "adult"
    found = faults_of(season, "1,Ann,P-L,,,,,,1,toddler,,,,\n")
    assert found == [("orders.price_type_unknown", ("toddler",))]


def test_a_type_that_is_not_sold_there_needs_a_price(season: Season) -> None:
    assert faults_of(season, "1,Ann,P-1,,,Floor,C,3,1,comp,,,,\n") == [
        ("orders.price_unknown", ("comp",))
    ]
    order = one(season, "1,Ann,P-1,,,Floor,C,3,1,comp,0.00,,,")
    assert order.tickets[0].price.all_in == Money(0)


def test_a_lowered_price_keeps_the_fee_as_far_as_it_goes(season: Season) -> None:
    order = one(season, "1,Ann,P-1,,,Floor,A,3,1,adult,40.00,,,")
    assert (order.tickets[0].price.face, order.tickets[0].price.fee) == (Money(3_700), Money(300))
    order = one(season, "1,Ann,P-1,,,Floor,A,3,1,adult,2.00,,,")
    assert (order.tickets[0].price.face, order.tickets[0].price.fee) == (Money(0), Money(200))


def test_an_order_total_is_shared_out_by_what_tickets_usually_cost(season: Season) -> None:
    rows = (
        "1,Ann,P-1,,,Floor,A,3,1,adult,,50.00,0.00,\n1,Ann,P-1,,,Floor,A,4,1,student,,50.00,0.00,\n"
    )
    (order,), findings = match(season, rows)
    assert findings == ()
    shares = [ticket.price.all_in for ticket in order.tickets]
    assert shares == [Money(3_462), Money(1_538)]
    assert order.paid == Money(5_000)


@pytest.mark.parametrize(
    ("money", "paid"),
    [
        ("45.00,45.00,0.00,", 4_500),
        ("45.00,20.00,25.00,", 2_000),
        ("45.00,,25.00,", 2_000),
        ("45.00,,,yes", 4_500),
        ("45.00,,,no", 0),
        ("45.00,,,", 4_500),
        ("45.00,0,45.00,no", 0),
        ("45.00,20.00,,no", 2_000),
    ],
)
def test_what_is_paid(season: Season, money: str, paid: int) -> None:
    assert one(season, f"1,Ann,P-1,,,Floor,A,3,1,adult,{money}").paid == Money(paid)


def test_more_paid_than_it_cost(season: Season) -> None:
    rows = "1,Ann,P-1,,,Floor,A,3,1,adult,45.00,50.00,,\n"
    assert faults_of(season, rows) == [("orders.amounts_disagree", ("1", "45.00", "50.00"))]


def test_a_fixed_price_above_the_order_total(season: Season) -> None:
    rows = "1,Ann,P-1,,,Floor,A,3,1,adult,45.00,30.00,0.00,\n1,Ann,P-1,,,Floor,A,4,1,student,,,,\n"
    assert [code for code, _ in faults_of(season, rows)] == ["orders.amounts_disagree"]


def test_the_clock_is_the_venues(season: Season) -> None:
    start = shelf_of(season).performances[0].starts_at
    assert start.astimezone(UTC) == datetime(2026, 11, 22, 3, 30, tzinfo=UTC)
