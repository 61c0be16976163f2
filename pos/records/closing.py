"""What happens to money after it was taken: moved, counted, deposited, settled, exported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class CashMovement:
    """Cash that is no sale. ``kind``, a ``MovementKind``: ``drop`` and ``top_up`` between till and
    safe, ``paid_in`` and ``paid_out``. ``amount_minor`` is positive.

    ``number``: of its voucher, gapless a window. ``bag``: the number of a drop's bag, used once
    ever. ``purpose``: of what is paid in or out, as the venue names it, ``account``: its other
    side. ``person``: who brought or got it. ``second_user_id``: who received or allowed it, empty
    where the venue asks for nobody.
    """

    movement_id: str
    number: int
    window_id: str
    till_id: str
    kind: str
    amount_minor: int
    currency: str
    purpose: str
    account: str
    reason: str
    person: str
    bag: str | None
    business_date: date
    at: datetime
    user_id: str
    second_user_id: str


@dataclass(frozen=True, slots=True)
class DropCounted:
    """A drop's bag counted at the safe by two people; a difference belongs to the drop."""

    movement_id: str
    counted_minor: int
    reason: str
    at: datetime
    user_id: str
    second_user_id: str


@dataclass(frozen=True, slots=True)
class SafeCustody:
    """The safe changed hands and was counted with both present; the largest ``seq`` counts.

    ``sheet``: the loose cash, a ``CountSheet`` in JSON; ``bags``: the ids of drops whose
    sealed bags were there, JSON. ``counted_minor``: both together. What the safe held before the
    first count came from the bank; a difference of a later one is over or short.
    """

    custody_id: str
    window_id: str
    seq: int
    from_user: str
    to_user: str
    sheet: str
    bags: str
    counted_minor: int
    expected_minor: int
    currency: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TillRelief:
    """Another person serves on a till (``on``) or does no longer; a till's row with the largest
    ``seq`` counts. Cash and any difference stay with the till's owner."""

    relief_id: str
    till_id: str
    seq: int
    user_id: str
    on: bool
    at: datetime
    by_user: str


@dataclass(frozen=True, slots=True)
class CountedPaper:
    """One paper of a count. ``kind``: ``check``, ``card_slip``, ``certificate`` or ``void_ticket``.

    ``subject_id``: the tender, value or print job it is; empty for one too many. ``counted_minor``:
    what stands on it, None where it is missing; 0 for papers without an amount. ``expected_minor``
    0 for one too many.
    """

    count_id: str
    line: int
    kind: str
    subject_id: str
    number: str
    payer: str
    expected_minor: int
    counted_minor: int | None


@dataclass(frozen=True, slots=True)
class CloseException:
    """Something the close found that somebody must settle, or carry with name and reason, before
    the business day is locked. ``kind``: an ``ExceptionKind``; ``subject_id`` what it is about.

    A forced card payment is a ``CardException`` instead and cannot be carried.
    """

    exception_id: str
    kind: str
    business_date: date
    window_id: str
    till_id: str | None
    subject_id: str
    amount_minor: int
    currency: str
    text: str
    at: datetime
    user_id: str


@dataclass(frozen=True, slots=True)
class BookedLate:
    """A batch of another window that came after its business day was locked here (``found_by``).
    ``booked_on``: the day whose journal has it; another one than its own where the journal of that
    was exported already. ``exception_id``: who looks at it."""

    batch_id: str
    found_by: str
    exception_id: str
    booked_on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class ExceptionStep:
    """What was done about an exception: ``settled``, or ``carried`` by ``owner`` past the lock of
    a day. The largest ``seq`` counts."""

    exception_id: str
    seq: int
    what: str
    owner: str
    reason: str
    at: datetime
    user_id: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class TerminalTotal:
    """A terminal's own totals held against ours at a till's close. ``theirs`` and ``ours`` are JSON
    of ``views.card_totals.CardTotals``; ``since``: from when on ours were counted."""

    total_id: str
    till_id: str | None
    window_id: str
    serial: str
    since: datetime
    theirs: str
    ours: str
    agreed: bool
    at: datetime
    user_id: str


@dataclass(frozen=True, slots=True)
class Deposit:
    """Cash and checks put together for the bank; its life is in the machine of deposits.
    ``sheet``: a ``CountSheet`` in JSON. Cash moves in the ledger when it is sealed."""

    deposit_id: str
    number: int
    window_id: str
    business_date: date
    currency: str
    cash_minor: int
    checks_minor: int
    sheet: str
    at: datetime
    user_id: str


