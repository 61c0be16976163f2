"""Two records that are one person: merged and taken apart, in any order, at two windows."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos.clock import ManualClock
from pos.errors import NotAllowed, NotFound, PatronsTheSame
from pos.ids import PatronId
from tests.conftest import DOORS_OPEN
from tests.integration.small_house import House, open_house
from tests.integration.test_patrons import _owner, _patron, _sold

NAMES = ("Vera Lind", "Otto Berg", "Ida Falk", "Tom Rask")


def test_orders_follow_a_merge_and_come_back_when_it_is_taken_apart(house: House) -> None:
    ada, sue = house.open_till(), house.sign_in("Sue Lead")
    vera, other = _patron(house, "Vera Lind", "206-555-0142"), _patron(house, "Vera Lynd")
    order = _sold(house, ada, other)
    before = [house.office.patrons.get(ada, each) for each in (vera, other)]
    merged = house.office.merging.merge(house.command(), sue, vera, other)
    assert [row.patron_id for row in merged.merged] == [other]
    assert _owner(house, order) == vera
    assert len(house.office.histories.of(ada, vera).bought) == 1
    assert house.office.patrons.get(ada, other).patron_id == vera
    assert [row.patron_id for row in house.office.patrons.like("Vera Lynd")] == [vera]
    house.office.merging.take_apart(house.command(), sue, other)
    assert _owner(house, order) == other
    assert [house.office.patrons.get(ada, each) for each in (vera, other)] == before
    assert house.office.verify() == ()


def test_a_merge_needs_a_supervisor_and_two_people(house: House) -> None:
    ada, sue = house.sign_in("Ada Clerk"), house.sign_in("Sue Lead")
    vera, otto = _patron(house, "Vera Lind"), _patron(house, "Otto Berg")
    with pytest.raises(NotAllowed):
        house.office.merging.merge(house.command(), ada, vera, otto)
    house.office.merging.merge(house.command(), sue, vera, otto)
    for kept, gone in ((vera, otto), (otto, vera), (vera, vera)):
        with pytest.raises(PatronsTheSame):
            house.office.merging.merge(house.command(), sue, kept, gone)
    with pytest.raises(NotFound):
        house.office.merging.take_apart(house.command(), sue, vera)


acts = st.lists(st.tuples(st.sampled_from("mu"), st.integers(0, 3), st.integers(0, 3)), max_size=12)


@given(acts)
@settings(max_examples=8)
def test_any_order_of_merging_and_taking_apart_is_a_forest_and_loses_no_order(
    steps: list[tuple[str, int, int]],
) -> None:
    """A model beside it: each record points to one other or to none."""
    with TemporaryDirectory() as folder:
        house = open_house(Path(folder) / "foyer.sqlite3", ManualClock(DOORS_OPEN))
        ada, sue = house.open_till(), house.sign_in("Sue Lead")
        people = [_patron(house, name) for name in NAMES]
        orders = [_sold(house, ada, each, n) for n, each in enumerate(people, 1)]
        into: dict[int, int] = {}
        for what, one, other in steps:
            _step(house, sue, people, into, what, one, other)
        for number, order in enumerate(orders):
            assert _owner(house, order) == people[_root(into, number)]
        bought = [
            each.order_id
            for root in {_root(into, number) for number in range(4)}
            for each in house.office.histories.of(ada, people[root]).bought
        ]
        assert sorted(bought) == sorted(orders)
        house.office.close()


def _step(
    house: House,
    sue: object,
    people: list[PatronId],
    into: dict[int, int],
    what: str,
    one: int,
    other: int,
) -> None:
    merging = house.office.merging
    if what == "m":
        if _root(into, one) == _root(into, other):
            with pytest.raises(PatronsTheSame):
                merging.merge(house.command(), sue, people[one], people[other])
            return
        merging.merge(house.command(), sue, people[one], people[other])
        into[_root(into, other)] = _root(into, one)
    elif one in into:
        merging.take_apart(house.command(), sue, people[one])
        del into[one]


def _root(into: dict[int, int], number: int) -> int:
    while number in into:
        number = into[number]
    return number
