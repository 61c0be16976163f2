"""Card payments, the exceptions a force leaves, and the register of terminals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class CardPayment:
    """What is asked of a card, on disk before the terminal hears of it.

    ``kind``: ``charge``, ``refund`` or ``reversal``. ``for_kind`` and ``for_id``: the cart or order
    it pays. ``content``: what is being paid in JSON, so that a sale can be finished after a crash.
    ``parent_id``: the charge that a refund or reversal gives back. ``terminal``: the serial of the
    terminal asked, empty for one that is not connected.
    """

    payment_id: str
    reference: str
    message_id: str
    kind: str
    driver: str
    terminal: str
    window_id: str
    till_id: str | None
    business_date: date
    for_kind: str
    for_id: str
    amount_minor: int
    currency: str
    keyed: bool
    content: str
    at: datetime
    user_id: str
    parent_id: str | None = None
    refund_id: str | None = None


@dataclass(frozen=True, slots=True)
class CardAnswer:
    """What was learnt of a card payment; the ``seq`` counts a payment's answers.

    ``source``: ``terminal``, ``asked``, ``typed`` (from a slip), ``forced`` (a manager's word) or
    ``forwarded``. ``emv`` and ``receipts`` are JSON of what the port's allow-list let through.
    ``last_four``: four digits at most, the only digits of a card there are.
    """

    answer_id: str
    payment_id: str
    seq: int
    source: str
    outcome: str
    amount_minor: int | None
    currency: str
    brand: str
    last_four: str
    approval_code: str
    terminal_reference: str
    entry: str
    verified: str
    declined: str
    emv: str
    receipts: str
    offline: bool
    condition: str
    at: datetime
    user_id: str


@dataclass(frozen=True, slots=True)
class CardException:
    """A force: a payment moved on without the evidence that needs; blocks the day's close until
    settled."""

    exception_id: str
    payment_id: str
    what: str
    amount_minor: int
    currency: str
    reason: str
    approval_code: str
    at: datetime
    user_id: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class ExceptionSettled:
    """How a force turned out. ``evidence``: ``terminal``, ``processor`` or ``given_back``."""

    exception_id: str
    evidence: str
    note: str
    at: datetime
    user_id: str


@dataclass(frozen=True, slots=True)
class CardWrittenOff:
    """Money that went out to a card though nothing was owed, given up. ``amount_minor``: what is
    lost; ``batch_id``: where it is booked, one for each time. ``till_id``: the session that was
    open."""

    payment_id: str
    amount_minor: int
    currency: str
    reason: str
    batch_id: str
    till_id: str
    at: datetime
    user_id: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class TerminalEntry:
    """The register of terminals: the row with the largest ``seq`` of a serial counts. ``what``:
    ``registered`` or ``retired``."""

    entry_id: str
    serial: str
    seq: int
    what: str
    model: str
    place: str
    window_id: str
    reason: str
    at: datetime
    user_id: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class TerminalInspection:
    """Somebody looked at a terminal: seal, cable, overlay, serial."""

    inspection_id: str
    serial: str
    window_id: str
    good: bool
    note: str
    at: datetime
    user_id: str


@dataclass(frozen=True, slots=True)
class OfflineSpell:
    """Card sales without the processor switched on or off (``on``)."""

    spell_id: str
    window_id: str
    seq: int
    on: bool
    reason: str
    at: datetime
    user_id: str
    approved_by: str
