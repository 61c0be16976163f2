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
    }
)
