"""What letters to donors need from storage."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from pos.records import AccountPatron, GiftLetter


@dataclass(frozen=True, slots=True)
class GiftLine:
    """A donation that was not given back. ``goods``: what the donor got for the rest of the
    payment: the all-in price of the order's tickets that are still good, and of the memberships and
    articles that did not come back; they stand with the first of its donations only. ``payment``:
    these goods and all its donations.
    ``given_on``: its business day; ``unpaid``: what its order owes, or never paid; ``tribute`` and
    ``of_whom``: empty where it is nobody's."""

    extra_id: str
    order_id: str
    order_number: str
    donor: str
    fund: str
    amount: int
    goods: int
    payment: int
    unpaid: int
    given_on: str
    tribute: str
    of_whom: str


class GiftStore(Protocol):
    """Donations and letters, as far as is known here."""

    def given(self, since: date, until: date) -> tuple[GiftLine, ...]:
        """Return the donations of business days from ``since`` up to and with ``until``, in the
        order of giving."""
        ...

    def of_orders(self, order_ids: Collection[str]) -> tuple[GiftLine, ...]:
        """Return the donations in these orders, in the order of giving."""
        ...

    def gift(self, extra_id: str) -> GiftLine:
        """Raises NotFound."""
        ...

    def letter(self, extra_id: str) -> GiftLetter | None:
        """Return the first letter about a donation."""
        ...

    def year_letters(self, patron_ids: Collection[str]) -> tuple[GiftLetter, ...]:
        """Return the letters about whole years of these people, oldest first."""
        ...

    def said(self, letter_ids: Iterable[str]) -> dict[str, str]:
        """Return what these letters said, as ``gift.letter_made`` tells it; those of other windows,
        and those of which it is not told, are left out."""
        ...

    def account_of(self, value_id: str) -> AccountPatron | None:
        """Return whose an account is."""
        ...
