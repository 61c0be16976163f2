"""What the change of a float takes from a deposit, and when it comes back."""

from __future__ import annotations

import pytest

from pos.closing.float_kept import beside_proof, float_changes
from pos.money import Money


@pytest.mark.parametrize(
    ("floats", "changes"),
    [
        ([(100, 100), (100, 100)], {}),
        ([(100, 150), (150, 150), (150, 100)], {"0": -50, "2": 50}),
        ([(100, 150), (150, 120), (120, 40)], {"0": -50, "1": 30, "2": 20}),
        ([(100, 0), (100, 0)], {}),  # out of the safe in the morning, back in the evening
        ([(100, 0), (100, 130), (130, 100)], {"1": -30, "2": 30}),
        ([(100, 190), (190, 100)], {"0": -90, "1": 90}),  # handed over with all that was in it
    ],
)
def test_what_stays_in_the_drawer_comes_when_less_is_left(
    floats: list[tuple[int, int]], changes: dict[str, int]
) -> None:
    rows = [(str(n), began, left) for n, (began, left) in enumerate(floats)]
    assert float_changes(rows) == changes


def test_the_proof_names_what_no_posting_does() -> None:
    nothing = Money.zero("USD")
    assert beside_proof((nothing,), nothing) == ()
    lines = beside_proof((Money(-50, "USD"), Money(20, "USD")), Money(5, "USD"))
    assert lines == (("float_left_more", Money(-30, "USD")), ("stays_in_safe", Money(5, "USD")))
