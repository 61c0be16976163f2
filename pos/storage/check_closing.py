"""The invariants of exceptions, business days, the books and settlement as plain SQL, and what of
them SQL cannot say. See ``check_statements.py``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from pos.storage.check_json import as_far_as_it_goes
from pos.storage.check_settlement import many_rows
from pos.views.cash import Finding

Rows = Callable[[str], list[Mapping[str, Any]]]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

EXCEPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "close_exception.kind": """
            SELECT exception_id AS subject, NULL AS expected, amount_minor AS actual
            FROM close_exception
            WHERE kind NOT IN ('till_difference', 'forgotten_till', 'drop_difference',
                'safe_difference', 'check_missing', 'check_extra', 'check_amount', 'card_slip',
                'certificate_missing', 'void_ticket_missing', 'card_totals', 'settlement',
                'deposit_difference', 'deposit_late', 'clock', 'float_difference', 'overdrawn',
                'overspent', 'code_over', 'cancelled_meanwhile', 'late_window')
               OR (till_id IS NOT NULL AND till_id NOT IN (SELECT till_id FROM till))
            UNION ALL
            SELECT kind || ' ' || subject_id, 1, count(*) FROM close_exception e
            WHERE kind NOT IN ('settlement', 'late_window', 'code_over')
              OR NOT EXISTS (SELECT 1 FROM exception_step s
                WHERE s.exception_id = e.exception_id AND s.what = 'settled')
            GROUP BY kind, subject_id HAVING count(*) > 1""",
        # Settled is settled; whoever carries one is named by two people.
        "close_exception.steps": """
            SELECT exception_id AS subject, max(seq) AS expected, count(*) AS actual
            FROM exception_step GROUP BY exception_id HAVING max(seq) <> count(*)
            UNION ALL
            SELECT s.exception_id || ' ' || s.seq, NULL, NULL FROM exception_step s
            WHERE s.what NOT IN ('settled', 'carried') OR s.reason = ''
               OR (s.user_id NOT IN (SELECT user_id FROM staff) AND NOT (s.user_id = 'system'
                 AND s.what = 'settled' AND s.exception_id IN
                   (SELECT exception_id FROM close_exception WHERE kind = 'settlement')))
               OR (s.what = 'settled' AND EXISTS (SELECT 1 FROM exception_step l
                 WHERE l.exception_id = s.exception_id AND l.seq > s.seq))
               OR (s.what = 'carried' AND (s.owner NOT IN (SELECT user_id FROM staff)
                 OR s.approved_by NOT IN (SELECT user_id FROM staff)
                 OR s.approved_by = s.user_id))""",
        # An owner may, where nobody without an interest was left: who was there, no row tells.
        "close_exception.same_person": """
            SELECT s.exception_id || ' ' || s.seq AS subject, NULL AS expected, NULL AS actual
            FROM exception_step s JOIN close_exception e ON e.exception_id = s.exception_id
            LEFT JOIN till t ON t.till_id = e.till_id
            WHERE iif(s.what = 'settled', s.user_id, s.approved_by) IN (e.user_id, t.user_id)
              AND s.user_id <> 'system' AND NOT EXISTS (SELECT 1 FROM staff_standing o
                WHERE o.user_id = iif(s.what = 'settled', s.user_id, s.approved_by)
                  AND o.role = 'owner' AND o.at <= s.at)""",
        # What a later line answered by itself needs nobody, as its class on disk says; if it comes
        # back, another exception stands for it.
        "close_exception.answered": """
            SELECT s.exception_id AS subject, NULL AS expected, m.step AS actual
            FROM exception_step s JOIN close_exception e ON e.exception_id = s.exception_id
            JOIN settlement_match m ON e.subject_id = iif(m.line = 0, m.payment_id,
              m.file_id || ':' || m.line)
            WHERE s.user_id = 'system' AND m.step <> 'nothing' AND m.at <= s.at
              AND NOT EXISTS (SELECT 1 FROM settlement_match l WHERE l.at <= s.at
                AND l.seq > m.seq AND l.line = m.line AND (l.line = 0 AND
                  l.payment_id = m.payment_id OR l.line <> 0 AND l.file_id = m.file_id))
              AND NOT EXISTS (SELECT 1 FROM close_exception n
                WHERE n.kind = e.kind AND n.subject_id = e.subject_id AND n.rowid > e.rowid)""",
        # No day was locked over one that nobody had settled or carried by then.
        "close_exception.day_closed": """
            SELECT e.exception_id || ' ' || d.business_date AS subject, 1 AS expected, 0 AS actual
            FROM close_exception e
            JOIN day_close d ON d.window_id = e.window_id
              AND d.business_date >= e.business_date AND d.at > e.at
            WHERE NOT EXISTS (SELECT 1 FROM exception_step s
              WHERE s.exception_id = e.exception_id AND s.at <= d.at)
            GROUP BY e.exception_id""",
        "terminal_total.agreed": """
            SELECT total_id AS subject, theirs = ours AS expected, agreed AS actual
            FROM terminal_total t WHERE agreed <> (theirs = ours)
               OR (NOT agreed AND NOT EXISTS (SELECT 1 FROM close_exception e
                 WHERE e.kind = 'card_totals' AND e.subject_id = t.total_id))""",
    }
)

DAYS: Mapping[str, str] = MappingProxyType(
    {
        # A4: nothing is dated on or before a day that was locked by then. What was booked after it
        # with an hour before the lock tells that the clock had gone back in between.
        "day.posted_after": """
            SELECT b.batch_id AS subject, NULL AS expected, NULL AS actual FROM batch b
            WHERE EXISTS (SELECT 1 FROM day_close d WHERE d.window_id = b.window_id
              AND d.business_date >= b.business_date AND d.at < b.at
              AND NOT EXISTS (SELECT 1 FROM batch c WHERE c.rowid > b.rowid AND c.at <= d.at))
            UNION ALL
            SELECT m.movement_id, NULL, NULL FROM cash_movement m
            WHERE EXISTS (SELECT 1 FROM day_close d WHERE d.window_id = m.window_id
              AND d.business_date >= m.business_date AND d.at < m.at
              AND NOT EXISTS (SELECT 1 FROM batch c WHERE c.at <= d.at
                AND c.rowid > (SELECT min(e.rowid) FROM batch e WHERE e.at = m.at)))""",
        "earned.postings": """
            SELECT b.batch_id || ' ' || coalesce(p.performance_id, '') AS subject,
                   0 AS expected, sum(p.amount_minor) AS actual
            FROM batch b JOIN posting p ON p.batch_id = b.batch_id
            WHERE b.kind = 'earned' GROUP BY b.batch_id, p.performance_id
            HAVING actual <> 0 OR p.performance_id IS NULL
                OR max(p.account NOT IN ('2010', '4010'))
            UNION ALL
            SELECT p.batch_id || ' ' || p.line, NULL, p.amount_minor FROM posting p
            JOIN batch b ON b.batch_id = p.batch_id
            WHERE p.account = '4010' AND b.kind <> 'earned'""",
        # What was exported is what the days it is for still come to, beside what came late.
        "journal.differs": """
            WITH day AS (
              SELECT export_id, number, business_date, content, coalesce((
                SELECT max(d.business_date) FROM day_close d
                WHERE d.business_date < journal_export.business_date), '') AS after
              FROM journal_export),
            moved AS (
              SELECT batch_id, max(booked_on) AS booked_on FROM booked_late GROUP BY batch_id),
            lines AS (
              SELECT day.number, json_extract(l.value, '$.ours') AS account,
                     json_extract(l.value, '$.memo') AS memo,
                     json_extract(l.value, '$.debit.minor')
                       - json_extract(l.value, '$.credit.minor') AS said, 0 AS booked
              FROM day, json_each(day.content) l
              UNION ALL
              SELECT day.number, p.account, iif(p.account IN ('2010', '4010'),
                       coalesce(f.code, p.performance_id, ''), ''), 0, p.amount_minor
              FROM day JOIN (
                SELECT day.number AS of, b.batch_id FROM day JOIN batch b
                  ON b.business_date <= day.business_date AND b.business_date > day.after
                  AND NOT EXISTS (SELECT 1 FROM booked_late l WHERE l.batch_id = b.batch_id)
                  AND NOT EXISTS (SELECT 1 FROM late_batch l
                    WHERE l.batch_id = b.batch_id AND l.exported)
                UNION ALL
                SELECT day.number, m.batch_id FROM day JOIN moved m
                  ON m.booked_on <= day.business_date AND m.booked_on > day.after) b
                ON b.of = day.number
              JOIN posting p ON p.batch_id = b.batch_id
              LEFT JOIN performance f ON f.performance_id = p.performance_id)
            SELECT 'journal ' || number || ' ' || account || ' ' || memo AS subject,
                   sum(booked) AS expected, sum(said) AS actual
            FROM lines GROUP BY number, account, memo HAVING sum(said) <> sum(booked)
            UNION ALL
            SELECT 'journal ' || number, 0, sum(said) FROM lines
            GROUP BY number HAVING sum(said) <> 0
            UNION ALL
            SELECT 'journal ' || number, NULL, NULL FROM day
            WHERE business_date NOT IN (SELECT business_date FROM day_close)""",
        "journal.row_missing": """
            WITH lost AS (SELECT * FROM numbers_left WHERE name = 'journal'),
            own AS (SELECT number FROM journal_export e WHERE NOT EXISTS (
              SELECT 1 FROM lost WHERE e.number > after AND e.number <= after + gap))
            SELECT 'journal' AS subject, coalesce((SELECT value FROM counter
                     WHERE name = 'journal'), 0) - coalesce((SELECT sum(gap) FROM lost), 0)
                     AS expected,
                   (SELECT count(*) FROM own) AS actual
            WHERE expected <> actual
               OR actual <> coalesce((SELECT max(number) FROM own), 0) - coalesce((
                 SELECT sum(gap) FROM lost
                 WHERE after < (SELECT max(number) FROM own)), 0)""",
    }
)

SETTLEMENT: Mapping[str, str] = MappingProxyType(
    {
        "settlement.file": """
            SELECT f.file_id AS subject, f.net_minor AS expected,
                   coalesce(sum(l.net_minor), 0) AS actual
            FROM settlement_file f LEFT JOIN settlement_line l ON l.file_id = f.file_id
            GROUP BY f.file_id
            HAVING (f.lines, f.gross_minor, f.fee_minor, f.net_minor) <> (count(l.line),
              coalesce(sum(l.gross_minor), 0), coalesce(sum(l.fee_minor), 0),
              coalesce(sum(l.net_minor), 0))""",
        "settlement.line": """
            SELECT l.file_id || ' ' || l.line AS subject, l.gross_minor - l.fee_minor AS expected,
                   l.net_minor AS actual
            FROM settlement_line l LEFT JOIN settlement_file f ON f.file_id = l.file_id
            WHERE expected <> actual OR l.currency IS NOT f.currency
               OR l.kind NOT IN ('charge', 'refund', 'fee', 'chargeback', 'chargeback_reversed',
                  'reserve', 'adjustment')""",
        # Every line has a class, and every class is of a line or a payment that there is.
        "settlement.class": """
            SELECT l.file_id || ' ' || l.line AS subject, 1 AS expected, 0 AS actual
            FROM settlement_line l WHERE NOT EXISTS (SELECT 1 FROM settlement_match m
              WHERE m.file_id = l.file_id AND m.line = l.line)
            UNION ALL
            SELECT m.match_id, NULL, NULL FROM settlement_match m
            WHERE m.line_class NOT IN ('agreed', 'charged_no_order', 'order_no_charge',
                'duplicate', 'amount_differs', 'timing', 'fee', 'chargeback', 'not_ours')
               OR m.how NOT IN ('key', 'reference', 'window', 'person', 'none')
               OR (m.line <> 0 AND NOT EXISTS (SELECT 1 FROM settlement_line l
                   WHERE l.file_id = m.file_id AND l.line = m.line))
               OR (m.line = 0 AND m.payment_id = '')
               OR (m.payment_id <> ''
                   AND m.payment_id NOT IN (SELECT payment_id FROM card_payment))
               OR (m.how = 'person' AND m.note = '')
            UNION ALL
            SELECT iif(line = 0, payment_id, file_id || ' ' || line) AS subject, max(seq), count(*)
            FROM settlement_match GROUP BY iif(line = 0, payment_id, file_id || ' ' || line)
            HAVING max(seq) <> count(*)
            UNION ALL
            SELECT 'mapping ' || name, max(seq), count(*) FROM settlement_mapping
            GROUP BY name HAVING max(seq) <> count(*)""",
        # A payout is posted once, as its lines add up, and nothing is posted beside.
        "payout.lines": """
            SELECT p.payout_id AS subject, p.net_minor AS expected,
                   coalesce(sum(l.net_minor), 0) AS actual
            FROM payout p LEFT JOIN settlement_file f ON f.processor = p.processor
            LEFT JOIN settlement_line l ON l.file_id = f.file_id AND l.payout = p.payout
            GROUP BY p.payout_id
            HAVING actual <> expected
                OR p.net_minor + p.fee_minor + p.chargeback_minor
                   <> p.clearing_minor + p.elsewhere_minor
                OR p.fee_minor <> coalesce(sum(l.fee_minor), 0)
                   - coalesce(sum(iif(l.kind = 'fee', l.gross_minor, 0)), 0)
                OR p.chargeback_minor <> -coalesce(sum(iif(
                   l.kind IN ('chargeback', 'chargeback_reversed'), l.gross_minor, 0)), 0)""",
        "payout.postings": """
            WITH lines AS (
              SELECT batch_id, '1010' AS account, net_minor AS said, 0 AS booked FROM payout
              UNION ALL SELECT batch_id, '5010', fee_minor, 0 FROM payout
              UNION ALL SELECT batch_id, '1055', chargeback_minor, 0 FROM payout
              UNION ALL SELECT batch_id, '1041', -elsewhere_minor, 0 FROM payout
              UNION ALL SELECT batch_id, '1040', -clearing_minor, 0 FROM payout
              UNION ALL
              SELECT p.batch_id, p.account, 0, p.amount_minor FROM posting p
              JOIN batch b ON b.batch_id = p.batch_id WHERE b.kind = 'payout')
            SELECT batch_id || ' ' || account AS subject, sum(said) AS expected,
                   sum(booked) AS actual
            FROM lines GROUP BY batch_id, account HAVING sum(said) <> sum(booked)
            UNION ALL
            SELECT p.payout_id, NULL, NULL FROM payout p
            LEFT JOIN batch b ON b.batch_id = p.batch_id
            WHERE b.kind IS NOT 'payout' OR b.business_date <> p.business_date""",
    }
)

UNTOLD: tuple[tuple[str, str], ...] = (
    # Facts and the audit entries that tell of them.
    ("till.counted", "SELECT till_id AS subject FROM till_count"),
    (
        "day.closed",
        "SELECT window_id || ':' || business_date AS subject FROM day_close",
    ),
    ("cash.drop", "SELECT movement_id AS subject FROM cash_movement WHERE kind = 'drop'"),
    ("cash.top_up", "SELECT movement_id AS subject FROM cash_movement WHERE kind = 'top_up'"),
    ("cash.paid_in", "SELECT movement_id AS subject FROM cash_movement WHERE kind = 'paid_in'"),
    ("cash.paid_out", "SELECT movement_id AS subject FROM cash_movement WHERE kind = 'paid_out'"),
    ("drop.counted", "SELECT movement_id AS subject FROM drop_counted"),
    ("safe.handed_over", "SELECT custody_id AS subject FROM safe_custody"),
    ("till.relieved", 'SELECT till_id AS subject FROM till_relief WHERE "on"'),
    ("till.relief_ended", 'SELECT till_id AS subject FROM till_relief WHERE NOT "on"'),
    ("exception.opened", "SELECT exception_id AS subject FROM close_exception"),
    (
        "exception.settled",
        "SELECT exception_id AS subject FROM exception_step WHERE what = 'settled'",
    ),
    (
        "exception.carried",
        "SELECT exception_id AS subject FROM exception_step WHERE what = 'carried'",
    ),
    ("terminal.totalled", "SELECT total_id AS subject FROM terminal_total"),
    ("deposit.prepared", "SELECT deposit_id AS subject FROM deposit"),
    ("deposit.sealed", "SELECT deposit_id AS subject FROM deposit_step WHERE what = 'sealed'"),
    (
        "deposit.collected",
        "SELECT deposit_id AS subject FROM deposit_step WHERE what = 'collected'",
    ),
    (
        "deposit.confirmed",
        "SELECT deposit_id AS subject FROM deposit_step WHERE what = 'confirmed'",
    ),
    ("deposit.undone", "SELECT deposit_id AS subject FROM deposit_step WHERE what = 'undone'"),
    ("settlement.loaded", "SELECT file_id AS subject FROM settlement_file"),
    ("settlement.mapping_saved", "SELECT name AS subject FROM settlement_mapping"),
    ("payout.posted", "SELECT payout_id AS subject FROM payout"),
    ("journal.exported", "SELECT business_date AS subject FROM journal_export"),
    ("statement.kept", "SELECT statement_id AS subject FROM statement_made"),
)

STATES: Mapping[str, str] = MappingProxyType(
    {"deposit": "SELECT deposit_id AS subject FROM deposit"}
)


def beyond_sql(rows: Rows) -> Iterator[Finding]:
    """Yield what statements kept and performances played say that SQL cannot add up."""
    yield from as_far_as_it_goes("statement.changed", lambda: _kept(rows))
    yield from as_far_as_it_goes("earned", lambda: _earned(rows))
    yield from as_far_as_it_goes("settlement", lambda: many_rows(rows))


def _kept(rows: Rows) -> Iterator[Finding]:
    """A kept statement is what it was when it was made, byte for byte."""
    for row in rows("SELECT name, number, content, sha256 FROM statement_made"):
        subject = f"{row['name']} {row['number']}"
        if hashlib.sha256(row["content"].encode()).hexdigest() != row["sha256"]:
            yield Finding("error", "statement.changed", subject)
        elif json.loads(row["content"])["number"] != row["number"]:
            yield Finding("error", "statement.changed", subject, row["number"])


_BALANCES = """
    WITH waiting AS (
      SELECT DISTINCT t.window_id FROM till t JOIN (SELECT max(business_date) AS day FROM day_close)
      WHERE t.business_date <= day AND NOT EXISTS (SELECT 1 FROM day_close d
        WHERE d.window_id = t.window_id AND d.business_date = t.business_date))
    SELECT p.performance_id, f.starts_at, p.account, b.kind, b.business_date,
           sum(p.amount_minor) AS minor
    FROM posting p JOIN batch b ON b.batch_id = p.batch_id
    JOIN performance f ON f.performance_id = p.performance_id
    WHERE p.account IN ('2010', '4010') AND b.window_id NOT IN (SELECT window_id FROM waiting)
    GROUP BY p.performance_id, p.account, b.kind, b.business_date"""
"""Deferred and earned by performance, kind and date, but of windows whose day is still open."""


def _earned(rows: Rows) -> Iterator[Finding]:
    """Nothing is earned before the day after a performance, and all of it is by the lock that
    follows."""
    locked = rows("SELECT max(business_date) AS day FROM day_close")[0]["day"]
    house = rows("SELECT document FROM venue ORDER BY position LIMIT 1")
    if locked is None or not house:
        return
    document = json.loads(house[0]["document"])
    zone, cutoff = ZoneInfo(document["time_zone"]), timedelta(hours=document["cutoff_hour"])
    deferred: dict[str, int] = {}
    for row in rows(_BALANCES):
        starts = _EPOCH + timedelta(microseconds=row["starts_at"])
        played = (starts.astimezone(zone) - cutoff).date().isoformat()
        if row["account"] == "4010" and played >= row["business_date"]:
            yield Finding("error", "earned.too_early", row["performance_id"], 0, row["minor"])
        if row["account"] == "2010" and played < locked and row["business_date"] <= locked:
            subject = row["performance_id"]
            deferred[subject] = deferred.get(subject, 0) + row["minor"]
    for subject, minor in deferred.items():
        if minor:
            yield Finding("error", "earned.not_yet", subject, 0, minor)
