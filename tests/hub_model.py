"""A whole hub in memory: what every driver of ``pos.ports.hub.Hub`` has to do, said once more.

    hub = ModelHub(clock)
    hub.join("w1", "Window 1", "A")
    hub.window("w1").hello(...)      # a ``Hub``, as that window sees it
    night = hub.copy()
    hub.restore(night)

Deterministic: its time is the clock's, its ids are counted. Nothing is lost on the way; for that
there is ``tests/hub_cut.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from pos.clock import Clock
from pos.errors import HubRefused
from pos.hub.machines import is_another
from pos.hub.parcels import FIRST_CHAIN, Parcel, Position, follows, is_emptied, unpack
from pos.hub.rights import Refusal
from pos.hub.talk import (
    GONE,
    Beat,
    BeatAnswer,
    Greeting,
    Held,
    HubMode,
    HubTask,
    LeaseAnswer,
    LeaseCommand,
    NewsAnswer,
    Offered,
    Standing,
    TaskKind,
    WantedBack,
    Welcome,
    WindowThere,
)
from pos.hub.things import is_house
from pos.storage.schema import SCHEMA_VERSION
from tests.hub_model_facts import Collision, Facts, Keyed, Row
from tests.hub_model_rights import GENERATION, Lasting, PerformanceRights

ELSEWHERE = ("channel:", "paper:")
"""Holders whose places somebody else than a window sold: a ticket for one is no conflict."""


def holder_of(window_id: str) -> str:
    """Return the holder that a window is."""
    return f"window:{window_id}"


@dataclass
class WindowRow:
    """A window, as the hub keeps it.

    ``instance``: the start of its program that was let in last; "" lets in any. ``ancestors``:
    those that this one named. ``generation``: the last that it was told. ``known``,
    ``acknowledged``, ``greeted``: how far it said to know the others, that it is known, and to have
    the answers to its lease commands. ``asked``: number of the last of those. ``answers``: all that
    were given, to these ``commands``. ``owes``: it has not said what it holds, since it joined or
    the hub was restored. ``marks``: where its parcels are among all. ``wanted``: what somebody
    wants of it: (performance, seat, for which window), or with an empty seat how many places.
    ``given``: how many of each performance managers moved to it.
    """

    window_id: str
    name: str
    prefix: str
    standing: Standing = Standing.JOINED
    instance: str = ""
    ancestors: tuple[str, ...] = ()
    machine: tuple[str, ...] = ()
    generation: int = 0
    known: dict[str, int] = field(default_factory=dict)
    acknowledged: int = 0
    asked: int = 0
    greeted: int = 0
    answers: dict[int, LeaseAnswer] = field(default_factory=dict)
    commands: dict[int, LeaseCommand] = field(default_factory=dict)
    owes: bool = True
    heard_at: datetime | None = None
    version: str = ""
    beat: tuple[int, int, int] = (0, 0, 0)
    wall_off_s: float = 0.0
    wanted: dict[tuple[str, str, str], int] = field(default_factory=dict)
    given: dict[str, int] = field(default_factory=dict)
    chains: list[str] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)

    @property
    def seq(self) -> int:
        return len(self.chains)

    @property
    def position(self) -> Position:
        return Position(len(self.chains), self.chains[-1] if self.chains else FIRST_CHAIN)

    def chain(self, seq: int) -> str:
        return self.chains[seq - 1] if seq else FIRST_CHAIN

    def copy(self) -> WindowRow:
        return replace(
            self,
            known=dict(self.known),
            answers=dict(self.answers),
            commands=dict(self.commands),
            wanted=dict(self.wanted),
            given=dict(self.given),
            chains=[*self.chains],
            marks=[*self.marks],
        )


def _superseded(row: WindowRow, instance: str) -> bool:
    """Return whether another machine, or a later start, has greeted as the window since."""
    return bool(instance and row.instance) and instance != row.instance


def _told_of(row: WindowRow, joined: Iterable[WindowRow]) -> int:
    """Return how far a window was known, by its own word and by that of the others."""
    return max(row.acknowledged, *(other.known.get(row.window_id, 0) for other in joined))


class Tasks(dict[str, HubTask]):
    """A venue's tasks by id. ``open``: those that wait for somebody."""

    def __init__(self) -> None:
        super().__init__()
        self.open: dict[str, HubTask] = {}

    def __setitem__(self, task_id: str, task: HubTask) -> None:
        super().__setitem__(task_id, task)
        if task.settled:
            self.open.pop(task_id, None)
        else:
            self.open[task_id] = task

    def copy(self) -> Tasks:
        other = Tasks()
        for task_id, task in self.items():
            other[task_id] = task
        return other


