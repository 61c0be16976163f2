"""Whose orders are, and who was erased, in plain SQL for ``foyer verify``. See
``check_statements.py``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PATRONS: Mapping[str, str] = MappingProxyType(
    {
        "patron.unknown": """
            SELECT p.link_id AS subject, p.patron_id AS expected, NULL AS actual FROM order_patron p
            WHERE p.patron_id <> ''
              AND NOT EXISTS (SELECT 1 FROM patron k WHERE k.patron_id = p.patron_id)""",
        # At a window of a hub another one may have given it to them, not knowing: it goes once both
        # are heard.
        "patron.erased_owner": """
            SELECT p.link_id AS subject, p.patron_id AS expected, NULL AS actual FROM erased x
            CROSS JOIN order_patron p ON p.patron_id = x.subject_id
            WHERE x.kind = 'patron' AND NOT EXISTS (SELECT 1 FROM hub_link)
              AND NOT EXISTS (SELECT 1 FROM erased o
                WHERE o.kind = 'order' AND o.subject_id = p.order_id)
              AND NOT EXISTS (SELECT 1 FROM order_patron n WHERE n.order_id = p.order_id
                AND (n.seq > p.seq OR n.seq = p.seq AND n.link_id < p.link_id))""",
        "erased.unknown": """
            SELECT x.kind || ' ' || x.subject_id AS subject, 1 AS expected, 0 AS actual
            FROM erased x
            WHERE NOT CASE x.kind
                WHEN 'patron' THEN EXISTS (SELECT 1 FROM patron WHERE patron_id = x.subject_id)
                WHEN 'order' THEN EXISTS (SELECT 1 FROM orders WHERE order_id = x.subject_id)
                WHEN 'value' THEN EXISTS (SELECT 1 FROM stored_value WHERE value_id = x.subject_id)
                WHEN 'household'
                  THEN EXISTS (SELECT 1 FROM household WHERE household_id = x.subject_id)
                WHEN 'payment'
                  THEN EXISTS (SELECT 1 FROM card_payment WHERE payment_id = x.subject_id)
                WHEN 'parked' THEN EXISTS (SELECT 1 FROM parked_cart WHERE parked_id = x.subject_id)
                WHEN 'hold' THEN EXISTS (SELECT 1 FROM hold_event WHERE event_id = x.subject_id)
                ELSE 0 END
              OR NOT EXISTS (SELECT 1 FROM erased r
                WHERE r.kind = 'patron' AND r.subject_id = x.patron_id)""",
    }
)
