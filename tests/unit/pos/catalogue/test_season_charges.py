"""Fees and taxes in a season file."""

from __future__ import annotations

import pytest

from pos.catalogue.season_reading import SeasonRead
from pos.catalogue.stable_ids import performance_id, price_type_id, zone_id
from pos.money import Money
from pos.views.charges import Channel, ChargeRules, FeeRule, TaxRule
from tests.unit.pos.catalogue.test_season_reading import GOOD, read

GOOD_TEXT = (GOOD / "season.toml").read_text(encoding="utf-8")

RULES = """
[[fees]]
code = "service"
name = "Service fee"
amount = "2.00"
from_face = "10.00"
channels = ["phone"]
price_types = ["adult"]
zones = ["Front"]

[[fees]]
code = "roof"
name = "Roof fund"
account = "2030"
percent = "2.5"
most = "1.50"

[[fees]]
code = "cloak"
name = "Cloakroom"
amount = "1.00"
comps = true

[[taxes]]
code = "city"
name = "City tax"
percent = "8.875"
on = "face_and_fees"
included = true
performances = ["P-1"]
price_types = ["adult"]

[[taxes]]
code = "state"
name = "State tax"
percent = "4"
halls = ["studio"]
"""


def read_with(rules: str) -> SeasonRead:
    return read((GOOD_TEXT + rules).encode())


def test_fees_and_taxes_are_read_as_they_are_written() -> None:
    found = read_with(RULES)
    assert found.findings == ()
    assert found.season is not None
    studio = {p.performance_id for p in found.season.performances if p.code.startswith("P-L")}
    assert found.season.charges == ChargeRules(
        (
            FeeRule(
                "service",
                "Service fee",
                "4020",
                Money(200),
                from_face=Money(1_000),
                channels=frozenset({Channel.PHONE}),
                price_types=frozenset({price_type_id("adult")}),
                zones=frozenset({zone_id("hall", "Front")}),
            ),
            FeeRule(
                "roof", "Roof fund", "2030", Money(0), rate=25_000, most=Money(150), position=1
            ),
            FeeRule("cloak", "Cloakroom", "4020", Money(100), comps=True, position=2),
        ),
        (
            TaxRule(
                "city",
                "City tax",
                88_750,
                on_fees=True,
                included=True,
                performances=frozenset({performance_id("P-1")}),
                price_types=frozenset({price_type_id("adult")}),
            ),
            TaxRule("state", "State tax", 40_000, performances=frozenset(studio), position=1),
        ),
    )


FEE = '\n[[fees]]\ncode = "f"\nname = "Fee"\n'
TAX = '\n[[taxes]]\ncode = "t"\nname = "Tax"\n'


@pytest.mark.parametrize(
    ("said", "code", "place"),
    [
        (FEE, "field.conflict", "fees[0].amount"),
        (FEE + 'amount = "1.00"\npercent = "5"', "field.conflict", "fees[0].amount"),
        (FEE + 'amount = "1.00"\nmost = "5.00"', "field.conflict", "fees[0].most"),
        (FEE + 'percent = "5"\ncomps = true', "field.conflict", "fees[0].comps"),
        (FEE + 'percent = "30.01"', "field.out_of_range", "fees[0].percent"),
        (FEE + 'amount = "-1.00"', "field.out_of_range", "fees[0].amount"),
        (FEE + 'amount = "1.00"\naccount = "4010"', "field.not_one_of", "fees[0].account"),
        (FEE + 'amount = "1.00"\nchannels = ["web"]', "field.not_one_of", "fees[0].channels"),
        (FEE + 'amount = "1.00"\nzones = ["Moon"]', "season.zone_unknown", "fees[0].zones"),
        (
            FEE + 'amount = "1.00"\n' + FEE + 'amount = "1.00"',
            "season.code_repeated",
            "fees[1].code",
        ),
        (TAX, "field.missing", "taxes[0].percent"),
        (TAX + 'percent = "31"', "field.out_of_range", "taxes[0].percent"),
        (TAX + 'percent = "-1"', "field.out_of_range", "taxes[0].percent"),
        (TAX + "percent = 5", "field.wrong_type", "taxes[0].percent"),
        (TAX + 'percent = "5"\non = "fees"', "field.not_one_of", "taxes[0].on"),
        (TAX + 'percent = "5"\nhalls = ["moon"]', "season.code_unknown", "taxes[0].halls[0]"),
        (TAX + 'percent = "5"\nname2 = "x"', "field.unknown", "taxes[0].name2"),
    ],
)
def test_a_rule_that_is_wrong_is_named_with_its_line(said: str, code: str, place: str) -> None:
    found = read_with(said)
    assert found.season is None
    (finding,) = found.findings
    where, _, path = finding.subject.partition(" ")
    assert (finding.code, path) == (code, place)
    assert int(where.removeprefix("season.toml:")) > GOOD_TEXT.count("\n")


def test_a_tax_that_a_price_cannot_hold_is_refused_with_the_ticket() -> None:
    found = read_with(
        FEE + 'amount = "150.00"\n' + TAX + 'percent = "30"\nincluded = true\non = "face_and_fees"'
    )
    assert found.season is None
    (finding,) = found.findings
    assert finding.code == "season.tax_above_price"
    ticket, face, taxes = finding.evidence
    assert ticket.startswith("P-1 / Front / ")
    assert Money.parse(taxes) > Money.parse(face)
