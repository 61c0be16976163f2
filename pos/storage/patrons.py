"""The people who come, on SQLite."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import sqlalchemy as sa

from pos.errors import NotFound
from pos.records import (
    Household,
    OrderPatron,
    Patron,
    PatronDetail,
    PatronLook,
    PatronNote,
)
from pos.storage import patrons_schema as tables
from pos.storage.erasing import take_out
from pos.storage.reading import Reading

if TYPE_CHECKING:
    from pos.storage.patron_history import SqlPatronHistory

_DETAIL = sa.text(
    "SELECT * FROM patron_detail WHERE patron_id = :id ORDER BY seq DESC, detail_id LIMIT 1"
).columns(*tables.patron_detail.c)
_MERGE = sa.text(
    "SELECT seq, into_id FROM patron_merge WHERE patron_id = :id "
    "ORDER BY seq DESC, merge_id LIMIT 1"
)
_UNDER = sa.text(
    """
    SELECT DISTINCT m.patron_id FROM patron_merge m WHERE m.into_id = :id AND (
      SELECT n.into_id FROM patron_merge n WHERE n.patron_id = m.patron_id
      ORDER BY n.seq DESC, n.merge_id LIMIT 1) = :id
    ORDER BY m.patron_id
    """
)
_LINK = sa.text(
    "SELECT * FROM order_patron WHERE order_id = :id ORDER BY seq DESC, link_id LIMIT 1"
).columns(*tables.order_patron.c)
_THEIRS = """
    SELECT DISTINCT p.order_id FROM json_each(:ids) j
    CROSS JOIN order_patron p ON p.patron_id = j.value
    WHERE p.link_id = (SELECT n.link_id FROM order_patron n WHERE n.order_id = p.order_id
      ORDER BY n.seq DESC, n.link_id LIMIT 1)
    """
_ORDERS = sa.text(
    f"SELECT o.order_id FROM ({_THEIRS}) t "  # noqa: S608 - our own words
    "CROSS JOIN orders o ON o.order_id = t.order_id ORDER BY o.placed_at DESC, o.order_id DESC"
)
_RANK = sa.text(
    f"""
    SELECT m.level_name FROM ({_THEIRS}) t CROSS JOIN member m ON m.order_id = t.order_id
    WHERE m.starts_on <= :day AND m.ends_on >= :day
      AND NOT EXISTS (SELECT 1 FROM member_ended e WHERE e.member_id = m.member_id)
    ORDER BY m.ends_on DESC, m.member_id LIMIT 1
    """  # noqa: S608 - our own words
)
_LISTED = sa.text(
    """
    SELECT d.* FROM json_each(:ids) j CROSS JOIN patron_detail d ON d.detail_id = (
      SELECT n.detail_id FROM patron_detail n WHERE n.patron_id = j.value
      ORDER BY n.seq DESC, n.detail_id LIMIT 1)
    """
).columns(*tables.patron_detail.c)
_EVER_MERGED = sa.text(
    """
    SELECT j.value FROM json_each(:ids) j
    WHERE EXISTS (SELECT 1 FROM patron_merge m WHERE m.patron_id = j.value)
      OR EXISTS (SELECT 1 FROM patron_merge m WHERE m.into_id = j.value)
    """
)
_RANKS = sa.text(
    """
    SELECT g.key AS root, m.level_name FROM json_each(:whole) g
    CROSS JOIN json_each(g.value) j CROSS JOIN order_patron p ON p.patron_id = j.value
    CROSS JOIN member m ON m.order_id = p.order_id
    WHERE p.link_id = (SELECT n.link_id FROM order_patron n WHERE n.order_id = p.order_id
        ORDER BY n.seq DESC, n.link_id LIMIT 1)
      AND m.starts_on <= :day AND m.ends_on >= :day
      AND NOT EXISTS (SELECT 1 FROM member_ended e WHERE e.member_id = m.member_id)
    ORDER BY m.ends_on, m.member_id DESC
    """
)
_HOUSEHOLD = sa.text(
    "SELECT * FROM household WHERE household_id = :id ORDER BY seq DESC, state_id LIMIT 1"
).columns(*tables.household.c)
_HOUSEHOLD_OF = sa.text(
    "SELECT seq, household_id FROM household_member WHERE patron_id = :id "
    "ORDER BY seq DESC, member_id LIMIT 1"
)
_MEMBERS = sa.text(
    """
    SELECT DISTINCT m.patron_id FROM household_member m WHERE m.household_id = :id AND (
      SELECT n.household_id FROM household_member n WHERE n.patron_id = m.patron_id
      ORDER BY n.seq DESC, n.member_id LIMIT 1) = :id
    ORDER BY m.patron_id
    """
)
_ERASED = sa.text("SELECT 1 FROM erased WHERE kind = :kind AND subject_id = :id")
_AT_ONCE = sa.text(
    """
    SELECT DISTINCT o.patron_id FROM json_each(:ids) j
    CROSS JOIN order_patron p ON p.patron_id = j.value
    CROSS JOIN order_patron o ON o.order_id = p.order_id AND o.seq = p.seq
    WHERE o.patron_id NOT IN ('', p.patron_id) ORDER BY 1
    """
)
_TORN = sa.text(
    """
    SELECT d.patron_id FROM patron_detail d
    GROUP BY d.patron_id, d.seq
    HAVING count(*) > 1 AND NOT EXISTS (SELECT 1 FROM patron_detail n
      WHERE n.patron_id = d.patron_id AND n.seq > d.seq)
      AND NOT EXISTS (SELECT 1 FROM erased x
        WHERE x.kind = 'patron' AND x.subject_id = d.patron_id)
    ORDER BY d.patron_id LIMIT :limit
    """
)
_WITH_KEY = sa.text(
    "SELECT patron_id FROM patron_key WHERE kind = :kind AND value = :value "
    "ORDER BY patron_id LIMIT :limit"
)


class SqlPatrons(Reading):
    """See ``pos.ports.patrons.PatronStore``."""

    @cached_property
    def history(self) -> SqlPatronHistory:
        from pos.storage.patron_history import SqlPatronHistory

        return SqlPatronHistory(self._uow)

    def patron(self, patron_id: str) -> Patron:
        return self._one(Patron, "patron", tables.patron.c.patron_id, patron_id)

    def by_external_ref(self, external_ref: str) -> Patron | None:
        column = tables.patron.c.external_ref
        found = self._of(Patron, column, external_ref, tables.patron.c.patron_id)
        return found[0] if found and external_ref else None

    def detail(self, patron_id: str) -> PatronDetail:
        row = self._uow.execute(_DETAIL, {"id": patron_id}).first()
        if row is None:
            raise NotFound(kind="patron", key=patron_id)
        return PatronDetail(**row._mapping)

    def details(self, patron_id: str) -> tuple[PatronDetail, ...]:
        table = tables.patron_detail.c
        return self._of(PatronDetail, table.patron_id, patron_id, (table.seq, table.detail_id))

    def notes(self, patron_ids: Collection[str]) -> tuple[PatronNote, ...]:
        table = tables.patron_note.c
        return self._many(PatronNote, table.patron_id.in_(patron_ids), by=table.note_id)

    def into(self, patron_id: str) -> str:
        row = self._uow.execute(_MERGE, {"id": patron_id}).first()
        return str(row.into_id) if row is not None and row.into_id else patron_id

    def merge_seq(self, patron_id: str) -> int:
        row = self._uow.execute(_MERGE, {"id": patron_id}).first()
        return int(row.seq) if row is not None else 0

    def directly_under(self, patron_id: str) -> tuple[str, ...]:
        return tuple(self._uow.execute(_UNDER, {"id": patron_id}).scalars())

    def is_erased(self, kind: str, subject_id: str) -> bool:
        found = self._uow.execute(_ERASED, {"kind": kind, "id": subject_id})
        return found.first() is not None

    def keep_keys(self, patron_id: str, keys: Sequence[tuple[str, str]]) -> None:
        mine = tables.patron_key.c.patron_id == patron_id
        self._uow.execute(sa.delete(tables.patron_key).where(mine))
        rows = [
            {"kind": kind, "value": value, "patron_id": patron_id}
            for kind, value in dict.fromkeys(keys)
        ]
        if rows:
            self._uow.execute(sa.insert(tables.patron_key), rows)

    def with_key(self, kind: str, value: str, limit: int) -> tuple[str, ...]:
        asked = {"kind": kind, "value": value, "limit": limit}
        return tuple(self._uow.execute(_WITH_KEY, asked).scalars())

    def link(self, order_id: str) -> OrderPatron | None:
        row = self._uow.execute(_LINK, {"id": order_id}).first()
        return None if row is None else OrderPatron(**row._mapping)

    def at_once(self, patron_ids: Collection[str]) -> tuple[str, ...]:
        return tuple(self._uow.execute(_AT_ONCE, {"ids": json.dumps([*patron_ids])}).scalars())

    def orders(self, patron_ids: Collection[str]) -> tuple[str, ...]:
        return tuple(self._uow.execute(_ORDERS, {"ids": json.dumps([*patron_ids])}).scalars())

    def rank(self, patron_ids: Collection[str], day: date) -> str:
        asked = {"ids": json.dumps([*patron_ids]), "day": day.isoformat()}
        return str(self._uow.execute(_RANK, asked).scalar() or "")

    def listed(self, patron_ids: Collection[str]) -> tuple[tuple[Patron, PatronDetail], ...]:
        asked = {"ids": json.dumps([*patron_ids])}
        rows = self._uow.execute(_LISTED, asked).all() if patron_ids else ()
        details = {row.patron_id: PatronDetail(**row._mapping) for row in rows}
        column = tables.patron.c.patron_id
        found = (
            {each.patron_id: each for each in self._many(Patron, column.in_(details), by=column)}
            if details
            else {}
        )
        for each in patron_ids:
            if each not in found:
                raise NotFound(kind="patron", key=each)
        return tuple((found[each], details[each]) for each in dict.fromkeys(patron_ids))

    def ever_merged(self, patron_ids: Collection[str]) -> frozenset[str]:
        asked = {"ids": json.dumps([*patron_ids])}
        return frozenset(self._uow.execute(_EVER_MERGED, asked).scalars())

    def ranks(self, whole: Mapping[str, Collection[str]], day: date) -> dict[str, str]:
        groups = json.dumps({root: [*records] for root, records in whole.items()})
        asked = {"whole": groups, "day": day.isoformat()}
        return {row.root: row.level_name for row in self._uow.execute(_RANKS, asked)}

    def household(self, household_id: str) -> Household:
        row = self._uow.execute(_HOUSEHOLD, {"id": household_id}).first()
        if row is None:
            raise NotFound(kind="household", key=household_id)
        return Household(**row._mapping)

    def household_of(self, patron_id: str) -> tuple[int, str]:
        row = self._uow.execute(_HOUSEHOLD_OF, {"id": patron_id}).first()
        return (0, "") if row is None else (int(row.seq), str(row.household_id))

    def members(self, household_id: str) -> tuple[str, ...]:
        return tuple(self._uow.execute(_MEMBERS, {"id": household_id}).scalars())

    def take_out_erased(self) -> None:
        self._uow.flush()
        take_out(self._uow.connection)

    def torn(self, limit: int) -> tuple[str, ...]:
        return tuple(self._uow.execute(_TORN, {"limit": limit}).scalars())

    def looks(self, patron_ids: Collection[str], limit: int) -> tuple[PatronLook, ...]:
        table = tables.patron_look
        asked = sa.select(table).order_by(table.c.look_id.desc()).limit(limit)
        if patron_ids:
            asked = asked.where(table.c.patron_id.in_(patron_ids))
        return tuple(PatronLook(**row._mapping) for row in self._uow.execute(asked))
