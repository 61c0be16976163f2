"""What happens to an order after it was placed and moves no money: another name, notes, parts that
are picked up apart, the way back to will-call; and that a performance does not take place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OrderNamed:
    """An order goes by these from now on; the newest counts, all four together. What it was placed
    under stays in its ``Order``."""

    naming_id: str
    order_id: str
    name: str
    alternates: str
    phone: str
    email: str
    reason: str
    at: datetime
    user_id: str


@dataclass(frozen=True, slots=True)
class OrderNote:
    """Something somebody wrote about an order; never taken away."""

    note_id: str
    order_id: str
    text: str
    at: datetime
    user_id: str


@dataclass(frozen=True, slots=True)
class OrderPart:
    """Some tickets of an order are picked up by ``name`` from now on, apart from the others;
    without a name: with the rest of the order again."""

    part_id: str
    order_id: str
    name: str
    at: datetime
    user_id: str


@dataclass(frozen=True, slots=True)
class OrderPartTicket:
    """A ticket of a part. It belongs to the newest part that names it, and so do those that are
    printed in its place."""

    part_id: str
    ticket_id: str


@dataclass(frozen=True, slots=True)
class OrderSentBack:
    """An order waits at will-call from now on, though it was handed out or sold at a window."""

    sent_back_id: str
    order_id: str
    reason: str
    papers: int
    at: datetime
    user_id: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class PerformanceCancelled:
    """A performance does not take place: nothing of it is sold from now on, and what was sold goes
    back, order by order. Two people said so."""

    cancelled_id: str
    performance_id: str
    reason: str
    at: datetime
    user_id: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class OrderMapping:
    """Which column of a list of orders sold elsewhere means what, saved under a name. ``columns``:
    JSON of field to header. The newest of a name counts."""

    mapping_id: str
    name: str
    columns: str
    at: datetime
    user_id: str
