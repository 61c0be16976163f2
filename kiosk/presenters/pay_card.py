"""The card page of the Pay panel: a charge at the terminal, or the slip of one that is not
connected.

A card is taken only by what is on disk: the tender appears when the approval is written, and while
the terminal is at it, or nobody knows what became of it, nothing else is taken for this sale.
Cancelling asks the terminal; its answer decides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk.card_desk import CardDesk, CardDeskState, CardPhase, CardWay
from kiosk.presenters.card_standing import CardStanding, CardStandingState
from kiosk.presenters.desk import Desk
from kiosk.presenters.pay import Pay
from kiosk.presenters.pay_state import Stage
from kiosk.presenters.purpose import Purpose
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from pos.errors import AmountInvalid, CardNumberRefused, PosError
from pos.ids import CommandId, Ids, UserId
from pos.lifecycles import PAYMENT_OPEN, PaymentState
from pos.money import Money
from pos.ports.terminals import CardOutcome, CardResult, TerminalShows
from pos.text import checked_text
from pos.views.paying import AnswerSource, CardBegun, PayingFor, PaymentView
from pos.views.selling import CardAsked, PaidContent, TenderGiven, TenderKind

if TYPE_CHECKING:
    from pos.office import Office

CODE_LONGEST = 16
BRAND_LONGEST = 20


@dataclass(frozen=True, slots=True)
class CardState:
    """``desk``: how the terminal's side stands. ``asked``: what the card is asked for now;
    ``back``: it is being given back. ``unknown``: nobody knows what became of it.
    ``last``: the payment that ended before, declined or approved for less. ``standing``: what the
    books say of cards here."""

    desk: CardDeskState = field(default_factory=CardDeskState)
    asked: Money | None = None
    back: bool = False
    unknown: bool = False
    keyed: bool = False
    may_key: bool = False
    can_key: bool = False
    """This window's terminal takes a card that is keyed."""
    last: PaymentView | None = None
    standing: CardStandingState = field(default_factory=CardStandingState)
    refusal: PosError | None = None

    @property
    def busy(self) -> bool:
        """Whether a card of this sale is under way."""
        return self.asked is not None

    @property
    def shows(self) -> TerminalShows:
        """What the patron sees on the terminal."""
        return self.desk.shows


