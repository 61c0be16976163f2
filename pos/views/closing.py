"""What the close finds and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from pos.money import Money
from pos.views.causes import Explained


class ExceptionKind(Enum):
    """Why somebody must look before the day is locked."""

    TILL_DIFFERENCE = "till_difference"
    FORGOTTEN_TILL = "forgotten_till"
    """Somebody else than its cashier closed it."""
    DROP_DIFFERENCE = "drop_difference"
    SAFE_DIFFERENCE = "safe_difference"
    CHECK_MISSING = "check_missing"
    CHECK_EXTRA = "check_extra"
    CHECK_AMOUNT = "check_amount"
    CARD_SLIP = "card_slip"
    """A slip of a terminal that is not connected is missing, one too many, or says another sum."""
    CERTIFICATE_MISSING = "certificate_missing"
    VOID_TICKET_MISSING = "void_ticket_missing"
    CARD_TOTALS = "card_totals"
    SETTLEMENT = "settlement"
    DEPOSIT_DIFFERENCE = "deposit_difference"
    DEPOSIT_LATE = "deposit_late"
    FLOAT_DIFFERENCE = "float_difference"
    """A till was opened with another sum than the one before had left in the drawer."""
    OVERDRAWN = "overdrawn"
    """By the books more cash left a till than was in it."""
    CLOCK = "clock"
    """The clock went back while a till was open."""
    OVERSPENT = "overspent"
    """Two windows together took more from a certificate or account than was on it."""
    CODE_OVER = "code_over"
    """Windows together sold more tickets with a promo code than it gives."""
    CANCELLED_MEANWHILE = "cancelled_meanwhile"
    """A window that had not heard of it sold, took money or handed out for a cancelled
    performance."""
    LATE_WINDOW = "late_window"
    """Another window's takings of a business day came after the day was locked here."""


class ExceptionStanding(Enum):
    """What was done about it."""

    OPEN = "open"
    CARRIED = "carried"
    """``owner`` goes on with it; a day may be locked over it."""
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class CloseExceptionView:
    """One thing somebody must look at. ``subject_id``: what it is about, by kind. ``amount`` is at
    risk, with the sign of over (+) or short (-) where it has one. ``text``: names and numbers a
    person needs to find it, no sentence. ``window``: its name. ``cashier``: whose till, if it is
    about one, ``z_number`` its report where there is one. ``by_user``: whoever counted, dropped,
    kept or confirmed it, empty for the system. ``owner``: who carries it, since ``carried_at``.
    ``not_by``: ids of those who may not settle it, while it is not. ``taken``: (kind of tender,
    sum) of another window's takings, ``amount`` their total, once its tills are counted. Times are
    UTC."""

    exception_id: str
    kind: ExceptionKind
    business_date: date
    window: str
    cashier: str
    subject_id: str
    amount: Money
    text: str
    at: datetime
    by_user: str
    standing: ExceptionStanding
    owner: str = ""
    reason: str = ""
    z_number: int | None = None
    carried_at: datetime | None = None
    not_by: tuple[str, ...] = ()
    taken: tuple[tuple[str, Money], ...] = ()


class LeadKind(Enum):
    """Where one looks at what an exception is about."""

    ORDER = "order"
    """``subject_id``: the order, ``name`` its number."""
    CASHIER = "cashier"
    """The report of a till, with its movements and counts. ``subject_id``: the till, ``name`` its
    cashier where there are several."""
    CHECKS = "checks"
    """The check list of a business day. ``subject_id``: the day, ISO."""
    DEPOSIT = "deposit"
    """A deposit's slip. ``subject_id``: the deposit, ``name`` its number."""
    SETTLEMENT = "settlement"
    """A processor's file, ``subject_id``; ``name``: as the exception's ``subject_id``, which of its
    findings."""


@dataclass(frozen=True, slots=True)
class Lead:
    """A way from an exception to its papers."""

    kind: LeadKind
    subject_id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class ExceptionCase:
    """What is known of an exception: ways to its papers, and what may be behind it."""

    leads: tuple[Lead, ...]
    explained: tuple[Explained, ...]


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One line of a journal: either ``debit`` or ``credit`` is nothing. ``ours``: our account
    number, ``account`` and ``name`` the venue's. ``memo``: the performance's code, where the
    account is kept by performance."""

    ours: str
    account: str
    name: str
    memo: str
    debit: Money
    credit: Money


@dataclass(frozen=True, slots=True)
class JournalView:
    """What a locked business day posts to the venue's books; debits are credits.

    ``since``: the first date it covers, where days without a till went before. ``number``: of its
    export, and ``exported_at`` (UTC) when that was; None before it was exported.
    """

    business_date: date
    since: date
    number: int | None
    company: str
    lines: tuple[JournalLine, ...]
    total: Money
    """Of the debits, and of the credits."""
    exported_at: datetime | None = None
