"""What an order is called, who picks up which part of it, and cancelled performances."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from pos.ids import OrderId, PerformanceId, TicketId
from pos.money import Money


@dataclass(frozen=True, slots=True)
class OrderNames:
    """What an order goes by: its name, who else may collect it, and how to reach them."""

    name: str
    alternates: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class OrderNoteView:
    """Something somebody wrote about an order."""

    text: str
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class OrderPartView:
    """Tickets that ``name`` picks up apart from the rest of the order; those that count now."""

    part_id: str
    name: str
    tickets: tuple[TicketId, ...]


@dataclass(frozen=True, slots=True)
class SentBackView:
    """An order that waits at will-call again. ``papers``: tickets that were out and open the door
    no more."""

    order_id: OrderId
    order_number: str
    papers: int


class CaseState(Enum):
    """How an order stands whose performance was cancelled."""

    OPEN = "open"
    """Tickets of it still count: nobody has said what becomes of them."""
    ON_ITS_WAY = "on_its_way"
    """They went back, and not all of the money has arrived."""
    REFUNDED = "refunded"
    EXCHANGED = "exchanged"
    DONATED = "donated"
    VOID = "void"
    """Nothing was paid for them: they were taken back."""


class CaseWay(Enum):
    """How the money of an open case can go back now."""

    BY_ITSELF = "by_itself"
    """To cards, certificates and accounts: nobody has to stand here."""
    ELSEWHERE = "elsewhere"
    """It was paid elsewhere: whoever sold it gives it back. Here its tickets are taken off."""
    IN_PART_ELSEWHERE = "in_part_elsewhere"
    """One part as ``BY_ITSELF``, another as ``ELSEWHERE``."""
    IN_PERSON = "in_person"
    """Some of it is cash or a check: when the patron comes."""
    NOTHING_PAID = "nothing_paid"
    """Nothing goes back: it is owed, or cost nothing. Its tickets are taken off; nobody has to
    stand here."""


@dataclass(frozen=True, slots=True)
class CaseView:
    """One order of a cancelled performance. ``tickets``: of this performance that still count;
    ``amount``: what was paid for them, or what was of those that went back. ``left``: what has not
    reached the patron; ``owes``: of an open one, what was not paid for them. ``way``: of what has
    not reached the patron, ``ELSEWHERE`` once only who sold it still has to pay."""

    order_id: OrderId
    order_number: str
    name: str
    phone: str
    tickets: int
    amount: Money
    left: Money
    owes: Money
    state: CaseState
    way: CaseWay | None = None


@dataclass(frozen=True, slots=True)
class CancelledView:
    """A performance that does not take place, and what is left to do about it."""

    performance_id: PerformanceId
    production: str
    starts_at: datetime
    hall: str
    at: datetime
    who: str
    approved_by: str
    reason: str
    orders: int
    open: int
    left: Money


@dataclass(frozen=True, slots=True)
class CancelledCases:
    """A cancelled performance with its orders: what is open first, by name."""

    performance: CancelledView
    cases: tuple[CaseView, ...]


@dataclass(frozen=True, slots=True)
class CancelPlan:
    """What cancelling a performance would begin: nothing is written yet. ``by_itself``: of the
    orders, how many go back with nobody at the window, ``elsewhere``: how many were paid where
    they were sold and go back from there, all or in part; ``unpaid``: how many nobody paid for."""

    performance_id: PerformanceId
    production: str
    starts_at: datetime
    orders: int
    tickets: int
    amount: Money
    by_itself: int
    elsewhere: int
    unpaid: int
    used: int
