from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos.card_guard import looks_like_card
from pos.card_scrub import HIDDEN, SCRUBBED, scrubbed

TEST_CARDS = ("4111111111111111", "5555555555554444", "378282246310005", "6011111111111117")
LAYOUTS = (
    "{}",
    "{0:.4} {0:.8}",
    "%B{}^DOE/JO^2912",
    ";{}=29121010000000000",
    "pan={}",
    '{{"card_number": "{}"}}',
)


def in_groups(number: str, gap: str) -> str:
    return gap.join(number[i : i + 4] for i in range(0, len(number), 4))


@settings(max_examples=60, deadline=None)
@given(
    number=st.sampled_from(TEST_CARDS),
    gap=st.sampled_from(("", " ", "-", ".", " - ", "\u00a0", "    ", "+", "*", "\u00ad")),
    layout=st.sampled_from((*LAYOUTS[:1], *LAYOUTS[2:])),
    before=st.text(max_size=20),
    after=st.text(max_size=20),
)
def test_no_card_survives(number: str, gap: str, layout: str, before: str, after: str) -> None:
    written = in_groups(number, gap) if layout == "{}" else number
    clean = scrubbed(f"{before} {layout.format(written)} {after}")
    assert number not in clean
    assert written not in clean
    assert not looks_like_card(clean)


@pytest.mark.parametrize(
    "said",
    [
        "job 0190f3c2a7b84c1d9e2f for order W1-004217 at 2026-11-21T19:02:00.125",
        "expected 19500, counted 19000",
        "call (503) 555-0100",
    ],
)
def test_what_is_no_card_stays(said: str) -> None:
    assert scrubbed(said) == said


def test_secrets_named_by_their_key_are_hidden() -> None:
    assert scrubbed("cvv: 123, pin=4711") == f"cvv: {HIDDEN}, pin={HIDDEN}"
    assert scrubbed("passphrase='two words'") == f"passphrase={HIDDEN}"


def test_a_stripe_is_taken_out_to_its_end() -> None:
    assert scrubbed(";4111111111111111=29121010000000000?") == SCRUBBED
