"""The panel of deposits: cash and checks of locked tills on their way to the bank."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.presenters.approval import ApprovalDesk, Deed
from kiosk.presenters.desk import Desk
from kiosk.presenters.panel_room import PanelRoom, PanelState
from kiosk.presenters.tasks import Reports, Tasks
from pos.errors import TextMissing
from pos.ids import CommandId, Ids, OrderId, TillId
from pos.money import Money
from pos.views.cash import CountSheet
from pos.views.causes import Explained
from pos.views.deposits import DepositPlan, DepositTill, DepositView
from pos.views.people import Permission, SessionView
from pos.views.statements import Statement, StatementName

if TYPE_CHECKING:
    from pos.office import Office


class DepositPage(Enum):
    """Where in the panel we are."""

    LIST = "list"
    PLAN = "plan"
    """Which tills, their checks, and the cash by denomination."""
    ONE = "one"
    """A deposit, and what comes next for it."""


@dataclass(frozen=True, slots=True)
class DepositState(PanelState):
    """``ready``: locked tills that no deposit has; ``plan``: of those in ``taken``. ``deposit``:
    the one that is looked at, ``slip`` its paper, ``causes`` what may be behind a sum that the bank
    got differently, ``report`` of one of its tills where that lies on the slip, ``saved`` its files
    once written. ``bank``: what the bank says it got, nothing at all being a sum too, and
    ``bank_day`` when, before that is put on record. ``me``: who sits here."""

    page: DepositPage = DepositPage.LIST
    deposits: tuple[DepositView, ...] = ()
    ready: tuple[DepositTill, ...] = ()
    taken: frozenset[TillId] = frozenset()
    plan: DepositPlan | None = None
    deposit: DepositView | None = None
    slip: Statement | None = None
    causes: tuple[Explained, ...] = ()
    report: Statement | None = None
    saved: tuple[Path, ...] = ()
    bank: Money | None = None
    bank_day: date | None = None
    undoing: bool = False
    me: str = ""

    @property
    def off(self) -> Money | None:
        """By how much the bank's sum is another one."""
        if self.bank is None or self.deposit is None:
            return None
        return self.bank - self.deposit.total

    @property
    def mine(self) -> bool:
        """Whether the person who sits here prepared it: somebody else types the bank's word."""
        return self.deposit is not None and self.deposit.preparer == self.me


@dataclass(frozen=True, slots=True)
class _Read:
    deposits: tuple[DepositView, ...]
    plan: DepositPlan


