"""What one code says, once its bytes are together. Pure.

Source: hardware facts 8. AIM prefixes ``]C`` Code 128, ``]A`` Code 39, ``]L`` PDF417 documented,
``]Q`` QR unconfirmed; each is followed by one modifier. Example: ``5D 43 30 41 42 43`` is ``ABC``
in Code 128.
"""

from __future__ import annotations

import re
from dataclasses import replace

from pos.card_guard import looks_like_card
from pos.ports.readers import ReadProblem, Scan

LONGEST = 200
"""Characters of a code; ours have 20."""
SAME_CODE_S = 1.0
"""The same code seen again within this is the same act of scanning."""
SYMBOLOGIES = {"C": "code128", "A": "code39", "L": "pdf417", "Q": "qr"}
AIM_LENGTH = 3
_STRIPE = re.compile(r"\s*(?:%[Bb]\d{2}|;\d{6})")
"""How the tracks of a payment card begin, should the rest be torn off (ISO/IEC 7813)."""
_AIM = re.compile(r"\](?P<letter>[A-Za-z])[0-9A-Za-z]")


def is_card(text: str) -> bool:
    """Return whether ``text`` is, or begins like, what a payment card holds."""
    return looks_like_card(text) or _STRIPE.match(text) is not None


def scan_of(device: str, text: str) -> Scan:
    """Return what ``text``, without prefix and suffix, is.

    Payment card data is refused before anything else is looked at; so is a text that holds what no
    code prints (control and invisible characters), and one of more than ``LONGEST`` characters.
    """
    body, symbology = without_aim(text)
    if is_card(text) or is_card(body):
        return Scan(device, problem=ReadProblem.PAYMENT_CARD)
    if not body or not body.isprintable():
        return Scan(device, problem=ReadProblem.UNREADABLE)
    if len(body) > LONGEST:
        return Scan(device, problem=ReadProblem.TOO_LONG)
    return Scan(device, body, symbology)


def decoded(data: bytes | bytearray) -> str:
    """Return the text of ``data``: UTF-8, or where it is none, Latin-1."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def without_aim(text: str) -> tuple[str, str]:
    """Return the code and its symbology, which is empty where no AIM prefix tells or the symbology
    has no name here."""
    found = _AIM.match(text)
    if found is None:
        return text, ""
    return text[AIM_LENGTH:], SYMBOLOGIES.get(found["letter"], "")


class Repeats:
    """Tells a code seen again at once from one scanned again.

    Counted from the last sight of it: a scanner on a stand that reads the same ticket five times a
    second reads it once, however long it lies there.
    """

    def __init__(self) -> None:
        self._last: Scan | None = None
        self._seen_s = 0.0

    def is_new(self, scan: Scan, at_s: float) -> bool:
        """Note ``scan`` at ``at_s`` and return whether it counts."""
        key = replace(scan, symbology="")
        same = key == self._last and at_s - self._seen_s < SAME_CODE_S
        self._last, self._seen_s = key, at_s
        return not same

    def forget(self) -> None:
        """Whatever comes next counts."""
        self._last = None
