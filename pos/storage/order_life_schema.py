"""The tables of what happens to an order after it was placed, and of cancelled performances."""

from __future__ import annotations

import sqlalchemy as sa

from pos.records import order_life
from pos.storage.tables import fact_table


def _of(key: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([key], [f"{table}.{key}"])


order_named = fact_table(
    "order_named",
    order_life.OrderNamed,
    ("naming_id",),
    _of("order_id", "orders"),
    sa.Index("order_named_by_order", "order_id"),
)
order_note = fact_table(
    "order_note",
    order_life.OrderNote,
    ("note_id",),
    _of("order_id", "orders"),
    sa.Index("order_note_by_order", "order_id"),
)
order_mapping = fact_table(
    "order_mapping",
    order_life.OrderMapping,
    ("mapping_id",),
    sa.Index("order_mapping_by_name", "name"),
    witnessed=True,
)
order_part = fact_table(
    "order_part",
    order_life.OrderPart,
    ("part_id",),
    _of("order_id", "orders"),
    sa.Index("order_part_by_order", "order_id"),
)
order_part_ticket = fact_table(
    "order_part_ticket",
    order_life.OrderPartTicket,
    ("part_id", "ticket_id"),
    _of("part_id", "order_part"),
    _of("ticket_id", "ticket"),
)
order_sent_back = fact_table(
    "order_sent_back",
    order_life.OrderSentBack,
    ("sent_back_id",),
    _of("order_id", "orders"),
    sa.Index("order_sent_back_by_order", "order_id"),
)
performance_cancelled = fact_table(
    "performance_cancelled",
    order_life.PerformanceCancelled,
    ("cancelled_id",),
    sa.Index("performance_cancelled_by", "performance_id"),
)
