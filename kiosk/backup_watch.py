"""Backups the window makes by itself: after each day's close, and daily.

They are made beside the ledger, so that selling does not wait, and one that fails is told on screen
until one is made. GUI thread, but for the work itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kiosk.threads import assert_gui
from pos.errors import BackupNotWritten, BackupUnderWay, PosError, Stopped

if TYPE_CHECKING:
    from kiosk.backups import Databases
    from kiosk.presenters.tasks import Timers
    from kiosk.settings import BackupSettings, Home
    from pos.clock import Clock

DAILY = timedelta(days=1)
LOOKS_EVERY_S = 3600.0
"""How often the window looks whether one is due."""


@dataclass(frozen=True, slots=True)
class BackupStanding:
    """``failed``: why the last try gave none. ``newest``: when the newest there was made; None
    where there is none, or that is not known."""

    failed: PosError | None = None
    newest: datetime | None = None


Stopping = Callable[[], bool]
Answer = Callable[[BackupStanding], None]


class Work(Protocol):
    """Does one look at the folder. Thread: any."""

    def __call__(self, stopped: Stopping, /, *, now: bool) -> BackupStanding:
        """Make a backup when one is due, or at once."""
        ...


class BackupWatch:
    """Has backups made in time, and knows how it stands.

    Args:
        work: See ``look_after``.
        beside: Runs work on a thread of its own, unless some goes on, and hands its answer over.
        timers: Call later.
    """

    def __init__(
        self,
        work: Work,
        beside: Callable[[Callable[[Stopping], BackupStanding], Answer], None],
        timers: Timers,
    ) -> None:
        self._work = work
        self._beside = beside
        self._timers = timers
        self._under_way = False
        self._once_more = False
        self.standing = BackupStanding()
        self.known: list[Callable[[], None]] = []

    def start(self) -> None:
        """Look now, and from now on every hour."""
        assert_gui()
        if not self._under_way:
            self._look(now=False)
        self._timers.after(LOOKS_EVERY_S, self.start)

    def make_one(self) -> None:
        """Make one now: a day was closed, or somebody wants it. One that is being made may be of
        the moment before, so another follows it."""
        assert_gui()
        if self._under_way:
            self._once_more = True
        else:
            self._look(now=True)

    def _look(self, *, now: bool) -> None:
        self._under_way = True
        self._beside(lambda stopped: self._work(stopped, now=now), self._told)

    def _told(self, standing: BackupStanding) -> None:
        self._under_way = False
        self.standing = standing
        for callback in tuple(self.known):
            callback()
        if self._once_more:
            self._once_more = False
            self._look(now=True)


def look_after(home: Home, settings: BackupSettings, clock: Clock, databases: Databases) -> Work:
    """Return what makes the backups of a home as window.toml wants them."""
    folder = home.root / settings.folder

    def look(stopped: Stopping, /, *, now: bool) -> BackupStanding:
        newest: datetime | None = None
        try:
            newest = newest_in(folder, databases.head(home.database).origin)
            if not now and newest is not None and timedelta() <= clock.now() - newest < DAILY:
                return BackupStanding(newest=newest)
            return _make(home, folder, settings.keep, clock.now(), databases, stopped)
        except (BackupUnderWay, Stopped):
            return BackupStanding(newest=newest)
        except PosError as error:
            return BackupStanding(error, newest)

    return look


def _make(
    home: Home, folder: Path, keep: int, now: datetime, databases: Databases, stopped: Stopping
) -> BackupStanding:
    from kiosk.backups import back_up, keep_newest

    if not folder.is_dir():  # else a file of that name would be made beside it
        raise BackupNotWritten(folder=str(folder), kind="gone")
    made = back_up(home, folder, now, databases, stopped)
    keep_newest(made, keep)
    return BackupStanding(newest=now)


def newest_in(folder: Path, origin: str) -> datetime | None:
    """Return when the newest backup of a database in ``folder`` was made, None where there is none,
    or no folder."""
    from kiosk.backups import backups_of

    try:
        found = backups_of(folder, origin)
    except OSError:
        return None
    if not found:
        return None
    moment = found[0].stem.split("-")[3]
    return datetime.strptime(moment, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
