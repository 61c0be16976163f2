"""Seating somebody elsewhere: one act, no money, and every window's books stay whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pos.clock import ManualClock
from pos.errors import (
    ApprovalNeeded,
    NotFound,
    NotMovable,
    NotOffline,
    SeatNotHere,
    SeatTaken,
    TextMissing,
)
from pos.ids import OrderId, SeatId
from pos.lifecycles import TICKET
from pos.records import Ticket
from pos.views.catalogue import SeatStatus
from pos.views.people import Permission
from tests.integration.refunds import give_back, word_of
from tests.integration.small_house import SYMPHONY, House, seat
from tests.integration.test_selling import cart_of, cash
from tests.integration.test_twice import sell
from tests.integration.test_two_windows import status
from tests.integration.two_windows import Venue, open_venue


@pytest.fixture
def venue(tmp_path: Path, manual_clock: ManualClock) -> Iterator[Venue]:
    with open_venue(tmp_path, manual_clock) as windows:
        yield windows


def there(row: str, number: int) -> SeatId:
    return SeatId(seat(row, number))


def _tickets(house: House, order_id: OrderId) -> tuple[Ticket, ...]:
    with house.office.storage.read() as uow:
        return uow.orders.tickets(order_id)


def test_a_ticket_is_moved_to_a_better_seat_and_nothing_else_changes(house: House) -> None:
    sue = house.open_till("Sue Lead")
    cart = cart_of(house, sue, ("B", 4), ("B", 5))
    sale = house.office.selling.sell(house.command(), sue, cart, (cash(9000),), "Ann Example")
    old, kept = sale.ticket_ids
    moving, orders = house.office.reseating, house.office.orders
    code = next(t.code for t in _tickets(house, sale.order_id) if t.ticket_id == old)
    (best, *_) = choices = moving.choices(old)
    assert (best.label, best.zone) == ("Orchestra A 5", "Stalls")
    assert len({choice.seat_id for choice in choices}) == 6

    command = house.command()
    for _ in range(2):  # a repeat moves nothing
        moved = moving.move(command, sue, old, best.seat_id, "sold twice")
    assert (moved.was, moved.now) == ("Orchestra B 4", "Orchestra A 5")
    assert status(house, "B", 4) is None
    assert status(house, "A", 5) is SeatStatus.SOLD
    order = orders.get(sale.order_id)
    assert {t.ticket_id: t.state for t in order.tickets} == {
        old: "revoked",
        kept: "live",
        moved.ticket_id: "live",
    }
    assert (order.paid, order.total, bool(order.owing)) == (order.total, order.total, False)
    assert orders.scanned(code).ticket_state == "revoked"
    (line,) = [event for event in order.events if event.what == "ticket.moved"]
    assert dict(line.params) == {
        "was": "Orchestra B 4",
        "now": "Orchestra A 5",
        "reason": "sold twice",
    }
    printing = [house.office.prints.begin("ticket_printer") for _ in range(3)]
    papers = {(w.ticket.row, w.ticket.seat, w.ticket.issue) for w in printing if w and w.ticket}
    assert papers == {("B", "5", 1), ("A", "5", 2)}  # the old one comes out no more
    assert house.office.verify() == ()

    with pytest.raises(NotMovable):
        moving.choices(old)
    with pytest.raises(SeatTaken):
        moving.move(house.command(), sue, kept, best.seat_id, "next to her")
    with pytest.raises(NotFound):
        moving.move(house.command(), sue, kept, SeatId("nowhere"), "next to her")
    with pytest.raises(TextMissing):
        moving.move(house.command(), sue, kept, there("A", 6), " ")
    assert house.office.verify() == ()


def test_who_may_not_reprint_asks_and_a_refused_move_leaves_the_seat_free(house: House) -> None:
    ada = house.open_till()
    sale = sell(house, ada, 4)
    (ticket,) = sale.ticket_ids
    moving = house.office.reseating
    with pytest.raises(ApprovalNeeded):
        moving.move(house.command(), ada, ticket, there("A", 5), "sold twice")
    word = word_of(house, ada, house.command(), Permission.REPRINT, "Sue Lead")
    with pytest.raises(ApprovalNeeded):  # of another act
        moving.move(house.command(), ada, ticket, there("A", 5), "sold twice", word)
    assert status(house, "A", 5) is None
    command = house.command()
    word = word_of(house, ada, command, Permission.REPRINT, "Sue Lead")
    moving.move(command, ada, ticket, there("A", 5), "sold twice", word)
    assert house.office.seating.release_left_over() == 0
    assert house.office.verify() == ()


def test_of_a_seat_sold_twice_one_party_moves_and_every_window_agrees(venue: Venue) -> None:
    one, two = venue.one, venue.two
    sue, max_ = one.open_till("Sue Lead"), two.open_till("Max House")
    theirs = sell(two, max_, 2)
    venue.say((SYMPHONY, seat("C", 2), "window:w1", 0))  # written off
    ours = sell(one, sue, 2)
    venue.both_ways()
    moving, (ticket,), to = one.office.reseating, theirs.ticket_ids, there("B", 5)
    with pytest.raises(SeatNotHere):
        moving.move(one.command(), sue, ticket, there("A", 5), "sold twice")
    moved = moving.move(one.command(), sue, ticket, to, "sold twice")
    venue.both_ways()
    for house in (one, two):
        with house.office.storage.read() as uow:
            assert uow.rights.live_ticket(SYMPHONY, seat("C", 2)) == ours.ticket_ids[0]
            assert uow.rights.live_ticket(SYMPHONY, to) == moved.ticket_id
            (arrow,) = uow.states.life(TICKET, theirs.ticket_ids[0])[1:]
            assert (arrow.trigger, arrow.window_id) == ("revoke", "w1")
        assert status(house, "C", 2) is SeatStatus.SOLD
    assert one.office.verify() == two.office.verify() == ()

    give_back(two, max_, theirs.order_id, (moved.ticket_id,))
    venue.both_ways()
    assert status(one, "B", 5) is None
    assert one.office.verify() == two.office.verify() == ()


def test_offline_only_what_was_sold_since_is_moved(venue: Venue) -> None:
    one, two = venue.one, venue.two
    sue = one.open_till("Sue Lead")
    theirs = sell(two, two.open_till("Max House"), 2)
    venue.both_ways()
    with one.office.storage.begin() as uow:
        link = uow.link.link()
        assert link is not None
        uow.link.keep(replace(link, lost_at=uow.link.last().seq))
        uow.commit()
    moving = one.office.reseating
    with pytest.raises(NotOffline) as refused:
        moving.move(one.command(), sue, theirs.ticket_ids[0], there("B", 9), "sold twice")
    assert refused.value.params["what"] == "move"
    cart = cart_of(one, sue, ("B", 1))
    sale = one.office.selling.sell(one.command(), sue, cart, (cash(4500),), "Ann Example")
    moving.move(one.command(), sue, sale.ticket_ids[0], there("B", 9), "a pillar")
    assert status(one, "B", 1) is None
    assert one.office.verify() == ()
