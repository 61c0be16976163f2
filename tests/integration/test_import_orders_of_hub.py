"""Orders sold elsewhere, loaded at a window that shares its houses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pos.errors import FileRefused, HubUnreachable, InHandElsewhere, NotOffline
from pos.hub.offline_rules import Act, require_allowed
from pos.hub.things import waiving
from pos.office import Office
from pos.selling.elsewhere import OrdersElsewhere
from pos.selling.order_money import OWED
from tests.integration.sharing_windows import SharingWindow, Venue
from tests.integration.small_house import SYMPHONY, seat

HEAD = "Order,Channel,Name,Performance,Section,Row,Seat,Type,Price,Paid\n"


@pytest.fixture
def venue(tmp_path: Path) -> Iterator[Venue]:
    venue = Venue(tmp_path)
    yield venue
    venue.close()


def orders(*places: str) -> bytes:
    lines = (
        f"{row}{number},web,Ana Example,SYM-1,Orchestra,{row},{number},Adult,45.00,45.00\n"
        for row, number in (place.split() for place in places)
    )
    return (HEAD + "".join(lines)).encode()


def loader(window: SharingWindow) -> OrdersElsewhere:
    office = window.house.office
    parts = (office.storage, office.clock, office.ids, office.window)
    return OrdersElsewhere(*parts, window.rights, window.things)


def test_every_place_is_asked_of_the_hub_before_an_order_is_placed(venue: Venue) -> None:
    one, two = venue.join("w1"), venue.join("w2")
    assert one.lease(SYMPHONY, seat("B", 2)).granted  # of the own block
    loaded = loader(one).load(None, orders("B 1", "B 2"), "web.csv")
    assert dict(loaded.counts)["tickets"] == 2
    refused = two.take(SYMPHONY, seat("B", 1)).refused
    assert [(each.seat_id, each.holder) for each in refused] == [(seat("B", 1), "channel:web")]
    one.sync()
    assert two.cut.tasks() == ()
    again = loader(one).load(None, orders("B 1", "B 2"), "web.csv")
    assert dict(again.counts)["new"] == 0
    assert one.house.office.verify() == ()


def test_a_place_that_another_window_has_is_a_fault_in_the_list(venue: Venue) -> None:
    one, two = venue.join("w1"), venue.join("w2")
    assert two.lease(SYMPHONY, seat("B", 2)).granted  # W1 has not heard of it
    both = orders("B 1", "B 2").replace(b"B2,web", b"B2,phone")
    with pytest.raises(FileRefused) as faults:
        loader(one).load(None, both, "web.csv")
    (fault,) = [each for each in faults.value.findings if each.severity == "error"]
    assert (fault.code, fault.evidence[1]) == ("orders.seat_taken", "window:w2")
    assert two.take(SYMPHONY, seat("B", 1)).granted  # what was granted was given back
    assert one.house.office.verify() == ()


def test_what_the_hub_granted_before_it_was_lost_is_loaded_the_next_time(venue: Venue) -> None:
    one = venue.join("w1")
    office = one.house.office
    nobody = OrdersElsewhere(office.storage, office.clock, office.ids, office.window)
    with pytest.raises(NotOffline):
        nobody.load(None, orders("B 1"), "web.csv")
    assert loader(one).load(None, orders("B 3"), "web.csv").written  # it has the right
    one.cut.up = False  # and nobody noticed yet
    with pytest.raises(HubUnreachable):
        loader(one).load(None, orders("B 1"), "web.csv")
    one.cut.up = True
    one.line.connection = replace(one.line.connection, state=type(one.line.connection.state).ONLINE)
    assert dict(loader(one).load(None, orders("B 1", "B 2"), "web.csv").counts)["tickets"] == 2
    assert office.verify() == ()


def test_one_window_at_a_time_loads_lists_and_knows_then_what_the_last_one_did(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = venue.join("w1"), venue.join("w2")
    both = orders("B 1", "B 2")
    late = b"Order,Name,Performance,Qty,Paid\nL1,Ana Example,LATE-1,2,50.00\n"
    assert dict(loader(one).load(None, both, "web.csv").counts)["new"] == 2
    assert dict(loader(one).load(None, late, "web.csv").counts)["new"] == 1
    two.hear()  # the places are the channel's; the orders were not sent yet
    for loading in (True, False):  # the right is not given back while one is loading
        monkeypatch.setattr(one.things, "_loading", lambda loading=loading: loading)
        with pytest.raises(InHandElsewhere) as refused:
            loader(two).load(None, both, "web.csv")
        assert refused.value.params["what"] == "lists"
        one.send()
        one.beat()
    for known in (both, late):
        assert dict(loader(two).load(None, known, "web.csv").counts)["new"] == 0
    with pytest.raises(InHandElsewhere):
        loader(one).load(None, both, "web.csv")
    two.lose()
    with pytest.raises(NotOffline):
        loader(two).load(None, both, "web.csv")
    assert one.house.office.verify() == two.house.office.verify() == ()


def test_what_was_paid_since_is_taken_with_the_right_to_the_order_alone(venue: Venue) -> None:
    one, two = venue.join("w1"), venue.join("w2")
    paid = orders("B 1")
    assert loader(one).load(None, paid.replace(b",45.00\n", b",0.00\n"), "web.csv").written
    one.sync()
    one.things.let_go()
    two.sync()
    with one.house.office.storage.read() as uow:
        order = uow.orders.by_external_refs(["web:B1"])["web:B1"]

    def hold(office: Office) -> None:
        with waiving(frozenset()), office.storage.read() as uow:
            require_allowed(uow, Act.HAND_OUT, order.order_id)

    dry = loader(two).load(None, paid, "web.csv", dry_run=True)  # what the right would allow
    assert dict(dry.counts)["changed"] == 1
    updated = [("orders.updated", ("B1", "Ana Example", "paid"))]
    assert [(each.code, each.evidence) for each in dry.findings] == updated
    one.run(hold)
    with waiving(frozenset()):
        told = loader(two).load(None, paid, "web.csv")
    assert [(each.code, each.evidence) for each in told.findings] == [
        ("orders.changed", ("B1", "paid"))
    ]
    one.beat()  # it is wanted back
    with waiving(frozenset()):
        told = loader(two).load(None, paid, "web.csv")
    assert dict(told.counts)["changed"] == 1
    assert [(each.code, each.evidence) for each in told.findings] == updated
    one.sync()
    two.sync()
    one.sync()
    for window in (one, two):
        with window.house.office.storage.read() as uow:
            assert not uow.orders.balance(OWED, order.order_id)
        assert window.house.office.verify() == ()


def test_a_right_that_went_away_between_two_portions_ends_the_load_there(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pos.selling.elsewhere.PORTION", 1)
    one, two = venue.join("w1"), venue.join("w2")

    def between() -> None:
        if "lists:every" not in one.held():
            return
        with pytest.raises(InHandElsewhere):
            loader(two).load(None, orders("B 1", "B 2", "B 3"), "web.csv")
        one.send()
        one.beat()
        assert dict(loader(two).load(None, orders("B 2"), "web.csv").counts)["new"] == 1

    with pytest.raises(InHandElsewhere):
        loader(one).load(None, orders("B 1", "B 2", "B 3"), "web.csv", between=between)
    two.send()
    two.beat()
    monkeypatch.undo()
    rest = loader(one).load(None, orders("B 1", "B 2", "B 3"), "web.csv")
    assert dict(rest.counts)["new"] == 1
    one.sync()
    two.sync()
    assert one.house.office.verify() == two.house.office.verify() == ()


def test_a_list_sells_anew_what_it_cancels_and_moves_seats_at_a_window_of_a_hub(
    venue: Venue,
) -> None:
    """No other window gets the place in between, and none is left behind."""
    one, two = venue.join("w1"), venue.join("w2")
    status = HEAD.replace("\n", ",Status\n")

    def rows(*said: tuple[str, str, str]) -> bytes:
        lines = (
            f"{order},web,Ana Example,SYM-1,Orchestra,{place[0]},{place[2:]},Adult,45,45,{state}\n"
            for order, place, state in said
        )
        return (status + "".join(lines)).encode()

    loader(one).load(None, rows(("1", "B 1", "paid"), ("2", "B 2", "paid")), "web.csv")
    later = rows(("3", "B 1", "paid"), ("1", "B 1", "cancelled"), ("2", "B 3", "paid"))
    view = loader(one).load(None, later, "web.csv")
    assert {each.code for each in view.findings} == {"orders.taken_back", "orders.reseated"}
    assert (dict(view.counts)["new"], dict(view.counts)["changed"]) == (1, 1)
    assert loader(one).idle() == ()
    one.sync()
    one.beat()
    two.sync()
    two.hear()
    refused = two.take(SYMPHONY, seat("B", 1), seat("B", 3)).refused
    assert {each.holder for each in refused} == {"channel:web"}
    assert two.take(SYMPHONY, seat("B", 2)).granted
    assert loader(one).load(None, later, "web.csv").findings == ()
    assert one.house.office.verify() == two.house.office.verify() == ()
