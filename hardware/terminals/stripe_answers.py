"""What of Stripe's answers may be kept, and what it means for a request.

``pruned`` keeps names from a list and nothing else, at any depth; expiry date, name on the card,
fingerprint and every field that nobody listed are dropped there. What is kept has a form.
Source: docs.stripe.com, the objects PaymentIntent, Charge, Refund and terminal.Reader (documented).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from hardware.terminals.nexo_fields import kept
from pos.card_guard import looks_like_card
from pos.money import Money
from pos.ports.devices import Condition
from pos.ports.terminals import (
    CardOutcome,
    CardRequest,
    CardResult,
    Declined,
    EntryMode,
    TerminalIdentity,
    Verified,
)

_LISTS = ("object", "id", "data", "has_more", "next_page", "type", "status", "created", "metadata")
_MONEY = ("amount", "amount_received", "currency", "foyer_reference", "foyer_message")
_ERRORS = ("error", "last_payment_error", "code", "decline_code", "failure_code")
_CARD = ("latest_charge", "payment_method_details", "card_present", "brand", "last4", "read_method")
_RECEIPT = (
    "receipt",
    "application_preferred_name",
    "dedicated_file_name",
    "authorization_code",
    "authorization_response_code",
    "terminal_verification_results",
    "transaction_status_information",
    "cardholder_verification_method",
)
_READER = ("action", "process_payment_intent", "payment_intent")
_IDENTITY = ("device_type", "serial_number", "device_sw_version")
_KEPT = frozenset((*_LISTS, *_MONEY, *_ERRORS, *_CARD, *_RECEIPT, *_READER, *_IDENTITY))
_DEEPEST = 12

_ID = re.compile(r"[A-Za-z]{2,6}_[A-Za-z0-9_]{1,80}")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_OURS = re.compile(r"[A-Za-z0-9]{1,32}")
_FOUR = re.compile(r"[0-9]{4}")
_LABEL = re.compile(r"[!-~][ -~]{0,31}")
_APPROVAL = re.compile(r"[A-Za-z0-9]{1,12}")

_EMV = (
    ("aid", "dedicated_file_name", re.compile(r"[ADFadf][0-9A-Fa-f]{9,31}")),
    ("label", "application_preferred_name", _LABEL),
    ("tvr", "terminal_verification_results", re.compile(r"[0-9A-Fa-f]{10}")),
    ("tsi", "transaction_status_information", re.compile(r"[0-9A-Fa-f]{4}")),
    ("arc", "authorization_response_code", re.compile(r"[0-9A-Za-z]{2,4}")),
)
_ENTRY = {
    "contact_emv": EntryMode.CHIP,
    "contactless_emv": EntryMode.TAP,
    "contactless_magstripe_mode": EntryMode.TAP,
    "magnetic_stripe_track2": EntryMode.STRIPE,
    "magnetic_stripe_fallback": EntryMode.STRIPE,
}
_VERIFIED = {
    "offline_pin": Verified.PIN,
    "online_pin": Verified.PIN,
    "offline_pin_and_signature": Verified.PIN,
    "signature": Verified.SIGNATURE,
    "approval": Verified.DEVICE,
    "none": Verified.NONE,
}
_DECLINED = {
    "insufficient_funds": Declined.NO_FUNDS,
    "withdrawal_count_limit_exceeded": Declined.NO_FUNDS,
    "card_velocity_exceeded": Declined.NO_FUNDS,
    "incorrect_pin": Declined.WRONG_PIN,
    "invalid_pin": Declined.WRONG_PIN,
    "offline_pin_required": Declined.WRONG_PIN,
    "pin_try_exceeded": Declined.WRONG_PIN,
    "expired_card": Declined.CARD_INVALID,
    "invalid_account": Declined.CARD_INVALID,
    "new_account_information_available": Declined.CARD_INVALID,
    "card_not_supported": Declined.CARD_RESTRICTED,
    "currency_not_supported": Declined.CARD_RESTRICTED,
    "restricted_card": Declined.CARD_RESTRICTED,
    "testmode_decline": Declined.CARD_RESTRICTED,
    "transaction_not_allowed": Declined.NOT_ALLOWED,
    "service_not_allowed": Declined.NOT_ALLOWED,
    "not_permitted": Declined.NOT_ALLOWED,
    "issuer_not_available": Declined.HOST_UNREACHABLE,
    "processing_error": Declined.HOST_UNREACHABLE,
    "reenter_transaction": Declined.HOST_UNREACHABLE,
    "try_again_later": Declined.HOST_UNREACHABLE,
}
"""docs.stripe.com, "Decline codes" (documented); every other one is REFUSED: a patron is told no
more of a stolen card than of an empty one."""

PAID, OVER = "succeeded", "canceled"
BUSY = frozenset({"processing", "requires_capture"})
"""Statuses of a PaymentIntent that is neither charged nor certainly not."""


@dataclass(frozen=True, slots=True)
class Reader:
    """How a reader is. ``intent_id``: the payment it was last asked for; ``acting``: it is at
    it."""

    online: bool
    identity: TerminalIdentity
    intent_id: str = ""
    acting: bool = False
    failure: str = ""

    def is_at(self, intent_id: str) -> bool:
        """Whether it still works on this payment."""
        return self.acting and self.intent_id == intent_id


@dataclass(frozen=True, slots=True)
class Intent:
    """A PaymentIntent: its state, our marks on it, and what receipts need of the card."""

    id: str
    status: str
    reference: str
    message_id: str
    created: int
    asked_minor: int
    received_minor: int
    currency: str
    decline: str = ""
    card: Mapping[str, Any] | None = None

    def is_of(self, request: CardRequest) -> bool:
        """Whether it is this request's: reference, message id, amount and currency."""
        ours = (request.reference, request.message_id)
        money = (request.amount.minor, request.amount.currency)
        return (
            (self.reference, self.message_id) == ours
            and (self.asked_minor, self.currency) == money
            and 0 <= self.received_minor <= self.asked_minor
        )


