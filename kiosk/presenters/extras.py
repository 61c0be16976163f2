"""What lies in the cart beside tickets, and what the counter has to sell: every act is the
office's, because it changes prices."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk.presenters.basket import Basket
from kiosk.presenters.desk import Desk
from kiosk.presenters.double_tap import DoubleTap
from kiosk.presenters.showing import Presenter
from pos.errors import PosError
from pos.lifecycles import TillState
from pos.money import Money
from pos.pricing.rounding_up import missing_to_round
from pos.views.counter import Shelf
from pos.views.donations import Tribute
from pos.views.season import Fund
from pos.views.selling import ExtraLine

if TYPE_CHECKING:
    from pos.office import Office
    from pos.views.people import SessionView
    from pos.views.selling import CartView

    Change = Callable[[Office, SessionView, CartView], CartView]


@dataclass(frozen=True, slots=True)
class ExtrasState:
    """``lines``: of the cart. ``fund``: the code of the one that is given to next; ``tribute``: it
    is in somebody's honour or memory. ``rounding``:
    what the patron may round up by, None where nobody is asked or it was done. ``done``: how many
    acts of the counter's forms are done; a form that sees it grow is empty again."""

    shelf: Shelf = field(default_factory=Shelf)
    lines: tuple[ExtraLine, ...] = ()
    currency: str = "USD"
    fund: str = ""
    tribute: Tribute | None = None
    rounding: Money | None = None
    till_ready: bool = False
    frozen: bool = False
    busy: bool = False
    done: int = 0
    refusal: PosError | None = None

    @property
    def can_act(self) -> bool:
        """Whether something may be put in or taken out."""
        return self.till_ready and not self.frozen and not self.busy

    @property
    def rounding_fund(self) -> Fund | None:
        """Whom the cart would be rounded up for."""
        return self.shelf.round_up_fund if self.rounding is not None else None

    def gift(self, amount: Money) -> ExtraLine | None:
        """Return the donation of just so much to the fund that is chosen."""
        line_id = f"donation-{self.fund}"
        return next((g for g in self.lines if g.line_id == line_id and g.amount == amount), None)

    @property
    def rounded(self) -> ExtraLine | None:
        """What the patron rounded up by."""
        return next((one for one in self.lines if one.round_up), None)

    def pieces(self, code: str) -> int:
        """Return how many of an article lie in the cart."""
        return sum(one.quantity for one in self.lines if one.line_id == f"goods-{code}")


class Extras(Presenter[ExtrasState]):
    """Part of the cart's presenter. GUI thread."""

    def __init__(self, desk: Desk, basket: Basket, taps: DoubleTap) -> None:
        super().__init__(ExtrasState())
        self._desk = desk
        self._basket = basket
        self._taps = taps
        desk.changed.append(self._desk_changed)

    # ---- goods ----

    def add_piece(self, code: str) -> None:
        """One more of an article. A double tap is one tap."""
        self._pieces(code, 1)

    def take_piece(self, code: str) -> None:
        """One fewer; the last of them takes the line away."""
        self._pieces(code, -1)

    def _pieces(self, code: str, pieces: int) -> None:
        if not self._taps.is_second(("piece", code, pieces)):
            self._change(
                ("goods", code, pieces),
                lambda office, session, cart: office.counter.add_goods(session, cart, code, pieces),
            )

    # ---- donations ----

    def choose_fund(self, code: str) -> None:
        """The next donation goes to this fund."""
        self._now(fund=code, refusal=None)

    def for_sake(self, tribute: Tribute) -> None:
        """The next donation is in honour or in memory of somebody; touched again, it is not."""
        self._now(tribute=None if self.state.tribute is tribute else tribute, refusal=None)

    def give(self, amount: Money, of: str = "") -> None:
        """A donation to the fund that is chosen; another amount takes the place of the one
        before. ``of``: in whose honour or memory, where it is in somebody's."""
        fund, tribute = self.state.fund, self.state.tribute
        if not fund:
            return

        def change(office: Office, session: SessionView, cart: CartView) -> CartView:
            if tribute is None:
                return office.counter.give(session, cart, fund, amount)
            return office.counter.give(session, cart, fund, amount, tribute.value, of)

        self._change(("give", fund, amount, tribute, of), change, self._form_done)

    def give_or_not(self, amount: Money) -> None:
        """A donation as ``give``; touched again, it is none."""
        if not self._taps.is_second(("gift", amount)):
            self._take_back_or(self.state.gift(amount), lambda: self.give(amount))

    def round_or_not(self) -> None:
        """The patron rounds up; touched again, they do not."""
        self._take_back_or(self.state.rounded, self.round_up)

    def _take_back_or(self, given: ExtraLine | None, give: Callable[[], None]) -> None:
        if given is None:
            give()
        else:
            line_id = given.line_id
            self._change(
                ("back", line_id),
                lambda office, session, cart: office.counter.remove(session, cart, line_id),
            )

    def round_up(self) -> None:
        """The patron said yes."""
        if not self._taps.is_second("round_up"):
            self._change(
                ("round_up",), lambda office, session, cart: office.counter.round_up(session, cart)
            )

    # ---- memberships ----

    def add_membership(self, code: str, holder: str) -> None:
        """A membership for ``holder``, whose name may be empty; prices follow at once."""
        if not self._taps.is_second(("membership", code)):
            self._change(
                ("membership", code, holder),
                lambda office, session, cart: office.counter.add_membership(
                    session, cart, code, holder
                ),
                self._form_done,
            )

    # ---- inside ----

    def _form_done(self) -> None:
        self._now(done=self.state.done + 1, tribute=None)

    def _change(
        self, key: Hashable, change: Change, then: Callable[[], None] = lambda: None
    ) -> None:
        if self.state.till_ready:
            self._now(refusal=None)
            self._basket.act(
                ("extra", key),
                lambda office, _command, session, cart: change(office, session, cart),
                lambda _cart: then(),
                self._refuse,
            )

    def _refuse(self, error: PosError) -> None:
        self._now(refusal=error)

    def _desk_changed(self) -> None:
        desk = self._desk
        if desk.session is None:
            self._become(ExtrasState(shelf=desk.shelf or Shelf()))
            return
        cart, shelf = desk.cart, desk.shelf or Shelf()
        funds = [fund.code for fund in shelf.funds]
        chosen = self.state.fund if self.state.fund in funds else next(iter(funds), "")
        missing = missing_to_round(cart, shelf.round_up_minor)
        asks = shelf.round_up_fund is not None and not any(one.round_up for one in cart.extras)
        self._now(
            shelf=shelf,
            lines=cart.extras,
            currency=cart.currency,
            fund=chosen,
            rounding=missing if asks and missing else None,
            till_ready=desk.serves
            and desk.till is not None
            and desk.till.state == TillState.OPEN.value,
            frozen=desk.paying,
            busy=self._basket.busy,
        )
