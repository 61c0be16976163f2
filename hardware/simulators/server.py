"""Serves one virtual device over TCP, with a control port beside it, in one thread.

The control port takes JSON lines on loopback, one object each, and answers each with one line;
after ``{"do": "watch"}`` it also sends every event as a line (``{"event": "paper", ...}``).
"""

from __future__ import annotations

import json
import logging
import selectors
import socket
import struct
import threading
from collections.abc import Callable
from typing import Any

from hardware.simulators.device import BadRequest, VirtualDevice
from hardware.transports.address import TcpAddress
from hardware.transports.line import Waker
from pos.clock import Clock

log = logging.getLogger("foyer.simulator")

LOOPBACK = "127.0.0.1"
_IDLE_S = 60.0
_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER: close with a reset, as a device does that loses power or turns a second host away."""
_LONGEST_LINE = 64 * 1024
_INLET = 64 * 1024
"""Bytes a network interface takes in front of the printer's own buffer."""
_CRUMB = 7
"""Most bytes taken at once while replies are split."""

Device = VirtualDevice[Any]


class SimulatorServer:
    """Listens at once; ``run`` serves until ``stop``."""

    def __init__(
        self, device: Device, clock: Clock, address: TcpAddress, control_port: int | None = None
    ) -> None:
        self._device = device
        self._clock = clock
        self._waker = Waker()
        self._lock = threading.RLock()  # a signal handler may come while we hold it
        self._stopping = self._closed = False
        self._selector = selectors.DefaultSelector()
        self._hosts: list[socket.socket] = []
        self._inlet = bytearray()
        self._controls: dict[socket.socket, _Control] = {}
        self._doors: list[socket.socket] = []
        try:
            self._door = self._listen(address.host, address.port, self._host_came)
            self._bench = (
                None
                if control_port is None
                else self._listen(LOOPBACK, control_port, self._control_came)
            )
        except OSError:
            self._close()
            raise
        self._selector.register(self._waker, selectors.EVENT_READ, self._waker.hush)

    @property
    def address(self) -> TcpAddress:
        """Where the device is, with the port it really has."""
        host, port = self._door.getsockname()[:2]
        return TcpAddress(host, port)

    @property
    def control_port(self) -> int | None:
        """The port for control, None without one."""
        return None if self._bench is None else int(self._bench.getsockname()[1])

    def stop(self) -> None:
        """End ``run``. Thread: any; also from a signal handler."""
        self._stopping = True
        self.wake()

    def wake(self) -> None:
        """Have the serving thread look at the clock. Thread: any."""
        with self._lock:
            if not self._closed:
                self._waker.ring()

    def run(self) -> None:
        """Serve until stopped, then close everything."""
        try:
            self._device.tray.note(self._device.all_state())
            while not self._stopping:
                for key, _ in self._selector.select(self._until_due_s()):
                    if key.fileobj in self._selector.get_map():  # not closed by one before it
                        key.data()
                self._device.tick()
                self._settle()
            self._device.tray.note(self._device.all_state())
        finally:
            self._close()

    # ---- the device's line ----

    def _host_came(self) -> None:
        line, _ = self._door.accept()
        taken = self._device.one_client and self._hosts
        if taken or self._device.held_by_other:
            log.info("%s: a second host was refused", self._device.kind)
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            line.close()
            return
        line.setblocking(False)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._hosts.append(line)
        self._selector.register(line, selectors.EVENT_READ, lambda: self._host_says(line))
        self._device.connected()

    def _host_says(self, line: socket.socket) -> None:
        try:
            data = line.recv(_INLET)
        except BlockingIOError:
            return
        except OSError:
            self._inlet.clear()
            data = b""
        self._inlet += data
        self._pour()
        if not data:
            self._drop(line)

    def _pour(self) -> None:
        """Give the device as much as its buffer takes."""
        while self._inlet and (room := self._device.room):
            size = min(room, _CRUMB) if self._device.split else room
            data = bytes(self._inlet[:size])
            del self._inlet[:size]
            self._device.received(data)

    def _drop(self, line: socket.socket, *, reset: bool = False) -> None:
        if line not in self._hosts:
            return
        self._hosts.remove(line)
        if line in self._selector.get_map():
            self._selector.unregister(line)
        if reset:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        line.close()
        if not self._hosts:
            self._device.disconnected()

    def _settle(self) -> None:
        """Send what is to be sent; stop reading a line while the inlet is full."""
        self._pour()
        if self._device.take_cut():
            self._inlet.clear()
            for line in tuple(self._hosts):
                self._drop(line, reset=True)
        for line in tuple(self._hosts):
            self._listen_to(line, wanted=len(self._inlet) < _INLET)
        if self._hosts and (output := self._device.take_output()):
            for line in tuple(self._hosts):
                self._send(line, output)
        self._publish()

    def _listen_to(self, line: socket.socket, *, wanted: bool) -> None:
        listening = line in self._selector.get_map()
        if wanted and not listening:
            self._selector.register(line, selectors.EVENT_READ, lambda: self._host_says(line))
        elif listening and not wanted:
            self._selector.unregister(line)

    def _send(self, line: socket.socket, output: bytes) -> None:
        size = 1 if self._device.split else len(output)
        try:
            for start in range(0, len(output), size):
                line.send(output[start : start + size])
        except BlockingIOError:
            log.info("%s: the host does not read; status lost", self._device.kind)
        except OSError:
            self._drop(line)

    # ---- control ----

    def _control_came(self) -> None:
        assert self._bench is not None
        line, _ = self._bench.accept()
        line.setblocking(False)
        control = _Control(line)
        self._controls[line] = control
        self._selector.register(line, selectors.EVENT_READ, lambda: self._control_says(control))

    def _control_says(self, control: _Control) -> None:
        for request in control.read():
            answer = self._answer(control, request)
            self._publish()
            control.send(answer)
        if control.closed:
            self._controls.pop(control.line, None)
            self._selector.unregister(control.line)
            control.line.close()

    def _answer(self, control: _Control, request: object) -> dict[str, object]:
        if not isinstance(request, dict):
            return {"ok": False, "error": "not a JSON object"}
        if request.get("do") == "watch":
            control.watching = True
            return {"ok": True, "state": self._device.all_state()}
        try:
            return {"ok": True, "state": self._device.command(request)}
        except BadRequest as error:
            return {"ok": False, "error": str(error)}

    def _publish(self) -> None:
        events = self._device.take_events()
        if not events:
            return
        if any(event["event"] == "paper" for event in events):
            self._device.tray.note(self._device.all_state())
        for event in events:
            for control in self._controls.values():
                if control.watching:
                    control.send(event)

    # ---- sockets ----

    def _listen(self, host: str, port: int, came: Callable[[], None]) -> socket.socket:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        door = socket.socket(family, socket.SOCK_STREAM)
        self._doors.append(door)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.setblocking(False)
        door.bind((host, port))
        door.listen()
        self._selector.register(door, selectors.EVENT_READ, came)
        return door

    def _until_due_s(self) -> float:
        due_s = self._device.due()
        return _IDLE_S if due_s is None else max(due_s - self._clock.monotonic(), 0.0)

    def _close(self) -> None:
        with self._lock:
            self._closed = True
            self._waker.close()
        self._selector.close()
        for line in (*self._hosts, *self._controls, *self._doors):
            line.close()
        self._hosts.clear()
        self._controls.clear()


class _Control:
    """One person, or program, at the control port."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line
        self.watching = False
        self.closed = False
        self._buffer = b""

    def read(self) -> list[object]:
        """Return the whole requests that have arrived."""
        try:
            data = self.line.recv(4096)
        except BlockingIOError:
            return []
        except OSError:
            data = b""
        self.closed = not data
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        if len(self._buffer) > _LONGEST_LINE:
            self.closed = True
        return [self._parsed(line) for line in lines if line.strip()]

    def send(self, answer: dict[str, object]) -> None:
        """Send one line; a reader that does not read loses it."""
        try:
            self.line.send(json.dumps(answer).encode() + b"\n")
        except BlockingIOError:
            log.info("control: a watcher does not read; an event was lost")
        except OSError:
            self.closed = True

    def _parsed(self, line: bytes) -> object:
        try:
            return json.loads(line)
        except ValueError:
            return None
