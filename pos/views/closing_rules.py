"""The venue's rules about tills, days and books: data from the season file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class CashWay(Enum):
    """Which way cash goes that is no sale."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class CashPurpose:
    """A reason for cash paid in or out, and the account on the other side: a number of the venue's
    own chart, which need not be one of ours."""

    name: str
    way: CashWay
    account: str


@dataclass(frozen=True, slots=True)
class Tiers:
    """How far one tender may be off, in minor units; each limit still belongs to the smaller tier.

    Up to ``post_minor`` a difference is posted as it is. Up to ``reason_minor`` it needs a reason
    and a supervisor, above a reason and a manager. Above ``exception_minor`` it is an exception as
    well, which somebody settles or carries before the day is locked.
    """

    post_minor: int
    reason_minor: int
    exception_minor: int


@dataclass(frozen=True, slots=True)
class AccountName:
    """What one of our accounts is in the venue's chart: ``ours`` as in ``pos/ledger.py`` or in a
    ``CashPurpose``, ``theirs`` the venue's number, ``name`` the venue's name of it."""

    ours: str
    theirs: str
    name: str


@dataclass(frozen=True, slots=True)
class ClosingRules:
    """``[venues.closing]`` of a season file. Amounts in minor units.

    ``cash``, ``check``, ``card``: tiers of difference (card: slips of a terminal that is not
    connected). ``recounts``: how often a till may be counted again. ``short_relief``: another
    person may serve on a till without a count. ``drop_above_minor``: from how much cash in a drawer
    on a drop is asked for; 0 never. ``two_for_movements``: drops, top-ups, paid-in and paid-out
    need a second person. ``paid_limit_minor``: most that is paid in or out at a time.
    ``next_float``: pieces of each denomination a drawer begins with, (minor units, pieces).
    ``settlement_days``: days until a card payment that no payout names is an exception.
    ``bank_days``: business days until a deposit must be confirmed.
    """

    cash: Tiers = Tiers(200, 1_000, 5_000)
    check: Tiers = Tiers(0, 1_000, 5_000)
    card: Tiers = Tiers(0, 1_000, 5_000)
    recounts: int = 2
    short_relief: bool = False
    drop_above_minor: int = 50_000
    two_for_movements: bool = True
    paid_limit_minor: int = 20_000
    purposes: tuple[CashPurpose, ...] = (
        CashPurpose("Petty cash", CashWay.OUT, "6000"),
        CashPurpose("Found money", CashWay.IN, "4900"),
    )
    next_float: tuple[tuple[int, int], ...] = (
        (1_000, 4),
        (500, 6),
        (100, 20),
        (25, 40),
        (10, 0),
        (5, 0),
    )
    settlement_days: int = 4
    bank_days: int = 3
    accounts: tuple[AccountName, ...] = ()

    def tiers_of(self, tender: str) -> Tiers:
        """Return the tiers of ``cash``, ``check`` or ``card``."""
        return {"cash": self.cash, "check": self.check, "card": self.card}[tender]


LAUNCH_CLOSING = ClosingRules()
