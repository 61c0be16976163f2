"""What of Stripe's answers is kept, and what can be kept at all."""

from __future__ import annotations

import json

import pytest

from hardware.terminals import stripe_answers as answers
from hardware.terminals.stripe_settings import StripeSettings
from pos.errors import SettingsInvalid
from pos.money import Money
from pos.ports.devices import Condition
from pos.ports.terminals import CardOutcome, CardRequest, Declined

CARD = "4111111111111111"
REQUEST = CardRequest("ref1", "M1", Money(4250))
MARKS = {"foyer_reference": "ref1", "foyer_message": "M1", "note": CARD}
PAID = {
    "id": "pi_1",
    "status": "succeeded",
    "amount": 4250,
    "amount_received": 4250,
    "currency": "usd",
    "created": 1,
    "metadata": MARKS,
    "description": CARD,
    "latest_charge": {
        "payment_method_details": {
            "card_present": {
                "brand": "visa",
                "last4": "1111",
                "exp_month": 12,
                "exp_year": 2031,
                "cardholder_name": "PAT EXAMPLE",
                "number": CARD,
                "track2": f";{CARD}=3112101?",
                "receipt": {"authorization_code": CARD, "application_preferred_name": CARD},
            }
        }
    },
}


def test_only_listed_names_are_kept_at_any_depth() -> None:
    kept = json.dumps(answers.pruned({**PAID, "data": [PAID, {"number": CARD}]}))
    for never in (CARD, "exp_", "PAT", "track", "number", "note", "description", "2031"):
        assert never not in kept
    assert json.loads(kept)["data"][0]["id"] == "pi_1"


def test_depth_and_kinds_are_bounded() -> None:
    deep: object = "x"
    for _ in range(100):
        deep = {"error": deep}
    assert '"x"' not in json.dumps(answers.pruned(deep))
    assert answers.pruned({"amount": 1.5, "status": None, "id": True}) == {
        "amount": None,
        "status": None,
        "id": True,
    }


def test_a_card_number_has_no_place_in_a_result() -> None:
    found = answers.intent(PAID)
    assert found.is_of(REQUEST)
    result = answers.charged(found, REQUEST)
    assert CARD not in repr(result)
    assert (result.outcome, result.last_four, result.approval_code) == (
        CardOutcome.APPROVED,
        "1111",
        "",
    )


@pytest.mark.parametrize("last4", ["41111111", "111", "abcd", 1111, None])
def test_four_digits_or_none(last4: object) -> None:
    card = {"card_present": {"last4": last4}}
    said = {**PAID, "latest_charge": {"payment_method_details": card}}
    assert answers.charged(answers.intent(said), REQUEST).last_four == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": 4251},
        {"amount_received": 4251},
        {"amount_received": -1},
        {"currency": "eur"},
        {"metadata": {**MARKS, "foyer_reference": "ref2"}},
        {"metadata": {**MARKS, "foyer_message": "M2"}},
        {"metadata": None},
        {"amount": True},
    ],
)
def test_what_is_not_this_requests(wrong: dict[str, object]) -> None:
    assert not answers.intent({**PAID, **wrong}).is_of(REQUEST)


def test_why_not() -> None:
    no = answers.not_charged("fraudulent", REQUEST)
    assert (no.outcome, no.declined) == (CardOutcome.DECLINED, Declined.REFUSED)
    assert answers.not_charged("", REQUEST).outcome is CardOutcome.CANCELLED


def test_a_refund_of_another_amount_is_not_taken() -> None:
    said = {"id": "re_1", "status": "succeeded", "amount": 1, "currency": "usd", "metadata": MARKS}
    result = answers.given_back(answers.back(said), REQUEST, asked=True)
    assert (result.outcome, result.condition) == (CardOutcome.UNKNOWN, Condition.UNINTELLIGIBLE)


def test_settings_show_no_key() -> None:
    settings = StripeSettings("tmr_1", "rk_test_secret1")
    assert "secret1" not in repr(settings)
    assert settings.base == "https://api.stripe.com"


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({"reader": "reader"}, "reader"),
        ({"api_key": "pk_live_1234"}, "api_key"),
        ({"api_key": ""}, "api_key"),
        ({"address": "http://api.example"}, "address"),
        ({"address": "http://127.0.0.1.example:1"}, "address"),
        ({"address": "https://me@api.example"}, "address"),
        ({"address": "ftp://127.0.0.1"}, "address"),
        ({"address": "https://x:99999"}, "address"),
    ],
)
def test_what_makes_no_sense(values: dict[str, str], place: str) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        StripeSettings(**{"reader": "tmr_1", "api_key": "rk_test_secret1", **values})
    assert caught.value.params["place"] == f"payment_terminal.{place}"
    assert "secret1" not in repr(caught.value.params)
