"""Cash and checks on their way to the bank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pos.ids import TillId
from pos.money import Money
from pos.views.cash import CountSheet


@dataclass(frozen=True, slots=True)
class DepositTill:
    """A locked till in a deposit: ``cash``, what its day left in the safe beyond floats and
    top-ups, less what more it left in the drawer as the next float."""

    till_id: TillId
    z_number: int
    cashier: str
    business_date: date
    cash: Money


@dataclass(frozen=True, slots=True)
class DepositCheck:
    """A check in a deposit, as it was counted. ``paper_id``: its tender, or where in a count an
    extra one stands."""

    paper_id: str
    number: str
    payer: str
    amount: Money


@dataclass(frozen=True, slots=True)
class DepositPlan:
    """What can be deposited: locked tills that no deposit has, and the checks they took.

    ``proposed``: what their closes put aside for the bank, by denomination; empty where that does
    not come to ``cash``. ``proof``: (code, money) rows that add up to ``cash``.
    """

    tills: tuple[DepositTill, ...]
    checks: tuple[DepositCheck, ...]
    cash: Money
    checks_total: Money
    proposed: CountSheet
    proof: tuple[tuple[str, Money], ...]


@dataclass(frozen=True, slots=True)
class DepositView:
    """A deposit. ``state``: a ``DepositState``. ``bank``: what the bank said it got, None before
    it did; ``bank_days``: when it can have booked it, newest first, while its word is awaited.
    ``late``: the bank should have said so by now. Times are UTC."""

    deposit_id: str
    number: int
    state: str
    business_date: date
    tills: tuple[DepositTill, ...]
    checks: tuple[DepositCheck, ...]
    cash: Money
    checks_total: Money
    sheet: CountSheet
    proof: tuple[tuple[str, Money], ...]
    prepared_by: str
    at: datetime
    bag: str = ""
    strip: str = ""
    sealed_by: str = ""
    seen_by: str = ""
    """The second person who saw it sealed."""
    courier: str = ""
    bank: Money | None = None
    bank_date: date | None = None
    reason: str = ""
    late: bool = False
    bank_days: tuple[date, ...] = ()
    confirmed_by: str = ""
    preparer: str = ""
    """The id of who prepared it, and does not confirm it."""

    @property
    def total(self) -> Money:
        """Cash and checks."""
        return self.cash + self.checks_total
