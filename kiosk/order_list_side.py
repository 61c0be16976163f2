"""Loads lists of orders on a thread of its own, with a storage of its own, while windows sell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

from kiosk.beside import Beside, Stopped
from kiosk.presenters.order_list_loader import ListFile, ListWish, Loaded
from kiosk.settings import Home, Settings
from pos.clock import Clock
from pos.errors import FileRefused, NotFound, PosError
from pos.errors import Stopped as StoppedEarly
from pos.events import Event, Events, HouseChanged
from pos.hub.rights import Idle
from pos.ids import PerformanceId
from pos.selling.elsewhere import OrdersElsewhere
from pos.views.people import SessionView

MOST = 60
"""Files shown, the newest."""
LARGEST = 32 * 2**20
"""Bytes; what is larger is no list and is not read into memory."""
_ENDINGS = frozenset({".csv", ".txt", ".tsv"})
_STICKS = ("/media/*", "/media/*/*", "/run/media/*/*", "/Volumes/*")
"""Where systems show what is plugged in."""

Opened = Callable[[Events], AbstractContextManager[OrdersElsewhere]]
"""Gives the service on the thread that asks; what changes is told as events."""


class OrderListSide:
    """See ``kiosk.presenters.order_list_loader.ListLoader``."""

    def __init__(
        self,
        folder: Path,
        opened: Opened,
        beside: Beside,
        sticks: tuple[str, ...] = _STICKS,
    ) -> None:
        self._folder = folder
        self._opened = opened
        self._beside = beside
        self._sticks = sticks

    @property
    def place(self) -> str:
        """Where a person puts files."""
        return str(self._folder)

    def files(self) -> tuple[ListFile, ...]:
        """Return the files in the folder and on what is plugged in, the newest first."""
        with suppress(OSError):  # where none can be made, none is listed
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folders = [self._folder]
        folders += [each for glob in self._sticks for each in sorted(Path("/").glob(glob[1:]))]
        found = [pair for each in folders for pair in _files(each)]
        newest = sorted(found, reverse=True)[:MOST]
        return tuple(
            ListFile(path, datetime.fromtimestamp(at, UTC).astimezone()) for at, path in newest
        )

    def read(self, path: str) -> bytes:
        """Return a file's bytes; a name alone is one in the folder. Raises NotFound."""
        try:
            with (self._folder / path).expanduser().open("rb") as opened:
                return opened.read(LARGEST + 1)
        except (OSError, RuntimeError, ValueError):
            raise NotFound(kind="file", key=path) from None

    def run(
        self,
        wish: ListWish,
        done: Callable[[Loaded | PosError], None],
        told: Callable[[int, int], None],
    ) -> None:
        self._beside.run(partial(self._work, wish, told), done)

    def free(
        self,
        session: SessionView,
        wanted: tuple[Idle, ...],
        done: Callable[[Loaded | PosError], None],
    ) -> None:
        self._beside.run(partial(self._free, session, wanted), done)

    def _free(
        self, session: SessionView, wanted: tuple[Idle, ...], _stopped: Stopped
    ) -> Loaded | PosError:
        """Thread: beside."""
        changed: list[Event] = []
        events = Events()
        events.subscribe(changed.append)
        try:
            with self._opened(events) as elsewhere:
                elsewhere.free_idle(session, wanted)
        except PosError as error:
            return error
        return Loaded(None, "", _houses(changed))

    def _work(
        self, wish: ListWish, told: Callable[[int, int], None], stopped: Stopped
    ) -> Loaded | PosError:
        """Thread: beside. What a rule or the world refuses is an answer, not a fault of ours."""
        changed: list[Event] = []
        events = Events()
        events.subscribe(changed.append)
        try:
            data = self.read(wish.path)
            digest = sha256(data).hexdigest()
            other = bool(wish.looked_at) and digest != wish.looked_at
            with self._opened(events) as elsewhere:
                view = elsewhere.load(
                    wish.session,
                    data,
                    Path(wish.path).name,
                    mapping=wish.mapping,
                    channel=wish.channel,
                    dry_run=wish.dry_run or other,
                    what_can=wish.what_can and not other,
                    missing_gone=wish.missing_gone,
                    between=partial(_let_others_in, stopped),
                    told=lambda at, of: self._beside.tell(partial(told, at, of)),
                )
        except FileRefused as refused:
            return Loaded(None, digest, refused=refused)
        except PosError as error:
            return error
        return Loaded(view, digest, _houses(changed))


def _houses(changed: list[Event]) -> frozenset[PerformanceId]:
    return frozenset(each.performance_id for each in changed if isinstance(each, HouseChanged))


def _files(folder: Path) -> list[tuple[float, str]]:
    try:
        return [
            (each.stat().st_mtime, str(each))
            for each in folder.iterdir()
            if each.suffix.casefold() in _ENDINGS and each.is_file()
        ]
    except OSError:
        return []


def _let_others_in(stopped: Stopped) -> None:
    """Leave the database alone for a moment; the window that closes is not waited for. Raises
    StoppedEarly."""
    from kiosk.commands.load import let_others_in

    if stopped():
        raise StoppedEarly()
    let_others_in()


@contextmanager
def elsewhere_of(
    home: Home, settings: Settings, clock: Clock, events: Events
) -> Iterator[OrdersElsewhere]:
    """Open what loads lists of a home, on this thread, and close it afterwards."""
    from kiosk.bootstrap import open_office
    from kiosk.commands.load import hub_rights
    from pos.ids import Ids

    office = open_office(home, settings.window, clock, Ids(clock), events)
    try:
        with hub_rights(office, home) as at_hub:
            yield OrdersElsewhere(office.storage, office.clock, office.ids, office.window, *at_hub)
    finally:
        office.close()
