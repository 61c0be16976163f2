"""Many windows and a hub over months of evenings, with everything that can happen to them.

    python -m tests.torture.hub_world --runs 1000 --seed 1 --lines runs.jsonl
    python -m tests.torture.hub_world --runs 5 --windows 50 --evenings 60

The windows' programs are the real ones (``pos.hub.syncing``, ``pos.hub.leased_rights``), their
disks and the hub are in memory, time stands still until it is moved, and one number decides
everything: a run that failed is played again by its seed. Prints one JSON object; exits 1 when
something was wrong.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from pos.clock import ManualClock
from pos.errors import HubRefused, HubUnreachable, NotOffline
from pos.hub.rights import RightsCommand
from pos.hub.talk import BeatAnswer, HubMode, Offered, Standing
from pos.ids import CartId, CommandId, PerformanceId, SeatId
from pos.lifecycles import ConnectionState
from pos.storage.schema import SCHEMA_VERSION
from tests.hub_books import Sold
from tests.hub_cut import Fault
from tests.hub_model import ModelHub, Venue
from tests.torture.hub_disk import Disk, read
from tests.torture.hub_machine import SOON, DiedError, Machine, joined, wish
from tests.torture.hub_terms import (
    a_term_ends,
    is_its_own,
    look_at_gauge,
    look_at_term,
    started_alone,
)
from tests.torture.hub_truth import Watch, overlapping, rights_unknown_to, wrong_at_the_end
from tests.torture.hub_window import Unit

START = datetime(2026, 1, 5, 17, 0, tzinfo=UTC)
MANAGER = "u-manager"
LOOK_STEPS = 5
WINDOW_STEPS = 30
"""Of an evening of a run whose size was asked for, for each window."""
MOST_FAULTS = 0.02
"""Of a run whose size was asked for: how likely a step is a trouble."""
TERMS = tuple(timedelta(minutes=minutes) for minutes in (3, 10, 30, 60, 180, 1440))
"""How long leases last after the hub's last word, in a run where windows say so."""
HEALING = 400
"""Rounds of a second and a half in which everybody must have caught up."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is like.

    ``silent``: the hub may be restored and not be told; never together with write-offs, of which no
    window knows enough to prove the restore. ``clones``: a window's disk is started twice; never
    together with restores, where it is lost which of the two the hub had let in, nor with
    write-offs, where whichever comes first is taken back. ``heirs``: a window
    goes on from a backup on another machine; not together with restores, where its window has to be
    written off first, nor with clones. ``lasts``: the leases of most windows end so long after the
    hub's last word. ``mended``: between two evenings the lines are mended, every
    program is the hub's version again, and the hub is restored once an evening at most: else a
    house of many windows sells nothing for months, because one of them has not said yet what it
    holds.
    """

    windows: int
    evenings: int
    steps: int
    faults: float
    restores: bool = False
    silent: bool = False
    write_offs: bool = False
    clones: bool = False
    heirs: bool = False
    mended: bool = False
    lasts: timedelta | None = None

    @classmethod
    def of(cls, chance: random.Random) -> Plan:
        """Return a run's own mixture: one in eight has many windows, one in sixteen lasts for
        months, and in one of three leases end by the hub's last word."""
        size, silent = chance.random(), chance.random() < 0.25
        windows, evenings = chance.randint(2, 7), chance.randint(2, 8)
        steps = chance.randint(150, 400)
        if size < 0.12:
            windows, evenings = chance.randint(20, 50), chance.randint(1, 3)
            steps = windows * 60
        elif size < 0.18:
            evenings, steps = chance.randint(30, 90), chance.randint(30, 60)
        write_offs, once = not silent and chance.random() < 0.4, chance.random()
        return cls(
            windows,
            evenings,
            steps,
            chance.choice((0.0, 0.02, 0.06, 0.15)),
            restores=once < 0.4,
            silent=silent,
            write_offs=write_offs,
            clones=0.4 <= once < 0.5 and not write_offs,
            heirs=0.5 <= once < 0.8,
            lasts=chance.choice(TERMS) if chance.random() < 0.35 else None,
        )

    def sized(self, windows: int, evenings: int) -> Plan:
        """Return it with so many windows and evenings, each as it is where 0."""
        windows, evenings = windows or self.windows, evenings or self.evenings
        return replace(
            self,
            windows=windows,
            evenings=evenings,
            steps=windows * WINDOW_STEPS,
            faults=min(self.faults, MOST_FAULTS),
            mended=True,
        )


