from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.money import Money
from pos.pricing.promos import taken_off, why_not
from pos.views.catalogue import PriceView
from pos.views.pricing import WhyNot
from pos.views.season import Promo, PromoKind
from tests.unit.pos.pricing.carts import (
    ADULT,
    CHILD,
    CURTAIN,
    DAY,
    GODS,
    LATER,
    STALLS,
    TONIGHT,
    book,
    promo,
)


def percent(points: int) -> Promo:
    return promo("P", PromoKind.PERCENT, points)


def off(minor: int) -> Promo:
    return promo("O", PromoKind.AMOUNT_OFF, minor)


def fixed(minor: int) -> Promo:
    return promo("F", PromoKind.FIXED_PRICE, minor)


@pytest.mark.parametrize(
    ("offer", "taken"),
    [
        (percent(1_000), 420),
        (percent(0), 0),
        (percent(10_000), 4_200),
        (off(1_000), 1_000),
        (off(4_200), 4_200),
        (off(9_999), 4_200),
        (fixed(2_000), 2_500),
        (fixed(4_500), 0),
        (fixed(9_000), 0),
        (fixed(0), 4_200),
    ],
)
def test_only_the_face_is_lowered_and_never_below_nothing(offer: Promo, taken: int) -> None:
    assert taken_off(offer, Money(4_200), Money(300)) == Money(taken)


def test_a_percentage_is_rounded_once_a_ticket_half_away_from_zero() -> None:
    assert taken_off(percent(1_000), Money(505), Money(300)) == Money(51)
    assert taken_off(percent(1_000), Money(504), Money(300)) == Money(50)


def test_a_free_ticket_stays_free() -> None:
    assert taken_off(fixed(1_000), Money(0), Money(0)) == Money(0)


@given(
    st.integers(0, 50_000),
    st.integers(0, 500),
    st.one_of(
        st.integers(0, 10_000).map(percent),
        st.integers(0, 60_000).map(off),
        st.integers(0, 60_000).map(fixed),
    ),
)
def test_no_promotion_raises_a_price_or_pays_the_patron(face: int, fee: int, offer: Promo) -> None:
    assert Money(0) <= taken_off(offer, Money(face), Money(fee)) <= Money(face)


def limited(**limits: object) -> Promo:
    return promo("L", PromoKind.PERCENT, 1_000, **limits)


PRICE = PriceView(STALLS, ADULT, Money(4_200), Money(300))
NOW = CURTAIN - timedelta(hours=3)


@pytest.mark.parametrize(
    ("offer", "refusal"),
    [
        (limited(), None),
        (limited(valid_from=DAY, valid_until=DAY), None),
        (limited(valid_from=date(2026, 11, 22)), WhyNot.NOT_YET),
        (limited(valid_until=date(2026, 11, 20)), WhyNot.OVER),
        (limited(performances=frozenset({LATER})), WhyNot.OTHER_PERFORMANCE),
        (limited(zones=frozenset({GODS})), WhyNot.OTHER_ZONE),
        (limited(price_types=frozenset({CHILD})), WhyNot.OTHER_PRICE_TYPE),
        (limited(performances=frozenset({TONIGHT, LATER}), zones=frozenset({STALLS})), None),
        (limited(members=frozenset({"friend"})), WhyNot.MEMBERS_ONLY),
        (limited(plays_from=DAY, plays_until=DAY), None),
        (limited(plays_from=date(2026, 11, 22)), WhyNot.OTHER_DAY),
        (limited(plays_until=date(2026, 11, 20)), WhyNot.OTHER_DAY),
        (limited(weekdays=frozenset({5})), None),
        (limited(weekdays=frozenset({0, 6})), WhyNot.OTHER_DAY),
        (limited(within_hours=3), None),
        (limited(within_hours=2), WhyNot.TOO_EARLY),
    ],
)
def test_a_promotion_says_why_it_does_not_apply(offer: Promo, refusal: WhyNot | None) -> None:
    assert why_not(offer, TONIGHT, PRICE, book(now=NOW)) is refusal


def test_what_asks_for_the_hour_of_a_performance_that_has_none_is_not_for_it() -> None:
    nowhere = book(starts={})
    assert why_not(limited(weekdays=frozenset({5})), TONIGHT, PRICE, nowhere) is WhyNot.OTHER_DAY
    assert why_not(limited(), TONIGHT, PRICE, nowhere) is None


def test_hours_before_the_curtain_are_hours_that_pass() -> None:
    zone = ZoneInfo("America/Los_Angeles")
    morning = datetime(2026, 11, 1, 3, 0, tzinfo=zone)  # two o'clock comes twice that night
    before = morning.astimezone(UTC) - timedelta(hours=4)
    on_time = book(now=before.astimezone(zone), starts={TONIGHT: morning})
    assert why_not(limited(within_hours=4), TONIGHT, PRICE, on_time) is None
    assert why_not(limited(within_hours=3), TONIGHT, PRICE, on_time) is WhyNot.TOO_EARLY
