"""Work that reads for a while, beside the ledger: nothing waits for it, and it stops when asked."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

T = TypeVar("T")
Stopped = Callable[[], bool]
"""Whether the work should end, with whatever it has."""


class Beside:
    """Runs one piece of work after the other, each on a thread of its own.

    Args:
        name: Of the threads.
        post: Has a call run on the GUI thread.
    """

    def __init__(self, name: str, post: Callable[[Callable[[], None]], None]) -> None:
        self._name = name
        self._post = post
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._busy = False

    def run(self, work: Callable[[Stopped], T], done: Callable[[T], None]) -> None:
        """Begin ``work``, unless some is still going on; ``done`` gets its answer on the GUI
        thread and may begin the next. A fault of our own in it is raised there. Thread: GUI.
        """
        if self._busy:
            return
        self._busy = True
        target = partial(self._work, work, done)
        self._thread = threading.Thread(target=target, name=self._name, daemon=True)
        self._thread.start()

    def tell(self, call: Callable[[], None]) -> None:
        """Have the work that goes on say how far it is, on the GUI thread. Thread: the work's."""
        if not self._stop.is_set():
            self._post(call)

    def close(self) -> None:
        """Have what goes on end, and wait for it; its answer is told to nobody."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _work(self, work: Callable[[Stopped], T], done: Callable[[T], None]) -> None:
        try:
            answer = work(self._stop.is_set)
        except Exception as error:  # noqa: BLE001 - raised again where faults of our own are met
            self._post(partial(self._raise, error))
            return
        if not self._stop.is_set():
            self._post(partial(self._tell, done, answer))

    def _tell(self, done: Callable[[T], None], answer: T) -> None:
        self._busy = False
        done(answer)

    def _raise(self, error: Exception) -> None:
        self._busy = False
        raise error
