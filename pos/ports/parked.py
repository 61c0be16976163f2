"""What carts that were put aside need from storage; part of the unit of work. Thread: that of the
unit of work."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from pos.records import ParkedCart, Transition


class ParkedStore(Protocol):
    """Carts that were put aside."""

    def cart(self, parked_id: str) -> ParkedCart:
        """Raises NotFound."""
        ...

    def waiting(self) -> tuple[ParkedCart, ...]:
        """Return those whose places are kept, of every window, oldest first."""
        ...

    def ended(self, state: str, since: datetime) -> tuple[ParkedCart, ...]:
        """Return those put aside since then that ended so, oldest first."""
        ...

    def last_arrow(self, parked_id: str) -> Transition:
        """Return what happened to one last: of two windows that did something, not knowing of each
        other, what stands."""
        ...
