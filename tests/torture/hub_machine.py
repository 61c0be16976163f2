"""A machine of the simulation: clocks that are wrong, a line that breaks, a program that dies."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from pos.clock import ManualClock
from pos.errors import HubTrouble
from pos.hub.errands import Answer, Errand, perform
from pos.hub.hub_time import DRIFT, Reading
from pos.hub.inheriting import Inheriting
from pos.hub.leased_rights import LeasedRights
from pos.hub.parcels import Position
from pos.hub.portions import Portions
from pos.hub.syncing import Self, Syncing
from pos.hub.talk import BeatAnswer, LeaseCommand, Offered, Welcome
from pos.lifecycles import ConnectionState
from pos.ports.hub import Hub
from pos.ports.link import Link
from pos.storage.schema import SCHEMA_VERSION
from tests.hub_books import Outbox
from tests.hub_cut import Cut, Fault
from tests.torture.hub_disk import Disk
from tests.torture.hub_last_word import LastWord
from tests.torture.hub_window import MemoryStorage, Unit

A = TypeVar("A")

SOON = timedelta(minutes=30)
FAULTS = tuple(Fault)


class DiedError(Exception):
    """The process was killed."""


class Wire(Cut):
    """A cut where anything may happen to any call. ``bad``: how likely something does; ``deadly``:
    how likely whoever calls is killed. What is late arrives before some later call, perhaps of
    another life of the program."""

    bad = 0.0
    deadly = 0.0

    def __init__(self, hub: Hub, clock: ManualClock, chance: random.Random) -> None:
        super().__init__(hub, clock)
        self.chance = chance

    def _call(self, name: str, call: Callable[[], A]) -> A:
        chance = self.chance
        if self._late and chance.random() < 0.02:
            self.arrive()
        if self.bad and chance.random() < self.bad:
            self._next.insert(0, chance.choice(FAULTS))
        if not self.deadly or chance.random() >= self.deadly:
            return super()._call(name, call)
        if chance.random() < 0.5:
            self._unheard(call)
        raise DiedError

    def take_over(self, before: Wire) -> None:
        """Be the line of the program's next life: as bad, and what was late is on its way."""
        self._late, self.bad = before._late, before.bad


class Clocks:
    """What a machine shows of the true time. ``fast``: how much its quartz gains a second."""

    def __init__(self, true: ManualClock, off: timedelta, fast: float, name: str) -> None:
        self.true = true
        self.off = off
        self.fast = fast
        self.boots = 0
        self.name = name
        self._boot = f"{name}-0"
        self._since = true.monotonic()

    def now(self) -> datetime:
        gained = (self.true.monotonic() - self._since) * self.fast
        return self.true.now() + self.off + timedelta(seconds=gained)

    def monotonic(self) -> float:
        return (self.true.monotonic() - self._since) * (1 + self.fast)

    def reading(self) -> Reading:
        return Reading(self._boot, self.monotonic(), self.now())

    def reboot(self) -> None:
        """Start the machine: its monotonic clock begins anew."""
        self.boots += 1
        self._boot = f"{self.name}-{self.boots}"
        self._since = self.true.monotonic()


