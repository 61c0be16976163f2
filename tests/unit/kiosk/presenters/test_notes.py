from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.presenters.notes import ASKED_WITH, MOST, sensible_notes
from pos.money import Money


@pytest.mark.parametrize(
    ("due", "notes"),
    [
        (4750, [5000, 6000, 10000]),
        (13000, [14000, 15000, 20000]),
        (13500, [14000, 15000, 20000]),
        (300, [500, 1000, 2000, 5000, 10000]),
        (10000, []),
        (5000, [6000, 10000]),
        (9999, [10000]),
        (20300, [20500, 21000, 22000, 25000, 30000]),
        (0, []),
    ],
)
def test_what_a_patron_puts_on_the_counter(due: int, notes: list[int]) -> None:
    assert [n.minor for n in sensible_notes(Money(due))] == notes


@given(st.integers(min_value=1, max_value=500_000))
def test_every_sum_is_more_than_due_and_no_note_in_it_could_stay_in_the_purse(due: int) -> None:
    sums = [n.minor for n in sensible_notes(Money(due))]
    assert sums == sorted(set(sums))
    assert len(sums) <= MOST
    for total in sums:
        assert total > due
        assert any(total % note == 0 and total - note < due for note in ASKED_WITH)
