from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from kiosk.presenters.live_house import LiveHouse
from pos.errors import (
    AccessibleKept,
    HubRefused,
    HubUnreachable,
    NotOffline,
    PlacesNotHere,
    SeatNotHere,
    SeatTaken,
)
from pos.events import HouseChanged
from pos.hub.hub_time import HubTime
from pos.hub.leased_rights import block_of
from pos.hub.rights import AWAY, RightsCommand
from pos.hub.talk import Held, LeaseAnswer, LeaseCommand
from pos.ids import CartId, SeatId
from pos.lifecycles import ConnectionState
from pos.views.catalogue import NoneLeft, SeatStatus
from tests.hub_cut import Fault
from tests.integration.refunds import give_back
from tests.integration.sharing_windows import SharingWindow, Venue
from tests.integration.small_house import LATE, SYMPHONY, seat
from tests.integration.test_selling import cart_of, cash


@pytest.fixture
def venue(tmp_path: Path) -> Iterator[Venue]:
    venue = Venue(tmp_path)
    yield venue
    venue.close()


def test_a_seat_is_asked_of_the_hub_once_and_then_is_this_windows_own(venue: Venue) -> None:
    one, two = venue.join("w1"), venue.join("w2")
    wanted = one.want(SYMPHONY, seat("A", 5), seat("A", 6))
    assert one.rights.apply(wanted).granted
    assert one.rights.apply(wanted).granted  # a repeat asks nobody
    assert one.cut.calls.count("lease") == 1
    assert one.own(SYMPHONY) == {seat("A", 5), seat("A", 6)}
    refused = two.take(SYMPHONY, seat("A", 5))
    assert [(r.seat_id, r.holder) for r in refused.refused] == [(seat("A", 5), "window:w1")]
    assert not refused.away
    with one.house.office.storage.read() as uow:
        assert uow.rights.held_by_cart("cart")[0] == {
            (SYMPHONY, seat("A", 5)),
            (SYMPHONY, seat("A", 6)),
        }
        some = (seat("A", 6), seat("B", 1))  # a touch looks at its own seats, not at the house
        assert set(uow.link.leases(SYMPHONY, some).seats) == {seat("A", 6)}
        assert set(uow.rights.of_seats(SYMPHONY, some)) == {seat("A", 6)}
        assert uow.link.leases(SYMPHONY, ()).ends_at == uow.link.leases(SYMPHONY).ends_at
    one.rights.apply(
        RightsCommand(
            one.house.command(),
            one.holder,
            SYMPHONY,
            CartId("cart"),
            give_back=(SeatId(seat("A", 5)),),
        )
    )
    one.lose()
    assert one.take(SYMPHONY, seat("A", 5)).granted  # it stayed in the lease
    assert one.house.office.verify() == ()


def test_offline_only_the_own_block_is_sold(venue: Venue) -> None:
    one, two = venue.join("w1"), venue.join("w2")
    assert one.lease(SYMPHONY, seat("A", 5), seat("A", 6)).granted
    assert two.lease(SYMPHONY, seat("B", 5)).granted
    assert one.lease(LATE, places=3).granted
    one.hear()
    one.lose()
    assert one.take(SYMPHONY, seat("A", 5)).granted
    refused = one.take(SYMPHONY, seat("A", 6), seat("A", 7))
    assert refused.away
    assert [(r.seat_id, r.holder) for r in refused.refused] == [(seat("A", 7), AWAY)]
    other = one.take(SYMPHONY, seat("B", 5)).refused[0]
    assert (other.seat_id, other.holder) == (seat("B", 5), "window:w2")
    short = one.take(LATE, places=4)
    assert (short.granted, short.away, short.places_left) == (False, True, 3)
    assert one.take(LATE, places=3).granted
    assert "lease" not in one.cut.calls[one.cut.calls.index("held_since") + 4 :]

    house = one.house.office.catalogue.house(SYMPHONY, CartId("cart"))
    seats = house.seats
    assert seats[SeatId(seat("A", 5))] is SeatStatus.IN_CART
    assert SeatId(seat("A", 6)) not in seats
    assert seats[SeatId(seat("A", 7))] is SeatStatus.AT_HUB
    assert seats[SeatId(seat("B", 5))] is SeatStatus.BLOCKED
    assert house.blocked_by == {seat("B", 5): "w2"}
    assert seats[SeatId(seat("A", 1))] is SeatStatus.HELD
    assert house.block is not None
    assert (house.block.left, house.block.held) == (1, 2)  # what is in a cart was held too
    assert one.house.office.catalogue.house(LATE).places_left == 0
    left = {each.performance_id: each.left for each in one.house.office.catalogue.performances()}
    assert left == {SYMPHONY: 1, LATE: 0}
    held = {each.performance_id: each.held for each in one.house.office.catalogue.performances()}
    assert held == {SYMPHONY: 2, LATE: 3}
    late = one.house.office.catalogue.performances()[1]
    assert late.performance_id == LATE
    assert (late.own_only, late.none_left) == (True, NoneLeft.NOT_HERE)
    assert house.own_only
    assert house.none_left is NoneLeft.NOT_HERE


