"""An evening of kills: one window dies again and again, and its books and papers are held against
each other.

    python -m tests.torture.killing --kills 200 --seed 1 --dir DIR

Prints one JSON object: how many lives, kills, sales; exits 1 with ``wrong`` when anything was
lost, doubled or out of balance.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC
from functools import cache
from pathlib import Path

from hardware.simulators.control import ControlClient
from kiosk import settings as window_toml
from kiosk.bootstrap import build_devices, open_office
from kiosk.demo.preparing import SUPERVISOR, prepare
from kiosk.demo.virtual import VirtualDevice, start_printers
from kiosk.demo.virtual import window_toml as toml_of
from kiosk.messages import load_words
from kiosk.papers import Papers
from kiosk.settings import RECEIPT_PRINTER, TICKET_PRINTER, Home, Settings
from pos.clock import SystemClock
from pos.events import Events
from pos.hub.parcels import Position, following, unpack
from pos.ids import CommandId, Ids
from pos.people.pins import PinHasher
from pos.views.cash import CountSheet
from pos.views.people import SessionView
from tests.compiled_once import compiled_once
from tests.torture.life import Counted, Fate, live, play

STOCK = 100_000
VERIFY_EVERY = 100
"""Kills between two full runs of ``foyer verify``; the quick checks run after each."""

QUICK_CHECKS = {
    "a batch does not balance": """
        SELECT batch_id FROM posting GROUP BY batch_id, currency HAVING sum(amount_minor) <> 0""",
    "an order of this window is not paid in full": """
        SELECT o.order_id FROM orders o WHERE o.channel = 'window' AND o.total_minor <>
        (SELECT coalesce(sum(amount_minor), 0) FROM tender t WHERE t.order_id = o.order_id)""",
    "an order's tickets do not make its total": """
        SELECT o.order_id FROM orders o WHERE o.total_minor <>
        (SELECT sum(face_minor + fee_minor) FROM ticket t
         WHERE t.order_id = o.order_id AND t.replaces IS NULL)""",
    "an order was never posted": """
        SELECT order_id FROM orders WHERE order_id NOT IN
        (SELECT order_id FROM posting WHERE order_id IS NOT NULL)""",
    "a ticket of this window has no print job": """
        SELECT t.ticket_id FROM ticket t JOIN orders o USING (order_id)
        WHERE o.channel = 'window' AND t.ticket_id NOT IN (SELECT subject_id FROM print_job)""",
    "a live seat and its ticket differ": """
        SELECT ticket_id FROM live_seat WHERE ticket_id NOT IN
        (SELECT subject_id FROM current_state
         WHERE machine = 'ticket' AND state IN ('live', 'scanned'))""",
    "a live ticket has lost its seat": """
        SELECT t.ticket_id FROM ticket t JOIN current_state s ON s.subject_id = t.ticket_id
        WHERE s.machine = 'ticket' AND s.state = 'live' AND t.seat_id IS NOT NULL
        AND t.ticket_id NOT IN (SELECT ticket_id FROM live_seat)""",
    "a sold seat is nobody's": """
        SELECT l.ticket_id FROM live_seat l LEFT JOIN seat_right r USING (performance_id, seat_id)
        WHERE r.holder IS NULL""",
    "a sale left no audit entry": """
        SELECT order_id FROM orders WHERE channel = 'window' AND order_id NOT IN
        (SELECT subject_id FROM audit WHERE event = 'sale.made')""",
}

PAPERS_BY_STATE = {"printed": (1, 1), "unknown": (0, 1), "sent": (0, 1), "spoiled": (0, 0)}
"""How many papers may lie in the tray for a ticket job in each state; none in every other one."""


@dataclass
class Tally:
    """What happened, and what was wrong."""

    kills: int = 0
    lives: int = 0
    sold: int = 0
    whole_after_kill: int = 0
    nothing_after_kill: int = 0
    doubts: int = 0
    papers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


@cache
def _orders_in(content: bytes) -> tuple[str, ...]:
    """A parcel is opened once, and held against the chain after every life."""
    return tuple(row["order_id"] for row in unpack(content).get("orders", []))


class Evening:
    """A window that is killed, and everything that outlives it."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.home = Home(folder / "home")
        self.chance = random.Random(seed)
        self.tally = Tally()
        self._devices: dict[str, VirtualDevice] = start_printers(
            {TICKET_PRINTER: folder / "tickets", RECEIPT_PRINTER: folder / "receipts"}, seed
        )
        self._read: set[str] = set()
        self.home.root.mkdir(parents=True)
        toml = toml_of(self._devices, name="Window 1", answer_within_s=5)
        self.home.settings_file.write_text(toml, encoding="utf-8")
        self.settings: Settings = window_toml.read(self.home.settings_file)
        self.session = self._furnish()
        with ControlClient(self._devices[TICKET_PRINTER].control) as control:
            control.do("load_stock", {"count": STOCK})
        # Every life inherits what is loaded here, so that kills strike at work, not at imports.
        Papers(self.settings, load_words("en", UTC)).warm_up()
        build_devices(self.settings, SystemClock())
        self._live_unharmed(seed)

    def _furnish(self) -> SessionView:
        """Fill the home and open the till; the cheap hash is for the PINs of people who do not
        exist."""
        pins = PinHasher(time_cost=1, memory_cost=8, parallelism=1)
        clock = SystemClock()
        office = open_office(self.home, self.settings.window, clock, Ids(clock), Events(), pins)
        prepare(office)
        person = next(each for each in office.people.staff() if each.name == SUPERVISOR.name)
        session = office.people.sign_in(person.user_id, SUPERVISOR.pin)
        sheet = CountSheet(notes=((2000, 10),))
        office.tills.open(CommandId(office.ids.new()), session, sheet)
        office.close()
        return session

    def live_once(self, seed: int, **strike: int) -> tuple[int, ...] | None:
        """Let one life run, killed at ``strike`` (see ``Fate``) if any.

        Returns:
            How many calls, writes and calls in sales it was made of; None when it was killed.
        """
        reading, writing = os.pipe()
        fate = Fate(seed, frozenset(self.tally.papers), writing, **strike)
        child = os.fork()
        if child == 0:
            os.close(reading)
            try:
                live(self.home, self.settings, self.session, fate)
            except BaseException as error:  # noqa: BLE001 - a forked child may only exit
                os.write(2, f"{type(error).__name__}: {error}\n".encode())
                os._exit(3)
            os._exit(0)
        os.close(writing)
        said = _read(reading)
        _, status = os.waitpid(child, 0)
        self.tally.lives += 1
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        self.tally.kills += killed
        if not killed and os.waitstatus_to_exitcode(status) != 0:
            self.tally.wrong.append(f"life {seed} ended with {os.waitstatus_to_exitcode(status)}")
        self._look_at(said)
        return next((tuple(map(int, each[1:])) for each in said if each[0] == "end"), None)

    def _live_unharmed(self, seed: int) -> None:
        """Live once in this process: those who follow inherit every statement compiled."""
        reading, writing = os.pipe()
        play(self.home, self.settings, self.session, Fate(seed, frozenset(), writing), Counted())
        os.close(writing)
        self.tally.lives += 1
        self._look_at(_read(reading))

    def _look_at(self, said: list[list[str]]) -> None:
        """Hold what a life said, its books and its papers against each other."""
        self._until_printers_rest()
        self._read_papers()
        self._check(said)

    def _until_printers_rest(self) -> None:
        """Wait until both printers have noticed that nobody is connected, with all bytes worked
        off."""
        for device in self._devices.values():
            with ControlClient(device.control) as control:
                while control.do("state")["connected"]:
                    pass

    def _read_papers(self) -> None:
        import zxingcpp
        from PIL import Image

        for file in sorted(self._devices[TICKET_PRINTER].folder.glob("ticket-*.png")):
            if file.name in self._read:
                continue
            self._read.add(file.name)
            with Image.open(file) as paper:
                found = zxingcpp.read_barcodes(paper.convert("L"), zxingcpp.BarcodeFormat.QRCode)
            if len(found) != 1:
                self.tally.wrong.append(f"{file.name} has {len(found)} barcodes")
                continue
            self.tally.papers[found[0].text] += 1

    def _check(self, said: list[list[str]]) -> None:
        with closing(sqlite3.connect(self.home.database)) as books:
            self._check_sales(books, said)
            self._check_parcels(books)
            for what, query in QUICK_CHECKS.items():
                bad = books.execute(query).fetchall()
                if bad:
                    self.tally.wrong.append(f"{what}: {bad[0][0]}")
            self._check_papers(books)
        if self.tally.lives % VERIFY_EVERY == 0:
            self.verify()

    def _check_parcels(self, books: sqlite3.Connection) -> None:
        """Every order is in one parcel for the hub, and the parcels are an unbroken chain."""
        position, packed = Position(), []
        for seq, chain, content in books.execute("SELECT * FROM outbox ORDER BY seq"):
            position = following(position, content)
            if position != Position(seq, chain):
                self.tally.wrong.append(f"parcel {seq} does not follow the one before")
                return
            packed += _orders_in(content)
        orders = [order_id for (order_id,) in books.execute("SELECT order_id FROM orders")]
        if sorted(packed) != sorted(orders):
            self.tally.wrong.append(f"{len(orders)} orders, {len(packed)} in parcels")

    def _check_sales(self, books: sqlite3.Connection, said: list[list[str]]) -> None:
        """What was said to be sold is on disk; what was under way is there as a whole or not at
        all."""
        sold = {each[1] for each in said if each[0] == "sold"}
        self.tally.sold += len(sold)
        for what, *values in said:
            if what != "selling":
                continue
            command, lines, total = values[0], int(values[1]), int(values[2])
            row = books.execute(
                "SELECT answer FROM command WHERE command_id = ?", (command,)
            ).fetchone()
            if row is None:
                self.tally.nothing_after_kill += 1
                if command in sold:
                    self.tally.wrong.append(f"a sale that was answered is lost: {command}")
                continue
            self.tally.whole_after_kill += command not in sold
            order = json.loads(row[0])["order_id"]
            found = books.execute(
                "SELECT count(*), sum(face_minor + fee_minor) FROM ticket"
                " WHERE order_id = ? AND replaces IS NULL",
                (order,),
            ).fetchone()
            if found != (lines, total):
                self.tally.wrong.append(f"a sale is not whole: {order} has {found}")

    def _check_papers(self, books: sqlite3.Connection) -> None:
        """No code on two papers; every job's state agrees with what lies in the tray."""
        for code, number in self.tally.papers.items():
            if number > 1:
                self.tally.wrong.append(f"{code} was printed {number} times")
        jobs = books.execute(
            "SELECT t.code, s.state FROM print_job j JOIN ticket t ON t.ticket_id = j.subject_id"
            " JOIN current_state s ON s.subject_id = j.job_id WHERE s.machine = 'print'"
        ).fetchall()
        self.tally.doubts = sum(state in ("unknown", "sent") for _, state in jobs)
        for code, state in jobs:
            least, most = PAPERS_BY_STATE.get(state, (0, 0))
            if not least <= self.tally.papers[code] <= most:
                self.tally.wrong.append(
                    f"{code} is {state} and lies in the tray {self.tally.papers[code]} times"
                )
        strangers = set(+self.tally.papers) - {code for code, _ in jobs}
        if strangers:
            self.tally.wrong.append(f"papers nobody sold: {sorted(strangers)}")

    def verify(self) -> None:
        """Run every check there is."""
        clock = SystemClock()
        office = open_office(self.home, self.settings.window, clock, Ids(clock), Events())
        self.tally.wrong += [f"{found.code}: {found.subject}" for found in office.verify()]
        office.close()

    def close(self) -> None:
        """Stop the printers."""
        for device in self._devices.values():
            device.stop()


