"""When the disk fails at the very COMMIT (where a full one does), at ROLLBACK or while the file is
opened again: nothing is said to be done that is not, and the next transaction finds a sound
connection.
"""

from __future__ import annotations

import resource
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import InvalidRequestError

from kiosk.spool import Spool
from pos.clock import ManualClock
from pos.errors import (
    NotFound,
    PosError,
    StorageFull,
    StorageLocked,
    StorageNotWritable,
    StorageTrouble,
)
from pos.ports.devices import PrintOutcome, PrintResult
from pos.storage import sealed
from pos.storage.engine import open_engine, transaction
from pos.views.selling import SaleView
from tests.integration.small_house import House, open_house
from tests.integration.test_engine import fact, fall_over
from tests.integration.test_selling import cart_of, cash, rows
from tests.unit.kiosk.test_spool import Printer


class Left(Enum):
    """What a failing COMMIT did before it failed."""

    OPEN = "the transaction is open still"
    ROLLED_BACK = "SQLite rolled back by itself"
    COMMITTED = "it is on disk, but nobody could say so"


@dataclass(frozen=True)
class Fault:
    """An error of SQLite."""

    name: str
    left: Left = Left.OPEN

    def error(self) -> sqlite3.OperationalError:
        said = sqlite3.OperationalError("said by SQLite")
        said.sqlite_errorname = self.name
        return said


class Disk:
    """What COMMIT, ROLLBACK and opening the file meet, each fault once and in order."""

    def __init__(self) -> None:
        self.commits: list[Fault] = []
        self.rollbacks: list[Fault] = []
        self.opens: list[Fault] = []

    def connect(self, file: Path, key: str | None, **how: Any) -> sqlite3.Connection:
        if self.opens:
            raise self.opens.pop(0).error()
        opened = sealed.connect(file, key, factory=_Connection, **how)
        assert isinstance(opened, _Connection)
        opened.disk = self
        return opened


class _Connection(sqlite3.Connection):
    disk: Disk

    def commit(self) -> None:
        if not self.disk.commits:
            super().commit()
            return
        fault = self.disk.commits.pop(0)
        if fault.left is Left.COMMITTED:
            super().commit()
        elif fault.left is Left.ROLLED_BACK:
            super().rollback()
        raise fault.error()

    def rollback(self) -> None:
        if self.disk.rollbacks:
            raise self.disk.rollbacks.pop(0).error()
        super().rollback()


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    """The disk below every database that is opened from here on."""
    made = Disk()
    monkeypatch.setattr("pos.storage.engine.connect", made.connect)
    return made


@pytest.fixture
def house(disk: Disk, tmp_path: Path, manual_clock: ManualClock) -> Iterator[House]:
    """The small venue on that disk."""
    opened = open_house(tmp_path / "foyer.sqlite3", manual_clock)
    yield opened
    opened.office.close()


def sale_of(house: House, number: int) -> Callable[[], SaleView]:
    """Hold a seat; what is returned sells it under one command, however often it is called."""
    session = house.staff.get("Ada Clerk") or house.open_till()
    cart, command = cart_of(house, session, ("B", number)), house.command()
    return lambda: house.office.selling.sell(command, session, cart, (cash(4_500),))


def orders(house: House) -> object:
    return rows(house, "SELECT count(*) FROM orders")[0][0]


FULL, FULL_UNDONE = Fault("SQLITE_FULL"), Fault("SQLITE_FULL", Left.ROLLED_BACK)
BUSY = Fault("SQLITE_BUSY")
TORN, TORN_UNDONE = Fault("SQLITE_IOERR_FSYNC"), Fault("SQLITE_IOERR_FSYNC", Left.ROLLED_BACK)
KEPT = Fault("SQLITE_IOERR_FSYNC", Left.COMMITTED)


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        (FULL, StorageFull),
        (FULL_UNDONE, StorageFull),
        (BUSY, StorageLocked),
        (TORN, StorageTrouble),
        (TORN_UNDONE, StorageTrouble),
    ],
    ids=lambda value: f"{value.name}-{value.left.name}" if isinstance(value, Fault) else "",
)
def test_a_sale_whose_commit_fails_never_was_and_the_next_one_works(
    house: House, disk: Disk, fault: Fault, trouble: type[StorageTrouble]
) -> None:
    sell, other = sale_of(house, 4), sale_of(house, 5)
    told = len(house.events)
    disk.commits = [fault, fault]
    for _ in range(2):
        with pytest.raises(StorageTrouble) as refused:
            sell()
        assert type(refused.value) is trouble
        assert refused.value.params == {"file": "foyer.sqlite3", "reason": fault.name}
    assert (orders(house), len(house.events)) == (0, told)
    assert other().order_number == "W1-000001"
    sale = sell()  # the same command, now it is done
    assert sell() == sale
    assert orders(house) == 2
    assert house.office.verify() == ()