def test_what_the_screens_are_told_when_a_place_is_not_here(venue: Venue) -> None:
    one = venue.join("w1")
    one.lease(SYMPHONY, seat("B", 2), seat("B", 3))
    one.lease(LATE, places=1)
    session = one.house.sign_in("Ada Clerk")
    seating = one.house.office.seating
    cart = seating.new_cart()
    online = seating.take_best(one.house.command(), session, cart, SYMPHONY, 2)
    assert [line.seat_id for line in online.lines] == [seat("B", 2), seat("B", 3)]  # own first
    one.lose()
    with pytest.raises(SeatNotHere):
        seating.take_seats(one.house.command(), session, cart, SYMPHONY, (SeatId(seat("A", 5)),))
    with pytest.raises(PlacesNotHere) as few:
        seating.take_best(one.house.command(), session, cart, SYMPHONY, 1)
    assert few.value.params == {"wanted": 1, "left": 0, "zone": ""}
    zone = one.house.office.catalogue.house(LATE).prices[0].zone_id
    with pytest.raises(PlacesNotHere):
        seating.take_places(one.house.command(), session, cart, LATE, 2, zone)


def test_offline_a_wheelchair_place_is_sold_to_who_needs_it_and_to_nobody_else(
    venue: Venue,
) -> None:
    one = venue.join("w1")
    both = [(kind, seat("C", number)) for kind, number in (("wheelchair", 5), ("companion", 6))]
    with closing(sqlite3.connect(one.house.path)) as db:
        db.executemany("UPDATE seat SET kind = ? WHERE seat_id = ?", both)
        db.commit()
    places = tuple(place for _, place in both)
    assert one.lease(SYMPHONY, *places).granted
    one.lose()
    session, seating = one.house.open_till(), one.house.office.seating
    cart = seating.new_cart()
    with pytest.raises(AccessibleKept):  # what others sold meanwhile is not known here
        seating.take_seats(one.house.command(), session, cart, SYMPHONY, (SeatId(places[0]),))
    cart = seating.take_best(one.house.command(), session, cart, SYMPHONY, 2, wheelchairs=1)
    assert [line.seat_id for line in cart.lines] == list(places)
    due = cash(cart.total.minor)
    assert one.house.office.selling.sell(one.house.command(), session, cart, (due,)).ticket_ids
    assert one.house.office.verify() == ()


def test_a_lost_answer_leaves_a_lease_too_much_and_never_a_seat_without_right(
    venue: Venue,
) -> None:
    one, two = venue.join("w1"), venue.join("w2")
    one.cut.next(Fault.ANSWER_LOST)
    refused = one.take(SYMPHONY, seat("A", 5))
    assert refused.away
    assert one.line.connection.state is ConnectionState.OFFLINE  # at once
    assert one.own(SYMPHONY) == set()
    assert two.take(SYMPHONY, seat("A", 5)).refused[0].holder == "window:w1"
    one.line.go(ConnectionState.ONLINE)
    assert one.take(SYMPHONY, seat("A", 6)).granted  # and with it what was asked before
    assert one.own(SYMPHONY) == {seat("A", 5), seat("A", 6)}
    with one.house.office.storage.read() as uow:
        assert uow.link.asked() == ()
        assert uow.rights.held_by_cart("cart")[0] == {(SYMPHONY, seat("A", 6))}


