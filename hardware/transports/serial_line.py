"""A serial line on a POSIX tty, 8N1 unless its address says otherwise.

pyserial sets the line up; the bytes go through the descriptor itself, because pyserial's
non-blocking write spins while the line is full. ``xonxoff`` stays off: on FGL printers 11 and 13
are status bytes that the tty layer would swallow (hardware facts 1.1). On Windows there is no
descriptor to wait on: ``polled_serial``.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from hardware.transports.line import LineDown, Waker
from hardware.transports.selecting import Watch
from pos.ports.devices import Condition

if TYPE_CHECKING:
    import serial


PARITY = {"none": "N", "even": "E", "odd": "O"}
"""What pyserial calls them (PARITY_NONE and so on)."""
_CONDITIONS = {
    errno.EACCES: Condition.NO_PERMISSION,
    errno.EPERM: Condition.NO_PERMISSION,
    errno.EBUSY: Condition.HELD_BY_OTHER,
    errno.EAGAIN: Condition.HELD_BY_OTHER,
}


class SerialLine:
    """A tty opened for us alone. Best named under /dev/serial/by-id: numbers change."""

    chunk = 64

    def __init__(self, path: str, baud: int, bits: int = 8, parity: str = "none") -> None:
        self._path = path
        self._baud = baud
        self._bits = bits
        self._parity = parity
        self._serial: serial.Serial | None = None
        self._watch: Watch | None = None
        self._readable = False

    def open(self, timeout_s: float, waker: Waker, wanted: Callable[[], bool]) -> None:
        import termios  # not on Windows, where this module is only looked at

        import serial  # 20 ms, and only windows with a serial device need it

        self.close()
        try:
            self._serial = serial.Serial(
                self._path,
                self._baud,
                bytesize=self._bits,
                parity=PARITY[self._parity],
                timeout=0,
                write_timeout=0,
                exclusive=True,
            )
        except (OSError, termios.error) as error:  # SerialException is an OSError
            raise LineDown(_why_not(error), str(error)) from error
        self._watch = Watch(self._serial.fileno(), waker)
        self._readable = False

    def write(self, data: bytes) -> int:
        try:
            return os.write(self._descriptor(), data)
        except BlockingIOError:
            return 0
        except OSError as error:
            raise LineDown(Condition.UNREACHABLE, str(error)) from error

    def read(self) -> bytes:
        try:
            data = os.read(self._descriptor(), 4096)
        except BlockingIOError:
            return b""
        except OSError as error:  # EIO: the adapter was pulled out
            raise LineDown(Condition.UNREACHABLE, str(error)) from error
        if self._readable and not data:
            raise LineDown(Condition.UNREACHABLE, "ready to read and nothing there: pulled out")
        self._readable = False
        return data

    def stuck(self) -> int:
        return 0  # a line that is held up and a device that is gone look the same

    def wait(self, timeout_s: float, *, for_writing: bool) -> None:
        if self._watch is None:
            raise LineDown(Condition.UNREACHABLE, "not open")
        self._readable = self._watch.wait(timeout_s, for_writing=for_writing)

    def close(self) -> None:
        if self._watch is not None:
            self._watch.close()
            self._watch = None
        if self._serial is not None:
            _forget_unsent(self._serial.fileno())
            self._serial.close()
            self._serial = None

    def _descriptor(self) -> int:
        if self._serial is None:
            raise LineDown(Condition.UNREACHABLE, "not open")
        return int(self._serial.fileno())


def _why_not(error: Exception) -> Condition:
    """Say who is in the way: another program with its lock (flock: EAGAIN; TIOCEXCL: EBUSY), or the
    rights of the file.
    """
    return _CONDITIONS.get(error.args[0], Condition.UNREACHABLE)


def _forget_unsent(descriptor: int) -> None:
    """Drop what a stalled line still holds: closing would wait for it, up to half a minute."""
    import termios

    with contextlib.suppress(termios.error, OSError):  # it was pulled out
        termios.tcflush(descriptor, termios.TCOFLUSH)
