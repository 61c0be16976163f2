"""People who come, as screens show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from pos.ids import OrderId, PatronId
from pos.money import Money


class ContactBy(Enum):
    """How somebody wants to be reached."""

    ANY = ""
    PHONE = "phone"
    EMAIL = "email"
    POST = "post"
    NOBODY = "nobody"
    """Not at all, but for what they bought."""


class Like(Enum):
    """What somebody likes, or does not."""

    AISLE = "aisle"
    CENTRE = "centre"
    FRONT = "front"
    BACK = "back"
    NO_CALLS = "no_calls"


class Need(Enum):
    """What somebody needs to come."""

    WHEELCHAIR = "wheelchair"
    COMPANION = "companion"
    HEARING = "hearing"
    SIGHT = "sight"
    FEW_STAIRS = "few_stairs"


@dataclass(frozen=True, slots=True)
class PatronRow:
    """What tells two of one name apart, and no more. ``email_masked``: ``a***@example.org``.
    ``rank``: the membership they have now, or empty. ``merged_into``: empty, or whose this is."""

    patron_id: PatronId
    number: str
    name: str
    phone_last4: str = ""
    email_masked: str = ""
    town: str = ""
    rank: str = ""
    merged_into: str = ""


@dataclass(frozen=True, slots=True)
class OrderPerson:
    """Somebody who is known by orders alone, the likeliest or newest of them first; ``name`` may be
    empty. What tells two of one name apart is as in ``PatronRow``."""

    orders: tuple[OrderId, ...]
    numbers: tuple[str, ...]
    name: str
    phone_last4: str = ""
    email_masked: str = ""


@dataclass(frozen=True, slots=True)
class PersonOfOrder:
    """Who an order is of as far as it says, and ``like``: who that might be. ``same``: further
    orders that nobody is said to have, of the same name and the same phone or e-mail."""

    person: OrderPerson
    like: tuple[PatronRow, ...]
    same: tuple[OrderId, ...]


@dataclass(frozen=True, slots=True)
class AlsoOnFile:
    """Where somebody may stand once more: ``patrons`` of the same name, and ``numbers`` of orders
    that say the same name and the same phone or e-mail and are nobody's."""

    patrons: tuple[PatronRow, ...] = ()
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Twins:
    """Records that are likely the same person's. ``patrons``: of the same name, and of the same
    phone or e-mail or of an order that two windows gave to both at once. ``erased``: whoever had
    such an order beside them was erased."""

    patrons: tuple[PatronRow, ...] = ()
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    street: str = ""
    postal_code: str = ""
    town: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class PatronDetails:
    """What people can correct of a person. ``language``: as ``en``."""

    name: str
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    address: Address = Address()
    language: str = ""
    contact_by: ContactBy = ContactBy.ANY
    likes: frozenset[Like] = frozenset()
    needs: frozenset[Need] = frozenset()


@dataclass(frozen=True, slots=True)
class NoteView:
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HouseholdView:
    """``members``: everybody in it, the head first."""

    household_id: str
    name: str
    address: Address
    members: tuple[PatronRow, ...]


@dataclass(frozen=True, slots=True)
class PatronView:
    """One person. ``seq``: which state of the details this is; who corrects them says which they
    saw. ``merged``: records that belong to this one; ``also``: what they say of the person.
    ``erased``: nothing is known any more."""

    patron_id: PatronId
    number: str
    details: PatronDetails
    seq: int
    added_at: datetime
    added_by: str
    rank: str = ""
    external_ref: str = ""
    notes: tuple[NoteView, ...] = ()
    household: HouseholdView | None = None
    merged: tuple[PatronRow, ...] = ()
    also: tuple[PatronDetails, ...] = ()
    erased: bool = False

    @property
    def name(self) -> str:
        return self.details.name

    @property
    def needs(self) -> frozenset[Need]:
        """What they need to come, by any record of theirs."""
        return self.details.needs.union(*(each.needs for each in self.also))


@dataclass(frozen=True, slots=True)
class MergeSide:
    """One of two who may be one person. ``orders``: how many are theirs."""

    patron: PatronView
    orders: int


@dataclass(frozen=True, slots=True)
class BoughtRow:
    """An order of somebody's history. ``tickets``: that count now, ``attended``: seen at the
    door."""

    order_id: OrderId
    order_number: str
    placed_at: datetime
    channel: str
    state: str
    tickets: int
    attended: int
    total: Money
    given_back: Money


@dataclass(frozen=True, slots=True)
class YearRow:
    """What somebody paid, got back and donated (part of what was paid) in a year."""

    year: str
    paid: Money
    given_back: Money
    donated: Money


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """A certificate they bought or an account of theirs."""

    value_id: str
    kind: str
    serial: str
    balance: Money


@dataclass(frozen=True, slots=True)
class HistoryView:
    """Everything somebody, or their household, bought, came to, got back and has left."""

    bought: tuple[BoughtRow, ...]
    years: tuple[YearRow, ...]
    values: tuple[BalanceRow, ...]


@dataclass(frozen=True, slots=True)
class LookRow:
    """Who saw somebody's data, when and where: ``screen`` ``patron``, ``merge``, ``export``,
    ``cart``, ``order`` or ``order_page``. ``patron``: number of the record, for lists of
    everybody."""

    by: str
    at: datetime
    screen: str
    window: str
    patron: str


@dataclass(frozen=True, slots=True)
class KnownView:
    """All that is known of a person, for them."""

    patron: PatronView
    history: HistoryView
    looks: tuple[LookRow, ...]
