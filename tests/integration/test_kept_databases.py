"""Databases of every released schema still open, are brought up to date, and hold true books."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pos.clock import ManualClock
from pos.storage.engine import open_engine
from pos.storage.schema import SCHEMA_VERSION
from tests.conftest import DOORS_OPEN
from tests.integration.small_house import open_house

KEPT = sorted((Path(__file__).parent / "databases").glob("v*.sqlite3"))


def schema_of(path: Path) -> dict[str, str]:
    """Return every table, index and trigger by name, blanks made equal."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {name: " ".join(sql.split()) for name, sql in rows}


def test_the_present_schema_is_kept() -> None:
    assert f"v{SCHEMA_VERSION}.sqlite3" in [path.name for path in KEPT]


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.stem)
def test_a_kept_database_becomes_what_a_fresh_one_is(kept: Path, tmp_path: Path) -> None:
    """A schema that changed without a new version and a step shows here.

    Before the first release of a schema: ``python -m tests.integration.databases.make``.
    """
    old, fresh = tmp_path / "old.sqlite3", tmp_path / "fresh.sqlite3"
    shutil.copy(kept, old)
    for path in (old, fresh):
        open_engine(path).dispose()
    assert schema_of(old) == schema_of(fresh)


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.stem)
def test_a_kept_database_opens_and_its_books_are_true(kept: Path, tmp_path: Path) -> None:
    path = tmp_path / "foyer.sqlite3"
    shutil.copy(kept, path)
    house = open_house(path, ManualClock(DOORS_OPEN), seed=31)
    assert house.office.verify() == ()
    assert [view.z_number for view in house.office.closing.z_reports()] == [1, 2]
    assert len(house.office.orders.find("")) == 5
    house.sign_in("Ada Clerk")
    house.office.close()
