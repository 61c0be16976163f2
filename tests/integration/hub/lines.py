"""Ways to the hub on loopback, which a test can close in one direction or make proof with TLS."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from pathlib import Path
from typing import Any

_SSL_REQUEST = b"\x00\x00\x00\x08\x04\xd2\x16\x2f"


class Doorway:
    """Listens on loopback and passes everything on to a socket of the server's.

    ``answers`` False: what the server says is lost from now on, on every connection. ``tls``: with
    it, TLS ends here; without it a request for TLS is declined. ``heard``: all that was said to it
    before anything was passed on.
    """

    def __init__(self, server: Path | None, tls: ssl.SSLContext | None = None) -> None:
        self.answers = True
        self.heard = b""
        self._server = server
        self._tls = tls
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._let_in, daemon=True)]
        self._threads[0].start()

    def __enter__(self) -> Doorway:
        return self

    def __exit__(self, *_about: object) -> None:
        for one in (self._door, *self._open):
            _end(one)
        for thread in self._threads:
            thread.join()

    def _let_in(self) -> None:
        while True:
            try:
                guest, _ = self._door.accept()
            except OSError:
                return
            self._open.append(guest)
            self._start(self._serve, guest)

    def _serve(self, guest: socket.socket) -> None:
        try:
            inside = self._greet(guest)
        except OSError:
            _end(guest)
            return
        if self._server is None:
            _end(inside)
            return
        server = socket.socket(socket.AF_UNIX)
        server.connect(str(self._server))
        self._open += [inside, server]
        self._start(self._pass_on, inside, server, True)
        self._start(self._pass_on, server, inside, False)

    def _greet(self, guest: socket.socket) -> socket.socket:
        if guest.recv(8, socket.MSG_PEEK) != _SSL_REQUEST:
            return guest
        self.heard += guest.recv(8)
        if self._tls is None:
            guest.sendall(b"N")
            self.heard += guest.recv(4096)
            return guest
        guest.sendall(b"S")
        return self._tls.wrap_socket(guest, server_side=True)

    def _pass_on(self, one: socket.socket, other: socket.socket, asking: bool) -> None:
        try:
            while said := one.recv(65536):
                if asking or self.answers:
                    other.sendall(said)
        except (OSError, ValueError):
            return
        finally:
            _end(other)

    def _start(self, act: Any, *about: Any) -> None:
        thread = threading.Thread(target=act, args=about, daemon=True)
        self._threads.append(thread)
        thread.start()


def _end(one: socket.socket) -> None:
    with contextlib.suppress(OSError):  # the other side was first
        one.shutdown(socket.SHUT_RDWR)
    one.close()
