from __future__ import annotations

from pos.errors import StorageLocked, TextRefused, TillAlreadyOpen
from pos.money import Money
from pos.views.cash import CountSheet
from tests.unit.kiosk.presenters.conftest import Bench

FLOAT = CountSheet(notes=((2000, 5),), coins=((25, 40),))


def test_a_counted_float_opens_the_till(bench: Bench) -> None:
    bench.sit_down()
    bench.rooms.till.open(FLOAT)
    state = bench.rooms.till.state
    assert state.till is not None
    assert state.till.opening_float == Money(11000)
    assert state.mine


def test_a_drawer_has_one_session(selling: Bench) -> None:
    selling.sit_down("ben")
    selling.rooms.till.open(CountSheet())
    refusal = selling.rooms.till.state.refusal
    assert isinstance(refusal, TillAlreadyOpen)
    assert refusal.params["cashier"] == "Ana Castle"
    assert not selling.rooms.till.state.mine


def test_a_retry_opens_once(bench: Bench) -> None:
    bench.sit_down()
    bench.tasks.fails_next = StorageLocked()
    bench.rooms.till.open(FLOAT)
    bench.rooms.till.open(FLOAT)
    assert bench.rooms.till.state.refusal is None
    assert bench.office.done("open") == 1


def test_no_sale_says_so_only_after_its_reason_is_on_disk(selling: Bench) -> None:
    selling.tasks.holding = True
    selling.rooms.till.no_sale("Change for the bar")
    assert selling.rooms.till.state.no_sale_reason == ""
    selling.tasks.run()
    assert selling.rooms.till.state.no_sale_reason == "Change for the bar"


def test_no_sale_without_a_reason_is_none(selling: Bench) -> None:
    selling.rooms.till.no_sale(" ")
    assert isinstance(selling.rooms.till.state.refusal, TextRefused)
    assert selling.office.done("no_sale") == 0


def test_a_double_tap_opens_the_drawer_once(selling: Bench) -> None:
    selling.tasks.holding = True
    selling.rooms.till.no_sale("Change")
    selling.rooms.till.no_sale("Change")
    selling.tasks.run()
    assert selling.office.done("no_sale") == 1
