"""The words of protocol E (Concert) of Ingenico Telium terminals. No I/O, no time.

A request is 34 characters, an answer 25, each between STX and ETX with a check byte behind: with
those three the *short* answer is 28 bytes and the *full* one 83, of which 55 characters hold the
card's number. Full ones are wiped as they come and never become a value.

Example: 12.50 EUR for sale A1B2C3D4E5 at window 01 is
``02 "0100001250010978A1B2C3D4E5A010B010" 03 70``, approved with
``02 "010000012501978A1B2C3D4E5" 03 43``.

Source: hardware facts 6.3 (documented); lengths and layout as pyTeliumManager 2.4.2 has them, whose
encodings the tests hold ours against.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from pos.money import Money

STX, ETX, EOT, ENQ, ACK, NAK = (bytes([code]) for code in (0x02, 0x03, 0x04, 0x05, 0x06, 0x15))
NUMERIC = {"EUR": "978", "USD": "840"}
"""ISO 4217 numbers of the currencies that the protocol is known with."""
LARGEST_MINOR = 99_999_999
SHORT, FULL = 25, 80
"""Characters of an answer between STX and ETX."""
PRIVATE = 10

_ANSWER_SHORT, _BY_CARD, _WAIT, _UNFORCED = "0", "1", "A010", "B010"
_PRINTABLE = range(0x20, 0x7F)
_REPLY = re.compile(
    rb"(?P<pos>[0-9]{2})(?P<result>[0-9])(?P<minor>[0-9]{8})[0-9A-Z]"
    rb"(?P<currency>[0-9]{3})(?P<private>[ -~]{10})"
)


class Way(Enum):
    """Which way the money goes, as the request says it."""

    DEBIT = "0"
    REFUND = "2"


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. ``pos``: two digits; ``private``: up to ten printable characters, echoed."""

    pos: str
    way: Way
    amount: Money
    private: str


@dataclass(frozen=True, slots=True, repr=False)
class Reply:
    """A short answer. ``result``: 0 done, 7 refused, 9 not verified. Not shown in logs: what stands
    in ``private`` is the terminal's to choose."""

    pos: str
    result: str
    minor: int
    currency: str
    private: str


class Heard(Enum):
    """What is not a short answer."""

    ENQ = 0x05
    ACK = 0x06
    EOT = 0x04
    NAK = 0x15
    BROKEN = -1
    """A frame that is torn, fails its check or says nothing that the protocol knows."""
    FULL = -2
    """A whole answer of the long form, already wiped."""
    NOISE = -3


_SIGNALS = {one.value: one for one in (Heard.ENQ, Heard.ACK, Heard.EOT, Heard.NAK)}


def fits(amount: Money, numeric: str) -> bool:
    """Return whether ``amount`` can be asked for of a terminal set to currency ``numeric``."""
    return NUMERIC.get(amount.currency) == numeric and 0 < amount.minor <= LARGEST_MINOR


def framed(data: bytes) -> bytes:
    """Return ``data`` between STX and ETX, with its check byte: XOR of data and ETX."""
    return STX + data + ETX + bytes([_check(data)])


def request(ask: Ask) -> bytes:
    """Return the whole frame that asks for ``ask``: short answer, after the sale, by card."""
    number = NUMERIC[ask.amount.currency]
    text = (
        f"{ask.pos:0>2}{ask.amount.minor:08}{_ANSWER_SHORT}{_BY_CARD}{ask.way.value}"
        f"{number}{ask.private:<10}{_WAIT}{_UNFORCED}"
    )
    return framed(text.encode("ascii"))


class Reader:
    """Cuts what a terminal says into signals and answers, byte by byte.

    Holds at most a short answer; what is longer is counted and wiped. Within a frame only printable
    characters are allowed, so a signal ends a torn one and is heard.
    """

    def __init__(self) -> None:
        self._held = bytearray()
        self._length = -1  # of the frame so far; -1 outside
        self._sum = 0
        self._ended = False

    @property
    def inside(self) -> bool:
        """Whether a frame has begun and not ended."""
        return self._length >= 0

    def feed(self, data: bytes) -> Iterator[Heard | Reply]:
        """Take bytes; yield what they say, in order."""
        for byte in data:
            yield from self._take(byte)

    def forget(self) -> None:
        """Wipe what is held of a frame."""
        self._wipe()
        self._length, self._sum, self._ended = -1, 0, False

    def _take(self, byte: int) -> Iterator[Heard | Reply]:
        if self._ended:
            yield self._whole(byte)
        elif not self.inside:
            if byte == STX[0]:
                self._length = 0
            else:
                yield _SIGNALS.get(byte, Heard.NOISE)
        elif byte == ETX[0]:
            self._ended = True
        elif byte in _PRINTABLE:
            self._collect(byte)
        else:
            self.forget()
            yield Heard.BROKEN
            yield from self._take(byte)

    def _collect(self, byte: int) -> None:
        self._length += 1
        self._sum ^= byte
        if self._length <= SHORT:
            self._held.append(byte)
        else:
            self._wipe()

    def _whole(self, check: int) -> Heard | Reply:
        length, good = self._length, check == self._sum ^ ETX[0]
        said = _REPLY.fullmatch(self._held) if good and length == SHORT else None
        reply = None if said is None else _reply(said)
        del said  # it holds the bytes
        self.forget()
        if good and length == FULL:
            return Heard.FULL
        return reply or Heard.BROKEN

    def _wipe(self) -> None:
        for place in range(len(self._held)):
            self._held[place] = 0
        self._held = bytearray()


def _reply(said: re.Match[bytes]) -> Reply:
    text = {name: value.decode("ascii") for name, value in said.groupdict().items()}
    minor = int(text.pop("minor"))
    return Reply(minor=minor, **text)


def _check(data: bytes) -> int:
    total = ETX[0]
    for byte in data:
        total ^= byte
    return total
