"""Addresses as they stand in window.toml: ``tcp://10.0.0.192:9100``,
``serial:///dev/ttyUSB0?baud=9600``.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, urlsplit

from hardware.transports.line import Transport
from pos.errors import SettingsInvalid

BAUD_RATES = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)


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
    """A tty and its speed in baud."""

    path: str
    baud: int = 9600

    def __str__(self) -> str:
        return f"serial://{self.path}?baud={self.baud}"


def parse_address(text: str, place: str, *, any_port: bool = False) -> TcpAddress | SerialAddress:
    """Return the address ``text`` stands for.

    Args:
        text: As written by a person.
        place: Where it stands, ``section.key``, for the error.
        any_port: Port 0 is meant: the system picks one.

    Raises:
        SettingsInvalid: ``reason`` bad_address; ``detail`` names the part: whole, scheme, host,
            port, path, baud or key.
    """
    try:
        parts = urlsplit(text)
    except ValueError:
        raise _invalid(place, "whole", text) from None
    if parts.scheme == "tcp":
        return _tcp(parts, place, text, any_port)
    if parts.scheme == "serial":
        return _serial(parts, place, text)
    raise _invalid(place, "scheme", text)


def transport_for(address: TcpAddress | SerialAddress, *, one_client: bool) -> Transport:
    """Return a closed pipe to ``address``. ``one_client``: the device refuses a second host."""
    if isinstance(address, TcpAddress):
        from hardware.transports.tcp import TcpLine

        return TcpLine(address.host, address.port, one_client=one_client)
    from hardware.transports.serial_line import SerialLine

    return SerialLine(address.path, address.baud)


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
    if not path.startswith("/") or path == "/":
        raise _invalid(place, "path", text)
    keys = dict(parse_qsl(parts.query, keep_blank_values=True))
    baud = keys.pop("baud", "9600")
    if keys or parts.fragment:
        raise _invalid(place, "key", text)
    if not baud.isascii() or not baud.isdigit() or int(baud) not in BAUD_RATES:
        raise _invalid(place, "baud", text)
    return SerialAddress(path, int(baud))


def _invalid(place: str, part: str, text: str) -> SettingsInvalid:
    return SettingsInvalid(place=place, reason="bad_address", detail=part, value=text[:200])
