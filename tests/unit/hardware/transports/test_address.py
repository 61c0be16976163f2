from __future__ import annotations

import pytest

from hardware.transports import address as addresses
from hardware.transports.address import (
    LineAddress,
    SerialAddress,
    TcpAddress,
    UsbAddress,
    parse_address,
    transport_for,
)
from hardware.transports.polled_serial import PolledSerialLine
from hardware.transports.serial_line import SerialLine
from hardware.transports.tcp import TcpLine
from hardware.transports.usb_line import UsbLine
from pos.errors import SettingsInvalid


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("tcp://10.0.0.192:9100", TcpAddress("10.0.0.192", 9100)),
        ("tcp://tickets.example:9100/", TcpAddress("tickets.example", 9100)),
        ("tcp://[fe80::1]:9100", TcpAddress("fe80::1", 9100)),
        ("serial:///dev/ttyUSB0", SerialAddress("/dev/ttyUSB0", 9600)),
        ("serial:///dev/ttyUSB0?baud=115200", SerialAddress("/dev/ttyUSB0", 115200)),
        ("serial:///COM3?baud=19200", SerialAddress("/COM3", 19200)),
        ("serial://COM3", SerialAddress("/COM3", 9600)),
        ("serial:///COM3?bits=7&parity=even", SerialAddress("/COM3", 9600, 7, "even")),
        ("serial:///dev/ttyS0?parity=odd&baud=1200", SerialAddress("/dev/ttyS0", 1200, 8, "odd")),
        ("usb://0a43:0001", UsbAddress(0x0A43, 1)),
        ("usb://04B8:0e15/?serial=AB12", UsbAddress(0x04B8, 0x0E15, "AB12")),
        ("usb://0a43:0001?serial=A%26B%2012", UsbAddress(0x0A43, 1, "A&B 12")),
        (
            "usb://0a43:0001?serial=AB12&interface=1&detach=no",
            UsbAddress(0x0A43, 1, "AB12", 1, False),
        ),
    ],
)
def test_addresses_are_read_and_written(text: str, address: LineAddress) -> None:
    assert parse_address(text, "ticket_printer.address") == address
    assert parse_address(str(address), "x") == address


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("", "scheme"),
        ("10.0.0.192:9100", "scheme"),
        ("lpt://1", "scheme"),
        ("usb://", "device"),
        ("usb://0a43", "device"),
        ("usb://a43:1", "device"),
        ("usb://0a43:00g1", "device"),
        ("usb://0a43:0001/2", "whole"),
        ("usb://0a43:0001#2", "whole"),
        ("usb://0a43:0001?serial=", "key"),
        ("usb://0a43:0001?bus=1", "key"),
        ("usb://0a43:0001?interface=x", "interface"),
        ("usb://0a43:0001?interface=256", "interface"),
        ("usb://0a43:0001?detach=maybe", "detach"),
        ("tcp://[::1", "whole"),
        ("tcp://:9100", "host"),
        ("tcp://me@printer:9100", "host"),
        ("tcp://printer", "port"),
        ("tcp://printer:0", "port"),
        ("tcp://printer:70000", "port"),
        ("tcp://printer:ninety", "port"),
        ("tcp://printer:9100/path", "whole"),
        ("tcp://printer:9100?baud=9600", "whole"),
        ("serial://", "path"),
        ("serial://ttyUSB0", "path"),
        ("serial://COM0", "path"),
        ("serial:///dev/ttyUSB0?baud=fast", "baud"),
        ("serial:///dev/ttyUSB0?baud=9601", "baud"),
        ("serial:///dev/ttyUSB0?baud=", "baud"),
        ("serial:///dev/ttyUSB0?speed=9600", "key"),
        ("serial:///dev/ttyUSB0?bits=9", "bits"),
        ("serial:///dev/ttyUSB0?bits=", "bits"),
        ("serial:///dev/ttyUSB0?parity=E", "parity"),
    ],
)
def test_nonsense_is_refused_with_its_place(text: str, detail: str) -> None:
    with pytest.raises(SettingsInvalid) as refused:
        parse_address(text, "ticket_printer.address")
    assert refused.value.params["place"] == "ticket_printer.address"
    assert refused.value.params["reason"] == "bad_address"
    assert refused.value.params["detail"] == detail


def test_a_simulator_may_have_any_port() -> None:
    assert parse_address("tcp://127.0.0.1:0", "x", any_port=True) == TcpAddress("127.0.0.1", 0)


def test_each_address_has_its_line() -> None:
    tcp = transport_for(TcpAddress("127.0.0.1", 9100), one_client=True)
    assert isinstance(tcp, TcpLine)
    serial = transport_for(SerialAddress("/dev/ttyUSB0"), one_client=False)
    assert isinstance(serial, SerialLine)
    assert isinstance(transport_for(UsbAddress(0x0A43, 1), one_client=True), UsbLine)


def test_windows_has_a_serial_line_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "WINDOWS", True)
    line = transport_for(SerialAddress("/COM3"), one_client=False)
    assert isinstance(line, PolledSerialLine)
