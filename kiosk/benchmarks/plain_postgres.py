"""What the hub is measured against: the same work said to the same PostgreSQL in bare SQL.

Each is a program of its own that reads ``{"where": libpq's parameters, ...}`` as the first line of
standard input and answers with one line of JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

INSERT = """
import json, sys, time
import psycopg

about = json.loads(sys.stdin.readline())
took, seq = [], 0
with open(about["file"]) as source, psycopg.connect("", **about["where"]) as connection:
    for line in source:
        rows = []
        for content in line.split():
            seq += 1
            rows.append((seq, bytes.fromhex(content)))
        begun = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.executemany("insert into plain.parcel values (%s, %s)", rows)
        connection.commit()
        took.append(time.perf_counter() - begun)
print(json.dumps({"seconds": sum(took), "rows": seq}))
"""
"""Inserts each line of a file, contents in hex, as one transaction."""

CLAIM = """
import json, sys, time
import psycopg

about = json.loads(sys.stdin.readline())
took = []
with psycopg.connect("", **about["where"]) as connection:
    with connection.cursor() as cursor:
        rows = [(seat,) for seat in about["seats"]]
        cursor.executemany("insert into plain.seat (seat) values (%s)", rows)
    connection.commit()
    for start in range(0, len(about["seats"]), about["at_once"]):
        wanted = about["seats"][start : start + about["at_once"]]
        begun = time.perf_counter()
        connection.execute(
            "update plain.seat set holder = 'w' where seat = any(%s) and holder = ''", (wanted,))
        connection.commit()
        took.append((time.perf_counter() - begun) * 1000)
    connection.execute("truncate plain.seat")
print(json.dumps({"took": took}))
"""
"""Claims so many seats at once, a transaction each."""

SELL = """
import json, sys, threading, time
import psycopg

about = json.loads(sys.stdin.readline())
at_once, sold, took = about["at_once"], [], []

def sell(name, seats, connection):
    touches, mine = [], 0
    for start in range(0, len(seats), at_once):
        wanted = seats[start : start + at_once]
        begun = time.perf_counter()
        got = connection.execute(
            "update plain.seat set holder = %s where seat = any(%s) and holder = ''",
            (name, wanted)).rowcount
        with connection.cursor() as cursor:
            cursor.executemany(
                "insert into plain.ticket values (%s, %s, %s)",
                [(f"{name}-{seat}", seat, name) for seat in wanted])
        connection.commit()
        touches.append((time.perf_counter() - begun) * 1000)
        mine += got
    sold.append(mine)
    took.extend(touches)

windows = [(*each, psycopg.connect("", **about["where"])) for each in about["windows"]]
for name, seats, connection in windows:
    sell(name, seats[:at_once], connection)
    del seats[:at_once]
sold.clear()
took.clear()
threads = [threading.Thread(target=sell, args=window) for window in windows]
print("ready", flush=True)
sys.stdin.readline()
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(json.dumps({"sold": sum(sold), "took": took}))
"""
"""The claim-and-insert loop of some windows, a connection each: claim seats where they are free,
insert a row for each of their tickets, commit; each window has seats of its own, so none waits for
another's. Each sells once, says ``ready``, and waits for a line."""

FILL = """
import json, sys
import psycopg

about = json.loads(sys.stdin.readline())
with psycopg.connect("", **about["where"]) as connection:
    connection.execute("truncate plain.seat, plain.ticket")
    with connection.cursor() as cursor:
        rows = [(seat,) for seat in about["seats"]]
        cursor.executemany("insert into plain.seat (seat) values (%s)", rows)
print("{}")
"""
"""Puts seats on sale for ``SELL``."""


def said(source: str, about: Mapping[str, object]) -> dict[str, Any]:
    """Run one of these and return its answer."""
    command, line = [sys.executable, "-c", source], json.dumps(about) + "\n"
    done = subprocess.run(command, input=line, text=True, check=True, stdout=subprocess.PIPE)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def claimed(where: Mapping[str, str], seats: Sequence[str], at_once: int) -> list[float]:
    """Return milliseconds of claiming these seats, so many at once."""
    took: list[float] = said(CLAIM, {"where": where, "seats": seats, "at_once": at_once})["took"]
    return took
