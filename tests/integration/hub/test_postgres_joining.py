"""Windows are let into the hub with a code that is good once, and shut out in the middle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from pos.clock import SystemClock
from pos.errors import HubRefused, HubUnreachable
from pos.storage.hub import joining, roles, setup
from pos.storage.hub.postgres import PostgresHub
from tests.contract.hub_rig import PostgresRig
from tests.contract.hub_teller import Teller, refused
from tests.hub_server import KEEPER, KEEPER_PASSWORD, PATIENCE_S, Venue

FOREVER = timedelta(hours=1)


class Newcomer:
    """A machine that tries to join. ``kept``: the passwords it made."""

    def __init__(self, venue: Venue, window_id: str, lasts: timedelta = FOREVER) -> None:
        self.venue = venue
        self.window_id = window_id
        self.invitation: roles.Invitation = venue.keeping(roles.invite, window_id, lasts)
        self.kept: list[str] = []

    def join(self, code: str = "", window_id: str = "", **more: object) -> joining.Joined:
        return joining.join(
            self.venue.server.address(self.invitation.role, self.venue.database),
            code or self.invitation.code,
            window_id or self.window_id,
            "Window 5",
            {"badge": self.window_id.lower()},
            self.kept.append,
            **more,  # type: ignore[arg-type]
        )

    def hub(self, password: str = "") -> PostgresHub:
        """Return the hub with the password it kept last."""
        return PostgresHub(
            self.venue.server.address(self.invitation.role, self.venue.database),
            password or self.kept[-1],
            SystemClock(),
            answer_s=PATIENCE_S,
        )


def test_a_code_is_good_once(venue: Venue) -> None:
    new = Newcomer(venue, "W5")
    assert (
        refused(new.hub(new.invitation.code).windows) == "unknown"
    )  # the code alone opens nothing
    joined = new.join(new.invitation.code.lower().replace("-", " "))  # as people type
    assert joined.secrets == {"badge": "w5"}
    there = new.hub().windows()
    assert [(w.window_id, w.name, w.heard_at) for w in there] == [("W5", "Window 5", None)]
    assert refused(new.join) == "code"
    assert refused(new.hub(new.invitation.code).windows) == "unknown"
    assert Newcomer(venue, "W6").join().secrets == {"badge": "w5"}  # the venue's, not its own
    stored = venue.rows("select rolpassword from pg_authid where rolname = %s", new.invitation.role)
    assert stored[0][0].startswith("SCRAM-SHA-256$")


def test_a_code_that_is_wrong_too_old_or_for_another_window(venue: Venue) -> None:
    new, late = Newcomer(venue, "W5"), Newcomer(venue, "W6", timedelta(0))
    assert refused(lambda: new.join("AAAAA-AAAAA")) == "code"
    assert refused(lambda: new.join(window_id="W6")) == "another_window"
    assert refused(late.join) == "code"

    def disagree(_joined: joining.Joined) -> None:
        raise HubRefused(what="keys_differ")

    assert refused(lambda: new.join(agree=disagree)) == "keys_differ"
    assert venue.rows("select count(*) from foyer.venue_secret") == [(0,)]
    assert new.kept == []
    new.join()  # nothing of all that used the code up


def test_a_second_invitation_voids_the_first_and_the_password(venue: Venue) -> None:
    first = Newcomer(venue, "W5")
    second = Newcomer(venue, "W5")
    assert refused(first.join) == "code"
    second.join()
    third = Newcomer(venue, "W5")
    assert refused(second.hub().windows) == "unknown"
    third.join()
    assert [w.window_id for w in third.hub().windows()] == ["W5"]


def test_a_window_changes_its_password(venue: Venue) -> None:
    new = Newcomer(venue, "W5")
    new.join()
    where = venue.server.address(new.invitation.role, venue.database)
    joining.rotate(where, new.kept[0], new.kept.append)
    assert new.kept[0] != new.kept[1]
    assert refused(new.hub(new.kept[0]).windows) == "unknown"
    assert new.hub().windows()
    assert refused(lambda: joining.rotate(where, new.kept[0], new.kept.append)) == "unknown"


def test_shut_out_while_it_is_connected(venue: Venue) -> None:
    new = Newcomer(venue, "W5")
    new.join()
    rig = PostgresRig(venue)
    venue.join("W6")
    hub = new.hub()
    hub.windows()
    with venue.server.superuser(venue.database) as root:
        where = replace(venue.server.address(new.invitation.role, venue.database))
        with root.transaction():  # what an open connection is told, before it is ended
            root.execute("update foyer.hub_window set standing = 'shut_out' where window_id = 'W5'")
        assert refused(hub.windows) == "shut_out"
    venue.keeping(roles.shut_out, "W5")
    assert refused(hub.windows) == "shut_out"
    assert refused(new.hub().windows) == "shut_out"
    assert where.user not in {row[0] for row in venue.rows("select usename from pg_stat_activity")}
    assert refused(lambda: venue.keeping(roles.shut_out, "W9")) == "no_window"
    Teller(rig, "W6").open()  # the others go on
    Newcomer(venue, "W5").join()  # and a manager may change their mind


def test_a_database_is_made_a_hub_once_and_nothing_else_is_overwritten(venue: Venue) -> None:
    venue.join("W1")
    before = venue.rows("select hub_id from foyer.hub")
    assert venue.keeping(setup.init) == before[0][0]
    assert [w.window_id for w in venue.window("W1").windows()] == ["W1"]
    with venue.server.superuser() as root:
        root.execute("create database somebodys owner keeper")
        root.execute("create database open_one owner postgres")
    with venue.server.superuser("somebodys") as root:
        root.execute("create table public.theirs (a int)")
    assert refused(_keeper(venue, "somebodys", setup.init)) == "holds_something_else"
    assert refused(_keeper(venue, "somebodys", setup.require_hub)) == "not_a_hub"
    with pytest.raises(HubUnreachable):  # it is not the keeper's to make schemas in
        _keeper(venue, "open_one", setup.init)()


def test_a_hub_of_another_schema_is_refused_by_name(venue: Venue) -> None:
    venue.do("update foyer.hub set schema_version = schema_version + 1")
    assert refused(lambda: venue.keeping(setup.init)) == "newer"
    venue.do("update foyer.hub set schema_version = schema_version - 2")
    assert refused(lambda: venue.keeping(roles.invite, "W1")) == "older"
    venue.do("update foyer.hub set schema_version = schema_version + 1")


def _keeper(venue: Venue, database: str, act: Callable[..., object]) -> Callable[[], object]:
    def run() -> object:
        where = venue.server.address(KEEPER, database)
        with setup.administering(where, KEEPER_PASSWORD) as connection:
            return act(connection)

    return run
