"""What processors say they settled, held against what was taken.

Amounts in minor units, signed as the money moves: a charge brings it, a refund takes it. A fee is
what the processor keeps: ``net = gross - fee``, on every line and for every payout.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from pos.views.cash import Finding


class Processor(Enum):
    """Whose file it is, which says how it is read."""

    STRIPE = "stripe"
    ADYEN = "adyen"
    SQUARE = "square"
    OTHER = "other"
    """Any other, as CSV under a mapping of its columns."""


class LineKind(Enum):
    """What a line of a processor's file is about."""

    CHARGE = "charge"
    REFUND = "refund"
    FEE = "fee"
    CHARGEBACK = "chargeback"
    CHARGEBACK_REVERSED = "chargeback_reversed"
    RESERVE = "reserve"
    """Held back for later, or a hold released."""
    ADJUSTMENT = "adjustment"
    """Anything else the processor booked."""


class LineClass(Enum):
    """What became of a line, or of a payment no line names. Each has exactly one."""

    AGREED = "agreed"
    CHARGED_NO_ORDER = "charged_no_order"
    """The processor moved money and no order of ours knows of it."""
    ORDER_NO_CHARGE = "order_no_charge"
    """An order counts on money that the processor should have settled by now."""
    DUPLICATE = "duplicate"
    AMOUNT_DIFFERS = "amount_differs"
    TIMING = "timing"
    """Not there yet, and not late either."""
    FEE = "fee"
    CHARGEBACK = "chargeback"
    NOT_OURS = "not_ours"
    """From another till of the venue, such as its web shop, or no payment at all."""


class Matched(Enum):
    """By what a line found its payment."""

    KEY = "key"
    """The processor's own id of it."""
    REFERENCE = "reference"
    """Our reference, or the charge that a refund gives back."""
    WINDOW = "window"
    """Approval code, last four, amount and business day, unique on both sides."""
    PERSON = "person"
    NONE = "none"


class NextStep(Enum):
    """What somebody does about a finding."""

    NOTHING = "nothing"
    WAIT = "wait"
    CHOOSE = "choose"
    """One of the candidates listed: nobody but a person says which."""
    FIND_ORDER = "find_order"
    """Look for the order by card and hour; if there is none, give the money back."""
    GIVE_BACK = "give_back"
    """Charged twice: one of the two goes back."""
    MONEY_IN_DOUBT = "money_in_doubt"
    """The payment is known here and was taken for not charged, or belongs to no order yet."""
    ASK_PROCESSOR = "ask_processor"
    FORWARD = "forward"
    """Stored at the terminal: have it sent, and say here that it was."""
    CHECK_SLIP = "check_slip"
    """Typed from a slip: look whether the slip is there, and whether it was rung twice."""
    CORRECT = "correct"
    """The amounts differ: compare the terminal's receipt, then give back or charge the rest."""
    SAY_NOT_OURS = "say_not_ours"
    """Its reference is none of ours and nothing else says where it was taken: somebody says so
    once, of all references of that shape."""
    ANSWER_CHARGEBACK = "answer_chargeback"
    ANSWER_REFUNDED = "answer_refunded"
    """Taken back by the bank although it was given back already: the refund is the answer."""


LEFT_ALONE = frozenset({NextStep.NOTHING, NextStep.WAIT})
"""Steps that are nobody's."""


