"""What the lines of the cart cost: price types, comps, prices by hand, codes.

A price type that wants a reason (a comp) wants a second person too where the cashier's role does
not reach: the refusal comes from the office, the approval panel follows, and the same act is done
again with the approval.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from kiosk.presenters.approval import OtherPrice
from kiosk.presenters.cart_acts import CartActs
from kiosk.presenters.cart_series import with_person
from pos.errors import AmountInvalid
from pos.ids import CommandId, PriceTypeId
from pos.money import Money
from pos.views.catalogue import PriceTypeView
from pos.views.people import Approval, Permission, SessionView
from pos.views.pricing import StepKind
from pos.views.selling import CartView

if TYPE_CHECKING:
    from pos.office import Office


class CartPrices(CartActs):
    """The prices of the cart of whoever is signed in."""

    _typed = ""
    """The code that was typed and is not applied."""

    def set_price_type(self, price_type_id: PriceTypeId) -> None:
        """Change who the selected line is for; asks for a reason where one is wanted."""
        kind = next(k for k in self.state.price_types if k.price_type_id == price_type_id)
        if not self.state.selected:
            return
        if kind.needs_reason:
            self._now(wants_reason=kind, pricing=False, refusal=None)
        else:
            self._set_type(self.state.selected, kind, "", None)

    def give_reason(self, reason: str) -> None:
        """The reason for the comp chosen before."""
        kind = self.state.wants_reason
        if kind is not None and self.state.selected:
            self._set_type(self.state.selected, kind, reason.strip(), None)

    def no_reason(self) -> None:
        """Leave the line as it was."""
        self._now(wants_reason=None, refusal=None)

    def _set_type(
        self, line_id: str, kind: PriceTypeView, reason: str, approval: Approval | None
    ) -> None:
        def work(
            office: Office, command: CommandId, session: SessionView, cart: CartView
        ) -> CartView:
            mine = (line_id,) if kind.needs_reason else with_person(cart.lines, line_id)
            return office.seating.set_price_type(
                command, session, cart, mine, kind.price_type_id, reason, approval
            )

        self._approved(
            ("type", line_id, kind.price_type_id, reason),
            Permission.SELL_COMP,
            work,
            approval,
            lambda granted: self._set_type(line_id, kind, reason, granted),
            self._other_price(line_id, Money.zero(self._desk.cart.currency), reason),
        )

    def price_form(self) -> None:
        """Open or shut the form for another price of the selected ticket."""
        if self.state.selected and not self.state.frozen:
            self._now(pricing=not self.state.pricing, wants_reason=None, refusal=None)

    def set_price(self, amount: str, reason: str) -> None:
        """The selected ticket is to cost something else, for a reason; where the person may not say
        so, a second one is asked for their word."""
        try:
            price = Money.parse(amount.strip(), self._desk.cart.currency)
        except AmountInvalid as refusal:
            self._now(refusal=refusal)
            return
        if self.state.selected:
            self._set_price(self.state.selected, price, reason.strip(), None)

    def _set_price(
        self, line_id: str, price: Money, reason: str, approval: Approval | None
    ) -> None:
        self._approved(
            ("price", line_id, price, reason),
            Permission.SET_PRICE,
            lambda office, command, session, cart: office.prices.set_by_hand(
                command, session, cart, (line_id,), price, reason, approval
            ),
            approval,
            lambda granted: self._set_price(line_id, price, reason, granted),
            self._other_price(line_id, price, reason),
        )

    def _other_price(self, line_id: str, price: Money, reason: str) -> OtherPrice | None:
        """Return what a second person is asked about."""
        lines = self.state.lines
        return next((OtherPrice(x, price, reason) for x in lines if x.line_id == line_id), None)

    def usual_price(self) -> None:
        """The selected ticket is to cost what it costs by itself."""
        line_id = self.state.selected
        self._act(
            ("usual_price", line_id),
            lambda office, _command, session, cart: office.prices.take_off_by_hand(
                session, cart, (line_id,)
            ),
        )

    def add_code(self, code: str) -> None:
        """A promo or source code is to count for the whole cart."""
        cleaned = code.strip()
        if cleaned:
            self._act(("code", cleaned), partial(_with_code, code=cleaned))

    def type_code(self, text: str) -> None:
        """This stands where codes are typed, and is not applied yet."""
        self._typed = text.strip().upper()

    def leave_code(self) -> None:
        """The code that was typed is not to count: what was said of it goes too."""
        self._typed = ""
        self._now(refusal=None)

    def with_code(self, go_on: Callable[[], None]) -> None:
        """Go on to the money, with the code that was typed: whoever typed it meant it. One that is
        refused or lowers nothing says so in the cart first."""
        code = self._typed
        if not code or code in (*self.state.codes, self.state.source):
            go_on()
            return

        def counted(cart: CartView) -> None:
            self._done(cart)
            idle = (
                offer.code == code and offer.kind is StepKind.PROMO and not offer.tickets
                for offer in cart.offers
            )
            if not any(idle) and not self._basket.busy:
                go_on()

        self._now(refusal=None)
        self._basket.act(("code", code), partial(_with_code, code=code), counted, self._refuse)

    def remove_code(self, code: str) -> None:
        """A code is not to count after all."""
        if self._taps.is_second("remove"):
            return
        self._act(
            ("remove_code", code),
            lambda office, _command, session, cart: office.prices.remove_code(session, cart, code),
        )


def _with_code(
    office: Office, _command: CommandId, session: SessionView, cart: CartView, *, code: str
) -> CartView:
    return office.prices.add_code(session, cart, code)
