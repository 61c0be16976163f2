"""Who holds which place by the model hub's word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from pos.hub.talk import Held

GENERATION = 1 << 32
"""Versions of one generation: those of a hub that was restored begin above all that were ever
given, however old the backup was."""
NEVER = datetime.fromtimestamp(0, UTC)


@dataclass
class PerformanceRights:
    """One performance: what is offered, and who holds what of it.

    ``places_offered`` None: nobody has offered it yet, so nobody knows how many there are.
    ``seats`` and ``places`` keep a row for everything that was ever held: an empty holder, or 0
    places, and the version of that. ``changes``: how often anything of it was given.
    """

    performance_id: str
    version: int
    places_offered: int | None = None
    ends_at: datetime = NEVER
    seats: dict[str, Held] = field(default_factory=dict)
    places: dict[str, Held] = field(default_factory=dict)
    changes: int = 0

    def copy(self) -> PerformanceRights:
        """Return the same, to go on from apart."""
        return replace(self, seats=dict(self.seats), places=dict(self.places))

    def holder(self, seat_id: str) -> str:
        """Return who holds a seat, "" where nobody does."""
        held = self.seats.get(seat_id)
        return held.holder if held else ""

    def places_of(self, holder: str) -> int:
        held = self.places.get(holder)
        return held.places if held else 0

    def places_held(self) -> int:
        return sum(held.places for held in self.places.values())

    def give(self, seat_id: str, holder: str, until: datetime, *, same: bool = False) -> None:
        """Say who holds a seat now; "" for nobody. ``same``: under the last version."""
        self.version += not same
        self.changes += 1
        self.seats[seat_id] = Held(self.performance_id, seat_id, holder, 0, until, self.version)

    def give_places(self, holder: str, places: int, until: datetime, *, same: bool = False) -> None:
        """Say how many places somebody holds now."""
        self.version += not same
        self.changes += 1
        self.places[holder] = Held(self.performance_id, "", holder, places, until, self.version)

    @property
    def oversold(self) -> bool:
        """Whether more places are given than there are, as far as that is known."""
        return self.places_offered is not None and self.places_held() > self.places_offered

    def room(self) -> int:
        """Return how many places are nobody's."""
        return max((self.places_offered or 0) - self.places_held(), 0)

    def seats_of(self, holder: str) -> list[str]:
        return [seat for seat, held in self.seats.items() if held.holder == holder]

    def held(self) -> Iterator[Held]:
        """Return everything that somebody holds."""
        yield from (held for held in self.seats.values() if held.holder)
        yield from (held for held in self.places.values() if held.places)

    def since(self, version: int) -> list[Held]:
        """Return what changed after ``version``, oldest first. To somebody who knows nothing, or
        only what an earlier generation of the hub said: a word that all before is void, and all
        that was said in this generation. What is nobody's any more is part of that, but for things
        (an order, a certificate): he may have had the answer to his own command and no word
        since."""
        floor = self.version - self.version % GENERATION
        every = (*self.seats.values(), *self.places.values())
        if version < floor or not version:
            void = Held(self.performance_id, "", "", 0, self.ends_at, floor)
            said = [held for held in every if held.version > floor]
            if self.performance_id.startswith("things:"):
                said = [held for held in said if held.holder]
            return [void, *sorted(said, key=_version)]
        return sorted((held for held in every if held.version > version), key=_version)

    def begin(self, generation: int) -> None:
        """Number everything anew, above whatever a lost hub may have said."""
        self.version = generation * GENERATION
        for held in list(self.held()):
            if held.seat_id:
                self.give(held.seat_id, held.holder, held.until)
            else:
                self.give_places(held.holder, held.places, held.until)


def _version(held: Held) -> int:
    return held.version


class Lasting:
    """Until when whatever somebody holds lasts at most, of a venue; each time only what changed
    since is looked at."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}
        self._untils: dict[str, dict[str, datetime]] = {}
        """Holder -> performance -> until when."""
        self._last: dict[str, datetime] = {}

    def of(self, every: Mapping[str, PerformanceRights]) -> Mapping[str, datetime]:
        """Return holder -> until when."""
        changed: set[str] = set()
        for performance_id, rights in every.items():
            if self._seen.get(performance_id) != rights.changes:
                self._seen[performance_id] = rights.changes
                changed |= self._look(rights)
        for holder in changed:
            if untils := self._untils[holder]:
                self._last[holder] = max(untils.values())
            else:
                self._last.pop(holder, None)
        return self._last

    def _look(self, rights: PerformanceRights) -> set[str]:
        """Return the holders of whom that changed."""
        now: dict[str, datetime] = {}
        for held in rights.held():
            if held.holder not in now or now[held.holder] < held.until:
                now[held.holder] = held.until
        of, changed = rights.performance_id, set[str]()
        for holder, untils in self._untils.items():
            if of in untils and holder not in now:
                del untils[of]
                changed.add(holder)
        for holder, until in now.items():
            untils = self._untils.setdefault(holder, {})
            if untils.get(of) != until:
                untils[of] = until
                changed.add(holder)
        return changed
