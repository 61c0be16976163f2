"""Making a database a hub, by somebody who may make roles there; and telling it that it was
restored.

Everything belongs to a role of its own that nobody can sign in as, so that what the functions may
do is what is in these tables and no more, whoever set the hub up.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

import psycopg
from psycopg import sql

from pos.errors import HubRefused, HubUnreachable
from pos.storage.hub import forgetting
from pos.storage.hub.address import HubAddress
from pos.storage.hub.line import REFUSES, conninfo, sign_in_trouble
from pos.storage.hub.schema import API, FACTS, SCHEMA
from pos.storage.hub.troubles import kind_of_trouble, no_password
from pos.storage.hub.updating import add_what_is_missing, bring_up_to_date
from pos.storage.schema import SCHEMA_VERSION

CONNECT_S = 10
_ADMINISTERING_MS = 60_000
NEEDED = "pg_catalog.gen_random_uuid()"
"""PostgreSQL has it since version 13, the first that has all that is used here."""
_NO_DATABASE = "3D000"
_SYSTEM = ("pg_catalog", "information_schema")

Connection = psycopg.Connection[Any]


@contextmanager
def administering(
    address: HubAddress, password: str, wrong: str = "password"
) -> Iterator[Connection]:
    """Sign in as whoever looks after the hub; one transaction, kept when nothing went wrong. A
    password that is not right is refused as ``wrong``.

    Raises:
        HubUnreachable: It cannot be reached (``kind`` says why where that is known), or what was
            asked failed there; ``detail`` is its own word for it.
        HubRefused: The hub's own refusal.

    With no password libpq looks where PostgreSQL's own tools do: PGPASSWORD and ~/.pgpass.
    """
    try:
        where = conninfo(address.parameters(password))
        with psycopg.connect(where, connect_timeout=CONNECT_S) as connection:
            connection.execute(f"set statement_timeout = {_ADMINISTERING_MS:d}")
            yield connection
    except psycopg.Error as error:
        if error.sqlstate == REFUSES:
            raise HubRefused(what=error.diag.message_primary or "") from None
        trouble = sign_in_trouble(str(error)) if error.sqlstate is None else None
        if isinstance(trouble, HubRefused):
            what = trouble.params["what"]
            raise HubRefused(what=wrong if what == "unknown" else what) from None
        kind = kind_of_trouble(str(error)) if error.sqlstate in (None, _NO_DATABASE) else ""
        if kind:
            raise HubUnreachable(
                kind=kind,
                host=address.host,
                port=str(address.port),
                database=address.database,
                user=address.user,
            ) from None
        if no_password(str(error)):
            raise HubRefused(what=wrong) from None
        if trouble is not None and "kind" in trouble.params:
            raise trouble from None
        raise HubUnreachable(kind="administering", detail=_first_line(error)) from None


def _first_line(error: psycopg.Error) -> str:
    """Return the server's own words as a sentence."""
    said = error.diag.message_primary or str(error).strip()
    line = said.splitlines()[0][:200] if said else type(error).__name__
    return line if line.endswith((".", "!", "?")) else f"{line}."


def owner_of(hub_id: str) -> str:
    """Return the role that owns a hub."""
    return f"foyer_{hub_id[:8]}"


def windows_of(hub_id: str) -> str:
    """Return the role that every window of a hub is a member of."""
    return f"foyer_{hub_id[:8]}_windows"


def hub_id_of(connection: Connection) -> str | None:
    """Return which hub the database is, None when it is none."""
    there = _hub_there(connection)
    if there is None:
        return None
    if there[1] != SCHEMA_VERSION:
        raise HubRefused(what="newer" if there[1] > SCHEMA_VERSION else "older")
    return there[0]


def _hub_there(connection: Connection) -> tuple[str, int] | None:
    if connection.execute("select to_regclass('foyer.hub')").fetchone() == (None,):
        return None
    row = connection.execute("select hub_id, schema_version from foyer.hub").fetchone()
    return None if row is None else (str(row[0]), int(row[1]))