def test_a_commit_that_may_have_worked_is_not_called_done_and_asked_again_tells_the_truth(
    house: House, disk: Disk
) -> None:
    sell = sale_of(house, 4)
    told = len(house.events)
    disk.commits = [KEPT]
    with pytest.raises(StorageTrouble):
        sell()
    assert len(house.events) == told
    sale = sell()
    assert sale.order_number == "W1-000001"
    assert orders(house) == 1
    assert house.office.verify() == ()


@contextmanager
def no_room_behind(file: Path) -> Iterator[None]:
    """Let no file of this process grow beyond ``file``: SQLite fails where it writes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_sqlite_itself_fails_at_commit_and_there_is_room_again(house: House) -> None:
    """No fault of ours in between: the write-ahead log is written at COMMIT, and may not grow."""
    sell = sale_of(house, 4)
    with no_room_behind(house.path.with_name("foyer.sqlite3-wal")):
        for _ in range(3):
            with pytest.raises(StorageTrouble) as refused:
                sell()
            assert refused.value.params["reason"] == "SQLITE_IOERR_WRITE"
            assert house.office.prints.queued("ticket_printer") == 0  # reading goes on
    assert orders(house) == 0
    sell()
    assert orders(house) == 1
    assert house.office.verify() == ()


def test_a_sound_connection_is_as_durable_and_checked_as_the_first(
    house: House, disk: Disk
) -> None:
    sell = sale_of(house, 4)
    disk.commits = [FULL]
    with pytest.raises(StorageFull):
        sell()
    with house.office.storage.begin() as uow:
        ask = uow.connection.exec_driver_sql  # type: ignore[attr-defined]
        found = [ask(f"PRAGMA {name}").scalar() for name in ("synchronous", "foreign_keys")]
    assert found == [2, 1]


def test_an_unfinished_query_does_not_hold_the_lock_of_a_failed_commit(
    house: House, disk: Disk
) -> None:
    sell = sale_of(house, 4)
    disk.commits = [BUSY]
    unfinished: list[sqlite3.Cursor] = []

    def commit_half_way() -> None:
        with house.office.storage.begin() as uow:
            raw = uow.connection.connection.cursor()  # type: ignore[attr-defined]
            unfinished.append(raw.execute("SELECT name FROM sqlite_master"))
            uow.add(fact(house))
            uow.commit()

    with pytest.raises(StorageLocked):
        commit_half_way()
    assert sell().order_number == "W1-000001"
    assert rows(house, "SELECT count(*) FROM drawer_seen") == [(0,)]
    assert unfinished  # alive until here: a connection merely closed would have waited for it


@pytest.mark.expects_log("could not roll back")
def test_a_rollback_that_fails_leaves_nothing_and_hides_no_reason(house: House, disk: Disk) -> None:
    sell = sale_of(house, 4)
    disk.rollbacks = [TORN]
    with pytest.raises(NotFound):
        fall_over(house)
    sell()
    assert rows(house, "SELECT count(*) FROM drawer_seen") == [(0,)]


@pytest.mark.expects_log("could not roll back")
@pytest.mark.expects_log("closed without a rollback")
def test_a_connection_that_will_not_roll_back_at_all_is_closed(house: House, disk: Disk) -> None:
    sell = sale_of(house, 4)
    disk.rollbacks = [TORN, TORN]
    with pytest.raises(NotFound):
        fall_over(house)
    sell()
    assert rows(house, "SELECT count(*) FROM drawer_seen") == [(0,)]


@pytest.mark.expects_log("could not roll back")
def test_what_was_read_is_true_although_the_reader_could_not_roll_back(
    house: House, disk: Disk
) -> None:
    sell = sale_of(house, 4)
    disk.rollbacks = [TORN]
    assert house.office.prints.queued("ticket_printer") == 0
    sell()
    assert house.office.prints.queued("ticket_printer") == 1  # a reader that sees the new sale
    with closing(sqlite3.connect(house.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert house.office.prints.queued("ticket_printer") == 1  # and that takes no lock
        other.execute("ROLLBACK")


def test_a_file_that_does_not_open_again_is_named_until_it_does(house: House, disk: Disk) -> None:
    sell = sale_of(house, 4)
    disk.commits, disk.opens = [TORN], [Fault("SQLITE_CANTOPEN"), FULL]
    for trouble in (StorageTrouble, StorageNotWritable, StorageFull):
        with pytest.raises(StorageTrouble) as refused:
            sell()
        assert type(refused.value) is trouble
    sell()
    assert orders(house) == 1
    assert house.office.verify() == ()


def test_a_transaction_that_could_not_begin_leaves_a_sound_connection(tmp_path: Path) -> None:
    path = tmp_path / "foyer.sqlite3"
    engine = open_engine(path, busy_timeout_ms=1)
    with engine.connect() as connection:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            for _ in range(2):
                with pytest.raises(StorageLocked), transaction(connection):
                    pytest.fail("the transaction began over a lock")
            other.execute("ROLLBACK")
        with transaction(connection):
            connection.exec_driver_sql("INSERT INTO counter VALUES ('x', 1)")
            connection.commit()
        with transaction(connection):
            assert connection.exec_driver_sql("SELECT value FROM counter").scalar() == 1
    engine.dispose()


def test_a_transaction_in_a_transaction_is_our_mistake_and_the_outer_one_goes_on(
    house: House,
) -> None:
    storage = house.office.storage
    with storage.begin() as outer:
        outer.add(fact(house))
        with pytest.raises(InvalidRequestError), storage.begin():
            pytest.fail("it began twice")
        outer.commit()
    assert rows(house, "SELECT count(*) FROM drawer_seen") == [(1,)]


# ---- the papers of that hour ----


@pytest.fixture
def _on_the_ledger_thread() -> Iterator[None]:
    thread = threading.current_thread()
    name, thread.name = thread.name, "ledger"
    yield
    thread.name = name


class Line:
    """A spool over the house, with a ticket printer in the test's hands."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.trouble: list[PosError] = []
        self.papers: list[str] = []
        self.printer = Printer("ticket_printer", self.papers)
        self._queue: list[tuple[Callable[[Any], None], Callable[[PosError], None]]] = []
        self.spool = Spool(
            lambda work, failed: self._queue.append((work, failed)),
            {"ticket_printer": self.printer},
            None,
            lambda work: work.job_id.encode(),
            self.trouble.append,
        )
        house.bus.subscribe(self.spool.on_event)
        self.spool.start()
        self.run()

    def run(self) -> None:
        while self._queue:
            work, failed = self._queue.pop(0)
            try:
                work(self.house.office)
            except PosError as error:
                failed(error)

    def states(self) -> list[tuple[object, ...]]:
        return rows(
            self.house,
            "SELECT state FROM current_state AS now JOIN print_job ON now.subject_id = job_id"
            " WHERE machine = 'print' AND device = 'ticket_printer' ORDER BY job_id",
        )


