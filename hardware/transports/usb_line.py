"""A printer on the USB, through pyusb and libusb: bulk endpoints as a pipe of bytes.

Every transfer has a deadline; 0, libusb's word for never, is not used (python-escpos does: hardware
facts 2.4). A printer that takes no more answers NAK, and the transfer runs out of time: that is
flow control, not a fault. What counts as taken is what libusb says was transferred. The device is
not reset when it is opened, because that would drop what it holds, and a configuration that is set
is not set again. No zero-length packet ends a write: a printer's bytes are a stream (class
definition 1.1, 3.1). One that answers a read with such a packet has nothing to say.
"""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from hardware.transports import usb_found
from hardware.transports.address import UsbAddress
from hardware.transports.line import LineDown, Waker
from hardware.transports.listening import Listener
from hardware.transports.usb_found import PRINTER, Pipe
from pos.ports.devices import Condition

log = logging.getLogger("foyer.device.line")

READ_MS = 250
"""How long one read waits; closing takes as long at most."""
WRITE_MS = 100
"""How long one write waits for a printer that is busy."""
BUSY_S = 0.05
"""Pause before a busy printer is tried again."""
NOTHING_S = 0.02
"""Pause behind an empty packet, which some printers send instead of NAK, as fast as asked."""


class UsbLine:
    """An interface claimed for us alone.

    The reader is a thread of its own, ``device-NAME-usb``: libusb's reads wait. ``write`` waits too
    while the printer is busy, at most ``WRITE_MS``. The system's driver (usblp) is moved aside only
    from a printer interface and only where the address allows it, and is given the device back.
    """

    chunk = 512

    def __init__(self, address: UsbAddress) -> None:
        self._address = address
        self._device: Any = None
        self._pipe: Pipe | None = None
        self._listener: Listener | None = None
        self._detached = False
        self._halted: set[int] = set()

    def open(self, timeout_s: float, waker: Waker, wanted: Callable[[], bool]) -> None:
        import usb.core  # only windows with a USB printer need it

        self.close()
        try:
            self._device = usb_found.find_device(usb_found.libusb(), self._address)
            self._pipe = usb_found.find_pipe(self._device, self._address)
            self._claim(self._pipe)
        except (usb.core.USBError, NotImplementedError) as error:
            self.close()
            raise LineDown(usb_found.why_not(error), str(error)) from error
        except LineDown:
            self.close()
            raise
        self._listener = Listener(self._listen, waker, "usb")

    def write(self, data: bytes) -> int:
        import usb.core

        device, pipe, _ = self._line()
        try:
            return int(device.write(pipe.outward, data, WRITE_MS))
        except usb.core.USBTimeoutError:
            return 0
        except usb.core.USBError as error:
            raise self._gone(error, pipe.outward) from error

    def read(self) -> bytes:
        return self._line()[2].take()

    def stuck(self) -> int:
        return 0

    def wait(self, timeout_s: float, *, for_writing: bool) -> None:
        self._line()[2].wait(min(timeout_s, BUSY_S) if for_writing else timeout_s)

    def close(self) -> None:
        import usb.core
        import usb.util

        if self._listener is not None:
            self._listener.stop()
            self._listener = None
        if self._device is None:
            return
        for step in self._giving_back():
            try:
                step()
            except usb.core.USBError as error:  # mostly: it was unplugged
                log.info("usb: not given back whole: %s", error)
        usb.util.dispose_resources(self._device)
        self._device = self._pipe = None
        self._detached = False
        self._halted.clear()

    # ---- opening and closing ----

    def _claim(self, pipe: Pipe) -> None:
        import usb.util

        if self._has_driver(pipe):
            if not self._address.detach or pipe.interface_class != PRINTER:
                raise LineDown(Condition.HELD_BY_OTHER, "the system's own driver has it")
            self._device.detach_kernel_driver(pipe.interface)
            self._detached = True
        usb.util.claim_interface(self._device, pipe.interface)
        if pipe.alternate:
            self._device.set_interface_altsetting(pipe.interface, pipe.alternate)

    def _has_driver(self, pipe: Pipe) -> bool:
        try:
            return bool(self._device.is_kernel_driver_active(pipe.interface))
        except NotImplementedError:  # only Linux and macOS have such drivers
            return False

    def _giving_back(self) -> Iterator[Callable[[], None]]:
        """Return what leaves no halted endpoint behind, and the device with its old driver."""
        import usb.util

        if self._pipe is None:
            return
        device, number = self._device, self._pipe.interface
        for endpoint in self._halted:
            yield partial(device.clear_halt, endpoint)
        yield partial(usb.util.release_interface, device, number)
        if self._detached:
            yield partial(device.attach_kernel_driver, number)

    # ---- the line ----

    def _line(self) -> tuple[Any, Pipe, Listener]:
        if self._device is None or self._pipe is None or self._listener is None:
            raise LineDown(Condition.UNREACHABLE, "not open")
        return self._device, self._pipe, self._listener

    def _listen(self) -> bytes:
        """Return one packet, or nothing. A packet at a time: a longer read would wait for more.
        Thread: the reader's.
        """
        import usb.core

        pipe = self._pipe
        assert pipe is not None
        try:
            data = bytes(self._device.read(pipe.inward, pipe.packet, READ_MS))
        except usb.core.USBTimeoutError:
            return b""
        except usb.core.USBError as error:
            raise self._gone(error, pipe.inward) from error
        if not data and self._listener is not None:
            self._listener.pause(NOTHING_S)
        return data

    def _gone(self, error: OSError, endpoint: int) -> LineDown:
        if error.errno == errno.EPIPE:  # it halted this endpoint, and is heard again once cleared
            self._halted.add(endpoint)
        return LineDown(Condition.UNREACHABLE, str(error))
