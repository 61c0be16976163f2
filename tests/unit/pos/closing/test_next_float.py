from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos.closing.next_float import missing_of, of_amount, propose, rest_of
from pos.errors import AmountInvalid
from pos.views.cash import COINS, NOTES, ROLLS, STRAP, CountSheet
from pos.views.closing_rules import LAUNCH_CLOSING

TARGET = LAUNCH_CLOSING.next_float


def some(values: tuple[int, ...], most: int) -> st.SearchStrategy[tuple[tuple[int, int], ...]]:
    return st.dictionaries(st.sampled_from(values), st.integers(0, most)).map(
        lambda pieces: tuple(pieces.items())
    )


SHEETS = st.builds(
    CountSheet,
    notes=some(NOTES, 120),
    coins=some(COINS, 120),
    straps=some(NOTES, 3),
    rolls=some(COINS, 4),
)
TARGETS = some((*NOTES, *COINS), 200)


def pieces(sheet: CountSheet) -> dict[tuple[str, int], int]:
    """Return how many pieces of each denomination there are, opened."""
    found: dict[tuple[str, int], int] = {}
    for name, rows, sizes in (
        ("note", sheet.notes, None),
        ("coin", sheet.coins, None),
        ("note", sheet.straps, dict.fromkeys(NOTES, STRAP)),
        ("coin", sheet.rolls, ROLLS),
    ):
        for value, number in rows:
            assert number >= 0
            found[name, value] = found.get((name, value), 0) + number * (
                sizes[value] if sizes else 1
            )
    return {key: number for key, number in found.items() if number}


def left_of(sheet: CountSheet, value: int) -> int:
    found = pieces(sheet)
    return found.get(("note", value), 0) + found.get(("coin", value), 0)


@settings(max_examples=60)
@given(counted=SHEETS, target=TARGETS)
def test_what_is_left_and_the_rest_are_what_was_counted(
    counted: CountSheet, target: tuple[tuple[int, int], ...]
) -> None:
    left, rest = propose(counted, target)
    there, stays, goes = pieces(counted), pieces(left), pieces(rest)
    assert {k: stays.get(k, 0) + goes.get(k, 0) for k in there} == there
    assert stays.keys() | goes.keys() <= there.keys()
    assert left.total + rest.total == counted.total
    for value, wanted in dict(target).items():
        has = there.get(("note", value), 0) + there.get(("coin", value), 0)
        assert left_of(left, value) >= min(wanted, has)
    worth = sum(value * wanted for value, wanted in target)
    assert left.total.minor <= worth
    short = {value for value, _ in missing_of(left, target)}
    assert all(left_of(left, value) < wanted for value, wanted in target if value in short)


@settings(max_examples=40)
@given(counted=SHEETS, left=SHEETS)
def test_more_than_was_counted_never_stays(counted: CountSheet, left: CountSheet) -> None:
    there, stays = pieces(counted), pieces(left)
    if any(number > there.get(key, 0) for key, number in stays.items()):
        with pytest.raises(AmountInvalid):
            rest_of(counted, left)
    else:
        assert rest_of(counted, left).total + left.total == counted.total


FEW = st.dictionaries(st.sampled_from((5_000, 2_000, 1_000, 500, 100)), st.integers(0, 3)).map(
    lambda found: tuple(found.items())
)


@settings(max_examples=60)
@given(notes=FEW, target=FEW)
def test_no_other_pieces_come_nearer_to_the_float_beside_those_it_asks_for(
    notes: tuple[tuple[int, int], ...], target: tuple[tuple[int, int], ...]
) -> None:
    left, _ = propose(CountSheet(notes=notes), target)
    must = {value: min(pieces, dict(target).get(value, 0)) for value, pieces in notes}
    ways = itertools.product(*(range(must[value], pieces + 1) for value, pieces in notes))
    sums = (sum(value * n for (value, _), n in zip(notes, way, strict=True)) for way in ways)
    worth = sum(value * wanted for value, wanted in target)
    assert left.total.minor == max(found for found in sums if found <= worth)


@pytest.mark.parametrize(
    ("counted", "stays", "missing"),
    [
        pytest.param(
            CountSheet(notes=((2_000, 9), (1_000, 2), (500, 20), (100, 30))),
            CountSheet(notes=((1_000, 2), (500, 12), (100, 20))),
            ((1_000, 2), (25, 40)),
            id="fives where tens and quarters are missing, the sum the same",
        ),
        pytest.param(
            CountSheet(notes=((2_000, 30),)),
            CountSheet(notes=((2_000, 5),)),
            ((1_000, 4), (500, 6), (100, 20), (25, 40)),
            id="only twenties: the sum is there, all of the change is to be got",
        ),
        pytest.param(
            CountSheet(notes=((5_000, 1), (2_000, 4))),
            CountSheet(notes=((5_000, 1), (2_000, 2))),
            ((1_000, 4), (500, 6), (100, 20), (25, 40)),
            id="as near as it comes and not above",
        ),
        pytest.param(CountSheet(), CountSheet(), TARGET, id="nothing at all"),
    ],
)
def test_other_pieces_stay_for_those_that_are_not_there(
    counted: CountSheet, stays: CountSheet, missing: tuple[tuple[int, int], ...]
) -> None:
    left, _ = propose(counted, TARGET)
    assert left == stays
    assert missing_of(left, TARGET) == tuple(row for row in missing if row[1])


def test_loose_pieces_stay_before_rolls_and_one_is_opened_only_where_it_must() -> None:
    enough = CountSheet(coins=((25, 45),), rolls=((25, 2),))
    assert propose(enough, ((25, 40),))[0] == CountSheet(coins=((25, 40),))
    whole = CountSheet(coins=((25, 10),), rolls=((25, 2),))
    assert propose(whole, ((25, 40),)) == (
        CountSheet(rolls=((25, 1),)),
        CountSheet(coins=((25, 10),), rolls=((25, 1),)),
    )
    opened = CountSheet(notes=((100, 7),), straps=((100, 1),))
    assert propose(opened, ((100, 20),)) == (
        CountSheet(notes=((100, 20),)),
        CountSheet(notes=((100, 87),)),
    )


def test_a_dollar_stays_as_a_note_before_it_stays_as_a_coin() -> None:
    counted = CountSheet(notes=((100, 15),), coins=((100, 9),))
    left, rest = propose(counted, ((100, 20),))
    assert left == CountSheet(notes=((100, 15),), coins=((100, 5),))
    assert rest == CountSheet(coins=((100, 4),))


def test_another_currency_is_refused() -> None:
    with pytest.raises(AmountInvalid):
        rest_of(CountSheet(), CountSheet(currency="CAD"))


@pytest.mark.parametrize(
    ("minor", "expected"),
    [
        (18_600, CountSheet(notes=((2_000, 9), (500, 1), (100, 1)))),
        (30_025, CountSheet(notes=((2_000, 15),), coins=((25, 1),))),
        (205_000, CountSheet(notes=((2_000, 2), (500, 2)), straps=((2_000, 1),))),
        (7, CountSheet()),
    ],
)
def test_pieces_that_come_to_a_sum_are_taken_largest_first(
    minor: int, expected: CountSheet
) -> None:
    counted = CountSheet(
        notes=((2_000, 20), (500, 3), (100, 1)), coins=((25, 4),), straps=((2_000, 1),)
    )
    assert of_amount(counted, minor) == expected
