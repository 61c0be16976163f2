"""A real PostgreSQL for a process's tests: started when the first one asks, gone with the process.

It forgets everything at a power cut (``fsync`` off), which no test looks at, and listens on a
socket in a folder only: there is no port to be taken by somebody else. Hubs are copies of one
database that was made a hub once.
"""

from __future__ import annotations

import atexit
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

from kiosk.benchmarks import postgres_server
from pos.clock import SystemClock
from pos.storage.hub import joining, roles, schema, setup
from pos.storage.hub.address import HubAddress
from pos.storage.hub.postgres import PostgresHub

PATIENCE_S = 60.0
"""Deadline of a call in tests: what is tested is what it does, not how busy this machine is."""
KEEPER, KEEPER_PASSWORD = "keeper", "keeper's own"
"""Who looks after the hubs: may make roles and databases, and is no superuser, as on a server that
somebody else runs."""
_TEMPLATE = "foyer_template"
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "80",
    "shared_buffers": "32MB",
    "jit": "off",
    "lc_messages": "C",
    "autovacuum": "off",
    "synchronous_commit": "off",
    "password_encryption": "scram-sha-256",
}


@dataclass(frozen=True)
class Server:
    """A running server. ``folder`` holds its socket, ``local`` ends it and starts it again."""

    folder: Path
    superuser_password: str
    local: postgres_server.LocalServer

    def address(self, user: str, database: str) -> HubAddress:
        """Return where a database is, for that role."""
        return HubAddress(user, str(self.folder), 5432, database)

    def superuser(self, database: str = "postgres") -> psycopg.Connection[Any]:
        """Return a connection that may do everything; each statement is a transaction."""
        where = self.address("postgres", database).parameters(self.superuser_password)
        return psycopg.connect("", autocommit=True, **where)


@cache
def server() -> Server:
    """Return this process's server."""
    made = another({})
    atexit.register(made.local.stop)
    return made


def another(settings: Mapping[str, str], data: Path | None = None) -> Server:
    """Start one beside it, with these settings over the others', its data in that folder. The
    caller stops it."""
    started = postgres_server.start({**_SETTINGS, **settings}, data)
    made = Server(started.folder, started.superuser_password, started)
    try:
        _prepare(made)
    except BaseException:
        started.stop()  # the next test starts another
        raise
    return made


def _prepare(made: Server) -> None:
    with made.superuser("template1") as root:  # before PostgreSQL 15 anybody may make tables there
        root.execute("revoke create on schema public from public")
    with made.superuser() as root:
        keeper = sql.Identifier(KEEPER)
        root.execute(
            sql.SQL("create role {} login createrole createdb password {}").format(
                keeper, sql.Literal(KEEPER_PASSWORD)
            )
        )
        root.execute(
            sql.SQL("create database {} owner {}").format(sql.Identifier(_TEMPLATE), keeper)
        )
    with setup.administering(made.address(KEEPER, _TEMPLATE), KEEPER_PASSWORD) as connection:
        setup.init(connection)


@dataclass
class _Database:
    """A database that is a hub, and the windows that ever joined it: role and password."""

    name: str
    windows: dict[str, tuple[str, str]]
    root: psycopg.Connection[Any]


_free: list[_Database] = []
"""Hubs that nobody uses; they are emptied before somebody does."""


