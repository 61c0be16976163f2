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


class RenewalStore(Protocol):
    """Subscriptions and the seats that are kept for them, as far as is known here."""

    def sold(self, code: str) -> tuple[PackageSold, ...]:
        """Return every subscription of a series of which a ticket stands, oldest first."""
        ...

    def seats(self, package_id: str) -> tuple[SubscribedSeat, ...]:
        """Return the seats of a subscription's tickets that stand, those that were printed or
        seated again where they are now."""
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
