"""Giving money back: what is chosen, what would go back where, and what became of it.

Cash goes out of the drawer with the commit. What was paid by card is asked of the terminal one card
after the other; what a card did not take, or what is not known, stays owed and says so.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from kiosk.card_desk import CardDesk, CardDeskState
from kiosk.presenters.another_way import AnotherState, AnotherWay
from kiosk.presenters.approval import ApprovalDesk, Deed
from kiosk.presenters.approved_act import ApprovedAct
from kiosk.presenters.desk import Desk
from kiosk.presenters.in_hand import InHand
from kiosk.presenters.instead import ways_for
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from pos.errors import PosError, TextMissing
from pos.ids import CommandId, Ids, OrderId
from pos.lifecycles import PAYMENT_OPEN, PaymentState, TicketState
from pos.money import Money, total
from pos.views.paying import (
    CardBegun,
    GiveBackPlan,
    GivenBackView,
    Instead,
    OwedBackView,
    PaymentView,
)
from pos.views.people import Approval, SessionView
from pos.views.selling import OrderExtraView, OrderTicketView, OrderView

if TYPE_CHECKING:
    from pos.office import Office

STANDING = (TicketState.LIVE.value, TicketState.SCANNED.value)
"""Tickets that can still be given back."""

NOT_TAKEN = (PaymentState.DECLINED.value, PaymentState.SENT.value, PaymentState.UNKNOWN.value)
"""Card payments that were tried, and with which nothing went back yet."""


class Stage(Enum):
    """Where giving back stands."""

    AWAY = "away"
    CHOOSING = "choosing"
    GIVEN = "given"
    """On disk: cash is handed over, cards are asked, what is owed is shown."""


@dataclass(frozen=True, slots=True)
class GiveBackState:
    """``tickets`` and ``extras``: what can go back; ``chosen``: ids of what shall. ``plan``: what
    would happen, None while it is worked out or nothing is chosen. ``given``: what was just done.
    ``owed``: parts of this order's refunds that have not reached the patron; ``trying``: the card
    payment in hand; ``last``: what the terminal said last."""

    stage: Stage = Stage.AWAY
    order: OrderView | None = None
    tickets: tuple[OrderTicketView, ...] = ()
    extras: tuple[OrderExtraView, ...] = ()
    chosen: frozenset[str] = frozenset()
    by_check: bool = False
    ways: tuple[Instead, ...] = ()
    """Where it can go that is not back to its tenders."""
    way: Instead | None = None
    plan: GiveBackPlan | None = None
    given: GivenBackView | None = None
    reason: str = ""
    """Why it goes back, as it was said last."""
    owed: tuple[OwedBackView, ...] = ()
    another: AnotherState = field(default_factory=AnotherState)
    """The form of a part that goes another way."""
    trying: bool = False
    last: PaymentView | None = None
    busy: bool = False
    desk: CardDeskState = field(default_factory=CardDeskState)
    refusal: PosError | None = None

    @property
    def shown(self) -> bool:
        """Whether money of an order goes back here."""
        return self.stage is not Stage.AWAY

    @property
    def failed(self) -> Money | None:
        """What of the money just given back no card took, as far as is known; None without."""
        if self.given is None:
            return None
        mine = [part for part in self.owed if part.refund_id == self.given.refund_id]
        tried = [part.amount for part in mine if part.state in NOT_TAKEN]
        return total(tried, self.given.amount.currency) if tried else None

    @property
    def can_give(self) -> bool:
        """Whether what is planned can be done now."""
        plan = self.plan
        return plan is not None and not self.busy and not any(line.refused for line in plan.lines)


class GiveBack(Presenter[GiveBackState]):
    """The panel of money that goes back. ``changed`` callbacks run when the order is another
    than before."""

    def __init__(
        self, tasks: Tasks, desk: Desk, ids: Ids, approvals: ApprovalDesk, cards: CardDesk
    ) -> None:
        super().__init__(GiveBackState())
        self._tasks = tasks
        self._desk = desk
        self._cards = cards
        self._act = ApprovedAct(tasks, desk, ids, approvals, lambda: self._now(busy=False))
        self.another = AnotherWay(tasks, desk, ids, approvals, self._moved)
        self._ids = ids
        self._asked = 0
        self._queue: deque[str] = deque()
        self.in_hand = InHand()
        self.changed: list[Callable[[], None]] = []
        desk.changed.append(self._desk_changed)
        cards.watch(self._desk_is)
        self.another.watch(lambda state: self._now(another=state))

    # ---- open and choose ----

    def open(self, order: OrderView) -> None:
        """Show what of an order is owed to its patron already; without that, what can go back."""
        tickets = tuple(ticket for ticket in order.tickets if ticket.state in STANDING)
        extras = tuple(extra for extra in order.extras if not extra.returned)
        every = frozenset(t.ticket_id for t in tickets) | frozenset(e.extra_id for e in extras)
        self._leave()
        owes = order.to_give_back is not None
        self._become(
            GiveBackState(
                Stage.GIVEN if owes else Stage.CHOOSING,
                order,
                tickets,
                extras,
                every if len(every) == 1 else frozenset(),
                desk=self.state.desk,
            )
        )
        self._plan()
        self._read_owed()
        self._tasks.ask(
            lambda office: ways_for(office, order),
            lambda ways: self._now(ways=ways) if self.state.order is order else None,
            self._refuse,
            self,
        )

    def go_on(self, order: OrderView, plan: GiveBackPlan, given: GivenBackView) -> None:
        """Something else gave money back, which is on disk: see it to its patron."""
        self._leave()
        self._become(GiveBackState(Stage.GIVEN, order, plan=plan, reason="", desk=self.state.desk))
        self._given(given)

    def close(self) -> None:
        """Put the panel away. What is owed stays owed; not while something is on its way to disk or
        a card at the terminal."""
        if self.state.busy or self.state.another.busy or self.at_terminal:
            return
        self._leave()
        self._become(GiveBackState(desk=self.state.desk))

    def choose_more(self) -> None:
        """Leave what is owed where it is, and choose what else goes back."""
        if self.state.stage is Stage.GIVEN and not self.state.busy and not self.at_terminal:
            self._now(stage=Stage.CHOOSING, given=None, last=None, refusal=None)
            self.another.form(None)
            self._plan()

    @property
    def at_terminal(self) -> bool:
        """Whether the terminal is at one of our cards this moment."""
        return self.state.trying and self.state.desk.at_work

    def _desk_is(self, desk: CardDeskState) -> None:
        if self.state.trying:
            self.in_hand.desk_is(desk)
        self._now(desk=desk)

    def toggle(self, item_id: str) -> None:
        """A ticket or extra was touched: it goes back, or stays."""
        if self.state.stage is Stage.CHOOSING and not self.state.busy:
            self._now(chosen=self.state.chosen ^ {item_id}, plan=None, refusal=None)
            self._plan()

    def choose(self, item_id: str) -> None:
        """That one goes back, of all that can."""
        ids = {ticket.ticket_id for ticket in self.state.tickets}
        if self.state.stage is Stage.CHOOSING and item_id in ids - self.state.chosen:
            self.toggle(item_id)

    def everything(self) -> None:
        """All of it goes back."""
        if self.state.stage is Stage.CHOOSING and not self.state.busy:
            tickets = frozenset(ticket.ticket_id for ticket in self.state.tickets)
            every = tickets | frozenset(extra.extra_id for extra in self.state.extras)
            self._now(chosen=every, plan=None, refusal=None)
            self._plan()

    def by_check(self, *, yes: bool) -> None:
        """Whether the office writes a check for what a check had paid, instead of cash."""
        if self.state.stage is Stage.CHOOSING and not self.state.busy:
            self._now(by_check=yes, plan=None, refusal=None)
            self._plan()

    def choose_way(self, index: int | None) -> None:
        """All of it goes there; None: back to its tenders."""
        if self.state.stage is Stage.CHOOSING and not self.state.busy:
            way = None if index is None else self.state.ways[index]
            self._now(way=way, plan=None, refusal=None)
            self._plan()

    def _plan(self) -> None:
        """Ask what would happen; only the answer to the last question counts."""
        self._asked += 1
        state, number = self.state, self._asked
        if state.order is None or not (state.chosen or state.order.owing.minor < 0):
            return  # what was paid too much goes back alone, too
        session, order_id, by_check = self._desk.person, state.order.order_id, state.by_check
        tickets = tuple(t.ticket_id for t in state.tickets if t.ticket_id in state.chosen)
        extras = tuple(e.extra_id for e in state.extras if e.extra_id in state.chosen)
        can_reverse, way = state.desk.can is None or state.desk.can.reverse, state.way

        def ask(office: Office) -> GiveBackPlan:
            return office.giving_back.plan(
                session,
                order_id,
                tickets,
                extras,
                by_check=by_check,
                can_reverse=can_reverse,
                instead=way,
            )

        def know(plan: GiveBackPlan) -> None:
            if number == self._asked:
                self._now(plan=plan)

        def refuse(error: PosError) -> None:
            if number == self._asked:
                self._now(plan=None, refusal=error)

        self._tasks.ask(ask, know, refuse, self)

    # ---- give ----

    def give(self, reason: str) -> None:
        """Do what is planned."""
        plan = self.state.plan
        if plan is None or not self.state.can_give or self.state.stage is not Stage.CHOOSING:
            return
        if not reason.strip():
            self._now(refusal=TextMissing(field="reason"))
            return
        self._give(plan, reason.strip())

    def _give(self, plan: GiveBackPlan, reason: str) -> None:
        def work(
            office: Office, command: CommandId, session: SessionView, word: Approval | None
        ) -> GivenBackView:
            return office.giving_back.give_back(command, session, plan, reason, word)

        name = self.state.order.name if self.state.order is not None else ""
        about = Deed.goes_back(name, plan, reason)
        self._now(busy=True, refusal=None, reason=reason)
        self._act.do(("give", plan, reason), work, self._given, self._not_given, about=about)

    def _given(self, given: GivenBackView) -> None:
        """Go on with its cards; where the person left meanwhile, they stay owed."""
        if self.state.order is None:
            return
        self._queue.extend(given.cards)
        self.in_hand.hold(given.cards)
        self._now(stage=Stage.GIVEN, given=given, refusal=None)
        self._changed()
        self._next_card()

    def _not_given(self, error: PosError) -> None:
        self._now(refusal=error)
        if error.params.get("what") == "plan_changed":
            self._changed()
            self._plan()

    # ---- cards ----

    def _next_card(self) -> None:
        """Ask the terminal for the next card; when there is none, show what is still owed."""
        if self._queue:
            payment_id = self._queue.popleft()
            self._send(lambda office: office.cards.send(payment_id))
        else:
            self._now(trying=False)
            self._read_owed()

    def _send(self, begin: Callable[[Office], CardBegun]) -> None:
        self._now(trying=True, last=None, refusal=None)
        self._cards.charge(begin, self._told, self._not_sent)

    def _told(self, view: PaymentView) -> None:
        if self.state.order is None or view.for_id != self.state.order.order_id:
            return
        self.in_hand.told(view)
        self._now(last=view)
        if PaymentState(view.state) in PAYMENT_OPEN:
            self._read_owed()
            return
        self._changed()
        self._next_card()

    def _not_sent(self, error: PosError) -> None:
        """Nothing went to the terminal; the other cards are not asked either."""
        self._forget_cards()
        self._now(trying=False, refusal=error)
        self._read_owed()

    def _leave(self) -> None:
        """The panel is another order's, or nobody's."""
        self._forget_cards()
        self._asked += 1
        self.another.forget()

    def _forget_cards(self) -> None:
        self._queue.clear()
        self.in_hand.let_go()

    def abort(self) -> None:
        """Ask the terminal to give up; its answer says whether it could."""
        self._cards.abort()

    # ---- what is owed ----

    def try_again(self, part: OwedBackView) -> None:
        """Ask the terminal once more: about the payment that is not known, for the one that was
        never sent, or with another payment for one that was declined."""
        if self.state.busy or self.state.another.busy or self.at_terminal:
            return
        self._now(refusal=None)
        if part.state in (PaymentState.SENT.value, PaymentState.UNKNOWN.value):
            self._ask_about(part.payment_id)
        elif part.state == PaymentState.CREATED.value:
            self._send(lambda office: office.cards.send(part.payment_id))
        else:
            command, session = CommandId(self._ids.new()), self._desk.person
            self._send(lambda office: _again(office, command, session, part))

    def _ask_about(self, payment_id: str) -> None:
        if self._cards.state.payment_id == payment_id:
            self._cards.ask_now()
        else:
            self._cards.resume()

    def _moved(self) -> None:
        self._changed()
        self._read_owed()

    def payments_changed(self) -> None:
        """A card payment took an arrow somewhere."""
        if self.state.stage is not Stage.AWAY:
            self._read_owed()

    def _read_owed(self) -> None:
        order = self.state.order
        if order is None:
            return
        order_id = order.order_id
        self._tasks.ask(
            lambda office: _owed(office, order_id),
            lambda owed: self._know_owed(order_id, owed),
            self._refuse,
            self,
        )

    def _know_owed(self, order_id: OrderId, owed: tuple[OwedBackView, ...]) -> None:
        order = self.state.order
        if order is not None and order.order_id == order_id:
            self._now(owed=owed)
            self.another.still_owed(owed)

    def _refuse(self, error: PosError) -> None:
        self._now(refusal=error)

    def _changed(self) -> None:
        for callback in tuple(self.changed):
            callback()

    def _desk_changed(self) -> None:
        if self._desk.session is None and self.state.stage is not Stage.AWAY:
            self._leave()
            self._become(GiveBackState(desk=self.state.desk))


def _owed(office: Office, order_id: OrderId) -> tuple[OwedBackView, ...]:
    return tuple(part for part in office.giving_back.owing() if part.order_id == order_id)


def _again(
    office: Office, command: CommandId, session: SessionView, part: OwedBackView
) -> CardBegun:
    """Put another payment for a part on disk and return what the terminal is to be asked."""
    payment_id = office.giving_back.try_again(command, session, part.refund_id, part.line)
    return office.cards.send(payment_id)
