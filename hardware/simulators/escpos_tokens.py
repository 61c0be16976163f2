"""ESC/POS bytes to tokens, strictly: what is not in the tables is an error.

Real-time commands (DLE ...) are recognised between commands only; inside the data of a command they
are data, which is one of the two behaviours documented (hardware facts 2.1, sources differ).
Source: hardware facts 2.1 to 2.3 (Epson ESC/POS reference). Example: ``1D 56 42 03`` feeds three
dots and cuts partially; ``10 04 01`` asks for the printer's status at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Say:
    """Text bytes, in whatever code page is selected."""

    data: bytes

    @property
    def size(self) -> int:
        return len(self.data)


@dataclass(frozen=True, slots=True)
class Do:
    """A queued command and its parameters."""

    name: str
    data: bytes
    size: int


@dataclass(frozen=True, slots=True)
class AtOnce:
    """A real-time command: acted on when received, whatever is queued."""

    name: str
    data: bytes

    @property
    def size(self) -> int:
        return 0


@dataclass(frozen=True, slots=True)
class Rows:
    """Bytes of a raster picture, eight dots across each, most significant on the left."""

    data: bytes

    @property
    def size(self) -> int:
        return len(self.data)


@dataclass(frozen=True, slots=True)
class Bad:
    """Something this printer does not understand."""

    what: str
    size: int


EscposToken = Say | Do | AtOnce | Rows | Bad

DLE, ESC, GS = 0x10, 0x1B, 0x1D
LF, CR, HT = 0x0A, 0x0D, 0x09

_ESC_LENGTHS = {
    **dict.fromkeys(b"@2", 0),
    **dict.fromkeys(b"!EG-MaJdtR3 {V=", 1),
    **dict.fromkeys(b"$\\", 2),
    ord("p"): 3,
}
_GS_LENGTHS = {
    **dict.fromkeys(b"!BarIhwHfb", 1),
    **dict.fromkeys(b"LW", 2),
}
_CONTROLS = {LF: "LF", CR: "CR", HT: "HT"}
_CUTS_AT_ONCE = b"\x00\x01\x30\x31"
_CUTS_AFTER_FEED = b"\x41\x42"
_RASTER_HEADER = 8
_FILL = re.compile(rb"\x00+")
"""Between commands a zero byte means nothing (unconfirmed on devices)."""
_TEXT = re.compile(rb"[\x20-\x7e\x80-\xff]+")
_AT_ONCE_LENGTHS = {0x04: 3, 0x05: 3, 0x14: 5}
_AT_ONCE_NAMES = {0x04: "DLE EOT", 0x05: "DLE ENQ", 0x14: "DLE DC4"}


class EscposTokens:
    """Cuts a stream of bytes into tokens; keeps what is not whole yet."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._rows = 0
        self._starts: dict[int, Callable[[], EscposToken | None]] = {
            DLE: self._at_once,
            ESC: self._escape,
            GS: self._group,
        }

    def feed(self, data: bytes) -> list[EscposToken]:
        """Return the tokens that are whole now."""
        self._buffer += data
        tokens: list[EscposToken] = []
        while self._buffer and (token := self._next()) is not None:
            tokens.append(token)
        return tokens

    def _next(self) -> EscposToken | None:
        if self._rows:
            data = self._take(min(self._rows, len(self._buffer)))
            self._rows -= len(data)
            return Rows(data)
        first = self._buffer[0]
        if first in self._starts:
            return self._starts[first]() if len(self._buffer) > 1 else None
        if first in _CONTROLS:
            return Do(_CONTROLS[first], self._take(1), 1)
        if fill := _FILL.match(self._buffer):
            return Say(self._take(fill.end())[:0])
        if text := _TEXT.match(self._buffer):
            return Say(self._take(text.end()))
        self._take(1)
        return Bad(f"byte {first:02x}", 1)

    def _at_once(self) -> EscposToken | None:
        code = self._buffer[1]
        length = _AT_ONCE_LENGTHS.get(code)
        if length is None:
            return self._bad(2)
        if len(self._buffer) < length:
            return None
        return AtOnce(_AT_ONCE_NAMES[code], self._take(length)[2:])

    def _escape(self) -> EscposToken | None:
        length = _ESC_LENGTHS.get(self._buffer[1])
        return self._bad(2) if length is None else self._plain("ESC", length)

    def _group(self) -> EscposToken | None:
        code = self._buffer[1]
        if code in _GS_LENGTHS:
            return self._plain("GS", _GS_LENGTHS[code])
        match chr(code):
            case "V":
                return self._cut()
            case "v":
                return self._raster()
            case "(":
                return self._sized()
            case "k":
                return self._barcode()
        return self._bad(2)

    def _plain(self, family: str, length: int) -> Do | None:
        if len(self._buffer) < 2 + length:
            return None
        data = self._take(2 + length)
        return Do(f"{family} {chr(data[1])}", data[2:], len(data))

    def _cut(self) -> EscposToken | None:
        if len(self._buffer) < 3:
            return None
        mode = self._buffer[2]
        if mode in _CUTS_AT_ONCE:
            return self._plain("GS", 1)
        return self._plain("GS", 2) if mode in _CUTS_AFTER_FEED else self._bad(3)

    def _raster(self) -> EscposToken | None:
        if len(self._buffer) < _RASTER_HEADER:
            return None
        head = self._take(_RASTER_HEADER)
        across, down = head[4] + 256 * head[5], head[6] + 256 * head[7]
        if head[2] != ord("0") or head[3] not in (0, 1, 2, 3, 48, 49, 50, 51):
            return Bad(f"GS v {head[2]:02x} {head[3]:02x}", _RASTER_HEADER)
        self._rows = across * down
        return Do("GS v 0", head[3:], _RASTER_HEADER)

    def _sized(self) -> EscposToken | None:
        if len(self._buffer) < 5:
            return None
        length = 5 + self._buffer[3] + 256 * self._buffer[4]
        if len(self._buffer) < length:
            return None
        data = self._take(length)
        return Do(f"GS ( {chr(data[2])}", data[5:], length)

    def _barcode(self) -> EscposToken | None:
        """Only the form with a length: GS k m n d..., m from 65 on."""
        if len(self._buffer) < 4:
            return None
        if self._buffer[2] < 65:
            return self._bad(3)
        length = 4 + self._buffer[3]
        if len(self._buffer) < length:
            return None
        data = self._take(length)
        return Do("GS k", bytes((data[2],)) + data[4:], length)

    def _bad(self, length: int) -> Bad:
        return Bad(f"unknown command {self._take(length).hex(' ')}", length)

    def _take(self, count: int) -> bytes:
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken
