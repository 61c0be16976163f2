"""What the terminal's answers mean. Takes the fields on the list and nothing else, matches each
answer to its request, and raises ``Malformed`` with a code of ours for whatever does not fit.

Pure. Source: hardware facts 6.1 (documented).
"""

from __future__ import annotations

from dataclasses import dataclass

from hardware.terminals import nexo_fields as fields
from hardware.terminals.nexo_json import Malformed, Number, Object, objects, part, text, text_or
from hardware.terminals.nexo_json import within as inside
from hardware.terminals.nexo_messages import REFERENCE_SEPARATOR, Category, Parties
from pos.errors import PosError
from pos.money import Money
from pos.ports.devices import Condition
from pos.ports.terminals import (
    CardOutcome,
    CardRequest,
    CardResult,
    Declined,
    TerminalIdentity,
    TerminalTotals,
)

_FAILED = {
    "Aborted": CardOutcome.CANCELLED,
    "Cancel": CardOutcome.CANCELLED,
    "Busy": CardOutcome.NOT_SENT,
    "LoggedOut": CardOutcome.NOT_SENT,
    "MessageFormat": CardOutcome.NOT_SENT,
    "InProgress": CardOutcome.UNKNOWN,
}
"""A failure with one of these; with any other it is DECLINED."""
_WHY_NOT_SENT = {
    "Busy": Condition.TERMINAL_BUSY,
    "MessageFormat": Condition.UNINTELLIGIBLE,
}
_DECLINED = {
    "InvalidCard": Declined.CARD_INVALID,
    "NotAllowed": Declined.NOT_ALLOWED,
    "PaymentRestriction": Declined.CARD_RESTRICTED,
    "Refusal": Declined.REFUSED,
    "UnreachableHost": Declined.HOST_UNREACHABLE,
    "WrongPIN": Declined.WRONG_PIN,
}
_REASONS = {
    "not enough balance": Declined.NO_FUNDS,
    "invalid pin": Declined.WRONG_PIN,
    "invalid card number": Declined.CARD_INVALID,
    "expired card": Declined.CARD_INVALID,
    "restricted card": Declined.CARD_RESTRICTED,
}
"""``refusalReason`` of a refusal, where the processor tells (unconfirmed)."""
_NOT_TOLD = {
    "InProgress": CardOutcome.IN_PROGRESS,
    "NotFound": CardOutcome.NOT_FOUND,
}
"""Why a TransactionStatus has no answer to repeat; with any other reason it stays UNKNOWN."""
_GLOBAL_STATUS = {
    "OK": None,
    "Busy": Condition.TERMINAL_BUSY,
    "Maintenance": Condition.NO_SERVICE,
    "Unreachable": Condition.PROCESSOR_UNREACHABLE,
}
_CHARGES, _REFUNDS = {"Debit"}, {"Credit", "ReverseDebit"}
_MOST_TOTALS = 100


@dataclass(frozen=True, slots=True)
class Welcome:
    """The answer to a login. ``refused``: why not, else None."""

    identity: TerminalIdentity
    refused: Condition | None = None


def expect(header: dict[str, str], parties: Parties, category: Category, message_id: str) -> None:
    """Raise Malformed unless an answer with this header answers that request."""
    wanted = {
        "MessageClass": "Service",
        "MessageType": "Response",
        "MessageCategory": category.value,
        "ServiceID": message_id,
        "SaleID": parties.sale_id,
        "POIID": parties.poi_id,
    }
    for name, value in wanted.items():
        if header.get(name) != value:
            raise Malformed(f"other_{name}")


def card_answer(body: object, category: Category, request: CardRequest) -> CardResult:
    """Return the outcome of a charge, a refund or a reversal.

    Raises:
        Malformed: It is another sale's, for more or another currency than asked, or senseless.
    """
    answer = inside(body, f"{category.value}Response")
    response = inside(answer, "Response")
    _same_reference(answer, request, needed=_succeeded(response) and category is Category.PAYMENT)
    if not _succeeded(response):
        return _failed(answer, response, request)
    if category is Category.REVERSAL:
        authorized = _amount(answer.get("ReversedAmount"), request) or request.amount
    else:
        authorized = _authorized(inside(answer, "PaymentResult"), request)
    return _approved(answer, response, request, authorized)


