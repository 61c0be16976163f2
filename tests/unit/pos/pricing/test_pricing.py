from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pos.errors import NotFound
from pos.ids import CartId, PerformanceId, PriceTypeId, ZoneId
from pos.money import Money
from pos.pricing.book import PriceBook
from pos.pricing.pricing import check_promo, priced
from pos.views.catalogue import PriceView
from pos.views.season import Promo, PromoKind
from pos.views.selling import CartLine, CartView, PriceStep, StepKind

TONIGHT = PerformanceId("tonight")
STALLS, GODS = ZoneId("stalls"), ZoneId("gods")
ADULT, COMP = PriceTypeId("adult"), PriceTypeId("comp")
DAY = date(2026, 11, 21)
TEN_OFF = Promo(
    "TEN", "Ten off", PromoKind.AMOUNT_OFF, Money(1_000), price_types=frozenset({ADULT})
)
BOOK = PriceBook(
    DAY,
    {
        TONIGHT: (
            PriceView(STALLS, ADULT, Money(4_200), Money(300)),
            PriceView(STALLS, COMP, Money(0), Money(0)),
        )
    },
    {"TEN": TEN_OFF},
)


def line(price_type: PriceTypeId = ADULT, zone: ZoneId = STALLS) -> CartLine:
    return CartLine(
        line_id=price_type,
        performance_id=TONIGHT,
        seat_id=None,
        section="",
        row="",
        number="",
        zone_id=zone,
        zone="Stalls",
        price_type_id=price_type,
        price_type=price_type,
        face=Money(0),
        fee=Money(0),
    )


CART = CartView(CartId("c"), "USD", (line(), line(COMP)))


def test_a_line_costs_what_its_zone_and_type_cost_whatever_it_said_before() -> None:
    adult, comp = priced(CART, BOOK).lines
    assert (adult.face, adult.fee, adult.steps) == (Money(4_200), Money(300), ())
    assert comp.all_in == Money(0)


def test_a_promotion_lowers_what_it_is_for_and_says_so() -> None:
    adult, comp = priced(replace(CART, promo_code="TEN"), BOOK).lines
    assert (adult.all_in, adult.promo_code) == (Money(3_500), "TEN")
    assert adult.steps == (PriceStep(StepKind.PROMO, "TEN", "Ten off", Money(1_000)),)
    assert adult.listed == Money(4_200)
    assert (comp.steps, comp.promo_code) == ((), "")


def test_without_the_code_the_price_is_the_list_price_again() -> None:
    lowered = priced(replace(CART, promo_code="TEN"), BOOK)
    assert priced(replace(lowered, promo_code=""), BOOK) == priced(CART, BOOK)


def test_what_is_not_on_sale_is_not_found() -> None:
    with pytest.raises(NotFound):
        priced(replace(CART, lines=(line(zone=GODS),)), BOOK)


def test_a_code_must_exist_and_not_be_over() -> None:
    check_promo(BOOK, "TEN")
    with pytest.raises(NotFound):
        check_promo(BOOK, "ELEVEN")
    over = replace(TEN_OFF, valid_until=date(2026, 11, 20))
    with pytest.raises(NotFound):
        check_promo(replace(BOOK, promos={"TEN": over}), "TEN")
