"""Which thread may do what. A function that belongs to a thread asserts it."""

from __future__ import annotations

import threading

from pos.errors import InvariantBroken

LEDGER = "ledger"
"""Name of the one thread on which every service runs."""


def assert_gui() -> None:
    """Raise InvariantBroken anywhere but on the thread of the widgets, which is the process's
    first.
    """
    _assert(threading.current_thread() is threading.main_thread(), "gui")


def assert_ledger() -> None:
    """Raise InvariantBroken anywhere but on the ledger thread."""
    _assert(threading.current_thread().name == LEDGER, LEDGER)


def _assert(right: bool, expected: str) -> None:
    if not right:
        actual = threading.current_thread().name
        raise InvariantBroken("thread.wrong", expected=expected, actual=actual)
