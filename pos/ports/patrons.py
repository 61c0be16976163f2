"""What is kept of the people who come; part of the unit of work. Thread: that of the unit of
work."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from pos.records import Household, OrderPatron, Patron, PatronDetail, PatronLook, PatronNote


@dataclass(frozen=True, slots=True)
class BoughtSum:
    """An order in somebody's history. ``tickets``: that count, ``attended``: seen at the door;
    ``given_back_minor``: with what went on to an order that was split off."""

    order_id: str
    order_number: str
    placed_at: datetime
    channel: str
    currency: str
    state: str
    tickets: int
    attended: int
    total_minor: int
    given_back_minor: int


@dataclass(frozen=True, slots=True)
class YearSum:
    """What somebody paid, got back and donated (part of what was paid) in a year of business days.
    What went on to an order that was split off is back here and paid there."""

    year: str
    currency: str
    paid_minor: int
    given_back_minor: int
    donated_minor: int


class PatronHistory(Protocol):
    """What is summed over somebody's orders."""

    def bought(self, order_ids: Collection[str]) -> tuple[BoughtSum, ...]:
        """Return the orders, newest first."""
        ...

    def years(self, order_ids: Collection[str]) -> tuple[YearSum, ...]:
        """Return a sum a year and currency, newest first."""
        ...

    def values(self, order_ids: Collection[str], people: Collection[str]) -> tuple[str, ...]:
        """Return the ids of the certificates bought with the orders, and of the people's
        accounts."""
        ...

    def paid_by_card(self, order_ids: Collection[str]) -> list[tuple[str, str]]:
        """Return ("payment", id) of the card payments of the orders."""
        ...

    def with_a_name(self) -> list[tuple[str, str, str, str]]:
        """Return (kind, id, name, patron or empty) of what was kept under a name and became part of
        no order: card payments that came to nothing or are in doubt, carts put aside
        (``parked``), places held (``hold``)."""
        ...

    def left_of_erased(self) -> list[tuple[str, str, str, str]]:
        """Return (kind, id, patron, who erased that one) of what is an erased person's by the
        newest word, and was not erased."""
        ...

    def accounts_astray(self) -> list[tuple[str, str, str]]:
        """Return (account, patron, who said so) of orders that were split off and that two windows
        linked at once: whose the order is, where its account went to the other one."""
        ...


class PatronStore(Protocol):
    """People, whom they belong to, and what is theirs."""

    @property
    def history(self) -> PatronHistory: ...

    def patron(self, patron_id: str) -> Patron:
        """Raises NotFound."""
        ...

    def by_external_ref(self, external_ref: str) -> Patron | None:
        """Return whom a list named so, the first one there was."""
        ...

    def detail(self, patron_id: str) -> PatronDetail:
        """Return what is known of a person now. Raises NotFound."""
        ...

    def details(self, patron_id: str) -> tuple[PatronDetail, ...]:
        """Return everything that ever was, oldest first."""
        ...

    def notes(self, patron_ids: Collection[str]) -> tuple[PatronNote, ...]:
        """Return what was written about them, oldest first."""
        ...

    def into(self, patron_id: str) -> str:
        """Return to which record this one belongs by the newest word on it, itself where to
        none; one step only."""
        ...

    def merge_seq(self, patron_id: str) -> int:
        """Return the number of the newest word on whom a record belongs to, 0 before the first."""
        ...

    def directly_under(self, patron_id: str) -> tuple[str, ...]:
        """Return the records whose newest word is that they belong to this one."""
        ...

    def is_erased(self, kind: str, subject_id: str) -> bool: ...

    def keep_keys(self, patron_id: str, keys: Sequence[tuple[str, str]]) -> None:
        """Put (kind, value) by which a person is told from others in the place of what was."""
        ...

    def with_key(self, kind: str, value: str, limit: int) -> tuple[str, ...]:
        """Return who has exactly this."""
        ...

    def link(self, order_id: str) -> OrderPatron | None:
        """Return the newest word on whose an order is."""
        ...

    def at_once(self, patron_ids: Collection[str]) -> tuple[str, ...]:
        """Return the patrons whom other windows gave orders of these to, not knowing of each
        other."""
        ...

    def orders(self, patron_ids: Collection[str]) -> tuple[str, ...]:
        """Return the ids of the orders that are theirs by the newest word, newest order first."""
        ...

    def rank(self, patron_ids: Collection[str], day: date) -> str:
        """Return the name of the membership from their orders that is good on ``day``, the one that
        lasts longest; empty without one."""
        ...

    def listed(self, patron_ids: Collection[str]) -> tuple[tuple[Patron, PatronDetail], ...]:
        """Return records with their newest details, each once. Raises NotFound."""
        ...

    def ever_merged(self, patron_ids: Collection[str]) -> frozenset[str]:
        """Return those that were ever said to be one with another record: all others stand for
        themselves alone."""
        ...

    def ranks(self, whole: Mapping[str, Collection[str]], day: date) -> dict[str, str]:
        """Return the ``rank`` of each person that has one; ``whole``: their records, by the one
        that stands for all."""
        ...

    def household(self, household_id: str) -> Household:
        """Return how a household stands now. Raises NotFound."""
        ...

    def household_of(self, patron_id: str) -> tuple[int, str]:
        """Return (number of the newest word, household) of a record; (0, "") before the first."""
        ...

    def members(self, household_id: str) -> tuple[str, ...]:
        """Return the records that belong to a household by the newest word on each."""
        ...

    def take_out_erased(self) -> None:
        """Empty what tells who somebody is in everything that was erased, in this database."""
        ...

    def torn(self, limit: int) -> tuple[str, ...]:
        """Return people whose details two windows corrected at once, not knowing of each other,
        and nobody since."""
        ...

    def looks(self, patron_ids: Collection[str], limit: int) -> tuple[PatronLook, ...]:
        """Return who saw them, newest first; without ids: who saw anybody."""
        ...
