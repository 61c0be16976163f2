"""The invariants of tenders, certificates and accounts as plain SQL. See
``check_statements.py``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

VALUES: Mapping[str, str] = MappingProxyType(
    {
        # M9: what certificates and accounts owe is the sum of their balances, none below zero, and
        # nothing is owed that names none of them.
        "value.below_zero": """
            SELECT value_id AS subject, 0 AS expected, -sum(amount_minor) AS actual
            FROM posting WHERE value_id IS NOT NULL
            GROUP BY value_id HAVING sum(amount_minor) > 0""",
        "value.nameless": """
            SELECT batch_id || ' ' || line AS subject, 0 AS expected, amount_minor AS actual
            FROM posting WHERE account IN ('2020', '2060')
              AND (value_id IS NULL OR value_id NOT IN (SELECT value_id FROM stored_value))
            UNION ALL
            SELECT p.batch_id || ' ' || p.line, NULL, p.amount_minor FROM posting p
            JOIN stored_value v ON v.value_id = p.value_id
            WHERE p.account <> iif(v.kind = 'account', '2060', '2020')""",
        # A certificate is worth its face when it is made: sold in its order, or given away.
        "value.face": """
            SELECT v.serial AS subject, v.face_minor AS expected,
                   coalesce((SELECT -sum(p.amount_minor) FROM posting p
                     JOIN batch b ON b.batch_id = p.batch_id
                     WHERE p.value_id = v.value_id AND p.tender_id IS NULL AND p.amount_minor < 0
                       AND (b.kind = iif(v.kind = 'certificate', 'sale', 'promotional')
                       OR (b.kind, v.kind) = ('exchange', 'certificate'))), 0)
                     AS actual
            FROM stored_value v WHERE v.kind <> 'account' AND actual <> expected""",
        "value.sold": """
            SELECT v.serial AS subject, v.face_minor AS expected, e.amount_minor AS actual
            FROM stored_value v LEFT JOIN order_extra e ON e.value_id = v.value_id
            WHERE (v.kind = 'certificate'
                AND (e.order_id IS NOT v.order_id OR e.amount_minor IS NOT v.face_minor))
               OR (v.kind <> 'certificate' AND (v.order_id IS NOT NULL
                OR e.kind IS NOT iif(v.kind = 'account' AND e.kind IS NOT NULL, 'credit', NULL)))
            UNION ALL
            SELECT extra_id, NULL, amount_minor FROM order_extra
            WHERE kind = 'certificate'
              AND (value_id IS NULL OR value_id NOT IN (SELECT value_id FROM stored_value))""",
        "value.code": """
            SELECT v.serial AS subject, 1 AS expected, count(c.seq) AS actual
            FROM stored_value v LEFT JOIN value_code c ON c.value_id = v.value_id
            GROUP BY v.value_id
            HAVING iif(v.kind = 'account', count(c.seq) <> 0,
                       count(c.seq) = 0 OR max(c.seq) <> count(c.seq))""",
        # What a tender is made of stands beside it; every cash sale with its own rounding.
        "tender.source": """
            SELECT t.tender_id AS subject, NULL AS expected, t.amount_minor AS actual
            FROM tender t
            LEFT JOIN stored_value v ON v.value_id = t.value_id
            WHERE (t.kind IN ('certificate', 'promotional', 'on_account'))
                    <> (t.value_id IS NOT NULL)
               OR (t.value_id IS NOT NULL
                   AND v.kind IS NOT iif(t.kind = 'on_account', 'account', t.kind))
               OR (t.kind = 'check' AND t.amount_minor > 0
                   AND t.tender_id NOT IN (SELECT tender_id FROM check_taken))
            UNION ALL
            SELECT tender_id, NULL, NULL FROM check_taken
            WHERE tender_id NOT IN (SELECT tender_id FROM tender WHERE kind = 'check')
               OR length(account_last4) > 4""",
        "tender.card": """
            SELECT t.tender_id AS subject, NULL AS expected, t.amount_minor AS actual
            FROM tender t
            LEFT JOIN current_state s ON s.machine = 'payment' AND s.subject_id = t.payment_id
            WHERE t.kind = 'card' AND t.payment_id IS NOT NULL
              AND coalesce(s.state, '') NOT IN ('applied', 'bounced')
              AND NOT EXISTS (SELECT 1 FROM transition b WHERE b.machine = 'payment'
                AND b.subject_id = t.payment_id AND b.to_state = 'bounced')
            UNION ALL
            SELECT tender_id, NULL, amount_minor FROM tender
            WHERE (kind = 'card' AND payment_id IS NULL AND of_tender IS NULL)
               OR (kind <> 'card' AND payment_id IS NOT NULL)""",
        # M10
        "rounding.account": """
            SELECT 'rounding' AS subject,
                   coalesce((SELECT sum(amount_minor) FROM tender WHERE kind = 'rounding'), 0)
                     AS expected,
                   coalesce((SELECT sum(amount_minor) FROM posting WHERE account = '5030'), 0)
                     AS actual
            WHERE expected <> actual""",
        "rounding.without_cash": """
            SELECT r.tender_id AS subject, 4 AS expected, r.amount_minor AS actual FROM tender r
            WHERE r.kind = 'rounding' AND (abs(r.amount_minor) > 4
              OR NOT EXISTS (SELECT 1 FROM tender c WHERE c.order_id = r.order_id
                   AND c.kind = 'cash' AND c.at = r.at))""",
    }
)

UNTOLD: Mapping[str, str] = MappingProxyType(
    {
        "value.account_opened": "SELECT value_id AS subject FROM stored_value"
        " WHERE kind = 'account'",
        "value.given_away": "SELECT value_id AS subject FROM stored_value"
        " WHERE kind = 'promotional'",
        "value.code_unknown": "SELECT try_id AS subject FROM value_try WHERE NOT found",
        "value.cashed_out": "SELECT subject_id AS subject FROM drawer_opening"
        " WHERE reason = 'cash_out'",
    }
)
"""Facts and the audit entries that tell of them."""
