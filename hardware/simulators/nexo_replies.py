"""The bodies of a virtual terminal's answers, in clear."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from hardware.simulators.nexo_journal import Entry, Journal
from hardware.simulators.nexo_patron import REASONS, WAYS, CardAct
from hardware.terminals.nexo_messages import decimal, moment
from pos.money import Money

BRAND = "visa"
LAST_FOUR = "1111"
TEST_CARD = "4" + "1" * 15
TRACK_2 = f";{TEST_CARD}=29121010000012300000?"

Body = dict[str, object]

STUFFING: Mapping[str, object] = {
    "SensitiveCardData": {
        "PAN": TEST_CARD,
        "CardSeqNumb": "01",
        "ExpiryDate": "1229",
        "TrackData": [{"TrackNumb": 2, "TrackFormat": "ISO", "TrackValue": TRACK_2}],
    },
    "PAN": TEST_CARD,
    "CardHolderName": "SPECIMEN/PAT",
    "Track2": TRACK_2,
}
"""Fields that a till must never take in. The published test card (tests and demos)."""


def failed(category: str, error: str, more: Mapping[str, object] | None = None) -> Body:
    """Return an answer that says no."""
    response = {"Result": "Failure", "ErrorCondition": error, "AdditionalResponse": "message=no"}
    return {f"{category}Response": {"Response": response, **(more or {})}}


def login(poi_id: str, at: datetime) -> Body:
    """Return the answer to a login."""
    system = {
        "DateTime": moment(at),
        "POISoftware": {
            "ManufacturerID": "Foyer",
            "ApplicationName": "virtual terminal",
            "SoftwareVersion": "1.0",
        },
        "POITerminalData": {
            "TerminalEnvironment": "Attended",
            "POICapabilities": ["ICC", "MagStripe", "EMVContactless"],
            "POISerialNumber": poi_id.rpartition("-")[2],
        },
    }
    return {"LoginResponse": {"Response": {"Result": "Success"}, "POISystemData": system}}


def diagnosis(status: str) -> Body:
    """Return the answer to a diagnosis."""
    good = status in ("OK", "Busy")
    told = {"GlobalStatus": status, "CommunicationOKFlag": True}
    return {
        "DiagnosisResponse": {
            "Response": {"Result": "Success" if good else "Failure"},
            "POIStatus": told,
            "HostStatus": [{"AcquirerID": "Foyer", "IsReachableFlag": good}],
        }
    }


def totals(journal: Journal) -> Body:
    """Return the journal's sums."""
    rows = [
        {
            "TransactionType": kind,
            "TransactionCount": count,
            "TransactionAmount": decimal(money),
        }
        for kind, (count, money) in (
            ("Debit", journal.total("charge")),
            ("Credit", journal.total("refund")),
            ("ReverseDebit", journal.total("reversal")),
        )
        if count
    ]
    row = {"PaymentInstrumentType": "Card", "CardBrand": BRAND, "PaymentCurrency": "USD"}
    return {
        "GetTotalsResponse": {
            "Response": {"Result": "Success"},
            "POIReconciliationID": "1",
            "TransactionTotals": [{**row, "PaymentTotals": rows}] if rows else [],
        }
    }


def status(entry: Entry, header: Mapping[str, str]) -> Body:
    """Return the answer that repeats the one to an earlier message."""
    named = {
        **header,
        "MessageCategory": entry.category,
        "ServiceID": entry.key[1],
        "SaleID": entry.key[0],
    }
    return {
        "TransactionStatusResponse": {
            "Response": {"Result": "Success"},
            "MessageReference": {
                "MessageCategory": entry.category,
                "ServiceID": entry.key[1],
                "SaleID": entry.key[0],
            },
            "RepeatedMessageResponse": {
                "MessageHeader": named,
                "RepeatedResponseMessageBody": entry.answer,
            },
        }
    }


def cancelled(entry: Entry, error: str, at: datetime) -> Body:
    """Return the answer to a payment that was given up."""
    return failed(entry.category, error, _always(entry, at))


