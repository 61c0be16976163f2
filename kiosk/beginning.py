"""The ledger thread before there is a window: it loads the database's libraries meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.bootstrap import load_storage
from kiosk.bridge import Bridge, is_there
from kiosk.tasks import Crash, Ledger
from pos.clock import SystemClock
from pos.errors import InvariantBroken


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a window has before it knows anything: the crossing into Qt and the ledger thread, which
    loads the database's libraries meanwhile.
    """

    bridge: Bridge
    ledger: Ledger


def begin() -> Beginning:
    """Start the ledger thread; it has no office yet. GUI thread."""
    bridge = Bridge()
    ledger = Ledger(bridge.post, _nobody_to_tell, SystemClock(), is_there)
    ledger.start()
    ledger.load(load_storage)
    return Beginning(bridge, ledger)


def _nobody_to_tell(crash: Crash) -> None:
    raise InvariantBroken("window.crashed_before_it_began", crash=crash.code)
