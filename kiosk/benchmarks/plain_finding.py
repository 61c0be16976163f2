"""A season of orders in a database, a list of orders sold elsewhere, and the plain searches and
inserts that finding and importing are held against.

Run as processes of their own, so that no SQL stands outside the storage package while Foyer runs.
The rows are facts as sales would have left them, without money: nothing is found by that.
"""

NAMES = """
import random

SYLLABLES = (
    "ba be bo bu da de di do fa fe ga ge ha he ho ja jo ka ke ki ko la le li lo lu ma me mi mo mu "
    "na ne ni no pa pe po ra re ri ro ru sa se si so sta ste ta te ti to va ve vi vo wa we wi za ze"
).split()
ENDS = "n r s t l ck ng rd tt son man berg feld ski ova ez ini ley ton".split()
COMMON = (
    "Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez "
    "Gonzalez Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris "
    "Sanchez Clark Ramirez Lewis Robinson Walker Young Allen King Wright Scott Torres Nguyen Hill "
    "Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts Schmidt Meier "
    "Meyer Dvořák Müller Čapek Łukasiewicz Nguyễn Чайковский Иванова Παπαδόπουλος"
).split()
FIRST = (
    "James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara "
    "Richard Susan Joseph Jessica Thomas Sarah Christopher Karen Charles Lisa Daniel Nancy "
    "Matthew Sandra "
    "Anthony Betty Mark Ashley Donald Emily Steven Kimberly Andrew Margaret Paul Donna Joshua "
    "Michelle Kenneth Carol Kevin Amanda Brian Melissa Antonín Zoë José Анна Пётр Thị"
).split()


def names(random_, count):
    made = [
        "".join(random_.choices(SYLLABLES, k=random_.choice((2, 2, 3)))).title()
        + random_.choice(ENDS)
        for _ in range(12_000)
    ]
    rare = ["".join(random_.choices(SYLLABLES, k=2)).title() for _ in range(1_500)]
    last, first = COMMON + made, FIRST + rare
    lasts = random_.choices(last, [1 / (n + 3) for n in range(len(last))], k=count)
    firsts = random_.choices(first, [1 / (n + 3) for n in range(len(first))], k=count)
    return [f"{one} {other}" for one, other in zip(firsts, lasts)]
"""

SEASON = """
import json, sqlite3, sys

database, count, now, texts = sys.argv[1], *map(int, sys.argv[2:5])
random_ = random.Random(8)
db = sqlite3.connect(database, isolation_level=None)
half_a_day = 43_200_000_000
evenings = [(f"bench-{n:04}", now + (n - 300) * half_a_day) for n in range(400)]
db.execute("BEGIN IMMEDIATE")
db.executemany(
    "INSERT INTO performance (performance_id, code, production, hall_id, starts_at) "
    "SELECT ?1, ?1, production, hall_id, ?2 FROM performance LIMIT 1",
    evenings,
)
zone, kind = db.execute("SELECT zone_id, price_type_id FROM price LIMIT 1").fetchone()
user = db.execute("SELECT user_id FROM staff LIMIT 1").fetchone()[0]

def filled(table, given):
    rows = db.execute(f"PRAGMA table_info({table})").fetchall()
    needed = [row[1] for row in rows if row[3] and row[1] not in given]
    columns = ", ".join((*given, *needed))
    marks = ", ".join(["?"] * len(given) + ["0"] * len(needed))
    return f"INSERT INTO {table} ({columns}) VALUES ({marks})"

orders, tickets, states = [], [], []
sizes = random_.choices((1, 2, 3, 4, 6), (22, 46, 10, 16, 6), k=count)
called = names(random_, count)
for n, name in enumerate(called):
    key = f"{n:032x}"
    channel = "web" if n % 10 < 6 else "window"
    phone = f"({random_.randrange(200, 999)}) 555-01{random_.randrange(10_000):04}"
    plain = name.encode("ascii", "ignore").decode().lower().replace(" ", ".")
    number = f"W{n % 4 + 1}-{n // 4 + 1:06}"
    orders.append((key, number, "w1", channel, name, now - n, "2026-01-01",
                   "USD", 0, user, f"ref-{n:08}", "", "", phone,
                   f"{plain}{n % 97}@example.com", ""))
    states.append(("order", key, "collected" if n % 3 == 0 else "paid", 0))
    evening = evenings[n * len(evenings) // count][0]
    for position in range(sizes[n]):
        number = f"{len(tickets):032x}"
        tickets.append((number, key, evening, zone, kind, f"BENCH{len(tickets):08}", position))
        states.append(("ticket", number, "live", 0))
db.executemany(
    filled("orders", ("order_id", "order_number", "window_id", "channel", "name", "placed_at",
           "business_date", "currency", "total_minor", "user_id", "external_ref", "note",
           "alternates", "phone", "email", "receipt_number")),
    orders,
)
db.executemany(
    filled("ticket", ("ticket_id", "order_id", "performance_id", "zone_id", "price_type_id", "code",
           "position")),
    tickets,
)
db.executemany("INSERT INTO current_state (machine, subject_id, state, seq) VALUES (?, ?, ?, ?)",
               states)
db.execute("COMMIT")
some = [orders[random_.randrange(count)] for _ in range(texts)]
typed = [row[4].split()[-1].lower() if n % 2 else row[4] for n, row in enumerate(some)]
typed[::10] = [row[(1, 13, 14)[n % 3]] for n, row in enumerate(some[::10])]
print(json.dumps(["smith", "johnson", "garcia lopez", "tschaikowski", "vorak", *typed][:texts]))
"""
"""``DATABASE ORDERS NOW TEXTS``, after ``NAMES``: orders from 150 days ago to 50 days ahead, NOW in
microseconds; half of them have common names. Prints what somebody types, as JSON."""

