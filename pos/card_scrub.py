"""Takes card data out of text that is going to a log: numbers, stripes, and values of telling keys.

For logs only: what a person types is refused (``card_guard``), never silently changed. Errs on the
side of taking out. Pure; one pass over the text.
"""

from __future__ import annotations

import re

from pos.card_guard import looks_like_card

SCRUBBED = "[card]"
"""What stands in place of card data."""
HIDDEN = "[hidden]"
"""What stands in place of a secret's value."""

_STRIPE = re.compile(r"%?[Bb]\d{12,19}\^[^\r\n]*|;?\d{12,19}[=D]\d{4}\S*")
_DIGITS = re.compile(r"\d(?:[^0-9A-Za-z]{0,3}\d){12,}")
"""Digits with at most three signs between two of them: at least as wide as ``card_guard`` looks."""
_KEYS = re.compile(
    r"(?i)\b(pan|card_?number|cvv2?|cvc2?|cid|track_?[123]?(?:_?data)?|pin(?:_?block)?|pass(?:phrase|"
    r"word)|secret|api_?key)(\"?'?\s*[=:]\s*)(\"[^\"]*\"|'[^']*'|[^\s,;)}\]]+)"
)


def scrubbed(text: str) -> str:
    """Return ``text`` without card numbers, stripes and the values of keys such as ``cvv=``."""
    text = _STRIPE.sub(SCRUBBED, text)
    text = _KEYS.sub(lambda found: f"{found[1]}{found[2]}{HIDDEN}", text)
    return _DIGITS.sub(lambda found: SCRUBBED if looks_like_card(found[0]) else found[0], text)
