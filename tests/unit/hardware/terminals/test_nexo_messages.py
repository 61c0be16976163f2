"""The shape of each request, and amounts to the last digit."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.simulators.nexo_rules import HEADER, REQUESTS, faults_of
from hardware.terminals import nexo_messages as messages
from hardware.terminals.nexo_json import parse
from hardware.terminals.nexo_messages import Category, Message, Parties
from pos.money import LARGEST_MINOR, MINOR_DIGITS, Money
from pos.ports.terminals import CardRequest

PARTIES = Parties("Window1", "P400Plus-123456789")
AT = datetime(2026, 11, 21, 18, 0, 0, 125_000, tzinfo=UTC)
REQUEST = CardRequest("ref1", "M1", Money(1090))
KEYED = CardRequest("ref1", "M1", Money(1090), keyed=True)

ALL = (
    messages.login(PARTIES, "A", AT),
    messages.diagnosis(PARTIES, "A"),
    messages.get_totals(PARTIES, "A"),
    messages.payment(PARTIES, REQUEST, AT),
    messages.payment(PARTIES, KEYED, AT),
    messages.refund(PARTIES, REQUEST, AT),
    messages.reversal(PARTIES, REQUEST, "T1@2026-11-21T18:00:00.000Z", AT),
    messages.abort(PARTIES, "A", Category.PAYMENT, "M1"),
    messages.transaction_status(PARTIES, "A", Category.PAYMENT, "M1"),
    messages.transaction_status(PARTIES, "A", Category.REVERSAL, "M1"),
)


def body(message: Message) -> dict[str, object]:
    found = parse(message.plain)
    assert isinstance(found, dict)
    return found["SaleToPOIRequest"]


@pytest.mark.parametrize("message", ALL, ids=lambda one: one.category.value)
def test_every_request_has_the_documented_shape(message: Message) -> None:
    name = message.category.value
    made = body(message)
    assert made.keys() == {"MessageHeader", f"{name}Request"}
    assert faults_of(made["MessageHeader"], HEADER, "header") == []
    assert faults_of(made[f"{name}Request"], REQUESTS[name], name) == []
    assert made["MessageHeader"] == dict(message.header)


def test_a_payment_word_for_word() -> None:
    assert body(messages.payment(PARTIES, REQUEST, AT)) == {
        "MessageHeader": {
            "ProtocolVersion": "3.0",
            "MessageClass": "Service",
            "MessageCategory": "Payment",
            "MessageType": "Request",
            "ServiceID": "M1",
            "SaleID": "Window1",
            "POIID": "P400Plus-123456789",
        },
        "PaymentRequest": {
            "SaleData": {
                "SaleTransactionID": {
                    "TransactionID": "ref1",
                    "TimeStamp": "2026-11-21T18:00:00.125Z",
                }
            },
            "PaymentTransaction": {"AmountsReq": {"Currency": "USD", "RequestedAmount": "10.90"}},
        },
    }


def test_the_amount_is_a_number_on_the_wire() -> None:
    assert b'"RequestedAmount":10.90}' in messages.payment(PARTIES, REQUEST, AT).plain


def test_a_terminals_reference_goes_back_as_it_came() -> None:
    made = json.loads(messages.reversal(PARTIES, REQUEST, "T1.x@2026-11-21T18:00:00.5Z", AT).plain)
    original = made["SaleToPOIRequest"]["ReversalRequest"]["OriginalPOITransaction"]
    assert original == {
        "POITransactionID": {"TransactionID": "T1.x", "TimeStamp": "2026-11-21T18:00:00.5Z"}
    }


@given(st.integers(0, LARGEST_MINOR), st.sampled_from(sorted(MINOR_DIGITS)))
def test_every_amount_comes_back_as_it_went(minor: int, currency: str) -> None:
    amount = Money(minor, currency)
    written = messages.decimal(amount)
    assert Money.parse(written, currency) == amount
    assert len(written.partition(".")[2]) == MINOR_DIGITS[currency]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"SaleData": {}}, "Payment.SaleData.SaleTransactionID: missing"),
        ({"PaymentData": {"PaymentType": "Gift"}}, "Payment.PaymentData.PaymentType"),
        ({"PAN": "x"}, "Payment.PAN: unknown"),
        ({"PaymentTransaction": []}, "Payment.PaymentTransaction"),
    ],
)
def test_the_rules_find_what_is_wrong(change: dict[str, object], place: str) -> None:
    made = body(messages.payment(PARTIES, REQUEST, AT))["PaymentRequest"]
    assert isinstance(made, dict)
    assert faults_of({**made, **change}, REQUESTS["Payment"], "Payment") == [place]
