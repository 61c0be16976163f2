"""How long a simulated window may sell by the hub's last word, by true time: what it wrote down of
it itself is not asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pos.hub.hub_time import DRIFT, KEPT_S
from pos.hub.leases import MARGIN


@dataclass(frozen=True, slots=True)
class Told:
    """A word of the hub: when it was asked for, said, and taken in."""

    asked: datetime
    said: datetime
    taken_in: datetime


class LastWord:
    """What a machine heard of its hub. ``lasts``: its leases after the last word of it, where it
    states that; ``now``: the true time.

    What is over comes of the last word that reached the machine, what is not over yet of the oldest
    one that may be the last on its disk: the window may be late by what lies between them, and
    never the other way.
    """

    def __init__(self, now: Callable[[], datetime], lasts: timedelta | None) -> None:
        self._now = now
        self.lasts = lasts
        self.said: datetime | None = None
        """By the hub's clock, as the last word reached the machine, or the one that it goes on
        from."""
        self.proved = False
        """The machine has run ever since."""
        self._on_disk: list[Told] = []

    def reached(self, said: datetime) -> None:
        self.said, self.proved = said, True

    def taken_in(self, asked: datetime, said: datetime, *, welcome: bool = False) -> None:
        """Note what the program took in. ``welcome``: such a word is written down in any case; of
        others each that comes ``KEPT_S`` after the last one that was."""
        if not welcome and not self._on_disk:
            return
        now = self._now()
        before = now - timedelta(seconds=KEPT_S + 1)
        words = [] if welcome else [each for each in self._on_disk if each.taken_in > before]
        self._on_disk = [*words, Told(asked, said, now)]

    def forget(self) -> None:
        """Know nothing of what is on its disk before the next welcome."""
        self._on_disk = []

    def started_again(self) -> None:
        """Its clock cannot tell how long that took."""
        self.proved = False
        self.forget()

    def at_another(self, other: LastWord) -> None:
        """Go on from the disk of another machine."""
        self.said = other.said

    @property
    def ends(self) -> datetime | None:
        """When the leases end: what ends later is over then."""
        return self.said + self.lasts if self.said is not None and self.lasts is not None else None

    def over(self) -> bool:
        """Whether nothing may be sold now that ends with a term: what is begun a margin before its
        end is finished by then."""
        if self.ends is None:
            return False
        return not self.proved or self._now() + MARGIN > self.ends

    def lasts_until(self, until: datetime) -> bool:
        """Return whether the window cannot but know that what ends then, and what ends with its
        term, is not over."""
        if not self._on_disk:
            return False
        ends = [until]
        if self.lasts is not None:
            ends.append(min(word.said for word in self._on_disk) + self.lasts)
        return self._latest() + MARGIN < min(ends)

    def _latest(self) -> datetime:
        """Return the latest time that it may believe to be: its clock gains as much as may be, it
        adds as much again, and what the answer took on its way counts as gone by."""
        now = self._now()
        on_its_way = max(word.said - word.asked for word in self._on_disk)
        drift = (now - min(word.asked for word in self._on_disk)) * 3 * DRIFT
        return now + on_its_way + drift
