"""What a stolen role can do although it may only call functions: hold others up, and send heaps. No
setting that it may change keeps the hub from ending that."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator

import psycopg
import pytest

from pos.storage.hub import setup
from tests.contract.hub_rig import PostgresRig
from tests.contract.hub_teller import P, Teller
from tests.hub_server import Venue

MINE = (
    "set statement_timeout = 0; set lock_timeout = 0; set idle_in_transaction_session_timeout = 0"
)
"""What every role may set for itself, whatever was set for it."""


@pytest.fixture
def other(venue: Venue) -> Teller:
    """A window beside W1, which is somebody else's now."""
    for window_id in ("W1", "W2"):
        venue.join(window_id)
    rig = PostgresRig(venue)
    Teller(rig, "W1").open()
    return Teller(rig, "W2").open()


def command(teller: Teller) -> str:
    """Return W1's first lease command: it locks the rights of the performance."""
    said = teller.command(number=1, take=("A1",))
    return json.dumps(
        {
            "number": 1,
            "performance_id": P,
            "holder": "",
            "until": int(said.until.timestamp() * 1e6),
            "take": ["A1"],
            "give_back": [],
            "take_places": 0,
            "give_places": 0,
        }
    )


@pytest.fixture
def sleeper(venue: Venue, other: Teller) -> Iterator[list[str]]:
    """W1 leases a seat and sleeps in the same breath; what it was told in the end."""
    ended: list[str] = []

    def hold() -> None:
        with venue.plain("W1") as plain:
            plain.execute(MINE.encode())
            try:
                plain.execute("select foyer_api.lease(%s), pg_sleep(3600)", [command(other)])
            except psycopg.OperationalError as error:
                ended.append(error.sqlstate or "")

    thread = threading.Thread(target=hold)
    thread.start()
    while not venue.rows("select 1 from pg_stat_activity where wait_event = 'PgSleep'"):
        assert thread.is_alive()
    yield ended
    thread.join()


def test_whoever_leases_and_sleeps_is_ended_by_the_next_sign_of_life(
    venue: Venue, other: Teller, sleeper: list[str]
) -> None:
    waiting = venue.plain("W2")
    waiting.execute("set lock_timeout = '50ms'")
    with pytest.raises(psycopg.errors.LockNotAvailable):  # as a window's own deadline
        waiting.execute("select foyer_api.lease(%s)", [command(other)])
    waiting.close()
    other.beat()
    while not sleeper:
        pass
    assert sleeper == ["57P01"]
    assert other.lease(take=("A1",)).granted
    held_up = {window.window_id: window.held_up for window in other.hub.windows()}
    assert held_up == {"W1": 1, "W2": 0}


def end_stuck(connection: setup.Connection, idle: str, whole: str) -> None:
    setup.require_hub(connection)
    connection.execute("select foyer.end_stuck(%s, %s)", [idle, whole])


@pytest.mark.parametrize("limits", [("0 seconds", "1 hour"), ("1 hour", "0 seconds")])
def test_a_transaction_that_is_left_open_is_ended(
    venue: Venue, other: Teller, limits: tuple[str, str]
) -> None:
    with venue.plain("W1") as plain:
        plain.execute(f"begin; {MINE}".encode())
        plain.execute("select foyer_api.lease(%s)", [command(other)])
        other.beat()  # not yet: a slow window is no thief
        plain.execute("select 1")
        venue.keeping(end_stuck, *limits)
        with pytest.raises(psycopg.OperationalError):
            plain.execute("select 1")
    assert other.lease(take=("A1",)).granted


def test_a_role_has_as_many_connections_as_it_was_given(venue: Venue, other: Teller) -> None:
    others_of_it = venue.rows(
        "select count(*) from pg_stat_activity where usename = %s", venue.address("W1").user
    )[0][0]
    open_ones = [venue.plain("W1") for _ in range(8 - others_of_it)]
    with pytest.raises(psycopg.OperationalError, match="too many connections"):
        venue.plain("W1")
    other.beat()  # its own are left
    for one in open_ones:
        one.close()


HEAP = "x" * 300
DEEP = "[" * 100_000 + "]" * 100_000


@pytest.mark.parametrize(
    ("function", "said"),
    [
        ("beat", json.dumps({"version": "x" * 200_000})),
        ("hello", json.dumps({"known": {f"{HEAP}{n}": 1 for n in range(30_000)}})),
        ("offer", json.dumps([[f"{HEAP}{n}", 1, 1] for n in range(60_000)])),
        ("beat", DEEP),
        ("hello", DEEP),
        ("claim", DEEP),
        ("lease", DEEP),
    ],
)
def test_heaps_are_refused_and_the_hub_goes_on(
    venue: Venue, other: Teller, function: str, said: str
) -> None:
    with venue.plain("W1") as plain:
        with pytest.raises(psycopg.DatabaseError) as trouble:
            plain.execute(f"select foyer_api.{function}(%s)".encode(), [said])
        assert trouble.value.sqlstate in ("P0001", "54001")  # makes no sense; too deep
        plain.execute("select 1")
    other.beat()


def test_more_than_a_window_sends_at_once_is_refused(venue: Venue, other: Teller) -> None:
    with venue.plain("W1") as plain, pytest.raises(psycopg.errors.RaiseException):
        plain.execute(
            "select foyer_api.send(1, array[%s], array[repeat('x', 100000001)::bytea], '{}', '{}')",
            ["a" * 64],
        )
    assert venue.rows("select count(*) from foyer.parcel") == [(0,)]


def test_what_a_window_left_out_is_no_bar_to_the_others(venue: Venue, other: Teller) -> None:
    """Of two windows one cannot even be heard: its own row is locked by the thief."""
    del other
    with venue.plain("W1") as plain:
        plain.execute("begin")
        plain.execute("select foyer_api.write_off('W2', 'u', 'spite')")
        quick = venue.plain("W2")
        quick.execute("set lock_timeout = '50ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            quick.execute(
                "select foyer_api.beat(%s)",
                ['{"queue": 0, "seats_left": 0, "places_left": 0, "wall": 0, "version": ""}'],
            )
        quick.close()
        venue.keeping(end_stuck, "0 seconds", "1 hour")
        with pytest.raises(psycopg.OperationalError):
            plain.execute("commit")
    assert [window.standing.value for window in venue.window("W2").windows()] == ["joined"] * 2
