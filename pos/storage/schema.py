"""The tables. Fact tables are generated from the records they hold; projections and rights are
written out.

Fact tables are append-only: on SQLite triggers refuse UPDATE and DELETE (on the hub the window's
role has no such right).
Times are integer microseconds since 1970 UTC, dates ISO text, ids 32 hex digits.
"""

from __future__ import annotations

import sqlalchemy as sa

from pos import records
from pos.storage import (
    closing_schema,
    finding_schema,
    link_schema,
    members_schema,
    order_life_schema,
    patrons_schema,
    restoring_schema,
    will_call_schema,
)
from pos.storage.erasing import no_update
from pos.storage.tables import FACT_TABLES, UtcTime, fact_table, metadata

__all__ = [
    "FACT_TABLES",
    "closing_schema",
    "finding_schema",
    "link_schema",
    "members_schema",
    "metadata",
    "order_life_schema",
    "patrons_schema",
    "restoring_schema",
    "will_call_schema",
]  # beside all below

SCHEMA_VERSION = 1
"""Raised by one with every migration; kept in SQLite's ``user_version``."""

_U, _I = sa.UniqueConstraint, sa.Index
# Unique is only what two honest windows cannot both write: what one window numbers for itself, and
# ids. A fact of another window that happened is never refused here. These were unique while a
# window was alone, and are plain indexes: transition (machine, subject_id, seq); orders
# order_number, external_ref; ticket code (an import gives codes); card_answer (payment_id, seq);
# terminal_entry (serial, seq); check_returned tender_id; stored_value serial; value_code code_hash;
# refund receipt_number; emergency_ticket number (two windows may be given one prefix); till_count
# (till_id, attempt); staff name; staff_standing, credential (user_id, seq); badge (uid_hash, seq);
# cash_movement bag; deposit_step bag; settlement_file sha256; settlement_match (file_id, line,
# payment_id, seq); payout (processor, payout); journal_export number, business_date; statement_made
# (name, number). At one window each is held by the rule that writes it, in the transaction that
# does; nothing caught the refusal of any of them.


def _where_told(name: str, column: str) -> sa.Index:
    """Return an index of the rows that have something there. Most rows of such a table have not,
    and to keep a place for each of them costs every sale and every window that hears of it."""
    return sa.Index(name, column, sqlite_where=sa.text(f"{column} IS NOT NULL"))


