"""Many rows in few statements are the rows that were given, and the new ones are counted."""

from __future__ import annotations

import sqlalchemy as sa

from pos.storage.many_rows import TOGETHER, write_rows

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
