"""What can be paid at the window: the cart, what is owing on an order that is being collected, or
the rest of a sale that was begun before."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.presenters.desk import Desk
from kiosk.presenters.purpose import Settled
from pos.ids import CommandId, OrderId, PatronId
from pos.money import Money
from pos.views.paying import PayingFor
from pos.views.people import Approval, SessionView
from pos.views.selling import (
    CartView,
    HandOverView,
    Later,
    OrderView,
    PaidContent,
    TenderGiven,
    WillCallRow,
)
from pos.views.will_call import Wish

if TYPE_CHECKING:
    from pos.office import Office

ALL_OF_IT = Wish()


class CartPurpose:
    """Sells the cart as it lies before the cashier now, or ``cart``, which a payment kept.
    ``later``: it is collected later, under ``name``."""

    def __init__(
        self,
        desk: Desk,
        cart: CartView | None = None,
        name: str = "",
        later: Later | None = None,
        patron_id: str = "",
    ) -> None:
        self._desk = desk
        self._user_id = desk.person.user_id
        self._kept = cart is not None and cart.cart_id != desk.cart.cart_id
        self._cart = desk.cart if cart is None else cart
        self._name = name
        self._later = later
        buyer = None if self._kept else desk.buyer
        self._patron_id = PatronId(patron_id or (buyer.patron_id if buyer is not None else ""))
        self._fresh: CartView | None = None

    @property
    def due(self) -> Money:
        """The all-in total; nothing where whoever collects it pays then."""
        if self._later is not None and self._later.pays_then:
            return Money.zero(self._cart.currency)
        return self._cart.total

    @property
    def name(self) -> str:
        """A walk-up needs no name."""
        return self._name

    @property
    def tickets(self) -> int:
        """What lies in the cart."""
        return len(self._cart.lines)

    @property
    def later(self) -> Later | None:
        """How it is collected later."""
        return self._later

    @property
    def patron_id(self) -> str:
        """Whose it is."""
        return self._patron_id

    @property
    def pays(self) -> tuple[PayingFor, str]:
        """The cart."""
        return PayingFor.CART, self._cart.cart_id

    @property
    def cart(self) -> CartView | None:
        """What is sold."""
        return self._cart

    def settle(
        self,
        office: Office,
        command: CommandId,
        session: SessionView,
        tenders: tuple[TenderGiven, ...],
    ) -> Settled:
        """Sell; and make the next cart on the same way."""
        sale = office.selling.sell(
            command,
            session,
            self._cart,
            tenders,
            self._name,
            later=self._later,
            patron_id=self._patron_id,
        )
        self._fresh = None if self._kept else office.seating.new_cart()
        return Settled(
            sale.order_number,
            sale.change,
            0 if self._later is not None else len(sale.ticket_ids),
            bool(sale.drawer_opening),
            sale.order_id,
            self._cart.total - self.due,
        )

    def settled(self) -> None:
        """Put the empty cart in the place of the sold one."""
        if self._fresh is not None:
            self._desk.sold(self._user_id, self._cart, self._fresh)


class OrderPurpose:
    """Takes what is owing on an order and hands its tickets over, in one act.

    Args:
        name: Who ordered; the order's number where nobody gave a name.
        tickets: How many are handed over.
        handed_over: Told on the GUI thread when it is on disk.
        wish: How it is handed out: a part of it, to somebody else, signed.
        word: A second person's word for that, with the command it was given for: the act is done
            under it.
    """

    def __init__(
        self,
        order_id: OrderId,
        due: Money,
        name: str,
        tickets: int,
        handed_over: Callable[[HandOverView], None] = lambda _done: None,
        wish: Wish = ALL_OF_IT,
        word: tuple[CommandId, Approval] | None = None,
    ) -> None:
        self._wish = wish
        self._word = word
        self._order_id = order_id
        self._due = due
        self._name = name
        self._tickets = tickets
        self._handed_over = handed_over
        self._done: HandOverView | None = None

    @classmethod
    def of_order(cls, order: OrderView) -> OrderPurpose:
        """Return the purpose of an order whose page is open, or whose payment is finished."""
        name = order.name or order.order_number
        return cls(order.order_id, order.owing, name, len(order.tickets))

    @classmethod
    def of_row(
        cls,
        row: WillCallRow,
        handed_over: Callable[[HandOverView], None],
        wish: Wish = ALL_OF_IT,
        word: tuple[CommandId, Approval] | None = None,
    ) -> OrderPurpose:
        """Return the purpose of an order that is collected at will call."""
        tickets = len(wish.tickets) or row.waiting or row.tickets
        return cls(row.order_id, row.owing, row.name, tickets, handed_over, wish, word)

    @property
    def due(self) -> Money:
        """What is owing."""
        return self._due

    @property
    def name(self) -> str:
        """Who ordered."""
        return self._name

    @property
    def tickets(self) -> int:
        """What was ordered."""
        return self._tickets

    @property
    def later(self) -> Later | None:
        """It is collected now."""
        return None

    @property
    def patron_id(self) -> str:
        """The order knows."""
        return ""

    @property
    def pays(self) -> tuple[PayingFor, str]:
        """The order."""
        return PayingFor.ORDER, self._order_id

    @property
    def cart(self) -> CartView | None:
        """The tickets are an order's already."""
        return None

    def settle(
        self,
        office: Office,
        command: CommandId,
        session: SessionView,
        tenders: tuple[TenderGiven, ...],
    ) -> Settled:
        """Pay and hand over."""
        command, word = self._word or (command, None)
        about = (self._order_id, tenders, self._wish)
        done = office.will_call.hand_over(command, session, *about, word)
        self._done = done
        opened = bool(done.drawer_opening)
        return Settled(done.order_number, done.change, self._tickets, opened, done.order_id)

    def settled(self) -> None:
        """Tell who waits for it."""
        if self._done is not None:
            self._handed_over(self._done)


def purpose_of(office: Office, content: PaidContent) -> OrderView | CartView | None:
    """Return what a payment paid: its order as it is now, or its cart. Ledger thread."""
    if content.order_id:
        return office.orders.get(OrderId(content.order_id))
    return content.cart