transition = fact_table(
    "transition",
    records.Transition,
    ("transition_id",),
    _I("transition_by_subject", "machine", "subject_id", "seq"),
)
batch = fact_table(
    "batch",
    records.Batch,
    ("batch_id",),
    _I("batch_by_till", "till_id"),
    _I("batch_by_date", "business_date"),
    witnessed=True,
)
posting = fact_table(
    "posting",
    records.Posting,
    ("batch_id", "line"),
    sa.ForeignKeyConstraint(["batch_id"], ["batch.batch_id"]),
    _I("posting_by_order", "order_id"),
    _where_told("posting_by_till", "till_id"),
    _where_told("posting_by_value", "value_id"),
    witnessed=True,
)
order = fact_table(
    "orders",
    records.Order,
    ("order_id",),
    _I("order_by_number", "order_number"),
    _where_told("order_by_external_ref", "external_ref"),
    _I("order_by_till", "till_id"),
)
ticket = fact_table(
    "ticket",
    records.Ticket,
    ("ticket_id",),
    sa.ForeignKeyConstraint(["order_id"], ["orders.order_id"]),
    _I("ticket_by_code", "code"),
    _I("ticket_by_order", "order_id"),
    _I("ticket_by_place", "performance_id", "seat_id"),
    witnessed=True,
)
ticket_charge = fact_table(
    "ticket_charge",
    records.TicketCharge,
    ("order_id", "position", "line"),
    sa.ForeignKeyConstraint(["order_id"], ["orders.order_id"]),
    witnessed=True,
)
ticket_step = fact_table(
    "ticket_step",
    records.TicketStep,
    ("ticket_id", "line"),
    sa.ForeignKeyConstraint(["ticket_id"], ["ticket.ticket_id"]),
    _I("ticket_step_by_code", "kind", "code"),
    witnessed=True,
)
order_source = fact_table(
    "order_source",
    records.OrderSource,
    ("order_id",),
    sa.ForeignKeyConstraint(["order_id"], ["orders.order_id"]),
    witnessed=True,
)
left_at_will_call = fact_table(
    "left_at_will_call",
    records.LeftAtWillCall,
    ("left_id",),
    sa.ForeignKeyConstraint(["order_id"], ["orders.order_id"]),
    _I("left_at_will_call_by_order", "order_id"),
)
reseated = fact_table(
    "reseated",
    records.Reseated,
    ("ticket_id",),
    sa.ForeignKeyConstraint(["ticket_id"], ["ticket.ticket_id"]),
    witnessed=True,
)
exchange = fact_table(
    "exchange",
    records.Exchange,
    ("exchange_id",),
    sa.ForeignKeyConstraint(["exchange_id"], ["batch.batch_id"]),
    sa.ForeignKeyConstraint(["order_id"], ["orders.order_id"]),
    _I("exchange_by_order", "order_id"),
    witnessed=True,
)
exchange_line = fact_table(
    "exchange_line",
    records.ExchangeLine,
    ("exchange_id", "line"),
    sa.ForeignKeyConstraint(["exchange_id"], ["exchange.exchange_id"]),
    _I("exchange_line_by_new", "new_ticket_id"),
    witnessed=True,
)
order_split = fact_table(
    "order_split",
    records.OrderSplit,
    ("new_order_id",),
    sa.ForeignKeyConstraint(["order_id"], ["orders.order_id"]),
    sa.ForeignKeyConstraint(["new_order_id"], ["orders.order_id"]),
    _I("order_split_by_order", "order_id"),
    witnessed=True,
)
tender = fact_table(
    "tender",
    records.Tender,
    ("tender_id",),
    sa.ForeignKeyConstraint(["order_id"], ["orders.order_id"]),
    _I("tender_by_order", "order_id"),
    _I("tender_by_till", "till_id"),
    _where_told("tender_by_payment", "payment_id"),
    witnessed=True,
)
order_extra = fact_table(
    "order_extra",
    records.OrderExtra,
    ("extra_id",),
    sa.ForeignKeyConstraint(["order_id"], ["orders.order_id"]),
    _I("order_extra_by_order", "order_id"),
)
member = fact_table(
    "member",
    records.Member,
    ("member_id",),
    sa.ForeignKeyConstraint(["extra_id"], ["order_extra.extra_id"]),
    _I("member_by_number", "number"),
    _I("member_by_code", "code"),
    _I("member_by_order", "order_id"),
)
member_use = fact_table(
    "member_use",
    records.MemberUse,
    ("member_id", "ticket_id"),
    sa.ForeignKeyConstraint(["member_id"], ["member.member_id"]),
    sa.ForeignKeyConstraint(["ticket_id"], ["ticket.ticket_id"]),
    _I("member_use_by_ticket", "ticket_id"),
)
member_ended = fact_table(
    "member_ended",
    records.MemberEnded,
    ("refund_id", "member_id"),
    sa.ForeignKeyConstraint(["member_id"], ["member.member_id"]),
)
package_sold = fact_table(
    "package_sold",
    records.PackageSold,
    ("package_id",),
    sa.ForeignKeyConstraint(["order_id"], ["orders.order_id"]),
    _I("package_sold_by_order", "order_id"),
)
package_added = fact_table(
    "package_added",
    records.PackageAdded,
    ("package_id",),
    sa.ForeignKeyConstraint(["package_id"], ["package_sold.package_id"]),
    sa.ForeignKeyConstraint(["adds_to"], ["package_sold.package_id"]),
    _I("package_added_by_series", "adds_to"),
)
package_ticket = fact_table(
    "package_ticket",
    records.PackageTicket,
    ("ticket_id",),
    sa.ForeignKeyConstraint(["ticket_id"], ["ticket.ticket_id"]),
    sa.ForeignKeyConstraint(["package_id"], ["package_sold.package_id"]),
    _I("package_ticket_by_package", "package_id"),
)
card_payment = fact_table(
    "card_payment",
    records.CardPayment,
    ("payment_id",),
    _U("reference"),
    _U("message_id"),
    _I("card_payment_by_subject", "for_kind", "for_id"),
    _I("card_payment_by_parent", "parent_id"),
    _I("card_payment_by_till", "till_id"),
    _I("card_payment_by_time", "at"),
    witnessed=True,
)
_TRANSACTION = "substr(terminal_reference, 1, instr(terminal_reference || '@', '@') - 1)"
_BEFORE_NAME = f"rtrim({_TRANSACTION}, replace({_TRANSACTION}, '.', ''))"
ANSWER_NAME: sa.ColumnClause[str] = sa.literal_column(
    f"substr({_TRANSACTION}, length({_BEFORE_NAME}) + 1)", sa.Text
)
"""The last part of the terminal's reference: what a processor knows the payment by."""
card_answer = fact_table(
    "card_answer",
    records.CardAnswer,
    ("answer_id",),
    sa.ForeignKeyConstraint(["payment_id"], ["card_payment.payment_id"]),
    _I("card_answer_by_payment", "payment_id", "seq"),
    _I("card_answer_by_name", ANSWER_NAME),
    _I("card_answer_by_approval", sa.literal_column("lower(approval_code)")),
    _I("card_answer_stored", "payment_id", sqlite_where=sa.text("offline IS 1")),
    witnessed=True,
)
card_exception = fact_table(
    "card_exception",
    records.CardException,
    ("exception_id",),
    sa.ForeignKeyConstraint(["payment_id"], ["card_payment.payment_id"]),
    _I("card_exception_by_payment", "payment_id"),
    witnessed=True,
)
exception_settled = fact_table(
    "exception_settled",
    records.ExceptionSettled,
    ("exception_id",),
    sa.ForeignKeyConstraint(["exception_id"], ["card_exception.exception_id"]),
    witnessed=True,
)
card_written_off = fact_table(
    "card_written_off",
    records.CardWrittenOff,
    ("batch_id",),
    sa.ForeignKeyConstraint(["payment_id"], ["card_payment.payment_id"]),
    sa.ForeignKeyConstraint(["batch_id"], ["batch.batch_id"]),
    _I("card_written_off_by_till", "till_id"),
    witnessed=True,
)
terminal_entry = fact_table(
    "terminal_entry",
    records.TerminalEntry,
    ("entry_id",),
    _I("terminal_entry_by_serial", "serial", "seq"),
    witnessed=True,
)
terminal_inspection = fact_table(
    "terminal_inspection",
    records.TerminalInspection,
    ("inspection_id",),
    _I("inspection_by_serial", "serial"),
    witnessed=True,
)
offline_spell = fact_table(
    "offline_spell",
    records.OfflineSpell,
    ("spell_id",),
    _U("window_id", "seq"),
    witnessed=True,
)
check_taken = fact_table(
    "check_taken",
    records.CheckTaken,
    ("tender_id",),
    sa.ForeignKeyConstraint(["tender_id"], ["tender.tender_id"]),
    witnessed=True,
)
check_returned = fact_table(
    "check_returned",
    records.CheckReturned,
    ("return_id",),
    sa.ForeignKeyConstraint(["tender_id"], ["tender.tender_id"]),
    _I("check_returned_by_tender", "tender_id"),
    witnessed=True,
)
stored_value = fact_table(
    "stored_value",
    records.StoredValue,
    ("value_id",),
    _I("stored_value_by_serial", "serial"),
    _I("stored_value_by_order", "order_id"),
    witnessed=True,
)
value_code = fact_table(
    "value_code",
    records.ValueCode,
    ("value_id", "seq"),
    sa.ForeignKeyConstraint(["value_id"], ["stored_value.value_id"]),
    _I("value_code_by_hash", "code_hash"),
    witnessed=True,
)
value_try = fact_table(
    "value_try", records.ValueTry, ("try_id",), _I("value_try_by_window", "window_id", "at")
)
refund = fact_table(
    "refund",
    records.Refund,
    ("refund_id",),
    sa.ForeignKeyConstraint(["order_id"], ["orders.order_id"]),
    _I("refund_by_number", "receipt_number"),
    _I("refund_by_order", "order_id"),
    witnessed=True,
)
refund_line = fact_table(
    "refund_line",
    records.RefundLine,
    ("refund_id", "line"),
    sa.ForeignKeyConstraint(["refund_id"], ["refund.refund_id"]),
    _I("refund_line_by_ticket", "ticket_id"),
    witnessed=True,
)
refund_part = fact_table(
    "refund_part",
    records.RefundPart,
    ("refund_id", "line"),
    sa.ForeignKeyConstraint(["refund_id"], ["refund.refund_id"]),
    _I("refund_part_by_tender", "tender_id"),
    witnessed=True,
)
print_job = fact_table(
    "print_job",
    records.PrintJob,
    ("job_id",),
    _I("print_job_by_subject", "subject_id"),
    _I("print_job_by_order", "order_id"),
)
drawer_opening = fact_table(
    "drawer_opening", records.DrawerOpening, ("opening_id",), _I("opening_by_till", "till_id")
)
drawer_outcome = fact_table(
    "drawer_outcome",
    records.DrawerOutcome,
    ("opening_id",),
    sa.ForeignKeyConstraint(["opening_id"], ["drawer_opening.opening_id"]),
)
drawer_seen = fact_table(
    "drawer_seen", records.DrawerSeen, ("seen_id",), _I("seen_by_till", "till_id")
)
stock_entry = fact_table(
    "stock_entry", records.StockEntry, ("entry_id",), _U("window_id", "device", "seq")
)
voided_paper = fact_table(
    "voided_paper",
    records.VoidedPaper,
    ("job_id",),
    sa.ForeignKeyConstraint(["job_id"], ["print_job.job_id"]),
    _I("voided_paper_by_ticket", "ticket_id"),
)
emergency_block = fact_table(
    "emergency_block",
    records.EmergencyBlock,
    ("block_id",),
    _I("emergency_block_by_performance", "performance_id"),
    witnessed=True,
)
emergency_ticket = fact_table(
    "emergency_ticket",
    records.EmergencyTicket,
    ("emergency_id",),
    sa.ForeignKeyConstraint(["block_id"], ["emergency_block.block_id"]),
    _I("emergency_ticket_by_number", "number"),
    _U("code"),
    _I("emergency_ticket_by_block", "block_id"),
    _I("emergency_ticket_by_performance", "performance_id"),
    witnessed=True,
)
emergency_sale = fact_table(
    "emergency_sale",
    records.EmergencySale,
    ("emergency_id",),
    sa.ForeignKeyConstraint(["emergency_id"], ["emergency_ticket.emergency_id"]),
    sa.ForeignKeyConstraint(["ticket_id"], ["ticket.ticket_id"]),
    sa.ForeignKeyConstraint(["order_id"], ["orders.order_id"]),
    _U("ticket_id"),
    _I("emergency_sale_by_order", "order_id"),
    witnessed=True,
)
parked_cart = fact_table(
    "parked_cart",
    records.ParkedCart,
    ("parked_id",),
    _I("parked_cart_by_time", "at"),
    witnessed=True,
)
hold_event = fact_table(
    "hold_event",
    records.HoldEvent,
    ("event_id",),
    _I("hold_event_by_performance", "performance_id"),
    _I("hold_event_by_cart", "cart_id"),
    witnessed=True,
)
hold_seat = fact_table(
    "hold_seat",
    records.HoldSeat,
    ("event_id", "seat_id"),
    sa.ForeignKeyConstraint(["event_id"], ["hold_event.event_id"]),
    witnessed=True,
)
sold_from_hold = fact_table(
    "sold_from_hold",
    records.SoldFromHold,
    ("ticket_id",),
    sa.ForeignKeyConstraint(["ticket_id"], ["ticket.ticket_id"]),
    witnessed=True,
)
till = fact_table("till", records.Till, ("till_id",), witnessed=True)
till_count = fact_table(
    "till_count",
    records.TillCount,
    ("count_id",),
    sa.ForeignKeyConstraint(["till_id"], ["till.till_id"]),
    _I("till_count_by_till", "till_id", "attempt"),
    witnessed=True,
)
till_close = fact_table(
    "till_close",
    records.TillClose,
    ("till_id",),
    sa.ForeignKeyConstraint(["till_id"], ["till.till_id"]),
    _U("window_id", "z_number"),
    witnessed=True,
)
day_close = fact_table(
    "day_close", records.DayClose, ("window_id", "business_date"), witnessed=True
)
staff = fact_table("staff", records.Staff, ("user_id",), _I("staff_by_name", "name"))
staff_standing = fact_table(
    "staff_standing",
    records.StaffStanding,
    ("standing_id",),
    _I("staff_standing_by_user", "user_id", "seq"),
)
credential = fact_table(
    "credential",
    records.Credential,
    ("credential_id",),
    _I("credential_by_user", "user_id", "seq"),
)
sign_in = fact_table("sign_in", records.SignIn, ("sign_in_id",), _U("user_id", "seq"))
badge = fact_table(
    "badge",
    records.Badge,
    ("badge_id",),
    _I("badge_by_hash", "uid_hash", "seq"),
    _I("badge_by_user", "user_id"),
)
right_event = fact_table(
    "right_event",
    records.RightEvent,
    ("event_id",),
    _I("right_event_by_performance", "performance_id"),
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
    sa.Column("at", UtcTime(), nullable=False),
    sa.Column("user_id", sa.Text(), nullable=False),
    sa.Column("window_id", sa.Text(), nullable=False),
    sa.Column("event", sa.Text(), nullable=False),
    sa.Column("subject_kind", sa.Text(), nullable=False),
    sa.Column("subject_id", sa.Text(), nullable=False),
    sa.Column("outcome", sa.Text(), nullable=False),
    sa.Column("details", sa.Text(), nullable=False),
    sa.Column("previous_hash", sa.Text(), nullable=False),
    sa.Column("hash", sa.Text(), nullable=False),
    info={"fact": True},
)
"""Hash-chained; see ``pos/audit.py``."""

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
    sa.Column("chain", sa.Text(), nullable=False),
    sa.Column("content", sa.LargeBinary(), nullable=False),
    info={"fact": True},
)
"""This window's parcels: what each of its transactions kept, in order and without a gap
(``pos/hub/parcels.py``)."""

