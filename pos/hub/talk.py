"""What a window and the hub say to each other.

Every message is of one window: the hub knows which by the role it signed in with, never by what a
message claims. Whatever a window tells may be told again: a repeat changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from pos.hub.parcels import Position
from pos.hub.rights import Refusal


class HubMode(Enum):
    """``RECOVERING``: the hub was restored from a backup; it takes everything in and grants nothing
    until it has heard from every window what that holds and has again all that anybody knows to
    have been sent, or a manager has written the window off."""

    GRANTING = "granting"
    RECOVERING = "recovering"


class Standing(Enum):
    """What a window is to the hub.

    ``WRITTEN_OFF``: a manager gave its leases to others, knowingly; what it sold is still taken in.
    ``SHUT_OUT``: nothing is taken from it any more.
    """

    JOINED = "joined"
    WRITTEN_OFF = "written_off"
    SHUT_OUT = "shut_out"


SINCE = 64
"""How many earlier starts of the program a window names."""


@dataclass(frozen=True, slots=True)
class Greeting:
    """How a window takes up with the hub: at its start, and after every silence.

    ``instance``: a new random name for each start of the program. ``since``: those of the starts
    before it, oldest first (``SINCE`` of them: a hub that was restored from a backup knows an older
    one than it had acknowledged); a hub that knows another one is talking to a second machine made
    from one disk image. ``position``: the window's last parcel. ``acknowledged``: what
    the hub has said to have of them. ``asked``: number of its last lease command that was answered.
    ``known``: how far it knows the other windows. ``generation``: the hub's, by its last welcome; 0
    before the first. ``rights``: the newest version it knows of each performance's rights. These
    five are how a hub that was restored from a backup finds out. ``wall``: the window's clock, for
    show. ``machine``: marks of its computer (``pos.hub.machines``): the hub takes another one than
    last time for a copy of the disk, until a manager says that it goes on.
    """

    instance: str
    since: tuple[str, ...]
    position: Position
    acknowledged: Position
    asked: int
    known: Mapping[str, int]
    schema_version: int
    version: str
    wall: datetime
    generation: int = 0
    rights: Mapping[str, int] = field(default_factory=dict)
    machine: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Welcome:
    """``generation`` grows with every restore of the hub, above all that any window was told.
    ``at``: the hub's time. ``position``: how far the hub knows the window. ``claim``: the hub wants
    to hear all that the window holds (``Hub.claim``) before it grants it anything. ``secrets``: the
    venue's keys, name -> hex, by which every window keeps the same codes and badges."""

    hub_id: str
    generation: int
    mode: HubMode
    at: datetime
    position: Position
    claim: bool
    secrets: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LeaseCommand:
    """What a window wants of the hub's places, all of it or nothing.

    ``number``: 1, 2, 3, ... of this window's commands; a command is kept on disk before it is asked
    and asked again until it is answered. ``holder``: empty for a lease of the window; or a
    ``hold:``, ``kill:``, ``channel:`` or ``paper:`` that it may speak for. ``until``: when the
    lease ends, hub's time. Places that are given back are free at once: the window has stopped
    selling them before it asks. What somebody else holds cannot be given back and is refused.
    ``out_of``: what is taken may be that one's, the window's own or a holder's that it may speak
    for; places are all taken from there. It is nobody else's in between.
    """

    number: int
    performance_id: str
    holder: str
    until: datetime
    take: tuple[str, ...] = ()
    give_back: tuple[str, ...] = ()
    take_places: int = 0
    give_places: int = 0
    out_of: str = ""


@dataclass(frozen=True, slots=True)
class LeaseAnswer:
    """``granted``: everything asked for is done. Otherwise nothing is, and ``refused`` or
    ``places_left`` says why. ``at``: the hub's time. ``version``: of the performance's rights once
    it was done, and of all that it changed (``Held.version``): a word about them that is older, and
    still on its way, does not undo it. ``before``: of a thing (``pos.hub.things``), every window
    that ever had the right to it; None: the hub was restored since, and does not know."""

    number: int
    granted: bool
    at: datetime
    refused: tuple[Refusal, ...] = ()
    places_left: int = 0
    version: int = field(kw_only=True)
    before: tuple[str, ...] | None = field(default=None, kw_only=True)


