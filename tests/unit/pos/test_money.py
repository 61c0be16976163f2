"""Money: exact in, exact out, nothing lost in a split."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.errors import AmountInvalid, CurrencyMismatch, InvariantBroken
from pos.money import LARGEST_MINOR, MINOR_DIGITS, Money, total

amounts = st.integers(-LARGEST_MINOR, LARGEST_MINOR).map(Money)
weights = st.lists(st.integers(0, 10_000), min_size=1, max_size=30).filter(any)


@given(amounts, weights)
def test_allocated_parts_add_up(amount: Money, shares: list[int]) -> None:
    parts = amount.allocate(shares)
    assert len(parts) == len(shares)
    assert total(parts) == amount


@given(amounts, weights)
def test_no_part_is_more_than_one_cent_from_its_exact_share(
    amount: Money, shares: list[int]
) -> None:
    whole = sum(shares)
    for part, share in zip(amount.allocate(shares), shares, strict=True):
        assert abs(part.minor * whole - amount.minor * share) < whole


@given(amounts, weights)
def test_a_share_of_nothing_gets_nothing(amount: Money, shares: list[int]) -> None:
    for part, share in zip(amount.allocate(shares), shares, strict=True):
        if share == 0:
            assert not part


@given(amounts, weights)
def test_allocating_a_debt_mirrors_allocating_the_amount(amount: Money, shares: list[int]) -> None:
    assert (-amount).allocate(shares) == tuple(-part for part in amount.allocate(shares))


def test_left_over_cents_go_to_the_largest_remainders_and_then_to_the_first() -> None:
    assert Money(100).allocate([1, 1, 1]) == (Money(34), Money(33), Money(33))
    assert Money(5).allocate([10, 45, 45]) == (Money(1), Money(2), Money(2))


@given(amounts, st.integers(1, 200))
def test_a_split_is_even_to_a_cent_and_adds_up(amount: Money, count: int) -> None:
    parts = amount.split(count)
    assert total(parts) == amount
    assert max(parts).minor - min(parts).minor <= 1


@pytest.mark.parametrize("shares", [[], [0], [0, 0], [3, -1], [-1]])
def test_weights_that_share_nothing_are_a_bug(shares: list[int]) -> None:
    with pytest.raises(InvariantBroken) as caught:
        Money(100).allocate(shares)
    assert caught.value.code == "money.bad_weights"


@pytest.mark.parametrize(
    ("minor", "basis_points", "result"),
    [
        (1_000, 825, 83),  # 82.5 cents: half goes away from zero
        (-1_000, 825, -83),
        (1_000, -825, -83),
        (-1_000, -825, 83),
        (999, 825, 82),  # 82.4175
        (1, 4_999, 0),
        (1, 5_000, 1),
        (12_345, 10_000, 12_345),
        (12_345, 0, 0),
    ],
)
def test_percent_rounds_half_away_from_zero(minor: int, basis_points: int, result: int) -> None:
    assert Money(minor).percent(basis_points) == Money(result)


@given(amounts, st.integers(-20_000, 20_000))
def test_percent_is_within_half_a_cent(amount: Money, basis_points: int) -> None:
    error = amount.percent(basis_points).minor * 10_000 - amount.minor * basis_points
    assert abs(error) <= 5_000


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("12", 1_200),
        ("12.5", 1_250),
        (" 12.50 ", 1_250),
        ("12.500", 1_250),
        ("5.", 500),
        ("-12.50", -1_250),
        ("+.05", 5),
        ("0", 0),
        ("007", 700),
    ],
)
def test_plain_decimals_are_read_exactly(text: str, minor: int) -> None:
    assert Money.parse(text) == Money(minor)


@pytest.mark.parametrize(
    "text",
    ["", " ", ".", "-", "1.234", "1,234", "12.5.0", "1e3", "$5", "NaN", "Infinity", "1_000", "--5",
     "5-", "\u0661\u0662", "1.0" + "0" * 40 + "1", "9" * 40, "9" * 5_000, str(LARGEST_MINOR)],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(AmountInvalid):
        Money.parse(text)


@given(amounts)
def test_what_is_written_reads_back(amount: Money) -> None:
    whole, cents = divmod(abs(amount.minor), 100)
    sign = "-" if amount.minor < 0 else ""
    assert Money.parse(f"{sign}{whole}.{cents:02d}") == amount


def test_a_currency_without_cents_takes_none() -> None:
    assert Money.parse("500", "JPY") == Money(500, "JPY")
    with pytest.raises(AmountInvalid):
        Money.parse("500.5", "JPY")


@pytest.mark.parametrize("minor", [1.0, True, "1", None])
def test_only_integers_become_money(minor: object) -> None:
    with pytest.raises(InvariantBroken) as caught:
        Money(minor)  # type: ignore[arg-type]
    assert caught.value.code == "money.not_an_integer"


def test_a_float_never_multiplies_money() -> None:
    with pytest.raises(InvariantBroken):
        Money(100) * 1.5  # type: ignore[operator]


def test_an_unknown_currency_is_refused() -> None:
    with pytest.raises(CurrencyMismatch):
        Money(1, "XXX")
    with pytest.raises(CurrencyMismatch):
        Money.parse("1", "XXX")


@pytest.mark.parametrize("act", ["__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__"])
def test_two_currencies_never_meet(act: str) -> None:
    with pytest.raises(CurrencyMismatch):
        getattr(Money(1, "USD"), act)(Money(1, "EUR"))


def test_equal_figures_in_two_currencies_are_not_equal() -> None:
    assert Money(1, "USD") != Money(1, "EUR")


@given(amounts, amounts)
def test_order_follows_the_figures(one: Money, other: Money) -> None:
    assert (one < other) == (one.minor < other.minor)
    assert (one >= other) == (one.minor >= other.minor)
    assert one - other == -(other - one)


def test_a_sum_of_nothing_is_zero_in_the_asked_currency() -> None:
    assert total([], "EUR") == Money(0, "EUR")
    assert total([Money(5), Money(7)]) == Money(12)
    assert not Money.zero()
    assert 3 * Money(5) == Money(5) * 3 == Money(15)


def test_every_currency_has_a_zero() -> None:
    assert {Money.zero(code).currency for code in MINOR_DIGITS} == set(MINOR_DIGITS)
