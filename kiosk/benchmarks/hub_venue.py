"""A hub to measure: a database of its own on a PostgreSQL server, its windows, and plain tables
beside it for what it is measured against.

The server is the one that ``FOYER_BENCH_HUB`` names, ``postgresql://ROLE@HOST/DATABASE`` of a role
that may make roles and databases (its password as for PostgreSQL's own tools: PGPASSWORD or
~/.pgpass), or else the one that the development set-up brings. What is made there is taken away
again.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.benchmarks import postgres_server
from kiosk.settings import Home, write_section
from pos.errors import HubRefused
from pos.hub.parcels import Position
from pos.hub.talk import Greeting
from pos.ports.hub import ANSWER_S

if TYPE_CHECKING:
    from pos.clock import Clock
    from pos.storage.hub.address import HubAddress
    from pos.storage.hub.postgres import PostgresHub

SERVER = "FOYER_BENCH_HUB"
NEEDED = (
    "the hub's figures need a PostgreSQL: `make setup-dev` brings one, or"
    f" {SERVER}=postgresql://ROLE@HOST/DATABASE names one where ROLE may make databases and roles"
)
SERVER_SETTINGS: Mapping[str, str] = {
    "max_connections": "200",
    "shared_buffers": "256MB",
    "jit": "off",
    "password_encryption": "scram-sha-256",
}
"""What is on disk when a call returns is on disk, as on any server: nothing of that is turned
off."""

PLAIN = """
create schema plain;
create table plain.seat (seat text collate "C" primary key, holder text not null default '');
create table plain.ticket (ticket text collate "C" primary key, seat text, holder text);
create table plain.parcel (seq bigint primary key, content bytea);
"""


@dataclass(frozen=True, slots=True)
class Way:
    """How a window gets to its hub."""

    address: HubAddress
    password: str

    def driver(self, clock: Clock, answer_s: float = ANSWER_S) -> PostgresHub:
        """Return a driver that has not spoken to the hub yet."""
        from pos.storage.hub.postgres import PostgresHub

        return PostgresHub(self.address, self.password, clock, answer_s=answer_s)

    def greeted(self, clock: Clock, answer_s: float = ANSWER_S) -> PostgresHub:
        """Return a driver of a window that has never made anything, ready to ask."""
        from pos.storage.schema import SCHEMA_VERSION

        hub, start, nothing = self.driver(clock, answer_s), secrets.token_hex(8), Position()
        hub.hello(Greeting(start, (), nothing, nothing, 0, {}, SCHEMA_VERSION, "", clock.now()))
        hub.claim(())
        return hub


@dataclass
class HubVenue:
    """A hub. ``keeper`` and ``password``: whoever looks after it, at its own database."""

    keeper: HubAddress
    password: str
    ways: dict[str, Way] = field(default_factory=dict)

    def invite(self, prefix: str) -> tuple[HubAddress, str]:
        """Return what a window joins with: where to, and a code."""
        from pos.storage.hub import roles, setup

        with setup.administering(self.keeper, self.password) as connection:
            invitation = roles.invite(connection, prefix)
        return replace(self.keeper, user=invitation.role), invitation.code

    def let_in(self, prefix: str) -> None:
        """Let a window in that is only a driver, not a program with a database."""
        from pos.storage.hub import joining

        address, code = self.invite(prefix)

        def keep(password: str) -> None:
            self.ways[prefix] = Way(address, password)

        joining.join(address, code, prefix, f"Window {prefix}", {}, keep)

    def join(self, home: Home, prefix: str) -> None:
        """Let a whole window in, as ``foyer hub join`` does."""
        from kiosk.commands.hub import join_as
        from kiosk.hub_password import PASSWORD
        from kiosk.settings import read

        address, code = self.invite(prefix)
        join_as(home, read(home.settings_file).window, address, code)
        url = url_of(address)
        write_section(
            home.settings_file, "hub", {"url": url, "password": f"file:secrets/{PASSWORD}"}
        )

    def take_over(self, home: Home, prefix: str) -> None:
        """Let the heir of a lost window in, as ``foyer hub join`` does after ``foyer restore``."""
        from kiosk.commands.hub import go_on
        from kiosk.settings import read

        self.join(home, prefix)
        if go_on(home, read(home.settings_file).window) is None:
            raise RuntimeError("this home is nobody's heir")

    @property
    def where(self) -> dict[str, str]:
        """Libpq's parameters of whoever looks after the hub."""
        return self.keeper.parameters(self.password)

    def run(self, statement: str, *about: object) -> list[tuple[object, ...]]:
        """Do something as whoever looks after the hub, and owns its tables."""
        from pos.storage.hub import setup

        with setup.administering(self.keeper, self.password) as connection:
            setup.require_hub(connection)
            cursor = connection.execute(statement.encode(), about or None)
            return cursor.fetchall() if cursor.description else []


def url_of(address: HubAddress) -> str:
    """Return an address as window.toml has it."""
    host = address.host.replace("/", "%2F")
    return f"postgresql://{address.user}@{host}:{address.port}/{address.database}"


def address_of(url: str, ca_file: str = "") -> HubAddress:
    """Return what a URL says. Raises HubRefused: it is none of a hub."""
    from pos.storage.hub.address import hub_address

    found = hub_address(url, Path(ca_file) if ca_file else None)
    if found is None:
        raise HubRefused(what="not_a_hub")
    return found


def there_is_a_server() -> bool:
    """Return whether hubs can be made here."""
    return SERVER in os.environ or postgres_server.is_here()


@contextmanager
def server() -> Iterator[tuple[HubAddress, str]]:
    """Give a role that may make databases and roles, and its password (empty: libpq knows it).

    Raises HubRefused: the address is none.
    """
    from pos.storage.hub.address import HubAddress

    if named := os.environ.get(SERVER):
        yield address_of(named), ""
        return
    started = postgres_server.start(SERVER_SETTINGS)
    try:
        user = postgres_server.SUPERUSER
        yield HubAddress(user, str(started.folder), 5432, user), started.superuser_password
    finally:
        started.stop()


@contextmanager
def venue(at: HubAddress, password: str) -> Iterator[HubVenue]:
    """Give a fresh hub on a server; afterwards it is gone with its roles."""
    from pos.storage.hub import setup

    name, hub_id = f"foyer_bench_{secrets.token_hex(4)}", ""
    _alone(at, password, f"create database {name}")
    keeper = replace(at, database=name)
    try:
        with setup.administering(keeper, password) as connection:
            hub_id = setup.init(connection)
        with setup.administering(keeper, password) as connection:
            connection.execute(PLAIN)
        yield HubVenue(keeper, password)
    finally:
        _alone(at, password, f"drop database {name} with (force)")
        if hub_id:
            _drop_roles(at, password, setup.owner_of(hub_id))


def _drop_roles(at: HubAddress, password: str, owner: str) -> None:
    from pos.storage.hub import setup

    with setup.administering(at, password) as connection:
        every = "select rolname::text from pg_roles where rolname like %s order by rolname desc"
        for (role,) in connection.execute(every, [owner + "%"]).fetchall():
            connection.execute(f'drop role "{role}"'.encode())


def _alone(at: HubAddress, password: str, statement: str) -> None:
    """Run what no transaction may have around it."""
    from pos.storage.hub import setup

    with setup.administering(at, password) as connection:
        connection.rollback()
        connection.autocommit = True
        connection.execute(statement.encode())
