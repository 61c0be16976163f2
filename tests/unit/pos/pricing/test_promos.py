from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.ids import PerformanceId, PriceTypeId, ZoneId
from pos.money import Money
from pos.pricing.promos import PromoRefusal, lowered, why_not
from pos.views.catalogue import PriceView
from pos.views.season import Promo, PromoKind

TONIGHT, LATER = PerformanceId("tonight"), PerformanceId("later")
STALLS, GODS = ZoneId("stalls"), ZoneId("gods")
ADULT, CHILD = PriceTypeId("adult"), PriceTypeId("child")
DAY = date(2026, 11, 21)


def a_price(all_in: int = 4_500, fee: int = 300) -> PriceView:
    return PriceView(STALLS, ADULT, Money(all_in - fee), Money(fee))


def percent(points: int) -> Promo:
    return Promo("P", "", PromoKind.PERCENT, Money(0), basis_points=points)


def off(minor: int) -> Promo:
    return Promo("O", "", PromoKind.AMOUNT_OFF, Money(minor))


def fixed(minor: int) -> Promo:
    return Promo("F", "", PromoKind.FIXED_PRICE, Money(minor))


@pytest.mark.parametrize(
    ("promo", "face", "fee"),
    [
        (percent(1_000), 3_780, 300),
        (percent(0), 4_200, 300),
        (percent(10_000), 0, 0),
        (off(1_000), 3_200, 300),
        (off(4_200), 0, 0),
        (off(9_999), 0, 0),
        (fixed(2_000), 1_700, 300),
        (fixed(4_500), 4_200, 300),
        (fixed(9_000), 4_200, 300),
        (fixed(0), 0, 0),
    ],
)
def test_the_face_is_lowered_and_the_fee_stays(promo: Promo, face: int, fee: int) -> None:
    price = lowered(a_price(), promo)
    assert (price.face, price.fee) == (Money(face), Money(fee))


def test_a_percentage_is_rounded_once_a_ticket_half_away_from_zero() -> None:
    assert lowered(a_price(805, 300), percent(1_000)).face == Money(505 - 51)
    assert lowered(a_price(804, 300), percent(1_000)).face == Money(504 - 50)


def test_a_free_ticket_stays_free() -> None:
    comp = PriceView(STALLS, ADULT, Money(0), Money(0))
    assert lowered(comp, fixed(1_000)) == comp


@given(
    st.integers(0, 50_000),
    st.integers(0, 500),
    st.one_of(
        st.integers(0, 10_000).map(percent),
        st.integers(0, 60_000).map(off),
        st.integers(500, 60_000).map(fixed),
    ),
)
def test_no_promotion_raises_a_price_or_pays_the_patron(face: int, fee: int, promo: Promo) -> None:
    before = PriceView(STALLS, ADULT, Money(face), Money(fee if face else 0))
    after = lowered(before, promo)
    assert Money(0) <= after.face <= before.face
    assert Money(0) <= after.all_in <= before.all_in
    assert after.fee in (before.fee, Money(0))


def limited(**limits: object) -> Promo:
    return Promo("L", "", PromoKind.PERCENT, Money(0), 1_000, **limits)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("promo", "refusal"),
    [
        (limited(), None),
        (limited(valid_from=DAY, valid_until=DAY), None),
        (limited(valid_from=date(2026, 11, 22)), PromoRefusal.NOT_YET),
        (limited(valid_until=date(2026, 11, 20)), PromoRefusal.OVER),
        (limited(performances=frozenset({LATER})), PromoRefusal.OTHER_PERFORMANCE),
        (limited(zones=frozenset({GODS})), PromoRefusal.OTHER_ZONE),
        (limited(price_types=frozenset({CHILD})), PromoRefusal.OTHER_PRICE_TYPE),
        (limited(performances=frozenset({TONIGHT, LATER}), zones=frozenset({STALLS})), None),
    ],
)
def test_a_promotion_says_why_it_does_not_apply(promo: Promo, refusal: PromoRefusal | None) -> None:
    assert why_not(promo, TONIGHT, a_price(), DAY) is refusal
