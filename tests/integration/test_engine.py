"""The database file itself: what it refuses to open, what it survives, and what each trouble is
called.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.operations import Operations
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from kiosk.bootstrap import search_for_cards
from pos.clock import ManualClock
from pos.errors import (
    InvariantBroken,
    NotFound,
    StorageCorrupt,
    StorageFull,
    StorageLocked,
    StorageNewer,
    StorageNotWritable,
    StorageTrouble,
)
from pos.events import Events, TillChanged
from pos.ids import Ids
from pos.records import DrawerSeen
from pos.storage import engine as engine_module
from pos.storage import migrations
from pos.storage.copying import copy_database
from pos.storage.engine import APPLICATION_ID, open_engine, trouble_of
from pos.storage.migrations import migrate
from pos.storage.schema import FACT_TABLES, SCHEMA_VERSION
from pos.storage.sealed import is_sealed, looks_sealed
from pos.storage.unit_of_work import SqlStorage
from pos.views.people import SessionView
from tests.conftest import DOORS_OPEN
from tests.integration.small_house import House, open_house
from tests.integration.test_closing import sell
from tests.integration.test_selling import cart_of, cash, rows

FACTS = sorted({table.name for table in FACT_TABLES.values()} | {"audit", "command"})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a database may be made."""
    return tmp_path / "foyer.sqlite3"


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    """A fresh database that waits for nobody's lock."""
    opened = open_engine(path, busy_timeout_ms=1)
    yield opened
    opened.dispose()


def pragma(engine: Engine, name: str) -> object:
    with engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def fill(path: Path) -> None:
    """Make a database and close it."""
    open_engine(path).dispose()


# ---- what a good one is ----


def test_a_fresh_database_is_durable_and_checked(engine: Engine) -> None:
    assert pragma(engine, "journal_mode") == "wal"
    assert pragma(engine, "synchronous") == 2  # FULL: every commit is synced
    assert pragma(engine, "foreign_keys") == 1
    assert pragma(engine, "application_id") == APPLICATION_ID
    assert pragma(engine, "user_version") == SCHEMA_VERSION


def test_a_database_opens_again_as_it_was(path: Path) -> None:
    fill(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO counter VALUES ('x', 7)")
        connection.commit()
    again = open_engine(path)
    with again.connect() as connection:
        assert connection.exec_driver_sql("SELECT value FROM counter").scalar() == 7
    again.dispose()


def test_a_fact_needs_what_it_belongs_to(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(IntegrityError):
        connection.exec_driver_sql(
            "INSERT INTO posting (batch_id, line, account, amount_minor, currency)"
            " VALUES ('nowhere', 1, '1020', 1, 'USD')"
        )


# ---- what it refuses to open ----


def test_a_database_of_a_newer_version_is_left_alone(path: Path) -> None:
    fill(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    with pytest.raises(StorageNewer) as refused:
        open_engine(path)
    assert refused.value.params == {
        "file": "foyer.sqlite3",
        "theirs": SCHEMA_VERSION + 1,
        "ours": SCHEMA_VERSION,
    }


def test_another_programs_database_is_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (x)")
        connection.commit()
    with pytest.raises(StorageCorrupt) as refused:
        open_engine(path)
    assert refused.value.params["reason"] == "not_ours"
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master").fetchall()
    assert names == [("theirs",)]


def test_a_file_that_is_no_database_is_left_alone(path: Path) -> None:
    path.write_text("Dear diary, " * 500)
    with pytest.raises(StorageCorrupt) as refused:
        open_engine(path)
    assert refused.value.params == {"file": "foyer.sqlite3", "reason": "SQLITE_NOTADB"}
    assert path.read_text().startswith("Dear diary")


def test_a_damaged_file_is_named_when_it_is_opened(path: Path) -> None:
    fill(path)
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))
    with pytest.raises(StorageCorrupt):
        open_engine(path)


def test_a_damaged_page_is_named_when_it_is_read(path: Path) -> None:
    fill(path)
    with closing(sqlite3.connect(path)) as connection:
        root = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'counter'"
        ).fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    engine = open_engine(path)
    with engine.connect() as connection, pytest.raises(StorageCorrupt):
        connection.exec_driver_sql("SELECT * FROM counter")
    engine.dispose()