def test_what_is_asked_back_is_not_claimed_of_a_hub_that_was_restored(venue: Venue) -> None:
    """The lost hub may have taken it, and given it to somebody else who claims it too."""
    one, two = venue.join("w1"), venue.join("w2")
    one.lease(SYMPHONY, seat("A", 5), seat("A", 6))
    one.lease(LATE, places=20)
    copy = venue.hub.copy()
    for performance, seats, places in ((SYMPHONY, (seat("A", 5),), 0), (LATE, (), 15)):
        one.cut.next(Fault.ANSWER_LOST)
        with pytest.raises(HubUnreachable):
            one.lease(performance, *seats, places=places, back=True)
    two.lease(SYMPHONY, seat("A", 5))
    two.lease(LATE, places=15)
    venue.hub.restore(copy)
    for window in (two, one):
        window.claim()
    with one.house.office.storage.read() as uow:
        asked = uow.link.asked()
    for command in asked:
        answer = one.cut.lease(command)
        with one.house.office.storage.begin() as uow:
            uow.link.answer(command, answer)
            uow.commit()
    for window in (one, two):
        window.hear()
    assert (one.own(SYMPHONY), two.own(SYMPHONY)) == ({seat("A", 6)}, {seat("A", 5)})
    for window, places in ((one, 5), (two, 15)):
        with window.house.office.storage.read() as uow:
            assert uow.link.leases(LATE).places == places
            assert uow.link.asked() == ()
    assert venue.hub.venue.tasks == {}
    assert one.take(SYMPHONY, seat("A", 7)).granted  # its numbers go on


def test_what_was_given_back_is_gone_before_a_later_word_of_it_was_heard(venue: Venue) -> None:
    """Halfway through what is new: the hub gave it to somebody else, which comes last."""
    one, two = venue.join("w1"), venue.join("w2")
    storage = one.house.office.storage
    one.lease(SYMPHONY, seat("A", 5))
    one.lease(LATE, places=20)
    for performance, seats, places in ((SYMPHONY, (seat("A", 5),), 0), (LATE, (), 15)):
        one.cut.next(Fault.ANSWER_LOST)
        with pytest.raises(HubUnreachable):
            one.lease(performance, *seats, places=places, back=True)
    two.lease(SYMPHONY, seat("A", 6))
    two.lease(SYMPHONY, seat("A", 5))
    two.lease(LATE, places=1)
    venue.hub.window("w2").want_back("", LATE, (), 2, "w1")
    with storage.begin() as uow:
        held = one.cut.held_since(uow.link.versions())
        last = {performance: max(_versions(held, performance)) for performance in (SYMPHONY, LATE)}
        uow.link.hear([word for word in held if word.version < last[word.performance_id]])
        asked = uow.link.asked()
        uow.commit()
    for command in asked:
        answer = one.cut.lease(command)
        with storage.begin() as uow:
            uow.link.answer(command, answer)
            uow.commit()
    with storage.read() as uow:
        assert set(uow.link.leases(SYMPHONY).seats) == set()
        assert uow.link.leases(LATE).places == 5
    one.hear()
    with storage.read() as uow:
        assert set(uow.link.leases(SYMPHONY).seats) == set()
        assert uow.link.leases(LATE).places == 7


def _versions(held: Iterable[Held], performance_id: str) -> set[int]:
    return {word.version for word in held if word.performance_id == performance_id}


def test_a_block_is_not_sold_past_its_end_nor_by_a_window_that_was_stopped(venue: Venue) -> None:
    one = venue.join("w1")
    one.lease(SYMPHONY, seat("A", 5), seat("A", 6))
    one.lose()
    venue.clock.advance(timedelta(hours=12, minutes=30))
    assert one.take(SYMPHONY, seat("A", 5)).granted
    venue.clock.advance(timedelta(minutes=30))
    assert one.take(SYMPHONY, seat("A", 6)).away
    for why in ("cloned", "unknown"):
        with one.house.office.storage.begin() as uow:
            link = uow.link.link()
            assert link is not None
            uow.link.keep(type(link)(**{**_fields(link), "stopped": why}))
            uow.commit()
        with pytest.raises(HubRefused):
            one.take(SYMPHONY, seat("A", 6))
    session = one.house.sign_in("Ada Clerk")
    cart = one.house.office.seating.new_cart()
    with pytest.raises((SeatTaken, HubRefused)):
        one.house.office.seating.take_seats(
            one.house.command(), session, cart, SYMPHONY, (SeatId(seat("A", 6)),)
        )


