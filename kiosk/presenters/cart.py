"""The cart column: what the patron is about to buy and the ways to pay; at what price is in
``cart_prices``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from kiosk.presenters.approval import ApprovalDesk, comp_elsewhere
from kiosk.presenters.basket import Basket
from kiosk.presenters.cart_prices import CartPrices
from kiosk.presenters.cart_series import SeriesWatch, in_groups
from kiosk.presenters.desk import Desk
from kiosk.presenters.double_tap import DoubleTap
from kiosk.presenters.extras import Extras
from kiosk.presenters.pay import Pay
from kiosk.presenters.pay_state import PayState
from kiosk.presenters.purposes import CartPurpose
from kiosk.presenters.tasks import Timers
from pos.errors import (
    AccessibleKept,
    AmountInvalid,
    ApprovalNeeded,
    NotFound,
    PosError,
    PriceChanged,
    SeatTaken,
)
from pos.ids import CommandId, PerformanceId, SeatId
from pos.lifecycles import TillState
from pos.money import Money
from pos.seating.retaking import move_line
from pos.views.people import Approval, Permission, SessionView
from pos.views.selling import CartLine, CartView, TenderKind

if TYPE_CHECKING:
    from pos.office import Office


class Cart(CartPrices):
    """The cart of whoever is signed in."""

    def __init__(
        self,
        desk: Desk,
        basket: Basket,
        approvals: ApprovalDesk,
        pay: Pay,
        taps: DoubleTap,
        timers: Timers,
    ) -> None:
        super().__init__(desk, basket, approvals, taps, timers)
        self._pay = pay
        self._series = SeriesWatch()
        self.purpose: Callable[[], CartPurpose | None] = lambda: CartPurpose(desk)
        """What the cart is sold as; None where that cannot be yet, and why is said."""
        self.house_wanted: Callable[[PerformanceId], None] = lambda _show: None
        """Open the house of a performance."""
        self.seat_refused: Callable[[tuple[SeatId, ...], PosError, str], None] = lambda *_: None
        """Say of a touched seat why it is not to be had by a line, and ask what there is to ask."""
        self.seat_forgotten: Callable[[], None] = lambda: None
        """What was asked of a seat was for a line that is selected no more."""
        self.extras = Extras(desk, basket, taps)
        """What lies beside the tickets, and the counter's shelf."""
        self.card_put_away: Callable[[str], None] = lambda _member_id: None
        """A membership's card is not to count in the cart after all."""
        desk.changed.append(self._desk_changed)
        desk.walks.append(self._walked)
        self._stale = False
        """The sale found that something costs something else now."""
        pay.watch(self._paying)

    # ---- lines ----

    def select(self, line_id: str) -> None:
        """A line was touched: offer its price types, or put them away again."""
        again = "" if self.state.selected == line_id else line_id
        self.seat_forgotten()
        self._now(selected=again, wants_reason=None, pricing=False, refusal=None)
        self._show_house()

    def _show_house(self) -> None:
        """Where a house is open, open the one of the selected line: a touched seat is for it."""
        line, state = self._selected, self.state
        if line is None or state.frozen or state.chosen in (None, line.performance_id):
            return
        if any(show.performance_id == line.performance_id for show in state.performances):
            self.house_wanted(line.performance_id)

    @property
    def _selected(self) -> CartLine | None:
        lines = self.state.lines
        return next((line for line in lines if line.line_id == self.state.selected), None)

    def remove(self, line_id: str) -> None:
        """Give one place back. The line under it moves up to where the finger is."""
        if self._taps.is_second("remove"):
            return
        self._take_out(
            ("remove", line_id),
            lambda office, command, session, cart: office.seating.give_back(
                command, session, cart, (line_id,)
            ),
        )

    def seat_tapped(self, performance_id: PerformanceId, seat_id: SeatId) -> bool:
        """A seat on the map was touched: return whether it is the new one of the line that is
        selected. A seat of this cart never is. For a line of another house no seat is taken."""
        selected = self._selected
        if selected is not None and selected.performance_id != performance_id:
            self._now(selected="", wants_reason=None, pricing=False)
            return True
        line = self.state.moving
        if line is None:
            return False
        if any(each.seat_id == seat_id for each in self.state.lines):
            return False
        self._move(line, seat_id, None)
        return True

    def _move(self, line: CartLine, seat_id: SeatId, approval: Approval | None) -> None:
        key = ("move", line.line_id, seat_id)

        def refused(error: PosError) -> None:
            if isinstance(error, AccessibleKept | SeatTaken):
                self.seat_refused((seat_id,), error, line.line_id)
            elif isinstance(error, ApprovalNeeded) and approval is None:
                self._approvals.ask(
                    Permission.SELL_COMP,
                    self._basket.command(key),
                    lambda word: self._move(line, seat_id, word),
                    comp_elsewhere((line,), error),
                )
            else:
                self._refuse(error)

        self._act(
            key,
            lambda office, command, session, cart: move_line(
                office.seating, command, session, cart, line.line_id, seat_id, approval=approval
            ),
            refused,
        )

    def cover(self, *, covered: bool) -> None:
        """The counter was opened in front of the map, or shut."""
        self._now(covered=covered)

    def remove_series(self, instance: str) -> None:
        """Give back every place of a series, what is left of it too."""
        group = next((one for one in self.state.series if one.instance == instance), None)
        if group is None or self._taps.is_second("remove"):
            return
        self._take_out(
            ("remove_series", instance),
            lambda office, command, session, cart: office.seating.give_back(
                command, session, cart, group.line_ids
            ),
        )

    def clear(self) -> None:
        """Give everything back and begin a new cart."""

        def work(
            office: Office, command: CommandId, session: SessionView, cart: CartView
        ) -> CartView:
            office.seating.abandon(command, session, cart)
            return office.seating.new_cart()

        if self.state.lines or self.state.extras:
            self._take_out(("clear", self._desk.cart.cart_id), work)

    def sell_more(self) -> None:
        """Something beside seats is wanted: go to the counter."""
        self._desk.walk_to("counter")

    # ---- gift certificates ----

    def certificate_form(self) -> None:
        """Open or shut the form for a gift certificate."""
        if not self.state.frozen:
            self._now(selling_certificate=not self.state.selling_certificate, refusal=None)

    def _walked(self, room: str) -> None:
        ready = self.state.till_ready and not self.state.frozen
        if room == "sell_certificate" and ready:
            self._now(selling_certificate=True, refusal=None)

    def add_certificate(self, amount: str, whom: str) -> None:
        """A gift certificate of this amount is to be bought; ``whom`` it is for may be empty."""
        try:
            worth = Money.parse(amount.strip(), self._desk.cart.currency)
        except AmountInvalid as refusal:
            self._now(refusal=refusal)
            return
        self._act(
            ("certificate", worth, whom),
            lambda office, _command, session, cart: office.counter.add_certificate(
                session, cart, worth, whom
            ),
        )

    def remove_extra(self, line_id: str) -> None:
        """A certificate, a donation, a membership is not wanted after all."""
        if self._taps.is_second("remove"):
            return

        self._take_out(
            ("remove_extra", line_id),
            lambda office, _command, session, cart: office.counter.remove(session, cart, line_id),
        )

    # ---- pay ----

    def pay(self, kind: TenderKind) -> None:
        """Begin to take money; while it is being taken, change to this tender. What was cancelled
        meanwhile is taken out first."""
        if self.state.frozen:
            self._pay.use(kind)
        elif self.state.can_pay:
            why_not = self._desk.why_not_paid(self._desk.cart.lines)
            self._now(selected="", wants_reason=None, pricing=False, refusal=why_not)
            if why_not is None:
                self.with_code(lambda: self._begin(kind))

    def _begin(self, kind: TenderKind) -> None:
        purpose = self.purpose()
        if purpose is not None:
            self._pay.begin(purpose, kind)

    def offer_types(self) -> None:
        """Tickets are to be given away: offer the price types of the first."""
        if self.state.lines:
            self._now(selected=self.state.lines[0].line_id, wants_reason=None, refusal=None)
            self._show_house()

    def open_till(self) -> None:
        """The drawer must be opened first: go there."""
        self._desk.walk_to("till")

    # ---- inside ----

    def _paying(self, state: PayState) -> None:
        refusal = state.refusal
        gone = isinstance(refusal, NotFound) and refusal.params.get("kind") == "promo"
        self._stale = self._stale or gone or isinstance(refusal, PriceChanged)
        self._now(cards=TenderKind.CARD in state.kinds)

    def _price_anew(self) -> None:
        """Show what the cart costs now, once nobody pays the price that is not true any more."""
        if self._stale and not self._desk.paying:
            self._stale = False
            self._act(
                ("prices of now", self._desk.cart.cart_id),
                lambda office, _command, session, cart: office.seating.at_prices_of_now(
                    session, cart
                ),
            )

    def _desk_changed(self) -> None:
        desk = self._desk
        if desk.session is None:
            self._now(
                selected="",
                selling_certificate=False,
                wants_reason=None,
                pricing=False,
                refusal=None,
                lines=(),
                series=(),
                extras=(),
            )
            return
        cart = desk.cart
        changes: dict[str, object] = {}
        if in_groups(cart.lines) != self.state.lines:
            changes["refusal"] = _price_gone(self.state.lines, in_groups(cart.lines))
        if self.state.selected not in {line.line_id for line in cart.lines}:
            changes["selected"] = ""
        line, opened = self._selected, desk.chosen not in (None, self.state.chosen)
        if opened and line is not None and line.performance_id != desk.chosen:
            changes |= {"selected": "", "wants_reason": None, "pricing": False}
        self._now(
            lines=in_groups(cart.lines),
            series=self._series.groups(cart),
            extras=cart.extras,
            performances=desk.performances,
            price_types=desk.price_types,
            total=cart.total,
            fees=cart.fees,
            charges=cart.charges,
            codes=cart.promo_codes,
            source=cart.source_code,
            offers=cart.offers,
            shown=cart.shown,
            till_ready=desk.serves
            and desk.till is not None
            and desk.till.state == TillState.OPEN.value,
            frozen=desk.paying,
            chosen=desk.chosen,
            busy=self._basket.busy,
            **changes,
        )
        self._price_anew()


def _price_gone(before: Sequence[CartLine], after: Sequence[CartLine]) -> PriceChanged | None:
    """Return what is said where a ticket that sits elsewhere now lost the price that somebody set
    for it."""
    if len(before) != len(after):
        return None
    others = [(was, now) for was, now in zip(before, after, strict=True) if was != now]
    for was, now in others[:1]:
        moved = was.seat_id != now.seat_id and was.performance_id == now.performance_id
        if len(others) == 1 and moved and was.by_hand is not None and now.by_hand is None:
            return PriceChanged(shown=was.all_in, now=now.all_in, reason="by_hand")
    return None
