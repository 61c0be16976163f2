"""What can be paid at the window: the cart, or what is owing on an order that is being
collected."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.presenters.desk import Desk
from kiosk.presenters.pay import Settled
from pos.ids import CommandId
from pos.money import Money
from pos.views.people import SessionView
from pos.views.selling import CartView, HandOverView, TenderGiven, WillCallRow

if TYPE_CHECKING:
    from pos.office import Office


class CartPurpose:
    """Sells the cart as it lies before the cashier now."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._user_id = desk.person.user_id
        self._cart = desk.cart
        self._fresh: CartView | None = None

    @property
    def due(self) -> Money:
        """The all-in total."""
        return self._cart.total

    @property
    def name(self) -> str:
        """A walk-up needs no name."""
        return ""

    @property
    def tickets(self) -> int:
        """What lies in the cart."""
        return len(self._cart.lines)

    def settle(
        self,
        office: Office,
        command: CommandId,
        session: SessionView,
        tenders: tuple[TenderGiven, ...],
    ) -> Settled:
        """Sell; and make the next cart on the same way."""
        sale = office.selling.sell(command, session, self._cart, tenders)
        self._fresh = office.seating.new_cart()
        return Settled(
            sale.order_number,
            sale.change,
            len(sale.ticket_ids),
            bool(sale.drawer_opening),
            sale.order_id,
        )

    def settled(self) -> None:
        """Put the empty cart in the place of the sold one."""
        if self._fresh is not None:
            self._desk.keep_cart(self._user_id, self._fresh)


class CollectPurpose:
    """Takes what is owing on an order and hands its tickets over, in one act."""

    def __init__(self, row: WillCallRow, handed_over: Callable[[HandOverView], None]) -> None:
        self._row = row
        self._done: HandOverView | None = None
        self._handed_over = handed_over

    @property
    def due(self) -> Money:
        """What is owing."""
        return self._row.owing

    @property
    def name(self) -> str:
        """Who ordered."""
        return self._row.name

    @property
    def tickets(self) -> int:
        """What was ordered."""
        return self._row.tickets

    def settle(
        self,
        office: Office,
        command: CommandId,
        session: SessionView,
        tenders: tuple[TenderGiven, ...],
    ) -> Settled:
        """Pay and hand over."""
        done = office.will_call.hand_over(command, session, self._row.order_id, tenders)
        self._done = done
        return Settled(
            done.order_number,
            done.change,
            self._row.tickets,
            bool(done.drawer_opening),
            done.order_id,
        )

    def settled(self) -> None:
        """Show the order as collected."""
        if self._done is not None:
            self._handed_over(self._done)
