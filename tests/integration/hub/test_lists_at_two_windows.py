"""Lists of orders at two windows of a real hub: one loads at a time, the other then goes on from
all that the first one did."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.errors import InHandElsewhere
from tests.hub_server import Venue as Server
from tests.integration.hub.test_erased_everywhere import Real
from tests.integration.sharing_windows import SharingWindow
from tests.integration.small_house import SYMPHONY, seat
from tests.integration.test_import_orders_of_hub import loader

HEAD = "Order,Channel,Name,Performance,Section,Row,Seat,Type,Price,Paid,Status\n"
ROW = "{},web,Ana Example,SYM-1,Orchestra,B,{},Adult,45.00,{},{}\n"


@pytest.fixture
def windows(tmp_path: Path, venue: Server) -> Iterator[tuple[SharingWindow, SharingWindow]]:
    real = Real(tmp_path, venue)
    yield real.join("w1"), real.join("w2")
    real.close()


def rows(*orders: tuple[str, int, str, str]) -> bytes:
    """Return a list; of each: its number, seat, what was paid, its status."""
    return (HEAD + "".join(ROW.format(*order) for order in orders)).encode()


def test_who_is_second_is_refused_and_then_loads_what_changed(
    windows: tuple[SharingWindow, SharingWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pos.selling.elsewhere.PORTION", 1)
    one, two = windows
    first = rows(*((str(n), n, "0.00", "paid") for n in (1, 2, 3)))
    later = rows(
        ("1", 1, "45.00", "paid"),
        ("2", 2, "0.00", "cancelled"),
        ("3", 4, "0.00", "paid"),
        ("4", 2, "45.00", "paid"),
    )
    refused = 0

    def between() -> None:
        nonlocal refused
        with pytest.raises(InHandElsewhere):
            loader(two).load(None, later, "later.csv")
        refused += 1

    assert dict(loader(one).load(None, first, "first.csv", between=between).counts)["new"] == 3
    assert refused == 2
    one.send()
    one.beat()  # gives the right back: it was asked for
    view = loader(two).load(None, later, "later.csv")
    told = {"orders.updated", "orders.taken_back", "orders.reseated"}
    assert {each.code for each in view.findings} == told
    counts = {"orders": 3, "new": 1, "changed": 2, "tickets": 1, "taken_back": 1, "cancelled": 1}
    assert dict(view.counts) == counts
    with pytest.raises(InHandElsewhere):  # what this one did is not sent yet
        loader(one).load(None, first, "first.csv")
    for _ in range(2):
        for each in windows:
            each.sync()
            each.beat()
    again = loader(one).load(None, later, "later.csv")
    assert (dict(again.counts)["new"], dict(again.counts)["changed"], again.findings) == (0, 0, ())
    for each in windows:
        each.sync()
        with each.house.office.storage.read() as uow:
            taken = uow.rights.of_seats(SYMPHONY)
        sold = {place for place, (holder, _) in taken.items() if holder == "channel:web"}
        assert sold == {seat("B", n) for n in (1, 2, 4)}
        assert each.house.office.verify() == ()
