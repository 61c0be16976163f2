"""Why a price is what it is, in words."""

from __future__ import annotations

from datetime import UTC

import pytest

from kiosk.messages import load_words
from kiosk.screens.price_words import against_words, offer_words, step_words
from pos.money import Money
from pos.views.pricing import OfferSaid, PriceStep, StepKind, WhyNot

WORDS = load_words("en", UTC)


def test_every_reason_has_words_of_its_own() -> None:
    said = [against_words(reason, WORDS) for reason in WhyNot]
    assert len(set(said)) == len(list(WhyNot))
    assert all(said)


def test_a_step_says_how_much_and_why_and_who_pays_for_another_only_counts() -> None:
    step = PriceStep(StepKind.PROMO, "TEN", "Ten off", Money(1_000))
    assert step_words(step, WORDS) == "-$10.00 · Ten off"
    assert step_words(PriceStep(StepKind.PROMO, "SETS", "", Money(0)), WORDS) == "SETS"
    dearer = PriceStep(StepKind.MANUAL, "", "", Money(-500))
    assert step_words(dearer, WORDS) == "$5.00 · Price set by hand"


@pytest.mark.parametrize(
    ("tickets", "left_out", "why_not", "under"),
    [
        (0, 0, (), "No tickets yet"),
        (0, 2, (WhyNot.OVER,), "Takes nothing off these tickets: no longer valid"),
        (2, 0, (), "-$10.00 on 2 tickets"),
        (
            1,
            2,
            (WhyNot.OTHER_ZONE, WhyNot.LIMIT_ALL),
            "-$10.00 on 1 ticket. 2 others: not for this zone; all used up",
        ),
        (1, 2, (), "-$10.00 on 1 ticket"),
    ],
)
def test_a_code_says_what_it_does_and_why_not_more(
    tickets: int, left_out: int, why_not: tuple[WhyNot, ...], under: str
) -> None:
    offer = OfferSaid(
        StepKind.PROMO, "TEN", "Ten off", tickets, left_out, Money(1_000), why_not=why_not
    )
    assert offer_words(offer, WORDS) == ("TEN · Ten off", under)


def test_a_membership_is_called_by_its_name_alone() -> None:
    offer = OfferSaid(StepKind.MEMBERSHIP, "friend", "Friend", 2, 0, Money(1_000))
    assert offer_words(offer, WORDS) == ("Friend", "-$10.00 on 2 tickets")
