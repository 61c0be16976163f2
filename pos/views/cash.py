"""Tills, counts and the day's figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pos.ids import TillId, UserId
from pos.money import Money
from pos.views.closing import CloseExceptionView
from pos.views.stock import StockRow

NOTES = (10_000, 5_000, 2_000, 1_000, 500, 200, 100)
"""US notes in cents, largest first."""
COINS = (100, 50, 25, 10, 5, 1)
"""US coins in cents, largest first. The dollar coin and the dollar note are counted apart."""
STRAP = 100
"""Notes in a strap."""
ROLLS = {100: 25, 50: 20, 25: 40, 10: 50, 5: 40, 1: 50}
"""Coins in a roll, by denomination."""
_NOTHING = Money(0)


@dataclass(frozen=True, slots=True)
class CountSheet:
    """What a person counted: cash as (denomination in minor units, pieces), notes and coins apart,
    no negative pieces; straps of notes and rolls of coins as (denomination, how many of them).
    """

    notes: tuple[tuple[int, int], ...] = ()
    coins: tuple[tuple[int, int], ...] = ()
    currency: str = "USD"
    straps: tuple[tuple[int, int], ...] = ()
    rolls: tuple[tuple[int, int], ...] = ()

    @property
    def total(self) -> Money:
        """What all of it comes to."""
        loose = sum(value * pieces for value, pieces in (*self.notes, *self.coins))
        straps = sum(value * STRAP * number for value, number in self.straps)
        rolls = sum(value * ROLLS[value] * number for value, number in self.rolls)
        return Money(loose + straps + rolls, self.currency)


@dataclass(frozen=True, slots=True)
class TillView:
    """A till session. Carries no expected figure."""

    till_id: TillId
    user_id: UserId
    cashier: str
    window: str
    state: str
    opened_at: datetime
    opening_float: Money
    business_date: date
    counts_left: int
    counts: int = 0
    """How often it was counted: above 0, what was expected is known."""
    reliever_id: UserId | None = None
    reliever: str = ""
    """Who serves on it in its cashier's place for a while."""


@dataclass(frozen=True, slots=True)
class Blocker:
    """Something that must be settled before a till or the day closes. ``kind``:
    ``print_in_doubt``, ``unprinted``, ``payment_in_doubt``, ``exception_open``, ``refund_owing``,
    ``open_cart``, ``open_till``, ``till_not_approved``, ``open_window``, ``payment_elsewhere``,
    ``close_exception``, ``paper_out``, ``list_places``, ``window_missing``, ``hub_away``; its
    words are in ``kiosk/messages.py``.
    ``subject``: what a person knows it by, may be empty; ``about``: the id of it or of the oldest,
    where one is looked at to settle it."""

    kind: str
    count: int
    subject: str = ""
    about: str = ""


CHECK, CARD_SLIP, CERTIFICATE, VOID_TICKET = "check", "card_slip", "certificate", "void_ticket"
PAPER_KINDS = (CHECK, CARD_SLIP, CERTIFICATE, VOID_TICKET)
"""Papers that are handed in one by one, in the order they are walked."""
PAPERS_WITH_AMOUNT = frozenset({CHECK, CARD_SLIP})
TENDER_OF_PAPER = {
    CHECK: "check",
    CARD_SLIP: "card",
    CERTIFICATE: "certificate",
    VOID_TICKET: "void_ticket",
}
"""The ``kind`` of the ``TenderDifference`` that papers of a kind belong to."""


@dataclass(frozen=True, slots=True)
class PaperToCount:
    """A paper that should lie in the till: ``number`` and ``payer`` as they stand on it. Carries no
    amount. ``kind``: of ``PAPER_KINDS``. ``back``: the slip of a refund.

    Of a check: its number and who wrote it. Of a card slip: the approval code, brand and last four
    digits. Of a certificate: its serial and whom it was for. Of a void ticket: order and seat.
    """

    kind: str
    subject_id: str
    number: str
    payer: str
    back: bool = False


@dataclass(frozen=True, slots=True)
class PaperExpected:
    """A paper and what should stand on it, minor units: for the reveal, never for who counts.
    Refund slips are below zero, papers without an amount 0."""

    paper: PaperToCount
    minor: int


@dataclass(frozen=True, slots=True)
class PaperCounted:
    """One paper of a count: ``counted_minor`` is what stands on it, None where it is missing; of
    papers without an amount 0. ``subject_id`` empty: one too many, known by ``number`` and
    ``payer``. What is written on the slip of a refund is given without its sign."""

    kind: str
    subject_id: str
    number: str
    payer: str
    counted_minor: int | None


