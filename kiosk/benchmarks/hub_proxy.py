"""A way to the hub that can be cut: refused, or dead without a word, as it is where a server hangs
and what is between goes on to take what it is sent."""

from __future__ import annotations

import contextlib
import socket
import threading
import time


class Proxy:
    """Listens on loopback and passes everything on to the hub, until it is cut. ``host``: also the
    folder of its socket. Threads: one for each direction of each connection."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._silent = False
        self._most: int | None = None
        self.silent_at: float | None = None
        """When ``swallow_after`` had let enough through, on the clock of ``time.perf_counter``."""
        self._open: list[socket.socket] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self._start(self._let_in)

    def swallow(self) -> None:
        """Pass nothing on any more, and say nothing."""
        self._silent = True

    def swallow_after(self, most: int) -> None:
        """The same once so many bytes more went to the hub."""
        self._most, self.silent_at = most, None

    def refuse(self) -> None:
        """End every connection, and let nobody in."""
        self.close()

    def mend(self) -> None:
        """Let everybody through again, over new connections."""
        self._silent = False
        self._end(self._open)
        self._open = []
        if self._door.fileno() < 0:
            self._door = socket.create_server(("127.0.0.1", self.port))
            self._start(self._let_in)

    def close(self) -> None:
        """End it."""
        self._end([self._door, *self._open])

    def _let_in(self) -> None:
        door = self._door
        while True:
            try:
                guest, _ = door.accept()
                server = self._connected()
            except OSError:
                return
            self._open += [guest, server]
            self._start(self._pass_on, guest, server, True)
            self._start(self._pass_on, server, guest, False)

    def _connected(self) -> socket.socket:
        if not self._host.startswith("/"):
            return socket.create_connection((self._host, self._port))
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{self._host}/.s.PGSQL.{self._port}")
        return server

    def _pass_on(self, one: socket.socket, other: socket.socket, asks: bool) -> None:
        try:
            while said := one.recv(65536):
                if asks and self._most is not None:
                    self._count(len(said))
                if not self._silent:
                    other.sendall(said)
        except OSError:
            return
        finally:
            self._end([other])

    def _count(self, size: int) -> None:
        assert self._most is not None
        self._most -= size
        if self._most < 0:
            self._most, self._silent, self.silent_at = None, True, time.perf_counter()

    def _start(self, act: object, *about: object) -> None:
        threading.Thread(target=act, args=about, daemon=True).start()  # type: ignore[arg-type]

    @staticmethod
    def _end(sockets: list[socket.socket]) -> None:
        for one in sockets:
            with contextlib.suppress(OSError):  # the other side was first
                one.shutdown(socket.SHUT_RDWR)
            one.close()
