"""``foyer verify`` finds what was done behind the program's back to whose an order is, and to who
was erased."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pos.clock import ManualClock
from pos.storage import check_patrons
from tests.conftest import DOORS_OPEN
from tests.integration.small_house import House, open_house
from tests.integration.test_patrons_erased import SHE
from tests.integration.test_verify import codes, plant
from tests.integration.test_will_call import sold_elsewhere


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Two people with an order each, one of whom was erased."""
    house = open_house(tmp_path_factory.mktemp("people") / "foyer.sqlite3", ManualClock(DOORS_OPEN))
    boss, do = house.sign_in("Max House"), house.command
    orders = [sold_elsewhere(house, "Ann Example", number) for number in (1, 2)]
    left, gone = (house.office.by_orders.make(do(), boss, (order,)) for order in orders)
    other = house.office.patrons.add_with(do(), boss, SHE)
    house.office.merging.merge(do(), boss, gone.patron_id, other.patron_id)
    house.office.forgetting.erase(do(), boss, gone.patron_id)
    assert house.office.patrons.get(boss, left.patron_id).name == "Ann Example"
    yield house
    house.office.close()


_ERASED = "(SELECT min(patron_id) FROM erased)"
FAULTS = [
    ("patron.unknown", "UPDATE order_patron SET patron_id = 'nobody'"),
    ("patron.erased_owner", f"UPDATE order_patron SET patron_id = {_ERASED}"),
    ("patron.erased_owner", "DELETE FROM erased WHERE kind = 'order'"),
    ("erased.unknown", "UPDATE erased SET subject_id = 'none' WHERE kind = 'order'"),
    ("erased.unknown", "UPDATE erased SET subject_id = subject_id || 'x' WHERE kind = 'patron'"),
    ("erased.unknown", "UPDATE erased SET kind = 'value' WHERE kind = 'order'"),
    ("erased.unknown", "UPDATE erased SET kind = 'ghost' WHERE kind = 'order'"),
    ("erased.unknown", "UPDATE erased SET patron_id = 'nobody'"),
]


def found(connection: sqlite3.Connection) -> set[str]:
    every = check_patrons.PATRONS.items()
    return {code for code, sql in every if connection.execute(sql).fetchall()}


@pytest.mark.parametrize(("code", "fault"), FAULTS)
def test_a_planted_fault_is_named(house: House, code: str, fault: str) -> None:
    with closing(sqlite3.connect(house.path)) as file, closing(sqlite3.connect(":memory:")) as copy:
        file.backup(copy)
        guards = copy.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in guards:
            copy.execute(f"DROP TRIGGER {name}")
        assert not found(copy)
        assert copy.execute(fault).rowcount
        assert code in found(copy)


def test_verify_asks_them(tmp_path: Path, house: House) -> None:
    assert house.office.verify() == ()
    path = tmp_path / "foyer.sqlite3"
    with closing(sqlite3.connect(house.path)) as file, closing(sqlite3.connect(path)) as copy:
        file.backup(copy)
    again = open_house(path, ManualClock(DOORS_OPEN), seed=8)
    plant(again, FAULTS[1][1], "UPDATE order_patron SET patron_id = 'nobody' WHERE rowid = 1")
    plant(again, FAULTS[5][1])
    assert {"patron.unknown", "erased.unknown"} <= codes(again)
    again.office.close()


def test_every_statement_has_a_fault_that_it_finds() -> None:
    assert set(check_patrons.PATRONS) == {code for code, _ in FAULTS}
