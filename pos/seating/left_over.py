"""Carts that nobody has any more: their places go back, but what a card may have paid."""

from __future__ import annotations

from pos.hub.rights import RightsAuthority, RightsCommand
from pos.ids import CartId, CommandId, Ids, PerformanceId, SeatId
from pos.lifecycles import PAYMENT_IN_DOUBT
from pos.ports.storage import Storage, UnitOfWork
from pos.views.paying import PayingFor
from pos.window import Window


class LeftOver:
    """See ``Seating.release_left_over`` and ``release_cart``. Thread: ledger."""

    def __init__(self, storage: Storage, rights: RightsAuthority, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._rights = rights
        self._ids = ids
        self._window = window

    def release_all(self, keep: tuple[CartId, ...]) -> int:
        """Give back the rights of all but ``keep``; return of how many carts. Durable on return."""
        with self._storage.read() as uow:
            lost = [cart for cart in uow.rights.carts(self._window.holder) if cart not in keep]
        return sum(self.release(CartId(cart_id)) for cart_id in lost)

    def release(self, cart_id: CartId) -> bool:
        """Give back everything a cart holds; return whether it did. Durable on return."""
        with self._storage.read() as uow:
            seats, places = uow.rights.held_by_cart(cart_id)
            if cart_id in carts_in_doubt(uow):
                return False
            every = {perf for perf, _ in seats} | set(places)
            free = [perf for perf in sorted(every) if not uow.restoring.is_closed(perf)]
        for performance_id in free:
            self._rights.apply(
                RightsCommand(
                    CommandId(self._ids.new()),
                    self._window.holder,
                    PerformanceId(performance_id),
                    cart_id,
                    give_back=tuple(
                        SeatId(seat) for perf, seat in sorted(seats) if perf == performance_id
                    ),
                    give_places=places.get(performance_id, 0),
                )
            )
        return bool(free)


def carts_in_doubt(uow: UnitOfWork) -> frozenset[str]:
    """Return the carts with a card payment in doubt."""
    states = tuple(state.value for state in PAYMENT_IN_DOUBT)
    found = uow.payments.in_states(states)
    return frozenset(p.for_id for p, _ in found if p.for_kind == PayingFor.CART.value)
