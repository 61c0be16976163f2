"""The panel of letters to donors: those that are owed, written one after the other, each under its
number, and those of today, to be printed together.

A letter is kept before its file is written; whatever stops in between, a full disk or the power,
the next start goes on with the rest, and a letter of today is written again under its number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.presenters.desk import Desk
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Reports, Tasks
from pos.errors import NotFound, PosError
from pos.ids import CommandId, Ids
from pos.views.donations import GiftRow, LettersDesk
from pos.views.people import Permission

if TYPE_CHECKING:
    from pos.office import Office


@dataclass(frozen=True, slots=True)
class LettersState:
    """``owed``: gifts whose donor has no letter yet; ``made``: those of today. ``todo``: of those
    that are being written, who is still to come; ``many``: how many they were. ``written``: the
    files that were made of them; ``viewed``: whether a program of this computer shows the one that
    was asked for; None: nobody asked. ``year``: the one about whose gifts letters are written."""

    shown: bool = False
    read: bool = False
    owed: tuple[GiftRow, ...] = ()
    made: tuple[GiftRow, ...] = ()
    todo: tuple[str, ...] = ()
    many: int = 0
    written: tuple[Path, ...] = ()
    viewed: bool | None = None
    year: int | None = None
    busy: bool = False
    refusal: PosError | None = None

    @property
    def rows(self) -> tuple[GiftRow, ...]:
        """What is listed: what is owed, then what was made today, the newest first."""
        return (*self.owed, *reversed(self.made))

    @property
    def working(self) -> bool:
        """Whether letters are being written."""
        return bool(self.todo)


class LettersRoom(Presenter[LettersState]):
    """Opened by ``desk.walk_to("letters")``. GUI thread.

    Args:
        reports: Writes letters; ledger thread.
    """

    def __init__(self, tasks: Tasks, desk: Desk, ids: Ids, reports: Reports) -> None:
        super().__init__(LettersState())
        self._tasks = tasks
        self._desk = desk
        self._ids = ids
        self._reports = reports
        self.opens: Callable[[Path], bool] = lambda _place: False
        """Shows a file in a program of this computer; returns whether there is one."""
        desk.walks.append(self._walked)
        desk.changed.append(self._desk_changed)

    def close(self) -> None:
        """Put the panel away; the letter that is being written is the last."""
        self._become(LettersState())

    # ---- write ----

    def write_all(self) -> None:
        """Write every letter that is owed, one after the other."""
        todo = tuple(row.extra_id for row in self.state.owed)
        if todo and not self.state.working and not self.state.busy:
            self._now(todo=todo, many=len(todo), written=(), viewed=None, refusal=None)
            self._next()

    def stop(self) -> None:
        """Write no more after the one that is under way."""
        self._now(todo=())

    def write(self, extra_id: str) -> None:
        """Write one letter, again if it was made."""
        if not self.state.working and not self.state.busy:
            self._now(todo=(extra_id,), many=1, written=(), viewed=None, refusal=None)
            self._next()

    def _next(self) -> None:
        who, reports = self._desk.person, self._reports
        extra_id, command = self.state.todo[0], CommandId(self._ids.new())

        def work(office: Office) -> tuple[Path, LettersDesk]:
            view = office.giving.letter(command, who, extra_id)
            (place,) = reports.donation_letters((view,))
            return place, office.giving.desk(who)

        def done(found: tuple[Path, LettersDesk]) -> None:
            if not self.state.shown:
                return
            left = tuple(each for each in self.state.todo if each != extra_id)
            written = (*self.state.written, found[0])
            self._now(written=written, todo=left, owed=found[1].owed, made=found[1].made)
            if left:
                self._next()

        self._tasks.change(work, done, self._failed, self)

    def _failed(self, error: PosError) -> None:
        if self.state.shown:
            self._now(todo=(), busy=False, refusal=error)
            self._read()

    # ---- print ----

    def print_all(self) -> None:
        """Write the letters of today as one file, and open it where it can be printed."""
        made = tuple(row.extra_id for row in self.state.made)
        if not made or self.state.busy or self.state.working:
            return
        who, reports, ids = self._desk.person, self._reports, self._ids
        self._now(busy=True, written=(), viewed=None, refusal=None)
        self._tasks.change(
            lambda office: reports.letters_together(
                [office.giving.letter(CommandId(ids.new()), who, each) for each in made]
            ),
            lambda place: self._now(busy=False, written=(place,), viewed=self.opens(place)),
            self._failed,
            self,
        )

    def print_year(self) -> None:
        """Write the letters about all gifts of the year as one file, and open it where it can be
        printed."""
        year, command = self.state.year, CommandId(self._ids.new())
        if year is None or self.state.busy or self.state.working:
            return
        who, reports = self._desk.person, self._reports
        self._now(busy=True, written=(), viewed=None, refusal=None)

        def work(office: Office) -> Path:
            views = office.giving.of_year(command, who, year)
            if not views:  # all of it went back meanwhile
                raise NotFound(kind="donation", key=str(year))
            return reports.year_letters(views)

        self._tasks.change(
            work,
            lambda place: self._now(busy=False, written=(place,), viewed=self.opens(place)),
            self._failed,
            self,
        )

    # ---- inside ----

    def _read(self) -> None:
        who = self._desk.session
        if who is not None:
            self._tasks.ask(
                lambda office: office.giving.desk(who),
                lambda desk: self._now(read=True, owed=desk.owed, made=desk.made, year=desk.year),
                lambda error: self._now(refusal=error),
                self,
            )

    def _walked(self, where: str) -> None:
        if where == "letters" and self._desk.may(Permission.SEE_REPORTS):
            self._become(LettersState(shown=True))
            self._read()

    def _desk_changed(self) -> None:
        if self._desk.session is None and self.state.shown:
            self._become(LettersState())
