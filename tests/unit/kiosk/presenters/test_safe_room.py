"""The safe, at the window."""

from __future__ import annotations

from kiosk.presenters.safe_room import SafePage
from kiosk.presenters.till import TillPage
from pos.money import Money
from pos.views.cash import CountSheet
from tests.unit.kiosk.fake_moves import BAG
from tests.unit.kiosk.presenters.conftest import Bench


def gives_pin(bench: Bench) -> None:
    bench.rooms.approval.choose("mia")  # type: ignore[arg-type]
    bench.rooms.approval.confirm("9753")


def test_a_bag_is_counted_blind_and_only_then_compared(bench: Bench) -> None:
    bench.sit_down()
    safe = bench.rooms.safe
    bench.rooms.till.go(TillPage.SAFE)
    assert safe.state.safe is not None
    safe.choose(0)
    assert (safe.state.page, safe.state.bag) == (SafePage.BAG, BAG)
    safe.count_bag(Money(3_900))
    assert safe.state.result is None
    gives_pin(bench)
    assert safe.state.page is SafePage.HOME
    assert safe.state.result is not None
    assert safe.state.result.over_short == Money(-100)
    assert safe.state.safe.bags == ()


def test_the_safe_goes_with_its_sealed_bags_to_who_gives_their_word(bench: Bench) -> None:
    bench.sit_down()
    safe = bench.rooms.safe
    bench.rooms.till.go(TillPage.SAFE)
    safe.begin_count()
    safe.tick(0)
    assert safe.state.sealed == {BAG.movement_id}
    safe.hand_over(CountSheet(notes=((100, 50),)))
    gives_pin(bench)
    assert safe.state.safe is not None
    assert safe.state.safe.holder == "Mia Torres"
    assert safe.state.result is not None


def test_whoever_cancels_has_counted_nothing(bench: Bench) -> None:
    bench.sit_down()
    bench.rooms.till.go(TillPage.SAFE)
    bench.rooms.safe.choose(0)
    bench.rooms.safe.count_bag(Money(3_900))
    bench.rooms.approval.cancel()
    assert bench.office.done("count_drop") == 0
    bench.rooms.safe.back()
    assert bench.rooms.safe.state.page is SafePage.HOME
