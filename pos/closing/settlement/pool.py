"""Lines and payments while they look for each other: indexes, what was taken, what was found out.

Everything is found by hash or by bisection: 100,000 lines cost seconds, not hours.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from pos.clock import business_date
from pos.lifecycles import PaymentState
from pos.views.paying import PaymentKind
from pos.views.settlement import (
    FoundLine,
    LineClass,
    LineKind,
    Matched,
    Matching,
    MatchRules,
    NextStep,
    OurPayment,
    RowRef,
)

R = TypeVar("R")
_OUR_REFERENCE = re.compile(r"[0-9a-f]{32}")
_NUMBERS = re.compile(r"[0-9]+")

NEAR = timedelta(minutes=10)
"""How far apart two rows may be that look like one (money and compliance 7.2)."""
MOST_CANDIDATES = 10
"""Rows a person is shown to choose from; in a larger set nobody finds anything."""
IN_THE_BOOKS = frozenset(
    {
        PaymentState.APPLIED.value,
        PaymentState.REVERSED.value,
        PaymentState.WRITTEN_OFF.value,
    }
)
"""States in which our books count on the money. An approved one stands in no book yet."""


def is_counted(payment: OurPayment) -> bool:
    """Return whether our books count on this payment."""
    return payment.state in IN_THE_BOOKS


def is_charge(payment: OurPayment) -> bool:
    """Return whether it took money; everything else gave some back."""
    return payment.kind == PaymentKind.CHARGE.value


def ref_of(row: FoundLine | OurPayment) -> RowRef:
    """Return what names a row in a finding."""
    if isinstance(row, FoundLine):
        return RowRef(row.file_id, row.line)
    return RowRef(payment_id=row.payment_id)


def shape_of(reference: str) -> str:
    """Return what references of one kind have in common: all but their numbers."""
    return _NUMBERS.sub("#", reference.casefold())


@dataclass(frozen=True, slots=True)
class Clue:
    """What two rows without a common id have in common; ``day`` is added to be sure."""

    approval: str
    last_four: str
    amount_minor: int
    day: date


class Pool:
    """All rows of one matching. ``free_lines`` and ``free_payments`` shrink as rows are settled;
    each matching is told once."""

    def __init__(
        self,
        lines: Sequence[FoundLine],
        payments: Iterable[OurPayment],
        rules: MatchRules,
        as_of: date,
    ) -> None:
        self.rules, self.as_of = rules, as_of
        self._zone = ZoneInfo(rules.zone)
        self.lines = lines
        self.payments = {each.payment_id: each for each in payments}
        self.free_lines = {(each.file_id, each.line): each for each in lines}
        self.free_payments = dict(self.payments)
        self.candidates: dict[RowRef, list[RowRef]] = defaultdict(list)
        self.told: list[Matching] = []
        self.said: dict[str, LineClass] = {}
        """What people said of payments that no line named: true until one does."""
        self.paid_by: dict[str, str] = {}
        """The processor's id of a payment -> ours, from what was matched by whatever."""
        self.foreign: set[str] = set()
        """The processor's ids of payments that are not ours."""
        self.charges_by_key: dict[str, list[str]] = defaultdict(list)
        self.backs_by_key: dict[str, list[str]] = defaultdict(list)
        self.by_reference: dict[str, str] = {}
        self.backs_of: dict[str, list[OurPayment]] = defaultdict(list)
        for payment in self.payments.values():
            self._index(payment)

    def _index(self, payment: OurPayment) -> None:
        index = self.charges_by_key if is_charge(payment) else self.backs_by_key
        for key in payment.keys:
            index[key].append(payment.payment_id)
        self.by_reference[payment.reference] = payment.payment_id
        if payment.parent_id is not None:
            self.backs_of[payment.parent_id].append(payment)

    def is_foreign(self, line: FoundLine) -> bool:
        """Return whether a line itself says that it was not taken here: at no terminal, at one that
        was never registered, or for an order number that is none of ours. A line that says nothing
        of the kind may be a patron who was charged and has no ticket."""
        if line.remote:
            return True
        if line.our_reference and not _OUR_REFERENCE.fullmatch(line.our_reference):
            return True
        known = self.rules.terminals
        return bool(line.terminal and known and line.terminal not in known)

    def is_asked(self, line: FoundLine) -> bool:
        """Return whether somebody must say of a foreign line that it is not ours: only its
        reference says so, and nobody said it yet of references of that shape."""
        if line.remote or not line.our_reference or _OUR_REFERENCE.fullmatch(line.our_reference):
            return False
        known = self.rules.terminals
        if line.terminal and known and line.terminal not in known:
            return False
        return shape_of(line.our_reference) not in self.rules.elsewhere

    # ---- days ----

    def business_day(self, line: FoundLine) -> date | None:
        """Return the venue's business day of a line that has an hour."""
        if line.at is None:
            return None
        return business_date(line.at, self._zone, self.rules.cutoff_hour)

    def days_of(self, payment: OurPayment) -> tuple[date, ...]:
        """Return the days a file without hours may put a payment on."""
        here = payment.at.astimezone(self._zone).date()
        return tuple(dict.fromkeys((payment.business_date, here, payment.at.date())))

    def age(self, payment: OurPayment) -> int:
        """Return days since its business day."""
        return (self.as_of - payment.business_date).days

    # ---- telling ----

    def take(self, *rows: FoundLine | OurPayment) -> None:
        """Take rows out: they have their class."""
        for row in rows:
            if isinstance(row, FoundLine):
                self.free_lines.pop((row.file_id, row.line), None)
            else:
                self.free_payments.pop(row.payment_id, None)

    def tell_line(
        self,
        line: FoundLine,
        line_class: LineClass,
        step: NextStep = NextStep.NOTHING,
        how: Matched = Matched.NONE,
        payments: Sequence[OurPayment] = (),
        *,
        ours_minor: int = 0,
        evidence: Iterable[RowRef] = (),
        candidates: Iterable[RowRef] = (),
    ) -> None:
        """Give a line its class. ``ours_minor``: what of ``payments`` it answers for."""
        self.take(line)
        self.told.append(
            Matching(
                row=ref_of(line),
                line_class=line_class,
                how=how,
                step=step,
                payment_ids=tuple(each.payment_id for each in payments),
                gross_minor=line.gross_minor,
                fee_minor=line.fee_minor,
                ours_minor=ours_minor,
                evidence=tuple(evidence),
                candidates=tuple(candidates)[:MOST_CANDIDATES],
            )
        )

    def tell_payment(
        self,
        payment: OurPayment,
        line_class: LineClass,
        step: NextStep = NextStep.NOTHING,
        *,
        evidence: Iterable[RowRef] = (),
        candidates: Iterable[RowRef] = (),
        how: Matched = Matched.NONE,
    ) -> None:
        """Give a payment that no line names its class."""
        self.take(payment)
        self.told.append(
            Matching(
                row=ref_of(payment),
                line_class=line_class,
                how=how,
                step=step,
                payment_ids=(payment.payment_id,),
                gross_minor=0,
                fee_minor=0,
                ours_minor=payment.amount_minor if is_counted(payment) else 0,
                evidence=tuple(evidence),
                candidates=tuple(candidates)[:MOST_CANDIDATES],
            )
        )

    def suggest(self, one: FoundLine | OurPayment, other: FoundLine | OurPayment) -> None:
        """Remember that these two may be one; nobody but a person says so."""
        for row, candidate in ((one, other), (other, one)):
            known = self.candidates[ref_of(row)]
            if len(known) < MOST_CANDIDATES and ref_of(candidate) not in known:
                known.append(ref_of(candidate))

    def lines_of(self, *kinds: LineKind) -> list[FoundLine]:
        """Return the lines of these kinds that have no class yet, in the order of the files."""
        return [line for line in self.free_lines.values() if line.kind in kinds]


class Near(Generic[R]):
    """Rows by what they have in common, found again by the minute."""

    def __init__(self) -> None:
        self._rows: dict[object, list[tuple[datetime, int, R]]] = defaultdict(list)
        self._sorted = True
        self._count = 0

    def add(self, common: object, at: datetime | None, row: R) -> None:
        """Put a row under what it has in common with others; one without an hour is never near."""
        if at is not None:
            self._count += 1
            self._rows[common].append((at, self._count, row))
            self._sorted = False

    def around(self, common: object, at: datetime | None) -> list[R]:
        """Return rows within ``NEAR`` of the moment, at most ``MOST_CANDIDATES``."""
        if not self._sorted:
            for each in self._rows.values():
                each.sort(key=lambda entry: entry[:2])
            self._sorted = True
        rows = self._rows.get(common, [])
        if at is None:
            return []
        first = bisect_left(rows, at - NEAR, key=lambda entry: entry[0])
        last = bisect_right(rows, at + NEAR, key=lambda entry: entry[0])
        return [row for _, _, row in rows[first : min(last, first + MOST_CANDIDATES)]]
