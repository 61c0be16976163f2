"""The hub's figures, and an on-sale on a real PostgreSQL: sold out, and no seat twice."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from kiosk.benchmarks import (
    arena,
    hub,
    hub_away,
    hub_season,
    hub_venue,
    postgres_server,
    seen_elsewhere,
)
from kiosk.benchmarks.lines import Figure
from kiosk.commands import bench
from kiosk.settings import Home
from tests.hub_server import KEEPER, KEEPER_PASSWORD, server

SEATS, WINDOWS = 200, 2


@pytest.fixture
def venue() -> Iterator[hub_venue.HubVenue]:
    with hub_venue.venue(server().address(KEEPER, "postgres"), KEEPER_PASSWORD) as made:
        yield made


def test_an_arena_is_sold_out_and_no_seat_twice_beside_the_bare_loop(
    venue: hub_venue.HubVenue, tmp_path: Path
) -> None:
    found = measured(arena.figures(venue, tmp_path, WINDOWS, SEATS))
    assert list(found) == ["arena_sold_out", "arena_call_for_seats_p99"]
    arena.check(venue, SEATS)
    venue.run(
        "insert into foyer.live_ticket (ticket_id, performance_id, seat_id, holder, replaces)"
        " select 'another', performance_id, seat_id, holder, false from foyer.live_ticket limit 1"
    )
    with pytest.raises(RuntimeError):
        arena.check(venue, SEATS)


def test_a_touch_is_measured_at_a_whole_window_beside_a_bare_update(
    venue: hub_venue.HubVenue, tmp_path: Path
) -> None:
    found = measured(arena.touches(venue, tmp_path, WINDOWS, SEATS, number=2))
    assert list(found) == ["arena_touch_in_own_block_p99", "arena_touch_at_the_hub_p99"]


def test_a_hub_is_measured_beside_bare_sql_and_plain_sqlite(
    venue: hub_venue.HubVenue, tmp_path: Path
) -> None:
    found = measured(hub._hub(venue, tmp_path, sales=10, seats=SEATS))
    assert list(found) == ["lease_top_up", "join_until_it_may_sell", "sync_taken_in", "sync_sent"]
    assert venue.run("select count(*) from foyer.ticket") == [(20,)]


def test_a_window_that_was_away_sends_all_it_sold_and_shows_that_a_line_is_dead(
    venue: hub_venue.HubVenue, tmp_path: Path
) -> None:
    found = measured(hub_away.figures(venue, tmp_path, sales=20, seats=SEATS, rounds=1))
    assert list(found) == [
        "away_sales_at_the_hub",
        "offline_shown_when_sending",
        "offline_shown_when_silent",
        "offline_shown_when_refused",
    ]
    assert venue.run("select count(*) from foyer.live_ticket") == [(80,)]
    assert venue.run("select count(*) from foyer.hub_task") == [(0,)]


def test_a_season_is_measured_with_a_new_window_and_with_a_repaired_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = (server().address(KEEPER, "postgres"), KEEPER_PASSWORD)
    monkeypatch.setattr(hub_season, "server", lambda: nullcontext(at))
    found = measured(hub_season.figures(2 * SEATS, SEATS))
    assert list(found) == ["new_window_ready", "backup_made", "repaired_window_ready"]
    assert "250 sales" in found["repaired_window_ready"].where


def test_a_sale_is_seen_at_the_other_window(venue: hub_venue.HubVenue, tmp_path: Path) -> None:
    found = measured(seen_elsewhere.figures(venue, tmp_path, WINDOWS, SEATS, sales=1))
    assert list(found) == ["sale_seen_elsewhere", "sale_seen_elsewhere_rush"]


def measured(figures: Iterator[Figure]) -> dict[str, Figure]:
    """Return figures by name."""
    found = {figure.bench: figure for figure in figures}
    assert all(figure.value > 0 and figure.baseline > 0 for figure in found.values())
    return found


def test_without_a_server_that_is_said_in_one_line_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.delenv(hub_venue.SERVER, raising=False)
    monkeypatch.setattr(postgres_server, "is_here", lambda: False)
    asked = argparse.Namespace(names=["hub"], rounds=1)
    assert bench.run(asked, Home(tmp_path)) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert hub_venue.SERVER in said.err