named_in = sa.Table(
    "named_in",
    metadata,
    sa.Column("row_id", sa.Text(), primary_key=True),
    sa.Column("seq", sa.BigInteger(), primary_key=True),
)
"""Projection: in which parcels made here a row stands that tells of somebody
(``pos/storage/emptying.py``)."""

emptied_parcel = sa.Table(
    "emptied_parcel",
    metadata,
    sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
    sa.Column("told", sa.Boolean(), nullable=False),
)
"""Parcels made here that lost somebody's name. ``told``: the hub has them so."""

command = sa.Table(
    "command",
    metadata,
    sa.Column("command_id", sa.Text(), primary_key=True),
    sa.Column("kind", sa.Text(), nullable=False),
    sa.Column("content_hash", sa.Text(), nullable=False),
    sa.Column("answer", sa.Text(), nullable=False),
    sa.Column("at", UtcTime(), nullable=False),
    info={"fact": True},
)
"""First answers, so that a repeated command changes nothing."""

secret = sa.Table(
    "secret",
    metadata,
    sa.Column("name", sa.Text(), primary_key=True),
    sa.Column("value", sa.Text(), nullable=False),
)
"""Random keys of this database (hex), made when first needed. No fact, so in no parcel."""

current_state = sa.Table(
    "current_state",
    metadata,
    sa.Column("machine", sa.Text(), primary_key=True),
    sa.Column("subject_id", sa.Text(), primary_key=True),
    sa.Column("state", sa.Text(), nullable=False),
    sa.Column("seq", sa.BigInteger(), nullable=False),
    sa.Index("state_by_name", "machine", "state"),
)
"""Projection of ``transition``; rebuilt and compared by ``foyer verify``."""

