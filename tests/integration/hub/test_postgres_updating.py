"""A hub of another version, and one that stands in another server than it did."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import psycopg
import pytest

from kiosk.benchmarks import postgres_server
from pos.clock import SystemClock
from pos.hub.talk import Offered
from pos.storage.hub import joining, roles, setup
from pos.storage.hub.postgres import PostgresHub
from pos.storage.schema import SCHEMA_VERSION
from tests.contract.hub_rig import PostgresRig
from tests.contract.hub_teller import EVENING, GRANTING, RECOVERING, P, Teller, refused
from tests.hub_server import KEEPER, KEEPER_PASSWORD, PATIENCE_S, Venue, server

OLDER = (
    f"update foyer.hub set schema_version = {SCHEMA_VERSION - 1}",
    f"update foyer.hub_window set schema_version = {SCHEMA_VERSION - 1}",
    "alter table foyer.hub drop column server",
    "alter table foyer.orders drop column order_number",  # and what is found by it
    "drop table foyer.window_held_up, foyer.deposit_step",
    "delete from foyer.mirrored where name = 'deposit_step'",
    "create function foyer_api.offer(offered jsonb) returns void language sql as ''",
)
"""What makes a hub one of the version before, more or less."""


@pytest.fixture
def one(venue: Venue) -> Teller:
    """A window that is in the middle of it."""
    venue.join("W1")
    teller = Teller(PostgresRig(venue), "W1").open()
    teller.box.sell(P, ["A1"])
    teller.send()
    return teller


def test_a_hub_of_the_version_before_is_brought_up_to_date_in_place(
    venue: Venue, one: Teller
) -> None:
    for change in OLDER:
        venue.do(change)
    assert refused(lambda: venue.keeping(roles.invite, "W2")) == "older"
    hub_id = venue.rows("select hub_id from foyer.hub")[0][0]
    assert venue.keeping(setup.init) == hub_id
    assert refused(one.beat) == refused(one.send) == refused(one.lease) == "newer"
    one.start_again()  # it was updated as well
    assert one.hello().position == one.acknowledged
    one.offer(3)
    one.box.sell(P, ["A2"], number="N2")
    one.send()
    rows = venue.rows("select order_number from foyer.orders order by 1 nulls first")
    assert rows == [(None,), ("N2",)]  # the old one's is in its parcel
    assert venue.rows("select count(*) from foyer.deposit_step") == [(0,)]
    assert ("deposit_step",) in venue.rows("select name from foyer.mirrored")
    assert venue.rows("select 1 from pg_indexes where indexname = 'order_by_number'") == [(1,)]
    offers = "select pronargs::int from pg_proc where proname = 'offer'"
    assert venue.rows(offers) == [(2,)]
    assert venue.keeping(setup.init) == hub_id  # once more changes nothing
    assert one.beat().generation == one.generation


def test_a_hub_of_a_newer_version_is_left_alone(venue: Venue, one: Teller) -> None:
    venue.do("update foyer.hub set schema_version = schema_version + 1")
    try:
        for act in (setup.init, setup.status, setup.restored):
            assert refused(lambda act=act: venue.keeping(act)) == "newer"
        assert refused(one.hello) == refused(one.beat) == "newer"
    finally:
        venue.do("update foyer.hub set schema_version = schema_version - 1")


def test_a_hub_that_comes_up_in_another_server_was_restored(venue: Venue, one: Teller) -> None:
    for call in (one.beat, one.hello):
        venue.do("update foyer.hub set server = '1/1'")
        before = venue.rows("select generation from foyer.hub")[0][0]
        call()
        after = "select generation, mode, server <> '1/1' from foyer.hub"
        assert venue.rows(after) == [(before + 1, "recovering", True)]
        assert one.beat().mode is RECOVERING
        assert one.hello().claim
        one.hub.claim(one.holds("A1"))
        assert one.beat().mode is GRANTING
    venue.do("update foyer.hub set server = '1/1'")
    assert refused(lambda: one.lease(take=("A3",))) == "recovering"
    one.hello()
    one.hub.claim(one.holds("A1"))
    one.hub.offer([Offered(P, 10, one.rig.now() + EVENING)])
    assert one.lease(take=("A3",)).granted


def test_a_server_that_lacks_what_a_hub_needs_is_refused(
    venue: Venue, one: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "NEEDED", "pg_catalog.not_there_yet()")
    assert refused(lambda: venue.keeping(setup.init)) == "server_too_old"
    assert one.beat().mode is GRANTING


@pytest.mark.parametrize(
    ("was", "lacks"),
    [
        ("{system}/{database}", False),  # as an older version kept it
        ("{system}/{database}/", False),
        ("{system}/{database}/{timeline}/mirrored", False),  # nothing is kept twice any more
        ("{system}/{database}/00000009/mirrored", False),
        ("{system}/{database}/00000009", True),
        ("{system}/{database}9/{timeline}", True),
        ("{system}9/{database}/{timeline}/mirrored", True),
    ],
)
def test_a_promoted_standby_has_all_if_it_was_synchronous(
    venue: Venue, one: Teller, was: str, lacks: bool
) -> None:
    here = venue.rows("select foyer.server_now()")[0][0]
    system, database, timeline = here.split("/")
    names = {"system": system, "database": database, "timeline": timeline}
    venue.do("update foyer.hub set server = %s", was.format(**names))
    mode = one.beat().mode
    assert (mode is RECOVERING) == lacks
    assert venue.rows("select server from foyer.hub") == [(here,)]


def test_an_engine_that_does_not_say_which_server_it_is_has_a_database(venue: Venue) -> None:
    number = venue.rows("select oid::text from pg_database where datname = current_database()")
    unsaid = "pg_control_system(), pg_walfile_name(pg_lsn)"
    venue.do(f"revoke execute on function {unsaid} from public")
    try:
        venue.keeping(setup.init)
        assert venue.rows("select server from foyer.hub") == [(f"/{number[0][0]}/",)]
        venue.join("W1")
        Teller(PostgresRig(venue), "W1").open().beat()
    finally:
        venue.do(f"grant execute on function {unsaid} to public")
        venue.keeping(setup.init)


def test_a_hub_goes_on_out_of_a_dump_in_a_server_that_has_none_of_its_roles(
    venue: Venue, one: Teller, tmp_path: Path
) -> None:
    dumped, socket = tmp_path / "hub.dump", str(server().folder)
    programs = postgres_server.programs()
    root = {**os.environ, "PGHOST": socket, "PGUSER": "postgres"}
    root["PGPASSWORD"] = server().superuser_password
    dump = [programs / "pg_dump", "-Fc", f"-f{dumped}", venue.database]
    subprocess.run(dump, check=True, env=root)
    with server().superuser() as superuser:
        superuser.execute("create database out_of_a_dump owner keeper")
    keeper = {**root, "PGUSER": KEEPER, "PGPASSWORD": KEEPER_PASSWORD}
    load = [programs / "pg_restore", "--no-owner", "--no-privileges", "-dout_of_a_dump", dumped]
    subprocess.run(load, check=True, env=keeper)
    there = server().address(KEEPER, "out_of_a_dump")
    with psycopg.connect("", **there.parameters(KEEPER_PASSWORD)) as plain:
        plain.execute("update foyer.hub set hub_id = 'f00dcafe' || substr(hub_id, 9)")
        plain.execute("update foyer.hub_window set role = 'foyer_f00dcafe_w1'")
    with setup.administering(there, KEEPER_PASSWORD) as connection:
        setup.restored(connection)
    with setup.administering(there, KEEPER_PASSWORD) as connection:
        setup.init(connection)
        invitation = roles.invite(connection, "W1")
        said = setup.status(connection)
    assert (said["mode"], [row[0] for row in said["windows"]]) == ("recovering", ["W1"])
    where = server().address(invitation.role, "out_of_a_dump")
    kept: list[str] = []
    joining.join(where, invitation.code, "W1", "Window 1", {}, kept.append)
    one.hub = PostgresHub(where, kept[0], SystemClock(), answer_s=PATIENCE_S)
    assert one.hello().position == one.acknowledged
    one.hub.claim(one.holds("A1"))
    assert one.beat().mode is GRANTING
    one.hub.close()