def declined(entry: Entry, act: CardAct, at: datetime) -> Body:
    """Return the answer of a card that was not good."""
    error, words = REASONS[act.decline]
    body = failed(entry.category, error, {**_always(entry, at), **_result(entry, act, None)})
    answer = body[f"{entry.category}Response"]
    assert isinstance(answer, dict)
    answer["Response"]["AdditionalResponse"] = urlencode({**_chip(), "refusalReason": words})
    answer["PaymentReceipt"] = _receipts(entry, act, "DECLINED")
    return body


def approved(entry: Entry, act: CardAct, at: datetime) -> Body:
    """Return the answer of a card that was."""
    whole = entry.moved == entry.asked
    response = {
        "Result": "Success" if whole else "Partial",
        "AdditionalResponse": urlencode({**_chip(), "offline": str(act.offline).lower()}),
    }
    return {
        f"{entry.category}Response": {
            "Response": response,
            **_always(entry, at),
            **_result(entry, act, entry.moved),
            "PaymentReceipt": _receipts(entry, act, "APPROVED"),
        }
    }


def reversed_(entry: Entry, at: datetime) -> Body:
    """Return the answer to a reversal that was accepted."""
    return {
        "ReversalResponse": {
            "Response": {"Result": "Success"},
            "POIData": {"POITransactionID": _transaction(entry, at)},
            "ReversedAmount": decimal(entry.moved),
        }
    }


def _always(entry: Entry, at: datetime) -> Body:
    return {
        "SaleData": {
            "SaleTransactionID": {"TransactionID": entry.reference, "TimeStamp": moment(at)}
        },
        "POIData": {"POITransactionID": _transaction(entry, at), "POIReconciliationID": "1"},
    }


def _transaction(entry: Entry, at: datetime) -> Body:
    return {"TransactionID": entry.transaction, "TimeStamp": moment(at)}


def _result(entry: Entry, act: CardAct, authorized: Money | None) -> Body:
    result: Body = {
        "PaymentType": "Refund" if entry.kind == "refund" else "Normal",
        "PaymentInstrumentData": {
            "PaymentInstrumentType": "Card",
            "CardData": {
                "PaymentBrand": BRAND,
                "MaskedPan": f"411111 **** {LAST_FOUR}",
                "EntryMode": [WAYS[act.way]],
                "SensitiveCardData": {"CardSeqNumb": "01", "ExpiryDate": "1229"},
            },
        },
        "OnlineFlag": not act.offline,
    }
    if act.way == "insert":
        result["AuthenticationMethod"] = ["OnLinePIN"]
    if authorized is not None:
        result["PaymentAcquirerData"] = {"AcquirerID": "Foyer", "ApprovalCode": "123456"}
        result["AmountsResp"] = {
            "Currency": authorized.currency,
            "AuthorizedAmount": decimal(authorized),
        }
    return {"PaymentResult": result}


def _chip() -> dict[str, str]:
    return {
        "AID": "A0000000031010",
        "applicationPreferredName": "Visa Credit",
        "cardHolderName": "N/A",
        "cardBin": "411111",
        "expiryYear": "2029",
        "cardSummary": LAST_FOUR,
        "tvr": "0000008000",
        "tsi": "E800",
    }


def _receipts(entry: Entry, act: CardAct, word: str) -> list[Body]:
    lines = [
        {"name": "Virtual terminal", "key": "header1"},
        {"name": "Card", "value": f"***********{LAST_FOUR}", "key": "pan"},
        {"name": "Pref. name", "value": "Visa Credit", "key": "preferredName"},
        {"name": "Entry", "value": act.way, "key": "posEntryMode"},
        {
            "name": "AMOUNT",
            "value": f"{entry.asked.currency} {decimal(entry.asked)}",
            "key": "total",
        },
        {"name": word, "key": "result"},
    ]
    text = [{"Text": urlencode(line), "EndOfLineFlag": True} for line in lines]
    return [
        {
            "DocumentQualifier": qualifier,
            "RequiredSignatureFlag": False,
            "OutputContent": {"OutputFormat": "Text", "OutputText": text},
        }
        for qualifier in ("CashierReceipt", "CustomerReceipt")
    ]
