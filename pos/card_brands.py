"""How card brands spell themselves, whatever a terminal calls them: for every screen and paper."""

from __future__ import annotations

_NAMES = {
    "visa": "Visa",
    "visadebit": "Visa Debit",
    "vpay": "V PAY",
    "electron": "Visa Electron",
    "mastercard": "Mastercard",
    "master": "Mastercard",
    "mc": "Mastercard",
    "mcdebit": "Mastercard Debit",
    "debitmastercard": "Debit Mastercard",
    "maestro": "Maestro",
    "cirrus": "Cirrus",
    "amex": "American Express",
    "ax": "American Express",
    "americanexpress": "American Express",
    "discover": "Discover",
    "diners": "Diners Club",
    "dinersclub": "Diners Club",
    "jcb": "JCB",
    "cup": "UnionPay",
    "unionpay": "UnionPay",
    "chinaunionpay": "UnionPay",
    "interac": "Interac",
    "unknown": "",
}
"""By letters and digits of what terminals send, in lower case: Stripe's ``card_present`` brands,
the payment brands of nexo answers, and what people type from a slip."""


def brand_name(sent: str) -> str:
    """Return how the brand spells itself; one that is not known here stays as it was sent."""
    key = "".join(char for char in sent.casefold() if char.isalnum())
    return _NAMES.get(key, sent.strip())
