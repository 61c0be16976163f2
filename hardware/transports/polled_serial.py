"""A serial line where there is no descriptor to wait on: COM ports of Windows.

pyserial alone moves the bytes. A thread reads, in slices of ``READ_S``. A write that does not end
in ``WRITE_S`` has taken nobody knows how much (hardware facts 10: 8192 bytes, once): all of it
counts as gone, and the line is given up: nothing is sent twice and a paper begun is in doubt. No
flow control, as in ``serial_line``: a COM port that stalls then is an adapter at fault.

Works on POSIX too, which is where it is tested.
"""

from __future__ import annotations

import errno
import logging
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from hardware.transports.line import LineDown, Waker
from hardware.transports.listening import Listener
from hardware.transports.serial_line import PARITY
from pos.ports.devices import Condition

if TYPE_CHECKING:
    import serial

log = logging.getLogger("foyer.device.line")

READ_S = 0.1
"""How long one read waits; closing takes as long at most."""
WRITE_S = 1.0
"""How long a chunk may take; at 1200 baud 64 bytes take 0.6 s."""
_COM = re.compile(r"/(COM[1-9][0-9]*)", re.IGNORECASE)
_CONDITIONS = {
    errno.EACCES: Condition.NO_PERMISSION,
    errno.EPERM: Condition.NO_PERMISSION,
    errno.EBUSY: Condition.HELD_BY_OTHER,
    errno.EAGAIN: Condition.HELD_BY_OTHER,
}


class PolledSerialLine:
    """A port opened for us alone. ``path``: ``/COM3``, as it stands in the address, or a tty."""

    chunk = 64

    def __init__(self, path: str, baud: int, bits: int = 8, parity: str = "none") -> None:
        self._port = port_name(path)
        self._baud = baud
        self._bits = bits
        self._parity = parity
        self._serial: serial.Serial | None = None
        self._listener: Listener | None = None
        self._doubt = False

    def open(self, timeout_s: float, waker: Waker, wanted: Callable[[], bool]) -> None:
        import serial  # 20 ms, and only windows with a serial device need it

        self.close()
        try:
            self._serial = serial.Serial(
                self._port,
                self._baud,
                bytesize=self._bits,
                parity=PARITY[self._parity],
                timeout=READ_S,
                write_timeout=WRITE_S,
                exclusive=True,
            )
        except Exception as error:
            if not _is_trouble(error):
                raise
            raise LineDown(why_not(error), str(error)) from error
        self._doubt = False
        self._listener = Listener(self._listen, waker, "serial")

    def write(self, data: bytes) -> int:
        import serial

        port, _ = self._open()
        if self._doubt:
            raise LineDown(Condition.UNREACHABLE, f"took nothing more for {WRITE_S} s")
        try:
            return int(port.write(data) or 0)
        except serial.SerialTimeoutException:
            self._doubt = True
            return len(data)
        except OSError as error:
            raise LineDown(Condition.UNREACHABLE, str(error)) from error

    def read(self) -> bytes:
        _, listener = self._open()
        data = listener.take()
        if self._doubt and not data:
            raise LineDown(Condition.UNREACHABLE, f"took nothing more for {WRITE_S} s")
        return data

    def stuck(self) -> int:
        return 0

    def wait(self, timeout_s: float, *, for_writing: bool) -> None:
        """See ``Transport``; a line that is open takes bytes, or is given up."""
        _, listener = self._open()
        listener.wait(0.0 if for_writing or self._doubt else timeout_s)

    def close(self) -> None:
        if self._listener is not None:
            self._listener.stop()
            self._listener = None
        if self._serial is not None:
            self._forget_unsent(self._serial)
            self._serial.close()
            self._serial = None

    def _forget_unsent(self, port: serial.Serial) -> None:
        """Drop what a stalled port still holds: closing would wait for it."""
        try:
            port.reset_output_buffer()
        except Exception as error:
            if not _is_trouble(error):
                raise
            log.info("serial: nothing left to drop: %s", error)  # it was pulled out

    def _open(self) -> tuple[serial.Serial, Listener]:
        if self._serial is None or self._listener is None:
            raise LineDown(Condition.UNREACHABLE, "not open")
        return self._serial, self._listener

    def _listen(self) -> bytes:
        """Return what has come, after ``READ_S`` at most. Thread: the reader's."""
        assert self._serial is not None
        try:
            data = bytes(self._serial.read(1))
            return data + bytes(self._serial.read(self._serial.in_waiting)) if data else b""
        except OSError as error:
            raise LineDown(Condition.UNREACHABLE, str(error)) from error


def port_name(path: str) -> str:
    """Return what the system calls the port: COM3 for /COM3, any other path as it is."""
    com = _COM.fullmatch(path)
    return com[1].upper() if com else path


def why_not(error: Exception) -> Condition:
    """Return what kept a port from being opened.

    Windows opens a COM port for one program only and calls the second one's try a PermissionError;
    pyserial puts that into words and drops the number (serialwin32, 3.5).
    """
    said = error.args[0] if error.args else None
    if isinstance(said, str):
        held = "PermissionError" in said
        return Condition.HELD_BY_OTHER if held else Condition.UNREACHABLE
    return _CONDITIONS.get(said if isinstance(said, int) else 0, Condition.UNREACHABLE)


def _is_trouble(error: Exception) -> bool:
    """Return whether it is the port's and not ours: pyserial lets a bare termios.error through."""
    return isinstance(error, OSError) or type(error).__module__ == "termios"
