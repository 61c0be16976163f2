"""Which driver a word in window.toml stands for. An explicit table: nothing registers itself.

To add a driver, write its factory here and a row in the README.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar, runtime_checkable

from hardware.settings import (
    DrawerSettings,
    PrinterSettings,
    Section,
    drawer_settings,
    printer_settings,
)
from hardware.transports.address import transport_for
from hardware.wire_file import WireFile
from hardware.wire_log import WireLog
from pos.clock import Clock
from pos.errors import InvariantBroken, SettingsInvalid
from pos.ports.devices import CashDrawer, Device, Printer
from pos.ports.readers import BadgeReader, CheckReader, PoleDisplay, Scanner
from pos.ports.terminals import PaymentTerminal

if TYPE_CHECKING:
    from hardware.terminals.sections import Keeper

TICKET_PRINTER = "ticket_printer"
RECEIPT_PRINTER = "receipt_printer"
CASH_DRAWER = "cash_drawer"
BADGE_READER = "badge_reader"
SCANNER = "scanner"
CHECK_READER = "check_reader"
CUSTOMER_DISPLAY = "customer_display"

PAYMENT_TERMINAL = "payment_terminal"

KIOSK_SUPPLIES = {
    SCANNER: "keyboard",
    CUSTOMER_DISPLAY: "screen",
    PAYMENT_TERMINAL: "standalone",
}
"""Drivers that need a window: keys typed into it, a second screen, and somebody who keys the amount
on a terminal that is not connected."""


D = TypeVar("D", covariant=True)


class Factory(Protocol[D]):
    """Makes one device, closed.

    Raises:
        SettingsInvalid: A value or a combination that makes no sense, with its place.
    """

    def __call__(self, section: Section, clock: Clock, /) -> D: ...


@runtime_checkable
class _Stoppable(Protocol):
    def stop(self) -> None: ...


@runtime_checkable
class _Wired(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def wire(self) -> WireLog: ...


@dataclass(frozen=True, slots=True)
class Devices:
    """The devices of one window, closed to begin with. None: the window has no such device."""

    ticket_printer: Printer | None = None
    receipt_printer: Printer | None = None
    cash_drawer: CashDrawer | None = None
    badge_reader: BadgeReader | None = None
    scanner: Scanner | None = None
    check_reader: CheckReader | None = None
    customer_display: PoleDisplay | None = None
    payment_terminal: PaymentTerminal | None = None

    @property
    def all(self) -> tuple[Device, ...]:
        """Every device there is, printers before what hangs on them."""
        found = (
            self.ticket_printer,
            self.receipt_printer,
            self.cash_drawer,
            self.badge_reader,
            self.scanner,
            self.check_reader,
            self.customer_display,
            self.payment_terminal,
        )
        return tuple(device for device in found if device is not None)

    def open(self) -> None:
        """Open every device; connecting goes on by itself."""
        for device in self.all:
            device.open()

    def close(self) -> None:
        """Close every device, all at the same time; waits at most about 2 s."""
        if self.cash_drawer is not None:  # before the printer it would miss
            self.cash_drawer.close()
        for device in self.all:
            if isinstance(device, _Stoppable):
                device.stop()
        for device in self.all:
            device.close()


def build(
    sections: Mapping[str, Section],
    clock: Clock,
    wire_logs: Path | None = None,
    keeper: Keeper | None = None,
) -> Devices:
    """Return the devices that the sections of window.toml describe.

    Args:
        sections: By section name, the checked values; other sections are ignored.
        clock: Its monotonic time must run by itself, or nothing ever times out.
        wire_logs: Folder in which each device's exchanges stay, masked, as ``wire-DEVICE.log``.
        keeper: Has the secrets that a payment terminal's section names.

    Raises:
        SettingsInvalid: An address, driver or combination that makes no sense: the first one with
            its place, and in ``faults`` one such refusal for each section that has any.
    """
    devices, faults = _made(sections, clock, keeper)
    if faults:
        first, *_ = faults.values()
        raise SettingsInvalid(tuple(faults.values()), **first.params)
    return _wired(devices, clock, wire_logs)


def build_what_can_be(
    sections: Mapping[str, Section],
    clock: Clock,
    wire_logs: Path | None = None,
    keeper: Keeper | None = None,
) -> tuple[Devices, Mapping[str, SettingsInvalid]]:
    """Return the devices whose sections are right, and by section what is wrong with others. What
    hangs on a printer that is not made is not made either."""
    devices, faults = _made(sections, clock, keeper)
    return _wired(devices, clock, wire_logs), faults


def _wired(devices: Devices, clock: Clock, wire_logs: Path | None) -> Devices:
    if wire_logs is not None:
        for device in devices.all:
            if isinstance(device, _Wired):
                file = WireFile(wire_logs / f"wire-{device.name}.log")
                device.wire.keep_in(file, clock)
    return devices


def _made(
    sections: Mapping[str, Section], clock: Clock, keeper: Keeper | None
) -> tuple[Devices, Mapping[str, SettingsInvalid]]:
    faults: dict[str, SettingsInvalid] = {}

    def made(name: str, make: Callable[[Section], T | None]) -> T | None:
        section = sections.get(name)
        try:
            return None if section is None else make(section)
        except SettingsInvalid as fault:
            faults[name] = fault
            return None

    def printer(name: str) -> Printer | None:
        return made(name, lambda section: _printer(name, section, clock))

    def one(table: Mapping[str, Factory[T]], name: str) -> T | None:
        return made(name, lambda section: _one(table, name, section, clock))

    tickets, receipts = printer(TICKET_PRINTER), printer(RECEIPT_PRINTER)
    there = {TICKET_PRINTER: tickets, RECEIPT_PRINTER: receipts}
    printers = {name: found for name, found in there.items() if found is not None}

    def drawer(section: Section) -> CashDrawer | None:
        behind = str(section.get("via", ""))
        return None if behind in faults else _drawer(section, printers, clock)

    devices = Devices(
        tickets,
        receipts,
        made(CASH_DRAWER, drawer),
        badge_reader=one(BADGE_READERS, BADGE_READER),
        scanner=one(SCANNERS, SCANNER),
        check_reader=one(CHECK_READERS, CHECK_READER),
        customer_display=one(POLE_DISPLAYS, CUSTOMER_DISPLAY),
        payment_terminal=made(PAYMENT_TERMINAL, lambda section: _terminal(section, keeper, clock)),
    )
    return devices, faults


def fgl_printer(settings: PrinterSettings, clock: Clock) -> Printer:
    """Return a BOCA-like ticket printer. It refuses a second host (hardware facts 1.1)."""
    from hardware.printers.fgl_device import FglPrinterDevice

    line = transport_for(settings.address, one_client=True)
    return FglPrinterDevice(settings, line, clock)


def escpos_printer(settings: PrinterSettings, clock: Clock) -> Printer:
    """Return a receipt printer that speaks ESC/POS."""
    from hardware.printers.escpos_device import EscposPrinterDevice

    line = transport_for(settings.address, one_client=False)
    return EscposPrinterDevice(settings, line, clock)


def kicked_drawer(
    settings: DrawerSettings, printers: Mapping[str, Printer], clock: Clock
) -> CashDrawer:
    """Return a drawer behind the printer named in ``via``."""
    from hardware.drawers.kicked import KickedDrawer
    from hardware.printers.kicking import KickingPrinterDevice

    printer = printers.get(settings.via)
    if printer is None:
        raise SettingsInvalid(
            place=f"{settings.name}.via", reason="no_such_device", value=settings.via
        )
    if not isinstance(printer, KickingPrinterDevice):
        raise SettingsInvalid(
            place=f"{settings.name}.via", reason="no_drawer_port", value=settings.via
        )
    return KickedDrawer(printer, settings, clock)


def boxed_drawer(
    settings: DrawerSettings, printers: Mapping[str, Printer], clock: Clock
) -> CashDrawer:
    """Return a drawer behind a trigger box on a line of its own."""
    from hardware.drawers.boxed import BoxedDrawer

    if settings.address is None:
        raise SettingsInvalid(place=f"{settings.name}.address", reason="missing_key")
    return BoxedDrawer(settings, transport_for(settings.address, one_client=True), clock)


def serial_scanner_device(section: Section, clock: Clock) -> Scanner:
    """Return a scanner on a line of its own."""
    from hardware.scanners.serial_scanner import serial_scanner

    return serial_scanner(section, clock)


def pcsc_reader(section: Section, clock: Clock) -> BadgeReader:
    """Return a reader behind the computer's smart card service."""
    from hardware.readers.pcsc import PcscReader
    from hardware.readers.scard import pcsc_service

    return PcscReader(BADGE_READER, str(section.get("reader", "")), pcsc_service, clock)


