from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos.hub.blocks import Fleet, Offer, Policy, Wish, top_up, trim, wanted
from pos.ids import PerformanceId, SeatId, ZoneId
from pos.views.catalogue import SeatKind, SeatView

CURTAIN = datetime(2026, 11, 22, 19, 30, tzinfo=UTC)
ALONE = Fleet(0, 1)
POLICY = Policy()


def _hall(rows: int, wide: int, zones: int = 2, wheelchairs: int = 0) -> tuple[SeatView, ...]:
    """Rows of one zone each, the best in front; ``wheelchairs`` places with a companion each in
    the last row but one of the last zone."""
    seats = []
    for row in range(rows):
        for number in range(wide):
            kind = SeatKind.ORDINARY
            if row == rows - 1 and number < 2 * wheelchairs:
                kind = SeatKind.COMPANION if number % 2 else SeatKind.WHEELCHAIR
            gap = number // 6 if kind is not SeatKind.ORDINARY else wide  # three pairs together
            seats.append(
                SeatView(
                    seat_id=SeatId(f"{row}-{number}"),
                    guid="",
                    section="Stalls",
                    row=str(row),
                    number=str(number),
                    x=0.0,
                    y=0.0,
                    zone_id=ZoneId(f"z{row * zones // rows}"),
                    kind=kind,
                    rank=row * 100 + abs(2 * number - wide),
                    row_order=number + gap,
                )
            )
    return tuple(seats)


def _offer(rows: int = 20, wide: int = 30, **more: object) -> Offer:
    seats = _hall(rows, wide, wheelchairs=int(str(more.pop("wheelchairs", 0))))
    free = frozenset(seat.seat_id for seat in seats)
    offer = Offer(PerformanceId("p"), CURTAIN, CURTAIN + timedelta(hours=12), seats, free=free)
    return replace(offer, **more)  # type: ignore[arg-type]


def _given(offer: Offer, wish: Wish) -> Offer:
    """Return the offer after the hub granted the wish."""
    took, gave = frozenset(wish.take), frozenset(wish.give_back)
    return replace(
        offer,
        own=(offer.own | took) - gave,
        free=(offer.free - took) | gave,
        own_places=offer.own_places + wish.take_places - wish.give_places,
        free_places=offer.free_places - wish.take_places + wish.give_places,
    )


@pytest.mark.parametrize(
    ("before", "an_hour", "expected"),
    [
        (timedelta(days=9), 0.0, 4),
        (timedelta(hours=20), 0.0, 20),
        (timedelta(hours=2), 0.0, 40),
        (timedelta(hours=2), 60.0, 142),  # two hours of it, and a busy one
        (timedelta(hours=2), 900.0, 480),  # the ceiling: four fifths of the house
        (timedelta(hours=-12), 60.0, 0),
    ],
)
def test_a_block_lasts_for_an_outage_between_floor_and_ceiling(
    before: timedelta, an_hour: float, expected: int
) -> None:
    offer = _offer(an_hour=an_hour)
    assert wanted(offer, POLICY, ALONE, CURTAIN - before) == expected


def test_the_policy_of_the_settings_defaults_is_the_default() -> None:
    assert Policy.of(120, 40) == POLICY


def test_a_block_shrinks_with_the_house_and_leaves_the_hub_the_last_seats() -> None:
    offer = _offer(rows=1, wide=9)
    assert wanted(offer, POLICY, Fleet(0, 8), CURTAIN) == 0
    assert wanted(offer, POLICY, Fleet(0, 3), CURTAIN) == 2


