"""One person's page: what is known, what they bought; corrected, noted, merged, joined with others,
handed out and erased."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from kiosk.presenters.acts import Act
from kiosk.presenters.showing import Presenter
from kiosk.presenters.typing import Typing
from pos.errors import PosError
from pos.views.patrons import AlsoOnFile, Twins
from pos.views.people import Permission

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.presenters.desk import Desk
    from kiosk.presenters.tasks import Tasks, Timers
    from pos.ids import CommandId, Ids, OrderId, PatronId
    from pos.office import Office
    from pos.views.patrons import (
        HistoryView,
        LookRow,
        MergeSide,
        PatronDetails,
        PatronRow,
        PatronView,
    )
    from pos.views.people import SessionView

Export = Callable[["Office", "SessionView", "PatronId"], "tuple[Path, ...]"]


class Doing(Enum):
    """What lies over the page's left half."""

    NOTHING = "nothing"
    CORRECTING = "correcting"
    MERGING = "merging"
    JOINING = "joining"
    ERASING = "erasing"
    LOOKS = "looks"
    """Who looked."""


@dataclass(frozen=True, slots=True)
class PatronPageState:
    """``household``: the history is that of everybody in it. ``others``: who may be merged or
    joined, for ``text``; ``sides``: both who are to be one. ``torn``: both sides of a correction at
    two windows at once. ``writes``: what is known can be written to files; ``written``: where it
    was. ``done``: the event of the act that went well last."""

    patron: PatronView | None = None
    history: HistoryView | None = None
    household: bool = False
    doing: Doing = Doing.NOTHING
    text: str = ""
    others: tuple[PatronRow, ...] = ()
    sides: tuple[MergeSide, ...] = ()
    torn: tuple[PatronDetails, ...] = ()
    looks: tuple[LookRow, ...] = ()
    also: AlsoOnFile = field(default_factory=AlsoOnFile)
    twins: Twins = field(default_factory=Twins)
    may_merge: bool = False
    may_privacy: bool = False
    may_see_looks: bool = False
    writes: bool = False
    written: tuple[Path, ...] = ()
    done: str = ""
    busy: bool = False
    refusal: PosError | None = None