def test_a_seat_is_sold_where_more_places_are_in_carts_than_are_held(venue: Venue) -> None:
    """Of a performance with both: the word about its places may be void, or over before."""
    one = venue.join("w1")
    assert one.lease(LATE, seat("A", 5), seat("A", 6), places=2).granted
    assert one.take(LATE, places=2).granted
    assert one.lease(LATE, places=2, back=True).granted
    calls = len(one.cut.calls)
    assert one.take(LATE, seat("A", 5)).granted
    assert len(one.cut.calls) == calls  # nobody was asked for places that nobody wants
    one.lose()
    assert one.take(LATE, seat("A", 6)).granted
    assert one.take(LATE, places=1).away


def test_a_lease_of_a_stated_time_ends_so_long_after_the_hubs_last_word(venue: Venue) -> None:
    one, two = venue.join("w1", lasts=timedelta(hours=2)), venue.join("w2")
    five, six, seven = seat("A", 5), seat("A", 6), seat("A", 7)
    one.lease(SYMPHONY, five, six, seven)
    venue.clock.advance(timedelta(hours=3))
    _hears_the_time(venue, one)
    heard = venue.clock.now()
    assert one.take(SYMPHONY, five).granted
    one.lose()
    venue.clock.advance(timedelta(minutes=118))
    assert one.take(SYMPHONY, six).granted
    assert _left(one) == (1, 1)
    block = one.house.office.catalogue.block(SYMPHONY)
    assert block is not None
    assert block.until == heard + timedelta(hours=2)
    venue.clock.advance(timedelta(minutes=1, seconds=1))
    assert one.take(SYMPHONY, seven).away
    assert _left(one) == (0, 0)
    assert not two.take(SYMPHONY, seven).granted  # it stays the other one's
    session, cart = one.house.sign_in("Ada Clerk"), one.house.office.seating.new_cart()
    with pytest.raises(SeatNotHere):
        one.house.office.seating.take_seats(
            one.house.command(), session, cart, SYMPHONY, (SeatId(seven),)
        )
    _hears_the_time(venue, one)
    assert one.take(SYMPHONY, seven).granted
    with one.house.office.storage.read() as uow:
        link, leases = uow.link.link(), uow.link.leases(SYMPHONY)
    assert link is not None
    now = venue.reading()
    assert seven in block_of(link, leases, now, timedelta(days=30)).seats
    started_again = replace(now, boot="another")
    assert seven in block_of(link, leases, started_again).seats
    assert block_of(link, leases, started_again, timedelta(hours=2)).seats == frozenset()
    over = replace(now, monotonic=now.monotonic + 24 * 3600)
    assert block_of(link, leases, over, timedelta(days=30)).seats == frozenset()


def test_nothing_is_left_at_a_window_that_the_hub_stopped(venue: Venue) -> None:
    one = venue.join("w1")
    one.lease(SYMPHONY, seat("A", 5), seat("A", 6))
    one.lose()
    assert _left(one) == (2, 2)
    with one.house.office.storage.begin() as uow:
        link = uow.link.link()
        assert link is not None
        uow.link.keep(replace(link, stopped="cloned"))
        uow.commit()
    assert _left(one) == (0, 0)


def _left(window: SharingWindow) -> tuple[int, int]:
    """Return what is left of the symphony, as the list of performances says and as its block."""
    catalogue = window.house.office.catalogue
    block = catalogue.block(SYMPHONY)
    assert block is not None
    (show,) = (each for each in catalogue.performances() if each.performance_id == SYMPHONY)
    return show.left, block.left


def _hears_the_time(venue: Venue, window: SharingWindow) -> None:
    """As with each sign of life."""
    with window.house.office.storage.begin() as uow:
        link = uow.link.link()
        assert link is not None
        uow.link.keep(replace(link, time=HubTime(venue.clock.now(), venue.reading())))
        uow.commit()


def _fields(link: object) -> dict[str, object]:
    return {name: getattr(link, name) for name in link.__slots__}  # type: ignore[attr-defined]


def test_a_hold_is_the_hubs_to_give(venue: Venue) -> None:
    one, two = venue.join("w1"), venue.join("w2")
    one.lease(SYMPHONY, seat("B", 5))
    hold = RightsCommand(
        one.house.command(),
        "hold:press",
        SYMPHONY,
        CartId(""),
        take=(SeatId(seat("B", 5)), SeatId(seat("B", 6))),
    )
    assert one.rights.apply(hold).granted  # of the own block, and free at the hub
    for number in (5, 6):
        assert two.take(SYMPHONY, seat("B", number)).refused[0].holder == "hold:press"
        assert one.take(SYMPHONY, seat("B", number)).refused[0].holder == "hold:press"
    one.lose()
    with pytest.raises(NotOffline):
        one.rights.apply(
            RightsCommand(
                one.house.command(),
                "hold:press",
                SYMPHONY,
                CartId(""),
                give_back=(SeatId(seat("B", 5)),),
            )
        )