class Held(NamedTuple):
    """Who holds a seat (``seat_id``) or how many places (``seat_id`` empty) of a performance by the
    hub's word. ``holder`` empty, or no ``places``: nobody any more. ``version`` grows with every
    change of the performance's rights, so the highest is the newest.

    Neither ``seat_id`` nor ``holder`` nor ``places``: what was heard of the performance under lower
    versions is void; all that is held, or was and is nobody's now, follows in the same answer. So a
    window that knows nothing, or only what a hub said that was restored from a backup since,
    forgets what that does not hold.

    A tuple, because a window hears of a whole house in an on-sale, and of a season when it joins:
    a dataclass takes three times as long to make.
    """

    performance_id: str
    seat_id: str
    holder: str
    places: int
    until: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Offered:
    """A performance that is on sale: how many places of general admission it has, and when it is
    over."""

    performance_id: str
    places: int
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Beat:
    """A window's sign of life, once a second. ``queue``: parcels that are not acknowledged.
    ``seats_left``, ``places_left``: what it may still sell of its leases. ``instance``: as it
    greeted; a copy of its disk that greets beside it is found out by the next one."""

    queue: int
    seats_left: int
    places_left: int
    version: str
    wall: datetime
    instance: str = ""


@dataclass(frozen=True, slots=True)
class WantedBack:
    """Seats, or ``places``, that a manager wants this window to give back if it has not sold
    them."""

    performance_id: str
    seats: tuple[str, ...]
    places: int


@dataclass(frozen=True, slots=True)
class BeatAnswer:
    """``parcels`` and ``rights``: sums that grow when there is something new of other windows, or
    about rights; ``open_tasks``: how many wait for a person. ``given``: how many places of a
    performance managers moved to this window, which it does not give back for being too many."""

    at: datetime
    mode: HubMode
    standing: Standing
    generation: int
    parcels: int
    rights: int
    open_tasks: int
    wanted_back: tuple[WantedBack, ...] = ()
    given: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewsAnswer:
    """Of a ``BeatAnswer`` what tells whether others did anything."""

    generation: int
    parcels: int
    rights: int


@dataclass(frozen=True, slots=True)
class WindowThere:
    """A window as the hub knows it. ``heard_at`` None: never yet. ``held_up``: how often the hub
    ended something of it that no window's program does, and that others waited for."""

    window_id: str
    name: str
    prefix: str
    standing: Standing
    position: int
    heard_at: datetime | None
    version: str
    queue: int
    seats_left: int
    places_left: int
    wall_off_s: float
    leases_until: datetime | None
    held_up: int = 0


@dataclass(frozen=True, slots=True)
class VenueThere:
    """What the hub said of the venue last: its windows, and how many tasks waited for a person.
    Nothing, where it never said anything."""

    windows: tuple[WindowThere, ...] = ()
    open_tasks: int = 0

    @property
    def at(self) -> datetime | None:
        """When that was, a time of the hub: whoever asks was heard just before."""
        return max((one.heard_at for one in self.windows if one.heard_at), default=None)


class TaskKind(Enum):
    """What two sides did of which only one can stand; nothing is dropped, a person settles it.

    ``SEAT_SOLD_TWICE``: two live tickets for one seat. ``SEAT_NOT_HELD``: a ticket for a seat whose
    right somebody else has. ``HANDED_OUT_TWICE``: one order given out at two windows.
    ``CHANGED_TWICE``: one thing taken two ways (a refund and a hand-out, a till closed twice).
    ``PLACES_OVERSOLD``: more places of general admission are given and sold than there are.
    ``NUMBER_TWICE``: two orders under one number. ``CLONED``: two machines go on as one window.
    ``CLAIM_REFUSED``: after a restore, a window held what another one holds too.
    """

    SEAT_SOLD_TWICE = "seat_sold_twice"
    SEAT_NOT_HELD = "seat_not_held"
    PLACES_OVERSOLD = "places_oversold"
    HANDED_OUT_TWICE = "handed_out_twice"
    CHANGED_TWICE = "changed_twice"
    NUMBER_TWICE = "number_twice"
    CLONED = "cloned"
    CLAIM_REFUSED = "claim_refused"


GONE = "gone"
"""How a task is settled whose cause went away: nobody did it."""


@dataclass(frozen=True, slots=True)
class HubTask:
    """``window_id``: whose word came later. ``subject``: what it is about, ``performance/seat`` or
    an order's id. ``one`` and ``other``: the two sides, ids of tickets, orders or arrows.
    ``settled``: how, empty while it is open; ``GONE``: one of two tickets for a seat opens the door
    no more, or the one for a seat that somebody else has. The hub says so as soon as it hears of
    it, and opens it again should it turn out that the ticket lives after all."""

    task_id: str
    kind: TaskKind
    at: datetime
    window_id: str
    subject: str
    one: str
    other: str
    settled: str = ""
    settled_by: str = ""
