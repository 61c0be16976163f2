"""What renewals of subscriptions need from storage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pos.records import PackageSold, RenewalEnded, RenewalOffered, RenewalSeat


@dataclass(frozen=True, slots=True)
class SubscribedSeat:
    """A seat of a subscription that stands: of the ``number``-th person."""

    performance_id: str
    seat_id: str
    number: int


@dataclass(frozen=True, slots=True)
class SeriesTicket:
    """A ticket of a series, or of what was added to it, as it was sold: whose (``number``), and
    where it is now. ``stands``: it was not given back. ``bought``: it took no other's place."""

    package_id: str
    number: int
    performance_id: str
    zone_id: str
    price_type_id: str
    stands: bool
    bought: bool


@dataclass(frozen=True, slots=True)
class StandingDate:
    """A ticket of a series that counts: whose (``number``), whether it was ``added`` after the
    series was sold, what it cost in minor units."""

    ticket_id: str
    number: int
    added: bool
    minor: int


class RenewalStore(Protocol):
    """Subscriptions and the seats that are kept for them, as far as is known here."""

    def sold(self, code: str) -> tuple[PackageSold, ...]:
        """Return every subscription of a series of which a ticket stands, oldest first; dates that
        were added to one are part of it."""
        ...

    def seats(self, package_id: str) -> tuple[SubscribedSeat, ...]:
        """Return the seats of a subscription's tickets that stand, those that were printed or
        seated again where they are now."""
        ...

    def root(self, package_id: str) -> str:
        """Return the series that a package adds dates to; itself where it adds to none."""
        ...

    def tickets(self, package_id: str) -> tuple[SeriesTicket, ...]:
        """Return every ticket of a series and of what was added to it, by person."""
        ...

    def standing(self, package_id: str) -> tuple[StandingDate, ...]:
        """Return the tickets of a series and of what was added to it that count, by person."""
        ...

    def offers(self, code: str) -> tuple[RenewalOffered, ...]:
        """Return what was offered for a series, oldest first."""
        ...

    def offer(self, renewal_id: str) -> RenewalOffered:
        """Raises NotFound."""
        ...

    def of_package(self, package_id: str) -> tuple[RenewalOffered, ...]:
        """Return what was offered to a subscription, oldest first."""
        ...

    def package(self, package_id: str) -> PackageSold:
        """Raises NotFound."""
        ...

    def kept(self, renewal_id: str) -> tuple[RenewalSeat, ...]:
        """Return the seats of an offer, by performance, then by person."""
        ...

    def ended(self, renewal_id: str) -> RenewalEnded | None:
        """Return what became of an offer, the first word counts; None while nobody said."""
        ...

    def ended_but_held(self) -> tuple[tuple[RenewalOffered, str, tuple[str, ...]], ...]:
        """Return (offer, performance id, seat ids) of seats that are still kept though the offer
        ended."""
        ...
