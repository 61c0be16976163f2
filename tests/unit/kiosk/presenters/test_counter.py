from __future__ import annotations

from tests.unit.kiosk.presenters.conftest import Bench


def test_the_counter_lies_over_the_house_and_leaves_it_as_it_was(selling: Bench) -> None:
    rooms = selling.rooms
    house = rooms.sell.state.chosen
    rooms.cart.sell_more()
    assert rooms.counter.state.shown
    rooms.counter.turn_to("membership")
    rooms.counter.back()
    assert not rooms.counter.state.shown
    assert rooms.sell.state.chosen == house
    rooms.cart.sell_more()
    assert rooms.counter.state.part == "membership"
    rooms.desk.stand_up()
    assert not rooms.counter.state.shown