def test_a_hold_takes_no_seat_out_of_a_cart_of_this_window(venue: Venue) -> None:
    """The hub has never heard of the cart: it would give the hold the window's own lease."""
    one = venue.join("w1")
    assert one.take(SYMPHONY, seat("B", 4)).granted
    one.cut.calls.clear()
    for holder in ("hold:press", "kill:tech"):
        wanted = RightsCommand(
            one.house.command(),
            holder,
            SYMPHONY,
            CartId(""),
            take=(SeatId(seat("B", 5)), SeatId(seat("B", 4))),
        )
        for _ in range(2):  # said again, the same
            answer = one.rights.apply(wanted)
            assert not answer.granted
            assert [(r.seat_id, r.holder) for r in answer.refused] == [(seat("B", 4), "window:w1")]
    assert "lease" not in one.cut.calls
    one.hear()
    assert one.take(SYMPHONY, seat("B", 5)).granted  # nobody keeps it
    clerk = one.house.open_till()
    cart_of(one.house, clerk, ("B", 6))
    again = RightsCommand(
        one.house.command(), "hold:press", SYMPHONY, CartId(""), take=(SeatId(seat("B", 6)),)
    )
    assert [r.holder for r in one.rights.apply(again).refused] == ["window:w1"]


def test_two_windows_after_one_seat_and_exactly_one_has_it(venue: Venue) -> None:
    """The real databases; ten thousand races are run in memory, see the unit tests."""
    windows = [venue.join("w1"), venue.join("w2")]
    order = random.Random(9)
    for row in ("A", "B", "C"):
        for number in range(2, 10):
            order.shuffle(windows)
            first, second = (w.take(SYMPHONY, seat(row, number)) for w in windows)
            assert (first.granted, second.granted) == (True, False)
            assert [r.holder for r in second.refused] == [windows[0].holder]


def test_a_seat_another_window_sold_goes_back_to_that_window(venue: Venue) -> None:
    one, two = venue.join("w1"), venue.join("w2")
    two.lease(SYMPHONY, seat("B", 5))
    two.lease(LATE, places=2)
    clerk = two.house.open_till()
    seating, selling = two.house.office.seating, two.house.office.selling
    cart = cart_of(two.house, clerk, ("B", 5))
    zone = two.house.office.catalogue.house(LATE).prices[0].zone_id
    cart = seating.take_places(two.house.command(), clerk, cart, LATE, 2, zone)
    sale = selling.sell(two.house.command(), clerk, cart, (cash(13_500),))
    two.sync()
    one.sync()
    here = one.house.open_till("Ben Clerk", float_minor=20_000)
    assert one.house.office.catalogue.house(SYMPHONY).seats[SeatId(seat("B", 5))] is SeatStatus.SOLD
    give_back(one.house, here, sale.order_id, sale.ticket_ids)
    assert (
        one.house.office.catalogue.house(SYMPHONY).seats[SeatId(seat("B", 5))] is SeatStatus.BLOCKED
    )
    assert not one.take(SYMPHONY, seat("B", 5)).granted
    assert two.take(LATE, places=1).granted  # the third: it was asked of the hub
    one.sync()
    two.sync()
    two.lose()
    assert two.take(SYMPHONY, seat("B", 5)).granted
    assert two.take(LATE, places=2).granted
    assert not two.take(LATE, places=1).granted
    for window in (one, two):
        found = {finding.code for finding in window.house.office.verify()}
        assert not {code for code in found if code.startswith(("seat.", "place.", "performance."))}


