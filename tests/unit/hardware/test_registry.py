from __future__ import annotations

import inspect

import pytest

from hardware.check_readers.micr_reader import MicrReader
from hardware.displays.pole import Pole
from hardware.drawers.boxed import BoxedDrawer
from hardware.drawers.kicked import KickedDrawer
from hardware.printers.escpos_device import EscposPrinterDevice
from hardware.printers.fgl_device import FglPrinterDevice
from hardware.printers.looped import LoopedPrinter
from hardware.registry import Devices, build, build_what_can_be
from hardware.scanners.serial_scanner import SerialScanner
from hardware.simulators.stepped_clock import SteppedClock
from pos.errors import InvariantBroken, SettingsInvalid
from pos.lifecycles import DeviceState
from pos.ports.devices import (
    CashDrawer,
    Device,
    Printer,
    PrintOutcome,
    TellsFacts,
    TellsOpenings,
)
from pos.ports.readers import CheckReader, PoleDisplay, Scanner

TICKETS = {"driver": "fgl", "address": "tcp://127.0.0.1:9"}
RECEIPTS = {"driver": "escpos", "address": "tcp://127.0.0.1:9"}
DRAWER = {"driver": "kick", "via": "receipt_printer"}


def test_a_whole_window() -> None:
    devices = build(
        {"ticket_printer": TICKETS, "receipt_printer": RECEIPTS, "cash_drawer": DRAWER},
        SteppedClock(),
    )
    assert [device.name for device in devices.all] == [
        "ticket_printer",
        "receipt_printer",
        "cash_drawer",
    ]
    assert isinstance(devices.cash_drawer, KickedDrawer)
    assert {device.status().state for device in devices.all} == {DeviceState.CLOSED}


def test_a_window_may_have_no_devices() -> None:
    assert build({"window": {}}, SteppedClock()) == Devices()


def test_tickets_may_print_on_a_receipt_printer() -> None:
    devices = build({"ticket_printer": RECEIPTS}, SteppedClock())
    assert isinstance(devices.ticket_printer, EscposPrinterDevice)


def test_a_drawer_may_hang_on_the_ticket_printer() -> None:
    drawer = {**DRAWER, "via": "ticket_printer"}
    devices = build({"ticket_printer": TICKETS, "cash_drawer": drawer}, SteppedClock())
    assert isinstance(devices.ticket_printer, FglPrinterDevice)
    assert isinstance(devices.cash_drawer, KickedDrawer)


