"""The SQL behind ``pos/storage/figures.py``. Account numbers are those of ``pos/ledger.py``.

CROSS JOIN is how SQLite is told to start from the left: a performance's tickets, not every ticket
that is live.
"""

from __future__ import annotations

import sqlalchemy as sa

from pos.storage.standing import HOLDER_OF
from pos.storage.tables import IsoDate, UtcTime
from pos.storage.ticket_sql import COST, EXCHANGED, FEES, OF_BATCH, SOLD, SOLD_IN

_SUMS = """
    SELECT b.user_id, b.kind, b.at / 900000000 AS quarter, p.account,
           coalesce(t.kind, '') AS tender, p.ticket_id IS NOT NULL AS of_ticket,
           b.order_id IS NOT NULL AS of_order, coalesce(e.kind, '') AS extra,
           CASE WHEN b.till_id IS NULL THEN '' ELSE b.window_id END AS till_window,
           sum(max(p.amount_minor, 0)) AS debit, sum(p.amount_minor) AS amount
    FROM batch b JOIN posting p ON p.batch_id = b.batch_id
    LEFT JOIN tender t ON t.tender_id = p.tender_id
    LEFT JOIN order_extra e ON e.extra_id = p.extra_id AND e.account = p.account
    WHERE {where}
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
    ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9
    """


def _sums(where: str) -> sa.TextualSelect:
    statement = sa.text(_SUMS.format(where=where))
    return statement.columns(of_ticket=sa.Boolean(), of_order=sa.Boolean())


