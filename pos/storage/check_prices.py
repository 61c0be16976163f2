"""What moved the prices of tickets, in plain SQL for ``foyer verify``. See
``check_statements.py``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PRICES: Mapping[str, str] = MappingProxyType(
    {
        # The list price less every step is the face value with the taxes it has in it, and each
        # step begins where the one before it ended.
        "price.steps": """
            WITH ends AS (
              SELECT ticket_id, max(line) AS line FROM ticket_step GROUP BY ticket_id)
            SELECT s.ticket_id AS subject, t.face_minor
                     + coalesce((SELECT sum(c.amount_minor) FROM ticket_charge c
                       WHERE c.order_id = t.order_id AND c.position = t.position AND c.included), 0)
                     AS expected,
                   s.before_minor - s.amount_minor AS actual
            FROM ends e JOIN ticket_step s ON s.ticket_id = e.ticket_id AND s.line = e.line
            LEFT JOIN ticket t ON t.ticket_id = s.ticket_id
            WHERE actual IS NOT expected
            UNION ALL
            SELECT n.ticket_id, s.before_minor - s.amount_minor, n.before_minor
            FROM ticket_step n
            LEFT JOIN ticket_step s ON s.ticket_id = n.ticket_id AND s.line = n.line - 1
            WHERE n.line > 0 AND n.before_minor IS NOT s.before_minor - s.amount_minor""",
        # Only a person puts a price up, and whoever sets one says why and who answers for it.
        "price.by_hand": """
            SELECT ticket_id AS subject, NULL AS expected, amount_minor AS actual FROM ticket_step
            WHERE iif(kind = 'manual', reason = '' OR approved_by IS NULL
                    OR approved_by NOT IN (SELECT user_id FROM staff),
                    amount_minor < 0 OR reason <> '' OR approved_by IS NOT NULL)""",
        # A ticket that stands for another one costs what that one did, for the same reasons.
        "price.of_reissue": """
            SELECT s.ticket_id AS subject, 0 AS expected, s.line AS actual FROM ticket_step s
            JOIN ticket t ON t.ticket_id = s.ticket_id WHERE t.replaces IS NOT NULL""",
    }
)