live_seat = sa.Table(
    "live_seat",
    metadata,
    sa.Column("performance_id", sa.Text(), primary_key=True),
    sa.Column("seat_id", sa.Text(), primary_key=True),
    sa.Column("ticket_id", sa.Text(), nullable=False, unique=True),
)
"""Projection: the one live ticket of a seat. Its primary key is the last line against selling a
seat twice."""

counter = sa.Table(
    "counter",
    metadata,
    sa.Column("name", sa.Text(), primary_key=True),
    sa.Column("value", sa.BigInteger(), nullable=False),
)
"""Projection: last number given of each gapless sequence, e.g. receipts of a window."""

seat_right = sa.Table(
    "seat_right",
    metadata,
    sa.Column("performance_id", sa.Text(), primary_key=True),
    sa.Column("seat_id", sa.Text(), primary_key=True),
    sa.Column("holder", sa.Text(), nullable=False),
    sa.Column("cart_id", sa.Text(), nullable=False),
    sa.Column("since", UtcTime(), nullable=False),
    sa.Index("seat_right_by_cart", "cart_id"),
)
"""Who owns the right to a seat now. No row: free. ``holder``: ``window:ID``, ``channel:web``,
``hold:house``, ``kill:tech``.
``cart_id`` is empty once sold. Written by the rights command and by nothing else
(``pos/storage/rights.py``)."""

