"""What stands in the way of a close, and the way to where each is settled."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.presenters.desk import Desk
from kiosk.presenters.one_act import OneAct
from kiosk.presenters.tasks import Tasks
from pos.errors import NotAllowed, PosError
from pos.ids import CommandId, Ids, OrderId
from pos.views.cash import Blocker
from pos.views.people import Permission, SessionView
from pos.views.selling import CartView

if TYPE_CHECKING:
    from pos.office import Office

_DESKS = {
    "exceptions": (Permission.SEE_REPORTS, Permission.SETTLE_EXCEPTION),
    "deposits": (Permission.DEPOSIT,),
    "settlement": (Permission.RECONCILE,),
    "books": (Permission.SEE_REPORTS,),
}
_PANELS = {
    "print_in_doubt": "print_tasks",
    "unprinted": "print_tasks",
    "payment_in_doubt": "money_in_doubt",
    "exception_open": "money_in_doubt",
    "window_missing": "hub",
    "hub_away": "hub",
    "paper_out": "paper_sales",
    "parked_cart": "parked_carts",
    "list_places": "order_lists",
}


def desks_of(desk: Desk) -> frozenset[str]:
    """Return what the person may open after the tills are closed."""
    allowed = {name for name, any_of in _DESKS.items() if any(map(desk.may, any_of))}
    return frozenset(allowed | {"statements"})


class CloseFixes:
    """The button beside a blocker. GUI thread.

    Args:
        open_order: Shows an order's page.
        look: Reads again what stands in the way.
        refuse: Gets what could not be done.
    """

    def __init__(
        self,
        tasks: Tasks,
        desk: Desk,
        ids: Ids,
        open_order: Callable[[OrderId], None],
        look: Callable[[], None],
        refuse: Callable[[PosError], None],
    ) -> None:
        self._desk = desk
        self._giving_back = OneAct(tasks, desk, ids)
        self._open_order = open_order
        self._look = look
        self._refuse = refuse

    def fix(self, blocker: Blocker) -> None:
        """Go where it can be settled, or settle it."""
        desk, kind = self._desk, blocker.kind
        if kind in _PANELS:
            desk.walk_to(_PANELS[kind])
        elif kind == "close_exception" and "exceptions" in desks_of(desk):
            desk.walk_to("exceptions")
        elif kind == "close_exception":
            self._refuse(NotAllowed(permission=Permission.SEE_REPORTS.value))
        elif kind == "refund_owing":
            self.show_order(OrderId(blocker.about))
        elif kind == "open_cart" and desk.cart.lines:
            desk.walk_to("sell")
        elif kind == "open_cart":
            self._give_back_parked()
        else:
            desk.walk_to("close")
            self._look()

    def show_order(self, order_id: OrderId) -> None:
        """Look at an order."""
        self._desk.walk_to("orders")
        self._open_order(order_id)

    def _give_back_parked(self) -> None:
        """Give back what lies in the carts of people who are away."""
        parked = {user: cart for user, cart in self._desk.carts.items() if cart.lines}
        if not parked:
            return

        def work(
            office: Office, command: CommandId, session: SessionView
        ) -> dict[object, CartView]:
            fresh: dict[object, CartView] = {}
            for number, (user, cart) in enumerate(parked.items()):
                each = command if number == 0 else CommandId(f"{command}-{number}")
                office.seating.abandon(each, session, cart)
                fresh[user] = office.seating.new_cart()
            return fresh

        def done(fresh: dict[object, CartView]) -> None:
            for user in parked:
                self._desk.keep_cart(user, fresh[user])
            self._look()

        self._giving_back.do(tuple(parked.values()), work, done, self._refuse)
