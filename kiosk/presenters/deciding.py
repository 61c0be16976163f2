"""What people decide about card payments where no terminal can: a manager's force, the evidence
that settles it, and what is written off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.presenters.approval import ApprovalDesk, Deed
from kiosk.presenters.approved_act import ApprovedAct
from kiosk.presenters.desk import Desk
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from pos.errors import PosError
from pos.ids import CommandId, Ids
from pos.views.paying import ExceptionView, PaymentView
from pos.views.people import Approval, SessionView

if TYPE_CHECKING:
    from pos.office import Office

EVIDENCE = ("terminal", "processor", "given_back")
"""What settles a force."""


@dataclass(frozen=True, slots=True)
class Forcing:
    """What a manager says of a payment."""

    charged: bool
    reason: str
    approval_code: str = ""
    last_four: str = ""


@dataclass(frozen=True, slots=True)
class DecidingState:
    """``forcing``: the payment whose form is open; ``settling``: the exception whose form is."""

    forcing: str = ""
    settling: str = ""
    busy: bool = False
    refusal: PosError | None = None


class Deciding(Presenter[DecidingState]):
    """The forms of the money-in-doubt panel. ``decided`` runs after each decision; ``find``
    returns a payment that is listed. GUI thread."""

    def __init__(
        self,
        tasks: Tasks,
        desk: Desk,
        ids: Ids,
        approvals: ApprovalDesk,
        decided: Callable[[], None],
        find: Callable[[str], PaymentView | None],
    ) -> None:
        super().__init__(DecidingState())
        self._act = ApprovedAct(tasks, desk, ids, approvals, lambda: self._now(busy=False))
        self._after = decided
        self._find = find

    def forget(self) -> None:
        """The panel went away, or its person did."""
        self._now(forcing="", settling="", refusal=None)

    # ---- force ----

    def force_form(self, payment_id: str) -> None:
        """Open or shut the form in which a manager decides, or writes off."""
        again = "" if self.state.forcing == payment_id else payment_id
        self._now(forcing=again, settling="", refusal=None)

    def force(self, said: Forcing) -> None:
        """Decide without the terminal. Wants a manager's approval; the close waits for evidence."""
        payment_id = self.state.forcing
        if not payment_id:
            return

        def work(
            office: Office, command: CommandId, session: SessionView, word: Approval | None
        ) -> ExceptionView:
            return office.cards.force(
                command,
                session,
                payment_id,
                charged=said.charged,
                reason=said.reason,
                approval_code=said.approval_code,
                last_four=said.last_four,
                approval=word,
            )

        self._do(
            ("force", payment_id, said), work, self._about(payment_id, said.reason, said.charged)
        )

    def write_off(self, reason: str) -> None:
        """Give up what a card got though nobody was owed it. Wants a second person's approval."""
        payment_id = self.state.forcing
        if not payment_id:
            return

        def work(
            office: Office, command: CommandId, session: SessionView, word: Approval | None
        ) -> PaymentView:
            return office.cards.write_off(command, session, payment_id, reason, word)

        self._do(("write_off", payment_id, reason), work, self._about(payment_id, reason))

    # ---- settle ----

    def settle_form(self, exception_id: str) -> None:
        """Open or shut the form in which a force is settled."""
        again = "" if self.state.settling == exception_id else exception_id
        self._now(settling=again, forcing="", refusal=None)

    def settle(self, view: ExceptionView, evidence: str, note: str, *, as_forced: bool) -> None:
        """Say what shows how a forced payment turned out: as it was decided, or the other way."""
        exception_id = self.state.settling
        if view.exception_id != exception_id:
            return
        charged = (view.what in ("charged", "denied")) is as_forced

        def work(
            office: Office, command: CommandId, session: SessionView, _: Approval | None
        ) -> ExceptionView:
            return office.cards.settle_exception(
                command, session, exception_id, evidence, note, charged=charged
            )

        self._do(("settle", exception_id, evidence, note, as_forced), work)

    def _do(
        self,
        content: tuple[object, ...],
        work: Callable[[Office, CommandId, SessionView, Approval | None], object],
        about: Deed | None = None,
    ) -> None:
        if self.state.busy:
            return
        self._now(busy=True, refusal=None)
        self._act.do(
            content, work, self._decided, lambda error: self._now(refusal=error), about=about
        )

    def _about(self, payment_id: str, reason: str, charged: bool | None = None) -> Deed:
        """Return what a second person is asked about a payment."""
        one, why = self._find(payment_id), reason.strip()
        if one is None:
            return Deed(charged=charged, reason=why)
        amount = one.approved or one.amount
        return Deed(one.name, one.order_number, amount=amount, charged=charged, reason=why)

    def _decided(self, _: object) -> None:
        self._now(forcing="", settling="")
        self._after()
