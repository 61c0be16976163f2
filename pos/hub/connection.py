"""How a window stands with its hub, as the chip and the hub page show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pos.hub.talk import HubMode
from pos.lifecycles import ConnectionState

STOPPED = ("cloned", "shut_out", "written_off", "unknown", "moved")
"""Why a window sells nothing any more, leases or not: somebody else may have them by now, also of
a window that the hub does not know (another machine joined as it, or the hub was made anew, or
restored from before it joined). An older or newer program may go on."""


@dataclass(frozen=True, slots=True)
class Connection:
    """``queue``: parcels that the hub has not acknowledged. ``seats_left``, ``places_left``: what
    the window may still sell of its leases. ``since``: when ``state`` began, by this machine's
    clock; None before the first look. ``why``: of a window that is stopped, as ``HubRefused.what``
    has it; empty otherwise. ``clock_off_s``: how far the hub's clock is ahead of
    this machine's, seconds; None before it was heard. ``open_tasks``: how many wait for a person,
    at the hub's last word. ``unread``: windows whose parcels cannot be read: nothing further is
    taken from them. ``fresh``: the program has just started, and its first sign of life is neither
    answered nor failed: nothing is sold yet. ``trouble``: why the hub cannot be reached, where that
    is known, as ``HubUnreachable.kind`` has it. ``ended``: the window's leases have, since the
    hub's last word (``pos.hub.leases``). ``heard_before``: when the hub was heard last before the
    program started, by this machine's clock, a little too early; None where that was never, or it
    was heard since."""

    state: ConnectionState = ConnectionState.ALONE
    queue: int = 0
    seats_left: int = 0
    places_left: int = 0
    since: datetime | None = None
    why: str = ""
    mode: HubMode = HubMode.GRANTING
    clock_off_s: float | None = None
    open_tasks: int = 0
    fresh: bool = False
    unread: tuple[str, ...] = ()
    trouble: str = ""
    ended: bool = False
    heard_before: datetime | None = None

    @property
    def may_ask(self) -> bool:
        """Whether the hub would be asked for a place now: it answers, and it gives."""
        heard = self.state in (ConnectionState.ONLINE, ConnectionState.SENDING)
        return heard and self.mode is HubMode.GRANTING

    @property
    def closed(self) -> str:
        """Why this window sells no place, as ``NothingSoldHere.what``; empty where it may."""
        if self.state is ConnectionState.STOPPED and self.why in STOPPED:
            return self.why
        return "ended" if self.ended else ""

    @property
    def unheard(self) -> bool:
        """Whether nothing that is held counts yet: the hub was neither heard since the program
        started nor found away."""
        return self.fresh or self.state is ConnectionState.ALONE
