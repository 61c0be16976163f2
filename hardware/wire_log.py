"""The last exchanges with one device, both directions, for a person who looks for a fault.

Only the head of each exchange is kept, and in memory only; ``keep_in`` adds a file that stays, in
which only the structure of it stands (``wire_file``).
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from enum import Enum

from hardware.wire_file import WireFile, masked
from pos.clock import Clock

HEAD = 64
"""Bytes of an exchange that are kept."""


class Direction(Enum):
    """Which way bytes went, or that the line itself changed."""

    OUT = "out"
    IN = "in"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Exchange:
    """``at_s`` on the device's clock; ``head`` is the first bytes of ``length``."""

    at_s: float
    direction: Direction
    head: bytes
    length: int

    def __str__(self) -> str:
        shown = self.head.hex(" ") if self.direction is not Direction.LINE else self.head.decode()
        return f"{self.at_s:.3f} {self.direction.value} {self.length}: {shown}"


class WireLog:
    """A ring of exchanges. Written on the device's thread, read from any.

    ``hears_people``: what the device says is a person's (a card, a check, a ticket's code); of that
    only the length is kept, no byte.
    """

    def __init__(self, capacity: int = 200, *, hears_people: bool = False) -> None:
        self._hears_people = hears_people
        self._ring: deque[Exchange] = deque(maxlen=capacity)
        self._lock = threading.Lock()
        self._file: tuple[WireFile, Clock] | None = None

    def keep_in(self, file: WireFile, clock: Clock) -> None:
        """From now on write every exchange to ``file`` too, with the time of ``clock``."""
        self._file = (file, clock)

    def note(self, at_s: float, direction: Direction, data: bytes) -> None:
        """Remember one exchange; forgets the oldest when full."""
        hidden = self._hears_people and direction is Direction.IN
        self._keep(Exchange(at_s, direction, b"" if hidden else bytes(data[:HEAD]), len(data)))

    def note_length(self, at_s: float, direction: Direction, length: int) -> None:
        """Remember that ``length`` bytes went by, and none of them."""
        self._keep(Exchange(at_s, direction, b"", length))

    def _keep(self, exchange: Exchange) -> None:
        with self._lock:
            self._ring.append(exchange)
        if self._file is not None:
            file, clock = self._file
            way = exchange.direction
            file.write(clock.now(), way.value, exchange.length, _shown(exchange))

    def last(self) -> tuple[Exchange, ...]:
        """Return what is remembered, oldest first."""
        with self._lock:
            return tuple(self._ring)


def _shown(exchange: Exchange) -> str:
    if exchange.direction is Direction.LINE:
        return exchange.head.decode(errors="replace")
    shown = masked(exchange.head, reply=exchange.direction is Direction.IN)
    hidden = exchange.length - len(exchange.head)
    return f"{shown} ...{hidden}".strip() if hidden else shown
