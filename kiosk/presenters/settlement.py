"""The settlement panel: a processor's file is looked at, loaded, worked through and posted.

Nothing is decided here but what is shown; the office matches, and a person says what a line is.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kiosk.presenters.acts import Act
from kiosk.presenters.desk import Desk
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from pos.errors import FileRefused, PosError
from pos.ids import CommandId, Ids
from pos.views.people import Permission
from pos.views.settlement import (
    FileView,
    LineClass,
    MappingView,
    Processor,
    SettlementFinding,
    SettlementView,
)

if TYPE_CHECKING:
    from pos.office import Office

    Work = Callable[[Office, CommandId], SettlementView]


_BY_COLUMNS = frozenset(
    {"settlement.unknown", "settlement.column_missing", "settlement.column_twice"}
)
"""Faults of a file that go away when a person says which column is what."""


class SettlementFiles(Protocol):
    """The folder with processors' files. Any thread; ``names`` and ``read`` touch the disk."""

    @property
    def place(self) -> str: ...

    def names(self) -> tuple[str, ...]: ...

    def read(self, name: str) -> bytes:
        """Raises NotFound."""
        ...


class NoFiles:
    """No folder: only what was loaded from the command line."""

    place = ""

    def names(self) -> tuple[str, ...]:
        """Return nothing."""
        return ()

    def read(self, name: str) -> bytes:
        """Nobody can ask for one."""
        raise AssertionError(name)


@dataclass(frozen=True, slots=True)
class SettlementState:
    """``names``: files in the folder, ``files``: what was loaded. ``view``: the one that is open,
    ``name`` its file while it is only looked at. ``only``: the class that is shown, None all;
    ``chosen``: the finding that is open. ``asked``: the payout that one more touch posts.

    ``wanted``: the file that was touched last. ``columns``: which of its columns is what, while a
    person says so; ``field`` the one that is open, ``tried`` what came of it."""

    shown: bool = False
    place: str = ""
    names: tuple[str, ...] = ()
    files: tuple[FileView, ...] = ()
    view: SettlementView | None = None
    name: str = ""
    only: LineClass | None = None
    chosen: SettlementFinding | None = None
    asked: str | None = None
    wanted: str = ""
    columns: MappingView | None = None
    field: str = ""
    tried: SettlementView | None = None
    busy: bool = False
    refusal: PosError | None = None

    @property
    def findings(self) -> tuple[SettlementFinding, ...]:
        """What is listed."""
        every = () if self.view is None else self.view.findings
        return tuple(each for each in every if self.only in (None, each.line_class))

    @property
    def mappable(self) -> bool:
        """A person may say which column is what: of a table that is no processor's own."""
        if self.columns is not None or not self.wanted:
            return False
        if self.view is not None:
            return not self.view.loaded and self.view.file.processor == Processor.OTHER.value
        refused = self.refusal
        return isinstance(refused, FileRefused) and any(
            getattr(each, "code", "") in _BY_COLUMNS for each in refused.findings
        )


@dataclass(frozen=True, slots=True)
class _Lists:
    names: tuple[str, ...]
    files: tuple[FileView, ...]


