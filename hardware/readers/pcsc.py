"""A badge reader behind the computer's smart card service."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hardware.looped import ThreadedDevice
from hardware.readers.badge_loop import CLAIMED_BY_KERNEL, BadgeLoop
from hardware.readers.service import CardService
from pos.clock import Clock
from pos.ports.readers import BadgeRead


class PcscReader(ThreadedDevice):
    """Implements ``pos.ports.readers.BadgeReader``. ``part``: of the reader's name, any case."""

    def __init__(
        self,
        name: str,
        part: str,
        service: Callable[[], CardService],
        clock: Clock,
        claimed: Path = CLAIMED_BY_KERNEL,
    ) -> None:
        self._badges = BadgeLoop(name, part, service, clock, claimed)
        super().__init__(self._badges)

    def listen(self, listener: Callable[[BadgeRead], None]) -> None:
        self._badges.listeners.add(listener)

    def facts(self) -> dict[str, str]:
        """Return ``reader``, the names of those watched, and ``atr``, how the newest card
        introduced itself: its first bytes and its length, never the whole.
        """
        return dict(self._badges.facts)
