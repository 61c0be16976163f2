"""What one window did is known at the other, and what is one window's own stays its own."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pos.clock import ManualClock
from pos.errors import (
    AlreadyHandedOver,
    ApprovalNeeded,
    InvariantBroken,
    ParcelDamaged,
    StorageNewer,
)
from pos.events import CatalogueChanged, HouseChanged
from pos.hub.parcels import Parcel, Position, following, pack, unpack
from pos.hub.talk import Held, LeaseAnswer, LeaseCommand
from pos.ids import CartId
from pos.lifecycles import ORDER, TICKET, OrderTrigger, TicketState
from pos.views.catalogue import SeatStatus
from pos.views.people import Permission, SessionView
from pos.views.season import FeatureRule, HallRules, Selection
from pos.views.seat_features import SeatFeatures
from pos.views.selling import Later, SaleView
from tests.integration.a_close import play_close
from tests.integration.refunds import give_back, word_of
from tests.integration.small_house import LATE, OPEN, SYMPHONY, ZONE, House, season, seat
from tests.integration.test_closing import print_all
from tests.integration.test_selling import cart_of, cash, rows
from tests.integration.test_will_call import sold_elsewhere
from tests.integration.two_windows import Venue, open_venue


@pytest.fixture
def venue(tmp_path: Path, manual_clock: ManualClock) -> Iterator[Venue]:
    with open_venue(tmp_path, manual_clock) as windows:
        yield windows


def sell(house: House, session: SessionView, *numbers: int, name: str = "Ann Example") -> SaleView:
    """Sell seats of row B for cash."""
    cart = cart_of(house, session, *(("B", number) for number in numbers))
    tender = cash(4500 * len(numbers))
    return house.office.selling.sell(house.command(), session, cart, (tender,), name)


def test_one_terminal_that_two_windows_register_at_once_is_in_the_register_once(
    venue: Venue,
) -> None:
    houses = (venue.one, venue.two)
    for house, place in zip(houses, ("Left", "Right"), strict=True):
        lead = house.sign_in("Sue Lead")
        house.office.terminals.register(house.command(), lead, "V400m-1", "V400m", place)
    venue.both_ways()
    seen = [[each.place for each in house.office.terminals.all()] for house in houses]
    assert seen == [["Left"], ["Left"]]
    for house in houses:
        assert [found.code for found in house.office.verify()] == []
    lead = venue.two.sign_in("Sue Lead")
    venue.two.office.terminals.retire(venue.two.command(), lead, "V400m-1", "broken")
    venue.both_ways()
    assert [each.active for each in venue.one.office.terminals.all()] == [False]
    assert [found.code for found in venue.one.office.verify()] == []


def status(house: House, row: str, number: int) -> SeatStatus | None:
    """Return how a seat looks on a map, None where it is free."""
    return house.office.catalogue.house(SYMPHONY, CartId("")).seats.get(seat(row, number))


def test_a_sale_is_known_and_its_seat_comes_back_to_the_window_that_leases_it(
    venue: Venue,
) -> None:
    one, two = venue.one, venue.two
    session = one.open_till()
    sale = sell(one, session, 1, 2)
    two.events.clear()
    venue.carry(one, two)
    (found,) = two.office.orders.find("ann exa")
    assert found.order_number == sale.order_number
    assert status(two, "B", 1) is SeatStatus.SOLD
    changed = HouseChanged(SYMPHONY, frozenset(seat("B", number) for number in (1, 2)))
    assert two.events == [changed]
    venue.carry(one, two)  # nothing new is nothing
    assert two.events == [changed]

    there = two.open_till("Ben Clerk")
    assert two.office.closing.blockers(two.office.tills.current().till_id) == ()  # type: ignore[union-attr]
    give_back(two, there, sale.order_id, sale.ticket_ids[:1])
    assert status(two, "B", 1) is not None  # its lease is the other window's
    venue.carry(two, one)
    assert status(one, "B", 1) is None
    again = sell(one, session, 1, name="Bob Example")
    venue.both_ways()
    with two.office.storage.read() as uow:
        assert uow.rights.live_ticket(SYMPHONY, seat("B", 1)) == again.ticket_ids[0]
    assert one.office.verify() == two.office.verify() == ()


def test_will_call_of_one_window_is_handed_out_at_the_other(venue: Venue) -> None:
    one, two = venue.one, venue.two
    order = sold_elsewhere(one, "Cleo Sample", 7)
    venue.carry(one, two)
    there = two.open_till("Ben Clerk")
    (row,) = two.office.will_call.find("cleo", SYMPHONY)
    assert (row.order_id, row.collected_at) == (order, None)
    two.office.will_call.hand_over(two.command(), there, order)
    venue.carry(two, one)
    here = one.open_till()
    with pytest.raises(AlreadyHandedOver) as refused:
        one.office.will_call.hand_over(one.command(), here, order)
    assert refused.value.params["by"] == "Ben Clerk"
    assert rows(one, "SELECT count(*) FROM print_job WHERE kind = 'ticket'") == [(0,)]
    assert one.office.verify() == two.office.verify() == ()


def test_what_one_window_sold_to_be_collected_is_handed_out_at_the_other(venue: Venue) -> None:
    one, two = venue.one, venue.two
    here, later = one.open_till(), Later(pays_then=True)
    cart = cart_of(one, here, ("B", 1), ("B", 2))
    sale = one.office.selling.sell(one.command(), here, cart, (), "Ann Example", later=later)
    venue.carry(one, two)
    there, will_call = two.open_till("Ben Clerk"), two.office.will_call
    will_call.hand_over(two.command(), there, sale.order_id, (cash(9000),))
    venue.carry(two, one)
    assert one.office.verify() == two.office.verify() == ()


def test_what_another_window_printed_is_out_and_opens_nothing_once_it_is_sent_back(
    venue: Venue,
) -> None:
    one, two = venue.one, venue.two
    sale = sell(one, one.open_till(), 1, 2)
    print_all(one)
    venue.carry(one, two)
    there, back = two.open_till("Ben Clerk"), two.office.sending_back
    assert back.papers_out(sale.order_id) == 2
    command = two.command()
    with pytest.raises(ApprovalNeeded):
        back.send_back(command, there, sale.order_id, "left on the counter")
    word = word_of(two, there, command, Permission.REPRINT, "Sue Lead")
    view = back.send_back(
        command, there, sale.order_id, "left on the counter", handed_in=True, approval=word
    )
    assert view.papers == 2
    two.office.will_call.hand_over(two.command(), there, sale.order_id)
    venue.carry(two, one)
    for house in (one, two):
        for ticket_id in sale.ticket_ids:
            with house.office.storage.read() as uow:
                assert uow.states.of(TICKET, ticket_id) is TicketState.REVOKED
        assert house.office.verify() == ()


def test_what_one_window_closed_is_history_at_the_other(
    tmp_path: Path, manual_clock: ManualClock
) -> None:
    with open_venue(tmp_path, manual_clock, before=play_close) as venue:
        one, two = venue.one, venue.two
        assert two.office.verify() == ()
        two.open_till("Ben Clerk")
        (own,) = two.office.closing.day_blockers()
        assert (own.kind, own.subject) == ("open_till", "Ben Clerk")
        assert two.office.safe.standing().bags == ()
        assert two.office.closing.z_reports() == ()
        assert two.office.closing.day_reports() == ()
        assert two.office.deposits.every(two.sign_in("Olga Owner")) == ()
        counted = "SELECT max(number) FROM {}"
        for table in ("journal_export", "statement_made"):
            assert rows(one, counted.format(table)) == rows(two, counted.format(table)) != [(None,)]
        journal = "SELECT value FROM counter WHERE name = 'journal'"
        assert rows(two, journal) == rows(one, journal)
        venue.carry(two, one)
        assert one.office.verify() == ()


def test_places_sold_by_count_are_the_sellers_whoever_takes_them_back(venue: Venue) -> None:
    one, two = venue.one, venue.two
    session, there = one.open_till(), two.open_till("Ben Clerk")
    seating, selling = one.office.seating, one.office.selling
    zone = one.office.catalogue.house(LATE).prices[0].zone_id
    assert zone == OPEN
    cart = seating.take_places(one.command(), session, seating.new_cart(), LATE, 3, zone)
    sale = selling.sell(one.command(), session, cart, (cash(13_500),), "")
    venue.carry(one, two)
    give_back(two, there, sale.order_id, sale.ticket_ids[:1])
    venue.carry(two, one)
    held = "SELECT holder, places FROM place_right WHERE performance_id = '{}' ORDER BY holder"
    assert rows(one, held.format(LATE)) == [("window:w1", 2), ("window:w2", 5)]
    assert rows(two, held.format(LATE)) == [("window:w1", 10)]
    with one.office.storage.read() as uow:
        assert uow.link.left()[1] == 8
    assert one.office.verify() == two.office.verify() == ()


def test_the_newest_catalogue_is_everybodys(venue: Venue) -> None:
    one, two = venue.one, venue.two
    tonight = one.clock.now().astimezone(ZONE)
    with two.office.storage.begin() as uow:
        newest = season(tonight + timedelta(days=1), places=33)
        offers = FeatureRule(Selection(guids=("B-3",)), SeatFeatures(steps=3))
        halls = (replace(newest.halls[0], rules=HallRules(features=(offers,))), newest.halls[1])
        uow.catalogue.save(replace(newest, halls=halls))
        uow.commit()
    one.events.clear()
    venue.carry(two, one)
    assert CatalogueChanged() in one.events
    assert one.office.catalogue.house(LATE).performance_id == LATE
    assert one.office.catalogue.hall(two.office.catalogue.performances()[-1].hall_id).places == 33
    line, beside = cart_of(one, one.sign_in("Sue Lead"), ("B", 3), ("B", 4)).lines
    assert (line.features, beside.features) == (SeatFeatures(steps=3), SeatFeatures())
    venue.carry(one, two)  # the older one does not come back
    with two.office.storage.read() as uow:
        assert uow.catalogue.hall_of(LATE).places == 33


def arrow(house: House, order_id: str, trigger: OrderTrigger) -> None:
    with house.office.storage.begin() as uow:
        uow.states.advance(ORDER, order_id, trigger, "somebody")
        uow.commit()


def test_of_two_arrows_with_one_number_the_same_goes_at_both(venue: Venue) -> None:
    one, two = venue.one, venue.two
    order = sold_elsewhere(one, "Dan Sample", 8)
    venue.carry(one, two)
    arrow(one, order, OrderTrigger.HAND_OVER)
    arrow(two, order, OrderTrigger.CANCEL)
    venue.both_ways()
    states = "SELECT state FROM current_state WHERE subject_id = '{}'"
    assert rows(one, states.format(order)) == rows(two, states.format(order))
    lowest = "SELECT to_state FROM transition WHERE subject_id = '{}' AND seq = 2 ORDER BY 1"
    assert len(rows(one, lowest.format(order))) == 2


def made(venue: Venue, tables: dict[str, list[dict[str, object]]], at: Position) -> Parcel:
    content = pack(tables)
    return Parcel("w1", following(at, content), content)


def test_what_is_not_understood_is_not_taken(venue: Venue) -> None:
    one, two = venue.one, venue.two
    sell(one, one.open_till(), 1)
    with one.office.storage.read() as uow, two.office.storage.read() as there:
        known = uow.link.position(there.link.known()["w1"])
        assert known is not None
        first, *rest = uow.link.parcels(known.seq, 1 << 30)
    tables = {name: list(found) for name, found in unpack(rest[-1].content).items()}
    strange: list[tuple[type[Exception], Parcel]] = [
        (StorageNewer, made(venue, {"balloon": [{"a": 1}]}, known)),
        (
            StorageNewer,
            made(venue, {"orders": [{**tables["orders"][0], "balloon": 1}]}, known),
        ),
        (ParcelDamaged, made(venue, {"orders": [{"order_id": "o"}]}, known)),
        *(
            (ParcelDamaged, made(venue, {"orders": [{**tables["orders"][0], name: value}]}, known))
            for name, value in (
                ("order_number", None),
                ("order_number", ["a", "list"]),
                ("placed_at", "yesterday"),
                ("placed_at", 1 << 70),
                ("business_date", "today"),
            )
        ),
        (ParcelDamaged, rest[-1] if rest else first),
        (ParcelDamaged, Parcel("w1", first.position, b"nonsense")),
    ]
    for error, parcel in strange:
        with pytest.raises(error), two.office.storage.taking_in() as uow:
            uow.link.take_in([parcel])
    with pytest.raises(InvariantBroken), two.office.storage.begin() as uow:
        uow.link.take_in([first])  # references are enforced there
    assert gc.isenabled()
    older = [
        {name: value for name, value in row.items() if name != "email"} for row in tables["orders"]
    ]
    with two.office.storage.taking_in() as uow:
        uow.link.take_in([made(venue, {**tables, "orders": older}, known)])
        uow.commit()
    assert rows(two, "SELECT email FROM orders") == [("",)]
    with two.office.storage.begin() as uow:  # they are enforced again
        pragma = uow.connection.exec_driver_sql("PRAGMA foreign_keys")  # type: ignore[attr-defined]
        assert pragma.scalar_one() == 1


def test_what_was_asked_back_is_neither_sold_nor_forgotten(venue: Venue) -> None:
    one = venue.one
    storage, until = one.office.storage, venue.until
    command = LeaseCommand(
        1, SYMPHONY, "", until, take=(seat("A", 9),), give_back=(seat("B", 9),), give_places=0
    )
    with storage.begin() as uow:
        uow.link.ask(command)
        uow.commit()
    with storage.read() as uow:
        assert seat("B", 9) not in uow.link.leases(SYMPHONY).seats
        assert seat("B", 9) in {held.seat_id for held in uow.link.holding()}
        assert uow.link.asked() == (command,)
        assert uow.link.next_number() == 2
    venue.versions[SYMPHONY] += 1
    answer = LeaseAnswer(1, True, one.clock.now(), version=venue.versions[SYMPHONY])
    with storage.begin() as uow:
        uow.link.answer(command, answer)
        uow.link.answer(command, answer)  # a repeat changes nothing
        uow.commit()
    stale = venue.versions[SYMPHONY] - 1
    with storage.begin() as uow:  # a word that was on its way does not undo it
        venue.versions[SYMPHONY] = stale - 1
        uow.link.hear([venue._word(SYMPHONY, seat("B", 9), "window:w1", 0)])
        uow.commit()
    with storage.read() as uow:
        seats = uow.link.leases(SYMPHONY).seats
        assert (seat("A", 9) in seats, seat("B", 9) in seats) == (True, False)
        assert uow.link.asked() == ()


def test_what_is_in_hand_is_claimed_also_where_the_word_about_it_was_void_and_no_other_came(
    venue: Venue,
) -> None:
    """The line broke there, and the hub was restored again."""
    one = venue.one
    session = one.open_till()
    sell(one, session, 1)
    cart_of(one, session, ("B", 2))
    seating = one.office.seating
    seating.take_places(one.command(), session, seating.new_cart(), LATE, 3, OPEN)
    with one.office.storage.begin() as uow:
        uow.link.hear([Held(of, "", "", 0, venue.until, 1 << 33) for of in (SYMPHONY, LATE)])
        uow.commit()
    with one.office.storage.read() as uow:
        assert uow.link.leases(SYMPHONY).seats == {}
        mine = [held for held in uow.link.holding() if held.holder == "window:w1"]
    assert {(held.performance_id, held.seat_id, held.places) for held in mine} == {
        (SYMPHONY, seat("B", 1), 0),
        (SYMPHONY, seat("B", 2), 0),
        (LATE, "", 3),
    }


FLIPS = {
    "UPDATE outbox SET content = x'00' WHERE seq = 2": {"parcel.chain", "parcel.damaged"},
    "UPDATE orders SET name = 'Eve'": {"parcel.not_as_sent"},
    "DELETE FROM outbox WHERE seq = 2": {"parcel.chain"},
    "UPDATE hub_link SET acknowledged_seq = 9999": {"parcel.acknowledged"},
    "UPDATE hub_known SET seq = 0": {"parcel.known"},
    "DELETE FROM staff_standing WHERE user_id = 'there'": {"parcel.facts"},
    "INSERT INTO lease_command VALUES (7, 'p', '{}', 0)": {"lease.number"},
}


@pytest.mark.parametrize("flip", FLIPS)
def test_verify_finds_what_was_changed_in_parcels_and_beside_them(venue: Venue, flip: str) -> None:
    one, two = venue.one, venue.two
    sell(one, one.open_till(), 1)
    with two.office.storage.begin() as uow:
        uow.states.enter(ORDER, "nothing", "somebody")
        uow.commit()
    venue.both_ways()
    house = two if "known" in flip else one
    there = rows(house, "SELECT max(user_id) FROM staff_standing")[0][0]
    with house.office.storage.begin() as uow:
        connection = uow.connection  # type: ignore[attr-defined]
        for (trigger,) in rows(house, "SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
        connection.exec_driver_sql(flip.replace("'there'", f"'{there}'"))
        uow.commit()
    with house.office.storage.read() as uow:
        found = {finding.code for finding in uow.checks.parcels()}
    assert FLIPS[flip] <= found
