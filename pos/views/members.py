"""Memberships as screens show them, and what prices need of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from pos.ids import OrderId, PerformanceId
from pos.money import Money


class TermKind(Enum):
    """How a term of a membership came about."""

    FIRST = "first"
    RENEWAL = "renewal"
    """It begins when the one before ends, or at once where that one is over."""
    UPGRADE = "upgrade"
    """Another level for the rest of the term, for the difference."""


class MemberStanding(Enum):
    """What a membership is today."""

    ACTIVE = "active"
    EXPIRED = "expired"
    GIVEN_BACK = "given_back"


@dataclass(frozen=True, slots=True)
class Term:
    """From ``starts_on`` up to and with ``ends_on``, at a level, with its limits as they were sold:
    ``tickets`` at the member's price for one performance, ``tickets_a_year`` for all of them
    together (None: no limit). ``cost``: what its line cost."""

    kind: TermKind
    level: str
    level_name: str
    tickets: int
    tickets_a_year: int | None
    starts_on: date
    ends_on: date
    extra_id: str
    order_id: OrderId
    cost: Money
    returned: bool = False

    def covers(self, day: date) -> bool:
        """Return whether it is good on ``day``."""
        return not self.returned and self.starts_on <= day <= self.ends_on


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A membership in a list, as it is today."""

    member_id: str
    number: str
    holder: str
    level: str
    level_name: str
    standing: MemberStanding
    ends_on: date


@dataclass(frozen=True, slots=True)
class LevelChange:
    """What another level, or the next term, would cost: ``amount`` now, good up to ``ends_on``."""

    kind: TermKind
    level: str
    level_name: str
    amount: Money
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class MemberView:
    """A membership. ``used``: tickets at its price in its year, as far as is known here;
    ``known_whole``: no other window can have given more of them. ``renew``: what can be renewed at
    which level; ``renew_now``: it is time to offer it. ``upgrade``: levels above its own. ``issue``
    counts the cards, 1 is the first."""

    row: MemberRow
    terms: tuple[Term, ...]
    used: int
    known_whole: bool
    renew: tuple[LevelChange, ...]
    renew_now: bool
    upgrade: tuple[LevelChange, ...]
    issue: int
    current: Term | None = None

    @property
    def left_this_year(self) -> int | None:
        """How many more tickets this year at its price, None without a limit."""
        if self.current is None or self.current.tickets_a_year is None:
            return None
        return max(self.current.tickets_a_year - self.used, 0)


@dataclass(frozen=True, slots=True)
class ShownMember:
    """A membership whose card was shown for a cart: its benefits count in it."""

    member_id: str
    number: str
    holder: str
    level: str
    level_name: str
    ends_on: date


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a shown membership gives a cart today: so many ``tickets`` a performance, of which
    ``used`` by performance are gone; ``year``: the limit for all of them together, None without,
    of which ``used_in_year`` are gone."""

    member_id: str
    level: str
    tickets: int
    used: Mapping[PerformanceId, int] = field(default_factory=dict)
    year: int | None = None
    used_in_year: int = 0

    def left_for(self, performance_id: PerformanceId) -> int:
        """Return how many more tickets for one performance, the year's limit not looked at."""
        return max(self.tickets - self.used.get(performance_id, 0), 0)

    @property
    def left_in_year(self) -> int | None:
        return None if self.year is None else max(self.year - self.used_in_year, 0)
