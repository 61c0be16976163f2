"""A pseudo-terminal as the serial line of a virtual device, with a name of its own.

A link at the address's path leads to the host's end, so that it can lie in ``/dev`` or in a folder
of the demo. The host comes when it opens that end and goes when it closes it: then the
kernel tells the other end with EIO (Linux, pty(7)). Opening tells nothing, so ``come`` looks
whether the hang-up is over. A line that is cut is taken away and made anew under the same name, as
a USB adapter does that is plugged in again.

The line itself is raw: no echo, no flow control, nothing kept back.
"""

from __future__ import annotations

import errno
import fcntl
import os
import select
import tty
from pathlib import Path

from hardware.simulators.doors import HostLine
from hardware.transports.address import SerialAddress

_OF_TTYS = "/dev/pts"


class TtyDoor:
    """See the module. While another program *holds* it, the lock that programs use among
    themselves is taken (flock, as pyserial's ``exclusive``).
    """

    inlet = 256
    look_s: float | None = 0.01

    def __init__(self, address: SerialAddress) -> None:
        self._address = address
        self._path = Path(address.path)
        self._master = -1
        self._holder = -1
        self._claim = _claim(self._path)
        try:
            self._make()
        except OSError:
            self.close()
            raise

    @property
    def address(self) -> SerialAddress:
        return self._address

    def fileno(self) -> int:
        return self._master

    def come(self) -> HostLine | None:
        if self._holder >= 0 or _hung_up(self._master):
            return None
        return TtyHost(self._master)

    def hold(self, *, held: bool) -> None:
        if held and self._holder < 0:
            self._holder = os.open(self._path, os.O_RDWR | os.O_NOCTTY)
            fcntl.flock(self._holder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        elif not held and self._holder >= 0:
            os.close(self._holder)
            self._holder = -1

    def cut(self) -> None:
        self.hold(held=False)
        self._unmake()
        self._make()

    def close(self) -> None:
        self.hold(held=False)
        self._unmake()
        if self._claim >= 0:
            _give_back(self._path, self._claim)
            self._claim = -1

    def _make(self) -> None:
        self._master, ours = os.openpty()
        os.set_blocking(self._master, False)
        tty.setraw(ours)
        self._path.symlink_to(os.ttyname(ours))
        os.close(ours)  # from now on it is hung up until a host comes

    def _unmake(self) -> None:
        if self._master < 0:
            return
        self._path.unlink(missing_ok=True)
        os.close(self._master)
        self._master = -1


class TtyHost:
    """Whoever has the other end open."""

    def __init__(self, master: int) -> None:
        self._master = master

    def fileno(self) -> int:
        return self._master

    def take(self, most: int) -> bytes | None:
        try:
            return os.read(self._master, most) or None
        except BlockingIOError:
            return b""
        except OSError:  # EIO
            return None

    def give(self, data: bytes) -> int:
        try:
            return os.write(self._master, data)
        except BlockingIOError:
            return 0

    def hang_up(self, *, reset: bool) -> None:
        """Nothing: the door takes the line away when it is cut."""


def _hung_up(master: int) -> bool:
    """Return whether nobody has the other end open and nothing is left of whoever had."""
    poll = select.poll()
    poll.register(master, select.POLLIN)
    events = dict(poll.poll(0)).get(master, 0)
    return bool(events & select.POLLHUP) and not events & select.POLLIN


def _claim(path: Path) -> int:
    """Make ``path`` ours and free; a link that a killed simulator left behind goes.

    Raises:
        FileExistsError: Another simulator serves it, or it is no link of a simulator at all.
    """
    claim = os.open(_claim_of(path), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(claim)
        raise FileExistsError(errno.EEXIST, "served by another simulator", str(path)) from None
    if path.is_symlink() and path.readlink().is_relative_to(_OF_TTYS):
        path.unlink()
    if os.path.lexists(path):
        _give_back(path, claim)
        raise FileExistsError(errno.EEXIST, "there already, and not a simulator's", str(path))
    return claim


def _give_back(path: Path, claim: int) -> None:
    _claim_of(path).unlink(missing_ok=True)
    os.close(claim)


def _claim_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.lock")
