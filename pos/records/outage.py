"""Emergency tickets: made before an outage, written on while it lasts, keyed in after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class EmergencyBlock:
    """Papers made for one performance in one act. ``holder``: who keeps their places from sale
    until each is keyed in or given back."""

    block_id: str
    window_id: str
    performance_id: str
    holder: str
    note: str
    at: datetime
    user_id: str


@dataclass(frozen=True, slots=True)
class EmergencyTicket:
    """One paper. ``number``: printed on it and written on the tally sheet, ``W1-E0012``. ``code``:
    its barcode, good at the door from now on. ``seat_id`` is None for general admission."""

    emergency_id: str
    block_id: str
    performance_id: str
    seat_id: str | None
    zone_id: str
    number: str
    code: str


@dataclass(frozen=True, slots=True)
class EmergencySale:
    """A paper that was sold, keyed in: the ticket that carries its code, and what the tally sheet
    says of the sale. ``sold_at`` and ``sold_by``: as written on paper; ``at`` and ``user_id``: who
    keyed it, and when. ``kind``: the ``TenderKind``; ``amount_minor``: this ticket's price."""

    emergency_id: str
    ticket_id: str
    order_id: str
    kind: str
    amount_minor: int
    sold_at: datetime
    sold_by: str
    at: datetime
    user_id: str