class Machine:
    """A window. ``on``: its program runs. ``marks``: of its computer. ``lasts``: its leases, after
    the hub's last word (``lease_hours``)."""

    def __init__(
        self,
        name: str,
        disk: Disk,
        hub: Hub,
        true: ManualClock,
        chance: random.Random,
        off: timedelta = timedelta(0),
        marks: tuple[str, ...] = (),
        lasts: timedelta | None = None,
    ) -> None:
        self.name = name
        self.marks = marks or (name,)
        self.disk = disk
        self.hub = hub
        self.true = true
        self.chance = chance
        self.clocks = Clocks(true, off, chance.uniform(-DRIFT, DRIFT), name)
        self.last_word = LastWord(true.now, lasts)
        self.storage = MemoryStorage(disk, self.clocks)
        sent, wire = chance.choice((2, 5_000, 500_000)), chance.choice((2, 5_000, 500_000))
        self.portions = Portions(
            sent_bytes=sent,
            backlog_bytes=sent,
            wire_bytes=wire,
            new_bytes=wire,
            taken_bytes=chance.choice((1, 3_000)),
            rows=chance.choice((1, 7, 200)),
        )
        self.wires: list[Wire] = []
        self.starts = 0
        self.on = self.ended = False
        self.lost_for_good = False
        self.schema, self.schema_after = SCHEMA_VERSION, 0
        self.wishes: Callable[[Machine, Unit, BeatAnswer], None] | None = None
        self.start()

    # ---- lives ----

    def start(self) -> None:
        """Begin a life of the program: what lay in carts is let go."""
        self.starts += 1
        if self.schema_after:
            self.schema, self.schema_after = self.schema_after, 0
        before = self.wires
        self.wires = [Wire(self.hub, self.true, self.chance) for _ in range(2)]
        for wire, old in zip(self.wires, before, strict=False):
            wire.take_over(old)
        self.sync_wire, self.sale_wire = self.wires
        self.own = Self(f"{self.name}-start-{self.starts}", "1.0", self.schema, self.marks)
        lasts = self.last_word.lasts
        self.syncing: Syncing[Any] = Syncing(
            self.storage, self.own, self._plan, self.portions, lasts=lasts
        )
        self.rights = LeasedRights(
            self.storage,  # type: ignore[arg-type]
            self.sale_wire,
            self.syncing,
            self.clocks.reading,
            lasts,
        )
        self.pending: Errand | None = None
        self.errand_at = self.true.now()
        self.looked_at: datetime | None = None
        """When the program last looked how it stands, by the true time; None where it took an
        answer in since."""
        self.answer: Answer = None
        self.answered = False
        self.disk.carts.clear()
        self.on = True

    def die(self) -> None:
        self.on = False

    def reboot(self) -> None:
        """Start the computer, not yet the program."""
        self.clocks.reboot()
        self.last_word.started_again()

    @property
    def waits(self) -> bool:
        """Whether it goes on from a backup and has not heard its hub since."""
        return self.disk.link is not None and self.disk.link.heir_of is not None

    def line(self, *, up: bool = True, answers: bool = True) -> None:
        for wire in self.wires:
            wire.up, wire.answers = up, answers

    def calm(self) -> None:
        """Nothing goes wrong any more."""
        self.line()
        for wire in self.wires:
            wire.bad, wire.deadly, wire.slow = 0.0, 0.0, timedelta(0)
            wire.forgive()

    # ---- talking ----

    def step(self) -> bool:
        """Do a third of an errand: begin it, carry it, or take its answer in. Return whether there
        was anything to do."""
        if self.waits:
            return False
        if self.pending is None:
            self.pending = self.syncing.errand(self.clocks.reading())
            self.looked_at = self.errand_at = self.true.now()
            return self.pending is not None
        if not self.answered:
            self.answer = perform(self.sync_wire, self.pending)
            self.answered = True
            if isinstance(self.answer, Welcome | BeatAnswer):
                self.last_word.reached(self.answer.at)
            return True
        errand, answer = self.pending, self.answer
        self.pending, self.answer, self.answered = None, None, False
        self.syncing.came(errand, answer, self.clocks.reading())
        self._heard(answer)
        return True

    def _heard(self, answer: Answer) -> None:
        """Note a word of the hub, unless it was dropped because the line was lost meanwhile, or is
        of a hub that has to be greeted first. A window that is stopped sells nothing."""
        self.looked_at = None
        link, told = self.disk.link, self.last_word
        if self.state is ConnectionState.STOPPED:
            told.forget()
        elif self.state is ConnectionState.OFFLINE or link is None:
            return
        elif isinstance(answer, Welcome | BeatAnswer) and answer.generation == link.generation:
            told.taken_in(self.errand_at, answer.at, welcome=isinstance(answer, Welcome))

    def talk(self, steps: int) -> None:
        """Go on for so many steps or until there is nothing to do now."""
        if self.waits:
            self._inherit()
        for _ in range(steps):
            if not self.step():
                return

    def _inherit(self) -> None:
        inheriting = Inheriting(
            self.storage,  # type: ignore[arg-type]
            self.sync_wire,
            self.own,
            self.clocks.reading,
        )
        try:
            inheriting.go_on(_Heir(self.disk))  # type: ignore[arg-type]
        except HubTrouble:
            return
        self.last_word.reached(self.true.now())

    @property
    def state(self) -> ConnectionState:
        return self.syncing.connection.state

    def _plan(self, unit: Unit, told: BeatAnswer, now: Reading) -> None:
        if self.wishes is not None:
            self.wishes(self, unit, told)


class _Heir:
    """See ``pos.heir.Heir``: nothing of its block is sold before somebody has looked."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk

    def begin(self, made_at: datetime, findings: int) -> None:
        disk = self._disk
        assert disk.link is not None
        disk.closed |= disk.house.keys()
        disk.link = replace(disk.link, heir_of=None)


def joined(window_id: str, salt: str, house: dict[str, Offered], now: datetime) -> Disk:
    """Return the disk of a window that was just joined."""
    link = Link("hub-1", window_id, 0, Position(), (), None, now)
    return Disk(window_id, Outbox(window_id, salt), house, link)


def wish(unit: Unit, performance_id: str, until: datetime, **wanted: Any) -> None:
    """Keep a lease command of the window for itself."""
    unit.link.ask(LeaseCommand(unit.link.next_number(), performance_id, "", until, **wanted))