def micr_reader(section: Section, clock: Clock) -> CheckReader:
    """Return a reader of checks; it tells by its section which forms it speaks."""
    from hardware.check_readers.micr_reader import check_reader

    return check_reader(section, clock)


def pole_display(section: Section, clock: Clock) -> PoleDisplay:
    """Return a display of two lines of twenty."""
    from hardware.displays.pole import pole_display_of

    return pole_display_of(section, clock)


def nexo_terminal(section: Section, keeper: Keeper, clock: Clock) -> PaymentTerminal:
    """Return a terminal that speaks nexo Sale to POI in the local network."""
    from hardware.terminals import nexo, sections

    return nexo.nexo_terminal(sections.nexo_settings(section, keeper), clock)


def telium_terminal(section: Section, keeper: Keeper, clock: Clock) -> PaymentTerminal:
    """Return an Ingenico terminal that speaks protocol E."""
    from hardware.terminals import sections, telium

    return telium.telium_terminal(sections.telium_settings(section), clock)


def stripe_terminal(section: Section, keeper: Keeper, clock: Clock) -> PaymentTerminal:
    """Return a Stripe reader, reached through Stripe."""
    from hardware.terminals import sections, stripe_terminal

    return stripe_terminal.stripe_terminal(sections.stripe_settings(section, keeper), clock)


