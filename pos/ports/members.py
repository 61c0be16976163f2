"""What memberships, letters and renewals need from storage."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from pos.records import Member, MemberPass, MemberTerm


@dataclass(frozen=True, slots=True)
class MemberUsed:
    """A ticket that stands and had the price of a membership: ``ticket_id`` as it was sold, and the
    business day of its order."""

    ticket_id: str
    performance_id: str
    order_id: str
    sold_on: date


class MemberStore(Protocol):
    """Memberships, wherever they were sold, as far as is known here."""

    def member(self, member_id: str) -> Member:
        """Raises NotFound."""
        ...

    def by_number(self, number: str) -> Member | None: ...
    def by_code(self, code: str) -> tuple[Member, bool] | None:
        """Return whose card has or had this code, and whether it is the card of now."""
        ...

    def terms(self, member_id: str) -> tuple[MemberTerm, ...]:
        """Return what was sold after the first term, oldest first."""
        ...

    def returned(self, member_id: str) -> frozenset[str]:
        """Return the extras of a membership that came back."""
        ...

    def costs(self, extra_ids: Collection[str]) -> dict[str, tuple[int, str]]:
        """Return extra id -> (what it cost in minor units, its currency)."""
        ...

    def passes(self, member_id: str) -> tuple[MemberPass, ...]:
        """Return the cards that were made again, by their issue."""
        ...

    def used(self, member_id: str) -> tuple[MemberUsed, ...]:
        """Return the tickets that stand and had the member's price; one that was returned gave its
        use back, one that was printed or seated again counts once."""
        ...

    def of_orders(self, order_ids: Collection[str]) -> tuple[Member, ...]:
        """Return the memberships of which any term was sold in these orders, by number."""
        ...

    def member_of(self, extra_id: str) -> Member | None:
        """Return the membership that a line of an order began."""
        ...

    def term_of(self, extra_id: str) -> MemberTerm | None:
        """Return the renewal or upgrade that a line of an order is."""
        ...
