"""A second person's word for one act, given at the same screen while the cashier stays signed
in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.presenters.desk import Desk
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from pos.errors import ApprovalNeeded, PosError
from pos.ids import CommandId, UserId
from pos.money import Money
from pos.views.holds import HoldCode
from pos.views.paying import GiveBackLine, GiveBackPlan, Instead, Terms
from pos.views.people import Approval, Permission, SessionView, StaffView
from pos.views.selling import CartLine, TenderKind

if TYPE_CHECKING:
    from pos.office import Office

Granted = Callable[[Approval], None]


@dataclass(frozen=True, slots=True)
class OtherPrice:
    """A ticket that is to cost ``now`` instead of what it ``was``, and why. ``seat``: the label of
    another seat that it is to have, with what that is ``worth``; ``held``: what that seat is held
    for, so that whoever gives their word may sell from holds as well."""

    ticket: CartLine
    now: Money
    reason: str = ""
    seat: str = ""
    worth: Money | None = None
    held: HoldCode | None = None

    @property
    def was(self) -> Money:
        return self.worth if self.worth is not None else self.ticket.all_in


def comp_elsewhere(lines: Sequence[CartLine], needed: ApprovalNeeded) -> OtherPrice | None:
    """Return what a second person is asked about a comp that is to sit in a dearer seat."""
    about, worth = needed.params, needed.params.get("worth")
    line = next((each for each in lines if each.line_id == about.get("line_id")), None)
    if line is None or not isinstance(worth, Money):
        return None
    nothing = Money.zero(worth.currency)
    return OtherPrice(line, nothing, line.comp_reason, str(about["seat"]), worth)


@dataclass(frozen=True, slots=True)
class FromHold:
    """A seat (its label) that is to be sold from a hold."""

    seat: str
    code: HoldCode


@dataclass(frozen=True, slots=True)
class Deed:
    """What would be done, fact by fact; what is empty is not said.

    ``name``: whose it is; ``order``: its number; ``place``: the very seats; ``tickets``: how many,
    ``orders``: of how many orders. ``show``, ``starts_at``: of a whole performance. ``whom``: who
    gets it or goes on with it. ``bag``: its number. ``amount``: what it is about; ``goes``: where
    money goes; ``terms``: the rules it goes by. ``wrong``, ``right``, ``due``: a form of payment
    that becomes another, and what that one is for. ``charged``: how a card payment is to count.
    ``plan``: what goes back; it may be nothing.
    """

    name: str = ""
    order: str = ""
    place: str = ""
    tickets: int = 0
    orders: int = 0
    show: str = ""
    starts_at: datetime | None = None
    whom: str = ""
    bag: str = ""
    amount: Money | None = None
    goes: tuple[tuple[GiveBackLine | Instead, Money], ...] = ()
    terms: Terms | None = None
    wrong: TenderKind | None = None
    right: TenderKind | None = None
    due: Money | None = None
    charged: bool | None = None
    plan: GiveBackPlan | None = None
    reason: str = ""

    @staticmethod
    def goes_back(name: str, plan: GiveBackPlan, reason: str) -> Deed:
        """Return what is asked about money of ``name`` that goes back by ``plan``."""
        goes: list[tuple[GiveBackLine | Instead, Money]] = [(to, to.amount) for to in plan.lines]
        if plan.instead is not None and plan.instead_amount:
            goes.append((plan.instead, plan.instead_amount))
        return Deed(
            name,
            plan.order_number,
            tickets=len(plan.tickets),
            goes=tuple(goes),
            terms=plan.terms,
            plan=plan,
            reason=reason,
        )


About = OtherPrice | FromHold | Deed


@dataclass(frozen=True, slots=True)
class ApprovalState:
    """``permission``: what is to be approved; None: the panel is away. ``about``: the very one, as
    far as anybody said. ``people``: who may; ``ready``: they are known."""

    permission: Permission | None = None
    ready: bool = False
    people: tuple[StaffView, ...] = ()
    person: StaffView | None = None
    busy: bool = False
    refusal: PosError | None = None
    about: About | None = None

    @property
    def shown(self) -> bool:
        """Whether a word is asked for."""
        return self.permission is not None


@dataclass(frozen=True, slots=True)
class _Wanted:
    permissions: tuple[Permission, ...]
    """All that one word is given for; the first is what is said."""
    command: CommandId
    granted: Granted


class ApprovalDesk(Presenter[ApprovalState]):
    """The approval panel: choose who, then their PIN. One approval is asked for at a time."""

    def __init__(self, tasks: Tasks, desk: Desk) -> None:
        super().__init__(ApprovalState())
        self._tasks = tasks
        self._desk = desk
        self._wanted: _Wanted | None = None
        desk.changed.append(self._desk_changed)

    def ask(
        self,
        permission: Permission,
        command: CommandId,
        granted: Granted,
        about: About | None = None,
    ) -> None:
        """Show the panel; ``granted`` gets the approval, good for ``command`` only. Cancelling
        calls nothing."""
        both = isinstance(about, OtherPrice) and about.held is not None
        also = (Permission.HOLD_PLACES,) if both else ()
        self._wanted = wanted = _Wanted((permission, *also), command, granted)
        self._now(
            permission=permission,
            about=about,
            ready=False,
            people=(),
            person=None,
            busy=False,
            refusal=None,
        )
        self._tasks.ask(
            lambda office: _who_may(office, wanted.permissions),
            lambda people: self._know(wanted, people),
            lambda error: self._refuse(wanted, error),
            self,
        )

    def _know(self, wanted: _Wanted, people: tuple[StaffView, ...]) -> None:
        if wanted is self._wanted:
            me = self._desk.person.user_id
            others = tuple(person for person in people if person.user_id != me)
            self._now(ready=True, people=others)

    def choose(self, user_id: UserId) -> None:
        """A name tile was touched."""
        if not self.state.busy:
            person = next(p for p in self.state.people if p.user_id == user_id)
            self._now(person=person, refusal=None)

    def back(self) -> None:
        """Show the names again."""
        if not self.state.busy:
            self._now(person=None, refusal=None)

    def confirm(self, pin: str) -> None:
        """The person chosen gives their PIN."""
        wanted, person = self._wanted, self.state.person
        if wanted is None or person is None or self.state.busy:
            return
        requester = self._desk.person
        self._now(busy=True, refusal=None)
        self._tasks.change(
            lambda office: _approve(office, person.user_id, pin, wanted, requester),
            lambda approval: self._grant(wanted, approval),
            lambda error: self._refuse(wanted, error),
            self,
        )

    def cancel(self) -> None:
        """Put the panel away; the act is not done. A PIN that is being checked comes too late."""
        self._wanted = None
        if self.state.permission is not None:
            self._now(permission=None, people=(), person=None, busy=False, refusal=None)

    def _grant(self, wanted: _Wanted, approval: Approval) -> None:
        if wanted is self._wanted:
            self.cancel()
            wanted.granted(approval)

    def _refuse(self, wanted: _Wanted, error: PosError) -> None:
        if wanted is self._wanted:
            self._now(busy=False, ready=True, refusal=error)

    def _desk_changed(self) -> None:
        if self._desk.session is None:
            self.cancel()


def _who_may(office: Office, permissions: Sequence[Permission]) -> tuple[StaffView, ...]:
    """Return who may approve all of it. Ledger thread."""
    first, *others = (office.people.approvers(permission) for permission in permissions)
    may = [{person.user_id for person in people} for people in others]
    return tuple(person for person in first if all(person.user_id in ids for ids in may))


def _approve(
    office: Office, user_id: UserId, pin: str, wanted: _Wanted, requester: SessionView
) -> Approval:
    """Put a PIN on disk for all that it is given for. Ledger thread."""
    first, *_ = [
        office.people.approve(user_id, pin, permission, wanted.command, requester)
        for permission in wanted.permissions
    ]
    return first
