"""How much a device may say in a while, before it is called faulty rather than talkative."""

from __future__ import annotations


class Allowance:
    """So many of something within so many seconds, counted from the first; then anew."""

    def __init__(self, most: int, within_s: float) -> None:
        self._most = most
        self._within_s = within_s
        self._used = 0
        self._since_s = 0.0

    def take(self, count: int, at_s: float) -> bool:
        """Use up ``count`` at second ``at_s``; return whether that was allowed."""
        if not self._used or at_s - self._since_s >= self._within_s:
            self._used, self._since_s = 0, at_s
        self._used += count
        return self._used <= self._most

    def renew(self) -> None:
        """What was used counts no longer."""
        self._used = 0
