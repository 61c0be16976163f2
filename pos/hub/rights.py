"""The rights command: the only way a right to a place is granted, given back or passed on.

The shape is the hub's: one command, one atomic answer, safe to repeat. A single window is its own
hub and the command
runs in its own database; with a hub the same command travels there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from pos.errors import HubRefused
from pos.events import HouseChanged, house_changed
from pos.ids import CartId, CommandId, PerformanceId, SeatId

if TYPE_CHECKING:
    from pos.ports.storage import UnitOfWork

AWAY = "hub:away"
"""Who has a place that this window does not hold, when the hub cannot be asked for it."""

HELD_CART = "hold:cart-"
"""Holders of carts that were put aside: the id of each follows."""
_PAPERS = "hold:paper-"
_RESTORED = "hold:restored"


def is_own(holder: str, window_id: str) -> bool:
    """Return whether a holder has nothing but what the window leases: its carts and sales, and its
    emergency tickets."""
    return holder in (f"window:{window_id}", f"{_PAPERS}{window_id}")


def kept_here(holder: str, window_id: str) -> bool:
    """Return whether a holder is this window's own business, of which the hub never hears: what is
    its own, and what it keeps from sale because it goes on from a backup."""
    return is_own(holder, window_id) or holder == _RESTORED


@dataclass(frozen=True, slots=True)
class HoldWhy:
    """What is kept of a command about held places. ``what``: a ``pos.views.holds.HoldAct``;
    ``until``: when they go on sale by themselves; ``rule``: what released them, where nobody
    did."""

    what: str
    user_id: str
    window_id: str
    for_whom: str = ""
    note: str = ""
    until: datetime | None = None
    rule: str = ""
    approved_by: str = ""


@dataclass(frozen=True, slots=True)
class RightsCommand:
    """What is wanted, all of it or nothing.

    ``holder``: ``window:ID``, ``channel:NAME``, ``hold:CODE`` or ``kill:CODE``. ``cart_id`` names
    the cart the rights
    are for; empty for rights that stay (holds, sold elsewhere). ``out_of``: whose the places are
    that are taken, and ``out_cart`` of which of its carts: they pass from hand to hand, and are
    nobody else's in between. With it nothing is given back. ``through``: a
    ``hold:CODE`` from which all that is taken passes to a cart; what is not under it is refused.
    Whatever a cart took so goes back there, not on sale, by whichever command the cart gives it
    back. ``back_to``: of the places by count that are given back, how many came from which hold;
    None: whoever gives them back does not know, and the cart keeps those from a hold longest.
    ``why``: what is kept of it, where it is about a hold; to give back what is not under
    ``holder`` is refused then.
    """

    command_id: CommandId
    holder: str
    performance_id: PerformanceId
    cart_id: CartId
    take: tuple[SeatId, ...] = ()
    give_back: tuple[SeatId, ...] = ()
    take_places: int = 0
    give_places: int = 0
    out_of: str = ""
    out_cart: str = ""
    through: str = ""
    back_to: tuple[tuple[str, int], ...] | None = None
    why: HoldWhy | None = None

    @property
    def changes(self) -> HouseChanged:
        """What is to be told of it once it is done."""
        counted = (None,) if self.take_places or self.give_places else ()
        return house_changed(self.performance_id, (*self.take, *self.give_back, *counted))


WAITS_APART = "/changed"
"""After the name of a channel, which has no slash: who has seats of it that wait for a person,
since where they were sold they are another order's now."""


@dataclass(frozen=True, slots=True)
class Idle:
    """Places of a performance that a channel (``holder``) has and that no ticket stands for."""

    performance_id: PerformanceId
    holder: str
    seats: tuple[SeatId, ...] = ()
    places: int = 0

    @property
    def many(self) -> int:
        """How many places that are."""
        return len(self.seats) + self.places

    @property
    def waits(self) -> bool:
        """They are kept until a person has settled what the shop changed."""
        return self.holder.endswith(WAITS_APART)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A seat that was not to be had, and who has it."""

    seat_id: SeatId
    holder: str


@dataclass(frozen=True, slots=True)
class RightsAnswer:
    """``granted``: everything asked for is done. Otherwise nothing is, and ``refused`` or
    ``places_left`` says why. ``away``: there may be more at the hub, which could not be asked."""

    granted: bool
    refused: tuple[Refusal, ...] = ()
    places_left: int = 0
    away: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """What of a performance this window can sell now. ``shared`` False: everything that is free;
    it is its own hub and the rest says nothing.

    ``asks``: the hub can be asked for what is free there. ``seats``, ``places``: the window's own
    block, sold or not, as far as it may be sold from now; ``places`` without those taken.
    ``until``: when the first of it ends, a time of the hub, if that is not the performance's end.
    ``heard``: when the hub was heard last, a time of this machine, or a little later; None where it
    never was, or is there. ``closed``: why of no performance anything is sold without a word of the
    hub, as ``NothingSoldHere.what``: the leases have ended since its last one, or it stopped this
    window; else empty.
    """

    shared: bool = False
    asks: bool = True
    seats: frozenset[SeatId] = frozenset()
    places: int = 0
    until: datetime | None = None
    heard: datetime | None = None
    closed: str = ""

    def has(self, seat_id: SeatId) -> bool:
        """Return whether a seat that nobody has taken may be tried for at this window."""
        return not self.shared or self.asks or seat_id in self.seats

    def require_not_stopped(self) -> None:
        """Return unless the hub stopped this window. Raises HubRefused: why."""
        if self.closed not in ("", "ended"):
            raise HubRefused(what=self.closed)


EVERYTHING = Reach()
"""The reach of a window without a hub."""


class RightsAuthority(Protocol):
    """Who grants rights: the hub, or the window's own database when it is its own hub."""

    def apply(self, command: RightsCommand) -> RightsAnswer:
        """Do all of ``command`` or nothing. Durable on return. A repeat returns the first answer.
        Thread: ledger."""
        ...

    def fetch(self, command: RightsCommand) -> RightsAnswer:
        """Have the hub pass to this window what ``command`` takes ``out_of`` a hold that the window
        may speak for. The command itself is then the caller's to do, in a transaction of its own
        (``RightsStore.apply``): until that they are kept from everybody's sale, here too. Durable
        on return; may be repeated. ``away`` in the answer: the hub was not asked, and nothing was
        done. Thread: ledger.

        Raises:
            HubUnreachable: It may have been done.
        """
        ...

    def require_for_sale(self, uow: UnitOfWork, cart_id: CartId) -> None:
        """Return if what a cart holds may be sold now: looked at before money is taken for it, and
        once more as it is sold. A cart without places always may. Thread: ledger.

        Raises:
            NothingSoldHere: This window knows that it may sell no place; the cart keeps its own.
            NotHeld: Its places were given to others since it took them.
        """
        ...

    def reach(self, uow: UnitOfWork, performance_id: PerformanceId) -> Reach:
        """Return what of a performance can be had at this window now. Thread: ledger."""
        ...
