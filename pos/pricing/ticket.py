"""A ticket of a cart on its way from the list price to what it costs."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pos.money import Money
from pos.pricing.all_in import all_in
from pos.pricing.book import PriceBook
from pos.views.catalogue import PriceView
from pos.views.pricing import PriceStep, StepKind
from pos.views.selling import CartLine, CartView


@dataclass(frozen=True, slots=True)
class Ticket:
    """``face`` after the steps so far; the fee is added at the end."""

    line: CartLine
    listed: PriceView
    face: Money
    steps: tuple[PriceStep, ...] = ()
    in_package: bool = False
    """Whether it has its price as part of a series that is whole."""
    member_id: str = ""
    """The membership that was shown whose price it has."""

    def less(
        self, kind: StepKind, code: str, name: str, amount: Money, member_id: str = ""
    ) -> Ticket:
        """Return the ticket with one more step, which takes ``amount`` off."""
        step = PriceStep(kind, code, name, amount)
        steps, mine = (*self.steps, step), member_id or self.member_id
        return replace(self, face=self.face - amount, steps=steps, member_id=mine)

    def all_in(self, book: PriceBook) -> PriceView:
        """Return what it costs with everything in it; a free ticket bears no facility fee."""
        fee = self.listed.fee if self.face else Money.zero(self.face.currency)
        price = replace(self.listed, face=self.face, fee=fee)
        return all_in(price, book.charges, self.line.performance_id)

    @property
    def by_hand(self) -> bool:
        """Whether a person says what it costs."""
        return self.line.by_hand is not None


def listed(cart: CartView, book: PriceBook) -> list[Ticket]:
    """Return the cart's tickets at the list price, in the order of its lines.

    Raises:
        NotFound: One is not on sale any more.
    """
    tickets = []
    for line in cart.lines:
        price = book.listed(line.performance_id, line.zone_id, line.price_type_id)
        tickets.append(Ticket(line, price, price.face))
    return tickets


def place_in_line(ticket: Ticket) -> tuple[str, ...]:
    """Return what tickets are put in order by wherever one of two equal ones must come first: not
    the way they came into the cart."""
    line = ticket.line
    where = (line.performance_id, line.zone_id, line.price_type_id)
    return (*where, line.section, line.row, line.number, line.line_id)
