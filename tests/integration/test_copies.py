"""One ticket that two windows printed again, not knowing of each other: one paper is ended, the
other opens the door, seat and money are as they were."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pos.errors import NoCopy, NotOffline
from pos.hub.talk import TaskKind
from pos.hub.task_views import SideAct, TaskView, side_acts, ways
from pos.ids import OrderId, TicketId
from pos.lifecycles import ConnectionState
from pos.ports.link import EVER
from pos.views.people import SessionView
from tests.integration.sharing_windows import SharingWindow
from tests.integration.small_house import ADULT, LATE, OPEN
from tests.integration.test_selling import cash
from tests.integration.test_things import Pair


def printed_twice(pair: Pair, ticket_id: str) -> None:
    """Print a ticket again at both windows while the hub is away; then both hear of it."""
    people: dict[str, SessionView] = {"w1": pair.here, "w2": pair.there}
    for window in (pair.one, pair.two):
        window.lose()
        house, who = window.house, people[window.window_id]
        house.office.orders.reprint(house.command(), who, TicketId(ticket_id), "lost")
    for window in (pair.one, pair.two):
        window.cut.up = True
        window.line.go(ConnectionState.ONLINE)
    pair.sync()
    for window in (pair.one, pair.two):
        _lost_at(window, None)


def _lost_at(window: SharingWindow, number: int | None) -> None:
    with window.house.office.storage.begin() as uow:
        link = uow.link.link()
        assert link is not None
        uow.link.keep(replace(link, lost_at=number))
        uow.commit()


def told(pair: Pair, window: SharingWindow, kind: TaskKind) -> TaskView:
    every = pair.venue.hub.venue.tasks.values()
    (task,) = (task for task in every if task.kind is kind)
    (view,) = window.house.office.venue.described((task,))
    return view


def live(window: SharingWindow, order_id: OrderId) -> list[str]:
    order = window.house.office.orders.get(order_id)
    return [ticket.ticket_id for ticket in order.tickets if ticket.state == "live"]


def test_one_of_two_papers_of_a_seat_is_ended_and_the_books_are_silent(tmp_path: Path) -> None:
    pair = Pair(tmp_path)
    sale = pair.sold(3)
    printed_twice(pair, sale.ticket_ids[0])
    changed = told(pair, pair.two, TaskKind.CHANGED_TWICE)
    seat = told(pair, pair.one, TaskKind.SEAT_SOLD_TWICE)
    assert changed.sides == seat.sides
    assert (seat.copies, ways(seat)) == (True, ())
    assert side_acts(seat) == (SideAct.END_COPY, SideAct.LOOK)
    assert {side.did for side in seat.sides} == {"Sue Lead", "Max House"}
    assert len({side.code for side in seat.sides}) == 2
    first, second = (side.ticket_id for side in seat.sides)
    assert first is not None
    house = pair.two.house
    _lost_at(pair.two, EVER)  # neither ends the other's: none would be left
    with pytest.raises(NotOffline):
        pair.two.run(
            lambda office: office.copies.end(house.command(), pair.there, first, "in hand")
        )
    _lost_at(pair.two, None)
    # The one that both windows hold for the seat's: the other one takes its place.
    stays = pair.two.run(
        lambda office: office.copies.end(house.command(), pair.there, first, "in hand")
    )
    assert stays == second
    with pytest.raises(NoCopy):
        pair.two.run(
            lambda office: office.copies.end(house.command(), pair.there, stays, "in hand")
        )
    pair.sync()
    for window in (pair.one, pair.two):
        assert live(window, sale.order_id) == [second]
        assert window.house.office.verify() == ()
        assert window.house.office.orders.get(sale.order_id).owing.minor == 0
        gone = told(pair, window, TaskKind.CHANGED_TWICE)
        assert (gone.gone, gone.copies) == (True, False)
    settled = {task.kind: task.settled for task in pair.venue.hub.venue.tasks.values()}
    assert settled == {TaskKind.CHANGED_TWICE: "", TaskKind.SEAT_SOLD_TWICE: "gone"}
    pair.venue.close()


def test_so_is_one_of_a_place_without_a_number(tmp_path: Path) -> None:
    pair = Pair(tmp_path)
    pair.one.lease(LATE, places=4)
    house = pair.one.house
    seating = house.office.seating
    cart = seating.take_places(house.command(), pair.here, seating.new_cart(), LATE, 1, OPEN, ADULT)
    sale = house.office.selling.sell(house.command(), pair.here, cart, (cash(4500),))
    pair.sync()
    printed_twice(pair, sale.ticket_ids[0])
    second = told(pair, pair.one, TaskKind.CHANGED_TWICE).sides[1].ticket_id
    assert second is not None
    pair.one.run(lambda office: office.copies.end(house.command(), pair.here, second, "in hand"))
    pair.sync()
    for window in (pair.one, pair.two):
        assert len(live(window, sale.order_id)) == 1
        assert window.house.office.verify() == ()
    pair.venue.close()