def test_a_folder_in_the_files_place_cannot_be_written(path: Path) -> None:
    path.mkdir()
    with pytest.raises(StorageNotWritable):
        open_engine(path)


def test_a_folder_that_is_not_there_cannot_be_written(path: Path) -> None:
    with pytest.raises(StorageNotWritable) as refused:
        open_engine(path.parent / "gone" / "foyer.sqlite3")
    assert refused.value.params["reason"] == "SQLITE_CANTOPEN"


def test_a_folder_that_takes_no_files_cannot_be_written() -> None:
    """/proc refuses new files to everybody, also to root."""
    with pytest.raises(StorageNotWritable):
        open_engine(Path("/proc/foyer.sqlite3"))


def test_a_database_that_may_only_be_read_is_named(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
        with pytest.raises(StorageNotWritable) as refused:
            connection.exec_driver_sql("INSERT INTO counter VALUES ('x', 1)")
    assert str(refused.value.params["reason"]).startswith("SQLITE_READONLY")


# ---- the environment ----


def test_another_programs_lock_is_named(engine: Engine, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageLocked), engine.begin():
            pytest.fail("the transaction began over a lock")
        other.execute("ROLLBACK")
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO counter VALUES ('x', 1)")


def test_a_lock_while_opening_is_named(path: Path) -> None:
    fill(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StorageLocked):
            open_engine(path, busy_timeout_ms=1)


def test_reading_goes_on_beside_a_writer(engine: Engine, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO counter VALUES ('x', 1)")
        with engine.connect().execution_options(reading=True) as reader:
            assert reader.exec_driver_sql("SELECT count(*) FROM counter").scalar() == 0


def no_room(house: House) -> None:
    """Let the file grow no further: what a full disk does to SQLite."""
    with house.office.storage.begin() as uow:
        connection = uow.connection  # type: ignore[attr-defined]
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        uow.commit()


def sell_until_full(house: House, session: SessionView) -> None:
    """Sell seat by seat, until the room that is left in the file is used up."""
    for number in range(2, 10):
        cart = cart_of(house, session, ("C", number))
        house.office.selling.sell(house.command(), session, cart, (cash(4_500),))


def test_a_full_disk_loses_no_sale_and_makes_no_half_one(house: House) -> None:
    session = house.open_till()
    sell(house, session, cash(9_000))
    no_room(house)
    with pytest.raises(StorageFull) as trouble:
        sell_until_full(house, session)
    assert trouble.value.params == {"file": "foyer.sqlite3", "reason": "SQLITE_FULL"}
    ((sales, audited),) = rows(
        house,
        "SELECT (SELECT count(*) FROM orders), (SELECT count(*) FROM audit"
        " WHERE event = 'sale.made')",
    )
    assert sales == audited
    assert sales
    assert house.office.verify() == ()


def test_there_is_room_again(house: House) -> None:
    session = house.open_till()
    no_room(house)
    with pytest.raises(StorageFull):
        sell_until_full(house, session)
    with house.office.storage.begin() as uow:
        uow.connection.exec_driver_sql("PRAGMA max_page_count = 1000000")  # type: ignore[attr-defined]
        uow.commit()
    sell(house, session, cash(9_000))
    assert house.office.verify() == ()


@pytest.mark.parametrize(
    ("name", "trouble"),
    [
        ("SQLITE_FULL", StorageFull),
        ("SQLITE_BUSY_SNAPSHOT", StorageLocked),
        ("SQLITE_LOCKED_SHAREDCACHE", StorageLocked),
        ("SQLITE_CORRUPT_INDEX", StorageCorrupt),
        ("SQLITE_NOTADB", StorageCorrupt),
        ("SQLITE_READONLY_DIRECTORY", StorageNotWritable),
        ("SQLITE_CANTOPEN_ISDIR", StorageNotWritable),
        ("SQLITE_PERM", StorageNotWritable),
        ("SQLITE_IOERR_FSYNC", StorageTrouble),
    ],
)
def test_each_trouble_has_its_name(name: str, trouble: type[StorageTrouble]) -> None:
    error = sqlite3.OperationalError("said by SQLite")
    error.sqlite_errorname = name
    found = trouble_of(error, "/var/lib/foyer/foyer.sqlite3")
    assert type(found) is trouble
    assert found.params == {"file": "foyer.sqlite3", "reason": name}


def test_our_own_mistakes_are_no_trouble_of_the_environment(engine: Engine) -> None:
    constraint = sqlite3.IntegrityError("UNIQUE")
    constraint.sqlite_errorname = "SQLITE_CONSTRAINT_UNIQUE"
    assert trouble_of(constraint, "x") is None
    assert trouble_of(ValueError("x"), "x") is None
    assert trouble_of(None, "x") is None
    with engine.connect() as connection, pytest.raises(sa.exc.OperationalError):
        connection.exec_driver_sql("SELECT * FROM no_such_table")


# ---- facts stay ----


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with at least one row of every fact."""
    path = tmp_path_factory.mktemp("kept") / "foyer.sqlite3"
    open_engine(path).dispose()
    with closing(sqlite3.connect(path)) as connection:
        for table in FACTS:
            columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
            values = ", ".join("1" for _ in columns)
            connection.execute(f"INSERT INTO {table} VALUES ({values})")
        connection.commit()
    return path


@pytest.mark.parametrize("table", FACTS)
@pytest.mark.parametrize("edit", ["UPDATE {} SET {} = {}", "DELETE FROM {} WHERE {} = {}"])
def test_no_fact_is_edited_or_deleted(kept: Path, table: str, edit: str) -> None:
    with closing(sqlite3.connect(kept)) as connection:
        column = connection.execute(f"PRAGMA table_info({table})").fetchone()[1]
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(edit.format(table, column, column))
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,)


# ---- migrations ----


def add_seen(operations: Operations) -> None:
    operations.add_column("counter", sa.Column("seen", sa.Integer(), nullable=True))


def add_note_and_fall(operations: Operations) -> None:
    operations.add_column("counter", sa.Column("note", sa.Text(), nullable=True))
    operations.execute("INSERT INTO counter (name, value) VALUES ('half', 1)")
    raise OSError("the power went")


def columns(engine: Engine, table: str) -> list[str]:
    with engine.connect() as connection:
        found = connection.exec_driver_sql(f"PRAGMA table_info({table})")
        return [row[1] for row in found]


def test_steps_bring_a_database_to_the_version_wanted(engine: Engine) -> None:
    migrate(engine, 1, {2: add_seen}, target=2)
    assert columns(engine, "counter") == ["name", "value", "seen"]
    assert pragma(engine, "user_version") == 2


def test_steps_are_all_done_or_none(engine: Engine) -> None:
    with pytest.raises(OSError, match="the power went"):
        migrate(engine, 1, {2: add_seen, 3: add_note_and_fall}, target=3)
    assert columns(engine, "counter") == ["name", "value"]
    assert pragma(engine, "user_version") == 1
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM counter").scalar() == 0


def test_a_missing_step_is_our_mistake_and_changes_nothing(engine: Engine) -> None:
    with pytest.raises(InvariantBroken) as broken:
        migrate(engine, 1, {3: add_seen}, target=3)
    assert broken.value.params == {"missing": [2]}
    assert pragma(engine, "user_version") == 1


def test_a_schema_before_the_first_is_not_ours(path: Path) -> None:
    fill(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 0")
    with pytest.raises(StorageCorrupt):
        open_engine(path)


def test_a_database_that_lost_a_table_is_damaged(path: Path) -> None:
    fill(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE tender")
    with pytest.raises(StorageCorrupt):
        open_engine(path)


def test_an_older_database_is_migrated_when_it_is_opened(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no step beyond the present schema yet, and a start without one does not guess."""
    fill(path)
    monkeypatch.setattr(engine_module, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
    monkeypatch.setattr(
        migrations, "migrate", partial(migrations.migrate, target=SCHEMA_VERSION + 1)
    )
    with pytest.raises(InvariantBroken) as broken:
        open_engine(path)
    assert broken.value.code == "storage.no_step"


# ---- one transaction ----


def fact(house: House) -> DrawerSeen:
    return DrawerSeen(house.ids.new(), "w1", None, "", "closed", 1, house.clock.now())


def fall_over(house: House) -> None:
    with house.office.storage.begin() as uow:
        uow.add(fact(house))  # written by the query that fails
        uow.tills.till("nowhere")


def test_what_is_not_committed_never_was(house: House) -> None:
    with house.office.storage.begin() as uow:
        uow.add(fact(house))
        uow.publish(TillChanged())
    with pytest.raises(NotFound):
        fall_over(house)
    assert rows(house, "SELECT count(*) FROM drawer_seen") == [(0,)]
    assert TillChanged() not in house.events


def test_events_are_told_after_the_commit(house: House) -> None:
    seen: list[list[tuple[object, ...]]] = []
    house.office.events.subscribe(
        lambda _: seen.append(rows(house, "SELECT count(*) FROM drawer_seen"))
    )
    with house.office.storage.begin() as uow:
        uow.add(fact(house))
        uow.publish(TillChanged())
        uow.publish(TillChanged())
        uow.commit()
    assert seen == [[(1,)]]


def test_the_database_belongs_to_the_thread_that_opened_it(house: House) -> None:
    caught: list[BaseException] = []

    def elsewhere() -> None:
        try:
            with house.office.storage.read():
                pass
        except InvariantBroken as broken:
            caught.append(broken)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert [getattr(each, "code", "") for each in caught] == ["storage.wrong_thread"]


def test_a_database_that_cannot_be_opened_leaves_nothing_open(path: Path) -> None:
    path.write_text("Dear diary, " * 500)
    clock = ManualClock(DOORS_OPEN)
    with pytest.raises(StorageCorrupt):
        SqlStorage(path, clock, Ids(clock), Events())
    path.unlink()
    opened = open_house(path, clock)
    assert opened.office.verify() == ()
    opened.office.close()


def test_the_database_and_its_journals_are_their_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "foyer.db"
    for opening in ("made", "opened again"):
        engine = open_engine(path)
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM audit").scalar_one()
            files = sorted(tmp_path.iterdir())
            modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in files}
        engine.dispose()
        names = ("foyer.db", "foyer.db-shm", "foyer.db-wal")
        assert os.name != "posix" or modes == dict.fromkeys(names, 0o600), opening
        path.chmod(0o644)


_COMES_AND_GOES = (
    "import sqlite3, sys; c = sqlite3.connect(sys.argv[1])\n"
    "c.execute('SELECT count(*) FROM audit').fetchone(); c.close()"
)


def test_no_other_process_takes_the_log_away_whatever_reads_the_file_here(tmp_path: Path) -> None:
    """Closing any descriptor of a file drops this process's locks on it: whoever closes the
    database elsewhere would think that it is in use nowhere, and remove its log with all that is
    committed here from then on."""
    path = tmp_path / "foyer.db"
    storage = open_house(path, ManualClock(DOORS_OPEN)).office.storage
    acts: dict[str, Callable[[], object]] = {
        "opened": lambda: None,
        "opened beside": lambda: open_engine(path).connect().close(),
        "looked at": lambda: (is_sealed(path), looks_sealed(path)),
        "searched": lambda: search_for_cards((tmp_path,)),
        "copied": lambda: copy_database(path, tmp_path / "copy.db", lambda: False),
    }
    for what, act in acts.items():
        act()
        subprocess.run([sys.executable, "-c", _COMES_AND_GOES, str(path)], check=True)
        assert path.with_name("foyer.db-wal").exists(), what
    storage.close()
    assert not path.with_name("foyer.db-wal").exists()
