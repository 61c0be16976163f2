"""What statements are summed from; part of the unit of work. Thread: ledger.

Every figure is a sum over postings or a count of facts. Amounts are minor units, with the sign of
their account (a credit below zero) unless the field says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from pos.records import CardException, StatementMade, Till


@dataclass(frozen=True, slots=True)
class DaySum:
    """Postings of one business day, or one till, that have all this in common. ``quarter``: quarter
    hours since 1970 UTC. ``tender``: the kind of the tender they name, or empty. ``extra``:
    the kind of the line, no ticket, that was sold or came back, or empty. ``till_window``: the
    window of the till that booked them, empty for what no till did. ``debit``: those above zero
    alone; of tickets that is what came back."""

    user_id: str
    kind: str
    quarter: int
    account: str
    tender: str
    of_ticket: bool
    of_order: bool
    extra: str
    till_window: str
    debit: int
    amount: int


@dataclass(frozen=True, slots=True)
class DaySales:
    """Orders placed on a day by one person through one channel, with their tickets.
    ``till_window``: as of ``DaySum``."""

    user_id: str
    channel: str
    till_window: str
    orders: int
    tickets: int
    comps: int


@dataclass(frozen=True, slots=True)
class TenderDay:
    """The tenders of one kind on a day: taken, and given back or corrected, each counted by itself;
    both amounts above zero."""

    kind: str
    number: int
    amount: int
    number_back: int
    amount_back: int


@dataclass(frozen=True, slots=True)
class DayRefunds:
    """What one person gave back on a day; ``amount`` above zero. ``till_window``: as of
    ``DaySum``."""

    user_id: str
    till_window: str
    times: int
    tickets: int
    amount: int


@dataclass(frozen=True, slots=True)
class ExchangeSum:
    """How often tickets were exchanged for others; how many ``tickets`` were sold so and for how
    much, all in it; how many came back so, and what they had cost."""

    times: int
    tickets: int
    sold: int
    tickets_back: int
    back: int


@dataclass(frozen=True, slots=True)
class PerformanceDay:
    """A performance that plays on a day or whose tickets were booked on it. ``amount``: their
    all-in price that day, less what came back; above zero. ``tickets``: sold, ``tickets_back``:
    returned."""

    performance_id: str
    tickets: int
    tickets_back: int
    amount: int


@dataclass(frozen=True, slots=True)
class Places:
    """The places of a performance now, each in one of the last five. ``free`` is counted by itself,
    not worked out, so that their sum proves something."""

    capacity: int
    sold: int
    comps: int
    held: int
    killed: int
    free: int


@dataclass(frozen=True, slots=True)
class TicketSum:
    """Tickets of a performance at one price. ``tickets``: live ones. ``face``, ``fee``, ``tax``:
    what stands in the ledger for them, above zero."""

    zone_id: str
    price_type_id: str
    comp: bool
    tickets: int
    face: int
    fee: int
    tax: int = 0

    @property
    def gross(self) -> int:
        """The all-in price."""
        return self.face + self.fee + self.tax


@dataclass(frozen=True, slots=True)
class ChargeTotal:
    """A fee or a tax by rule (``kind``) in tickets of a performance that did not come back, under
    the name it was sold under."""

    kind: str
    name: str
    account: str
    tickets: int
    amount: int


@dataclass(frozen=True, slots=True)
class CompSum:
    """Live comps of a performance for one reason."""

    reason: str
    approver: str
    tickets: int


@dataclass(frozen=True, slots=True)
class OrderPart:
    """What one class of postings of an order with tickets of a performance comes to; all orders
    that hold nothing else come as one, without ``order_id``. ``part``:
    ``mine`` (tickets of that performance) or ``others`` (anything else that was sold), both above
    zero for a sale; the kind of a tender; ``receivable``, ``owed_back``, ``check_fees``,
    ``other``."""

    order_id: str
    part: str
    amount: int


@dataclass(frozen=True, slots=True)
class StepSum:
    """Tickets of a performance that one offer took in on a day, as they were sold. ``kind``: a
    ``StepKind``; ``off``: what it alone took off the face values; ``amount``: what the tickets cost
    without taxes."""

    kind: str
    code: str
    name: str
    performance_id: str
    tickets: int
    off: int
    amount: int


@dataclass(frozen=True, slots=True)
class SourceSum:
    """Orders of a day that came from one source: how many, their sum, their tickets."""

    code: str
    name: str
    orders: int
    amount: int
    tickets: int


@dataclass(frozen=True, slots=True)
class ValueSum:
    """Movements on certificates (2020) of one ``value_kind``. ``kind``: of their batches;
    ``of_tender``: they paid for something, or were paid back to. ``amount``: what the liability
    grew by, below zero where it shrank."""

    value_kind: str
    kind: str
    of_tender: bool
    grows: bool
    movements: int
    amount: int


@dataclass(frozen=True, slots=True)
class ValueAge:
    """Certificates of one kind and year of issue with something on them; ``amount`` above zero."""

    value_kind: str
    year: int
    certificates: int
    amount: int


@dataclass(frozen=True, slots=True)
class OverShort:
    """What a till, or the safe where ``till_id`` is empty, was over (above zero) or short on a
    business day."""

    till_id: str
    user_id: str
    business_date: date
    amount: int


@dataclass(frozen=True, slots=True)
class CashSum:
    """What one kind of batch did to what lies in a till."""

    account: str
    kind: str
    batches: int
    came: int
    went: int


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A check taken on a day. ``fate``: ``on_hand``, ``missing``, ``returned``, ``given_back``,
    ``deposited``."""

    tender_id: str
    number: str
    payer: str
    order_number: str
    dated: date | None
    amount: int
    user_id: str
    fate: str
    deposit: int | None


