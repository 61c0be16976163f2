"""The least a program could do: the same rows into the same tables with plain sqlite3, as durably.

Run as a process of its own (``python plain_sqlite.py BEFORE AFTER SALES``), so that no SQL stands
outside the storage package while Foyer runs. It finds the rows that SALES sales added or changed
between two copies of a database, writes them into BEFORE in as many transactions, and prints the
milliseconds of each, without and with a send on an open socket after the commit. What SQLite's
full-text search keeps for itself is left out: it has no rows that could be copied.
"""

SOURCE = """
import json, socket, sqlite3, sys, time

before, after, sales = sys.argv[1], sys.argv[2], int(sys.argv[3])
db = sqlite3.connect(before, isolation_level=None)
db.execute("ATTACH ? AS after", (after,))
work = []
for (name,) in db.execute("SELECT name FROM main.sqlite_master WHERE type='table'").fetchall():
    if name.startswith(("sqlite_", "find_word", "find_part")):
        continue
    rows = db.execute(
        f"SELECT * FROM (SELECT * FROM after.{name} EXCEPT SELECT * FROM main.{name})"
    ).fetchall()
    if rows:
        marks = ",".join("?" * len(rows[0]))
        find = "SELECT 1 FROM main.sqlite_master WHERE type='trigger' AND name=?"
        fact = bool(db.execute(find, (name + "_no_update",)).fetchone())
        verb = "INSERT" if fact else "INSERT OR REPLACE"
        work.append((f"{verb} INTO {name} VALUES ({marks})", rows))
db.execute("DETACH after")
db.execute("PRAGMA journal_mode=WAL")
db.execute("PRAGMA synchronous=FULL")
near, far = socket.socketpair()
commits, bytes_out, written = [], [], 0
for sale in range(sales):
    chunks = [
        (sql, rows[len(rows) * sale // sales : len(rows) * (sale + 1) // sales])
        for sql, rows in work
    ]
    begun = time.perf_counter()
    db.execute("BEGIN IMMEDIATE")
    for sql, rows in chunks:
        db.executemany(sql, rows)
    db.execute("COMMIT")
    commits.append((time.perf_counter() - begun) * 1000)
    near.send(b"<RC0,0>ticket<p>")
    bytes_out.append((time.perf_counter() - begun) * 1000)
    far.recv(64)
    written += sum(len(rows) for _, rows in chunks)
print(json.dumps({"commits": commits, "bytes_out": bytes_out, "rows": written / sales}))
"""

DIFFERENCE = """
import pickle, sqlite3, sys

before, after, target = sys.argv[1:4]
db = sqlite3.connect(before)
db.execute("ATTACH ? AS after", (after,))
work = []
for (name,) in db.execute("SELECT name FROM main.sqlite_master WHERE type='table'").fetchall():
    if name.startswith(("sqlite_", "find_word", "find_part")):
        continue
    rows = db.execute(
        f"SELECT * FROM (SELECT * FROM after.{name} EXCEPT SELECT * FROM main.{name})"
    ).fetchall()
    if rows:
        marks = ",".join("?" * len(rows[0]))
        work.append((f"INSERT OR REPLACE INTO {name} VALUES ({marks})", rows))
with open(target, "wb") as file:
    pickle.dump(work, file)
"""
"""Keeps the rows by which AFTER differs from BEFORE in a file: ``BEFORE AFTER FILE``."""

REPLAY = """
import json, pickle, sqlite3, sys, time

db = sqlite3.connect(sys.argv[1], isolation_level=None)
for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall():
    db.execute(f"DROP TRIGGER {name}")
db.execute("PRAGMA journal_mode=WAL")
db.execute("PRAGMA synchronous=FULL")
commits, written = [], 0
for file in sys.argv[2:]:
    with open(file, "rb") as source:
        work = pickle.load(source)
    begun = time.perf_counter()
    db.execute("BEGIN IMMEDIATE")
    for sql, rows in work:
        db.executemany(sql, rows)
    db.execute("COMMIT")
    commits.append((time.perf_counter() - begun) * 1000)
    written += sum(len(rows) for _, rows in work)
print(json.dumps({"commits": commits, "rows": written / len(commits)}))
"""
"""Writes what such files hold into a database, a transaction each: ``DATABASE FILE ...``."""

COPY = """
import sqlite3, sys
source, target = sqlite3.connect(sys.argv[1]), sqlite3.connect(sys.argv[2])
source.backup(target)
target.close()
source.close()
"""
"""Copies a database that is in use, whole."""

PAGE = """
import json, sqlite3, sys, time

db, took = sqlite3.connect(sys.argv[1]), []
for _ in range(int(sys.argv[2])):
    begun = time.perf_counter()
    orders = db.execute(
        "SELECT * FROM orders WHERE channel <> 'window' ORDER BY name LIMIT 50").fetchall()
    for order in orders:
        db.execute(
            "SELECT t.*, s.state FROM ticket t CROSS JOIN current_state s "
            "ON s.machine = 'ticket' AND s.subject_id = t.ticket_id WHERE t.order_id = ?",
            order[:1]).fetchall()
    took.append((time.perf_counter() - begun) * 1000)
print(json.dumps(took))
"""
"""Reads a page of orders and their tickets: ``DATABASE ROUNDS``."""

GONE = """
import json, sqlite3, sys, time

db, took = sqlite3.connect(sys.argv[1]), []
for _ in range(int(sys.argv[2])):
    begun = time.perf_counter()
    gone = {seat for (seat,) in db.execute(
        "SELECT seat_id FROM seat_right WHERE performance_id = ?", sys.argv[3:4])}
    took.append((time.perf_counter() - begun) * 1000)
    assert gone
print(json.dumps(took))
"""
"""Reads which seats are not free: ``DATABASE ROUNDS PERFORMANCE``."""
