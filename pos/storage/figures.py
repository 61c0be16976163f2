"""Sums for statements on SQLite: plain SQL, each statement one pass along an index.

Written for a day of 10,000 sales: everything about a day starts from ``batch_by_date``, everything
about a performance from ``ticket_by_place`` and ``posting_by_order``, so that a season's
postings are never walked for one evening.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from pos.ports.figures import (
    CashSum,
    ChargeTotal,
    CheckLine,
    CompSum,
    DayRefunds,
    DaySales,
    DaySum,
    ExchangeSum,
    OrderPart,
    OverShort,
    PerformanceDay,
    Places,
    SourceSum,
    StepSum,
    TenderDay,
    TicketSum,
    ValueAge,
    ValueSum,
)
from pos.records import CardException, StatementMade, Till
from pos.storage import figures_sql as sql
from pos.storage import schema
from pos.storage.closing_schema import settlement_file, statement_made
from pos.storage.reading import R, Reading
from pos.storage.till_sums import TENDER_ACCOUNTS

if TYPE_CHECKING:
    from collections.abc import Sequence


class SqlFigures(Reading):
    """See ``pos.ports.figures.FigureStore``."""

    def _rows(self, statement: sa.Executable, **params: Any) -> Sequence[sa.Row[Any]]:
        return self._uow.execute(statement, params).all()

    def _sums(self, record: type[R], statement: sa.Executable, **params: Any) -> tuple[R, ...]:
        """Return the rows as records whose fields the statement's columns are named by."""
        return tuple(record(**row._mapping) for row in self._rows(statement, **params))

    # ---- a day ----

    def day(self, day: date) -> tuple[DaySum, ...]:
        return self._sums(DaySum, sql.DAY, day=day.isoformat())

    def till(self, till_id: str) -> tuple[DaySum, ...]:
        return self._sums(DaySum, sql.TILL, till=till_id)

    def elsewhere(self, day: date, window_id: str) -> tuple[int, int]:
        (row,) = self._rows(sql.ELSEWHERE, day=day.isoformat(), window=window_id)
        return row.tickets, row.amount

    def sales_of(self, day: date) -> tuple[DaySales, ...]:
        return self._sums(DaySales, sql.SALES, day=day.isoformat())

    def refunds_of(self, day: date) -> tuple[DayRefunds, ...]:
        return self._sums(DayRefunds, sql.REFUNDS, day=day.isoformat())

    def exchanges_of(self, day: date) -> ExchangeSum:
        (found,) = self._sums(ExchangeSum, sql.EXCHANGES, day=day.isoformat())
        return found

    def tenders_of(self, day: date) -> tuple[TenderDay, ...]:
        accounts = json.dumps(TENDER_ACCOUNTS)
        return self._sums(TenderDay, sql.TENDERS, day=day.isoformat(), accounts=accounts)

    def performances_of(
        self, day: date, start: datetime, end: datetime
    ) -> tuple[PerformanceDay, ...]:
        return self._sums(
            PerformanceDay, sql.PERFORMANCES, day=day.isoformat(), first=start, last=end
        )

    def steps_of(self, day: date) -> tuple[StepSum, ...]:
        return self._sums(StepSum, sql.STEPS, day=day.isoformat())

    def sources_of(self, day: date) -> tuple[SourceSum, ...]:
        return self._sums(SourceSum, sql.SOURCES, day=day.isoformat())

    def checks_of(self, day: date) -> tuple[CheckLine, ...]:
        return self._sums(CheckLine, sql.CHECKS, day=day.isoformat())

    # ---- a performance ----

    def places(self, performance_id: str) -> Places:
        (found,) = self._sums(Places, sql.PLACES, performance=performance_id)
        return found

    def tickets_of(self, performance_id: str) -> tuple[TicketSum, ...]:
        return self._sums(TicketSum, sql.TICKETS, performance=performance_id)

    def charges_of(self, performance_id: str) -> tuple[ChargeTotal, ...]:
        return self._sums(ChargeTotal, sql.CHARGES, performance=performance_id)

    def comps_of(self, performance_id: str) -> tuple[CompSum, ...]:
        return self._sums(CompSum, sql.COMPS, performance=performance_id)

    def returned_of(self, performance_id: str) -> tuple[int, int]:
        (row,) = self._rows(sql.RETURNED, performance=performance_id)
        return row.tickets, row.amount

    def scanned_of(self, performance_id: str) -> int:
        (row,) = self._rows(sql.SCANNED, performance=performance_id)
        return int(row.tickets)

    def parts_of(self, performance_id: str) -> tuple[OrderPart, ...]:
        return self._sums(OrderPart, sql.PARTS, performance=performance_id)

    def zones(self, performance_id: str) -> dict[str, str]:
        rows = self._rows(sql.ZONES, performance=performance_id)
        return {row.zone_id: row.name for row in rows}

    # ---- certificates ----

    def values_before(self, day: date) -> dict[str, int]:
        rows = self._rows(sql.VALUES_BEFORE, day=day.isoformat())
        return {row.kind: row.amount for row in rows}

    def owed_on_values(self, day: date) -> int:
        (row,) = self._rows(sql.OWED_ON_VALUES, day=day.isoformat())
        return int(row.amount)

    def values_of(self, day: date) -> tuple[ValueSum, ...]:
        return self._sums(ValueSum, sql.VALUES, day=day.isoformat())

    def value_ages(self, day: date) -> tuple[ValueAge, ...]:
        return self._sums(ValueAge, sql.VALUE_AGES, day=day.isoformat())

    # ---- tills ----

    def over_short(self, since: date, until: date) -> tuple[OverShort, ...]:
        return self._sums(
            OverShort, sql.OVER_SHORT, since=since.isoformat(), until=until.isoformat()
        )

    def cash_of(self, till_id: str) -> tuple[CashSum, ...]:
        return self._sums(CashSum, sql.CASH, till=till_id)

    def forced(self, until: date) -> tuple[CardException, ...]:
        table, done, payment = schema.card_exception, schema.exception_settled, schema.card_payment
        open_one = ~sa.exists().where(done.c.exception_id == table.c.exception_id)
        of_day = sa.exists().where(
            payment.c.payment_id == table.c.payment_id, payment.c.business_date <= until
        )
        return self._many(CardException, open_one, of_day, by=(table.c.at, table.c.exception_id))

    def kept(self) -> tuple[StatementMade, ...]:
        table = statement_made
        return self._many(StatementMade, by=(table.c.at.desc(), table.c.statement_id.desc()))

    def kept_as(self, name: str, number: int) -> StatementMade | None:
        table = statement_made
        found = self._many(
            StatementMade, table.c.name == name, table.c.number == number, by=table.c.number
        )
        return found[0] if found else None

    def kept_before(self, statement_id: str, till_id: str) -> bool:
        newest = self._newest_of(("till.opened", till_id), ("statement.kept", statement_id))
        return newest == "till.opened"

    def _newest_of(self, *wanted: tuple[str, str]) -> str | None:
        """Return the event of the newest audit entry that is one of (event, subject). The log is
        read backwards: with the opening of an open till among them, no further than that."""
        entry = schema.audit
        either = (sa.and_(entry.c.event == event, entry.c.subject_id == of) for event, of in wanted)
        rows = self._rows(
            sa.select(entry.c.event).where(sa.or_(*either)).order_by(entry.c.seq.desc()).limit(1)
        )
        return str(rows[0].event) if rows else None

    # ---- what there is to tell of ----

    def days(self, most: int) -> tuple[date, ...]:
        day = schema.till.c.business_date
        rows = self._rows(sa.select(day).distinct().order_by(day.desc()).limit(most))
        return tuple(row.business_date for row in rows)

    def counted_tills(self, most: int) -> tuple[tuple[Till, int | None], ...]:
        till, closed, counted = schema.till, schema.till_close, schema.till_count
        rows = self._rows(
            sa.select(till, closed.c.z_number)
            .outerjoin(closed, closed.c.till_id == till.c.till_id)
            .where(sa.exists().where(counted.c.till_id == till.c.till_id))
            .order_by(till.c.opened_at.desc(), till.c.till_id)
            .limit(most)
        )
        found = []
        for row in rows:
            values = dict(row._mapping)
            z_number = values.pop("z_number")
            found.append((Till(**values), z_number))
        return tuple(found)

    def uncounted_tills(self) -> tuple[str, ...]:
        table, counted = schema.open_till, schema.till_count
        rows = self._rows(
            sa.select(table.c.till_id)
            .where(~sa.exists().where(counted.c.till_id == table.c.till_id))
            .order_by(table.c.till_id)
        )
        return tuple(row.till_id for row in rows)

    def settlements(self, most: int) -> tuple[tuple[str, str, datetime], ...]:
        table = settlement_file
        rows = self._rows(
            sa.select(table.c.file_id, table.c.name, table.c.at)
            .order_by(table.c.at.desc(), table.c.file_id)
            .limit(most)
        )
        return tuple((row.file_id, row.name, row.at) for row in rows)