offers = st.builds(
    lambda rows, wide, holes, wheelchairs, an_hour: (
        lambda offer: replace(
            offer,
            an_hour=an_hour,
            free=frozenset(
                seat.seat_id
                for number, seat in enumerate(offer.seats)
                if not (holes >> (number % 61)) & 1
            ),
        )
    )(_offer(rows, wide, wheelchairs=min(wheelchairs, wide // 2))),
    rows=st.integers(1, 24),
    wide=st.integers(1, 40),
    holes=st.integers(0, 2**61 - 1) | st.just(0),
    wheelchairs=st.integers(0, 6),
    an_hour=st.floats(0, 200),
)
moments = st.sampled_from([timedelta(days=9), timedelta(hours=20), timedelta(hours=1)])
fleets = st.integers(1, 12).flatmap(
    lambda windows: st.integers(0, windows - 1).map(lambda place: Fleet(place, windows))
)


@settings(max_examples=60)
@given(offers, fleets, moments)
def test_what_was_topped_up_stands_still(offer: Offer, fleet: Fleet, before: timedelta) -> None:
    now = CURTAIN - before
    wish = top_up(offer, POLICY, fleet, now)
    assert set(wish.take) <= offer.free
    assert len(set(wish.take)) == len(wish.take)
    after = _given(offer, wish)
    assert not trim(after, POLICY, fleet, now)
    again = top_up(after, POLICY, fleet, now)
    usual = {s.seat_id for s in offer.seats if s.kind is SeatKind.ORDINARY}
    if after.free & usual:
        assert not set(again.take) - usual  # nobody takes more than their accessible part
        assert len(after.own & usual) >= 0.75 * wanted(after, POLICY, fleet, now)


def test_one_long_row_fills_a_block_by_more_than_a_piece() -> None:
    offer = _offer(rows=1, wide=18)
    assert len(top_up(offer, POLICY, Fleet(0, 1), CURTAIN - timedelta(hours=1)).take) == 14


@settings(max_examples=60)
@given(offers, fleets, st.data())
def test_what_was_trimmed_stands_still_and_only_unsold_seats_go(
    offer: Offer, fleet: Fleet, data: st.DataObject
) -> None:
    everything = replace(offer, own=offer.free, free=frozenset())
    now = CURTAIN - data.draw(moments)
    wish = trim(everything, POLICY, fleet, now)
    assert set(wish.give_back) <= everything.own
    kinds = {seat.seat_id: seat.kind for seat in offer.seats}
    assert all(kinds[seat] is SeatKind.ORDINARY for seat in wish.give_back)
    after = _given(everything, wish)
    assert not trim(after, POLICY, fleet, now)
    assert not set(top_up(after, POLICY, fleet, now).take) & set(wish.give_back)


@pytest.mark.parametrize("wide", [5, 8, 11, 23])
def test_a_block_is_made_of_row_ends_and_strands_nobody(wide: int) -> None:
    offer = _offer(rows=12, wide=wide)
    wish = top_up(offer, POLICY, Fleet(1, 3), CURTAIN - timedelta(hours=1))
    rows: dict[str, list[int]] = defaultdict(list)
    for seat in wish.take:
        row, number = seat.split("-")
        rows[row].append(int(number))
    assert wish.take
    for numbers in rows.values():
        numbers.sort()
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        assert len(numbers) > 1
        assert numbers[0] == 0 or numbers[-1] == wide - 1
        assert wide - len(numbers) != 1


def test_the_best_rows_are_spread_over_the_windows_and_zones() -> None:
    offer = _offer(rows=12, wide=20)
    firsts = []
    taken: set[str] = set()
    for place in range(3):
        wish = top_up(offer, POLICY, Fleet(place, 3), CURTAIN - timedelta(hours=1))
        firsts.append(min(int(seat.split("-")[0]) for seat in wish.take))
        zones = {s.zone_id for s in offer.seats if s.seat_id in wish.take}
        assert zones == {"z0", "z1"}
        assert not taken & set(wish.take)  # asked at the same moment, they do not collide
        taken |= set(wish.take)
    assert firsts == [0, 1, 2]


def test_each_window_has_its_part_of_the_wheelchair_places_with_companions() -> None:
    offer = _offer(rows=6, wide=30, wheelchairs=7)
    wish = top_up(offer, POLICY, Fleet(0, 2), CURTAIN - timedelta(hours=1))
    special = {s.seat_id: s.kind for s in offer.seats if s.kind is not SeatKind.ORDINARY}
    mine = [special[seat] for seat in wish.take if seat in special]
    assert mine.count(SeatKind.WHEELCHAIR) == mine.count(SeatKind.COMPANION) == 2


def test_places_of_general_admission_are_topped_up_and_trimmed_by_count() -> None:
    now = CURTAIN - timedelta(hours=1)
    empty = _offer(seats=(), free=frozenset(), free_places=200)
    fleet = Fleet(0, 2)
    assert top_up(empty, POLICY, fleet, now) == Wish(take_places=40)
    low = replace(empty, own_places=29, free_places=171)
    assert top_up(low, POLICY, fleet, now) == Wish(take_places=11)
    assert not top_up(replace(empty, own_places=30, free_places=170), POLICY, fleet, now)
    assert not trim(replace(empty, own_places=64, free_places=136), POLICY, fleet, now)
    assert trim(replace(empty, own_places=65, free_places=135), POLICY, fleet, now) == Wish(
        give_places=25
    )
    moved_here = replace(empty, own_places=65, free_places=135, given=20)
    assert not trim(moved_here, POLICY, fleet, now)
    assert trim(replace(moved_here, own_places=120), POLICY, fleet, now) == Wish(give_places=60)
