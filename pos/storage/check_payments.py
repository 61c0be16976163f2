"""The invariants of card payments as plain SQL. See ``check_statements.py``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_CAPTURED = """
    WITH captured AS (
      SELECT a.payment_id, a.amount_minor AS minor, a.offline FROM card_answer a
      WHERE a.outcome IN ('approved', 'partial') AND a.seq = (
        SELECT b.seq FROM card_answer b
        WHERE b.payment_id = a.payment_id AND b.outcome IN ('approved', 'partial')
        ORDER BY b.source = 'forced', b.seq LIMIT 1)),
    short AS (
      SELECT f.payment_id, f.amount_minor - c.minor AS minor
      FROM card_answer f JOIN captured c ON c.payment_id = f.payment_id
      WHERE f.source = 'forced' AND f.outcome = 'approved' AND f.amount_minor > c.minor)"""
"""What each payment captured: its first answer by which money moved, a manager's word last; and by
how much that word was too large."""

_PAYMENTS: Mapping[str, str] = MappingProxyType(
    {
        # Where a payment stands, somebody said: what moved money has an answer for it, what was
        # never sent has none, and nothing is captured beyond what was asked.
        "payment.unanswered": """
            SELECT s.subject_id AS subject, 1 AS expected, 0 AS actual FROM current_state s
            WHERE s.machine = 'payment' AND (
              (s.state IN ('approved', 'applied', 'reversed', 'bounced', 'written_off')
                AND s.subject_id NOT IN (SELECT payment_id FROM captured))
              OR (s.state IN ('declined', 'unknown')
                AND s.subject_id NOT IN (SELECT payment_id FROM card_answer)))""",
        "payment.captured": """
            SELECT p.payment_id AS subject, p.amount_minor AS expected, a.amount_minor AS actual
            FROM card_payment p JOIN card_answer a ON a.payment_id = p.payment_id
            WHERE a.outcome IN ('approved', 'partial')
              AND (a.amount_minor IS NULL OR a.amount_minor NOT BETWEEN 1 AND p.amount_minor
                   OR a.currency <> p.currency)""",
        "payment.forgotten": """
            SELECT s.subject_id AS subject, NULL AS expected, a.amount_minor AS actual
            FROM current_state s JOIN card_answer a ON a.payment_id = s.subject_id
            WHERE s.machine = 'payment' AND s.state IN ('created', 'sent', 'unknown', 'declined')
              AND a.outcome IN ('approved', 'partial')
            UNION ALL
            SELECT s.subject_id, NULL, a.amount_minor
            FROM current_state s JOIN card_answer a ON a.payment_id = s.subject_id
            JOIN transition b ON b.machine = 'payment' AND b.subject_id = s.subject_id
              AND b.to_state = 'bounced' AND b.at < a.at
            WHERE s.machine = 'payment' AND s.state = 'bounced'
              AND a.outcome IN ('approved', 'partial') AND a.source IN ('terminal', 'asked')
              AND NOT EXISTS (SELECT 1 FROM card_answer e WHERE e.payment_id = a.payment_id
                AND e.seq < a.seq AND e.outcome IN ('approved', 'partial')
                AND e.source <> 'forced')""",
        # M4: a card tender for each applied payment, of its amount and order, and none beside.
        "payment.tender": """
            SELECT m.payment_id AS subject, m.minor AS expected, t.amount_minor AS actual
            FROM (
              SELECT p.payment_id, p.for_kind, p.for_id,
                     iif(p.kind = 'charge', 1, -1) * c.minor AS minor
              FROM card_payment p JOIN captured c ON c.payment_id = p.payment_id
              JOIN current_state s ON s.machine = 'payment' AND s.subject_id = p.payment_id
              WHERE s.state = 'applied') m
            LEFT JOIN tender t ON t.payment_id = m.payment_id
            WHERE t.tender_id IS NULL OR t.kind <> 'card'
               OR (t.amount_minor <> m.minor AND NOT EXISTS (
                 SELECT 1 FROM short x JOIN card_exception e ON e.payment_id = x.payment_id
                 WHERE x.payment_id = m.payment_id AND e.what = 'short'
                   AND e.amount_minor = x.minor AND abs(t.amount_minor) = abs(m.minor) + x.minor))
               OR (m.for_kind = 'order' AND t.order_id <> m.for_id)
            UNION ALL
            SELECT t.tender_id, NULL, t.amount_minor FROM tender t
            LEFT JOIN current_state s ON s.machine = 'payment' AND s.subject_id = t.payment_id
            WHERE t.payment_id IS NOT NULL AND s.state IS NOT 'applied'
              AND s.state IS NOT 'bounced' AND NOT EXISTS (
                SELECT 1 FROM transition b WHERE b.machine = 'payment'
                  AND b.subject_id = t.payment_id AND b.to_state = 'bounced')
            UNION ALL
            SELECT payment_id, 1, count(*) FROM tender
            WHERE payment_id IS NOT NULL GROUP BY payment_id HAVING count(*) > 1""",
        "payment.card_tender": """
            SELECT tender_id AS subject, NULL AS expected, amount_minor AS actual FROM tender
            WHERE kind = 'card' AND payment_id IS NULL AND of_tender IS NULL
              AND order_id IN (SELECT order_id FROM orders WHERE channel = 'window')""",
        # M3: what was given back is never more than what was captured.
        "payment.given_back": """
            SELECT p.parent_id AS subject,
                   coalesce(max(o.minor + coalesce(x.minor, 0)), 0) AS expected,
                   sum(coalesce(c.minor, p.amount_minor)) AS actual
            FROM card_payment p
            JOIN current_state s ON s.machine = 'payment' AND s.subject_id = p.payment_id
            LEFT JOIN captured c ON c.payment_id = p.payment_id
            LEFT JOIN captured o ON o.payment_id = p.parent_id
            LEFT JOIN short x ON x.payment_id = p.parent_id
            WHERE p.kind <> 'charge' AND s.state NOT IN ('declined', 'bounced', 'written_off')
            GROUP BY p.parent_id HAVING actual > expected OR p.parent_id IS NULL
            UNION ALL
            SELECT p.payment_id, NULL, p.amount_minor FROM card_payment p
            LEFT JOIN card_payment o ON o.payment_id = p.parent_id
            WHERE (p.kind = 'charge') <> (p.parent_id IS NULL)
               OR (p.kind <> 'charge' AND o.kind IS NOT 'charge')""",
        # What ended a charge gave all of it back; what was written off may be a loss beside it, or
        # what the charge was closed against.
        "payment.reversed": """
            SELECT p.payment_id AS subject, max(o.minor) AS expected,
                   coalesce(sum(c.minor) FILTER (WHERE r.state <> 'written_off'), 0) AS actual
            FROM card_payment p
            JOIN current_state s ON s.machine = 'payment' AND s.subject_id = p.payment_id
            JOIN captured o ON o.payment_id = p.payment_id
            LEFT JOIN short x ON x.payment_id = p.payment_id
            LEFT JOIN card_payment child ON child.parent_id = p.payment_id
            LEFT JOIN current_state r ON r.machine = 'payment'
              AND r.subject_id = child.payment_id
              AND r.state IN ('reversed', 'applied', 'written_off')
            LEFT JOIN captured c ON c.payment_id = r.subject_id
            WHERE s.state = 'reversed' AND p.kind = 'charge'
            GROUP BY p.payment_id
            HAVING actual > expected + coalesce(max(x.minor), 0)
                OR coalesce(sum(c.minor), 0) < expected""",
        "payment.twice_open": """
            SELECT p.for_id AS subject, 1 AS expected, count(*) AS actual FROM card_payment p
            JOIN current_state s ON s.machine = 'payment' AND s.subject_id = p.payment_id
            WHERE p.kind = 'charge' AND s.state IN ('created', 'sent', 'unknown')
            GROUP BY p.for_kind, p.for_id HAVING count(*) > 1""",
        # A card tender lies where its money is: not on its way to the bank before it was forwarded.
        "payment.offline": """
            SELECT '1045' AS subject,
              coalesce((SELECT sum(c.minor) FROM tender t
                JOIN captured c ON c.payment_id = t.payment_id AND c.offline
                JOIN current_state s ON s.machine = 'payment' AND s.subject_id = c.payment_id
                JOIN card_payment p ON p.payment_id = c.payment_id AND p.kind = 'charge'
                WHERE s.state = 'applied' AND t.payment_id NOT IN (
                  SELECT payment_id FROM card_answer WHERE source = 'forwarded')), 0) AS expected,
              coalesce((SELECT sum(amount_minor) FROM posting WHERE account = '1045'), 0) AS actual
            WHERE expected <> actual""",
        # What went out and nobody was owed: given up by two, booked once, and no more than it was.
        "payment.written_off": """
            SELECT coalesce(w.payment_id, s.subject_id) AS subject, w.amount_minor AS expected,
                   c.minor AS actual
            FROM (SELECT subject_id FROM current_state
                  WHERE machine = 'payment' AND state = 'written_off') s
            FULL JOIN card_written_off w ON w.payment_id = s.subject_id
            LEFT JOIN captured c ON c.payment_id = w.payment_id
            LEFT JOIN short x ON x.payment_id = w.payment_id
            WHERE (s.subject_id IS NULL AND NOT EXISTS (
                SELECT 1 FROM transition b WHERE b.machine = 'payment'
                  AND b.subject_id = w.payment_id AND b.to_state = 'written_off'))
               OR w.payment_id IS NULL
               OR w.amount_minor NOT BETWEEN 0 AND c.minor + coalesce(x.minor, 0)
            UNION ALL
            SELECT w.payment_id, w.amount_minor, coalesce(sum(p.amount_minor), 0)
            FROM card_written_off w
            LEFT JOIN posting p ON p.batch_id = w.batch_id AND p.account = '5045'
            GROUP BY w.batch_id HAVING w.amount_minor <> coalesce(sum(p.amount_minor), 0)
            UNION ALL
            SELECT payment_id, NULL, NULL FROM card_written_off
            WHERE approved_by = user_id OR reason = ''
               OR user_id NOT IN (SELECT user_id FROM staff)
               OR approved_by NOT IN (SELECT user_id FROM staff)""",
        # What nobody pays was owed for a card whose money never came: a loss, once.
        "payment.given_up": """
            SELECT t.order_id AS subject,
                   sum(t.amount_minor) AS expected,
                   coalesce((SELECT sum(p.amount_minor) FROM posting p JOIN batch b
                     ON b.batch_id = p.batch_id AND b.kind = 'card_given_up'
                     WHERE p.order_id = t.order_id AND p.account = '5050'), 0) AS actual
            FROM tender t WHERE t.kind = 'given_up'
            GROUP BY t.order_id
            HAVING actual <> expected OR expected < 0 OR t.order_id NOT IN (
              SELECT c.order_id FROM tender c JOIN transition b ON b.machine = 'payment'
                AND b.subject_id = c.payment_id AND b.to_state = 'bounced')""",
        # Of what a terminal said in place of a manager, somebody was asked to look.
        "payment.short": """
            SELECT x.payment_id AS subject, x.minor AS expected, e.amount_minor AS actual
            FROM short x
            LEFT JOIN card_exception e ON e.payment_id = x.payment_id AND e.what = 'short'
            WHERE e.amount_minor IS NOT x.minor AND EXISTS (
              SELECT 1 FROM current_state s WHERE s.machine = 'payment'
                AND s.subject_id = x.payment_id
                AND s.state IN ('applied', 'reversed', 'written_off'))
              AND EXISTS (SELECT 1 FROM tender t WHERE t.payment_id = x.payment_id
                AND abs(t.amount_minor) > (SELECT minor FROM captured c
                  WHERE c.payment_id = x.payment_id))""",
        "payment.last_four": """
            SELECT 'card_answer ' || answer_id AS subject, 4 AS expected,
                   length(last_four) AS actual
            FROM card_answer WHERE last_four GLOB '*[^0-9]*' OR length(last_four) > 4
            UNION ALL
            SELECT 'check_taken ' || tender_id, 4, length(account_last4) FROM check_taken
            WHERE account_last4 GLOB '*[^0-9]*' OR length(account_last4) > 4""",
        # A manager's word stands beside an exception, settled by somebody else and before the day.
        "exception.missing": """
            SELECT a.payment_id AS subject, 1 AS expected, 0 AS actual FROM card_answer a
            WHERE a.source = 'forced'
              AND a.payment_id NOT IN (SELECT payment_id FROM card_exception)
            UNION ALL
            SELECT e.exception_id, 1, 0 FROM card_exception e
            WHERE e.payment_id NOT IN (
              SELECT payment_id FROM card_answer WHERE source = 'forced')""",
        "exception.same_person": """
            SELECT e.exception_id AS subject, NULL AS expected, NULL AS actual
            FROM card_exception e JOIN exception_settled d ON d.exception_id = e.exception_id
            WHERE d.user_id IN (e.user_id, e.approved_by)
               OR d.user_id NOT IN (SELECT user_id FROM staff)""",
        "exception.day_closed": """
            SELECT e.exception_id AS subject, 1 AS expected, 0 AS actual
            FROM card_exception e JOIN card_payment p ON p.payment_id = e.payment_id
            JOIN day_close d ON d.window_id = p.window_id AND d.at > e.at
            LEFT JOIN exception_settled s ON s.exception_id = e.exception_id
            WHERE s.at IS NULL OR s.at > d.at
            GROUP BY e.exception_id""",
        "terminal.row_missing": """
            -- Two windows may write one number, not knowing of each other.
            SELECT serial AS subject, max(seq) AS expected, count(DISTINCT seq) AS actual
            FROM terminal_entry GROUP BY serial HAVING max(seq) <> count(DISTINCT seq)
            UNION ALL
            SELECT serial, 1, count(*) FROM terminal_entry
            GROUP BY serial, seq, window_id HAVING count(*) > 1
            UNION ALL
            SELECT 'offline ' || window_id, max(seq), count(*)
            FROM offline_spell GROUP BY window_id HAVING max(seq) <> count(*)
            UNION ALL
            SELECT 'payment ' || payment_id, max(seq), count(DISTINCT seq)
            FROM card_answer GROUP BY payment_id HAVING max(seq) <> count(DISTINCT seq)
            UNION ALL
            SELECT 'payment ' || payment_id, 1, count(*) FROM card_answer
            GROUP BY payment_id, seq
            HAVING count(*) > 1 AND NOT EXISTS (SELECT 1 FROM hub_link)""",
    }
)

PAYMENTS: Mapping[str, str] = MappingProxyType(
    {code: _CAPTURED + statement for code, statement in _PAYMENTS.items()}
)

_ENTERED = "SELECT serial AS subject FROM terminal_entry"
_INSPECTED = "SELECT serial AS subject FROM terminal_inspection"
_MADE_HERE = "window_id = coalesce((SELECT window_id FROM hub_link), window_id)"
"""Of a serial that two windows know, each tells in its own audit what it did itself."""
UNTOLD: Mapping[str, str] = MappingProxyType(
    {
        # Facts and the audit entries that tell of them.
        "payment.begun": "SELECT payment_id AS subject FROM card_payment",
        "payment.forced": "SELECT payment_id AS subject FROM card_exception",
        "payment.written_off": "SELECT payment_id AS subject FROM card_written_off",
        "order.given_up": "SELECT order_id AS subject FROM tender WHERE kind = 'given_up'",
        "exception.settled": "SELECT exception_id AS subject FROM exception_settled",
        "payment.forwarded": "SELECT payment_id AS subject FROM card_answer"
        " WHERE source = 'forwarded'",
        "terminal.registered": _ENTERED + " WHERE what = 'registered' AND " + _MADE_HERE,
        "terminal.retired": _ENTERED + " WHERE what = 'retired' AND " + _MADE_HERE,
        "terminal.inspected": _INSPECTED + " WHERE " + _MADE_HERE,
    }
)

STATES: Mapping[str, str] = MappingProxyType(
    {"payment": "SELECT payment_id AS subject FROM card_payment"}
)
