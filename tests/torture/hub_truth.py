"""What must be true of a simulated venue: while it runs, and when everybody has caught up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from pos.hub.talk import GONE, HubMode, HubTask, Standing, TaskKind
from pos.lifecycles import ConnectionState

if TYPE_CHECKING:
    from tests.hub_model_facts import Facts
    from tests.torture.hub_machine import Machine
    from tests.torture.hub_world import World

MADE_BY_HAND = {TaskKind.HANDED_OUT_TWICE, TaskKind.CHANGED_TWICE}
"""What two windows may do to one thing while they cannot hear each other."""


def overlapping(world: World) -> list[str]:
    """Return what two windows believe to hold at once."""
    if world.silent:
        return []
    holders: dict[tuple[str, str], list[str]] = defaultdict(list)
    places: dict[str, int] = defaultdict(int)
    for machine in world.machines:
        disk = machine.disk
        if disk.window_id in world.loose or machine.lost_for_good or machine.waits:
            continue
        for performance in world.house:
            for seat in disk.leased(performance):
                holders[performance, seat].append(machine.name)
            places[performance] += disk.places_leased(performance)
    wrong = [f"{seat} is leased to {who}" for seat, who in holders.items() if len(who) > 1]
    return wrong + [
        f"{many} places of {performance} are leased"
        for performance, many in places.items()
        if many > world.house[performance].places
    ]


class Watch:
    """Looks again and again for what a window believes to hold and the hub does not know to be its
    own: at what either touched since it looked last, and at everything where it may not have looked
    meanwhile."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._forget()

    def _forget(self) -> None:
        self._venue = self._world.hub.venue
        self._changes: dict[str, int] = {}
        self._seen: set[str] = set()
        """Machines of which all was looked at, but for what was touched since."""

    def look(self, *, whole: bool = False) -> Iterator[str]:
        """Yield what is wrong. ``whole``: at everything, touched or not."""
        world, venue = self._world, self._world.hub.venue
        if world.silent or venue.mode is not HubMode.GRANTING:
            return
        if whole or venue is not self._venue:
            self._forget()
        changed = self._changed()
        for machine in world.machines:
            disk = machine.disk
            loose = disk.window_id in world.loose
            if (
                loose
                or machine.lost_for_good
                or machine.waits
                or venue.windows[disk.window_id].owes
            ):
                self._seen.discard(machine.name)
                continue
            known = machine.name in self._seen
            self._seen.add(machine.name)
            for performance in {*changed, *disk.touched} if known else venue.rights:
                yield from _unbacked(world, machine, performance)
            disk.touched.clear()

    def _changed(self) -> list[str]:
        """Return the performances of which the hub gave something since."""
        changed = []
        for performance, rights in self._venue.rights.items():
            if self._changes.get(performance) != rights.changes:
                self._changes[performance] = rights.changes
                changed.append(performance)
        return changed


def _unbacked(world: World, machine: Machine, performance: str) -> Iterator[str]:
    """Yield what a window believes to hold of a performance and the hub does not know to be its."""
    disk, rights = machine.disk, world.hub.venue.rights.get(performance)
    if rights is None:
        return
    held = [seat for seat in disk.leased(performance) if rights.holder(seat) != disk.holder]
    known, there = disk.places_leased(performance), rights.places_of(disk.holder)
    if not held and known <= there:
        return
    refused = _refused_claims(world, machine, performance)
    for seat in held:
        if f"{performance}/{seat}" not in refused:
            yield f"{machine.name} holds {seat}, the hub gave it {rights.holder(seat)!r}"
    if known > there and performance not in refused:
        yield f"{machine.name} holds {known} places of {performance}, by the hub {there}"


