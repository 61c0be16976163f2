"""Emergency tickets at windows that share their houses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pos.errors import PaperNotHere, PaperPlaceGone, PlacesNotHere, SoldOut
from pos.views.outage import SeatUse
from tests.integration.sharing_windows import Venue
from tests.integration.small_house import LATE, SYMPHONY, seat, usd
from tests.integration.test_outage import block, sale


@pytest.fixture
def venue(tmp_path: Path) -> Iterator[Venue]:
    venue = Venue(tmp_path)
    yield venue
    venue.close()


def test_papers_are_keyed_in_and_given_back_where_they_were_made(venue: Venue) -> None:
    one, two = venue.join("w1"), venue.join("w2")
    seated, loose = block(one.house), block(one.house, 2, LATE)
    one.sync()
    two.sync()
    clerk, lead = two.house.open_till(), two.house.sign_in("Sue Lead")
    office, command = two.house.office, two.house.command
    for made in (seated, loose):
        paper, performance = made.tickets[0], made.performance_id
        there, here = one.house.office.kits.kit(performance), office.kits.kit(performance)
        assert (there.papers, here.papers) == (made.tickets, ())  # each is sold at one window
        assert paper.code in {door.code for door in here.doors}
        assert {line.who for line in here.seats if line.use is SeatUse.PAPER} == (
            {each.number for each in made.tickets if each.seat_id}
        )
        with pytest.raises(PaperNotHere) as found:
            office.paper_sales.find(performance, paper.code)
        assert found.value.params == {"number": paper.number, "window": "w1"}
        with pytest.raises(PaperNotHere):
            office.paper_sales.key_in(command(), clerk, sale(two.house, made, (0,), usd(4500)))
        with pytest.raises(PaperNotHere):
            office.paper_blocks.give_back(command(), lead, made.block_id, "not used")
    assert office.verify() == ()


def test_papers_of_a_window_that_was_written_off_are_refused_and_can_be_given_back(
    venue: Venue,
) -> None:
    one, two = venue.join("w1"), venue.join("w2")
    made = block(one.house)
    clerk, lead = one.house.open_till(), one.house.sign_in("Sue Lead")
    one.sync()
    two.sync()
    two.cut.write_off("w1", "max", "lost")
    one.hear()
    wanted = sale(one.house, made, (0,), usd(4500))
    with pytest.raises(PaperPlaceGone) as gone:
        one.house.office.paper_sales.key_in(one.house.command(), clerk, wanted)
    assert gone.value.params == {"number": made.tickets[0].number}
    left = one.house.office.paper_blocks.give_back(
        one.house.command(), lead, made.block_id, "written off"
    )
    assert (left.out, left.count("returned")) == (0, 4)
    assert one.house.office.verify() == ()


def test_what_the_block_lacks_is_asked_of_the_hub(venue: Venue) -> None:
    one, two = venue.join("w1"), venue.join("w2")
    assert one.lease(SYMPHONY, seat("A", 5)).granted
    assert two.lease(SYMPHONY, seat("B", 1), seat("B", 2)).granted  # W1 has not heard of it
    made = block(one.house, 12)
    seats = {paper.seat_id for paper in made.tickets}
    assert len(seats) == 12
    assert seats == one.own(SYMPHONY)
    assert not seats & {seat("B", 1), seat("B", 2)}
    assert block(one.house, 3, LATE).out == 3
    with pytest.raises(SoldOut):
        block(one.house, 30)
    assert one.house.office.verify() == ()


def test_without_the_hub_papers_are_of_the_own_block_only(venue: Venue) -> None:
    one = venue.join("w1")
    assert one.lease(SYMPHONY, seat("A", 5), seat("A", 6)).granted
    assert one.lease(LATE, places=2).granted
    one.cut.up = False  # and nobody noticed yet
    with pytest.raises(PlacesNotHere) as short:
        block(one.house, 4)
    assert short.value.params == {"kind": "paper", "wanted": 4, "left": 2, "zone": ""}
    for performance in (SYMPHONY, LATE):
        with pytest.raises(PlacesNotHere) as short:
            block(one.house, 4, performance)
        assert short.value.params == {"kind": "paper", "wanted": 4, "left": 2, "zone": ""}
        assert one.house.office.paper_blocks.room(performance)[None] == 2
        assert block(one.house, 2, performance).out == 2
    assert one.house.office.verify() == ()


def test_the_block_is_as_large_as_it_was_whatever_is_made_of_it(venue: Venue) -> None:
    """Emergency tickets, carts that are put aside, what is keyed in: one goes, the other stays."""
    one = venue.join("w1")
    house = one.house
    office, command, clerk = house.office, house.command, house.open_till()
    before = block(house, 1)
    assert one.lease(SYMPHONY, *(seat("B", number) for number in range(1, 9))).granted
    assert one.lease(LATE, places=5).granted
    one.lose()
    venue.clock.advance(timedelta(minutes=1))

    def stands() -> list[tuple[int, int]]:
        shows = {each.performance_id: each for each in office.catalogue.performances()}
        return [(shows[each].left, shows[each].held) for each in (SYMPHONY, LATE)]

    assert stands() == [(8, 8), (5, 5)]
    made, _ = block(house, 2), block(house, 3, LATE)
    assert stands() == [(6, 8), (2, 5)]
    cart = office.seating.take_best(command(), clerk, office.seating.new_cart(), SYMPHONY, 1)
    office.parked.park(command(), clerk, cart)
    assert stands() == [(5, 8), (2, 5)]
    for papers in (before, made):
        office.paper_sales.key_in(command(), clerk, sale(house, papers, (0,), usd(4500)))
    assert stands() == [(5, 8), (2, 5)]
    lead = house.sign_in("Sue Lead")
    office.paper_blocks.give_back(command(), lead, made.block_id, "not used")
    assert stands() == [(6, 8), (2, 5)]
    shown = office.catalogue.block(SYMPHONY)
    assert shown is not None
    assert (shown.left, shown.held) == (6, 8)
