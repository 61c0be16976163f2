"""Evenings of ``hub_processes`` whose server has its data on a small disk of its own, which is
filled twice in the middle of sales: once so that no table grows, once so that the server's log does
not either, of which it dies.

    python -m tests.torture.hub_full_disk --rounds 2

A window has to be offline before there is room again; then the server is started if it died, and
everything must be everywhere as if nothing had been. The disk is one in memory, mounted where only
this process and its children see it: that wants root, and where it is not allowed this says so and
plays nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import psycopg

from tests.hub_server import Venue, another
from tests.torture.hub_processes import LOOK_S, Evening, Nursery, Plan, Window, play

SIZE_MB = 512
SETTINGS = {"synchronous_commit": "on", "wal_keep_size": "4GB"}
"""The log wants new room for all that is written."""
SEGMENTS = 200
"""Of the log, more than there is room for."""
_PIECE = b"\0" * 65_536


class FullDisk(Evening):
    """See the module."""

    def __init__(self, folder: Path, plan: Plan, nursery: Nursery) -> None:
        self._disk = Path(mkdtemp(prefix="foyer-disk-", dir="/tmp"))
        mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m,mode=0755", "foyer"]
        subprocess.run([*mount, str(self._disk)], check=True)
        self._filler = self._disk / "filler"
        self._fillings = self._offline_before = 0
        super().__init__(folder, plan, nursery, Venue(another(SETTINGS, self._disk / "data")))

    def _end_server(self, *, crash: bool) -> None:
        """Fill the disk. Thread: any."""
        self._fillings += 1
        self._offline_before = self.done["offline"]
        with self._filler.open("wb", buffering=0) as filler:
            try:
                while filler.write(_PIECE):
                    pass
            except OSError:
                pass  # full
        if not self._refused("create table grown as select generate_series(1, 1000000)"):
            self.wrong.append("the disk is not full")
        if self._fillings == 2 and not any(
            self._refused("select txid_current(), pg_switch_wal()") for _ in range(SEGMENTS)
        ):
            self.wrong.append("the log goes on on a full disk")

    def _refused(self, statement: str) -> bool:
        try:
            with self._asking() as hub:
                hub.execute(statement.encode())
        except psycopg.OperationalError:
            return True
        return False

    def _count(self, window: Window) -> None:
        if self._down and self.done["offline"] == self._offline_before:
            self._up_again = self._acts + 2  # somebody has to see it
        super()._count(window)

    def _begin_server(self) -> None:
        self._filler.unlink()
        local, until = self.venue.server.local, time.monotonic() + self.plan.patience_s
        while self._refused("select 1"):
            if local.has_ended:
                self.done["servers died"] += 1
                local.await_end()
                local.resume()
            elif time.monotonic() > until:
                self.wrong.append("the server does not come back")
                return
            else:
                time.sleep(LOOK_S)

    def close(self) -> None:
        """Let go of everything."""
        super().close()
        self.venue.close()
        self.venue.server.local.stop()
        subprocess.run(["umount", str(self._disk)], check=True)
        self._disk.rmdir()


def main() -> int:
    """Play; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--windows", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--kills", type=int, default=6)
    parser.add_argument("--sales", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--alone", action="store_true", help="mounts are this process's own")
    told = parser.parse_args()
    if not told.alone:
        return _play_alone()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the server ends as well
    plan = Plan(told.windows, told.seed, told.kills, told.sales)
    done, refused, wrong = play(plan, told.rounds, FullDisk)
    said: dict[str, Any] = {"disk_mb": SIZE_MB, "seed": plan.seed, **done}
    sys.stdout.write(json.dumps(said | {"refusals": refused, "wrong": wrong[:20]}) + "\n")
    return 1 if wrong else 0


def _play_alone() -> int:
    """Go on where nobody else sees what is mounted, and nothing of it stays."""
    unshare = ["unshare", "--mount"]
    if os.geteuid() != 0 or subprocess.run([*unshare, "true"], check=False).returncode:
        sys.stdout.write(json.dumps({"not played": "a small disk may not be mounted here"}) + "\n")
        return 0
    program = [sys.executable, "-m", "tests.torture.hub_full_disk", "--alone", *sys.argv[1:]]
    return subprocess.run([*unshare, *program], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
