"""What the Pay panel asks of the thing that is paid, and what it is told when it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pos.ids import CommandId, OrderId
from pos.money import Money
from pos.views.paying import PayingFor
from pos.views.people import SessionView
from pos.views.selling import CartView, Later, TenderGiven

if TYPE_CHECKING:
    from pos.office import Office


@dataclass(frozen=True, slots=True)
class Settled:
    """What is on disk: change to give, papers on their way. ``cash``: the drawer opens. ``owing``:
    what is paid at pick-up."""

    order_number: str
    change: Money
    tickets: int
    cash: bool = False
    order_id: OrderId | None = None
    owing: Money | None = None


class Purpose(Protocol):
    """What is being paid."""

    @property
    def due(self) -> Money:
        """What is to be paid in all."""
        ...

    @property
    def name(self) -> str:
        """Whose order it is; empty for a walk-up."""
        ...

    @property
    def tickets(self) -> int:
        """How many tickets are paid for."""
        ...

    @property
    def pays(self) -> tuple[PayingFor, str]:
        """What a card payment is for: a cart or an order, with its id."""
        ...

    @property
    def cart(self) -> CartView | None:
        """The cart that is paid, None for an order."""
        ...

    @property
    def later(self) -> Later | None:
        """How a cart is collected later, None for one that is handed over now, and for an order."""
        ...

    @property
    def patron_id(self) -> str:
        """Whose a cart is, empty where nobody was named, and of an order."""
        ...

    def settle(
        self,
        office: Office,
        command: CommandId,
        session: SessionView,
        tenders: tuple[TenderGiven, ...],
    ) -> Settled:
        """Make it so. Ledger thread; durable on return."""
        ...

    def settled(self) -> None:
        """It is on disk: put the desk in order. GUI thread."""
        ...
