"""Money in doubt: card payments that were made, or may have been, and stand in no order; forced
ones that wait for evidence; and cards that were taken offline.

Each can be asked about, finished (the sale is made from what the payment kept), given back, or
decided by a manager who answers for it (``deciding.py``). A refund that never reached the terminal
can be sent. What the panels of paying and giving back have in hand is nobody's doubt. What was
taken offline is in no doubt before the bank declines it (``offline_cards.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk.card_desk import CardDesk, CardDeskState
from kiosk.presenters.approval import ApprovalDesk
from kiosk.presenters.deciding import Deciding, DecidingState
from kiosk.presenters.desk import Desk
from kiosk.presenters.give_back import GiveBack
from kiosk.presenters.in_hand import InHand
from kiosk.presenters.offline_cards import OfflineCards, OfflineCardsState
from kiosk.presenters.pay import Pay
from kiosk.presenters.pay_card import CardPay, card_tender, voided_by_hand
from kiosk.presenters.pay_state import Stage
from kiosk.presenters.purposes import CartPurpose, OrderPurpose, purpose_of
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks, Timer, Timers
from pos.clock import Clock
from pos.errors import PaymentGone, PosError
from pos.ids import CommandId, Ids
from pos.lifecycles import PAYMENT_OPEN, PaymentState
from pos.views.paying import (
    AnswerSource,
    CardBegun,
    ExceptionView,
    NotPaidView,
    PaymentKind,
    PaymentView,
)
from pos.views.selling import CartView, Later, OrderView, TenderGiven, TenderKind

if TYPE_CHECKING:
    from pos.office import Office

TICK_S = 30.0
"""How often the time that stored cards have left is counted again while the panel is up."""


@dataclass(frozen=True, slots=True)
class DoubtState:
    """``payments`` oldest first; ``exceptions`` that are open. ``deciding`` and ``offline``: what
    the other presenters of the panel show. ``busy``: a payment is in hand here; ``can_finish``:
    nothing else is being paid; ``pays_for``: what is, where that can be left for a card that has
    paid for it already."""

    shown: bool = False
    payments: tuple[PaymentView, ...] = ()
    exceptions: tuple[ExceptionView, ...] = ()
    deciding: DecidingState = field(default_factory=DecidingState)
    offline: OfflineCardsState = field(default_factory=OfflineCardsState)
    busy: bool = False
    can_finish: bool = True
    pays_for: str = ""
    desk: CardDeskState = field(default_factory=CardDeskState)
    refusal: PosError | None = None

    @property
    def count(self) -> int:
        """How many things are in doubt; cards that were taken offline are none of them."""
        return len(self.payments) + len(self.exceptions)

    @property
    def at_work(self) -> bool:
        """Whether anything of the panel is on its way."""
        return self.busy or self.deciding.busy or self.offline.busy

    @property
    def why(self) -> PosError | None:
        """Why the last touch came to nothing."""
        return self.refusal or self.deciding.refusal or self.offline.refusal

    @property
    def unsent(self) -> tuple[PaymentView, ...]:
        """Money that goes back, and that the terminal was never asked for."""
        return tuple(one for one in self.payments if can_send(one))

    @property
    def only_unsent(self) -> bool:
        """Whether there is nothing but refunds that the terminal was never asked for."""
        return bool(self.payments) and not self.exceptions and self.unsent == self.payments

    @property
    def only_unknown(self) -> bool:
        """Whether of none it is known how it ended: each waits for the terminal's word."""
        waits = all(
            PaymentState(one.state) in PAYMENT_OPEN and not can_send(one) for one in self.payments
        )
        return bool(self.payments) and not self.exceptions and waits


def can_send(view: PaymentView) -> bool:
    """Return whether the terminal was never asked to give this money back, and still may be."""
    created = view.state == PaymentState.CREATED.value
    return created and view.kind != PaymentKind.CHARGE.value


def is_lost(view: PaymentView) -> bool:
    """Return whether a card got this money though nobody was owed it, as far as the list says."""
    return view.state == PaymentState.APPROVED.value and view.kind != PaymentKind.CHARGE.value


@dataclass(frozen=True, slots=True)
class _Read:
    payments: tuple[PaymentView, ...]
    exceptions: tuple[ExceptionView, ...]
    waiting: tuple[PaymentView, ...]
    not_paid: tuple[NotPaidView, ...]


