"""Staff, credentials and tries to sign in on SQLite.

Two windows that did not hear of each other may number a person's rows alike: the newest is then the
one with the lowest id, at every window.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from pos.records import Badge, Credential, SignIn, Staff, StaffStanding
from pos.storage import schema
from pos.storage.tables import time_of
from pos.text import folded

if TYPE_CHECKING:
    from pos.storage.unit_of_work import SqlUnitOfWork

_STAFF = tuple(column.name for column in schema.staff.c)
_STANDING = tuple(column.name for column in schema.staff_standing.c)


def _with_standing() -> sa.Select[tuple[object, ...]]:
    staff, standing, newer = schema.staff, schema.staff_standing, schema.staff_standing.alias()
    newest = (
        sa.select(newer.c.standing_id)
        .where(newer.c.user_id == standing.c.user_id)
        .order_by(newer.c.seq.desc(), newer.c.standing_id)
        .limit(1)
        .scalar_subquery()
    )
    columns = [staff.c[name].label(f"staff_{name}") for name in _STAFF]
    columns += [standing.c[name].label(f"standing_{name}") for name in _STANDING]
    return (
        sa.select(*columns)
        .join(standing, standing.c.user_id == staff.c.user_id)
        .where(standing.c.standing_id == newest)
    )


_WITH_STANDING = _with_standing()
_MEMBER = _WITH_STANDING.where(schema.staff.c.user_id == sa.bindparam("user"))
_CREDENTIAL = (
    sa.select(schema.credential)
    .where(schema.credential.c.user_id == sa.bindparam("user"))
    .order_by(schema.credential.c.seq.desc(), schema.credential.c.credential_id)
    .limit(1)
)
_SIGN_IN = tuple(column.name for column in schema.sign_in.c)
_TRIES = (
    f"SELECT {', '.join(_SIGN_IN)} FROM sign_in WHERE user_id = ?1 AND seq > "  # noqa: S608 - our own schema
    "(SELECT coalesce(max(seq), 0) FROM sign_in WHERE user_id = ?1 AND outcome IN ('ok', 'unlock'))"
    " ORDER BY seq"
)
_LAST_SIGN_IN = "SELECT coalesce(max(seq), 0) FROM sign_in WHERE user_id = ?"


class SqlPeople:
    """See ``pos.ports.storage.PeopleStore``."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    def staff(self) -> tuple[tuple[Staff, StaffStanding], ...]:
        found = [_pair(row) for row in self._uow.execute(_WITH_STANDING)]
        return tuple(sorted(found, key=lambda pair: (folded(pair[0].name), pair[0].name)))

    def member(self, user_id: str) -> tuple[Staff, StaffStanding] | None:
        row = self._uow.execute(_MEMBER, {"user": user_id}).first()
        return None if row is None else _pair(row)

    def credential(self, user_id: str) -> Credential | None:
        row = self._uow.execute(_CREDENTIAL, {"user": user_id}).first()
        return None if row is None else Credential(**row._mapping)

    def tries_since_ok(self, user_id: str) -> tuple[SignIn, ...]:
        self._uow.flush()
        rows = (dict(zip(_SIGN_IN, row, strict=True)) for row in self._uow.ask(_TRIES, (user_id,)))
        return tuple(SignIn(**row | {"at": time_of(row["at"])}) for row in rows)

    def last_sign_in(self, user_id: str) -> int:
        self._uow.flush()
        ((last,),) = self._uow.ask(_LAST_SIGN_IN, (user_id,))
        return int(last)

    def last_proved_at(self, user_id: str) -> datetime | None:
        table = schema.sign_in
        row = self._uow.execute(
            sa.select(table.c.at)
            .where(table.c.user_id == user_id, table.c.outcome == "ok")
            .order_by(table.c.seq.desc())
            .limit(1)
        ).first()
        return None if row is None else row.at

    def proved(self, user_id: str, purpose: str) -> bool:
        table = schema.sign_in
        found = self._uow.execute(
            sa.select(table.c.sign_in_id)
            .where(table.c.user_id == user_id, table.c.purpose == purpose, table.c.outcome == "ok")
            .limit(1)
        ).first()
        return found is not None

    def badge(self, uid_hash: str) -> Badge | None:
        table = schema.badge
        row = self._uow.execute(
            sa.select(table)
            .where(table.c.uid_hash == uid_hash)
            .order_by(table.c.seq.desc(), table.c.badge_id)
            .limit(1)
        ).first()
        return None if row is None else Badge(**row._mapping)

    def badge_of(self, user_id: str) -> Badge | None:
        table = schema.badge
        rows = self._uow.execute(sa.select(table).where(table.c.user_id == user_id))
        for uid_hash in {row.uid_hash for row in rows}:
            newest = self.badge(uid_hash)
            if newest is not None and newest.given and newest.user_id == user_id:
                return newest
        return None

    def secret(self, name: str) -> str | None:
        table = schema.secret
        found: str | None = self._uow.execute(
            sa.select(table.c.value).where(table.c.name == name)
        ).scalar()
        return found

    def keep_secret(self, name: str, value: str) -> None:
        self._uow.write(schema.secret, {"name": name, "value": value})

    def take_secret(self, name: str, value: str) -> None:
        table = schema.secret
        self._uow.execute(sa.delete(table).where(table.c.name == name))
        self.keep_secret(name, value)

    def keys_in_use(self) -> bool:
        either = (sa.select(table).exists() for table in (schema.badge, schema.value_code))
        return bool(self._uow.execute(sa.select(sa.or_(*either))).scalar_one())


def _pair(row: sa.Row[tuple[object, ...]]) -> tuple[Staff, StaffStanding]:
    values = row._mapping
    return (
        Staff(**{name: values[f"staff_{name}"] for name in _STAFF}),
        StaffStanding(**{name: values[f"standing_{name}"] for name in _STANDING}),
    )
