"""Everything a printed report says, summed again in plain SQL. See ``check_statements.py``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pos.storage.ticket_sql import COST, EXTRAS_OF_TILLS, OF_BATCH, SOLD, SOLD_IN, TICKETS_OF_TILLS

FIGURES: Mapping[str, str] = MappingProxyType(
    {
        # Everything a report says, summed again. :tills is a JSON list of ids.
        "by_tender": """
            SELECT t.kind AS label, count(DISTINCT iif(t.of_tender IS NULL, t.tender_id, NULL))
                     AS pieces,
                   sum(iif(t.of_tender IS NULL, p.amount_minor, 0)) AS minor,
                   count(DISTINCT iif(t.of_tender IS NULL, NULL, t.tender_id)) AS back_pieces,
                   -sum(iif(t.of_tender IS NULL, 0, p.amount_minor)) AS back
            FROM posting p JOIN batch b ON b.batch_id = p.batch_id
            JOIN tender t ON t.tender_id = p.tender_id
            WHERE b.till_id IN (SELECT value FROM json_each(:tills))
              AND p.account NOT IN ('1050', '1060', '2070')
            GROUP BY t.kind""",
        "by_performance": f"""
            SELECT '' AS label, sum(pieces) AS pieces, sum(minor) AS minor,
                   sum(back_pieces) AS back_pieces, sum(back) AS back FROM (
              SELECT t.performance_id AS what, 1 AS pieces, {COST} AS minor,
                     0 AS back_pieces, 0 AS back
              FROM {TICKETS_OF_TILLS} t
              UNION ALL
              SELECT t.performance_id, 0, 0, 1, l.amount_minor FROM refund_line l
              JOIN refund r ON r.refund_id = l.refund_id JOIN ticket t ON t.ticket_id = l.ticket_id
              WHERE r.till_id IN (SELECT value FROM json_each(:tills)))
            GROUP BY what""",  # noqa: S608 - ours
        "by_price_type": f"""
            SELECT '' AS label, sum(pieces) AS pieces, sum(minor) AS minor,
                   sum(back_pieces) AS back_pieces, sum(back) AS back FROM (
              SELECT t.price_type_id AS what, 1 AS pieces, {COST} AS minor,
                     0 AS back_pieces, 0 AS back
              FROM {TICKETS_OF_TILLS} t
              UNION ALL
              SELECT t.price_type_id, 0, 0, 1, l.amount_minor FROM refund_line l
              JOIN refund r ON r.refund_id = l.refund_id JOIN ticket t ON t.ticket_id = l.ticket_id
              WHERE r.till_id IN (SELECT value FROM json_each(:tills)))
            GROUP BY what""",  # noqa: S608 - ours
        "fees": f"""
            SELECT coalesce(sum(t.fee_minor), 0) FROM {TICKETS_OF_TILLS} t""",  # noqa: S608 - ours
        "fees_back": """
            SELECT coalesce(sum(t.fee_minor), 0) FROM refund_line l
            JOIN refund r ON r.refund_id = l.refund_id JOIN ticket t ON t.ticket_id = l.ticket_id
            WHERE r.till_id IN (SELECT value FROM json_each(:tills))""",
        "taxes": f"""
            SELECT coalesce(sum(t.tax_minor), 0) FROM {TICKETS_OF_TILLS} t""",  # noqa: S608 - ours
        "taxes_back": """
            SELECT coalesce(sum(t.tax_minor), 0) FROM refund_line l
            JOIN refund r ON r.refund_id = l.refund_id JOIN ticket t ON t.ticket_id = l.ticket_id
            WHERE r.till_id IN (SELECT value FROM json_each(:tills))""",
        "gross": f"""
            SELECT coalesce(sum({COST}), 0) FROM {TICKETS_OF_TILLS} t""",  # noqa: S608 - ours
        "gross_back": """
            SELECT coalesce(sum(l.amount_minor), 0) FROM refund_line l
            JOIN refund r ON r.refund_id = l.refund_id JOIN ticket t ON t.ticket_id = l.ticket_id
            WHERE r.till_id IN (SELECT value FROM json_each(:tills))""",
        "comps_back": """
            SELECT coalesce(sum(t.comp_reason <> ''), 0) FROM refund_line l
            JOIN refund r ON r.refund_id = l.refund_id JOIN ticket t ON t.ticket_id = l.ticket_id
            WHERE r.till_id IN (SELECT value FROM json_each(:tills))""",
        "receivable": """
            SELECT coalesce(sum(p.amount_minor), 0) FROM posting p
            JOIN batch b ON b.batch_id = p.batch_id
            WHERE b.till_id IN (SELECT value FROM json_each(:tills))
              AND p.account IN ('1050', '1060')""",
        "certificates": f"""
            SELECT coalesce(sum(e.amount_minor), 0) FROM {EXTRAS_OF_TILLS} e
            WHERE e.kind = 'certificate'""",  # noqa: S608 - ours
        "certificates_back": """
            SELECT coalesce(sum(l.amount_minor), 0) FROM refund_line l
            JOIN refund r ON r.refund_id = l.refund_id
            JOIN order_extra e ON e.extra_id = l.extra_id AND e.kind = 'certificate'
            WHERE r.till_id IN (SELECT value FROM json_each(:tills))""",
        "extras": f"""
            SELECT kind || ' ' || name AS label, sum(pieces) AS pieces, sum(minor) AS minor,
                   sum(back_pieces) AS back_pieces, sum(back) AS back FROM (
              SELECT e.kind, e.name, e.quantity AS pieces, e.amount_minor AS minor,
                     0 AS back_pieces, 0 AS back
              FROM {EXTRAS_OF_TILLS} e WHERE e.kind <> 'certificate'
              UNION ALL
              SELECT e.kind, e.name, 0, 0, e.quantity, l.amount_minor FROM refund_line l
              JOIN refund r ON r.refund_id = l.refund_id
              JOIN order_extra e ON e.extra_id = l.extra_id
              WHERE r.till_id IN (SELECT value FROM json_each(:tills)) AND e.kind <> 'certificate')
            GROUP BY kind, name""",  # noqa: S608 - ours
        "cashed_out": """
            SELECT coalesce(sum(p.amount_minor), 0) FROM posting p
            JOIN batch b ON b.batch_id = p.batch_id
            WHERE b.till_id IN (SELECT value FROM json_each(:tills))
              AND b.kind = 'cash_out' AND p.account = '2020'""",
        "owed_back": """
            SELECT -coalesce(sum(p.amount_minor), 0) FROM posting p
            JOIN batch b ON b.batch_id = p.batch_id
            WHERE b.till_id IN (SELECT value FROM json_each(:tills)) AND p.account = '2070'""",
        "check_fees": """
            SELECT -coalesce(sum(p.amount_minor), 0) FROM posting p
            JOIN batch b ON b.batch_id = p.batch_id
            WHERE b.till_id IN (SELECT value FROM json_each(:tills)) AND p.account = '4025'""",
        "given_back": """
            SELECT coalesce(sum(amount_minor), 0) FROM refund
            WHERE amount_minor > 0 AND till_id IN (SELECT value FROM json_each(:tills))""",
        "given_back_times": """
            SELECT count(*) FROM refund
            WHERE amount_minor > 0 AND till_id IN (SELECT value FROM json_each(:tills))""",
        "written_off": """
            SELECT coalesce(sum(p.amount_minor), 0) FROM posting p
            JOIN batch b ON b.batch_id = p.batch_id
            WHERE b.kind = 'card_written_off' AND p.account = '5045'
              AND b.till_id IN (SELECT value FROM json_each(:tills))""",
        "written_off_times": """
            SELECT count(*) FROM card_written_off
            WHERE till_id IN (SELECT value FROM json_each(:tills))""",
        # What exchanges sold is booked in their own batch; what came back is of their refund.
        "exchanges": """
            SELECT count(*) FROM batch b JOIN exchange x ON x.exchange_id = b.batch_id
            WHERE x.what = 'exchange' AND b.till_id IN (SELECT value FROM json_each(:tills))""",
        "exchanged": f"""
            SELECT -coalesce(sum(p.amount_minor), 0) FROM batch b
            JOIN posting p ON p.batch_id = b.batch_id
            WHERE b.kind = 'exchange' AND p.ticket_id IS NOT NULL AND p.account IN {SOLD}
              AND b.till_id IN (SELECT value FROM json_each(:tills))""",  # noqa: S608 - ours
        "exchanged_tickets": """
            SELECT count(*) FROM exchange_line l JOIN batch b ON b.batch_id = l.exchange_id
            WHERE b.till_id IN (SELECT value FROM json_each(:tills))""",
        "exchanged_back": """
            SELECT coalesce(sum(l.amount_minor), 0) FROM refund_line l
            JOIN exchange x ON x.refund_id = l.refund_id
            JOIN batch b ON b.batch_id = x.exchange_id
            WHERE x.what = 'exchange' AND l.ticket_id IS NOT NULL
              AND b.till_id IN (SELECT value FROM json_each(:tills))""",
        "returned": """
            SELECT count(*) FROM refund_line l JOIN refund r ON r.refund_id = l.refund_id
            WHERE l.ticket_id IS NOT NULL
              AND r.till_id IN (SELECT value FROM json_each(:tills))""",
        # What other windows said after the report was made is not in it.
        "elsewhere": f"""
            WITH day AS (SELECT DISTINCT business_date FROM till
              WHERE till_id IN (SELECT value FROM json_each(:tills)))
            SELECT coalesce((SELECT sum({COST}) FROM batch b
                JOIN ticket t ON t.order_id = b.order_id AND {OF_BATCH}
                WHERE b.business_date IN day AND {SOLD_IN}
                  AND b.batch_id NOT IN (SELECT batch_id FROM late_batch)
                  AND coalesce(b.till_id, '') NOT IN (SELECT value FROM json_each(:tills))), 0)
              - coalesce((SELECT sum(l.amount_minor) FROM refund r
                JOIN refund_line l ON l.refund_id = r.refund_id AND l.ticket_id IS NOT NULL
                WHERE r.business_date IN day
                  AND NOT EXISTS (SELECT 1 FROM late_batch a JOIN batch b ON b.batch_id = a.batch_id
                    WHERE b.order_id = r.order_id AND b.at = r.at)
                  AND coalesce(r.till_id, '') NOT IN (SELECT value FROM json_each(:tills))), 0)""",  # noqa: S608 - ours
        "elsewhere_times": f"""
            SELECT count(*) FROM batch b JOIN ticket t ON t.order_id = b.order_id AND {OF_BATCH}
            WHERE b.business_date IN (SELECT business_date FROM till
                WHERE till_id IN (SELECT value FROM json_each(:tills)))
              AND {SOLD_IN}
              AND b.batch_id NOT IN (SELECT batch_id FROM late_batch)
              AND coalesce(b.till_id, '') NOT IN (SELECT value FROM json_each(:tills))""",  # noqa: S608 - ours
        "opening_float": """
            SELECT coalesce(sum(float_minor), 0) FROM till
            WHERE till_id IN (SELECT value FROM json_each(:tills))""",
        "sales": """
            SELECT count(*) FROM orders
            WHERE till_id IN (SELECT value FROM json_each(:tills))""",
        "tickets": f"SELECT count(*) FROM {TICKETS_OF_TILLS} t",  # noqa: S608 - ours
        "comps": f"""
            SELECT count(*) FROM {TICKETS_OF_TILLS} t WHERE t.comp_reason <> ''""",  # noqa: S608 - ours
        "no_sales": """
            SELECT count(*) FROM drawer_opening WHERE reason = 'no_sale'
              AND till_id IN (SELECT value FROM json_each(:tills))""",
        "spoiled": """
            SELECT count(*) FROM transition t JOIN print_job j ON j.job_id = t.subject_id
            WHERE t.machine = 'print' AND t.to_state = 'spoiled' AND j.kind = 'ticket'
              AND EXISTS (
                SELECT 1 FROM transition first JOIN transition last
                  ON last.machine = 'till' AND last.subject_id = first.subject_id
                 AND last.to_state = 'closed'
                WHERE first.machine = 'till' AND first.seq = 0
                  AND first.subject_id IN (SELECT value FROM json_each(:tills))
                  AND t.rowid BETWEEN first.rowid AND last.rowid)""",
        "lost": """
            SELECT count(*) FROM voided_paper v
            JOIN transition t ON t.machine = 'ticket' AND t.subject_id = v.ticket_id
            WHERE v.what = 'lost' AND t.to_state = 'revoked'
              AND EXISTS (
                SELECT 1 FROM transition first JOIN transition last
                  ON last.machine = 'till' AND last.subject_id = first.subject_id
                 AND last.to_state = 'closed'
                WHERE first.machine = 'till' AND first.seq = 0
                  AND first.subject_id IN (SELECT value FROM json_each(:tills))
                  AND t.rowid BETWEEN first.rowid AND last.rowid)""",
        "by_key": """
            SELECT count(*) FROM drawer_seen WHERE what = 'by_key'
              AND till_id IN (SELECT value FROM json_each(:tills))""",
        "left_open": """
            SELECT count(*) FROM drawer_seen WHERE what = 'left_open'
              AND till_id IN (SELECT value FROM json_each(:tills))""",
        "over_short": """
            SELECT -coalesce(sum(p.amount_minor), 0) FROM posting p
            JOIN batch b ON b.batch_id = p.batch_id
            WHERE b.till_id IN (SELECT value FROM json_each(:tills)) AND p.account = '5020'""",
    }
)

MOVED = """
    SELECT kind, count(*) AS times, sum(amount_minor) AS minor FROM cash_movement
    WHERE till_id IN (SELECT value FROM json_each(:tills)) GROUP BY kind ORDER BY kind"""
"""Cash moved beside sales, a row a kind. :tills is a JSON list of ids."""

BESIDE = """
    SELECT coalesce(sum(p.amount_minor), 0) FROM posting p
    JOIN batch b ON b.batch_id = p.batch_id
    WHERE b.till_id IN (SELECT value FROM json_each(:tills))
      AND b.kind NOT IN ('paid_in', 'paid_out')
      AND (p.account IN ('2070', '4025') OR (p.extra_id IS NOT NULL AND p.account <> '1060')
        OR p.tender_id IS NULL
        AND p.account IN ('1020', '1030', '2020', '2060', '4090', '5020'))"""
"""What tills booked beside tickets and tenders: money owed back, certificates sold and paid out,
what else was sold, what a count was off by. :tills is a JSON list of ids."""

STOCK_OF_REPORT = """
    WITH bounds AS (
      SELECT min(iif(seq = 0, rowid, NULL)) AS opened,
             max(iif(to_state = 'closed', rowid, NULL)) AS locked
      FROM transition WHERE machine = 'till'
        AND subject_id IN (SELECT value FROM json_each(:tills))),
    placed AS (
      SELECT e.device, e.seq, e.kind, e.papers, coalesce(t.rowid, 0) AS place,
        iif(e.kind = 'count', e.papers,
            e.expected + iif(e.kind = 'load', e.papers, -e.papers)) AS remained
      FROM stock_entry e LEFT JOIN transition t ON t.transition_id = e.after_arrow),
    paper AS (
      SELECT j.device, t.rowid AS place, t.from_state, t.to_state
      FROM transition t JOIN print_job j ON j.job_id = t.subject_id
      WHERE t.machine = 'print' AND t.to_state IN ('printed', 'spoiled')
        AND (j.kind IN ('ticket', 'paper_ticket')
             OR (j.kind = 'member_card' AND j.device = 'ticket_printer'))
        AND NOT EXISTS (SELECT 1 FROM voided_paper v
          WHERE v.job_id = j.job_id AND v.what = 'nothing')),
    printers AS (SELECT device FROM stock_entry UNION SELECT device FROM paper),
    moments AS (SELECT device, 'start' AS which, opened AS at FROM printers, bounds
                UNION ALL SELECT device, 'end', locked FROM printers, bounds),
    newest AS (
      SELECT m.device, m.which, m.at, max(p.seq) AS seq FROM moments m
      JOIN placed p ON p.device = m.device AND p.place < m.at
      GROUP BY m.device, m.which HAVING sum(p.kind <> 'test') > 0),
    there AS (
      SELECT n.device, n.which, p.remained -
        (SELECT count(*) FROM paper u WHERE u.device = n.device AND u.from_state <> 'printed'
           AND u.place > p.place AND u.place <= n.at) AS papers
      FROM newest n JOIN placed p ON p.device = n.device AND p.seq = n.seq)
    SELECT printers.device,
      (SELECT papers FROM there t WHERE t.device = printers.device AND which = 'start') AS start,
      (SELECT coalesce(sum(papers), 0) FROM placed p WHERE p.device = printers.device
         AND kind = 'load' AND place >= opened AND place < locked) AS loaded,
      (SELECT count(*) FROM paper u WHERE u.device = printers.device AND to_state = 'printed'
         AND place > opened AND place < locked) -
      (SELECT count(*) FROM paper u WHERE u.device = printers.device AND from_state = 'printed'
         AND place > opened AND place < locked) AS printed,
      (SELECT count(*) FROM paper u WHERE u.device = printers.device AND to_state = 'spoiled'
         AND place > opened AND place < locked) AS spoiled,
      (SELECT coalesce(sum(papers), 0) FROM placed p WHERE p.device = printers.device
         AND kind = 'test' AND place >= opened AND place < locked) AS test,
      (SELECT papers FROM there t WHERE t.device = printers.device AND which = 'end') AS "end"
    FROM printers, bounds ORDER BY printers.device"""
"""The stock section of a report, counted again."""

NET = f"""
    SELECT -coalesce(sum(p.amount_minor), 0) FROM posting p
    JOIN batch b ON b.batch_id = p.batch_id
    WHERE b.till_id IN (SELECT value FROM json_each(:tills)) AND p.account IN {SOLD}
      AND p.ticket_id IS NOT NULL"""  # noqa: S608 - ours
"""What tickets were booked for by these tills, less what came back: from postings, as ``gross`` and
``gross_back`` are from tickets."""
