"""A connection to the smart card service on a thread of its own: a service can hang, and a call of
it cannot be ended from outside.

It is the one thread beside a device's own. The device's sends one call at a time and goes on
looking at the clock meanwhile; one that hangs is left behind, and does no harm when it comes back.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from hardware.readers.service import CardService

R = TypeVar("R")

LEAVE_S = 1.0
"""How long the end of a call that was cancelled may take; within ``device_thread.CLOSE_S``."""


class ServiceThread:
    """Named ``service-NAME``; ``returned`` is called there after each call. Its users' thread is
    the device's."""

    def __init__(
        self, name: str, make: Callable[[], CardService], returned: Callable[[], None]
    ) -> None:
        self._make = make
        self._returned = returned
        self._service: CardService | None = None
        self._calls: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=f"service-{name}", daemon=True)
        self._thread.start()

    def send(self, call: Callable[[], R]) -> Future[R]:
        """Return what becomes of ``call``, whether it returns or raises."""
        future: Future[R] = Future()

        def run() -> None:
            try:
                result = call()
            except BaseException as error:  # noqa: BLE001 - raised again where the future is asked
                future.set_exception(error)
            else:
                future.set_result(result)

        self._calls.put(run)
        return future

    def end(self, *, hangs: bool) -> None:
        """Give the service back behind what is under way, then end; does not wait for that where
        the service ``hangs``."""
        self._calls.put(self.release)
        self._calls.put(None)
        if not hangs:
            self._thread.join(LEAVE_S)

    # ---- calls to send ----

    def connect(self) -> CardService:
        """Return a new connection; raises CardTrouble."""
        self._service = self._make()
        return self._service

    def release(self) -> None:
        """Give the connection back, if there is one."""
        service, self._service = self._service, None
        if service is not None:
            service.release()

    # ---- its own thread ----

    def _run(self) -> None:
        while (call := self._calls.get()) is not None:
            call()
            self._returned()
