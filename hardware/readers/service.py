"""What the driver needs of a computer's smart card service (PC/SC), in our own words.

``scard.py`` supplies it on Windows, macOS and Linux alike; tests supply a fake. Names and states
are those of the PC/SC specification, part 5; nothing here belongs to one system.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Protocol


class Trouble(Enum):
    """Why a call of the service failed."""

    NOT_INSTALLED = auto()
    NO_SERVICE = auto()
    NO_PERMISSION = auto()
    NO_READER = auto()
    HELD = auto()
    """Another program has the reader for itself."""
    CARD_GONE = auto()
    FAILED = auto()
    """Anything else, and an answer that is none."""


class CardTrouble(Exception):
    """A call failed; ``code`` is the service's own number, for the log only."""

    def __init__(self, trouble: Trouble, code: str) -> None:
        super().__init__(trouble.name, code)
        self.trouble = trouble
        self.code = code


@dataclass(frozen=True, slots=True)
class Seen:
    """One reader at one moment.

    ``mute``: a card that says nothing when switched on. ``held``: another program has the reader
    for itself. ``events``: how often a card came or went, modulo 65536. ``raw``: the service's own
    word, handed back at the next wait.
    """

    present: bool = False
    mute: bool = False
    held: bool = False
    events: int = 0
    atr: bytes = field(default=b"", repr=False)
    raw: int = 0


class CardLink(Protocol):
    """A connection to the card on one reader."""

    def exchange(self, command: bytes) -> bytes:
        """Send one command and return the answer, two bytes at least.

        Raises:
            CardTrouble: CARD_GONE, or FAILED when there was no answer. A card that has just been
                taken away may count as FAILED until the reader has noticed.
        """
        ...


class CardService(Protocol):
    """A connection to the service. One thread, the device's, uses it; ``cancel`` is for others."""

    def readers(self) -> tuple[str, ...]:
        """Return the names of the readers there are, maybe none.

        Raises:
            CardTrouble: NO_SERVICE and the like.
        """
        ...

    def wait(
        self, readers: Sequence[str], known: Mapping[str, Seen], timeout_s: float
    ) -> dict[str, Seen]:
        """Return how the readers are once one differs from ``known``, ``cancel`` is called, or
        ``timeout_s`` has passed; at once for a reader that is not known.

        Raises:
            CardTrouble: NO_SERVICE, NO_READER when one has been unplugged, and the like.
        """
        ...

    def connect(self, reader: str) -> AbstractContextManager[CardLink]:
        """Return a connection to the card there, shared with other programs; left as it is
        afterwards.

        Raises:
            CardTrouble: On entering: HELD, CARD_GONE, NO_READER, FAILED.
        """
        ...

    def cancel(self) -> None:
        """End a ``wait`` that goes on now; one that begins later is not touched. Thread: any."""
        ...

    def release(self) -> None:
        """Give everything back."""
        ...
