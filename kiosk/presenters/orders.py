"""Orders: find one, read its life, print a ticket again, and go where its money is moved.

A reprint revokes the old barcode, so it wants a reason. Where the paper is gone, it wants a second
person too if the cashier's role does not reach; where the bad paper lies here, it is handed in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk.presenters.acts import Act
from kiosk.presenters.approval import ApprovalDesk, Deed
from kiosk.presenters.correct_tender import FROM, CorrectTender
from kiosk.presenters.desk import Desk
from kiosk.presenters.exchange import Exchange
from kiosk.presenters.give_back import STANDING, GiveBack
from kiosk.presenters.order_acts import OrderActs, OrderActsState
from kiosk.presenters.order_patron import OrderPatron, OrderPatronState
from kiosk.presenters.pay import Pay
from kiosk.presenters.purposes import OrderPurpose
from kiosk.presenters.returned_check import ReturnedCheck, checks_of
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Reports, Tasks, Timers
from kiosk.presenters.typing import MOST_ROWS, Typing
from pos.errors import PosError, TextMissing, TillNotOpen
from pos.ids import CommandId, Ids, OrderId, PatronId, PrintJobId, TicketId
from pos.lifecycles import OrderState
from pos.views.patrons import PatronRow
from pos.views.paying import OwedBackView
from pos.views.people import Approval, Permission, SessionView
from pos.views.selling import OrderRow, OrderTicketView, OrderView, TenderKind
from pos.views.subscriptions import OpenSeries

if TYPE_CHECKING:
    from pathlib import Path

    from pos.office import Office


@dataclass(frozen=True)
class OrderMoves:
    """The panels in which an order's money is moved."""

    give_back: GiveBack
    correct_tender: CorrectTender
    returned_check: ReturnedCheck
    pay: Pay
    exchange: Exchange


@dataclass(frozen=True, slots=True)
class Ways:
    """What the person signed in can do about the open order's money."""

    give_back: bool = False
    exchange: bool = False
    correct: bool = False
    check_back: bool = False
    take: bool = False
    copy: bool = False


@dataclass(frozen=True, slots=True)
class OrdersState:
    """``reprinting``: the ticket whose reprint waits for a reason; ``here``: its bad paper lies on
    the counter. ``reprinted``: the one that was sent to the printer last; ``copied``: the receipt
    was; ``written``: where the order was written to. ``patron``: whose the order is, where somebody
    said so; ``open_series``: what of it may have more dates. ``owed``: what of refunds has not
    reached its patrons, of any order. ``values``: who is signed in may look after certificates;
    ``cancels``: after performances that do not take place; ``imports``: may load lists of
    orders."""

    text: str = ""
    rows: tuple[OrderRow, ...] = ()
    looked: bool = False
    order: OrderView | None = None
    patron: PatronRow | None = None
    reprinting: OrderTicketView | None = None
    here: bool = False
    reprinted: OrderTicketView | None = None
    copied: bool = False
    written: Path | None = None
    ways: Ways = field(default_factory=Ways)
    owed: tuple[OwedBackView, ...] = ()
    open_series: tuple[OpenSeries, ...] = ()
    values: bool = False
    cancels: bool = False
    imports: bool = False
    busy: bool = False
    refusal: PosError | None = None