@dataclass
class Venue:
    """Everything that a backup of the hub holds. ``senders``: who was the first to send something
    of a ticket. ``had``: which windows ever had the right to a thing."""

    hub_id: str = "hub-1"
    generation: int = 1
    mode: HubMode = HubMode.GRANTING
    secrets: dict[str, str] = field(default_factory=dict)
    windows: dict[str, WindowRow] = field(default_factory=dict)
    parcels: list[Parcel] = field(default_factory=list)
    facts: Facts = field(default_factory=Facts)
    rights: dict[str, PerformanceRights] = field(default_factory=dict)
    tasks: Tasks = field(default_factory=Tasks)
    told: set[tuple[TaskKind, str, frozenset[str]]] = field(default_factory=set)
    senders: dict[str, str] = field(default_factory=dict)
    had: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def copy(self) -> Venue:
        """Return the same, to go on from apart."""
        return replace(
            self,
            secrets=dict(self.secrets),
            windows={window_id: row.copy() for window_id, row in self.windows.items()},
            parcels=[*self.parcels],
            facts=self.facts.copy(),
            rights={of: rights.copy() for of, rights in self.rights.items()},
            tasks=self.tasks.copy(),
            told=set(self.told),
            senders=dict(self.senders),
            had={thing: set(windows) for thing, windows in self.had.items()},
        )


