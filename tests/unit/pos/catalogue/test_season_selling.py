"""The venue's rules about carts in a season file."""

from __future__ import annotations

import pytest

from pos.views.selling_rules import LAUNCH_SELLING, SellingRules
from tests.unit.pos.catalogue.test_season_reading import edited, read

LANGUAGES = 'languages = ["en"]'


def test_a_venue_says_how_long_carts_keep_their_places() -> None:
    said = f"{LANGUAGES}\n\n[venues.selling]\ncart_minutes = 0\nheld_cart_minutes = 90\n"
    said += 'leave_single = "allow"\n'
    found = read(edited(LANGUAGES, said)).season
    assert found is not None
    assert found.venues[0].selling == SellingRules(0, 90, spare_single=False)


def test_a_venue_that_says_nothing_of_carts_has_the_usual_rules() -> None:
    found = read(edited(LANGUAGES, LANGUAGES)).season
    assert found is not None
    assert found.venues[0].selling == LAUNCH_SELLING


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("cart_minutes = -1", "field.out_of_range"),
        ("cart_minutes = 1441", "field.out_of_range"),
        ("held_cart_minutes = 0", "field.out_of_range"),
        ('cart_minutes = "15"', "field.wrong_type"),
        ("cart_minuts = 15", "field.unknown"),
        ('leave_single = "never"', "field.not_one_of"),
        ("leave_single = false", "field.wrong_type"),
    ],
)
def test_a_rule_about_carts_that_is_wrong_is_named(rule: str, code: str) -> None:
    found = read(edited(LANGUAGES, f"{LANGUAGES}\n\n[venues.selling]\n{rule}\n"))
    assert found.season is None
    (finding,) = found.findings
    assert finding.code == code
    assert "venues[0].selling" in finding.subject
