"""What every driver of ``pos.ports.hub.Hub`` does with facts of which only one can stand: it keeps
both, and a person settles it."""

from __future__ import annotations

import pytest

from pos.hub.talk import Offered
from tests.contract.hub_rig import HubRig
from tests.contract.hub_teller import PLACES, P, Teller, open_two
from tests.hub_books import WHEN, Sold


def sell(teller: Teller, *seats: str | None, number: str = "", channel: str = "window") -> Sold:
    sold = teller.box.sell(P, seats, number=number, channel=channel)
    teller.send()
    return sold


def heard_by(teller: Teller) -> int:
    return len(teller.hub.fetch({}, 10**6))


def test_an_ordinary_evening_leaves_no_task(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    one.lease(take=("A1", "A2"), take_places=4)
    two.lease(take=("B1",), take_places=4)
    first = sell(one, "A1", None, None)
    second = sell(two, "B1", None)
    one.box.hand_out(first)
    two.box.reissue(second)
    two.box.reissue(first)  # the patron came to the other window
    one.box.give_back(first.tickets[1])
    one.send()
    two.send()
    again = sell(one, "A2")
    one.box.give_back(again.tickets[0])
    one.send()
    sell(one, "A2")  # given back, and sold again
    assert one.tasks() == []


@pytest.mark.parametrize("leased", [True, False])
def test_a_seat_sold_twice(hub_rig: HubRig, leased: bool) -> None:
    one, two = open_two(hub_rig)
    if leased:
        one.lease(take=("A1",))
    mine, theirs = sell(one, "A1"), sell(two, "A1")
    sides = frozenset((*mine.tickets, *theirs.tickets))
    assert one.tasks() == [("seat_sold_twice", f"{P}/A1", sides)]
    (task,) = one.hub.tasks()
    assert task.window_id == "w10"  # its word came later
    assert (heard_by(one), heard_by(two)) == (1, 1)
    assert one.rights() == {"A1": "window:w1"}


def test_three_tickets_for_one_seat(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    a, b, c = sell(one, "A1"), sell(two, "A1"), sell(two, "A1")
    named = {side for _, _, sides in one.tasks() for side in sides}
    assert named == {*a.tickets, *b.tickets, *c.tickets}


def test_a_seat_sold_again_after_its_ticket_died_is_not_sold_twice(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    one.lease(take=("A1",))
    sold = sell(one, "A1")
    two.box.give_back(sold.tickets[0])
    two.send()
    sell(one, "A1")
    assert one.tasks() == []


@pytest.mark.parametrize("holder", ["window:w1", "hold:house", "kill:tech"])
def test_a_ticket_for_a_seat_that_somebody_else_has(hub_rig: HubRig, holder: str) -> None:
    one, two = open_two(hub_rig)
    one.lease(take=("A1",), holder="" if holder == "window:w1" else holder)
    sold = sell(two, "A1")
    assert one.tasks() == [("seat_not_held", f"{P}/A1", frozenset((sold.tickets[0], holder)))]
    assert one.rights() == {"A1": holder}


def test_a_ticket_for_a_seat_that_somebody_else_has_is_one_task_however_often_it_is_printed(
    hub_rig: HubRig,
) -> None:
    one, two = open_two(hub_rig)
    one.lease(take=("A1", "A2"))
    sold = two.box.sell(P, ["A1"])
    again = two.box.reissue(sold)  # before the hub heard of the sale
    task = ("seat_not_held", f"{P}/A1", frozenset((sold.tickets[0], "window:w1")))
    two.send()
    assert two.tasks() == [task]
    third = two.box.reissue(again)
    two.send()
    assert two.tasks() == [task]
    one.box.reissue(third, seat="A2")  # moved by whom that seat belongs to
    one.send()
    assert one.tasks() == []
    assert one.rights() == {"A1": "window:w1", "A2": "window:w1"}


@pytest.mark.parametrize("holder", ["window:w1", "hold:house"])
def test_a_ticket_moved_to_a_seat_that_somebody_else_has(hub_rig: HubRig, holder: str) -> None:
    """What is moved is its seller's order still, and sits where the window may that moved it."""
    one, two = open_two(hub_rig)
    two.lease(take=("A1", "A2"))
    one.lease(take=("B1",), holder="" if holder == "window:w1" else holder)
    moved = two.box.reissue(sell(two, "A1"), seat="B1")
    two.send()
    task = ("seat_not_held", f"{P}/B1", frozenset((moved.tickets[0], holder)))
    assert two.tasks() == [task]
    again = two.box.reissue(moved)
    two.send()
    assert two.tasks() == [task]
    two.box.reissue(again, seat="A2")
    two.send()
    assert two.tasks() == []


def test_a_ticket_moved_elsewhere_sits_in_the_seat_of_the_window_that_moved_it(
    hub_rig: HubRig,
) -> None:
    one, two = open_two(hub_rig)
    one.lease(take=("A1",))
    two.lease(take=("B1",))
    moved = two.box.reissue(sell(one, "A1"), seat="B1")
    two.box.reissue(moved)
    two.send()
    assert two.tasks() == []
    assert two.rights() == {"A1": "window:w1", "B1": "window:w10"}


@pytest.mark.parametrize("channel", ["window", "web"])
def test_a_ticket_put_in_by_an_exchange_sits_in_the_place_of_the_window_that_did_it(
    hub_rig: HubRig, channel: str
) -> None:
    one, two = open_two(hub_rig)
    one.lease(take=("A1",), take_places=1, holder="" if channel == "window" else "channel:web")
    two.lease(take=("B1", "B2"), take_places=2)
    put_in = two.box.exchange(sell(one, "A1", channel=channel), "B1", None)
    two.send()
    assert two.tasks() == []
    assert two.rights()["B1"] == "window:w10"
    assert two.places()["window:w10"] == 2  # and not one more for whoever sold the order
    two.box.reissue(two.box.reissue(put_in), seat="B2")
    one.send()
    two.send()
    assert two.tasks() == []
    two.hub.write_off("w10", "u1", "gone")
    assert one.places().get("window:w10") == 1  # what is not sold of its places is free


@pytest.mark.parametrize("channel", ["window", "web"])
def test_tickets_that_were_split_off_stay_on_the_right_they_stood_on(
    hub_rig: HubRig, channel: str
) -> None:
    one, two = open_two(hub_rig)
    seats = "" if channel == "window" else "channel:web"
    one.lease(take=("A1",), take_places=1, holder=seats)
    apart = two.box.split(sell(one, "A1", None, channel=channel), seats or "window:w1")
    two.send()
    assert two.tasks() == []
    assert two.rights()["A1"] == (seats or "window:w1")
    assert two.places().get("window:w10", 0) == 0
    two.box.reissue(apart)
    two.send()
    assert two.tasks() == []


def test_a_ticket_exchanged_onto_a_seat_that_another_window_has(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    one.lease(take=("A1", "A2"))
    put_in = two.box.exchange(sell(one, "A1"), "A2")
    two.send()
    task = ("seat_not_held", f"{P}/A2", frozenset((put_in.tickets[0], "window:w1")))
    assert two.tasks() == [task]
    one.box.give_back(put_in.tickets[0])
    one.send()
    assert one.tasks() == []


def test_a_seat_sold_elsewhere_is_the_channels(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    one.lease(holder="channel:web", take=("A1",))
    sell(one, "A1", channel="web")
    sell(one, "A2", channel="web")  # nobody held it
    assert two.rights() == {"A1": "channel:web", "A2": "channel:web"}
    assert two.tasks() == []


def test_a_seat_that_nobody_held_is_its_sellers_from_then(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    sell(one, "A1", None, None, None)
    assert two.rights() == {"A1": "window:w1"}
    assert two.places() == {"window:w1": 3}
    assert not two.lease(take=("A1",)).granted
    assert not two.lease(take_places=PLACES - 2).granted
    assert two.tasks() == []


def test_a_seat_sold_before_anybody_offered_it_is_taken_all_the_same(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    one.box.sell("other", ["A1", None, None])
    one.send()
    assert not two.lease(performance_id="other", take=("A2",)).granted
    two.hub.offer([Offered("other", 3, hub_rig.now())])
    assert not two.lease(performance_id="other", take_places=2).granted
    assert two.lease(performance_id="other", take_places=1).granted
    assert two.tasks() == []
    assert not two.lease(performance_id="other", take=("A1",)).granted
    assert two.lease(performance_id="other", take=("A2",)).granted


def test_more_places_than_there_are(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    one.lease(take_places=2)
    two.lease(take_places=8)
    sell(one, None, None)
    assert one.tasks() == []
    sold = sell(one, None)
    ((kind, subject, sides),) = one.tasks()
    assert (kind, subject) == ("places_oversold", P)
    assert sides & set(sold.tickets)
    assert one.places() == {"window:w1": 3, "window:w10": 8}


def test_an_order_handed_out_twice(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    sold = sell(one, "A1")
    first, second = one.box.hand_out(sold), two.box.hand_out(sold)
    one.send()
    two.send()
    assert one.tasks() == [("handed_out_twice", sold.order_id, frozenset((first, second)))]


def test_a_ticket_changed_two_ways(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    sold = sell(one, "A1")
    back = one.box.give_back(sold.tickets[0])
    arrow = two.box.arrow("ticket", sold.tickets[0], 1, "scan", "scanned", WHEN)
    two.box.add({"transition": [arrow]})
    two.send()
    one.send()
    ((kind, subject, sides),) = one.tasks()
    assert (kind, subject) == ("changed_twice", sold.tickets[0])
    assert sides == frozenset((back, arrow["transition_id"]))


def test_of_two_arrows_the_one_with_the_lower_name_counts(hub_rig: HubRig) -> None:
    """So that a hub and all windows agree, whichever of the two each heard first."""
    one, two = open_two(hub_rig)
    for seat, returned_counts in (("A1", True), ("A2", False)):
        sold = sell(one, seat)
        back = one.box.arrow("ticket", sold.tickets[0], 1, "return", "returned", WHEN)
        scan = one.box.arrow("ticket", sold.tickets[0], 1, "scan", "scanned", WHEN)
        low, high = sorted((back["transition_id"], scan["transition_id"]))
        back["transition_id"], scan["transition_id"] = (
            (low, high) if returned_counts else (high, low)
        )
        one.box.add({"transition": [back]})
        two.box.add({"transition": [scan]})
        one.send()
        two.send()
        fresh = sell(one, seat)
        twice = {sides for kind, _, sides in one.tasks() if kind == "seat_sold_twice"}
        assert (frozenset((*sold.tickets, *fresh.tickets)) in twice) is not returned_counts


def test_two_orders_under_one_number(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    mine, theirs = sell(one, "A1", number="A-1"), sell(two, "B1", number="A-1")
    ((kind, _, sides),) = one.tasks()
    assert (kind, sides) == ("number_twice", frozenset((mine.order_id, theirs.order_id)))


def test_a_collision_inside_one_batch_is_found(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    one.lease(take=("A1",))
    mine = sell(one, "A1")
    two.box.sell(P, ["B1"])
    theirs = two.box.sell(P, ["A1"])
    two.box.sell(P, ["B2"])
    two.send()
    sides = frozenset((*mine.tickets, *theirs.tickets))
    assert one.tasks() == [("seat_sold_twice", f"{P}/A1", sides)]


def test_the_same_two_sides_are_one_task(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    sell(one, "A1")
    sold = sell(two, "A1")
    two.hub.send(two.box.parcels)
    two.box.hand_out(sold)
    two.send()
    assert len(one.tasks()) == 1


def test_a_task_is_settled_once(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    sell(one, "A1")
    sell(two, "A1")
    sell(one, "A2")
    sell(two, "A2")
    first, second = one.hub.tasks()
    assert (first.at <= second.at, first.subject, first.settled) == (True, f"{P}/A1", "")
    assert one.beat().open_tasks == 2
    assert one.hub.settle(first.task_id, "moved to A3", "u1")
    assert not two.hub.settle(first.task_id, "moved to A4", "u2")
    assert not two.hub.settle("no-such-task", "so", "u2")
    assert [task.task_id for task in two.hub.tasks()] == [second.task_id]
    assert two.beat().open_tasks == 1


def test_a_seat_sold_after_a_write_off_is_a_task_with_both_sides(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    one.lease(take=("A1", "A2"), take_places=PLACES)
    mine = one.box.sell(P, ["A1", *[None] * 4])
    two.hub.write_off("w1", "u1", "It burned")
    two.lease(take=("A1",), take_places=8)
    theirs = sell(two, "A1")
    one.send()
    kinds = {kind: sides for kind, _, sides in one.tasks()}
    assert set(kinds) == {"seat_sold_twice", "places_oversold"}
    assert kinds["seat_sold_twice"] == {mine.tickets[0], theirs.tickets[0]}
    assert one.places() == {"window:w1": 4, "window:w10": 8}


def test_a_seat_sold_twice_is_settled_when_one_party_leaves_it(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    sell(one, "A1")
    theirs = sell(two, "A1")
    printed = two.box.reissue(theirs)  # another paper, and still two parties
    two.send()
    ((kind, subject, sides),) = one.tasks()
    assert (kind, subject) == ("seat_sold_twice", f"{P}/A1")
    assert printed.tickets[0] in sides
    (task,) = one.hub.tasks()
    one.box.reissue(printed, seat="A2")  # moved
    one.send()
    assert one.beat().open_tasks == two.beat().open_tasks == 0
    assert one.tasks() == []
    assert not one.hub.settle(task.task_id, "moved", "u1")
    assert one.rights() == {"A1": "window:w1", "A2": "window:w10"}

    mine = sell(one, "B1")
    sell(two, "B1")
    assert len(one.tasks()) == 1
    two.box.give_back(mine.tickets[0])
    two.send()
    assert one.tasks() == []


def test_a_seat_that_somebody_else_has_is_settled_when_its_ticket_dies_or_it_is_had(
    hub_rig: HubRig,
) -> None:
    one, two = open_two(hub_rig)
    for seat, holder in (("A1", "hold:house"), ("A2", "hold:house"), ("A3", "")):
        one.lease(take=(seat,), holder=holder)
        sold = sell(two, seat)
        if seat == "A2":
            continue
        fresh = two.box.reissue(sold)
        two.send()
        assert f"{P}/{seat}" in {subject for _, subject, _ in one.tasks()}
        two.box.give_back(fresh.tickets[0])
        two.send()
        assert f"{P}/{seat}" not in {subject for _, subject, _ in one.tasks()}
    assert len(one.tasks()) == 1
    one.lease(give_back=("A2",), holder="hold:house")
    two.lease(take=("A2",))  # who sold it has it now
    assert one.tasks() == []


def test_a_task_opens_again_when_the_ticket_lives_after_all(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    mine = sell(one, "A1")
    sell(two, "A1")
    back = one.box.arrow("ticket", mine.tickets[0], 1, "return", "returned", WHEN)
    scan = one.box.arrow("ticket", mine.tickets[0], 1, "scan", "scanned", WHEN)
    low, high = sorted((back["transition_id"], scan["transition_id"]))
    back["transition_id"], scan["transition_id"] = high, low
    one.box.add({"transition": [back]})
    one.send()
    assert one.tasks() == []
    two.box.add({"transition": [scan]})
    two.send()
    assert {kind for kind, _, _ in one.tasks()} == {"changed_twice", "seat_sold_twice"}
