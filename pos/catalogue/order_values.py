"""Single values of a will-call list: amounts exactly, dates and hours as Americans and ISO write
them, seats, yes and no.

Each function returns None for what it cannot read; nothing is guessed and no float is made.
"""

from __future__ import annotations

import re
from datetime import date, time

from pos.errors import AmountInvalid
from pos.money import Money

_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_US_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})")
_HOUR = re.compile(r"(\d{1,2})(?::(\d{2}))?(?::(\d{2})(?:\.0+)?)?\s*([AaPp])?\.?(?:[Mm]\.?)?")
_THOUSANDS = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_DECIMAL_COMMA = re.compile(r"-?\d+,\d{1,2}|-?\d{1,3}(?:\.\d{3})+,\d{1,2}")
_SEAT_RANGE = re.compile(r"(\d+)\s*(?:-|–|to)\s*(\d+)")

MOST_TICKETS = 500
"""In one order row; more is a slip of the pen."""
CHANNEL_LONGEST = 20


def amount_of(text: str, currency: str) -> Money | None:
    """Return the amount in ``$1,234.50``, ``1234.5``, ``(12.00)``, ``12,50 USD``; None when it is
    none.
    """
    bare = text.strip().removesuffix(currency).removeprefix(currency).strip()
    negative = bare.startswith("(") and bare.endswith(")")
    bare = bare.strip("()").replace("$", "").replace("\u00a0", "").replace(" ", "")
    if _THOUSANDS.fullmatch(bare):
        bare = bare.replace(",", "")
    elif _DECIMAL_COMMA.fullmatch(bare):
        bare = bare.replace(".", "").replace(",", ".")
    try:
        amount = Money.parse(bare, currency)
    except AmountInvalid:
        return None
    return -amount if negative else amount


def day_and_hour(text: str) -> tuple[date, time | None] | None:
    """Return the day in ``2026-11-21``, ``11/21/2026`` or ``11/21/26``, and the hour when one
    follows.
    """
    text = text.strip()
    iso, us = _ISO_DATE.match(text), _US_DATE.match(text)
    match = iso or us
    if match is None:
        return None
    parts = [int(part) for part in match.groups()]
    year, month, day = parts if iso else (parts[2], parts[0], parts[1])
    rest = text[match.end() :].strip(" ,T").strip()
    hour = hour_of(rest) if rest else None
    try:
        found = date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None
    return None if rest and hour is None else (found, hour)


def hour_of(text: str) -> time | None:
    """Return the hour in ``19:30``, ``7:30 PM``, ``7pm`` or ``19:30:00``."""
    match = _HOUR.fullmatch(text.strip())
    if match is None:
        return None
    hour, minute, second = int(match.group(1)), int(match.group(2) or 0), int(match.group(3) or 0)
    half = (match.group(4) or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if not half and match.group(2) is None:
        return None  # a bare number is no hour
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 and second == 0 else None


def count_of(text: str) -> int | None:
    """Return a quantity from 1 to ``MOST_TICKETS``; ``2.0`` counts as two, as spreadsheets write
    it.
    """
    bare = re.sub(r"\.0+$", "", text.strip())
    if not (bare.isascii() and bare.isdigit()) or len(bare) > 6:
        return None
    return int(bare) if 1 <= int(bare) <= MOST_TICKETS else None


def seats_of(text: str, quantity: int | None) -> tuple[str, ...] | None:
    """Return the seat numbers in ``12``, ``12, 14``, ``12 & 14``, or ``12-18`` where the quantity
    says how they count.

    A range of seven with quantity four is every second seat: odd and even sides are numbered that
        way.
    """
    parts = [part.strip() for part in re.split(r"[,;&+/]| and ", text.strip()) if part.strip()]
    numbers: list[str] = []
    for part in parts:
        match = _SEAT_RANGE.fullmatch(part)
        if match is None:
            numbers.append(part)
            continue
        first, last = int(match.group(1)), int(match.group(2))
        if quantity is None or len(parts) > 1 or not first < last <= first + MOST_TICKETS:
            return None
        for step in (1, 2):
            if len(range(first, last + 1, step)) == quantity and (last - first) % step == 0:
                numbers += [str(number) for number in range(first, last + 1, step)]
                break
    wrong = not numbers or (quantity is not None and quantity != len(numbers))
    return None if wrong or len(set(numbers)) != len(numbers) else tuple(numbers)


def yes_or_no(text: str) -> bool | None:
    """Return whether a flag column says paid."""
    word = text.strip().casefold()
    if word in ("yes", "y", "true", "1", "paid", "x", "paid in full", "complete", "completed"):
        return True
    if word in ("no", "n", "false", "0", "unpaid", "not paid", "open", "pending", "due"):
        return False
    return None


_SOLD_NO_MORE = (
    *("cancel", "refund", "declined", "denied", "expired", "void", "rejected", "failed"),
    *("chargeback", "charged back", "storn", "abgelaufen", "abgelehnt"),
    *("erstattet", "rückerstattet", "annul", "anul", "rembours", "reembols", "rechaz"),
    *("отмен", "возвра", "đã hủy", "đã huỷ", "hủy", "huỷ", "hoàn tiền", "đã hoàn tiền"),
)
"""How a status begins that says so."""
_SOLD = (
    "paid unpaid open pending due complete completed confirmed unconfirmed booked reserved "
    "ordered placed new sold valid active ok approved approval accepted authorized captured "
    "processing processed fulfilled unfulfilled issued sent shipped delivered printed collected "
    "redeemed used success successful succeeded received settled invoiced free comp awaiting "
    "waiting yes no y n x true false 1 0 bezahlt ausstehend offen freigabe bestätigt gebucht "
    "payé payée pagado pagada pendiente confirmado confirmada оплачен оплачено ожидает"
)
"""With which of these words a status begins that says that a row is sold, paid or not."""
_SOLD_SAID = (
    "not paid",
    "on hold",
    "in progress",
    "partially paid",
    "partly paid",
    "đã thanh toán",
)


def is_cancelled(text: str) -> bool | None:
    """Return whether a status says that a row is sold no more, by how it begins; None where that is
    nothing known, or more is said of it further on."""
    words = re.findall(r"\w+", text.casefold().replace("_", " "))
    said = " ".join(words)
    if said.startswith(_SOLD_NO_MORE):
        return True
    if any(word.startswith(_SOLD_NO_MORE) for word in words):
        return None
    return False if not said or words[0] in _SOLD.split() or said.startswith(_SOLD_SAID) else None


def channel_of(text: str) -> str:
    """Return what a channel goes by: the letters, digits, ``-`` and ``_`` of it in lower case, so
    that each way to write it is the same channel."""
    return "".join(c for c in text.casefold() if c.isalnum() or c in "-_")[:CHANNEL_LONGEST]
