"""What is done to an order beside money: another name, who picks up which part, an order of their
own for some tickets, back to will-call, a note. One form at a time, on the order's own page."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from kiosk.presenters.approval import ApprovalDesk, Deed
from kiosk.presenters.approved_act import ApprovedAct
from kiosk.presenters.desk import Desk
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from pos.errors import PosError, TextMissing
from pos.ids import CommandId, Ids, TicketId
from pos.lifecycles import OrderState, PrintState, TicketState
from pos.views.exchanging import SplitPlan, SplitView
from pos.views.order_life import OrderNames
from pos.views.people import Approval, Permission, SessionView
from pos.views.selling import OrderTicketView, OrderView

if TYPE_CHECKING:
    from pos.office import Office


class OrderAct(Enum):
    """A form on an order's page."""

    NAME = "name"
    PART = "part"
    OWN = "own"
    """Some of its tickets become an order of their own."""
    BACK = "back"
    NOTE = "note"


CHOOSING = (OrderAct.PART, OrderAct.OWN)
"""Forms for which tickets are chosen."""


@dataclass(frozen=True, slots=True)
class OrderActsState:
    """``order``: the one on the page; ``offered``: what can be done to it by who is signed in.
    ``act``: the form that is open. ``chosen``: tickets that somebody picks up apart. ``here``: the
    paper of what goes back lies on the counter. ``done``: what was done last, ``papers``: tickets
    out that it concerns. ``plan``: what an order of their own would mean for what is chosen;
    ``made``: the one that was made."""

    order: OrderView | None = None
    offered: frozenset[OrderAct] = frozenset()
    act: OrderAct | None = None
    chosen: frozenset[TicketId] = frozenset()
    here: bool = True
    done: OrderAct | None = None
    papers: int = 0
    plan: SplitPlan | None = None
    made: SplitView | None = None
    busy: bool = False
    refusal: PosError | None = None

    @property
    def tickets(self) -> tuple[OrderTicketView, ...]:
        """Those of the order that count."""
        every = self.order.tickets if self.order is not None else ()
        return tuple(ticket for ticket in every if ticket.state in _STANDING)

    @property
    def apart(self) -> dict[TicketId, str]:
        """Who picks up each ticket that is not picked up with the rest."""
        parts = self.order.parts if self.order is not None else ()
        return {ticket: part.name for part in parts for ticket in part.tickets}

    @property
    def joins(self) -> bool:
        """Whether all that is chosen is picked up apart now: without a name it goes with the rest
        again."""
        return bool(self.chosen) and self.chosen <= self.apart.keys()


