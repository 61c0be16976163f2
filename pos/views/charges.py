"""Fees and taxes by rule: what the season file says, and what they come to on one ticket."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from pos.ids import PerformanceId, PriceTypeId, ZoneId
from pos.money import Money, total

WHOLE = 1_000_000
"""A rate of a hundred percent. Rates are millionths: 8.875 % is 88,750."""


class ChargeKind(Enum):
    FEE = "fee"
    TAX = "tax"


class FeeAccount(Enum):
    """Where a fee may be booked."""

    OWED_ON = "2030"
    """Facility fees: kept for somebody else."""
    INCOME = "4020"
    """Service fees: the house's own."""


TAX_ACCOUNT = "2040"
"""Sales and admissions taxes payable."""


class Channel(Enum):
    """Where tickets are bought that this office prices."""

    WINDOW = "window"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Charge:
    """One fee or one tax in the price of one ticket, under the name that patrons read.

    ``included``: a tax that the list price has in it already; the face value is what remains.
    """

    kind: ChargeKind
    code: str
    name: str
    account: str
    amount: Money
    included: bool = False


@dataclass(frozen=True, slots=True)
class FeeRule:
    """A fee on top of the list price. Empty sets mean all.

    Either ``amount``, or ``rate`` (millionths) of the face value, at most ``most``. ``from_face``:
    a cheaper ticket bears none. ``comps``: free tickets bear it too.
    """

    code: str
    name: str
    account: str
    amount: Money
    rate: int = 0
    most: Money | None = None
    from_face: Money | None = None
    comps: bool = False
    channels: frozenset[Channel] = frozenset()
    price_types: frozenset[PriceTypeId] = frozenset()
    zones: frozenset[ZoneId] = frozenset()
    position: int = 0


@dataclass(frozen=True, slots=True)
class TaxRule:
    """A tax of ``rate`` millionths. Empty sets mean all; a free ticket bears none.

    ``on_fees``: on face value and fees together, else on the face value alone. ``included``: the
    list price has it in it, else it comes on top.
    """

    code: str
    name: str
    rate: int
    on_fees: bool = False
    included: bool = False
    performances: frozenset[PerformanceId] = frozenset()
    price_types: frozenset[PriceTypeId] = frozenset()
    position: int = 0


@dataclass(frozen=True, slots=True)
class ChargeRules:
    """The fees and taxes of a season, each in the order of its file."""

    fees: tuple[FeeRule, ...] = ()
    taxes: tuple[TaxRule, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.fees or self.taxes)


NO_CHARGES = ChargeRules()


def sum_of(charges: Iterable[Charge], kind: ChargeKind, currency: str) -> Money:
    """Return what the fees, or the taxes, among some charges come to."""
    return total((each.amount for each in charges if each.kind is kind), currency)


def taxes_within(charges: Iterable[Charge], currency: str) -> Money:
    """Return the taxes that the list price has in it."""
    return total((each.amount for each in charges if each.included), currency)


@dataclass(frozen=True, slots=True)
class ChargeSum:
    """What one fee or tax comes to on several tickets. ``name`` is empty for the facility fee of
    the price list, which is no rule's."""

    kind: ChargeKind
    name: str
    amount: Money


def by_name(charges: Iterable[Charge | ChargeSum], fees: Money) -> tuple[ChargeSum, ...]:
    """Return the fees, then the taxes, each name once; nothing where no rule made any. ``fees``:
    every fee together, with that of the price list."""
    sums: dict[tuple[ChargeKind, str], Money] = {}
    for each in charges:
        key = (each.kind, each.name)
        sums[key] = sums.get(key, Money.zero(fees.currency)) + each.amount
    if not sums:
        return ()
    found = [ChargeSum(kind, name, amount) for (kind, name), amount in sums.items()]
    by_rule = [each for each in found if each.kind is ChargeKind.FEE]
    listed = fees - total((each.amount for each in by_rule), fees.currency)
    first = [ChargeSum(ChargeKind.FEE, "", listed)] if listed else []
    return (*first, *by_rule, *(each for each in found if each.kind is ChargeKind.TAX))
