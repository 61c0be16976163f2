"""How much is taken in at a time, so that the ledger is held by nobody for longer than a moment."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from pos.hub.parcels import Parcel, Position
from pos.hub.talk import Held


@dataclass(frozen=True, slots=True)
class Portions:
    """How much is done at a time: bytes of parcels to the hub and from it, bytes of parcels
    (compressed) and rows of rights in one transaction here. A sale is about 2 KB. ``sent_bytes``
    are read in some 6 ms; ``backlog_bytes`` in 15, of a backlog that the hub takes that fast.
    ``filling_bytes``: parcels in one transaction while a window is far behind (long away): that
    costs half as much a sale, and holds the ledger for a tenth of a second. ``new_bytes``: the
    same, and to it, while a window is new: it cannot sell before all is in, so half a second keeps
    nobody waiting who could do anything yet."""

    sent_bytes: int = 2 * 1024 * 1024
    backlog_bytes: int = 4 * 1024 * 1024
    wire_bytes: int = 512 * 1024
    taken_bytes: int = 16 * 1024
    filling_bytes: int = 256 * 1024
    new_bytes: int = 1024 * 1024
    rows: int = 200


SENDING_EVERY_S = 0.5
SENT_AT_ONCE = 4
GATHERED = 64
"""Parcels. So many are no burst of sales but a backlog, which goes as fast as the hub takes it."""


@dataclass(slots=True)
class Pace:
    """When the next sending may begin: at once, where people sell. Faster than that, sales are
    gathered, since to take in one alone is most of what it costs the hub to take in twenty: after
    ``SENT_AT_ONCE`` of them one every ``SENDING_EVERY_S`` seconds. How much goes is twice what the
    hub took the last time: between two portions it waits for this window."""

    full_at: float = float("-inf")
    taken_bytes: int = 0

    def due(self, queue: int) -> float:
        """Return from when on ``queue`` parcels may go, on the clock of ``begin``."""
        if queue >= GATHERED:
            return float("-inf")
        return self.full_at - (SENT_AT_ONCE - 1) * SENDING_EVERY_S

    def begin(self, now: float) -> None:
        """A sending begins."""
        self.full_at = max(self.full_at, now) + SENDING_EVERY_S

    def most(self, portions: Portions) -> int:
        """Return how many bytes the next sending may have."""
        return max(min(2 * self.taken_bytes, portions.backlog_bytes), portions.sent_bytes)

    def took(self, sent: Sequence[Parcel], there: Position) -> None:
        """The hub knows this window as far as that now."""
        self.taken_bytes = sum(
            len(parcel.content) for parcel in sent if parcel.position.seq <= there.seq
        )


@dataclass(slots=True)
class News:
    """One kind of news. ``seen``: the hub's sum at the last sign of life; ``done``: the sum up to
    which everything is taken in, None before the first time."""

    seen: int = -1
    done: int | None = None

    @property
    def due(self) -> bool:
        return self.done != self.seen


def first_bytes(parcels: Sequence[Parcel], most: int) -> list[Parcel]:
    """Return the first of them, up to so many bytes but at least one."""
    sizes = accumulate(len(parcel.content) for parcel in parcels)
    fitting = sum(1 for size in sizes if size <= most)
    return list(parcels[: max(fitting, 1)])


def first_versions(held: Sequence[Held], most: int) -> list[Held]:
    """Return the first of them, about ``most``, ending where a version ends. They are in order."""
    end = min(most, len(held))
    if end:
        end = bisect_right(held, _version(held[end - 1]), lo=end, key=_version)
    return list(held[:end])


def _version(held: Held) -> tuple[str, int]:
    return held.performance_id, held.version
