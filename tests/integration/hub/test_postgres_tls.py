"""To a hub that does not prove who it is, not a byte is told that matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hardware.simulators.nexo_certificates import Authority, new_authority, server_context
from pos.clock import SystemClock
from pos.errors import HubUnreachable
from pos.storage.hub.address import HubAddress, hub_address
from pos.storage.hub.postgres import PostgresHub
from tests.hub_server import PATIENCE_S, Venue
from tests.integration.hub.lines import Doorway

HERE = "127.0.0.1"
RAN_OUT = datetime(2021, 1, 1, tzinfo=UTC)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    made = new_authority()
    (tmp_path / "ca.pem").write_bytes(made.pem)
    return made


def hub_at(port: int, folder: Path, venue: Venue | None = None) -> PostgresHub:
    where = HubAddress("somebody", HERE, port, "venue", folder / "ca.pem")
    if venue is not None:
        who = venue.address("W1")
        where = replace(where, user=who.user, database=who.database)
    password = venue.password("W1") if venue else "secret"
    return PostgresHub(where, password, SystemClock(), answer_s=PATIENCE_S)


def trouble_with(hub: PostgresHub) -> object:
    with pytest.raises(HubUnreachable) as trouble:
        hub.windows()
    return trouble.value.params.get("kind")


def test_a_hub_that_proves_itself(venue: Venue, authority: Authority, tmp_path: Path) -> None:
    venue.join("W1")
    right = server_context(*authority.issue(HERE, tmp_path, "right"))
    with Doorway(venue.server.folder / ".s.PGSQL.5432", right) as door:
        hub = hub_at(door.port, tmp_path, venue)
        assert [window.window_id for window in hub.windows()] == ["W1"]
        hub.close()


def test_a_certificate_that_ran_out_is_refused_and_a_new_one_heals_it(
    venue: Venue, authority: Authority, tmp_path: Path
) -> None:
    venue.join("W1")
    context = server_context(*authority.issue(HERE, tmp_path, "old", RAN_OUT))
    with Doorway(venue.server.folder / ".s.PGSQL.5432", context) as door:
        hub = hub_at(door.port, tmp_path, venue)
        for _ in range(2):
            assert trouble_with(hub) == "untrusted"
        context.load_cert_chain(*authority.issue(HERE, tmp_path, "new"))
        assert [window.window_id for window in hub.windows()] == ["W1"]
        hub.close()
        other = new_authority()  # and so does another authority, while the window is open
        context.load_cert_chain(*other.issue(HERE, tmp_path, "other"))
        assert trouble_with(hub) == "untrusted"
        (tmp_path / "ca.pem").write_bytes(other.pem)
        assert [window.window_id for window in hub.windows()] == ["W1"]
        hub.close()


def test_one_with_another_name_or_from_another_authority(
    authority: Authority, tmp_path: Path
) -> None:
    stranger = new_authority()
    for certificate in (
        authority.issue("hub.example.org", tmp_path, "name"),
        stranger.issue(HERE, tmp_path, "authority"),
    ):
        with Doorway(None, server_context(*certificate)) as door:
            assert trouble_with(hub_at(door.port, tmp_path)) == "untrusted"


def test_one_without_tls_hears_nothing_but_the_question_for_it(
    authority: Authority, tmp_path: Path
) -> None:
    with Doorway(None) as door:
        assert trouble_with(hub_at(door.port, tmp_path)) == "untrusted"
        assert len(door.heard) == 8


@pytest.mark.parametrize(
    ("host", "plain"),
    [
        ("localhost", True),
        ("127.0.0.2", True),
        ("[::1]", True),
        ("%2Frun%2Fpostgresql", True),
        ("10.0.0.5", False),
        ("[2001:db8::1]", False),
        ("hub.example.org", False),
        ("localhost.example.org", False),
    ],
)
def test_off_this_machine_the_certificate_is_always_checked(host: str, plain: bool) -> None:
    address = hub_address(f"postgresql://foyer_1_w1@{host}/venue")
    assert address is not None
    asked = address.parameters("secret")
    if plain:
        assert asked["sslmode"] == "disable"
    else:
        assert (asked["sslmode"], asked["require_auth"]) == ("verify-full", "scram-sha-256")
        assert asked["sslrootcert"]


def test_a_line_where_nobody_is_left_ends_in_two_seconds_also_under_a_long_call() -> None:
    """A call that carries parcels has a deadline of many seconds; the system looks meanwhile."""
    address = hub_address("postgresql://foyer_1_w1@hub.example.org/venue")
    assert address is not None
    asked = address.parameters()
    alive = [asked[f"keepalives_{name}"] for name in ("idle", "interval", "count")]
    assert (asked["tcp_user_timeout"], alive) == ("2000", ["1", "1", "2"])


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:secret@hub.example.org/venue",
        "postgresql://me@hub.example.org/venue?sslmode=disable",
        "postgresql://me@hub.example.org,evil.example.org/venue",
        "postgresql://me@hub.example.org:99999/venue",
        "http://me@hub.example.org/venue",
        "postgresql://hub.example.org/venue",
    ],
)
def test_no_address_turns_that_off(url: str) -> None:
    assert hub_address(url) is None
