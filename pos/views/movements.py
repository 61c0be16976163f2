"""Cash that is no sale: drops, top-ups, paid in and out; the safe; who serves on whose till."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from pos.ids import UserId
from pos.money import Money
from pos.views.cash import TillReportView, TillView
from pos.views.people import SessionView


class MovementKind(Enum):
    """Where cash goes. Values are stored."""

    DROP = "drop"
    """From the till to the safe, in a bag."""
    TOP_UP = "top_up"
    """From the safe to the till."""
    PAID_IN = "paid_in"
    PAID_OUT = "paid_out"

    @property
    def into_till(self) -> bool:
        """Whether the drawer has more afterwards."""
        return self in (MovementKind.TOP_UP, MovementKind.PAID_IN)


@dataclass(frozen=True, slots=True)
class MovementView:
    """One movement. ``number``: of its voucher, ``V0012``. ``second``: who received or allowed
    it, empty where nobody had to. ``at``: aware, venue's zone."""

    movement_id: str
    number: str
    kind: MovementKind
    amount: Money
    purpose: str
    reason: str
    person: str
    bag: str
    at: datetime
    business_date: date
    cashier: str
    second: str


@dataclass(frozen=True, slots=True)
class VoucherView:
    """A movement as it is printed: the slip that goes into a drop's bag, the voucher that stays in
    the drawer."""

    company: str
    address: tuple[str, ...]
    window: str
    movement: MovementView
    copy: bool = False


@dataclass(frozen=True, slots=True)
class DropToCount:
    """A bag that lies uncounted in the safe. Carries no amount: it is counted blind."""

    movement_id: str
    number: str
    bag: str
    at: datetime
    cashier: str
    received_by: str


@dataclass(frozen=True, slots=True)
class SafeResult:
    """What was counted at the safe against what the books say: a drop's bag, or the whole safe."""

    expected: Money
    counted: Money
    first: bool = False
    """The safe was counted for the first time: what lay in it is where the books begin."""

    @property
    def over_short(self) -> Money:
        """Nothing at the first count."""
        return self.counted - self.expected if not self.first else Money.zero(self.counted.currency)


@dataclass(frozen=True, slots=True)
class SafeView:
    """Who has the safe since when, None while nobody counted it yet, and the bags in it that wait
    to be counted. Carries no expected figure."""

    holder_id: UserId | None
    holder: str
    since: datetime | None
    bags: tuple[DropToCount, ...]


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A till that changed hands: the report of the one that was closed, the one that is open, and
    its cashier, signed in."""

    closed: TillReportView
    opened: TillView
    taker: SessionView