@dataclass(frozen=True, slots=True)
class HalfCount:
    """What somebody has typed of a count that is not in: pieces, and the papers spoken of so
    far. Nothing expected is in it."""

    sheet: CountSheet = CountSheet()
    papers: tuple[PaperCounted, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperDifference:
    """A paper that is not as expected. ``what``: ``missing``, ``extra`` or ``amount``."""

    kind: str
    what: str
    subject_id: str
    number: str
    payer: str
    expected: Money
    counted: Money


@dataclass(frozen=True, slots=True)
class TenderDifference:
    """Expected against counted for one tender, revealed only after the count is in.

    ``kind``: ``cash``, ``check``, ``card`` (slips of terminals that are not connected),
    ``certificate`` or ``void_ticket``, the last two without an amount. ``expected_count`` and
    ``counted_count``: pieces of paper; 0 for cash.
    """

    kind: str
    expected: Money
    counted: Money
    expected_count: int = 0
    counted_count: int = 0

    @property
    def over_short(self) -> Money:
        return self.counted - self.expected


@dataclass(frozen=True, slots=True)
class TillResult:
    """A counted till: the differences, each paper that is not as expected, and whether a reason is
    asked for. ``left`` and ``rest``: the next float that the pieces allow, and what goes to the
    bank."""

    till: TillView
    differences: tuple[TenderDifference, ...]
    needs_reason: bool
    needs_manager: bool
    papers: tuple[PaperDifference, ...] = ()
    counted: CountSheet = CountSheet()
    left: CountSheet = CountSheet()
    rest: CountSheet = CountSheet()
    forgotten: bool = False
    """Somebody else than the till's cashier counted it."""
    missing: tuple[tuple[int, int], ...] = ()
    """Pieces of the venue's float that ``left`` has not, (minor units, pieces): change to get."""


@dataclass(frozen=True, slots=True)
class NextFloat:
    """What stays in a drawer and what goes to the bank; ``missing``: as of ``TillResult``."""

    left: CountSheet
    rest: CountSheet
    missing: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class LeftInDrawer:
    """What the till before left in a drawer: ``cashier`` had it, ``at`` it was locked, venue's
    zone. Whoever opens the next one knows it: they count it against that."""

    sheet: CountSheet
    cashier: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OverShort:
    """How far a cashier's tills were off since a day. ``net``: overs less shorts. ``absolute``:
    both added up, tender by tender. ``by_tender``: net of each."""

    user_id: UserId
    cashier: str
    tills: int
    net: Money
    absolute: Money
    by_tender: tuple[tuple[str, Money], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a report: ``label``; how many and how much was sold or taken (``count``,
    ``amount``), and how many and how much of it came back or was given back (``back_count``,
    ``back``). ``starts_at``: of a performance, venue's zone; the words of date and hour belong to
    the reader."""

    label: str
    count: int
    amount: Money
    starts_at: datetime | None = None
    back_count: int = 0
    back: Money = _NOTHING

    @property
    def net(self) -> Money:
        """What remains."""
        return self.amount - self.back if self.back else self.amount

    @property
    def net_count(self) -> int:
        """How many remain."""
        return self.count - self.back_count


@dataclass(frozen=True, slots=True)
class ExtraSum:
    """What was sold beside tickets and certificates: ``kind`` an ``ExtraKind`` value, ``name`` of
    the fund, the level or the article; the rest as of ``Row``."""

    kind: str
    name: str
    count: int
    amount: Money
    back_count: int = 0
    back: Money = _NOTHING

    @property
    def net(self) -> Money:
        """What remains."""
        return self.amount - self.back if self.back else self.amount


@dataclass(frozen=True, slots=True)
class TillReportView:
    """An X report (``z_number`` None) or a Z report of one till or of the day (``scope``).

    Every figure is a sum over postings or a count of facts. What was sold, what came back and what
    remains are told apart: ``gross`` - ``gross_back`` = ``net``, and so with tickets, fees and
    every row. ``net`` + ``certificates`` - ``certificates_back`` + the net of all ``extras`` +
    ``check_fees`` = what remains of all ``by_tender`` + ``receivable`` - ``owed_back``. X reports
    leave ``differences`` empty.
    ``blind``: the reader still has to count, so every amount but the opening float is left out
    (zero), and rows that are nothing but amounts are not there: what is expected cannot be worked
    out.
    """

    scope: str
    """``till`` or ``day``."""
    z_number: int | None
    company: str
    window: str
    cashier: str
    business_date: date
    opened_at: datetime
    printed_at: datetime
    opening_float: Money
    by_tender: tuple[Row, ...]
    by_performance: tuple[Row, ...]
    by_price_type: tuple[Row, ...]
    by_quarter_hour: tuple[tuple[datetime, Money], ...]
    """Start of each quarter hour with sales, venue's zone, and what was sold in it: ``gross``."""
    fees: Money
    sales: int
    tickets: int
    comps: int
    no_sales: int
    gross: Money
    differences: tuple[TenderDifference, ...]
    reason: str
    approved_by: str
    spoiled: int
    """Tickets voided because paper was ruined."""
    receivable: Money = _NOTHING
    """What was sold and not yet paid or paid by a check that came back, less what was paid for
    earlier orders."""
    blind: bool = False
    counts: tuple[Money, ...] = ()
    """What each count of a till came to, the one that stands last; more than one means
    recounted."""
    lost: int = 0
    """Tickets printed again because the patron lost them."""
    by_key: int = 0
    """Drawer openings that the sensor saw and no kick of ours made."""
    left_open: int = 0
    """Times that the drawer stood open for too long."""
    stock: tuple[StockRow, ...] = ()
    """Blank tickets, a row a ticket printer."""
    certificates: Money = _NOTHING
    """What certificates were sold for: owed to whoever has them, and no income."""
    certificates_back: Money = _NOTHING
    """What was given back for certificates that came back."""
    cashed_out: Money = _NOTHING
    """Paid out in cash for the rest of certificates; in no row of ``by_tender``."""
    owed_back: Money = _NOTHING
    """Promised to patrons and not paid out yet, less what was paid out of earlier promises."""
    check_fees: Money = _NOTHING
    """Charged for returned checks."""
    given_back: Row | None = None
    """How often money was given back, and all of it, paid out or still owed. None in reports from
    before this was kept."""
    movements: tuple[Row, ...] = ()
    """Cash to and from the safe, paid in and paid out: a row a ``MovementKind``, its label."""
    written_off: Row | None = None
    """Money that cards got though nobody was owed it, given up: how often and how much. None in
    reports from before this was kept."""
    returned: int = 0
    """Tickets that came back; ``tickets`` has them still."""
    comps_back: int = 0
    """Complimentary tickets among them."""
    taxes: Money = _NOTHING
    """Of tickets sold: in ``gross``, owed to whoever levies them."""
    taxes_back: Money = _NOTHING
    """Of tickets that came back."""
    gross_back: Money = _NOTHING
    """What tickets that came back had cost."""
    fees_back: Money = _NOTHING
    back_by_quarter_hour: tuple[tuple[datetime, Money], ...] = ()
    """Start of each quarter hour in which tickets came back, and what they had cost:
    ``gross_back``."""
    papers: tuple[PaperDifference, ...] = ()
    """Papers that were not as expected when the till was counted."""
    left: CountSheet | None = None
    """The next float, of a till that is locked."""
    rest: CountSheet | None = None
    """What of the counted cash goes to the bank."""
    counted_by: str = ""
    """Who counted a till that its cashier had left."""

    carried: tuple[CloseExceptionView, ...] = ()
    """Exceptions over which the day was locked, with who goes on with each and why."""
    elsewhere: Row | None = None
    """Of a day: tickets sold that day at none of its tills (imported from other channels), and
    their price, net: with it ``net`` is the gross of the daily summary. None in reports of tills,
    and from before this was kept."""

    extras: tuple[ExtraSum, ...] = ()
    """Donations by fund, goods by article, memberships by level, in this order of kinds."""

    exchanges: int = 0
    """How often tickets were exchanged for others."""
    exchanged: Row | None = None
    """Of ``tickets`` and ``gross`` what was sold in exchanges, and of ``returned`` and
    ``gross_back`` what came back in them; the rest is sales and returns. None in reports from
    before this was kept."""

    @property
    def whole(self) -> Money:
        """What remains of the day in every channel."""
        return self.net if self.elsewhere is None else self.net + self.elsewhere.amount

    @property
    def net(self) -> Money:
        """What tickets were sold for, less those that came back."""
        return self.gross - self.gross_back if self.gross_back else self.gross

    @property
    def net_tickets(self) -> int:
        """Tickets sold, less those that came back."""
        return self.tickets - self.returned


KNOWN = "known"
"""Severity of what is no fault of the books: it happened, and a person was told."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault found by a check. ``severity``: ``error``, ``warning`` or ``known``. Amounts in
    minor units where they apply."""

    severity: str
    code: str
    subject: str
    expected_minor: int | None = None
    actual_minor: int | None = None
    evidence: tuple[str, ...] = ()
