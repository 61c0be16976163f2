"""The venue's hub, as one window sees it.

Drivers: ``pos/storage/hub`` on PostgreSQL. Every call has a deadline of its own (``ANSWER_S``; one
that carries much goes on as long as something moves, ``SILENCE_S``) and is whole or not at all at
the hub. Raised by every call:

    HubUnreachable: no answer in time, or none that makes sense; it may have been done.
    HubRefused: see its ``what``; it was not done. ``gap``, of every call but those of people:
        another start of the window's program, or another machine, has greeted since; the next
        greeting finds out which.

A driver belongs to the thread that uses it; two of one window may be used side by side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from pos.hub.parcels import Parcel, Position
from pos.hub.talk import (
    Beat,
    BeatAnswer,
    Greeting,
    Held,
    HubTask,
    LeaseAnswer,
    LeaseCommand,
    NewsAnswer,
    Offered,
    Welcome,
    WindowThere,
)

ANSWER_S = 1.0
"""How long a call may take before the hub counts as unreachable."""
SILENCE_S = 1.5
"""How long one that carries parcels or many rights may go on without a byte moving on the line. One
that begins just before a sign of life is due ends so within three seconds of a line's death."""
LITTLE = 64 * 1024
"""Bytes of parcels that are fetched while somebody waits: within ``ANSWER_S``, as other calls."""


class Hub(Protocol):
    """What a window may ask of the hub, and nothing else: each is one function there."""

    def hello(self, greeting: Greeting) -> Welcome:
        """Take up with the hub. Raises HubRefused (``cloned``, ``shut_out``, ``newer``,
        ``older``, ``unknown``)."""
        ...

    def send(self, parcels: Sequence[Parcel]) -> Position:
        """Hand over parcels that follow the hub's position, in order; durable there on return.
        Return how far the hub knows the window now. Those that are there already are passed over.
        Of very many only the first may be done, also where the call fails; never one without those
        before it.

        What collides with what others sent becomes a task, never a refusal. Raises HubRefused
        (``gap``, ``cloned``: the chain is not the one that is there).
        """
        ...

    def fetch(self, known: Mapping[str, int], most_bytes: int) -> tuple[Parcel, ...]:
        """Return parcels of other windows after what is ``known`` of each, a window's in order, up
        to ``most_bytes`` but at least one if there is one; in the order in which they arrived here.
        Own ones only if ``known`` names this window: one that goes on from a backup of its own. The
        deadline for ``LITTLE`` is the short one."""
        ...

    def offer(self, offered: Sequence[Offered]) -> None:
        """Say which performances are on sale; places may grow, and shrink to what is given."""
        ...

    def lease(self, command: LeaseCommand) -> LeaseAnswer:
        """Do all of ``command`` or nothing. A repeat returns the first answer.

        Raises HubRefused: ``recovering``, ``written_off``; ``gap``: its number is not the next;
        ``cloned``: another machine has greeted as this window since, or another command had its
        number, unless this one wants nothing of no performance.
        """
        ...

    def held_since(self, version: Mapping[str, int]) -> tuple[Held, ...]:
        """Return what of every performance's rights changed after the version known of it (0: all
        that is held), oldest first. Nothing while this window owes its ``claim``."""
        ...

    def claim(self, held: Sequence[Held]) -> None:
        """After a restore: say everything that this window holds, by all answers that it had. What
        another one holds too is a task; what it does not name is free, unless a live ticket is
        known. Passed over unless the welcome asked for it."""
        ...

    def beat(self, beat: Beat) -> BeatAnswer:
        """Give a sign of life."""
        ...

    def news(self) -> NewsAnswer:
        """Return what a sign of life tells of others, and give none. The shortest of all calls; it
        writes nothing."""
        ...

    def windows(self) -> tuple[WindowThere, ...]:
        """Return every window that ever joined."""
        ...

    def write_off(self, window_id: str, user_id: str, reason: str) -> None:
        """Free another window's leases, knowingly: what it sold of them and nobody knows yet may be
        sold again. Its parcels are still taken in. Raises HubRefused ``unknown``."""
        ...

    def take_back(self, window_id: str, user_id: str) -> None:
        """Let a window that was written off, or whose heir it is, go on as joined."""
        ...

    def want_back(
        self,
        window_id: str,
        performance_id: str,
        seats: Sequence[str],
        places: int = 0,
        for_window: str = "",
    ) -> None:
        """Ask a window to give back those of the seats, and so many places by count, that it has
        not sold. It hears so by its next sign of life, whenever that is.

        ``for_window``: who has them from the moment they come back, so that nobody can be faster;
        without one they are anybody's. ``window_id`` empty: what nobody holds, which ``for_window``
        has at once. Of a seat, and of places for one receiver, the last word counts. Raises
        HubRefused: ``unknown``; ``not_joined``: ``for_window`` cannot be given anything;
        ``recovering``.
        """
        ...

    def tasks(self) -> tuple[HubTask, ...]:
        """Return the open tasks, oldest first."""
        ...

    def settle(self, task_id: str, how: str, user_id: str) -> bool:
        """Settle a task; False when somebody else did before."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...