@pytest.mark.usefixtures("_on_the_ledger_thread")
def test_an_outcome_that_found_the_disk_full_is_written_when_there_is_room(
    house: House, disk: Disk
) -> None:
    line = Line(house)
    sale_of(house, 4)()
    line.run()
    assert len(line.papers) == 1
    disk.commits = [FULL_UNDONE, FULL]
    line.printer.answers(PrintResult(PrintOutcome.PRINTED))
    line.run()
    line.spool.wake("ticket_printer")
    line.run()
    assert [error.code for error in line.trouble] == ["storage_full"] * 2
    assert line.states() == [("sent",)]
    assert line.spool.busy
    sale_of(house, 5)()  # there is room: its event wakes the spool
    line.run()
    assert line.states() == [("printed",), ("sent",)]
    assert len(line.papers) == 2
    line.printer.answers(PrintResult(PrintOutcome.PRINTED))
    line.run()
    assert line.states() == [("printed",), ("printed",)]
    assert not line.spool.busy
    assert house.office.verify() == ()


@pytest.mark.usefixtures("_on_the_ledger_thread")
def test_no_paper_moves_before_its_sending_is_on_disk(house: House, disk: Disk) -> None:
    sale_of(house, 4)()
    disk.commits = [TORN, BUSY]
    line = Line(house)
    line.spool.wake("ticket_printer")
    line.run()
    assert [error.code for error in line.trouble] == ["storage_trouble", "storage_locked"]
    assert line.papers == []
    line.spool.wake("ticket_printer")
    line.run()
    assert len(line.papers) == 1
