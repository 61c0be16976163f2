"""Tells card numbers from other text, so that no field, message or table ever takes one in.

Pure: no I/O. Errs on the side of refusing: a text is card-like when a payment card's digits stand
in it, in groups or not,
anywhere, or when it looks like what a magnetic stripe says.

Source: ISO/IEC 7812-1 (13 to 19 digits, Luhn check digit), ISO/IEC 7813 (track 1 ``%B...^``, track
2 ``;...=``), issuer ranges as
the card schemes publish them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import cast

_TRACK_1 = re.compile(r"%?[Bb]\d{12,19}\^")
_TRACK_2 = re.compile(r";?\d{12,19}[=D]\d{4}")

MARKS = " -._/\\,:|+*~;'()"
"""What people and machines write between the digits of one number, after ``plain``."""
FEWEST_DIGITS = 12
"""Digits of the shortest magnetic stripe; a number has more."""
LONGEST_GAP = 4
"""Marks between two digits of one number; more and they are two numbers."""
_BLANK_KINDS = frozenset({"Zs", "Zl", "Zp", "Cf", "Pd"})
_DIGITS = str.maketrans("", "", "0123456789")
IS_ID = re.compile("[0-9a-f]{32,}").fullmatch
"""Our ids, hashes and keys: no shorter word is one."""
_ENOUGH = re.compile(rf"[0-9]{{{FEWEST_DIGITS}}}")
_ALIKE = bytes.maketrans(b"123456789", b"000000000")
_IN_A_ROW = b"0" * FEWEST_DIGITS
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_END, _END_SIGN = "\x1f", b"\x1f"
"""Parts texts that are looked at together. Where one has it in itself they are looked at apart."""
_BLANKS = str.maketrans("\t\n\r", "   ")
_NO_CARD = re.compile(
    r"\([0-9]{3}\) ?[0-9]{3}[ .-][0-9]{4}(?![0-9])"  # a phone number in North America
    r"|(?<![0-9])\+(?=[0-9])"  # where an international one begins
    r"|(?<![0-9])(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?[+-][0-9]{2}:[0-9]{2}(?![0-9])"
)
"""Written in a form of their own, these are no part of a card's number."""

_RANGES = (
    ("4", "4", (13, 16, 18, 19)),  # Visa
    ("51", "55", (16,)),  # Mastercard
    ("2221", "2720", (16,)),  # Mastercard
    ("34", "34", (15,)),  # American Express
    ("37", "37", (15,)),
    ("6011", "6011", (16, 17, 18, 19)),  # Discover
    ("644", "659", (16, 17, 18, 19)),
    ("622126", "622925", (16, 17, 18, 19)),
    ("300", "305", (14, 16, 19)),  # Diners Club
    ("3095", "3095", (14, 16, 19)),
    ("36", "36", (14, 16, 19)),
    ("38", "39", (14, 16, 19)),
    ("3528", "3589", (16, 17, 18, 19)),  # JCB
    ("62", "62", (16, 17, 18, 19)),  # UnionPay
    ("81", "81", (16, 17, 18, 19)),
    ("50", "50", (13, 14, 15, 16, 17, 18, 19)),  # Maestro and domestic debit
    ("56", "58", (13, 14, 15, 16, 17, 18, 19)),
    ("60", "60", (16, 17, 18, 19)),
    ("63", "63", (16, 17, 18, 19)),
    ("67", "67", (13, 14, 15, 16, 17, 18, 19)),
    ("2200", "2204", (16, 17, 18, 19)),  # Mir
)
"""First and last prefix of a scheme's range (same length), and the lengths its numbers have."""

_SHORTEST, _USUAL, _LONGEST = 13, 16, 19


def looks_like_card(text: str) -> bool:
    """Return whether a payment card's number or stripe can be read in ``text``.

    Digits of every script count; so do numbers with other digits stuck to them (an expiry date, a
    code).
    """
    if len(text) < FEWEST_DIGITS:
        return False
    clear = plain(text)
    if len(clear) - len(clear.translate(_DIGITS)) < FEWEST_DIGITS:
        return False
    if _TRACK_1.search(clear) or _TRACK_2.search(clear):
        return True
    runs = _runs(_NO_CARD.sub("x", clear))
    return any(_holds_number(run, starts) for run, starts in runs)