@dataclass(frozen=True, slots=True)
class DepositItem:
    """What a deposit is made of: a locked till's cash (``kind`` ``till``), what the change of its
    float adds (``float``), what the safe pays where tills are short (``safe``, the deposit's id),
    or a check (``check``, the tender's id)."""

    deposit_id: str
    line: int
    kind: str
    subject_id: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class DepositStep:
    """Sealed, collected or confirmed (``what``). ``bag``: used once ever. ``strip``: torn off it.
    ``bank_minor`` and ``bank_date``: what the bank says it got."""

    deposit_id: str
    what: str
    bag: str | None
    strip: str
    courier: str
    bank_minor: int | None
    bank_date: date | None
    reason: str
    at: datetime
    user_id: str
    second_user_id: str


@dataclass(frozen=True, slots=True)
class SettlementFile:
    """A processor's file as it was read. ``sha256`` of its lines: the same file twice is one.
    ``lines`` and the sums: of what was new in it; a payout that another file brought counts there.
    ``digests``: JSON of a digest of every ``audit.BLOCK`` lines, in their order: lines are many, so
    the audit vouches for this row and this row for them.
    """

    file_id: str
    name: str
    processor: str
    sha256: str
    currency: str
    lines: int
    gross_minor: int
    fee_minor: int
    net_minor: int
    digests: str
    at: datetime
    user_id: str


@dataclass(frozen=True, slots=True)
class SettlementLine:
    """One line of it, in our words. ``kind``: a ``LineKind``. ``processor_id``: the processor's own
    id of this movement, ``own_ref``: of the charge or refund that it is, ``payment_ref``: of the
    charge it is about, ``our_reference``: ours where the file carries it.

    ``at``: UTC; ``day``: as the file writes it. ``payout``: which payout it is in, ``paid_on`` its
    date. ``remote``: not taken at a terminal.
    """

    file_id: str
    line: int
    kind: str
    processor_id: str
    own_ref: str
    payment_ref: str
    our_reference: str
    payout: str
    paid_on: date | None
    gross_minor: int
    fee_minor: int
    net_minor: int
    currency: str
    brand: str
    last_four: str
    approval_code: str
    terminal: str
    remote: bool
    text: str
    at: datetime | None
    day: date | None


@dataclass(frozen=True, slots=True)
class SettlementRun:
    """One time that lines were classed: when a file was loaded, when somebody decided. ``matches``
    rows were new; ``sums``: JSON of count, processor's and our sum by class; ``digest`` of the
    rows in the order of their ids, for the same reason as a file's."""

    run_id: str
    file_id: str
    matches: int
    sums: str
    digest: str
    at: datetime
    user_id: str


@dataclass(frozen=True, slots=True)
class SettlementMatch:
    """How a line, or a payment that no line names (``line`` 0), was classed. ``line_class``: a
    ``LineClass``; ``how``: a ``Matched``, ``person`` for a decision, which stands; ``step``: a
    ``NextStep``. The largest ``seq`` of a line, or of a payment without one, counts.

    ``payment_id``: the payment of a line, the first where it is of several, empty for none.
    """

    match_id: str
    run_id: str
    file_id: str
    line: int
    payment_id: str
    seq: int
    line_class: str
    how: str
    step: str
    note: str
    at: datetime
    user_id: str


@dataclass(frozen=True, slots=True)
class SettlementMapping:
    """Which column of a processor's CSV means what, saved under a name. ``columns``: JSON of field
    to header. The largest ``seq`` of a name counts."""

    name: str
    seq: int
    columns: str
    at: datetime
    user_id: str


@dataclass(frozen=True, slots=True)
class Payout:
    """A payout posted, once: ``net`` to the bank, ``fee`` kept by the processor, ``chargeback``
    taken back by banks, ``elsewhere`` of sales that are not ours, and all else, ``clearing``,
    against card clearing. ``net + fee + chargeback = clearing + elsewhere``."""

    payout_id: str
    processor: str
    payout: str
    file_id: str
    batch_id: str
    paid_on: date | None
    business_date: date
    clearing_minor: int
    elsewhere_minor: int
    fee_minor: int
    chargeback_minor: int
    net_minor: int
    currency: str
    at: datetime
    user_id: str


@dataclass(frozen=True, slots=True)
class JournalExport:
    """A locked day's journal given to the books under ``number``; exported again it is the same.
    ``content``: its lines in JSON, with the venue's account names as they were. ``window_id``:
    where, which is where what comes late is booked into a later one."""

    export_id: str
    number: int
    business_date: date
    content: str
    at: datetime
    user_id: str
    window_id: str = ""


@dataclass(frozen=True, slots=True)
class StatementMade:
    """A statement kept as it was made, so that it can be made again byte for byte. ``content``: a
    ``views.statements.Statement`` in JSON."""

    statement_id: str
    name: str
    number: int
    subject: str
    content: str
    sha256: str
    at: datetime
    user_id: str
