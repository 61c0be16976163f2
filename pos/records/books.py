"""The ledger, the states things go through, what waits for the hub."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Transition:
    """One arrow of a state machine. ``window_id``: which window of a hub took it, of what two may
    take an arrow of (``SHARED`` in ``pos/lifecycles.py``); empty where something enters its
    machine, which its own fact tells, and at a window without a hub."""

    transition_id: str
    machine: str
    subject_id: str
    seq: int
    from_state: str
    to_state: str
    trigger: str
    at: datetime
    user_id: str
    reason: str = ""
    window_id: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """A balanced set of postings: the reason for them."""

    batch_id: str
    kind: str
    business_date: date
    at: datetime
    user_id: str
    window_id: str
    till_id: str | None = None
    order_id: str | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """One ledger line. ``amount_minor`` > 0 is a debit, < 0 a credit."""

    batch_id: str
    line: int
    account: str
    amount_minor: int
    currency: str
    performance_id: str | None = None
    order_id: str | None = None
    ticket_id: str | None = None
    till_id: str | None = None
    tender_id: str | None = None
    value_id: str | None = None
    """The gift certificate or patron account whose balance the line changes."""
    extra_id: str | None = None
    """The line of an order, no ticket, that was sold or came back."""


@dataclass(frozen=True, slots=True)
class RightEvent:
    """One change of a right to places, as the rights command made it."""

    event_id: str
    performance_id: str
    seat_id: str | None
    places: int
    what: str
    holder: str
    cart_id: str
    command_id: str
    at: datetime
