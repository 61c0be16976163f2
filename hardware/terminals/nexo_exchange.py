"""One HTTPS request and its answer, without ever waiting: the device's thread keeps the time.

A connection serves one request, so that it is certain whether a byte of it can have left: not
before ``sent`` is true, which it becomes only behind a checked certificate.

httpx and http.client wait where nothing wakes them, by a clock of their own; h11 is the HTTP of
httpx without the waiting.
"""

from __future__ import annotations

import errno
import selectors
import socket
import ssl
from collections.abc import Callable
from enum import Enum, auto
from typing import Any

import h11

from hardware.terminals.nexo_json import LARGEST, Malformed
from hardware.terminals.nexo_settings import HttpsAddress
from hardware.transports.line import LineDown
from pos.ports.devices import Condition

LARGEST_HEAD = 16 * 1024
"""Bytes of an answer's head."""
LARGEST_HEARD = 2 * LARGEST
"""Bytes of all that is heard: interim responses, head, body and how it is cut into chunks."""
MOST_INTERIM = 16
"""Interim responses: 100 Continue and its like."""
_CHUNK = 16 * 1024
"""What is taken at once: the largest TLS record, so that none is left where no selector sees it."""
_MOST_AT_ONCE = 64
"""Pieces taken in before whoever calls looks at the time again."""
_OK = 200
_CONNECTING = {errno.EINPROGRESS, errno.EWOULDBLOCK, getattr(errno, "WSAEWOULDBLOCK", -1)}

Names = tuple[str, ...]


class Phase(Enum):
    """How far an exchange is."""

    CONNECTING = auto()
    SHAKING = auto()
    SENDING = auto()
    WAITING = auto()
    DONE = auto()


