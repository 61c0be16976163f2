"""The invariants of cash beside sales as plain SQL: movements, the safe, what closed tills left,
deposits. See ``check_statements.py``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

_SHEET = """coalesce((SELECT sum(minor) FROM (
    SELECT json_extract(value, '$[0]') * json_extract(value, '$[1]') AS minor
      FROM json_each(iif(:s = '', '{}', :s), '$.notes')
    UNION ALL SELECT json_extract(value, '$[0]') * json_extract(value, '$[1]')
      FROM json_each(iif(:s = '', '{}', :s), '$.coins')
    UNION ALL SELECT json_extract(value, '$[0]') * json_extract(value, '$[1]') * 100
      FROM json_each(iif(:s = '', '{}', :s), '$.straps')
    UNION ALL SELECT json_extract(value, '$[0]') * json_extract(value, '$[1]')
        * CASE json_extract(value, '$[0]') WHEN 1 THEN 50 WHEN 5 THEN 40 WHEN 10 THEN 50
          WHEN 25 THEN 40 WHEN 50 THEN 20 WHEN 100 THEN 25 END
      FROM json_each(iif(:s = '', '{}', :s), '$.rolls'))), 0)"""
"""What a counting sheet in JSON comes to, minor units; nothing where there is none. A strap is 100
notes, a roll what the mint puts into it."""
_COUNTED = re.compile(r"counted\(([a-z.]+)\)")


def _with_sheets(statements: Mapping[str, str], before: str = "") -> Mapping[str, str]:
    """Return the statements with ``counted(column)`` written out."""
    return MappingProxyType(
        {
            code: before + _COUNTED.sub(lambda found: _SHEET.replace(":s", found[1]), statement)
            for code, statement in statements.items()
        }
    )


MOVEMENTS = _with_sheets(
    {
        # A movement is one batch of two lines, its till's and the other side, and there are no
        # such batches beside.
        "movement.postings": """
            WITH said AS (
              SELECT till_id, kind, window_id, business_date, user_id, account, currency,
                iif(kind IN ('top_up', 'paid_in'), 1, -1) * amount_minor AS minor
              FROM cash_movement),
            booked AS (
              SELECT b.till_id, b.kind, b.window_id, b.business_date, b.user_id,
                max(iif(p.till_id IS NULL, p.account, '')) AS account, max(p.currency) AS currency,
                sum(iif(p.till_id = b.till_id AND p.account = '1020', p.amount_minor, 0)) AS minor,
                count(*) AS lines
              FROM batch b LEFT JOIN posting p ON p.batch_id = b.batch_id
              WHERE b.kind IN ('drop', 'top_up', 'paid_in', 'paid_out') GROUP BY b.batch_id)
            SELECT till_id || ' ' || kind || ' ' || account AS subject,
                   sum(iif(said, minor, 0)) AS expected, sum(iif(said, 0, minor)) AS actual
            FROM (SELECT *, 1 AS said FROM said UNION ALL
                  SELECT till_id, kind, window_id, business_date, user_id, account, currency,
                         minor, 0 FROM booked)
            GROUP BY till_id, kind, window_id, business_date, user_id, account, currency, minor
            HAVING sum(said) <> count(*) - sum(said)
            UNION ALL
            SELECT till_id || ' ' || kind, 2, lines FROM booked WHERE lines <> 2""",
        "movement.unlikely": """
            SELECT m.movement_id AS subject, NULL AS expected, m.amount_minor AS actual
            FROM cash_movement m LEFT JOIN till t ON t.till_id = m.till_id
            WHERE m.kind NOT IN ('drop', 'top_up', 'paid_in', 'paid_out') OR m.amount_minor <= 0
               OR (m.window_id, m.business_date, m.currency)
                  IS NOT (t.window_id, t.business_date, t.currency)
               OR (m.kind = 'drop') <> (m.bag IS NOT NULL)
               OR (m.kind IN ('drop', 'top_up')) <> (m.account = '1020')
               OR (m.kind IN ('paid_in', 'paid_out')
                   AND '' IN (m.purpose, m.person, m.reason))""",
        "movement.same_person": """
            SELECT movement_id AS subject, NULL AS expected, NULL AS actual FROM cash_movement
            WHERE user_id NOT IN (SELECT user_id FROM staff) OR second_user_id = user_id
               OR (second_user_id <> '' AND second_user_id NOT IN (SELECT user_id FROM staff))""",
        "bag.used_twice": """
            SELECT upper(bag) AS subject, 1 AS expected, count(*) AS actual FROM (
              SELECT bag FROM cash_movement WHERE bag IS NOT NULL
              UNION ALL SELECT bag FROM deposit_step WHERE bag IS NOT NULL)
            GROUP BY upper(bag) HAVING count(*) > 1""",
        # A bag counted at the safe: a drop's, once, by two who did not drop it; what it was off by
        # is over or short and somebody was asked to look.
        "drop.counted": """
            SELECT c.movement_id AS subject, m.amount_minor AS expected, c.counted_minor AS actual
            FROM drop_counted c LEFT JOIN cash_movement m ON m.movement_id = c.movement_id
            WHERE m.kind IS NOT 'drop' OR c.counted_minor < 0 OR c.user_id = c.second_user_id
               OR m.user_id IN (c.user_id, c.second_user_id)
               OR c.user_id NOT IN (SELECT user_id FROM staff)
               OR c.second_user_id NOT IN (SELECT user_id FROM staff)
               OR (c.counted_minor <> m.amount_minor AND NOT EXISTS (
                 SELECT 1 FROM close_exception e WHERE e.kind = 'drop_difference'
                   AND e.subject_id = c.movement_id
                   AND e.amount_minor = c.counted_minor - m.amount_minor))""",
        "drop.postings": """
            SELECT user_id || ' ' || at AS subject, sum(said) AS expected, sum(booked) AS actual
            FROM (
              SELECT c.user_id, c.at, c.counted_minor - m.amount_minor AS said, 0 AS booked
              FROM drop_counted c JOIN cash_movement m ON m.movement_id = c.movement_id
              UNION ALL
              SELECT b.user_id, b.at, 0, p.amount_minor FROM batch b
              JOIN posting p ON p.batch_id = b.batch_id AND p.account = '1020'
               AND p.till_id IS NULL WHERE b.kind = 'drop_counted')
            GROUP BY user_id, at HAVING sum(said) <> sum(booked)""",
        # The safe is what was counted of it, bags by their slips; the first count came from the
        # bank, what a later one is off by is over or short.
        "safe.counted": """
            SELECT s.custody_id AS subject, counted(s.sheet) + coalesce((
                     SELECT sum(m.amount_minor) FROM cash_movement m
                     WHERE m.kind = 'drop' AND m.movement_id IN (
                       SELECT value FROM json_each(s.bags))), 0) AS expected,
                   s.counted_minor AS actual
            FROM safe_custody s WHERE expected <> actual
            UNION ALL
            SELECT custody_id, expected_minor, counted_minor FROM safe_custody s
            WHERE s.seq > 1 AND counted_minor <> expected_minor AND NOT EXISTS (
              SELECT 1 FROM close_exception e WHERE e.kind = 'safe_difference'
                AND e.subject_id = s.custody_id
                AND e.amount_minor = s.counted_minor - s.expected_minor)""",
        # No bag lies in a safe whose till's cash had left with a sealed deposit.
        "safe.bag_gone": """
            SELECT s.custody_id || ' ' || m.movement_id AS subject, NULL AS expected,
                   m.amount_minor AS actual
            FROM safe_custody s, json_each(s.bags) b
            JOIN cash_movement m ON m.movement_id = b.value
            JOIN deposit_item i ON i.kind = 'till' AND i.subject_id = m.till_id
            JOIN deposit_step x ON x.deposit_id = i.deposit_id AND x.what = 'sealed'
            WHERE x.at < s.at AND NOT EXISTS (SELECT 1 FROM deposit_step u
              WHERE u.deposit_id = i.deposit_id AND u.what = 'undone' AND u.at <= s.at)""",
        "safe.postings": """
            SELECT kind || ' ' || window_id || ' ' || at AS subject, sum(said) AS expected,
                   sum(booked) AS actual
            FROM (
              SELECT iif(seq = 1, 'safe_opened', 'safe_count') AS kind, window_id, at,
                     counted_minor - expected_minor AS said, 0 AS booked FROM safe_custody
              UNION ALL
              SELECT b.kind, b.window_id, b.at, 0, p.amount_minor FROM batch b
              JOIN posting p ON p.batch_id = b.batch_id AND p.account = '1020'
               AND p.till_id IS NULL WHERE b.kind IN ('safe_opened', 'safe_count'))
            GROUP BY kind, window_id, at HAVING sum(said) <> sum(booked)""",
        "safe.row_missing": """
            SELECT 'safe ' || window_id AS subject, max(seq) AS expected, count(*) AS actual
            FROM safe_custody GROUP BY window_id HAVING max(seq) <> count(*)
            UNION ALL
            SELECT 'relief ' || till_id, max(seq), count(*)
            FROM till_relief GROUP BY till_id HAVING max(seq) <> count(*)
            UNION ALL
            SELECT 'paper ' || count_id, max(line), count(*)
            FROM counted_paper GROUP BY count_id HAVING max(line) <> count(*)""",
        "safe.same_person": """
            SELECT custody_id AS subject, NULL AS expected, NULL AS actual FROM safe_custody
            WHERE from_user = to_user OR from_user NOT IN (SELECT user_id FROM staff)
               OR to_user NOT IN (SELECT user_id FROM staff)
            UNION ALL
            SELECT r.relief_id, NULL, NULL FROM till_relief r JOIN till t ON t.till_id = r.till_id
            WHERE r.user_id = t.user_id OR r.user_id NOT IN (SELECT user_id FROM staff)
               OR r.by_user NOT IN (SELECT user_id FROM staff)""",
    }
)

_LAST_COUNT = """
    WITH last AS (
      SELECT c.till_id, n.count_id, n.sheet, c.report, c.left, c.rest,
        coalesce((SELECT sum(coalesce(p.counted_minor, 0)) FROM counted_paper p
          WHERE p.count_id = n.count_id AND p.kind = 'check'), 0) AS checks
      FROM till_close c JOIN till_count n ON n.till_id = c.till_id AND n.attempt = (
        SELECT max(attempt) FROM till_count m WHERE m.till_id = c.till_id)),
    moved AS (
      SELECT c.till_id, p.account, b.kind = 'till_close' AS closing, p.till_id IS NULL AS safe,
             sum(p.amount_minor) AS minor
      FROM till_close c JOIN batch b ON b.till_id = c.till_id
      JOIN posting p ON p.batch_id = b.batch_id
      WHERE p.account IN ('1020', '1030') GROUP BY 1, 2, 3, 4)"""
"""Each locked till with the count that stands, and what its batches moved by account: closing it or
before, in the safe or in the till."""

TILLS_LEFT = _with_sheets(
    {
        "till.left": """
            SELECT till_id AS subject, counted(sheet) AS expected,
                   counted(left) + counted(rest) AS actual
            FROM last WHERE actual <> expected""",
        "till.to_the_safe": """
            SELECT l.till_id || ' ' || a.account AS subject,
                   iif(a.account = '1020', counted(l.sheet), l.checks) AS expected,
                   coalesce((SELECT sum(m.minor) FROM moved m WHERE m.till_id = l.till_id
                     AND m.account = a.account AND m.closing AND m.safe), 0) AS actual
            FROM last l, (SELECT '1020' AS account UNION SELECT '1030') a
            WHERE actual <> expected""",
        # What a report says of a tender is what the books had in the till, and what was counted.
        "till.tender": """
            SELECT l.till_id || ' ' || json_extract(d.value, '$.kind') AS subject,
                   coalesce((SELECT sum(m.minor) FROM moved m WHERE m.till_id = l.till_id
                     AND m.account = iif(json_extract(d.value, '$.kind') = 'cash', '1020', '1030')
                     AND NOT m.closing AND NOT m.safe), 0) AS expected,
                   json_extract(d.value, '$.expected.minor') AS actual
            FROM last l, json_each(l.report, '$.differences') d
            WHERE json_extract(d.value, '$.kind') IN ('cash', 'check') AND actual <> expected
            UNION ALL
            SELECT l.till_id || ' ' || json_extract(d.value, '$.kind'),
                   iif(json_extract(d.value, '$.kind') = 'cash', counted(l.sheet), l.checks)
                     AS counted, json_extract(d.value, '$.counted.minor') AS said
            FROM last l, json_each(l.report, '$.differences') d
            WHERE json_extract(d.value, '$.kind') IN ('cash', 'check') AND said <> counted""",
        # A paper that is not as expected was somebody's to look into.
        "till.paper_unseen": """
            SELECT l.till_id || ' ' || p.kind AS subject, count(*) AS expected,
                   (SELECT count(*) FROM close_exception e WHERE e.till_id = l.till_id
                      AND e.kind IN (CASE p.kind WHEN 'check' THEN 'check_missing'
                          WHEN 'card_slip' THEN 'card_slip'
                          WHEN 'certificate' THEN 'certificate_missing'
                          ELSE 'void_ticket_missing' END,
                        iif(p.kind = 'check', 'check_extra', ''),
                        iif(p.kind = 'check', 'check_amount', ''))) AS actual
            FROM last l JOIN counted_paper p ON p.count_id = l.count_id
            WHERE p.counted_minor IS NULL OR (p.kind IN ('check', 'card_slip')
              AND (p.subject_id = '' OR p.counted_minor <> p.expected_minor))
            GROUP BY l.till_id, p.kind HAVING actual < expected""",
        "till.forgotten": """
            SELECT c.till_id AS subject, c.forgotten AS expected, n.user_id <> t.user_id AS actual
            FROM till_close c JOIN till t ON t.till_id = c.till_id
            JOIN last l ON l.till_id = c.till_id JOIN till_count n ON n.count_id = l.count_id
            WHERE c.forgotten <> (n.user_id <> t.user_id)
               OR (c.forgotten AND NOT EXISTS (SELECT 1 FROM close_exception e
                 WHERE e.kind = 'forgotten_till' AND e.till_id = c.till_id))""",
    },
    before=_LAST_COUNT,
)

_LATE = """
    WITH RECURSIVE corrected AS (
      SELECT DISTINCT f.tender_id AS fresh, f.kind, f.amount_minor, n.of_tender AS old
      FROM batch b JOIN posting p ON p.batch_id = b.batch_id
      JOIN tender f ON f.tender_id = p.tender_id AND f.of_tender IS NULL AND f.kind <> 'rounding'
      JOIN posting q ON q.batch_id = b.batch_id
      JOIN tender n ON n.tender_id = q.tender_id AND n.of_tender IS NOT NULL
       AND n.kind <> 'rounding'
      WHERE b.kind = 'tender_correction' AND b.till_id IS NULL),
    gone AS (SELECT old FROM corrected),
    root AS (
      SELECT c.fresh, t.till_id FROM corrected c JOIN tender t ON t.tender_id = c.old
      WHERE t.till_id IS NOT NULL
      UNION
      SELECT c.fresh, r.till_id FROM corrected c JOIN root r ON r.fresh = c.old),
    late AS (
      SELECT c.fresh, c.old, r.till_id, c.amount_minor, coalesce((
        SELECT sum(p.amount_minor) FROM posting p
        WHERE p.tender_id = c.fresh AND p.account = '1030'), 0) AS there
      FROM corrected c LEFT JOIN root r ON r.fresh = c.fresh WHERE c.kind = 'check'),
    papers AS (
      SELECT n.till_id, p.subject_id, p.counted_minor FROM counted_paper p
      JOIN till_count n ON n.count_id = p.count_id
      JOIN till_close c ON c.till_id = n.till_id
      WHERE p.kind = 'check' AND p.counted_minor IS NOT NULL AND n.attempt = (
        SELECT max(attempt) FROM till_count m WHERE m.till_id = n.till_id))"""
"""Corrections of locked tills: the checks they say there are, by the till that was locked, and the
checks that were counted there."""

LATE = _with_sheets(
    {
        # The checks of the safe are those that lie there: counted or come to light, not corrected
        # to something else, not gone to the bank, not given back before they went.
        "safe.checks": """
            SELECT '1030' AS subject,
              coalesce((SELECT sum(counted_minor) FROM papers
                WHERE subject_id NOT IN (SELECT old FROM gone)), 0)
              + coalesce((SELECT sum(there) FROM late
                WHERE fresh NOT IN (SELECT old FROM gone)), 0)
              - coalesce((SELECT sum(i.amount_minor) FROM deposit_item i
                JOIN current_state s ON s.machine = 'deposit' AND s.subject_id = i.deposit_id
                WHERE i.kind = 'check' AND s.state IN ('sealed', 'collected', 'confirmed')), 0)
              - coalesce((SELECT sum(there_minor) FROM check_returned
                WHERE deposit_id IS NULL), 0) AS expected,
              coalesce((SELECT sum(p.amount_minor) FROM posting p
                WHERE p.account = '1030' AND p.till_id IS NULL), 0) AS actual
            WHERE expected <> actual""",
        # A check that was one too many when it was counted does not come to light again, and no
        # cash does: what was counted is what the safe holds.
        "correction.counted": """
            SELECT l.fresh AS subject, 0 AS expected, l.there AS actual FROM late l
            JOIN tender o ON o.tender_id = l.old AND o.kind <> 'check'
            WHERE l.there <> 0 AND l.fresh NOT IN (SELECT old FROM gone)
              AND (SELECT count(*) FROM papers p WHERE p.till_id = l.till_id
                     AND p.subject_id = '' AND p.counted_minor = l.amount_minor)
                > (SELECT count(*) FROM late k WHERE k.till_id = l.till_id
                     AND k.amount_minor = l.amount_minor AND k.there = 0)
            UNION ALL
            SELECT b.batch_id, 0, p.amount_minor FROM batch b
            JOIN posting p ON p.batch_id = b.batch_id AND p.account = '1020'
            WHERE b.kind = 'tender_correction' AND b.till_id IS NULL""",
    },
    before=_LATE,
)

DEPOSITS = _with_sheets(
    {
        # M7, first half: what is deposited is its parts, note by note and check by check.
        "deposit.items": """
            SELECT d.deposit_id || ' cash' AS subject, d.cash_minor AS expected,
                   coalesce((SELECT sum(i.amount_minor) FROM deposit_item i
                     WHERE i.deposit_id = d.deposit_id AND i.kind <> 'check'), 0) AS actual
            FROM deposit d WHERE actual <> expected
            UNION ALL
            SELECT d.deposit_id || ' checks', d.checks_minor AS expected,
                   coalesce((SELECT sum(i.amount_minor) FROM deposit_item i
                     WHERE i.deposit_id = d.deposit_id AND i.kind = 'check'), 0) AS actual
            FROM deposit d WHERE actual <> expected
            UNION ALL
            SELECT d.deposit_id || ' sheet', d.cash_minor AS expected,
                   counted(d.sheet) AS actual
            FROM deposit d WHERE actual <> expected
            UNION ALL
            SELECT deposit_id || ' safe',
                   max(0, -sum(iif(kind IN ('till', 'float'), amount_minor, 0))) AS expected,
                   sum(iif(kind = 'safe', amount_minor, 0)) AS actual
            FROM deposit_item GROUP BY deposit_id HAVING actual <> expected
            UNION ALL
            SELECT deposit_id, max(line), count(*) FROM deposit_item
            GROUP BY deposit_id HAVING max(line) <> count(*)""",
        # More left in a drawer than a till began with is not the bank's, until it is less again.
        "deposit.float": """
            WITH walked AS (
              SELECT c.till_id, c.window_id, c.z_number, sum(counted(c.left) - t.float_minor)
                OVER (PARTITION BY c.window_id ORDER BY c.z_number) AS sum
              FROM till_close c JOIN till t ON t.till_id = c.till_id),
            kept AS (
              SELECT till_id, window_id, z_number, sum - min(0, min(sum)
                OVER (PARTITION BY window_id ORDER BY z_number)) AS minor FROM walked),
            changed AS (
              SELECT till_id, coalesce(lag(minor) OVER (
                PARTITION BY window_id ORDER BY z_number), 0) - minor AS minor FROM kept)
            SELECT i.deposit_id || ' ' || i.subject_id AS subject, c.minor AS expected,
                   coalesce((SELECT sum(f.amount_minor) FROM deposit_item f
                     WHERE f.kind = 'float' AND f.deposit_id = i.deposit_id
                       AND f.subject_id = i.subject_id), 0) AS actual
            FROM deposit_item i JOIN changed c ON c.till_id = i.subject_id
            WHERE i.kind = 'till' AND actual <> expected
            UNION ALL
            SELECT f.deposit_id || ' ' || f.subject_id, NULL, f.amount_minor FROM deposit_item f
            WHERE f.kind = 'float' AND NOT EXISTS (SELECT 1 FROM deposit_item i
              WHERE i.kind = 'till' AND i.deposit_id = f.deposit_id
                AND i.subject_id = f.subject_id)""",
        "deposit.twice": """
            SELECT i.kind || ' ' || i.subject_id AS subject, 1 AS expected, count(*) AS actual
            FROM deposit_item i
            JOIN current_state s ON s.machine = 'deposit' AND s.subject_id = i.deposit_id
            WHERE s.state <> 'undone' GROUP BY i.kind, i.subject_id HAVING count(*) > 1""",
        # A till's part is what it left in the safe; a check's what was counted on it there, or
        # what came to light by a correction after that.
        "deposit.till": """
            SELECT i.deposit_id || ' ' || i.subject_id AS subject,
                   coalesce((SELECT sum(p.amount_minor) FROM posting p
                     JOIN batch b ON b.batch_id = p.batch_id
                     WHERE b.till_id = i.subject_id AND p.account = '1020'
                       AND p.till_id IS NULL), 0)
                   + coalesce((SELECT sum(c.counted_minor - m.amount_minor) FROM drop_counted c
                     JOIN cash_movement m ON m.movement_id = c.movement_id
                     WHERE m.till_id = i.subject_id), 0) AS expected,
                   i.amount_minor AS actual
            FROM deposit_item i JOIN current_state s
              ON s.machine = 'deposit' AND s.subject_id = i.deposit_id
            WHERE i.kind = 'till' AND s.state IN ('sealed', 'collected', 'confirmed')
              AND (actual <> expected OR i.subject_id NOT IN (SELECT till_id FROM till_close))""",
        "deposit.check": """
            SELECT i.deposit_id || ' ' || i.subject_id AS subject,
                   coalesce(p.counted_minor, (SELECT sum(q.amount_minor) FROM posting q
                     JOIN batch b ON b.batch_id = q.batch_id AND b.kind = 'tender_correction'
                     WHERE q.tender_id = i.subject_id AND q.account = '1030'
                       AND b.till_id IS NULL)) AS expected,
                   i.amount_minor AS actual
            FROM deposit_item i LEFT JOIN counted_paper p ON p.kind = 'check'
              AND iif(p.subject_id = '', p.count_id || ':' || p.line, p.subject_id) = i.subject_id
              AND p.count_id IN (
                SELECT n.count_id FROM till_count n JOIN deposit_item t
                  ON t.kind = 'till' AND t.subject_id = n.till_id
                WHERE t.deposit_id = i.deposit_id AND n.attempt = (
                  SELECT max(attempt) FROM till_count m WHERE m.till_id = n.till_id))
            WHERE i.kind = 'check' AND expected IS NOT actual
            UNION ALL
            SELECT deposit_id || ' ' || line, NULL, amount_minor FROM deposit_item
            WHERE kind NOT IN ('till', 'float', 'safe', 'check')""",
        "deposit.steps": """
            WITH took AS (
              SELECT d.deposit_id, s.state, coalesce((SELECT group_concat(what) FROM (
                SELECT what FROM deposit_step x WHERE x.deposit_id = d.deposit_id
                ORDER BY what)), '') AS steps
              FROM deposit d
              LEFT JOIN current_state s ON s.machine = 'deposit' AND s.subject_id = d.deposit_id)
            SELECT deposit_id || ' ' || coalesce(state, '') || ' ' || steps AS subject,
                   NULL AS expected, NULL AS actual
            FROM took WHERE CASE state WHEN 'prepared' THEN steps = ''
              WHEN 'sealed' THEN steps = 'sealed' WHEN 'collected' THEN steps = 'collected,sealed'
              WHEN 'confirmed' THEN steps IN ('confirmed,sealed', 'collected,confirmed,sealed')
              WHEN 'undone' THEN steps IN ('undone', 'sealed,undone') ELSE 0 END = 0""",
        # Who seals is seen by another; whoever prepared it does not confirm it.
        "deposit.same_person": """
            SELECT s.deposit_id || ' ' || s.what AS subject, NULL AS expected, NULL AS actual
            FROM deposit_step s JOIN deposit d ON d.deposit_id = s.deposit_id
            WHERE s.user_id NOT IN (SELECT user_id FROM staff)
               OR (s.what = 'sealed' AND (s.bag IS NULL OR s.second_user_id = s.user_id
                   OR s.second_user_id NOT IN (SELECT user_id FROM staff)))
               OR (s.what = 'confirmed' AND (s.bank_minor IS NULL OR s.user_id = d.user_id))
               OR (s.what = 'undone' AND s.reason = '')""",
        # On its way from the seal on, back when it is undone, with the bank when that says so.
        "deposit.postings": """
            WITH life AS (
              SELECT s.what, s.user_id, s.at, d.cash_minor AS cash, d.checks_minor AS checks,
                     s.bank_minor AS bank, s.what = 'sealed' OR EXISTS (
                       SELECT 1 FROM deposit_step x WHERE x.deposit_id = s.deposit_id
                         AND x.what = 'sealed') AS went
              FROM deposit_step s JOIN deposit d ON d.deposit_id = s.deposit_id
              WHERE s.what IN ('sealed', 'undone', 'confirmed')),
            lines AS (
              SELECT what, user_id, at, '1015' AS account,
                     iif(what = 'sealed', 1, -1) * (cash + checks) AS said, 0 AS booked
              FROM life WHERE went
              UNION ALL
              SELECT what, user_id, at, '1020', iif(what = 'sealed', -1, 1) * cash, 0
              FROM life WHERE went AND what <> 'confirmed'
              UNION ALL
              SELECT what, user_id, at, '1030', iif(what = 'sealed', -1, 1) * checks, 0
              FROM life WHERE went AND what <> 'confirmed'
              UNION ALL
              SELECT what, user_id, at, '1010', bank, 0 FROM life WHERE what = 'confirmed'
              UNION ALL
              SELECT what, user_id, at, '5020', cash + checks - bank, 0
              FROM life WHERE what = 'confirmed'
              UNION ALL
              SELECT substr(b.kind, 9), b.user_id, b.at, p.account, 0, p.amount_minor
              FROM batch b JOIN posting p ON p.batch_id = b.batch_id
              WHERE b.kind LIKE 'deposit\\_%' ESCAPE '\\')
            SELECT what || ' ' || account || ' ' || at AS subject, sum(said) AS expected,
                   sum(booked) AS actual
            FROM lines GROUP BY what, user_id, at, account HAVING sum(said) <> sum(booked)""",
        "deposit.transit": """
            SELECT '1015' AS subject,
              coalesce((SELECT sum(d.cash_minor + d.checks_minor) FROM deposit d
                JOIN current_state s ON s.machine = 'deposit' AND s.subject_id = d.deposit_id
                WHERE s.state IN ('sealed', 'collected')), 0) AS expected,
              coalesce((SELECT sum(amount_minor) FROM posting WHERE account = '1015'), 0) AS actual
            WHERE expected <> actual""",
        # M7, second half: what the bank got differently is somebody's to look into.
        "deposit.difference": """
            SELECT d.deposit_id AS subject, d.cash_minor + d.checks_minor AS expected,
                   s.bank_minor AS actual
            FROM deposit d
            JOIN deposit_step s ON s.deposit_id = d.deposit_id AND s.what = 'confirmed'
            WHERE actual <> expected AND NOT EXISTS (
              SELECT 1 FROM close_exception e WHERE e.kind = 'deposit_difference'
                AND e.subject_id = d.deposit_id AND e.amount_minor = actual - expected)""",
    }
)