def _read(report: int) -> list[list[str]]:
    """Return what a life said before it ended; half a line was cut off."""
    with os.fdopen(report, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.endswith("\n")]


def main() -> int:
    """Play the evening; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dir", type=Path, required=True)
    chosen = parser.parse_args()
    with compiled_once():
        return play_evening(Evening(chosen.dir, chosen.seed), chosen)


def play_evening(evening: Evening, chosen: argparse.Namespace) -> int:
    """Let it live and die as often as was chosen; say what happened, and return the exit status."""
    tally = evening.tally
    try:
        whole = evening.live_once(chosen.seed) or (1, 1, 1)
        size = dict(zip(("call", "write", "sale"), whole, strict=True))
        number = 0
        while tally.kills < chosen.kills and not tally.wrong:
            kind = tuple(size)[number % len(size)]
            number += 1
            strike = evening.chance.randrange(1, max(size[kind], 2))
            evening.live_once(chosen.seed + number, **{kind: strike})
        if not tally.wrong:
            evening.live_once(chosen.seed - 1)  # settles what the last kill left
            evening.live_once(chosen.seed - 2)
            evening.verify()
            if tally.doubts:
                tally.wrong.append(f"{tally.doubts} papers are still in doubt")
    finally:
        evening.close()
    papers = sum(tally.papers.values())
    summary = {
        name: getattr(tally, name)
        for name in ("lives", "kills", "sold", "whole_after_kill", "nothing_after_kill")
    }
    json.dump({**summary, "a_life": size, "papers": papers, "wrong": tally.wrong[:20]}, sys.stdout)
    sys.stdout.write("\n")
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
