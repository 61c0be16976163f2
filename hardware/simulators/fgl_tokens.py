"""FGL bytes to tokens, strictly: what is not in the tables is an error.

Source: hardware facts 1.3 to 1.5 (FGL46 user manual rev S, programming guide). Example:
``<RC10,20>`` moves to row 10, column 20; ``<G3>`` is followed by three raw bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Say:
    """Plain text to print at the cursor."""

    data: bytes

    @property
    def size(self) -> int:
        return len(self.data)


@dataclass(frozen=True, slots=True)
class Do:
    """A command and its numbers."""

    name: str
    numbers: tuple[int, ...]
    size: int

    def number(self, index: int = 0, default: int = 0) -> int:
        """Return one of the numbers, or ``default`` where it was left out."""
        return self.numbers[index] if index < len(self.numbers) else default


@dataclass(frozen=True, slots=True)
class Dots:
    """Bytes of eight vertical dots each, most significant at the top."""

    data: bytes
    size: int


@dataclass(frozen=True, slots=True)
class Wrapped:
    """What stood between a command's delimiters: barcode data, or a field of text."""

    command: Do
    data: bytes

    @property
    def size(self) -> int:
        return len(self.data) + 2


@dataclass(frozen=True, slots=True)
class Bad:
    """Something no FGL printer understands."""

    what: str
    size: int


FglToken = Say | Do | Dots | Wrapped | Bad

BARS = frozenset(f"{letter}{way}" for letter in "OoFfNn" for way in "LP")
"""Selectors of one-dimensional codes: upper case ignores rotation; L is a ladder, P a picket
fence.
"""

COMMANDS: dict[str, tuple[int, int]] = {
    **dict.fromkeys(("RC", "HW", "BS", "BX"), (2, 2)),
    **dict.fromkeys(("F", "SD", "LT", "HX", "VX", "X", "RE", "TC", "VA", "G", "g"), (1, 1)),
    **dict.fromkeys(("CTR", "RTJ"), (1, 1)),
    **dict.fromkeys(("NR", "RR", "RU", "RL", "EI", "DI", "BI", "PC", "CB", "PP", "US"), (0, 0)),
    **dict.fromkeys(("OWE", "OWD", "DA", "DB", "p", "q", "h", "r", "z"), (0, 0)),
    "S": (1, 1),
    "QR": (0, 4),
    **dict.fromkeys(BARS, (0, 1)),
}
"""Name: fewest and most numbers. Commands of firmware this printer has not (TrueType, resident
logos, Data Matrix, PDF417, Aztec) are not here: it answers them with illegal data."""

FLASH: dict[str, tuple[int, int]] = {
    **dict.fromkeys(("sb", "mb", "rte", "rtd", "ppe", "ppd", "cs", "dpl", "usbh", "usbs"), (0, 0)),
    **dict.fromkeys(("bce", "bcd"), (0, 0)),
    **dict.fromkeys(("s", "pl", "tl", "eo"), (1, 1)),
}
"""Settings that are written to flash: the printer is deaf for two to three seconds afterwards."""

PRINTS = frozenset({"p", "q", "h", "r", "z"})
FORM_FEED = 0x0C

BAR_DELIMITERS = {"O": b"^^", "F": b"::", "N": b"**"}
"""Code 128, Interleaved 2 of 5, Code 39, by upper-case letter."""
FIELD_DELIMITERS = b"~~"
QR_DELIMITERS = b"{}"

_COMMAND = re.compile(rb"([A-Za-z]+)(\d+(?:,\d+)*)?")
_TEXT = re.compile(rb"[^<>\x00-\x1f]+")
_LONGEST_COMMAND = 40
_LONGEST_WRAPPED = 512


