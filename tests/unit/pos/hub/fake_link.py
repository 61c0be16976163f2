"""What a window keeps of its hub, in memory, with commit and roll-back; for the talk's decisions.

The real one is ``pos/storage/link.py``.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from pos.errors import PosError
from pos.hub.parcels import FIRST_CHAIN, Parcel, Position, following, pack, require_chained
from pos.hub.talk import Held, LeaseAnswer, LeaseCommand, Offered, VenueThere
from pos.ports.link import Leases, Link


@dataclass
class Kept:
    """Everything on disk. ``sizes``: how many of what was taken in by each transaction. ``venues``:
    what the hub said of the venue, each time that it was kept."""

    window_id: str
    link_row: Link | None = None
    chain: list[Position] = field(default_factory=lambda: [Position()])
    own: list[Parcel] = field(default_factory=list)
    others: dict[str, Position] = field(default_factory=dict)
    on_sale: tuple[Offered, ...] = ()
    rights: dict[tuple[str, str], Held] = field(default_factory=dict)
    newest: dict[str, int] = field(default_factory=dict)
    commands: list[LeaseCommand] = field(default_factory=list)
    answers: list[LeaseAnswer] = field(default_factory=list)
    given_up: tuple[LeaseCommand, ...] = ()
    number: int = 1
    to_sell: tuple[int, int] = (0, 0)
    sizes: list[int] = field(default_factory=list)
    venues: list[VenueThere] = field(default_factory=list)

    def make(self, *words: str) -> None:
        """Keep facts, a parcel each."""
        for word in words:
            content = pack({"fact": [{"fact_id": word}]})
            position = following(self.chain[-1], content)
            self.chain.append(position)
            self.own.append(Parcel(self.window_id, position, content))

    # ---- LinkStore ----

    def link(self) -> Link | None:
        return self.link_row

    def keep(self, link: Link) -> None:
        self.link_row = link

    def said(self) -> VenueThere:
        return self.venues[-1] if self.venues else VenueThere()

    def keep_said(self, venue: VenueThere) -> None:
        self.venues.append(venue)

    def last(self) -> Position:
        return self.chain[-1]

    def position(self, seq: int) -> Position | None:
        return self.chain[seq] if seq < len(self.chain) else None

    def parcels(self, after: int, most_bytes: int) -> tuple[Parcel, ...]:
        found: list[Parcel] = []
        for parcel in self.own[after:]:
            if found and sum(len(one.content) for one in (*found, parcel)) > most_bytes:
                break
            found.append(parcel)
        return tuple(found)

    def emptied(self, until: int, most: int) -> tuple[Parcel, ...]:
        return ()

    def told_emptied(self, seqs: Iterable[int]) -> None:
        raise AssertionError("nobody is erased here")

    def tell_emptied_again(self) -> None:
        """There are none."""

    def known(self) -> dict[str, int]:
        return {window: position.seq for window, position in self.others.items()}

    def take_in(self, parcels: Sequence[Parcel]) -> None:
        self.sizes.append(len(parcels))
        for parcel in parcels:
            before = self.others.get(parcel.window_id, Position(0, FIRST_CHAIN))
            require_chained(before, (parcel,))
            self.others[parcel.window_id] = parcel.position

    def offered(self) -> tuple[Offered, ...]:
        return self.on_sale

    def versions(self) -> dict[str, int]:
        return dict(self.newest)

    def hear(self, held: Sequence[Held]) -> None:
        self.sizes.append(len(held))
        for one in held:
            self.rights[one.performance_id, one.seat_id or one.holder] = one
            newest = max(self.newest.get(one.performance_id, 0), one.version)
            self.newest[one.performance_id] = newest

    def own_among(self, performance_id: str, seats: Collection[str]) -> set[str]:
        return set(self.leases(performance_id).seats) & set(seats)

    def leases(self, performance_id: str, seats: Collection[str] | None = None) -> Leases:
        mine = [one for one in self.holding() if one.performance_id == performance_id]
        ends = [one.ends_at for one in self.on_sale if one.performance_id == performance_id]
        return Leases(
            seats={one.seat_id: one.until for one in mine if one.seat_id},
            places=sum(one.places for one in mine if not one.seat_id),
            places_until=max((one.until for one in mine if not one.seat_id), default=None),
            ends_at=next(iter(ends), None),
        )

    def holding(self) -> tuple[Held, ...]:
        own = f"window:{self.window_id}"
        return tuple(one for one in self.rights.values() if one.holder == own)

    def give_up(self) -> None:
        self.given_up = tuple(self.commands)

    def forget_asked(self) -> None:
        raise AssertionError("only an heir does")

    def ask(self, command: LeaseCommand) -> None:
        self.commands.append(command)
        self.number += 1

    def asked(self) -> tuple[LeaseCommand, ...]:
        return tuple(self.commands)

    def next_number(self) -> int:
        return self.number

    def answer(self, command: LeaseCommand, answer: LeaseAnswer) -> None:
        self.commands.remove(command)
        self.answers.append(answer)

    def left(self) -> tuple[int, int]:
        return self.to_sell


class FakeUnit:
    """A transaction over a copy of what is kept."""

    def __init__(self, kept: Kept, full: PosError | None) -> None:
        self._full = full
        self.link = copy.copy(kept)  # what the containers hold is frozen
        for name, value in vars(kept).items():
            if isinstance(value, list | dict):
                setattr(self.link, name, value.copy())
        self.committed = False

    def commit(self) -> None:
        if self._full is not None:
            raise self._full
        self.committed = True


class FakeLinkStorage:
    """``kept`` is the disk; a window that is killed goes on from it. ``full``: what the next
    transaction comes to that wants to be kept."""

    def __init__(self, window_id: str, now: datetime) -> None:
        self.kept = Kept(window_id)
        self.kept.link_row = Link("hub-1", window_id, 1, Position(), (), None, now)
        self.full: PosError | None = None
        self.read: list[int] = []
        """Parcels that were read ahead, by number."""

    @contextmanager
    def begin(self) -> Iterator[FakeUnit]:
        unit = FakeUnit(self.kept, self.full)
        try:
            yield unit
        except PosError:
            self.full = None
            raise
        if unit.committed:
            self.kept = unit.link

    taking_in = begin

    def read_ahead(self, parcels: Sequence[Parcel]) -> None:
        self.read += [parcel.position.seq for parcel in parcels]
