from __future__ import annotations

import pytest

from pos.money import Money
from pos.paying.rounding import cash_due
from pos.views.paying_rules import CashRounding


@pytest.mark.parametrize(
    ("rest", "nickel", "customer"),
    [
        (1000, 1000, 1000),
        (1001, 1000, 1000),
        (1002, 1000, 1000),
        (1003, 1005, 1000),
        (1004, 1005, 1000),
        (1006, 1005, 1005),
        (1007, 1005, 1005),
        (1008, 1010, 1005),
        (1009, 1010, 1005),
        (-1003, -1005, -1000),
        (-1002, -1000, -1000),
    ],
)
def test_cash_is_rounded_to_five_cents(rest: int, nickel: int, customer: int) -> None:
    assert cash_due(Money(rest), CashRounding.OFF) == Money(rest)
    assert cash_due(Money(rest), CashRounding.NICKEL) == Money(nickel)
    assert cash_due(Money(rest), CashRounding.CUSTOMER) == Money(customer)


def test_over_a_whole_cycle_symmetric_rounding_gives_and_takes_the_same() -> None:
    rests = [Money(1_000 + cents) for cents in range(100)]
    differences = [(rest - cash_due(rest, CashRounding.NICKEL)).minor for rest in rests]
    assert sum(differences) == 0
    assert set(differences) == {-2, -1, 0, 1, 2}


def test_in_the_patrons_favour_nobody_pays_more() -> None:
    for cents in range(1_000, 1_100):
        assert 0 <= cents - cash_due(Money(cents), CashRounding.CUSTOMER).minor <= 4


def test_what_is_given_back_is_rounded_as_it_was_taken() -> None:
    for cents in range(100):
        for rule in CashRounding:
            assert cash_due(Money(-cents), rule) == -cash_due(Money(cents), rule)


def test_two_cents_do_not_become_nothing() -> None:
    assert cash_due(Money(2), CashRounding.NICKEL) == Money(2)
    assert cash_due(Money(4), CashRounding.CUSTOMER) == Money(4)
    assert cash_due(Money(0), CashRounding.NICKEL) == Money(0)


def test_a_currency_without_cents_is_not_rounded() -> None:
    assert cash_due(Money(1003, "JPY"), CashRounding.NICKEL) == Money(1003, "JPY")