class CardPay(Presenter[CardState]):
    """Takes cards for what the Pay panel has in hand. GUI thread."""

    def __init__(
        self,
        tasks: Tasks,
        desk: Desk,
        ids: Ids,
        cards: CardDesk,
        pay: Pay,
        standing: CardStanding,
    ) -> None:
        super().__init__(CardState())
        self._tasks = tasks
        self._desk = desk
        self._ids = ids
        self._cards = cards
        self._pay = pay
        self._payment_id = ""
        self._owner: UserId | None = None
        self._returns: TenderGiven | None = None
        self.ended: list[Callable[[PaymentView], None]] = []
        """Told how each card ended."""
        pay.card_hand = self
        cards.watch(self._cards_changed)
        standing.watch(lambda state: self._now(standing=state))

    @property
    def in_hand(self) -> frozenset[str]:
        """Payments of the sale that is being paid: they are in nobody's doubt yet."""
        ids = {one.payment_id for one in self._pay.charged}
        if self.state.busy and not self.state.unknown:
            ids |= {self._payment_id, self.state.desk.payment_id}
            if self._returns is not None:
                ids.add(self._returns.payment_id)
        return frozenset(ids)

    @property
    def just_ended(self) -> str:
        """The payment whose end was told last: a list that was read before still has it open."""
        return "" if self.state.busy else self._payment_id

    # ---- what the Pay panel says ----

    def begins(self) -> None:
        """Another payment begins."""
        self._owner = self._desk.person.user_id
        self._reset()

    def _reset(self) -> None:
        self._now(asked=None, back=False, unknown=False, keyed=False, last=None, refusal=None)
        self._payment_id, self._returns = "", None
        self._offer()

    def set_aside(self) -> None:
        """The panel goes away while a card was charged or may have been: the cart stays with the
        payment, its owner gets a fresh one, and the inbox has the rest."""
        purpose, owner = self._pay.purpose, self._owner
        money = self.state.busy or bool(self._pay.charged)
        mine = None if owner is None else self._desk.carts.get(owner)
        if money and purpose is not None and owner is not None and purpose.cart == mine:
            self._fresh_cart(owner)
        self._reset()

    def _fresh_cart(self, owner: UserId) -> None:
        self._tasks.change(
            lambda office: office.seating.new_cart(),
            lambda cart: self._desk.keep_cart(owner, cart),
            self._pay.refuse,
            self,
        )

    # ---- charge ----

    def key_in(self, *, yes: bool) -> None:
        """The patron is on the phone: the card is keyed on the terminal."""
        self._now(keyed=yes and self.state.may_key)

    def charge(self, amount: Money | None = None) -> None:
        """Ask the card for what remains, or for part of it."""
        purpose = self._pay.purpose
        asked = self._amount(amount)
        if purpose is None or asked is None or self.state.busy:
            return
        command, session = self._command(), self._desk.person
        wanted = self._asked(purpose, asked)
        self._start(asked)
        self._cards.charge(
            lambda office: office.cards.begin(command, session, wanted),
            self._learnt,
            self._not_begun,
        )

    def typed(self, code: str, brand: str, last_four: str, amount: Money | None = None) -> None:
        """The slip of a terminal that is not connected says it was approved."""
        purpose = self._pay.purpose
        asked = self._amount(amount)
        if purpose is None or asked is None or self.state.busy:
            return
        try:
            code = checked_text("approval_code", code, longest=CODE_LONGEST, required=True)
            brand = checked_text("brand", brand, longest=BRAND_LONGEST)
            four = checked_text("last_four", last_four, longest=4)
        except PosError as refusal:
            self._now(refusal=refusal)
            return
        command, session = self._command(), self._desk.person
        wanted = self._asked(purpose, asked)
        self._start(asked)
        self._tasks.change(
            lambda office: office.cards.typed(command, session, wanted, code, brand, four),
            self._learnt,
            self._not_begun,
            self,
        )

    def refuse_card(self) -> None:
        """A field wiped a card number: say why. The number is not carried."""
        self._now(refusal=CardNumberRefused(field="approval_code"))

    def cancel(self) -> None:
        """Ask the terminal to give up; it may have approved already."""
        if self.state.busy:
            self._cards.abort()

    def ask(self) -> None:
        """Ask the terminal now what became of it."""
        self._cards.ask_now()

    def look_at_doubt(self) -> None:
        """Open money in doubt, where a manager decides; this page stays under it."""
        self._desk.walk_to("money_in_doubt")

    def look_at_terminal(self) -> None:
        """Open the page about the terminal: its register, its inspection."""
        self._desk.walk_to("terminals")

    def _start(self, asked: Money, *, back: bool = False) -> None:
        self._payment_id = ""
        self._now(asked=asked, back=back, unknown=False, last=None, refusal=None)
        self._pay.card_under_way(yes=True)

    def _amount(self, amount: Money | None) -> Money | None:
        remaining = self._pay.state.remaining
        asked = amount or remaining
        if self._pay.state.stage is not Stage.TAKING:
            return None
        if asked.minor <= 0 or asked > remaining:
            self._now(refusal=AmountInvalid(text=""))
            return None
        return asked

    def _asked(self, purpose: Purpose, amount: Money) -> CardAsked:
        kind, key = purpose.pays
        tenders = self._pay.state.tenders
        order_id = key if kind is PayingFor.ORDER else ""
        content = PaidContent(
            purpose.cart, order_id, purpose.name, tenders, purpose.later, purpose.patron_id
        )
        who = self._cards.identity()
        return CardAsked(
            kind,
            key,
            amount,
            content,
            self._cards.driver,
            "" if who is None else who.serial,
            "" if who is None else who.model,
            self.state.keyed,
        )

    def _command(self) -> CommandId:
        """Return a fresh id each time: what may stand on disk already is asked about, never
        charged again."""
        return CommandId(self._ids.new())

    def _not_begun(self, error: PosError) -> None:
        self._end()
        self._now(refusal=error)

    def _end(self) -> None:
        self._now(asked=None, back=False, unknown=False)
        self._pay.card_under_way(yes=False)

    # ---- what is on disk ----

    def _learnt(self, view: PaymentView) -> None:
        if not self.state.busy or self._payment_id not in ("", view.payment_id):
            return  # set aside: the inbox has it
        self._payment_id = view.payment_id
        state = PaymentState(view.state)
        if state in PAYMENT_OPEN:
            self._now(unknown=True)
            return
        asked = self.state.asked
        self._end()
        for callback in tuple(self.ended):
            callback(view)
        if state is PaymentState.APPROVED and view.approved is not None:
            self._now(last=view if view.approved != asked else None)
            self._pay.take(card_tender(view, view.approved))
        else:
            self._now(last=view)

    # ---- give back ----

    def give_back(self, tender: TenderGiven) -> None:
        """Undo a card tender at the terminal; on one that is not connected the cashier did."""
        if self.state.busy:
            return
        self._returns = tender
        command, session = self._command(), self._desk.person
        self._start(tender.amount, back=True)

        def begin(office: Office) -> CardBegun:
            return office.cards.reverse(command, session, tender.payment_id)

        if self.state.desk.way is CardWay.TYPED:
            self._tasks.change(
                lambda office: voided_by_hand(office, begin(office)),
                self._returned,
                self._not_begun,
                self,
            )
        else:
            self._cards.charge(begin, self._returned, self._not_begun)

    def _returned(self, view: PaymentView) -> None:
        tender = self._returns
        if not self.state.busy or tender is None:
            return
        self._payment_id = view.payment_id
        state = PaymentState(view.state)
        if state in PAYMENT_OPEN:
            self._now(unknown=True)
            return
        self._end()
        self._returns = None
        if state is PaymentState.DECLINED or view.approved != tender.amount:
            self._now(last=view)
        else:
            self._pay.forget(tender)

    # ---- how the terminal's side stands ----

    def _cards_changed(self, desk: CardDeskState) -> None:
        if self.state.busy and desk.payment_id and not self._payment_id:
            self._payment_id = desk.payment_id  # the desk forgets it a moment before we are told
        self._now(desk=desk)
        self._offer()

    def _offer(self) -> None:
        desk, purpose = self.state.desk, self._pay.purpose
        self._pay.takes_cards(yes=desk.way is not CardWay.NONE)
        from_afar = purpose is not None and (
            purpose.pays[0] is PayingFor.ORDER or purpose.later is not None
        )
        can = desk.way is CardWay.TYPED or (desk.can is not None and desk.can.keyed)
        self._now(may_key=from_afar and can, can_key=can)

    @property
    def waits_for_others(self) -> bool:
        """Whether another payment has to be resolved before a card can be charged."""
        return not self.state.busy and self.state.desk.phase is not CardPhase.FREE


def card_tender(view: PaymentView, amount: Money) -> TenderGiven:
    """Return the tender an approved payment becomes."""
    shown = " ".join(part for part in (view.brand, view.last_four) if part)
    return TenderGiven(TenderKind.CARD, amount, amount, shown, payment_id=view.payment_id)


def voided_by_hand(office: Office, begun: CardBegun) -> PaymentView:
    """Return the reversal that the cashier has done on a terminal that is not connected."""
    result = CardResult(
        CardOutcome.APPROVED, begun.reference, begun.message_id, amount=begun.amount
    )
    return office.cards.settle(begun.payment_id, result, AnswerSource.TYPED)
