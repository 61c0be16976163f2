"""Will-call as screens and papers show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from pos.ids import OrderId, PerformanceId, TicketId
from pos.money import Money
from pos.views.outage import WillCallLine
from pos.views.will_call_rules import AskId, OthersRule, SignRule

Stroke = tuple[tuple[int, int], ...]
"""Points of one line of a signature, in units of ``SIGN_WIDTH`` by ``SIGN_HEIGHT``."""
SIGN_WIDTH, SIGN_HEIGHT = 1_000, 300


class Collects(Enum):
    """Who came for the tickets."""

    BUYER = "buyer"
    """The person the order is of."""
    ALTERNATE = "alternate"
    """Named on the order, or on the part that is collected."""
    OTHER = "other"
    """Named nowhere: somebody answers for it."""


class IdSeen(Enum):
    """What was shown. Never a number, never a picture."""

    UNSAID = ""
    LICENCE = "licence"
    PASSPORT = "passport"
    OTHER = "other"


class Signed(Enum):
    """How a hand-out was signed for."""

    NO = ""
    SCREEN = "screen"
    PAPER = "paper"


class Where(Enum):
    """Where a ticket is that an order has."""

    WAITS = "waits"
    """It was never printed."""
    ENVELOPE = "envelope"
    """It lies printed in the box."""
    PRINTING = "printing"
    """Its paper is on its way here."""
    ELSEWHERE = "elsewhere"
    """There is paper of it, and nobody knows here where: another one is printed in its place."""
    GIVEN = "given"


@dataclass(frozen=True, slots=True)
class Wish:
    """How an order is handed out, where it is not all of it to the person it is of.

    ``tickets``: which; empty: all that wait. ``collector``: who came instead; ``reason``: why
    somebody who is not named gets them. ``strokes``: the signature; ``on_paper``: it was signed on
    paper. ``no_envelope``: what lies in the box cannot be found: new ones are printed.
    """

    tickets: tuple[TicketId, ...] = ()
    collector: str = ""
    reason: str = ""
    seen: IdSeen = IdSeen.UNSAID
    strokes: tuple[Stroke, ...] = ()
    on_paper: bool = False
    no_envelope: bool = False


@dataclass(frozen=True, slots=True)
class WaitingTicket:
    """A live ticket of an order. ``part``: who picks it up apart from the rest, or empty."""

    ticket_id: TicketId
    performance_id: PerformanceId
    performance: str
    starts_at: datetime
    place: str
    """E.g. ``Orchestra A 12``; empty for a place without a number."""
    price_type: str
    where: Where
    part: str = ""
    cancelled: bool = False
    """Its performance does not take place: it is given to nobody."""


@dataclass(frozen=True, slots=True)
class HandoutView:
    """Tickets that were given out. ``undone``: why it was taken back, or empty."""

    handout_id: str
    at: datetime
    by: str
    collector: str
    standing: Collects
    reason: str
    seen: IdSeen
    signed: Signed
    tickets: int
    strokes: tuple[Stroke, ...] = ()
    undone: str = ""


@dataclass(frozen=True, slots=True)
class WillCallCard:
    """Everything to know before an order is handed out.

    ``cards``: last four digits of the cards that paid. ``misgiven``: numbers of orders whose
    tickets this person got by mistake; those are dead. ``other_night``: nothing of it is for today.
    """

    order_id: OrderId
    order_number: str
    name: str
    alternates: tuple[str, ...]
    tickets: tuple[WaitingTicket, ...]
    given: tuple[HandoutView, ...]
    owing: Money
    ask: AskId
    cards: tuple[str, ...]
    sign: SignRule
    others: OthersRule
    misgiven: tuple[str, ...] = ()
    other_night: bool = False

    @property
    def waiting(self) -> tuple[WaitingTicket, ...]:
        """Those that were not given out."""
        return tuple(each for each in self.tickets if each.where is not Where.GIVEN)

    @property
    def in_envelope(self) -> bool:
        """Whether all that waits lies in the box: nothing has to be printed."""
        waiting = self.waiting
        return bool(waiting) and all(each.where is Where.ENVELOPE for each in waiting)


class FoundBy(Enum):
    """Why an order was found when the list did not have it."""

    NAME = "name"
    """By what the list is searched for, at another night or not at will-call at all."""
    PAYER = "payer"
    CARD = "card"


@dataclass(frozen=True, slots=True)
class EnvelopePlan:
    """What is to be printed ahead for a performance. ``paid``, ``owing``: orders; ``tickets``: of
    the paid ones, ``owing_tickets``: of the others; ``filed``: orders whose tickets lie in the
    box."""

    performance_id: PerformanceId
    paid: int
    tickets: int
    owing: int
    owing_tickets: int
    filed: int


@dataclass(frozen=True, slots=True)
class BatchView:
    """A batch and how far it is. ``state``: a ``BatchState``. ``done``: papers that came out, of
    ``papers`` that were sent so far; ``waiting``: of those, how many are not out yet; ``doubt``:
    how many of those a person has to look at. ``envelopes`` so far; ``to_come``: orders, in the
    order of the box; ``last_name``: of the newest envelope."""

    batch_id: str
    performance_id: PerformanceId
    performance: str
    starts_at: datetime
    state: str
    owing_too: bool
    envelopes: int
    papers: int
    done: int
    waiting: int
    doubt: int
    to_come: tuple[OrderId, ...]
    last_name: str = ""

    @property
    def next_order(self) -> OrderId | None:
        """Whose envelope comes next."""
        return self.to_come[0] if self.to_come else None


@dataclass(frozen=True, slots=True)
class EnvelopeView:
    """What the slip of an envelope says. ``tickets``: in it; ``slip_only``: they print when they
    are paid."""

    company: str
    name: str
    order_number: str
    performance: str
    starts_at: datetime
    seats: str
    tickets: int
    price_types: str
    owing: Money | None
    note: str
    alternates: str
    ask: AskId
    phone_last4: str
    number: int
    slip_only: bool


@dataclass(frozen=True, slots=True)
class WillCallListView:
    """Who is at will-call for a performance, as of ``as_of``, by last name."""

    performance_id: PerformanceId
    code: str
    performance: str
    starts_at: datetime
    hall: str
    company: str
    as_of: datetime
    ask: AskId
    lines: tuple[WillCallLine, ...]
