"""How long a rig waits for what it is to see: real seconds, never a number of looks, which a busy
machine uses up.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

PATIENCE_S = 300.0
"""Real seconds after which a test gives up; no test needs more than a few."""


def looks(seconds: float = PATIENCE_S) -> Iterator[None]:
    """Return a turn for each look until so many real seconds are over."""
    until_s = time.monotonic() + seconds
    while time.monotonic() < until_s:
        yield
