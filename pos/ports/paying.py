"""What paying needs from storage; part of the unit of work. Thread: ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from pos.records import (
    CardAnswer,
    CardException,
    CardPayment,
    CardWrittenOff,
    ExceptionSettled,
    OfflineSpell,
    StoredValue,
    Tender,
    TerminalEntry,
    TerminalInspection,
    ValueCode,
)


class PaymentStore(Protocol):
    """Card payments, what was learnt of them, and the terminals they were asked of."""

    def payment(self, payment_id: str) -> CardPayment:
        """Raises NotFound."""
        ...

    def by_reference(self, reference: str) -> CardPayment | None: ...
    def of(self, for_kind: str, for_id: str) -> tuple[tuple[CardPayment, str], ...]:
        """Return (payment, state) of everything asked for a cart or order, oldest first."""
        ...

    def in_states(
        self, states: Sequence[str], window_id: str | None = None
    ) -> tuple[tuple[CardPayment, str], ...]:
        """Return (payment, state), oldest first."""
        ...

    def answers(self, payment_id: str) -> tuple[CardAnswer, ...]:
        """Return what was learnt of a payment, oldest first."""
        ...

    def children(self, payment_id: str) -> tuple[tuple[CardPayment, str], ...]:
        """Return (payment, state) of the refunds and reversals of a charge, oldest first."""
        ...

    def tender_of(self, payment_id: str) -> Tender | None:
        """Return the tender that the payment became."""
        ...

    def slip_was_typed(self, approval_code: str, window_id: str, day: date) -> bool:
        """Return whether a charge with this code was typed at the window on that business day, and
        paid or may pay."""
        ...

    def awaiting_forwarding(self) -> tuple[CardPayment, ...]:
        """Return what was approved offline and of which the processor said nothing yet, oldest
        first: a charge that was reversed is not waited for."""
        ...

    def written_off(self, payment_id: str) -> CardWrittenOff | None:
        """Return how a payment was given up and booked as lost, the last time; None if it never
        was."""
        ...

    def booked_in(self, batch_id: str) -> tuple[Tender, ...]:
        """Return the tenders that a batch posts, oldest first."""
        ...

    def exceptions(
        self, *, open_only: bool
    ) -> tuple[tuple[CardException, ExceptionSettled | None], ...]:
        """Return the forces with how they turned out, oldest first."""
        ...

    def terminals(self) -> tuple[TerminalEntry, ...]:
        """Return the newest row of every terminal, by serial."""
        ...

    def inspections(self, serial: str) -> tuple[TerminalInspection, ...]:
        """Return the inspections of a terminal, newest first."""
        ...

    def offline_spell(self, window_id: str) -> OfflineSpell | None:
        """Return the newest switch of a window."""
        ...


class ValueStore(Protocol):
    """Gift certificates and patron accounts. A balance is a sum over postings, kept nowhere
    else."""

    def value(self, value_id: str) -> StoredValue:
        """Raises NotFound."""
        ...

    def by_code_hash(self, code_hash: str) -> tuple[StoredValue, bool] | None:
        """Return the value and whether this is its newest code."""
        ...

    def by_serial(self, serial: str) -> StoredValue | None: ...
    def accounts(self, words: Sequence[str], limit: int) -> tuple[StoredValue, ...]:
        """Return patron accounts whose holder, phone or serial holds every word, folded."""
        ...

    def balance(self, value_id: str) -> int:
        """Return what is left, minor units."""
        ...

    def overspent(self, window_id: str) -> tuple[tuple[StoredValue, int, tuple[str, ...]], ...]:
        """Return (value, minor units below zero, numbers of the orders it paid for, oldest first)
        of those that tills of a window took something from and of which less than nothing is
        left."""
        ...

    def codes(self, value_id: str) -> tuple[ValueCode, ...]:
        """Return its codes, oldest first."""
        ...

    def movements(self, value_id: str) -> tuple[tuple[datetime, str, int, str | None, str], ...]:
        """Return (moment, batch kind, change, order id, user id) of each change, oldest first."""
        ...

    def of_order(self, order_id: str) -> tuple[StoredValue, ...]:
        """Return the certificates an order sold."""
        ...

    def unknown_tries(self, window_id: str, since: datetime) -> tuple[datetime, ...]:
        """Return when codes that do not exist were entered after a found one and ``since``."""
        ...
