"""Who has which offer, and who is got in a set: against slow and obvious searches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pos.pricing.buy_get import sets_of
from pos.pricing.cheapest import Way, cheapest

OFFS = st.lists(st.integers(0, 9), min_size=5, max_size=5)
LIMITS = st.one_of(st.none(), st.integers(0, 4))


def most_off(ways: list[Way], tickets: int) -> int:
    """Try every assignment there is."""
    best = 0
    for chosen in product([None, *range(len(ways))], repeat=tickets):
        counted = Counter(way for way in chosen if way is not None)
        if all(ways[way].most is None or n <= (ways[way].most or 0) for way, n in counted.items()):
            off = sum(ways[way].off[at] for at, way in enumerate(chosen) if way is not None)
            best = max(best, off)
    return best


@settings(max_examples=60)
@given(st.lists(st.builds(Way, OFFS.map(tuple), LIMITS), max_size=3), st.integers(0, 5))
@example([Way((9, 8, 0, 0, 0), 1), Way((8, 0, 0, 0, 0), 1)], 2)
@example([Way((5, 5, 5, 0, 0), 1), Way((4, 0, 4, 0, 0), 1), Way((3, 0, 0, 0, 0), 1)], 3)
def test_all_together_cost_the_least_that_is_possible(ways: list[Way], tickets: int) -> None:
    chosen = cheapest(ways, tickets)
    counted = Counter(way for way in chosen if way is not None)
    for way, number in counted.items():
        most = ways[way].most
        assert most is None or number <= most
    taken = [ways[way].off[at] for at, way in enumerate(chosen) if way is not None]
    assert 0 not in taken
    assert sum(taken) == most_off(ways, tickets)


def test_of_ways_that_are_as_good_the_first_is_taken() -> None:
    assert cheapest([Way((5, 5)), Way((5, 5))], 2) == (0, 0)
    assert cheapest([Way((5, 5), 1), Way((5, 5), 1)], 2) == (0, 1)


def groupings(items: list[int]) -> Iterator[list[list[int]]]:
    """Yield every way to put items into groups."""
    if not items:
        yield []
        return
    first, rest = items[0], items[1:]
    for more in groupings(rest):
        yield [[first], *more]
        for at, group in enumerate(more):
            yield [*more[:at], [first, *group], *more[at + 1 :]]


def most_got(faces: list[int], buy: int, get: int, most: int | None) -> int:
    """Try every way to make sets: of each the cheapest are got, and not more than ``get``."""
    best = 0
    for groups in groupings(faces):
        sets = [sorted(group, reverse=True) for group in groups if len(group) > buy]
        fits = all(len(one) <= buy + get for one in sets)
        if fits and (most is None or sum(map(len, sets)) <= most):
            best = max(best, sum(sum(one[buy:]) for one in sets))
    return best


@settings(max_examples=60)
@given(
    st.lists(st.integers(1, 20), max_size=7),
    st.integers(1, 3),
    st.integers(1, 2),
    st.one_of(st.none(), st.integers(0, 7)),
)
def test_no_other_sets_give_the_patron_more(
    faces: list[int], buy: int, get: int, most: int | None
) -> None:
    sets = sets_of(faces, buy, get, most)
    assert len({*sets.bought, *sets.got}) == len(sets.bought) + len(sets.got)
    assert most is None or len(sets.bought) + len(sets.got) <= most
    assert sum(faces[at] for at in sets.got) == most_got(faces, buy, get, most)


@settings(max_examples=40)
@given(st.lists(st.integers(1, 50), min_size=1, max_size=12), st.integers(1, 3), st.integers(1, 3))
def test_one_more_ticket_costs_between_nothing_and_its_own_price(
    faces: list[int], buy: int, get: int
) -> None:
    def paid(of: list[int]) -> int:
        return sum(of) - sum(of[at] for at in sets_of(of, buy, get, None).got)

    assert 0 <= paid(faces) - paid(faces[1:]) <= faces[0]
