"""The bench's line to one virtual device: what happens there, and what a person does to it.

Two connections to the control port on two threads, for the port answers when it likes and the
thread that paints may never wait: one listens, one asks. Both end with the process or with the
device.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Mapping
from functools import partial

from hardware.simulators.control import ControlClient, ControlRefused, Json

Post = Callable[[Callable[[], None]], None]

_LISTEN_S = 24 * 3600.0
"""A quiet device is no fault; the listener waits for the day."""

_log = logging.getLogger("bench")


class DeviceLink:
    """One device's control port.

    Args:
        name: The device's section in window.toml.
        port: Its control port on loopback.
        post: Runs a call on the GUI thread.
        told: Gets each event, then the device's state, on the GUI thread.
    """

    def __init__(
        self, name: str, port: int, post: Post, told: Callable[[str, Json | None, Json], None]
    ) -> None:
        self.name = name
        self._port = port
        self._post = post
        self._told = told
        self._wishes: queue.SimpleQueue[tuple[str, Mapping[str, object], Json | None]] = (
            queue.SimpleQueue()
        )

    def open(self) -> None:
        """Start to listen, and ask how the device is."""
        for work, what in ((self._listen, "hears"), (self._ask, "asks")):
            name = f"bench-{self.name}-{what}"
            threading.Thread(target=self._guarded, args=(work,), name=name, daemon=True).start()

    def do(self, what: str, **values: object) -> None:
        """Have something done to the device; the state it is in afterwards is told."""
        self._wishes.put((what, values, None))

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except (OSError, ControlRefused) as error:
            _log.info("%s: the control port ended: %s", self.name, error)

    def _listen(self) -> None:
        with ControlClient(self._port, _LISTEN_S) as client:
            client.do("watch")
            self.do("state")  # what happens from now on is heard, what happened before stands in it
            while True:
                self._wishes.put(("state", {}, client.event()))

    def _ask(self) -> None:
        with ControlClient(self._port) as client:
            while True:
                what, values, event = self._wishes.get()
                self._post(partial(self._told, self.name, event, self._done(client, what, values)))

    def _done(self, client: ControlClient, what: str, values: Mapping[str, object]) -> Json:
        """Do it and return the device's state; what makes no sense there now changes nothing."""
        try:
            return client.do(what, values)
        except ControlRefused as error:
            _log.info("%s: %s: %s", self.name, what, error)
            return client.do("state")
