"""The hub's figures, and an on-sale on a real PostgreSQL: sold out, and no seat twice."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.benchmarks import arena, hub, hub_venue, postgres_server
from kiosk.benchmarks.arena_crowd import as_json, crowd, sell_out
from kiosk.commands import bench
from kiosk.settings import Home
from tests.hub_server import KEEPER, KEEPER_PASSWORD, server

SEATS, WINDOWS = 200, 4


@pytest.fixture
def venue() -> Iterator[hub_venue.HubVenue]:
    with hub_venue.venue(server().address(KEEPER, "postgres"), KEEPER_PASSWORD) as made:
        yield made


def test_an_arena_is_sold_out_and_no_seat_twice(venue: hub_venue.HubVenue, tmp_path: Path) -> None:
    content = arena.parcel_of_a_sale(tmp_path / "sample", SEATS)
    names = [f"A{number}" for number in range(WINDOWS)]
    arena.let_in(venue, names)
    ways = [(name, place, venue.ways[name]) for place, name in enumerate(names)]
    windows = crowd(ways, WINDOWS, content, SEATS, 0.0)
    sell_out(windows)
    assert as_json([window.told for window in windows])["sold"] == SEATS
    arena.check(venue, SEATS)
    venue.run(
        "insert into foyer.live_ticket (ticket_id, performance_id, seat_id, holder, replaces)"
        " select 'another', performance_id, seat_id, holder, false from foyer.live_ticket limit 1"
    )
    with pytest.raises(RuntimeError):
        arena.check(venue, SEATS)


def test_leases_and_sending_are_measured_beside_bare_sql(
    venue: hub_venue.HubVenue, tmp_path: Path
) -> None:
    content = arena.parcel_of_a_sale(tmp_path / "sample", SEATS)
    arena.let_in(venue, ())
    top_up = hub.top_up(venue, SEATS)
    seller = hub.Seller(venue, content, 10, SEATS)
    seller.send(4)
    seller.send(6)
    sent = seller.figure(venue, tmp_path)
    assert [figure.bench for figure in (top_up, sent)] == ["lease_top_up", "sync_sent"]
    for figure in (top_up, sent):
        assert figure.value > 0
        assert figure.baseline > 0
    assert venue.run("select count(*) from foyer.ticket") == [(20,)]


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
