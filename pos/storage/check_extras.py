"""The invariants of what is sold beside tickets as plain SQL. See ``check_statements.py``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

EXTRAS: Mapping[str, str] = MappingProxyType(
    {
        # Each line is booked on its own account for what it cost; nothing of it is left there once
        # it came back, however many windows gave it back.
        "extra.postings": """
            SELECT e.extra_id AS subject,
                   iif(e.extra_id IN (SELECT extra_id FROM refund_line
                     WHERE extra_id IS NOT NULL), 0, -e.amount_minor) AS expected,
                   coalesce((SELECT sum(p.amount_minor) FROM posting p
                     WHERE p.order_id = e.order_id AND p.extra_id = e.extra_id
                       AND p.account = e.account), 0) AS actual
            FROM order_extra e WHERE expected <> actual
            UNION ALL
            SELECT p.batch_id || ' ' || p.line, NULL, p.amount_minor FROM posting p
            LEFT JOIN order_extra e ON e.extra_id = p.extra_id
            WHERE p.extra_id IS NOT NULL
              AND (e.order_id IS NOT p.order_id OR p.account NOT IN (e.account, '1060'))""",
        # What it is decides where it lies; a piece costs the same as its neighbour.
        "extra.kind": """
            SELECT extra_id AS subject, NULL AS expected, amount_minor AS actual FROM order_extra
            WHERE kind NOT IN
                ('certificate', 'donation', 'membership', 'goods', 'fee', 'credit')
               OR (kind = 'certificate') <> (account = '2020')
               OR (kind = 'credit') <> (account = '2060')
               OR (kind = 'fee') <> (account = '4027')
               OR (kind IN ('certificate', 'credit')) <> (value_id IS NOT NULL)
               OR (kind NOT IN ('certificate', 'credit') AND (code = '' OR name = ''))
               OR (kind IN ('fee', 'credit') AND exchange_id IS NULL)
               OR quantity < 1 OR (kind <> 'goods' AND quantity <> 1)
               OR amount_minor <= 0 OR amount_minor % quantity <> 0""",
        # A membership, or what goes on with one, is of its line, and over when that came back.
        "member.sold": """
            SELECT e.extra_id AS subject, 1 AS expected,
                   count(m.member_id) + count(n.term_id) AS actual
            FROM order_extra e LEFT JOIN member m ON m.extra_id = e.extra_id
              AND m.order_id = e.order_id AND m.level = e.code AND m.level_name = e.name
              AND m.holder = e.text AND m.starts_on <= m.ends_on
            LEFT JOIN member_term n ON n.extra_id = e.extra_id
              AND n.order_id = e.order_id AND n.level = e.code AND n.level_name = e.name
              AND n.starts_on <= n.ends_on
            WHERE e.kind = 'membership' GROUP BY e.extra_id HAVING actual <> 1
            UNION ALL
            SELECT m.number, 0, 1 FROM member m
            LEFT JOIN order_extra e ON e.extra_id = m.extra_id AND e.kind = 'membership'
            WHERE e.extra_id IS NULL
            UNION ALL
            SELECT n.term_id, 0, 1 FROM member_term n
            LEFT JOIN order_extra e ON e.extra_id = n.extra_id AND e.kind = 'membership'
            WHERE e.extra_id IS NULL""",
        "member.ended": """
            SELECT m.number AS subject,
                   (SELECT count(*) FROM refund_line l WHERE l.extra_id = m.extra_id) AS expected,
                   (SELECT count(*) FROM member_ended x WHERE x.member_id = m.member_id) AS actual
            FROM member m WHERE expected <> actual
            UNION ALL
            SELECT n.term_id,
                   (SELECT count(*) FROM refund_line l WHERE l.extra_id = n.extra_id) AS expected,
                   (SELECT count(*) FROM member_term_ended x WHERE x.term_id = n.term_id) AS actual
            FROM member_term n WHERE expected <> actual""",
        # A use is of a ticket sold after the membership began, and for what it gives.
        "member.used": """
            SELECT u.ticket_id AS subject, NULL AS expected, NULL AS actual
            FROM member_use u JOIN member m ON m.member_id = u.member_id
            LEFT JOIN ticket t ON t.ticket_id = u.ticket_id
            LEFT JOIN orders o ON o.order_id = t.order_id
            WHERE t.ticket_id IS NULL OR o.placed_at < m.at
               OR NOT EXISTS (SELECT 1 FROM ticket_step s WHERE s.ticket_id = u.ticket_id
                 AND s.kind IN ('membership', 'promo'))""",
    }
)
