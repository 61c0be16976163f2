"""HTTPS and a control port for a virtual payment terminal, in one thread. Several tills may be
connected; each connection brings one request.

The control port takes JSON lines on loopback as those of the other devices do (``server``).
"""

from __future__ import annotations

import errno
import logging
import selectors
import socket
import ssl
import struct
import threading
from collections.abc import Mapping

import h11

from hardware.simulators.control import ControlClient
from hardware.simulators.device import Answer, BadRequest
from hardware.simulators.nexo_answering import Reply
from hardware.simulators.nexo_terminal import VirtualNexoTerminal
from hardware.simulators.running import PATIENCE_S
from hardware.simulators.server import LOOPBACK, ControlLine, why_no_request
from hardware.transports.line import Waker
from pos.clock import Clock

log = logging.getLogger("foyer.simulator")

PATH = "/nexo"
_IDLE_S = 60.0
_CHUNK = 16 * 1024
_END_S = 10.0
_LARGEST_REQUEST = 256 * 1024
_RESET = struct.pack("ii", 1, 0)


class NexoServer:
    """Listens at once; ``run`` serves until ``stop``.

    ``contexts``: certificates by the terminal's ``certificate``: right, wrong_name, wrong_ca.

    Raises:
        OSError: The address or the control port is taken.
    """

    def __init__(
        self,
        terminal: VirtualNexoTerminal,
        clock: Clock,
        contexts: Mapping[str, ssl.SSLContext],
        place: tuple[str, int] = (LOOPBACK, 0),
        control_port: int | None = None,
    ) -> None:
        self._terminal = terminal
        self._clock = clock
        self._contexts = contexts
        terminal.certificates = frozenset(contexts)
        self._waker = Waker()
        self._lock = threading.RLock()  # a signal handler may come while we hold it
        self._stopping = self._closed = False
        self._selector = selectors.DefaultSelector()
        self._lines: dict[int, _Line] = {}
        self._number = 0
        self._controls: list[ControlLine] = []
        self._door = _listening(place)
        self._bench: socket.socket | None = None
        try:
            if control_port is not None:
                self._bench = _listening((LOOPBACK, control_port))
                self._selector.register(self._bench, selectors.EVENT_READ, self._control_came)
        except OSError:
            self._close()
            raise
        self._selector.register(self._door, selectors.EVENT_READ, self._till_came)
        self._selector.register(self._waker, selectors.EVENT_READ, self._waker.hush)

    @property
    def address(self) -> str:
        """Where tills send their requests."""
        host, port = self._door.getsockname()[:2]
        return f"https://{f'[{host}]' if ':' in host else host}:{port}{PATH}"

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
            while not self._stopping:
                for key, _ in self._selector.select(self._until_due_s()):
                    if self._selector.get_map().get(key.fd) is key:  # not closed by one before it
                        key.data()
                self._terminal.tick()
                self._send()
                self._publish()
        finally:
            self._close()

    # ---- tills ----

    def _till_came(self) -> None:
        bare, _ = self._door.accept()
        if not self._terminal.reachable:
            _reset(bare)
            return
        bare.setblocking(False)
        context = self._contexts[self._terminal.certificate]
        tls = context.wrap_socket(bare, server_side=True, do_handshake_on_connect=False)
        self._number += 1
        line = _Line(self._number, tls)
        self._lines[line.number] = line
        self._selector.register(tls, selectors.EVENT_READ, lambda: self._move(line))

    def _move(self, line: _Line) -> None:
        """Do what can be done on a connection now."""
        try:
            body = line.move()
        except ssl.SSLWantReadError:
            self._selector.modify(line.tls, selectors.EVENT_READ, lambda: self._move(line))
            return
        except ssl.SSLWantWriteError:
            self._selector.modify(line.tls, selectors.EVENT_WRITE, lambda: self._move(line))
            return
        except (OSError, h11.RemoteProtocolError) as error:
            log.info("%s: a till hung up: %s", self._terminal.kind, type(error).__name__)
            self._drop(line)
            return
        if line.over:
            self._drop(line)
        elif body is not None:
            self._terminal.received(line.number, body)

    def _send(self) -> None:
        for reply in self._terminal.take_replies():
            line = self._lines.get(reply.line)
            if line is not None:
                line.say(reply)
                self._move(line)

    def _drop(self, line: _Line) -> None:
        self._selector.unregister(line.tls)
        del self._lines[line.number]
        if line.cut:
            _reset(line.tls)
        else:
            line.tls.close()

    # ---- control ----

    def _control_came(self) -> None:
        assert self._bench is not None
        line, _ = self._bench.accept()
        line.setblocking(False)
        control = ControlLine(line)
        self._controls.append(control)
        self._selector.register(line, selectors.EVENT_READ, lambda: self._control_says(control))

    def _control_says(self, control: ControlLine) -> None:
        for request in control.read():
            answer = self._answer(control, request)
            self._send()
            self._publish()
            control.send(answer)
        if control.closed:
            self._controls.remove(control)
            self._selector.unregister(control.line)
            control.line.close()

    def _answer(self, control: ControlLine, request: object) -> dict[str, object]:
        if (wrong := why_no_request(request)) or not isinstance(request, dict):
            return {"ok": False, "error": wrong}
        try:
            return {"ok": True, "state": self._done(control, request)}
        except BadRequest as error:
            return {"ok": False, "error": str(error)}

    def _done(self, control: ControlLine, request: dict[str, object]) -> Answer:
        if request.get("do") == "watch":
            control.watching = True
            return self._terminal.all_state()
        return self._terminal.command(request)

    def _publish(self) -> None:
        for event in self._terminal.take_events():
            for control in self._controls:
                if control.watching:
                    control.send(event)

    # ---- the loop ----

    def _until_due_s(self) -> float:
        due_s = self._terminal.due()
        return _IDLE_S if due_s is None else max(due_s - self._clock.monotonic(), 0.0)

    def _close(self) -> None:
        with self._lock:
            self._closed = True
            self._waker.close()
        self._selector.close()
        for line in self._lines.values():
            line.tls.close()
        for control in self._controls:
            control.line.close()
        if self._bench is not None:
            self._bench.close()
        self._door.close()
        self._lines.clear()
        self._controls.clear()


