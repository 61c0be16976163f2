"""Many rows in few statements are the rows that were given, and the new ones are counted."""

from __future__ import annotations

import sqlalchemy as sa

from pos.storage.many_rows import MANY, TOGETHER, write_rows

HAS = "INSERT INTO has (key, text)"
UNLESS = "ON CONFLICT (key) DO NOTHING"
NEWEST = "ON CONFLICT (key) DO UPDATE SET text = excluded.text"


def test_rows_are_written_once_whatever_their_number() -> None:
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE has (key INTEGER PRIMARY KEY, text TEXT)")
        rows: list[tuple[int, str | None]] = [(number, None) for number in range(2 * TOGETHER + 5)]
        assert write_rows(connection, HAS, [], UNLESS) == 0
        for known in (1, TOGETHER, 2 * TOGETHER, len(rows)):
            before = connection.exec_driver_sql("SELECT count(*) FROM has").scalar_one()
            assert write_rows(connection, HAS, rows[:known], UNLESS) == known - before
        found = connection.exec_driver_sql("SELECT key, text FROM has ORDER BY key").all()
        assert found == rows
        twice = [(3, "first"), *[(4, f"word {number}") for number in range(TOGETHER + 1)]]
        assert write_rows(connection, HAS, twice, NEWEST) == len(twice)
        changed = connection.exec_driver_sql("SELECT key, text FROM has WHERE text <> ''").all()
        assert changed == [(3, "first"), (4, f"word {TOGETHER}")]
    engine.dispose()


def test_what_hundreds_of_rows_have_in_common_is_in_each_of_them() -> None:
    many = range(MANY + TOGETHER + 5)
    one_differs = ["USD"] * len(many)
    one_differs[MANY // 2] = "EUR"  # neither the first nor the last
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE has (day TEXT, key INTEGER, of TEXT, money TEXT)")
        rows = [("today", key, None, money) for key, money in zip(many, one_differs, strict=True)]
        assert write_rows(connection, "INSERT INTO has (day, key, of, money)", rows) == len(rows)
        assert connection.exec_driver_sql("SELECT * FROM has ORDER BY key").all() == rows
        same = [("today", 1, None, "USD")] * MANY
        assert write_rows(connection, "INSERT INTO has (day, key, of, money)", same) == MANY
        twice = "SELECT count(*) FROM has WHERE key = 1 AND day = 'today' AND of IS NULL"
        assert connection.exec_driver_sql(twice).scalar_one() == MANY + 1
    engine.dispose()