class Settlement(Presenter[SettlementState]):
    """The panel. GUI thread."""

    def __init__(
        self, tasks: Tasks, desk: Desk, ids: Ids, files: SettlementFiles | None = None
    ) -> None:
        super().__init__(SettlementState())
        self._tasks = tasks
        self._desk = desk
        self._act = Act(ids)
        self._files: SettlementFiles = files or NoFiles()
        desk.changed.append(self._desk_changed)
        desk.walks.append(self._walked)

    def read_from(self, files: SettlementFiles) -> None:
        """Another folder."""
        self._files = files

    # ---- look ----

    def open(self) -> None:
        """Show the panel to who may reconcile."""
        if self._desk.may(Permission.RECONCILE):
            self._become(SettlementState(shown=True, place=self._files.place))
            self._read_lists()

    def close(self) -> None:
        """Go back: from a file to the lists, from there to the room."""
        if self.state.columns is not None:
            self._now(columns=None, field="", tried=None, refusal=None)
        elif self.state.view is not None:
            self._now(view=None, name="", only=None, chosen=None, wanted="", refusal=None)
            self._read_lists()
        else:
            self._become(SettlementState())

    def _read_lists(self) -> None:
        session, files = self._desk.person, self._files
        self._tasks.ask(
            lambda office: _Lists(files.names(), office.settlement.files(session)),
            lambda found: self._now(names=found.names, files=found.files),
            self._refuse,
            self,
        )

    def look(self, name: str) -> None:
        """Show what a file of the folder says; nothing is kept."""
        session, files = self._desk.person, self._files
        self._now(busy=True, refusal=None, wanted=name)
        self._tasks.ask(
            lambda office: office.settlement.look(session, name, files.read(name)),
            lambda view: self._show(view, name="" if view.loaded else name),
            self._refuse,
            self,
        )

    def show(self, file_id: str) -> None:
        """Show a loaded file as it stands today."""
        session = self._desk.person
        self._now(busy=True, refusal=None)
        self._tasks.ask(
            lambda office: office.settlement.results(session, file_id),
            self._show,
            self._refuse,
            self,
        )

    def show_finding(self, file_id: str, subject: str) -> None:
        """Open the panel at one finding of a loaded file: ``subject`` is its payment's id, or the
        file's and its line, or the file's and a class that is shown alone."""
        self.open()
        if not self.state.shown:
            return
        session, (_, _, which) = self._desk.person, subject.partition(":")

        def show(view: SettlementView) -> None:
            self._show(view)
            classes = {each.value: each for each in LineClass}
            found = (each for each in view.findings if _is_about(each, file_id, subject))
            self._now(only=classes.get(which), chosen=next(found, None))

        self._now(busy=True)
        self._tasks.ask(
            lambda office: office.settlement.results(session, file_id), show, self._refuse, self
        )

    def narrow(self, line_class: LineClass | None) -> None:
        """Show one class, or all again when it is touched twice."""
        same = line_class is self.state.only
        self._now(only=None if same else line_class, chosen=None)

    def choose(self, finding: SettlementFinding) -> None:
        """Open a finding with its rows."""
        self._now(chosen=None if finding == self.state.chosen else finding, refusal=None)

    # ---- columns ----

    def map_columns(self) -> None:
        """Show which column of the file that was touched is taken for what."""
        self._ask_columns(None)

    def pick_field(self, field: str) -> None:
        """Open a field: the columns it may stand in are shown."""
        self._now(field="" if field == self.state.field else field)

    def pick_header(self, header: str) -> None:
        """The open field stands in this column; in none, if empty."""
        columns, field = self._chosen_columns(), self.state.field
        if field:
            freed = {each: "" if at == header and header else at for each, at in columns.items()}
            self._ask_columns(freed | {field: header})

    def try_columns(self) -> None:
        """Read the file under these columns; nothing is kept."""
        name, session, files = self.state.wanted, self._desk.person, self._files
        columns = self._chosen_columns()
        self._now(busy=True, refusal=None, tried=None)
        self._tasks.ask(
            lambda office: office.settlement.look(session, name, files.read(name), columns=columns),
            lambda view: self._now(tried=view, busy=False),
            self._refuse,
            self,
        )

    def save_columns(self, title: str) -> None:
        """Keep the columns under a name, and look at the file with them; files like it are read
        with them from now on."""
        name, session, files = self.state.wanted, self._desk.person, self._files
        columns = self._chosen_columns()

        def work(office: Office, command: CommandId) -> SettlementView:
            office.settlement.save_mapping(command, session, title, columns)
            return office.settlement.look(session, name, files.read(name), mapping=title.strip())

        self._do(("columns", title, tuple(columns.items())), work, name)

    def _chosen_columns(self) -> dict[str, str]:
        view = self.state.columns
        return {} if view is None else dict(view.fields)

    def _ask_columns(self, columns: dict[str, str] | None) -> None:
        name, session, files = self.state.wanted, self._desk.person, self._files
        self._now(busy=True)
        self._tasks.ask(
            lambda office: office.settlement.columns(session, files.read(name), columns),
            lambda view: self._now(columns=view, tried=None, busy=False, refusal=None),
            self._refuse,
            self,
        )

    # ---- acts ----

    def load(self) -> None:
        """Keep the file that is looked at."""
        name, session, files = self.state.name, self._desk.person, self._files
        if name:
            self._do(
                ("load", name),
                lambda office, command: office.settlement.load(
                    command, session, name, files.read(name)
                ),
            )

    def agree(self, payment_id: str, note: str) -> None:
        """This candidate is it."""
        self._decide(payment_id, LineClass.AGREED, note)

    def explain(self, note: str) -> None:
        """It is seen to, and stays what it is."""
        finding = self.state.chosen
        if finding is not None:
            self._decide(finding.row.payment_id, finding.line_class, note)

    def not_ours(self, note: str) -> None:
        """The line is of another till of the venue."""
        self._decide("", LineClass.NOT_OURS, note)

    def _decide(self, payment_id: str, line_class: LineClass, note: str) -> None:
        view, finding, session = self.state.view, self.state.chosen, self._desk.person
        if view is None or finding is None or not view.loaded:
            return
        file_id, line = view.file.file_id, finding.row.line
        if line and finding.row.file_id:
            file_id = finding.row.file_id
        self._do(
            ("decide", file_id, line, payment_id, line_class, note),
            lambda office, command: office.settlement.decide(
                command, session, file_id, line, payment_id, line_class, note
            ),
        )

    def post(self, payout: str) -> None:
        """Put a payout in the books: the first touch asks, the second does it."""
        view, session = self.state.view, self._desk.person
        if view is not None and view.loaded and payout != self.state.asked:
            self._now(asked=payout, refusal=None)
        elif view is not None and view.loaded:
            file_id = view.file.file_id
            self._do(
                ("post", file_id, payout),
                lambda office, command: office.settlement.post(command, session, file_id, payout),
            )

    # ---- inside ----

    def _do(self, content: Hashable, work: Work, name: str = "") -> None:
        command = self._act.begin(content)
        if command is None:
            return
        self._now(busy=True, refusal=None)

        def done(view: SettlementView) -> None:
            self._act.succeeded()
            self._show(view, name="" if view.loaded else name)

        def failed(error: PosError) -> None:
            self._act.failed(error)
            self._refuse(error)

        self._tasks.change(lambda office: work(office, command), done, failed, self)

    def _show(self, view: SettlementView, name: str = "") -> None:
        self._now(view=view, name=name, chosen=None, asked=None, busy=False, refusal=None)
        if self.state.columns is not None:
            self._now(columns=None, field="", tried=None)

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)

    def _walked(self, room: str) -> None:
        if room == "settlement":
            self.open()

    def _desk_changed(self) -> None:
        if self._desk.session is None and self.state.shown:
            self._become(SettlementState())


def _is_about(finding: SettlementFinding, file_id: str, subject: str) -> bool:
    """Return whether a finding is the one that an exception names."""
    row = finding.row
    if row.line:
        return f"{row.file_id or file_id}:{row.line}" == subject
    return row.payment_id == subject