def _refused_claims(world: World, machine: Machine, performance: str) -> set[str]:
    """Return what a restored hub refused to a window that has not heard of it yet, and made a task
    of: that is for something only where a window was written off (``_tasks``)."""
    disk, venue = machine.disk, world.hub.venue
    if disk.versions.get(performance, 0) >= venue.rights[performance].version:
        return set()
    refused = (task for task in venue.tasks.values() if task.kind is TaskKind.CLAIM_REFUSED)
    return {task.subject for task in refused if disk.holder in (task.one, task.other)}


def wrong_at_the_end(world: World) -> list[str]:
    """Return everything that is not as it must be once all lines work and all have caught up."""
    return [
        *_facts(world),
        *_rights(world),
        *_seats(world),
        *_places(world),
        *_lost(world),
        *_arrows(world),
        *_tasks(world),
        *_terms(world),
        *overlapping(world),
    ]


def _agreeing(world: World) -> Iterator[Machine]:
    """Yield the machines that are windows of the venue: of two that were one, the one that the hub
    listens to."""
    for machine in world.machines:
        if not machine.lost_for_good and machine.state is not ConnectionState.STOPPED:
            yield machine


def _facts(world: World) -> Iterator[str]:
    """No fact is lost, and every window and the hub have the same ones and the same states."""
    venue = world.hub.venue
    for machine in _agreeing(world):
        disk = machine.disk
        chains = [parcel.position.chain for parcel in disk.outbox.parcels]
        if venue.windows[disk.window_id].chains != chains:
            yield f"the hub has other parcels of {machine.name} than it made"
        if {n: rows.keys() for n, rows in disk.facts.tables.items()} != {
            n: rows.keys() for n, rows in venue.facts.tables.items()
        }:
            yield f"{machine.name} has other facts than the hub"
        if disk.facts.state != venue.facts.state:
            yield f"{machine.name} sees other states than the hub"


def _rights(world: World) -> Iterator[str]:
    """Every window knows who holds what as the hub does."""
    for machine in _agreeing(world):
        if differ := rights_unknown_to(world, machine):
            yield f"{machine.name} knows other holders than the hub: {sorted(differ)[:6]}"


def rights_unknown_to(world: World, machine: Machine) -> set[tuple[str, str, str, int]]:
    """Return what the hub and a window do not both say: performance, seat, holder, places."""
    told = {
        (performance, held.seat_id, held.holder, held.places)
        for performance, rights in world.hub.venue.rights.items()
        for held in rights.held()
    }
    disk, now = machine.disk, world.hub.now()
    seats = {
        (performance, seat, word.holder, 0)
        for performance, of in disk.seats.items()
        for seat, word in of.items()
        if word.holder
    }
    places = {
        (performance, "", holder, word.places)
        for performance, of in disk.places.items()
        for holder, word in of.items()
        if word.places
    }
    gone = {  # a restored hub never heard of it, and nobody offers it any more
        performance
        for performance, offered in world.house.items()
        if performance not in world.hub.venue.rights and offered.ends_at < now
    }
    return {each for each in told ^ (seats | places) if each[0] not in gone}


def _terms(world: World) -> Iterator[str]:
    """A window that hears the hub has leases to sell of."""
    for machine in _agreeing(world):
        if machine.syncing.connection.ended:
            yield f"{machine.name} hears the hub, and its leases have ended"


def _named(world: World, kind: TaskKind) -> set[frozenset[str]]:
    tasks = world.hub.venue.tasks.values()
    return {frozenset((task.one, task.other)) for task in tasks if task.kind is kind}


