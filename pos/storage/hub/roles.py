"""Windows let in and shut out, by whoever looks after the hub.

A window's role may call the functions of ``foyer_api`` and nothing else. It signs in first with a
code that is good for one joining; of the code the server keeps a hash and nobody else anything.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

import psycopg
from psycopg import sql

from pos.errors import HubRefused
from pos.storage.hub.setup import Connection, lend_to_owner, require_hub, windows_of

CODE_HOURS = 24
_CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_GROUPS, _GROUP = 6, 5
"""150 bits: nobody guesses it, and it can be read over a telephone."""
_AT_ONCE = 8
"""Connections of one window: two in use, the others on their way out."""
_LIMITS = (
    ("statement_timeout", "30s"),
    ("lock_timeout", "10s"),
    ("idle_in_transaction_session_timeout", "5s"),
    ("default_transaction_isolation", "read committed"),
)
"""So that a window that died in the middle of something holds nobody up for long. A role may set
what is its own otherwise: then ``foyer.end_stuck`` is what holds."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a window joins with. ``role`` goes into the hub's address, ``code`` is typed."""

    role: str
    code: str


def role_of(hub_id: str, window_id: str) -> str:
    """Return what a window signs in as."""
    return f"foyer_{hub_id[:8]}_{window_id.lower()}"


def invite(
    connection: Connection, window_id: str, lasts: timedelta = timedelta(hours=CODE_HOURS)
) -> Invitation:
    """Let a window join, for the first time or once more: another machine, a password that was
    lost, a window that was shut out. A code it had before is void; so is its password, and whoever
    is signed in with it is not any more.

    Raises:
        HubRefused: ``not_a_hub``, ``newer``, ``older``.
    """
    hub_id = require_hub(connection)
    role, code = role_of(hub_id, window_id), _new_code()
    _keep_rows(connection, window_id, role, lasts)
    connection.execute("reset role")
    name = sql.Identifier(role)
    there = connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone()
    if there is None:
        connection.execute(sql.SQL("create role {} nologin").format(name))
    connection.execute(sql.SQL("grant {} to {}").format(sql.Identifier(windows_of(hub_id)), name))
    lend_to_owner(connection, hub_id, role)
    connection.execute(
        sql.SQL("alter role {} login password {} connection limit {}").format(
            name, sql.Literal(verifier(connection, role, code)), sql.Literal(_AT_ONCE)
        )
    )
    for setting, value in _LIMITS:
        connection.execute(
            sql.SQL("alter role {} set {} = {}").format(
                name, sql.Identifier(setting), sql.Literal(value)
            )
        )
    if there is not None:
        connection.commit()  # in force before its connections end
        _end_connections(connection, role)
    return Invitation(role, code)


def _keep_rows(connection: Connection, window_id: str, role: str, lasts: timedelta) -> None:
    connection.execute(
        "insert into foyer.hub_window as w (window_id, role, name, standing)"
        " values (%s, %s, %s, 'invited') on conflict (window_id) do update"
        " set role = excluded.role,"
        " standing = case w.standing when 'shut_out' then 'joined' else w.standing end",
        [window_id, role, window_id],
    )
    for table in ("window_sent", "window_asked", "window_heard"):
        connection.execute(
            sql.SQL("insert into {} (window_id) values ({}) on conflict do nothing").format(
                sql.Identifier("foyer", table), sql.Literal(window_id)
            )
        )
    connection.execute(
        "insert into foyer.join_code (window_id, expires_at)"
        " values (%(window)s, foyer.now_us() + %(us)s)"
        " on conflict (window_id) do update set expires_at = excluded.expires_at, used_at = null",
        {"window": window_id, "us": int(lasts.total_seconds() * 1e6)},
    )


def shut_out(connection: Connection, window_id: str) -> None:
    """Take nothing from a window any more, from this moment on, whatever it has open: the functions
    refuse it, its role cannot sign in, its connections end. What it holds stays kept from sale
    until a manager writes it off.

    Raises:
        HubRefused: ``no_window``, with the ``windows`` there are; ``not_a_hub``.
    """
    require_hub(connection)
    connection.execute("select 1 from foyer.hub for update")
    row = connection.execute(
        "update foyer.hub_window set standing = 'shut_out', owes = false where window_id = %s"
        " returning role",
        [window_id],
    ).fetchone()
    if row is None:
        there = connection.execute("select window_id from foyer.hub_window order by window_id")
        windows = ", ".join(str(one) for (one,) in there)
        raise HubRefused(what="no_window", prefix=window_id, windows=windows)
    connection.execute("select foyer.settle_mode()")
    connection.execute("reset role")
    name = sql.Identifier(str(row[0]))
    connection.execute(sql.SQL("alter role {} nologin").format(name))
    connection.commit()  # in force before its connections end
    _end_connections(connection, str(row[0]))


def _end_connections(connection: Connection, role: str) -> None:
    """A role that may make others may end what they do only as one of them."""
    name = sql.Identifier(role)
    end = sql.SQL("select pg_terminate_backend(pid) from pg_stat_activity where usename = {}")
    try:
        with connection.transaction():
            connection.execute(end.format(sql.Literal(role)))
    except psycopg.errors.InsufficientPrivilege:
        connection.execute(sql.SQL("grant {} to current_user").format(name))
        connection.execute(end.format(sql.Literal(role)))
        connection.execute(sql.SQL("revoke {} from current_user").format(name))


def verifier(connection: Connection, role: str, password: str) -> str:
    """Return what the server keeps instead of a password: it, and its log, never see it."""
    made = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    return made.decode()


def typed_code(text: str) -> str:
    """Return a code as it was given out, however it was typed."""
    letters = re.sub(r"[^A-Z0-9]", "", text.upper())
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def _new_code() -> str:
    letters = [secrets.choice(_CODE_LETTERS) for _ in range(_GROUPS * _GROUP)]
    return typed_code("".join(letters))
