"""The life of an order after its sale, on SQLite."""

from __future__ import annotations

import sqlalchemy as sa

from pos.records import (
    OrderNamed,
    OrderNote,
    OrderPart,
    OrderPartTicket,
    OrderSentBack,
    PerformanceCancelled,
)
from pos.storage import schema
from pos.storage.order_life_schema import (
    order_named,
    order_note,
    order_part,
    order_part_ticket,
    order_sent_back,
    performance_cancelled,
)
from pos.storage.reading import Reading

_IS_CANCELLED = (
    sa.select(performance_cancelled.c.cancelled_id)
    .where(performance_cancelled.c.performance_id == sa.bindparam("performance"))
    .limit(1)
)


class SqlOrderLife(Reading):
    """See ``pos.ports.order_life.OrderLifeStore``."""

    def namings(self, order_id: str) -> tuple[OrderNamed, ...]:
        table = order_named.c
        return self._of(OrderNamed, table.order_id, order_id, table.naming_id)

    def notes(self, order_id: str) -> tuple[OrderNote, ...]:
        return self._of(OrderNote, order_note.c.order_id, order_id, order_note.c.note_id)

    def parts(self, order_id: str) -> tuple[tuple[OrderPart, tuple[OrderPartTicket, ...]], ...]:
        every = self._of(OrderPart, order_part.c.order_id, order_id, order_part.c.part_id)
        of = order_part_ticket.c
        return tuple(
            (each, self._of(OrderPartTicket, of.part_id, each.part_id, of.ticket_id))
            for each in every
        )

    def sent_back(self, order_id: str) -> tuple[OrderSentBack, ...]:
        table = order_sent_back.c
        return self._of(OrderSentBack, table.order_id, order_id, table.sent_back_id)

    def cancelled(self, performance_id: str) -> PerformanceCancelled | None:
        table = performance_cancelled.c
        found = self._of(
            PerformanceCancelled, table.performance_id, performance_id, table.cancelled_id
        )
        return found[0] if found else None

    def is_cancelled(self, performance_id: str) -> bool:
        return self._uow.execute(_IS_CANCELLED, {"performance": performance_id}).first() is not None

    def every_cancelled(self) -> tuple[PerformanceCancelled, ...]:
        every = self._many(PerformanceCancelled, by=performance_cancelled.c.cancelled_id)
        first: dict[str, PerformanceCancelled] = {}
        for each in every:
            first.setdefault(each.performance_id, each)
        return tuple(reversed(first.values()))

    def orders_of(self, performance_id: str) -> tuple[str, ...]:
        order, ticket = schema.order, schema.ticket
        chosen = sa.select(ticket.c.order_id).where(ticket.c.performance_id == performance_id)
        rows = self._uow.execute(
            sa.select(order.c.order_id)
            .where(order.c.order_id.in_(chosen))
            .order_by(sa.func.lower(order.c.name), order.c.order_number, order.c.order_id)
        )
        return tuple(row.order_id for row in rows)