class PatronPage(Presenter[PatronPageState]):
    """See the module. GUI thread.

    Args:
        export: Writes what is known of a person as files; ledger thread.
    """

    def __init__(
        self,
        tasks: Tasks,
        desk: Desk,
        ids: Ids,
        timers: Timers,
        export: Export | None = None,
    ) -> None:
        super().__init__(PatronPageState())
        self._tasks = tasks
        self._desk = desk
        self._act = Act(ids)
        self._typing = Typing(timers, self._look)
        self._export = export
        self.left: list[Callable[[], None]] = []
        """Told when the page is left."""
        self.opened: list[Callable[[PatronId], None]] = []
        """Told whose page is open: for the parts that others fill."""
        self.open_order: Callable[[OrderId], None] = lambda _order: None

    # ---- open ----

    def open(self, patron_id: PatronId) -> None:
        """Read a person; that they were looked at is written down."""
        who = self._desk.person
        self._tasks.change(
            lambda office: office.patrons.get(who, patron_id), self.show, self._refuse, self
        )

    def show(self, view: PatronView) -> None:
        """Show a person who was just read."""
        another = self.state.patron is None or self.state.patron.patron_id != view.patron_id
        self._now(
            patron=view,
            doing=Doing.NOTHING,
            household=False if another else self.state.household,
            written=() if another or view.erased else self.state.written,
            done="" if another else self.state.done,
            sides=(),
            others=(),
            twins=Twins() if another else self.state.twins,
            text="",
            refusal=None,
            may_merge=self._desk.may(Permission.MERGE_PATRONS),
            may_privacy=self._desk.may(Permission.PATRON_PRIVACY),
            writes=self._export is not None,
            may_see_looks=self._desk.may(Permission.SEE_ACCESS),
        )
        self._read_history()
        for told in self.opened:
            told(view.patron_id)

    def close(self) -> None:
        """Back to the list."""
        self._typing.stop()
        if self.state.patron is not None:
            self._become(PatronPageState())
            for told in self.left:
                told()

    def read_again(self) -> None:
        """Something may have happened to whoever is open. Nobody looks anew by that."""
        if self.state.patron is not None and self.state.doing is Doing.NOTHING:
            self._read_history()

    def see_household(self) -> None:
        """The history of everybody in the household, or of the person alone."""
        self._now(household=not self.state.household)
        self._read_history()

    def _read_history(self) -> None:
        view, household, who = self.state.patron, self.state.household, self._desk.person
        if view is None:
            return
        patron_id = view.patron_id

        def read(answer: tuple[HistoryView, tuple[PatronDetails, ...], Twins]) -> None:
            if self.state.patron is not None and self.state.patron.patron_id == patron_id:
                history, torn, twins = answer
                self._now(history=history, torn=torn, twins=twins)

        self._tasks.ask(
            lambda office: (
                office.histories.of(who, patron_id, household=household),
                office.patrons.both(patron_id),
                office.by_orders.twins(patron_id),
            ),
            read,
            self._refuse,
            self,
        )

    # ---- what lies over it ----

    def do(self, doing: Doing) -> None:
        """Open one thing, or shut it again."""
        now = Doing.NOTHING if self.state.doing is doing else doing
        self._now(doing=now, text="", others=(), sides=(), refusal=None, done="")
        view, who = self.state.patron, self._desk.person
        if now is Doing.LOOKS and view is not None:
            self._tasks.ask(
                lambda office: office.histories.looks(who, view.patron_id),
                lambda looks: self._now(looks=looks),
                self._refuse,
                self,
            )
        if now is Doing.ERASING and view is not None:
            self._now(also=AlsoOnFile())
            self._tasks.ask(
                lambda office: office.by_orders.also(who, view.patron_id),
                lambda also: self._now(also=also),
                self._refuse,
                self,
            )
        if now is Doing.MERGING and view is not None:
            self._now(text=view.name)
            self._look()

    def type(self, text: str) -> None:
        """Look for who is to be merged or joined."""
        self._now(text=text)
        self._typing.changed()

    def _look(self) -> None:
        view, text = self.state.patron, self.state.text
        if view is None or not text.strip():
            return
        known = {view.patron_id, *(row.patron_id for row in view.merged)}
        if self.state.doing is Doing.JOINING and view.household is not None:
            known |= {row.patron_id for row in view.household.members}

        def found(rows: tuple[PatronRow, ...]) -> None:
            if text == self.state.text:
                self._now(others=tuple(row for row in rows if row.patron_id not in known))

        self._tasks.ask(
            lambda office: office.patrons.like(text, text, 8), found, self._refuse, self
        )

    # ---- acts ----

    def correct(self, details: PatronDetails) -> None:
        """Put what was typed in the place of what was shown."""
        view = self.state.patron
        if view is None:
            return
        seen = view.seq

        def send(office: Office, command: CommandId) -> PatronView:
            return office.patrons.correct(command, self._desk.person, view.patron_id, details, seen)

        self._send(("correct", view.patron_id, seen, repr(details)), send, "corrected")

    def keep(self, details: PatronDetails) -> None:
        """Of two corrections at once let this one stand."""
        self.correct(details)

    def note(self, text: str) -> None:
        """Write something about them."""
        view, who = self.state.patron, self._desk.person
        if view is not None:
            self._send(
                ("note", view.patron_id, text),
                lambda office, command: office.patrons.note(command, who, view.patron_id, text),
                "noted",
            )

    def compare(self, other: PatronId) -> None:
        """Show both sides before they become one."""
        view, who = self.state.patron, self._desk.person
        if view is not None:
            self._tasks.change(
                lambda office: office.merging.sides(who, (view.patron_id, other)),
                lambda sides: self._now(sides=sides),
                self._refuse,
                self,
            )

    def merge(self, kept: int) -> None:
        """Make both one: the one at this side is kept."""
        if len(self.state.sides) != 2:
            return
        who = self._desk.person
        pair = [side.patron.patron_id for side in self.state.sides]
        stays, goes = pair[kept], pair[1 - kept]
        self._send(
            ("merge", stays, goes),
            lambda office, command: office.merging.merge(command, who, stays, goes),
            "merged",
        )

    def take_apart(self, patron_id: PatronId) -> None:
        """Let a merged record be a person of its own again."""
        who = self._desk.person
        self._send(
            ("apart", patron_id),
            lambda office, command: office.merging.take_apart(command, who, patron_id),
            "apart",
        )

    def join(self, other: PatronId) -> None:
        """Let somebody belong to this person's household."""
        view, who = self.state.patron, self._desk.person
        if view is None:
            return
        here = view.patron_id

        def send(office: Office, command: CommandId) -> PatronView:
            office.households.join(command, who, here, other)
            return office.patrons.again(who, here)

        self._send(("join", here, other), send, "joined")

    def leave(self) -> None:
        """Let this person belong to no household."""
        view, who = self.state.patron, self._desk.person
        if view is None:
            return
        here = view.patron_id

        def send(office: Office, command: CommandId) -> PatronView:
            office.households.leave(command, who, here)
            return office.patrons.again(who, here)

        self._send(("leave", here), send, "left")

    def erase(self) -> None:
        """Take out everything that tells who they are. There is no way back."""
        view, who = self.state.patron, self._desk.person
        if view is None:
            return
        here = view.patron_id

        def send(office: Office, command: CommandId) -> PatronView:
            office.forgetting.erase(command, who, here)
            return office.patrons.again(who, here)

        self._send(("erase", here), send, "erased")

    def hand_out(self) -> None:
        """Write all that is known of them to files, for them."""
        view, export = self.state.patron, self._export
        if view is None or export is None or self.state.busy:
            return
        who = self._desk.person
        self._now(busy=True, refusal=None, written=())
        self._tasks.change(
            lambda office: export(office, who, view.patron_id),
            lambda written: self._now(busy=False, written=written, done="written"),
            self._failed,
            self,
        )

    # ---- sending ----

    def _send(
        self,
        content: tuple[object, ...],
        send: Callable[[Office, CommandId], PatronView],
        done: str,
    ) -> None:
        command = self._act.begin((*content, self._desk.person.user_id))
        if command is None:
            return
        self._now(busy=True, refusal=None)

        def sent(view: PatronView) -> None:
            self._act.succeeded()
            self._now(busy=False, done=done)
            self.show(view)
            self._now(done=done)

        self._tasks.change(lambda office: send(office, command), sent, self._failed, self)

    def _failed(self, error: PosError) -> None:
        self._act.failed(error)
        self._now(busy=False, refusal=error)

    def _refuse(self, error: PosError) -> None:
        self._now(refusal=error)