class RunningNexo:
    """Serves a terminal from ``__enter__`` to ``__exit__`` on a thread of this process."""

    def __init__(
        self,
        terminal: VirtualNexoTerminal,
        clock: Clock,
        contexts: Mapping[str, ssl.SSLContext],
    ) -> None:
        self.terminal = terminal
        self._server = NexoServer(terminal, clock, contexts, control_port=0)
        self._thread = threading.Thread(
            target=self._server.run, name=f"simulator-{terminal.kind}", daemon=True
        )

    @property
    def address(self) -> str:
        """Where tills send their requests."""
        return self._server.address

    def control(self) -> ControlClient:
        """Return a new connection to the control port."""
        port = self._server.control_port
        assert port is not None
        return ControlClient(port, PATIENCE_S)

    def wake(self) -> None:
        """Have the simulator look at the clock."""
        self._server.wake()

    def __enter__(self) -> RunningNexo:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()
        self._thread.join(_END_S)


class _Line:
    """One connection of a till: handshake, one request, one answer."""

    def __init__(self, number: int, tls: ssl.SSLSocket) -> None:
        self.number = number
        self.tls = tls
        self.over = False
        self.cut = False
        self._shaken = self._asked = False
        self._http = h11.Connection(h11.SERVER)
        self._body = b""
        self._outgoing = b""
        self._answered = False

    def move(self) -> bytes | None:
        """Do what can be done now; return a request's body once it is there.

        Raises:
            ssl.SSLWantReadError, ssl.SSLWantWriteError: More has to come, or to go, first.
            OSError: The till is gone.
            h11.RemoteProtocolError: It does not speak HTTP.
        """
        if not self._shaken:
            self.tls.do_handshake()
            self._shaken = True
        if self._answered:
            self._write()
            return None
        data = self.tls.recv(_CHUNK)
        if not data:
            self.over = True
            return None
        return self._hear(data)

    def say(self, reply: Reply) -> None:
        """Have a reply sent."""
        if self._answered:
            return
        self._answered = True
        made = self._answer(reply)
        self.cut = reply.cut is not None
        self._outgoing = made if reply.cut is None else made[: reply.cut]

    def _write(self) -> None:
        while self._outgoing:
            count = self.tls.send(self._outgoing[:_CHUNK])
            self._outgoing = self._outgoing[count:]
        self.over = True

    def _hear(self, data: bytes) -> bytes | None:
        self._http.receive_data(data)
        while True:
            event = self._http.next_event()
            if isinstance(event, h11.Data):
                self._body += bytes(event.data)
                if len(self._body) > _LARGEST_REQUEST:
                    raise OSError(errno.EMSGSIZE, "request")
            elif isinstance(event, h11.EndOfMessage):
                return self._body
            elif not isinstance(event, h11.Request):
                return None

    def _answer(self, reply: Reply) -> bytes:
        head = h11.Response(
            status_code=reply.status,
            headers=[
                ("Content-Type", "application/json"),
                ("Content-Length", str(len(reply.body))),
                ("Connection", "close"),
            ],
        )
        events = (head, h11.Data(data=reply.body), h11.EndOfMessage())
        return b"".join(self._http.send(event) or b"" for event in events)


def _listening(place: tuple[str, int]) -> socket.socket:
    family = socket.AF_INET6 if ":" in place[0] else socket.AF_INET
    door = socket.socket(family)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(place)
        door.listen()
        door.setblocking(False)
    except OSError:
        door.close()
        raise
    return door


def _reset(line: socket.socket) -> None:
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    line.close()
