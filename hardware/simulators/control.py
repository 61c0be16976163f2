"""Talking to a simulator's control port: the hardware bench, the demo and tests do.

Blocking, with a deadline; never from the thread that paints.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping

from hardware.simulators.server import LOOPBACK

Json = dict[str, object]


class ControlRefused(Exception):
    """The simulator does not understand the request; its reason is the argument."""


class ControlClient:
    """One connection to a control port. ``timeout_s`` bounds every wait."""

    def __init__(self, port: int, timeout_s: float = 10.0) -> None:
        self._line = socket.create_connection((LOOPBACK, port), timeout_s)
        self._lines = self._line.makefile("rb")
        self._events: list[Json] = []

    def do(self, what: str, values: Mapping[str, object] | None = None) -> Json:
        """Ask for ``what`` and return the simulator's state afterwards.

        Raises:
            ControlRefused: It makes no sense there.
            OSError: No connection, or no answer in time.
        """
        request = {"do": what, **(values or {})}
        self._line.sendall(json.dumps(request).encode() + b"\n")
        while "ok" not in (answer := self._next()):
            self._events.append(answer)
        if not answer["ok"]:
            raise ControlRefused(answer["error"])
        state = answer["state"]
        assert isinstance(state, dict)
        return state

    def event(self) -> Json:
        """Return the next event; ``do("watch")`` first.

        Raises:
            OSError: The connection ended, or nothing happened in time.
        """
        return self._events.pop(0) if self._events else self._next()

    def until(self, name: str) -> Json:
        """Return the next event called ``name``; those before it are forgotten."""
        while (event := self.event())["event"] != name:
            pass
        return event

    def close(self) -> None:
        """Hang up."""
        self._lines.close()
        self._line.close()

    def __enter__(self) -> ControlClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _next(self) -> Json:
        line = self._lines.readline()
        if not line:
            raise ConnectionError("the simulator hung up")
        value = json.loads(line)
        assert isinstance(value, dict)
        return value
