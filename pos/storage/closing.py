"""What the close found, and the books by business date, on SQLite."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from pos.ledger import TENDER_ACCOUNT, Account
from pos.lifecycles import TILL, TillState
from pos.ports.closing import LateBatch
from pos.records import CloseException, ExceptionStep, JournalExport, Till
from pos.storage import catalogue_schema, link_schema, schema
from pos.storage.closing_schema import booked_late, close_exception, exception_step, journal_export
from pos.storage.days import newest_locked
from pos.storage.reading import Reading
from pos.views.selling import TenderKind

_NEWEST_LOCKED = newest_locked()


def _booked_after(day: date) -> sa.Select[Any]:
    """Return the statement for the batches that came late and are in the journal of a day after
    ``day``. Where two windows found one late, the later day goes: one of them had exported."""
    table = booked_late
    return (
        sa.select(table.c.batch_id)
        .group_by(table.c.batch_id)
        .having(sa.func.max(table.c.booked_on) > day)
    )


def _not_booked() -> sa.Select[Any]:
    """Return the statement for the batches that came after their journal was exported here, and
    that nobody has booked into a later one yet: they are in none."""
    late = link_schema.late_batch
    booked = sa.exists().where(booked_late.c.batch_id == late.c.batch_id)
    return sa.select(late.c.batch_id).where(late.c.exported, ~booked)


_OF_TENDERS = json.dumps(
    sorted(
        account.value for account in {*TENDER_ACCOUNT.values(), Account.OFFLINE_CARDS, Account.BANK}
    )
)
_LATE = sa.text(
    """
    SELECT l.batch_id, l.window_id, l.business_date, l.exported FROM late_batch l
    JOIN batch ON batch.batch_id = l.batch_id
    WHERE (l.exported OR batch.till_id IS NOT NULL)
      AND NOT EXISTS (SELECT 1 FROM booked_late b WHERE b.batch_id = l.batch_id
        AND (b.found_by = :own OR NOT l.exported))
    ORDER BY l.business_date, l.window_id, l.batch_id
    """
)
_HOLDS = sa.text(
    """
    SELECT j.window_id FROM journal_export j
    JOIN day_close d ON d.window_id = j.window_id AND d.business_date = j.business_date
    WHERE j.business_date >= :day AND NOT EXISTS (SELECT 1 FROM day_close e
      WHERE e.window_id = j.window_id AND e.business_date >= :day
        AND e.business_date < j.business_date)
    ORDER BY j.number LIMIT 1
    """
)
_LOCKED_FIRST = sa.text(
    """
    SELECT window_id FROM day_close WHERE business_date >= :day AND window_id <> :late
    ORDER BY at, window_id LIMIT 1
    """
)
_LATE_SUMS = sa.text(
    """
    SELECT t.kind, sum(p.amount_minor) AS minor FROM booked_late l
    JOIN posting p ON p.batch_id = l.batch_id JOIN tender t ON t.tender_id = p.tender_id
    WHERE l.exception_id = :id AND p.account IN (SELECT value FROM json_each(:accounts))
    GROUP BY t.kind
    """
)
_LATE_TILLS = sa.text(
    """
    SELECT DISTINCT b.till_id FROM booked_late l JOIN batch b ON b.batch_id = l.batch_id
    WHERE l.exception_id = :id AND b.till_id IS NOT NULL ORDER BY b.till_id
    """
)
_LATE_ORDERS = sa.text(
    """
    SELECT DISTINCT o.order_id, o.order_number, o.placed_at FROM booked_late l
    JOIN batch b ON b.batch_id = l.batch_id JOIN orders o ON o.order_id = b.order_id
    WHERE l.exception_id = :id ORDER BY o.placed_at, o.order_number LIMIT :most
    """
)


class SqlExceptions(Reading):
    """See ``pos.ports.closing.ExceptionStore``."""

    def one(self, exception_id: str) -> CloseException:
        return self._one(
            CloseException, "close_exception", close_exception.c.exception_id, exception_id
        )

    def steps(self, exception_id: str) -> tuple[ExceptionStep, ...]:
        return self._of(
            ExceptionStep, exception_step.c.exception_id, exception_id, exception_step.c.seq
        )

    def every(
        self, *, until: date | None = None
    ) -> tuple[tuple[CloseException, ExceptionStep | None], ...]:
        table, later = close_exception, exception_step.alias("later")
        newest = ~sa.exists().where(
            later.c.exception_id == exception_step.c.exception_id,
            later.c.seq > exception_step.c.seq,
        )
        where = [] if until is None else [table.c.business_date <= until]
        found = self._many(CloseException, *where, by=(table.c.at, table.c.exception_id))
        steps = self._many(ExceptionStep, newest, by=exception_step.c.exception_id)
        of = {step.exception_id: step for step in steps}
        return tuple((one, of.get(one.exception_id)) for one in found)

    def about(self, kind: str, subject_id: str) -> CloseException | None:
        table = close_exception
        found = self._many(
            CloseException,
            table.c.kind == kind,
            table.c.subject_id == subject_id,
            by=sa.literal_column("close_exception.rowid").desc(),
        )
        return found[0] if found else None

    def late_sums(self, exception_id: str) -> tuple[tuple[str, int], ...]:
        rows = self._uow.execute(_LATE_SUMS, {"id": exception_id, "accounts": _OF_TENDERS})
        found = {row.kind: int(row.minor) for row in rows}
        return tuple((kind.value, found[kind.value]) for kind in TenderKind if kind.value in found)

    def late_tills(self, exception_id: str) -> tuple[str, ...]:
        rows = self._uow.execute(_LATE_TILLS, {"id": exception_id})
        return tuple(row.till_id for row in rows)

    def late_orders(self, exception_id: str, most: int) -> tuple[tuple[str, str], ...]:
        rows = self._uow.execute(_LATE_ORDERS, {"id": exception_id, "most": most})
        return tuple((row.order_id, row.order_number) for row in rows)

    def set_back(self, till_id: str) -> tuple[datetime, datetime] | None:
        audit = schema.audit
        opened = (
            sa.select(sa.func.min(audit.c.seq) - 1)
            .where(
                audit.c.subject_id == till_id,
                audit.c.subject_kind == "till",
                audit.c.event == "till.opened",
            )
            .scalar_subquery()
        )
        newest = sa.func.max(audit.c.at).over(order_by=audit.c.seq)
        noted = (
            sa.select(audit.c.at, newest.label("newest")).where(audit.c.seq >= opened).subquery()
        )
        furthest = (noted.c.newest - noted.c.at).desc()
        row = self._uow.execute(
            sa.select(noted.c.newest, noted.c.at).order_by(furthest).limit(1)
        ).first()
        last = self._uow.execute(sa.select(sa.func.max(noted.c.newest))).scalar_one()
        now = self._uow.now()
        if row is None:
            return None
        back = (row.newest, row.at) if row.newest - row.at > last - now else (last, now)
        return back if back[1] < back[0] else None


class SqlBooks(Reading):
    """See ``pos.ports.closing.BookStore``."""

    def deferred(self) -> tuple[tuple[str, int], ...]:
        posting = schema.posting
        balance = sa.func.sum(posting.c.amount_minor)
        rows = self._uow.execute(
            sa.select(posting.c.performance_id, balance.label("minor"))
            .where(posting.c.account == Account.DEFERRED_TICKETS.value)
            .group_by(posting.c.performance_id)
            .having(balance != 0)
            .order_by(posting.c.performance_id)
        )
        return tuple((row.performance_id, int(row.minor)) for row in rows)

    def net_until(
        self, day: date, *, after: date | None
    ) -> tuple[tuple[str, str | None, int], ...]:
        posting, batch = schema.posting, schema.batch
        where = [
            batch.c.business_date <= day,
            batch.c.batch_id.not_in(_booked_after(day)),
            batch.c.batch_id.not_in(_not_booked()),
        ]
        if after is not None:
            where.append(
                sa.or_(
                    batch.c.business_date > after,
                    batch.c.batch_id.in_(_booked_after(after)),
                )
            )
        by = (posting.c.account, posting.c.performance_id)
        rows = self._uow.execute(
            sa.select(*by, sa.func.sum(posting.c.amount_minor).label("minor"))
            .join(batch, batch.c.batch_id == posting.c.batch_id)
            .where(*where)
            .group_by(*by)
        )
        return tuple((row.account, row.performance_id, int(row.minor)) for row in rows)

    def first_day(self) -> date | None:
        column = schema.batch.c.business_date
        row = self._uow.execute(sa.select(column).order_by(column).limit(1)).first()
        return row.business_date if row is not None else None

    def newest_locked(self, window_id: str) -> date | None:
        row = self._uow.execute(_NEWEST_LOCKED, {"window": window_id}).first()
        return row.day if row is not None else None

    def late(self, window_id: str) -> tuple[LateBatch, ...]:
        rows = self._uow.execute(_LATE, {"own": window_id})
        return tuple(
            LateBatch(
                row.batch_id,
                row.window_id,
                date.fromisoformat(row.business_date),
                exported=bool(row.exported),
            )
            for row in rows
        )

    def keeper(self, day: date, late: str) -> str | None:
        of = {"day": day.isoformat()}
        found = self._uow.execute(_HOLDS, of).scalar()
        return found or self._uow.execute(_LOCKED_FIRST, {**of, "late": late}).scalar()

    def windows_open(self, day: date) -> tuple[str, ...]:
        till, closed = schema.till, schema.day_close
        rows = self._uow.execute(
            sa.select(sa.func.max(till.c.window_name).label("name"))
            .where(
                till.c.business_date == day,
                ~sa.exists().where(
                    closed.c.window_id == till.c.window_id, closed.c.business_date == day
                ),
            )
            .group_by(till.c.window_id)
            .order_by(till.c.window_id)
        )
        return tuple(row.name for row in rows)

    def window_name(self, window_id: str) -> str:
        till = schema.till
        found = self._uow.execute(
            sa.select(till.c.window_name)
            .where(till.c.window_id == window_id)
            .order_by(sa.literal_column("till.rowid").desc())
            .limit(1)
        ).scalar()
        return str(found) if found is not None else window_id

    def last_sale(self, day: date) -> datetime | None:
        orders = schema.order
        newest: datetime | None = self._uow.execute(
            sa.select(orders.c.placed_at)
            .where(orders.c.business_date == day, orders.c.channel == "window")
            .order_by(orders.c.placed_at.desc())
            .limit(1)
        ).scalar()
        return newest

    def passed_over(self, subject: str) -> bool:
        entry = schema.audit
        found = self._uow.execute(
            sa.select(entry.c.seq).where(
                entry.c.subject_id == subject, entry.c.event == "day.window_passed_over"
            )
        )
        return found.first() is not None

    def tills_elsewhere(self, window_id: str, until: date) -> tuple[Till, ...]:
        till, state = schema.till, schema.current_state
        locked = sa.exists().where(
            state.c.machine == TILL.name,
            state.c.subject_id == till.c.till_id,
            state.c.state == TillState.CLOSED.value,
        )
        return self._many(
            Till,
            till.c.window_id != window_id,
            till.c.business_date <= until,
            ~locked,
            by=sa.literal_column("till.rowid"),
        )

    def export_of(self, day: date) -> JournalExport | None:
        column: sa.Column[Any] = journal_export.c.business_date
        found = self._many(JournalExport, column == day, by=column)
        return found[0] if found else None

    def exports(self) -> tuple[JournalExport, ...]:
        return self._many(JournalExport, by=journal_export.c.number)

    def names(self, performance_ids: Sequence[str]) -> dict[str, str]:
        table = catalogue_schema.performance
        rows = self._uow.execute(
            sa.select(table.c.performance_id, table.c.code).where(
                table.c.performance_id.in_(performance_ids)
            )
        )
        return {row.performance_id: row.code for row in rows}