DAY = _sums("b.business_date = :day")
TILL = _sums("b.till_id = :till")
SALES = sa.text(
    f"""
    SELECT b.user_id, o.channel, CASE WHEN b.till_id IS NULL THEN '' ELSE b.window_id END
             AS till_window,
           count(DISTINCT CASE WHEN b.kind = 'sale' THEN o.order_id END) AS orders,
           count(t.ticket_id) AS tickets, coalesce(sum(t.comp_reason <> ''), 0) AS comps
    FROM batch b JOIN orders o ON o.order_id = b.order_id
    LEFT JOIN ticket t ON t.order_id = o.order_id AND {OF_BATCH}
    WHERE b.business_date = :day AND {SOLD_IN}
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    """  # noqa: S608 - ours
)
ELSEWHERE = sa.text(
    f"""
    WITH beside AS (
      SELECT batch_id, order_id, kind FROM batch
      WHERE business_date = :day AND (till_id IS NULL OR window_id <> :window)
    )
    SELECT (SELECT count(*) FROM beside b JOIN ticket t ON t.order_id = b.order_id
              AND {OF_BATCH} WHERE {SOLD_IN}) AS tickets,
           (SELECT coalesce(-sum(p.amount_minor), 0) FROM beside b
            JOIN posting p ON p.batch_id = b.batch_id
            WHERE p.ticket_id IS NOT NULL AND p.account IN {SOLD}) AS amount
    """  # noqa: S608 - ours
)
REFUNDS = sa.text(
    """
    SELECT r.user_id, coalesce(w.window_id, '') AS till_window, count(*) AS times,
           coalesce(sum(l.tickets), 0) AS tickets, sum(r.amount_minor) AS amount
    FROM refund r LEFT JOIN
      (SELECT refund_id, count(ticket_id) AS tickets FROM refund_line GROUP BY refund_id) l
      ON l.refund_id = r.refund_id
    LEFT JOIN till w ON w.till_id = r.till_id
    WHERE r.business_date = :day
    GROUP BY 1, 2 ORDER BY 1, 2
    """
)
EXCHANGES = sa.text(EXCHANGED.format(which="r.business_date = :day"))
TENDERS = sa.text(
    # As a till counts them: what points to another tender is given back, or corrects it.
    """
    SELECT t.kind,
           count(DISTINCT iif(t.of_tender IS NULL, t.tender_id, NULL)) AS number,
           sum(iif(t.of_tender IS NULL, p.amount_minor, 0)) AS amount,
           count(DISTINCT iif(t.of_tender IS NULL, NULL, t.tender_id)) AS number_back,
           -sum(iif(t.of_tender IS NULL, 0, p.amount_minor)) AS amount_back
    FROM batch b JOIN posting p ON p.batch_id = b.batch_id
    JOIN tender t ON t.tender_id = p.tender_id
    WHERE b.business_date = :day AND p.account IN (SELECT value FROM json_each(:accounts))
    GROUP BY 1 ORDER BY 1
    """
)
PERFORMANCES = sa.text(
    f"""
    WITH booked AS (
      SELECT p.performance_id, count(DISTINCT CASE WHEN {SOLD_IN} THEN p.ticket_id END)
               AS tickets, -sum(p.amount_minor) AS amount
      FROM batch b JOIN posting p ON p.batch_id = b.batch_id
      WHERE b.business_date = :day AND p.ticket_id IS NOT NULL AND p.account IN {SOLD}
      GROUP BY 1
    ), comped AS (
      SELECT t.performance_id, count(*) AS tickets
      FROM batch b JOIN ticket t ON t.order_id = b.order_id AND {OF_BATCH}
      WHERE b.business_date = :day AND {SOLD_IN} AND {COST} = 0
      GROUP BY 1
    ), returned AS (
      SELECT t.performance_id, count(*) AS tickets
      FROM refund r JOIN refund_line l ON l.refund_id = r.refund_id
      JOIN ticket t ON t.ticket_id = l.ticket_id
      WHERE r.business_date = :day
      GROUP BY 1
    ), which AS (
      SELECT performance_id FROM booked
      UNION SELECT performance_id FROM returned
      UNION SELECT performance_id FROM comped
      UNION SELECT performance_id FROM performance WHERE starts_at >= :first AND starts_at < :last
    )
    SELECT w.performance_id, coalesce(k.tickets, 0) + coalesce(c.tickets, 0) AS tickets,
           coalesce(r.tickets, 0) AS tickets_back, coalesce(k.amount, 0) AS amount
    FROM which w LEFT JOIN booked k ON k.performance_id = w.performance_id
    LEFT JOIN comped c ON c.performance_id = w.performance_id
    LEFT JOIN returned r ON r.performance_id = w.performance_id
    ORDER BY 1
    """  # noqa: S608 - ours
).bindparams(sa.bindparam("first", type_=UtcTime()), sa.bindparam("last", type_=UtcTime()))
STEPS = sa.text(
    f"""
    SELECT s.kind, s.code, max(s.name) AS name, t.performance_id, count(*) AS tickets,
           sum(s.amount_minor) AS off, sum({COST}) AS amount
    FROM batch b JOIN ticket t ON t.order_id = b.order_id AND {OF_BATCH}
    JOIN ticket_step s ON s.ticket_id = t.ticket_id
    WHERE b.business_date = :day AND {SOLD_IN}
    GROUP BY 1, 2, 4 ORDER BY 1, 2, 4
    """  # noqa: S608 - ours
)
SOURCES = sa.text(
    """
    SELECT s.code, max(s.name) AS name, count(*) AS orders, sum(o.total_minor) AS amount,
           sum((SELECT count(*) FROM ticket t
                WHERE t.order_id = o.order_id AND t.replaces IS NULL
                  AND t.exchange_id IS NULL)) AS tickets
    FROM batch b JOIN orders o ON o.order_id = b.order_id
    JOIN order_source s ON s.order_id = o.order_id
    WHERE b.business_date = :day AND b.kind = 'sale'
    GROUP BY 1 ORDER BY 1
    """
)
CHECKS = sa.text(
    """
    SELECT t.tender_id, coalesce(c.number, t.reference) AS number,
           coalesce(c.payer, t.payer) AS payer, o.order_number, c.dated, p.amount_minor AS amount,
           t.user_id,
           CASE
             WHEN r.tender_id IS NOT NULL THEN 'returned'
             WHEN x.of_tender IS NOT NULL THEN 'given_back'
             WHEN d.deposit IS NOT NULL THEN 'deposited'
             WHEN m.subject_id IS NOT NULL THEN 'missing'
             ELSE 'on_hand'
           END AS fate, d.deposit
    FROM batch b JOIN posting p ON p.batch_id = b.batch_id AND p.account = '1030'
    JOIN tender t ON t.tender_id = p.tender_id AND t.amount_minor > 0 AND t.kind = 'check'
    JOIN orders o ON o.order_id = t.order_id
    LEFT JOIN check_taken c ON c.tender_id = t.tender_id
    LEFT JOIN check_returned r ON r.tender_id = t.tender_id
    LEFT JOIN (SELECT DISTINCT of_tender FROM tender WHERE of_tender IS NOT NULL) x
      ON x.of_tender = t.tender_id
    LEFT JOIN (SELECT i.subject_id, max(p.number) AS deposit FROM deposit_item i
               JOIN deposit p ON p.deposit_id = i.deposit_id
               JOIN current_state s ON s.machine = 'deposit' AND s.subject_id = i.deposit_id
                 AND s.state <> 'undone'
               WHERE i.kind = 'check' GROUP BY i.subject_id) d ON d.subject_id = t.tender_id
    LEFT JOIN (SELECT k.subject_id FROM counted_paper k
               JOIN till_count n ON n.count_id = k.count_id
               WHERE k.kind = 'check' AND k.counted_minor IS NULL AND n.attempt =
                 (SELECT max(attempt) FROM till_count WHERE till_id = n.till_id)) m
      ON m.subject_id = t.tender_id
    WHERE b.business_date = :day AND p.amount_minor > 0
    ORDER BY t.at, t.tender_id
    """
).columns(dated=IsoDate())

