"""Serves one virtual device at a door, TCP or a pseudo-terminal, with a control port beside it, in
one thread.

The control port takes JSON lines on loopback, one object each, and answers each with one line;
after ``{"do": "watch"}`` it also sends every event as a line (``{"event": "paper", ...}``).
``{"do": "unplug"}`` takes the device's line away until ``{"do": "plug"}``; the device works on.
"""

from __future__ import annotations

import json
import logging
import selectors
import socket
import threading
from typing import Any

from hardware.simulators.device import Answer, BadRequest, Request, VirtualDevice
from hardware.simulators.doors import Address, HostLine, TcpDoor, kept
from hardware.simulators.pace import Pace
from hardware.transports.address import TcpAddress
from hardware.transports.line import Waker
from pos.clock import Clock

log = logging.getLogger("foyer.simulator")

LOOPBACK = "127.0.0.1"
_IDLE_S = 60.0
_LONGEST_LINE = 64 * 1024
_LARGEST = 1e12
_CRUMB = 7
"""Most bytes taken at once while replies are split."""

Device = VirtualDevice[Any]


class SimulatorServer:
    """Listens at once; ``run`` serves until ``stop``.

    ``baud``: bytes take as long as on a serial line of that speed, both ways; None: no time.

    Raises:
        OSError: The address or the control port is taken.
    """

    def __init__(
        self,
        device: Device,
        clock: Clock,
        address: Address,
        control_port: int | None = None,
        baud: int | None = None,
    ) -> None:
        self._device = device
        self._clock = clock
        self._door = device.door(address)
        self._address = self._door.address
        self._plugged = True
        self._kept: socket.socket | None = None
        self._waker = Waker()
        self._lock = threading.RLock()  # a signal handler may come while we hold it
        self._stopping = self._closed = False
        self._selector = selectors.DefaultSelector()
        self._hosts: list[HostLine] = []
        self._inlet = bytearray()
        self._outlet = bytearray()
        self._inward = None if baud is None else Pace(clock, baud)
        self._outward = None if baud is None else Pace(clock, baud)
        self._controls: dict[socket.socket, ControlLine] = {}
        self._bench: socket.socket | None = None
        try:
            if self._door.look_s is None:
                self._selector.register(self._door, selectors.EVENT_READ, self._host_came)
            if control_port is not None:
                self._bench = self._open_bench(control_port)
        except OSError:
            self._close()
            raise
        self._selector.register(self._waker, selectors.EVENT_READ, self._waker.hush)

    @property
    def address(self) -> Address:
        """Where the device is, with the port it really has."""
        return self._address

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
                    if self._selector.get_map().get(key.fd) is key:  # not closed by one before it
                        key.data()
                if self._door.look_s is not None and self._plugged:
                    self._look()
                self._device.tick()
                self._settle()
            self._device.tray.note(self._device.all_state())
        finally:
            self._close()

    # ---- the device's line ----

    def _host_came(self) -> None:
        line = self._door.come()
        if line is None:
            return
        taken = self._device.one_client and self._hosts
        if taken or self._device.held_by_other:
            log.info("%s: a second host was refused", self._device.kind)
            line.hang_up(reset=True)
            return
        self._hosts.append(line)
        self._selector.register(line, selectors.EVENT_READ, lambda: self._host_says(line))
        self._device.connected()

    def _look(self) -> None:
        """See who is there and hear what they said. Reading brings bytes that the kernel has still
        to carry over, where a selector would wait for its own thread to do that (Linux, n_tty).
        """
        if not self._hosts:
            self._host_came()
        for line in tuple(self._hosts):
            if line in self._selector.get_map():
                self._host_says(line)

    def _host_says(self, line: HostLine) -> None:
        data = line.take(self._door.inlet)
        if data is None:
            self._pour()
            self._drop(line)
        else:
            self._inlet += data
            self._pour()

    def _pour(self) -> None:
        """Give the device as much as its buffer takes, and the line's speed lets through."""
        while wanted := min(len(self._inlet), self._device.room):
            if self._device.cutting:  # what is still to come went with the line
                break
            size = min(wanted, _CRUMB) if self._device.split else wanted
            if self._inward is not None:
                size = self._inward.take(size)
            if not size:
                break
            data = bytes(self._inlet[:size])
            del self._inlet[:size]
            self._device.received(data)

    def _drop(self, line: HostLine, *, reset: bool = False) -> None:
        if line not in self._hosts:
            return
        self._hosts.remove(line)
        if line in self._selector.get_map():
            self._selector.unregister(line)
        line.hang_up(reset=reset)
        if not self._hosts:
            self._outlet.clear()
            self._device.disconnected()

    def _settle(self) -> None:
        """Send what is to be sent; stop reading a line while the inlet is full."""
        self._pour()
        if self._device.take_cut():
            self._inlet.clear()
            for line in tuple(self._hosts):
                self._drop(line, reset=True)
            if self._plugged:
                self._door.cut()
        if self._plugged:
            self._door.hold(held=self._device.held_by_other)
        for line in tuple(self._hosts):
            full = len(self._inlet) >= self._door.inlet
            self._listen_to(line, wanted=not full and not self._device.stalled)
        if self._hosts:
            self._outlet += self._device.take_output()
            self._send()
        self._publish()

    def _listen_to(self, line: HostLine, *, wanted: bool) -> None:
        listening = line in self._selector.get_map()
        if wanted and not listening:
            self._selector.register(line, selectors.EVENT_READ, lambda: self._host_says(line))
        elif listening and not wanted:
            self._selector.unregister(line)

    def _send(self) -> None:
        """Send what the line's speed lets through to everybody."""
        size = len(self._outlet)
        if self._outward is not None:
            size = self._outward.take(size)
        output = bytes(self._outlet[:size])
        del self._outlet[:size]
        step = 1 if self._device.split else max(size, 1)
        for line in tuple(self._hosts):
            try:
                given = sum(line.give(output[at : at + step]) for at in range(0, size, step))
            except OSError:
                self._drop(line)
                continue
            if given < size:
                log.info("%s: the host does not read; status lost", self._device.kind)

    # ---- the plug ----

    def _unplug(self) -> None:
        if not self._plugged:
            return
        self._plugged = False
        self._inlet.clear()
        for line in tuple(self._hosts):
            self._drop(line, reset=True)
        if self._door.look_s is None:
            self._selector.unregister(self._door)
        place = self._door.address if isinstance(self._door, TcpDoor) else None
        self._door.close()
        if place is not None:
            self._keep(place)

    def _keep(self, place: TcpAddress) -> None:
        try:
            self._kept = kept(place)
        except OSError as error:  # taken already: whoever plugs it in is told
            log.info("%s: %s: %s", self._device.kind, place, error.strerror)

    def _let_go(self) -> None:
        if self._kept is not None:
            self._kept.close()
            self._kept = None

    def _plug(self) -> None:
        """Come back under the same address.

        Raises:
            BadRequest: Somebody else has taken it meanwhile.
        """
        if self._plugged:
            return
        self._let_go()
        try:
            self._door = self._device.door(self._address)
        except OSError as error:
            raise BadRequest(f"{self._address}: {error.strerror}") from None
        if self._door.look_s is None:
            self._selector.register(self._door, selectors.EVENT_READ, self._host_came)
        self._plugged = True

    # ---- control ----

    def _control_came(self) -> None:
        assert self._bench is not None
        line, _ = self._bench.accept()
        line.setblocking(False)
        control = ControlLine(line)
        self._controls[line] = control
        self._selector.register(line, selectors.EVENT_READ, lambda: self._control_says(control))

    def _control_says(self, control: ControlLine) -> None:
        for request in control.read():
            answer = self._answer(control, request)
            self._publish()
            control.send(answer)
        if control.closed:
            self._controls.pop(control.line, None)
            self._selector.unregister(control.line)
            control.line.close()

    def _answer(self, control: ControlLine, request: object) -> dict[str, object]:
        if (wrong := why_no_request(request)) or not isinstance(request, dict):
            return {"ok": False, "error": wrong}
        try:
            return {"ok": True, "state": {**self._done(control, request), "plugged": self._plugged}}
        except BadRequest as error:
            return {"ok": False, "error": str(error)}

    def _done(self, control: ControlLine, request: Request) -> Answer:
        match request.get("do"):
            case "watch":
                control.watching = True
            case "unplug":
                self._unplug()
            case "plug":
                self._plug()
            case _:
                return self._device.command(request)
        return self._device.all_state()

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

    # ---- the loop ----

    def _open_bench(self, port: int) -> socket.socket:
        bench = socket.socket()
        try:
            bench.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bench.setblocking(False)
            bench.bind((LOOPBACK, port))
            bench.listen()
        except OSError:
            bench.close()
            raise
        self._selector.register(bench, selectors.EVENT_READ, self._control_came)
        return bench

    def _until_due_s(self) -> float:
        paces = (self._inward, self._outward)
        dues = [self._device.due(), *(pace.due() for pace in paces if pace is not None)]
        due_s = min((one for one in dues if one is not None), default=None)
        left_s = _IDLE_S if due_s is None else max(due_s - self._clock.monotonic(), 0.0)
        left_s = min(left_s, _IDLE_S)  # a selector cannot wait for years
        if self._door.look_s is not None and not self._hosts:
            return min(left_s, self._door.look_s)
        return left_s

    def _close(self) -> None:
        with self._lock:
            self._closed = True
            self._waker.close()
        self._selector.close()
        for line in self._hosts:
            line.hang_up(reset=False)
        for control in self._controls:
            control.close()
        if self._bench is not None:
            self._bench.close()
        if self._plugged:
            self._door.close()
        self._let_go()
        self._hosts.clear()
        self._controls.clear()


class ControlLine:
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
        except (ValueError, RecursionError):
            return None


def why_no_request(request: object) -> str:
    """Return what is wrong with what a control line said, empty when a device may look at it.

    JSON also has NaN, numbers beyond any clock and halves of characters; a device would fall over
    them much later.
    """
    if not isinstance(request, dict):
        return "not a JSON object"
    bad = [key for key, value in request.items() if not _has_sense(value)]
    return f"{bad[0]!a} is no number or text that a device has" if bad else ""


def _has_sense(value: object) -> bool:
    if isinstance(value, str):
        return not any("\ud800" <= one <= "\udfff" for one in value)
    if isinstance(value, float | int):
        return -_LARGEST <= value <= _LARGEST  # nor is NaN
    return True
