"""The facts, one frozen record a table: what storage appends and never edits.

Field names are column names. Money is split into ``…_minor`` with the venue's currency beside the
order. Times are UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Transition:
    """One arrow of a state machine."""

    transition_id: str
    machine: str
    subject_id: str
    seq: int
    from_state: str
    to_state: str
    trigger: str
    at: datetime
    user_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """A balanced set of postings: the reason for them."""

    batch_id: str
    kind: str
    business_date: date
    at: datetime
    user_id: str
    window_id: str
    till_id: str | None = None
    order_id: str | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """One ledger line. ``amount_minor`` > 0 is a debit, < 0 a credit."""

    batch_id: str
    line: int
    account: str
    amount_minor: int
    currency: str
    performance_id: str | None = None
    order_id: str | None = None
    ticket_id: str | None = None
    till_id: str | None = None
    tender_id: str | None = None
    value_id: str | None = None
    """The gift certificate or patron account whose balance the line changes."""


@dataclass(frozen=True, slots=True)
class Outbox:
    """A fact to be carried to the hub: what kind, which one."""

    outbox_id: str
    kind: str
    subject_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Order:
    """An order as it was placed. ``external_ref`` names it in the system that sold it."""

    order_id: str
    order_number: str
    window_id: str
    channel: str
    name: str
    placed_at: datetime
    business_date: date
    currency: str
    total_minor: int
    user_id: str
    till_id: str | None = None
    receipt_number: str = ""
    external_ref: str | None = None
    note: str = ""
    alternates: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A right to one place. ``issue`` counts reprints; each issue is a ticket of its own with a
    code of its own."""

    ticket_id: str
    order_id: str
    performance_id: str
    seat_id: str | None
    zone_id: str
    price_type_id: str
    face_minor: int
    fee_minor: int
    code: str
    issue: int
    created_at: datetime
    position: int
    replaces: str | None = None
    promo_code: str = ""
    comp_reason: str = ""
    comp_approver: str | None = None


@dataclass(frozen=True, slots=True)
class Tender:
    """A form of payment taken, or given back (``amount_minor`` < 0).

    ``given_minor``: what was handed over. ``payment_id``: the card payment it is. ``value_id``: the
    certificate or patron account it came from. ``of_tender``: the tender that it gives back or
    corrects. ``refund_id``: the act of giving back it belongs to.
    """

    tender_id: str
    order_id: str
    kind: str
    amount_minor: int
    given_minor: int
    currency: str
    at: datetime
    user_id: str
    till_id: str | None = None
    reference: str = ""
    payer: str = ""
    payment_id: str | None = None
    value_id: str | None = None
    of_tender: str | None = None
    refund_id: str | None = None


@dataclass(frozen=True, slots=True)
class OrderExtra:
    """A line of an order that is no ticket: ``kind`` an ``ExtraKind``. ``value_id``: the
    certificate that was sold."""

    extra_id: str
    order_id: str
    kind: str
    amount_minor: int
    currency: str
    position: int
    text: str = ""
    value_id: str | None = None


@dataclass(frozen=True, slots=True)
class CardPayment:
    """What is asked of a card, on disk before the terminal hears of it.

    ``kind``: ``charge``, ``refund`` or ``reversal``. ``for_kind`` and ``for_id``: the cart or order
    it pays. ``content``: what is being paid in JSON, so that a sale can be finished after a crash.
    ``parent_id``: the charge that a refund or reversal gives back. ``terminal``: the serial of the
    terminal asked, empty for one that is not connected.
    """

    payment_id: str
    reference: str
    message_id: str
    kind: str
    driver: str
    terminal: str
    window_id: str
    till_id: str | None
    business_date: date
    for_kind: str
    for_id: str
    amount_minor: int
    currency: str
    keyed: bool
    content: str
    at: datetime
    user_id: str
    parent_id: str | None = None
    refund_id: str | None = None


@dataclass(frozen=True, slots=True)
class CardAnswer:
    """What was learnt of a card payment; the ``seq`` counts a payment's answers.

    ``source``: ``terminal``, ``asked``, ``typed`` (from a slip), ``forced`` (a manager's word) or
    ``forwarded``. ``emv`` and ``receipts`` are JSON of what the port's allow-list let through.
    ``last_four``: four digits at most, the only digits of a card there are.
    """

    answer_id: str
    payment_id: str
    seq: int
    source: str
    outcome: str
    amount_minor: int | None
    currency: str
    brand: str
    last_four: str
    approval_code: str
    terminal_reference: str
    entry: str
    verified: str
    declined: str
    emv: str
    receipts: str
    offline: bool
    condition: str
    at: datetime
    user_id: str


