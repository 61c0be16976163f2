"""Blank ticket papers on SQLite: entries as they were made, and what was used as counts of arrows.

A position is the rowid of a transition: SQLite's rowid tells the order of appending in a table from
which nothing is ever deleted, whatever the clock did.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa

from pos.ports.storage import END_OF_ARROWS
from pos.records import StockEntry, VoidedPaper
from pos.storage import schema

if TYPE_CHECKING:
    from pos.storage.unit_of_work import SqlUnitOfWork

_COLUMNS = tuple(column.name for column in schema.stock_entry.c)
_USED = sa.text(
    # The plus keeps SQLite from walking every print there ever was instead of the few in between.
    "SELECT coalesce(sum(t.to_state = 'printed'), 0) - coalesce(sum(t.from_state = 'printed'), 0)"
    "   AS printed,"
    " coalesce(sum(t.to_state = 'spoiled' AND coalesce(v.what, '') <> 'nothing'), 0) AS spoiled"
    " FROM transition t JOIN print_job j ON j.job_id = t.subject_id"
    " LEFT JOIN voided_paper v ON v.job_id = j.job_id"
    " WHERE t.rowid > :after AND t.rowid <= :until AND +t.machine = 'print'"
    " AND j.kind IN ('ticket', 'member_card', 'paper_ticket') AND j.device = :device"
)
_UNDER_WAY = sa.text(
    "SELECT count(*) FROM current_state s JOIN print_job j ON j.job_id = s.subject_id"
    " WHERE s.machine = 'print' AND s.state IN ('sent', 'unknown')"
    " AND j.kind IN ('ticket', 'member_card', 'paper_ticket') AND j.device = :device"
)
_NEWEST = sa.text("SELECT transition_id FROM transition ORDER BY rowid DESC LIMIT 1")
_ENTERED = sa.text(
    "SELECT rowid FROM transition WHERE machine = 'till' AND subject_id = :till AND seq = 0"
)
_LOCKED = sa.text(
    "SELECT rowid FROM transition WHERE machine = 'till' AND subject_id = :till"
    " AND trigger = 'approve'"
)


class SqlStock:
    """See ``pos.ports.storage.StockStore``."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    def entries(self, window_id: str, device: str) -> tuple[tuple[int, StockEntry], ...]:
        entry, arrow = schema.stock_entry, schema.transition
        position: sa.Label[int] = sa.literal_column("coalesce(transition.rowid, 0)").label(
            "position"
        )
        rows = self._uow.execute(
            sa.select(entry, position)
            .select_from(entry)
            .outerjoin(arrow, arrow.c.transition_id == entry.c.after_arrow)
            .where(entry.c.window_id == window_id, entry.c.device == device)
            .order_by(entry.c.seq)
        )
        return tuple(
            (int(row.position), StockEntry(**{name: row._mapping[name] for name in _COLUMNS}))
            for row in rows
        )

    def used(self, device: str, after: int, until: int) -> tuple[int, int]:
        where = {"device": device, "after": after, "until": until}
        row = self._uow.execute(_USED, where).one()
        return int(row.printed), int(row.spoiled)

    def under_way(self, device: str) -> int:
        return int(self._uow.execute(_UNDER_WAY, {"device": device}).scalar_one())

    def newest_arrow(self) -> str:
        return str(self._uow.execute(_NEWEST).scalar() or "")

    def span(self, till_ids: Sequence[str]) -> tuple[int, int]:
        ask = self._uow.execute
        opened = [int(ask(_ENTERED, {"till": till}).scalar_one()) for till in till_ids]
        locked = [int(ask(_LOCKED, {"till": till}).scalar() or END_OF_ARROWS) for till in till_ids]
        return min(opened), max(locked)

    def voided(self, job_id: str) -> VoidedPaper | None:
        table = schema.voided_paper
        row = self._uow.execute(sa.select(table).where(table.c.job_id == job_id)).first()
        return None if row is None else VoidedPaper(**row._mapping)
