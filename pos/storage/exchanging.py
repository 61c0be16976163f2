"""Exchanges on SQLite."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import sqlalchemy as sa

from pos.records import Exchange, ExchangeLine, OrderSplit, TicketStep
from pos.storage import schema

if TYPE_CHECKING:
    from pos.storage.unit_of_work import SqlUnitOfWork


class SqlExchanges:
    """See ``pos.ports.exchanging.ExchangeStore``."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    def of_order(self, order_id: str) -> tuple[tuple[Exchange, tuple[ExchangeLine, ...]], ...]:
        act, line = schema.exchange, schema.exchange_line
        acts = self._uow.execute(
            sa.select(act).where(act.c.order_id == order_id).order_by(act.c.exchange_id)
        ).all()
        return tuple(
            (
                Exchange(**row._mapping),
                tuple(
                    ExchangeLine(**each._mapping)
                    for each in self._uow.execute(
                        sa.select(line)
                        .where(line.c.exchange_id == row.exchange_id)
                        .order_by(line.c.line)
                    )
                ),
            )
            for row in acts
        )

    def splits(self, order_id: str) -> tuple[OrderSplit, ...]:
        table = schema.order_split
        rows = self._uow.execute(
            sa.select(table)
            .where(sa.or_(table.c.order_id == order_id, table.c.new_order_id == order_id))
            .order_by(table.c.new_order_id)
        )
        return tuple(OrderSplit(**row._mapping) for row in rows)

    def steps(self, ticket_ids: Collection[str]) -> tuple[TicketStep, ...]:
        step = schema.ticket_step
        rows = self._uow.execute(
            sa.select(step)
            .where(step.c.ticket_id.in_(self._firsts(ticket_ids)))
            .order_by(step.c.ticket_id, step.c.line)
        )
        return tuple(TicketStep(**row._mapping) for row in rows)

    def members(self, ticket_ids: Collection[str]) -> frozenset[str]:
        use = schema.member_use
        rows = self._uow.execute(
            sa.select(use.c.member_id).where(use.c.ticket_id.in_(self._firsts(ticket_ids)))
        )
        return frozenset(rows.scalars())

    def _firsts(self, ticket_ids: Collection[str]) -> sa.Select[tuple[str]]:
        """Return the tickets as they were sold: what stands in their place has their position."""
        now, first = schema.ticket.alias(), schema.ticket.alias()
        return (
            sa.select(first.c.ticket_id)
            .join(
                now,
                sa.and_(now.c.order_id == first.c.order_id, now.c.position == first.c.position),
            )
            .where(now.c.ticket_id.in_(tuple(ticket_ids)), first.c.replaces.is_(None))
        )
