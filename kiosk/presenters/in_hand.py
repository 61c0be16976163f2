"""Which card payments a panel has in hand this moment: what is under way before somebody's eyes is
in nobody's doubt."""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.card_desk import CardDeskState
from pos.lifecycles import PAYMENT_OPEN, PaymentState
from pos.views.paying import PaymentView


class InHand:
    """Kept by a panel that sends payments through the card desk. GUI thread."""

    def __init__(self) -> None:
        self._held: set[str] = set()
        self._ended: set[str] = set()

    @property
    def held(self) -> frozenset[str]:
        """What is at the terminal for this panel, or about to be."""
        return frozenset(self._held)

    @property
    def ended(self) -> frozenset[str]:
        """Payments whose end was told: a list that was read before still has them open."""
        return frozenset(self._ended)

    def hold(self, payment_ids: Iterable[str]) -> None:
        """These are sent one after the other."""
        self._held.update(payment_ids)

    def desk_is(self, desk: CardDeskState) -> None:
        """The card desk is at work for this panel."""
        if desk.at_work and desk.payment_id:
            self._held.add(desk.payment_id)

    def told(self, view: PaymentView) -> None:
        """It is known how a payment stands; that nobody knows it is a doubt."""
        self._held.discard(view.payment_id)
        if PaymentState(view.state) not in PAYMENT_OPEN:
            self._ended.add(view.payment_id)

    def let_go(self) -> None:
        """Nothing more is sent."""
        self._held.clear()
