"""The invariants as plain SQL. Each statement returns the rows that break it: subject, expected,
actual.

Written apart from the services it checks: nothing here calls them, and states, accounts and
prefixes stand as the words that are stored. I1, M2, A3 in the comments are numbers of invariants:
inventory, money, audit.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pos.storage.standing import HOLDER_OF
from pos.storage.ticket_sql import ADDED, COST, FEES, SOLD

LEDGER: Mapping[str, str] = MappingProxyType(
    {
        # M1
        "ledger.unbalanced": """
            SELECT batch_id AS subject, 0 AS expected, sum(amount_minor) AS actual
            FROM posting GROUP BY batch_id, currency HAVING sum(amount_minor) <> 0""",
        "ledger.total": """
            SELECT currency AS subject, 0 AS expected, sum(amount_minor) AS actual
            FROM posting GROUP BY currency HAVING sum(amount_minor) <> 0""",
        "ledger.no_batch": """
            SELECT batch_id AS subject, NULL AS expected, sum(amount_minor) AS actual FROM posting
            WHERE batch_id NOT IN (SELECT batch_id FROM batch) GROUP BY batch_id""",
        # A2
        "money.nobody": """
            SELECT 'batch ' || batch_id AS subject, NULL AS expected, NULL AS actual FROM batch
            WHERE user_id = '' OR window_id = ''
               OR (till_id IS NOT NULL AND user_id NOT IN (SELECT user_id FROM staff))
            UNION ALL
            SELECT 'tender ' || tender_id, NULL, amount_minor FROM tender
            WHERE user_id = ''
               OR (till_id IS NOT NULL AND user_id NOT IN (SELECT user_id FROM staff))""",
        "money.no_till": """
            SELECT 'tender ' || tender_id AS subject, NULL AS expected, amount_minor AS actual
            FROM tender t WHERE kind IN ('cash', 'check') AND till_id IS NULL
              AND NOT EXISTS (SELECT 1 FROM posting p JOIN batch b ON b.batch_id = p.batch_id
                WHERE p.tender_id = t.tender_id
                  AND b.kind IN ('tender_correction', 'check_returned', 'refund_paid'))
            UNION ALL
            SELECT 'batch ' || b.batch_id, NULL, NULL FROM batch b
            LEFT JOIN orders o ON o.order_id = b.order_id
            WHERE b.till_id IS NULL AND (b.kind LIKE 'till%' OR o.channel = 'window'
              AND NOT (b.kind = 'payment' AND EXISTS (SELECT 1 FROM posting p
                JOIN tender t ON t.tender_id = p.tender_id
                WHERE p.batch_id = b.batch_id AND t.kind = 'elsewhere'))
              AND b.kind NOT IN
                ('tender_correction', 'check_returned', 'refund_paid', 'refunded_twice')
              AND b.kind NOT LIKE 'card%')
            UNION ALL
            SELECT 'batch ' || batch_id, NULL, NULL FROM batch
            WHERE till_id IS NOT NULL AND till_id NOT IN (SELECT till_id FROM till)""",
        "tender.postings": """
            SELECT t.tender_id AS subject, t.amount_minor AS expected,
                   coalesce(sum(p.amount_minor), 0) AS actual
            FROM tender t LEFT JOIN posting p
              ON p.tender_id = t.tender_id AND p.account NOT IN ('1050', '1060', '2070')
            WHERE t.kind <> 'on_account'
            GROUP BY t.tender_id HAVING actual <> t.amount_minor""",
        "ticket.postings": f"""
            SELECT t.ticket_id AS subject, {COST} AS expected,
                   -coalesce(sum(p.amount_minor), 0) AS actual
            FROM ticket t LEFT JOIN posting p
              ON p.ticket_id = t.ticket_id AND p.account IN {SOLD}
             AND p.batch_id NOT IN (SELECT batch_id FROM batch WHERE kind IN
               ('give_back', 'refunded_twice'))
            WHERE t.replaces IS NULL
            GROUP BY t.ticket_id
            HAVING actual <> expected
                OR -coalesce(sum(iif(p.account IN {FEES}, p.amount_minor, 0)), 0) <> t.fee_minor""",  # noqa: S608 - ours
        # Its fees and taxes by rule are what it says, and each is in the account that they say.
        "ticket.charges": f"""
            SELECT t.ticket_id AS subject, t.tax_minor AS expected,
                   coalesce((SELECT sum(c.amount_minor) FROM ticket_charge c
                     WHERE c.order_id = t.order_id AND c.position = t.position
                       AND c.kind = 'tax'), 0) AS actual
            FROM ticket t WHERE t.replaces IS NULL AND actual <> expected
            UNION ALL
            SELECT c.order_id || ' ' || c.position || ' ' || c.line, NULL, c.amount_minor
            FROM ticket_charge c
            WHERE c.kind NOT IN ('fee', 'tax') OR (c.kind = 'tax') <> (c.account = '2040')
               OR c.account NOT IN {SOLD} OR NOT EXISTS (SELECT 1 FROM ticket t
                 WHERE t.order_id = c.order_id AND t.position = c.position)
            UNION ALL
            SELECT ticket_id || ' ' || account, sum(said), -sum(booked) FROM (
              SELECT t.ticket_id, c.account, c.amount_minor AS said, 0 AS booked
              FROM ticket_charge c JOIN ticket t
                ON t.order_id = c.order_id AND t.position = c.position AND t.replaces IS NULL
              UNION ALL
              SELECT t.ticket_id, '2030', t.fee_minor - sum(iif(c.kind = 'fee', c.amount_minor, 0)),
                     0
              FROM ticket_charge c JOIN ticket t
                ON t.order_id = c.order_id AND t.position = c.position AND t.replaces IS NULL
              GROUP BY t.ticket_id
              UNION ALL
              SELECT p.ticket_id, p.account, 0, p.amount_minor
              FROM (SELECT DISTINCT order_id, position FROM ticket_charge) c
              JOIN ticket t
                ON t.order_id = c.order_id AND t.position = c.position AND t.replaces IS NULL
              JOIN posting p ON p.order_id = t.order_id AND p.ticket_id = t.ticket_id
                AND p.account IN {SOLD} AND p.account <> '2010'
              JOIN batch b ON b.batch_id = p.batch_id
                AND b.kind NOT IN ('give_back', 'refunded_twice'))
            GROUP BY ticket_id, account HAVING sum(said) <> -sum(booked)""",  # noqa: S608 - ours
        # A new ticket in an old one's place costs what the old one did and is for the same place,
        # unless somebody was seated elsewhere.
        "ticket.reissue": """
            SELECT n.ticket_id AS subject, o.face_minor + o.fee_minor + o.tax_minor AS expected,
                   n.face_minor + n.fee_minor + n.tax_minor AS actual
            FROM ticket n LEFT JOIN ticket o ON o.ticket_id = n.replaces
            WHERE n.replaces IS NOT NULL AND (
              n.order_id, n.position, n.performance_id, n.seat_id, n.face_minor, n.fee_minor,
              n.tax_minor, n.issue
              ) IS NOT (
              o.order_id, o.position, o.performance_id, iif(EXISTS (SELECT 1 FROM reseated r
                WHERE r.ticket_id = n.ticket_id), n.seat_id, o.seat_id),
              o.face_minor, o.fee_minor, o.tax_minor, o.issue + 1)
            UNION ALL
            SELECT r.ticket_id, NULL, NULL FROM reseated r
            WHERE NOT EXISTS (SELECT 1 FROM ticket n JOIN ticket o ON o.ticket_id = n.replaces
              WHERE n.ticket_id = r.ticket_id AND o.seat_id <> n.seat_id)
            UNION ALL
            SELECT ticket_id, 1, issue FROM ticket WHERE (replaces IS NULL) <> (issue = 1)""",
        # M8: what live tickets brought in is deferred, or earned once it has played; of several
        # papers of one ticket (``check_twice.py``) once.
        "performance.deferred": """
            WITH owed AS (
              SELECT performance_id, -sum(amount_minor) AS minor FROM posting
              WHERE account IN ('2010', '4010') GROUP BY performance_id),
            live AS (
              SELECT t.performance_id, sum(t.face_minor) AS minor FROM ticket t
              JOIN current_state s ON s.machine = 'ticket' AND s.subject_id = t.ticket_id
              WHERE s.state IN ('live', 'scanned')
                AND t.ticket_id NOT IN (SELECT value FROM json_each(:copies))
              GROUP BY t.performance_id),
            every AS (SELECT performance_id FROM owed UNION SELECT performance_id FROM live)
            SELECT every.performance_id AS subject, coalesce(live.minor, 0) AS expected,
                   coalesce(owed.minor, 0) AS actual
            FROM every LEFT JOIN owed USING (performance_id) LEFT JOIN live USING (performance_id)
            WHERE coalesce(live.minor, 0) <> coalesce(owed.minor, 0)""",
    }
)

ORDERS: Mapping[str, str] = MappingProxyType(
    {
        # M2, in two halves: lines make the order; what counts of them is what tenders paid, and
        # what is owed either way. The fee of a returned check is a line too.
        "order.lines": f"""
            SELECT o.order_number AS subject, o.total_minor AS expected,
                   coalesce((SELECT sum({COST}) FROM ticket t
                     WHERE t.order_id = o.order_id AND t.replaces IS NULL
                       AND t.exchange_id IS NULL), 0)
                   + coalesce((SELECT sum(e.amount_minor) FROM order_extra e
                     WHERE e.order_id = o.order_id AND e.exchange_id IS NULL), 0) AS actual
            FROM orders o WHERE actual <> o.total_minor""",  # noqa: S608 - ours
        # What two windows gave back of one ticket undoes its sale once.
        "order.receivable": f"""
            SELECT o.order_number AS subject,
                   o.total_minor + {ADDED}
                     - coalesce((SELECT sum(l.amount_minor) FROM refund_line l
                       JOIN refund r ON r.refund_id = l.refund_id
                       WHERE r.order_id = o.order_id), 0)
                     + coalesce((SELECT sum(c.fee_minor) FROM check_returned c
                       WHERE c.order_id = o.order_id), 0)
                     + iif(o.order_id IN (SELECT order_id FROM batch
                         WHERE kind = 'refunded_twice'),
                       (SELECT sum(p.amount_minor) FROM posting p
                         JOIN batch b ON b.batch_id = p.batch_id AND b.kind = 'refunded_twice'
                         WHERE p.order_id = o.order_id AND p.account = '1060'), 0)
                     - coalesce((SELECT sum(amount_minor) FROM tender t
                       WHERE t.order_id = o.order_id), 0) AS expected,
                   coalesce((SELECT sum(amount_minor) FROM posting p
                     WHERE p.order_id = o.order_id
                       AND p.account IN ('1050', '1060', '2070')), 0) AS actual
            FROM orders o WHERE expected <> actual""",  # noqa: S608 - ours
        # M3
        "order.paid": f"""
            SELECT o.order_number AS subject,
                   o.total_minor + {ADDED}
                     - coalesce((SELECT sum(l.amount_minor) FROM refund_line l
                       JOIN refund r ON r.refund_id = l.refund_id
                       WHERE r.order_id = o.order_id), 0)
                     + coalesce((SELECT sum(c.fee_minor) FROM check_returned c
                       WHERE c.order_id = o.order_id), 0)
                     + iif(o.order_id IN (SELECT order_id FROM batch
                         WHERE kind = 'refunded_twice'),
                       (SELECT sum(p.amount_minor) FROM posting p
                         JOIN batch b ON b.batch_id = p.batch_id AND b.kind = 'refunded_twice'
                         WHERE p.order_id = o.order_id AND p.account = '1060'), 0) AS expected,
                   coalesce((SELECT sum(amount_minor) FROM tender t
                       WHERE t.order_id = o.order_id), 0)
                     + coalesce((SELECT sum(amount_minor) FROM posting p
                       WHERE p.order_id = o.order_id AND p.account = '2070'), 0) AS actual
            FROM orders o
            JOIN current_state s ON s.machine = 'order' AND s.subject_id = o.order_id
            WHERE (s.state IN ('paid', 'collected')) <> (actual >= expected)
               AND s.state <> 'cancelled'""",  # noqa: S608 - ours
    }
)

SEATS: Mapping[str, str] = MappingProxyType(
    {
        # I1. What is known to have been sold twice (``check_twice.py``) has one ticket that stands.
        "seat.two_tickets": """
            SELECT t.performance_id || ' ' || t.seat_id AS subject, 1 AS expected,
                   count(*) AS actual
            FROM ticket t
            JOIN current_state s ON s.machine = 'ticket' AND s.subject_id = t.ticket_id
            WHERE t.seat_id IS NOT NULL AND s.state IN ('live', 'scanned')
              AND t.ticket_id NOT IN (SELECT value FROM json_each(:aside))
            GROUP BY t.performance_id, t.seat_id HAVING count(*) > 1""",
        "seat.projection": """
            WITH live AS (
              SELECT t.performance_id, t.seat_id, t.ticket_id FROM ticket t
              JOIN current_state s ON s.machine = 'ticket' AND s.subject_id = t.ticket_id
              WHERE t.seat_id IS NOT NULL AND s.state IN ('live', 'scanned')
                AND t.ticket_id NOT IN (SELECT value FROM json_each(:aside)))
            SELECT 'ticket ' || ticket_id AS subject, 1 AS expected, 0 AS actual FROM (
              SELECT * FROM live EXCEPT
              SELECT performance_id, seat_id, ticket_id FROM live_seat)
            UNION ALL
            SELECT 'ticket ' || ticket_id, 0, 1 FROM (
              SELECT performance_id, seat_id, ticket_id FROM live_seat EXCEPT
              SELECT * FROM live)""",
        "seat.no_right": """
            SELECT l.performance_id || ' ' || l.seat_id AS subject, 1 AS expected, 0 AS actual
            FROM live_seat l LEFT JOIN seat_right r
              ON r.performance_id = l.performance_id AND r.seat_id = l.seat_id AND r.cart_id = ''
            WHERE r.seat_id IS NULL""",
        # A channel has what it sold, and apart from that what waits for a person.
        "seat.another_right": f"""
            SELECT r.performance_id || ' ' || r.seat_id AS subject, {HOLDER_OF} AS expected,
                   r.holder AS actual
            FROM seat_right r CROSS JOIN live_seat l
              ON l.performance_id = r.performance_id AND l.seat_id = r.seat_id
            CROSS JOIN ticket t ON t.ticket_id = l.ticket_id
            CROSS JOIN orders o ON o.order_id = t.order_id
            WHERE r.holder LIKE 'channel:%' AND r.cart_id = ''
              AND (actual <> 'channel:' || o.channel OR t.exchange_id <> '' OR t.replaces <> '')
              AND expected <> actual""",  # noqa: S608 - ours
        "seat.right_without_ticket": """
            SELECT r.performance_id || ' ' || r.seat_id AS subject, 1 AS expected, 0 AS actual
            FROM seat_right r LEFT JOIN live_seat l
              ON r.performance_id = l.performance_id AND r.seat_id = l.seat_id
            WHERE r.cart_id = '' AND r.holder LIKE 'window:%' AND l.seat_id IS NULL
              AND NOT EXISTS (SELECT 1 FROM hub_seat h JOIN hub_link k
                ON h.holder <> 'window:' || k.window_id
                WHERE h.performance_id = r.performance_id AND h.seat_id = r.seat_id
                  AND h.holder = r.holder)""",
        "place.no_right": """
            WITH live AS (
              SELECT t.performance_id, count(*) AS tickets FROM ticket t
              JOIN current_state s ON s.machine = 'ticket' AND s.subject_id = t.ticket_id
              WHERE t.seat_id IS NULL AND s.state IN ('live', 'scanned')
              GROUP BY t.performance_id),
            sold AS (
              SELECT performance_id, sum(places) AS places FROM place_right
              WHERE cart_id = '' AND holder NOT LIKE 'hold:%' AND holder NOT LIKE 'kill:%'
              GROUP BY performance_id)
            SELECT live.performance_id AS subject, live.tickets AS expected,
                   coalesce(sold.places, 0) AS actual
            FROM live LEFT JOIN sold USING (performance_id)
            WHERE live.tickets > coalesce(sold.places, 0)""",
        # I2: what is sold or given away, held, killed, in carts, allotted and free is the house.
        # Free is counted seat by seat, so a ticket without its right counts a place twice.
        "performance.capacity": """
            WITH house AS (
              SELECT p.performance_id, p.hall_id,
                     h.places + (SELECT count(*) FROM seat s WHERE s.hall_id = p.hall_id)
                       AS capacity
              FROM performance p JOIN hall h ON h.hall_id = p.hall_id),
            lives AS MATERIALIZED (
              SELECT t.performance_id, count(*) AS sold, sum(t.seat_id IS NULL) AS unnumbered
              FROM ticket t CROSS JOIN current_state s
                ON s.machine = 'ticket' AND s.subject_id = t.ticket_id
              WHERE s.state IN ('live', 'scanned')
                AND t.ticket_id NOT IN (SELECT value FROM json_each(:aside))
              GROUP BY t.performance_id),
            counted AS MATERIALIZED (
              SELECT house.performance_id, house.capacity,
                coalesce(lives.sold, 0) AS sold,
                (SELECT count(*) FROM seat_right r
                   WHERE r.performance_id = house.performance_id
                     AND NOT EXISTS (SELECT 1 FROM live_seat l
                       WHERE l.performance_id = r.performance_id AND l.seat_id = r.seat_id))
                   AS seats_not_sold,
                (SELECT count(*) FROM seat s WHERE s.hall_id = house.hall_id
                   AND NOT EXISTS (SELECT 1 FROM seat_right r
                     WHERE r.performance_id = house.performance_id AND r.seat_id = s.seat_id))
                   AS seats_free,
                (SELECT h.places FROM hall h WHERE h.hall_id = house.hall_id)
                  - coalesce(lives.unnumbered, 0) AS places_not_sold,
                (SELECT coalesce(sum(places), 0) FROM place_right r
                   WHERE r.performance_id = house.performance_id) AS place_rights,
                (SELECT h.places FROM hall h WHERE h.hall_id = house.hall_id) AS places
              FROM house LEFT JOIN lives ON lives.performance_id = house.performance_id)
            SELECT performance_id AS subject, capacity AS expected,
                   sold + seats_not_sold + seats_free + places_not_sold AS actual
            FROM counted
            WHERE actual <> capacity
            UNION ALL
            SELECT performance_id, places, place_rights FROM counted WHERE place_rights > places
              AND performance_id NOT IN (SELECT value FROM json_each(:oversold))""",
        "seat.not_in_hall": """
            SELECT r.performance_id || ' ' || r.seat_id AS subject, 1 AS expected, 0 AS actual
            FROM seat_right r
            LEFT JOIN performance p ON p.performance_id = r.performance_id
            LEFT JOIN seat s ON s.seat_id = r.seat_id AND s.hall_id = p.hall_id
            WHERE s.seat_id IS NULL""",
    }
)

PRINTS: Mapping[str, str] = MappingProxyType(
    {
        # One ticket, one paper: a second one is a ticket of its own with another barcode.
        "print.twice": """
            SELECT j.subject_id AS subject, 1 AS expected, count(*) AS actual
            FROM print_job j
            JOIN transition t ON t.machine = 'print' AND t.subject_id = j.job_id
            WHERE j.kind = 'ticket' AND t.to_state = 'sent'
              AND NOT EXISTS (SELECT 1 FROM transition f WHERE f.machine = 'print'
                AND f.subject_id = j.job_id AND f.seq = t.seq + 1
                AND f.to_state = 'failed_before_send')
            GROUP BY j.subject_id HAVING count(*) > 1""",
        "print.nobody_decided": """
            SELECT t.subject_id AS subject, NULL AS expected, NULL AS actual FROM transition t
            WHERE t.machine = 'print' AND t.from_state = 'unknown'
              AND t.trigger IN ('confirm', 'spoil')
              AND t.user_id NOT IN (SELECT user_id FROM staff)""",
        # What was sold elsewhere may have been handed out, and so printed, at another window; of
        # what was sold here another window says so where it handed it out.
        "print.missing": """
            SELECT k.ticket_id AS subject, 1 AS expected, 0 AS actual FROM ticket k
            JOIN orders r ON r.order_id = k.order_id
              AND (r.channel = 'window' OR NOT EXISTS (SELECT 1 FROM hub_known))
            JOIN current_state t ON t.machine = 'ticket' AND t.subject_id = k.ticket_id
            JOIN current_state o ON o.machine = 'order' AND o.subject_id = k.order_id
            WHERE t.state = 'live' AND o.state = 'collected'
              AND NOT EXISTS (SELECT 1 FROM print_job j
                WHERE j.kind = 'ticket' AND j.subject_id = k.ticket_id)
              AND NOT EXISTS (SELECT 1 FROM emergency_sale e WHERE e.ticket_id = k.ticket_id)
              AND NOT EXISTS (SELECT 1 FROM handout_ticket h
                JOIN handout USING (handout_id) JOIN hub_known USING (window_id)
                WHERE h.ticket_id = k.ticket_id)""",
        # Every kick has its reason, one of those there are, and somebody who wanted it; only trials
        # from the command line have nobody and no till.
        "drawer.no_reason": """
            SELECT opening_id AS subject, NULL AS expected, NULL AS actual FROM drawer_opening
            WHERE reason NOT IN
                ('sale', 'give_back', 'cash_out', 'float', 'count', 'no_sale', 'test',
                 'drop', 'top_up', 'paid_in', 'paid_out')
               OR (reason IN ('no_sale', 'test') AND note = '')
               OR (reason = 'test' AND till_id IS NOT NULL)
               OR (user_id NOT IN (SELECT user_id FROM staff)
                   AND NOT (reason = 'test' AND user_id = 'system'))
            UNION ALL
            SELECT opening_id, NULL, NULL FROM drawer_outcome
            WHERE opening_id NOT IN (SELECT opening_id FROM drawer_opening)""",
        "drawer.unlikely": """
            SELECT seen_id AS subject, NULL AS expected, open_ms AS actual FROM drawer_seen
            WHERE what NOT IN ('by_key', 'left_open', 'closed') OR open_ms < 0
               OR (user_id NOT IN (SELECT user_id FROM staff) AND user_id <> 'system')
               OR (till_id IS NOT NULL AND till_id NOT IN (SELECT till_id FROM till))""",
        # A correction moves no cash: what it says was handed over lies there already. What another
        # window's till took or paid moved that window's drawer.
        "drawer.not_opened": """
            SELECT t.order_id AS subject, 1 AS expected, 0 AS actual FROM tender t
            WHERE t.kind = 'cash' AND NOT EXISTS (SELECT 1 FROM till e
                JOIN hub_known k ON k.window_id = e.window_id WHERE e.till_id = t.till_id)
              AND (iif(t.amount_minor > 0, 'sale', 'give_back'), t.order_id) NOT IN (
                SELECT reason, subject_id FROM drawer_opening)
              AND t.tender_id NOT IN (
                SELECT p.tender_id FROM batch b JOIN posting p USING (batch_id)
                WHERE b.kind = 'tender_correction' AND p.tender_id IS NOT NULL)
              AND NOT (t.amount_minor > 0 AND EXISTS (SELECT 1 FROM emergency_sale e
                WHERE e.order_id = t.order_id))
            UNION ALL
            SELECT movement_id, 1, 0 FROM cash_movement m
            WHERE (m.kind, m.movement_id, m.till_id) NOT IN (
                SELECT reason, subject_id, till_id FROM drawer_opening WHERE till_id IS NOT NULL)
            UNION ALL
            SELECT opening_id, 0, 1 FROM drawer_opening d
            WHERE d.reason IN ('drop', 'top_up', 'paid_in', 'paid_out')
              AND NOT EXISTS (SELECT 1 FROM cash_movement m
                WHERE m.movement_id = d.subject_id AND m.kind = d.reason)""",
    }
)

STOCK: Mapping[str, str] = MappingProxyType(
    {
        "stock.entry_missing": """
            SELECT device AS subject, max(seq) AS expected, count(*) AS actual FROM stock_entry
            GROUP BY window_id, device HAVING max(seq) <> count(*)
            UNION ALL
            SELECT entry_id, NULL, NULL FROM stock_entry
            WHERE after_arrow <> '' AND after_arrow NOT IN (SELECT transition_id FROM transition)
               OR kind NOT IN ('load', 'count', 'test')""",
        # What an entry says should have been there is what the one before left, less the paper
        # that came out in between.
        "stock.expected": """
            WITH placed AS (
              SELECT e.*, coalesce(t.rowid, 0) AS place FROM stock_entry e
              LEFT JOIN transition t ON t.transition_id = e.after_arrow),
            chained AS (
              SELECT placed.*,
                lag(place) OVER entries AS place_before,
                lag(iif(kind = 'count', papers, expected + iif(kind = 'load', papers, -papers)))
                  OVER entries AS left_before,
                sum(kind <> 'test') OVER entries - (kind <> 'test') AS known
              FROM placed WINDOW entries AS (PARTITION BY window_id, device ORDER BY seq)),
            summed AS (
              SELECT entry_id, expected AS said,
                iif(known = 0, iif(kind = 'count', papers, 0), left_before -
                  (SELECT count(*) FROM transition t JOIN print_job j ON j.job_id = t.subject_id
                   WHERE t.machine = 'print' AND t.rowid > c.place_before AND t.rowid <= c.place
                     AND t.from_state IN ('sent', 'unknown')
                     AND t.to_state IN ('printed', 'spoiled')
                     AND j.kind IN ('ticket', 'member_card', 'paper_ticket') AND j.device = c.device
                     AND NOT EXISTS (SELECT 1 FROM voided_paper v
                       WHERE v.job_id = j.job_id AND v.what = 'nothing'))) AS fresh
              FROM chained c)
            SELECT entry_id AS subject, fresh AS expected, said AS actual FROM summed
            WHERE fresh <> said""",
        "stock.unexplained": """
            SELECT entry_id AS subject, expected, papers AS actual FROM stock_entry
            WHERE (kind = 'count' AND papers <> expected AND note = '')
               OR (user_id NOT IN (SELECT user_id FROM staff)
                   AND NOT (kind = 'test' AND user_id = 'system'))""",
        # A void paper has its reason row, and what the row says is what became of its job.
        "paper.unexplained": """
            SELECT j.job_id AS subject, 1 AS expected, 0 AS actual FROM print_job j
            JOIN current_state s ON s.machine = 'print' AND s.subject_id = j.job_id
            LEFT JOIN voided_paper v ON v.job_id = j.job_id
            WHERE j.kind = 'ticket' AND s.state = 'spoiled'
              AND coalesce(v.what, '') NOT IN ('spoiled', 'nothing')
            UNION ALL
            SELECT v.job_id, 0, 1 FROM voided_paper v
            LEFT JOIN current_state s ON s.machine = 'print' AND s.subject_id = v.job_id
            WHERE s.state IS NOT iif(v.what = 'lost', 'printed', 'spoiled')
            UNION ALL
            SELECT v.job_id, NULL, NULL FROM voided_paper v
            WHERE v.user_id NOT IN (SELECT user_id FROM staff)
              AND (v.user_id <> 'system' OR v.what <> 'spoiled')""",
        "paper.still_live": """
            SELECT v.ticket_id AS subject, 0 AS expected, 1 AS actual FROM voided_paper v
            JOIN current_state s ON s.machine = 'ticket' AND s.subject_id = v.ticket_id
            WHERE s.state = 'live'""",
    }
)

TILLS: Mapping[str, str] = MappingProxyType(
    {
        "till.projection": """
            WITH still_open AS (
              SELECT t.window_id, t.till_id, t.user_id FROM till t
              JOIN current_state s ON s.machine = 'till' AND s.subject_id = t.till_id
              WHERE s.state <> 'closed')
            SELECT till_id AS subject, 1 AS expected, 0 AS actual FROM (
              SELECT * FROM still_open EXCEPT
              SELECT window_id, till_id, user_id FROM open_till)
            UNION ALL
            SELECT till_id, 0, 1 FROM (
              SELECT window_id, till_id, user_id FROM open_till EXCEPT
              SELECT * FROM still_open)""",
        "till.not_locked": """
            SELECT t.till_id AS subject, 1 AS expected, 0 AS actual FROM till t
            JOIN current_state s ON s.machine = 'till' AND s.subject_id = t.till_id
            LEFT JOIN till_close c ON c.till_id = t.till_id
            WHERE (s.state = 'closed') <> (c.till_id IS NOT NULL)""",
        "till.not_emptied": """
            SELECT c.till_id || ' ' || p.account AS subject, 0 AS expected,
                   sum(p.amount_minor) AS actual
            FROM till_close c JOIN posting p ON p.till_id = c.till_id
            WHERE p.account IN ('1020', '1030')
            GROUP BY c.till_id, p.account HAVING sum(p.amount_minor) <> 0""",
        # M6: float, everything taken and everything moved is what was expected; what was moved is
        # what the movements say.
        "till.expected": """
            SELECT c.till_id AS subject, coalesce(sum(p.amount_minor), 0) AS expected,
                   c.expected_minor AS actual
            FROM till_close c
            LEFT JOIN batch b ON b.till_id = c.till_id AND b.kind <> 'till_close'
            LEFT JOIN posting p ON p.batch_id = b.batch_id AND p.till_id = c.till_id
              AND p.account IN ('1020', '1030')
            GROUP BY c.till_id HAVING expected <> c.expected_minor
            UNION ALL
            SELECT said.till_id || ' ' || said.kind, sum(said.minor), sum(said.booked) FROM (
              SELECT till_id, kind,
                     iif(kind IN ('top_up', 'paid_in'), 1, -1) * amount_minor AS minor, 0 AS booked
              FROM cash_movement
              UNION ALL
              SELECT p.till_id, b.kind, 0, p.amount_minor FROM posting p
              JOIN batch b ON b.batch_id = p.batch_id
              WHERE p.account = '1020' AND p.till_id IS NOT NULL
                AND b.kind IN ('drop', 'top_up', 'paid_in', 'paid_out')) said
            GROUP BY said.till_id, said.kind HAVING sum(said.minor) <> sum(said.booked)""",
        "till.float": """
            SELECT t.till_id AS subject, t.float_minor AS expected,
                   coalesce(sum(p.amount_minor), 0) AS actual
            FROM till t
            LEFT JOIN batch b ON b.till_id = t.till_id AND b.kind = 'till_float'
            LEFT JOIN posting p ON p.batch_id = b.batch_id AND p.till_id = t.till_id
            GROUP BY t.till_id HAVING actual <> t.float_minor""",
        "till.counted": """
            SELECT c.till_id AS subject, n.total_minor AS expected, c.counted_minor AS actual
            FROM till_close c LEFT JOIN till_count n ON n.till_id = c.till_id
              AND n.attempt = (SELECT max(attempt) FROM till_count m WHERE m.till_id = c.till_id)
            WHERE n.total_minor IS NOT c.counted_minor""",
        "till.over_short": """
            SELECT c.till_id AS subject, c.expected_minor - c.counted_minor AS expected,
                   coalesce(sum(p.amount_minor), 0) AS actual
            FROM till_close c
            LEFT JOIN batch b ON b.till_id = c.till_id AND b.kind = 'till_close'
            LEFT JOIN posting p ON p.batch_id = b.batch_id AND p.account = '5020'
            GROUP BY c.till_id HAVING actual <> expected""",
        "till.same_person": """
            SELECT c.till_id AS subject, NULL AS expected, NULL AS actual
            FROM till_close c JOIN till t ON t.till_id = c.till_id
            WHERE c.approved_by IN (t.user_id, c.user_id)
               OR c.approved_by IN (SELECT user_id FROM till_count n WHERE n.till_id = c.till_id)
               OR c.approved_by NOT IN (SELECT user_id FROM staff)
            UNION ALL
            SELECT business_date, NULL, NULL FROM day_close
            WHERE approved_by = user_id OR approved_by NOT IN (SELECT user_id FROM staff)""",
        "z.gap": """
            SELECT window_id AS subject, made AS expected,
                   last - coalesce((SELECT sum(l.gap) FROM numbers_left l
                     WHERE l.name = 'z:' || window_id AND l.after < last), 0) AS actual
            FROM (SELECT window_id, count(*) AS made, max(z_number) AS last FROM till_close
                  WHERE NOT EXISTS (SELECT 1 FROM numbers_left l
                    WHERE l.name = 'z:' || window_id
                      AND z_number > l.after AND z_number <= l.after + l.gap)
                  GROUP BY window_id)
            WHERE actual <> expected""",
        # A4
        "day.open_till": """
            SELECT t.till_id AS subject, 1 AS expected, 0 AS actual
            FROM day_close d
            JOIN till t ON t.window_id = d.window_id AND t.business_date = d.business_date
            WHERE t.till_id NOT IN (SELECT till_id FROM till_close)""",
        # A later batch with an hour before the lock: the clock had gone back in between.
        "day.changed": """
            SELECT b.batch_id AS subject, NULL AS expected, NULL AS actual
            FROM day_close d
            JOIN batch b ON b.window_id = d.window_id AND b.business_date = d.business_date
            WHERE b.at > d.at AND b.till_id IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM batch c WHERE c.rowid > b.rowid AND c.at <= d.at)""",
    }
)

PEOPLE: Mapping[str, str] = MappingProxyType(
    {
        # Rows of a person are numbered without gaps: one taken away is missed.
        "people.row_missing": """
            SELECT 'sign_in ' || user_id AS subject, max(seq) AS expected, count(*) AS actual
            FROM sign_in GROUP BY user_id HAVING max(seq) <> count(*)
            UNION ALL
            SELECT 'standing ' || user_id, max(seq), count(*)
            FROM staff_standing GROUP BY user_id HAVING max(seq) <> count(*)
            UNION ALL
            SELECT 'credential ' || user_id, max(seq), count(*)
            FROM credential GROUP BY user_id HAVING max(seq) <> count(*)
            UNION ALL
            SELECT 'badge ' || user_id, max(seq), count(*)
            FROM badge GROUP BY uid_hash HAVING max(seq) <> count(*)""",
        # One badge a person; each given and taken by somebody.
        "people.badges": """
            SELECT b.user_id AS subject, 1 AS expected, count(*) AS actual FROM badge b
            WHERE b.given AND b.seq = (SELECT max(seq) FROM badge n WHERE n.uid_hash = b.uid_hash)
            GROUP BY b.user_id HAVING count(*) > 1
            UNION ALL
            SELECT badge_id, NULL, NULL FROM badge
            WHERE user_id NOT IN (SELECT user_id FROM staff)
               OR by_user NOT IN (SELECT user_id FROM staff)""",
        "people.no_standing": """
            SELECT user_id AS subject, 1 AS expected, 0 AS actual FROM staff
            WHERE user_id NOT IN (SELECT user_id FROM staff_standing)
               OR user_id NOT IN (SELECT user_id FROM credential)""",
    }
)

MISSING_AUDIT: Mapping[str, str] = MappingProxyType(
    {
        # Facts and the entries that tell of them: a tail cut off the chain leaves facts behind.
        "sale.made": "SELECT order_id AS subject FROM orders WHERE channel = 'window'",
        "till.opened": "SELECT till_id AS subject FROM till",
        "till.closed": "SELECT till_id AS subject FROM till_close",
        "staff.added": """SELECT user_id AS subject FROM staff
            WHERE rowid > (SELECT min(rowid) FROM staff)""",
        "drawer.no_sale": "SELECT opening_id AS subject FROM drawer_opening"
        " WHERE reason = 'no_sale'",
        "drawer.tested": "SELECT opening_id AS subject FROM drawer_opening WHERE reason = 'test'",
        "drawer.by_key": "SELECT seen_id AS subject FROM drawer_seen WHERE what = 'by_key'",
        "drawer.left_open": "SELECT seen_id AS subject FROM drawer_seen WHERE what = 'left_open'",
        "drawer.closed": "SELECT seen_id AS subject FROM drawer_seen WHERE what = 'closed'",
        "stock.loaded": "SELECT entry_id AS subject FROM stock_entry WHERE kind = 'load'",
        "stock.counted": "SELECT entry_id AS subject FROM stock_entry WHERE kind = 'count'",
        "stock.tested": "SELECT entry_id AS subject FROM stock_entry WHERE kind = 'test'",
        "ticket.reprinted": "SELECT ticket_id AS subject FROM voided_paper WHERE what = 'lost'",
        "ticket.spoiled": """SELECT v.ticket_id AS subject FROM voided_paper v
            JOIN transition t ON t.machine = 'print' AND t.subject_id = v.job_id
            WHERE t.from_state = 'printed' AND t.to_state = 'spoiled'""",
        "staff.badge_given": "SELECT user_id AS subject FROM badge WHERE given",
        "staff.badge_taken": "SELECT user_id AS subject FROM badge WHERE NOT given",
    }
)

MISSING_STATE: Mapping[str, str] = MappingProxyType(
    {
        "order": "SELECT order_id AS subject FROM orders",
        "ticket": "SELECT ticket_id AS subject FROM ticket",
        "print": "SELECT job_id AS subject FROM print_job",
        "till": "SELECT till_id AS subject FROM till",
        "parked": "SELECT parked_id AS subject FROM parked_cart",
        "batch": "SELECT batch_id AS subject FROM print_batch",
        "day": "SELECT DISTINCT window_id || ':' || business_date AS subject FROM till",
    }
)

WITNESS = """
    SELECT json_extract(details, '$.facts') AS facts FROM audit
    WHERE json_valid(details) AND facts IS NOT NULL ORDER BY seq"""
"""The digests that the audit keeps of facts."""
