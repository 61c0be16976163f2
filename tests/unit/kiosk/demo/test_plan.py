"""The plan of an evening: whoever comes, they come again with the same seed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kiosk.demo.plan import (
    CARD_PAYS,
    LATE,
    Collector,
    Coupon,
    Evening,
    Event,
    How,
    Offer,
    Paid,
    Walkup,
    evening,
)

OPENS = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
SEVEN_THIRTY = OPENS + timedelta(minutes=90)
NINE = OPENS + timedelta(hours=3)
TOMORROW = OPENS + timedelta(days=1)
OFFERS = (
    Offer("SYM-1", counted=False, zones=(0, 1, 2), tonight=True, starts_at=SEVEN_THIRTY),
    Offer("STU-1", counted=True, zones=(0,), tonight=True, starts_at=NINE),
    Offer("BAL-2", counted=False, zones=(0, 1), tonight=False, starts_at=TOMORROW),
)
COUPONS = (Coupon("SPRING", ("SYM-1",), 1), Coupon("RUSH", ("SYM-1", "BAL-2"), 0, "student"))
WAITING = tuple(
    Collector(f"WEB-{n}", f"Name {n}", n % 9 == 0, SEVEN_THIRTY if n % 2 else NINE)
    for n in range(200)
)


def plan(seed: int = 1) -> Evening:
    return evening(seed, OFFERS, WAITING, COUPONS, OPENS)


def test_the_same_seed_brings_the_same_patrons() -> None:
    assert plan(7) == plan(7)
    assert plan(7) != plan(8)


@pytest.mark.parametrize("seed", range(5))
def test_an_evening_holds_what_it_must(seed: int) -> None:
    tonight = plan(seed)
    whats = [turn.what for shift in tonight.shifts for turn in shift]
    walkups = [what for what in whats if isinstance(what, Walkup)]
    assert len(walkups) >= 120
    assert tonight.count(Collector) >= 60
    assert any(what.owing for what in whats if isinstance(what, Collector))
    assert {what.how for what in walkups} == set(How)
    codes = [what.brings_code for what in whats if isinstance(what, Collector)]
    assert 10 <= sum(codes) <= len(codes) - 10
    assert any(what.comps for what in walkups)
    assert any(what.promo for what in walkups)
    assert set(Event) <= set(whats)
    by_card = [what for what in walkups if what.paid in CARD_PAYS]
    assert 0.3 < len(by_card) / len(walkups) < 0.55
    assert {what.paid for what in by_card} == {Paid.CARD, Paid.CARD_SPLIT}


def test_time_only_goes_on_and_the_evening_ends() -> None:
    turns = [turn.at for shift in plan().shifts for turn in shift]
    assert turns == sorted(turns)
    assert turns[0] >= OPENS
    assert turns[-1] <= OPENS + timedelta(hours=3, minutes=30)


def test_nobody_comes_for_what_began_long_ago() -> None:
    starts = {offer.code: offer.starts_at for offer in OFFERS}
    for turn in (turn for shift in plan().shifts for turn in shift):
        if isinstance(turn.what, Walkup):
            assert starts[turn.what.performance] > turn.at - LATE
        elif isinstance(turn.what, Collector):
            assert turn.what.starts_at > turn.at - LATE


def test_counted_places_are_never_looked_for_on_a_map() -> None:
    whats = [turn.what for shift in plan().shifts for turn in shift]
    places = [what for what in whats if isinstance(what, Walkup) and what.performance == "STU-1"]
    assert places
    assert all(what.how is How.PLACES for what in places)


def test_nobody_collects_twice() -> None:
    whats = [turn.what for shift in plan().shifts for turn in shift]
    orders = [what.order_number for what in whats if isinstance(what, Collector)]
    assert len(orders) == len(set(orders))
