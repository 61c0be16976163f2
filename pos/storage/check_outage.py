"""Emergency tickets against rights, tickets and orders, in plain SQL for ``foyer verify``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PAPERS: Mapping[str, str] = MappingProxyType(
    {
        # A code opens the door for one place: no ticket has a paper's code but the one it became.
        "emergency.code_taken": """
            SELECT e.number AS subject, s.ticket_id AS expected, t.ticket_id AS actual
            FROM emergency_ticket e JOIN ticket t ON t.code = e.code
            LEFT JOIN emergency_sale s ON s.emergency_id = e.emergency_id
            WHERE s.ticket_id IS NOT t.ticket_id""",
        # What is out stands for a place that its block keeps from sale. Of other windows' places a
        # window of a hub knows only what it was told.
        "emergency.no_right": """
            SELECT e.number AS subject, b.holder AS expected, coalesce(r.holder, '') AS actual
            FROM emergency_ticket e
            JOIN emergency_block b ON b.block_id = e.block_id
            JOIN current_state c ON c.machine = 'emergency' AND c.subject_id = e.emergency_id
            LEFT JOIN seat_right r
              ON r.performance_id = e.performance_id AND r.seat_id = e.seat_id
            WHERE c.state = 'out' AND e.seat_id IS NOT NULL AND r.holder IS NOT b.holder
              AND b.window_id NOT IN (SELECT window_id FROM hub_known)""",
        "emergency.no_place": """
            WITH out AS (
              SELECT e.performance_id, b.holder, count(*) AS papers FROM emergency_ticket e
              JOIN emergency_block b ON b.block_id = e.block_id
              JOIN current_state c ON c.machine = 'emergency' AND c.subject_id = e.emergency_id
              WHERE c.state = 'out' AND e.seat_id IS NULL
                AND b.window_id NOT IN (SELECT window_id FROM hub_known)
              GROUP BY e.performance_id, b.holder)
            SELECT out.performance_id || ' ' || out.holder AS subject, out.papers AS expected,
                   coalesce(p.places, 0) AS actual
            FROM out LEFT JOIN place_right p ON p.performance_id = out.performance_id
              AND p.holder = out.holder AND p.cart_id = ''
            WHERE coalesce(p.places, 0) < out.papers""",
        # Nobody keeps a place for a paper that is not out.
        "emergency.right_left_over": """
            SELECT r.performance_id || ' ' || r.seat_id AS subject, 0 AS expected, 1 AS actual
            FROM seat_right r WHERE r.holder LIKE 'hold:paper-%'
              AND substr(r.holder, 12) NOT IN (SELECT window_id FROM hub_known)
              AND NOT EXISTS (SELECT 1 FROM emergency_ticket e
                JOIN current_state c ON c.machine = 'emergency'
                  AND c.subject_id = e.emergency_id AND c.state = 'out'
                WHERE e.performance_id = r.performance_id AND e.seat_id = r.seat_id)""",
        # A paper is keyed in when, and only when, a ticket of an order carries its code and place.
        "emergency.no_order": """
            SELECT e.number AS subject, 1 AS expected, 0 AS actual
            FROM emergency_ticket e
            JOIN current_state c ON c.machine = 'emergency' AND c.subject_id = e.emergency_id
            LEFT JOIN emergency_sale s ON s.emergency_id = e.emergency_id
            LEFT JOIN ticket t ON t.ticket_id = s.ticket_id AND t.order_id = s.order_id
              AND t.code = e.code AND t.performance_id = e.performance_id
              AND t.seat_id IS e.seat_id
            WHERE c.state = 'keyed' AND t.ticket_id IS NULL""",
        "emergency.not_keyed": """
            SELECT e.number AS subject, 'keyed' AS expected, coalesce(c.state, '') AS actual
            FROM emergency_sale s JOIN emergency_ticket e ON e.emergency_id = s.emergency_id
            LEFT JOIN current_state c ON c.machine = 'emergency' AND c.subject_id = e.emergency_id
            WHERE c.state IS NOT 'keyed'""",
        "emergency.no_state": """
            SELECT e.number AS subject, 1 AS expected, 0 AS actual FROM emergency_ticket e
            WHERE NOT EXISTS (SELECT 1 FROM current_state c
              WHERE c.machine = 'emergency' AND c.subject_id = e.emergency_id)""",
    }
)
