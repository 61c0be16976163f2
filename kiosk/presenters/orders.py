"""Orders: find one, read its life, print a ticket again.

A reprint revokes the old barcode, so it wants a reason. Where the paper is gone, it wants a second
person too if the cashier's role does not reach; where the bad paper lies here, it is handed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.presenters.acts import Act
from kiosk.presenters.approval import ApprovalDesk
from kiosk.presenters.desk import Desk
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks, Timers
from kiosk.presenters.typing import MOST_ROWS, Typing
from pos.errors import PosError, TextRefused
from pos.ids import CommandId, Ids, OrderId, PrintJobId, TicketId
from pos.views.people import Approval, Permission, SessionView
from pos.views.selling import OrderRow, OrderTicketView, OrderView

if TYPE_CHECKING:
    from pos.office import Office


@dataclass(frozen=True, slots=True)
class OrdersState:
    """``reprinting``: the ticket whose reprint waits for a reason; ``here``: its bad paper lies on
    the counter. ``reprinted``: the one that was sent to the printer last."""

    text: str = ""
    rows: tuple[OrderRow, ...] = ()
    looked: bool = False
    order: OrderView | None = None
    reprinting: OrderTicketView | None = None
    here: bool = False
    reprinted: OrderTicketView | None = None
    busy: bool = False
    refusal: PosError | None = None


class Orders(Presenter[OrdersState]):
    """The Orders room."""

    def __init__(
        self, tasks: Tasks, desk: Desk, ids: Ids, timers: Timers, approvals: ApprovalDesk
    ) -> None:
        super().__init__(OrdersState())
        self._tasks = tasks
        self._desk = desk
        self._approvals = approvals
        self._act = Act(ids)
        self._typing = Typing(timers, self._look)
        self._asked = 0
        desk.changed.append(self._desk_changed)

    # ---- find and open ----

    def enter(self) -> None:
        """The room was opened."""
        self._look()
        self.read_again()

    def type(self, text: str) -> None:
        """The field changed."""
        self._now(text=text, refusal=None)
        self._typing.changed()

    def open(self, order_id: OrderId) -> None:
        """A row was touched: show the order."""
        self._now(reprinting=None, reprinted=None, refusal=None)
        self._read(order_id)

    def close(self) -> None:
        """Back to the list."""
        self._now(order=None, reprinting=None, reprinted=None, refusal=None)
        self._look()

    def read_again(self) -> None:
        """Something may have happened to the open order: a print came out, a person decided."""
        if self.state.order is not None:
            self._read(self.state.order.order_id)

    def _read(self, order_id: OrderId) -> None:
        self._tasks.ask(
            lambda office: office.orders.get(order_id), self._opened, self._refuse, self
        )

    def _opened(self, order: OrderView) -> None:
        self._now(order=order)

    def _look(self) -> None:
        self._asked += 1
        number, text = self._asked, self.state.text

        def know(rows: tuple[OrderRow, ...]) -> None:
            if number == self._asked:
                self._now(rows=rows, looked=True)

        self._tasks.ask(
            lambda office: office.orders.find(text, MOST_ROWS), know, self._refuse, self
        )

    # ---- reprint ----

    def want_reprint(self, ticket_id: TicketId) -> None:
        """Ask why a ticket is to be printed again."""
        order = self.state.order
        if order is not None and not self._act.under_way:
            ticket = next(t for t in order.tickets if t.ticket_id == ticket_id)
            self._now(reprinting=ticket, here=False, reprinted=None, refusal=None)

    def paper_is(self, *, here: bool) -> None:
        """Say whether the old paper lies here and is bad, or is gone."""
        self._now(here=here, refusal=None)

    def no_reprint(self) -> None:
        """Leave the ticket as it is."""
        self._now(reprinting=None, refusal=None)

    def reprint(self, reason: str, stock_serial: str = "") -> None:
        """Revoke the old barcode and print a new ticket. ``stock_serial``: the number on the bad
        paper, where it lies here and has one."""
        ticket = self.state.reprinting
        if ticket is None:
            return
        if not reason.strip():
            self._now(refusal=TextRefused(field="reason", limit=0))
            return
        serial = stock_serial.strip() if self.state.here else None
        self._reprint(ticket, reason.strip(), serial, None)

    def _reprint(
        self,
        ticket: OrderTicketView,
        reason: str,
        serial: str | None,
        approval: Approval | None,
    ) -> None:
        """``serial`` None: the old paper is gone."""
        content = (ticket.ticket_id, reason, serial)
        command = self._act.begin(content)
        if command is None:
            return
        session = self._desk.person
        self._now(busy=True, refusal=None)

        def failed(error: PosError) -> None:
            self._act.failed(error)
            if error.code == "approval_needed" and approval is None:
                self._now(busy=False)
                self._approvals.ask(
                    Permission.REPRINT,
                    command,
                    lambda granted: self._reprint(ticket, reason, serial, granted),
                )
            else:
                self._refuse(error)

        self._tasks.change(
            lambda office: _send(
                office, command, session, ticket.ticket_id, reason, serial, approval
            ),
            lambda _job: self._sent(ticket),
            failed,
            self,
        )

    def _sent(self, ticket: OrderTicketView) -> None:
        self._act.succeeded()
        self._now(busy=False, reprinting=None, reprinted=ticket)
        self.read_again()

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)

    def _desk_changed(self) -> None:
        if self._desk.session is None and self.state != OrdersState():
            self._typing.stop()
            self._asked += 1
            self._now(
                text="",
                rows=(),
                looked=False,
                order=None,
                reprinting=None,
                reprinted=None,
                refusal=None,
            )


def _send(
    office: Office,
    command: CommandId,
    session: SessionView,
    ticket_id: TicketId,
    reason: str,
    serial: str | None,
    approval: Approval | None,
) -> PrintJobId:
    """Run on the ledger thread."""
    if serial is not None:
        return office.orders.spoil(command, session, ticket_id, reason, serial, approval)
    return office.orders.reprint(command, session, ticket_id, reason, approval)