def init(connection: Connection) -> str:
    """Make the database a hub, or bring one of this version or an older one up to date: what its
    tables lack is added, nothing is taken away. Return its id.

    Raises:
        HubRefused: ``server_too_old``; ``holds_something_else``; ``newer``; ``open_to_all``: its
            roles can make tables there and whoever called may not take that away.
    """
    if connection.execute("select to_regprocedure(%s)", [NEEDED]).fetchone() == (None,):
        raise HubRefused(what="server_too_old")
    there = _hub_there(connection)
    if there is None:
        _require_empty(connection)
        hub_id = secrets.token_hex(16)
        _make_roles(connection, hub_id)
        _make_schemas(connection, hub_id)
        _act_as_owner(connection, hub_id)
        _make_tables(connection, hub_id)
    else:
        hub_id, version = there
        if version > SCHEMA_VERSION:
            raise HubRefused(what="newer")
        _own_again(connection, hub_id)
        _act_as_owner(connection, hub_id)
        bring_up_to_date(connection)
    _make_functions(connection, hub_id)
    connection.execute("select foyer.notice_server()")
    windows = connection.execute(
        "select w.role from foyer.hub_window w join pg_roles r on r.rolname = w.role"
    ).fetchall()
    connection.execute("reset role")
    for (role,) in windows:
        lend_to_owner(connection, hub_id, role)
    _close_database(connection, hub_id)
    return hub_id


def restored(connection: Connection) -> None:
    """Say that the hub was restored from a backup: it grants nothing until every window was heard
    or written off. Raises HubRefused ``not_a_hub``."""
    require_hub(connection)
    connection.execute("select 1 from foyer.hub for update")
    connection.execute("select foyer.recover()")


def require_hub(connection: Connection) -> str:
    """Return which hub the database is, and act as its owner from here on. Raises HubRefused
    ``not_a_hub``, ``newer``, ``older``."""
    hub_id = hub_id_of(connection)
    if hub_id is None:
        raise HubRefused(what="not_a_hub")
    _own_again(connection, hub_id)
    _act_as_owner(connection, hub_id)
    return hub_id


def status(connection: Connection) -> dict[str, Any]:
    """Return what ``foyer hub status`` shows. Raises HubRefused ``not_a_hub``."""
    require_hub(connection)
    row = connection.execute("select foyer.status()").fetchone()
    found: dict[str, Any] = row[0] if row else {}
    return found


def _require_empty(connection: Connection) -> None:
    found = connection.execute(
        "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname <> all (%s) and n.nspname not like 'pg\\_%%'"
        " and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')"
        " and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')",
        [list(_SYSTEM)],
    ).fetchone()
    ours = connection.execute(
        "select 1 from pg_namespace where nspname in (%s, %s)", [SCHEMA, API]
    ).fetchone()
    if ours is not None or found != (0,):
        raise HubRefused(what="holds_something_else")


def _make_roles(connection: Connection, hub_id: str) -> None:
    for role in (owner_of(hub_id), windows_of(hub_id)):
        connection.execute(sql.SQL("create role {} nologin").format(sql.Identifier(role)))
    owner = sql.Identifier(owner_of(hub_id))
    connection.execute(sql.SQL("grant {} to current_user").format(owner))


def _make_schemas(connection: Connection, hub_id: str) -> None:
    owner = sql.Identifier(owner_of(hub_id))
    for schema in (SCHEMA, API):
        connection.execute(
            sql.SQL("create schema {} authorization {}").format(sql.Identifier(schema), owner)
        )


def _own_again(connection: Connection, hub_id: str) -> None:
    """Give a hub that came out of a dump its roles again: a dump holds none, and what is in it
    belongs to whoever restored it."""
    owner = owner_of(hub_id)
    if connection.execute("select 1 from pg_roles where rolname = %s", [owner]).fetchone():
        return
    _make_roles(connection, hub_id)
    rows = connection.execute(
        "select format('schema %%I', n) from unnest(%(ours)s::text[]) n"
        " union all select format('table %%I.%%I', schemaname, tablename) from pg_tables"
        " where schemaname = any (%(ours)s)"
        " union all select 'function ' || p.oid::regprocedure from pg_proc p"
        " where p.pronamespace::regnamespace::text = any (%(ours)s)",
        {"ours": [SCHEMA, API]},
    ).fetchall()
    rows.sort(key=lambda row: not row[0].startswith("schema"))
    for (what,) in rows:  # the server's own words for it
        connection.execute(f"alter {what} owner to".encode() + f' "{owner}"'.encode())


