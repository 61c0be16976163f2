"""``foyer verify`` over cash moved beside sales: each thing done behind the program's back is
named."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.clock import ManualClock
from tests.conftest import DOORS_OPEN
from tests.integration.small_house import House, open_house
from tests.integration.test_handing_over import counted, taken
from tests.integration.test_movements import dropped, paid, topped_up
from tests.integration.test_verify import codes, plant


@pytest.fixture(scope="module")
def moved_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A till with a movement of every kind, handed over; the next one with a drop."""
    path = tmp_path_factory.mktemp("moved") / "foyer.sqlite3"
    house = open_house(path, ManualClock(DOORS_OPEN))
    ada, ben = house.open_till(float_minor=10_000), house.sign_in("Ben Clerk")
    topped_up(house, ada, 2_000)
    paid(house, ada, "Petty cash", 1_500)
    paid(house, ada, "Found money", 700)
    dropped(house, ada, 3_000)
    taken(house, ada, counted(house, ada, 8_200).till_id)
    dropped(house, ben, 500, "B-2")
    house.office.close()
    return path


@pytest.fixture
def moved(moved_file: Path, tmp_path: Path) -> Iterator[House]:
    """A copy of it, opened again."""
    copy = tmp_path / "foyer.sqlite3"
    shutil.copy(moved_file, copy)
    house = open_house(copy, ManualClock(DOORS_OPEN), seed=8)
    yield house
    house.office.close()


def test_what_was_moved_as_it_should_be_has_no_findings(moved: House) -> None:
    assert moved.office.verify() == ()


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("drawer.no_reason", "UPDATE drawer_opening SET reason = 'why' WHERE reason = 'drop'"),
        ("drawer.not_opened", "DELETE FROM drawer_opening WHERE reason = 'paid_out'"),
        ("drawer.not_opened", "UPDATE drawer_opening SET subject_id = 'x' WHERE reason = 'drop'"),
        ("sequence.gap", "DELETE FROM cash_movement WHERE number = 2"),
        ("till.expected", "UPDATE cash_movement SET amount_minor = 501 WHERE bag = 'B-2'"),
        ("till.expected", "UPDATE batch SET kind = 'paid_in' WHERE kind = 'top_up'"),
        ("audit.untold", "UPDATE audit SET subject_id = 'x' WHERE event = 'cash.drop'"),
        ("fact.changed", "UPDATE cash_movement SET second_user_id = user_id"),
    ],
)
def test_a_planted_fault_is_named(moved: House, code: str, fault: str) -> None:
    plant(moved, fault)
    assert code in codes(moved)
