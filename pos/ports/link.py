"""What a window keeps about its hub, and takes in from it. On SQLite, in the window's own database;
every method runs inside the caller's unit of work. Thread: ledger."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pos.hub.hub_time import HubTime
from pos.hub.parcels import Parcel, Position
from pos.hub.talk import Held, LeaseAnswer, LeaseCommand, Offered, VenueThere

EVER = 2**62
"""``Link.lost_at`` while the queue is being sent: any parcel may be on its way, and what others did
meanwhile is not all here yet."""


@dataclass(frozen=True, slots=True)
class Link:
    """How this window stands with its hub. A window that never joined has none and is its own hub.

    ``window_id``: whose database this is. ``acknowledged``: how far the hub said it has this
    window's parcels. ``since``: the starts of the program, the last of them (``SINCE``), oldest
    first. ``time``: the hub's last word for the time. ``watermark``: the
    newest time of this machine's clock that was written down. ``stopped``: why the hub takes
    nothing (``cloned``, ``shut_out``, ``written_off``, ``unknown``), or "". ``lost_at``: number of
    the last parcel made when the hub was lost, or when the program started; None while it is heard.
    Parcels after it were never on their way, so nobody else can know what they hold
    (``pos.hub.offline_rules``). ``heir_of``: of a window that goes on from a backup and has not
    heard its hub since, when that was made; until then it keeps nothing. ``heir_findings``: how
    many faults in its books were let stand. ``machine``: marks of the computer that the hub
    welcomed last (``pos.hub.machines``); none before, or where it has none.
    """

    hub_id: str
    window_id: str
    generation: int
    acknowledged: Position
    since: tuple[str, ...]
    time: HubTime | None
    watermark: datetime
    stopped: str = ""
    lost_at: int | None = None
    heir_of: datetime | None = None
    heir_findings: int = 0
    machine: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Leases:
    """What this window holds of a performance by the hub's word, sold or not, without what it asked
    to give back. ``seats``: seat id -> when its lease ends. ``places``: of general admission.
    ``ends_at``: when the performance is over, None where the catalogue has it no more: a lease
    that ends no sooner is one ``with_performance``."""

    seats: dict[str, datetime]
    places: int
    places_until: datetime | None
    ends_at: datetime | None


class LinkStore(Protocol):
    """See the module."""

    def link(self) -> Link | None: ...
    def keep(self, link: Link) -> None: ...

    def said(self) -> VenueThere:
        """Return what the hub said of the venue, as it was kept last: older than what it says now
        by some minutes, or by however long it was not heard. For reading only."""
        ...

    def keep_said(self, venue: VenueThere) -> None: ...

    def last(self) -> Position:
        """Return the position of the newest parcel made here."""
        ...

    def position(self, seq: int) -> Position | None:
        """Return a parcel's number with its chain, None where there is none (0: the beginning)."""
        ...

    def parcels(self, after: int, most_bytes: int) -> tuple[Parcel, ...]:
        """Return own parcels that follow number ``after``, up to so many bytes but at least one if
        there is one."""
        ...

    def emptied(self, until: int, most: int) -> tuple[Parcel, ...]:
        """Return own parcels up to number ``until``, at most so many, out of which somebody's name
        was taken and the hub has not heard of it."""
        ...

    def told_emptied(self, seqs: Iterable[int]) -> None:
        """The hub has these as they are now."""
        ...

    def tell_emptied_again(self) -> None:
        """The hub was restored, from a time when it had not heard, perhaps."""
        ...

    def known(self) -> dict[str, int]:
        """Return how far every other window's parcels were taken in."""
        ...

    def take_in(self, parcels: Sequence[Parcel]) -> None:
        """Add what other windows kept, insert-if-absent, with the projections of it, and publish
        what changed. Those known already are passed over. It makes no parcel of this window's.
        Only inside ``Storage.taking_in``, which enforces no references: a parcel may come before
        the one that it refers to.

        Raises:
            ParcelDamaged: They do not follow what is known, or are no parcels.
            StorageNewer: They hold tables or columns this version does not know.
        """
        ...

    def offered(self) -> tuple[Offered, ...]:
        """Return the performances of the catalogue that are not over."""
        ...

    def versions(self) -> dict[str, int]:
        """Return the newest version known of each performance's rights."""
        ...

    def hear(self, held: Sequence[Held]) -> None:
        """Take the hub's word about rights in: own ones become leases, others' are not for sale
        here. Older versions than known are passed over. Publishes what changed."""
        ...

    def leases(self, performance_id: str, seats: Collection[str] | None = None) -> Leases:
        """Return what is this window's by the hub's word; of seats, where some are named, those
        among them are enough: of a large house it has a thousand."""
        ...

    def own_among(self, performance_id: str, seats: Collection[str]) -> set[str]:
        """Return which of the seats are this window's by the hub's word, those among them that it
        asks to give back or to pass on."""
        ...

    def holding(self) -> tuple[Held, ...]:
        """Return everything this window holds, as it would claim it: its leases, those that it
        asks to give back among them, what it sold before it had any, and what it knows to be kept
        from sale or sold elsewhere (``hold:``, ``kill:``, ``channel:``, ``paper:``)."""
        ...

    def give_up(self) -> None:
        """Before a claim: let go what this window asked the hub to take, and ask no more to have it
        taken. The hub may have done so and lost it with its answer, and somebody else may have it
        since."""
        ...

    def forget_asked(self) -> None:
        """Ask for nothing under the numbers of the commands that were not answered; what they would
        have given back is held on; a thing is used no more all the same."""
        ...

    def ask(self, command: LeaseCommand) -> None:
        """Keep a lease command before it is asked. Its places to give back stop being sold here
        now."""
        ...

    def asked(self) -> tuple[LeaseCommand, ...]:
        """Return the commands that were kept and not answered, oldest first."""
        ...

    def kept(self, number: int) -> LeaseCommand:
        """Return the command of a number, answered or not."""
        ...

    def places_of(self, performance_id: str, holder: str) -> int:
        """Return how many places by count a holder has by the hub's word."""
        ...

    def passed(self, performance_id: str, out_of: str) -> bool:
        """Return whether this window asked for what ``out_of`` had of a performance, had an answer,
        and that one has no places there any more."""
        ...

    def next_number(self) -> int:
        """Return the number of the next lease command; 1 is the first."""
        ...

    def answer(self, command: LeaseCommand, answer: LeaseAnswer) -> None:
        """Take the answer in: what was granted is leased, what was given back is gone; where it was
        refused, all is as before."""
        ...

    def left(self) -> tuple[int, int]:
        """Return how many leased seats and places are not sold and in no cart, of leases that have
        not ended by this machine's clock."""
        ...
