"""The panel of statements: which one, about what, what it says, and where its files are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.presenters.acts import Act
from kiosk.presenters.desk import Desk
from kiosk.presenters.showing import Presenter
from kiosk.presenters.statement_letters import has_letters, write_letters
from kiosk.presenters.tasks import Reports, Tasks
from pos.errors import PosError
from pos.ids import Ids
from pos.views.people import Permission
from pos.views.statements import KeptStatement, Offer, Statement, StatementName

if TYPE_CHECKING:
    from pos.office import Office


@dataclass(frozen=True, slots=True)
class StatementsState:
    """``names``: what may be asked for. ``name``: the one that was chosen; ``offers`` and ``kept``
    are what it can be about, and what was kept of it; ``chosen`` the position among both, ``kept``
    after ``offers``. ``saved``: its files, or letters, once written. ``viewed``: whether a program
    of this computer shows the PDF, to print it there; None: nobody asked. ``none_due``: letters
    were asked for, and none is due any more."""

    shown: bool = False
    names: tuple[StatementName, ...] = ()
    name: StatementName | None = None
    offers: tuple[Offer, ...] = ()
    kept: tuple[KeptStatement, ...] = ()
    chosen: int | None = None
    statement: Statement | None = None
    saved: tuple[Path, ...] = ()
    viewed: bool | None = None
    none_due: bool = False
    busy: bool = False
    refusal: PosError | None = None

    @property
    def may_keep(self) -> bool:
        """Whether what is shown is not kept yet."""
        return self.statement is not None and self.statement.number is None

    @property
    def may_write(self) -> bool:
        """Whether letters are due for what is shown."""
        return self.statement is not None and has_letters(self.statement)


@dataclass(frozen=True, slots=True)
class _Known:
    offers: tuple[Offer, ...]
    kept: tuple[KeptStatement, ...]


class StatementRoom(Presenter[StatementsState]):
    """Opened by ``desk.walk_to("statements")``."""

    def __init__(self, tasks: Tasks, desk: Desk, ids: Ids, reports: Reports) -> None:
        super().__init__(StatementsState())
        self._tasks = tasks
        self._desk = desk
        self._reports = reports
        self._act = Act(ids)
        self._asked = 0
        self.opens: Callable[[Path], bool] = lambda _place: False
        """Shows a file in the program that this computer has for it, and returns whether it has
        one. Set by the screen."""
        desk.walks.append(self._walked)
        desk.changed.append(self._desk_changed)

    def _walked(self, where: str) -> None:
        if where == "statements" and self._desk.session is not None:
            session = self._desk.session
            self._become(StatementsState(shown=True))
            self._tasks.ask(
                lambda office: office.statements.names(session), self._named, self._refuse, self
            )

    def _named(self, names: tuple[StatementName, ...]) -> None:
        self._now(names=names)
        if len(names) == 1:
            self.choose(0)

    def close(self) -> None:
        """Back to the list of statements, and from there to the room."""
        if self.state.name is not None and len(self.state.names) > 1:
            self._become(StatementsState(shown=True, names=self.state.names))
        else:
            self._become(StatementsState())

    def choose(self, index: int) -> None:
        """A statement was chosen: what can it be about?"""
        name = self.state.names[index]
        self._now(name=name, offers=(), kept=(), chosen=None, statement=None, refusal=None)
        self._look(name)

    def _look(self, name: StatementName) -> None:
        """Read what ``name`` can be about, and what was kept of it."""
        session = self._desk.person
        sees_all = Permission.SEE_REPORTS in session.permissions

        def read(office: Office) -> _Known:
            every = office.statements.kept(session) if sees_all else ()
            return _Known(
                office.statements.offers(session, name),
                tuple(one for one in every if one.name is name),
            )

        def know(known: _Known) -> None:
            if self.state.name is name:
                self._now(offers=known.offers, kept=known.kept)
                if self.state.chosen is None and known.offers:
                    self.about(0)

        self._tasks.ask(read, know, self._refuse, self)

    def about(self, index: int) -> None:
        """Show the statement about this, or the one that was kept."""
        state, name, session = self.state, self.state.name, self._desk.person
        if name is None:
            return
        self._asked += 1
        asked, offers = self._asked, state.offers
        self._now(chosen=index, statement=None, saved=(), viewed=None, none_due=False, refusal=None)
        if index < len(offers):
            subject = offers[index].subject
            self._tasks.change(  # who is told of a till before its count is written down
                lambda office: office.statements.make(session, name, subject),
                lambda made: self._show(asked, made),
                self._refuse,
                self,
            )
        else:
            number = state.kept[index - len(offers)].number
            self._tasks.change(
                lambda office: office.statements.again(session, name, number),
                lambda made: self._show(asked, made),
                self._refuse,
                self,
            )

    def _show(self, asked: int, made: Statement) -> None:
        if asked == self._asked:  # not one that was asked for before
            self._now(statement=made)

    def save(self) -> None:
        """Write what is shown as PDF, CSV and workbook."""
        self._write(lambda _office, made: self._reports.statement(made), self._saved)

    def show_pdf(self) -> None:
        """Write what is shown, and open its PDF where it can be printed."""
        self._write(lambda _office, made: self._reports.statement(made), self._open)

    def letters(self) -> None:
        """Write the letters that are due for what is shown."""
        session, reports = self._desk.person, self._reports
        if self.state.may_write:
            self._write(
                lambda office, made: write_letters(office, session, reports, made), self._written
            )

    def _write(
        self,
        work: Callable[[Office, Statement], tuple[Path, ...]],
        done: Callable[[tuple[Path, ...]], None],
    ) -> None:
        made = self.state.statement
        if made is None or self.state.busy:
            return
        self._now(busy=True, saved=(), viewed=None, none_due=False, refusal=None)
        self._tasks.ask(lambda office: work(office, made), done, self._refuse, self)

    def _saved(self, places: tuple[Path, ...]) -> None:
        self._now(busy=False, saved=places)

    def _written(self, places: tuple[Path, ...]) -> None:
        self._now(busy=False, saved=places, none_due=not places)

    def _open(self, places: tuple[Path, ...]) -> None:
        self._now(busy=False, saved=places, viewed=self.opens(places[0]))

    def keep(self) -> None:
        """Keep what is shown under the next number, as it is made now, and write its files."""
        made, session = self.state.statement, self._desk.person
        if made is None or not self.state.may_keep:
            return
        name, subject = made.name, made.subject
        command = self._act.begin((name, subject))
        if command is None:
            return
        self._now(busy=True, refusal=None)

        def done(kept: Statement) -> None:
            self._act.succeeded()
            if self.state.statement is made:
                self._now(busy=False, statement=kept)
                self.save()
                self._look(name)
            else:
                self._now(busy=False)

        def failed(error: PosError) -> None:
            self._act.failed(error)
            self._refuse(error)

        self._tasks.change(
            lambda office: office.statements.keep(
                command, session, name, subject, self._reports.written_as
            ),
            done,
            failed,
            self,
        )

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)

    def _desk_changed(self) -> None:
        if self._desk.session is None and self.state.shown:
            self._become(StatementsState())