@dataclass(frozen=True, slots=True)
class OurPayment:
    """A card payment as it is matched. ``amount_minor``: what was captured, below zero for refunds
    and reversals. ``keys``: every form of the terminal's reference that a processor may know it by.
    ``order_number``: empty where it belongs to no order yet.

    ``offline``: stored, and nobody heard what became of it; ``typed``: from a slip.
    """

    payment_id: str
    kind: str
    state: str
    reference: str
    keys: tuple[str, ...]
    approval_code: str
    brand: str
    last_four: str
    amount_minor: int
    at: datetime
    business_date: date
    terminal: str
    order_number: str = ""
    parent_id: str | None = None
    offline: bool = False
    typed: bool = False


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A line of a settlement file, in our words; fields as in ``records.SettlementLine``.
    ``file_id`` is empty for one that is only read."""

    file_id: str
    line: int
    kind: LineKind
    processor_id: str
    own_ref: str
    payment_ref: str
    our_reference: str
    payout: str
    paid_on: date | None
    gross_minor: int
    fee_minor: int
    net_minor: int
    brand: str = ""
    last_four: str = ""
    approval_code: str = ""
    terminal: str = ""
    remote: bool = False
    """Not taken at a terminal: by a web page, or keyed elsewhere."""
    text: str = ""
    at: datetime | None = None
    day: date | None = None
    """Where the file has no hour."""


@dataclass(frozen=True, slots=True)
class PayoutRead:
    """The lines of one payout added up. ``stated_minor``: what the file itself says went to the
    bank, None where it does not."""

    payout: str
    paid_on: date | None
    lines: int
    gross_minor: int
    fee_minor: int
    net_minor: int
    stated_minor: int | None = None


@dataclass(frozen=True, slots=True)
class SettlementRead:
    """What was found in a file. With an error among the ``findings`` nothing of it is matched.
    ``columns``: (what it means, header) as they were taken, ``unread``: headers nobody reads."""

    processor: Processor
    lines: tuple[FoundLine, ...]
    payouts: tuple[PayoutRead, ...]
    findings: tuple[Finding, ...]
    columns: tuple[tuple[str, str], ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """It adds up and may be matched."""
        return not any(finding.severity == "error" for finding in self.findings)


@dataclass(frozen=True, slots=True)
class MatchRules:
    """The venue's side of matching. ``zone`` and ``cutoff_hour`` make its business day.
    ``wait_days``: days until a payment that no line names is late. ``terminals``: serials of all
    terminals there ever were here, empty where none is registered. ``elsewhere``: shapes of
    references (``pool.shape_of``) that a person said are of another till of the venue."""

    zone: str
    cutoff_hour: int
    wait_days: int
    terminals: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RowRef:
    """A row that supports a finding: a line (``file_id`` and ``line``) or a payment."""

    file_id: str = ""
    line: int = 0
    payment_id: str = ""


@dataclass(frozen=True, slots=True)
class Matching:
    """What became of one line (``line`` 0: of a payment no line names).

    ``ours_minor``: what of our payments it answers for, ``difference_minor``: the processor's gross
    less that. Over all of them the differences make up the whole difference. ``candidates``: rows a
    person chooses from; ``evidence``: rows that speak for the class.
    """

    row: RowRef
    line_class: LineClass
    how: Matched
    step: NextStep
    payment_ids: tuple[str, ...]
    gross_minor: int
    fee_minor: int
    ours_minor: int
    evidence: tuple[RowRef, ...] = ()
    candidates: tuple[RowRef, ...] = ()

    @property
    def difference_minor(self) -> int:
        return self.gross_minor - self.ours_minor

    @property
    def needs_person(self) -> bool:
        """Somebody has to do something about it."""
        return self.step not in LEFT_ALONE


@dataclass(frozen=True, slots=True)
class ClassSum:
    """All of one class: how many, and what they add up to."""

    line_class: LineClass
    count: int
    gross_minor: int
    ours_minor: int
    fee_minor: int

    @property
    def difference_minor(self) -> int:
        return self.gross_minor - self.ours_minor

    def plus(self, more: ClassSum) -> ClassSum:
        """Return both of one class together."""
        return ClassSum(
            self.line_class,
            self.count + more.count,
            self.gross_minor + more.gross_minor,
            self.ours_minor + more.ours_minor,
            self.fee_minor + more.fee_minor,
        )


@dataclass(frozen=True, slots=True)
class Proof:
    """Three totals: ours, the processor's, the bank's. ``ours + differences = gross`` and
    ``gross - fees = net``, to the cent; both are added up from the rows, none is made from the
    others."""

    ours_minor: int
    gross_minor: int
    fee_minor: int
    net_minor: int
    by_class: tuple[ClassSum, ...]

    @property
    def explained_minor(self) -> int:
        """What the classes explain of the difference between the processor and us."""
        return sum(each.difference_minor for each in self.by_class)

    @property
    def holds(self) -> bool:
        return (
            self.ours_minor + self.explained_minor == self.gross_minor
            and self.gross_minor - self.fee_minor == self.net_minor
        )


@dataclass(frozen=True, slots=True)
class MatchReport:
    """Every line and every late or waiting payment in exactly one class, and the proof."""

    matchings: tuple[Matching, ...]
    proof: Proof


@dataclass(frozen=True, slots=True)
class SettledRow:
    """A row as a person sees it. ``what``: a ``LineKind`` or a payment's kind; ``number``: the
    line's number or the order's; ``shown``: card, approval code, reference: what it is found by."""

    file: str
    number: str
    what: str
    state: str
    at: datetime | None
    amount_minor: int
    shown: tuple[str, ...]
    payment_id: str = ""
    line: int = 0
    file_id: str = ""


@dataclass(frozen=True, slots=True)
class SettlementFinding:
    """One matching with its rows spelled out. ``age_days``: since it was taken, None where nobody
    knows. ``note``: what a person said who decided it."""

    row: SettledRow
    line_class: LineClass
    how: Matched
    step: NextStep
    gross_minor: int
    ours_minor: int
    fee_minor: int
    needs_person: bool
    age_days: int | None
    evidence: tuple[SettledRow, ...] = ()
    candidates: tuple[SettledRow, ...] = ()
    note: str = ""

    @property
    def difference_minor(self) -> int:
        return self.gross_minor - self.ours_minor


@dataclass(frozen=True, slots=True)
class PayoutView:
    """A payout of a file. ``posted_on``: the business date of its entry, None before."""

    processor: str
    payout: str
    paid_on: date | None
    lines: int
    gross_minor: int
    fee_minor: int
    net_minor: int
    posted_on: date | None = None


@dataclass(frozen=True, slots=True)
class FileView:
    """A file that was loaded."""

    file_id: str
    name: str
    processor: str
    lines: int
    net_minor: int
    currency: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class SettlementView:
    """How a file agrees with what was taken. ``findings``: everything but what agreed, waits or is
    a plain fee, those first that need a person, oldest first; ``counted`` has them all.

    ``loaded``: it is on disk; otherwise it was only looked at. ``already``: the same bytes were
    loaded before, and nothing was changed by giving them again. ``faults``: what of the file itself
    is wrong, or worth knowing.
    """

    file: FileView
    findings: tuple[SettlementFinding, ...]
    proof: Proof
    payouts: tuple[PayoutView, ...]
    faults: tuple[Finding, ...]
    columns: tuple[tuple[str, str], ...]
    loaded: bool
    already: bool = False

    @property
    def needs_person(self) -> int:
        """How many findings somebody has to work through."""
        return sum(finding.needs_person for finding in self.findings)


@dataclass(frozen=True, slots=True)
class MappingView:
    """Which column of a file is taken for what. ``fields``: (field, header), empty where the file
    has none. ``rows``: its first lines, cell by cell. ``missing``: fields it cannot be read
    without. ``name``: the saved mapping that was used, empty for a guess."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    fields: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
