"""The tables of what happens to money after it was taken."""

from __future__ import annotations

import sqlalchemy as sa

from pos.records import closing
from pos.storage.tables import fact_table

_U, _I = sa.UniqueConstraint, sa.Index


def _of(key: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([key], [f"{table}.{key}"])


cash_movement = fact_table(
    "cash_movement",
    closing.CashMovement,
    ("movement_id",),
    _of("till_id", "till"),
    _U("window_id", "number"),
    _I("cash_movement_by_bag", "bag"),
    _I("cash_movement_by_till", "till_id"),
    witnessed=True,
)
drop_counted = fact_table(
    "drop_counted",
    closing.DropCounted,
    ("movement_id",),
    _of("movement_id", "cash_movement"),
    witnessed=True,
)
safe_custody = fact_table(
    "safe_custody",
    closing.SafeCustody,
    ("custody_id",),
    _U("window_id", "seq"),
    witnessed=True,
)
till_relief = fact_table(
    "till_relief",
    closing.TillRelief,
    ("relief_id",),
    _of("till_id", "till"),
    _U("till_id", "seq"),
    witnessed=True,
)
counted_paper = fact_table(
    "counted_paper",
    closing.CountedPaper,
    ("count_id", "line"),
    _of("count_id", "till_count"),
    witnessed=True,
)
close_exception = fact_table(
    "close_exception",
    closing.CloseException,
    ("exception_id",),
    _I("close_exception_by_date", "business_date"),
    witnessed=True,
)
booked_late = fact_table(
    "booked_late",
    closing.BookedLate,
    ("batch_id", "found_by"),
    _of("exception_id", "close_exception"),
    _I("booked_late_by_exception", "exception_id"),
    witnessed=True,
)
exception_step = fact_table(
    "exception_step",
    closing.ExceptionStep,
    ("exception_id", "seq"),
    _of("exception_id", "close_exception"),
    witnessed=True,
)
terminal_total = fact_table(
    "terminal_total",
    closing.TerminalTotal,
    ("total_id",),
    _I("terminal_total_by_till", "till_id"),
    witnessed=True,
)
deposit = fact_table(
    "deposit", closing.Deposit, ("deposit_id",), _U("window_id", "number"), witnessed=True
)
deposit_item = fact_table(
    "deposit_item",
    closing.DepositItem,
    ("deposit_id", "line"),
    _of("deposit_id", "deposit"),
    _I("deposit_item_by_subject", "subject_id"),
    witnessed=True,
)
deposit_step = fact_table(
    "deposit_step",
    closing.DepositStep,
    ("deposit_id", "what"),
    _of("deposit_id", "deposit"),
    _I("deposit_step_by_bag", "bag"),
    witnessed=True,
)
settlement_file = fact_table(
    "settlement_file",
    closing.SettlementFile,
    ("file_id",),
    _I("settlement_file_by_hash", "sha256"),
    witnessed=True,
)
settlement_line = fact_table(
    "settlement_line",
    closing.SettlementLine,
    ("file_id", "line"),
    _of("file_id", "settlement_file"),
    _I("settlement_line_by_payout", "payout"),
    _I("settlement_line_by_payment", "payment_ref"),
    _I("settlement_line_by_movement", "processor_id"),
    _I("settlement_line_by_approval", sa.literal_column("lower(approval_code)")),
    _I("settlement_line_by_time", "at"),
)
settlement_run = fact_table(
    "settlement_run",
    closing.SettlementRun,
    ("run_id",),
    _of("file_id", "settlement_file"),
    witnessed=True,
)
settlement_match = fact_table(
    "settlement_match",
    closing.SettlementMatch,
    ("match_id",),
    _of("file_id", "settlement_file"),
    _of("run_id", "settlement_run"),
    _I("settlement_match_by_line", "file_id", "line", "payment_id", "seq"),
    _I("settlement_match_by_payment", "payment_id"),
    _I("settlement_match_by_run", "run_id"),
    _I("settlement_match_open", "step", sqlite_where=sa.text("step NOT IN ('nothing', 'wait')")),
)
settlement_mapping = fact_table(
    "settlement_mapping", closing.SettlementMapping, ("name", "seq"), witnessed=True
)
payout = fact_table(
    "payout",
    closing.Payout,
    ("payout_id",),
    _I("payout_by_name", "processor", "payout"),
    witnessed=True,
)
journal_export = fact_table(
    "journal_export",
    closing.JournalExport,
    ("export_id",),
    _I("journal_export_by_number", "number"),
    _I("journal_export_by_date", "business_date"),
    witnessed=True,
)
statement_made = fact_table(
    "statement_made",
    closing.StatementMade,
    ("statement_id",),
    _I("statement_made_by_number", "name", "number"),
    witnessed=True,
)
