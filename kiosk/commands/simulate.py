"""``foyer simulate DEVICE``: one virtual device as its own process; ``hardware`` reads the command
line.
"""

from __future__ import annotations

from collections.abc import Sequence


def main(rest: Sequence[str]) -> int:
    """Run the device until it is told to end, and return the exit code. Thread: main."""
    from hardware.simulators import run

    return run.main(rest)
