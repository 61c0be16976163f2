"""What the magnetic line of a check says, as check readers send it. Pure.

Source: hardware facts 7; forms 64xx to 70, status codes and ``?`` for an unreadable character from
the format lists of the MagTek MICRImage, Mini MICR and MICR Plus manuals (documented); the raw line
with its status byte and the three places of the check number from the Unisys EFP9800 and Axiohm
A758 manuals (documented); the letters ``TU$-`` for raw lines are unconfirmed, hence configured.
Example: ``!111000025/1234567/101/`` CR is routing 111000025, account 1234567, check 101.

A field that was not read whole is empty: a person types it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from pos.card_guard import looks_like_card
from pos.ports.readers import CheckRead, ReadProblem

ROUTING_DIGITS = 9
LONGEST_ACCOUNT = 20
LONGEST_NUMBER = 12
_STRIPE = re.compile(r"%[A-Za-z]?\d|;\d{2}|\d{8}[=^]")
"""What only a magnetic stripe says (ISO/IEC 7813): sentinels and separators of its tracks."""
_STATUS = re.compile(r"/(\d\d)$")
_SPACING = re.compile(r"[ \-]")

_LINE_STATUS = {"\x00": "", "\x01": "", "\x02": "all", "\x03": "all", "\x04": "all"}
"""Status byte of raw lines: 00 good, 01 bad read with data, 02 no check, 03 jam, 04 no MICR. A bad
read marks what it could not read, so the rest counts."""
_MAGTEK_STATUS = {"01": "all", "04": "number", "05": "routing", "07": "account"}
"""Error codes behind ``/``; the others (03 weak, 08 Canadian, 09 Mexican, 10 business, 11 amount)
do not spoil what was read."""


@dataclass(frozen=True, slots=True)
class MicrFields:
    """What was read, field by field; empty where it was not.

    ``run_together``: it came as one run of digits, in which a card's number cannot be told apart.
    """

    routing: str = ""
    account: str = field(default="", repr=False)
    number: str = ""
    run_together: bool = False


Parser = Callable[[str], MicrFields]
_NOTHING = MicrFields()


def check_of(device: str, text: str, parse: Parser) -> CheckRead:
    """Return what one reading says.

    A payment card is refused: by the signs of a stripe, by a field that is a card's number, and by
    digits without the shape of a check. Groups of a good line are not looked at together: one check
    in fifty would pass for a card.
    """
    fields = parse(text)
    alone = (fields.account, fields.number)
    shapeless = fields.run_together or not fields.routing
    if (
        _STRIPE.search(text)
        or any(map(looks_like_card, alone))
        or (shapeless and looks_like_card(text))
    ):
        return CheckRead(device, problem=ReadProblem.PAYMENT_CARD)
    read = CheckRead(device, fields.routing, fields.account, fields.number)
    found = (read.routing, read.account, read.number)
    if all(found):
        return read
    return replace(read, problem=ReadProblem.PARTIAL if any(found) else ReadProblem.UNREADABLE)


def is_routing_number(digits: str) -> bool:
    """Return whether ``digits`` are nine with a right ABA check digit. All zeros pass the sum and
    are refused (hardware facts 7, verified)."""
    if len(digits) != ROUTING_DIGITS or not (digits.isascii() and digits.isdigit()):
        return False
    total = sum(weight * int(digit) for weight, digit in zip((3, 7, 1) * 3, digits, strict=True))
    return total % 10 == 0 and int(digits) != 0


def magtek(text: str) -> MicrFields:
    """Read a line in one of the forms 64xx, 65xx, 68xx, 69xx and 70, whichever it is.

    Forms 64xx and 69xx run the fields together and do not say where the account ends, so that only
    the routing number counts: set the reader to 65xx or 68xx.
    """
    if text.startswith("0/") or _is_noise(text.replace("\t", " ")):  # form 69xx: bad read
        return _NOTHING
    status = _STATUS.search(text)
    spoiled = _MAGTEK_STATUS.get(status[1], "") if status else ""
    if text.startswith("!"):
        fields = _separated(text[1:], "/")
    elif status:
        fields = _unmarked(text[: status.start()])
    else:
        fields = _unmarked(text)
    return _spoil(fields, spoiled)


def raw(symbols: str) -> Parser:
    """Return what reads lines as they are printed, between symbols.

    Args:
        symbols: The reader's letters for transit, on-us, amount and dash, in this order.
    """
    transit, on_us, amount, dash = tuple(symbols)

    def parse(text: str) -> MicrFields:
        spoiled = ""
        if text[:1] in _LINE_STATUS and text[:1]:
            spoiled, text = _LINE_STATUS[text[0]], text[1:]
        if (status := _STATUS.search(text)) is not None:
            spoiled = spoiled or _MAGTEK_STATUS.get(status[1], "")
            text = text[: status.start()]
        if _is_noise(text):
            return _NOTHING
        parts = text.replace(dash, "-").split(transit)
        if len(parts) == 2:
            return _spoil(_one_transit(parts[0], parts[1].partition(amount)[0], on_us), spoiled)
        if len(parts) != 3:
            return _NOTHING
        left, routing, right = parts
        right = right.partition(amount)[0]
        account, number = _on_us(right, on_us)
        auxiliary = left.split(on_us)
        if len(auxiliary) == 3:  # business: the check number stands left of the routing number
            number, account = auxiliary[1], right.rpartition(on_us)[0]
        return _spoil(_fields(routing, account, number), spoiled)

    return parse


def _is_noise(text: str) -> bool:
    """Whether it holds what no reader writes: then the line was bad, and so may be its digits."""
    return not (text.isascii() and text.isprintable())


def _one_transit(left: str, right: str, on_us: str) -> MicrFields:
    """One transit symbol was lost. If it was the second, routing and account run together."""
    account, number = _on_us(right, on_us)
    lost_first = len(_digits(left[-ROUTING_DIGITS:], ROUTING_DIGITS)) == ROUTING_DIGITS
    return _fields("", account if lost_first else "", number)


def _on_us(right: str, on_us: str) -> tuple[str, str]:
    """Return account and check number of what stands right of the routing number."""
    account, symbol, number = right.rpartition(on_us)
    if not symbol:
        return "", ""  # its end was not read
    if len(_SPACING.sub("", number)) >= 3:
        return account, number
    ahead = re.match(r" *(\d{3,5})[ \-]+(?=\d)", account)
    if number.strip() or ahead is None:
        return account, ""
    return account[ahead.end() :], ahead[1]


def _unmarked(text: str) -> MicrFields:
    if "\t" in text:
        return _separated(text, "\t")
    if "," in text:
        return _separated(text, ",")
    routing = text[:ROUTING_DIGITS]
    return replace(_fields(routing, "", ""), run_together=True)


def _separated(text: str, separator: str) -> MicrFields:
    routing, account, number, *_ = [*text.split(separator), "", "", ""]
    return _fields(routing, account, number)


def _fields(routing: str, account: str, number: str) -> MicrFields:
    digits = _digits(routing, ROUTING_DIGITS)
    return MicrFields(
        digits if is_routing_number(digits) else "",
        _digits(account, LONGEST_ACCOUNT),
        _digits(number, LONGEST_NUMBER).lstrip("0"),  # readers fill it up differently
    )


def _digits(text: str, most: int) -> str:
    """Return the digits of a field; nothing when one of its characters was not read."""
    digits = _SPACING.sub("", text)
    good = digits.isascii() and digits.isdigit() and len(digits) <= most
    return digits if good else ""


def _spoil(fields: MicrFields, what: str) -> MicrFields:
    if what == "all":
        return _NOTHING
    return replace(fields, **{what: ""}) if what else fields  # type: ignore[arg-type]