@dataclass(frozen=True, slots=True)
class CardException:
    """A force: a payment moved on without the evidence that needs; blocks the day's close until
    settled."""

    exception_id: str
    payment_id: str
    what: str
    amount_minor: int
    currency: str
    reason: str
    approval_code: str
    at: datetime
    user_id: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class ExceptionSettled:
    """How a force turned out. ``evidence``: ``terminal``, ``processor`` or ``given_back``."""

    exception_id: str
    evidence: str
    note: str
    at: datetime
    user_id: str


@dataclass(frozen=True, slots=True)
class TerminalEntry:
    """The register of terminals: the row with the largest ``seq`` of a serial counts. ``what``:
    ``registered`` or ``retired``."""

    entry_id: str
    serial: str
    seq: int
    what: str
    model: str
    place: str
    window_id: str
    reason: str
    at: datetime
    user_id: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class TerminalInspection:
    """Somebody looked at a terminal: seal, cable, overlay, serial."""

    inspection_id: str
    serial: str
    window_id: str
    good: bool
    note: str
    at: datetime
    user_id: str


@dataclass(frozen=True, slots=True)
class OfflineSpell:
    """Card sales without the processor switched on or off (``on``)."""

    spell_id: str
    window_id: str
    seq: int
    on: bool
    reason: str
    at: datetime
    user_id: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class CheckTaken:
    """What stands on a check that is a tender. ``account_last4``: four digits at most;
    ``routing``: nine digits of the bank or empty."""

    tender_id: str
    number: str
    payer: str
    dated: date
    phone: str
    routing: str
    account_last4: str
    id_seen: bool


@dataclass(frozen=True, slots=True)
class CheckReturned:
    """A bank gave a check back. ``fee_minor``: what the payer owes on top."""

    return_id: str
    tender_id: str
    order_id: str
    reason: str
    fee_minor: int
    at: datetime
    user_id: str


@dataclass(frozen=True, slots=True)
class StoredValue:
    """A gift certificate or a patron account (``kind``, a ``ValueKind``); its balance is a sum over
    postings. ``expires_on``: only where the venue's rules allow it."""

    value_id: str
    kind: str
    serial: str
    holder: str
    phone: str
    face_minor: int
    currency: str
    issued_at: datetime
    expires_on: date | None
    order_id: str | None
    window_id: str
    user_id: str


@dataclass(frozen=True, slots=True)
class ValueCode:
    """The code of a certificate; the row with the largest ``seq`` counts. ``code_hash``: see
    ``pos/paying/codes.py``."""

    value_id: str
    seq: int
    code_hash: str
    last_four: str
    at: datetime
    user_id: str


@dataclass(frozen=True, slots=True)
class ValueTry:
    """A certificate code was looked up: found or not."""

    try_id: str
    window_id: str
    found: bool
    at: datetime
    user_id: str


@dataclass(frozen=True, slots=True)
class Refund:
    """One act of giving money back; tenders and card payments name it."""

    refund_id: str
    order_id: str
    reason: str
    amount_minor: int
    currency: str
    business_date: date
    till_id: str | None
    at: datetime
    user_id: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class RefundLine:
    """What a refund took back: a ticket or an extra."""

    refund_id: str
    line: int
    ticket_id: str | None
    extra_id: str | None
    amount_minor: int


