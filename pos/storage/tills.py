"""Till sessions and the figures of a close on SQLite."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from pos.errors import NotFound, TillAlreadyOpen
from pos.records import CountedPaper, DayClose, DrawerOutcome, Till, TillClose, TillCount
from pos.storage import cause_rows, closing_schema, schema, till_papers
from pos.storage.till_sums import TillSums
from pos.views.cash import OverShort, PaperExpected
from pos.views.causes import TenderRow

if TYPE_CHECKING:
    from pos.storage.unit_of_work import SqlUnitOfWork

R = TypeVar("R")


def _session_at() -> sa.Select[tuple[object, ...]]:
    till, taken, state = schema.till, schema.open_till, schema.current_state
    return (
        sa.select(till, state.c.state)
        .join(taken, taken.c.till_id == till.c.till_id)
        .join(state, sa.and_(state.c.machine == "till", state.c.subject_id == till.c.till_id))
        .where(taken.c.window_id == sa.bindparam("window"))
    )


_SESSION_AT = _session_at()


class SqlTills(TillSums):
    """See ``pos.ports.storage.TillStore``."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    # ---- sessions ----

    def session_at(self, window_id: str) -> tuple[Till, str] | None:
        row = self._uow.execute(_SESSION_AT, {"window": window_id}).first()
        if row is None:
            return None
        values = dict(row._mapping)
        state_now = values.pop("state")
        return Till(**values), state_now

    def open_of(self, user_id: str) -> str | None:
        table = schema.open_till
        found: str | None = self._uow.execute(
            sa.select(table.c.till_id).where(table.c.user_id == user_id)
        ).scalar()
        return found

    def occupy(self, window_id: str, till_id: str, user_id: str) -> None:
        row = {"window_id": window_id, "till_id": till_id, "user_id": user_id}
        try:
            self._uow.execute(sa.insert(schema.open_till), row)
        except IntegrityError:
            raise TillAlreadyOpen(cashier="") from None

    def vacate(self, till_id: str) -> None:
        table = schema.open_till
        self._uow.execute(sa.delete(table).where(table.c.till_id == till_id))

    def till(self, till_id: str) -> Till:
        found = self._many(Till, schema.till.c.till_id == till_id, by=schema.till.c.till_id)
        if not found:
            raise NotFound(kind="till", key=till_id)
        return found[0]

    def tills_of_day(self, window_id: str, day: date) -> tuple[Till, ...]:
        table = schema.till
        return self._many(
            Till,
            table.c.window_id == window_id,
            table.c.business_date == day,
            by=sa.literal_column("till.rowid"),
        )

    def open_days(self, window_id: str) -> tuple[date, ...]:
        till, closed = schema.till, schema.day_close
        rows = self._uow.execute(
            sa.select(till.c.business_date)
            .distinct()
            .where(
                till.c.window_id == window_id,
                ~sa.exists().where(
                    closed.c.window_id == window_id,
                    closed.c.business_date == till.c.business_date,
                ),
            )
            .order_by(till.c.business_date)
        )
        return tuple(row.business_date for row in rows)

    # ---- counts and closes ----

    def counts(self, till_id: str) -> tuple[TillCount, ...]:
        table = schema.till_count
        return self._many(TillCount, table.c.till_id == till_id, by=table.c.attempt)

    def close_of(self, till_id: str) -> TillClose | None:
        table = schema.till_close
        found = self._many(TillClose, table.c.till_id == till_id, by=table.c.till_id)
        return found[0] if found else None

    def closes(self, window_id: str) -> tuple[TillClose, ...]:
        table = schema.till_close
        return self._many(TillClose, table.c.window_id == window_id, by=table.c.z_number)

    def floats(self, window_id: str) -> tuple[tuple[str, int, str], ...]:
        close, till = schema.till_close, schema.till
        rows = self._uow.execute(
            sa.select(close.c.till_id, till.c.float_minor, close.c.left)
            .join(till, till.c.till_id == close.c.till_id)
            .where(close.c.window_id == window_id)
            .order_by(close.c.z_number)
        )
        return tuple((row.till_id, row.float_minor, row.left) for row in rows)

    def left_here(self, window_id: str) -> TillClose | None:
        table = schema.till_close
        last = sa.select(sa.func.max(table.c.z_number)).where(table.c.window_id == window_id)
        found = self._many(
            TillClose,
            table.c.window_id == window_id,
            table.c.z_number == last.scalar_subquery(),
            by=table.c.z_number,
        )
        return found[0] if found else None

    def day_close(self, window_id: str, day: date) -> DayClose | None:
        table = schema.day_close
        found = self._many(
            DayClose,
            table.c.window_id == window_id,
            table.c.business_date == day,
            by=table.c.business_date,
        )
        return found[0] if found else None

    def day_closes(self, window_id: str) -> tuple[DayClose, ...]:
        table = schema.day_close
        return self._many(DayClose, table.c.window_id == window_id, by=table.c.business_date)

    # ---- half a count ----

    def keep_half_count(self, till_id: str, user_id: str, typed: str) -> None:
        table = schema.half_count
        self._uow.execute(
            sa.insert(table).prefix_with("OR REPLACE"),
            {"till_id": till_id, "user_id": user_id, "typed": typed},
        )

    def half_count(self, till_id: str, user_id: str) -> str | None:
        table = schema.half_count
        found: str | None = self._uow.execute(
            sa.select(table.c.typed).where(table.c.till_id == till_id, table.c.user_id == user_id)
        ).scalar()
        return found

    def forget_half_counts(self, till_id: str) -> None:
        table = schema.half_count
        self._uow.execute(sa.delete(table).where(table.c.till_id == till_id))

    def looked(self, till_id: str, user_id: str) -> bool:
        entry = schema.audit
        look = sa.and_(entry.c.event == "till.looked_into", entry.c.user_id == user_id)
        rows = self._uow.execute(
            # Backwards, and with the till's opening among them no further than that.
            sa.select(entry.c.event)
            .where(entry.c.subject_id == till_id, sa.or_(entry.c.event == "till.opened", look))
            .order_by(entry.c.seq.desc())
            .limit(1)
        )
        return rows.scalar() == "till.looked_into"

    def batches(self, till_id: str) -> int:
        table = schema.batch
        count = sa.select(sa.func.count()).where(table.c.till_id == till_id)
        return int(self._uow.execute(count).scalar_one())

    def drawer_outcome(self, opening_id: str) -> DrawerOutcome | None:
        table = schema.drawer_outcome
        found = self._many(DrawerOutcome, table.c.opening_id == opening_id, by=table.c.opening_id)
        return found[0] if found else None

    def _many(self, record: type[R], *where: sa.ColumnElement[bool], by: Any) -> tuple[R, ...]:
        table = schema.FACT_TABLES[record]
        rows = self._uow.execute(sa.select(table).where(*where).order_by(by))
        return tuple(record(**row._mapping) for row in rows)

    def counted_papers(self, count_id: str) -> tuple[CountedPaper, ...]:
        table = closing_schema.counted_paper
        return self._many(CountedPaper, table.c.count_id == count_id, by=table.c.line)

    def papers_in(self, till_id: str) -> tuple[PaperExpected, ...]:
        return till_papers.papers_in(self._uow, till_id)

    def tenders_in(self, till_id: str) -> tuple[TenderRow, ...]:
        return cause_rows.tenders_in(self._uow, till_id)

    def places_in(self, till_id: str) -> tuple[tuple[str, int], ...]:
        return cause_rows.places_in(self._uow, till_id)

    def left_before(self, till: Till) -> tuple[str, str] | None:
        return cause_rows.left_before(self._uow, till)

    def served(self, till_id: str) -> frozenset[str]:
        return till_papers.served(self._uow, till_id)

    def over_short(self, since: date) -> tuple[OverShort, ...]:
        return till_papers.over_short(self._uow, since)