PRINTERS: Mapping[str, Callable[[PrinterSettings, Clock], Printer]] = {
    "fgl": fgl_printer,
    "escpos": escpos_printer,
}
DRAWERS: Mapping[str, Callable[[DrawerSettings, Mapping[str, Printer], Clock], CashDrawer]] = {
    "kick": kicked_drawer,
    "serial": boxed_drawer,
}
BADGE_READERS: Mapping[str, Factory[BadgeReader]] = {"pcsc": pcsc_reader}
SCANNERS: Mapping[str, Factory[Scanner]] = {"serial": serial_scanner_device}
CHECK_READERS: Mapping[str, Factory[CheckReader]] = {
    "magtek": micr_reader,
    "raw": micr_reader,
}
POLE_DISPLAYS: Mapping[str, Factory[PoleDisplay]] = {"pole": pole_display}
"""A factory gets the section and the clock."""
PAYMENT_TERMINALS: Mapping[str, Callable[[Section, Keeper, Clock], PaymentTerminal]] = {
    "nexo": nexo_terminal,
    "telium": telium_terminal,
    "stripe": stripe_terminal,
}
"""These get who has their secrets, too."""

T = TypeVar("T")


def _one(table: Mapping[str, Factory[T]], name: str, section: Section, clock: Clock) -> T | None:
    driver = str(section.get("driver", ""))
    if driver == KIOSK_SUPPLIES.get(name):
        return None
    _known(driver, table, name)
    return table[driver](section, clock)


def _terminal(section: Section, keeper: Keeper | None, clock: Clock) -> PaymentTerminal | None:
    driver = str(section.get("driver", ""))
    if driver == KIOSK_SUPPLIES[PAYMENT_TERMINAL]:
        return None
    _known(driver, PAYMENT_TERMINALS, PAYMENT_TERMINAL)
    if keeper is None:
        raise InvariantBroken("hardware.no_keeper", device=PAYMENT_TERMINAL)
    return PAYMENT_TERMINALS[driver](section, keeper, clock)


def _printer(name: str, section: Section, clock: Clock) -> Printer:
    settings = printer_settings(name, section)
    _known(settings.driver, PRINTERS, name)
    return PRINTERS[settings.driver](settings, clock)


def _drawer(section: Section, printers: Mapping[str, Printer], clock: Clock) -> CashDrawer:
    settings = drawer_settings(CASH_DRAWER, section)
    _known(settings.driver, DRAWERS, CASH_DRAWER)
    return DRAWERS[settings.driver](settings, printers, clock)


def _known(driver: str, table: Mapping[str, object], name: str) -> None:
    if driver not in table:
        hint = ", ".join(table)
        raise SettingsInvalid(place=f"{name}.driver", reason="not_one_of", value=driver, hint=hint)
