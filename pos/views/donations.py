"""What a donor is told in writing, and when the law wants it.

Thresholds are those of the United States (money and compliance 6.4): they look at what was paid,
not at the part of it that may be deducted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from pos.ids import OrderId
from pos.money import Money, total

ACKNOWLEDGED_FROM_MINOR = 25_000
"""A payment of this much, or more, needs a written acknowledgement."""
DISCLOSED_ABOVE_MINOR = 7_500
"""A payment above this, partly for goods, needs a written word on what may be deducted."""


class Duty(Enum):
    """Which writing is due."""

    NONE = "none"
    DISCLOSURE = "disclosure"
    """Partly for goods, and more than 75 dollars."""
    ACKNOWLEDGEMENT = "acknowledgement"
    """250 dollars or more."""


class Tribute(Enum):
    """For whose sake something was given."""

    HONOUR = "honour"
    MEMORY = "memory"


class LetterKind(Enum):
    """What a letter to a donor is about."""

    GIFT = "gift"
    """One donation."""
    YEAR = "year"
    """All donations of a calendar year."""


@dataclass(frozen=True, slots=True)
class DonationLetterView:
    """A letter to a donor. ``goods``: the good-faith estimate of what was given for the payment,
    the all-in price of the tickets beside the donation; zero for a donation alone, and where
    another one of the order's has them. ``tax_id``: the venue's EIN, empty where it is not known.
    ``number``: of the letter, empty where it is not kept. ``tribute``: in honour or in memory of
    ``of_whom``."""

    company: str
    address: tuple[str, ...]
    tax_id: str
    donor: str
    order_id: OrderId
    order_number: str
    fund: str
    given_on: date
    amount: Money
    goods: Money
    duty: Duty
    number: str = ""
    tribute: Tribute | None = None
    of_whom: str = ""

    @property
    def paid(self) -> Money:
        """Donation and goods together."""
        return self.amount + self.goods


@dataclass(frozen=True, slots=True)
class GiftRow:
    """A donation that was not given back, with the letter that is due for it. ``letter``: the
    number of the one that was made, empty while none was; ``letter_at``: when, in the venue's zone.
    ``goods``: with the first donation of an order, nothing with its others; ``duty`` looks at the
    whole payment. ``unpaid``: what its order owes, a returned check's fee with it, or never paid;
    None: nothing. Nobody is thanked for it before that."""

    extra_id: str
    order_id: OrderId
    order_number: str
    donor: str
    fund: str
    given_on: date
    amount: Money
    goods: Money
    duty: Duty
    tribute: Tribute | None = None
    of_whom: str = ""
    letter: str = ""
    letter_at: datetime | None = None
    unpaid: Money | None = None

    @property
    def is_owed(self) -> bool:
        """Whether a letter is due and was not made."""
        return self.duty is not Duty.NONE and not self.letter and self.unpaid is None


@dataclass(frozen=True, slots=True)
class YearLetterView:
    """All that somebody gave in a calendar year, for their tax papers."""

    company: str
    address: tuple[str, ...]
    tax_id: str
    donor: str
    year: int
    number: str
    made_on: date
    gifts: tuple[GiftRow, ...]
    currency: str

    @property
    def amount(self) -> Money:
        """What of it is a donation."""
        return total((gift.amount for gift in self.gifts), self.currency)


def duty_of(amount: Money, goods: Money, payment: Money | None = None) -> Duty:
    """Return what is due for a donation of ``amount`` in a payment that bought ``goods`` as
    well. ``payment``: the whole of it, where there may be more donations in it."""
    paid = amount + goods if payment is None else payment
    if paid.minor >= ACKNOWLEDGED_FROM_MINOR:
        return Duty.ACKNOWLEDGEMENT
    if goods and paid.minor > DISCLOSED_ABOVE_MINOR:
        return Duty.DISCLOSURE
    return Duty.NONE


@dataclass(frozen=True, slots=True)
class LettersDesk:
    """Donations for which a letter is ``owed``, in the order of giving, and those whose letter was
    ``made`` today, by the letter's number. ``year``: the last one that is over in which somebody
    who is written down gave something, else the one that runs; None where nobody did."""

    owed: tuple[GiftRow, ...]
    made: tuple[GiftRow, ...]
    year: int | None = None