class DepositRoom(PanelRoom[DepositState]):
    """Opened by ``desk.walk_to("deposits")``. GUI thread."""

    name = "deposits"

    def __init__(
        self,
        tasks: Tasks,
        desk: Desk,
        ids: Ids,
        approvals: ApprovalDesk,
        reports: Reports,
        open_order: Callable[[OrderId], None],
    ) -> None:
        super().__init__(DepositState(), tasks, desk, ids, approvals, open_order)
        self._reports = reports

    def may_open(self) -> bool:
        """Whether the person has business here."""
        return self._desk.may(Permission.DEPOSIT)

    # ---- the list ----

    def refresh(self) -> None:
        """Read the list again, and what could be deposited."""
        session = self._desk.session
        if session is not None and self.state.shown:
            self._tasks.ask(lambda office: _read(office, session), self._know, self._refuse, self)

    def close(self) -> None:
        """One page back; from the list to the room."""
        state = self.state
        if state.report is not None:
            self._now(report=None)
        elif state.bank is not None or state.undoing:
            self._now(bank=None, undoing=False, refusal=None)
        elif state.page is not DepositPage.LIST:
            self._now(page=DepositPage.LIST, deposit=None, slip=None, saved=(), refusal=None)
            self.refresh()
        else:
            self._become(DepositState())

    def look(self, index: int) -> None:
        """Look at a deposit."""
        self._open(self.state.deposits[index])

    # ---- a new one ----

    def begin(self) -> None:
        """A new deposit, of every till that is ready."""
        self._now(page=DepositPage.PLAN, deposit=None, refusal=None)
        self._replan(frozenset(till.till_id for till in self.state.ready))

    def take(self, index: int) -> None:
        """Take a till along, or leave it after all."""
        self._replan(self.state.taken ^ {self.state.ready[index].till_id})

    def _replan(self, taken: frozenset[TillId]) -> None:
        session = self._desk.person
        wanted = tuple(till.till_id for till in self.state.ready if till.till_id in taken)
        self._now(taken=taken, refusal=None)

        def know(plan: DepositPlan) -> None:
            if self.state.taken == taken:
                self._now(plan=plan)

        self._tasks.ask(
            lambda office: office.deposits.plan(session, wanted), know, self._refuse, self
        )

    def prepare(self, sheet: CountSheet) -> None:
        """This is the cash, by denomination."""
        plan = self.state.plan
        if plan is None:
            return
        tills = tuple(till.till_id for till in plan.tills)
        self._do(
            ("prepare", tills, sheet),
            lambda office, cmd, who: office.deposits.prepare(cmd, who, tills, sheet),
        )

    # ---- on its way ----

    def seal(self, bag: str, strip: str) -> None:
        """Close the bag; then the word of who saw it."""
        found = self.state.deposit
        if found is None or self.state.busy:
            return
        if not bag.strip():
            self._now(refusal=TextMissing(field="bag"))
            return
        deposit_id = found.deposit_id
        self._now(refusal=None)
        self._two.do(
            Permission.DEPOSIT,
            ("seal", deposit_id, bag, strip),
            lambda office, cmd, who, word: office.deposits.seal(
                cmd, who, deposit_id, bag, strip, word
            ),
            self._open,
            self._refuse,
            Deed(bag=bag.strip(), amount=found.total),
        )

    def collect(self, courier: str) -> None:
        """Somebody carried it away."""
        self._step(
            ("collect", courier),
            lambda office, cmd, who, of: office.deposits.collect(cmd, who, of, courier),
        )

    def bank_says(self, bank: Money | None) -> None:
        """What the bank got, None for not told yet; the difference is shown before anything is
        done."""
        if self.state.deposit is not None and bank != self.state.bank:
            self._now(bank=bank, refusal=None)

    def choose_day(self, index: int) -> None:
        """The bank booked it on this day."""
        if self.state.deposit is not None:
            self._now(bank_day=self.state.deposit.bank_days[index], refusal=None)

    def confirm(self, reason: str) -> None:
        """Put on record what the bank got."""
        bank, day = self.state.bank, self.state.bank_day
        if bank is None or day is None:
            return
        self._step(
            ("confirm", bank, day, reason),
            lambda office, cmd, who, of: office.deposits.confirm(cmd, who, of, bank, day, reason),
        )

    # ---- what is behind it ----

    def show_till(self, till_id: str) -> None:
        """A row is of this till: its report lies on the slip."""
        session, deposit = self._desk.person, self.state.deposit

        def show(report: Statement) -> None:
            if self.state.deposit == deposit:
                self._now(report=report)

        self._tasks.ask(
            lambda office: office.statements.make(session, StatementName.CASHIER, till_id),
            show,
            self._refuse,
            self,
        )

    # ---- taken apart, written ----

    def begin_undo(self) -> None:
        """Take it apart: why?"""
        self._now(undoing=True, refusal=None)

    def undo(self, reason: str) -> None:
        """Take it apart; its tills and checks can be deposited again."""
        if not reason.strip():
            self._now(refusal=TextMissing(field="reason"))
            return
        self._step(
            ("undo", reason),
            lambda office, cmd, who, of: office.deposits.undo(cmd, who, of, reason),
        )

    def save(self) -> None:
        """Write the slip to print, sign and put into the bag."""
        slip = self.state.slip
        if slip is None or self.state.busy:
            return
        self._now(busy=True, refusal=None)
        self._tasks.ask(
            lambda _office: self._reports.statement(slip),
            lambda saved: self._now(busy=False, saved=saved),
            self._refuse,
            self,
        )

    # ---- inside ----

    def _step(
        self,
        content: Hashable,
        work: Callable[[Office, CommandId, SessionView, str], DepositView],
    ) -> None:
        found = self.state.deposit
        if found is not None:
            deposit_id = found.deposit_id
            self._do(
                (deposit_id, content), lambda office, cmd, who: work(office, cmd, who, deposit_id)
            )

    def _do(
        self,
        content: Hashable,
        work: Callable[[Office, CommandId, SessionView], DepositView],
    ) -> None:
        if self.state.busy:
            return
        self._now(busy=True, refusal=None)
        self._act.do(
            content,
            lambda office, command, session, _: work(office, command, session),
            self._open,
            self._refuse,
        )

    def _open(self, deposit: DepositView) -> None:
        """Show a deposit as it stands now, with its slip."""
        session, deposit_id = self._desk.session, deposit.deposit_id
        self._now(
            page=DepositPage.ONE,
            deposit=deposit,
            slip=None,
            causes=(),
            report=None,
            saved=(),
            bank=None,
            bank_day=next(iter(deposit.bank_days), None),
            undoing=False,
            refusal=None,
        )
        if session is not None:
            self._tasks.ask(
                lambda office: (
                    office.statements.make(session, StatementName.DEPOSIT, deposit_id),
                    office.causes.of_deposit(session, deposit_id),
                ),
                lambda told: self._told_of(deposit, *told),
                self._refuse,
                self,
            )

    def _told_of(
        self, deposit: DepositView, slip: Statement, causes: tuple[Explained, ...]
    ) -> None:
        if self.state.deposit == deposit:
            self._now(slip=slip, causes=causes)

    def _know(self, read: _Read) -> None:
        self._now(read=True, deposits=read.deposits, ready=read.plan.tills)

    def _opened(self) -> DepositState:
        return DepositState(shown=True, me=self._desk.person.user_id)


def _read(office: Office, session: SessionView) -> _Read:
    """Return deposits, and what could be deposited. Ledger thread."""
    return _Read(office.deposits.every(session), office.deposits.plan(session))