PLACES = sa.text(
    f"""
    WITH house AS (
      SELECT f.performance_id, f.hall_id, h.places FROM performance f
      JOIN hall h ON h.hall_id = f.hall_id WHERE f.performance_id = :performance
    ), live AS (
      SELECT coalesce(sum(t.comp_reason = ''), 0) AS sold,
             coalesce(sum(t.comp_reason <> ''), 0) AS comps
      FROM ticket t CROSS JOIN current_state s ON s.machine = 'ticket'
        AND s.subject_id = t.ticket_id AND s.state IN ('live', 'scanned')
      WHERE t.performance_id = :performance
    ), kept AS (
      SELECT seat_id, substr(holder, 1, instr(holder, ':') - 1) AS what, 1 AS places
      FROM seat_right r
      WHERE performance_id = :performance AND NOT EXISTS
        (SELECT 1 FROM live_seat l WHERE l.performance_id = r.performance_id
           AND l.seat_id = r.seat_id)
      UNION ALL
      SELECT '', substr(holder, 1, instr(holder, ':') - 1), places FROM place_right
      WHERE performance_id = :performance AND cart_id = '' AND holder NOT LIKE 'window:%'
      UNION ALL
      SELECT '', 'window', count(*) FROM ticket t CROSS JOIN current_state s
        ON s.machine = 'ticket' AND s.subject_id = t.ticket_id AND s.state IN ('live', 'scanned')
      JOIN orders o ON o.order_id = t.order_id
      WHERE t.performance_id = :performance AND t.seat_id IS NULL AND {HOLDER_OF} LIKE 'window:%'
    ), not_for_sale AS (
      SELECT coalesce(sum(CASE WHEN what = 'kill' THEN places END), 0) AS killed,
             coalesce(sum(CASE WHEN what = 'hold' OR (what = 'channel' AND seat_id <> '')
                          THEN places END), 0) AS held,
             coalesce(sum(CASE WHEN seat_id = '' THEN places END), 0) AS by_count
      FROM kept
    )
    SELECT CASE WHEN h.places > 0 THEN h.places
             ELSE (SELECT count(*) FROM seat WHERE hall_id = h.hall_id) END AS capacity,
           l.sold, l.comps, n.held, n.killed,
           CASE WHEN h.places > 0 THEN h.places - n.by_count
             ELSE (SELECT count(*) FROM seat c WHERE c.hall_id = h.hall_id
               AND NOT EXISTS (SELECT 1 FROM live_seat v
                 WHERE v.performance_id = h.performance_id AND v.seat_id = c.seat_id)
               AND NOT EXISTS (SELECT 1 FROM seat_right r
                 WHERE r.performance_id = h.performance_id AND r.seat_id = c.seat_id
                   AND r.holder NOT LIKE 'window:%')) END AS free
    FROM house h, live l, not_for_sale n
    """  # noqa: S608 - ours
)
"""A place in somebody's cart, or in a window's block, is free still: nothing was sold."""
TICKETS = sa.text(
    f"""
    WITH booked AS (
      SELECT t.ticket_id, -sum(CASE WHEN p.account = '2010' THEN p.amount_minor ELSE 0 END) AS face,
             -sum(CASE WHEN p.account IN {FEES} THEN p.amount_minor ELSE 0 END) AS fee,
             -sum(CASE WHEN p.account = '2040' THEN p.amount_minor ELSE 0 END) AS tax
      FROM ticket t JOIN posting p ON p.order_id = t.order_id AND p.ticket_id = t.ticket_id
      WHERE t.performance_id = :performance AND p.account IN {SOLD}
      GROUP BY 1
    )
    SELECT t.zone_id, t.price_type_id, t.comp_reason <> '' AS comp,
           sum(s.state IN ('live', 'scanned')) AS tickets, coalesce(sum(k.face), 0) AS face,
           coalesce(sum(k.fee), 0) AS fee, coalesce(sum(k.tax), 0) AS tax
    FROM ticket t CROSS JOIN current_state s ON s.machine = 'ticket' AND s.subject_id = t.ticket_id
    LEFT JOIN booked k ON k.ticket_id = t.ticket_id
    WHERE t.performance_id = :performance
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    """  # noqa: S608 - ours
).columns(comp=sa.Boolean())
CHARGES = sa.text(
    """
    SELECT c.kind, c.name, c.account, count(*) AS tickets, sum(c.amount_minor) AS amount
    FROM ticket t JOIN ticket_charge c ON c.order_id = t.order_id AND c.position = t.position
    WHERE t.performance_id = :performance AND t.replaces IS NULL AND NOT EXISTS
      (SELECT 1 FROM ticket n JOIN refund_line l ON l.ticket_id = n.ticket_id
       WHERE n.order_id = t.order_id AND n.position = t.position)
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    """
)
COMPS = sa.text(
    """
    SELECT t.comp_reason AS reason, coalesce(t.comp_approver, '') AS approver,
           count(*) AS tickets
    FROM ticket t CROSS JOIN current_state s ON s.machine = 'ticket' AND s.subject_id = t.ticket_id
      AND s.state IN ('live', 'scanned')
    WHERE t.performance_id = :performance AND t.comp_reason <> ''
    GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2
    """
)
RETURNED = sa.text(
    f"""
    SELECT count(*) AS tickets, coalesce(sum({COST}), 0) AS amount
    FROM ticket t JOIN refund_line l ON l.ticket_id = t.ticket_id
    WHERE t.performance_id = :performance
    """  # noqa: S608 - ours
)
SCANNED = sa.text(
    """
    SELECT count(*) AS tickets FROM ticket t
    CROSS JOIN current_state s ON s.machine = 'ticket' AND s.subject_id = t.ticket_id
      AND s.state = 'scanned'
    WHERE t.performance_id = :performance
    """
)
PARTS = sa.text(
    f"""
    WITH mine AS (SELECT DISTINCT order_id FROM ticket WHERE performance_id = :performance),
    parts AS (
    SELECT m.order_id,
           CASE
             WHEN p.account IN {SOLD} AND p.performance_id = :performance THEN 'mine'
             WHEN p.account IN {SOLD}
               OR (p.account = '2020' AND p.tender_id IS NULL)
               OR (p.extra_id IS NOT NULL AND p.account <> '1060') THEN 'others'
             WHEN p.account IN ('1060', '1050') THEN 'receivable'
             WHEN p.account = '2070' THEN 'owed_back'
             WHEN p.account = '4025' THEN 'check_fees'
             WHEN t.kind IS NOT NULL THEN t.kind
             WHEN p.account IN ('1040', '1045') THEN 'card'
             ELSE 'other'
           END AS part,
           sum(CASE WHEN p.account IN {SOLD}
                 OR (p.account = '2020' AND p.tender_id IS NULL)
                 OR (p.extra_id IS NOT NULL AND p.account <> '1060')
               THEN -p.amount_minor ELSE p.amount_minor END) AS amount
    FROM mine m JOIN posting p ON p.order_id = m.order_id
    LEFT JOIN tender t ON t.tender_id = p.tender_id
    GROUP BY 1, 2),
    mixed AS (SELECT order_id FROM parts WHERE part = 'others')
    SELECT CASE WHEN order_id IN (SELECT order_id FROM mixed) THEN order_id ELSE '' END AS order_id,
           part, sum(amount) AS amount
    FROM parts GROUP BY 1, 2 ORDER BY 1, 2
    """  # noqa: S608 - ours
)
"""Orders for nothing but this performance need no sharing: they come as one, without an id."""
ZONES = sa.text(
    """
    SELECT z.zone_id, z.name FROM performance f JOIN zone z ON z.hall_id = f.hall_id
    WHERE f.performance_id = :performance ORDER BY z.position, z.zone_id
    """
)

