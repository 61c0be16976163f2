"""A statement: any report as figures, tables and charts, the same whoever shows it.

One shape for screen, PDF, CSV and XLSX, so that they cannot show different numbers. Names of
statements, sections and columns are codes; their words live in ``printing/statement_words.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum


class StatementName(Enum):
    """What ``foyer report NAME`` makes."""

    CASHIER = "cashier"
    """One till: what was taken, counted, moved, and over or short over time. Subject: till id."""
    DEPOSIT = "deposit"
    """The deposit slip. Subject: deposit id."""
    CHECKS = "checks"
    """Every check of a day: number, payer, amount, and what became of it. Subject: date."""
    PERFORMANCE = "performance"
    """Box-office statement. Subject: performance id."""
    DAILY = "daily"
    """The day in figures and charts. Subject: date."""
    EXCEPTIONS = "exceptions"
    """Everything that waits for somebody, oldest first. Subject: date it is as of."""
    OPERATORS = "operators"
    """Sales by operator. Subject: date."""
    PROMO_CODES = "promo_codes"
    """Sales by promo code. Subject: date."""
    DONATIONS = "donations"
    """Donations by fund. Subject: date."""
    CERTIFICATES = "certificates"
    """Liability roll-forward of gift certificates. Subject: date."""
    JOURNAL = "journal"
    """The day's journal as it is exported. Subject: date."""
    SETTLEMENT = "settlement"
    """How a processor's file agrees with what was taken. Subject: file id."""
    OVER_SHORT = "over_short"
    """Over and short by cashier. Subject: date it is as of."""


class Shows(Enum):
    """What a column holds, and as what it is stored."""

    TEXT = "text"
    """``str``: a name, a number with letters: shown as it is."""
    CODE = "code"
    """``str``: a code whose words the reader's language has."""
    COUNT = "count"
    """``int``."""
    MONEY = "money"
    """``int``, minor units of the statement's currency."""
    DATE = "date"
    """``str``, ISO date."""
    MOMENT = "moment"
    """``str``, ISO date and time in the venue's zone."""
    SHARE = "share"
    """``int``, thousandths."""


Cell = str | int | None
"""None: there is nothing to say, shown as a dash."""


class ChartKind(Enum):
    BARS = "bars"
    """One bar a row: the first column labels it, ``chart_of`` is its length."""
    LINE = "line"
    """A point a row."""
    STACK = "stack"
    """Parts of one whole."""


@dataclass(frozen=True, slots=True)
class Column:
    """``code`` names it in CSV and finds its words."""

    code: str
    shows: Shows


@dataclass(frozen=True, slots=True)
class Section:
    """A table with its total row, drawn as a chart as well where ``chart`` says so.

    ``rows`` are as wide as ``columns``. ``totals``: as wide, or empty. ``chart_of``: the column
    that is drawn.
    """

    code: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[Cell, ...] = ()
    chart: ChartKind | None = None
    chart_of: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """``heading``: (code, text) shown under the title: hall, cashier, bag number, ….
    ``as_of``: venue's zone. ``number``: where statements of this name are numbered. ``signatures``:
    codes of who signs. ``notes``: codes of sentences under the tables, formulas among them.
    """

    name: StatementName
    subject: str
    company: str
    address: tuple[str, ...]
    currency: str
    as_of: datetime
    heading: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    number: int | None = None
    signatures: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    digest: str = ""
    """Of one that was kept: SHA-256 of what was kept, which its papers show the beginning of."""
    language: str = ""
    page: str = ""
    """Of one that was kept: the language and the size of its papers, which stay as they were when
    the window changes. Empty: as the window prints now."""


@dataclass(frozen=True, slots=True)
class KeptStatement:
    """A statement that was kept under ``number``, gapless for its name. ``at``: UTC."""

    name: StatementName
    number: int
    subject: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """Something a statement can be about. ``subject`` names it; ``day``, ``text``, ``at`` (aware)
    and ``number`` are what a person knows it by, where they say something."""

    subject: str
    day: date | None = None
    text: str = ""
    at: datetime | None = None
    number: int | None = None
