"""The wire log that stays: a file per device, turned over when it is full, with nobody in it.

One line an exchange: time, direction, length, and of its first bytes only what is structure::

    2026-11-21T18:00:00.125+00:00 out 57: <CB> <RC24,40> ...12 1b 40 ...7

Control bytes stand in hex, with the letter of the command that they begin; layout commands of FGL
stand as they are; of everything else, text, codes, dots, only the number of bytes is told. A reply
of a few printable bytes is a status and stands in hex. What a reader heard never comes this far
(``WireLog``).
"""

from __future__ import annotations

import os
import re
import threading
from datetime import datetime
from itertools import pairwise
from pathlib import Path

MOST_BYTES = 1_000_000
KEPT = 3
"""Files of one device, the one that is written to among them."""
_ONLY_OURS = 0o600
_STATUS = 4
"""Longest run of printable bytes in a reply that is a status rather than a text."""
_FGL = (
    rb"<(?:CB|NR|RR|RU|RL|EI|DI|BI|RC|HW|BS|BX|F|SD|LT|HX|VX|X|G|g|S|p|q)"
    rb"(?:\d{1,4}(?:,\d{1,4}){0,3})?>"
)
_BEGINS = rb"[\x10\x1b\x1c\x1d][@-~!-/]?"
"""DLE, ESC, FS, GS and the letter or sign behind it."""
_PART = re.compile(rb"(?P<fgl>" + _FGL + rb")|(?P<control>" + _BEGINS + rb"|[\x00-\x1f\x7f])")


def masked(data: bytes, *, reply: bool) -> str:
    """Return what may be kept of ``data``."""
    parts: list[str] = []
    at = 0
    for part in _PART.finditer(data):
        parts += _hidden(data[at : part.start()], reply=reply)
        parts.append(part[0].decode() if part["fgl"] else part[0].hex(" "))
        at = part.end()
    return " ".join(parts + _hidden(data[at:], reply=reply))


def _hidden(text: bytes, *, reply: bool) -> list[str]:
    if not text:
        return []
    return [text.hex(" ")] if reply and len(text) <= _STATUS else [f"...{len(text)}"]


class WireFile:
    """Lines for one device. Thread: any.

    Nothing here raises: a disk that is full, or gone, must not stop a device. ``dropped`` counts
    the lines that were lost to it.
    """

    def __init__(self, path: Path, most_bytes: int = MOST_BYTES) -> None:
        self._path = path
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self.dropped = 0

    def write(self, at: datetime, direction: str, length: int, shown: str) -> None:
        """Add a line; what is in it has been masked."""
        line = f"{at.isoformat(timespec='milliseconds')} {direction} {length}: {shown}\n".encode()
        with self._lock:
            try:
                self._append(line)
            except OSError:
                self.dropped += 1

    def _append(self, line: bytes) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        kept = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, _ONLY_OURS)
        try:
            os.write(kept, line)
            full = os.fstat(kept).st_size >= self._most_bytes
        finally:
            os.close(kept)
        if full:
            self._turn_over()

    def _turn_over(self) -> None:
        names = [self._path, *(self._older(number) for number in range(1, KEPT))]
        for newer, older in reversed(list(pairwise(names))):
            if newer.exists():
                newer.replace(older)

    def _older(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.name}.{number}")