def may_hold_cards(values: Sequence[object]) -> list[int]:
    """Return which of many values are texts that a card number could stand in, the first is 0.

    A look at all of them at once: millions are ids and amounts. What stays are texts in other
    scripts than ASCII, single words with enough digits in a row, and all others with enough digits.
    """
    kinds = set(map(type, values))
    if str not in kinds:
        return []
    texts = cast("Sequence[str]", values)
    if kinds != {str}:
        texts = [value if isinstance(value, str) else "" for value in values]
    together = _END.join(texts)
    if together.isascii() and max(map(len, texts)) < FEWEST_DIGITS:
        return []
    ends = len(texts) - 1
    signs = together.encode()
    if len(signs.translate(None, _LETTERS)) != ends or signs.count(_END_SIGN) != ends:
        return [number for number, text in enumerate(texts) if may_hold_card(text)]
    found, number, past = [], 0, 0
    signs = signs.translate(_ALIKE)
    while (at := signs.find(_IN_A_ROW, past)) >= 0:
        number += signs.count(_END_SIGN, past, at)
        if not IS_ID(texts[number]):
            found.append(number)
        past = signs.find(_END_SIGN, at)
        if past < 0:
            break
    return found


def may_hold_card(text: str) -> bool:
    """Return whether a card number could stand in a text: a look that is enough for nearly all that
    is stored, which are ids or short."""
    if not text.isascii():
        return True
    if text.isalnum():
        return bool(_ENOUGH.search(text)) and not IS_ID(text)
    return len(text) - len(text.translate(_DIGITS)) >= FEWEST_DIGITS


def plain(text: str) -> str:
    """Return ``text`` with the digits of every script as ASCII ones and every kind of blank, of
    dash and of sign that is not seen as a blank: one character for each."""
    return text.translate(_BLANKS) if text.isascii() else "".join(map(_plain, text))


def _plain(char: str) -> str:
    if (digit := unicodedata.digit(char, -1)) >= 0:
        return str(digit)
    blank = unicodedata.category(char) in _BLANK_KINDS or char in "\t\n\r\u2212\u2019\u00b7"
    return " " if blank and char != "-" else char


def _runs(text: str) -> list[tuple[str, list[int]]]:
    """Return every stretch of digits with at most small gaps, and where its groups begin."""
    runs: list[tuple[str, list[int]]] = []
    digits, starts, gap = "", [0], 0
    for char in text:
        if char.isascii() and char.isdigit():
            if gap and digits:
                starts.append(len(digits))
            digits, gap = digits + char, 0
        elif char in MARKS and gap < LONGEST_GAP:
            gap += 1
        else:
            runs.append((digits, starts))
            digits, starts, gap = "", [0], 0
    runs.append((digits, starts))
    return [run for run in runs if len(run[0]) >= _SHORTEST]


def _holds_number(digits: str, starts: list[int]) -> bool:
    """Whether a number begins at a group's start, or stands in a group that is longer than a card's
    usual one: at its end, digits before it; in one too long for any, anywhere."""
    if any(_is_number_at(digits, place) for place in starts):
        return True
    groups = zip(starts, [*starts[1:], len(digits)], strict=True)
    return any(_within(digits[start:end]) for start, end in groups if end - start > _USUAL)


def _within(group: str) -> bool:
    last = len(group) if len(group) <= _LONGEST else None
    places = range(1, len(group) - _SHORTEST + 1)
    return any(_is_number_at(group, place, last) for place in places)


def _is_number_at(digits: str, place: int, end: int | None = None) -> bool:
    """Whether a number begins at ``place``, and ends at ``end`` where that is given."""
    for first, last, lengths in _RANGES:
        if first <= digits[place : place + len(first)] <= last:
            for length in lengths:
                number = digits[place : place + length]
                fits = len(number) == length and end in (None, place + length)
                if fits and luhn(number):
                    return True
    return False


def luhn(digits: str) -> bool:
    """Return whether the last of ``digits`` is the Luhn check digit of the others."""
    total = 0
    for index, char in enumerate(reversed(digits)):
        value = int(char) * (2 if index % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
