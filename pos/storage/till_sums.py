"""What came into a till and went out of it: sums over postings and counts of facts. See
``pos.ports.storage.TillStore``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from pos.errors import InvariantBroken
from pos.ledger import SOLD, TENDER_ACCOUNT, Account
from pos.money import Money
from pos.ports.figures import ExchangeSum
from pos.storage import schema
from pos.storage.ticket_sql import EXCHANGED
from pos.views.cash import ExtraSum, Row
from pos.views.paying import ExtraKind

if TYPE_CHECKING:
    from pos.storage.unit_of_work import SqlUnitOfWork

TENDER_ACCOUNTS = sorted(
    {account.value for account in TENDER_ACCOUNT.values()}
    | {Account.OFFLINE_CARDS.value, Account.BANK.value}
)
"""What a tender brings is debited to one of these, and credited to it when it is given back."""
_SOLD = sa.and_(
    schema.posting.c.account.in_([account.value for account in SOLD]),
    schema.posting.c.ticket_id.is_not(None),
)
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
_EXCHANGED = sa.text(EXCHANGED.format(which="r.till_id IN (SELECT value FROM json_each(:tills))"))
_OF_SESSION = {"spoiled": _SPOILED, "lost": _LOST}


def _both_ways(amount: sa.Column[Any]) -> tuple[sa.Label[Any], sa.Label[Any]]:
    """Return what was credited (``sold``) and what was debited (``back``), both positive."""

    def sum_of(when: sa.ColumnElement[bool], of: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        return sa.func.coalesce(sa.func.sum(sa.case((when, of))), 0)

    return sum_of(amount < 0, -amount).label("sold"), sum_of(amount > 0, amount).label("back")


def _sold_by(till_ids: Sequence[str], *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Return the columns of what tills sold: tickets of the orders they placed, and those that took
    the place of others there."""
    ticket, order, batch = schema.ticket, schema.order, schema.batch
    placed = (
        sa.select(ticket.c.ticket_id)
        .join(order, order.c.order_id == ticket.c.order_id)
        .where(order.c.till_id.in_(till_ids), ticket.c.exchange_id.is_(None))
    )
    exchanged = (
        sa.select(ticket.c.ticket_id)
        .select_from(batch)
        .join(ticket, ticket.c.order_id == batch.c.order_id)
        .where(
            batch.c.kind == "exchange",
            batch.c.till_id.in_(till_ids),
            ticket.c.exchange_id == batch.c.batch_id,
        )
    )
    return (
        sa.select(*columns)
        .select_from(ticket)
        .join(order, order.c.order_id == ticket.c.order_id)
        .where(ticket.c.ticket_id.in_(placed.union_all(exchanged)), ticket.c.replaces.is_(None))
    )


class TillSums:
    """The figures of tills; the rest of the store is ``SqlTills``."""

    _uow: SqlUnitOfWork

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

    def extras(self, till_ids: Sequence[str]) -> tuple[ExtraSum, ...]:
        posting, batch, extra = schema.posting, schema.batch, schema.order_extra
        amount, pieces = posting.c.amount_minor, extra.c.quantity
        rows = self._uow.execute(
            sa.select(
                extra.c.kind,
                extra.c.name,
                posting.c.currency,
                sa.func.sum(sa.case((amount < 0, pieces), else_=0)).label("pieces"),
                sa.func.sum(sa.case((amount > 0, pieces), else_=0)).label("back_pieces"),
                *_both_ways(amount),
            )
            .join(batch, batch.c.batch_id == posting.c.batch_id)
            .join(extra, extra.c.extra_id == posting.c.extra_id)
            .where(
                batch.c.till_id.in_(till_ids),
                posting.c.account == extra.c.account,
                extra.c.kind != ExtraKind.CERTIFICATE.value,
            )
            .group_by(extra.c.kind, extra.c.name, posting.c.currency)
            .order_by(extra.c.kind, extra.c.name)
        )
        return tuple(
            ExtraSum(
                row.kind,
                row.name,
                int(row.pieces),
                Money(int(row.sold), row.currency),
                int(row.back_pieces),
                Money(int(row.back), row.currency),
            )
            for row in rows
        )

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
            .where(batch.c.till_id.in_(till_ids), posting.c.account.in_(TENDER_ACCOUNTS))
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
            .where(batch.c.till_id.in_(till_ids), _SOLD)
            .group_by(column, posting.c.currency)
        )
        amounts = {(row.key, row.currency): (row.sold, row.back) for row in sums}
        counts = self._uow.execute(
            _sold_by(till_ids, key, order.c.currency, sa.func.count().label("pieces")).group_by(
                column, order.c.currency
            )
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
            .where(batch.c.till_id.in_(till_ids), _SOLD)
            .group_by(batch.c.batch_id)
            .order_by(batch.c.at)
        )
        return tuple((row.at, int(row.sold), int(row.back)) for row in rows)

    def both_ways(self, accounts: Sequence[str], till_ids: Sequence[str]) -> tuple[int, int]:
        posting, batch = schema.posting, schema.batch
        row = self._uow.execute(
            sa.select(*_both_ways(posting.c.amount_minor))
            .join(batch, batch.c.batch_id == posting.c.batch_id)
            .where(_SOLD, posting.c.account.in_(accounts), batch.c.till_id.in_(till_ids))
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

    def exchanged(self, till_ids: Sequence[str]) -> ExchangeSum:
        row = self._uow.execute(_EXCHANGED, {"tills": json.dumps(list(till_ids))}).one()
        return ExchangeSum(**row._mapping)

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
        tickets = _sold_by(till_ids, sa.func.count())
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
