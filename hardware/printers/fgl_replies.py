"""What an FGL printer sends, told apart: status bytes, the answer to ``<S2>``, letters.

One stream carries all of them, in pieces of any size. Status bytes lie below 20 and may come in the
middle of a text. Readable bytes are the answer to ``<S2>`` as far as they fit its form
(``0004616 PROM = FGL46G42``, hardware facts 1.6, documented; it has no end of its own); what does
not fit is a letter, the answer to ``<S92>``. A digit alone could begin either: it is held back
until something follows or ``held`` is asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hardware.printers.fgl_status import LINE_END


@dataclass(frozen=True, slots=True)
class Said:
    """A status byte, unasked."""

    byte: int


@dataclass(frozen=True, slots=True)
class Counted:
    """The tickets that the printer has printed in its life."""

    tickets: int


@dataclass(frozen=True, slots=True)
class Letter:
    """One readable byte that is no part of a count."""

    byte: int


Heard = Said | Counted | Letter

_MIDDLE = b" PROM = "
_COUNT = re.compile(rb"(\d{7})" + _MIDDLE + rb"$")
_FIRMWARE = re.compile(rb"[A-Z]{0,4}|[A-Z]{1,4}\d{1,2}(?:[A-Z](?:\d{1,2})?)?")
_LAST_DIGITS = re.compile(rb"\d*$")
_DIGITS = 7


class FglReplies:
    """Cuts what arrives. ``firmware`` is what the newest count was followed by."""

    def __init__(self) -> None:
        self.firmware = ""
        self._text = b""
        self._borrowed = 0  # bytes of the text that belonged to the firmware
        self._version: bytes | None = None
        self._readable = False

    def forget(self) -> None:
        """A new line: what was half said stays half."""
        self._text = b""
        self._borrowed = 0
        self._version = None
        self._readable = False

    def asked(self) -> None:
        """We have sent something: a line end from now on ends no earlier text."""
        self._readable = False

    def feed(self, data: bytes) -> list[Heard]:
        """Return what was said, in order."""
        heard: list[Heard] = []
        for byte in data:
            if byte >= 0x20:
                self._readable = True
                heard += self._read(byte)
            elif not (self._readable and byte in LINE_END):
                self._readable = False
                heard.append(Said(byte))
        return heard

    def held(self) -> list[Heard]:
        """Return a digit that nothing has followed, as the letter it must be."""
        if len(self._text) != 1 or self._borrowed:
            return []
        byte, self._text = self._text[0], b""
        return [Letter(byte)]

    def _read(self, byte: int) -> list[Heard]:
        one = bytes((byte,))
        if self._version is not None:
            if _FIRMWARE.fullmatch(self._version + one):
                self._version += one
                version = self._version.decode("ascii")
                if not self.firmware.startswith(version):  # or it is being said once more
                    self.firmware = version
                return []
            # its last digits may be the first of the next count
            found = _LAST_DIGITS.search(self._version)
            self._text = found[0] if found else b""
            self._borrowed = len(self._text)
            self._version = None
        self._text += one
        if counted := _COUNT.search(self._text):
            self._text, self._version, self._borrowed = b"", b"", 0
            return [Counted(int(counted[1]))]
        return self._unfit()

    def _unfit(self) -> list[Heard]:
        """Take from the front what cannot become a count any more."""
        letters: list[Heard] = []
        while self._text and not _may_become_count(self._text):
            if self._borrowed:
                self._borrowed -= 1
            else:
                letters.append(Letter(self._text[0]))
            self._text = self._text[1:]
        return letters


def _may_become_count(text: bytes) -> bool:
    digits, middle = text[:_DIGITS], text[_DIGITS:]
    return digits.isdigit() and _MIDDLE.startswith(middle)
