"""A window whose power goes right before or right after any commit, and comes back."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from pos.catalogue.stable_ids import performance_id
from pos.clock import ManualClock
from pos.events import Events
from pos.ids import CommandId, Ids, PerformanceId, SeatId, WindowId
from pos.office import Office, open_office
from pos.people.pins import PinHasher
from pos.storage.unit_of_work import SqlStorage, SqlUnitOfWork
from pos.views.paying_rules import PayingRules
from pos.views.people import Approval, Permission, SessionView
from pos.views.season import Performance
from pos.window import Window
from tests.conftest import DOORS_OPEN
from tests.integration.card_sales import MODEL, SERIAL
from tests.integration.small_house import (
    PER_ROW,
    ROWS,
    ZONE,
    House,
    open_house,
    season,
    seat,
)

CUT_RATE = 0.002
"""How often the power goes, at each side of each commit."""
EVENINGS = 60
PLACES = 10_000_000
FLOAT_MINOR = 500_000


class PowerCutError(BaseException):
    """The program is gone. No ``except`` of the program sees it."""


class CutStorage(SqlStorage):
    """The storage, with a plug that may be pulled."""

    chance: random.Random
    cuts: Counter[str]
    powered: bool

    @contextmanager
    def begin(self) -> Iterator[SqlUnitOfWork]:
        with super().begin() as uow:
            commit = uow.commit

            def committed() -> None:
                self._pull("before a commit")
                commit()
                self._pull("after a commit")

            uow.commit = committed  # type: ignore[method-assign]
            yield uow

    def _pull(self, when: str) -> None:
        if self.powered and self.chance.random() < CUT_RATE:
            self.cuts[when] += 1
            raise PowerCutError(when)


class Hardware:
    """What outlives the program: the file, the clock, the dice."""

    def __init__(self, path: Path, seed: int) -> None:
        self.path = path
        self.chance = random.Random(seed)
        self.clock = ManualClock(DOORS_OPEN)
        self.cuts: Counter[str] = Counter()
        self.lives = 0
        self.performances: tuple[PerformanceId, ...] = ()
        self.office: Office
        self.session = self._furnish()

    def _furnish(self) -> SessionView:
        house = open_house(self.path, self.clock, 7, PLACES)
        self._many_evenings(house)
        session = house.open_till("Max House", FLOAT_MINOR)
        lead = house.sign_in("Sue Lead")
        house.office.terminals.register(house.command(), lead, SERIAL, MODEL, "Window 1")
        self.auditor = house.office.people.sign_in(
            next(p.user_id for p in house.office.people.staff() if p.name == "Olga Owner"), "7302"
        )
        house.office.close()
        return session

    def word(self, act: CommandId) -> Approval:
        """Return the auditor's word for writing something off, with a PIN."""
        people = self.office.people
        may = Permission.WRITE_OFF
        return people.approve(self.auditor.user_id, "7302", may, act, self.session)

    def _many_evenings(self, house: House) -> None:
        loaded = season(self.clock.now().astimezone(ZONE), PLACES)
        first = loaded.performances[0]
        more = tuple(_on(first, day) for day in range(1, EVENINGS))
        venue = replace(loaded.venues[0], paying=PayingRules(inspection_days=0))
        with house.office.storage.begin() as uow:
            all_of_them = (*loaded.performances, *more)
            uow.catalogue.save(replace(loaded, venues=(venue,), performances=all_of_them))
            uow.commit()
        self.performances = tuple(each.performance_id for each in more)

    def start(self, *, powered: bool = True) -> Office:
        """Start the program again; the life before was dropped as it was."""
        self.lives += 1
        ids = Ids(self.clock, random.Random(self.chance.random()).randbytes)
        events = Events()
        storage = CutStorage(self.path, self.clock, ids, events)
        storage.chance, storage.cuts, storage.powered = self.chance, self.cuts, powered
        window = Window(WindowId("w1"), "Window 1", "W1")
        hasher = PinHasher(time_cost=1, memory_cost=8, parallelism=1)
        office = open_office(storage, self.clock, ids, events, window, hasher)
        office.load()
        self.office = office
        return office

    def seats(self) -> list[tuple[PerformanceId, SeatId]]:
        """Return every seat there is to sell, one by one."""
        return [
            (performance, SeatId(seat(row, number)))
            for performance in self.performances
            for row in ROWS
            for number in range(1, PER_ROW + 1)
        ]


def command(office: Office) -> CommandId:
    """Return a fresh command id."""
    return CommandId(office.ids.new())


def _on(first: Performance, day: int) -> Performance:
    code = f"SYM-{day + 1}"
    starts = first.starts_at + timedelta(days=day)
    return replace(first, performance_id=performance_id(code), code=code, starts_at=starts)
