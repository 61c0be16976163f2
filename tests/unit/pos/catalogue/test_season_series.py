from __future__ import annotations

import pytest

from pos.catalogue.stable_ids import performance_id, price_type_id, zone_id
from pos.money import Money
from pos.views.subscriptions import Level, LevelPrice, Subscription
from tests.unit.pos.catalogue.test_season_reading import edited, read

BOTH = 'performances = ["P-1", "P-2"]\npercent_off = "12.5"'
FRONT, REAR = zone_id("hall", "Front"), zone_id("hall", "Rear")
FLOOR = zone_id("studio", "General admission")


def series(said: str) -> Subscription:
    """Return the series of the good file with these lines in place of its own."""
    found = read(edited(BOTH, said))
    assert found.findings == ()
    assert found.season is not None
    (one,) = found.season.subscriptions
    return one


def test_a_fixed_series_is_all_its_dates_in_the_same_seats() -> None:
    both = series(BOTH)
    assert both.performances == (performance_id("P-1"), performance_id("P-2"))
    assert both.discount_bp == 1_250
    assert (both.fewest, both.most, both.is_fixed, both.same_seats) == (2, 2, True, True)
    assert both.levels == (Level("Front", (FRONT,)), Level("Rear", (REAR,)))
    assert not series(BOTH + "\nsame_seats = false").same_seats


@pytest.mark.parametrize(
    ("choose", "fewest", "most"), [("2", 2, 2), ('"2-3"', 2, 3), ('" 2 - 3 "', 2, 3)]
)
def test_dates_may_be_chosen_from_works_and_lines_of_works(
    choose: str, fewest: int, most: int
) -> None:
    levels = '{ "Best" = ["Front", "General admission"] }'
    for dates in ('productions = ["play"]', 'series = ["Drama"]'):
        one = series(f"{dates}\nchoose = {choose}\nlevels = {levels}")
        assert [performance_id(code) for code in ("P-1", "P-2", "P-L")] == list(one.performances)
        assert (one.fewest, one.most, one.is_fixed, one.same_seats) == (fewest, most, False, False)
        assert one.levels == (Level("Best", (FRONT, FLOOR)),)


def test_a_price_is_for_all_dates_or_for_each_ticket() -> None:
    dates, adult = 'performances = ["P-1", "P-2"]', price_type_id("adult")
    whole = series(f'{dates}\nprices = {{ Front = {{ adult = "80.00", student = "-" }} }}')
    assert whole.prices == (LevelPrice("Front", adult, Money(8_000)),)
    assert not whole.price_each
    each = series(f'{dates}\nticket_prices = {{ Front = {{ adult = "40.00" }} }}')
    assert each.prices == (LevelPrice("Front", adult, Money(4_000)),)
    assert each.price_each


def test_a_price_for_all_dates_may_pay_for_those_chosen_later() -> None:
    dates = 'productions = ["play"]\nchoose = "2-3"\nlevels = { A = ["Rear", "General admission"] }'
    one = series(f'{dates}\nmissing_free = true\nprices = {{ A = {{ adult = "30.00" }} }}')
    assert (one.missing_free, one.fewest, one.most) == (True, 2, 3)
    for more in (
        'missing_free = true\npercent_off = "10"',  # nothing is paid for before it is chosen
        'prices = { A = { adult = "30.00" } }',
        'missing_free = true\nprices = { A = { adult = "60.00" } }',  # two cost less one by one
    ):
        found = read(edited(BOTH, f"{dates}\n{more}"))
        assert found.season is None, more


def test_a_whole_series_is_so_many_of_its_dates_each_once() -> None:
    one = series(
        'productions = ["play"]\nchoose = 2\nlevels = { A = ["Rear", "General admission"] }'
    )
    first, second, third = one.performances
    assert one.holds((first, third))
    assert not one.holds((first,))
    assert not one.holds((first, first))
    assert not one.holds((first, second, third))
    assert not one.holds((first, performance_id("P-9")))
