"""The search for card numbers: the published test numbers are found, ids are not."""

from __future__ import annotations

import random
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.audit import fact_digest
from pos.card_guard import looks_like_card
from pos.clock import ManualClock
from pos.ids import Ids
from pos.paying.codes import code_of, shown
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
        "124111111111111111",
        "41111111111111111111",
        "00000000004111111111111111000",
        "a4111111111111111",
        "4111111111111111f",
        "4111111111111111-1111",
        "x124111111111111111",
        "%b4111111111111111^doe/j^2712",
        "b4111111111111111^doe/j^2712",
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
        "0190f3a4111111111111111b7f3a4d5e",  # a hex id is one word
        "99999999999999999999",
        "+49 1512 3456789",
        "+4222222222222",  # a phone number that happens to check
        "2026-11-21T18:00:00.123456Z",
        "[[10000, 4], [2000, 17]]",
        "W1-000123 W1-R000123",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not holds_card(text)


@pytest.mark.parametrize("front", ["1", "12", "120", "0000"])
@pytest.mark.parametrize("card", ["4111111111111111", "5555555555554444", "6011111111111117"])
def test_digits_stuck_in_front_hide_no_card(card: str, front: str) -> None:
    for text in (f"{front}{card}", f"ref {front}{card} paid", f"x{front}{card}"):
        assert holds_card(text)
        assert looks_like_card(text)
    if len(front) < 4:
        assert holds_card(f"ref {front}{card} paid", raw=True)
        assert holds_card(f"{front} {card}", raw=True)


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


def test_none_of_our_own_codes_is_ever_taken_for_a_card() -> None:
    ids = Ids(ManualClock(DOORS_OPEN), random.Random(3).randbytes)
    key = ids.secret()
    for number in range(4_000):
        row = ids.new()
        certificate = code_of(key, row, 1)
        ours = (
            row,
            ids.code(),
            ids.secret(),
            certificate,
            shown(certificate),
            sha256(row.encode()).hexdigest(),
            fact_digest({"row": row}),
            f"W1-{number:06d} W1-R{number:06d}",
            f'{{"facts": {{"refund_line {row}/1": "{fact_digest({"n": number})}"}}}}',
        )
        for text in ours:
            assert not holds_card(text), text
            assert not holds_card(text, raw=True), text


def test_our_codes_cannot_hold_as_many_digits_as_a_card_has() -> None:
    """Not chance: whatever bytes they are made of."""
    decimal = Ids(ManualClock(DOORS_OPEN), lambda number: b"\x11" * number)
    assert not holds_card(decimal.new())
    assert not holds_card("1" * 32)  # a hash, were it ever all decimal
    assert not any(digit in fact_digest({}) for digit in "0123456789")
