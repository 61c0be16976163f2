"""Backups the window makes by itself: when, how many stay, and what is known of one that failed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.backup_watch import DAILY, BackupStanding, BackupWatch, Work, look_after
from kiosk.backups import Databases
from kiosk.settings import BackupSettings, Home
from pos.clock import ManualClock
from pos.errors import BackupNotWritten, StorageCorrupt
from pos.views.restoring import DatabaseHead

HEAD = DatabaseHead(1, "ab" * 32, 7, "cd" * 32, "W1", {"orders": 3})


def databases(seq: int = 7, *, damaged: bool = False) -> Databases:
    """Return what is enough of a database for a backup to be made of it."""
    head = DatabaseHead(1, HEAD.origin, seq, HEAD.last_hash, "W1", HEAD.counts)

    def copy(_source: Path, target: Path, _stopped: Callable[[], bool]) -> DatabaseHead:
        if damaged:
            raise StorageCorrupt(file="foyer.db")
        target.write_bytes(b"a database")
        return head

    return Databases(copy, lambda _path: head, lambda *_: pytest.fail("not opened"), 1)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.make()
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "backups"
    made.mkdir()
    return made


def worker(home: Home, folder: Path, clock: ManualClock, known: Databases) -> Work:
    return look_after(home, BackupSettings(str(folder), 2), clock, known)


def never() -> bool:
    return False


def test_one_a_day_and_one_at_once_and_the_newest_stay(
    home: Home, folder: Path, manual_clock: ManualClock
) -> None:
    def look(seq: int, *, now: bool = False) -> BackupStanding:
        return worker(home, folder, manual_clock, databases(seq))(never, now=now)

    first = look(7)
    assert first == BackupStanding(newest=manual_clock.now())
    manual_clock.advance(DAILY - timedelta(seconds=1))
    assert look(8) == first  # not due yet
    assert len(list(folder.iterdir())) == 1
    manual_clock.advance(timedelta(seconds=1))
    look(8)
    manual_clock.advance(timedelta(minutes=5))
    look(9, now=True)
    assert sorted(path.stem.rpartition("-")[2] for path in folder.iterdir()) == ["8", "9"]
    manual_clock.advance(timedelta(days=-3))  # a clock that went back makes none wait for days
    assert look(10).newest == manual_clock.now()


def test_what_went_wrong_is_known_with_the_day_of_the_last_one(
    home: Home, folder: Path, manual_clock: ManualClock
) -> None:
    made = worker(home, folder, manual_clock, databases())(never, now=True)
    manual_clock.advance(timedelta(days=2))
    damaged = worker(home, folder, manual_clock, databases(damaged=True))(never, now=False)
    assert isinstance(damaged.failed, StorageCorrupt)
    assert damaged.newest == made.newest
    unplugged = worker(home, folder / "x", manual_clock, databases())(never, now=False)
    assert isinstance(unplugged.failed, BackupNotWritten)
    assert (unplugged.failed.params["kind"], unplugged.newest) == ("gone", None)


class Late:
    """Work and time that wait until a test lets them go on."""

    def __init__(self) -> None:
        self.asked: list[bool] = []
        self.answers: list[Callable[[], None]] = []
        self.later: list[Callable[[], None]] = []
        self.standing = BackupStanding()

    def __call__(self, _stopped: Callable[[], bool], /, *, now: bool) -> BackupStanding:
        self.asked.append(now)
        return self.standing

    def beside(
        self,
        work: Callable[[Callable[[], bool]], BackupStanding],
        done: Callable[[BackupStanding], None],
    ) -> None:
        self.answers.append(lambda: done(work(never)))

    def after(self, _seconds: float, call: Callable[[], None]) -> None:
        self.later.append(call)


def test_a_day_that_closes_while_one_is_made_has_one_of_its_own() -> None:
    late = Late()
    watch = BackupWatch(late, late.beside, late)  # type: ignore[arg-type]
    told: list[BackupStanding] = []
    watch.known.append(lambda: told.append(watch.standing))
    watch.start()
    watch.make_one()
    watch.make_one()
    late.later.pop()()  # an hour later it is still being made
    assert len(late.answers) == 1
    late.standing = BackupStanding(BackupNotWritten(kind="full"))
    late.answers.pop()()
    late.answers.pop()()
    assert (late.asked, late.answers) == ([False, True], [])
    assert told == [late.standing, late.standing]
    assert len(late.later) == 1
