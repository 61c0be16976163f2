"""Parked carts against rights, in plain SQL for ``foyer verify``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_LINES = """
    WITH line AS (
      SELECT p.parked_id, p.window_id, l.value ->> '$.performance_id' AS performance_id,
             l.value ->> '$.seat_id' AS seat_id
      FROM parked_cart p JOIN json_each(p.content, '$.lines') l
      JOIN current_state c ON c.machine = 'parked' AND c.subject_id = p.parked_id
      WHERE c.state = 'parked' AND p.window_id NOT IN (SELECT window_id FROM hub_known))"""
"""Places of carts that this window put aside and that nobody has taken in hand."""

PARKED: Mapping[str, str] = MappingProxyType(
    {
        # What waits for its patron has its places. Another window that takes it has them a moment
        # before it can say so.
        "parked.no_right": f"""
            {_LINES}
            SELECT line.parked_id || ' ' || line.seat_id AS subject,
                   'hold:cart-' || line.parked_id AS expected, coalesce(r.holder, '') AS actual
            FROM line LEFT JOIN seat_right r ON r.performance_id = line.performance_id
              AND r.seat_id = line.seat_id
            WHERE line.seat_id IS NOT NULL AND r.holder IS NOT 'hold:cart-' || line.parked_id
              AND NOT EXISTS (SELECT 1 FROM hub_seat h
                WHERE h.performance_id = line.performance_id AND h.seat_id = line.seat_id
                  AND h.holder LIKE 'window:%' AND NOT h.leaving)""",  # noqa: S608 - our own words
        "parked.no_place": f"""
            {_LINES},
            wanted AS (
              SELECT parked_id, performance_id, count(*) AS places FROM line
              WHERE seat_id IS NULL GROUP BY parked_id, performance_id)
            SELECT wanted.parked_id || ' ' || wanted.performance_id AS subject,
                   wanted.places AS expected, coalesce(r.places, 0) AS actual
            FROM wanted LEFT JOIN place_right r ON r.performance_id = wanted.performance_id
              AND r.holder = 'hold:cart-' || wanted.parked_id AND r.cart_id = ''
            WHERE coalesce(r.places, 0) <> wanted.places
              AND (EXISTS (SELECT 1 FROM hub_place h
                  WHERE h.performance_id = wanted.performance_id AND h.places > 0
                    AND h.holder = 'hold:cart-' || wanted.parked_id)
                OR NOT EXISTS (SELECT 1 FROM lease_command a
                  WHERE a.performance_id = wanted.performance_id AND a.answered
                    AND a.command ->> '$.holder' = 'hold:cart-' || wanted.parked_id))""",  # noqa: S608
        # What is over has none. Of what another window ended the hub's word may still be on its
        # way, and the cart itself.
        "parked.right_left_over": """
            SELECT r.performance_id || ' ' || r.place AS subject, '' AS expected,
                   r.holder AS actual
            FROM (SELECT performance_id, seat_id AS place, holder FROM seat_right UNION ALL
                  SELECT performance_id, places, holder FROM place_right) r
            LEFT JOIN current_state c ON c.machine = 'parked'
              AND c.subject_id = substr(r.holder, 11)
            WHERE r.holder LIKE 'hold:cart-%' AND c.state IS NOT 'parked'
              AND (c.state IS NOT NULL OR NOT EXISTS (SELECT 1 FROM hub_link))
              AND NOT EXISTS (SELECT 1 FROM transition t
                WHERE t.machine = 'parked' AND t.subject_id = substr(r.holder, 11)
                  AND t.window_id IN (SELECT window_id FROM hub_known))""",
    }
)
