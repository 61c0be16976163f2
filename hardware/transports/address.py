"""Addresses as they stand in window.toml: ``tcp://10.0.0.192:9100``,
``serial:///dev/ttyUSB0?baud=9600`` (on Windows ``serial:///COM3?baud=9600``; with
``&bits=7&parity=even`` where the device wants that),
``usb://0a43:0001?serial=AB12``.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, quote, urlsplit

from hardware.transports.line import Transport
from pos.errors import SettingsInvalid

BAUD_RATES = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
BITS = (7, 8)
PARITIES = ("none", "even", "odd")
WINDOWS = os.name == "nt"
_COM = re.compile(r"COM[1-9][0-9]{0,2}", re.IGNORECASE)
_USB_IDS = re.compile(r"([0-9A-Fa-f]{4}):([0-9A-Fa-f]{4})")
_MOST_INTERFACES = 255


@dataclass(frozen=True, slots=True)
class TcpAddress:
    """Host name or IP address, and port 1-65535 (0 where a simulator picks one)."""

    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"tcp://{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class SerialAddress:
    """A tty, its speed in baud and how a byte looks on it, one of ``BITS`` and of ``PARITIES``;
    one stop bit. A COM port of Windows is ``/COM3``."""

    path: str
    baud: int = 9600
    bits: int = 8
    parity: str = "none"

    def __str__(self) -> str:
        bits = "" if self.bits == 8 else f"&bits={self.bits}"
        parity = "" if self.parity == "none" else f"&parity={self.parity}"
        return f"serial://{self.path}?baud={self.baud}{bits}{parity}"


@dataclass(frozen=True, slots=True)
class UsbAddress:
    """A printer by what it says of itself, so that it is found wherever it is plugged in.

    ``serial``: its serial number, needed where two alike are plugged in. ``interface``: its number,
    where it has several. ``detach``: whether the system's own driver may be moved aside.
    """

    vendor: int
    product: int
    serial: str | None = None
    interface: int | None = None
    detach: bool = True

    def __str__(self) -> str:
        keys = [] if self.serial is None else [f"serial={quote(self.serial, safe='')}"]
        keys += [] if self.interface is None else [f"interface={self.interface}"]
        keys += [] if self.detach else ["detach=no"]
        return f"usb://{self.vendor:04x}:{self.product:04x}{'?' if keys else ''}{'&'.join(keys)}"


LineAddress = TcpAddress | SerialAddress | UsbAddress


def parse_address(text: str, place: str, *, any_port: bool = False) -> LineAddress:
    """Return the address ``text`` stands for.

    Args:
        text: As written by a person.
        place: Where it stands, ``section.key``, for the error.
        any_port: Port 0 is meant: the system picks one.

    Raises:
        SettingsInvalid: ``reason`` bad_address; ``detail`` names the part: whole, scheme, host,
            port, path, baud, bits, parity, device, interface, detach or key.
    """
    try:
        parts = urlsplit(text)
    except ValueError:
        raise _invalid(place, "whole", text) from None
    if parts.scheme == "tcp":
        return _tcp(parts, place, text, any_port)
    if parts.scheme == "serial":
        return _serial(parts, place, text)
    if parts.scheme == "usb":
        return _usb(parts, place, text)
    raise _invalid(place, "scheme", text)


def transport_for(address: LineAddress, *, one_client: bool) -> Transport:
    """Return a closed pipe to ``address``. ``one_client``: the device refuses a second host."""
    if isinstance(address, TcpAddress):
        from hardware.transports.tcp import TcpLine

        return TcpLine(address.host, address.port, one_client=one_client)
    if isinstance(address, UsbAddress):
        from hardware.transports.usb_line import UsbLine

        return UsbLine(address)
    if WINDOWS:  # a COM port has no descriptor that could be waited on
        from hardware.transports.polled_serial import PolledSerialLine

        return PolledSerialLine(address.path, address.baud, address.bits, address.parity)
    from hardware.transports.serial_line import SerialLine

    return SerialLine(address.path, address.baud, address.bits, address.parity)


def _tcp(parts: SplitResult, place: str, text: str, any_port: bool) -> TcpAddress:
    if not parts.hostname or parts.username is not None:
        raise _invalid(place, "host", text)
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise _invalid(place, "whole", text)
    try:
        port = parts.port
    except ValueError:
        port = None
    if port is None or (port == 0 and not any_port):
        raise _invalid(place, "port", text)
    return TcpAddress(parts.hostname, port)


def _serial(parts: SplitResult, place: str, text: str) -> SerialAddress:
    path = parts.netloc + parts.path
    if _COM.fullmatch(path):
        path = f"/{path}"
    if not path.startswith("/") or path == "/":
        raise _invalid(place, "path", text)
    keys = dict(parse_qsl(parts.query, keep_blank_values=True))
    baud = keys.pop("baud", "9600")
    bits = keys.pop("bits", "8")
    parity = keys.pop("parity", "none")
    if keys or parts.fragment:
        raise _invalid(place, "key", text)
    if not baud.isascii() or not baud.isdigit() or int(baud) not in BAUD_RATES:
        raise _invalid(place, "baud", text)
    if bits not in map(str, BITS):
        raise _invalid(place, "bits", text)
    if parity not in PARITIES:
        raise _invalid(place, "parity", text)
    return SerialAddress(path, int(baud), int(bits), parity)


def _usb(parts: SplitResult, place: str, text: str) -> UsbAddress:
    ids = _USB_IDS.fullmatch(parts.netloc)
    if ids is None:
        raise _invalid(place, "device", text)
    if parts.path not in ("", "/") or parts.fragment:
        raise _invalid(place, "whole", text)
    keys = dict(parse_qsl(parts.query, keep_blank_values=True))
    serial = keys.pop("serial", None)
    interface = keys.pop("interface", None)
    detach = keys.pop("detach", "yes")
    if keys or serial == "":
        raise _invalid(place, "key", text)
    if interface is not None and not _is_number(interface, _MOST_INTERFACES):
        raise _invalid(place, "interface", text)
    if detach not in ("yes", "no"):
        raise _invalid(place, "detach", text)
    number = None if interface is None else int(interface)
    return UsbAddress(int(ids[1], 16), int(ids[2], 16), serial, number, detach == "yes")


def _is_number(text: str, most: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= most


def _invalid(place: str, part: str, text: str) -> SettingsInvalid:
    return SettingsInvalid(place=place, reason="bad_address", detail=part, value=text[:200])
