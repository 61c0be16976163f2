"""The invariants of parcels: those made here, and what was taken in of others'.

What other windows kept they prove themselves: their audit stays with them, and so do their papers
and drawers. Here it is enough that nothing was added to it or taken from it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlalchemy as sa

from pos.errors import ParcelDamaged
from pos.hub.parcels import Position, following, is_emptied, opened
from pos.storage import schema
from pos.storage.catalogue_parcels import PREFIX
from pos.storage.erasing import personal_columns
from pos.views.cash import Finding

if TYPE_CHECKING:
    from pos.storage.unit_of_work import SqlUnitOfWork

_TABLES = {table.name: table for table in schema.TRAVELS}
_KEYS = {name: table.primary_key.columns.keys() for name, table in _TABLES.items()}
_NAMED = frozenset({"order_number", "receipt_number", "serial", "number"})
"""Columns by which a finding may name a fact beside its id."""
_MANY = frozenset({"posting", "transition", "audit", "ticket_charge"})
"""Tables by whose own ids no finding names anything, or whose rows begin with an order's, which may
be another window's."""
_AT_A_TIME = 5_000


_BETWEEN = re.compile("[ /:]")
"""What stands between the names in a finding's subject."""


@dataclass(slots=True)
class Own:
    """What this window's parcels hold: ``names`` of their facts, and ``rows`` by table."""

    names: set[str] = field(default_factory=set)
    rows: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def has(self, subject: str) -> bool:
        """Return whether a finding's subject names something of this window."""
        return any(word in self.names for word in _BETWEEN.split(subject))


def joined(uow: SqlUnitOfWork) -> bool:
    """Return whether this is a window of a hub, so facts of other windows may lie here."""
    return uow.execute(sa.text("SELECT 1 FROM hub_link")).first() is not None


def own_parcels(uow: SqlUnitOfWork, *, opening: bool) -> Own:
    """Walk the parcels made here: each follows from the one before, and its rows lie in their
    tables as they were packed (``opening``)."""
    own, before = Own(), Position()
    packed = _Packed(uow, own)
    erased = uow.execute(sa.text("SELECT 1 FROM erased LIMIT 1")).first() is not None
    every = sa.select(schema.outbox).order_by(schema.outbox.c.seq)
    with uow.execute(every.execution_options(yield_per=200)) as parcels:
        for parcel in parcels:
            now = following(before, parcel.content)
            if erased and is_emptied(parcel.content):
                now = Position(now.seq, parcel.chain)
            before = Position(parcel.seq, parcel.chain)
            if now != before:
                own.findings.append(Finding("error", "parcel.chain", f"parcel {parcel.seq}"))
                if parcel.seq != now.seq:
                    break
            if opening:
                packed.add(parcel.seq, parcel.content)
    packed.look()
    return own


@dataclass(slots=True)
class _Packed:
    """Packed rows that wait to be looked up, some thousand of a table at a time."""

    uow: SqlUnitOfWork
    own: Own
    waiting: dict[str, list[tuple[int, dict[str, object]]]] = field(default_factory=dict)
    count: int = 0

    def add(self, seq: int, content: bytes) -> None:
        try:
            tables = opened(content)
        except ParcelDamaged:
            tables = {"": ([], [])}
        for name, (columns, rows) in tables.items():
            if name in _TABLES and set(_KEYS[name]) <= set(columns):
                found = ((seq, dict(zip(columns, row, strict=True))) for row in rows)
                self.waiting.setdefault(name, []).extend(found)
                self.own.rows[name] = self.own.rows.get(name, 0) + len(rows)
                self.count += len(rows)
            elif not name.startswith(PREFIX):
                self.own.findings.append(Finding("error", "parcel.damaged", f"parcel {seq}"))
        if self.count > _AT_A_TIME:
            self.look()

    def look(self) -> None:
        """Compare what waits with the tables."""
        for name, packed in self.waiting.items():
            self._look(_TABLES[name], packed)
        self.waiting, self.count = {}, 0

    def _look(self, table: sa.Table, packed: list[tuple[int, dict[str, object]]]) -> None:
        keys = _KEYS[table.name]
        sql = (
            f'SELECT t.* FROM json_each(:keys) j CROSS JOIN "{table.name}" t '  # noqa: S608 - ours
            f"ON t.{keys[0]} = j.value"
        )
        wanted = json.dumps(sorted({row[keys[0]] for _, row in packed}, key=str))
        there = {
            tuple(row[key] for key in keys): row
            for row in self.uow.execute(sa.text(sql), {"keys": wanted}).mappings()
        }
        personal = personal_columns(table.name)  # emptied once somebody was erased
        for seq, row in packed:
            if table.name not in _MANY:
                self.own.names.update(str(row[name]) for name in (keys[0], *(_NAMED & row.keys())))
            key = tuple(row[name] for name in keys)
            kept = there.get(key)
            if kept is None or any(
                kept[name] != value
                and not (name in personal and kept[name] == personal[name].unsaid(str(value)))
                for name, value in row.items()
            ):
                place = f"{table.name} {'/'.join(map(str, key))}"
                evidence = (str(seq),)
                finding = Finding("error", "parcel.not_as_sent", place, evidence=evidence)
                self.own.findings.append(finding)


def beside(uow: SqlUnitOfWork, own: Own) -> Iterator[Finding]:
    """Yield facts that are neither this window's nor were taken in, or that were and are gone; and
    words of the hub that cannot be."""
    taken = {
        row.table_name: row.taken
        for row in uow.execute(sa.text("SELECT table_name, taken FROM hub_taken"))
    }
    for name in sorted(_TABLES):
        said = own.rows.get(name, 0) + taken.get(name, 0)
        there = uow.execute(sa.text(f'SELECT count(*) FROM "{name}"')).scalar_one()  # noqa: S608
        if there != said:
            yield Finding("error", "parcel.facts", name, said, int(there))
    yield from _link(uow)


def _link(uow: SqlUnitOfWork) -> Iterator[Finding]:
    for row in uow.execute(sa.text(_ACKNOWLEDGED)):
        yield Finding("error", "parcel.acknowledged", "parcels", row.last, row.acknowledged)
    for row in uow.execute(sa.text(_KNOWN)):
        yield Finding("error", "parcel.known", f"window {row.window_id}", None, row.seq)
    for row in uow.execute(sa.text(_COMMANDS)):
        yield Finding("error", "lease.number", "lease commands", row.last, row.there)


_ACKNOWLEDGED = """
    SELECT l.acknowledged_seq AS acknowledged,
           (SELECT coalesce(max(seq), 0) FROM outbox) AS last FROM hub_link l
    WHERE l.acknowledged_seq > 0 AND NOT EXISTS (SELECT 1 FROM outbox o
      WHERE o.seq = l.acknowledged_seq AND o.chain = l.acknowledged_chain)"""
_KNOWN = """
    SELECT window_id, seq FROM hub_known
    WHERE seq < 1 OR length(chain) <> 64 OR window_id IN (SELECT window_id FROM hub_link)"""
_COMMANDS = """
    SELECT max(number) AS last, count(*) AS there FROM lease_command
    HAVING count(*) > 0 AND (min(number) <> 1 OR max(number) <> count(*))"""