@dataclass(frozen=True, slots=True)
class Back:
    """A refund."""

    id: str
    status: str
    reference: str
    message_id: str
    created: int
    minor: int
    currency: str

    def is_of(self, request: CardRequest) -> bool:
        """Whether it is this request's."""
        return (self.reference, self.message_id, self.minor, self.currency) == (
            request.reference,
            request.message_id,
            request.amount.minor,
            request.amount.currency,
        )


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list. ``more``: it goes on behind the last one."""

    items: tuple[T, ...]
    more: bool


def pruned(value: Any, depth: int = 0) -> Any:
    """Return ``value`` with the listed names only; a text that looks like a card's number is
    emptied."""
    if depth > _DEEPEST:
        return None
    if isinstance(value, dict):
        return {name: pruned(one, depth + 1) for name, one in value.items() if name in _KEPT}
    if isinstance(value, list):
        return [pruned(one, depth + 1) for one in value]
    if isinstance(value, str):
        return "" if looks_like_card(value) else value
    return value if isinstance(value, int) else None


def reader(said: Mapping[str, Any]) -> Reader:
    """Return what was said of a reader."""
    action = _part(said, "action")
    at = action.get("process_payment_intent")
    named = _text(at if isinstance(at, dict) else {}, "payment_intent", _ID)
    return Reader(
        online=said.get("status") == "online",
        identity=TerminalIdentity(
            model=_text(said, "device_type", _WORD),
            serial=_text(said, "serial_number", _WORD),
            software=_text(said, "device_sw_version", _WORD),
        ),
        intent_id=named,
        acting=action.get("status") == "in_progress",
        failure=_text(action, "failure_code", _WORD),
    )


def intent(said: Mapping[str, Any]) -> Intent:
    """Return what was said of a PaymentIntent."""
    marks, error = _part(said, "metadata"), _part(said, "last_payment_error")
    details = _part(_part(said, "latest_charge"), "payment_method_details")
    return Intent(
        id=_text(said, "id", _ID),
        status=_text(said, "status", _WORD),
        reference=_text(marks, "foyer_reference", _OURS),
        message_id=_text(marks, "foyer_message", _OURS),
        created=_whole(said, "created"),
        asked_minor=_whole(said, "amount"),
        received_minor=_whole(said, "amount_received"),
        currency=_text(said, "currency", _WORD).upper(),
        decline=_text(error, "decline_code", _WORD) or _text(error, "code", _WORD),
        card=_part(details, "card_present"),
    )


def back(said: Mapping[str, Any]) -> Back:
    """Return what was said of a refund."""
    marks = _part(said, "metadata")
    return Back(
        id=_text(said, "id", _ID),
        status=_text(said, "status", _WORD),
        reference=_text(marks, "foyer_reference", _OURS),
        message_id=_text(marks, "foyer_message", _OURS),
        created=_whole(said, "created"),
        minor=_whole(said, "amount"),
        currency=_text(said, "currency", _WORD).upper(),
    )


def page(said: Mapping[str, Any], read: Callable[[Mapping[str, Any]], T]) -> Page[T]:
    """Return a part of a list."""
    data = said.get("data")
    found = [one for one in data if isinstance(one, dict)] if isinstance(data, list) else []
    return Page(tuple(read(one) for one in found), said.get("has_more") is True and bool(found))


def charged(found: Intent, request: CardRequest) -> CardResult:
    """Return the result of a payment that was taken."""
    card = found.card or {}
    receipt = _part(card, "receipt")
    whole = found.received_minor == found.asked_minor
    return CardResult(
        CardOutcome.APPROVED if whole else CardOutcome.PARTIAL,
        request.reference,
        request.message_id,
        amount=Money(found.received_minor, found.currency),
        brand=_text(card, "brand", _WORD),
        last_four=_text(card, "last4", _FOUR),
        approval_code=_text(receipt, "authorization_code", _APPROVAL),
        terminal_reference=found.id,
        entry=_ENTRY.get(_text(card, "read_method", _WORD), EntryMode.UNKNOWN),
        verified=_VERIFIED.get(
            _text(receipt, "cardholder_verification_method", _WORD), Verified.UNKNOWN
        ),
        emv=tuple(
            (label, value) for label, name, form in _EMV if (value := _text(receipt, name, form))
        ),
    )


def not_charged(decline: str, request: CardRequest) -> CardResult:
    """Return the result of a payment that never can be taken any more: refused for ``decline``, or
    given up."""
    if not decline:
        return told(request, CardOutcome.CANCELLED)
    why = _DECLINED.get(decline, Declined.REFUSED)
    return told(request, CardOutcome.DECLINED, declined=why)


def given_back(found: Back, request: CardRequest, *, asked: bool) -> CardResult:
    """Return the result of a refund. One that is not through yet may still fail: UNKNOWN, and
    IN_PROGRESS to a question."""
    if not found.is_of(request):
        return told(request, CardOutcome.UNKNOWN, Condition.UNINTELLIGIBLE)
    if found.status == PAID:
        return CardResult(
            CardOutcome.APPROVED,
            request.reference,
            request.message_id,
            amount=request.amount,
            terminal_reference=found.id,
        )
    if found.status in ("failed", OVER):
        return told(request, CardOutcome.DECLINED, declined=Declined.REFUSED)
    return told(request, CardOutcome.IN_PROGRESS if asked else CardOutcome.UNKNOWN)


def told(
    request: CardRequest,
    outcome: CardOutcome,
    condition: Condition | None = None,
    declined: Declined | None = None,
) -> CardResult:
    """Return a result without money."""
    return CardResult(
        outcome,
        request.reference,
        request.message_id,
        condition=condition,
        declined=declined,
    )


def _part(said: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = said.get(name)
    return found if isinstance(found, dict) else {}


def _text(said: Mapping[str, Any], name: str, form: re.Pattern[str]) -> str:
    found = said.get(name)
    return kept(found, form) if isinstance(found, str) else ""


def _whole(said: Mapping[str, Any], name: str) -> int:
    found = said.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) else 0
