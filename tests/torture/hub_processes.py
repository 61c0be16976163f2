"""Evenings of windows that are processes, a hub that is a real PostgreSQL, and bad lines between
them: kill -9 at any moment, lines cut, stalled, slow and one-way, the server gone in the middle.

    python -m tests.torture.hub_processes --windows 8 --rounds 1 --seed 1
    python -m tests.torture.hub_processes --mistakes

A seed decides what befalls whom after how many acts; which byte was on its way then is the
machine's own business. Prints one JSON object of what was done; exits 1 with ``wrong`` when
anything was lost, doubled or out of balance at the end. With ``--mistakes`` the windows' program is
wrong on purpose, and it exits 1 when that was not found.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import psycopg

from kiosk.bootstrap import open_office
from kiosk.secrets import Secrets
from kiosk.settings import Home, read
from pos.clock import ManualClock, SystemClock
from pos.events import Events
from pos.hub.parcels import Position
from pos.hub.rights import RightsCommand
from pos.ids import CartId, Ids
from pos.people.pins import PinHasher
from pos.ports.link import Link
from pos.views.season import Season
from tests.hub_server import Venue
from tests.integration.small_house import OWNER, PINS, ROLES, ZONE, House, season
from tests.integration.test_will_call import sold_elsewhere
from tests.torture.hub_life import REST, SELL, Birth
from tests.torture.hub_life_mistakes import MISTAKES
from tests.torture.hub_nights import nights
from tests.torture.hub_proxy import Door, Piece, Trouble
from tests.torture.hub_truth_on_disk import behind, read_journals, wrong_on_disk

WILL_CALL = 8
LATE_S = 0.05
PATIENCE_S = 240.0
"""How long anything may take that has to happen."""
MISTAKES_PATIENCE_S, MISTAKES_ROUNDS = 60.0, 5
LOOK_S = 0.1
"""Between two looks at databases that are still catching up."""
ACTS = ("sold", "refused", "returned", "handed_out")
CALLS = ("", "hello", "send", "send", "fetch", "lease", "lease", "held_since", "beat", "offer")
"""At which a window dies, or the server; empty: while somebody signs in."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is played: so many kills and sales at the least. The server goes down twice: once
    at any moment, once with a rights command under way."""

    windows: int = 8
    seed: int = 1
    kills: int = 12
    sales: int = 120
    mistake: str = ""
    patience_s: float = PATIENCE_S


class Nursery:
    """Where windows are born and buried (``hub_life.nurse``). One thread at a time."""

    def __init__(self) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            handle = theirs.fileno()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.torture.hub_life", str(handle)],
                cwd=Path(__file__).resolve().parents[2],
                pass_fds=[handle],
            )

    def bear(self, birth: Birth) -> tuple[int, socket.socket]:
        """Begin a life; return its process and the line to it."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            socket.send_fds(self._control, [birth.as_bytes()], [theirs.fileno()])
            return int(json.loads(self._control.recv(64))), ours

    def bury(self, process: int) -> int:
        """Return what a life ended with."""
        self._control.send(json.dumps(process).encode())
        return int(json.loads(self._control.recv(64)))

    def close(self) -> None:
        """End every life."""
        self._control.close()
        self._process.wait()


