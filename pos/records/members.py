"""Terms and cards of memberships after their first, renewals of subscriptions, letters to donors
and whose accounts are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class MemberTerm:
    """A membership that goes on (``kind`` ``renewal``) or is of another level from now on
    (``upgrade``), as it was sold: ``level``, ``level_name`` and the limits as the season said them,
    from ``starts_on`` up to and with ``ends_on``. ``tickets``: at the member's price for one
    performance, ``tickets_a_year``: for all of them together, None without a limit."""

    term_id: str
    member_id: str
    kind: str
    level: str
    level_name: str
    tickets: int
    tickets_a_year: int | None
    starts_on: date
    ends_on: date
    extra_id: str
    order_id: str
    window_id: str
    user_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MemberTermEnded:
    """A renewal or an upgrade that was given back: it counts for nothing from ``at`` on."""

    refund_id: str
    term_id: str
    at: datetime
    user_id: str


@dataclass(frozen=True, slots=True)
class MemberPass:
    """A member's card was made again: ``code`` is on it, and every card before opens nothing.
    ``issue``: 2 for the first that is made again."""

    pass_id: str
    member_id: str
    issue: int
    code: str
    reason: str
    window_id: str
    user_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RenewalOffered:
    """A subscriber's seats of last season's series (``package_id``) are kept in the series ``code``
    of this one up to ``until``. ``quantity``: people; their places: ``RenewalSeat``."""

    renewal_id: str
    package_id: str
    code: str
    quantity: int
    until: datetime
    window_id: str
    user_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RenewalSeat:
    """One seat that is kept: of the ``number``-th person, from 1."""

    renewal_id: str
    performance_id: str
    seat_id: str
    number: int


@dataclass(frozen=True, slots=True)
class RenewalEnded:
    """What became of an offer: ``how`` a ``pos.views.renewals.RenewalEnd``. ``package_id``: the
    series that was sold by it, None where none was."""

    ended_id: str
    renewal_id: str
    how: str
    package_id: str | None
    reason: str
    window_id: str
    user_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class GiftTribute:
    """A donation was given in honour or in memory (``kind``) of ``name``."""

    extra_id: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class GiftLetter:
    """A letter to a donor was made: ``kind`` a ``pos.views.donations.LetterKind``; about one
    donation (``extra_id``), or about all of a patron's in a ``year``."""

    letter_id: str
    number: str
    kind: str
    extra_id: str | None
    patron_id: str
    year: int
    window_id: str
    user_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AccountPatron:
    """An account is a patron's, empty: nobody's; the newest counts."""

    link_id: str
    value_id: str
    patron_id: str
    at: datetime
    user_id: str
