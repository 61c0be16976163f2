"""A window for simulations: its transactions in memory, its program the real one
(``pos.hub.syncing``, ``pos.hub.leased_rights``).

Whole transactions only: that a transaction is whole or not at all is proved elsewhere, on SQLite.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from pos.clock import Clock
from pos.hub.parcels import Parcel, Position, require_chained
from pos.hub.rights import Refusal, RightsAnswer, RightsCommand
from pos.hub.talk import Held, LeaseAnswer, LeaseCommand, Offered, VenueThere
from pos.ids import SeatId
from pos.ports.link import Leases, Link
from pos.seating.kept import KEEPER
from tests.torture.hub_disk import Cart, Disk, Word, read


class Unit:
    """One transaction: see ``pos.ports.storage.UnitOfWork``, as much of it as the hub's side
    needs."""

    def __init__(self, disk: Disk, clock: Clock) -> None:
        self.disk = disk
        self.clock = clock
        self.changed = self.committed = self.entered = False
        self.link = MemoryLink(self)
        self.rights = MemoryRights(self)
        self.restoring = MemoryRestoring(self)
        self.things = MemoryThings()
        self.commands = self

    def __enter__(self) -> Unit:
        if self.entered:
            raise AssertionError("one transaction at a time")
        self.changed, self.committed, self.entered = False, False, True
        return self

    def __exit__(self, kind: object, _error: object, _trace: object) -> None:
        """Refuse what would need a rollback: it changed something and did not commit."""
        self.entered = False
        if kind is None and self.changed and not self.committed:
            raise AssertionError("changed without a commit")

    def now(self) -> datetime:
        return self.clock.now()

    def answered(self, command: str) -> bool:
        return command in self.disk.answered

    def publish(self, event: object) -> None:
        """Nobody looks."""

    def commit(self) -> None:
        self.committed = True


class MemoryStorage:
    """See ``pos.ports.storage.Storage``."""

    def __init__(self, disk: Disk, clock: Clock) -> None:
        self._unit = Unit(disk, clock)

    def begin(self) -> Unit:
        return self._unit

    taking_in = read = begin

    def read_ahead(self, parcels: Sequence[Parcel]) -> None:
        """There is nothing to read."""


class MemoryThings:
    """See ``pos.ports.things.ThingStore``: nothing here needs the right to an order."""

    def keep_back(self) -> None:
        """There are none."""


class MemoryRestoring:
    """See ``pos.ports.restoring.RestoringStore``."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def take_back(self, parcels: Sequence[Parcel]) -> None:
        disk = self._unit.disk
        self._unit.changed = True
        for parcel in parcels:
            if parcel.position.seq > disk.outbox.position.seq:
                require_chained(disk.outbox.position, [parcel])
                disk.outbox.parcels.append(parcel)
                disk.facts.add(read(parcel.content))