class Window:
    """A window's home, its door to the hub, and the process that lives now."""

    def __init__(self, evening: Evening, number: int) -> None:
        self.name = f"W{number}"
        self._evening = evening
        self.home = Home(evening.folder / self.name)
        self.home.make()
        server = evening.venue.server.folder / ".s.PGSQL.5432"
        self.door = Door(server, LATE_S, self._on_piece)
        self.lives = 0
        self.killed = self.may_die = False
        self.dies_at: Piece | None = None
        self._line: socket.socket | None = None
        self._process = self._status = 0

    def start(self, told: str) -> None:
        """Begin a life."""
        evening, chance = self._evening, self._evening.chance
        self.lives, self.killed, self.may_die = self.lives + 1, False, False
        birth = Birth(str(self.home.root), chance.randrange(1 << 30), mistake=evening.plan.mistake)
        if told == SELL and self.lives > 1 and chance.random() < 0.3:
            birth = birth.dying_at(round(10 ** chance.uniform(1.5, 3.5)))
            self.may_die = True
        self._process, line = evening.nursery.bear(birth)
        self._line = line
        threading.Thread(target=self._listen, args=(line,), daemon=True).start()
        self.tell(told)

    def _listen(self, line: socket.socket) -> None:
        with line:
            while said := _heard(line):
                self._evening.reports.put((self, json.loads(said)))
            self._evening.reports.put((self, ["gone"]))

    def tell(self, what: str) -> None:
        assert self._line is not None
        try:
            self._line.send(what.encode())
        except OSError:
            return  # it was killed; whoever follows is told

    def leave(self) -> None:
        """Have it end by itself."""
        assert self._line is not None
        self._line.shutdown(socket.SHUT_WR)

    def kill(self) -> None:
        """Kill -9. Thread: any; the process is not buried before its end was heard of."""
        self.dies_at = None
        if self._process and not self.killed:
            self.killed = True
            os.kill(self._process, signal.SIGKILL)

    def was_killed(self) -> bool:
        """Bury it, and return whether it had to die."""
        process, self._process = self._process, 0
        self._status = self._evening.nursery.bury(process)
        return self._status == -signal.SIGKILL and (self.killed or self.may_die)

    def has_left(self) -> bool:
        """Bury it, and return whether it left as it was told, or was killed at that."""
        return self.was_killed() or self._status == 0

    def _on_piece(self, piece: Piece) -> None:
        if self.dies_at == piece:
            self.kill()
        self._evening.on_piece(piece)


def _heard(line: socket.socket) -> bytes:
    """Return what a life says next; nothing once it is gone. One that dies before it has read all
    breaks the line first, and what it said before comes then."""
    try:
        return line.recv(1 << 16)
    except ConnectionResetError:
        return line.recv(1 << 16)


