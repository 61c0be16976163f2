"""What a nexo terminal accepts: every request is held against its shape, nothing is guessed.

Source: hardware facts 6.1 (documented).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from hardware.terminals.nexo_json import Number

Shape = Mapping[str, object]

_WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_TEXT = re.compile(r".{1,64}")
_SERVICE_ID = re.compile(r"[A-Za-z0-9]{1,10}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_FLAG = bool
_AMOUNT = Number

HEADER: Shape = {
    "ProtocolVersion": re.compile(r"3\.0"),
    "MessageClass": re.compile(r"Service"),
    "MessageCategory": _TEXT,
    "MessageType": re.compile(r"Request"),
    "ServiceID": _SERVICE_ID,
    "SaleID": _TEXT,
    "POIID": _TEXT,
}
_SALE = {
    "SaleTransactionID": {"TransactionID": re.compile(r"[A-Za-z0-9]{1,32}"), "TimeStamp": _WHEN}
}
_MESSAGE = {
    "MessageCategory": re.compile(r"Payment|Reversal"),
    "ServiceID": _SERVICE_ID,
    "SaleID": _TEXT,
    "POIID?": _TEXT,
}
REQUESTS: Mapping[str, Shape] = {
    "Login": {
        "DateTime": _WHEN,
        "SaleSoftware": {
            "ManufacturerID": _TEXT,
            "ApplicationName": _TEXT,
            "SoftwareVersion": _TEXT,
            "CertificationCode": _TEXT,
        },
        "OperatorLanguage": re.compile(r"[a-z]{2}"),
    },
    "Diagnosis": {"HostDiagnosisFlag?": _FLAG},
    "GetTotals": {},
    "Payment": {
        "SaleData": _SALE,
        "PaymentTransaction": {
            "AmountsReq": {"Currency": _CURRENCY, "RequestedAmount": _AMOUNT},
            "TransactionConditions?": {"ForceEntryMode": re.compile(r"Keyed")},
        },
        "PaymentData?": {"PaymentType": re.compile(r"Refund")},
    },
    "Reversal": {
        "OriginalPOITransaction": {
            "POITransactionID": {"TransactionID": _TEXT, "TimeStamp": _WHEN}
        },
        "ReversalReason": re.compile(r"CustCancel|Malfunction|MerchantCancel|Unable2Compl"),
        "ReversedAmount?": _AMOUNT,
        "SaleData?": {**_SALE, "SaleToAcquirerData?": re.compile(r"currency=[A-Z]{3}")},
    },
    "Abort": {"MessageReference": _MESSAGE, "AbortReason": _TEXT},
    "TransactionStatus": {
        "MessageReference": _MESSAGE,
        "ReceiptReprintFlag?": _FLAG,
        "DocumentQualifier?": re.compile(r"CustomerReceipt|CashierReceipt"),
    },
}


def faults_of(value: object, shape: Shape, place: str) -> list[str]:
    """Return the places where ``value`` is not of the shape; empty when it is.

    A shape's key with ``?`` may be missing. A pattern stands for a text, or for a list of such.
    """
    if not isinstance(value, Mapping):
        return [place]
    wanted = {name.rstrip("?"): one for name, one in shape.items()}
    found = [f"{place}.{name}: unknown" for name in value.keys() - wanted.keys()]
    found += [f"{place}.{name}: missing" for name in shape if name[-1] != "?" and name not in value]
    for name, one in wanted.items():
        if name in value:
            found += _faults(value[name], one, f"{place}.{name}")
    return found


def _faults(value: object, shape: object, place: str) -> list[str]:
    match shape:
        case re.Pattern():
            texts = value if isinstance(value, list) else [value]
            good = all(isinstance(one, str) and shape.fullmatch(one) for one in texts) and texts
            return [] if good else [place]
        case type():
            return [] if type(value) is shape else [place]
        case _:
            assert isinstance(shape, Mapping)
            return faults_of(value, shape, place)