class MemoryRights:
    """See ``pos.ports.storage.RightsStore``."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._disk = unit.disk

    def of_seats(
        self, performance_id: str, seats: Collection[str] | None = None
    ) -> dict[str, tuple[str, str]]:
        disk, found = self._disk, dict[str, tuple[str, str]]()
        if performance_id in disk.closed:
            found |= dict.fromkeys(disk.leased(performance_id), (KEEPER, ""))
        for seat, word in disk.seats.get(performance_id, {}).items():
            if word.holder not in ("", disk.holder):
                found[seat] = (word.holder, "")
        for seat in disk.facts.standing.get(performance_id, ()):
            found.setdefault(seat, (disk.holder, ""))
        for cart_id, cart in disk.carts.items():
            if cart.performance_id == performance_id:
                found |= dict.fromkeys(cart.seats, (disk.holder, cart_id))
        return found

    def seats_taken(self, performance_id: str) -> frozenset[SeatId]:
        return frozenset(map(SeatId, self.of_seats(performance_id)))

    def places_here(self, performance_id: str, window_id: str) -> int:
        return self._disk.places_used(performance_id)

    def apply(self, command: RightsCommand, *, told: bool = False) -> RightsAnswer:
        disk = self._disk
        if command.command_id in disk.answered:
            return disk.answered[command.command_id]
        self._unit.changed = True
        answer = RightsAnswer(granted=True)
        if command.holder == disk.holder:
            taken = self.of_seats(command.performance_id)
            refused = [
                Refusal(SeatId(seat), taken[seat][0]) for seat in command.take if seat in taken
            ]
            if refused:
                answer = RightsAnswer(granted=False, refused=tuple(refused))
            else:
                disk.carts[command.cart_id] = Cart(
                    command.performance_id, command.take, command.take_places
                )
        disk.answered[command.command_id] = answer
        return answer


class MemoryLink:
    """See ``pos.ports.link.LinkStore``."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._disk = unit.disk

    def link(self) -> Link | None:
        return self._disk.link

    def keep(self, link: Link) -> None:
        self._unit.changed = True
        self._disk.link = link

    def said(self) -> VenueThere:
        return self._disk.said

    def keep_said(self, venue: VenueThere) -> None:
        self._unit.changed = True
        self._disk.said = venue

    def last(self) -> Position:
        return self._disk.outbox.position

    def position(self, seq: int) -> Position | None:
        parcels = self._disk.outbox.parcels
        if not seq:
            return Position()
        return parcels[seq - 1].position if seq <= len(parcels) else None

    def parcels(self, after: int, most_bytes: int) -> tuple[Parcel, ...]:
        found: list[Parcel] = []
        for parcel in self._disk.outbox.parcels[after:]:
            most_bytes -= len(parcel.content)
            if found and most_bytes < 0:
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
        return {window: position.seq for window, position in self._disk.known.items()}

    def take_in(self, parcels: Sequence[Parcel]) -> None:
        disk = self._disk
        self._unit.changed = True
        for parcel in parcels:
            before = disk.known.get(parcel.window_id, Position())
            if parcel.position.seq <= before.seq:
                continue
            require_chained(before, [parcel])
            disk.known[parcel.window_id] = parcel.position
            disk.facts.add(read(parcel.content))

    def offered(self) -> tuple[Offered, ...]:
        now = self._unit.now()
        return tuple(each for each in self._disk.house.values() if each.ends_at > now)

    def versions(self) -> dict[str, int]:
        return dict(self._disk.versions)

    def hear(self, held: Sequence[Held]) -> None:
        disk = self._disk
        self._unit.changed = True
        known = dict(disk.versions)
        for each in held:
            if each.version <= known.get(each.performance_id, 0):
                continue
            disk.touched.add(each.performance_id)
            disk.versions[each.performance_id] = max(
                each.version, disk.versions.get(each.performance_id, 0)
            )
            if not (each.seat_id or each.holder or each.places):
                self._void(each.performance_id, each.version)
                continue
            word = Word(each.holder, each.places, each.until, each.version)
            if each.seat_id:
                disk.hear_of_seat(each.performance_id, each.seat_id, word)
            else:
                disk.hear_of_places(each.performance_id, each.holder, word)

    def _void(self, performance_id: str, version: int) -> None:
        self._disk.forget_before(performance_id, version)

    def leases(self, performance_id: str, seats: Collection[str] | None = None) -> Leases:
        disk = self._disk
        word = disk.places.get(performance_id, {}).get(disk.holder)
        offered = disk.house.get(performance_id)
        return Leases(
            disk.leased(performance_id),
            disk.places_leased(performance_id),
            word.until if word else None,
            offered.ends_at if offered else None,
        )

    def holding(self) -> tuple[Held, ...]:
        disk = self._disk
        return (*_held(disk.holder, disk.seats, disk.places), *self._held_unasked())

    def _held_unasked(self) -> Iterable[Held]:
        """Yield what is sold or in a cart here and the hub's word about it is not: it was void, and
        the line broke before the next one was in."""
        disk = self._disk
        for performance, offered in disk.house.items():
            for seat in disk.seats_unasked(performance):
                yield Held(performance, seat, disk.holder, 0, offered.ends_at, 0)
            word = disk.places.get(performance, {}).get(disk.holder)
            many = disk.places_used(performance)
            if many and (word is None or not word.places):
                yield Held(performance, "", disk.holder, many, offered.ends_at, 0)

    def give_up(self) -> None:
        disk = self._disk
        self._unit.changed = True
        for n, command in enumerate(disk.asked):
            performance = command.performance_id
            disk.touched.add(performance)
            for seat in disk.leaving(performance):
                if seat in disk.own.get(performance, {}):
                    disk.forget_seat(performance, seat)
            if command.holder or not (command.give_back or command.give_places):
                continue
            of = disk.places.get(performance, {})
            if disk.holder in of:
                had = of[disk.holder]
                of[disk.holder] = replace(had, places=max(had.places - command.give_places, 0))
            disk.asked[n] = LeaseCommand(command.number, "", "", command.until)

    def forget_asked(self) -> None:
        self._unit.changed = True
        asked = self._disk.asked
        self._disk.touched.update(each.performance_id for each in asked)
        asked[:] = [LeaseCommand(each.number, "", "", each.until) for each in asked]

    def ask(self, command: LeaseCommand) -> None:
        assert command.number == self.next_number()
        self._unit.changed = True
        self._disk.numbers += 1
        self._disk.touched.add(command.performance_id)
        self._disk.asked.append(command)

    def asked(self) -> tuple[LeaseCommand, ...]:
        return tuple(self._disk.asked)

    def next_number(self) -> int:
        return self._disk.numbers + 1

    def answer(self, command: LeaseCommand, answer: LeaseAnswer) -> None:
        disk = self._disk
        self._unit.changed = True
        disk.asked.remove(command)
        performance = command.performance_id
        disk.touched.add(performance)
        if not answer.granted:
            return
        if disk.versions.get(performance, 0) >= answer.version:
            command = self._not_heard(command, answer.version)
        holder = command.holder or disk.holder
        for seats, whose in ((command.give_back, ""), (command.take, holder)):
            word = Word(whose, 0, command.until, answer.version)
            for seat in seats:
                disk.hear_of_seat(performance, seat, word)
        change = command.take_places - command.give_places
        if change:
            had = disk.places.get(performance, {}).get(holder)
            if had is not None and had.version >= answer.version:
                return  # heard already
            places = max((had.places if had else 0) + change, 0)
            word = Word(holder, places, command.until, answer.version)
            disk.hear_of_places(performance, holder, word)

    def _not_heard(self, command: LeaseCommand, version: int) -> LeaseCommand:
        """What it changed was heard, and perhaps what came after; but for what it took away and a
        later word is about, which is not in yet."""
        of = self._disk.seats.get(command.performance_id, {})
        older = {seat for seat, word in of.items() if word.version < version}
        return replace(
            command,
            give_back=tuple(seat for seat in command.give_back if seat in older),
            take=tuple(seat for seat in command.take if command.holder and seat in older),
            take_places=0,
            give_places=max(command.give_places - command.take_places, 0),
        )

    def left(self) -> tuple[int, int]:
        return 0, 0  # for show


def _held(
    own: str, seats: dict[str, dict[str, Word]], places: dict[str, dict[str, Word]]
) -> Iterable[Held]:
    for performance, of in seats.items():
        for seat, word in of.items():
            if word.holder == own or (word.holder and not word.holder.startswith("window:")):
                yield Held(performance, seat, word.holder, 0, word.until, word.version)
    for performance, of in places.items():
        for holder, word in of.items():
            if word.places and (holder == own or not holder.startswith("window:")):
                yield Held(performance, "", holder, word.places, word.until, word.version)
