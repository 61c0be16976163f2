"""The way from a virtual card to its reader: the card knocks, as ``vpcd`` wants it.

Source: hardware facts 5 (``vpcd`` listens, the card side connects: verified).
"""

from __future__ import annotations

import socket
from collections.abc import Callable

from hardware.simulators.doors import Address, HostLine, TcpHost
from hardware.simulators.faults import BadFault
from hardware.transports.address import TcpAddress

READER_PORT = 35963
"""Where Debian's ``vpcd`` waits for the card of its first reader."""
_CONNECT_S = 1.0


class CardDoor:
    """Implements ``hardware.simulators.doors.Door``. ``lies``: whether a card is on the reader."""

    inlet = 4096
    look_s: float | None = 0.05

    def __init__(self, address: Address, lies: Callable[[], bool]) -> None:
        if not isinstance(address, TcpAddress):
            raise BadFault("a card is put on a reader at tcp://")
        self._address = address if address.port else TcpAddress(address.host, READER_PORT)
        self._lies = lies

    @property
    def address(self) -> TcpAddress:
        return self._address

    def fileno(self) -> int:
        return -1

    def come(self) -> HostLine | None:
        """Return a connection to the reader while a card lies there; None while there is no
        reader.
        """
        if not self._lies():
            return None
        where = (self._address.host, self._address.port)
        try:
            line = socket.create_connection(where, _CONNECT_S)
        except OSError:
            return None
        line.setblocking(False)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return TcpHost(line)

    def hold(self, *, held: bool) -> None:
        """Nothing: a card serves whoever has the reader."""

    def cut(self) -> None:
        """Nothing: while a card lies there it connects again."""

    def close(self) -> None:
        """Nothing is kept."""
