"""What the close is measured against: the same sums with plain sqlite3 over the same database.

Run as processes of their own, so that no SQL stands outside the storage package while Foyer runs.
"""

SUMS = """
import json, sqlite3, sys, time

db = sqlite3.connect(sys.argv[1], isolation_level=None)
took = []
for _ in range(int(sys.argv[3])):
    begun = time.perf_counter()
    for statement in sys.argv[2].split(";"):
        db.execute(statement).fetchall()
    took.append((time.perf_counter() - begun) * 1000)
print(json.dumps(took))
"""
"""Milliseconds of all statements together, each time: ``DATABASE STATEMENTS ROUNDS``."""

CLONE = """
import sqlite3, sys

db = sqlite3.connect(sys.argv[1], isolation_level=None)
sold = "(SELECT order_id FROM orders WHERE till_id IS NOT NULL)"
ticket = f"(SELECT ticket_id FROM ticket WHERE order_id IN {sold})"
job = f"(SELECT job_id FROM print_job WHERE order_id IN {sold})"
mine = f"subject_id IN {sold} OR subject_id IN {ticket} OR subject_id IN {job}"
work = (
    ("orders", "order_id order_number receipt_number", f"order_id IN {sold}"),
    ("ticket", "ticket_id order_id code", f"order_id IN {sold}"),
    ("tender", "tender_id order_id", f"order_id IN {sold}"),
    ("check_taken", "tender_id",
     f"tender_id IN (SELECT tender_id FROM tender WHERE order_id IN {sold})"),
    ("batch", "batch_id order_id", f"order_id IN {sold}"),
    ("posting", "batch_id order_id ticket_id tender_id", f"order_id IN {sold}"),
    ("print_job", "job_id order_id subject_id", f"order_id IN {sold}"),
    ("drawer_opening", "opening_id subject_id", f"subject_id IN {sold}"),
    ("transition", "transition_id subject_id", mine),
    ("current_state", "subject_id", mine),
)
db.execute("BEGIN IMMEDIATE")
rows = []
for table, keys, where in work:
    columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    cells = ",".join(f"{c} || :copy" if c in keys.split() else c for c in columns)
    rows.append((table, f"CREATE TEMP TABLE one_{table} AS SELECT * FROM {table} WHERE {where}",
                 f"INSERT INTO {table} SELECT {cells} FROM one_{table}"))
for table, keep, _ in rows:
    db.execute(keep)
for copy in range(1, int(sys.argv[2])):
    for _, _, write in rows:
        db.execute(write, {"copy": f"-{copy}"})
db.execute("COMMIT")
"""
"""Writes the sales of a database again, row by row under ids of their own, until there are so many
times as many: ``DATABASE TIMES``. Audit and commands, which no close reads, keep the first ones."""

REPORT = """
SELECT t.kind, count(DISTINCT t.tender_id), sum(p.amount_minor) FROM posting p
  JOIN batch b ON b.batch_id = p.batch_id JOIN tender t ON t.tender_id = p.tender_id
  WHERE b.till_id IN (SELECT till_id FROM till) GROUP BY 1;
SELECT t.performance_id, count(*), sum(t.face_minor + t.fee_minor + t.tax_minor) FROM ticket t
  JOIN orders o ON o.order_id = t.order_id
  WHERE o.till_id IN (SELECT till_id FROM till) GROUP BY 1;
SELECT t.price_type_id, count(*), sum(t.face_minor + t.fee_minor + t.tax_minor),
  sum(t.comp_reason <> '') FROM ticket t JOIN orders o ON o.order_id = t.order_id
  WHERE o.till_id IN (SELECT till_id FROM till) GROUP BY 1;
SELECT p.account, sum(p.amount_minor) FROM posting p JOIN batch b ON b.batch_id = p.batch_id
  WHERE b.till_id IN (SELECT till_id FROM till) GROUP BY 1;
SELECT b.at / 900000000, sum(p.amount_minor) FROM posting p
  JOIN batch b ON b.batch_id = p.batch_id
  WHERE b.till_id IN (SELECT till_id FROM till)
  AND p.account IN ('2010', '2030', '2040', '4020') GROUP BY 1;
SELECT count(*) FROM orders WHERE till_id IN (SELECT till_id FROM till);
SELECT j.device, t.to_state, count(*) FROM transition t JOIN print_job j
  ON j.job_id = t.subject_id WHERE t.machine = 'print' GROUP BY 1, 2;"""
"""A till's or a day's report."""
CLOSE = f"""
SELECT account, sum(amount_minor) FROM posting
  WHERE till_id IN (SELECT till_id FROM till) GROUP BY 1;
SELECT c.number, c.payer, t.amount_minor FROM check_taken c
  JOIN tender t ON t.tender_id = c.tender_id;
{REPORT}
{REPORT}
SELECT performance_id, sum(amount_minor) FROM posting WHERE account = '2010' GROUP BY 1;
SELECT p.account, p.performance_id, sum(p.amount_minor) FROM posting p
  JOIN batch b ON b.batch_id = p.batch_id GROUP BY 1, 2"""  # noqa: S608 - no value from outside
"""What is expected, the checks, the Z report, the day's, what is earned, the journal."""
DAILY = """
SELECT b.kind, p.account, t.kind, count(*), sum(p.amount_minor) FROM posting p
  JOIN batch b ON b.batch_id = p.batch_id LEFT JOIN tender t ON t.tender_id = p.tender_id
  WHERE b.business_date = (SELECT max(business_date) FROM till) GROUP BY 1, 2, 3;
SELECT o.placed_at / 3600000000, count(*), sum(o.total_minor) FROM orders o
  WHERE o.business_date = (SELECT max(business_date) FROM till) GROUP BY 1;
SELECT t.performance_id, count(*) FROM ticket t JOIN current_state s
  ON s.machine = 'ticket' AND s.subject_id = t.ticket_id WHERE s.state = 'live' GROUP BY 1;
SELECT b.business_date, sum(p.amount_minor) FROM posting p
  JOIN batch b ON b.batch_id = p.batch_id WHERE p.account = '5020' GROUP BY 1"""
"""The day by account and tender, by hour, by performance, over and short by day."""
MATCHING = """
SELECT l.file_id, l.line, l.gross_minor, l.fee_minor, l.net_minor, p.payment_id,
  a.amount_minor, l.gross_minor = a.amount_minor FROM settlement_line l
  LEFT JOIN card_answer a ON a.terminal_reference = l.own_ref
  LEFT JOIN card_payment p ON p.payment_id = a.payment_id;
SELECT payment_id, amount_minor FROM card_answer
  WHERE terminal_reference NOT IN (SELECT own_ref FROM settlement_line)"""
"""Every line with its payment, and payments without one."""
