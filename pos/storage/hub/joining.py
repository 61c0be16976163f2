"""A window joins its hub with a code, and changes the password that it made for itself then."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from psycopg import sql

from pos.errors import HubRefused
from pos.storage.hub.address import HubAddress
from pos.storage.hub.roles import typed_code, verifier
from pos.storage.hub.setup import Connection, administering
from pos.storage.schema import SCHEMA_VERSION


@dataclass(frozen=True, slots=True)
class Joined:
    """``secrets``: the venue's keys, those the window gave if it is the first. ``sent``: how many
    parcels the hub has of this window."""

    hub_id: str
    secrets: Mapping[str, str]
    sent: int


def join(
    address: HubAddress,
    code: str,
    window_id: str,
    name: str,
    keys: Mapping[str, str],
    keep_password: Callable[[str], object],
    agree: Callable[[Joined], None] = lambda joined: None,
) -> Joined:
    """Join the hub: give the window's role a password of its own in place of the code.

    Args:
        address: The hub, with the role that the code is for.
        code: As it was given out.
        window_id: Who this window says it is.
        name: What people call it.
        keys: The window's keys of badges and codes; the venue's from now on if there are none.
        keep_password: Keeps the new password, on disk, before the hub has it.
        agree: Raises what speaks against it, now that the hub has answered; then nothing was
            done.

    Raises:
        HubRefused: ``code``: it is wrong, used or too old; ``another_window``: it is for another;
            ``newer``, ``older``, ``shut_out``.
        HubUnreachable: It cannot be reached. Nothing was done, or the code is used up and the
            password that was kept is right.
    """
    import json

    about = {
        "window_id": window_id,
        "name": name,
        "schema_version": SCHEMA_VERSION,
        "secrets": dict(keys),
    }
    typed = typed_code(code)
    if not typed:
        raise HubRefused(what="code")
    with administering(address, typed, wrong="code") as connection:
        row = connection.execute("select foyer_api.join(%s)", [json.dumps(about)]).fetchone()
        said = row[0] if row else {}
        joined = Joined(said["hub_id"], said["secrets"], said["sent"])
        agree(joined)
        _change_password(connection, address.user, keep_password)
    return joined


def rotate(address: HubAddress, password: str, keep_password: Callable[[str], object]) -> None:
    """Give the window's role a new password; the old one is void. Raises as ``join``."""
    with administering(address, password, wrong="unknown") as connection:
        _change_password(connection, address.user, keep_password)


def _change_password(
    connection: Connection, role: str, keep_password: Callable[[str], object]
) -> None:
    new = secrets.token_urlsafe(32)
    connection.execute(
        sql.SQL("alter role {} password {}").format(
            sql.Identifier(role), sql.Literal(verifier(connection, role, new))
        )
    )
    keep_password(new)