@pytest.mark.parametrize(
    ("sections", "place", "reason"),
    [
        ({"ticket_printer": {**TICKETS, "driver": "zpl"}}, "ticket_printer.driver", "not_one_of"),
        ({"ticket_printer": {"address": "tcp://h:1"}}, "ticket_printer.driver", "not_one_of"),
        ({"cash_drawer": {**DRAWER, "driver": "x"}}, "cash_drawer.driver", "not_one_of"),
        ({"cash_drawer": DRAWER}, "cash_drawer.via", "no_such_device"),
        (
            {"ticket_printer": {**TICKETS, "status_mode": "s3"}},
            "ticket_printer.status_mode",
            "not_one_of",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_place(
    sections: dict[str, dict[str, str]], place: str, reason: str
) -> None:
    with pytest.raises(SettingsInvalid) as refused:
        build(sections, SteppedClock())
    assert (refused.value.params["place"], refused.value.params["reason"]) == (place, reason)


def test_every_fault_is_found_and_what_is_right_is_made() -> None:
    sections = {
        "ticket_printer": {**TICKETS, "driver": "zpl"},
        "receipt_printer": RECEIPTS,
        "cash_drawer": {**DRAWER, "via": "ticket_printer"},
        "scanner": {"driver": "serial", "address": "tcp://h"},
    }
    with pytest.raises(SettingsInvalid) as refused:
        build(sections, SteppedClock())
    assert len(refused.value.faults) == 2
    devices, faults = build_what_can_be(sections, SteppedClock())
    assert list(faults) == ["ticket_printer", "scanner"]
    assert [device.name for device in devices.all] == ["receipt_printer"]


def test_closed_devices_answer_at_once() -> None:
    devices = build({"receipt_printer": RECEIPTS, "cash_drawer": DRAWER}, SteppedClock())
    assert devices.receipt_printer is not None
    assert devices.cash_drawer is not None
    assert devices.receipt_printer.print(b"x").result(0).outcome is PrintOutcome.NOT_SENT
    assert devices.cash_drawer.kick().result(0).sent is False
    devices.close()


def test_all_close_together() -> None:
    devices = build(
        {"ticket_printer": TICKETS, "receipt_printer": RECEIPTS, "cash_drawer": DRAWER},
        SteppedClock(),
    )
    devices.open()
    devices.close()
    assert {device.status().state for device in devices.all} == {DeviceState.CLOSED}


@pytest.mark.parametrize(
    ("section", "values", "driver"),
    [
        ("scanner", {"driver": "serial", "prefix": "07"}, SerialScanner),
        ("check_reader", {"driver": "magtek"}, MicrReader),
        ("check_reader", {"driver": "raw", "symbols": "to$-"}, MicrReader),
        ("customer_display", {"driver": "pole", "model": "epson"}, Pole),
    ],
)
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "serial:///dev/null?baud=19200"])
def test_readers_and_displays_are_built_and_close(
    section: str, values: dict[str, str], driver: type, address: str
) -> None:
    (device,) = build({section: {**values, "address": address}}, SteppedClock()).all
    assert isinstance(device, driver)
    assert device.name == section
    device.close()


@pytest.mark.parametrize(
    ("section", "driver"), [("scanner", "keyboard"), ("customer_display", "screen")]
)
def test_what_the_window_itself_supplies_is_not_built(section: str, driver: str) -> None:
    assert build({section: {"driver": driver}}, SteppedClock()).all == ()


@pytest.mark.parametrize(
    ("driver", "port"),
    [
        (LoopedPrinter, Printer),
        (EscposPrinterDevice, Printer),
        (FglPrinterDevice, Printer),
        (FglPrinterDevice, TellsFacts),
        (KickedDrawer, CashDrawer),
        (KickedDrawer, TellsOpenings),
        (KickedDrawer, TellsFacts),
        (BoxedDrawer, CashDrawer),
        (BoxedDrawer, TellsFacts),
        (EscposPrinterDevice, TellsFacts),
        (KickedDrawer, Device),
        (SerialScanner, Scanner),
        (SerialScanner, Device),
        (MicrReader, CheckReader),
        (MicrReader, Device),
        (Pole, PoleDisplay),
        (Pole, Device),
    ],
)
def test_every_driver_has_the_signatures_of_its_port(driver: type, port: type) -> None:
    methods = [name for name in vars(port) if not name.startswith("_") and name != "name"]
    for name in methods:
        wanted = list(inspect.signature(getattr(port, name)).parameters)
        assert list(inspect.signature(getattr(driver, name)).parameters) == wanted
    assert isinstance(inspect.getattr_static(driver, "name"), property)


def test_a_terminal_that_is_not_connected_is_no_device() -> None:
    assert build({"payment_terminal": {"driver": "standalone"}}, SteppedClock()) == Devices()


def test_a_terminal_of_another_kind_is_refused_with_the_kinds_there_are() -> None:
    with pytest.raises(SettingsInvalid) as caught:
        build({"payment_terminal": {"driver": "zvt"}}, SteppedClock())
    assert caught.value.params["place"] == "payment_terminal.driver"
    assert caught.value.params["hint"] == "nexo, telium, stripe"


def test_a_terminal_wants_somebody_who_keeps_its_secrets() -> None:
    with pytest.raises(InvariantBroken):
        build({"payment_terminal": {"driver": "telium"}}, SteppedClock())
