"""What came into orders later, in plain SQL for ``foyer verify``. See ``check_statements.py``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

EXCHANGES: Mapping[str, str] = MappingProxyType(
    {
        # One act: what was put in is booked in its batch, by the person, at the till and at the
        # moment of the refund that took the old tickets back.
        "exchange.act": """
            SELECT x.exchange_id AS subject, NULL AS expected, NULL AS actual FROM exchange x
            LEFT JOIN batch b ON b.batch_id = x.exchange_id
            LEFT JOIN refund r ON r.refund_id = x.refund_id
            WHERE b.kind IS NOT 'exchange' OR b.order_id IS NOT x.order_id
               OR (r.order_id, r.till_id, r.at, r.user_id, r.business_date, r.approved_by, r.reason)
                 IS NOT (x.order_id, b.till_id, b.at, b.user_id, b.business_date, x.approved_by,
                   x.reason)
               OR x.what NOT IN ('exchange', 'return', 'donation')
            UNION ALL
            SELECT batch_id, NULL, NULL FROM batch
            WHERE kind = 'exchange' AND batch_id NOT IN (SELECT exchange_id FROM exchange)
            UNION ALL
            SELECT exchange_id, 1, count(*) FROM exchange GROUP BY refund_id HAVING count(*) > 1""",
        # One new ticket for one old one, both of the order; the old one is no ticket any more.
        "exchange.tickets": """
            SELECT l.exchange_id || ' ' || l.line AS subject, NULL AS expected, NULL AS actual
            FROM exchange_line l LEFT JOIN exchange x ON x.exchange_id = l.exchange_id
            LEFT JOIN ticket o ON o.ticket_id = l.old_ticket_id
            LEFT JOIN ticket n ON n.ticket_id = l.new_ticket_id
            LEFT JOIN current_state s ON s.machine = 'ticket' AND s.subject_id = l.old_ticket_id
            WHERE o.order_id IS NOT x.order_id OR n.order_id IS NOT x.order_id
               OR n.exchange_id IS NOT l.exchange_id OR n.replaces IS NOT NULL
               OR s.state NOT IN ('returned', 'revoked') OR o.ticket_id = n.ticket_id
            UNION ALL
            SELECT t.ticket_id, 1, 0 FROM ticket t
            WHERE t.exchange_id IS NOT NULL AND t.replaces IS NULL
              AND t.ticket_id NOT IN (SELECT new_ticket_id FROM exchange_line)
            UNION ALL
            SELECT e.extra_id, NULL, NULL FROM order_extra e
            LEFT JOIN exchange x ON x.exchange_id = e.exchange_id
            WHERE e.exchange_id IS NOT NULL AND x.order_id IS NOT e.order_id""",
        # What one order gave up by its refund, the other one has: the same places, one for one, at
        # the same price, of one moment and person; it was paid with what came out of the first.
        "split.act": """
            SELECT s.new_order_id AS subject, NULL AS expected, NULL AS actual FROM order_split s
            LEFT JOIN refund r ON r.refund_id = s.refund_id
            LEFT JOIN orders o ON o.order_id = s.new_order_id
            WHERE (r.order_id, r.at, r.user_id, r.reason, r.approved_by)
                IS NOT (s.order_id, s.at, s.user_id, s.reason, s.approved_by)
               OR (o.placed_at, o.user_id, o.till_id) IS NOT (s.at, s.user_id, r.till_id)
               OR s.order_id = s.new_order_id
               OR s.holder NOT LIKE 'window:_%' AND s.holder NOT LIKE 'channel:_%'
            UNION ALL
            SELECT refund_id, 1, count(*) FROM order_split
            GROUP BY refund_id HAVING count(*) > 1""",
        "split.tickets": """
            WITH gone AS (
              SELECT s.new_order_id, t.performance_id, t.seat_id, t.zone_id, t.price_type_id,
                     l.amount_minor AS cost, count(*) AS tickets
              FROM order_split s JOIN refund_line l ON l.refund_id = s.refund_id
              LEFT JOIN ticket t ON t.ticket_id = l.ticket_id GROUP BY 1, 2, 3, 4, 5, 6),
            there AS (
              SELECT s.new_order_id, t.performance_id, t.seat_id, t.zone_id, t.price_type_id,
                     t.face_minor + t.fee_minor + t.tax_minor AS cost, count(*) AS tickets
              FROM order_split s JOIN ticket t ON t.order_id = s.new_order_id
                AND t.replaces IS NULL AND t.exchange_id IS NULL GROUP BY 1, 2, 3, 4, 5, 6)
            SELECT new_order_id AS subject, cost AS expected, NULL AS actual FROM (
              SELECT * FROM gone EXCEPT SELECT * FROM there)
            UNION ALL
            SELECT new_order_id, NULL, cost FROM (
              SELECT * FROM there EXCEPT SELECT * FROM gone)
            UNION ALL
            SELECT s.new_order_id, coalesce((SELECT sum(e.amount_minor) FROM order_extra e
                JOIN exchange x ON x.exchange_id = e.exchange_id
                WHERE x.refund_id = s.refund_id), 0) AS went,
              coalesce((SELECT sum(d.amount_minor) FROM tender d
                WHERE d.order_id = s.new_order_id AND d.at = s.at AND d.kind = 'on_account'
                  AND d.of_tender IS NULL), 0) AS came
            FROM order_split s WHERE went <> came""",
    }
)
