"""How long a device is left alone before it is tried again."""

from __future__ import annotations

FIRST_REST_S = 0.25
LONGEST_REST_S = 15.0
HELD_REST_S = 3.0
"""Pause after a refusal by a device that serves another host: no use knocking faster."""
_MOST_DOUBLED = 16


class Pauses:
    """Pauses in seconds, doubled from ``FIRST_REST_S`` each time, at most ``longest_s``. Thread:
    the device's."""

    def __init__(self, longest_s: float = LONGEST_REST_S) -> None:
        self._longest_s = longest_s
        self._doubled = 0

    def next_s(self, *, held: bool = False) -> float:
        """Return the pause behind one more failure; ``held``: another host has the device."""
        rest_s = min(FIRST_REST_S * (1 << self._doubled), self._longest_s)
        self._doubled = min(self._doubled + 1, _MOST_DOUBLED)
        return max(rest_s, HELD_REST_S) if held else rest_s

    def afresh(self) -> None:
        """Begin with the shortest: the device has answered."""
        self._doubled = 0
