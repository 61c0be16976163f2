"""Till sessions and the figures of a close on SQLite."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from pos.errors import InvariantBroken, NotFound, TillAlreadyOpen
from pos.ledger import TENDER_ACCOUNT, Account
from pos.money import Money
from pos.records import CountedPaper, DayClose, DrawerOutcome, Till, TillClose, TillCount
from pos.storage import cause_rows, closing_schema, schema, till_papers
from pos.views.cash import OverShort, PaperExpected, Row
from pos.views.causes import TenderRow

if TYPE_CHECKING:
    from pos.storage.unit_of_work import SqlUnitOfWork

R = TypeVar("R")

_TENDER_ACCOUNTS = sorted(
    {account.value for account in TENDER_ACCOUNT.values()}
    | {Account.OFFLINE_CARDS.value, Account.BANK.value}
)
_SOLD = (Account.DEFERRED_TICKETS.value, Account.FACILITY_FEE.value)
"""What a ticket's all-in price is credited to."""

_IN_SESSION = (
    # An arrow belongs to the session that was open when it was appended: SQLite's rowid tells the
    # order of appending, whatever the clock did.
    " AND t.rowid > (SELECT rowid FROM transition"
    "  WHERE machine = 'till' AND subject_id = :till AND trigger = 'enter')"
    " AND t.rowid < coalesce((SELECT rowid FROM transition"
    "  WHERE machine = 'till' AND subject_id = :till AND trigger = 'approve'),"
    "  9223372036854775807)"
)
_SPOILED = sa.text(
    "SELECT count(*) FROM transition t JOIN print_job j"  # noqa: S608 - both halves stand here
    " ON j.job_id = t.subject_id"
    " WHERE t.machine = 'print' AND t.trigger = 'spoil' AND j.kind = 'ticket'" + _IN_SESSION
)
_LOST = sa.text(
    "SELECT count(*) FROM transition t JOIN voided_paper v"  # noqa: S608 - both halves stand here
    " ON v.ticket_id = t.subject_id"
    " WHERE t.machine = 'ticket' AND t.trigger = 'revoke' AND v.what = 'lost'" + _IN_SESSION
)
_LOWEST = sa.text(
    "SELECT coalesce(min(stands), 0) FROM ("
    " SELECT sum(moved) OVER (ORDER BY place) AS stands FROM ("
    "  SELECT b.rowid AS place, sum(p.amount_minor) AS moved"
    "  FROM posting p JOIN batch b ON b.batch_id = p.batch_id"
    "  WHERE p.till_id = :till AND p.account = '1020' GROUP BY b.rowid))"
)
_OF_SESSION = {"spoiled": _SPOILED, "lost": _LOST}


