"""What papers say of a card: brand, four digits at most, how it was read, and what the chip said.

The terminal's own lines, where it sent any, stand in place of ours: it knows what its processor
wants. An expiry date is on neither (money facts 2.1, FACTA); the fields of the chip are those of
money facts 2.2.
"""

from __future__ import annotations

import re

from pos.views.papers import CardSlipView
from printing.words import Words

_DIGITS = re.compile(r"\d{5,}")
_SHOWN = 4


def card_name(card: CardSlipView, words: Words) -> str:
    """Return which card it was: ``Visa **** 1111``."""
    digits = "".join(char for char in card.last_four if char.isdigit())[-_SHOWN:]
    brand = _DIGITS.sub("", card.brand).strip() or words("Card")
    return f"{brand} **** {digits}" if digits else brand


def card_lines(card: CardSlipView, words: Words) -> tuple[str, ...]:
    """Return the lines under a card's amount, the terminal's own unaltered where it sent any."""
    own = card.lines or tuple(_own_lines(card, words))
    late = (words("Not confirmed by the bank yet."),) if card.pending else ()
    return (*own, *late)


def _own_lines(card: CardSlipView, words: Words) -> list[str]:
    lines = [
        ", ".join(part for part in (card_name(card, words), _entry(card.entry, words)) if part)
    ]
    if card.approval_code:
        lines.append(words("Approval {code}", code=card.approval_code))
    if verified := _verified(card.verified, words):
        lines.append(verified)
    lines += [f"{_label(name, words)} {value}" for name, value in card.emv if value]
    return lines


def _entry(entry: str, words: Words) -> str:
    names = {
        "chip": words("chip"),
        "tap": words("contactless"),
        "stripe": words("magnetic stripe"),
        "keyed": words("keyed"),
    }
    return names.get(entry, "")


def _verified(verified: str, words: Words) -> str:
    names = {
        "pin": words("Verified by PIN"),
        "device": words("Verified on the patron's device"),
        "signature": words("Signature"),
    }
    return names.get(verified, "")


def _label(name: str, words: Words) -> str:
    """Return an EMV field's name; all but the application's are the standard's own letters."""
    return words("Application") if name == "label" else name.upper()


def declined_text(declined: str, words: Words) -> str:
    """Return why a card was declined, for the patron: no more than they may be told."""
    names = {
        "wrong_pin": words("Wrong PIN"),
        "card_invalid": words("The card cannot be used"),
        "card_restricted": words("This kind of card is not taken here"),
        "no_funds": words("Refused by the card's bank"),
        "host_unreachable": words("The bank could not be reached"),
        "not_allowed": words("Not allowed for this card"),
    }
    return names.get(declined, words("Refused by the card's bank"))
