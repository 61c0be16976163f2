"""A raw TCP line, as network printers offer on port 9100. IPv4 and IPv6.

A device that is switched off says nothing, and the kernel goes on for many minutes. Three things
bound that. An idle line is probed (keepalive). What was sent and not confirmed ends the line
(TCP_USER_TIMEOUT, and ``stuck`` for the device loop). And nothing is handed over that the device's
window does not take: a printer that waits for stock has its window shut for as long as it likes,
and with nothing left in the kernel the probes of the idle line tell whether it is still there.
(Linux: the window is in TCP_INFO since 5.4. Elsewhere only the first of the three.)
"""

from __future__ import annotations

import errno
import ipaddress
import math
import selectors
import socket
import sys
from collections.abc import Callable

from hardware.transports.line import LineDown, Waker
from hardware.transports.selecting import Watch
from pos.ports.devices import Condition

_SLICE_S = 0.1
"""How often a connection attempt asks whether it is still wanted."""
_KEEPALIVE = {"TCP_KEEPIDLE": 5, "TCP_KEEPINTVL": 2, "TCP_KEEPCNT": 3}
"""Seconds idle, seconds between probes, probes: a dead idle peer is noticed after about eleven
seconds.
"""
_UNCONFIRMED_MS = 12_000
"""What is sent and not confirmed so long ends the line."""
_WINDOW_AT = 228
"""Offset of ``tcpi_snd_wnd`` in ``struct tcp_info`` (linux/tcp.h)."""
_UNKNOWN_WINDOW = 1 << 30
_LOOK_AGAIN_S = 0.05
"""How often a shut window is looked at."""
_CONNECTING = {errno.EINPROGRESS, errno.EWOULDBLOCK, getattr(errno, "WSAEWOULDBLOCK", -1)}


class TcpLine:
    """A TCP connection to a device.

    ``one_client``: the device is known to refuse a second host (hardware facts 1.1, BOCA), so that
    a refusal means that somebody else holds it. On loopback a refusal only means that nobody
    listens.
    """

    chunk = 1024

    def __init__(self, host: str, port: int, *, one_client: bool = False) -> None:
        self._host = host
        self._port = port
        self._one_client = one_client
        self._socket: socket.socket | None = None
        self._watch: Watch | None = None
        self._heard = False
        self._shut = False

    def open(self, timeout_s: float, waker: Waker, wanted: Callable[[], bool]) -> None:
        self.close()
        line = self._connect(timeout_s, wanted)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _KEEPALIVE.items():
            if hasattr(socket, name):
                line.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNCONFIRMED_MS)
        self._shut = False
        self._socket = line
        self._watch = Watch(line.fileno(), waker)
        self._heard = False

    def write(self, data: bytes) -> int:
        fits = data[: max(_window(self._line()) - self.stuck(), 0)]
        self._shut = len(fits) < len(data)
        if not fits:
            return 0
        try:
            return self._line().send(fits)
        except BlockingIOError:
            return 0
        except OSError as error:
            raise self._down(error) from error

    def read(self) -> bytes:
        try:
            data = self._line().recv(4096)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise self._down(error) from error
        if not data:
            raise self._down(None)
        self._heard = True
        return data

    def stuck(self) -> int:
        return _unconfirmed(self._line())

    def wait(self, timeout_s: float, *, for_writing: bool) -> None:
        if self._watch is None:
            raise LineDown(Condition.UNREACHABLE, "not open")
        if for_writing and self._shut:
            self._watch.wait(min(timeout_s, _LOOK_AGAIN_S), for_writing=False)
        else:
            self._watch.wait(timeout_s, for_writing=for_writing)

    def close(self) -> None:
        if self._watch is not None:
            self._watch.close()
            self._watch = None
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _line(self) -> socket.socket:
        if self._socket is None:
            raise LineDown(Condition.UNREACHABLE, "not open")
        return self._socket

    def _down(self, error: OSError | None) -> LineDown:
        """Tell apart a line that broke from one that was shut before the device said a word."""
        held = self._one_client and not self._heard
        condition = Condition.HELD_BY_OTHER if held else Condition.UNREACHABLE
        return LineDown(condition, str(error) if error else "closed by the device")

    def _connect(self, timeout_s: float, wanted: Callable[[], bool]) -> socket.socket:
        try:
            found = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise LineDown(Condition.UNREACHABLE, f"no such host: {error}") from error
        last = LineDown(Condition.UNREACHABLE, "no address")
        for family, kind, protocol, _, address in found:
            line = socket.socket(family, kind, protocol)
            try:
                line.setblocking(False)
                _reach(line, address, timeout_s / len(found), wanted)
                return line
            except OSError as error:
                line.close()
                last = LineDown(self._why(error, str(address[0])), str(error))
        raise last

    def _why(self, error: OSError, host: str) -> Condition:
        refused = isinstance(error, ConnectionRefusedError)
        if refused and ipaddress.ip_address(host).is_loopback:
            return Condition.UNREACHABLE
        turned_away = refused or isinstance(error, ConnectionResetError)
        held = self._one_client and turned_away
        return Condition.HELD_BY_OTHER if held else Condition.UNREACHABLE


def _window(line: socket.socket) -> int:
    """Return how many bytes the other end takes beyond what it has confirmed."""
    if not hasattr(socket, "TCP_INFO"):
        return _UNKNOWN_WINDOW
    info = line.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _WINDOW_AT + 4)
    if len(info) < _WINDOW_AT + 4:
        return _UNKNOWN_WINDOW
    return int.from_bytes(info[_WINDOW_AT:], sys.byteorder)


def _unconfirmed(line: socket.socket) -> int:
    """Return the bytes in the kernel, sent or not, that are not confirmed (SIOCOUTQ, tcp(7))."""
    if sys.platform != "linux":
        return 0
    import fcntl
    import termios

    return int.from_bytes(fcntl.ioctl(line, termios.TIOCOUTQ, bytes(4)), sys.byteorder)


def _reach(
    line: socket.socket, address: object, timeout_s: float, wanted: Callable[[], bool]
) -> None:
    """Connect in slices.

    Raises:
        OSError: Refused, unreachable, out of time or no longer wanted.
    """
    code = line.connect_ex(address)  # type: ignore[arg-type]
    with selectors.DefaultSelector() as selector:
        selector.register(line, selectors.EVENT_WRITE)
        for _ in range(math.ceil(timeout_s / _SLICE_S)):
            if code not in _CONNECTING:
                break
            if not wanted():
                raise InterruptedError("no longer wanted")
            if selector.select(_SLICE_S):
                code = line.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if code in _CONNECTING:
        raise TimeoutError(f"no connection within {timeout_s} s")
    if code:
        raise OSError(code, f"connect failed ({errno.errorcode.get(code, code)})")
