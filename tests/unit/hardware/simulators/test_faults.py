from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from hardware.simulators.faults import BadFault, Fault, FaultBook, FaultKind, FaultPlan, fault_from

JAM, HANG, LATE = FaultKind.JAM, FaultKind.HANG, FaultKind.ACK_LATE


def test_a_fault_is_read_from_json() -> None:
    values = {"kind": "ack_late", "after": 2, "seconds": 9}
    assert fault_from(values) == Fault(LATE, after=2, seconds=9)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"kind": "earthquake"},
        {"kind": ["jam"]},
        {"kind": "jam", "later": 1},
        {"kind": "jam", "after": "2"},
        {"kind": "jam", "after": True},
        {"kind": "jam", "after": -1},
        {"kind": "jam", "mid": 1},
        {"kind": "hang", "seconds": -1},
        {"kind": "hang", "seconds": math.nan},
        {"kind": "hang", "seconds": math.inf},
        {"kind": "hang", "seconds": 86_401},
        {"kind": "stall", "seconds": 1e308},
        {"kind": "slow", "rate": math.nan},
        {"kind": "slow", "rate": math.inf},
        {"kind": "slow"},
        {"kind": "ack_late"},
    ],
)
def test_nonsense_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(BadFault):
        fault_from(values)


def test_faults_fire_on_the_paper_they_are_for() -> None:
    book = FaultBook()
    book.arm([Fault(JAM, after=1), Fault(HANG, after=1), Fault(LATE, seconds=1.0)])
    assert book.pending == 3
    assert [fault.kind for fault in book.next_paper()] == [LATE]
    assert [fault.kind for fault in book.next_paper()] == [JAM, HANG]
    assert book.next_paper() == ()
    book.arm([Fault(JAM, after=0)])
    assert [fault.kind for fault in book.next_paper()] == [JAM]


def test_faults_fire_at_once_or_on_a_command() -> None:
    book = FaultBook()
    book.arm([Fault(HANG), Fault(HANG, on="S2")])
    assert [fault.on for fault in book.now()] == [None]
    assert book.now() == ()
    assert book.command("S1") == ()
    assert len(book.command("S2")) == 1
    assert book.command("S2") == ()


def test_the_same_seed_scatters_the_same_faults() -> None:
    choices = [Fault(JAM), Fault(LATE, seconds=3.0)]
    plan = FaultPlan.scattered(1, 100, choices, 20)
    assert plan == FaultPlan.scattered(1, 100, choices, 20)
    assert plan != FaultPlan.scattered(2, 100, choices, 20)
    places = [fault.after for fault in plan.faults]
    assert len(set(places)) == 20
    assert all(place is not None and 0 <= place < 100 for place in places)


def test_a_plan_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "faults.json"
    file.write_text(json.dumps([{"kind": "jam", "after": 3}]))
    assert FaultPlan.read(file, seed=5) == FaultPlan((Fault(JAM, after=3),), 5)


@pytest.mark.parametrize("text", ["", "{}", "[1]", '[{"kind": "x"}]'])
def test_a_file_that_is_no_plan_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "faults.json"
    file.write_text(text)
    with pytest.raises(BadFault):
        FaultPlan.read(file)