def status_answer(
    body: object, category: Category, request: CardRequest, parties: Parties
) -> CardResult:
    """Return what became of ``request``, which was sent with ``category``; raises Malformed."""
    answer = inside(body, "TransactionStatusResponse")
    response = inside(answer, "Response")
    if not _succeeded(response):
        outcome = _NOT_TOLD.get(text_or(response, "ErrorCondition"), CardOutcome.UNKNOWN)
        return CardResult(outcome, request.reference, request.message_id)
    repeated = inside(answer, "RepeatedMessageResponse")
    header = inside(repeated, "MessageHeader")
    named = ("MessageCategory", "ServiceID", "SaleID", "POIID")
    told = {name: text(header, name) for name in named}
    told.update({"MessageClass": "Service", "MessageType": "Response"})
    expect(told, parties, category, request.message_id)
    return card_answer(inside(repeated, "RepeatedResponseMessageBody"), category, request)


def login_answer(body: object, parties: Parties) -> Welcome:
    """Return which terminal it is; raises Malformed."""
    answer = inside(body, "LoginResponse")
    response = inside(answer, "Response")
    system = part(answer, "POISystemData")
    model, _, configured = parties.poi_id.rpartition("-")
    told = fields.kept(
        text_or(part(system, "POITerminalData"), "POISerialNumber"), fields.REFERENCE
    )
    software = fields.kept(text_or(part(system, "POISoftware"), "SoftwareVersion"), fields.NAME)
    identity = TerminalIdentity(model, told.removeprefix(f"{model}-") or configured, software)
    if _succeeded(response):
        return Welcome(identity)
    busy = text_or(response, "ErrorCondition") == "Busy"
    return Welcome(identity, Condition.TERMINAL_BUSY if busy else Condition.NO_SERVICE)


def diagnosis_answer(body: object) -> Condition | None:
    """Return what is the matter with the terminal, None for nothing; raises Malformed."""
    answer = inside(body, "DiagnosisResponse")
    response = inside(answer, "Response")
    told = text_or(part(answer, "POIStatus"), "GlobalStatus")
    if told in _GLOBAL_STATUS:
        return _GLOBAL_STATUS[told]
    if text_or(response, "ErrorCondition") == "Busy":
        return Condition.TERMINAL_BUSY
    if not _succeeded(response):
        return Condition.NO_SERVICE
    raise Malformed("no_GlobalStatus")


def totals_answer(body: object, currency: str) -> TerminalTotals | None:
    """Return what the journal adds up to in ``currency``; None where it does not tell. Raises
    Malformed."""
    answer = inside(body, "GetTotalsResponse")
    if not _succeeded(inside(answer, "Response")):
        return None
    charges: list[tuple[str, int, Money]] = []
    refunds: list[tuple[str, int, Money]] = []
    for row in objects(answer, "TransactionTotals")[:_MOST_TOTALS]:
        if text_or(row, "PaymentCurrency") not in ("", currency):
            raise Malformed("currency")
        brand = fields.kept(text_or(row, "CardBrand"), fields.NAME)
        for one in objects(row, "PaymentTotals")[:_MOST_TOTALS]:
            kind = text_or(one, "TransactionType")
            side = charges if kind in _CHARGES else refunds if kind in _REFUNDS else None
            if side is not None:
                side.append((brand, _count(one), _money(one.get("TransactionAmount"), currency)))
    zero = Money.zero(currency)
    return TerminalTotals(
        tuple(charges),
        tuple(refunds),
        sum((money for _, _, money in charges), zero),
        sum((money for _, _, money in refunds), zero),
    )


def _succeeded(response: Object) -> bool:
    result = text(response, "Result")
    if result not in ("Success", "Partial", "Failure"):
        raise Malformed("result")
    return result != "Failure"


