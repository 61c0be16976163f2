"""The venue's rules about exchanged and returned tickets in a season file."""

from __future__ import annotations

import pytest

from pos.views.exchanging_rules import (
    LAUNCH_EXCHANGE,
    LAUNCH_RETURNS,
    ExchangeRules,
    ReturnRules,
)
from tests.unit.pos.catalogue.test_season_reading import edited, read

LANGUAGES = 'languages = ["en"]'


def test_a_venue_says_what_exchanging_and_returning_costs_and_until_when() -> None:
    said = f"""{LANGUAGES}

[venues.exchange]
fee = "2.50"
free_types = ["adult"]
members_free = false
free_days = 14
upgrade_free = false
until_hours = 24

[venues.returns]
until_hours = 48
never_types = ["adult"]
series = false
fee = "5.00"
free_days = 30
cancelled_fees = false
"""
    found = read(edited(LANGUAGES, said)).season
    assert found is not None
    venue = found.venues[0]
    assert venue.exchange == ExchangeRules(250, ("adult",), False, 14, False, 24)
    assert venue.returns == ReturnRules(48, ("adult",), False, 500, 30, False)


def test_a_venue_that_says_nothing_takes_everything_back_for_nothing() -> None:
    found = read(edited(LANGUAGES, LANGUAGES)).season
    assert found is not None
    assert found.venues[0].exchange == LAUNCH_EXCHANGE
    assert found.venues[0].returns == LAUNCH_RETURNS


@pytest.mark.parametrize("table", ["exchange", "returns"])
@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("until_hours = -1", "field.out_of_range"),
        ("until_hours = 745", "field.out_of_range"),
        ("free_days = 367", "field.out_of_range"),
        ('fee = "2.505"', "field.not_an_amount"),
        ("fee = 2.5", "field.wrong_type"),
        ("until_days = 2", "field.unknown"),
    ],
)
def test_a_rule_that_is_wrong_is_named(table: str, rule: str, code: str) -> None:
    found = read(edited(LANGUAGES, f"{LANGUAGES}\n\n[venues.{table}]\n{rule}\n"))
    assert found.season is None
    (finding,) = found.findings
    assert finding.code == code
    assert f"venues[0].{table}" in finding.subject


@pytest.mark.parametrize(("table", "key"), [("exchange", "free_types"), ("returns", "never_types")])
def test_a_price_type_that_there_is_not_is_named(table: str, key: str) -> None:
    found = read(edited(LANGUAGES, f'{LANGUAGES}\n\n[venues.{table}]\n{key} = ["rush"]\n'))
    assert found.season is None
    (finding,) = found.findings
    assert finding.code == "season.code_unknown"
    assert f"venues[0].{table}.{key}" in finding.subject
