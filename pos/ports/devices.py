"""What the box office needs from devices. Drivers in ``hardware`` supply it; the composition root
joins them.

Every device owns one named thread. ``open``, ``close``, ``print``, ``kick`` and ``status`` may be
called from any thread
and never block on the device; answers come as futures that complete on the device's thread.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol, runtime_checkable

from pos.lifecycles import DeviceState


class Condition(Enum):
    """What a device says about itself, in the words of the trade. ``kiosk/messages.py`` has the
    remedy for each."""

    LOW_STOCK = "low_stock"
    OUT_OF_STOCK = "out_of_stock"
    JAM = "jam"
    CUTTER_JAM = "cutter_jam"
    COVER_OPEN = "cover_open"
    ILLEGAL_DATA = "illegal_data"
    RESTARTED = "restarted"
    """It was switched off and on: whatever it had buffered is gone."""
    UNREACHABLE = "unreachable"
    HELD_BY_OTHER = "held_by_other"
    """It refuses us because another program is connected to it."""
    SILENT = "silent"
    """Connected, but it does not answer."""
    UNINTELLIGIBLE = "unintelligible"
    """It answered something its protocol does not allow."""
    MECHANICAL = "mechanical"
    DRAWER_OPEN = "drawer_open"
    DRAWER_LEFT_OPEN = "drawer_left_open"
    """Open longer than the venue allows; a person is called."""
    TICKET_WAITING = "ticket_waiting"
    """A printed ticket has to be taken out before the next one prints."""
    NO_PERMISSION = "no_permission"
    """The computer does not let this account use the device."""
    NO_SERVICE = "no_service"
    """A service of the computer that it needs is not running (smart card service)."""
    NOT_INSTALLED = "not_installed"
    """A library that it needs is not installed on this computer."""
    NOT_TRUSTED = "not_trusted"
    """Whoever answers there cannot prove to be that terminal: its certificate is out of date, comes
    from another authority or names another terminal."""
    KEY_REFUSED = "key_refused"
    """It does not accept the key that this window has for it."""
    PROCESSOR_UNREACHABLE = "processor_unreachable"
    """The terminal, or this window where it goes through the internet, does not reach the payment
    processor."""
    TERMINAL_BUSY = "terminal_busy"
    """It is in the middle of something else, at another till or at its own keys."""
    NOT_REGISTERED = "not_registered"
    """It works, and nobody has put the serial it answers with into the register."""
    INSPECTION_OVERDUE = "inspection_overdue"
    """It works, and nobody has looked at it for too long, or something was wrong with it."""


WARNINGS = frozenset(
    {
        Condition.LOW_STOCK,
        Condition.DRAWER_OPEN,
        Condition.DRAWER_LEFT_OPEN,
        Condition.RESTARTED,
        Condition.TICKET_WAITING,
        Condition.NOT_REGISTERED,
        Condition.INSPECTION_OVERDUE,
    }
)
"""Conditions that do not stop work."""


@dataclass(frozen=True, slots=True)
class DeviceStatus:
    """A device's health at one moment. ``device`` is the section name in window.toml."""

    device: str
    state: DeviceState
    conditions: frozenset[Condition] = field(default_factory=frozenset)


class PrintOutcome(Enum):
    """What became of one print job."""

    PRINTED = "printed"
    """The printer said so."""
    NOT_SENT = "not_sent"
    """Not one byte of it can have reached paper; sending again is safe."""
    UNKNOWN = "unknown"
    """Bytes left and no acknowledgement came; only a person can say."""
    SPOILED = "spoiled"
    """The printer reported a fault that ruins the paper (jam, cutter, illegal data)."""


@dataclass(frozen=True, slots=True)
class PrintResult:
    """Outcome of one job; ``condition`` says why when it is not PRINTED. ``first_byte_s`` is the
    clock's monotonic
    second at which the first byte went to the transport, or None when none did."""

    outcome: PrintOutcome
    condition: Condition | None = None
    first_byte_s: float | None = None


@dataclass(frozen=True, slots=True)
class KickResult:
    """``sent``: the pulse left. ``seen_open``: the sensor changed to open; None when there is no
    sensor to ask."""

    sent: bool
    seen_open: bool | None = None
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class OpenSpell:
    """One time that a drawer stood open, as its sensor told it. ``open_s``: for how many seconds.
    ``seen_shut``: False when the sensor was lost meanwhile: at least so long, then. ``too_long``:
    longer than the venue allows; DRAWER_LEFT_OPEN was told."""

    open_s: float
    seen_shut: bool
    too_long: bool


Watcher = Callable[[DeviceStatus], None]
"""Called on the device's thread at every change of status; must return at once and not raise."""


class Device(Protocol):
    """Anything with a name, a thread and a health."""

    @property
    def name(self) -> str:
        """The section name in window.toml, e.g. ``ticket_printer``."""
        ...

    def open(self) -> None:
        """Start the device's thread; it connects, and reconnects with back-off until ``close``."""
        ...

    def close(self) -> None:
        """Stop the thread and free the line. Jobs not begun end NOT_SENT, the one under way
        UNKNOWN. Waits at most 2 s."""
        ...

    def status(self) -> DeviceStatus:
        """Return the newest status without asking the device."""
        ...

    def watch(self, watcher: Watcher) -> None:
        """Call ``watcher`` at once with the present status and then at every change."""
        ...


@runtime_checkable
class TellsFacts(Protocol):
    """A device that said something about itself, for ``foyer doctor`` and the set-up screen."""

    def facts(self) -> Mapping[str, str]:
        """Return the newest that it said, without asking: stable codes such as ``firmware``,
        ``tickets_printed``, ``status_mode``, ``acknowledges_by``, ``port``, and its words for them.
        Empty before it has answered. Thread: any.
        """
        ...


class Printer(Device, Protocol):
    """A ticket or receipt printer. One job is in flight; further ones wait in order."""

    def print(self, data: bytes) -> Future[PrintResult]:
        """Send one ticket or receipt and wait for the printer's word. Paper may move. Never sends
        twice."""
        ...


class CashDrawer(Device, Protocol):
    """A drawer behind a printer or on a line of its own."""

    def kick(self) -> Future[KickResult]:
        """Pulse the drawer. The caller has already committed the reason."""
        ...

    def sensor_level(self) -> bool | None:
        """Return the newest level of the drawer's sensor as the device told it, True for high; None
        when it has not told. Which level means open is learned at set-up. Thread: any.
        """
        ...


@runtime_checkable
class TellsOpenings(Protocol):
    """A drawer with a sensor: how long it stood open, for the record of openings."""

    def open_for_s(self) -> float | None:
        """Return for how many seconds it has been open; None while it is not seen open. Thread:
        any.
        """
        ...

    def watch_openings(self, watcher: Callable[[OpenSpell], None]) -> None:
        """Call ``watcher`` on the device's thread whenever a time of standing open has ended, by
        key or by kick. It must return at once and not raise. Nothing is told of what was before.
        """
        ...