@lru_cache(maxsize=2048)
def _understood(inner: bytes) -> Do | Bad:
    """Return the command; tickets of one design have most of theirs in common."""
    size = len(inner) + 2
    parts = _COMMAND.fullmatch(inner)
    name = parts[1].decode() if parts else ""
    shape = COMMANDS.get(name) or FLASH.get(name)
    if parts is None or shape is None:
        return Bad(f"unknown command <{inner.decode('latin-1')}>", size)
    numbers = tuple(int(number) for number in (parts[2] or b"").split(b",") if number)
    if not shape[0] <= len(numbers) <= shape[1]:
        return Bad(f"<{name}> with {len(numbers)} numbers", size)
    return Do(name, numbers, size)


class FglTokens:
    """Cuts a stream of bytes into tokens; keeps what is not whole yet."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._raw = 0
        self._hex = 0
        self._wrapping: tuple[Do, bytes] | None = None

    def feed(self, data: bytes) -> list[FglToken]:
        """Return the tokens that are whole now."""
        self._buffer += data
        tokens: list[FglToken] = []
        while self._buffer and (token := self._next()) is not None:
            tokens.append(token)
        return tokens

    def _next(self) -> FglToken | None:
        if self._raw:
            return self._raw_dots()
        if self._hex:
            return self._hex_dots()
        if self._wrapping is not None:
            return self._wrapped(*self._wrapping)
        first = self._buffer[0]
        if first == ord("<"):
            return self._command()
        if first == FORM_FEED:
            self._take(1)
            return Do("FF", (), 1)
        if text := _TEXT.match(self._buffer):
            return Say(self._take(text.end()))
        self._take(1)
        return Bad(f"byte {first:02x} in text", 1)

    def _command(self) -> FglToken | None:
        end = self._buffer.find(b">", 1, _LONGEST_COMMAND)
        inner = bytes(self._buffer[1 : end if end > 0 else _LONGEST_COMMAND])
        if b"<" in inner or (end < 0 and len(self._buffer) >= _LONGEST_COMMAND):
            cut = inner.find(b"<")
            self._take(1 + (cut if cut >= 0 else len(inner)))
            return Bad(f"no > behind <{inner[:12].decode('latin-1')}", 1 + len(inner))
        if end < 0:
            return None
        self._take(end + 1)
        command = _understood(inner)
        if isinstance(command, Do):
            self._follow(command)
        return command

    def _follow(self, command: Do) -> None:
        """Some commands say what the next bytes are."""
        name = command.name
        if name == "G":
            self._raw = command.number()
        elif name == "g":
            self._hex = command.number()
        elif name in ("CTR", "RTJ"):
            self._wrapping = command, FIELD_DELIMITERS
        elif name == "QR":
            self._wrapping = command, QR_DELIMITERS
        elif name in BARS:
            self._wrapping = command, BAR_DELIMITERS[name[0].upper()]

    def _raw_dots(self) -> Dots:
        data = self._take(min(self._raw, len(self._buffer)))
        self._raw -= len(data)
        return Dots(data, len(data))

    def _hex_dots(self) -> FglToken | None:
        count = min(self._hex, len(self._buffer)) & ~1
        if not count and self._hex > 1:
            return None
        taken = self._take(max(count, 1))
        try:
            data = bytes.fromhex(taken.decode("ascii"))
        except ValueError:
            self._hex = 0
            return Bad("dots that are not hexadecimal", len(taken))
        self._hex -= len(taken)
        return Dots(data, len(taken))

    def _wrapped(self, command: Do, delimiters: bytes) -> FglToken | None:
        """Without its closing delimiter a field would swallow the commands behind it."""
        end = self._buffer.find(delimiters[1:], 1)
        inner = bytes(self._buffer[1 : end if end > 0 else len(self._buffer)])
        opened = self._buffer[0] == delimiters[0]
        if not opened or b"<" in inner or (end < 0 and len(inner) > _LONGEST_WRAPPED):
            self._wrapping = None
            where = "open" if not opened else "close"
            return Bad(f"<{command.name}> has no {delimiters.decode()} to {where} it", 0)
        if end < 0:
            return None
        self._take(end + 1)
        self._wrapping = None
        return Wrapped(command, inner)

    def _take(self, count: int) -> bytes:
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken
