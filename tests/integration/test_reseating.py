"""Seating somebody elsewhere: one act, no money, and every window's books stay whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pos.catalogue.stable_ids import zone_id
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
from pos.ids import OrderId, SeatId, TicketId
from pos.lifecycles import TICKET
from pos.records import Ticket
from pos.views.catalogue import PriceView, SeatStatus, ZoneView
from pos.views.people import Permission
from tests.integration.refunds import give_back, word_of
from tests.integration.small_house import (
    ADULT,
    COMP,
    STALLS,
    STUDENT,
    SYMPHONY,
    ZONE,
    House,
    season,
    seat,
    usd,
)
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
    (beside, best, *_) = choices = moving.choices(old)
    assert (beside.label, best.label) == ("Orchestra B 6", "Orchestra A 5")
    assert best.zone == "Stalls"
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


def _price_rows_apart(house: House) -> None:
    """Let row A be dearer than row B, and row C cheaper; a comp is free in all of them."""
    whole = season(house.clock.now().astimezone(ZONE))
    (main, *halls), (symphony, *others) = whole.halls, whole.performances
    front, back = zone_id("main", "Front"), zone_id("main", "Back")
    zone_of = {"A": front, "B": STALLS, "C": back}
    zones = (
        *main.view.zones,
        ZoneView(front, "Front", "#9f2f2f", 1),
        ZoneView(back, "Back", "#2f9f2f", 2),
    )
    seats = tuple(replace(each, zone_id=zone_of[each.row]) for each in main.view.seats)
    more = [
        PriceView(zone, kind, usd(face), usd(fee))
        for zone, kind, face, fee in (
            (front, ADULT, 6200, 300),
            (back, ADULT, 2200, 300),
            (front, COMP, 0, 0),
            (back, COMP, 0, 0),
        )
    ]
    apart = replace(
        whole,
        halls=(replace(main, view=replace(main.view, zones=zones, seats=seats)), *halls),
        performances=(replace(symphony, prices=(*symphony.prices, *more)), *others),
    )
    with house.office.storage.begin() as uow:
        uow.catalogue.save(apart)
        uow.commit()


def test_a_ticket_is_moved_to_a_dearer_zone_but_not_to_a_cheaper_one(house: House) -> None:
    _price_rows_apart(house)
    sue = house.open_till("Sue Lead")
    seating, selling, moving = house.office.seating, house.office.selling, house.office.reseating
    cart = cart_of(house, sue, *(("B", number) for number in range(4, 10)))
    free, student = ((cart.lines[at].line_id,) for at in (1, 2))
    cart = seating.set_price_type(house.command(), sue, cart, free, COMP, "Press")
    cart = seating.set_price_type(house.command(), sue, cart, student, STUDENT)
    sale = selling.sell(house.command(), sue, cart, (cash(20_000),), "Ann Example")
    paid, comp, cheap, *_ = sale.ticket_ids

    def zones(ticket: TicketId) -> list[str]:
        return list(dict.fromkeys(choice.zone for choice in moving.choices(ticket)))

    assert [zones(ticket) for ticket in (paid, comp, cheap)] == [
        ["Stalls", "Front"],
        ["Stalls", "Back"],  # free wherever it is
        ["Stalls"],  # its kind is not sold elsewhere
    ]
    for ticket, where in ((paid, there("C", 5)), (cheap, there("A", 5))):
        with pytest.raises(NotMovable) as refused:
            moving.move(house.command(), sue, ticket, where, "a pillar")
        assert refused.value.params["what"] == "cheaper_zone"
    assert moving.move(house.command(), sue, paid, there("A", 5), "a pillar").now.endswith("A 5")
    assert moving.move(house.command(), sue, comp, there("A", 6), "a pillar").now.endswith("A 6")
    order = house.office.orders.get(sale.order_id)
    assert (order.paid, order.total) == (sale.total, sale.total)
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


def test_a_party_whose_seats_were_all_sold_twice_is_offered_seats_side_by_side(
    venue: Venue,
) -> None:
    one, two = venue.one, venue.two
    sue, max_ = one.open_till("Sue Lead"), two.open_till("Max House")
    places = [("C", number) for number in (2, 3, 4)]
    cart = cart_of(two, max_, *places)
    party = two.office.selling.sell(two.command(), max_, cart, (cash(13_500),), "Ann Example")
    here = [*places, *(("A", number) for number in range(2, 11))]
    venue.say(*((SYMPHONY, seat(*place), "window:w1", 0) for place in here))  # written off
    for number in (2, 3, 4):
        sell(one, sue, number)
    best_one = cart_of(one, sue, ("A", 5))
    one.office.selling.sell(one.command(), sue, best_one, (cash(4500),), "Bea Sample")
    venue.both_ways()
    moved = []
    for ticket in party.ticket_ids:
        best, *_ = one.office.reseating.choices(ticket)
        one.office.reseating.move(one.command(), sue, ticket, best.seat_id, "sold twice")
        moved.append(best.label)
    venue.both_ways()
    assert sorted(moved) == ["Orchestra A 6", "Orchestra A 7", "Orchestra A 8"]
    assert one.office.verify() == two.office.verify() == ()


def test_who_moves_alone_is_offered_the_seats_beside_the_rest_of_the_order_first(
    house: House,
) -> None:
    sue = house.open_till("Sue Lead")
    cart = cart_of(house, sue, ("C", 2), ("C", 3), ("B", 9))
    sale = house.office.selling.sell(house.command(), sue, cart, (cash(13_500),), "Ann Example")
    choices = house.office.reseating.choices(sale.ticket_ids[2])
    assert [choice.label for choice in choices[:2]] == ["Orchestra C 4", "Orchestra A 5"]