VALUES_BEFORE = sa.text(
    """
    SELECT v.kind, -sum(p.amount_minor) AS amount
    FROM stored_value v JOIN posting p ON p.value_id = v.value_id AND p.account = '2020'
    JOIN batch b ON b.batch_id = p.batch_id
    WHERE b.business_date < :day GROUP BY 1 ORDER BY 1
    """
)
OWED_ON_VALUES = sa.text(
    """
    SELECT coalesce(-sum(p.amount_minor), 0) AS amount
    FROM posting p JOIN batch b ON b.batch_id = p.batch_id
    WHERE p.account = '2020' AND b.business_date <= :day
    """
)
VALUES = sa.text(
    """
    SELECT v.kind AS value_kind, b.kind, p.tender_id IS NOT NULL AS of_tender,
           p.amount_minor < 0 AS grows, count(*) AS movements, -sum(p.amount_minor) AS amount
    FROM batch b JOIN posting p ON p.batch_id = b.batch_id AND p.account = '2020'
    JOIN stored_value v ON v.value_id = p.value_id
    WHERE b.business_date = :day
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    """
).columns(of_tender=sa.Boolean(), grows=sa.Boolean())
VALUE_AGES = sa.text(
    """
    SELECT kind AS value_kind, year, count(*) AS certificates, sum(owed) AS amount FROM (
      SELECT v.kind, CAST(strftime('%Y', v.issued_at / 1000000, 'unixepoch') AS INTEGER) AS year,
             -sum(p.amount_minor) AS owed
      FROM stored_value v JOIN posting p ON p.value_id = v.value_id AND p.account = '2020'
      JOIN batch b ON b.batch_id = p.batch_id
      WHERE b.business_date <= :day GROUP BY v.value_id HAVING sum(p.amount_minor) <> 0)
    GROUP BY 1, 2 ORDER BY 2, 1
    """
)

