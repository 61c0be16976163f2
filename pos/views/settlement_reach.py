"""From when to when the lines that were ever loaded were taken. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from pos.views.settlement import FoundLine, LineKind, OurPayment

MOVES = (LineKind.CHARGE, LineKind.REFUND)


@dataclass(frozen=True, slots=True)
class Reach:
    """The first and last moment, and the first and last day of lines without an hour; None where
    there is none."""

    first_at: datetime | None = None
    last_at: datetime | None = None
    first_day: date | None = None
    last_day: date | None = None

    def begins_after(self, payment: OurPayment) -> bool:
        """Return whether no file that is here reaches back to a payment."""
        if self.first_at is not None:
            return payment.at < self.first_at
        return self.first_day is None or payment.business_date < self.first_day

    def went_past(self, payment: OurPayment) -> bool:
        """Return whether later ones were settled."""
        if self.last_at is not None:
            return payment.at < self.last_at
        return self.last_day is not None and payment.business_date < self.last_day

    def with_lines(self, lines: Iterable[FoundLine]) -> Reach:
        """Return how far it goes with these lines too."""
        moves = [line for line in lines if line.kind in MOVES]
        moments = [self.first_at, self.last_at, *(line.at for line in moves)]
        days = [self.first_day, self.last_day]
        days += [line.day for line in moves if line.at is None]
        some, dated = [at for at in moments if at], [day for day in days if day]
        return Reach(
            min(some, default=None),
            max(some, default=None),
            min(dated, default=None),
            max(dated, default=None),
        )
