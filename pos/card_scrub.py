"""Takes card data out of text that is going to a log: numbers, stripes, and values of telling keys.

For logs only: what a person types is refused (``card_guard``), never silently changed. Errs on the
side of taking out. Pure; one pass over the text.
"""

from __future__ import annotations

import re

from pos.card_guard import LONGEST_GAP, looks_like_card, plain

SCRUBBED = "[card]"
"""What stands in place of card data."""
HIDDEN = "[hidden]"
"""What stands in place of a secret's value."""

_STRIPE = re.compile(r"%?[Bb]\d{12,19}\^[^\r\n]*|;?\d{12,19}[=D]\d{4}\S*")
_DIGITS = re.compile(rf"\d(?:[^0-9A-Za-z]{{0,{LONGEST_GAP}}}\d){{12,}}")
"""At least as wide as ``card_guard`` looks; in plain text."""
_KEYS = re.compile(
    r"(?i)\b(pan|card_?number|cvv2?|cvc2?|cid|track_?[123]?(?:_?data)?|pin(?:_?block)?|pass(?:phrase|"
    r"word)|secret|api_?key)(\"?'?\s*[=:]\s*)(\"[^\"]*\"|'[^']*'|[^\s,;)}\]]+)"
)


def scrubbed(text: str) -> str:
    """Return ``text`` without card numbers, stripes and the values of keys such as ``cvv=``."""
    text = _STRIPE.sub(SCRUBBED, text)
    text = _KEYS.sub(lambda found: f"{found[1]}{found[2]}{HIDDEN}", text)
    kept, out = 0, ""
    for found in _DIGITS.finditer(plain(text)):  # a character there is one here
        if looks_like_card(found[0]):
            out += text[kept : found.start()] + SCRUBBED
            kept = found.end()
    return out + text[kept:]
