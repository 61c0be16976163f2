"""What is handed out at will-call, to whom; what was printed ahead of it and lies in envelopes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Handout:
    """Tickets of an order given to somebody. ``collector``: who came, where it was not the person
    of the order; ``standing``: a ``Collects``. ``asked``: what the house's rule asks to see
    (``AskId``), ``seen``: what kind of it was shown (``IdSeen``), where somebody noted it; never a
    number. ``signed``: a ``Signed``."""

    handout_id: str
    order_id: str
    window_id: str
    collector: str
    standing: str
    reason: str
    asked: str
    seen: str
    signed: str
    at: datetime
    user_id: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class HandoutTicket:
    """A ticket that went out so; ``position``: its place in the order, which its next issues have
    too. ``ahead``: it lay in an envelope."""

    handout_id: str
    ticket_id: str
    position: int
    ahead: bool


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature for a hand-out, as ``strokes`` (see ``pos/will_call/strokes.py``). ``signs``: the
    digest of what it was given for."""

    handout_id: str
    strokes: str
    signs: str


@dataclass(frozen=True, slots=True)
class HandoutUndone:
    """A hand-out went to the wrong person: its barcodes are dead, the order waits again.
    ``whose_order_id``: of the person who got them, where that is known; theirs still waits."""

    handout_id: str
    reason: str
    whose_order_id: str | None
    paper_back: bool
    at: datetime
    user_id: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class PrintBatch:
    """Will-call of a performance printed ahead. ``owing_too``: tickets of orders that owe as well,
    not only their slips."""

    batch_id: str
    performance_id: str
    window_id: str
    owing_too: bool
    at: datetime
    user_id: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """An order's envelope in a batch: a slip and, unless ``slip_only``, its tickets."""

    envelope_id: str
    batch_id: str
    order_id: str
    number: int
    slip_only: bool
    at: datetime
    user_id: str


@dataclass(frozen=True, slots=True)
class EnvelopePaper:
    """A print job whose paper belongs into an envelope; ``ticket_id`` is None for the slip."""

    job_id: str
    envelope_id: str
    ticket_id: str | None


@dataclass(frozen=True, slots=True)
class PaperFiled:
    """A paper of an envelope came out good: it lies in the box. So every window knows."""

    job_id: str
    at: datetime
