"""The last exchanges with one device, both directions, for a person who looks for a fault.

Only the head of each exchange is kept: a ticket holds a patron's name, its first bytes do not.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from enum import Enum

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

    def last(self) -> tuple[Exchange, ...]:
        """Return what is remembered, oldest first."""
        with self._lock:
            return tuple(self._ring)