class ModelHub:
    """The venue's state, and what only its administrator does. ``read``: how a parcel is read."""

    def __init__(
        self, clock: Clock, read: Callable[[bytes], dict[str, list[Row]] | Keyed] = unpack
    ) -> None:
        self.clock = clock
        self.venue = Venue()
        self._read = read
        self._lasting = Lasting()

    def now(self) -> datetime:
        return self.clock.now()

    def join(
        self,
        window_id: str,
        name: str = "",
        prefix: str = "",
        secrets: Mapping[str, str] | None = None,
    ) -> None:
        """Let a window in; the first brings the venue's secrets."""
        venue = self.venue
        if secrets and not venue.secrets:
            venue.secrets.update(secrets)
        row = WindowRow(window_id, name or window_id, prefix, generation=venue.generation)
        venue.windows[window_id] = row

    def window(self, window_id: str) -> ModelWindow:
        """Return the hub as that window sees it."""
        return ModelWindow(self, window_id)

    def shut_out(self, window_id: str) -> None:
        """Take nothing from a window any more."""
        row = self.venue.windows[window_id]
        row.standing, row.owes = Standing.SHUT_OUT, False
        self.settle_mode()

    def copy(self) -> Venue:
        """Return a backup."""
        return self.venue.copy()

    def restore(self, copy: Venue, *, told: bool = True) -> None:
        """Go on from a backup. ``told``: whoever restored it said so; else the hub finds out from
        what the windows know (a disk was put back behind its back)."""
        self.venue, self._lasting = copy.copy(), Lasting()
        if told:
            self.recover()

    def recover(self, known: int = 0) -> None:
        """Grant nothing until every window has said what it holds. ``known``: a generation that a
        window was told of."""
        venue = self.venue
        venue.generation = max(venue.generation, known) + 1
        for rights in venue.rights.values():
            rights.begin(venue.generation)
        for row in venue.windows.values():
            row.owes = row.standing is Standing.JOINED
        venue.mode = HubMode.RECOVERING
        self.settle_mode()

    def settle_mode(self) -> None:
        """Grant again once nobody owes a word, whoever was heard by the backup or not (it may have
        greeted since), and everything is here again that somebody knows of a window. What tickets
        say of who holds their places waited for that."""
        venue = self.venue
        if venue.mode is HubMode.GRANTING:
            return
        joined = [row for row in venue.windows.values() if row.standing is Standing.JOINED]
        if any(row.owes or row.seq < _told_of(row, joined) for row in joined):
            return
        venue.mode = HubMode.GRANTING
        for ticket_id in sorted(venue.senders):
            self._place(venue.senders[ticket_id], ticket_id)

    def lasting(self) -> Mapping[str, datetime]:
        """Return until when whatever a holder has lasts at most."""
        return self._lasting.of(self.venue.rights)

    # ---- what the calls share ----

    def rights_of(self, performance_id: str) -> PerformanceRights:
        venue = self.venue
        if performance_id not in venue.rights:
            version = venue.generation * GENERATION
            venue.rights[performance_id] = PerformanceRights(performance_id, version)
        return venue.rights[performance_id]

    def task(self, window_id: str, collision: Collision) -> None:
        """Keep a task, once for the same two sides."""
        sides = frozenset((collision.one, collision.other))
        if (told := (collision.kind, collision.subject, sides)) in self.venue.told:
            self._open_again(told)
            return
        self.venue.told.add(told)
        task_id = f"{len(self.venue.tasks) + 1:032x}"
        self.venue.tasks[task_id] = HubTask(
            task_id,
            collision.kind,
            self.now(),
            window_id,
            collision.subject,
            collision.one,
            collision.other,
        )

    def unsold(self, performance_id: str, window_id: str) -> int:
        """Return how many places by count a window has and has not sold."""
        held = self.rights_of(performance_id).places_of(holder_of(window_id))
        return held - self.venue.facts.places_sold(performance_id, window_id)

    def give_block(
        self, window_id: str, rights: PerformanceRights, seats: Sequence[str], places: int
    ) -> None:
        """Give a window what nobody holds, by a manager's word."""
        if not seats and not places:
            return
        holder = holder_of(window_id)
        rights.version += 1
        for seat in seats:
            rights.give(seat, holder, rights.ends_at, same=True)
        if places:
            many = rights.places_of(holder) + places
            rights.give_places(holder, many, rights.ends_at, same=True)
        given = self.venue.windows[window_id].given
        of = rights.performance_id
        given[of] = given.get(of, 0) + len(seats) + places

    def pass_on(
        self, row: WindowRow, rights: PerformanceRights, seats: Sequence[str], places: int
    ) -> None:
        """What a window gave back goes to whom a manager wants to have it, if that one may."""
        of = rights.performance_id
        for receiver in sorted({window for about, _, window in row.wanted if about == of}):
            theirs = [seat for seat in seats if (of, seat, receiver) in row.wanted]
            gone = min(row.wanted.get((of, "", receiver), 0), places)
            places -= gone
            other = self.venue.windows.get(receiver)
            if other is not None and other.standing is Standing.JOINED and not other.owes:
                self.give_block(receiver, rights, theirs, gone)
            row.given[of] = max(row.given.get(of, 0) - len(theirs) - gone, 0)
            for seat in theirs:
                del row.wanted[of, seat, receiver]
            if left := row.wanted.pop((of, "", receiver), 0) - gone:
                row.wanted[of, "", receiver] = left

    def _open_again(self, told: tuple[TaskKind, str, frozenset[str]]) -> None:
        for task in self.venue.tasks.values():
            same = (task.kind, task.subject, frozenset((task.one, task.other))) == told
            if same and task.settled == GONE:
                self.venue.tasks[task.task_id] = replace(task, settled="")

    def settle_gone(self) -> None:
        """Settle tasks about a seat whose cause went away: the door knows one ticket for it, or
        none of an order that has no right to it."""
        for task in [*self.venue.tasks.open.values()]:
            if self._is_gone(task):
                self.venue.tasks[task.task_id] = replace(task, settled=GONE)

    def _is_gone(self, task: HubTask) -> bool:
        facts = self.venue.facts
        if task.kind is TaskKind.SEAT_SOLD_TWICE:
            return not (facts.is_live(task.one) and facts.is_live(task.other))
        if task.kind is not TaskKind.SEAT_NOT_HELD:
            return False
        ticket = facts.ticket(task.one)
        if ticket is None:
            return False
        performance, _, seat = task.subject.partition("/")
        held_by = self.rights_of(performance).holder(seat)
        return not any(
            other["order_id"] == ticket["order_id"]
            and held_by not in (self._holder(other), self._mover(self._first_print(other)))
            for other in map(facts.ticket, facts.live(performance, seat))
            if other is not None
        )

    def _holder(self, ticket: Mapping[str, str]) -> str:
        sender = self.venue.senders.get(ticket["ticket_id"], "")
        seller, channel = self.venue.facts.seller(dict(ticket), sender)
        return holder_of(seller) if channel == "window" else f"channel:{channel}"

    def cloned(self, row: WindowRow, one: str, other: str) -> HubRefused:
        """Return the refusal of a second machine, with its task."""
        for task in self.venue.tasks.open.values():
            if task.kind is TaskKind.CLONED and task.window_id == row.window_id:
                return HubRefused(what="cloned")
        collision = Collision(TaskKind.CLONED, row.window_id, one, other)
        self.venue.told.discard((collision.kind, collision.subject, frozenset((one, other))))
        self.task(row.window_id, collision)
        return HubRefused(what="cloned")

    def take(self, window_id: str, parcels: Sequence[Parcel]) -> None:
        """Take in what follows: facts, who holds what by them, and what collides."""
        touched: dict[str, None] = {}
        read = [(parcel, self._read(parcel.content)) for parcel in parcels]
        for parcel, rows in read:
            collisions, tickets = self.venue.facts.add(rows)
            row = self.venue.windows[window_id]
            row.marks.append(len(self.venue.parcels))
            self.venue.parcels.append(parcel)
            row.chains.append(parcel.position.chain)
            for collision in collisions:
                self.task(window_id, collision)
            touched |= dict.fromkeys(tickets)
        for ticket_id in touched:
            self.venue.senders.setdefault(ticket_id, window_id)
            if self.venue.mode is HubMode.GRANTING:
                self._place(window_id, ticket_id)
        if touched:
            self.settle_gone()

    def _place(self, window_id: str, ticket_id: str) -> None:
        facts = self.venue.facts
        ticket = facts.ticket(ticket_id)
        if ticket is None or not facts.is_live(ticket_id):
            return  # dead, or not sent yet
        seller, channel = facts.seller(ticket, window_id)
        holder = holder_of(seller) if channel == "window" else f"channel:{channel}"
        rights = self.rights_of(ticket["performance_id"])
        if ticket["seat_id"] is None:
            if channel == "window":
                self._count(window_id, ticket_id, seller, rights)
            return
        self._seat(window_id, ticket, holder, rights)

    def _seat(
        self, window_id: str, ticket: Mapping[str, str], holder: str, rights: PerformanceRights
    ) -> None:
        seat, ticket_id = ticket["seat_id"], ticket["ticket_id"]
        subject = f"{rights.performance_id}/{seat}"
        others = [t for t in self.venue.facts.live(rights.performance_id, seat) if t != ticket_id]
        held_by = rights.holder(seat)
        for other in others:
            self.task(window_id, Collision(TaskKind.SEAT_SOLD_TWICE, subject, other, ticket_id))
        if not held_by:
            rights.give(seat, holder, rights.ends_at)
        elif held_by != holder and not (others or held_by.startswith(ELSEWHERE)):
            first = self._first_print(ticket)
            if self._mover(first) not in ("", held_by):
                sides = first["ticket_id"], held_by
                self.task(window_id, Collision(TaskKind.SEAT_NOT_HELD, subject, *sides))

    def _first_print(self, ticket: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the first ticket of those that were printed for one seat, each in place of the
        one before."""
        before = self.venue.facts.ticket(ticket["replaces"] or "")
        if before is None or before["seat_id"] != ticket["seat_id"]:
            return ticket
        return self._first_print(before)

    def _mover(self, first: Mapping[str, Any]) -> str | None:
        """Return whose a seat is since a ticket was moved there: the window's that moved it; "":
        nobody says which that is. None: it was not moved."""
        if not first["replaces"]:
            return None
        moved = self.venue.facts.tables.get("reseated", {}).get((first["ticket_id"],))
        return holder_of(moved["window_id"]) if moved is not None else ""

    def _count(
        self, window_id: str, ticket_id: str, seller: str, rights: PerformanceRights
    ) -> None:
        holder = holder_of(seller)
        sold = self.venue.facts.places_sold(rights.performance_id, seller)
        if sold <= rights.places_of(holder):
            return
        rights.give_places(holder, sold, rights.ends_at)
        if rights.oversold:
            kind, subject = TaskKind.PLACES_OVERSOLD, rights.performance_id
            self.task(window_id, Collision(kind, subject, ticket_id, holder))


class ModelWindow:
    """See ``pos.ports.hub.Hub``."""

    def __init__(self, hub: ModelHub, window_id: str) -> None:
        self._hub = hub
        self._window_id = window_id
        self._holder = holder_of(window_id)
        self._greeted = ""

    @property
    def _venue(self) -> Venue:
        return self._hub.venue

    def _row(self) -> WindowRow:
        row = self._venue.windows.get(self._window_id)
        if row is None:
            raise HubRefused(what="unknown")
        if row.standing is Standing.SHUT_OUT:
            raise HubRefused(what="shut_out")
        row.heard_at = self._hub.now()
        return row

    def _row_since(self) -> WindowRow:
        """Return the row of a window that nobody has greeted as since."""
        row = self._row()
        if _superseded(row, self._greeted):
            raise HubRefused(what="gap")  # its greeting finds out what is the matter
        return row

    # ---- taking up ----

    def hello(self, greeting: Greeting) -> Welcome:
        row = self._row()
        if greeting.schema_version != SCHEMA_VERSION:
            raise HubRefused(what="newer" if greeting.schema_version < SCHEMA_VERSION else "older")
        if greeting.instance in row.ancestors:
            raise HubRefused(what="gap")  # said long ago, heard only now: a later one is here
        self._require_alone(row, greeting)
        if self._proves_restore(row, greeting):
            # The first word to a hub that recovers proves what that knows. A second one, or one of
            # another life of the hub, is about a copy that was made while it recovered.
            again = max(row.generation, greeting.generation) >= self._venue.generation
            if again or self._venue.mode is HubMode.GRANTING:
                self._hub.recover(greeting.generation)
            row.asked = greeting.asked
            row.answers = {n: a for n, a in row.answers.items() if n <= greeting.asked}
        row.instance = greeting.instance
        row.ancestors = tuple(each for each in greeting.since if each != greeting.instance)
        row.machine = greeting.machine or row.machine
        row.greeted, row.generation = greeting.asked, self._venue.generation
        row.known, row.acknowledged = dict(greeting.known), greeting.acknowledged.seq
        self._greeted = greeting.instance
        row.version = greeting.version
        row.wall_off_s = (greeting.wall - self._hub.now()).total_seconds()
        self._hub.settle_mode()
        venue = self._venue
        return Welcome(
            venue.hub_id,
            venue.generation,
            venue.mode,
            self._hub.now(),
            row.position,
            row.owes,
            dict(venue.secrets),
        )

    def _require_alone(self, row: WindowRow, greeting: Greeting) -> None:
        known = row.position
        for told in (greeting.acknowledged, greeting.position):
            if told.seq <= known.seq and row.chain(told.seq) != told.chain:
                raise self._hub.cloned(row, row.chain(told.seq), told.chain)
        if not row.instance:  # whoever comes is the heir
            if greeting.asked < row.asked - 1:
                row.asked = greeting.asked
                row.answers = {n: a for n, a in row.answers.items() if n <= greeting.asked}
            return
        follows = row.instance == greeting.instance or row.instance in greeting.since
        lags = greeting.position.seq < known.seq or greeting.asked < row.asked - 1
        restored = row.owes or self._proves_restore(row, greeting)
        if lags and row.instance == greeting.instance:
            raise HubRefused(what="gap")  # said before what was heard of it since
        if lags or not (follows or restored) or is_another(greeting.machine, row.machine):
            raise self._hub.cloned(row, row.instance, greeting.instance)

    def _proves_restore(self, row: WindowRow, greeting: Greeting) -> bool:
        """Return whether the window was told what this hub neither knows nor has heard from it
        before: what is lost for good proves nothing a second time."""
        windows = self._venue.windows
        ahead = any(
            seq > row.known.get(other, 0) and (other not in windows or seq > windows[other].seq)
            for other, seq in greeting.known.items()
        )
        return (
            ahead
            or self._knows_newer_rights(greeting)
            or greeting.acknowledged.seq > max(row.seq, row.acknowledged)
            or greeting.asked > row.asked
            or greeting.generation > row.generation
        )

    def _knows_newer_rights(self, greeting: Greeting) -> bool:
        """Return whether rights changed since the backup; of a generation that the window was told
        of, or it is none of this hub's."""
        here, none = self._venue.rights, self._venue.generation * GENERATION
        return any(
            (here[performance].version if performance in here else none) < version
            and version < (greeting.generation + 1) * GENERATION
            for performance, version in greeting.rights.items()
        )

    def claim(self, held: Sequence[Held]) -> None:
        row = self._row_since()
        if not row.owes:
            return  # said before; what it holds now may be more
        row.asked = row.greeted
        row.answers = {n: a for n, a in row.answers.items() if n <= row.asked}
        said: dict[str, list[Held]] = {performance_id: [] for performance_id in self._venue.rights}
        for each in held:
            said.setdefault(each.performance_id, []).append(each)
        for performance_id, of in said.items():
            self._claim_seats(self._hub.rights_of(performance_id), of)
            self._claim_places(self._hub.rights_of(performance_id), of)
        row.owes = False
        self._hub.settle_mode()

    def _claim_seats(self, rights: PerformanceRights, held: Sequence[Held]) -> None:
        said = {each.seat_id: each for each in held if each.seat_id}
        recovering = self._venue.mode is HubMode.RECOVERING
        for seat, each in said.items():
            holder = rights.holder(seat)
            own = each.holder == self._holder
            given_up = own and holder != each.holder and self._backed_up(holder)
            if holder == self._holder and not own:  # it gave it back, and somebody kept it
                sold = self._venue.facts.live(rights.performance_id, seat)
                given_up = recovering or not sold
            if not holder or given_up:
                rights.give(seat, each.holder, each.until)
            elif own and holder != each.holder and not is_house(rights.performance_id):
                self._refuse_claim(f"{rights.performance_id}/{seat}", each.holder, holder)
        for seat in rights.seats_of(self._holder):
            sold = self._venue.facts.live(rights.performance_id, seat)
            if seat not in said and (recovering or not sold):
                rights.give(seat, "", rights.ends_at)

    def _claim_places(self, rights: PerformanceRights, held: Sequence[Held]) -> None:
        """Its own first: what it keeps may have come out of what the backup says is its own."""
        said = [each for each in held if not each.seat_id and each.holder == self._holder]
        wanted = said[0].places if said else 0
        had = rights.places_of(self._holder)
        sold = self._venue.facts.places_sold(rights.performance_id, self._window_id)
        places = wanted
        if wanted and rights.places_offered is not None:
            others = sum(
                self._sure(held) for held in rights.places.values() if held.holder != self._holder
            )
            places = max(min(wanted, rights.places_offered - others), 0)
        if self._venue.mode is HubMode.GRANTING:
            places = max(places, sold)
        if places < wanted:
            self._refuse_claim(rights.performance_id, self._holder, "")
        if places != had:
            until = said[0].until if said else rights.ends_at
            rights.give_places(self._holder, places, until)
        for each in held:
            if not each.seat_id and not each.holder.startswith("window:"):
                self._claim_for(rights, each)

    def _owing(self, holder: str) -> bool:
        row = self._venue.windows.get(holder.removeprefix("window:"))
        return row is not None and row.owes and holder_of(row.window_id) == holder

    def _backed_up(self, holder: str) -> bool:
        """Return whether a holder may have given up since what the backup says it has: a hold, or
        a window that has not said yet what it holds."""
        recovering = self._venue.mode is HubMode.RECOVERING
        return recovering and (not holder.startswith("window:") or self._owing(holder))

    def _sure(self, held: Held) -> int:
        """Return how many places somebody has for certain, whatever happened since the backup."""
        given_up = self._owing(held.holder) or held.holder.startswith(("hold:", "kill:"))
        return 0 if given_up and self._venue.mode is HubMode.RECOVERING else held.places

    def _claim_for(self, rights: PerformanceRights, each: Held) -> None:
        had = rights.places_of(each.holder)
        fits = rights.places_offered is None or each.places <= had + rights.room()
        if had < each.places and fits:
            rights.give_places(each.holder, each.places, each.until)

    def _refuse_claim(self, subject: str, one: str, other: str) -> None:
        self._hub.task(self._window_id, Collision(TaskKind.CLAIM_REFUSED, subject, one, other))

    def beat(self, beat: Beat) -> BeatAnswer:
        row = self._row()
        if _superseded(row, beat.instance):
            raise HubRefused(what="gap")  # its greeting finds out what is the matter
        venue = self._venue
        row.beat = (beat.queue, beat.seats_left, beat.places_left)
        row.version = beat.version
        row.wall_off_s = (beat.wall - self._hub.now()).total_seconds()
        news = self._news(row)
        return BeatAnswer(
            self._hub.now(),
            venue.mode,
            row.standing,
            news.generation,
            news.parcels,
            news.rights,
            len(venue.tasks.open),
            self._wanted(row),
            self._given(row),
        )

    def news(self) -> NewsAnswer:
        return self._news(self._row_since())

    def _news(self, row: WindowRow) -> NewsAnswer:
        venue = self._venue
        return NewsAnswer(
            venue.generation,
            sum([len(other.chains) for other in venue.windows.values()]) - len(row.chains),
            sum([rights.version for rights in venue.rights.values()]),
        )

    def _wanted(self, row: WindowRow) -> tuple[WantedBack, ...]:
        row.wanted = {
            (performance, seat, window): places
            for (performance, seat, window), places in row.wanted.items()
            if self._is_left(performance, seat)
        }
        of: dict[str, WantedBack] = {}
        for (performance, seat, _window), places in row.wanted.items():
            had = of.get(performance) or WantedBack(performance, (), 0)
            seats = (*had.seats, seat) if seat else had.seats
            of[performance] = WantedBack(performance, seats, had.places + places)
        return tuple(of.values())

    def _is_left(self, performance: str, seat: str) -> bool:
        """Return whether this window has a seat, or some places, that it has not sold."""
        rights, facts = self._hub.rights_of(performance), self._venue.facts
        if not seat:
            return self._hub.unsold(performance, self._window_id) > 0
        return rights.holder(seat) == self._holder and not facts.live(performance, seat)

    def _given(self, row: WindowRow) -> dict[str, int]:
        now, rights_of = self._hub.now(), self._hub.rights_of
        return {p: many for p, many in row.given.items() if many and rights_of(p).ends_at > now}

    # ---- parcels ----

    def send(self, parcels: Sequence[Parcel]) -> Position:
        row = self._row_since()
        known = row.position
        fresh: list[Parcel] = []
        for parcel in parcels:
            if parcel.position.seq <= known.seq:
                if row.chain(parcel.position.seq) != parcel.position.chain:
                    chain = row.chain(parcel.position.seq)
                    raise self._hub.cloned(row, chain, parcel.position.chain)
                if is_emptied(parcel.content):
                    self._venue.parcels[row.marks[parcel.position.seq - 1]] = parcel
                continue
            before = fresh[-1].position if fresh else known
            if parcel.position.seq != before.seq + 1:
                raise HubRefused(what="gap")
            if not follows(before, parcel):
                raise self._hub.cloned(row, before.chain, parcel.position.chain)
            fresh.append(parcel)
        self._hub.take(self._window_id, fresh)
        self._hub.settle_mode()
        return row.position

    def fetch(self, known: Mapping[str, int], most_bytes: int) -> tuple[Parcel, ...]:
        self._row_since()
        found: list[Parcel] = []
        size = 0
        parcels = self._venue.parcels
        behind = [
            row.marks[known.get(row.window_id, 0)]
            for row in self._venue.windows.values()
            if len(row.chains) > known.get(row.window_id, 0)
            and (row.window_id != self._window_id or self._window_id in known)
        ]
        for at in range(min(behind, default=len(parcels)), len(parcels)):
            parcel = parcels[at]
            own = parcel.window_id == self._window_id and self._window_id not in known
            if own or parcel.position.seq <= known.get(parcel.window_id, 0):
                continue
            size += len(parcel.content)
            if found and size > most_bytes:
                break
            found.append(parcel)
        return tuple(found)

    # ---- rights ----

    def offer(self, offered: Sequence[Offered]) -> None:
        self._row_since()
        for each in offered:
            rights = self._hub.rights_of(each.performance_id)
            recovering = self._venue.mode is HubMode.RECOVERING  # what is given, nobody knows yet
            least = rights.places_offered or 0 if recovering else rights.places_held()
            rights.places_offered = max(each.places, least)
            rights.ends_at = each.ends_at

    def lease(self, command: LeaseCommand) -> LeaseAnswer:
        row = self._row()
        if _superseded(row, self._greeted):
            raise HubRefused(what="cloned" if self._greeted in row.ancestors else "gap")
        if command.number <= row.asked:
            if command.number not in row.answers:
                raise HubRefused(what="gap")
            first = row.commands[command.number]
            if command != first and command.performance_id:  # none: an heir passes over a number
                raise self._hub.cloned(row, repr(first), repr(command))
            return row.answers[command.number]
        if row.standing is Standing.WRITTEN_OFF:
            raise HubRefused(what="written_off")
        if row.owes or self._venue.mode is HubMode.RECOVERING:
            raise HubRefused(what="recovering")
        if command.number != row.asked + 1:
            raise HubRefused(what="gap")
        answer = self._decide(command)
        if answer.granted:
            self._do(command)
            version = self._hub.rights_of(command.performance_id).version
            answer = replace(answer, version=version, before=self._had(command))
            self._pass_on(command)
        row.asked = command.number
        row.answers[command.number], row.commands[command.number] = answer, command
        return answer

    def _had(self, command: LeaseCommand) -> tuple[str, ...] | None:
        """Return who ever had the things that are taken, and note who has them now."""
        if not is_house(command.performance_id):
            return None
        before: set[str] = set()
        for thing in command.take:
            of = self._venue.had.setdefault((command.performance_id, thing), set())
            before |= of
            of.add(self._window_id)
        return tuple(sorted(before)) if self._venue.generation == 1 else None

    def _decide(self, command: LeaseCommand) -> LeaseAnswer:
        rights = self._venue.rights.get(command.performance_id)
        now = self._hub.now()
        if rights is None or rights.places_offered is None:
            refused = tuple(Refusal(seat, "") for seat in command.take)
            return LeaseAnswer(command.number, False, now, refused, version=0)
        refused = tuple(
            Refusal(seat, rights.holder(seat))
            for seat in command.take
            if not self._may_have(rights, seat, command.holder or self._holder, command.out_of)
        ) + tuple(
            Refusal(seat, rights.holder(seat))
            for seat in command.give_back
            if not self._may_give(rights, seat, command.holder or self._holder)
        )
        left = rights.room()
        enough = command.take_places - command.give_places <= left or not command.take_places
        change = command.take_places - command.give_places
        had = rights.places_of(command.holder or self._holder)
        granted = enough and not refused and had + change >= 0
        if command.out_of:  # from hand to hand: what is nobody's is no matter
            granted = not refused and change <= rights.places_of(command.out_of)
        elif granted:
            left += command.give_places - command.take_places
        version = rights.version
        return LeaseAnswer(command.number, granted, now, refused, max(left, 0), version=version)

    def _may_have(
        self, rights: PerformanceRights, seat: str, holder: str, out_of: str = ""
    ) -> bool:
        held_by = rights.holder(seat)
        live = self._venue.facts.live(rights.performance_id, seat)
        theirs = held_by in (self._holder, out_of) and not live
        return not held_by or held_by == holder or theirs

    def _may_give(self, rights: PerformanceRights, seat: str, holder: str) -> bool:
        held_by = rights.holder(seat)
        sold = holder == self._holder and self._sold(rights, seat)
        return not held_by or (held_by == holder and not sold)

    def _sold(self, rights: PerformanceRights, seat: str) -> bool:
        held_by = rights.holder(seat)
        return held_by == self._holder and bool(self._venue.facts.live(rights.performance_id, seat))

    def _do(self, command: LeaseCommand) -> None:
        rights = self._venue.rights[command.performance_id]
        holder = command.holder or self._holder
        rights.version += 1  # one for all that the command changes
        for seat in command.give_back:
            if rights.holder(seat) == holder:
                rights.give(seat, "", command.until, same=True)
        for seat in command.take:
            rights.give(seat, holder, command.until, same=True)
        change = command.take_places - command.give_places
        if change:
            places = max(rights.places_of(holder) + change, 0)
            rights.give_places(holder, places, command.until, same=True)
            if command.out_of:
                left = rights.places_of(command.out_of) - change
                rights.give_places(command.out_of, left, command.until, same=True)

    def _pass_on(self, command: LeaseCommand) -> None:
        rights = self._venue.rights[command.performance_id]
        if command.holder in ("", self._holder):
            back = [seat for seat in command.give_back if not rights.holder(seat)]
            places = max(command.give_places - command.take_places, 0)
            self._hub.pass_on(self._row(), rights, back, places)

    def held_since(self, version: Mapping[str, int]) -> tuple[Held, ...]:
        row = self._row_since()
        if row.owes:
            return ()  # it has to say first what it holds, unswayed by what a backup knew
        changed = [
            held
            for performance_id, rights in self._venue.rights.items()
            if rights.version > version.get(performance_id, 0)
            for held in rights.since(version.get(performance_id, 0))
        ]
        return tuple(changed)

    # ---- people ----

    def windows(self) -> tuple[WindowThere, ...]:
        self._row()
        untils = self._hub.lasting()
        rows = self._venue.windows.values()
        return tuple(self._there(row, untils.get(holder_of(row.window_id))) for row in rows)

    @staticmethod
    def _there(row: WindowRow, until: datetime | None) -> WindowThere:
        return WindowThere(
            row.window_id,
            row.name,
            row.prefix,
            row.standing,
            row.seq,
            row.heard_at,
            row.version,
            *row.beat,
            row.wall_off_s,
            until,
        )

    def _other(self, window_id: str) -> WindowRow:
        self._row()
        if window_id not in self._venue.windows:
            raise HubRefused(what="unknown")
        return self._venue.windows[window_id]

    def write_off(self, window_id: str, user_id: str, reason: str) -> None:
        row = self._other(window_id)
        if row.standing is Standing.WRITTEN_OFF:
            return
        if row.standing is Standing.JOINED:
            row.standing = Standing.WRITTEN_OFF
        row.owes, row.wanted, row.given = False, {}, {}
        row.beat = (row.beat[0], 0, 0)
        holder = holder_of(window_id)
        heard = False
        for rights in self._venue.rights.values():
            for seat in rights.seats_of(holder):
                if not self._venue.facts.live(rights.performance_id, seat):
                    rights.give(seat, "", rights.ends_at)
                    heard = True
            sold = self._venue.facts.places_sold(rights.performance_id, window_id)
            if sold != rights.places_of(holder):
                rights.give_places(holder, sold, rights.ends_at)
                heard = True
        if not heard:
            self._say_something_of(holder)
        self._hub.settle_mode()

    def _say_something_of(self, holder: str) -> None:
        """Let windows hear a word, by which a hub that is restored from before finds out."""
        every = sorted(self._venue.rights.values(), key=lambda one: one.performance_id)
        if every:
            last = max(every, key=lambda one: one.ends_at)
            last.give_places(holder, last.places_of(holder), last.ends_at)

    def take_back(self, window_id: str, user_id: str) -> None:
        row = self._other(window_id)
        if row.instance:  # what was said before this is not said by whoever comes next
            row.instance, row.ancestors = "", (*row.ancestors, row.instance)
        if row.standing is Standing.WRITTEN_OFF:
            row.standing = Standing.JOINED

    def want_back(
        self,
        window_id: str,
        performance_id: str,
        seats: Sequence[str],
        places: int = 0,
        for_window: str = "",
    ) -> None:
        self._row()
        if window_id:
            self._other(window_id)
        if for_window and self._other(for_window).standing is not Standing.JOINED:
            raise HubRefused(what="not_joined")
        if window_id == for_window:
            return
        rights = self._hub.rights_of(performance_id)
        if not window_id:
            if self._venue.mode is HubMode.RECOVERING or self._other(for_window).owes:
                raise HubRefused(what="recovering")
            if rights.places_offered is not None:
                free = [seat for seat in dict.fromkeys(seats) if not rights.holder(seat)]
                self._hub.give_block(for_window, rights, free, min(places, rights.room()))
            return
        row = self._other(window_id)
        for of in [of for of in row.wanted if of[0] == performance_id and of[1] in seats]:
            del row.wanted[of]
        row.wanted |= {(performance_id, seat, for_window): 0 for seat in seats}
        places = min(places, self._hub.unsold(performance_id, window_id))
        if places > 0:
            row.wanted[performance_id, "", for_window] = places

    def tasks(self) -> tuple[HubTask, ...]:
        self._row()
        self._hub.settle_gone()
        return tuple(task for task in self._venue.tasks.values() if not task.settled)

    def settle(self, task_id: str, how: str, user_id: str) -> bool:
        self._row()
        task = self._venue.tasks.get(task_id)
        if task is None or task.settled:
            return False
        self._venue.tasks[task_id] = replace(task, settled=how, settled_by=user_id)
        return True

    def close(self) -> None:
        """Nothing to let go of."""
