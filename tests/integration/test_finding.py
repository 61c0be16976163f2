"""Found while typing: whatever somebody at the glass says of an order finds it."""

from __future__ import annotations

import pytest

from pos.ids import OrderId
from pos.views.finding import Tier
from tests.integration.small_house import House
from tests.integration.test_will_call import sold_elsewhere

NAMES = (
    "Antonín Dvořák-Sample",
    "Nguyễn Thị Mẫu",
    "Пётр Чайковский",
    "Anna Lee Example",
    "Lee Leeson",
    "O'Brien Sample",
    "王小明",
    "Jürgen Müller",
    "Ann Smyth",
)


@pytest.fixture
def orders(house: House) -> dict[OrderId, str]:
    return {sold_elsewhere(house, name, number): name for number, name in enumerate(NAMES, 1)}


def found(house: House, orders: dict[OrderId, str], text: str) -> list[tuple[str, Tier]]:
    answers = house.office.finding.find(text)
    return [(orders[OrderId(each.subject_id)], each.tier) for each in answers]


@pytest.mark.parametrize(
    ("typed", "name", "tier"),
    [
        ("dvorak", "Antonín Dvořák-Sample", Tier.EXACT),
        ("Dvořák", "Antonín Dvořák-Sample", Tier.EXACT),
        ("sample anto", "Antonín Dvořák-Sample", Tier.PREFIX),
        ("vorak", "Antonín Dvořák-Sample", Tier.PART),
        ("nguyen", "Nguyễn Thị Mẫu", Tier.EXACT),
        ("chaykovskiy", "Пётр Чайковский", Tier.EXACT),
        ("Чайковский", "Пётр Чайковский", Tier.EXACT),
        ("tchaikovsky", "Пётр Чайковский", Tier.SOUNDS),
        ("Tschaikowski", "Пётр Чайковский", Tier.SOUNDS),
        ("obrien", "O'Brien Sample", Tier.EXACT),
        ("o'bri", "O'Brien Sample", Tier.PREFIX),
        ("brien", "O'Brien Sample", Tier.EXACT),
        ("小明 王", "王小明", Tier.PART),
        ("xiao wang", "王小明", Tier.EXACT),
        ("mueller", "Jürgen Müller", Tier.EXACT),
        ("smith", "Ann Smyth", Tier.SOUNDS),
        ("web-ann", "Anna Lee Example", Tier.NUMBER),
    ],
)
def test_found_by_what_people_say(
    house: House, orders: dict[OrderId, str], typed: str, name: str, tier: Tier
) -> None:
    assert (name, tier) in found(house, orders, typed)


def test_a_whole_word_comes_before_its_beginning(
    house: House, orders: dict[OrderId, str]
) -> None:
    assert found(house, orders, "lee") == [
        ("Anna Lee Example", Tier.EXACT),
        ("Lee Leeson", Tier.EXACT),
    ]
    assert found(house, orders, "lees") == [("Lee Leeson", Tier.PREFIX)]
