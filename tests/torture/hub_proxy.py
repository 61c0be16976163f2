"""Lines between windows and a real hub that can be cut, stalled, slowed down and made one-way, on
command, and of which somebody is told everything that passes.

Each window has a door of its own on loopback. TCP itself keeps bytes in order and once each, so a
doubled or lost packet shows as nothing, as lateness, or as a connection that ends: what a window
does twice it does because an answer never came, which is what a one-way line is for.
"""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

_PIECE = 16_384
_CALL = re.compile(rb"foyer_api\.(\w+)")


class Trouble(StrEnum):
    """What a line suffers from."""

    CUT = "cut"
    """Nobody gets through; what was open ends at once."""
    STALLED = "stalled"
    """Nothing passes; what was said meanwhile arrives when the line is healed."""
    SLOW = "slow"
    """Every piece comes late."""
    DEAF = "deaf"
    """What the window says is lost."""
    MUTE = "mute"
    """What the hub says is lost: it is done, and nobody knows."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes on their way. ``call``: the hub's function that they ask for, or are the answer of;
    empty while a window signs in. ``asking``: from the window to the hub. ``passed``: they are
    through; otherwise they are about to be."""

    call: str
    asking: bool
    passed: bool


class Door:
    """One window's way to the hub. Threads: any; those that pass bytes on are its own.

    ``on_piece`` is told of every piece, before and after. ``lost`` counts bytes, ``cuts`` the
    connections that were ended under somebody.
    """

    def __init__(self, server: Path, late_s: float, on_piece: Callable[[Piece], None]) -> None:
        self._server = server
        self._late_s = late_s
        self._on_piece = on_piece
        self.lost = self.cuts = 0
        self._snap_after: int | None = None
        self._trouble: Trouble | None = None
        self._well = threading.Event()
        self._well.set()
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self._start(self._let_in)

    def lead_to(self, server: Path) -> None:
        """Who comes from now on gets to another server at the same address."""
        self._server = server

    @property
    def trouble(self) -> Trouble | None:
        return self._trouble

    def suffer(self, trouble: Trouble) -> None:
        """Begin."""
        self._trouble = trouble
        self._well.clear()
        if trouble is Trouble.CUT:
            self._end_all()

    def snap(self, after: int) -> None:
        """End the connection that passes so many more bytes, after the last of them."""
        self._snap_after = after

    def heal(self) -> None:
        """Let everything through again. A connection of which bytes were lost is no use and ends,
        as one whose other side has forgotten it."""
        lossy = self._trouble in (Trouble.DEAF, Trouble.MUTE)
        if lossy:
            self._end_all()
        self._trouble = self._snap_after = None
        if lossy:  # what was let in meanwhile
            self._end_all()
        self._well.set()

    def close(self) -> None:
        """End everything."""
        self._trouble = Trouble.CUT
        self._well.set()
        _end(self._door)
        self._end_all()

    def _let_in(self) -> None:
        while True:
            try:
                guest, _ = self._door.accept()
            except OSError:
                return  # closed
            inside = socket.socket(socket.AF_UNIX)
            try:
                inside.connect(str(self._server))
            except OSError:  # the server is down
                _end(inside)
                _end(guest)
                continue
            with self._lock:
                self._open |= {guest, inside}
            if self._trouble is Trouble.CUT:
                self._end_all()
                continue
            asked = [""]
            self._start(self._pass_on, guest, inside, asked, True)
            self._start(self._pass_on, inside, guest, asked, False)

    def _start(self, act: Callable[..., None], *about: object) -> None:
        threading.Thread(target=act, args=about, daemon=True).start()

    def _pass_on(
        self, one: socket.socket, other: socket.socket, asked: list[str], asking: bool
    ) -> None:
        loses = Trouble.DEAF if asking else Trouble.MUTE
        try:
            while said := one.recv(_PIECE):
                if asking and (call := _CALL.search(said)) is not None:
                    asked[0] = call[1].decode()
                if self._trouble is Trouble.STALLED:
                    self._well.wait()
                elif self._trouble is Trouble.SLOW:
                    self._well.wait(self._late_s)
                if self._trouble is loses:
                    self.lost += len(said)
                    continue
                self._on_piece(Piece(asked[0], asking, passed=False))
                if not self._sent_whole(other, said):
                    return
                self._on_piece(Piece(asked[0], asking, passed=True))
        except OSError:
            return  # an end is an end, whoever was first
        finally:
            with self._lock:
                self._open -= {one, other}
            _end(one)
            _end(other)

    def _sent_whole(self, other: socket.socket, said: bytes) -> bool:
        left = self._snap_after
        if left is None or left >= len(said):
            self._snap_after = None if left is None else left - len(said)
            other.sendall(said)
            return True
        self._snap_after = None
        other.sendall(said[:left])
        self.cuts += 1
        return False

    def _end_all(self) -> None:
        with self._lock:
            every, self._open = self._open, set()
        self.cuts += len(every) // 2
        for each in every:
            _end(each)


def _end(one: socket.socket) -> None:
    with contextlib.suppress(OSError):  # the other side was first
        one.shutdown(socket.SHUT_RDWR)
    one.close()