def _seats(world: World) -> Iterator[str]:
    """One live ticket a seat, or a task that names both, and then somebody knew what he did. A
    live ticket's seat is its seller's, or a task says so."""
    venue = world.hub.venue
    twice = _named(world, TaskKind.SEAT_SOLD_TWICE)
    not_held = {side for pair in _named(world, TaskKind.SEAT_NOT_HELD) for side in pair}
    both = {side for pair in twice for side in pair}
    every = [(performance, seat) for performance, of in venue.facts.by_seat.items() for seat in of]
    for performance, seat in every:
        tickets = venue.facts.by_seat[performance][seat]
        live = sorted(ticket for ticket in tickets if venue.facts.is_live(ticket))
        if live != venue.facts.live(performance, seat):
            yield f"{seat} has other live tickets than were counted: {live}"
        for pair in combinations(live, 2):
            if frozenset(pair) not in twice:
                yield f"{seat} is sold twice and no task says so: {pair}"
            elif not (world.loose or world.silent):
                yield f"{seat} is sold twice: {pair}"
        holder = venue.rights[performance].holder(seat)
        for ticket in live:
            row = venue.facts.ticket(ticket)
            assert row is not None
            seller, _ = venue.facts.seller(row, "")
            known = not (not_held | both).isdisjoint(_printed(venue.facts, ticket))
            if holder != f"window:{seller}" and not known:
                yield f"{seat} was sold by {seller}, belongs to {holder!r}, and no task says so"


def _printed(facts: Facts, ticket_id: str | None) -> Iterator[str]:
    """Yield a ticket and those that it was printed again for."""
    while ticket_id:
        yield ticket_id
        row = facts.ticket(ticket_id)
        ticket_id = row["replaces"] if row else None


def _places(world: World) -> Iterator[str]:
    """No more places are sold than there are, or a task says so."""
    venue = world.hub.venue
    over = {t.subject for t in venue.tasks.values() if t.kind is TaskKind.PLACES_OVERSOLD}
    for performance, offered in world.house.items():
        sold = sum(many for (of, _), many in venue.facts.sold.items() if of == performance)
        if sold > offered.places and performance not in over:
            yield f"{sold} of {offered.places} places of {performance} are sold"


def _lost(world: World) -> Iterator[str]:
    """What a lost machine sold and could not send, nobody else sold."""
    facts = world.hub.venue.facts
    for window_id, performance, seat in world.unsent:
        live = facts.live(performance, seat)
        sellers = {facts.seller(row, "")[0] for row in map(facts.ticket, live) if row}
        if window_id not in world.loose and not sellers <= {window_id}:
            yield f"{seat} was sold by {window_id}, which was lost, and by {sellers}"


def _arrows(world: World) -> Iterator[str]:
    """Of two who changed one thing both are named."""
    tasks = _named(world, TaskKind.HANDED_OUT_TWICE) | _named(world, TaskKind.CHANGED_TWICE)
    for key, arrows in world.hub.venue.facts.arrows.items():
        for other in arrows[1:]:
            if frozenset((arrows[0], other)) not in tasks:
                yield f"{key} was done twice and no task says so"


def _held_meanwhile(task: HubTask) -> bool:
    """Return whether a seat was sold, taken back and put on hold, and the hub heard of the hold
    first: for that moment it is a task, which settles itself."""
    return task.kind is TaskKind.SEAT_NOT_HELD and task.settled == GONE and "hold:" in task.other


def _tasks(world: World) -> Iterator[str]:
    """Nobody is asked to settle what did not happen."""
    venue = world.hub.venue
    for task in venue.tasks.values():
        if task.kind in MADE_BY_HAND or world.silent:
            continue
        if task.kind is TaskKind.CLONED:
            if task.window_id not in world.loose:
                yield f"{task.window_id} is called a clone"
        elif not world.loose and not _held_meanwhile(task):
            yield f"a task for nothing: {task.kind.value} {task.subject} {task.one} {task.other}"
    told = {task.window_id for task in venue.tasks.values() if task.kind is TaskKind.CLONED}
    for machine in world.machines:
        if machine.syncing.connection.why == "cloned" and machine.disk.window_id not in told:
            yield f"{machine.name} was stopped as a clone and nobody was told"
    if venue.generation > 1 and not world.plan.restores:
        yield "the hub believes that it was restored"
    for row in venue.windows.values():
        if row.standing is not Standing.JOINED:
            yield f"{row.window_id} is still {row.standing.value}"