place_right = sa.Table(
    "place_right",
    metadata,
    sa.Column("performance_id", sa.Text(), primary_key=True),
    sa.Column("holder", sa.Text(), primary_key=True),
    sa.Column("cart_id", sa.Text(), primary_key=True),
    sa.Column("places", sa.BigInteger(), nullable=False),
)
"""Rights to places sold by count; the sum per performance never exceeds its capacity."""

open_till = sa.Table(
    "open_till",
    metadata,
    sa.Column("window_id", sa.Text(), primary_key=True),
    sa.Column("till_id", sa.Text(), nullable=False, unique=True),
    sa.Column("user_id", sa.Text(), nullable=False, unique=True),
)
"""Projection: one open till a drawer, one open till a person."""

half_count = sa.Table(
    "half_count",
    metadata,
    sa.Column("till_id", sa.Text(), primary_key=True),
    sa.Column("user_id", sa.Text(), primary_key=True),
    sa.Column("typed", sa.Text(), nullable=False),
)
"""What somebody has typed of a count that is not in, a ``HalfCount`` and where
the books were, in JSON, for after a power cut. No fact: written over as it is typed, gone with the
count."""


def refuse_edits(table: sa.Table) -> tuple[str, str]:
    """Return the SQLite triggers that keep a fact table append-only, but for what tells who
    somebody is once they were erased."""
    name = table.name
    refuse = "BEGIN SELECT RAISE(ABORT, 'append-only'); END"
    return (
        f"CREATE TRIGGER {name}_no_update BEFORE UPDATE ON {name} {no_update(table)}{refuse}",
        f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} {refuse}",
    )


TRAVELS = frozenset(
    table
    for table in metadata.sorted_tables
    if table.info.get("fact") and table not in {outbox, command, right_event}
)
"""Tables whose rows a transaction packs into its parcel. Rights do not travel so: the hub grants
them."""
