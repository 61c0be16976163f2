"""The panel of the books: locked days, the journal of each, and its export."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.presenters.acts import Act
from kiosk.presenters.desk import Desk
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Reports, Tasks
from pos.errors import PosError
from pos.ids import Ids
from pos.views.closing import JournalView
from pos.views.people import Permission
from pos.views.statements import Statement, StatementName

if TYPE_CHECKING:
    from pos.office import Office


@dataclass(frozen=True, slots=True)
class BooksState:
    """``days``: locked ones, the newest first, with the number of their export. ``day``: the one
    whose ``statement`` is shown. ``saved``: its files, once written."""

    shown: bool = False
    read: bool = False
    days: tuple[tuple[date, int | None], ...] = ()
    day: date | None = None
    statement: Statement | None = None
    saved: tuple[Path, ...] = ()
    may_export: bool = False
    busy: bool = False
    refusal: PosError | None = None

    @property
    def number(self) -> int | None:
        """The number of the export of the day that is shown."""
        return dict(self.days).get(self.day) if self.day is not None else None


class BooksRoom(Presenter[BooksState]):
    """Opened by ``desk.walk_to("books")``. GUI thread."""

    def __init__(self, tasks: Tasks, desk: Desk, ids: Ids, reports: Reports) -> None:
        super().__init__(BooksState())
        self._tasks = tasks
        self._desk = desk
        self._reports = reports
        self._act = Act(ids)
        desk.walks.append(self._walked)
        desk.changed.append(self._desk_changed)

    def may_open(self) -> bool:
        """Whether the person has business here."""
        return self._desk.may(Permission.SEE_REPORTS)

    def close(self) -> None:
        """Put the panel away."""
        self._become(BooksState())

    def choose(self, index: int) -> None:
        """Show the journal of a day."""
        day, session = self.state.days[index][0], self._desk.person
        self._now(day=day, statement=None, saved=(), refusal=None)
        self._tasks.ask(
            lambda office: office.statements.make(session, StatementName.JOURNAL, day.isoformat()),
            lambda made: self._show(day, made),
            self._refuse,
            self,
        )

    def export(self) -> None:
        """Give the day its number, if it has none, and write its files."""
        day = self.state.day
        command = None if day is None or self.state.busy else self._act.begin(day)
        if day is None or command is None:
            return
        session = self._desk.person
        self._now(busy=True, saved=(), refusal=None)

        def done(view: JournalView) -> None:
            self._act.succeeded()
            self._write(view)

        def failed(error: PosError) -> None:
            self._act.failed(error)
            self._refuse(error)

        self._tasks.change(
            lambda office: office.books.export(command, session, day), done, failed, self
        )

    # ---- inside ----

    def _write(self, view: JournalView) -> None:
        session, day = self._desk.person, view.business_date

        def work(office: Office) -> tuple[Statement, tuple[Path, ...]]:
            made = office.statements.make(session, StatementName.JOURNAL, day.isoformat())
            return made, self._reports.journal(view, made)

        def done(written: tuple[Statement, tuple[Path, ...]]) -> None:
            self._now(busy=False)
            if self.state.day == day:
                self._now(statement=written[0], saved=written[1])
            self._read()

        self._tasks.ask(work, done, self._refuse, self)

    def _read(self) -> None:
        session = self._desk.session
        if session is not None and self.state.shown:
            self._tasks.ask(
                lambda office: office.books.days(session), self._know, self._refuse, self
            )

    def _know(self, days: tuple[tuple[date, int | None], ...]) -> None:
        self._now(read=True, days=tuple(reversed(days)))
        if self.state.day is None and days:
            self.choose(0)

    def _show(self, day: date, made: Statement) -> None:
        if self.state.day == day:
            self._now(statement=made)

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)

    def _walked(self, where: str) -> None:
        if where == "books" and self._desk.session is not None and self.may_open():
            may = self._desk.may(Permission.EXPORT_BOOKS)
            self._become(BooksState(shown=True, may_export=may))
            self._read()

    def _desk_changed(self) -> None:
        if self._desk.session is None and self.state.shown:
            self._become(BooksState())