class OrderActs(Presenter[OrderActsState]):
    """The forms of an order's page. ``changed``: the order is another than before."""

    def __init__(
        self,
        tasks: Tasks,
        desk: Desk,
        ids: Ids,
        approvals: ApprovalDesk,
        changed: Callable[[], None],
    ) -> None:
        super().__init__(OrderActsState())
        self._tasks = tasks
        self._desk = desk
        self._asked = 0
        self._changed = changed
        self._act = ApprovedAct(tasks, desk, ids, approvals, lambda: self._now(busy=False))

    def show(self, order: OrderView | None) -> None:
        """The page shows another order, the same one as it is now, or none."""
        before = self.state.order
        if order is None or before is None or order.order_id != before.order_id:
            self._become(OrderActsState(order=order, busy=self.state.busy))
        self._now(order=order, offered=_offered(order, self._desk))
        self._now(chosen=self.state.chosen & {each.ticket_id for each in self.state.tickets})

    def open(self, act: OrderAct) -> None:
        """A button was touched: show its form, or put it away again."""
        if not self.state.busy and act in self.state.offered:
            again = act is self.state.act
            out = sum(1 for t in self.state.tickets if t.print_state in _OUT)
            self._now(
                act=None if again else act,
                chosen=frozenset(),
                here=True,
                done=None,
                papers=out,
                plan=None,
                made=None,
                refusal=None,
            )

    def close(self) -> None:
        """Leave the order as it is, and say no more what was done: something else is."""
        if not self.state.busy:
            self._now(act=None, chosen=frozenset(), done=None, refusal=None)

    def toggle(self, ticket_id: TicketId) -> None:
        """A ticket was touched while parts are made."""
        if self.state.act in CHOOSING and not self.state.busy:
            self._now(chosen=self.state.chosen ^ {ticket_id}, plan=None, refusal=None)
            if self.state.act is OrderAct.OWN:
                self._plan()

    def _plan(self) -> None:
        """Ask what an order of their own would mean; only the answer to the last question
        counts."""
        self._asked += 1
        number, order, chosen = self._asked, self.state.order, self._chosen()
        if order is None or not chosen:
            return
        session, order_id = self._desk.person, order.order_id

        def told(**answer: object) -> None:
            if number == self._asked and self.state.act is OrderAct.OWN:
                self._now(**answer)

        self._tasks.ask(
            lambda office: office.splitting_off.plan(session, order_id, chosen),
            lambda plan: told(plan=plan),
            lambda error: told(refusal=error),
            self,
        )

    def _chosen(self) -> tuple[TicketId, ...]:
        """Return what is chosen, in the order's order."""
        return tuple(t.ticket_id for t in self.state.tickets if t.ticket_id in self.state.chosen)

    def paper_is(self, *, here: bool) -> None:
        """Say whether the paper of what goes back lies here."""
        self._now(here=here, refusal=None)

    # ---- do ----

    def rename(self, names: OrderNames) -> None:
        """Let the order go by these names."""
        order = self._ready(OrderAct.NAME)
        if order is None or not self._said("name", names.name):
            return
        order_id = order.order_id
        self._do(
            ("name", order_id, names),
            lambda office, cmd, who, _: office.naming.rename(cmd, who, order_id, names),
        )

    def split(self, name: str) -> None:
        """Let somebody pick up what is chosen; without a name it is picked up with the rest."""
        order = self._ready(OrderAct.PART)
        if order is None or not (self.state.joins or self._said("name", name)):
            return
        order_id, chosen = order.order_id, self._chosen()
        self._do(
            ("part", order_id, chosen, name),
            lambda office, cmd, who, _: office.splitting.split(cmd, who, order_id, chosen, name),
        )

    def split_off(self, names: OrderNames, reason: str) -> None:
        """Let what is chosen become an order of its own under this name, as it was planned."""
        plan = self.state.plan
        if self._ready(OrderAct.OWN) is None or plan is None:
            return
        if not self._said("name", names.name) or not self._said("reason", reason):
            return

        def work(office: Office, cmd: CommandId, who: SessionView, word: Approval | None) -> object:
            return office.splitting_off.split(cmd, who, plan, names, reason, approval=word)

        about = self._about(len(plan.tickets), reason, names.name)
        self._do(("own", plan, names, reason), work, replace(about, amount=plan.worth))

    def send_back(self, reason: str) -> None:
        """Let the order wait at will-call again."""
        order = self._ready(OrderAct.BACK)
        if order is None or not self._said("reason", reason):
            return
        order_id, here = order.order_id, self.state.here and bool(self.state.papers)

        def work(office: Office, cmd: CommandId, who: SessionView, word: Approval | None) -> object:
            return office.sending_back.send_back(
                cmd, who, order_id, reason, handed_in=here, approval=word
            )

        self._do(
            ("back", order_id, reason, here), work, self._about(len(self.state.tickets), reason)
        )

    def note(self, text: str) -> None:
        """Write something about the order."""
        order = self._ready(OrderAct.NOTE)
        if order is None or not self._said("note", text):
            return
        order_id = order.order_id
        self._do(
            ("note", order_id, text),
            lambda office, cmd, who, _: office.naming.note(cmd, who, order_id, text),
        )

    def _ready(self, act: OrderAct) -> OrderView | None:
        return self.state.order if self.state.act is act and not self.state.busy else None

    def _said(self, field: str, text: str) -> bool:
        if not text.strip():
            self._now(refusal=TextMissing(field=field))
        return bool(text.strip())

    def _about(self, tickets: int, reason: str, whom: str = "") -> Deed:
        """Return what is asked about tickets of the order."""
        order = self.state.order
        assert order is not None
        return Deed(order.name, order.order_number, tickets=tickets, whom=whom, reason=reason)

    def _do(
        self,
        content: Hashable,
        work: Callable[[Office, CommandId, SessionView, Approval | None], object],
        about: Deed | None = None,
    ) -> None:
        self._now(busy=True, refusal=None)
        self._act.do(content, work, self._done, lambda error: self._now(refusal=error), about=about)

    def _done(self, answer: object) -> None:
        made = answer if isinstance(answer, SplitView) else None
        self._now(act=None, chosen=frozenset(), plan=None, made=made, done=self.state.act)
        self._changed()


_STANDING = (TicketState.LIVE.value, TicketState.SCANNED.value)
_OUT = (PrintState.PRINTED.value, PrintState.UNKNOWN.value, PrintState.SENT.value)


def _offered(order: OrderView | None, desk: Desk) -> frozenset[OrderAct]:
    """Return what can be done to the order. Nobody picks up what does not take place."""
    if order is None or not desk.may(Permission.HAND_OVER):
        return frozenset()
    standing = [t for t in order.tickets if t.state in _STANDING]
    plays = any(not each.called_off for each in standing)
    found = {OrderAct.NOTE, OrderAct.NAME}
    if plays and len(standing) > 1:
        found.add(OrderAct.PART)
        if desk.may(Permission.SELL):
            found.add(OrderAct.OWN)
    if plays and order.state == OrderState.COLLECTED.value:
        found.add(OrderAct.BACK)
    return frozenset(found)
