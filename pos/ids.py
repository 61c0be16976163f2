"""Identifiers made at the window: row ids, command ids, ticket codes; and keys of its database.

Row ids are UUIDv7 (RFC 9562, 5.7) as 32 lower-case hex digits, so they sort by the moment they were
made. Ticket codes are 20 symbols of Crockford base32 (100 random bits). Neither ever holds 13 or
more digits in a row, so the search for card numbers never meets one.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NewType

from pos.clock import Clock

CommandId = NewType("CommandId", str)
UserId = NewType("UserId", str)
WindowId = NewType("WindowId", str)
HallId = NewType("HallId", str)
SeatId = NewType("SeatId", str)
PerformanceId = NewType("PerformanceId", str)
PriceTypeId = NewType("PriceTypeId", str)
ZoneId = NewType("ZoneId", str)
CartId = NewType("CartId", str)
OrderId = NewType("OrderId", str)
TicketId = NewType("TicketId", str)
TenderId = NewType("TenderId", str)
TillId = NewType("TillId", str)
PrintJobId = NewType("PrintJobId", str)
PatronId = NewType("PatronId", str)
BatchId = NewType("BatchId", str)

CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 20
_CARD_LIKE = re.compile(r"[0-9]{13}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

RandomBytes = Callable[[int], bytes]
"""Returns that many bytes nobody can guess; tests and demo seed it."""


class Ids:
    """Makes identifiers from a clock and a source of random bytes.

    Thread: one at a time (the ledger thread in practice).
    """

    def __init__(self, clock: Clock, random_bytes: RandomBytes = secrets.token_bytes) -> None:
        self._clock = clock
        self._random = random_bytes
        self._last = 0

    def new(self) -> str:
        """Return a fresh id, larger than every id this object made before."""
        millis = (self._clock.now() - _EPOCH) // timedelta(milliseconds=1)
        stamp = (millis << 12) | (int.from_bytes(self._random(2), "big") & 0x0FF)
        self._last = max(stamp, self._last + 1)
        tail = int.from_bytes(self._random(8), "big") & 0x3FFF_FFFF_FFFF_FFFF
        made = _uuid7(self._last, tail)
        if _CARD_LIKE.search(made):  # about one in fifty: letters at four places leave no long run
            self._last |= 0xA00A  # at most ten milliseconds later, and still in order
            made = _uuid7(self._last, tail | 1 << 61 | 0xA << 28)
        return made

    def secret(self) -> str:
        """Return 32 random bytes as hex, for a key of this database."""
        return self._random(32).hex()

    def code(self) -> str:
        """Return a fresh ticket code: 20 symbols, 100 random bits, never like a card number."""
        while True:
            raw = int.from_bytes(self._random(13), "big")
            code = "".join(CODE_ALPHABET[(raw >> 5 * i) & 31] for i in range(CODE_LENGTH))
            if not _CARD_LIKE.search(code):
                return code


def _uuid7(stamp: int, tail: int) -> str:
    """Return the id of ``stamp`` (48 bits of milliseconds, 12 of order) and a 62-bit ``tail``."""
    high, low = stamp >> 12, stamp & 0xFFF
    return f"{(high << 80) | (0x7 << 76) | (low << 64) | (0b10 << 62) | tail:032x}"
