"""An act on the cart: sent, done or refused, sent again with a second person's word, and offered to
be taken back where something went out."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from kiosk.presenters.approval import ApprovalDesk, OtherPrice
from kiosk.presenters.basket import Basket
from kiosk.presenters.cart_state import CartState
from kiosk.presenters.desk import Desk
from kiosk.presenters.double_tap import DoubleTap
from kiosk.presenters.showing import Presenter
from kiosk.presenters.taken_out import TakenOut
from kiosk.presenters.tasks import Timers
from pos.errors import PosError
from pos.ids import CommandId
from pos.views.people import Approval, Permission, SessionView
from pos.views.selling import CartView

if TYPE_CHECKING:
    from kiosk.presenters.basket import Work
    from pos.office import Office


class CartActs(Presenter[CartState]):
    """What every act of the cart column has in common."""

    def __init__(
        self,
        desk: Desk,
        basket: Basket,
        approvals: ApprovalDesk,
        taps: DoubleTap,
        timers: Timers,
    ) -> None:
        super().__init__(CartState())
        self._taps = taps
        self._desk = desk
        self._basket = basket
        self._approvals = approvals
        self.taken_out = TakenOut(desk, basket, timers)
        """What a touch puts back."""

    def _act(self, key: Hashable, work: object, failed: object = None) -> None:
        self._now(refusal=None)
        self._basket.act(key, work, self._done, failed or self._refuse)  # type: ignore[arg-type]

    def _take_out(self, key: Hashable, work: Work) -> None:
        """Do an act after which something is in the cart no more, and offer to put it back."""
        before: list[CartView] = []

        def noting(
            office: Office, command: CommandId, session: SessionView, cart: CartView
        ) -> CartView:
            before[:] = [cart]
            return work(office, command, session, cart)

        def done(cart: CartView) -> None:
            self._done(cart)
            self.taken_out.went(before[0], cart)

        self._now(refusal=None)
        self._basket.act(key, noting, done, self._refuse)

    def _done(self, cart: CartView) -> None:
        if self.state.selected not in {line.line_id for line in cart.lines}:
            self._now(selected="")
        self._now(wants_reason=None, pricing=False, selling_certificate=False)

    def _refuse(self, error: PosError) -> None:
        self._now(refusal=error)

    def _approved(
        self,
        key: Hashable,
        permission: Permission,
        work: Work,
        approval: Approval | None,
        again: Callable[[Approval], None],
        price: OtherPrice | None = None,
    ) -> None:
        """Send an act; where the office wants a second person's word, ask for it and send it
        again."""

        def failed(error: PosError) -> None:
            if error.code == "approval_needed" and approval is None:
                self._approvals.ask(permission, self._basket.command(key), again, price)
            else:
                self._refuse(error)

        self._act(key, work, failed)
