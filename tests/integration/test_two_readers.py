"""``foyer verify`` reads through two connections, the second on a thread of its own."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from pos.errors import InvariantBroken, StorageCorrupt
from pos.storage.checks import SqlChecks
from tests.integration.small_house import House
from tests.integration.test_closing import sell
from tests.integration.test_selling import cash
from tests.integration.test_verify import plant

if TYPE_CHECKING:
    from collections.abc import Iterator

COUNT = "INSERT INTO counter VALUES ('written in between', 1)"


def test_one_reader_finds_what_two_do(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    sell(house, house.open_till(), cash(9_000))
    plant(
        house,
        "UPDATE posting SET amount_minor = amount_minor + 1 WHERE rowid = 1",
        "UPDATE audit SET outcome = 'else' WHERE seq = 2",
        "UPDATE current_state SET state = 'void' WHERE machine = 'ticket'",
        "UPDATE transition SET seq = 5 WHERE machine = 'order' AND seq = 1",
        "DELETE FROM find_number",
        "UPDATE orders SET note = '4111 1111 1111 1111'",
    )
    storage = house.office.storage
    with storage.checking() as readers:
        assert len(readers) == 2
    both = house.office.verify()

    @contextmanager
    def alone() -> Iterator[tuple[SqlChecks, ...]]:
        with storage.read() as uow:
            yield (uow.checks,)

    monkeypatch.setattr(storage, "checking", alone)
    assert house.office.verify() == both
    assert {finding.code for finding in both} >= {
        *("ledger.unbalanced", "audit.broken", "seat.projection", "state.illegal"),
        *("state.projection", "finding.index", "card_number.stored"),
    }


def test_what_is_written_between_the_two_leaves_one_to_read_it_all(house: House) -> None:
    storage = house.office.storage
    begun = []

    def another_program(_connection: sa.Connection) -> None:
        begun.append(1)
        if len(begun) == 2:
            with closing(sqlite3.connect(house.path)) as beside:
                beside.execute(COUNT)
                beside.commit()

    sa.event.listen(storage._engine, "begin", another_program)
    with storage.checking() as readers:
        assert len(readers) == 1
    sa.event.remove(storage._engine, "begin", another_program)
    assert len(begun) == 2
    with storage.checking() as readers:
        assert len(readers) == 2


@pytest.mark.parametrize("part", ["database", "texts"])
def test_what_stops_one_of_them_stops_the_check(
    house: House, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    """The file is read by both threads: the first part of either cannot be done."""

    def cannot(_checks: SqlChecks) -> None:
        raise StorageCorrupt(file="foyer.db", reason="SQLITE_CORRUPT")

    with monkeypatch.context() as patched:
        patched.setattr(SqlChecks, part, cannot)
        with pytest.raises(StorageCorrupt):
            house.office.verify()
    assert house.office.verify() == ()
    sell(house, house.open_till(), cash(9_000))


def test_only_the_thread_that_opened_the_books_checks_them(house: House) -> None:
    house.office.storage._thread += 1
    with pytest.raises(InvariantBroken):
        house.office.verify()
    house.office.storage._thread -= 1
