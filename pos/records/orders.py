"""Orders and what belongs to them: tickets, tenders, extras, and money given back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


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
    code of its own.

    ``face_minor`` is earned once it has played; ``fee_minor``: every fee; ``tax_minor``: every tax,
    also those that the list price had in it. What rules made of it is in ``TicketCharge``.
    """

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
    comp_reason: str = ""
    comp_approver: str | None = None
    tax_minor: int = 0
    exchange_id: str | None = None
    """The exchange that put it into its order; None: it was sold with it."""
    by_rule: bool = False
    """Its place is kept for people who need one, and the rule gave it to whoever came. Whether
    somebody needs one is kept nowhere."""

    @property
    def cost_minor(self) -> int:
        """What was paid for it, everything in it."""
        return self.face_minor + self.fee_minor + self.tax_minor


@dataclass(frozen=True, slots=True)
class TicketCharge:
    """A fee or a tax by rule (``kind``: a ``ChargeKind``) in what the ticket at a position of an
    order cost, under the name it was sold under, and the account it was booked to. It stands for
    every issue of that ticket."""

    order_id: str
    position: int
    line: int
    kind: str
    code: str
    name: str
    account: str
    amount_minor: int
    included: bool


@dataclass(frozen=True, slots=True)
class TicketStep:
    """One reason why a ticket did not cost its list price, in the order of ``line``: ``kind`` a
    ``StepKind``. ``before_minor``: the face value before it, of the first the list's;
    ``amount_minor``: what it took off, below zero where it put on. A ticket that another one
    replaces keeps its steps; the new one has none."""

    ticket_id: str
    line: int
    kind: str
    code: str
    name: str
    before_minor: int
    amount_minor: int
    reason: str = ""
    approved_by: str | None = None


@dataclass(frozen=True, slots=True)
class OrderSource:
    """Where an order came from: the code a patron named. It changed no price."""

    order_id: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class LeftAtWillCall:
    """An order of a window that its patron collects later: ``how`` a ``LaterHow``. Until then it is
    in the will-call list like those sold elsewhere."""

    left_id: str
    order_id: str
    how: str
    at: datetime
    user_id: str
    window_id: str


@dataclass(frozen=True, slots=True)
class Reseated:
    """A ticket that stands for another seat than the one it replaces; what was paid for it stays
    what it was."""

    ticket_id: str
    window_id: str
    reason: str
    at: datetime
    user_id: str
    approved_by: str


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
    certificate that was sold. ``code``, ``name``, ``quantity``: of the fund, level or article.
    ``account``: where it is booked. ``exchange_id``: as of ``Ticket``."""

    extra_id: str
    order_id: str
    kind: str
    amount_minor: int
    currency: str
    position: int
    text: str = ""
    value_id: str | None = None
    code: str = ""
    name: str = ""
    quantity: int = 1
    account: str = "2020"
    exchange_id: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A membership that was sold: ``level`` and ``level_name`` as the season said them, for
    ``holder`` (may be empty), from ``starts_on`` up to and with ``ends_on``. ``code``: on the card,
    like a ticket's. ``tickets`` and ``tickets_a_year``: see ``MemberTerm``."""

    member_id: str
    number: str
    code: str
    level: str
    level_name: str
    holder: str
    starts_on: date
    ends_on: date
    extra_id: str
    order_id: str
    window_id: str
    user_id: str
    at: datetime
    tickets: int = 0
    tickets_a_year: int | None = None


@dataclass(frozen=True, slots=True)
class MemberUse:
    """A ticket that had the price of a membership, or of an offer for members only."""

    member_id: str
    ticket_id: str


@dataclass(frozen=True, slots=True)
class MemberEnded:
    """A membership that was given back: it gives nothing from ``at`` on."""

    refund_id: str
    member_id: str
    at: datetime
    user_id: str


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
    """A bank gave a check back. ``fee_minor``: what the payer owes on top. ``there_minor``: what
    the books had of it, among the checks or (``deposit_id``) at the bank. ``paper_id``: the check
    as it was counted, empty where nobody counted it."""

    return_id: str
    tender_id: str
    order_id: str
    reason: str
    fee_minor: int
    at: datetime
    user_id: str
    there_minor: int
    paper_id: str
    deposit_id: str | None


@dataclass(frozen=True, slots=True)
class Refund:
    """One act of giving money back; tenders and card payments name it. ``receipt_number``: of its
    own paper, ``W1-F000001``."""

    refund_id: str
    order_id: str
    receipt_number: str
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
