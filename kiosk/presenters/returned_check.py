"""A bank gave a check back: the order owes again, the payer a fee, and a letter says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.presenters.approval import ApprovalDesk
from kiosk.presenters.approved_act import ApprovedAct
from kiosk.presenters.desk import Desk
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Letters, Tasks
from pos.errors import PosError, TextMissing
from pos.ids import CommandId, Ids, TenderId
from pos.money import Money
from pos.views.papers import CheckLetterView
from pos.views.paying import CheckReturnedView
from pos.views.paying_rules import LAUNCH_RULES
from pos.views.people import Approval, SessionView
from pos.views.selling import OrderTenderView, OrderView, TenderKind

if TYPE_CHECKING:
    from pos.office import Office


@dataclass(frozen=True, slots=True)
class ReturnedState:
    """``checks``: of ``order``, those that can have come back; ``chosen``: the one that did;
    ``fee``: what its payer owes beside it. ``returned`` and ``letter``: what was just recorded;
    ``place``: where the letter lies as a file."""

    order: OrderView | None = None
    checks: tuple[OrderTenderView, ...] = ()
    chosen: OrderTenderView | None = None
    fee: Money | None = None
    returned: CheckReturnedView | None = None
    letter: CheckLetterView | None = None
    place: str = ""
    busy: bool = False
    refusal: PosError | None = None

    @property
    def shown(self) -> bool:
        """Whether an order is looked at here."""
        return self.order is not None

    @property
    def owes(self) -> Money | None:
        """What the order owes more when it is recorded."""
        if self.chosen is None or self.fee is None:
            return None
        return self.chosen.amount + self.fee


class ReturnedCheck(Presenter[ReturnedState]):
    """The panel of a check that came back. ``changed`` callbacks run afterwards."""

    def __init__(
        self, tasks: Tasks, desk: Desk, ids: Ids, approvals: ApprovalDesk, letters: Letters
    ) -> None:
        super().__init__(ReturnedState())
        self._tasks = tasks
        self._desk = desk
        self._letters = letters
        self._act = ApprovedAct(tasks, desk, ids, approvals, lambda: self._now(busy=False))
        self.changed: list[Callable[[], None]] = []
        desk.changed.append(self._desk_changed)

    def open(self, order: OrderView) -> None:
        """Show the checks of an order."""
        checks = checks_of(order)
        company = self._desk.company
        rules = LAUNCH_RULES if company is None else company.paying
        fee = Money(rules.check_return_fee_minor, order.total.currency)
        first = checks[0] if len(checks) == 1 else None
        self._become(ReturnedState(order, checks, first, fee))

    def close(self) -> None:
        """Put the panel away."""
        if not self.state.busy:
            self._become(ReturnedState())

    def choose(self, tender_id: TenderId) -> None:
        """This check came back."""
        chosen = next(t for t in self.state.checks if t.tender_id == tender_id)
        self._now(chosen=chosen, refusal=None)

    def charge(self, fee: Money) -> None:
        """The payer owes this fee; it may be nothing."""
        self._now(fee=fee, refusal=None)

    def record(self, reason: str) -> None:
        """Record it: the order owes again."""
        chosen, fee = self.state.chosen, self.state.fee
        if chosen is None or self.state.busy or self.state.returned is not None:
            return
        if not reason.strip():
            self._now(refusal=TextMissing(field="reason"))
            return
        why = reason.strip()

        def work(
            office: Office, command: CommandId, session: SessionView, _word: Approval | None
        ) -> CheckReturnedView:
            return office.checks.returned(command, session, chosen.tender_id, why, fee)

        self._now(busy=True, refusal=None)
        self._act.do((chosen.tender_id, why, fee), work, self._recorded, self._refuse)

    def _recorded(self, returned: CheckReturnedView) -> None:
        self._now(returned=returned)
        for callback in tuple(self.changed):
            callback()
        self.write_letter()

    def write_letter(self) -> None:
        """Write the demand as a file; once more when the disk would not."""
        returned = self.state.returned
        if returned is None:
            return
        letters = self._letters

        def work(office: Office) -> tuple[CheckLetterView, str]:
            view = office.checks.letter(returned.return_id)
            return view, str(letters.letter(view))

        self._now(busy=True, refusal=None)
        self._tasks.change(work, self._written, self._not_written, self)

    def _written(self, made: tuple[CheckLetterView, str]) -> None:
        letter, place = made
        self._now(busy=False, letter=letter, place=place)

    def _not_written(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)

    def _refuse(self, error: PosError) -> None:
        self._now(refusal=error)

    def _desk_changed(self) -> None:
        if self._desk.session is None and self.state.order is not None:
            self._become(ReturnedState())


def checks_of(order: OrderView) -> tuple[OrderTenderView, ...]:
    """Return the checks of an order that were not returned yet."""
    return tuple(
        tender
        for tender in order.tenders
        if tender.kind is TenderKind.CHECK and not tender.check_returned
    )