def _both_ways(amount: sa.Column[Any]) -> tuple[sa.Label[Any], sa.Label[Any]]:
    """Return what was credited (``sold``) and what was debited (``back``), both positive."""

    def sum_of(when: sa.ColumnElement[bool], of: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        return sa.func.coalesce(sa.func.sum(sa.case((when, of))), 0)

    return sum_of(amount < 0, -amount).label("sold"), sum_of(amount > 0, amount).label("back")


def _session_at() -> sa.Select[tuple[object, ...]]:
    till, taken, state = schema.till, schema.open_till, schema.current_state
    return (
        sa.select(till, state.c.state)
        .join(taken, taken.c.till_id == till.c.till_id)
        .join(state, sa.and_(state.c.machine == "till", state.c.subject_id == till.c.till_id))
        .where(taken.c.window_id == sa.bindparam("window"))
    )


_SESSION_AT = _session_at()


class SqlTills:
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

    # ---- sums ----

    def balance(self, account: str, till_id: str) -> int:
        table = schema.posting
        return self._sum(table.c.account == account, table.c.till_id == till_id)

    def lowest_cash(self, till_id: str) -> int:
        return int(self._uow.execute(_LOWEST, {"till": till_id}).scalar_one())

    def account_total(self, account: str, till_ids: Sequence[str]) -> int:
        return self._sum(schema.posting.c.account == account, schema.batch.c.till_id.in_(till_ids))

    def certificates_total(self, till_ids: Sequence[str]) -> tuple[int, int]:
        posting, batch = schema.posting, schema.batch
        row = self._uow.execute(
            sa.select(*_both_ways(posting.c.amount_minor))
            .join(batch, batch.c.batch_id == posting.c.batch_id)
            .where(
                posting.c.account == Account.CERTIFICATES.value,
                posting.c.tender_id.is_(None),
                posting.c.order_id.is_not(None),
                batch.c.till_id.in_(till_ids),
            )
        ).one()
        return int(row.sold), int(row.back)

    def cashed_out_total(self, till_ids: Sequence[str]) -> int:
        posting, batch = schema.posting, schema.batch
        return self._sum(
            posting.c.account == Account.CERTIFICATES.value,
            batch.c.kind == "cash_out",
            batch.c.till_id.in_(till_ids),
        )

    def _sum(self, *where: sa.ColumnElement[bool]) -> int:
        posting, batch = schema.posting, schema.batch
        found = self._uow.execute(
            sa.select(sa.func.coalesce(sa.func.sum(posting.c.amount_minor), 0))
            .join(batch, batch.c.batch_id == posting.c.batch_id)
            .where(*where)
        ).scalar_one()
        return int(found)

    def by_tender(self, till_ids: Sequence[str]) -> tuple[Row, ...]:
        posting, batch, tender = schema.posting, schema.batch, schema.tender
        back = tender.c.of_tender.is_not(None)
        amount, piece = posting.c.amount_minor, tender.c.tender_id
        rows = self._uow.execute(
            sa.select(
                tender.c.kind,
                posting.c.currency,
                sa.func.count(sa.case((~back, piece)).distinct()).label("pieces"),
                sa.func.coalesce(sa.func.sum(sa.case((~back, amount))), 0).label("taken"),
                sa.func.count(sa.case((back, piece)).distinct()).label("back_pieces"),
                sa.func.coalesce(sa.func.sum(sa.case((back, amount))), 0).label("given"),
            )
            .join(batch, batch.c.batch_id == posting.c.batch_id)
            .join(tender, tender.c.tender_id == posting.c.tender_id)
            .where(batch.c.till_id.in_(till_ids), posting.c.account.in_(_TENDER_ACCOUNTS))
            .group_by(tender.c.kind, posting.c.currency)
            .order_by(tender.c.kind)
        )
        return tuple(
            Row(
                row.kind,
                row.pieces,
                Money(row.taken, row.currency),
                back_count=row.back_pieces,
                back=Money(-row.given, row.currency),
            )
            for row in rows
        )

    def by_performance(self, till_ids: Sequence[str]) -> tuple[Row, ...]:
        return self._tickets_by(schema.ticket.c.performance_id, till_ids)

    def by_price_type(self, till_ids: Sequence[str]) -> tuple[Row, ...]:
        return self._tickets_by(schema.ticket.c.price_type_id, till_ids)

    def _tickets_by(self, column: sa.Column[Any], till_ids: Sequence[str]) -> tuple[Row, ...]:
        """Return tickets counted and their postings summed by a column of theirs: a credit is sold,
        a debit came back."""
        posting, batch, ticket, order = schema.posting, schema.batch, schema.ticket, schema.order
        line, refund = schema.refund_line, schema.refund
        key, amount = column.label("key"), posting.c.amount_minor
        sums = self._uow.execute(
            sa.select(key, posting.c.currency, *_both_ways(amount))
            .select_from(posting)
            .join(batch, batch.c.batch_id == posting.c.batch_id)
            .join(ticket, ticket.c.ticket_id == posting.c.ticket_id)
            .where(batch.c.till_id.in_(till_ids), posting.c.account.in_(_SOLD))
            .group_by(column, posting.c.currency)
        )
        amounts = {(row.key, row.currency): (row.sold, row.back) for row in sums}
        counts = self._uow.execute(
            sa.select(key, order.c.currency, sa.func.count().label("pieces"))
            .select_from(ticket)
            .join(order, order.c.order_id == ticket.c.order_id)
            .where(order.c.till_id.in_(till_ids), ticket.c.replaces.is_(None))
            .group_by(column, order.c.currency)
        )
        pieces = {(row.key, row.currency): int(row.pieces) for row in counts}
        came_back = self._uow.execute(
            sa.select(key, refund.c.currency, sa.func.count().label("pieces"))
            .select_from(line)
            .join(refund, refund.c.refund_id == line.c.refund_id)
            .join(ticket, ticket.c.ticket_id == line.c.ticket_id)
            .where(refund.c.till_id.in_(till_ids))
            .group_by(column, refund.c.currency)
        )
        back = {(row.key, row.currency): int(row.pieces) for row in came_back}
        return tuple(
            Row(
                name,
                pieces.get((name, unit), 0),
                Money(amounts.get((name, unit), (0, 0))[0], unit),
                back_count=back.get((name, unit), 0),
                back=Money(amounts.get((name, unit), (0, 0))[1], unit),
            )
            for name, unit in sorted(amounts.keys() | pieces.keys() | back.keys())
        )

    def takings(self, till_ids: Sequence[str]) -> tuple[tuple[datetime, int, int], ...]:
        posting, batch = schema.posting, schema.batch
        rows = self._uow.execute(
            sa.select(batch.c.at, *_both_ways(posting.c.amount_minor))
            .join(posting, posting.c.batch_id == batch.c.batch_id)
            .where(batch.c.till_id.in_(till_ids), posting.c.account.in_(_SOLD))
            .group_by(batch.c.batch_id)
            .order_by(batch.c.at)
        )
        return tuple((row.at, int(row.sold), int(row.back)) for row in rows)

    def both_ways(self, account: str, till_ids: Sequence[str]) -> tuple[int, int]:
        posting, batch = schema.posting, schema.batch
        row = self._uow.execute(
            sa.select(*_both_ways(posting.c.amount_minor))
            .join(batch, batch.c.batch_id == posting.c.batch_id)
            .where(posting.c.account == account, batch.c.till_id.in_(till_ids))
        ).one()
        return int(row.sold), int(row.back)

    # ---- counts of facts ----

    def given_back(self, till_ids: Sequence[str]) -> tuple[int, int]:
        refund = schema.refund
        return self._times_and_sum(
            refund.c.amount_minor, refund.c.till_id.in_(till_ids), refund.c.amount_minor > 0
        )

    def written_off(self, till_ids: Sequence[str]) -> tuple[int, int]:
        loss = schema.card_written_off
        return self._times_and_sum(loss.c.amount_minor, loss.c.till_id.in_(till_ids))

    def _times_and_sum(
        self, amount: sa.Column[int], *where: sa.ColumnElement[bool]
    ) -> tuple[int, int]:
        row = self._uow.execute(
            sa.select(
                sa.func.count(amount).label("times"),
                sa.func.coalesce(sa.func.sum(amount), 0).label("minor"),
            ).where(*where)
        ).one()
        return int(row.times), int(row.minor)

    def count_of(self, what: str, till_ids: Sequence[str]) -> int:
        order, ticket, opening = schema.order, schema.ticket, schema.drawer_opening
        count = sa.select(sa.func.count())
        tickets = (
            count.select_from(ticket)
            .join(order, order.c.order_id == ticket.c.order_id)
            .where(order.c.till_id.in_(till_ids), ticket.c.replaces.is_(None))
        )
        match what:
            case "sales":
                statement = count.select_from(order).where(order.c.till_id.in_(till_ids))
            case "tickets":
                statement = tickets
            case "comps":
                statement = tickets.where(ticket.c.comp_reason != "")
            case "returned" | "comps_back":
                line, refund = schema.refund_line, schema.refund
                statement = (
                    count.select_from(line)
                    .join(refund, refund.c.refund_id == line.c.refund_id)
                    .join(ticket, ticket.c.ticket_id == line.c.ticket_id)
                    .where(refund.c.till_id.in_(till_ids))
                )
                if what == "comps_back":
                    statement = statement.where(ticket.c.comp_reason != "")
            case "no_sales":
                statement = count.select_from(opening).where(
                    opening.c.till_id.in_(till_ids), opening.c.reason == "no_sale"
                )
            case "by_key" | "left_open":
                seen = schema.drawer_seen
                statement = count.select_from(seen).where(
                    seen.c.till_id.in_(till_ids), seen.c.what == what
                )
            case "spoiled" | "lost":
                return sum(
                    int(self._uow.execute(_OF_SESSION[what], {"till": till_id}).scalar_one())
                    for till_id in till_ids
                )
            case _:
                raise InvariantBroken("tills.count_of_what", what=what)
        return int(self._uow.execute(statement).scalar_one())
