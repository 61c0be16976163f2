"""A simulated window's disk: what its programs leave to each other."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache

from pos.hub.parcels import Position, unpack
from pos.hub.rights import RightsAnswer
from pos.hub.talk import LeaseCommand, Offered, VenueThere
from pos.ports.link import Link
from tests.hub_books import Outbox, Sold
from tests.hub_model_facts import Facts, Keyed


@lru_cache(maxsize=20_000)
def read(content: bytes) -> Keyed:
    """Return a parcel's rows; read once for the hub and all windows, and never changed."""
    return Keyed.of(unpack(content))


@dataclass(frozen=True, slots=True)
class Word:
    """The hub's word about a seat or places."""

    holder: str
    places: int
    until: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Cart:
    """Places that are in nobody else's hands until they are sold or let go."""

    performance_id: str
    seats: tuple[str, ...]
    places: int


@dataclass
class Disk:
    """What a window keeps. ``sold``: its own orders, for what is done with them later. ``closed``:
    performances of which a lost machine may have sold what nobody knows of. ``seats``, ``places``:
    the hub's words by performance, and by seat or holder; ``own``: of the seats those that are this
    window's. ``touched``: performances of which it may hold more than when somebody looked last
    (``hub_truth.Watch``)."""

    window_id: str
    outbox: Outbox
    house: dict[str, Offered]
    link: Link | None = None
    said: VenueThere = VenueThere()  # noqa: RUF009 - frozen
    facts: Facts = field(default_factory=Facts)
    known: dict[str, Position] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    seats: dict[str, dict[str, Word]] = field(default_factory=dict)
    places: dict[str, dict[str, Word]] = field(default_factory=dict)
    own: dict[str, dict[str, Word]] = field(default_factory=dict)
    asked: list[LeaseCommand] = field(default_factory=list)
    numbers: int = 0
    answered: dict[str, RightsAnswer] = field(default_factory=dict)
    carts: dict[str, Cart] = field(default_factory=dict)
    sold: list[Sold] = field(default_factory=list)
    closed: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.holder = f"window:{self.window_id}"

    def copy(self) -> Disk:
        """Return the same, for another machine to go on from."""
        return replace(
            self,
            outbox=self.outbox.copy(self.outbox.salt),
            facts=self.facts.copy(),
            known=dict(self.known),
            versions=dict(self.versions),
            seats={performance: dict(of) for performance, of in self.seats.items()},
            places={performance: dict(of) for performance, of in self.places.items()},
            own={performance: dict(of) for performance, of in self.own.items()},
            asked=[*self.asked],
            answered=dict(self.answered),
            carts=dict(self.carts),
            sold=[*self.sold],
            closed=set(self.closed),
            touched=set(self.touched),
        )

    def keep(self) -> None:
        """Count the newest parcel among the facts, as the transaction that made it did."""
        self.facts.add(read(self.outbox.parcels[-1].content))

    # ---- the hub's words ----

    def hear_of_seat(self, performance_id: str, seat: str, word: Word) -> None:
        """Write a word down, unless a later one is there."""
        words = self.seats.setdefault(performance_id, {})
        had = words.get(seat)
        if had is not None and had.version > word.version:
            return
        words[seat] = word
        if word.holder == self.holder:
            self.own.setdefault(performance_id, {})[seat] = word
        elif had is not None and had.holder == self.holder:
            del self.own[performance_id][seat]

    def hear_of_places(self, performance_id: str, holder: str, word: Word) -> None:
        """Write a word down, unless a later one is there."""
        words = self.places.setdefault(performance_id, {})
        had = words.get(holder)
        if had is None or had.version <= word.version:
            words[holder] = word

    def forget_seat(self, performance_id: str, seat: str) -> None:
        """Strike out what was said of a seat."""
        word = self.seats[performance_id].pop(seat)
        if word.holder == self.holder:
            del self.own[performance_id][seat]

    def forget_before(self, performance_id: str, version: int) -> None:
        """Strike out what was said of a performance before that."""
        for seat, word in [*self.seats.get(performance_id, {}).items()]:
            if word.version < version:
                self.forget_seat(performance_id, seat)
        of = self.places.get(performance_id, {})
        for holder in [holder for holder, word in of.items() if word.version < version]:
            del of[holder]

    # ---- what is this window's ----

    def leaving(self, performance_id: str) -> set[str]:
        of = (each for each in self.asked if each.performance_id == performance_id)
        return {seat for each in of for seat in (each.take if each.holder else each.give_back)}

    def leased(self, performance_id: str) -> dict[str, datetime]:
        """Return the seats that are this window's by the hub's word and are not on their way
        back, and until when."""
        own = self.own.get(performance_id)
        if not own:
            return {}
        leaving = self.leaving(performance_id)
        return {seat: word.until for seat, word in own.items() if seat not in leaving}

    def places_leased(self, performance_id: str) -> int:
        word = self.places.get(performance_id, {}).get(self.holder)
        many = word.places if word is not None else 0
        for each in self.asked:
            if each.performance_id == performance_id and not each.holder:
                many -= each.give_places
        return many

    def seats_unasked(self, performance_id: str) -> list[str]:
        """Return what is in a cart here, or sold by this window, and by the hub's word nobody's."""
        words = self.seats.get(performance_id, {})

        def unasked(seat: str) -> bool:
            return seat not in words or not words[seat].holder

        carts = (c.seats for c in self.carts.values() if c.performance_id == performance_id)
        used = {seat for seats in carts for seat in seats if unasked(seat)}
        for seat, live in self.facts.standing.get(performance_id, {}).items():
            if unasked(seat):
                tickets = map(self.facts.ticket, live)
                sellers = {self.facts.seller(row, "")[0] for row in tickets if row}
                used |= {seat} if self.window_id in sellers else set()
        return sorted(used)

    def places_used(self, performance_id: str) -> int:
        in_carts = sum(
            [c.places for c in self.carts.values() if c.performance_id == performance_id]
        )
        return in_carts + self.facts.places_sold(performance_id, self.window_id)
