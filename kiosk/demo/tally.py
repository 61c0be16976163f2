"""What the hands at the window did, counted by hand."""

from __future__ import annotations

from dataclasses import dataclass, field

from pos.ids import OrderId
from pos.views.selling import TenderKind


@dataclass(slots=True)
class Tally:
    """What the cashier did, counted by hand: compared with the books at the end. Amounts in
    minor units.
    """

    sales: int = 0
    tickets: int = 0
    comps: int = 0
    promos: int = 0
    on_map: int = 0
    counted: int = 0
    collected: int = 0
    collected_owing: int = 0
    seats_refused: int = 0
    no_sales: int = 0
    reprints: int = 0
    doubts: int = 0
    scans: int = 0
    checks_read: int = 0
    shown_to_patron: int = 0
    by_card: int = 0
    """Card payments that were approved."""
    cards_declined: int = 0
    cards_partial: int = 0
    cards_found: int = 0
    """Answers that were lost and found by asking."""
    set_aside: int = 0
    """Sales that were finished from money in doubt."""
    gifts_sold: int = 0
    gifts_used: int = 0
    given_back: int = 0
    refused: list[str] = field(default_factory=list)
    journal: list[str] = field(default_factory=list)
    """One line a sale or order: what was taken for what."""
    taken: dict[str, int] = field(default_factory=dict)
    newest_order: OrderId | None = None
    drawer: int = 0
    """Cash that lies in the drawer now, float included."""
    checks: dict[str, int] = field(default_factory=dict)
    """Checks that lie in the drawer now: number and what stands on it."""

    def give_back(self, kind: TenderKind, minor: int) -> None:
        """Money went back the way it had come."""
        self.given_back += 1
        self.taken[kind.value] = self.taken.get(kind.value, 0) - minor

    def take(self, kind: TenderKind, minor: int, number: str = "") -> None:
        """A tender was taken; ``number`` of a check."""
        self.taken[kind.value] = self.taken.get(kind.value, 0) + minor
        if kind is TenderKind.CASH:
            self.drawer += minor
        elif kind is TenderKind.CHECK:
            self.checks[number] = minor
        elif kind is TenderKind.CARD:
            self.by_card += 1
