from __future__ import annotations

from datetime import date, timedelta

from tests.unit.kiosk.presenters.conftest import Bench


def test_it_opens_at_the_next_performance_and_counts_each_day(bench: Bench) -> None:
    bench.sit_down()
    bench.rooms.sell.refresh()
    calendar, shows = bench.rooms.sell.calendar, bench.rooms.desk.performances
    calendar.toggle()
    first = shows[0].starts_at.date()
    assert calendar.state.month == first.replace(day=1)
    assert calendar.state.days[first] == sum(s.starts_at.date() == first for s in shows)

    calendar.choose(first)
    assert calendar.state.performances == tuple(s for s in shows if s.starts_at.date() == first)
    calendar.choose(first)
    assert (calendar.state.day, calendar.state.performances) == (None, ())
    calendar.choose(first - timedelta(days=1))
    assert calendar.state.day is None
    calendar.toggle()
    assert calendar.state.month is None


def test_it_leafs_no_further_than_the_season_goes(bench: Bench) -> None:
    bench.sit_down()
    bench.rooms.sell.refresh()
    calendar, shows = bench.rooms.sell.calendar, bench.rooms.desk.performances
    months = {s.starts_at.date().replace(day=1) for s in shows}
    calendar.leaf(1)
    assert calendar.state.month is None
    calendar.toggle()
    for _ in range(40):
        calendar.leaf(1)
    assert calendar.state.month == max(months)
    for _ in range(40):
        calendar.leaf(-1)
    assert calendar.state.month == min(months)
    assert isinstance(calendar.state.month, date)


def test_it_shuts_with_the_person(bench: Bench) -> None:
    bench.sit_down()
    bench.rooms.sell.refresh()
    bench.rooms.sell.calendar.toggle()
    bench.rooms.desk.stand_up()
    assert bench.rooms.sell.calendar.state.month is None
