"""Fees and taxes by rule: what a price is made of, and that it is made of nothing else."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos.ids import PerformanceId, PriceTypeId, ZoneId
from pos.money import Money
from pos.pricing.all_in import all_in
from pos.views.catalogue import PriceView
from pos.views.charges import Channel, ChargeKind, ChargeRules, FeeRule, TaxRule, sum_of

TONIGHT, MATINEE = PerformanceId("tonight"), PerformanceId("matinee")
STALLS, GODS = ZoneId("stalls"), ZoneId("gods")
ADULT, CHILD = PriceTypeId("adult"), PriceTypeId("child")
NONE = Money(0)
SERVICE = FeeRule("service", "Service fee", "4020", Money(200))
STATE = TaxRule("state", "State tax", 40_000)
CITY = TaxRule("city", "City tax", 45_000)


def price(face: int, fee: int = 0) -> PriceView:
    return PriceView(STALLS, ADULT, Money(face), Money(fee))


def fee_of(face: int, rule: FeeRule, channel: Channel = Channel.WINDOW) -> int:
    return all_in(price(face), ChargeRules(fees=(rule,)), TONIGHT, channel).fee.minor


def taxed(face: int, fee: int, *taxes: TaxRule) -> tuple[int, ...]:
    """Return the face value, the taxes in order, and what is paid."""
    now = all_in(price(face, fee), ChargeRules(taxes=taxes), TONIGHT)
    return (now.face.minor, *(each.amount.minor for each in now.charges), now.all_in.minor)


def test_a_fee_is_an_amount_or_a_part_of_the_face_value_with_a_maximum() -> None:
    tenth = FeeRule("f", "Fee", "4020", NONE, rate=100_000, most=Money(300))
    assert fee_of(4_000, SERVICE) == 200
    assert [fee_of(face, tenth) for face in (1_005, 1_004, 2_999, 9_000)] == [101, 100, 300, 300]


def test_a_fee_keeps_to_its_price_types_zones_channels_and_face_values() -> None:
    only = (
        [replace(SERVICE, from_face=Money(each)) for each in (501, 500)],
        [replace(SERVICE, price_types=frozenset({each})) for each in (CHILD, ADULT)],
        [replace(SERVICE, zones=frozenset({each})) for each in (GODS, STALLS)],
        [replace(SERVICE, channels=frozenset({each})) for each in (Channel.PHONE, Channel.WINDOW)],
    )
    assert [[fee_of(500, rule) for rule in rules] for rules in only] == [[0, 200]] * len(only)


def test_a_free_ticket_bears_a_fee_only_where_the_rule_says_so() -> None:
    assert [fee_of(0, replace(SERVICE, comps=comps)) for comps in (False, True)] == [0, 200]


def test_a_fee_has_its_own_name_and_account_beside_the_one_in_the_list_price() -> None:
    now = all_in(price(4_200, 300), ChargeRules(fees=(SERVICE,)), TONIGHT)
    assert (now.face, now.fee, now.all_in) == (Money(4_200), Money(500), Money(4_700))
    (service,) = now.charges
    assert (service.name, service.account, service.amount) == ("Service fee", "4020", Money(200))


@pytest.mark.parametrize(
    ("face", "fee", "taxes", "expected"),
    [
        (4_000, 300, (STATE, CITY), (4_000, 160, 180, 4_640)),
        (4_000, 300, (TaxRule("t", "T", 40_000, on_fees=True),), (4_000, 172, 4_472)),
        (4_000, 300, (TaxRule("t", "T", 88_750),), (4_000, 355, 4_655)),
        (1_013, 0, (STATE, CITY), (1_013, 41, 46, 1_100)),
        (5_000, 0, (TaxRule("t", "T", 100_000, included=True),), (4_545, 455, 5_000)),
        (
            5_000,
            200,
            (TaxRule("t", "T", 100_000, on_fees=True, included=True),),
            (4_527, 473, 5_200),
        ),
        (
            5_000,
            0,
            (TaxRule("a", "A", 100_000, included=True), TaxRule("b", "B", 100_000)),
            (4_545, 455, 455, 5_455),
        ),
        (0, 200, (STATE,), (0, 200)),
    ],
)
def test_taxes_on_top_and_within(
    face: int, fee: int, taxes: tuple[TaxRule, ...], expected: tuple[int, ...]
) -> None:
    assert taxed(face, fee, *taxes) == expected


def test_a_tax_keeps_to_its_performances_and_price_types() -> None:
    elsewhere = TaxRule("t", "T", 100_000, performances=frozenset({MATINEE}))
    children = TaxRule("t", "T", 100_000, price_types=frozenset({CHILD}))
    assert taxed(1_000, 0, elsewhere, children) == (1_000, 1_000)


RATES = st.integers(0, 300_000)
FEES = st.builds(
    FeeRule,
    code=st.just("f"),
    name=st.just("Fee"),
    account=st.sampled_from(["4020", "2030"]),
    amount=st.integers(0, 500).map(Money),
    rate=RATES,
    most=st.none() | st.integers(0, 800).map(Money),
    comps=st.booleans(),
)
TAXES = st.builds(
    TaxRule,
    code=st.just("t"),
    name=st.just("Tax"),
    rate=RATES,
    on_fees=st.booleans(),
    included=st.booleans(),
)
PRICES = st.builds(price, st.integers(0, 30_000), st.integers(0, 500))
RULES = st.builds(
    ChargeRules,
    st.lists(FEES, max_size=3).map(tuple),
    st.lists(TAXES, max_size=3).map(tuple),
)


@settings(max_examples=50)
@given(PRICES, RULES)
def test_what_is_paid_is_face_fees_and_taxes_and_nothing_is_lost(
    listed: PriceView, rules: ChargeRules
) -> None:
    now = all_in(listed, rules, TONIGHT)
    fees = sum_of(now.charges, ChargeKind.FEE, "USD")
    taxes = sum_of(now.charges, ChargeKind.TAX, "USD")
    within = sum((each.amount for each in now.charges if each.included), Money(0))
    assert min(now.face, *(each.amount for each in now.charges), now.face) >= Money(0)
    assert now.fee == listed.fee + fees
    assert now.face + within == listed.face
    assert now.all_in == now.face + now.fee + taxes == listed.all_in + fees + taxes - within


@settings(max_examples=50)
@given(PRICES, st.lists(TAXES, min_size=1, max_size=3))
def test_each_tax_is_its_rate_of_what_is_taxed_rounded_once(
    listed: PriceView, taxes: list[TaxRule]
) -> None:
    rules = tuple(
        TaxRule(str(at), "Tax", tax.rate, tax.on_fees, tax.included) for at, tax in enumerate(taxes)
    )
    now = all_in(listed, ChargeRules(taxes=rules), TONIGHT)
    within = [rule for rule in rules if rule.included]
    part = sum((Fraction(rule.rate, 1_000_000) for rule in within), Fraction(0))
    on_all = sum((Fraction(rule.rate, 1_000_000) for rule in within if rule.on_fees), Fraction(0))
    net = (listed.face.minor - listed.fee.minor * on_all) / (1 + part)
    if net < len(rules):  # less than the face value has cents: taxes are cut off there
        return
    amounts = {each.code: each.amount.minor for each in now.charges}
    for rule in rules if listed.face else ():
        face = net if rule.included else Fraction(now.face.minor)
        exact = (face + (listed.fee.minor if rule.on_fees else 0)) * Fraction(rule.rate, 1_000_000)
        assert abs(amounts.get(rule.code, 0) - exact) <= Fraction(1, 2)
