"""A whole window that belongs to a hub: database, services, talk with the hub; no screen, no
devices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.benchmarks.headless import Headless
from kiosk.settings import Home, read
from pos.clock import SystemClock
from pos.lifecycles import ConnectionState
from pos.people.pins import PinHasher

if TYPE_CHECKING:
    from kiosk.hub_line import HubLine
    from pos.office import Office


def line_of(home: Home) -> HubLine:
    """Return a window's way to its hub."""
    from kiosk.bootstrap import hub_line

    line = hub_line(read(home.settings_file), home, SystemClock())
    if line is None:
        raise RuntimeError("this home has joined no hub")
    return line


def opened(home: Home, line: HubLine | None = None) -> Headless:
    """Open a window, and begin its talk with the hub. PINs are proved at no cost: none is
    measured."""
    pins = PinHasher(time_cost=1, memory_cost=8, parallelism=1)
    window = Headless(home, read(home.settings_file), pins, hub=line or line_of(home))
    window.start()
    return window


def told(home: Home, patience_s: float) -> None:
    """Have a window tell its hub all that it has. It asks for no block: others take the seats."""
    window = opened(home)
    try:
        window.do(plan_nothing)
        window.until(online, patience_s)
    finally:
        window.close()


def plan_nothing(office: Office) -> None:
    """Ask for no block, and give nothing back. Thread: ledger."""
    if office.syncing is not None:
        office.syncing.plan = None


def state(office: Office) -> ConnectionState:
    """Return how it stands with its hub. Thread: ledger."""
    if office.syncing is None:
        raise RuntimeError("this window has joined no hub")
    return office.syncing.connection.state


def online(office: Office) -> bool:
    """Return whether it has sent and heard all that there was. Thread: ledger."""
    return state(office) is ConnectionState.ONLINE
