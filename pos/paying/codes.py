"""Codes of certificates: 16 symbols of Crockford base32 (80 bits nobody can guess) and a check
symbol.

A code is kept nowhere. It is made again from a key of this database, the certificate's id and the
number of its code (HMAC-SHA256), which only a print job that is still open asks for. Kept is an
HMAC of the code under a second key, so that the table of hashes opens nothing; whoever has the
whole file has both keys, as they have the ledger.

The check symbol is one of the same 32, so that every code can be typed and scanned: the sum over
GF(32) (x^5 + x^2 + 1) of each symbol times a power of the generator, no power twice, is zero. A
wrong symbol changes the sum by a product that is not zero, and so do two symbols that changed
places. It catches slips and keeps nobody out; that is the business of the 80 bits and of
``Values.find``, which counts tries.

A code never holds 13 digits in a row, so the search for card numbers never meets one.
"""

from __future__ import annotations

import hashlib
import hmac
import re

from pos.ids import CODE_ALPHABET

SYMBOLS = 16
LENGTH = SYMBOLS + 1
CODE_KEY = "certificate_code"
HASH_KEY = "certificate_hash"
"""Names of the two keys in the database's secrets."""
_GROUP = 4
_CARD_LIKE = re.compile(r"[0-9]{13}")
_READ_AS = str.maketrans("OIL", "011")
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015._]+")
_VALUE = {symbol: value for value, symbol in enumerate(CODE_ALPHABET)}


def _powers() -> tuple[int, ...]:
    """Return the generator's powers 0 to 30: each element of GF(32) but zero, once."""
    found, power = [], 1
    for _ in range(31):
        found.append(power)
        power = power << 1 ^ (0b100101 if power & 0b10000 else 0)
    return tuple(found)


_POWER = _powers()
_LOG = {power: exponent for exponent, power in enumerate(_POWER)}


def _times(value: int, exponent: int) -> int:
    return _POWER[(_LOG[value] + exponent) % 31] if value else 0


def check_symbol(symbols: str) -> str:
    """Return the check symbol of 16 symbols of the alphabet."""
    total = 0
    for place, symbol in enumerate(symbols):
        total ^= _times(_VALUE[symbol], SYMBOLS - place)
    return CODE_ALPHABET[total]


def code_of(key: str, value_id: str, seq: int) -> str:
    """Return the ``seq``-th code of a certificate, check symbol last. ``key``: hex."""
    attempt = 0
    while True:
        text = f"{value_id}:{seq}:{attempt}"
        raw = hmac.new(bytes.fromhex(key), text.encode(), hashlib.sha256).digest()
        bits = int.from_bytes(raw[: SYMBOLS * 5 // 8], "big")
        symbols = "".join(CODE_ALPHABET[bits >> 5 * place & 31] for place in range(SYMBOLS))
        code = symbols + check_symbol(symbols)
        if not _CARD_LIKE.search(code):
            return code
        attempt += 1


def hash_of(key: str, code: str) -> str:
    """Return what is kept of a code: HMAC-SHA256 in hex. ``key``: hex."""
    return hmac.new(bytes.fromhex(key), code.encode(), hashlib.sha256).hexdigest()


def read_code(typed: str) -> str | None:
    """Return the code a person typed or a scanner read, or None when it cannot be one.

    Blanks and dashes do not count, nor does case; O is 0, I and L are 1.
    """
    code = _BETWEEN.sub("", typed).upper().translate(_READ_AS)
    if len(code) != LENGTH or any(symbol not in _VALUE for symbol in code):
        return None
    return code if check_symbol(code[:SYMBOLS]) == code[SYMBOLS] else None


def shown(code: str) -> str:
    """Return a code as it is read aloud and typed: groups of four."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))
