"""Free text from people: cleaned, bounded, and never a card number."""

from __future__ import annotations

import unicodedata

from pos.card_guard import looks_like_card
from pos.errors import CardNumberRefused, TextMissing, TextRefused

FILE_LONGEST = 255
"""Characters of a file's name; no system takes more."""


def checked_text(field: str, text: str, *, longest: int, required: bool = False) -> str:
    """Return ``text`` without control characters and outer blanks, in Unicode NFC.

    Raises:
        TextMissing: Empty though required.
        TextRefused: Longer than ``longest`` characters, or with half of a pair in it that stands
            for no character and that no file takes.
        CardNumberRefused: It looks like a payment card. The text is not carried.
    """
    plain = text.isascii() and text.isprintable()  # as most is: nothing in it is to be cleaned
    cleaned = text.strip() if plain else _clean(text)
    if looks_like_card(cleaned):
        raise CardNumberRefused(field=field)
    half = not plain and any(unicodedata.category(c) == "Cs" for c in cleaned)
    if required and not cleaned:
        raise TextMissing(field=field)
    if half or len(cleaned) > longest:
        raise TextRefused(field=field, limit=longest)
    return cleaned


def _clean(text: str) -> str:
    return "".join(
        " " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c
        for c in unicodedata.normalize("NFC", text)
    ).strip()


def folded(text: str) -> str:
    """Return ``text`` for searching: lower case, without diacritics, single blanks."""
    if text.isascii():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKD", text).replace("đ", "d").replace("Đ", "d")
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(bare.casefold().replace("ł", "l").replace("ø", "o").split())


def name_key(name: str) -> str:
    """Return what two spellings of one name have in common: ``folded``, of that only letters and
    digits, so that neither stops nor signs that nobody sees make another person of somebody."""
    plain = folded(name)
    heard = (c for c in plain if c.isalnum() or unicodedata.category(c).startswith("M"))
    return "".join(heard) or plain
