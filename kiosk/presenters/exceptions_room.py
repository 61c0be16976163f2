"""The panel of exceptions: what the close found, the oldest first, settled or carried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk.presenters.approval import ApprovalDesk, Deed
from kiosk.presenters.desk import Desk
from kiosk.presenters.panel_room import PanelRoom, PanelState
from kiosk.presenters.tasks import Tasks
from pos.clock import business_date
from pos.errors import TextMissing
from pos.ids import Ids, OrderId
from pos.views.closing import CloseExceptionView, ExceptionCase, Lead, LeadKind
from pos.views.people import Permission, StaffView
from pos.views.statements import Statement, StatementName

if TYPE_CHECKING:
    from pos.office import Office

_PAPERS = {
    LeadKind.CASHIER: StatementName.CASHIER,
    LeadKind.CHECKS: StatementName.CHECKS,
    LeadKind.DEPOSIT: StatementName.DEPOSIT,
}


class Doing(Enum):
    """What is done about the exception that was chosen."""

    LOOKING = "looking"
    SETTLING = "settling"
    CARRYING = "carrying"


@dataclass(frozen=True, slots=True)
class ExceptionsState(PanelState):
    """``found``: open and carried ones; ``today``: the business day their age is counted to.
    ``chosen``: the one that is looked at, ``case`` what is known of it, ``paper`` the one of its
    papers that lies on top. ``owner``: one of ``owners``, who goes on with it. ``me``: who
    sits here."""

    found: tuple[CloseExceptionView, ...] = ()
    today: date | None = None
    chosen: CloseExceptionView | None = None
    case: ExceptionCase | None = None
    paper: Statement | None = None
    doing: Doing = Doing.LOOKING
    owners: tuple[StaffView, ...] = ()
    owner: StaffView | None = None
    may_settle: bool = False
    me: str = ""

    @property
    def own(self) -> bool:
        """Whether the one that is looked at is about the person who looks."""
        return self.chosen is not None and self.me in self.chosen.not_by


@dataclass(frozen=True, slots=True)
class _Read:
    found: tuple[CloseExceptionView, ...]
    today: date
    owners: tuple[StaffView, ...]


class ExceptionsRoom(PanelRoom[ExceptionsState]):
    """Opened by ``desk.walk_to("exceptions")``. ``open_order`` and ``open_finding`` show a row
    where it can be worked at: an order, and a finding of a settlement file. GUI thread."""

    name = "exceptions"

    def __init__(
        self,
        tasks: Tasks,
        desk: Desk,
        ids: Ids,
        approvals: ApprovalDesk,
        open_order: Callable[[OrderId], None],
        open_finding: Callable[[str, str], None],
    ) -> None:
        super().__init__(ExceptionsState(), tasks, desk, ids, approvals, open_order)
        self._open_finding = open_finding

    def may_open(self) -> bool:
        """Whether the person has business here."""
        return self._desk.may(Permission.SEE_REPORTS) or self._desk.may(Permission.SETTLE_EXCEPTION)

    def refresh(self) -> None:
        """Read them again: one was opened, settled or carried."""
        if self.state.shown or self.state.away:
            self._tasks.ask(_read, self._know, self._refuse, self)

    def close(self) -> None:
        """One step back: from a paper or a form to the exception, from there to the list, from
        there to the room."""
        state = self.state
        if state.paper is not None:
            self._now(paper=None, refusal=None)
        elif state.doing is not Doing.LOOKING:
            self._now(doing=Doing.LOOKING, owner=None, refusal=None)
        elif state.chosen is not None:
            self._now(chosen=None, case=None, refusal=None)
        else:
            self._become(ExceptionsState())

    def choose(self, index: int) -> None:
        """Look at one, with what may be behind it."""
        chosen, session = self.state.found[index], self._desk.person
        self._now(
            chosen=chosen, case=None, paper=None, doing=Doing.LOOKING, owner=None, refusal=None
        )

        def know(case: ExceptionCase) -> None:
            if self.state.chosen == chosen:
                self._now(case=case)

        self._tasks.ask(
            lambda office: office.causes.of_exception(session, chosen.exception_id),
            know,
            self._refuse,
            self,
        )

    # ---- its papers ----

    def follow(self, index: int) -> None:
        """Go one of the ways from the exception to its papers."""
        case = self.state.case
        if case is not None:
            self._follow(case.leads[index])

    def show_till(self, till_id: str) -> None:
        """A row behind it is of this till: show the till's report."""
        self._follow(Lead(LeadKind.CASHIER, till_id))

    def _follow(self, lead: Lead) -> None:
        if lead.kind is LeadKind.ORDER:
            self.show_order(OrderId(lead.subject_id))
        elif lead.kind is LeadKind.SETTLEMENT:
            self._open_finding(lead.subject_id, lead.name)
        else:
            self._show_paper(_PAPERS[lead.kind], lead.subject_id)

    def _show_paper(self, name: StatementName, subject: str) -> None:
        session, chosen = self._desk.person, self.state.chosen
        self._now(refusal=None)

        def show(paper: Statement) -> None:
            if self.state.chosen == chosen:
                self._now(paper=paper)

        self._tasks.ask(
            lambda office: office.statements.make(session, name, subject),
            show,
            self._refuse,
            self,
        )

    # ---- done with it ----

    def begin_settle(self) -> None:
        """It is explained: how?"""
        self._now(doing=Doing.SETTLING, refusal=None)

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
        self._now(doing=Doing.CARRYING, owner=None, refusal=None)

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
            Deed(whom=owner.name, reason=why),
        )

    # ---- inside ----

    def _lacks(self, reason: str) -> bool:
        if not reason.strip():
            self._now(refusal=TextMissing(field="reason"))
        return not reason.strip()

    def _done(self, _: CloseExceptionView) -> None:
        self._now(busy=False, chosen=None, case=None, doing=Doing.LOOKING, owner=None)
        self.refresh()

    def _know(self, read: _Read) -> None:
        chosen = self.state.chosen
        now = {one.exception_id: one for one in read.found}
        self._now(
            read=True,
            found=read.found,
            today=read.today,
            owners=read.owners,
            chosen=now.get(chosen.exception_id) if chosen is not None else None,
        )

    def _opened(self) -> ExceptionsState:
        may = self._desk.may(Permission.SETTLE_EXCEPTION)
        return ExceptionsState(shown=True, may_settle=may, me=self._desk.person.user_id)


def _read(office: Office) -> _Read:
    """Return what waits, today, and who may go on with something. Ledger thread."""
    company = office.catalogue.company()
    today = business_date(office.clock.now(), ZoneInfo(company.zone), company.cutoff_hour)
    owners = office.people.approvers(Permission.SEE_REPORTS)
    return _Read(office.exceptions.waiting(), today, owners)