def _same_reference(answer: Object, request: CardRequest, *, needed: bool) -> None:
    found = part(part(answer, "SaleData"), "SaleTransactionID")
    if (needed or found) and text_or(found, "TransactionID") != request.reference:
        raise Malformed("other_reference")


def _failed(answer: Object, response: Object, request: CardRequest) -> CardResult:
    error = text_or(response, "ErrorCondition")
    outcome = _FAILED.get(error, CardOutcome.DECLINED)
    card = _card(answer)
    more = fields.additional(response)
    return CardResult(
        outcome,
        request.reference,
        request.message_id,
        brand=fields.kept(text_or(card, "PaymentBrand"), fields.NAME),
        last_four=fields.last_four(text_or(card, "MaskedPan")),
        terminal_reference=_terminal_reference(answer),
        entry=fields.entry_mode(card),
        declined=_why(error, more) if outcome is CardOutcome.DECLINED else None,
        emv=fields.emv(more),
        receipts=fields.receipts(answer),
        condition=_WHY_NOT_SENT.get(error),
    )


def _why(error: str, more: dict[str, str]) -> Declined:
    why = _DECLINED.get(error, Declined.OTHER)
    if why is not Declined.REFUSED:
        return why
    return _REASONS.get(more.get("refusalreason", "").strip().casefold(), why)


def _approved(
    answer: Object, response: Object, request: CardRequest, authorized: Money
) -> CardResult:
    whole_amount = authorized == request.amount
    card, result = _card(answer), part(answer, "PaymentResult")
    more = fields.additional(response)
    acquirer = part(result, "PaymentAcquirerData")
    return CardResult(
        CardOutcome.APPROVED if whole_amount else CardOutcome.PARTIAL,
        request.reference,
        request.message_id,
        amount=authorized,
        brand=fields.kept(text_or(card, "PaymentBrand"), fields.NAME),
        last_four=fields.last_four(text_or(card, "MaskedPan")),
        approval_code=fields.kept(text_or(acquirer, "ApprovalCode"), fields.APPROVAL),
        terminal_reference=_terminal_reference(answer),
        entry=fields.entry_mode(card),
        verified=fields.verified(result),
        emv=fields.emv(more),
        receipts=fields.receipts(answer),
        offline=result.get("OnlineFlag") is False or more.get("offline") == "true",
    )


def _card(answer: Object) -> Object:
    instrument = part(part(answer, "PaymentResult"), "PaymentInstrumentData")
    return part(instrument, "CardData")


def _terminal_reference(answer: Object) -> str:
    found = part(part(answer, "POIData"), "POITransactionID")
    transaction = fields.kept(text_or(found, "TransactionID"), fields.REFERENCE)
    when = fields.kept(text_or(found, "TimeStamp"), fields.MOMENT)
    return f"{transaction}{REFERENCE_SEPARATOR}{when}" if transaction and when else transaction


def _authorized(result: Object, request: CardRequest) -> Money:
    amounts = inside(result, "AmountsResp")
    if text_or(amounts, "Currency") not in ("", request.amount.currency):
        raise Malformed("other_currency")
    found = _amount(amounts.get("AuthorizedAmount"), request)
    if found is None:
        raise Malformed("no_AuthorizedAmount")
    return found


def _amount(value: object, request: CardRequest) -> Money | None:
    """Return an amount above nothing and at most what was asked for; None where there is none."""
    if value is None:
        return None
    found = _money(value, request.amount.currency)
    if not Money.zero(found.currency) < found <= request.amount:
        raise Malformed("other_amount")
    return found


def _money(value: object, currency: str) -> Money:
    if not isinstance(value, str):
        raise Malformed("amount")
    found: Money | None = None
    try:
        found = Money.parse(value, currency)
    except PosError:
        found = None
    if found is None:  # outside: the error above holds what was written
        raise Malformed("amount")
    return found


def _count(row: Object) -> int:
    found = row.get("TransactionCount")
    if not isinstance(found, Number) or not found.isascii() or not found.isdigit():
        raise Malformed("count")
    if len(found) > len("999999"):
        raise Malformed("count")
    return int(found)
