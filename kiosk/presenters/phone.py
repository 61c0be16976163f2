"""A call: who rings, what they want to see, where they sit, what it costs, how it is paid; and the
words to read back. The tickets wait at will call.

The cart and the houses are those of the Sell room: this decides only in which order a call asks,
and that what is in the cart is sold to be collected later.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from kiosk.presenters.desk import Desk
from kiosk.presenters.extras import Extras, ExtrasState
from kiosk.presenters.pay import Pay
from kiosk.presenters.pay_card import CardPay, CardState
from kiosk.presenters.pay_state import PayState, Stage
from kiosk.presenters.phone_who import Who, WhoIs
from kiosk.presenters.purpose import Settled
from kiosk.presenters.purposes import CartPurpose
from kiosk.presenters.season_search import SeasonSearchState
from kiosk.presenters.sell import Sell
from kiosk.presenters.sell_state import SellState
from kiosk.presenters.showing import Presenter
from pos.errors import PosError, TextMissing
from pos.lifecycles import TillState
from pos.money import Money
from pos.patrons.contact import told_apart
from pos.views.paying import ExtraKind
from pos.views.people import Permission
from pos.views.selling import CartLine, CartView, Later, LaterHow, TenderKind

if TYPE_CHECKING:
    from pos.ids import ZoneId
    from pos.views.catalogue import PerformanceView


class Step(Enum):
    """What is asked, in this order; each can be gone back to."""

    WHO = "who"
    WHAT = "what"
    SEATS = "seats"
    PAY = "pay"
    """Whether they would like to give something as well, and how they pay."""
    READ_BACK = "read_back"


@dataclass(frozen=True, slots=True)
class Evening:
    """Tickets of one performance, as they are read out."""

    performance: PerformanceView | None
    lines: tuple[CartLine, ...]


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What was sold, to be read to the patron before they ring off. ``owing``: what they pay when
    they come; ``gifts``: the fund and what it gets."""

    order_number: str
    name: str
    contact: str
    evenings: tuple[Evening, ...]
    total: Money
    owing: Money
    gifts: tuple[tuple[str, Money], ...] = ()


@dataclass(frozen=True, slots=True)
class PhoneState:
    """``step``: the question that is open. ``who``: who rings. ``asked``: what the season was asked
    for, ``dates``: its answer. ``sell``, ``extras``: what they can have. ``evenings``: what lies in
    the cart. ``read_back``: the order, once it is on disk."""

    shown: bool = False
    step: Step = Step.WHO
    who: WhoIs = field(default_factory=WhoIs)
    asked: str = ""
    dates: tuple[PerformanceView, ...] = ()
    sell: SellState = field(default_factory=SellState)
    extras: ExtrasState = field(default_factory=ExtrasState)
    evenings: tuple[Evening, ...] = ()
    total: Money = field(default_factory=Money.zero)
    till_ready: bool = False
    keyed: bool = False
    """A card can be keyed on this window's terminal."""
    paying: bool = False
    read_back: ReadBack | None = None
    refusal: PosError | None = None
    on_map: bool = False
    """The call-taker looks for its seats on the map; the cart stays the call's."""

    @property
    def can_pay(self) -> bool:
        """Whether the ways to pay work."""
        return bool(self.evenings) and self.till_ready and not self.paying and not self.sell.busy

    @property
    def can_pay_then(self) -> bool:
        """Whether the patron may pay when they come: for tickets and nothing else."""
        return self.can_pay and not self.extras.lines


