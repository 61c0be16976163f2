"""Two windows after one seat, ten thousand times, in memory: the model hub, and what each window
keeps. The real databases do the same a few times in ``tests/integration/test_leased_rights.py``.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from kiosk.messages import error_text, load_words
from pos.clock import ManualClock
from pos.errors import HubUnreachable
from pos.hub.connection import Connection
from pos.hub.hub_time import HubTime, Reading
from pos.hub.leased_rights import LeasedRights
from pos.hub.parcels import Position
from pos.hub.rights import Refusal, RightsAnswer, RightsCommand
from pos.hub.talk import LeaseAnswer, LeaseCommand, Offered
from pos.ids import CartId, CommandId, HallId, PerformanceId, SeatId, ZoneId
from pos.lifecycles import ConnectionState
from pos.ports.link import Leases, Link
from pos.seating.hold_asks import taken
from pos.views.catalogue import HallView, SeatKind, SeatView
from tests.hub_model import ModelHub

START = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
ENDS = START + timedelta(hours=12)
SWAN = PerformanceId("swan")
RACES = 10_000
BATCH = 100
"""Races in one venue; the model looks through all it was asked."""
WORDS = load_words("en", ZoneInfo("UTC"))
SEATS = tuple(
    SeatView(SeatId(f"{n}"), "", "Stalls", "A", f"{n}", n, 0, ZoneId("z"), SeatKind.ORDINARY, n, n)
    for n in range(BATCH)
)
HALL = HallView(HallId("h"), "", "", "", 0, 0, (), SEATS, (), (), 0)


@dataclass
class Desk:
    """A window: what is on its disk, and its way to the hub. It is its own unit of work, link and
    line: nothing here fails half-way."""

    window_id: str
    hub: ModelHub
    clock: ManualClock
    before: Callable[[], None] = lambda: None
    fault: str = ""
    up: bool = True
    leased: set[str] = field(default_factory=set)
    carts: dict[str, str] = field(default_factory=dict)
    kept: list[LeaseCommand] = field(default_factory=list)
    number: int = 1
    connection: Connection = field(default_factory=lambda: Connection(ConnectionState.ONLINE))

    def __post_init__(self) -> None:
        self.hub.join(self.window_id)
        self.far = self.hub.window(self.window_id)
        row = self.hub.venue.windows[self.window_id]
        row.owes = False
        self.hub.settle_mode()
        now = Reading("boot", self.clock.monotonic(), self.clock.now())
        time = HubTime(self.clock.now(), now)
        self._link = Link("hub-1", self.window_id, 1, Position(), (), time, START)
        self.told = RightsAnswer(granted=False)
        self.rights_here = LeasedRights(self, self, self, lambda: now)  # type: ignore[arg-type]

    # ---- the hub, as it is reached ----

    def lease(self, command: LeaseCommand) -> LeaseAnswer:
        fault, self.fault = self.fault, ""
        if fault == "lost":
            raise HubUnreachable()
        self.before()
        answer = self.far.lease(command)
        if fault == "unheard":
            raise HubUnreachable()
        return answer

    def lost(self, now: Reading) -> None:
        self.connection = replace(self.connection, state=ConnectionState.OFFLINE)

    def come_back(self) -> None:
        """The line is up again, and what was kept is asked."""
        self.connection = replace(self.connection, state=ConnectionState.ONLINE)
        for command in tuple(self.kept):
            self.answer(command, self.far.lease(command))

    # ---- the disk ----

    @contextmanager
    def begin(self) -> Iterator[Desk]:
        yield self

    read = begin

    @property
    def link(self) -> _LinkOf:
        return _LinkOf(self)

    @property
    def rights(self) -> Desk:
        return self

    commands = rights

    def answered(self, command: CommandId) -> bool:
        return False

    def commit(self) -> None: ...

    def publish(self, event: object) -> None: ...

    def now(self) -> datetime:
        return self.clock.now()

    def of_seats(self, performance_id: str, seats: Collection[str] | None = None) -> dict[str, str]:
        return self.carts

    def places_here(self, performance_id: str, window_id: str) -> int:
        return 0

    def apply(self, command: RightsCommand, *, told: bool = False) -> RightsAnswer:
        """As ``pos.storage.rights``: only what is leased, and free here."""
        bad = [s for s in command.take if s in self.carts or s not in self.leased]
        if bad:
            return RightsAnswer(False, tuple(Refusal(seat, "") for seat in bad))
        self.carts |= dict.fromkeys(command.take, command.cart_id)
        return RightsAnswer(True)

    def answer(self, command: LeaseCommand, told: LeaseAnswer) -> None:
        self.kept.remove(command)
        if told.granted:
            self.leased |= set(command.take)

    def touch(self, seat: str) -> bool:
        """A person touches a seat."""
        self.told = self.rights_here.apply(
            RightsCommand(
                CommandId(f"{self.window_id}:{seat}:{self.number}"),
                f"window:{self.window_id}",
                SWAN,
                CartId("cart"),
                take=(SeatId(seat),),
            )
        )
        return self.told.granted


class _LinkOf:
    """See ``pos.ports.link.LinkStore``; what a race needs of it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.answer = desk.answer

    def link(self) -> Link:
        return self._desk._link

    def leases(self, performance_id: str, seats: Collection[str] | None = None) -> Leases:
        return Leases(dict.fromkeys(self._desk.leased, ENDS), 0, None, ENDS)

    def next_number(self) -> int:
        return self._desk.number

    def ask(self, command: LeaseCommand) -> None:
        self._desk.kept.append(command)
        self._desk.number += 1

    def asked(self) -> tuple[LeaseCommand, ...]:
        return tuple(self._desk.kept)


