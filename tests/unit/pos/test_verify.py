"""The search for card numbers: the published test numbers are found, ids are not."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.card_guard import looks_like_card
from pos.clock import ManualClock
from pos.ids import Ids
from pos.verify import card_findings, holds_card
from tests.conftest import DOORS_OPEN

TEST_CARDS = [
    "4111111111111111",
    "4222222222222",
    "5555555555554444",
    "2223003122003222",
    "378282246310005",
    "6011111111111117",
    "30569309025904",
    "3530111333300000",
    "6200000000000005",
]


@pytest.mark.parametrize("card", TEST_CARDS)
@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "card {} please",
        "({})",
        "note:{}",
        '{{"note": "{}"}}',
        "{}\n",
        "#{}, exp 12/27",
        "é{}",
    ],
)
def test_a_card_number_is_found(card: str, text: str) -> None:
    assert holds_card(text.format(card))


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "3782 822463 10005",
        "%B4111111111111111^DOE/J^2712",
        ";4111111111111111=27121010000000000000?",
        "4111.1111.1111.1111",
        "4111/1111/1111/1111",
        "4111  1111  1111  1111",
        "4111 1111\n1111 1111",
        "4111\u00a01111\u00a01111\u00a01111",
        "4111\u30001111\u30001111\u30001111",
        "4111    1111    1111    1111",
        "4111+1111+1111+1111",
        "12/27 4111.1111.1111.1111 1227",
        "３７８２８２２４６３１０００５",
        "٤١١١١١١١١١١١١١١١",
        "PAN4111111111111111",
        "4111111111111111D2512",
        "4111111111111111=2512",
    ],
)
def test_in_groups_and_from_the_stripe(text: str) -> None:
    assert holds_card(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4111111111111112",  # check digit
        "1111111111111111",  # no issuer
        "411111111111",  # too short
        "41111111111111111111",  # too long
        "a4111111111111111",  # part of a word: hex ids
        "4111111111111111f",
        "4111111111111111-1111",
        "+49 1512 3456789",
        "+4222222222222",  # a phone number that happens to check
        "2026-11-21T18:00:00.123456Z",
        "[[10000, 4], [2000, 17]]",
        "W1-000123 W1-R000123",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not holds_card(text)


def test_a_plus_does_not_hide_a_card() -> None:
    assert holds_card("+4111111111111111")


def test_a_finding_names_the_place_and_not_the_number() -> None:
    texts = [("orders.note 7", "pay with 4111 1111 1111 1111"), ("orders.name 7", "Ada")]
    (finding,) = card_findings(texts)
    assert finding.code == "card_number.stored"
    assert finding.subject == "orders.note 7"
    assert "4111" not in repr(finding)


@given(st.sampled_from(TEST_CARDS), st.text(alphabet=" .,;:!?()", max_size=5))
def test_what_is_found_in_the_database_is_refused_at_the_field(card: str, around: str) -> None:
    text = f"{around}{card}{around}"
    assert holds_card(text)
    assert looks_like_card(text)


def test_no_id_and_no_ticket_code_is_ever_taken_for_a_card() -> None:
    ids = Ids(ManualClock(DOORS_OPEN), random.Random(3).randbytes)
    for _ in range(20_000):
        assert not holds_card(ids.new())
        assert not holds_card(ids.code())
