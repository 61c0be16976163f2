"""The invariants of benefits, cards and renewals as plain SQL. See ``check_statements.py``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

MEMBERS: Mapping[str, str] = MappingProxyType(
    {
        # No window gives a membership more tickets for a performance than it was sold with; two
        # that did not hear of each other may (they count what they know).
        "member.limit": """
            SELECT m.number || ' ' || t.performance_id AS subject,
                   max(m.tickets, coalesce((SELECT max(n.tickets) FROM member_term n
                     WHERE n.member_id = m.member_id), 0)) AS expected,
                   count(*) AS actual
            FROM member_use u JOIN member m ON m.member_id = u.member_id
            JOIN ticket t ON t.ticket_id = u.ticket_id
            JOIN orders o ON o.order_id = t.order_id
            WHERE EXISTS (SELECT 1 FROM ticket_step s
                WHERE s.ticket_id = u.ticket_id AND s.kind = 'membership')
              AND EXISTS (SELECT 1 FROM ticket x
                JOIN current_state c ON c.machine = 'ticket' AND c.subject_id = x.ticket_id
                WHERE x.order_id = t.order_id AND x.position = t.position
                  AND c.state IN ('live', 'scanned'))
            GROUP BY m.number, t.performance_id, o.window_id HAVING actual > expected""",
        # A card is of an issue of its own.
        "member.card": """
            SELECT m.number AS subject, max(p.issue) - 1 AS expected, count(*) AS actual
            FROM member_pass p JOIN member m ON m.member_id = p.member_id
            GROUP BY p.member_id, p.window_id HAVING min(p.issue) < 2 OR count(*) > max(p.issue)
               OR count(DISTINCT p.code) <> count(*) OR max(p.code = m.code)""",
        # What was renewed is the series that was offered, for as many people, once.
        "renewal.renewed": """
            SELECT e.renewal_id AS subject, o.quantity AS expected, s.quantity AS actual
            FROM renewal_ended e JOIN renewal_offered o ON o.renewal_id = e.renewal_id
            LEFT JOIN package_sold s ON s.package_id = e.package_id
            WHERE (e.how = 'renewed' AND (s.code IS NOT o.code OR s.quantity < o.quantity))
               OR (e.how <> 'renewed' AND e.package_id IS NOT NULL)""",
        # A seat is kept for one subscriber; whoever renewed it in place sits there, nobody else.
        "renewal.seat": """
            SELECT s.performance_id || ' ' || s.seat_id AS subject, 1 AS expected,
                   count(*) AS actual
            FROM renewal_seat s JOIN renewal_offered o ON o.renewal_id = s.renewal_id
            WHERE NOT EXISTS (SELECT 1 FROM renewal_ended e WHERE e.renewal_id = s.renewal_id)
            GROUP BY o.code, s.performance_id, s.seat_id HAVING count(*) > 1
            UNION ALL
            SELECT t.ticket_id, 0, 1 FROM sold_from_hold h
            JOIN ticket t ON t.ticket_id = h.ticket_id
            JOIN package_ticket p ON p.ticket_id = t.ticket_id
            JOIN renewal_ended e ON e.package_id = p.package_id AND e.how = 'renewed'
            WHERE h.holder = 'hold:renewal' AND NOT EXISTS (SELECT 1 FROM renewal_seat s
              WHERE s.renewal_id = e.renewal_id AND s.performance_id = t.performance_id
                AND s.seat_id = t.seat_id)""",
    }
)