class Exchange:
    """POSTs ``body`` and takes the answer's. Thread: the device's.

    ``advance`` as often as ``events`` are there, until it returns True; then ``answer`` is what the
    terminal said. ``may_be``: whether a certificate with these common names is the terminal's.
    """

    def __init__(
        self,
        address: HttpsAddress,
        tls: ssl.SSLContext,
        may_be: Callable[[Names], bool],
        body: bytes,
    ) -> None:
        self.phase = Phase.CONNECTING
        self.sent = False
        self.answer = b""
        self._heard = 0
        self._interim = 0
        self._tls = tls
        self._may_be = may_be
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=LARGEST_HEAD)
        self._outgoing = self._request(address, body)
        self._wants_write = True
        self._socket: socket.socket = self._reached(address)

    def fileno(self) -> int:
        """Return the descriptor to wait on."""
        return self._socket.fileno()

    @property
    def events(self) -> int:
        """What is waited for: ``selectors`` masks."""
        return selectors.EVENT_WRITE if self._wants_write else selectors.EVENT_READ

    def advance(self) -> bool:
        """Do what can be done now; return whether the answer is there.

        Raises:
            LineDown: The terminal was not reached, is not the one, or has gone.
            Malformed: It answered something that is not HTTP, or not 200, or too much.
        """
        while True:
            before = self.phase
            self._step()
            if self.phase is Phase.DONE:
                return True
            if self.phase is before:
                return False

    def close(self) -> None:
        """Hang up. Harmless when it is done."""
        self._socket.close()

    # ---- steps ----

    def _step(self) -> None:
        down: LineDown | None = None
        try:
            match self.phase:
                case Phase.CONNECTING:
                    self._connect()
                case Phase.SHAKING:
                    self._shake_hands()
                case Phase.SENDING:
                    self._send()
                case Phase.WAITING:
                    self._receive()
                case Phase.DONE:
                    pass
        except ssl.SSLWantReadError:
            self._wants_write = False
        except ssl.SSLWantWriteError:
            self._wants_write = True
        except ssl.SSLCertVerificationError as error:
            down = LineDown(Condition.NOT_TRUSTED, f"certificate: {error.verify_message}")
        except ssl.SSLError as error:
            down = LineDown(self._broken(), f"tls: {error.reason}")
        except OSError as error:
            code = errno.errorcode.get(error.errno or 0, type(error).__name__)
            down = LineDown(Condition.UNREACHABLE, code)
        if down is not None:
            raise down

    def _broken(self) -> Condition:
        shaking = self.phase is Phase.SHAKING
        return Condition.UNINTELLIGIBLE if shaking else Condition.UNREACHABLE

    def _reached(self, address: HttpsAddress) -> socket.socket:
        """Return a socket that is connecting to the first address of the host."""
        down = ""
        try:
            found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
            family, kind, protocol, _, place = found[0]
            line = socket.socket(family, kind, protocol)
        except OSError as error:
            down = type(error).__name__
        if down:
            raise LineDown(Condition.UNREACHABLE, f"no such host: {down}")
        line.setblocking(False)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        code = line.connect_ex(place)
        if code and code not in _CONNECTING:
            line.close()
            raise LineDown(Condition.UNREACHABLE, errno.errorcode.get(code, str(code)))
        return line

    def _connect(self) -> None:
        code = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            raise OSError(code, "connect")
        try:
            self._socket.getpeername()
        except OSError:
            return  # still connecting
        self._socket = self._tls.wrap_socket(
            self._socket, do_handshake_on_connect=False, suppress_ragged_eofs=True
        )
        self.phase = Phase.SHAKING

    def _shake_hands(self) -> None:
        line = self._line()
        line.do_handshake()
        if not self._may_be(_common_names(line)):
            raise LineDown(Condition.NOT_TRUSTED, "certificate: another name")
        self._wants_write = True
        self.phase = Phase.SENDING

    def _send(self) -> None:
        self.sent = True  # before: how much of it leaves is not told when this fails
        while self._outgoing:
            count = self._line().send(self._outgoing[:_CHUNK])
            self._outgoing = self._outgoing[count:]
        self._wants_write = False
        self.phase = Phase.WAITING

    def _receive(self) -> None:
        for _ in range(_MOST_AT_ONCE):
            if self.phase is not Phase.WAITING:
                return
            data = self._line().recv(_CHUNK)
            self._hear(data)
            if not data and self.phase is Phase.WAITING:
                raise LineDown(Condition.UNREACHABLE, "closed by the terminal")

    def _line(self) -> ssl.SSLSocket:
        assert isinstance(self._socket, ssl.SSLSocket)
        return self._socket

    # ---- HTTP ----

    def _request(self, address: HttpsAddress, body: bytes) -> bytes:
        host = f"[{address.host}]" if ":" in address.host else address.host
        head = h11.Request(
            method="POST",
            target=address.path,
            headers=[
                ("Host", f"{host}:{address.port}"),
                ("Content-Type", "application/json"),
                ("Content-Length", str(len(body))),
                ("Connection", "close"),
            ],
        )
        parts = [
            self._http.send(one) or b"" for one in (head, h11.Data(data=body), h11.EndOfMessage())
        ]
        return b"".join(parts)

    def _hear(self, data: bytes) -> None:
        self._heard += len(data)
        if self._heard > LARGEST_HEARD:
            raise Malformed("too_large")
        wrong = ""
        try:
            self._http.receive_data(data)
            self._read_events()
        except h11.RemoteProtocolError:
            wrong = "http" if data else "cut_off"
        if wrong == "cut_off":
            raise LineDown(Condition.UNREACHABLE, "closed in the middle of an answer")
        if wrong:  # outside: the exception above may hold what was said
            raise Malformed(wrong)

    def _read_events(self) -> None:
        while True:
            event = self._http.next_event()
            if event is h11.NEED_DATA or isinstance(event, h11.ConnectionClosed):
                return
            if isinstance(event, h11.InformationalResponse):
                self._interim += 1
                if self._interim > MOST_INTERIM:
                    raise Malformed("too_many_interim")
            if isinstance(event, h11.Response) and event.status_code != _OK:
                raise Malformed("http_status")
            if isinstance(event, h11.Data):
                self.answer += bytes(event.data)
                if len(self.answer) > LARGEST:
                    raise Malformed("too_large")
            if isinstance(event, h11.EndOfMessage):
                self.phase = Phase.DONE
                return


def _common_names(line: ssl.SSLSocket) -> Names:
    subject: Any = (line.getpeercert() or {}).get("subject", ())
    return tuple(value for relative in subject for key, value in relative if key == "commonName")
