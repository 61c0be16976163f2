"""Where hosts come to a virtual device, and its end of the line to one of them.

A door is what the address names: a listening TCP port here, a pseudo-terminal in ``tty_door``. The
server does not know which. Thread: the server's.
"""

from __future__ import annotations

import socket
import struct
from typing import TYPE_CHECKING, Protocol, Union

from hardware.transports.address import SerialAddress, TcpAddress

if TYPE_CHECKING:
    from hardware.simulators.usb_door import UsbSocket

Address = Union[TcpAddress, SerialAddress, "UsbSocket"]
RESET = struct.pack("ii", 1, 0)
"""SO_LINGER: close with a reset, as a device does that loses power or turns a second host away."""


class HostLine(Protocol):
    """The device's end of the line to one host."""

    def fileno(self) -> int: ...

    def take(self, most: int) -> bytes | None:
        """Return what the host sent, nothing when that is nothing yet, None when it has gone."""
        ...

    def give(self, data: bytes) -> int:
        """Send what the line takes at once; return how many bytes that were.

        Raises:
            OSError: The host has gone.
        """
        ...

    def hang_up(self, *, reset: bool) -> None:
        """End this line, with ``reset`` as a device does that loses its power."""
        ...


class Door(Protocol):
    """Where hosts come in."""

    inlet: int
    """Bytes that are taken off the line in front of the device's own buffer."""
    look_s: float | None
    """How often ``come`` is to be asked while nobody is here; None: when ``fileno`` is readable."""

    @property
    def address(self) -> Address:
        """Where it really is."""
        ...

    def fileno(self) -> int: ...

    def come(self) -> HostLine | None:
        """Return a host who has come."""
        ...

    def hold(self, *, held: bool) -> None:
        """Have another program hold the device, or let go; the server turns hosts away itself."""
        ...

    def cut(self) -> None:
        """The line broke, whoever was on it."""
        ...

    def close(self) -> None:
        """Take the door away. Harmless when it is gone."""
        ...


def door_at(address: Address) -> Door:
    """Open a door.

    Raises:
        OSError: The port or the path is taken.
    """
    if isinstance(address, TcpAddress):
        return TcpDoor(address)
    if not isinstance(address, SerialAddress):
        return address.door()
    from hardware.simulators.tty_door import TtyDoor  # ptys: not on Windows

    return TtyDoor(address)


class TcpDoor:
    """A listening port."""

    inlet = 64 * 1024
    look_s: float | None = None

    def __init__(self, address: TcpAddress) -> None:
        family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
        self._door = socket.socket(family, socket.SOCK_STREAM)
        try:
            self._door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._door.setblocking(False)
            self._door.bind((address.host, address.port))
            self._door.listen()
        except OSError:
            self._door.close()
            raise

    @property
    def address(self) -> TcpAddress:
        host, port = self._door.getsockname()[:2]
        return TcpAddress(host, port)

    def fileno(self) -> int:
        return self._door.fileno()

    def come(self) -> HostLine | None:
        try:
            line, _ = self._door.accept()
        except BlockingIOError:  # it went away before it was let in
            return None
        line.setblocking(False)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return TcpHost(line)

    def hold(self, *, held: bool) -> None:
        """Nothing: whoever knocks meanwhile is turned away."""

    def cut(self) -> None:
        """Nothing: the port stays, its lines were reset."""

    def close(self) -> None:
        self._door.close()


def kept(address: TcpAddress) -> socket.socket:
    """Return what keeps a port whose device is away, so that no program is given it by chance:
    whoever knocks is refused. Close it before the device comes back.

    Raises:
        OSError: Somebody has it already.
    """
    keeper = socket.socket(socket.AF_INET6 if ":" in address.host else socket.AF_INET)
    try:
        keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        keeper.bind((address.host, address.port))
    except OSError:
        keeper.close()
        raise
    return keeper


class TcpHost:
    """An accepted connection."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line

    def fileno(self) -> int:
        return self._line.fileno()

    def take(self, most: int) -> bytes | None:
        try:
            return self._line.recv(most) or None
        except BlockingIOError:
            return b""
        except OSError:
            return None

    def give(self, data: bytes) -> int:
        try:
            return self._line.send(data)
        except BlockingIOError:
            return 0

    def hang_up(self, *, reset: bool) -> None:
        if reset:
            self._line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self._line.close()
