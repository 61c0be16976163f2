"""The outage kit: emergency tickets, what is keyed in after an outage, and what the papers say.

Times are aware, in the venue's zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from pos.ids import OrderId, PerformanceId, PriceTypeId, SeatId, ZoneId
from pos.money import Money, total
from pos.seat_names import place_label
from pos.views.paying import CheckGiven, SlipTyped
from pos.views.selling import TenderKind

ON_PAPER = (TenderKind.CASH, TenderKind.CHECK, TenderKind.CARD)
"""What can be taken without this program: cash, a check, a card on a terminal of its own."""


@dataclass(frozen=True, slots=True)
class PaperTicket:
    """An emergency ticket. ``number``: as printed on it, ``W1-E0012``. Places without a number have
    empty ``section``, ``row`` and ``seat``."""

    emergency_id: str
    number: str
    code: str
    performance_id: PerformanceId
    seat_id: SeatId | None
    section: str
    row: str
    seat: str
    zone_id: ZoneId
    zone: str
    state: str
    """An ``EmergencyState`` value: ``out``, ``keyed`` or ``returned``."""
    on_stock: bool = False
    """It went to the ticket printer; no sheet has it."""

    @property
    def place(self) -> str:
        """Where it is good for; empty for general admission."""
        return place_label(self.section, self.row, self.seat)


MOST = 200
"""Emergency tickets made in one act."""


@dataclass(frozen=True, slots=True)
class PaperBlock:
    """Emergency tickets made in one act, for one performance."""

    block_id: str
    performance_id: PerformanceId
    production: str
    starts_at: datetime
    made_at: datetime
    made_by: str
    tickets: tuple[PaperTicket, ...]
    kept: bool = True
    """Its places are kept here: it is sold at this window."""

    def count(self, state: str) -> int:
        """Return how many of them are in that state."""
        return sum(1 for ticket in self.tickets if ticket.state == state)

    @property
    def out(self) -> int:
        """How many are neither keyed in nor given back."""
        return self.count("out")

    @property
    def to_print(self) -> int:
        """How many of those that are sold here the ticket printer may print: each once."""
        fresh = (not each.on_stock and each.state == "out" for each in self.tickets)
        return sum(fresh) if self.kept else 0

    @property
    def first(self) -> str:
        """The lowest number."""
        return self.tickets[0].number

    @property
    def last(self) -> str:
        """The highest number."""
        return self.tickets[-1].number


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A ticket of a paper sale, and who it was sold to."""

    emergency_id: str
    price_type_id: PriceTypeId


@dataclass(frozen=True, slots=True)
class PaperSale:
    """One sale as it stands on the tally sheet. ``taken``: the sum that was written down; ``kind``:
    one of ``ON_PAPER``. ``sold_by``: whose initials. ``check``: what stands on the check; ``slip``:
    what stands on the slip of the terminal."""

    lines: tuple[PaperLine, ...]
    kind: TenderKind
    taken: Money
    sold_at: datetime
    sold_by: str
    check: CheckGiven | None = None
    slip: SlipTyped | None = None


@dataclass(frozen=True, slots=True)
class PaperSold:
    """A paper sale that was keyed in, on disk."""

    order_id: OrderId
    order_number: str
    numbers: tuple[str, ...]
    kind: TenderKind
    amount: Money
    sold_at: datetime
    sold_by: str
    keyed_at: datetime
    keyed_by: str


@dataclass(frozen=True, slots=True)
class Keyed:
    """What was keyed in for a performance so far, as it was keyed; ``out``: papers of it that are
    neither keyed in nor given back."""

    sales: tuple[PaperSold, ...]
    out: int
    currency: str

    def sum_of(self, kind: TenderKind | None = None) -> Money:
        """Return what was taken in one form, or in all."""
        wanted = (sale.amount for sale in self.sales if kind in (None, sale.kind))
        return total(wanted, self.currency)

    @property
    def tickets(self) -> int:
        """How many tickets were keyed in."""
        return sum(len(sale.numbers) for sale in self.sales)


class SeatUse(Enum):
    """What a place is when the network goes."""

    FREE = "free"
    """To be had here."""
    AT_HUB = "at_hub"
    """Free, and not in this window's block: the hub gives it to whoever asks."""
    BLOCKED = "blocked"
    """In another window's block; ``who``: which."""
    SOLD = "sold"
    WAITING = "waiting"
    """Sold elsewhere; its ticket waits at will call."""
    PAPER = "paper"
    """An emergency ticket is out for it."""
    HELD = "held"
    CLOSED = "closed"
    """Not for sale at all."""
    IN_CART = "in_cart"


@dataclass(frozen=True, slots=True)
class WillCallLine:
    """An order that waits. ``note`` and ``alternates`` as on the order; ``owing``: to be taken
    before the tickets are given out. ``collected``: it was given out already."""

    name: str
    order_number: str
    places: str
    tickets: int
    owing: Money
    note: str
    alternates: str
    phone_last4: str
    collected: bool
    given: int = 0
    """Of ``tickets``, those handed out."""
    filed: int = 0
    """Of those that wait, those that lie printed in the box."""


@dataclass(frozen=True, slots=True)
class SeatLine:
    """One place: who sits there (``name``, or the number of the order or of the paper)."""

    section: str
    row: str
    seat: str
    use: SeatUse
    who: str


@dataclass(frozen=True, slots=True)
class PriceLine:
    """What one ticket costs, with everything in it."""

    zone: str
    price_type: str
    all_in: Money


@dataclass(frozen=True, slots=True)
class DoorLine:
    """A code that opens the door. ``number``: of the order, or of the emergency ticket."""

    code: str
    place: str
    number: str


@dataclass(frozen=True, slots=True)
class KitView:
    """Everything the papers of one performance say, as of ``as_of``. ``contacts``: (who, how) of
    the venue. ``free``: places without a number that are left; ``seats`` is empty then. ``papers``:
    the emergency tickets that this window sells; those of the other windows of a hub are on their
    papers, or two patrons would have one each of the same. ``shared``: other windows sell the house
    too, and only the seats of this window's block are free here."""

    performance_id: PerformanceId
    code: str
    production: str
    subtitle: str
    starts_at: datetime
    hall: str
    company: str
    window: str
    as_of: datetime
    will_call: tuple[WillCallLine, ...]
    seats: tuple[SeatLine, ...]
    general_admission: bool
    free: int
    prices: tuple[PriceLine, ...]
    papers: tuple[PaperTicket, ...]
    doors: tuple[DoorLine, ...]
    contacts: tuple[tuple[str, str], ...]
    policy: str
    shared: bool = False