class Orders(Presenter[OrdersState]):
    """The Orders room."""

    def __init__(
        self,
        tasks: Tasks,
        desk: Desk,
        ids: Ids,
        timers: Timers,
        approvals: ApprovalDesk,
        moves: OrderMoves,
        reports: Reports,
    ) -> None:
        super().__init__(OrdersState())
        self._tasks = tasks
        self._desk = desk
        self._approvals = approvals
        self._moves = moves
        self._reports = reports
        self.acts = OrderActs(tasks, desk, ids, approvals, self.read_again)
        self.acts.watch(self._acting)
        self.whose = OrderPatron(tasks, desk, ids, timers, self.read_again)
        self.whose.watch(self._saying)
        self._act = Act(ids)
        self._copying = Act(ids)
        self._typing = Typing(timers, self._look)
        self._asked = 0
        self._late = False
        """The rows are not what the text finds."""
        self._giving: TicketId | None = None
        self.left: list[Callable[[], None]] = []
        self.patron_wanted: Callable[[PatronId], None] = lambda _patron: None
        """Opens a person's page."""
        self.dates_wanted: Callable[[OpenSeries], None] = lambda _row: None
        """Add dates to a series."""
        desk.changed.append(self._desk_changed)
        for panel in (
            moves.give_back,
            moves.exchange,
            moves.correct_tender,
            moves.returned_check,
        ):
            panel.changed.append(self.read_again)
        moves.pay.finished.append(self.read_again)

    # ---- find and open ----

    def enter(self) -> None:
        """The room was opened."""
        sells = self._desk.may(Permission.SELL)
        self._now(
            values=sells,
            cancels=sells or self._desk.may(Permission.CANCEL_PERFORMANCE),
            imports=self._desk.may(Permission.IMPORT),
        )
        self._look()
        self._read_owed()
        self.read_again()

    def begin_anew(self) -> None:
        """The room's key was touched: neither the order of somebody before is shown, nor what was
        looked for."""
        self._typing.stop()
        self._late = False
        self._now(text="", order=None, patron=None, reprinting=None, refusal=None)
        self._say_nothing()
        self._show(None, None)

    def type(self, text: str) -> None:
        """The field changed; what is found for it takes a moment."""
        self._late = True
        self._now(text=text, refusal=None)
        self._typing.changed()

    def touch(self, index: int) -> None:
        """A row was touched. Where it is still one of what was looked for before, another one may
        come to lie under the finger: nothing is shown."""
        if index < len(self.state.rows) and not self._late:
            self.open(self.state.rows[index].order_id)

    def open(self, order_id: OrderId) -> None:
        """A row was touched: show the order."""
        self._now(reprinting=None, reprinted=None, copied=False, written=None, refusal=None)
        who = self._desk.person
        self._tasks.change(
            lambda office: (office.orders.get(order_id), office.patrons.seen_on(who, order_id)),
            self._opened,
            self._refuse,
            self,
        )

    def show(self, order_id: OrderId, giving: TicketId | None = None) -> None:
        """Somebody comes from elsewhere to look at an order; with a ticket, to give its money
        back."""
        self._giving = giving
        self.open(order_id)

    def close(self) -> None:
        """Back to the list, or to where the order was looked at from (``left``)."""
        self._now(order=None, patron=None, reprinting=None, refusal=None)
        self._say_nothing()
        self._show(None, None)
        self._look()
        self._read_owed()
        for callback in tuple(self.left):
            callback()

    def read_again(self) -> None:
        """Something may have happened to the open order: a print came out, a person decided."""
        if self.state.order is None:
            return
        order_id = self.state.order.order_id
        self._tasks.ask(
            lambda office: (office.orders.get(order_id), office.patrons.of_order(order_id)),
            self._opened,
            self._refuse,
            self,
        )

    def _opened(self, read: tuple[OrderView, PatronRow | None]) -> None:
        order, patron = read
        known = patron if self._desk.may(Permission.SELL) else None
        self._now(order=order, patron=known, ways=_ways(order, self._desk), open_series=())
        self._show(order, known)
        self._read_series(order)
        giving, self._giving = self._giving, None
        if giving is not None:
            self.give_back()
            self._moves.give_back.choose(giving)

    def _show(self, order: OrderView | None, patron: PatronRow | None) -> None:
        """Let the parts of the page show another order, or this one as it is now."""
        self.acts.show(order)
        self.whose.show(order, patron)

    def open_patron(self) -> None:
        """Look at the person whose order this is; where it is nobody's, who that might be."""
        if self.state.patron is None:
            self._say_nothing()
            self.acts.close()
            self.whose.open()
        else:
            self.patron_wanted(self.state.patron.patron_id)

    def _read_series(self, order: OrderView) -> None:
        """Look which series of an order may have more dates."""
        if not self._desk.may(Permission.SELL) or not any(each.series for each in order.tickets):
            return
        session = self._desk.person

        def know(rows: tuple[OpenSeries, ...]) -> None:
            if self.state.order is not None and self.state.order.order_id == order.order_id:
                self._now(open_series=rows)

        self._tasks.ask(
            lambda office: office.adding_dates.of_orders(session, (order.order_id,)),
            know,
            self._refuse,
            self,
        )

    def _read_owed(self) -> None:
        self._tasks.ask(
            lambda office: office.giving_back.owing(),
            lambda owed: self._now(owed=owed),
            self._refuse,
            self,
        )

    def _look(self) -> None:
        self._asked += 1
        number, text = self._asked, self.state.text

        def know(rows: tuple[OrderRow, ...]) -> None:
            if number == self._asked:
                self._late = self.state.text != text
                self._now(rows=rows, looked=True)

        self._tasks.ask(
            lambda office: office.orders.find(text, MOST_ROWS), know, self._refuse, self
        )

    def payments_changed(self) -> None:
        """A card payment took an arrow: what is owed may be another sum."""
        if self._desk.session is not None and (self.state.looked or self.state.order):
            self._read_owed()
            self.read_again()

    # ---- its money ----

    def _begin(self) -> None:
        """Something else is done now."""
        self.acts.close()
        self.whose.close()
        self._now(refusal=None)
        self._say_nothing()

    def _say_nothing(self) -> None:
        """What was done before is not said any more."""
        state = self.state
        if state.reprinted is not None or state.copied or state.written is not None:
            self._now(reprinted=None, copied=False, written=None)

    def _acting(self, state: OrderActsState) -> None:
        if state.act is not None:
            self._say_nothing()
            self.whose.close()

    def _saying(self, state: OrderPatronState) -> None:
        if state.done:
            self._say_nothing()

    def give_back(self) -> None:
        """Show what can go back."""
        if self.state.order is not None and self.state.ways.give_back:
            self._begin()
            self._moves.give_back.open(self.state.order)

    def exchange(self) -> None:
        """Show what can be exchanged."""
        if self.state.order is not None and self.state.ways.exchange:
            self._begin()
            self._moves.exchange.open(self.state.order)

    def add_dates(self) -> None:
        """Show the dates that the order's series may still have, the first of several."""
        if self.state.open_series:
            self._begin()
            self.dates_wanted(self.state.open_series[0])

    def correct(self) -> None:
        """Show what was taken, to put it right."""
        if self.state.order is not None and self.state.ways.correct:
            self._begin()
            self._moves.correct_tender.open(self.state.order)

    def check_back(self) -> None:
        """Show the order's checks: one came back."""
        if self.state.order is not None and self.state.ways.check_back:
            self._begin()
            self._moves.returned_check.open(self.state.order)

    def certificates(self) -> None:
        """Show gift certificates and patron accounts."""
        self._desk.walk_to("certificates")

    def cancelled(self) -> None:
        """Show the performances that do not take place."""
        self._desk.walk_to("cancelled")

    def lists(self) -> None:
        """Show the lists of orders sold elsewhere."""
        self._desk.walk_to("order_lists")

    def take(self) -> None:
        """Take what the open order owes again: a check came back, a card's money never came."""
        order = self.state.order
        if order is None or not self.state.ways.take:
            return
        if not self._desk.serves:
            self._now(refusal=TillNotOpen())
            return
        self._begin()
        self._moves.pay.begin(OrderPurpose.of_order(order), TenderKind.CASH)

    def copy_receipt(self) -> None:
        """Print the receipt once more, as a copy."""
        order = self.state.order
        command = None if order is None else self._copying.begin(order.order_id)
        if order is None or command is None:
            return
        session, order_id = self._desk.person, order.order_id
        self._begin()
        self._tasks.change(
            lambda office: office.orders.copy_receipt(command, session, order_id),
            self._copied,
            self._not_copied,
            self,
        )

    def _copied(self, _job: PrintJobId) -> None:
        self._copying.succeeded()
        self._now(copied=True)

    def _not_copied(self, error: PosError) -> None:
        self._copying.failed(error)
        self._refuse(error)

    def write(self) -> None:
        """Write the order with its signatures as a file, to be printed or kept."""
        order, reports = self.state.order, self._reports
        if order is None or self.state.busy:
            return
        self._begin()
        self._now(busy=True)
        self._tasks.change(
            lambda office: reports.order(order, office.catalogue.company()),
            lambda place: self._now(busy=False, written=place),
            self._refuse,
            self,
        )

    # ---- reprint ----

    def want_reprint(self, ticket_id: TicketId) -> None:
        """Ask why a ticket is to be printed again."""
        order = self.state.order
        if order is not None and not self._act.under_way:
            ticket = next(t for t in order.tickets if t.ticket_id == ticket_id)
            self.acts.close()
            self._now(reprinting=ticket, here=False, refusal=None)
            self._say_nothing()

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
            self._now(refusal=TextMissing(field="reason"))
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
        session, order, about = self._desk.person, self.state.order, None
        if order is not None:
            about = Deed(order.name, order.order_number, ticket.place, 1, reason=reason)
        self._now(busy=True, refusal=None)

        def failed(error: PosError) -> None:
            self._act.failed(error)
            if error.code == "approval_needed" and approval is None:
                self._now(busy=False)
                self._approvals.ask(
                    Permission.REPRINT,
                    command,
                    lambda granted: self._reprint(ticket, reason, serial, granted),
                    about,
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
            self._become(OrdersState(busy=self.state.busy))
            self._show(None, None)


_OWED_HERE = (OrderState.UNPAID.value, OrderState.CANCELLED.value)
"""Tickets are out, or none is left, and a check came back."""


def _ways(order: OrderView, desk: Desk) -> Ways:
    """Return what can be done about an order's money by who is signed in."""
    sells = desk.may(Permission.SELL)
    standing = [ticket for ticket in order.tickets if ticket.state in STANDING]
    extras = any(not extra.returned for extra in order.extras)
    return Ways(
        give_back=sells
        and (bool(standing) or extras or order.to_give_back is not None or order.owing.minor < 0),
        exchange=sells and bool(standing),
        correct=sells and any(t.kind in FROM and t.left for t in order.tenders),
        check_back=desk.may(Permission.RETURNED_CHECK) and bool(checks_of(order)),
        take=desk.may(Permission.HAND_OVER)
        and order.owing.minor > 0
        and order.state in _OWED_HERE  # what still waits is paid at will call
        and not any(each.called_off for each in standing),
        copy=sells and bool(order.tenders),
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
