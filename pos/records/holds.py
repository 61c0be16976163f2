"""What happened to held places, and which tickets were sold from a hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class HoldEvent:
    """Places were held, released, taken into a cart from their hold, or came back from it.

    ``what``: a ``pos.views.holds.HoldAct``. ``places``: how many by count; seats are rows of
    ``HoldSeat``. ``until``: when they go on sale by themselves. ``rule``: what released them, where
    nobody did. ``approved_by``: who gave their word for a sale.
    """

    event_id: str
    performance_id: str
    holder: str
    what: str
    places: int
    for_whom: str
    note: str
    until: datetime | None
    rule: str
    cart_id: str
    window_id: str
    user_id: str
    approved_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HoldSeat:
    """One seat of a ``HoldEvent``."""

    event_id: str
    seat_id: str


@dataclass(frozen=True, slots=True)
class SoldFromHold:
    """A ticket whose place was sold from a hold."""

    ticket_id: str
    holder: str
