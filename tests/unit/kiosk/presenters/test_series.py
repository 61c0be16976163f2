from __future__ import annotations

import pytest

from pos.errors import DateSoldOut, SeatTaken
from pos.ids import PerformanceId, PriceTypeId, ZoneId
from pos.money import Money
from pos.views.subscriptions import DateSeats, SeriesChoice, SeriesWish
from tests.unit.kiosk.fake_office import HALL
from tests.unit.kiosk.fake_series import PRICE
from tests.unit.kiosk.presenters.conftest import Bench


@pytest.fixture
def at_counter(selling: Bench) -> Bench:
    """The series are shown."""
    selling.rooms.counter.open("series")
    return selling


def dates(bench: Bench) -> list[PerformanceId]:
    return [date.performance.performance_id for date in bench.office.packages.series[0].dates]


def test_dates_are_ticked_until_there_are_enough_and_one_touch_puts_all_in_the_cart(
    at_counter: Bench,
) -> None:
    series = at_counter.rooms.series
    assert [offer.series.code for offer in series.state.offers] == ["FREE", "ALL", "GONE"]
    series.choose("FREE")
    first, second, third = dates(at_counter)
    assert (series.state.missing, series.state.dates) == (2, ())
    series.set_level("front")
    series.toggle(first)
    assert (series.state.missing, series.state.choice) == (1, None)
    series.toggle(third)
    series.toggle(second)  # two are all it has
    assert series.state.dates == (first, third)
    assert series.state.total == PRICE * 2
    series.take()
    cart = at_counter.rooms.cart.state
    assert len(cart.lines) == 4
    ((people, saved),) = [(group.people, group.saved) for group in cart.series]
    assert (people, saved) == (2, Money(2_000))
    assert (series.state.put_in, series.state.choice, series.state.level) == (2, None, "")
    series.toggle(first)
    assert (series.state.put_in, series.state.missing) == (0, 1)


def test_a_fixed_series_has_all_its_dates_and_no_tick_goes(at_counter: Bench) -> None:
    series = at_counter.rooms.series
    series.choose("ALL")
    series.toggle(dates(at_counter)[0])
    assert list(series.state.dates) == dates(at_counter)
    series.set_level("front")
    series.set_quantity(1)
    series.set_price_type(PriceTypeId("student"))
    wish = at_counter.office.packages.looked[-1]
    assert (wish.code, wish.quantity, wish.price_type_id) == ("ALL", 1, "student")
    series.leave()
    assert series.state.chosen is None


def test_what_is_over_cannot_be_opened_and_who_leaves_leaves_nothing(at_counter: Bench) -> None:
    series = at_counter.rooms.series
    series.choose("GONE")
    assert series.state.chosen is None
    series.choose("ALL")
    at_counter.rooms.desk.stand_up()
    assert (series.state.chosen, series.state.offers) == (None, ())


def test_a_date_without_room_is_pointed_at(at_counter: Bench) -> None:
    series = at_counter.rooms.series
    series.choose("ALL")
    series.set_quantity(5)
    series.set_level("front")
    assert series.state.refusal is not None
    assert series.state.short == dates(at_counter)[2]
    series.set_quantity(3)
    assert (series.state.refusal, series.state.short) == (None, None)
    assert series.state.choice is not None


def test_where_somebody_was_faster_the_seats_that_are_free_now_are_shown(
    at_counter: Bench,
) -> None:
    series = at_counter.rooms.series
    series.choose("ALL")
    series.set_level("front")
    at_counter.office.packages.refuses = SeatTaken(seat="A 1", holder="window:w2")
    looked = len(at_counter.office.packages.looked)
    series.take()
    assert isinstance(series.state.refusal, SeatTaken)
    assert len(at_counter.office.packages.looked) == looked + 1
    assert series.state.choice is not None
    assert at_counter.rooms.cart.state.lines == ()


def test_an_answer_to_what_was_asked_before_is_nobodys(at_counter: Bench) -> None:
    series, tasks = at_counter.rooms.series, at_counter.tasks
    series.choose("ALL")
    tasks.holding = True
    series.set_level("front")
    series.set_quantity(1)
    tasks.holding = False
    tasks.run()
    assert series.state.choice is not None
    assert series.state.choice.wish.quantity == 1


def test_a_whole_series_goes_out_of_the_cart_with_one_touch(at_counter: Bench) -> None:
    series, cart = at_counter.rooms.series, at_counter.rooms.cart
    series.choose("ALL")
    series.set_level("front")
    series.take()
    (group,) = cart.state.series
    assert len(group.line_ids) == len(cart.state.lines) == 6
    cart.remove_series(group.instance)
    assert (cart.state.lines, cart.state.series) == ((), ())


def test_what_is_not_in_the_cart_any_more_is_not_said_to_be(at_counter: Bench) -> None:
    series, cart = at_counter.rooms.series, at_counter.rooms.cart
    series.choose("ALL")
    series.set_level("front")
    series.take()
    cart.select(cart.state.lines[0].line_id)
    assert series.state.put_in == 2
    (group,) = cart.state.series
    cart.remove_series(group.instance)
    assert (series.state.put_in, series.state.chosen is None) == (0, False)

    series.set_level("front")
    series.take()
    assert series.state.put_in == 2
    cart.clear()
    assert (series.state.put_in, series.state.chosen, series.state.dates) == (0, None, ())


def test_a_party_is_shown_other_seats_until_there_are_none(
    at_counter: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages, series = at_counter.office.packages, at_counter.rooms.series
    places = [seat for seat in HALL.seats if seat.zone_id == "front"]

    def look(_session: object, wish: SeriesWish) -> SeriesChoice:
        free = [seat for seat in places if seat.seat_id not in wish.passed][:2]
        if len(free) < wish.quantity:
            raise DateSoldOut(production="", performance=wish.dates[0], wanted=2, left=0)
        dates = (DateSeats(date, ZoneId("front"), tuple(free)) for date in wish.dates)
        return SeriesChoice(wish, tuple(dates))

    monkeypatch.setattr(packages, "look", look)
    series.choose("ALL")
    series.set_level("front")
    shown = []
    for _ in range(4):
        assert series.state.choice is not None
        shown.append((series.state.choice.dates[0].seat_ids, series.state.no_other))
        series.next_best()
    assert shown == [
        (("A1", "A2"), False),
        (("A3", "A4"), False),
        (("A5", "A6"), False),
        (("A1", "A2"), True),
    ]
    series.set_quantity(1)
    assert not series.state.no_other