def _venue() -> tuple[Desk, Desk]:
    clock = ManualClock(START)
    hub = ModelHub(clock)
    pair = Desk("w1", hub, clock), Desk("w2", hub, clock)
    pair[0].far.offer([Offered(SWAN, 0, ENDS)])
    return pair


def test_one_of_two_windows_has_the_seat_and_the_other_hears_who_ten_thousand_times() -> None:
    order = random.Random(2026)
    for _ in range(RACES // BATCH):
        pair = _venue()
        for number in range(BATCH):
            seat, won = f"{number}", []
            first, second = order.sample(pair, 2)

            def beside(other: Desk = second, seat: str = seat, won: list[Desk] = won) -> None:
                """While the first's question is on its way, the second is through with its own."""
                if other.touch(seat):
                    won.append(other)

            first.before = beside if order.random() < 0.5 else _nothing
            if first.touch(seat):
                won.append(first)
            first.before = _nothing
            if not won or second not in won:
                won += [second] if second.touch(seat) else []
            assert len(won) == 1, seat
            (loser,) = (desk for desk in pair if desk not in won)
            said = error_text(taken(HALL, loser.told.refused[0]), WORDS)
            winner = won[0].window_id
            assert said == f"Seat Stalls A {seat} is not free: taken at window {winner}."
        assert not pair[0].leased & pair[1].leased


def test_whatever_gets_lost_no_seat_is_sold_twice_and_none_stays_nobodys() -> None:
    order = random.Random(7)
    pair = _venue()
    for number in range(300):
        seat = f"{number}"
        for desk in order.sample(pair, 2):
            desk.fault = order.choice(("", "", "lost", "unheard"))
            desk.touch(seat)
        for desk in order.sample(pair, 2):
            desk.come_back()
            desk.fault = ""
        assert sum(seat in desk.leased for desk in pair) == 1
        assert sum(seat in desk.carts for desk in pair) <= 1
        assert all(set(desk.carts) <= desk.leased for desk in pair)


def _nothing() -> None:
    """Nobody comes between."""