class Evening:
    """See the module."""

    allowed: tuple[str, ...] = ()
    """What may be found at the hub afterwards, of ``NEVER_THERE``."""

    def __init__(
        self, folder: Path, plan: Plan, nursery: Nursery, venue: Venue | None = None
    ) -> None:
        self.folder = folder
        self.plan = plan
        self.nursery = nursery
        self.chance = random.Random(plan.seed)
        self.venue = venue or Venue()
        self.venue.do(f"alter database {self.venue.database} set synchronous_commit = on")
        self.reports: queue.SimpleQueue[tuple[Window | None, list[Any]]] = queue.SimpleQueue()
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._next_fault, self._acts = plan.windows, 0
        self._told = SELL
        self._resting: set[str] = set()
        self._server_dies_at: Piece | None = None
        self._down, self._up_again = False, 0
        self._crashing = threading.Lock()
        self.windows = [Window(self, number + 1) for number in range(plan.windows)]
        self.homes = {window.name: window.home.root for window in self.windows}

    def play(self) -> None:
        """Play everything; ``wrong`` says what was not as it must be."""
        for window in self.windows:
            self._furnish(window)
        for window in self.windows:
            window.start(SELL)
        while not self.wrong and not self._enough():
            self._hear()
        if not self.wrong:
            self._settle()
        if not self.wrong:
            self._leave()
        if not self.wrong:
            told = read_journals(self.homes)
            self.done["sold"] = len(told.sold)
            with self._asking() as hub:
                self.wrong += wrong_on_disk(self.homes, hub, told, self.allowed)

    def _asking(self) -> psycopg.Connection[Any]:
        return self.venue.server.superuser(self.venue.database)

    def _enough(self) -> bool:
        plan, done = self.plan, self.done
        return (
            done["server stops"] >= 2
            and not self._down
            and done["kills"] >= plan.kills
            and done["sold"] >= plan.sales
        )

    # ---- before the doors open ----

    def _furnish(self, window: Window) -> None:
        """The first window has the season, the staff and orders from the web; the others nothing.
        All join."""
        self.venue.join(window.name, window.name)
        self._write_settings(window)
        clock, home = SystemClock(), window.home
        ids, named = Ids(clock), read(home.settings_file).window
        house = House(
            open_office(home, named, clock, ids, Events(), PinHasher(1, 8, 1)),
            cast("ManualClock", clock),
            ids,
            home.database,
        )
        if window is self.windows[0]:
            _begin(house)
        ((hub_id,),) = self.venue.rows("select hub_id from foyer.hub")
        with house.office.storage.begin() as uow:
            uow.link.keep(Link(hub_id, window.name, 0, Position(), (), None, uow.now()))
            uow.commit()
        house.office.close()

    def _write_settings(self, window: Window) -> None:
        where, home = self.venue.address(window.name), window.home
        Secrets(home.root).keep_in_file("hub", self.venue.password(window.name))
        home.settings_file.write_text(
            f'[window]\nname = "{window.name}"\nprefix = "{window.name}"\n[hub]\n'
            f'url = "postgresql://{where.user}@127.0.0.1:{window.door.port}/{where.database}"\n'
            'password = "file:secrets/hub"\nblock_least = 4\n'
        )

    # ---- the evening ----

    def _hear(self, seconds: float | None = None) -> None:
        """Take in what somebody has to say, if it is said in time. Without ``seconds`` it has to
        be."""
        try:
            window, (what, *values) = self.reports.get(timeout=seconds or self.plan.patience_s)
        except queue.Empty:
            if seconds is None:
                self.wrong.append("nobody does anything any more")
            return
        if window is None:
            self.done[what] += 1
        elif what == "gone":
            self._gone(window)
        elif what == "refused":
            self.refused[values[0]] += 1
        elif what == "resting":
            self._resting.add(window.name)
        else:
            self.done[what] += 1
        if window is not None and what in ACTS and self._told == SELL:
            self._count(window)

    def _count(self, window: Window) -> None:
        self._acts += 1
        if self._down and self._acts >= self._up_again:
            self._resume()
        if self._acts >= self._next_fault:
            self._next_fault += self.chance.randint(2, 8)
            self._strike(window)

    def _gone(self, window: Window) -> None:
        self._resting.discard(window.name)
        if not window.was_killed():
            self.wrong.append(f"{window.name} ended by itself")
            return
        self.done["kills"] += 1
        window.dies_at = None
        window.start(self._told)

    def _strike(self, window: Window) -> None:
        """Something happens, mostly to the window that just did something."""
        chance, plan = self.chance, self.plan
        stops = self.done["server stops"]
        if stops < 2 and self.done["kills"] >= plan.kills * (stops + 1) // 3 and not self._down:
            if stops == 0:
                self._halt(crash=chance.random() < 0.5)
            else:
                self._server_dies_at = Piece("lease", asking=True, passed=True)
        ill = [each for each in self.windows if each.door.trouble is not None]
        if ill and (len(ill) > len(self.windows) // 2 or chance.random() < 0.45):
            chance.choice(ill).door.heal()
        elif chance.random() < 0.45:
            self._doom(window)
        elif window.door.trouble is None:
            self._worsen(window)

    def _doom(self, window: Window) -> None:
        chance = self.chance
        if chance.random() < 0.3:
            window.kill()
            return
        window.dies_at = Piece(
            chance.choice(CALLS), asking=chance.random() < 0.5, passed=chance.random() < 0.5
        )

    def _worsen(self, window: Window) -> None:
        if self.chance.random() < 0.25:
            window.door.snap(round(10 ** self.chance.uniform(1, 4.5)))
            self.done["line snaps"] += 1
            return
        trouble = self.chance.choice(tuple(Trouble))
        window.door.suffer(trouble)
        self.done[f"line {trouble.value}"] += 1

    def on_piece(self, piece: Piece) -> None:
        """Something passes somewhere. Threads: the doors'."""
        if self._server_dies_at == piece:
            self._halt(crash=True)

    def _halt(self, *, crash: bool) -> None:
        """The server goes down. Thread: any."""
        with self._crashing:
            if self._down:
                return
            self._server_dies_at = None
            self._down, self._up_again = True, self._acts + 12
            self._end_server(crash=crash)
        self.reports.put((None, ["server stops"]))

    def _resume(self) -> None:
        with self._crashing:
            self._begin_server()
            self._down = False

    def _end_server(self, *, crash: bool) -> None:
        self.venue.server.local.halt(crash=crash)

    def _begin_server(self) -> None:
        self.venue.server.local.resume()

    # ---- afterwards ----

    def _settle(self) -> None:
        """Heal every line, let nobody sell, and wait until everybody knows everything."""
        self._told, self._server_dies_at = REST, None
        for window in self.windows:
            window.dies_at = None
            window.door.heal()
            window.tell(REST)
        while len(self._resting) < len(self.windows):
            self._hear()
            if self.wrong:
                return
        with self._asking() as hub:
            self._until(lambda: behind(self.homes, hub))

    def _until(self, waits: Callable[[], list[str]]) -> None:
        until = time.monotonic() + self.plan.patience_s
        while late := waits():
            if time.monotonic() > until:
                self.wrong += late
                return
            self._hear(LOOK_S)
            if self.wrong:
                return

    def _leave(self) -> None:
        for window in self.windows:
            window.leave()
        left: set[str] = set()
        while len(left) < len(self.windows):
            window, (what, *_) = self.reports.get(timeout=PATIENCE_S)
            if what == "gone" and window is not None:
                left.add(window.name)
                if not window.has_left():
                    self.wrong.append(f"{window.name} did not leave as it was told")

    def close(self) -> None:
        """Let go of the doors; whoever still lives dies with the nursery."""
        for window in self.windows:
            window.door.close()
        if self._down:
            self._resume()


def _begin(house: House) -> None:
    tomorrow: datetime = house.clock.now().astimezone(ZONE) + timedelta(days=1)
    loaded: Season = nights(season(tomorrow))
    with house.office.storage.begin() as uow:
        uow.catalogue.save(loaded)
        for hold in loaded.holds:
            kept = RightsCommand(
                house.command(), hold.holder, hold.performance_id, CartId(""), take=hold.seats
            )
            uow.rights.apply(kept)
        uow.commit()
    people = house.office.people
    owner = people.set_up(house.command(), "Olga Owner", OWNER["Olga Owner"], "en")
    for name, pin in PINS.items():
        people.add_staff(house.command(), owner, name, ROLES[name], pin, "en")
    for number in range(1, WILL_CALL + 1):
        sold_elsewhere(house, f"Web Sample {number}", number)


Make = Callable[[Path, Plan, Nursery], Evening]


def play(
    plan: Plan, rounds: int, make: Make = Evening
) -> tuple[Counter[str], Counter[str], list[str]]:
    """Play so many evenings, each with a seed of its own; return what was done, what was refused
    and what was wrong."""
    done: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    wrong: list[str] = []
    nursery = Nursery()
    try:
        for number in range(rounds):
            seed = plan.seed + number
            with TemporaryDirectory() as folder:
                evening = make(Path(folder), replace(plan, seed=seed), nursery)
                try:
                    evening.play()
                finally:
                    evening.close()
            done += evening.done + Counter(rounds=1, lives=sum(w.lives for w in evening.windows))
            done["connections cut"] += sum(w.door.cuts for w in evening.windows)
            done["bytes lost"] += sum(w.door.lost for w in evening.windows)
            refused += evening.refused
            wrong += [f"seed {seed}: {each}" for each in evening.wrong]
            if wrong:
                break
    finally:
        nursery.close()
    return done, refused, wrong


def find_mistakes(seed: int) -> int:
    """Play with every program that is wrong on purpose; return the exit status."""
    missed = []
    for mistake in MISTAKES:
        small = Plan(3, seed, kills=4, sales=30, mistake=mistake, patience_s=MISTAKES_PATIENCE_S)
        _, _, wrong = play(small, MISTAKES_ROUNDS)
        sys.stdout.write(json.dumps({"mistake": mistake, "found": wrong[:1]}) + "\n")
        missed += [] if wrong else [mistake]
    return 1 if missed else 0


def main() -> int:
    """Play; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--windows", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--sales", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--mistake", choices=MISTAKES, default="", help="spoil the windows' program"
    )
    parser.add_argument("--mistakes", action="store_true")
    parser.add_argument("--patience", type=float, default=PATIENCE_S)
    told = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the server ends as well
    if told.mistakes:
        return find_mistakes(told.seed)
    plan = Plan(told.windows, told.seed, told.kills, told.sales, patience_s=told.patience)
    began = time.monotonic()
    done, refused, wrong = play(plan, told.rounds)
    said: dict[str, Any] = {"windows": plan.windows, "seed": plan.seed, **done}
    said |= {"seconds": round(time.monotonic() - began), "refusals": refused, "wrong": wrong[:20]}
    sys.stdout.write(json.dumps(said) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
