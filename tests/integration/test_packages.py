"""Series sold at the window: all dates or none, whole or single, and what is kept of them."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pos.catalogue.stable_ids import performance_id
from pos.clock import ManualClock
from pos.errors import (
    DateSoldOut,
    HubUnreachable,
    NotFound,
    NotOffline,
    NotThisWay,
    PerformanceIsCancelled,
    PlacesNotHere,
    PosError,
    SeatTaken,
    SeriesIncomplete,
    SeriesNotSold,
)
from pos.hub.offline_rules import Act
from pos.hub.rights import Reach, RightsAnswer, RightsCommand
from pos.ids import CartId, PerformanceId, SeatId
from pos.selling.orders import counted_tickets
from pos.selling.papers import receipt_view, ticket_view
from pos.storage.check_packages import PACKAGES
from pos.subscribing import adding
from pos.verify import Verify
from pos.views.people import SessionView
from pos.views.pricing import StepKind
from pos.views.selling import CartView, SaleView, TenderGiven, TenderKind
from pos.views.subscriptions import (
    Level,
    LevelPrice,
    SeriesChoice,
    SeriesWish,
    Subscription,
)
from tests.integration.refunds import give_back
from tests.integration.small_house import (
    ADULT,
    COMP,
    LATE,
    OPEN,
    STALLS,
    STUDENT,
    SYMPHONY,
    ZONE,
    House,
    open_house,
    season,
    seat,
    usd,
)
from tests.integration.test_cancelling import cancel
from tests.integration.test_verify import codes, plant

SECOND, THIRD = performance_id("SYM-2"), performance_id("SYM-3")
TRIO = (SYMPHONY, SECOND, THIRD)
LEVELS = (Level("Stalls", (STALLS,)),)
ANY = (Level("Anywhere", (STALLS, OPEN)),)
SERIES = (
    Subscription("TRIO", "Trio", TRIO, 1_500, "", 3, 3, True, LEVELS),
    Subscription("FREE", "Free choice", (*TRIO, LATE), 1_000, "", 2, 3, False, ANY),
    Subscription(
        "PAIR",
        "Pair",
        TRIO[:2],
        0,
        "",
        2,
        2,
        True,
        LEVELS,
        (LevelPrice("Stalls", ADULT, usd(8_001)),),
    ),
    Subscription(
        "WHOLE",
        "Whole",
        (*TRIO, LATE),
        0,
        "",
        2,
        3,
        False,
        ANY,
        (LevelPrice("Anywhere", ADULT, usd(9_000)),),
        missing_free=True,
    ),
)


@pytest.fixture
def house(tmp_path: Path, manual_clock: ManualClock) -> Iterator[House]:
    opened = open_house(tmp_path / "house.sqlite3", manual_clock)
    loaded = season(manual_clock.now().astimezone(ZONE))
    first = loaded.performances[0]
    more = [
        replace(
            first,
            performance_id=show,
            code=f"SYM-{number + 2}",
            starts_at=first.starts_at + timedelta(days=7 * (number + 1)),
        )
        for number, show in enumerate(TRIO[1:])
    ]
    with opened.office.storage.begin() as uow:
        shows = (*loaded.performances, *more)
        uow.catalogue.save(replace(loaded, performances=shows, subscriptions=SERIES))
        uow.commit()
    opened.open_till()
    yield opened
    opened.office.close()


def ada(house: House) -> SessionView:
    return house.staff["Ada Clerk"]


def wish(
    code: str = "TRIO",
    dates: tuple[PerformanceId, ...] = TRIO,
    quantity: int = 2,
    level: str = "Stalls",
    price_type: object = ADULT,
) -> SeriesWish:
    return SeriesWish(code, dates, quantity, level, price_type)  # type: ignore[arg-type]


def look(house: House, wanted: SeriesWish) -> SeriesChoice:
    return house.office.packages.look(ada(house), wanted)


def take(house: House, wanted: SeriesWish, cart: CartView | None = None) -> CartView:
    cart = cart or house.office.seating.new_cart()
    choice = look(house, wanted)
    return house.office.packages.take(house.command(), ada(house), cart, choice)


def occupy(house: House, show: PerformanceId, seats: list[str]) -> None:
    with house.office.storage.begin() as uow:
        answer = uow.rights.apply(
            RightsCommand(
                house.command(),
                "hold:press",
                show,
                CartId(""),
                take=tuple(SeatId(each) for each in seats),
            )
        )
        assert answer.granted
        uow.commit()


def held(house: House, cart: CartView) -> tuple[object, object]:
    with house.office.storage.read() as uow:
        return uow.rights.held_by_cart(cart.cart_id)


def sell(house: House, cart: CartView) -> SaleView:
    cash = TenderGiven(TenderKind.CASH, cart.total, cart.total)
    return house.office.selling.sell(house.command(), ada(house), cart, (cash,))


def rows(house: House, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(house.path)) as connection:
        return connection.execute(sql).fetchall()


def test_a_fixed_series_is_sold_in_the_same_seats_and_kept(house: House) -> None:
    choice = look(house, wish())
    assert choice.same_seats
    assert [date.performance_id for date in choice.dates] == list(TRIO)
    cart = take(house, wish())
    assert len(cart.lines) == 6
    assert cart.total == usd(6 * (4_200 - 630 + 300))
    assert {step.kind for line in cart.lines for step in line.steps} == {StepKind.PACKAGE}
    sale = sell(house, cart)
    ((order, code, name, quantity),) = rows(
        house, "SELECT order_id, code, name, quantity FROM package_sold"
    )
    assert (order, code, name, quantity) == (sale.order_id, "TRIO", "Trio", 2)
    parts = rows(
        house,
        "SELECT p.number, count(DISTINCT t.performance_id), count(DISTINCT t.seat_id) FROM"
        " package_ticket p JOIN ticket t USING (ticket_id) GROUP BY 1 ORDER BY 1",
    )
    assert parts == [(1, 3, 1), (2, 3, 1)]  # each person has one seat at all three dates
    told = house.office.orders.get(sale.order_id)
    assert {ticket.series for ticket in told.tickets} == {"Trio"}
    earned = rows(
        house,
        "SELECT performance_id, -sum(amount_minor) FROM posting WHERE account = '2010'"
        " GROUP BY 1 ORDER BY 1",
    )
    assert sorted(earned) == sorted((show, 2 * 3_570) for show in TRIO)
    assert Verify(house.office.storage).run() == ()


def test_a_ticket_of_a_series_gives_back_what_was_paid_for_it(house: House) -> None:
    sale = sell(house, take(house, wish(quantity=1)))
    before = house.office.orders.get(sale.order_id)
    given = give_back(house, ada(house), sale.order_id, sale.ticket_ids[:1])
    assert given.amount == before.tickets[0].all_in == usd(3_870)
    after = house.office.orders.get(sale.order_id)
    assert [ticket.series for ticket in after.tickets] == ["Trio"] * 3
    assert Verify(house.office.storage).run() == ()


def test_a_date_that_is_sold_out_takes_nothing(house: House) -> None:
    choice = look(house, wish())
    third = next(date for date in choice.dates if date.performance_id == THIRD)
    occupy(house, THIRD, list(third.seat_ids))
    cart = house.office.seating.new_cart()
    command = house.command()
    for _ in range(2):  # also when it is sent again
        with pytest.raises(SeatTaken):
            house.office.packages.take(command, ada(house), cart, choice)
        assert held(house, cart) == (set(), {})
    other = look(house, wish())
    assert other.same_seats
    assert set(other.dates[0].seat_ids).isdisjoint(third.seat_ids)


def test_where_one_date_has_other_seats_it_is_said(house: House) -> None:
    occupy(house, THIRD, [seat(row, number) for row in "AB" for number in range(1, 11)])
    occupy(house, SYMPHONY, [seat("C", number) for number in range(2, 11)])
    choice = look(house, wish())
    assert [date.usual for date in choice.dates] == [True, True, False]
    assert all(date.together for date in choice.dates)
    assert not choice.same_seats
    with pytest.raises(DateSoldOut) as refused:
        look(house, wish(quantity=11))
    assert (refused.value.params["performance"], refused.value.params["left"]) == (THIRD, 10)


def test_without_one_date_the_others_are_single_tickets_again(house: House) -> None:
    cart = take(house, wish(), take(house, wish()))
    gone = cart.lines[4]
    assert gone.package is not None
    broken = house.office.seating.give_back(house.command(), ada(house), cart, (gone.line_id,))
    single = [line for line in broken.lines if not line.steps]
    assert len(broken.lines) == 11
    assert [line.package and line.package.whole for line in single] == [False, False]
    assert {line.package.number for line in single if line.package} == {gone.package.number}
    assert {line.all_in for line in single} == {usd(4_500)}
    sell(house, broken)
    assert rows(house, "SELECT quantity FROM package_sold ORDER BY quantity") == [(1,), (2,)]
    assert rows(house, "SELECT count(*) FROM package_ticket") == [(9,)]
    assert Verify(house.office.storage).run() == ()


def test_three_of_four_dates_and_a_hall_without_numbers(house: House) -> None:
    dates = (LATE, SECOND, THIRD)
    wanted = wish("FREE", dates, 2, "Anywhere")
    choice = look(house, wanted)
    assert [bool(date.seats) for date in choice.dates] == [False, True, True]
    cart = take(house, wanted)
    assert len(cart.lines) == 6
    assert all(line.steps for line in cart.lines)
    one = next(line for line in cart.lines if line.performance_id == SECOND)
    fewer = house.office.seating.give_back(house.command(), ada(house), cart, (one.line_id,))
    assert all(line.steps for line in fewer.lines)  # two dates are a series too
    sell(house, fewer)
    assert rows(house, "SELECT quantity FROM package_sold") == [(2,)]
    for bad in ((SECOND,), (SECOND, SECOND), (*TRIO, LATE), (SECOND, PerformanceId("x"))):
        with pytest.raises(SeriesIncomplete):
            look(house, wish("FREE", bad, 1, "Anywhere"))
    with pytest.raises(NotFound):
        look(house, wish("NONE"))


def test_a_price_for_all_dates_is_met_to_the_cent(house: House) -> None:
    pair = wish("PAIR", TRIO[:2], 3)
    cart = take(house, pair)
    assert cart.total == usd(3 * 8_001)
    (level,) = house.office.packages.levels(ada(house), "PAIR", TRIO[:2], ADULT)
    assert (level.price, level.single) == (usd(8_001), usd(9_000))
    with pytest.raises(SeriesNotSold):
        look(house, replace(pair, price_type_id=STUDENT))
    sell(house, cart)
    assert rows(house, "SELECT sum(face_minor + fee_minor) FROM ticket") == [(3 * 8_001,)]


def test_what_is_offered_says_its_price_and_what_is_left(house: House) -> None:
    offers = {offer.series.code: offer for offer in house.office.packages.offers(ada(house))}
    assert offers["TRIO"].price_from == usd(3 * 3_870)
    assert offers["FREE"].price_from == usd(2 * 4_080)
    (level,) = house.office.packages.levels(ada(house), "FREE", (SYMPHONY, LATE), ADULT)
    assert dict(level.left) == {SYMPHONY: 28, LATE: 20}
    house.clock.advance(timedelta(days=2))
    later = {offer.series.code: offer for offer in house.office.packages.offers(ada(house))}
    assert not later["TRIO"].on_sale
    assert later["TRIO"].price_from is None
    assert later["FREE"].on_sale  # two of its dates are still to come
    with pytest.raises(SeriesNotSold):
        look(house, wish())


def test_a_comp_in_a_series_stays_free_and_a_student_pays_less(house: House) -> None:
    cart = take(house, wish(price_type=STUDENT))
    assert cart.total == usd(6 * (1_700 - 255 + 300))
    free = look(house, wish(price_type=COMP))
    assert free.same_seats


def test_a_series_that_the_season_has_no_more_is_not_sold_as_one(house: House) -> None:
    cart = take(house, wish())
    loaded = season(house.clock.now().astimezone(ZONE))
    with house.office.storage.begin() as uow:
        shows = tuple(p for p in loaded.performances)
        first = shows[0]
        more = tuple(
            replace(first, performance_id=show, code=code, starts_at=first.starts_at + timedelta(7))
            for show, code in ((SECOND, "SYM-2"), (THIRD, "SYM-3"))
        )
        uow.catalogue.save(replace(loaded, performances=(*shows, *more)))
        uow.commit()
    with pytest.raises(PosError) as refused:
        sell(house, cart)
    assert refused.value.code == "price_changed"


def test_where_the_line_breaks_between_two_dates_the_first_goes_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    choice, cart = look(house, wish()), house.office.seating.new_cart()
    apply, asked = house.office.rights.apply, [0]

    def fails_at_the_second(command: RightsCommand) -> RightsAnswer:
        asked[0] += 1
        if asked[0] == 2:
            raise HubUnreachable(why="timeout")
        return apply(command)

    monkeypatch.setattr(house.office.rights, "apply", fails_at_the_second)
    with pytest.raises(HubUnreachable):
        house.office.packages.take(house.command(), ada(house), cart, choice)
    assert held(house, cart) == (set(), {})
    assert house.office.seating.release_left_over() == 0


def test_what_is_printed_names_the_series_and_so_does_what_is_printed_again(house: House) -> None:
    cart = take(house, wish(quantity=1))
    sale = sell(house, cart)
    sue = house.sign_in("Sue Lead")
    house.office.orders.reprint(house.command(), sue, sale.ticket_ids[0], "lost")
    order = house.office.orders.get(sale.order_id)
    assert [ticket.series for ticket in order.tickets] == ["Trio"] * 4
    with house.office.storage.read() as uow:
        stored = uow.orders.order(sale.order_id)
        live = counted_tickets(uow, sale.order_id)
        receipt = receipt_view(
            uow, stored, live, (), window="Window 1", cashier="Ada Clerk", copy=False
        )
        assert [line.detail.split(":")[0] for line in receipt.lines] == ["Stalls, Adult, Trio"] * 3
        assert all("Trio" in ticket_view(uow, each, stored, duplicate=False).notes for each in live)
        single = replace(stored, order_id="other")
        assert ticket_view(uow, live[0], single, duplicate=False).notes == ()


def add(house: House, order_id: str, *dates: PerformanceId) -> CartView:
    """Put more dates of the series of an order into a new cart."""
    adding, who = house.office.adding_dates, ada(house)
    (row,) = adding.of_orders(who, (order_id,))
    (level,) = adding.levels(who, row.package_id, dates)
    choice = adding.look(who, row.package_id, dates, level.level)
    cart = house.office.seating.new_cart()
    cart = adding.take(house.command(), who, cart, row.package_id, choice)
    assert cart.total == level.price
    return cart


def test_a_cancelled_date_is_not_offered(house: House) -> None:
    sold = sell(house, take(house, wish("FREE", (SYMPHONY, LATE), 1, "Anywhere")))
    cancel(house, house.sign_in("Max House"), THIRD)
    offers = {offer.series.code: offer for offer in house.office.packages.offers(ada(house))}
    dates = offers["FREE"].dates
    assert [each.performance.performance_id for each in dates if each.cancelled] == [THIRD]
    assert offers["FREE"].on_sale
    assert (offers["TRIO"].on_sale, offers["TRIO"].price_from) == (False, None)
    with pytest.raises(PerformanceIsCancelled):
        look(house, wish())
    (row,) = house.office.adding_dates.of_orders(ada(house), (sold.order_id,))
    more = house.office.adding_dates.offer(ada(house), row.package_id)
    assert [each.performance.performance_id for each in more.dates] == [SECOND]


def test_missing_dates_come_later_at_the_price_of_the_series_and_never_too_many(
    house: House,
) -> None:
    adding = house.office.adding_dates
    cart = take(house, wish("FREE", (SYMPHONY, SECOND), 2, "Anywhere"))
    student = tuple(line.line_id for line in cart.lines if line.package and line.package.number > 1)
    cart = house.office.seating.set_price_type(house.command(), ada(house), cart, student, STUDENT)
    sale = sell(house, cart)
    (row,) = adding.of_orders(ada(house), (sale.order_id,))
    assert (row.quantity, row.dates, row.left, row.free) == (2, 2, 1, False)
    offer = adding.offer(ada(house), row.package_id)
    assert [date.performance.performance_id for date in offer.dates] == [LATE, THIRD]
    assert (offer.series.fewest, offer.series.most) == (1, 1)
    (level,) = adding.levels(ada(house), row.package_id, (THIRD,))
    assert (level.price, level.single) == (usd(4_080 + 1_830), usd(4_500 + 2_000))
    for bad in ((), (SYMPHONY,), (THIRD, LATE)):
        with pytest.raises((SeriesNotSold, SeriesIncomplete)):
            adding.look(ada(house), row.package_id, bad, "Anywhere")
    first, second = add(house, sale.order_id, THIRD), add(house, sale.order_id, LATE)
    assert {line.price_type for line in first.lines} == {"Adult", "Student"}
    more = sell(house, first)
    with pytest.raises(PosError) as refused:  # somebody was faster: it has three dates now
        sell(house, second)
    assert refused.value.code == "price_changed"
    assert adding.of_orders(ada(house), (sale.order_id, more.order_id)) == ()
    assert {t.series for t in house.office.orders.get(more.order_id).tickets} == {"Free choice"}
    with house.office.storage.read() as uow:  # next season it is one subscription
        (sold,) = uow.renewals.sold("FREE")
        assert len(uow.renewals.seats(sold.package_id)) == 6
    # What came back may be chosen anew, at its price.
    give_back(house, ada(house), more.order_id, more.ticket_ids)
    (row,) = adding.of_orders(ada(house), (sale.order_id,))
    assert row.left == 1
    assert Verify(house.office.storage).run() == ()


def test_a_date_that_cost_nothing_goes_back_before_what_paid_for_it(house: House) -> None:
    sale = sell(house, take(house, wish("WHOLE", (SYMPHONY, SECOND), 1, "Anywhere")))
    free = house.office.selling.sell(
        house.command(), ada(house), add(house, sale.order_id, THIRD), ()
    )
    give_back(house, ada(house), sale.order_id, sale.ticket_ids[:1])
    with pytest.raises(NotThisWay) as refused:
        give_back(house, ada(house), sale.order_id, sale.ticket_ids[1:])
    assert refused.value.params["what"] == "free_date_stands"
    give_back(house, ada(house), free.order_id, free.ticket_ids)
    give_back(house, ada(house), sale.order_id, sale.ticket_ids[1:])
    assert house.office.verify() == ()


def test_what_a_price_for_all_dates_has_paid_for_costs_nothing_later(house: House) -> None:
    sale = sell(house, take(house, wish("WHOLE", (SYMPHONY, SECOND), 1, "Anywhere")))
    assert rows(house, "SELECT sum(face_minor + fee_minor) FROM ticket") == [(9_000,)]
    cart = add(house, sale.order_id, THIRD)
    assert (cart.total, cart.lines[0].fee) == (usd(0), usd(0))
    (row,) = house.office.adding_dates.of_orders(ada(house), (sale.order_id,))
    with pytest.raises(SeriesNotSold):  # the cart has the last one already
        house.office.adding_dates.take(
            house.command(),
            ada(house),
            cart,
            row.package_id,
            house.office.adding_dates.look(ada(house), row.package_id, (LATE,), "Anywhere"),
        )
    free = house.office.selling.sell(house.command(), ada(house), cart, ())
    # It was paid for, but who gives a date back has chosen, and gets no other for nothing.
    give_back(house, ada(house), sale.order_id, sale.ticket_ids[:1])
    assert house.office.adding_dates.of_orders(ada(house), (free.order_id,)) == ()
    assert Verify(house.office.storage).run() == ()


def test_no_dates_are_added_where_another_window_may_be_doing_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    sale = sell(house, take(house, wish("FREE", (SYMPHONY, SECOND), 1, "Anywhere")))
    cart = add(house, sale.order_id, THIRD)

    def away(_uow: object, act: Act, order_id: str) -> None:
        assert order_id == sale.order_id
        raise NotOffline(what=act.value)

    monkeypatch.setattr(adding, "require_allowed", away)
    with pytest.raises(NotOffline):
        add(house, sale.order_id, LATE)
    with pytest.raises(NotOffline):
        sell(house, cart)
    other = take(house, wish(quantity=1))
    assert sell(house, other).ticket_ids  # a series that is sold anew asks nobody


FAULTS = (
    ("package.people", "UPDATE package_sold SET quantity = 3"),
    ("package.people", "DELETE FROM package_ticket WHERE number = 2"),
    ("package.elsewhere", "UPDATE ticket SET order_id = 'other'"),
    ("package.date_twice", "UPDATE package_ticket SET number = 1"),
    ("package.added", "INSERT INTO package_added SELECT package_id, package_id FROM package_sold"),
)


def test_a_planted_fault_is_named(house: House, tmp_path: Path, manual_clock: ManualClock) -> None:
    sell(house, take(house, wish()))
    assert set(PACKAGES) == {code for code, _ in FAULTS}
    house.office.close()
    for code, fault in FAULTS:
        copy = tmp_path / "copy.sqlite3"
        shutil.copy(house.path, copy)
        spoiled = open_house(copy, manual_clock)
        plant(spoiled, fault)
        assert code in codes(spoiled)
        spoiled.office.close()


def test_away_from_the_hub_the_window_offers_its_own_block(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    block = frozenset(SeatId(seat("B", number)) for number in (4, 5, 6))
    reach = Reach(shared=True, asks=False, seats=block, places=2)
    monkeypatch.setattr(house.office.rights, "reach", lambda uow, show: reach)
    choice = look(house, wish())
    assert choice.same_seats
    assert set(choice.dates[0].seat_ids) <= block
    with pytest.raises(PlacesNotHere) as refused:
        look(house, wish(quantity=4))
    assert refused.value.params == {"wanted": 4, "left": 3}
    (level,) = house.office.packages.levels(ada(house), "FREE", (SECOND, LATE), ADULT)
    assert dict(level.left) == {SECOND: 3, LATE: 2}