class FigureStore(Protocol):
    """Sums for statements."""

    def day(self, day: date) -> tuple[DaySum, ...]: ...
    def till(self, till_id: str) -> tuple[DaySum, ...]:
        """Return what one till booked."""
        ...

    def elsewhere(self, day: date, window_id: str) -> tuple[int, int]:
        """Return how many tickets were sold on a day at none of the window's tills, and what all
        that was booked on tickets so comes to: above zero for a sale."""
        ...

    def sales_of(self, day: date) -> tuple[DaySales, ...]: ...
    def refunds_of(self, day: date) -> tuple[DayRefunds, ...]: ...
    def exchanges_of(self, day: date) -> ExchangeSum: ...
    def tenders_of(self, day: date) -> tuple[TenderDay, ...]:
        """Return what was taken and given back on a day, in the order of kinds."""
        ...

    def performances_of(
        self, day: date, start: datetime, end: datetime
    ) -> tuple[PerformanceDay, ...]:
        """Return those with tickets booked on the day and those that start in [start, end)."""
        ...

    def places(self, performance_id: str) -> Places: ...
    def tickets_of(self, performance_id: str) -> tuple[TicketSum, ...]: ...
    def comps_of(self, performance_id: str) -> tuple[CompSum, ...]: ...
    def charges_of(self, performance_id: str) -> tuple[ChargeTotal, ...]:
        """Return the fees by rule, then the taxes, each name once."""
        ...

    def returned_of(self, performance_id: str) -> tuple[int, int]:
        """Return how many tickets of a performance came back, and their all-in price."""
        ...

    def scanned_of(self, performance_id: str) -> int:
        """Return how many of a performance's live tickets were scanned at the door."""
        ...

    def parts_of(self, performance_id: str) -> tuple[OrderPart, ...]: ...
    def zones(self, performance_id: str) -> dict[str, str]:
        """Return zone id -> name, in the order of the hall."""
        ...

    def steps_of(self, day: date) -> tuple[StepSum, ...]: ...
    def sources_of(self, day: date) -> tuple[SourceSum, ...]: ...
    def values_before(self, day: date) -> dict[str, int]:
        """Return what certificates were owed at the beginning of a day, value kind -> amount."""
        ...

    def owed_on_values(self, day: date) -> int:
        """Return the credit of 2020 at the end of a day, straight from the ledger."""
        ...

    def values_of(self, day: date) -> tuple[ValueSum, ...]: ...
    def value_ages(self, day: date) -> tuple[ValueAge, ...]:
        """Return what is outstanding at the end of a day by year of issue."""
        ...

    def over_short(self, since: date, until: date) -> tuple[OverShort, ...]:
        """Return every difference booked on business days of [since, until], oldest first."""
        ...

    def cash_of(self, till_id: str) -> tuple[CashSum, ...]: ...
    def checks_of(self, day: date) -> tuple[CheckLine, ...]: ...
    def forced(self, until: date) -> tuple[CardException, ...]:
        """Return forced card payments up to a day that nobody settled, oldest first."""
        ...

    def kept(self) -> tuple[StatementMade, ...]:
        """Return the statements that were kept, newest first."""
        ...

    def kept_as(self, name: str, number: int) -> StatementMade | None: ...

    def kept_before(self, statement_id: str, till_id: str) -> bool:
        """Whether a statement was kept before a till was opened: by the order of their audit
        entries, whatever the clock showed."""
        ...

    def days(self, most: int) -> tuple[date, ...]:
        """Return the newest business days with tills, newest first."""
        ...

    def counted_tills(self, most: int) -> tuple[tuple[Till, int | None], ...]:
        """Return the newest tills of which a count is in, with the number of their Z report once
        they are locked, newest first."""
        ...

    def uncounted_tills(self) -> tuple[str, ...]:
        """Return the ids of the tills that are open and of which no count is in."""
        ...

    def settlements(self, most: int) -> tuple[tuple[str, str, datetime], ...]:
        """Return (file id, name, when it was read) of processors' files, newest first."""
        ...
