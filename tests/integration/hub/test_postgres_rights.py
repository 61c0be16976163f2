"""What a window's role may do at the hub: call its functions, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import psycopg
import pytest

from pos.clock import SystemClock
from pos.errors import HubUnreachable
from pos.hub.talk import LeaseCommand
from pos.storage.hub import setup
from pos.storage.hub.postgres import PostgresHub
from tests.contract.hub_rig import PostgresRig
from tests.contract.hub_teller import EVENING, Teller
from tests.hub_books import Outbox
from tests.hub_server import KEEPER, KEEPER_PASSWORD, PATIENCE_S, Venue

P = "perf1"

FORBIDDEN = (
    "select * from foyer.ticket",
    "select * from foyer.venue_secret",
    "select * from foyer.join_code",
    "insert into foyer.hub_task values ('a', 'b', 1, 'c', 'd', 'e', 'f')",
    "update foyer.hub_window set standing = 'joined'",
    "delete from foyer.parcel",
    "truncate foyer.parcel",
    "drop table foyer.parcel",
    "alter function foyer_api.beat(jsonb) reset all",
    "create or replace function foyer_api.beat(jsonb) returns int language sql as 'select 1'",
    "select foyer.recover(0)",
    "select foyer.give_seats('perf1', 'window:W1', 1, array['A1'], 1)",
    "select foyer.add_facts('hub_window', '{{window_id}}', '{{W9}}', false)",
    "create table public.mine (a int)",
    "create temp table hub_window (a int)",
    "create schema mine",
    "select rolpassword from pg_authid",
    "select pg_read_file('/etc/passwd')",
    "copy (select 1) to program 'true'",
    "alter role current_user createrole",
    "alter role current_user connection limit 100",
    "alter role {other} password 'x'",
    "alter role {other} login",
    "grant {other} to {me}",
    "set role {other}",
    "set role {owner}",
    "set session authorization {other}",
    "create role another",
    "alter database {database} owner to {me}",
    "grant usage on schema foyer to {me}",
)


def test_a_windows_role_may_call_its_functions_and_nothing_else(venue: Venue) -> None:
    for window_id in ("W1", "W2"):
        venue.join(window_id, keys={"badge": "aa"})
    me, other = venue.address("W1").user, venue.address("W2").user
    names = {"me": me, "other": other, "owner": me.rpartition("_")[0], "database": venue.database}
    done = []
    with venue.plain("W1") as plain:
        for statement in FORBIDDEN:
            try:
                plain.execute(statement.format(**names).encode())
            except psycopg.errors.InsufficientPrivilege:
                continue
            done.append(statement)
    assert done == []
    tables = venue.rows(
        "select c.relname::text from pg_class c where c.relnamespace = 'foyer'::regnamespace and"
        " has_table_privilege(%s, c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES')",
        me,
    )
    assert tables == []
    functions = venue.rows(
        "select p.proname::text from pg_proc p where has_function_privilege(%s, p.oid, 'EXECUTE')"
        " and p.pronamespace in ('foyer'::regnamespace, 'foyer_api'::regnamespace)",
        me,
    )
    assert {name for (name,) in functions} == {
        *("beat", "claim", "fetch", "hello", "held_since", "join", "kept", "lease"),
        *("news", "offer", "send", "settle", "status", "take_back", "tasks", "want_back"),
        *("windows", "write_off"),
    }


def test_a_window_of_another_venue_does_not_even_sign_in(venue: Venue) -> None:
    venue.join("W1")
    with venue.server.superuser() as root:
        root.execute("create database beside owner keeper")
    with setup.administering(venue.server.address(KEEPER, "beside"), KEEPER_PASSWORD) as keeper:
        assert setup.init(keeper) not in venue.address("W1").user
    where = replace(venue.address("W1"), database="beside")
    stranger = PostgresHub(where, venue.password("W1"), SystemClock(), answer_s=PATIENCE_S)
    with pytest.raises(HubUnreachable) as trouble:
        stranger.windows()
    assert trouble.value.params["why"] == "connect"


def test_every_function_finds_its_tables_on_a_fixed_path(venue: Venue) -> None:
    found = venue.rows(
        "select p.pronamespace::regnamespace::text, p.prosecdef, p.proconfig[1] from pg_proc p"
        " where p.pronamespace in ('foyer'::regnamespace, 'foyer_api'::regnamespace)"
    )
    path = "search_path=pg_catalog, foyer, pg_temp"
    assert set(found) == {("foyer_api", True, path), ("foyer", False, None)}


def test_nobody_puts_tables_or_functions_of_their_own_before_ours(venue: Venue) -> None:
    """Even where somebody careless let windows make temporary tables."""
    venue.join("W1")
    venue.join("W2")
    venue.do(f"grant temp on database {venue.database} to public")
    with venue.plain("W1") as plain:
        plain.execute("set search_path = pg_temp, public")
        plain.execute("create temp table hub_window as select 'W2'::text as window_id")
        plain.execute("create temp table window_heard (window_id text, heard_at bigint)")
        plain.execute(
            "create function pg_temp.now_us() returns bigint language sql as 'select 7::bigint'"
        )
        beat = '{"queue": 9, "seats_left": 0, "places_left": 0, "version": "x", "wall": 0}'
        plain.execute("select foyer_api.beat(%s)", [beat])
        assert plain.execute("select count(*) from window_heard").fetchone() == (0,)
    assert venue.rows(
        "select window_id, queue, heard_at > 7 from foyer.window_heard order by 1"
    ) == [
        ("W1", 9, True),
        ("W2", 0, None),
    ]


def test_rows_go_into_fact_tables_only(venue: Venue) -> None:
    venue.join("W1")
    box = Outbox("W1")
    box.sell(P, ["A1"])
    parcel = box.parcels[0]
    row = {"window_id": "W9", "role": "intruder", "name": "", "standing": "joined"}
    columns = [f"hub_window.{column}" for column in row]
    values = [f"{{{value}}}" for value in row.values()]
    with venue.plain("W1") as plain:
        plain.execute(
            "select foyer_api.send(1, %s, %s, %s, %s)",
            [[parcel.position.chain], [parcel.content], columns, values],
        )
    assert venue.rows("select window_id from foyer.hub_window") == [("W1",)]


def test_a_window_speaks_for_itself_whatever_it_claims(venue: Venue) -> None:
    venue.join("W1")
    venue.join("W2")
    one = Teller(PostgresRig(venue), "W1").open()
    until = SystemClock().now() + EVENING
    with pytest.raises(HubUnreachable):
        one.hub.lease(LeaseCommand(1, P, "window:W2", until, take=("A1",)))
    assert venue.rows("select * from foyer.seat_right") == []
