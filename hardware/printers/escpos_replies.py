"""Splits what an ESC/POS printer sends into replies.

Source: hardware facts 2.1 and 2.2. The shapes of a first byte: ``11``/``13`` flow control;
``0xx1xx00`` automatic status, three more bytes follow; ``0xx1xx10`` a real-time reply;
``0xx0xxxx`` a queued reply; ``37`` and ``5F`` begin a block that ends with ``00``. Example: ``37
22 30 30 30 31 00`` says that everything up to print id ``0001`` is on paper; ``10 00 03 00`` is
automatic status with the near end seen.
"""

from __future__ import annotations

from dataclasses import dataclass

X_ON, X_OFF = 0x11, 0x13
_TEXT = 0x5F
_BLOCK_STARTS = (0x37, _TEXT)
_PRINT_ID = 0x22
_ID_LENGTH = 4
_LONGEST_BLOCK = 80
_ASB_LENGTH = 4


@dataclass(frozen=True, slots=True)
class Flow:
    """Flow control: whether the printer takes more."""

    ready: bool


@dataclass(frozen=True, slots=True)
class Asb:
    """Automatic status, four bytes."""

    data: bytes


@dataclass(frozen=True, slots=True)
class RealTime:
    """The reply to DLE EOT n; which n is known only from the order."""

    byte: int


@dataclass(frozen=True, slots=True)
class Queued:
    """The reply to GS r (or GS I), given when the printer's queue reached it."""

    byte: int


@dataclass(frozen=True, slots=True)
class PrintId:
    """Everything up to the id is on paper (GS ( H fn 48)."""

    id: bytes


@dataclass(frozen=True, slots=True)
class Told:
    """The reply to GS I 65 and up: a text about itself."""

    text: bytes


@dataclass(frozen=True, slots=True)
class Strange:
    """Nothing an ESC/POS printer says."""

    data: bytes


Reply = Flow | Asb | RealTime | Queued | PrintId | Told | Strange


class Replies:
    """Keeps what is not whole yet; replies may be cut anywhere."""

    def __init__(self) -> None:
        self._asb = bytearray()
        self._block = bytearray()

    def forget(self) -> None:
        """Begin a new stream."""
        self._asb.clear()
        self._block.clear()

    def feed(self, data: bytes) -> list[Reply]:
        """Return the replies that are whole now."""
        replies: list[Reply] = []
        for byte in data:
            replies.extend(self._take(byte))
        return replies

    def _take(self, byte: int) -> list[Reply]:
        if self._block:
            return self._in_block(byte)
        if byte in (X_ON, X_OFF):
            return [Flow(byte == X_ON)]
        if self._asb:
            return self._in_asb(byte)
        if byte in _BLOCK_STARTS:
            self._block.append(byte)
            return []
        if byte & 0x93 == 0x10:
            self._asb.append(byte)
            return []
        if byte & 0x93 == 0x12:
            return [RealTime(byte)]
        if byte & 0x90 == 0:
            return [Queued(byte)]
        return [Strange(bytes((byte,)))]

    def _in_asb(self, byte: int) -> list[Reply]:
        if byte & 0x90:  # the second to fourth byte are 0xx0xxxx
            broken: list[Reply] = [Strange(bytes(self._asb))]
            self._asb.clear()
            return broken + self._take(byte)
        self._asb.append(byte)
        if len(self._asb) < _ASB_LENGTH:
            return []
        whole = bytes(self._asb)
        self._asb.clear()
        return [Asb(whole)]

    def _in_block(self, byte: int) -> list[Reply]:
        self._block.append(byte)
        if byte and len(self._block) < _LONGEST_BLOCK:
            return []
        block = bytes(self._block)
        self._block.clear()
        if block[1] == _PRINT_ID and len(block) == 3 + _ID_LENGTH and not block[-1]:
            return [PrintId(block[2:-1])]
        if block[0] == _TEXT and not block[-1]:
            return [Told(block[1:-1])]
        return [Strange(block)]
