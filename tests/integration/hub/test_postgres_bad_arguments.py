"""What a stolen role can say and no window's program does: the hub's functions refuse it, whole."""

from __future__ import annotations

import json
from collections.abc import Mapping

import psycopg
import pytest

from tests.contract.hub_rig import PostgresRig
from tests.contract.hub_teller import P, Teller
from tests.hub_server import Venue

COMMAND: dict[str, object] = {
    "number": 1,
    "performance_id": P,
    "holder": "",
    "until": 1_800_000_000_000_000,
    "take": ["A1"],
    "give_back": [],
    "take_places": 0,
    "give_places": 0,
}
GREETING: dict[str, object] = {
    "instance": "w1-start-1",
    "since": [],
    "position": {"seq": 0, "chain": "0" * 64},
    "acknowledged": {"seq": 0, "chain": "0" * 64},
    "asked": 0,
    "known": {},
    "schema_version": 1,
    "version": "1.0",
    "wall": 0,
    "generation": 1,
}
BAD: tuple[tuple[str, object], ...] = (
    *(
        ("lease", {**COMMAND, **wrong})
        for wrong in (
            {"number": None},
            {"performance_id": None},
            {"until": None},
            {"until": -1},
            {"take": ["A1", None]},
            {"take_places": -1},
            {"take_places": None},
            {"take_places": 1_000_001},
            {"give_places": -1},
            {"give_places": None},
        )
    ),
    *(
        ("offer", [row])
        for row in (
            ["other", -1, 1_800_000_000_000_000],
            ["other", None, 1_800_000_000_000_000],
            ["other", 10**9, 1_800_000_000_000_000],
            ["other", 3, 0],
            ["other", 3, -5],
            ["other", 3, 9 * 10**18],
            ["other", 3, None],
            [None, 3, 1_800_000_000_000_000],
            ["x" * 201, 3, 1_800_000_000_000_000],
        )
    ),
    *(
        ("hello", {**GREETING, **wrong})
        for wrong in (
            {"generation": 2**31},
            {"generation": -1},
            {"generation": None},
            {"asked": -1},
            {"asked": None},
            {"instance": ""},
            {"instance": None},
            {"position": {"seq": -1, "chain": ""}},
        )
    ),
    *(
        ("claim", [row])
        for row in (
            [P, "", "window:W1", -3, 1_800_000_000_000_000],
            [P, "B1", "window:W2", 0, 1_800_000_000_000_000],
            [P, "B1", "", 0, 1_800_000_000_000_000],
            [P, "B1", "window:W1", 0, None],
            [None, "B1", "window:W1", 0, 1_800_000_000_000_000],
        )
    ),
)


def _everything(venue: Venue) -> list[object]:
    tables = ("hub", "hub_window", "performance_offered", "seat_right", "place_right")
    also = ("window_asked", "lease_answer", "hub_task")
    return [venue.rows(f"select * from foyer.{table} order by 1, 2") for table in (*tables, *also)]


def test_what_makes_no_sense_is_refused_and_changes_nothing(venue: Venue) -> None:
    venue.join("W1")
    Teller(PostgresRig(venue), "W1").open()
    before = _everything(venue)
    done = []
    with venue.plain("W1") as plain:
        for function, said in BAD:
            try:
                plain.execute(f"select foyer_api.{function}(%s)".encode(), [json.dumps(said)])
            except psycopg.errors.RaiseException:
                continue
            done.append((function, said))
    assert done == []
    assert _everything(venue) == before


def test_a_sign_of_life_is_kept_within_bounds(venue: Venue) -> None:
    venue.join("W1")
    beat: Mapping[str, object] = {
        "queue": -9,
        "seats_left": -1,
        "places_left": -1,
        "version": "x" * 10_000,
        "wall": 0,
    }
    with venue.plain("W1") as plain:
        plain.execute("select foyer_api.beat(%s)", [json.dumps(beat)])
    rows = venue.rows(
        "select length(version), queue, seats_left, places_left from foyer.window_heard"
    )
    assert rows == [(64, 0, 0, 0)]


def test_parcels_come_with_their_contents_and_columns_with_their_values(venue: Venue) -> None:
    venue.join("W1")
    with venue.plain("W1") as plain:
        for chains, contents, tables in (
            (["a" * 64], [], []),
            ([None], [b"x"], []),
            (["a" * 64], [None], []),
            (["a" * 64], [b"x"], ["orders.order_id"]),
        ):
            with pytest.raises(psycopg.errors.RaiseException):
                plain.execute(
                    "select foyer_api.send(1, %s::text[], %s::bytea[], %s::text[], '{}')",
                    [chains, contents, tables],
                )
    assert venue.rows("select * from foyer.parcel") == []
