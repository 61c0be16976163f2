"""Whatever a terminal words: at most four digits of a card on paper, and no expiry date."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos.card_guard import looks_like_card
from pos.card_paper import paper_lines, paper_text

CARD = "4111111111111111"
LAYOUTS = (
    CARD,
    "4111 1111 1111 1111",
    "4111-1111-1111-1111",
    "5555555555554444",
    "3782 822463 10005",
    "14111111111111111",
    "4111....1111....1111....1111",
    "4111\u30001111\u30001111\u30001111",
    f";{CARD}=29121010000012300000?",
    f"%B{CARD}^SPECIMEN/PAT^29121010000000000000?",
    "411111******1111",
    "4111 11** **** 1111",
    "4111 1111 **** 1111",
)
EXPIRIES = ("12/29", "12/2029", "12-29", "2029-12", "12 / 29", "EXP 1229", "VALID THRU 1229")
_EXPIRY_LEFT = re.compile(r"(?<!\d)(0[1-9]|1[0-2])\W{0,3}(20)?29(?!\d)|29\W?12")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_of_a_card_four_digits_at_most_are_left(layout: str) -> None:
    left = paper_text(f"CARD {layout}")
    assert not looks_like_card(left)
    assert len(re.sub(r"\D", "", left)) <= 4
    assert "SPECIMEN" not in left


@pytest.mark.parametrize("expiry", EXPIRIES)
@pytest.mark.parametrize("before", ["", "VISA ", "************1111 ", "Exp: "])
def test_no_expiry_date_is_left(before: str, expiry: str) -> None:
    assert not _EXPIRY_LEFT.search(paper_text(before + expiry))


def test_a_number_or_a_date_over_two_lines() -> None:
    assert paper_lines(("4111 1111", "1111 1111", "OK")) == ("**** ****", "**** ****", "OK")
    assert paper_lines(("Expiry date:", "1229", "OK 1")) == ("Expiry date:", "****", "OK 1")


@pytest.mark.parametrize(
    "line",
    [
        "USD 42.50",
        "11/21/2026 19:02:11",
        "2026-11-21 19:02",
        "21.11.26 19:02",
        "Tel. 503-555-0147",
        "TID 32202273 AUTH 123456",
        "AID A0000000031010 TVR 0000008000",
        "************1111",
        "BATCH 000012/000345",
        "",
    ],
)
def test_what_is_neither_stays_as_it_was(line: str) -> None:
    assert paper_text(line) == line


@settings(max_examples=60, deadline=None)
@given(
    words=st.lists(
        st.one_of(st.sampled_from(LAYOUTS + EXPIRIES), st.text(alphabet="AZ az.:-", max_size=9)),
        max_size=6,
    )
)
def test_nothing_of_a_card_survives_in_any_company(words: list[str]) -> None:
    lines = paper_lines(words)
    assert len(lines) == len(words)
    for line in lines:
        assert not looks_like_card(line)
        assert not re.search(r"\d[\d -]{3,}\d", line)
        assert not _EXPIRY_LEFT.search(line)
