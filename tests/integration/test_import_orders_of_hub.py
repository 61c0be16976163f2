"""Orders sold elsewhere, loaded at a window that shares its houses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pos.errors import FileRefused, HubUnreachable, NotOffline
from pos.selling.elsewhere import OrdersElsewhere
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
    return OrdersElsewhere(office.storage, office.clock, office.ids, office.window, window.rights)


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
    assert (fault.code, fault.evidence[-1]) == ("orders.seat_taken", "window:w2")
    assert two.take(SYMPHONY, seat("B", 1)).granted  # what was granted was given back
    assert one.house.office.verify() == ()


def test_what_the_hub_granted_before_it_was_lost_is_loaded_the_next_time(venue: Venue) -> None:
    one = venue.join("w1")
    office = one.house.office
    nobody = OrdersElsewhere(office.storage, office.clock, office.ids, office.window)
    with pytest.raises(NotOffline):
        nobody.load(None, orders("B 1"), "web.csv")
    one.cut.up = False  # and nobody noticed yet
    with pytest.raises(HubUnreachable):
        loader(one).load(None, orders("B 1"), "web.csv")
    one.cut.up = True
    one.line.connection = replace(one.line.connection, state=type(one.line.connection.state).ONLINE)
    assert dict(loader(one).load(None, orders("B 1", "B 2"), "web.csv").counts)["tickets"] == 2
    assert office.verify() == ()