@dataclass(frozen=True, slots=True)
class RefundPart:
    """How one part of a refund goes back: to which original tender, and the way (``how``, as in
    ``GiveBackLine``).

    What was paid out of it are the negative tenders of the refund that name the same original.
    ``replaces``: the line of the same refund whose rest goes this way instead. ``how`` may also be
    ``cancelled``: nothing of it is owed any more.
    """

    refund_id: str
    line: int
    tender_id: str
    how: str
    amount_minor: int
    at: datetime
    user_id: str
    approved_by: str
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One piece of paper wanted. ``subject_id`` is a ticket or an order (receipt)."""

    job_id: str
    kind: str
    subject_id: str
    device: str
    order_id: str
    position: int
    queued_at: datetime
    copy: bool = False


@dataclass(frozen=True, slots=True)
class DrawerOpening:
    """The reason to open a drawer, on disk before the pulse."""

    opening_id: str
    till_id: str | None
    reason: str
    note: str
    subject_id: str
    at: datetime
    user_id: str


@dataclass(frozen=True, slots=True)
class DrawerOutcome:
    """What the drawer did after a kick."""

    opening_id: str
    sent: bool
    seen_open: bool | None
    at: datetime


@dataclass(frozen=True, slots=True)
class DrawerSeen:
    """What the drawer's sensor told apart from a kick: ``by_key`` (opened with no kick of ours),
    ``left_open`` or ``closed`` after either. ``open_ms``: for how long it had been open."""

    seen_id: str
    window_id: str
    till_id: str | None
    user_id: str
    what: str
    open_ms: int
    at: datetime


@dataclass(frozen=True, slots=True)
class StockEntry:
    """Blank papers loaded, counted, or used for a test (``kind``, a ``StockKind``).

    ``seq`` counts a printer's entries. ``expected``: papers that should have been there just
    before. ``after_arrow``: the newest transition then, so that prints are before or after it
    whatever the clock says; empty when there was none.
    """

    entry_id: str
    window_id: str
    device: str
    seq: int
    kind: str
    papers: int
    expected: int
    first_serial: str
    note: str
    after_arrow: str
    at: datetime
    user_id: str


@dataclass(frozen=True, slots=True)
class VoidedPaper:
    """A ticket's paper that is void (``what``, a ``VoidKind``): one for each print job at most.

    ``serial``: the number on the blank stock, where it has one and somebody noted it.
    """

    job_id: str
    ticket_id: str
    device: str
    what: str
    reason: str
    serial: str
    at: datetime
    user_id: str


@dataclass(frozen=True, slots=True)
class Till:
    """A till session as it was opened."""

    till_id: str
    window_id: str
    user_id: str
    opened_at: datetime
    business_date: date
    currency: str
    float_minor: int
    sheet: str
    """The counted float as a ``CountSheet`` in JSON."""


@dataclass(frozen=True, slots=True)
class TillCount:
    """One blind count."""

    count_id: str
    till_id: str
    attempt: int
    at: datetime
    user_id: str
    sheet: str
    total_minor: int
    expected_minor: int


@dataclass(frozen=True, slots=True)
class TillClose:
    """A till locked by a second person; ``report`` is the Z report in JSON, as it was printed."""

    till_id: str
    z_number: int
    window_id: str
    at: datetime
    user_id: str
    approved_by: str
    reason: str
    counted_minor: int
    expected_minor: int
    report: str


@dataclass(frozen=True, slots=True)
class DayClose:
    """A business day locked."""

    window_id: str
    business_date: date
    at: datetime
    user_id: str
    approved_by: str
    report: str


@dataclass(frozen=True, slots=True)
class Staff:
    """A person who works here. Identity only; what changes is in ``StaffStanding`` and
    ``Credential``."""

    user_id: str
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class StaffStanding:
    """Role, language and whether enabled, from this moment on; the one with the largest ``seq`` of
    its person counts."""

    standing_id: str
    user_id: str
    seq: int
    role: str
    locale: str
    enabled: bool
    at: datetime
    by_user: str


@dataclass(frozen=True, slots=True)
class Credential:
    """An argon2id hash of a PIN; the one with the largest ``seq`` of its person counts."""

    credential_id: str
    user_id: str
    seq: int
    pin_hash: str
    at: datetime
    by_user: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """One try to prove who one is: ``ok``, ``wrong``, ``locked``, ``unlock`` or ``out``.

    ``seq`` counts a person's rows, so that their order does not hang on a clock that may be set
    back.
    """

    sign_in_id: str
    user_id: str
    seq: int
    window_id: str
    purpose: str
    outcome: str
    at: datetime
    by_user: str


@dataclass(frozen=True, slots=True)
class Badge:
    """A badge given to a person (``given``) or taken away; a badge's row with the largest ``seq``
    counts. ``uid_hash``: see ``pos/people/badges.py``."""

    badge_id: str
    uid_hash: str
    seq: int
    user_id: str
    given: bool
    reason: str
    at: datetime
    by_user: str


@dataclass(frozen=True, slots=True)
class RightEvent:
    """One change of a right to places, as the rights command made it."""

    event_id: str
    performance_id: str
    seat_id: str | None
    places: int
    what: str
    holder: str
    cart_id: str
    command_id: str
    at: datetime


Fact = (
    Batch
    | Posting
    | Outbox
    | Order
    | Ticket
    | Tender
    | OrderExtra
    | CardPayment
    | CardAnswer
    | CardException
    | ExceptionSettled
    | TerminalEntry
    | TerminalInspection
    | OfflineSpell
    | CheckTaken
    | CheckReturned
    | StoredValue
    | ValueCode
    | ValueTry
    | Refund
    | RefundLine
    | RefundPart
    | PrintJob
    | DrawerOpening
    | DrawerOutcome
    | DrawerSeen
    | StockEntry
    | VoidedPaper
    | Till
    | TillCount
    | TillClose
    | DayClose
    | Staff
    | StaffStanding
    | Credential
    | SignIn
    | Badge
    | RightEvent
    | Transition
)