class Venue:
    """A hub of its own on this process's server, or another, and its windows."""

    def __init__(self, on: Server | None = None) -> None:
        self.server, self._shared = on or server(), on is None
        self._clock = SystemClock()
        self._hubs: list[PostgresHub] = []
        if self._shared and _free:
            self._of = _free.pop()
            self._empty()
            return
        name = f"venue_{secrets.token_hex(4)}"
        with self.server.superuser() as root:
            root.execute(
                sql.SQL("create database {} template {} owner {}").format(
                    *map(sql.Identifier, (name, _TEMPLATE, KEEPER))
                )
            )
        self._of = _Database(name, {}, self.server.superuser(name))
        self.keeping(setup.init)  # what a copy does not copy: who may connect, and which it is
        self.do("update foyer.hub set generation = 1, mode = 'granting'")

    @property
    def database(self) -> str:
        return self._of.name

    def _empty(self) -> None:
        tables = [t for t in self._filled() if t not in ("hub", "mirrored")]
        if tables:
            self._of.root.execute(_truncate(tables))
        self.do("update foyer.hub set generation = 1, mode = 'granting'")

    def _filled(self) -> list[str]:
        """Return the hub's tables that hold anything."""
        every = sorted(schema.metadata.tables.values(), key=lambda table: table.name)
        asked = [sql.SQL("exists (select 1 from {})").format(_named(table.name)) for table in every]
        row = self._of.root.execute(
            sql.SQL("select {}").format(sql.SQL(", ").join(asked))
        ).fetchone()
        assert row is not None
        return [table.name for table, holds in zip(every, row, strict=True) if holds]

    def keeping(self, act: Callable[..., Any], *about: Any) -> Any:
        """Let whoever looks after the hub do something."""
        where = self.server.address(KEEPER, self.database)
        with setup.administering(where, KEEPER_PASSWORD) as connection:
            return act(connection, *about)

    def join(self, window_id: str, name: str = "", keys: Mapping[str, str] | None = None) -> None:
        """Let a window in."""
        name, keys = name or window_id, dict(keys or {})
        if window_id in self._of.windows:
            self._join_again(window_id, name, keys)
            return
        invitation = self.keeping(roles.invite, window_id)
        address, code = self.server.address(invitation.role, self.database), invitation.code

        def keep(password: str) -> None:
            for other, (role, _) in [*self._of.windows.items()]:
                if role == invitation.role:
                    del self._of.windows[other]  # "W1" and "w1" are one role
            self._of.windows[window_id] = (invitation.role, password)

        joining.join(address, code, window_id, name, keys, keep)

    def _join_again(self, window_id: str, name: str, keys: Mapping[str, str]) -> None:
        """Put a role that another test's window had back in, as joining would, in a tenth of the
        time."""
        self.do(
            "insert into foyer.hub_window (window_id, role, name, standing)"
            " values (%s, %s, %s, 'joined')",
            window_id,
            self._of.windows[window_id][0],
            name,
        )
        for table in ("window_sent", "window_asked", "window_heard"):
            self.do(f"insert into foyer.{table} (window_id) values (%s)", window_id)
        if keys and not self.rows("select 1 from foyer.venue_secret"):
            for key in keys.items():
                self.do("insert into foyer.venue_secret values (%s, %s)", *key)

    def address(self, window_id: str) -> HubAddress:
        """Return the hub as a window goes to it."""
        role = self._of.windows.get(window_id, (f"nobody_{window_id}", ""))[0]
        return self.server.address(role, self.database)

    def url(self, window_id: str) -> str:
        """Return the same, as window.toml has it."""
        role = self._of.windows[window_id][0]
        return f"postgresql://{role}@{quote(str(self.server.folder), safe='')}/{self.database}"

    def password(self, window_id: str) -> str:
        return self._of.windows.get(window_id, ("", "none"))[1]

    def window(self, window_id: str) -> PostgresHub:
        """Return the hub as that window sees it, over a connection of its own."""
        hub = PostgresHub(
            self.address(window_id),
            self.password(window_id),
            self._clock,
            answer_s=PATIENCE_S,
            parcels_s=PATIENCE_S,
        )
        self._hubs.append(hub)
        return hub

    def plain(self, window_id: str) -> psycopg.Connection[Any]:
        """Return a window's role with nothing of ours between it and the server."""
        where = self.address(window_id).parameters(self.password(window_id))
        return psycopg.connect("", autocommit=True, **where)

    def plain_superuser(self) -> psycopg.Connection[Any]:
        """Return a connection that may do everything, beside this one's own."""
        return self.server.superuser(self.database)

    def fall_over(self) -> None:
        """End the server as a fault does, and start it again."""
        self.server.local.halt()
        self.server.local.resume()
        for of in (self._of, *_free):
            of.root.close()
            of.root = self.server.superuser(of.name)

    def move(self, local: postgres_server.LocalServer) -> None:
        """The hub is in another server, which has the passwords of this one."""
        self.server = replace(self.server, folder=local.folder, local=local)
        self._of.root.close()
        self._of.root = self.server.superuser(self.database)

    def rows(self, statement: str, *about: Any) -> list[tuple[Any, ...]]:
        """Look behind the functions."""
        return self._of.root.execute(statement.encode(), about or None).fetchall()

    def do(self, statement: str, *about: Any) -> None:
        """Change something behind the functions."""
        self._of.root.execute(statement.encode(), about or None)

    def shut_out(self, window_id: str) -> None:
        self.keeping(roles.shut_out, window_id)
        self._of.windows.pop(window_id)

    def copy(self) -> dict[str, bytes]:
        """Return a backup of the hub's tables."""
        kept = {}
        for table in self._filled():
            with self._of.root.cursor().copy(_copy(table, "to stdout")) as rows:
                kept[table] = b"".join(bytes(row) for row in rows)
        return kept

    def restore(self, copy: dict[str, bytes], *, told: bool = True) -> None:
        """Go on from a backup; ``told``: somebody says so."""
        root = self._of.root
        with root.transaction():
            root.execute(_truncate(self._filled()))
            for table, kept in copy.items():
                with root.cursor().copy(_copy(table, "from stdin")) as rows:
                    rows.write(kept)
        if told:
            self.keeping(setup.restored)

    def close(self) -> None:
        """Let go of everything; another test may have the database."""
        for hub in self._hubs:
            hub.close()
        if self._shared:
            _free.append(self._of)
        else:
            self._of.root.close()


def _named(table: str) -> sql.Identifier:
    return sql.Identifier("foyer", table)


def _truncate(tables: Sequence[str]) -> sql.Composed:
    return sql.SQL("truncate {}").format(sql.SQL(", ").join(map(_named, tables)))


def _copy(table: str, way: str) -> sql.Composed:
    return sql.SQL("copy {} {}").format(_named(table), sql.SQL(way))
