"""The panel of exceptions: what the close found, the oldest first, settled or carried."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk.presenters.approval import ApprovalDesk
from kiosk.presenters.approved_act import ApprovedAct
from kiosk.presenters.desk import Desk
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from kiosk.presenters.word_first import WordFirst
from pos.clock import business_date
from pos.errors import PosError, TextMissing
from pos.ids import Ids
from pos.views.closing import CloseExceptionView
from pos.views.people import Permission, StaffView

if TYPE_CHECKING:
    from pos.office import Office


@dataclass(frozen=True, slots=True)
class ExceptionsState:
    """``found``: open and carried ones; ``today``: the business day their age is counted to.
    ``chosen``: the one that is looked at; ``carrying``: its owner, one of ``owners``, is asked
    for."""

    shown: bool = False
    read: bool = False
    found: tuple[CloseExceptionView, ...] = ()
    today: date | None = None
    chosen: CloseExceptionView | None = None
    carrying: bool = False
    owners: tuple[StaffView, ...] = ()
    owner: StaffView | None = None
    may_settle: bool = False
    busy: bool = False
    refusal: PosError | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    found: tuple[CloseExceptionView, ...]
    today: date
    owners: tuple[StaffView, ...]


class ExceptionsRoom(Presenter[ExceptionsState]):
    """Opened by ``desk.walk_to("exceptions")``. GUI thread."""

    def __init__(self, tasks: Tasks, desk: Desk, ids: Ids, approvals: ApprovalDesk) -> None:
        super().__init__(ExceptionsState())
        self._tasks = tasks
        self._desk = desk
        self._act = ApprovedAct(tasks, desk, ids, approvals, lambda: self._now(busy=False))
        self._two = WordFirst(tasks, desk, ids, approvals, lambda busy: self._now(busy=busy))
        desk.walks.append(self._walked)
        desk.changed.append(self._desk_changed)

    def may_open(self) -> bool:
        """Whether the person has business here."""
        return self._desk.may(Permission.SEE_REPORTS) or self._desk.may(Permission.SETTLE_EXCEPTION)

    def refresh(self) -> None:
        """Read them again: one was opened, settled or carried."""
        if self.state.shown:
            self._tasks.ask(_read, self._know, self._refuse, self)

    def close(self) -> None:
        """From one back to the list, from there to the room."""
        if self.state.carrying:
            self._now(carrying=False, owner=None, refusal=None)
        elif self.state.chosen is not None:
            self._now(chosen=None, refusal=None)
        else:
            self._become(ExceptionsState())

    def choose(self, index: int) -> None:
        """Look at one."""
        self._now(chosen=self.state.found[index], carrying=False, owner=None, refusal=None)

    def settle(self, reason: str) -> None:
        """It is explained."""
        chosen = self.state.chosen
        if chosen is None or self.state.busy or self._lacks(reason):
            return
        exception_id, why = chosen.exception_id, reason.strip()
        self._now(busy=True, refusal=None)
        self._act.do(
            ("settle", exception_id, why),
            lambda office, cmd, who, _: office.exceptions.settle(cmd, who, exception_id, why),
            self._done,
            self._refuse,
        )

    def begin_carry(self) -> None:
        """Somebody goes on with it: who?"""
        self._now(carrying=True, owner=None, refusal=None)

    def choose_owner(self, index: int) -> None:
        """They go on with it."""
        self._now(owner=self.state.owners[index], refusal=None)

    def carry(self, reason: str) -> None:
        """Let days close over it, with a second person's word."""
        chosen, owner = self.state.chosen, self.state.owner
        if chosen is None or owner is None or self.state.busy or self._lacks(reason):
            return
        exception_id, owner_id, why = chosen.exception_id, owner.user_id, reason.strip()
        self._now(refusal=None)
        self._two.do(
            Permission.CARRY_EXCEPTION,
            ("carry", exception_id, owner_id, why),
            lambda office, cmd, who, word: office.exceptions.carry(
                cmd, who, exception_id, owner_id, why, word
            ),
            self._done,
            self._refuse,
        )

    # ---- inside ----

    def _lacks(self, reason: str) -> bool:
        if not reason.strip():
            self._now(refusal=TextMissing(field="reason"))
        return not reason.strip()

    def _done(self, _: CloseExceptionView) -> None:
        self._now(busy=False, chosen=None, carrying=False, owner=None)
        self.refresh()

    def _know(self, read: _Read) -> None:
        chosen = self.state.chosen
        still = chosen is None or any(one.exception_id == chosen.exception_id for one in read.found)
        self._now(
            read=True,
            found=read.found,
            today=read.today,
            owners=read.owners,
            chosen=chosen if still else None,
        )

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)

    def _walked(self, where: str) -> None:
        if where == "exceptions" and self._desk.session is not None and self.may_open():
            may = self._desk.may(Permission.SETTLE_EXCEPTION)
            self._become(ExceptionsState(shown=True, may_settle=may))
            self.refresh()

    def _desk_changed(self) -> None:
        if self._desk.session is None and self.state.shown:
            self._become(ExceptionsState())


def _read(office: Office) -> _Read:
    """Return what waits, today, and who may go on with something. Ledger thread."""
    company = office.catalogue.company()
    today = business_date(office.clock.now(), ZoneInfo(company.zone), company.cutoff_hour)
    owners = office.people.approvers(Permission.SEE_REPORTS)
    return _Read(office.exceptions.waiting(), today, owners)