@dataclass
class Tally:
    """What was done, and what was wrong."""

    acts: Counter[str] = field(default_factory=Counter)
    tasks: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class World:
    """One run."""

    def __init__(self, seed: int, plan: Plan | None = None) -> None:
        self.seed = seed
        self.chance = random.Random(seed)
        self.plan = plan or Plan.of(self.chance)
        self.clock = ManualClock(START)
        self.hub = ModelHub(self.clock, read)
        self.tally = Tally()
        self.house: dict[str, Offered] = {}
        self.rows: dict[str, list[str]] = {}
        self.backups: list[Venue] = []
        self.made = 0
        self.troubles = dict(_TROUBLES)
        for happens, troubles in _SOMETIMES.items():
            if getattr(self.plan, happens):
                self.troubles |= troubles
        self.kept: dict[str, Disk] = {}
        """The newest backup of each window."""
        self.unsent: list[tuple[str, str, str]] = []
        """(window, performance, seat) that a lost machine sold and nobody heard of."""
        self.loose: set[str] = set()
        """Windows of which something may be doubled, knowingly: written off or cloned."""
        self.silent = False
        """The hub was restored and nobody told it."""
        self.restored = False
        """It was restored this evening."""
        self.machines = [self._window(f"w{n + 1}") for n in range(self.plan.windows)]
        self.watch = Watch(self)

    def _window(self, window_id: str) -> Machine:
        self.hub.join(window_id)
        disk = joined(window_id, "", self.house, self.clock.now())
        chance = self.chance
        off = timedelta(hours=chance.choice((0, 0, 0, 0, -9, -1, 1, 8)))
        hub = self.hub.window(window_id)
        lasts = self.plan.lasts and chance.choice((self.plan.lasts,) * 3 + (None,))
        machine = Machine(window_id, disk, hub, self.clock, chance, off, lasts=lasts)
        machine.wishes = self._wishes
        if self.plan.faults:
            for wire in machine.wires:
                wire.bad = chance.choice((0.0, 0.0, 0.3))
        return machine

    def new_name(self, kind: str) -> str:
        self.made += 1
        return f"{kind}{self.made}"

    def did(self, what: str) -> None:
        self.tally.acts[what] += 1

    # ---- evenings ----

    def play(self) -> list[str]:
        """Play everything; return what was wrong."""
        for evening in range(self.plan.evenings):
            self._open(evening)
            for step in range(self.plan.steps):
                self._step()
                if step % LOOK_STEPS == 0:
                    self.tally.wrong += self.watch.look()
                if self.tally.wrong:
                    return self.tally.wrong
            self._check()
            self._night()
        self._heal()
        if not self.tally.wrong:
            self.tally.wrong += wrong_at_the_end(self)
        tasks = self.hub.venue.tasks.values()
        self.tally.tasks.update(task.kind.value for task in tasks)
        return self.tally.wrong

    def _open(self, evening: int) -> None:
        """Put the next evening's performances on sale, with seats, places by count, or both."""
        chance, many = self.chance, max(4 * len(self.machines), 30)
        for number in range(chance.randint(1, 2)):
            name = f"p{evening}-{number}"
            seats = chance.choice((0, 12, many)) if number else many
            self.rows[name] = [f"{name}-{seat}" for seat in range(seats)]
            begins = self.clock.now() + timedelta(hours=chance.choice((2, 2, 26)))
            places = chance.choice((0, 12, 40))
            self.house[name] = Offered(name, places, begins + timedelta(hours=12))
        for machine in self.machines:
            machine.syncing.catalogue_changed()

    def _night(self) -> None:
        for machine in self.machines:
            if machine.on and self.chance.random() < 0.5:
                machine.die()
            if self.plan.mended:
                machine.calm()
                if machine.schema != SCHEMA_VERSION or machine.schema_after:
                    machine.on, machine.schema_after = False, SCHEMA_VERSION
        self.restored = False
        self.clock.advance(timedelta(hours=self.chance.choice((16, 20, 22, 70))))
        self.backups = self.backups[-3:]
        if self.plan.restores:
            self.backups.append(self.hub.copy())
        for machine in self.machines:
            if not machine.on and not machine.lost_for_good:
                machine.reboot()
                machine.start()

    def _step(self) -> None:
        chance = self.chance
        self.clock.advance(timedelta(seconds=chance.choice((0, 0.2, 1, 3, 20))))
        machine = chance.choice(self.machines)
        if chance.random() < self.plan.faults:
            self._trouble(machine)
        elif not machine.on:
            if not machine.lost_for_good:
                machine.start()
                self.did("started")
        elif machine.waits:
            self._invite(machine)
            self.survive(machine, World.talk)
        else:
            self.survive(machine, chance.choices(*_ACTS)[0])

    def survive(self, machine: Machine, act: Callable[[World, Machine], None]) -> None:
        try:
            act(self, machine)
        except DiedError:
            machine.die()
            self.did("killed in a call")

    # ---- what a window does ----

    def talk(self, machine: Machine) -> None:
        """Let a window talk, and of many some more: they do it all the time."""
        chance = self.chance
        for other in chance.sample(self.machines, len(self.machines) // 8):
            if other.on:
                self.survive(other, lambda _, one: one.talk(chance.choice((1, 3, 20, 60))))
                look_at_gauge(self, other)
        machine.talk(chance.choice((1, 3, 20, 60, 200)))
        look_at_gauge(self, machine)

    def on_sale(self) -> list[str]:
        now = self.clock.now()
        return [name for name, offered in self.house.items() if offered.ends_at > now][-4:]

    def take(self, machine: Machine) -> None:
        """Somebody wants places: what looks free, mostly."""
        chance = self.chance
        performance = chance.choice(self.on_sale())
        if performance in machine.disk.closed:
            return self.look(machine, performance)
        seats: tuple[str, ...] = ()
        offline = machine.state is not ConnectionState.ONLINE
        with machine.storage.read() as unit:
            taken = unit.rights.of_seats(performance)
        free = [seat for seat in self.rows[performance] if seat not in taken]
        if free and chance.random() < 0.8:
            leased = machine.disk.leased(performance)
            own = [seat for seat in free if seat in leased]
            of = own if own and chance.random() < (0.9 if offline else 0.5) else free
            seats = tuple(chance.sample(of, min(len(of), chance.choice((1, 1, 2, 4)))))
        places = 0 if seats or not self.house[performance].places else chance.choice((1, 2, 5))
        if not seats and not places:
            return None
        command = RightsCommand(
            CommandId(self.new_name("c")),
            machine.disk.holder,
            PerformanceId(performance),
            CartId(self.new_name("cart")),
            take=tuple(SeatId(seat) for seat in seats),
            take_places=places,
        )
        own = is_its_own(machine, performance, seats, places)
        try:
            answer = machine.rights.apply(command)
        except HubRefused as refused:
            self.did(f"take refused {refused.params['what']}")
            return None
        word = "taken" if answer.granted else "not to be had"
        self.did(f"{word}{' offline' if offline else ''}")
        if answer.granted:
            self._look_at_time(machine, performance, seats)
            look_at_term(self, machine, performance)
        elif own:
            self.wrong(f"{machine.name} refused {seats or places} of {performance}, its own")
        return None

    def look(self, machine: Machine, performance: str) -> None:
        """Somebody looks what a lost machine had sold of a performance, and keys it in."""
        disk = machine.disk
        for sold in [*self.unsent]:
            window_id, of, seat = sold
            own = (window_id, of) == (disk.window_id, performance) and seat in disk.leased(of)
            if own and not disk.facts.live(of, seat):
                disk.outbox.sell(of, [seat], at=machine.clocks.now())
                disk.keep()
                self.unsent.remove(sold)  # and is a ticket as any other: it may be taken back
        disk.closed.discard(performance)
        self.did("looked")

    def _look_at_time(self, machine: Machine, performance: str, seats: tuple[str, ...]) -> None:
        """What was taken is leased, and its lease is not over by the hub's own clock. After a
        reboot a lease that ends with its performance is believed by a clock that may be wrong."""
        link, now = machine.disk.link, self.hub.now()
        assert link is not None
        same_boot = link.time and link.time.asked.boot == machine.clocks.reading().boot
        for seat in seats:
            word = machine.disk.seats.get(performance, {}).get(seat)
            if word is None or word.holder != machine.disk.holder:
                self.wrong(f"{machine.name} took {seat} without a lease")
            elif now > word.until and (same_boot or word.until < self.house[performance].ends_at):
                self.wrong(f"{machine.name} took {seat} after its lease ended")

    def wrong(self, what: str) -> None:
        self.tally.wrong.append(what)

    def sell(self, machine: Machine) -> None:
        """Sell a cart: its own transaction, which makes a parcel."""
        disk = machine.disk
        if not disk.carts:
            return self.take(machine)
        cart_id = self.chance.choice(sorted(disk.carts))
        cart = disk.carts.pop(cart_id)
        if self.chance.random() < 0.1:
            self.did("let go")
            return None
        if disk.link and disk.link.stopped:
            self.did("not sold: stopped")
            return None
        places = [*cart.seats, *[None] * cart.places]
        sold = disk.outbox.sell(cart.performance_id, places, at=machine.clocks.now())
        disk.keep()
        disk.sold.append(sold)
        self.did("sold")
        return None

    def return_ticket(self, machine: Machine) -> None:
        """Take back a ticket that this window believes to be good, whoever sold it."""
        tickets = self._live(machine.disk)
        if not tickets:
            return
        ticket = self.chance.choice(tickets)
        seq = machine.disk.facts.state["ticket", ticket][0] + 1
        machine.disk.outbox.give_back(ticket, seq=seq, at=machine.clocks.now())
        machine.disk.keep()
        self.did("returned")

    def reissue(self, machine: Machine) -> None:
        """Print a ticket of its own again."""
        disk = machine.disk
        for n, sold in enumerate(disk.sold[-5:], max(len(disk.sold) - 5, 0)):
            state = disk.facts.state.get(("ticket", sold.tickets[0]))
            if state and state[2] == "live":
                disk.sold[n] = disk.outbox.reissue(sold, at=machine.clocks.now())
                disk.keep()
                self.did("printed again")
                return

    def hand_out(self, machine: Machine) -> None:
        """Give out an order that this window believes to be paid, whoever sold it."""
        states = machine.disk.facts.state
        paid = [key[1] for key, state in states.items() if key[0] == "order" and state[2] == "paid"]
        if not paid:
            return
        order = self.chance.choice(sorted(paid))
        sold = Sold(order, "", (), "", ())
        machine.disk.outbox.hand_out(sold, seq=states["order", order][0] + 1)
        machine.disk.keep()
        self.did("handed out")

    @staticmethod
    def _live(disk: Disk) -> list[str]:
        tickets = reversed(disk.facts.tables.get("ticket", {}))
        live = (key[0] for key in tickets if disk.facts.is_live(key[0]))
        return [*islice(live, 40)][::-1]

    def hold(self, machine: Machine) -> None:
        """Keep a seat from sale, or lift that; only where the hub answers."""
        chance = self.chance
        performance = chance.choice(self.on_sale())
        with machine.storage.read() as unit:
            taken = unit.rights.of_seats(performance)
        held = [seat for seat, (holder, _) in taken.items() if holder == "hold:house"]
        free = [seat for seat in self.rows[performance] if seat not in taken]
        lift = bool(held) and chance.random() < 0.5
        if not (held if lift else free):
            return
        seat = (SeatId(chance.choice(held if lift else free)),)
        places = self.house[performance].places and chance.choice((0, 0, 2))
        command = RightsCommand(
            CommandId(self.new_name("c")),
            "hold:house",
            PerformanceId(performance),
            CartId(""),
            take=() if lift else seat,
            give_back=seat if lift else (),
            take_places=0 if lift else places,
            give_places=places if lift else 0,
        )
        try:
            answer = machine.rights.apply(command)
        except (HubRefused, HubUnreachable, NotOffline):
            self.did("hold put off")
            return
        self.did(f"hold {answer.granted}")

    def _wishes(self, machine: Machine, unit: Unit, told: BeatAnswer) -> None:
        """Top up, give back: what ``pos.hub.blocks`` would decide, decided by chance."""
        chance, disk = self.chance, machine.disk
        performance = chance.choice(self.on_sale())
        if performance in disk.closed or chance.random() < 0.5:
            return
        taken = unit.rights.of_seats(performance)
        leased = disk.leased(performance)
        unused = sorted(seat for seat in leased if seat not in taken)
        wanted = [seat for each in told.wanted_back for seat in each.seats if seat in unused]
        ends_at = self.house[performance].ends_at
        until = chance.choice((ends_at, ends_at, told.at + SOON))
        spare = disk.places_leased(performance) - disk.places_used(performance)
        if disk.link and disk.link.acknowledged != disk.outbox.position:
            unused, wanted, spare = [], [], 0  # the hub has not heard yet what was done with them
        if spare > 0 and chance.random() < 0.3:
            wish(unit, performance, until, give_places=chance.randint(1, spare))
        elif wanted or (unused and chance.random() < 0.3):
            seats = tuple(wanted or chance.sample(unused, min(len(unused), 3)))
            unit.changed = True
            wish(unit, performance, until, give_back=seats)
        else:
            free = [s for s in self.rows[performance] if s not in taken and s not in leased]
            seats = tuple(chance.sample(free, min(len(free), chance.choice((1, 3, 6)))))
            places = chance.choice((0, 3)) if self.house[performance].places else 0
            if not seats and not places:
                return
            if unused and chance.random() < 0.3:
                seats = (*seats, unused[0])  # for longer
            wish(unit, performance, until, take=seats, take_places=places)
        self.did("wished")

    # ---- what happens ----

    def _trouble(self, machine: Machine) -> None:
        chance = self.chance
        what = chance.choices([*self.troubles], [*self.troubles.values()])[0]
        self.did(what)
        if what == "line lost":
            machine.line(up=False)
        elif what == "one way":
            machine.line(answers=False)
        elif what == "line back":
            for each in self.machines:
                each.line()
        elif what == "all lines lost":
            for each in self.machines:
                each.line(up=False)
        elif what == "calls fail":
            for wire in machine.wires:
                wire.next(*chance.choices(list(Fault), k=chance.randint(1, 3)))
        elif what == "late ones arrive":
            for each in self.machines:
                for wire in each.wires:
                    wire.arrive()
        elif what == "slow":
            for wire in machine.wires:
                wire.slow = timedelta(seconds=chance.choice((0, 0, 0.5, 3)))
        elif what == "bad line":
            for wire in machine.wires:
                wire.bad = chance.choice((0.0, 0.1, 0.4))
        elif what == "killed":
            machine.die()
        elif what == "deadly":
            for wire in machine.wires:
                wire.deadly = chance.choice((0.0, 0.1))
        elif what == "rebooted":
            machine.reboot()
            if not machine.lost_for_good:
                machine.start()
        elif what == "clock set":
            machine.clocks.off = timedelta(minutes=chance.choice((0, -600, -61, -5, 5, 61, 600)))
        else:
            _MANAGERS[what](self, machine)

    def backup(self, machine: Machine) -> None:
        if self.plan.restores:
            self.backups.append(self.hub.copy())

    def restore(self, machine: Machine) -> None:
        """Put an older hub in its place: whoever talks to it notices that the line broke."""
        if not self.plan.restores or not self.backups or (self.plan.mended and self.restored):
            return
        told = not (self.plan.silent and self.chance.random() < 0.7)
        self.hub.restore(self.chance.choice(self.backups[-2:]), told=told)
        self.did("restored" if told else "restored, told nobody")
        self.silent, self.restored = self.silent or not told, True
        for each in self.machines:
            for wire in each.wires:
                wire.forget_late()
                wire.next(Fault.REQUEST_LOST)
                wire.bad = self.chance.choice((0.0, 0.3, 0.5))

    def write_off(self, machine: Machine) -> None:
        if not self.plan.write_offs:
            return
        others = [each for each in self.machines if each is not machine]
        try:
            machine.hub.write_off(others[0].disk.window_id, MANAGER, "It burned")
        except HubRefused:
            return
        self.loose.add(others[0].disk.window_id)
        self.did("really written off")

    def take_back(self, machine: Machine) -> None:
        for row in self.hub.venue.windows.values():
            if row.standing is Standing.WRITTEN_OFF:
                machine.hub.take_back(row.window_id, MANAGER)
                self.did("taken back")

    def want_back(self, machine: Machine) -> None:
        """Move a piece of a block: of a window, or of what nobody holds; to a window, or to all."""
        windows = ["", *(each.disk.window_id for each in self.machines)]
        other, receiver = self.chance.choice(windows[1:]), self.chance.choice(windows)
        if self.chance.random() < 0.3:
            other, receiver = "", self.chance.choice(windows[1:])
        performance = self.chance.choice(self.on_sale())
        seats = self.rows[performance][:4]
        try:
            machine.hub.want_back(other, performance, seats, 2, receiver)
        except HubRefused:
            return
        self.did("moved a block" if receiver else "wanted a block back")

    def keep(self, machine: Machine) -> None:
        """Make a backup of a window."""
        owes = self.hub.venue.windows[machine.disk.window_id].owes  # then it was never there yet
        if self.plan.heirs and not machine.waits and not owes:
            self.kept[machine.name] = machine.disk.copy()
            self.did("window kept")

    def inherit(self, machine: Machine) -> None:
        """A window goes on from its backup, on another machine. Its role has another password now;
        the lost machine may have sold since, and goes on with that for a while."""
        window_id = machine.disk.window_id
        lost = machine.lost_for_good or machine.waits or machine.name not in self.kept
        if not self.plan.heirs or lost or window_id in self.loose:
            return
        machine.line(up=False)
        for wire in machine.wires:
            wire.forget_late()
        if machine.on and self.chance.random() < 0.7:
            for act in self.chance.choices((World.take, World.sell), k=self.chance.randint(1, 12)):
                self.survive(machine, lambda world, one, act=act: act(world, one))
                machine.line(up=False)
        machine.on, machine.lost_for_good = False, True
        here = self.hub.venue.windows[window_id].seq
        for parcel in machine.disk.outbox.parcels[here:]:
            rows = read(parcel.content).rows("ticket")
            self.unsent += [
                (window_id, row["performance_id"], row["seat_id"])
                for row in rows
                if row["seat_id"] is not None and machine.disk.facts.is_live(row["ticket_id"])
            ]
        self.machines[0].hub.take_back(window_id, MANAGER)
        disk = self._heir_of(self.kept.pop(machine.name), "heir")
        assert disk.link is not None
        disk.link = replace(disk.link, heir_of=self.clock.now(), stopped="")
        self.machines.append(self._machine_with(disk, machine))
        self.did("an heir")

    def _invite(self, machine: Machine) -> None:
        """An heir joins before it greets, with a new code each time it tries: whoever tried before
        says nothing any more."""
        if machine.waits:
            row = self.hub.venue.windows[machine.disk.window_id]
            row.instance, row.ancestors = "", ()
            for wire in machine.wires:
                wire.forget_late()

    def _heir_of(self, disk: Disk, what: str) -> Disk:
        disk.outbox.leave_to_others(self.new_name(what))
        return disk

    def _machine_with(self, disk: Disk, of: Machine) -> Machine:
        name = f"{disk.window_id}-{disk.outbox.salt}"
        marks = (of.marks, (name,))[self.chance.random() < 0.7]
        told = of.last_word
        machine = Machine(
            name, disk, of.hub, self.clock, self.chance, marks=marks, lasts=told.lasts
        )
        machine.last_word.at_another(told)
        machine.wishes = self._wishes
        return machine

    def update(self, machine: Machine) -> None:
        """Another version of the program, or the hub's again: at the next start."""
        of_hub = machine.schema == SCHEMA_VERSION
        machine.schema_after = SCHEMA_VERSION + (self.chance.choice((-1, 1)) if of_hub else 0)

    def clone(self, machine: Machine) -> None:
        """Copy a window's disk into a second machine."""
        if not self.plan.clones or machine.disk.window_id in self.loose or machine.waits:
            return
        disk = self._heir_of(machine.disk.copy(), "clone")
        self.loose.add(disk.window_id)
        self.machines.append(self._machine_with(disk, machine))
        self.did("really cloned")

    # ---- the end ----

    def _check(self) -> None:
        self.tally.wrong += [*overlapping(self), *self.watch.look(whole=True)]

    def _heal(self) -> None:
        """Let everything work again, and give everybody time."""
        for machine in self.machines:
            for wire in machine.wires:
                wire.arrive()
            machine.calm()
            if machine.schema != SCHEMA_VERSION or machine.schema_after:
                machine.on, machine.schema_after = False, SCHEMA_VERSION
            if not machine.on and not machine.lost_for_good:
                machine.start()
            machine.wishes = None
        self.take_back(self.machines[0])
        for _ in range(HEALING):
            self.clock.advance(timedelta(seconds=1.5))
            for machine in self.machines:
                if machine.on:
                    self._invite(machine)
                    machine.talk(100)
                    for performance in [*machine.disk.closed]:
                        self.look(machine, performance)
            if all(map(self.settled, self.machines)) and not any(map(self._differs, self.machines)):
                return
        late = [m.name for m in self.machines if not self.settled(m) or self._differs(m)]
        states = {m.name: (m.state.value, m.syncing.connection.why) for m in self.machines}
        self.wrong(f"{late} never caught up: {states}, hub {self.hub.venue.mode.value}")

    def settled(self, machine: Machine) -> bool:
        """Return whether a window has nothing more to say, and no parcel to hear of, or was stopped
        as a second machine."""
        venue, disk = self.hub.venue, machine.disk
        if machine.lost_for_good:
            return True
        if machine.waits or disk.closed:
            return False
        if machine.state is ConnectionState.STOPPED:
            return disk.window_id in self.loose and machine.syncing.connection.why == "cloned"
        if machine.state is not ConnectionState.ONLINE or disk.asked or machine.pending:
            return False
        seqs = {w: row.position.seq for w, row in venue.windows.items()}
        known = {w: position.seq for w, position in disk.known.items()}
        known[disk.window_id] = disk.outbox.position.seq
        heard = all(known.get(window, 0) == seq for window, seq in seqs.items())
        return heard and venue.mode is HubMode.GRANTING

    def _differs(self, machine: Machine) -> bool:
        """Return whether a window that goes on knows other holders than the hub."""
        gone = machine.lost_for_good or machine.state is ConnectionState.STOPPED
        return not gone and bool(rights_unknown_to(self, machine))


_ACTS = (
    (
        World.talk,
        World.take,
        World.sell,
        World.return_ticket,
        World.reissue,
        World.hand_out,
        World.hold,
    ),
    (44, 22, 22, 3, 2, 3, 1),
)
_TROUBLES = {
    "line lost": 10,
    "line back": 10,
    "one way": 4,
    "all lines lost": 2,
    "calls fail": 20,
    "late ones arrive": 6,
    "slow": 4,
    "bad line": 6,
    "killed": 8,
    "deadly": 4,
    "rebooted": 3,
    "clock set": 4,
    "want back": 3,
    "another version": 1,
}
_SOMETIMES = {
    "restores": {"backup": 5, "restore": 4},
    "write_offs": {"write off": 2, "take back": 2},
    "clones": {"clone": 3},
    "heirs": {"window kept": 8, "heir": 4},
    "lasts": {"a term ends": 12, "started alone": 2},
}
"""What happens in some runs only, by the field of their plan."""
_MANAGERS: dict[str, Callable[[World, Machine], None]] = {
    "backup": World.backup,
    "restore": World.restore,
    "write off": World.write_off,
    "take back": World.take_back,
    "want back": World.want_back,
    "clone": World.clone,
    "window kept": World.keep,
    "heir": World.inherit,
    "another version": World.update,
    "a term ends": a_term_ends,
    "started alone": started_alone,
}


_COUNTED = {
    "sales": ("sold",),
    "cuts": ("line lost", "all lines lost", "one way", "calls fail", "bad line", "slow"),
    "crashes": ("killed", "killed in a call", "rebooted"),
    "restores": ("restored", "restored, told nobody"),
    "skews": ("clock set",),
    "write_offs": ("really written off",),
    "clones": ("really cloned",),
    "heirs": ("an heir",),
    "terms": ("leases ended",),
}
"""What a line about a run counts, and the acts that are that."""


def line_of(world: World, seconds: float) -> dict[str, object]:
    """Return what is told of a run that was played. ``seconds``: of processor time."""
    plan, acts = world.plan, world.tally.acts
    return {
        "seed": world.seed,
        "windows": plan.windows,
        "evenings": plan.evenings,
        "acts": sum(acts.values()),
        **{name: sum(acts[act] for act in of) for name, of in _COUNTED.items()},
        "seconds": round(seconds, 2),
        "wrong": world.tally.wrong,
    }


def play_all(
    runs: int,
    seed: int,
    *,
    stop: bool = True,
    lines: Path | None = None,
    windows: int = 0,
    evenings: int = 0,
) -> tuple[Tally, list[str]]:
    """Play so many runs; return what was done, and what was wrong in which. ``lines``: a file to
    which each run adds one of JSON; ``windows``, ``evenings``: of each run, where not 0."""
    total, wrong = Tally(), list[str]()
    for number in range(seed, seed + runs):
        began = time.process_time()
        plan = Plan.of(random.Random(number)).sized(windows, evenings)
        world = World(number, plan if windows or evenings else None)
        found = world.play()
        if lines is not None:
            with lines.open("a") as file:
                file.write(json.dumps(line_of(world, time.process_time() - began)) + "\n")
        total.acts += world.tally.acts
        total.tasks += world.tally.tasks
        wrong += [f"seed {number}: {each}" for each in found]
        if wrong and stop:
            break
        read.cache_clear()
    return total, wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--go-on", action="store_true", help="do not stop at the first mistake")
    parser.add_argument("--lines", type=Path, help="a file that gets a line of JSON for each run")
    parser.add_argument("--windows", type=int, default=0, help="of each run; its own mixture: 0")
    parser.add_argument("--evenings", type=int, default=0, help="of each run; its own mixture: 0")
    asked = parser.parse_args()
    began = time.process_time()
    total, wrong = play_all(
        asked.runs,
        asked.seed,
        stop=not asked.go_on,
        lines=asked.lines,
        windows=asked.windows,
        evenings=asked.evenings,
    )
    told = {
        "runs": asked.runs,
        "seconds": round(time.process_time() - began, 1),
        "acts": dict(total.acts.most_common()),
        "tasks": dict(total.tasks.most_common()),
        "wrong": wrong,
    }
    sys.stdout.write(json.dumps(told, indent=1) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
