"""What the Sell room shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kiosk.presenters.best_seats import Piece
from kiosk.presenters.live_house import SeatNews
from kiosk.presenters.zone_offers import ZoneOffer
from pos.errors import PosError
from pos.ids import PriceTypeId, SeatId
from pos.seating.rows import Taste
from pos.views.catalogue import (
    HallView,
    HouseView,
    PerformanceView,
    PriceTypeView,
    SeatStatus,
    ZoneView,
)
from pos.views.selling import CartLine

QUANTITIES = tuple(range(1, 9))
LARGEST_PARTY = 99
USUAL_QUANTITY = 2


@dataclass(frozen=True, slots=True)
class SellState:
    """``chosen`` None: the cards are shown. ``house``: None until it was read.
    ``price_types``: those a person may pick before choosing seats (comps are given in the cart,
    with a reason)."""

    tonight: tuple[PerformanceView, ...] = ()
    later: tuple[PerformanceView, ...] = ()
    ready: bool = False
    today: date | None = None
    chosen: PerformanceView | None = None
    hall: HallView | None = None
    house: HouseView | None = None
    tiles: tuple[ZoneOffer, ...] = ()
    own: tuple[tuple[ZoneView, int], ...] = ()
    """While the hub is away: how many seats of each price zone this window has left."""
    price_types: tuple[PriceTypeView, ...] = ()
    price_type: PriceTypeId | None = None
    quantity: int = USUAL_QUANTITY
    wheelchairs: int = 0
    """So many of the next party sit in wheelchair places, the others beside them."""
    taste: Taste = Taste.BEST
    """Where the next party would rather sit."""
    or_cheaper: bool = False
    """Seats at a lower price than the tile's will do as well for the next party."""
    can_pass: bool = False
    """The seats that were offered last are in the cart: others can be offered for them."""
    given: tuple[SeatId, ...] = ()
    """Those seats."""
    apart: tuple[Piece, ...] = ()
    """Where that party sits, if not in one row."""
    noted: tuple[CartLine, ...] = ()
    """Of whose seat in that party something is to be said."""
    no_other: bool = False
    """There are no others; the first ones come next."""
    facts_open: bool = False
    moves_blocks: bool = False
    """This person may move seats from window to window, and the hub is there."""
    busy: bool = False
    refusal: PosError | None = None
    resting: bool = False
    """A sale was just put away: what lies under the finger now is not meant yet."""
    refused_seat: SeatId | None = None
    """The seat that was touched and is somebody else's; ``seats`` says how it stands."""
    asked_seats: tuple[SeatId, ...] = ()
    """What was wanted when a seat was refused."""
    asked_for: str = ""
    """The line of the cart that was to sit there; empty: a ticket more."""
    may_hold: bool = False
    """This person may keep places from sale."""
    parties: int = 0
    """How often all was as usual again: the next patron's page begins at its top."""
    news: SeatNews | None = field(default=None, compare=False)
    """What of ``house`` is another than the one before, where that is known."""

    @property
    def seats(self) -> Mapping[SeatId, SeatStatus]:
        """Every seat that is not free, ours among them; empty until the house was read."""
        return self.house.seats if self.house is not None else {}