def test_a_house_that_is_kept_seat_by_seat_is_as_one_that_is_read_whole(venue: Venue) -> None:
    one, two = venue.join("w1"), venue.join("w2")
    catalogue = one.house.office.catalogue
    hall = catalogue.hall(catalogue.performances()[0].hall_id)
    live = LiveHouse(hall, catalogue.house(SYMPHONY))
    clerk = two.house.open_till()
    sold = [seat("A", 5), seat("A", 6)]

    def changed() -> set[str]:
        one.house.events.clear()
        two.sync()
        one.sync()
        heard: set[str] = set()
        for event in one.house.events:
            if isinstance(event, HouseChanged) and event.performance_id == SYMPHONY:
                assert event.seats is not None
                told = catalogue.seats(SYMPHONY, event.seats, CartId("cart"))
                assert told is not None
                live.hear(told)
                heard |= event.seats
        whole = LiveHouse(hall, catalogue.house(SYMPHONY, CartId("cart"))).shown(None)
        shown = live.shown(None)
        assert (shown.house, shown.taken) == (whole.house, whole.taken)
        return heard

    two.lease(SYMPHONY, *sold, seat("A", 7))
    assert {*sold, seat("A", 7)} <= changed()
    cart = cart_of(two.house, clerk, ("A", 5), ("A", 6))
    sale = two.house.office.selling.sell(two.house.command(), clerk, cart, (cash(9_000),))
    assert changed() == {*sold}
    give_back(two.house, clerk, sale.order_id, sale.ticket_ids[:1])
    assert len(changed()) == 1
    assert one.take(SYMPHONY, seat("B", 1)).granted  # in a cart here
    changed()
    one.lose()
    assert catalogue.seats(SYMPHONY, (SeatId(seat("B", 2)),)) is None  # the block has to be seen


def test_what_the_window_keeps_in_its_block_stays_kept_whatever_it_hears(venue: Venue) -> None:
    one = venue.join("w1")
    one.lease(SYMPHONY, seat("B", 4), seat("B", 5), seat("B", 6))
    one.lease(LATE, places=5)
    boss = one.house.sign_in("Max House")
    blocks = one.house.office.paper_blocks
    papers = blocks.make(one.house.command(), boss, SYMPHONY, None, 2)
    blocks.make(one.house.command(), boss, LATE, None, 3)
    hold = RightsCommand(
        one.house.command(), "hold:press", SYMPHONY, CartId(""), take=(SeatId(seat("B", 4)),)
    )
    with one.house.office.storage.begin() as uow:
        assert uow.rights.apply(hold).granted
        uow.commit()
    with one.house.office.storage.begin() as uow:
        uow.link.hear(one.cut.held_since({}))  # everything anew, as after the hub was restored
        uow.commit()
    venue.hub.recover()
    one.hear()
    with one.house.office.storage.read() as uow:
        held = {s: holder for s, (holder, _) in uow.rights.of_seats(SYMPHONY).items()}
        claimed = uow.link.holding()
    assert [held[seat("B", number)] for number in (4, 5, 6)] == [
        "hold:press",
        "hold:paper-w1",
        "hold:paper-w1",
    ]
    mine = [h for h in claimed if h.performance_id == LATE]
    assert [(h.holder, h.places) for h in mine] == [("window:w1", 5)]
    assert one.take(LATE, places=2).granted
    one.lose()
    assert not one.take(LATE, places=1).granted
    assert not one.take(SYMPHONY, seat("B", 5)).granted
    blocks.give_back(one.house.command(), boss, papers.block_id, "not needed")
    assert one.take(SYMPHONY, seat("B", 5)).granted


def test_an_answer_that_the_syncing_took_in_meanwhile_counts_once(venue: Venue) -> None:
    one = venue.join("w1")
    far, storage = one.cut.hub, one.house.office.storage

    def beside(command: LeaseCommand) -> LeaseAnswer:
        """The sync thread asks the same, and its answer is taken in first."""
        answer = far.lease(command)
        with storage.begin() as uow:
            uow.link.answer(command, answer)
            uow.commit()
        return answer

    one.rights._hub = SimpleNamespace(lease=beside)  # type: ignore[assignment]
    assert one.take(LATE, places=3).granted
    assert one.take(SYMPHONY, seat("A", 5)).granted
    with storage.read() as uow:
        assert uow.link.leases(LATE).places == 3
        assert uow.link.asked() == ()


def test_until_the_hub_was_heard_or_does_not_answer_nothing_is_sold(venue: Venue) -> None:
    """After a start: a copy of this disk may be the window by now."""
    one = venue.join("w1")
    assert one.lease(SYMPHONY, seat("A", 5)).granted
    assert one.lease(LATE, places=3).granted
    one.hear()
    one.lose()
    one.line.connection = replace(one.line.connection, fresh=True)
    assert one.take(SYMPHONY, seat("A", 5)).away
    assert one.take(LATE, places=1).away
    assert one.house.office.catalogue.house(LATE).places_left == 0
    one.line.connection = replace(one.line.connection, fresh=False)
    assert one.take(SYMPHONY, seat("A", 5)).granted
    assert one.take(LATE, places=1).granted
