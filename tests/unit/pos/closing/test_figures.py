from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from pos.closing.figures import blinded, by_quarter_hour
from pos.money import Money
from pos.views.cash import Row, TillReportView

ZONE = ZoneInfo("America/Los_Angeles")
EVENING = datetime(2026, 11, 21, 19, 0, tzinfo=ZONE)


def a_report() -> TillReportView:
    return TillReportView(
        scope="till",
        z_number=None,
        company="Test Players",
        window="Window 1",
        cashier="Ada Clerk",
        business_date=date(2026, 11, 21),
        opened_at=EVENING,
        printed_at=EVENING,
        opening_float=Money(10_000),
        by_tender=(
            Row("cash", 3, Money(13_500), None, 1, Money(4_500)),
            Row("check", 1, Money(4_500)),
        ),
        by_performance=(Row("Symphony No. 9", 4, Money(18_000), EVENING, 1, Money(4_500)),),
        by_price_type=(Row("Adult", 4, Money(18_000), None, 1, Money(4_500)),),
        by_quarter_hour=((EVENING, Money(18_000)),),
        back_by_quarter_hour=((EVENING, Money(4_500)),),
        gross_back=Money(4_500),
        fees_back=Money(300),
        certificates=Money(5_000),
        certificates_back=Money(2_500),
        fees=Money(1_200),
        sales=3,
        tickets=4,
        comps=0,
        no_sales=1,
        gross=Money(18_000),
        differences=(),
        reason="",
        approved_by="",
        spoiled=0,
        receivable=Money(0),
        given_back=Row("", 2, Money(9_000)),
        returned=2,
    )


def amounts(view: TillReportView) -> set[int]:
    rows = (*view.by_tender, *view.by_performance, *view.by_price_type)
    return {
        *(amount.minor for row in rows for amount in (row.amount, row.back, row.net)),
        *(money.minor for _, money in (*view.by_quarter_hour, *view.back_by_quarter_hour)),
        *(view.fees.minor, view.fees_back.minor),
        *(view.gross.minor, view.gross_back.minor, view.net.minor),
        *(view.certificates.minor, view.certificates_back.minor),
        view.receivable.minor,
        view.given_back.amount.minor if view.given_back else 0,
    }


def test_a_blind_report_has_no_amount_but_the_float() -> None:
    """Takings less checks would be the cash, so not even takings are there."""
    view = blinded(a_report())
    assert view.blind
    assert amounts(view) == {0}
    assert view.opening_float == Money(10_000)
    assert (view.sales, view.tickets, view.no_sales) == (3, 4, 1)
    assert (view.given_back, view.returned) == (Row("", 2, Money(0)), 2)
    assert [(row.label, row.count) for row in view.by_performance] == [("Symphony No. 9", 4)]


def test_an_open_report_is_not_blind() -> None:
    assert not a_report().blind
    assert amounts(a_report()) != {0}


def test_quarter_hours_begin_on_the_quarter() -> None:
    taken = [
        (datetime(2026, 11, 22, 3, 14, 59, 999_999, tzinfo=UTC), 100),
        (datetime(2026, 11, 22, 3, 15, tzinfo=UTC), 200),
        (datetime(2026, 11, 22, 3, 29, 59, tzinfo=UTC), 300),
    ]
    assert by_quarter_hour(taken, ZONE, "USD") == (
        (EVENING, Money(100)),
        (EVENING + timedelta(minutes=15), Money(500)),
    )


def test_the_hour_that_comes_twice_in_autumn_stays_two() -> None:
    first = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
    taken = [(first, 100), (first + timedelta(hours=1), 200)]
    quarters = by_quarter_hour(taken, ZONE, "USD")
    assert [start.strftime("%H:%M") for start, _ in quarters] == ["01:30", "01:30"]
    assert [money.minor for _, money in quarters] == [100, 200]


@given(st.lists(st.tuples(st.integers(0, 86_400), st.integers(-10_000, 10_000)), max_size=40))
def test_quarter_hours_add_up_to_the_takings(sales: list[tuple[int, int]]) -> None:
    taken = [(EVENING + timedelta(seconds=after), minor) for after, minor in sales]
    quarters = by_quarter_hour(taken, ZONE, "USD")
    assert sum(money.minor for _, money in quarters) == sum(minor for _, minor in sales)
    assert [start for start, _ in quarters] == sorted({start for start, _ in quarters})
