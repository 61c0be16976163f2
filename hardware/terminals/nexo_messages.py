"""The requests of nexo Sale to POI 3.0 that a box office sends, unsealed (see ``nexo_crypto``).

Pure. Amounts are written as exact decimals. Nothing here knows a card.

Source: hardware facts 6.1 (documented); ``SaleToAcquirerData`` of a reversal in part and
``ForceEntryMode`` of a keyed payment: unconfirmed, settle on a device.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from hardware.terminals.nexo_crypto import REQUEST
from hardware.terminals.nexo_json import Literal, written
from pos.money import MINOR_DIGITS, Money
from pos.ports.terminals import CardRequest

PROTOCOL = "3.0"
SOFTWARE = {
    "ManufacturerID": "Foyer",
    "ApplicationName": "Foyer",
    "SoftwareVersion": "0.1",
    "CertificationCode": "none",
}
REFERENCE_SEPARATOR = "@"
"""Between id and time of a terminal's own reference, which are kept as one text."""


class Category(Enum):
    """What a message is about."""

    ABORT = "Abort"
    DIAGNOSIS = "Diagnosis"
    GET_TOTALS = "GetTotals"
    LOGIN = "Login"
    PAYMENT = "Payment"
    REVERSAL = "Reversal"
    TRANSACTION_STATUS = "TransactionStatus"


@dataclass(frozen=True, slots=True)
class Parties:
    """Who speaks with whom: our name, and model and serial number of the terminal."""

    sale_id: str
    poi_id: str


@dataclass(frozen=True, slots=True)
class Message:
    """A request ready to be sealed."""

    category: Category
    message_id: str
    header: Mapping[str, str]
    plain: bytes


def login(parties: Parties, message_id: str, at: datetime) -> Message:
    """Return what introduces us; its answer tells which terminal it is."""
    body = {"DateTime": moment(at), "SaleSoftware": SOFTWARE, "OperatorLanguage": "en"}
    return _message(parties, Category.LOGIN, message_id, body)


def diagnosis(parties: Parties, message_id: str) -> Message:
    """Return the question how the terminal is, and whether it reaches its processor."""
    return _message(parties, Category.DIAGNOSIS, message_id, {"HostDiagnosisFlag": True})


def payment(parties: Parties, request: CardRequest, at: datetime) -> Message:
    """Return a charge. Money may move."""
    return _message(parties, Category.PAYMENT, request.message_id, _payment(request, at))


def refund(parties: Parties, request: CardRequest, at: datetime) -> Message:
    """Return a refund to whatever card is presented. Money may move."""
    body = {**_payment(request, at), "PaymentData": {"PaymentType": "Refund"}}
    return _message(parties, Category.PAYMENT, request.message_id, body)


def reversal(
    parties: Parties, request: CardRequest, terminal_reference: str, at: datetime
) -> Message:
    """Return what gives the amount back to the card of an earlier charge. Money may move."""
    transaction, _, when = terminal_reference.partition(REFERENCE_SEPARATOR)
    body = {
        "OriginalPOITransaction": {
            "POITransactionID": {"TransactionID": transaction, "TimeStamp": when or moment(at)}
        },
        "ReversalReason": "MerchantCancel",
        "ReversedAmount": decimal(request.amount),
        "SaleData": {
            "SaleTransactionID": _reference(request, at),
            "SaleToAcquirerData": f"currency={request.amount.currency}",
        },
    }
    return _message(parties, Category.REVERSAL, request.message_id, body)


def abort(parties: Parties, message_id: str, category: Category, wanted: str) -> Message:
    """Return the wish that the terminal gives up the message ``wanted``."""
    body = {
        "MessageReference": _reference_to(parties, category, wanted),
        "AbortReason": "MerchantAbort",
    }
    return _message(parties, Category.ABORT, message_id, body)


def transaction_status(
    parties: Parties, message_id: str, category: Category, wanted: str
) -> Message:
    """Return the question what became of the message ``wanted``. No money moves."""
    body = {
        "MessageReference": _reference_to(parties, category, wanted),
        "ReceiptReprintFlag": True,
        "DocumentQualifier": ["CustomerReceipt", "CashierReceipt"],
    }
    return _message(parties, Category.TRANSACTION_STATUS, message_id, body)


def get_totals(parties: Parties, message_id: str) -> Message:
    """Return the question what the terminal's journal adds up to."""
    return _message(parties, Category.GET_TOTALS, message_id, {})


def decimal(amount: Money) -> Literal:
    """Return an amount of nothing or more as a JSON number with all its digits: ``10.90``."""
    digits = MINOR_DIGITS[amount.currency]
    padded = str(amount.minor).rjust(digits + 1, "0")
    return Literal(padded if not digits else f"{padded[:-digits]}.{padded[-digits:]}")


def moment(at: datetime) -> str:
    """Return a time as nexo writes it, in UTC with milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _payment(request: CardRequest, at: datetime) -> dict[str, object]:
    transaction: dict[str, object] = {
        "AmountsReq": {
            "Currency": request.amount.currency,
            "RequestedAmount": decimal(request.amount),
        }
    }
    if request.keyed:
        transaction["TransactionConditions"] = {"ForceEntryMode": ["Keyed"]}
    return {
        "SaleData": {"SaleTransactionID": _reference(request, at)},
        "PaymentTransaction": transaction,
    }


def _reference(request: CardRequest, at: datetime) -> dict[str, str]:
    return {"TransactionID": request.reference, "TimeStamp": moment(at)}


def _reference_to(parties: Parties, category: Category, wanted: str) -> dict[str, str]:
    return {
        "MessageCategory": category.value,
        "ServiceID": wanted,
        "SaleID": parties.sale_id,
        "POIID": parties.poi_id,
    }


def _message(
    parties: Parties, category: Category, message_id: str, body: Mapping[str, object]
) -> Message:
    header = {
        "ProtocolVersion": PROTOCOL,
        "MessageClass": "Service",
        "MessageCategory": category.value,
        "MessageType": "Request",
        "ServiceID": message_id,
        "SaleID": parties.sale_id,
        "POIID": parties.poi_id,
    }
    request = {"MessageHeader": header, f"{category.value}Request": body}
    return Message(category, message_id, header, written({REQUEST: request}))
