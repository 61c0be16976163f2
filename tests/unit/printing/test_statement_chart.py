from __future__ import annotations

import pytest

from pos.closing.statements.building import day, money, table, text
from pos.views.statements import ChartKind, Section
from printing.statement_chart import MOST_BARS, picture_of
from printing.words import Words
from tests.unit.printing.statement_samples import hours, houses, tenders, trend


def named(chart: ChartKind, *amounts: int) -> Section:
    rows = [(f"row {place}", amount) for place, amount in enumerate(amounts)]
    return table("x", (text("name"), money("amount")), rows, chart=chart, chart_of="amount")


def test_a_chart_shows_the_rows_of_its_table(words: Words) -> None:
    picture = picture_of(hours(12_000, -500), words, "USD")
    assert picture is not None
    assert [(p.label, p.value, p.text) for p in picture.points] == [
        ("5:00\u00a0PM", 12_000, "$120.00"),
        ("6:00\u00a0PM", -500, "-$5.00"),
    ]
    assert (picture.low, picture.high) == (-500, 12_000)


def test_performances_are_told_apart_by_their_day_and_a_share_has_its_whole(words: Words) -> None:
    picture = picture_of(houses(), words, "USD")
    assert picture is not None
    assert picture.points[0].label == "Symphony No. 9, Nov 21, 7:30\u00a0PM"
    assert [point.value for point in picture.points] == [659, 1000, 0]
    assert picture.high == 1000


def test_a_day_of_a_trend_is_short(words: Words) -> None:
    picture = picture_of(trend(0, -250), words, "USD")
    assert picture is not None
    assert [point.label for point in picture.points] == ["Nov 1", "Nov 2"]


def test_one_day_is_no_trend_and_a_till_is_named_by_its_cashier_too(words: Words) -> None:
    assert picture_of(trend(-250), words, "USD") is None
    columns = (day("business_date"), text("cashier"), money("over_short"))
    tills = [("2026-11-01", "Ada Clerk", -250)]
    bars = table("by_till", columns, tills, chart=ChartKind.BARS, chart_of="over_short")
    picture = picture_of(bars, words, "USD")
    assert picture is not None
    assert [point.label for point in picture.points] == ["Nov 1, Ada Clerk"]


def test_a_stack_leaves_out_what_is_below_zero_and_says_every_part(words: Words) -> None:
    picture = picture_of(tenders(), words, "USD")
    assert picture is not None
    assert picture.whole == 1_651_850
    assert sum(picture.share(point) for point in picture.points) == pytest.approx(1000, abs=2)
    assert picture.legend[2] == "Card: $14,033.00 (85%)"
    assert picture.legend[-1] == "Cash rounding: -$0.03 (0%)"


@pytest.mark.parametrize("amounts", [(), (0, 0)])
def test_nothing_is_no_picture(words: Words, amounts: tuple[int, ...]) -> None:
    assert picture_of(named(ChartKind.BARS, *amounts), words, "USD") is None


def test_of_many_rows_the_largest_are_drawn_in_their_order(words: Words) -> None:
    picture = picture_of(named(ChartKind.BARS, *range(MOST_BARS + 6)), words, "USD")
    assert picture is not None
    assert [point.value for point in picture.points] == list(range(6, MOST_BARS + 6))