class Phone(Presenter[PhoneState]):
    """The call-taker's page of the Sell room. GUI thread."""

    def __init__(
        self, desk: Desk, sell: Sell, extras: Extras, pay: Pay, card: CardPay, who: Who
    ) -> None:
        super().__init__(PhoneState())
        self._desk = desk
        self._sell = sell
        self._extras = extras
        self._pay = pay
        self._card = card
        self.who = who
        self._before: CartView | None = None
        self._order_number = ""
        self._sold_as: CartPurpose | None = None
        self._pays_then = False
        self.with_code: Callable[[Callable[[], None]], None] = lambda go_on: go_on()
        """Go on to the money once a code that was typed counts."""
        sell.questions.watch(self._asked)
        sell.watch(self._sell_changed)
        extras.watch(lambda state: self._now(extras=state))
        who.watch(self._who_is)
        card.watch(self._card_stands)
        pay.watch(self._paying)
        pay.finished.append(self._paid)
        pay.told_elsewhere = self._reads_back
        desk.changed.append(self._desk_changed)

    # ---- the call ----

    def open(self) -> None:
        """The phone rings."""
        if self._desk.may(Permission.SELL):
            self._now(shown=True, step=Step.WHO, read_back=None, refusal=None, on_map=False)

    def back(self) -> None:
        """Back to the window; what lies in the cart stays there, and so does who rang."""
        self._now(shown=False, refusal=None, on_map=False)

    def next_call(self) -> None:
        """This patron rang off: the next one."""
        self.who.clear()
        self._sell.leave()
        self._now(step=Step.WHO, read_back=None, refusal=None)

    def go_to(self, step: Step) -> None:
        """Open a question, again or for the first time."""
        if self.state.read_back is None and not self.state.paying:
            self._now(step=step, refusal=None)

    def who_said(self) -> None:
        """They said who they are: what do they want? Without a name, or with a contact that is
        none, the question stays."""
        if self._is_told():
            self.go_to(Step.WHAT)

    def choose(self, performance: PerformanceView) -> None:
        """They would like to see this."""
        self._sell.choose(performance.performance_id)
        self._now(step=Step.SEATS, refusal=None)

    def another_evening(self) -> None:
        """They want something else as well."""
        self._sell.leave()
        self._now(step=Step.WHAT, refusal=None)

    def ask_season(self, text: str) -> None:
        """A title, an artist, a word of what they heard of it."""
        self._sell.questions.type(text)

    # ---- seats ----

    def set_quantity(self, quantity: int) -> None:
        """So many of them come."""
        self._sell.set_quantity(quantity)

    def set_price_type(self, index: int) -> None:
        """Who the next seats are for."""
        self._sell.set_price_type(self.state.sell.price_types[index].price_type_id)

    def take_zone(self, zone_id: ZoneId) -> None:
        """At this price: the best seats there are."""
        self._sell.take_zone(zone_id)

    def next_best(self) -> None:
        """They would rather sit elsewhere."""
        self._sell.next_best()

    def next_wheelchairs(self) -> None:
        """One of them sits in a wheelchair, two, none."""
        self._sell.next_wheelchairs()

    def look_at_map(self, *, yes: bool) -> None:
        """Seats are chosen on the map, into the call's cart; or it goes on here."""
        self._now(on_map=yes and self.state.sell.chosen is not None)

    # ---- a gift ----

    def give(self, minor: int) -> None:
        """A donation of so many minor units to the fund that is chosen; touched again, none."""
        self._extras.give_or_not(Money(minor, self.state.extras.currency))

    def round_up(self) -> None:
        """Up to the next round sum; touched again, not."""
        self._extras.round_or_not()

    # ---- paying ----

    def purpose(self) -> CartPurpose | None:
        """Return what the cart is sold as: while a call is taken, something that waits at will
        call; None where nobody gave a name, which is said."""
        if not self.state.shown:
            return CartPurpose(self._desk)
        return self._purpose(pays_then=False)

    def pay(self, kind: TenderKind) -> None:
        """Take money: a card is keyed on the terminal as the patron reads it out."""
        if self.state.can_pay and self._is_told() and self._takes_place():
            self.with_code(lambda: self._take(kind))

    def _take(self, kind: TenderKind) -> None:
        purpose = self._purpose(pays_then=False)
        if purpose is not None:
            self._pay.begin(purpose, kind)
            if kind is TenderKind.CARD:
                self._card.key_in(yes=True)

    def pay_then(self) -> None:
        """They pay when they come; the seats are theirs until the performance."""
        if self.state.can_pay_then and self._is_told() and self._takes_place():
            self.with_code(self._take_then)

    def _take_then(self) -> None:
        purpose = self._purpose(pays_then=True)
        if purpose is not None:
            self._pay.begin(purpose, TenderKind.CASH)
            self._pay.exact()

    def _is_told(self) -> bool:
        """Whether it is known who rings; else ask for what is missing. What is sold by phone is
        collected under a name."""
        refusal: PosError | None = None
        if not self.state.who.name.strip():
            refusal = TextMissing(field="name")
        else:
            try:
                told_apart(self.state.who.contact)
            except PosError as error:
                refusal = error
        if refusal is not None:
            self._now(step=Step.WHO, refusal=refusal)
        return refusal is None

    def _takes_place(self) -> bool:
        """Whether nothing in the cart was cancelled meanwhile; else say what."""
        refusal = self._desk.why_not_paid(self._desk.cart.lines)
        self._now(refusal=refusal)
        return refusal is None

    def _purpose(self, *, pays_then: bool) -> CartPurpose | None:
        who = self.state.who
        if not self._is_told():
            return None
        later = Later(
            LaterHow.PHONE,
            phone=who.phone,
            email=who.email,
            note=who.note,
            pays_then=pays_then,
        )
        self._pays_then = pays_then
        self._now(refusal=None)
        self._sold_as = CartPurpose(self._desk, name=who.name, later=later, patron_id=who.patron_id)
        return self._sold_as

    def _reads_back(self, settled: Settled) -> bool:
        """Whether the read-back says all there is: no change goes over the counter."""
        return self.state.shown and bool(self._order_number) and not settled.cash

    def _paying(self, state: PayState) -> None:
        mine = self._sold_as is not None and self._pay.purpose is self._sold_as
        if mine and state.stage is Stage.DONE and state.settled is not None:
            self._order_number = state.settled.order_number
        self._now(paying=state.stage is not Stage.AWAY)

    def _paid(self) -> None:
        if not self.state.shown or self._before is None or not self._order_number:
            return
        cart, who = self._before, self.state.who
        nothing = Money.zero(cart.currency)
        self._now(
            step=Step.READ_BACK,
            read_back=ReadBack(
                self._order_number,
                who.name,
                who.phone or who.email,
                self._evenings(cart),
                cart.total,
                cart.total if self._pays_then else nothing,
                tuple(
                    (extra.name, extra.amount)
                    for extra in cart.extras
                    if extra.kind is ExtraKind.DONATION
                ),
            ),
        )
        self._order_number, self._before, self._sold_as = "", None, None

    # ---- what is shown ----

    def _who_is(self, who: WhoIs) -> None:
        named = who.patron_id and who.patron_id != self.state.who.patron_id
        self._now(who=who, refusal=None)
        if named and self.state.step is Step.WHO:
            self._now(step=Step.WHAT)

    def _card_stands(self, state: CardState) -> None:
        self._now(keyed=state.can_key)

    def _asked(self, state: SeasonSearchState) -> None:
        self._now(asked=state.text, dates=self._dates())

    def _dates(self) -> tuple[PerformanceView, ...]:
        asked, sell = self._sell.questions.state, self._sell.state
        if asked.asks:
            return tuple(show for answer in asked.answers for show in answer.performances)
        return (*sell.tonight, *sell.later)

    def _sell_changed(self, state: SellState) -> None:
        on_map = self.state.on_map and state.chosen is not None
        self._now(sell=state, dates=self._dates(), on_map=on_map)
        if state.chosen is None and self.state.step is Step.SEATS:
            self._now(step=Step.WHAT)

    def _evenings(self, cart: CartView) -> tuple[Evening, ...]:
        known = {one.performance_id: one for one in self._desk.performances}
        order = dict.fromkeys(line.performance_id for line in cart.lines)
        return tuple(
            Evening(
                known.get(one), tuple(line for line in cart.lines if line.performance_id == one)
            )
            for one in order
        )

    def _desk_changed(self) -> None:
        desk = self._desk
        if desk.session is None:
            self._become(PhoneState())
            return
        cart = desk.cart
        if cart.lines or cart.extras:
            self._before = cart
        self._now(
            evenings=self._evenings(cart),
            total=cart.total,
            till_ready=desk.serves
            and desk.till is not None
            and desk.till.state == TillState.OPEN.value,
        )
