"""Cards taken offline: what the terminal stored waits for the bank's word, and what the bank
declined afterwards for another payment.

No terminal tells how its forwarding ended (asked, it repeats the approval that it gave by itself),
so somebody reads it off the processor's list and says it here. That word is final and may want a
supervisor's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kiosk.presenters.approval import ApprovalDesk, Deed
from kiosk.presenters.approved_act import ApprovedAct
from kiosk.presenters.desk import Desk
from kiosk.presenters.pay import Pay
from kiosk.presenters.pay_state import Stage
from kiosk.presenters.purposes import OrderPurpose
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from pos.clock import Clock
from pos.errors import PosError, TillNotOpen
from pos.ids import CommandId, Ids, OrderId
from pos.money import Money
from pos.views.paying import NotPaidView, PaymentView
from pos.views.people import Approval, Permission, SessionView
from pos.views.selling import OrderView, TenderKind

if TYPE_CHECKING:
    from pos.office import Office


@dataclass(frozen=True, slots=True)
class OfflineCardsState:
    """``waiting``: stored and not answered, oldest first; ``not_paid``: orders that owe again.
    ``opened``: whose form is open, a payment's or an order's. ``looked_at``: when it was read, for
    the time that is left. ``may_take``: nothing else is being paid, and who is signed in may take
    money; ``may_give_up``: who is signed in may say that nobody pays."""

    waiting: tuple[PaymentView, ...] = ()
    not_paid: tuple[NotPaidView, ...] = ()
    opened: str = ""
    looked_at: datetime | None = None
    may_take: bool = False
    may_give_up: bool = False
    busy: bool = False
    refusal: PosError | None = None

    @property
    def count(self) -> int:
        """How many things want somebody."""
        return len(self.waiting) + len(self.not_paid)

    @property
    def late(self) -> int:
        """How many should have reached the bank by now."""
        return sum(1 for one in self.waiting if self.left(one) == timedelta())

    def left(self, view: PaymentView) -> timedelta | None:
        """Return how long it has until it must have reached the bank, None where that is not
        known; never less than nothing."""
        if view.forward_by is None or self.looked_at is None:
            return None
        return max(view.forward_by - self.looked_at, timedelta())


class OfflineCards(Presenter[OfflineCardsState]):
    """The part of the money-in-doubt panel about them. ``said`` callbacks run after each word;
    ``leave`` puts the panel away; ``open_order`` shows an order's page. GUI thread."""

    def __init__(
        self,
        tasks: Tasks,
        desk: Desk,
        ids: Ids,
        approvals: ApprovalDesk,
        pay: Pay,
        clock: Clock,
        leave: Callable[[], None],
    ) -> None:
        super().__init__(OfflineCardsState())
        self._tasks = tasks
        self._desk = desk
        self._pay = pay
        self._clock = clock
        self._act = ApprovedAct(tasks, desk, ids, approvals, lambda: self._now(busy=False))
        self._leave = leave
        self.open_order: Callable[[OrderId], None] = lambda _order: None
        self.said: list[Callable[[], None]] = []
        pay.watch(lambda _state: self._look())

    def know(self, waiting: tuple[PaymentView, ...], not_paid: tuple[NotPaidView, ...]) -> None:
        """Both lists were read."""
        opened = self.state.opened
        rows = {one.payment_id for one in waiting} | {str(one.order_id) for one in not_paid}
        still = opened in rows
        self._now(waiting=waiting, not_paid=not_paid, opened=opened if still else "")
        self.tick()

    def tick(self) -> None:
        """Count the time that is left again."""
        self._now(looked_at=self._clock.now())
        self._look()

    def forget(self) -> None:
        """The panel went away, or its person did."""
        self._now(opened="", refusal=None)

    def _look(self) -> None:
        serves = self._desk.session is not None and self._desk.may(Permission.HAND_OVER)
        here = self._desk.session is not None and self._desk.may(Permission.WRITE_OFF)
        self._now(may_take=serves and self._pay.state.stage is Stage.AWAY, may_give_up=here)

    # ---- the bank's word ----

    def form(self, row_id: str) -> None:
        """Open or shut the form in which the bank's word is said, or that nobody pays."""
        if not self.state.busy:
            again = "" if self.state.opened == row_id else row_id
            self._now(opened=again, refusal=None)

    def say(self, note: str, *, approved: bool) -> None:
        """It went through, or it was declined: so says the processor's list."""
        payment_id = self.state.opened
        if not payment_id or self.state.busy:
            return

        def work(
            office: Office, command: CommandId, session: SessionView, word: Approval | None
        ) -> PaymentView:
            return office.cards.forwarded(
                command, session, payment_id, approved=approved, note=note, approval=word
            )

        about = next(
            (
                Deed(one.name, one.order_number, amount=one.amount, charged=approved, reason=note)
                for one in self.state.waiting
                if one.payment_id == payment_id
            ),
            None,
        )
        self._now(busy=True, refusal=None)
        self._act.do((payment_id, approved, note), work, self._done, self._refuse, about=about)

    def _done(self, _: object) -> None:
        self._now(opened="")
        for callback in tuple(self.said):
            callback()

    # ---- what is not paid after all ----

    def take(self, order_id: OrderId) -> None:
        """Take another payment for what an order owes again."""
        if self.state.busy or not self.state.may_take:
            return
        if not self._desk.serves:
            self._refuse(TillNotOpen())
            return
        self._now(busy=True, refusal=None)
        self._tasks.ask(lambda office: office.orders.get(order_id), self._take, self._refuse, self)

    def _take(self, order: OrderView) -> None:
        self._now(busy=False)
        if self._pay.state.stage is Stage.AWAY:
            self._leave()
            self._pay.begin(OrderPurpose.of_order(order), TenderKind.CASH)

    def give_up(self, reason: str) -> None:
        """Nobody pays what the order owes: a loss. Wants a second person's approval."""
        order_id = OrderId(self.state.opened)
        lost = next((one for one in self.state.not_paid if one.order_id == order_id), None)
        if self.state.busy or lost is None:
            return

        def work(
            office: Office, command: CommandId, session: SessionView, word: Approval | None
        ) -> Money:
            return office.cards.give_up(command, session, order_id, reason, word)

        about = Deed(lost.name, lost.order_number, amount=lost.owing, reason=reason.strip())
        self._now(busy=True, refusal=None)
        self._act.do((order_id, reason), work, self._done, self._refuse, about=about)

    def go(self, order_id: OrderId) -> None:
        """Show the order: its tickets can come back there."""
        self._leave()
        self._desk.walk_to("orders")
        self.open_order(order_id)

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)
