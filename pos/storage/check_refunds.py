"""The invariants of money given back, corrected and bounced, as plain SQL. See
``check_statements.py``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pos.storage.ticket_sql import COST, SOLD

REFUNDS: Mapping[str, str] = MappingProxyType(
    {
        # No tender gives more than it was. A returned check may, when money went out for it, and
        # what two windows gave back of one ticket. (What cards were given is in
        # ``check_payments.py``.)
        "refund.above_tender": """
            SELECT t.tender_id AS subject, t.amount_minor AS expected,
                   -sum(n.amount_minor) AS actual
            FROM tender t JOIN tender n ON n.of_tender = t.tender_id AND n.kind <> 'rounding'
            WHERE t.kind <> 'rounding'
              AND t.tender_id NOT IN (SELECT tender_id FROM check_returned)
            GROUP BY t.tender_id HAVING actual > expected
              AND actual > expected + coalesce((SELECT sum(p.amount_minor) FROM posting p
                JOIN batch b ON b.batch_id = p.batch_id AND b.kind = 'refunded_twice'
                WHERE p.order_id = t.order_id AND p.account = '1060'), 0)""",
        # What a ticket or extra brought back is what it cost, once; or two windows gave it back,
        # and the later one's books say so.
        "refund.line": f"""
            SELECT l.refund_id || ' ' || l.line AS subject,
                   coalesce({COST}, e.amount_minor) AS expected,
                   l.amount_minor AS actual
            FROM refund_line l
            JOIN refund r ON r.refund_id = l.refund_id
            LEFT JOIN ticket t ON t.ticket_id = l.ticket_id AND t.order_id = r.order_id
            LEFT JOIN order_extra e ON e.extra_id = l.extra_id AND e.order_id = r.order_id
            WHERE expected IS NOT actual
            UNION ALL
            SELECT coalesce(l.ticket_id, l.extra_id), 1, count(*) FROM refund_line l
            LEFT JOIN order_extra e ON e.extra_id = l.extra_id
            GROUP BY coalesce(l.ticket_id, l.extra_id) HAVING count(*) > 1
              AND count(*) > 1 + (SELECT count(DISTINCT p.batch_id) FROM posting p
                JOIN batch b ON b.batch_id = p.batch_id AND b.kind = 'refunded_twice'
                WHERE p.ticket_id = l.ticket_id
                   OR (p.extra_id = e.extra_id AND p.account = e.account))""",  # noqa: S608 - ours
        # What was given back at one window and printed again at another was paid for once: what
        # stands in its place goes without a line of its own.
        "refund.ticket_state": """
            SELECT s.subject_id AS subject, 1 AS expected, 0 AS actual FROM current_state s
            WHERE s.machine = 'ticket' AND s.state = 'returned'
              AND s.subject_id NOT IN (SELECT ticket_id FROM refund_line
                WHERE ticket_id IS NOT NULL)
              AND NOT EXISTS (SELECT 1 FROM ticket t
                JOIN ticket o ON o.order_id = t.order_id AND o.position = t.position
                  AND o.ticket_id <> t.ticket_id
                JOIN refund_line l ON l.ticket_id = o.ticket_id
                WHERE t.ticket_id = s.subject_id AND t.replaces IS NOT NULL)
            UNION ALL
            SELECT l.ticket_id, 0, 1 FROM refund_line l
            LEFT JOIN current_state s ON s.machine = 'ticket' AND s.subject_id = l.ticket_id
            WHERE l.ticket_id IS NOT NULL AND s.state IS NOT 'returned'
              AND NOT (s.state IS 'revoked' AND EXISTS (SELECT 1 FROM transition x
                WHERE x.machine = 'ticket' AND x.subject_id = l.ticket_id
                  AND x.to_state = 'returned'))""",
        "refund.postings": f"""
            WITH given AS MATERIALIZED (
              SELECT p.ticket_id, b.till_id, b.at, sum(p.amount_minor) AS minor
              FROM batch b CROSS JOIN posting p ON p.batch_id = b.batch_id
              WHERE b.kind = 'give_back' AND p.account IN {SOLD}
                AND p.ticket_id IS NOT NULL
              GROUP BY p.ticket_id, b.till_id, b.at),
            taken AS MATERIALIZED (
              SELECT l.refund_id, sum(g.minor) AS minor
              FROM (SELECT DISTINCT n.refund_id, n.ticket_id, f.till_id, f.at FROM refund_line n
                JOIN refund f ON f.refund_id = n.refund_id) l
              JOIN given g ON g.ticket_id = l.ticket_id AND g.till_id IS l.till_id AND g.at = l.at
              GROUP BY l.refund_id)
            SELECT r.refund_id AS subject,
                   coalesce((SELECT sum(l.amount_minor) FROM refund_line l
                     WHERE l.refund_id = r.refund_id AND l.ticket_id IS NOT NULL), 0) AS expected,
                   coalesce(t.minor, 0) AS actual
            FROM refund r LEFT JOIN taken t ON t.refund_id = r.refund_id
            WHERE expected <> actual""",  # noqa: S608 - ours
        # What is promised is what its ways add up to, beside what cash is rounded by.
        "refund.parts": """
            SELECT r.refund_id AS subject, r.amount_minor AS expected,
                   coalesce((SELECT sum(p.amount_minor) FROM refund_part p
                     WHERE p.refund_id = r.refund_id AND p.replaces IS NULL), 0)
                   - coalesce((SELECT sum(t.amount_minor) FROM tender t
                     WHERE t.order_id = r.order_id AND t.refund_id = r.refund_id
                       AND t.kind = 'rounding'), 0) AS actual
            FROM refund r WHERE expected <> actual""",
        # What is owed (2070) is what was promised, less cancelled, less paid out.
        "refund.payable": """
            WITH promised AS (
              SELECT r.order_id, sum(r.amount_minor)
                + coalesce((SELECT sum(t.amount_minor) FROM tender t
                    WHERE t.order_id = r.order_id AND t.refund_id IS NOT NULL), 0)
                - coalesce((SELECT sum(p.amount_minor) FROM refund_part p
                    JOIN refund q ON q.refund_id = p.refund_id
                    WHERE q.order_id = r.order_id AND p.how = 'cancelled'), 0) AS minor
              FROM refund r GROUP BY r.order_id),
            owed AS (
              SELECT order_id, -sum(amount_minor) AS minor FROM posting
              WHERE account = '2070' GROUP BY order_id)
            SELECT o.order_id AS subject, coalesce(p.minor, 0) AS expected,
                   coalesce(w.minor, 0) AS actual
            FROM orders o LEFT JOIN promised p ON p.order_id = o.order_id
            LEFT JOIN owed w ON w.order_id = o.order_id
            WHERE expected <> actual OR actual < 0""",
        "refund.nobody": """
            SELECT refund_id AS subject, NULL AS expected, NULL AS actual FROM refund r
            WHERE reason = '' OR (user_id NOT IN (SELECT user_id FROM staff)
                OR approved_by NOT IN (SELECT user_id FROM staff))
              -- of a list, by whoever may use this computer's account
              AND NOT (till_id IS NULL AND user_id = 'command-line' AND approved_by = user_id
                AND NOT EXISTS (SELECT 1 FROM refund_part p
                  WHERE p.refund_id = r.refund_id AND p.how <> 'elsewhere'))""",
        # A correction changes the kind of what was paid, never how much.
        "tender.correction": """
            SELECT b.batch_id AS subject, 0 AS expected, sum(t.amount_minor) AS actual
            FROM batch b JOIN (SELECT DISTINCT batch_id, tender_id FROM posting) p
              ON p.batch_id = b.batch_id
            JOIN tender t ON t.tender_id = p.tender_id
            WHERE b.kind = 'tender_correction'
            GROUP BY b.batch_id HAVING actual <> 0""",
        "check.returned": """
            SELECT c.return_id AS subject, -t.amount_minor AS expected,
                   coalesce((SELECT sum(n.amount_minor) FROM tender n
                     WHERE n.of_tender = c.tender_id AND n.refund_id IS NULL), 0) AS actual
            FROM check_returned c JOIN tender t ON t.tender_id = c.tender_id
            WHERE expected <> actual
            UNION ALL
            SELECT o.order_id,
                   coalesce((SELECT sum(fee_minor) FROM check_returned c
                     WHERE c.order_id = o.order_id), 0),
                   -coalesce((SELECT sum(p.amount_minor) FROM posting p
                     WHERE p.order_id = o.order_id AND p.account = '4025'), 0)
            FROM orders o
            WHERE coalesce((SELECT sum(fee_minor) FROM check_returned c
                WHERE c.order_id = o.order_id), 0)
              <> -coalesce((SELECT sum(p.amount_minor) FROM posting p
                WHERE p.order_id = o.order_id AND p.account = '4025'), 0)""",
        # It goes out of where it was, the checks or the bank; the rest is over or short.
        "check.returned_postings": """
            WITH side(account) AS (VALUES ('1010'), ('1030'), ('5020'))
            SELECT c.return_id || ' ' || s.account AS subject,
                   CASE s.account WHEN '5020' THEN c.there_minor - t.amount_minor
                     WHEN iif(c.deposit_id IS NULL, '1030', '1010') THEN -c.there_minor
                     ELSE 0 END AS expected,
                   coalesce((SELECT sum(p.amount_minor) FROM tender n
                     JOIN posting p ON p.tender_id = n.tender_id
                     WHERE n.of_tender = c.tender_id AND n.refund_id IS NULL
                       AND p.account = s.account), 0) AS actual
            FROM check_returned c JOIN tender t ON t.tender_id = c.tender_id, side s
            WHERE expected <> actual""",
        # What is taken out was there: as counted, or come to light by a correction; of the bank
        # never more than that got. Each paper comes back once, and goes into no bag afterwards.
        "check.returned_from": """
            SELECT c.return_id AS subject, coalesce((SELECT p.counted_minor FROM counted_paper p
                     JOIN till_count n ON n.count_id = p.count_id
                     WHERE p.kind = 'check' AND c.paper_id = iif(p.subject_id = '',
                         p.count_id || ':' || p.line, p.subject_id)
                       AND n.attempt = (SELECT max(attempt) FROM till_count m
                         WHERE m.till_id = n.till_id)),
                   (SELECT sum(p.amount_minor) FROM posting p
                     JOIN batch b ON b.batch_id = p.batch_id AND b.kind = 'tender_correction'
                     WHERE p.tender_id = c.paper_id AND p.account = '1030'
                       AND b.till_id IS NULL), 0) AS expected, c.there_minor AS actual
            FROM check_returned c WHERE c.deposit_id IS NULL AND expected <> actual
            UNION ALL
            SELECT d.deposit_id, s.bank_minor, sum(c.there_minor) FROM check_returned c
            LEFT JOIN deposit d ON d.deposit_id = c.deposit_id
            LEFT JOIN deposit_step s ON s.deposit_id = c.deposit_id AND s.what = 'confirmed'
            WHERE c.deposit_id IS NOT NULL GROUP BY c.deposit_id
            HAVING s.bank_minor IS NULL OR sum(c.there_minor) > s.bank_minor
            UNION ALL
            SELECT paper_id, 1, count(*) FROM check_returned
            WHERE paper_id <> '' GROUP BY paper_id HAVING count(*) > 1
            UNION ALL
            SELECT c.return_id, NULL, i.amount_minor FROM check_returned c
            JOIN deposit_item i ON i.kind = 'check' AND i.subject_id = c.paper_id
            JOIN current_state s ON s.machine = 'deposit' AND s.subject_id = i.deposit_id
            WHERE s.state IN ('sealed', 'collected', 'confirmed')
              AND i.deposit_id IS NOT c.deposit_id""",
    }
)

UNTOLD: Mapping[str, str] = MappingProxyType(
    {
        "money.given_back": "SELECT refund_id AS subject FROM refund",
        "check.returned": "SELECT return_id AS subject FROM check_returned",
    }
)
"""Facts and the audit entries that tell of them."""