def _act_as_owner(connection: Connection, hub_id: str) -> None:
    connection.execute(sql.SQL("set local role {}").format(sql.Identifier(owner_of(hub_id))))


def _make_tables(connection: Connection, hub_id: str) -> None:
    add_what_is_missing(connection)
    connection.execute("alter table foyer.parcel alter column content set storage external")
    connection.execute(
        "insert into foyer.hub (hub_id, generation, mode, schema_version)"
        " values (%s, 1, 'granting', %s)",
        [hub_id, SCHEMA_VERSION],
    )
    connection.execute("insert into foyer.mirrored select unnest(%s::text[])", [sorted(FACTS)])


def _make_functions(connection: Connection, hub_id: str) -> None:
    _drop_functions(connection)
    folder = files("pos.storage.hub") / "functions"
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".sql"):
            connection.execute(file.read_text(encoding="utf-8").encode())
    for statement in forgetting.functions():
        connection.execute(statement.encode())
    _require_server_known(connection)
    windows = sql.Identifier(windows_of(hub_id))
    for statement in (
        "revoke all on all functions in schema foyer, foyer_api from public",
        "revoke all on all tables in schema foyer from public",
        "revoke all on schema foyer, foyer_api from public",
    ):
        connection.execute(statement.encode())
    connection.execute(sql.SQL("grant usage on schema foyer_api to {}").format(windows))
    connection.execute(
        sql.SQL("grant execute on all functions in schema foyer_api to {}").format(windows)
    )


def lend_to_owner(connection: Connection, hub_id: str, role: str) -> None:
    """Let the hub's functions see and end what a window's role does (``foyer.end_stuck``). The
    owner may do no more by that than it may already."""
    connection.execute(
        sql.SQL("grant {} to {}").format(sql.Identifier(role), sql.Identifier(owner_of(hub_id)))
    )


def _drop_functions(connection: Connection) -> None:
    """Take those away that another version of Foyer made: one with other arguments would stay
    beside ours."""
    rows = connection.execute(
        "select p.oid::regprocedure::text from pg_proc p"
        " where p.pronamespace in (%s::regnamespace, %s::regnamespace)",
        [SCHEMA, API],
    ).fetchall()
    if rows:
        every = ", ".join(row[0] for row in rows)  # names and types, quoted by the server
        connection.execute(f"drop function {every}".encode())


def _require_server_known(connection: Connection) -> None:
    """Where an engine does not say which server it is, or that a standby was promoted, the
    database's own number has to do."""
    for function in ("foyer.system_now()", "foyer.timeline_now()"):
        try:
            with connection.transaction():
                connection.execute(f"select {function}".encode())
        except psycopg.Error:
            connection.execute(
                f"create or replace function {function} returns text language sql stable as"
                " $$select ''$$".encode()
            )


def _close_database(connection: Connection, hub_id: str) -> None:
    """Let nobody in but windows, and make nothing there. What the database's owner alone may take
    away is tried, and then looked at."""
    database = sql.Identifier(connection.info.dbname)
    windows, owner = sql.Identifier(windows_of(hub_id)), sql.Identifier(owner_of(hub_id))
    for statement in (
        sql.SQL("revoke all on database {} from public").format(database),
        sql.SQL("grant connect on database {} to {}, {}, current_user").format(
            database, windows, owner
        ),
        sql.SQL("revoke all on schema public from public"),
    ):
        try:
            with connection.transaction():
                connection.execute(statement)
        except psycopg.errors.InsufficientPrivilege:
            continue  # looked at below
    row = connection.execute(
        "select has_database_privilege(%(role)s, current_database(), 'CREATE')"
        " or has_database_privilege(%(role)s, current_database(), 'TEMP')"
        " or exists (select 1 from pg_namespace n"
        "            where has_schema_privilege(%(role)s, n.oid, 'CREATE'))"
        " or not has_database_privilege(%(role)s, current_database(), 'CONNECT')",
        {"role": windows_of(hub_id)},
    ).fetchone()
    if row is None or row[0]:
        raise HubRefused(what="open_to_all")
