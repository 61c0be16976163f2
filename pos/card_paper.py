"""What of a card may stand on paper or be kept: its last four digits at most, and no expiry date.

Pure. For what others worded: the lines of a terminal's own receipt and the fields of its answer;
our own records have no field for more. Errs on the side of masking: a date without a year loses its
digits too.

Source: 15 USC 1681c(g) (FACTA); money facts 1.4 and 2.1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pos.card_guard import looks_like_card

_MASK = "*Xx•#"
_BEFORE_MASK = re.compile(rf"[0-9][0-9 -]*(?=[{_MASK}]{{2}})")
_BEHIND_MASK = re.compile(rf"(?<=[{_MASK}]{{2}})[ -]?[0-9][0-9 -]*")
_EXPIRY = re.compile(
    r"\b(exp|expiry|expires|expiration|(valid|good) (thru|through|until|to|till))\b", re.IGNORECASE
)
_MONTH = r"(?:0[1-9]|1[0-2])"
_MONTH_AND_YEAR = re.compile(
    r"(?<!\d)(?<!\d[/.-])"
    rf"(?:{_MONTH}(?: ?/ ?|-)(?:20)?\d\d|20\d\d[/-]{_MONTH})"
    r"(?!\d|[/.-]\d)"
)
"""As on a card, and no part of a longer date or number."""
_FOUR = 4


def paper_text(text: str) -> str:
    """Return one line with at most the last four digits of a card, and no expiry date."""
    return paper_lines((text,))[0]


def paper_lines(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the lines with at most the last four digits of a card, and no expiry date, also where
    a number or a date and its name are spread over two lines."""
    hidden = {at for at, line in enumerate(lines) if looks_like_card(line) or _EXPIRY.search(line)}
    for at in range(len(lines) - 1):
        if looks_like_card(f"{lines[at]}\n{lines[at + 1]}"):
            hidden |= {at, at + 1}
        if _EXPIRY.search(lines[at]) and not any(char.isdigit() for char in lines[at]):
            hidden.add(at + 1)
    return tuple(
        _no_digits(line) if at in hidden else _four_at_most(line) for at, line in enumerate(lines)
    )


def _no_digits(text: str) -> str:
    """Mask the digits; in what a stripe says of a card also the letters: its holder's name."""
    stripe = "^" in text
    return "".join("*" if char.isdigit() or (stripe and char.isalpha()) else char for char in text)


def _four_at_most(line: str) -> str:
    line = _MONTH_AND_YEAR.sub(lambda found: _no_digits(found[0]), line)
    line = _BEFORE_MASK.sub(lambda found: _no_digits(found[0]), line)
    return _BEHIND_MASK.sub(lambda found: _all_but_four(found[0]), line)


def _all_but_four(text: str) -> str:
    shown = sum(char.isdigit() for char in text)
    out = ""
    for char in text:
        if char.isdigit():
            out += char if shown <= _FOUR else "*"
            shown -= 1
        else:
            out += char
    return out
