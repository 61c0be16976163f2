"""Evenings of ``hub_processes`` whose server is lost for good, twice each: killed with -9 like the
machine that it runs on, its standby promoted, the windows' address led there.

    python -m tests.torture.hub_failover --rounds 2
    python -m tests.torture.hub_failover --asynchronous --rounds 2
    python -m tests.torture.hub_failover --mistake

Behind a synchronous standby nothing may be lost, and the hub goes on granting as if nothing had
been. An asynchronous one hears nothing more some acts before the server dies: what windows know by
then and it does not has to come back from them, and no seat that one of them has may be sold by
another. With ``--mistake`` a standby is called synchronous that is none: exits 1 when that was not
found.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
from functools import partial
from pathlib import Path
from typing import Any

from kiosk.benchmarks.postgres_server import LocalServer
from tests.hub_server import Venue, another
from tests.hub_standby import SETTINGS, Standby
from tests.torture.hub_processes import Evening, Nursery, Plan, Window, play
from tests.torture.hub_truth_on_disk import RESTORED

ASYNCHRONOUS_FROM = (3, 12)
"""After how many acts an asynchronous standby hears nothing more."""
MISTAKE_ROUNDS = 3


class Failover(Evening):
    """See the module. ``synchronous``: what the standby is called, and is where ``is_synchronous``
    does not say otherwise."""

    def __init__(
        self,
        folder: Path,
        plan: Plan,
        nursery: Nursery,
        *,
        synchronous: bool,
        is_synchronous: bool | None = None,
    ) -> None:
        super().__init__(folder, plan, nursery, Venue(another(SETTINGS)))
        self._synchronous = synchronous
        self._loses = not (synchronous if is_synchronous is None else is_synchronous)
        if self._loses:
            self.venue.do(f"alter database {self.venue.database} set synchronous_commit = local")
        if not synchronous:
            self.allowed = (RESTORED,)
        self._lost: list[LocalServer] = []
        self._sent = 0
        self._make_standby()

    def _make_standby(self) -> None:
        self._standby = Standby(self.venue)
        ahead = self.chance.randint(*ASYNCHRONOUS_FROM)
        self._deaf_at = self._acts + ahead if self._loses else sys.maxsize

    def _parcels(self) -> int:
        """Return how many the hub has now. Thread: any."""
        with self._asking() as hub:
            row = hub.execute("select coalesce(sum(seq), 0)::bigint from foyer.window_sent")
            ((sent,),) = row.fetchall()
        return int(sent)

    def _count(self, window: Window) -> None:
        if self._acts >= self._deaf_at and not self._down:
            self._deaf_at = sys.maxsize
            self._standby.hear_no_more()
        super()._count(window)

    def _end_server(self, *, crash: bool) -> None:
        self._sent = self._parcels()
        self.venue.server.local.kill()

    def _begin_server(self) -> None:
        self._lost.append(self.venue.server.local)
        self._standby.take_over(self.venue)
        lost = self._sent - self._parcels()
        self.done["parcels lost"] += max(lost, 0)
        if self._synchronous and lost > 0:
            self.wrong.append(f"{lost} parcels are not at a synchronous standby")
        for window in self.windows:
            window.door.lead_to(self.venue.server.folder / ".s.PGSQL.5432")
        self._make_standby()

    def close(self) -> None:
        """Let go of everything, the servers too."""
        super().close()
        self.venue.close()
        self._standby.local.stop()
        self.venue.server.local.stop()
        for server in self._lost:
            server.stop()


def find_mistake(seed: int) -> int:
    """Play with a standby that is called synchronous and is not; return the exit status."""
    make = partial(Failover, synchronous=True, is_synchronous=False)
    _, _, wrong = play(Plan(4, seed, kills=3, sales=60), MISTAKE_ROUNDS, make)
    sys.stdout.write(json.dumps({"found": wrong[:1]}) + "\n")
    return 0 if wrong else 1


def main() -> int:
    """Play; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--windows", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--kills", type=int, default=6)
    parser.add_argument("--sales", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--asynchronous", action="store_true")
    parser.add_argument("--mistake", action="store_true")
    told = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the servers end as well
    if told.mistake:
        return find_mistake(told.seed)
    plan = Plan(told.windows, told.seed, told.kills, told.sales)
    make = partial(Failover, synchronous=not told.asynchronous)
    done, refused, wrong = play(plan, told.rounds, make)
    said: dict[str, Any] = {"asynchronous": told.asynchronous, "seed": plan.seed, **done}
    sys.stdout.write(json.dumps(said | {"refusals": refused, "wrong": wrong[:20]}) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
