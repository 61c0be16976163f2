"""Which texts of an answer may be kept, and in which form; everything else stays unread.

Each field has a pattern that bounds it; none may hold what looks like a card number. PAN, track,
expiry date, name on the card and every field that is not listed have no reader here.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from hardware.terminals.nexo_json import Object, objects, part, text_or, texts
from pos.card_guard import looks_like_card
from pos.card_paper import paper_lines
from pos.ports.terminals import EntryMode, TerminalReceipt, Verified

MOST_RECEIPTS = 4
MOST_LINES = 200
LONGEST_LINE = 96
_MOST_ADDITIONAL = 300

REFERENCE = re.compile(r"[A-Za-z0-9._:-]{1,80}")
MOMENT = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?",
)
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,31}")
APPROVAL = re.compile(r"[A-Za-z0-9]{1,12}")

_EMV = {
    "aid": (("aid",), re.compile(r"[ADFadf][0-9A-Fa-f]{9,31}")),
    "label": (("applicationpreferredname", "applicationlabel"), re.compile(r"[!-~][ -~]{0,31}")),
    "tvr": (("tvr",), re.compile(r"[0-9A-Fa-f]{10}")),
    "tsi": (("tsi",), re.compile(r"[0-9A-Fa-f]{4}")),
    "arc": (("arc",), re.compile(r"[0-9A-Za-z]{2,4}")),
}
"""Label of the field: its names in ``AdditionalResponse``, first one first, and its form. Names of
the last three: unconfirmed."""

_ENTRY = {
    "ICC": EntryMode.CHIP,
    "SynchronousICC": EntryMode.CHIP,
    "Tapped": EntryMode.TAP,
    "Contactless": EntryMode.TAP,
    "RFID": EntryMode.TAP,
    "MagStripe": EntryMode.STRIPE,
    "Keyed": EntryMode.KEYED,
    "Manual": EntryMode.KEYED,
}
_VERIFIED = {
    "OnLinePIN": Verified.PIN,
    "OnlinePIN": Verified.PIN,
    "OfflinePIN": Verified.PIN,
    "SignatureCapture": Verified.SIGNATURE,
    "PaperSignature": Verified.SIGNATURE,
    "Bypass": Verified.NONE,
}

_MASK = "*Xx•#"
_MASKED = re.compile(rf"[0-9 -]{{0,10}}[{_MASK} -]*[{_MASK}][ -]*(?P<four>[0-9]{{4}})")
_AS_FORM = re.compile(r"(^|&)key=")


def kept(value: str, form: re.Pattern[str]) -> str:
    """Return ``value`` where it has the form and holds no card number; else nothing."""
    return value if form.fullmatch(value) and not looks_like_card(value) else ""


def last_four(masked: str) -> str:
    """Return the last four digits of a card number that comes masked; of anything else nothing."""
    found = _MASKED.fullmatch(masked.strip())
    return "" if found is None or looks_like_card(masked) else found["four"]


def entry_mode(card: Object) -> EntryMode:
    """Return how the card was read."""
    found = (_ENTRY.get(one) for one in texts(card, "EntryMode"))
    return next((one for one in found if one is not None), EntryMode.UNKNOWN)


def verified(result: Object) -> Verified:
    """Return how the cardholder was verified."""
    found = (_VERIFIED.get(one) for one in texts(result, "AuthenticationMethod"))
    return next((one for one in found if one is not None), Verified.UNKNOWN)


def additional(response: Object) -> dict[str, str]:
    """Return the fields of ``AdditionalResponse``, a form, by lower-case name. To be read by name
    only: card numbers, names and dates may be among them.
    """
    try:
        pairs = parse_qsl(text_or(response, "AdditionalResponse"), max_num_fields=_MOST_ADDITIONAL)
    except ValueError:  # more fields than that, which says nothing of them
        return {}
    return {name.casefold(): value for name, value in pairs}


def emv(fields: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Return what receipts must show of the chip, from the allow-list."""
    found = (
        (label, next((good for name in names if (good := kept(fields.get(name, ""), form))), ""))
        for label, (names, form) in _EMV.items()
    )
    return tuple((label, value) for label, value in found if value)


def receipts(response: Object) -> tuple[TerminalReceipt, ...]:
    """Return the receipts as the terminal words them; raises Malformed."""
    found = (_receipt(one) for one in objects(response, "PaymentReceipt")[:MOST_RECEIPTS])
    return tuple(one for one in found if one.lines)


def _receipt(receipt: Object) -> TerminalReceipt:
    lines: list[str] = []
    begun = ""
    for one in objects(part(receipt, "OutputContent"), "OutputText")[:MOST_LINES]:
        begun += _line(text_or(one, "Text"))
        if one.get("EndOfLineFlag") is not False:
            lines.append(begun[:LONGEST_LINE])
            begun = ""
    if begun:
        lines.append(begun[:LONGEST_LINE])
    return TerminalReceipt(
        lines=paper_lines(lines),
        for_patron=text_or(receipt, "DocumentQualifier") == "CustomerReceipt",
        signature=receipt.get("RequiredSignatureFlag") is True,
    )


def _line(text: str) -> str:
    """Return a line to print: Adyen sends name and value as a form, others send the line."""
    if _AS_FORM.search(text):
        try:
            fields = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=10))
        except ValueError:
            return ""
        text = f"{fields.get('name', '')} {fields.get('value', '')}".strip()
    return "".join(char if char.isprintable() else " " for char in text)
