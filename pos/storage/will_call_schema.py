"""The tables of will-call: what was handed out, and what was printed ahead."""

from __future__ import annotations

import sqlalchemy as sa

from pos.records import will_call
from pos.storage.tables import fact_table

_I = sa.Index


def _of(key: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([key], [f"{table}.{key}"])


handout = fact_table(
    "handout",
    will_call.Handout,
    ("handout_id",),
    _of("order_id", "orders"),
    _I("handout_by_order", "order_id"),
    witnessed=True,
)
handout_ticket = fact_table(
    "handout_ticket",
    will_call.HandoutTicket,
    ("handout_id", "ticket_id"),
    _of("handout_id", "handout"),
    _of("ticket_id", "ticket"),
    _I("handout_ticket_by_ticket", "ticket_id"),
    witnessed=True,
)
signature = fact_table(
    "signature",
    will_call.Signature,
    ("handout_id",),
    _of("handout_id", "handout"),
    witnessed=True,
)
handout_undone = fact_table(
    "handout_undone",
    will_call.HandoutUndone,
    ("handout_id",),
    _of("handout_id", "handout"),
    _I("handout_undone_by_whose", "whose_order_id"),
    witnessed=True,
)
print_batch = fact_table(
    "print_batch",
    will_call.PrintBatch,
    ("batch_id",),
    _I("print_batch_by_performance", "performance_id"),
)
envelope = fact_table(
    "envelope",
    will_call.Envelope,
    ("envelope_id",),
    _of("batch_id", "print_batch"),
    _of("order_id", "orders"),
    _I("envelope_by_batch", "batch_id"),
    _I("envelope_by_order", "order_id"),
)
envelope_paper = fact_table(
    "envelope_paper",
    will_call.EnvelopePaper,
    ("job_id",),
    _of("envelope_id", "envelope"),
    _I("envelope_paper_by_envelope", "envelope_id"),
    _I("envelope_paper_by_ticket", "ticket_id"),
)
paper_filed = fact_table("paper_filed", will_call.PaperFiled, ("job_id",))
