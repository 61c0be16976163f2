"""Seating plans into a real database: before the season, with it, and after it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.catalogue.stable_ids import hall_id, performance_id, seat_id
from pos.clock import ManualClock
from pos.errors import CardNumberRefused, FileRefused
from pos.views.catalogue import SeatKind
from pos.views.seat_features import SeatFeature, SeatFeatures
from tests.integration.importing_house import PLAN, SEASON, Loader, codes, edited, open_loader

P1 = performance_id("P-1")


@pytest.fixture
def loader(tmp_path: Path, manual_clock: ManualClock) -> Iterator[Loader]:
    opened = open_loader(tmp_path / "foyer.sqlite3", manual_clock)
    yield opened
    opened.storage.close()


def without(guid: str) -> str:
    """Return the plan without one seat."""
    lines = PLAN.splitlines(keepends=True)
    place = next(n for n, line in enumerate(lines) if f'"{guid}"' in line)
    if not lines[place].rstrip().endswith(","):  # the last of its row
        lines[place - 1] = lines[place - 1].replace("},\n", "}\n")
    return "".join(lines[:place] + lines[place + 1 :])


def seats(loader: Loader) -> dict[str, SeatKind]:
    with loader.storage.read() as uow:
        return {seat.guid: seat.kind for seat in uow.catalogue.hall(hall_id("hall")).seats}


def best(loader: Loader) -> dict[str, int]:
    with loader.storage.read() as uow:
        return {seat.guid: seat.rank for seat in uow.catalogue.hall(hall_id("hall")).seats}


def test_a_plan_can_come_before_its_season(loader: Loader) -> None:
    view = loader.plan()
    assert dict(view.counts) == {"seats": 30, "halls": 0}
    loader.season(beside={})
    assert len(seats(loader)) == 30


def test_a_plan_beside_the_season_wins_over_one_imported_before(loader: Loader) -> None:
    loader.plan(without("G-A-1"))
    loader.season()
    assert len(seats(loader)) == 30
    loader.season(beside={})
    assert len(seats(loader)) == 30


def test_a_new_plan_keeps_ids_kinds_and_holds(loader: Loader) -> None:
    outlook = 'stage = "bottom"\nbest_place = { section = "Floor", rows = ["C"] }'
    loader.season(edited(SEASON, ('plan = "small', f'{outlook}\nplan = "small')))
    before = seats(loader), loader.rights(P1)
    ranks = best(loader)
    changed = edited(PLAN, ('"name": "Small Hall"', '"name": "Small Hall, rebuilt"'))
    assert dict(loader.plan(changed).counts) == {"seats": 30, "halls": 1}
    assert (seats(loader), loader.rights(P1)) == before
    assert before[0]["F-C-1"] is SeatKind.WHEELCHAIR
    assert best(loader) == ranks
    loader.season()
    assert best(loader) != ranks  # the stage is at the top again


def test_a_new_plan_keeps_what_its_seats_offer(loader: Loader) -> None:
    said = '[[halls.features]]\nhas = ["transfer"]\nsteps = 2\nguids = ["G-A-1"]\n\n[[halls]]'
    loader.season(edited(SEASON, ('[[halls]]\ncode = "studio"', f'{said}\ncode = "studio"')))
    offers = SeatFeatures((SeatFeature.TRANSFER,), 2)
    for _ in range(2):
        with loader.storage.read() as uow:
            hall = uow.catalogue.hall(hall_id("hall"))
        assert hall.features == ((seat_id("hall", "G-A-1"), offers),)
        loader.plan(edited(PLAN, ('"name": "Small Hall"', '"name": "Small Hall, rebuilt"')))
    with pytest.raises(FileRefused) as refused:
        loader.plan(without("G-A-1"))
    assert codes(refused.value) == ["season.seats_unmatched"]


def test_the_same_plan_again_changes_nothing(loader: Loader) -> None:
    loader.season()
    with loader.storage.read() as uow:
        before = uow.catalogue.halls()
    loader.plan()
    with loader.storage.read() as uow:
        assert uow.catalogue.halls() == before
    assert loader.faults() == ()


def test_an_unsold_seat_can_go_and_its_hold_with_it(loader: Loader) -> None:
    loader.season(edited_hold())
    assert loader.rights(P1)["F-A-8"] == "hold:house"
    loader.plan(without("F-A-8"))
    assert "F-A-8" not in seats(loader)
    assert seat_id("hall", "F-A-8") not in loader.rights(P1)
    assert loader.faults() == ()


def edited_hold() -> str:
    from tests.integration.importing_house import SEASON

    return edited(SEASON, ('numbers = "4-5"', 'numbers = "8"'))


def test_a_sold_seat_cannot_go(loader: Loader) -> None:
    loader.season()
    loader.orders()
    with pytest.raises(FileRefused) as refused:
        loader.plan(without("F-A-1"))
    assert codes(refused.value) == ["plan.seats_sold"]
    assert "F-A-1" in seats(loader)
    with pytest.raises(FileRefused) as refused:
        loader.season(beside={"small-hall.json": without("F-A-1")})
    assert codes(refused.value) == ["plan.seats_sold"]


def test_a_seat_in_a_cart_cannot_go(loader: Loader) -> None:
    loader.season()
    loader.apply(P1, "window:w1", take=(seat_id("hall", "G-A-1"),))
    with pytest.raises(FileRefused) as refused:
        loader.plan(without("G-A-1"))
    assert codes(refused.value) == ["plan.seats_sold"]


def test_a_seat_that_the_season_names_cannot_go_unnoticed(loader: Loader) -> None:
    loader.season()
    with pytest.raises(FileRefused) as refused:
        loader.plan(without("F-C-2"))
    assert codes(refused.value) == ["season.seats_unmatched"]


def test_a_plan_of_nothing_but_boxes_is_refused(loader: Loader) -> None:
    plan = 'plan = "small-hall.json"'
    loader.season(edited(SEASON, (plan, f'{plan}\nboxes = ["Floor"]')))
    with pytest.raises(FileRefused) as refused:
        loader.plan(edited(PLAN, ('"name": "Gallery"', '"name": "Floor"')))
    assert "season.all_boxes" in codes(refused.value)


def test_a_plan_in_which_a_wheelchair_pays_more_than_its_row_is_refused(loader: Loader) -> None:
    companions = 'guids = ["F-C-2", "F-C-7"]'
    front = companions.replace("F-C", "F-A") + '\npriced_as = "Front"'
    loader.season(edited(SEASON, (companions, front)))
    lines = (
        line.replace('"Front"', '"Rear"') if '"F-A-2"' in line else line
        for line in PLAN.splitlines(keepends=True)
    )
    with pytest.raises(FileRefused) as refused:
        loader.plan("".join(lines))
    assert codes(refused.value) == ["season.priced_dearer"]


def test_a_new_zone_has_no_price_yet(loader: Loader) -> None:
    loader.season()
    view = loader.plan(
        edited(
            PLAN,
            (
                '{"name": "Rear", "color": "#2e7f78"}',
                '{"name": "Rear", "color": "#2e7f78"}, {"name": "Box"}',
            ),
        )
    )
    assert [(f.severity, f.code) for f in view.findings] == [("warning", "season.price_missing")]


def test_a_faulty_plan_changes_nothing(loader: Loader) -> None:
    loader.season()
    with pytest.raises(FileRefused) as refused:
        loader.plan(edited(PLAN, ('"seat_guid": "F-A-2"', '"seat_guid": "F-A-1"')))
    assert codes(refused.value) == ["plan.guid_repeated"]
    assert len(seats(loader)) == 30


def test_a_dry_run_leaves_nothing_behind(loader: Loader) -> None:
    loader.season()
    assert not loader.plan(without("G-A-1"), dry_run=True).written
    assert len(seats(loader)) == 30
    with loader.storage.read() as uow:
        assert '"G-A-1"' in (uow.catalogue.plan("small-hall.json") or "")


def test_a_file_that_is_called_like_a_card_number_is_kept_nowhere(loader: Loader) -> None:
    named = "4111111111111111.json"
    with pytest.raises(CardNumberRefused):
        loader.importing.seating_plan(None, PLAN.encode(), named)
    with pytest.raises(CardNumberRefused):
        loader.importing.season(None, SEASON.encode(), named, lambda _: PLAN.encode())
    assert loader.faults() == ()
