"""What the box office needs from whatever reads or shows at the window: badge readers, scanners,
check readers, a pole display. Drivers in ``hardware`` supply it.

A payment card in front of any of them is refused and forgotten: the driver drops what it read
before it is handed on, kept or logged, and says ``PAYMENT_CARD``. What was read is a person's or a
patron's until it is shown otherwise: it is never logged.

Listeners are called on the device's thread, must return at once and not raise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from pos.ports.devices import Device


class ReadProblem(Enum):
    """Why nothing usable was read. ``kiosk/wording`` has the remedy for each."""

    PAYMENT_CARD = "payment_card"
    """It carried a payment card's number; refused and forgotten."""
    UNREADABLE = "unreadable"
    """It read something that has no meaning: bad check, damaged code, wrong side."""
    PARTIAL = "partial"
    """Part of it was read (a check without its account); the rest is typed."""
    TAKEN_AWAY = "taken_away"
    """The card or badge was gone before it was read."""
    TOO_LONG = "too_long"
    """More than any code of ours holds."""


@dataclass(frozen=True, slots=True)
class Scan:
    """One code as the scanner read it.

    ``text`` is without prefix and suffix, at most 200 characters, empty when there is a
    ``problem``. ``symbology`` is ``code128``, ``qr``, ``code39``, ``pdf417`` or empty when the
    scanner does not tell.
    """

    device: str
    text: str = field(default="", repr=False)
    symbology: str = ""
    problem: ReadProblem | None = None


@dataclass(frozen=True, slots=True)
class BadgeRead:
    """A badge or member card: ``uid`` in upper-case hex, 4, 7 or 10 bytes. It identifies, it proves
    nothing: ids can be copied, so a PIN goes with it."""

    device: str
    uid: str = field(default="", repr=False)
    problem: ReadProblem | None = None


@dataclass(frozen=True, slots=True)
class CheckRead:
    """A check's magnetic line.

    ``routing`` is nine digits with a right ABA check digit, or empty. ``account`` is personal data:
    shown masked, never stored whole, never logged. ``problem`` PARTIAL: some of them are empty;
    UNREADABLE: all are.
    """

    device: str
    routing: str = ""
    account: str = field(default="", repr=False)
    number: str = ""
    problem: ReadProblem | None = None


class Scanner(Device, Protocol):
    """A bar code scanner on a line of its own."""

    def listen(self, listener: Callable[[Scan], None]) -> None:
        """Call ``listener`` for each code from now on; the same code again within a moment is one
        code."""
        ...


class BadgeReader(Device, Protocol):
    """A contactless or chip reader for badges and member cards."""

    def listen(self, listener: Callable[[BadgeRead], None]) -> None:
        """Call ``listener`` for each badge put on; once for each time it is put on."""
        ...


class CheckReader(Device, Protocol):
    """A reader of checks' magnetic lines. It may also read magnetic stripes: a payment card is
    refused."""

    def listen(self, listener: Callable[[CheckRead], None]) -> None:
        """Call ``listener`` for each check pulled through."""
        ...


class PoleDisplay(Device, Protocol):
    """Two lines of twenty characters for the patron."""

    def show(self, upper: str, lower: str) -> None:
        """Show two lines; the newest call wins, a display that was away gets it on its return.

        Longer lines are cut, letters that the display lacks are transliterated. Thread: any; never
        waits.
        """
        ...