@dataclass(frozen=True, slots=True)
class _Unfinished:
    """A sale as its payment kept it."""

    what: OrderView | CartView | None
    name: str
    tenders: tuple[TenderGiven, ...]
    later: Later | None
    patron_id: str


class MoneyInDoubt(Presenter[DoubtState]):
    """The panel behind the banner. ``settled`` callbacks run after each answer of a person,
    ``known`` callbacks whenever the list was read."""

    def __init__(
        self,
        tasks: Tasks,
        desk: Desk,
        ids: Ids,
        approvals: ApprovalDesk,
        cards: CardDesk,
        card_pay: CardPay,
        pay: Pay,
        give_back: GiveBack,
        clock: Clock,
        timers: Timers,
    ) -> None:
        super().__init__(DoubtState())
        self._tasks = tasks
        self._desk = desk
        self._ids = ids
        self._timers = timers
        self._timer: Timer | None = None
        self._cards = cards
        self._card_pay = card_pay
        self._pay = pay
        self._give_back = give_back
        self._in_hand = InHand()
        self._all: tuple[PaymentView, ...] = ()
        self.settled: list[Callable[[], None]] = []
        self.known: list[Callable[[], None]] = []
        self.deciding = Deciding(tasks, desk, ids, approvals, self._decided, self._payment)
        self.offline = OfflineCards(tasks, desk, ids, approvals, pay, clock, self.close)
        self.deciding.watch(lambda state: self._now(deciding=state))
        self.offline.watch(lambda state: self._now(offline=state))
        self.offline.said.append(self._changed)
        pay.finished.append(self._paid)
        desk.changed.append(self._desk_changed)
        desk.walks.append(self._walked)
        cards.watch(self._desk_is)
        card_pay.watch(lambda _state: self._sift())
        pay.watch(lambda _state: self._sift())
        give_back.watch(lambda _state: self._sift())

    # ---- look ----

    def refresh(self) -> None:
        """Read the list again."""
        self._tasks.ask(_read, self._know, self._refuse, self)

    def open(self) -> None:
        """Show the panel."""
        if self._desk.session is not None:
            self._now(shown=True, refusal=None)
            self.refresh()
            self._tick()

    def close(self) -> None:
        """Put the panel away; what is in doubt stays in doubt."""
        self.deciding.forget()
        self.offline.forget()
        self._now(shown=False, refusal=None)

    def _paid(self) -> None:
        """What was owed again may be paid."""
        if self.state.offline.not_paid:
            self.refresh()

    def _tick(self) -> None:
        """The time that is left goes by while somebody looks at it."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._timers.after(TICK_S, self._tick) if self.state.shown else None
        self.offline.tick()

    def _know(self, found: _Read) -> None:
        self._all = found.payments
        self._now(exceptions=found.exceptions)
        self.offline.know(found.waiting, found.not_paid)
        self._sift()
        for callback in tuple(self.known):
            callback()

    def _desk_is(self, desk: CardDeskState) -> None:
        if self.state.busy:
            self._in_hand.desk_is(desk)
        self._now(desk=desk)

    def _sift(self) -> None:
        """Leave out what this panel or another has in hand, and what has ended since the list was
        read."""
        others = self._give_back.in_hand
        in_hand = self._card_pay.in_hand | others.held | self._in_hand.held
        ended = others.ended | self._in_hand.ended | {self._card_pay.just_ended}
        doubt = tuple(
            one
            for one in self._all
            if one.payment_id not in in_hand
            and not (one.payment_id in ended and PaymentState(one.state) in PAYMENT_OPEN)
        )
        before = self.state.payments
        away = self._pay.state.stage is Stage.AWAY
        self._now(payments=doubt, can_finish=away, pays_for=self._pays_for())
        if doubt != before:
            for callback in tuple(self.known):
                callback()

    def _pays_for(self) -> str:
        """Return the cart or order that is being paid and that no card is charged for yet."""
        purpose = self._pay.purpose
        if purpose is None or self._pay.charged or self._pay.state.stage is not Stage.TAKING:
            return ""
        return purpose.pays[1]

    # ---- ask, finish, give back ----

    def ask(self, payment_id: str) -> None:
        """Ask the terminal what became of it."""
        self._now(refusal=None)
        if self._cards.state.payment_id == payment_id:
            self._cards.ask_now()
        else:
            self._cards.payments_changed()
            self._cards.resume()

    def finish(self, payment_id: str) -> None:
        """Make the sale that was paid: the Pay panel takes it up where it was left."""
        view = self._payment(payment_id)
        if view is not None and view.for_id == self._pays_for():
            self._pay.back()
        if self.state.busy or self._pay.state.stage is not Stage.AWAY:
            return
        self._now(busy=True, refusal=None)
        self._tasks.ask(
            lambda office: _unfinished(office, payment_id), self._take_up, self._refuse, self
        )

    def _take_up(self, sale: _Unfinished) -> None:
        self._now(busy=False)
        if isinstance(sale.what, CartView):
            self.close()
            purpose = CartPurpose(self._desk, sale.what, sale.name, sale.later, sale.patron_id)
            self._pay.begin(purpose, TenderKind.CARD, sale.tenders)
        elif isinstance(sale.what, OrderView):
            self.close()
            self._pay.begin(OrderPurpose.of_order(sale.what), TenderKind.CARD, sale.tenders)
        else:
            self._refuse(PaymentGone(state=""))

    def give_back(self, payment_id: str) -> None:
        """Undo the charge: at the terminal, or as the cashier did on one that is not connected."""
        view = self._payment(payment_id)
        if view is None or self.state.busy:
            return
        command, session = CommandId(self._ids.new()), self._desk.person
        self._now(busy=True, refusal=None)

        def begin(office: Office) -> CardBegun:
            return office.cards.reverse(command, session, payment_id)

        if view.source == AnswerSource.TYPED.value:
            self._tasks.change(
                lambda office: voided_by_hand(office, begin(office)),
                self._given_back,
                self._refuse,
                self,
            )
        else:
            self._cards.charge(begin, self._given_back, self._refuse)

    def send(self, payment_id: str) -> None:
        """Ask the terminal for a refund it was never asked for."""
        if not self.state.busy and any(one.payment_id == payment_id for one in self.state.unsent):
            self._now(busy=True, refusal=None)
            self._cards.charge(
                lambda office: office.cards.send(payment_id), self._given_back, self._refuse
            )

    def _given_back(self, view: PaymentView) -> None:
        self._in_hand.told(view)
        self._now(busy=False)
        self._sift()
        self._changed()

    def _payment(self, payment_id: str) -> PaymentView | None:
        return next((one for one in self.state.payments if one.payment_id == payment_id), None)

    def _decided(self) -> None:
        self._cards.payments_changed()
        self._changed()

    def _changed(self) -> None:
        self.refresh()
        for callback in tuple(self.settled):
            callback()

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)

    def _walked(self, room: str) -> None:
        if room == "money_in_doubt":
            self.open()

    def _desk_changed(self) -> None:
        if self._desk.session is None and self.state.shown:
            self.close()


def _read(office: Office) -> _Read:
    """Ledger thread."""
    cards = office.cards
    return _Read(
        cards.in_doubt(), cards.exceptions(), cards.awaiting_forwarding(), cards.not_paid()
    )


def _unfinished(office: Office, payment_id: str) -> _Unfinished:
    """Return the sale of an approved payment: every card that gave money for it, and what else was
    taken before the last of them. Ledger thread."""
    view = office.cards.view(payment_id)
    if view.state != PaymentState.APPROVED.value:
        raise PaymentGone(state=view.state)
    cards = tuple(one for one in office.cards.in_doubt() if _pays_the_same(one, view))
    content = office.cards.content(cards[-1].payment_id)
    before = tuple(one for one in content.tenders if not one.payment_id)
    tenders = tuple(card_tender(one, one.approved or one.amount) for one in cards)
    what = purpose_of(office, content)
    return _Unfinished(what, content.name, (*before, *tenders), content.later, content.patron_id)


def _pays_the_same(one: PaymentView, view: PaymentView) -> bool:
    """Whether a card gave money for the same cart or order."""
    approved = one.state == PaymentState.APPROVED.value
    charge = one.kind == PaymentKind.CHARGE.value
    return approved and charge and (one.for_kind, one.for_id) == (view.for_kind, view.for_id)
