"""Lists of orders sold elsewhere: a file is chosen, its columns are put right, it is looked at, and
loaded, all of it or what can be.

Looking and loading run beside the window (``ListLoader``): nobody at a window waits for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from kiosk.presenters.acts import Act
from kiosk.presenters.desk import Desk
from kiosk.presenters.order_list_loader import (
    USUAL_CHANNEL,
    ListFile,
    ListLoader,
    ListWish,
    Loaded,
    NoLists,
)
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from pos.catalogue.faults import FaultCode, line_of
from pos.catalogue.order_columns import Field
from pos.catalogue.order_header import ColumnsSeen, look_at_columns
from pos.catalogue.order_mappings import OrderMappings
from pos.errors import PosError
from pos.hub.rights import Idle
from pos.ids import Ids, PerformanceId
from pos.selling.elsewhere_idle import idle_label, idle_places
from pos.views.cash import Finding
from pos.views.people import Permission
from pos.views.season import ImportView

if TYPE_CHECKING:
    from pos.office import Office

WALK = "order_lists"
"""What ``Desk.walk_to`` is asked for."""


@dataclass(frozen=True, slots=True)
class LeftPlaces:
    """Places that a channel has and no order: what they are, and how a person calls them."""

    idle: Idle
    label: str


class ListPage(Enum):
    """What of the panel is shown."""

    FILES = "files"
    FILE = "file"
    COLUMNS = "columns"


@dataclass(frozen=True, slots=True)
class ListsState:
    """``path``: the file that is open. ``mapping``: what a person said of its columns, None the
    guess; ``saved``: what was kept under names, ``picked``: the field that is open. ``findings``:
    what was told of the file, in its order; ``view``: what loading it does, or did; ``digest``: of
    what they are about; ``missing_gone``: tickets that it names no more are taken back.
    ``at`` of ``of`` orders are written. ``left``: what loads took that broke off, or keep for an
    order that was changed where it was sold."""

    shown: bool = False
    page: ListPage = ListPage.FILES
    place: str = ""
    files: tuple[ListFile, ...] = ()
    left: tuple[LeftPlaces, ...] = ()
    path: str = ""
    channel: str = USUAL_CHANNEL
    columns: ColumnsSeen = field(default_factory=ColumnsSeen)
    mapping: Mapping[Field, str] | None = None
    saved: tuple[tuple[str, Mapping[Field, str]], ...] = ()
    picked: Field | None = None
    findings: tuple[Finding, ...] = ()
    view: ImportView | None = None
    digest: str = ""
    missing_gone: bool = False
    busy: bool = False
    at: int = 0
    of: int = 0
    refusal: PosError | None = None

    @property
    def faults(self) -> int:
        """How many of the findings stop the file from being loaded whole."""
        return sum(1 for each in self.findings if each.severity == "error")

    @property
    def fewer(self) -> bool:
        """Orders have tickets here that the list does not name any more, and nothing is loaded."""
        written = self.view is not None and self.view.written
        told = any(each.code == FaultCode.ORDERS_FEWER.value for each in self.findings)
        return told and not written and not self.busy

    @property
    def loadable(self) -> bool:
        """All of it can be loaded."""
        return self.view is not None and not self.view.written and not self.busy

    @property
    def partly(self) -> bool:
        """Some of it may be: no fault is one of the whole file."""
        wrong = [each for each in self.findings if each.severity == "error"]
        by_row = all((line_of(each) or 0) > 1 for each in wrong)
        return self.view is None and bool(wrong) and by_row and not self.busy


@dataclass(frozen=True, slots=True)
class _Read:
    """What is known before a file is held against anything."""

    columns: ColumnsSeen
    saved: tuple[tuple[str, Mapping[Field, str]], ...]


class OrderLists(Presenter[ListsState]):
    """The panel. GUI thread."""

    def __init__(self, tasks: Tasks, desk: Desk, ids: Ids, loader: ListLoader | None) -> None:
        super().__init__(ListsState())
        self._tasks = tasks
        self._desk = desk
        self._saving = Act(ids)
        self._loader: ListLoader = loader or NoLists()
        self.loaded: list[Callable[[PerformanceId], None]] = []
        desk.walks.append(self._walked)
        desk.changed.append(self._desk_changed)

    def load_with(self, loader: ListLoader) -> None:
        """Take files from elsewhere."""
        self._loader = loader

    # ---- come and go ----

    def open(self) -> None:
        """Show the panel to who may import; a load that goes on is shown as it stands."""
        if not self._desk.may(Permission.IMPORT):
            return
        if self.state.busy:
            self._now(shown=True)
            return
        self._become(ListsState(shown=True, place=self._loader.place))
        self._list()

    def close(self) -> None:
        """Go back: from the columns to the file, from there to the files, from there away. What is
        under way goes on."""
        if self.state.page is ListPage.COLUMNS:
            self._now(page=ListPage.FILE, picked=None, refusal=None)
        elif self.state.page is ListPage.FILE and not self.state.busy:
            self._become(ListsState(shown=True, place=self._loader.place))
            self._list()
        else:
            self._now(shown=False)

    def _list(self) -> None:
        loader = self._loader

        def know(found: tuple[tuple[ListFile, ...], tuple[LeftPlaces, ...]]) -> None:
            self._now(files=found[0], left=found[1])

        self._tasks.ask(lambda office: (loader.files(), _left(office)), know, self._refuse, self)

    def free_left(self) -> None:
        """Put on sale what loads left that broke off."""
        wanted = tuple(each.idle for each in self.state.left)
        if wanted and not self.state.busy:
            self._now(busy=True, refusal=None, at=0, of=0)
            self._loader.free(self._desk.person, wanted, self._freed)

    def _freed(self, answer: Loaded | PosError) -> None:
        if isinstance(answer, PosError):
            self._refuse(answer)
            return
        self._now(busy=False)
        self._tell(answer.houses)
        self._list()

    # ---- look ----

    def choose(self, index: int) -> None:
        """A file was touched."""
        self.look(self.state.files[index].path)

    def look(self, path: str) -> None:
        """Open a file: its columns as they are guessed, then everything that is to be told of it.
        Nothing is written."""
        path = path.strip()
        if path and not self.state.busy:
            fresh = {"mapping": None, "columns": ColumnsSeen(), "missing_gone": False}
            self._now(page=ListPage.FILE, path=path, **fresh)
            self._look()

    def sold_at(self, channel: str) -> None:
        """Where orders were sold that do not say so."""
        channel = channel.strip() or USUAL_CHANNEL
        if channel != self.state.channel:
            self._now(channel=channel)
            if self.state.page is ListPage.FILE and not self.state.busy:
                self._look()

    def _look(self) -> None:
        self._read(self._dry_run)

    def _read(self, then: Callable[[], None]) -> None:
        """Read the header under the columns that were given."""
        loader, path, mapping = self._loader, self.state.path, self.state.mapping
        self._now(busy=True, refusal=None, findings=(), view=None)

        def know(read: _Read) -> None:
            self._now(columns=read.columns, saved=read.saved, busy=False)
            then()

        self._tasks.ask(
            lambda office: _Read(
                look_at_columns(loader.read(path), mapping), _mappings(office).every()
            ),
            know,
            self._refuse,
            self,
        )

    def _dry_run(self) -> None:
        self._run(dry_run=True)

    # ---- columns ----

    def map_columns(self) -> None:
        """Show which column is taken for what."""
        self._now(page=ListPage.COLUMNS, picked=None, refusal=None)

    def pick_field(self, index: int) -> None:
        """Open a field, or shut it: the columns it may stand in are shown."""
        wanted = self.state.columns.fields[index][0]
        self._now(picked=None if wanted is self.state.picked else wanted)

    def pick_header(self, index: int) -> None:
        """The open field stands in this column; in none, if 0."""
        wanted, seen = self.state.picked, self.state.columns
        if wanted is None or self.state.busy:
            return
        chosen = {each: header for each, header in seen.fields if header in seen.header and header}
        header = seen.header[index - 1] if index else ""
        chosen = {each: at for each, at in chosen.items() if at != header and each is not wanted}
        self._use(chosen | ({wanted: header} if header else {}))

    def use(self, index: int) -> None:
        """Read the columns as they were kept under a name."""
        self._use(dict(self.state.saved[index][1]))

    def _use(self, mapping: Mapping[Field, str]) -> None:
        self._now(mapping=mapping)
        self._read(lambda: None)

    def try_columns(self) -> None:
        """Back to the file, under these columns."""
        self._now(page=ListPage.FILE, picked=None)
        self._look()

    def save(self, name: str) -> None:
        """Keep the columns under a name."""
        mapping = {each: at for each, at in self.state.columns.fields if at}
        command = self._saving.begin((name, tuple(mapping.items())))
        if command is None:
            return
        session = self._desk.person
        self._now(busy=True, refusal=None)

        def failed(error: PosError) -> None:
            self._saving.failed(error)
            self._refuse(error)

        def done(saved: tuple[tuple[str, Mapping[Field, str]], ...]) -> None:
            self._saving.succeeded()
            self._now(busy=False, saved=saved)

        def work(office: Office) -> tuple[tuple[str, Mapping[Field, str]], ...]:
            kept = _mappings(office)
            kept.save(command, session, name, mapping)
            return kept.every()

        self._tasks.change(work, done, failed, self)

    # ---- load ----

    def take_missing(self) -> None:
        """Tickets that an order has here and not in the list were cancelled: look what becomes of
        them."""
        if self.state.fewer:
            self._now(missing_gone=True)
            self._look()

    def load(self) -> None:
        """Load all of it."""
        if self.state.loadable:
            self._run(dry_run=False)

    def load_what_can(self) -> None:
        """Load the orders that have no fault."""
        if self.state.partly:
            self._run(dry_run=False, what_can=True)

    def _run(self, *, dry_run: bool, what_can: bool = False) -> None:
        state = self.state
        wish = ListWish(
            self._desk.person,
            state.path,
            state.channel,
            state.mapping,
            dry_run,
            what_can,
            "" if dry_run else state.digest,
            state.missing_gone,
        )
        self._now(busy=True, refusal=None, at=0, of=0)
        self._loader.run(wish, self._ran, lambda at, of: self._now(at=at, of=of))

    def _ran(self, answer: Loaded | PosError) -> None:
        if isinstance(answer, PosError):
            self._refuse(answer)
        elif answer.view is None:
            findings = answer.refused.findings if answer.refused is not None else ()
            told = tuple(each for each in findings if isinstance(each, Finding))
            self._now(busy=False, findings=told, view=None, digest=answer.digest)
        else:
            view = answer.view
            self._now(busy=False, findings=view.findings, view=view, digest=answer.digest)
            self._tell(answer.houses)

    def _tell(self, houses: frozenset[PerformanceId]) -> None:
        for house in houses:
            for callback in tuple(self.loaded):
                callback(house)

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)

    def _walked(self, room: str) -> None:
        if room == WALK:
            self.open()

    def _desk_changed(self) -> None:
        if self._desk.session is None and self.state.shown:
            self._now(shown=False)


def _left(office: Office) -> tuple[LeftPlaces, ...]:
    with office.storage.read() as uow:
        return tuple(LeftPlaces(each, idle_label(uow, each)) for each in idle_places(uow))


def _mappings(office: Office) -> OrderMappings:
    return OrderMappings(office.storage, office.ids, office.window)