LIKE = """
import json, sqlite3, sys, time

db = sqlite3.connect(sys.argv[1], isolation_level=None)
rows = db.execute("SELECT order_id, name || ' ' || order_number || ' ' || phone || ' ' || email "
                  "FROM orders").fetchall()
db.execute("CREATE TABLE plain (order_id TEXT PRIMARY KEY, folded TEXT NOT NULL)")
begun = time.perf_counter()
db.execute("BEGIN IMMEDIATE")
db.executemany("INSERT INTO plain VALUES (?, ?)", ((key, text.lower()) for key, text in rows))
db.execute("CREATE INDEX plain_by_text ON plain (folded)")
db.execute("COMMIT")
copied, scans, trigrams = time.perf_counter() - begun, [], []
db.execute("CREATE VIRTUAL TABLE parts USING fts5(folded, content='', tokenize='trigram')")
db.execute("BEGIN")
db.execute("INSERT INTO parts (rowid, folded) SELECT rowid, folded FROM plain")
db.execute("COMMIT")
for text in json.loads(sys.argv[2]):
    for end in range(3, len(text) + 1):
        phrase = '"' + text[:end].lower() + '"'
        begun = time.perf_counter()
        found = "SELECT rowid FROM parts WHERE parts MATCH ? LIMIT 50"
        db.execute(found, (phrase,)).fetchall()
        trigrams.append((time.perf_counter() - begun) * 1000)
    for end in range(1, len(text) + 1):
        words = [f"%{word.lower()}%" for word in text[:end].split()]
        where = " AND ".join(["folded LIKE ?"] * len(words)) or "true"
        begun = time.perf_counter()
        found = f"SELECT order_id FROM plain WHERE {where} ORDER BY order_id DESC LIMIT 50"
        db.execute(found, words).fetchall()
        scans.append((time.perf_counter() - begun) * 1000)
print(json.dumps({"scans": scans, "trigrams": trigrams, "copied": copied}))
"""
"""``DATABASE TEXTS``: what a scan of the same rows takes at each key, newest order first, and what
bare trigrams take from the third key on."""

LIST = """
import csv, sqlite3, sys

database, file, count, code = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
db = sqlite3.connect(database)
db.execute("UPDATE hall SET places = ? WHERE hall_id = "
           "(SELECT hall_id FROM performance WHERE code = ?)", (3 * count + 1_000, code))
db.commit()
random_ = random.Random(9)
with open(file, "w", newline="", encoding="utf-8") as target:
    out = csv.writer(target)
    out.writerow(("Order", "Name", "Email", "Phone", "Performance", "Qty", "Paid", "Owing"))
    for n, name in enumerate(names(random_, count)):
        out.writerow((f"B-{n:06}", name, f"patron{n}@example.com", f"555-01{n % 100:02}", code,
                      2, "60.00", "0.00"))
"""
"""``DATABASE FILE ORDERS CODE``, after ``NAMES``: a list of orders for a performance without
numbered seats, in whose hall there is room for them."""

BARE = """
import json, sqlite3, sys, time

source, target = sys.argv[1:3]
db = sqlite3.connect(target, isolation_level=None)
db.execute("ATTACH ? AS source", (source,))
work = []
for name in ("orders", "ticket", "tender", "batch", "posting", "transition", "current_state"):
    made = ("SELECT sql FROM source.sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL "
            "AND type <> 'trigger' ORDER BY type DESC")
    for (sql,) in db.execute(made, (name,)).fetchall():
        db.execute(sql)
    rows = db.execute(f"SELECT * FROM source.{name}").fetchall()
    work.append((f"INSERT INTO main.{name} VALUES ({','.join('?' * len(rows[0]))})", rows))
db.execute("DETACH source")
db.execute("PRAGMA journal_mode=WAL")
db.execute("PRAGMA synchronous=FULL")
begun, cpu = time.perf_counter(), time.process_time()
db.execute("BEGIN IMMEDIATE")
for sql, rows in work:
    db.executemany(sql, rows)
db.execute("COMMIT")
took, cpu = time.perf_counter() - begun, time.process_time() - cpu
print(json.dumps({"seconds": took, "cpu": cpu, "rows": sum(len(rows) for _, rows in work)}))
"""
"""``SOURCE TARGET``: writes the rows of the books that an import made into a new file."""
