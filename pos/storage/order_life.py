"""The life of an order after its sale, on SQLite."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from pos.ledger import Account
from pos.ports.order_life import CaseRow, CodeSale
from pos.records import (
    OrderMapping,
    OrderNamed,
    OrderNote,
    OrderPart,
    OrderPartTicket,
    OrderSentBack,
    PerformanceCancelled,
    TicketStep,
)
from pos.storage import schema
from pos.storage.order_life_schema import (
    order_mapping,
    order_named,
    order_note,
    order_part,
    order_part_ticket,
    order_sent_back,
    performance_cancelled,
)
from pos.storage.reading import Reading
from pos.storage.tables import UtcTime, time_of

_IS_CANCELLED = (
    sa.select(performance_cancelled.c.cancelled_id)
    .where(performance_cancelled.c.performance_id == sa.bindparam("performance"))
    .limit(1)
)

# By the index: where there are few performances the planner would read the tickets of all.
_DONE_SINCE = sa.text(
    """
    SELECT c.performance_id, o.order_id, o.order_number,
      sum(t.face_minor + t.fee_minor + t.tax_minor) AS worth
    FROM (SELECT performance_id, min(at) AS at FROM performance_cancelled GROUP BY 1) c
    CROSS JOIN ticket t INDEXED BY ticket_by_place ON t.performance_id = c.performance_id
    CROSS JOIN current_state s ON s.machine = 'ticket' AND s.subject_id = t.ticket_id
      AND s.state IN ('live', 'scanned')
    CROSS JOIN orders o ON o.order_id = t.order_id
    WHERE EXISTS (
        SELECT 1 FROM posting p CROSS JOIN batch b ON b.batch_id = p.batch_id
        WHERE p.order_id = o.order_id AND b.window_id = :window AND b.at > c.at
          AND b.till_id IS NOT NULL
          AND (b.kind IN ('sale', 'payment') OR b.batch_id = t.exchange_id))
      OR EXISTS (
        SELECT 1 FROM handout h JOIN handout_ticket x ON x.handout_id = h.handout_id
        WHERE h.order_id = o.order_id AND h.window_id = :window AND h.at > c.at
          AND x.position = t.position)
    GROUP BY 1, 2 ORDER BY 1, 3, 2
    """
)

_CODE_SALES = sa.text(
    """
    SELECT o.window_id, o.order_id, o.order_number, o.placed_at, s.amount_minor AS minor
    FROM ticket_step s
    JOIN ticket t ON t.ticket_id = s.ticket_id
    JOIN orders o ON o.order_id = t.order_id
    WHERE s.kind = 'promo' AND s.code = :code
      AND NOT EXISTS (
        SELECT 1 FROM exchange_line m
        JOIN ticket_step b ON b.ticket_id = m.old_ticket_id AND b.kind = s.kind
          AND b.code = s.code
        WHERE m.new_ticket_id = s.ticket_id)
      AND NOT (t.exchange_id IS NULL AND EXISTS (
        SELECT 1 FROM order_split a WHERE a.new_order_id = t.order_id))
    ORDER BY o.placed_at, o.order_id, t.position
    """
)

_CASES = sa.text(
    """
    WITH mine AS (
      SELECT t.order_id, t.ticket_id, t.face_minor + t.fee_minor + t.tax_minor AS cost, s.state
      FROM ticket t
      JOIN current_state s ON s.machine = 'ticket' AND s.subject_id = t.ticket_id
      WHERE t.performance_id = :performance
        AND (s.state IN ('live', 'scanned') OR s.state = 'returned' AND EXISTS (
          SELECT 1 FROM transition a WHERE a.machine = 'ticket' AND a.subject_id = t.ticket_id
            AND a.trigger = 'return'
            AND (a.at > :since OR a.at = :since AND a.transition_id > :after)))
    ), sums AS (
      SELECT order_id,
        sum(state <> 'returned') AS counting,
        sum(CASE WHEN state <> 'returned' THEN cost ELSE 0 END) AS worth,
        sum(CASE WHEN state = 'returned' THEN cost ELSE 0 END) AS returned
      FROM mine GROUP BY order_id
    )
    SELECT sums.*, o.order_number,
      coalesce((SELECT n.name FROM order_named n WHERE n.order_id = o.order_id
        ORDER BY n.naming_id DESC LIMIT 1), o.name) AS name,
      coalesce((SELECT n.phone FROM order_named n WHERE n.order_id = o.order_id
        ORDER BY n.naming_id DESC LIMIT 1), o.phone) AS phone,
      coalesce((SELECT sum(p.amount_minor) FROM posting p WHERE p.order_id = o.order_id
        AND p.account IN (:receivable, :nsf)), 0) AS owing,
      -coalesce((SELECT sum(p.amount_minor) FROM posting p WHERE p.order_id = o.order_id
        AND p.account = :refunds), 0) AS payable,
      (SELECT group_concat(DISTINCT d.kind) FROM tender d WHERE d.order_id = o.order_id
        AND d.amount_minor > 0) AS tenders,
      coalesce((SELECT sum(r.amount_minor) FROM refund r WHERE r.refund_id IN (
        SELECT l.refund_id FROM mine m JOIN refund_line l ON l.ticket_id = m.ticket_id
        WHERE m.order_id = o.order_id)), 0) AS refunded,
      EXISTS (SELECT 1 FROM mine m JOIN exchange_line l ON l.old_ticket_id = m.ticket_id
        WHERE m.order_id = o.order_id) AS exchanged,
      EXISTS (SELECT 1 FROM mine m JOIN refund_line r ON r.ticket_id = m.ticket_id
        JOIN exchange x ON x.refund_id = r.refund_id
        WHERE m.order_id = o.order_id AND x.what = 'donation') AS donated,
      EXISTS (SELECT 1 FROM order_extra e WHERE e.order_id = o.order_id
        AND e.kind = 'fee' AND e.code = 'exchange') AS fees
    FROM sums JOIN orders o ON o.order_id = sums.order_id
    ORDER BY o.order_number, o.order_id
    """
).bindparams(
    sa.bindparam("since", type_=UtcTime()),
    receivable=Account.RECEIVABLE.value,
    nsf=Account.NSF.value,
    refunds=Account.REFUNDS_PAYABLE.value,
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

    def steps(self, order_id: str) -> tuple[TicketStep, ...]:
        step, ticket = schema.ticket_step, schema.ticket
        mine = sa.select(ticket.c.ticket_id).where(ticket.c.order_id == order_id)
        by = (step.c.ticket_id, step.c.line)
        return self._many(TicketStep, step.c.ticket_id.in_(mine), by=by)

    def sent_back(self, order_id: str) -> tuple[OrderSentBack, ...]:
        table = order_sent_back.c
        return self._of(OrderSentBack, table.order_id, order_id, table.sent_back_id)

    def mapping(self, name: str) -> OrderMapping | None:
        table = order_mapping.c
        found = self._of(OrderMapping, table.name, name, table.mapping_id)
        return found[-1] if found else None

    def mappings(self) -> tuple[OrderMapping, ...]:
        table = order_mapping.c
        rows = self._many(OrderMapping, by=(table.name, table.mapping_id))
        return tuple({row.name: row for row in rows}.values())

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

    def code_sales(self, code: str) -> tuple[CodeSale, ...]:
        rows = self._uow.execute(_CODE_SALES, {"code": code})
        return tuple(
            CodeSale(
                row.window_id,
                row.order_id,
                row.order_number,
                time_of(row.placed_at),
                int(row.minor),
            )
            for row in rows
        )

    def done_since(self, window_id: str) -> tuple[tuple[str, str, str, int], ...]:
        rows = self._uow.execute(_DONE_SINCE, {"window": window_id})
        return tuple((r.performance_id, r.order_id, r.order_number, r.worth) for r in rows)

    def case_rows(self, performance_id: str, since: datetime, after: str) -> tuple[CaseRow, ...]:
        about = {"performance": performance_id, "since": since, "after": after}
        rows = self._uow.execute(_CASES, about).all()
        return tuple(
            CaseRow(
                order_id=row.order_id,
                order_number=row.order_number,
                name=row.name,
                phone=row.phone,
                counting=int(row.counting),
                worth=int(row.worth),
                returned=int(row.returned),
                refunded=int(row.refunded),
                owing=int(row.owing),
                payable=int(row.payable),
                tenders=frozenset((row.tenders or "").split(",")) - {""},
                exchanged=bool(row.exchanged),
                donated=bool(row.donated),
                fees=bool(row.fees),
            )
            for row in rows
        )