OVER_SHORT = sa.text(
    """
    SELECT f.till_id, coalesce(t.user_id, '') AS user_id, f.business_date,
           sum(f.amount) AS amount FROM (
      SELECT coalesce(b.till_id, '') AS till_id, b.business_date, -p.amount_minor AS amount
      FROM batch b JOIN posting p ON p.batch_id = b.batch_id AND p.account = '5020'
      WHERE b.business_date BETWEEN :since AND :until
        AND b.kind NOT IN ('sale', 'payment', 'give_back')
      UNION ALL
      SELECT c.till_id, t.business_date, 0 FROM till_close c JOIN till t ON t.till_id = c.till_id
      WHERE t.business_date BETWEEN :since AND :until) f
    LEFT JOIN till t ON t.till_id = f.till_id
    GROUP BY 1, 2, 3 ORDER BY f.business_date, t.opened_at, f.till_id
    """
).columns(business_date=IsoDate())
"""A till that was even has a row as well."""
CASH = sa.text(
    """
    SELECT p.account, b.kind, count(DISTINCT b.batch_id) AS batches,
           coalesce(sum(CASE WHEN p.amount_minor > 0 THEN p.amount_minor END), 0) AS came,
           coalesce(sum(CASE WHEN p.amount_minor < 0 THEN p.amount_minor END), 0) AS went
    FROM posting p JOIN batch b ON b.batch_id = p.batch_id
    WHERE p.till_id = :till AND p.account IN ('1020', '1030')
    GROUP BY 1, 2 ORDER BY 1, 2
    """
)
"""By where the money lies, not by whose batch moved it."""
