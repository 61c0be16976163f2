"""The hub's tasks, told at both windows from what each knows: who, where, when, which seat, and
whether anything is left to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.clock import ManualClock
from pos.hub.talk import HubTask, TaskKind
from pos.hub.task_views import SIDE_ACTS, WAYS, SideAct, TaskView
from pos.ids import SeatId
from pos.lifecycles import ORDER, TICKET
from tests.integration.refunds import give_back
from tests.integration.small_house import ADULT, LATE, OPEN, SYMPHONY, House, seat
from tests.integration.test_selling import cash
from tests.integration.test_twice import sell
from tests.integration.test_will_call import sold_elsewhere
from tests.integration.two_windows import Venue, open_venue


@pytest.fixture
def venue(tmp_path: Path, manual_clock: ManualClock) -> Iterator[Venue]:
    with open_venue(tmp_path, manual_clock) as windows:
        yield windows


def told(house: House, kind: TaskKind, subject: str, one: str, other: str) -> TaskView:
    task = HubTask("t1", kind, house.clock.now(), "w2", subject, one, other)
    (view,) = house.office.venue.described((task,))
    return view


def test_a_seat_sold_twice_says_which_seat_who_and_where_until_one_party_is_gone(
    venue: Venue,
) -> None:
    one, two = venue.one, venue.two
    sue, max_ = one.open_till("Sue Lead"), two.open_till("Max House")
    theirs = sell(two, max_, 2)
    venue.say((SYMPHONY, seat("C", 2), "window:w1", 0))
    ours = sell(one, sue, 2)
    venue.both_ways()
    about = (TaskKind.SEAT_SOLD_TWICE, f"{SYMPHONY}/{seat('C', 2)}")
    ids = (theirs.ticket_ids[0], ours.ticket_ids[0])
    for house in (one, two):
        view = told(house, *about, *ids)
        assert (view.title, view.place, view.gone) == ("Symphony No. 9", "Orchestra C 2", False)
        mine = [(s.window, s.did, s.patron, s.order_number, s.place) for s in view.sides]
        assert mine == [
            ("Window 2", "Max House", "Ann Example", theirs.order_number, "Orchestra C 2"),
            ("Window 1", "Sue Lead", "Ann Example", ours.order_number, "Orchestra C 2"),
        ]
        assert all(side.may(act) for side in view.sides for act in SideAct)
    held = told(one, TaskKind.CLAIM_REFUSED, about[1], "window:w2", "window:w1")
    assert held.sides[0].holder == "Window 2"  # what is known of the seat is the other's ticket
    fresh = one.office.orders.renew(one.command(), sue, ours.order_id, "wet")
    assert fresh == 1
    assert told(one, *about, *ids).sides[1].may(SideAct.MOVE)  # what stands in its place
    one.office.reseating.move(
        one.command(), sue, theirs.ticket_ids[0], SeatId(seat("B", 5)), "sold twice"
    )
    view = told(one, *about, *ids)
    assert (view.gone, view.sides[0].place) == (True, "Orchestra B 5")


def test_who_handed_an_order_out_where_is_known_at_every_window(venue: Venue) -> None:
    one, two = venue.one, venue.two
    order = sold_elsewhere(one, "Cleo Sample", 7)
    venue.carry(one, two)
    arrows = []
    for house, name in ((one, "Sue Lead"), (two, "Max House")):
        house.office.will_call.hand_over(house.command(), house.open_till(name), order)
        with house.office.storage.read() as uow:
            arrows.append(uow.states.life(ORDER, order)[-1].transition_id)
    venue.both_ways()
    for house in (one, two):
        view = told(house, TaskKind.HANDED_OUT_TWICE, order, arrows[0], arrows[1])
        assert [(s.window, s.did, s.what, s.patron) for s in view.sides] == [
            ("Window 1", "Sue Lead", "order.hand_over", "Cleo Sample"),
            ("Window 2", "Max House", "order.hand_over", "Cleo Sample"),
        ]
        assert not view.gone
    max_ = two.sign_in("Max House")
    assert two.office.orders.renew(two.command(), max_, order, "two sets of papers") == 1
    live = [t.ticket_id for t in two.office.orders.get(order).tickets if t.state == "live"]
    give_back(two, max_, order, tuple(live))
    assert told(two, TaskKind.HANDED_OUT_TWICE, order, arrows[0], arrows[1]).gone


def test_a_ticket_given_back_here_and_printed_again_there_is_done_when_both_are_dead(
    venue: Venue,
) -> None:
    one, two = venue.one, venue.two
    sue, max_ = one.open_till("Sue Lead"), two.open_till("Max House")
    sale = sell(two, max_, 2)
    venue.carry(two, one)
    (ticket,) = sale.ticket_ids
    give_back(one, sue, sale.order_id, (ticket,))
    two.office.orders.reprint(two.command(), max_, ticket, "lost")
    arrows = []
    for house in (one, two):
        with house.office.storage.read() as uow:
            arrows.append(uow.states.life(TICKET, ticket)[-1].transition_id)
    venue.both_ways()
    view = told(one, TaskKind.CHANGED_TWICE, ticket, *arrows)
    assert [(s.what, s.window) for s in view.sides] == [
        ("ticket.return", "Window 1"),
        ("ticket.revoke", "Window 2"),
    ]
    assert not view.gone
    again = view.sides[0].ticket_id
    assert again is not None
    give_back(one, sue, sale.order_id, (again,))
    assert told(one, TaskKind.CHANGED_TWICE, ticket, *arrows).gone


def test_too_many_places_are_told_by_window(venue: Venue) -> None:
    one, two = venue.one, venue.two
    venue.say((LATE, "", "window:w1", 15), (LATE, "", "window:w2", 10))
    sold = []
    for house, name, many in ((one, "Sue Lead", 15), (two, "Max House", 7)):
        who = house.open_till(name)
        seating = house.office.seating
        cart = seating.take_places(
            house.command(), who, seating.new_cart(), LATE, many, OPEN, ADULT
        )
        paid = (cash(4500 * many),)
        sold.append(house.office.selling.sell(house.command(), who, cart, paid, "Ann Example"))
    venue.both_ways()
    view = told(one, TaskKind.PLACES_OVERSOLD, LATE, sold[1].ticket_ids[0], "window:w2")
    assert (view.over, view.sold, view.gone) == (2, (("Window 1", 15), ("Window 2", 7)), False)
    assert (view.sides[0].may(SideAct.GIVE_BACK), view.sides[0].may(SideAct.MOVE)) == (True, False)
    give_back(two, two.sign_in("Max House"), sold[1].order_id, sold[1].ticket_ids[:2])
    venue.both_ways()
    assert told(one, TaskKind.PLACES_OVERSOLD, LATE, sold[1].ticket_ids[2], "window:w2").gone


def test_every_kind_has_a_way_out() -> None:
    assert set(WAYS) == set(SIDE_ACTS) == set(TaskKind)
    assert all(WAYS.values())
