"""What will-call needs from storage; part of the unit of work. Thread: that of the unit of work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pos.records import (
    Envelope,
    EnvelopePaper,
    Handout,
    HandoutTicket,
    HandoutUndone,
    LeftAtWillCall,
    PrintBatch,
    Signature,
)


@dataclass(frozen=True, slots=True)
class Given:
    """A hand-out with its tickets, and that it was undone, if it was."""

    handout: Handout
    tickets: tuple[HandoutTicket, ...]
    undone: HandoutUndone | None


@dataclass(frozen=True, slots=True)
class AheadPaper:
    """A paper of an envelope. ``filed``: it came out good. ``state``: of its print job, empty where
    the job is another window's."""

    paper: EnvelopePaper
    filed: bool
    state: str


@dataclass(frozen=True, slots=True)
class ToPrint:
    """An order of which tickets for a performance wait and lie in no envelope. ``owes``: it is not
    wholly paid; ``has_slip``: its slip was printed already."""

    order_id: str
    order_number: str
    name: str
    tickets: int
    owes: bool
    has_slip: bool


class WillCallStore(Protocol):
    """Hand-outs, signatures, and what was printed ahead."""

    def handout(self, handout_id: str) -> Handout:
        """Raises NotFound."""
        ...

    def paid_by(self, words: Sequence[str], limit: int) -> tuple[str, ...]:
        """Return the orders with a tender of a payer whose name holds every word, newest first."""
        ...

    def paid_with_card(self, last_four: str, limit: int) -> tuple[str, ...]:
        """Return the orders that a card with these last digits paid, newest first."""
        ...

    def given(self, order_id: str) -> tuple[Given, ...]:
        """Return every hand-out of the order, oldest first."""
        ...

    def left_here(self, order_id: str) -> tuple[LeftAtWillCall, ...]:
        """Return when the order was left to be collected later, oldest first."""
        ...

    def signature(self, handout_id: str) -> Signature | None:
        """Return the signature given for a hand-out, or None."""
        ...

    def misgiven_to(self, order_id: str) -> tuple[HandoutUndone, ...]:
        """Return the hand-outs of other orders that the person of this one got by mistake."""
        ...

    def ahead(self, order_id: str) -> tuple[AheadPaper, ...]:
        """Return the papers of the order's envelopes, of every window, oldest first."""
        ...

    def paper(self, job_id: str) -> EnvelopePaper | None:
        """Return what envelope a print job's paper belongs into, or None."""
        ...

    def envelope(self, envelope_id: str) -> Envelope:
        """Raises NotFound."""
        ...

    def batch(self, batch_id: str) -> PrintBatch:
        """Raises NotFound."""
        ...

    def batches(self, window_id: str) -> tuple[PrintBatch, ...]:
        """Return the batches of a window that are neither done nor cancelled, oldest first."""
        ...

    def envelopes(self, batch_id: str) -> tuple[Envelope, ...]:
        """Return the envelopes of a batch so far, in their order."""
        ...

    def jobs(self, batch_id: str) -> tuple[tuple[str, str], ...]:
        """Return the print jobs of a batch with their states, in the order they were queued."""
        ...

    def to_print(self, performance_id: str) -> tuple[ToPrint, ...]:
        """Return what waits at will-call for a performance and was not printed, in no order:
        nothing for one that is cancelled."""
        ...

    def filed_places(self, performance_id: str) -> dict[str, int]:
        """Return how many live tickets of each order for a performance lie in the box."""
        ...

    def given_places(self, performance_id: str) -> dict[str, int]:
        """Return how many live tickets of each order for a performance were handed out."""
        ...
