"""Orders, tickets, tenders and print jobs on SQLite."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa

from pos.errors import NotFound
from pos.ledger import Account
from pos.records import (
    CheckReturned,
    CheckTaken,
    DrawerOpening,
    Member,
    MemberUse,
    Order,
    OrderExtra,
    PackageSold,
    PackageTicket,
    PrintJob,
    Refund,
    RefundLine,
    RefundPart,
    Tender,
    Ticket,
    TicketCharge,
)
from pos.storage import schema
from pos.storage.reading import state_of
from pos.storage.standing import HOLDER_OF
from pos.text import name_key
from pos.views.pricing import StepKind

if TYPE_CHECKING:
    from pos.storage.outage import SqlEmergency
    from pos.storage.unit_of_work import SqlUnitOfWork

R = TypeVar("R")

_CHUNK = 500
"""Codes asked about in one statement; SQLite allows 32,766 parameters."""


_PLACES_SOLD = sa.text(
    f"""
    SELECT {HOLDER_OF} AS holder, count(*) AS places FROM ticket t
    CROSS JOIN current_state s ON s.machine = 'ticket' AND s.subject_id = t.ticket_id
    CROSS JOIN orders o ON o.order_id = t.order_id
    WHERE t.performance_id = :performance AND t.seat_id IS NULL AND s.state IN ('live', 'scanned')
    GROUP BY 1 ORDER BY 1
    """  # noqa: S608 - our own words
)
_SHARED_SEATS = sa.text(
    """
    SELECT t.seat_id FROM json_each(:seats) one
    CROSS JOIN ticket t ON t.performance_id = :performance AND t.seat_id = one.value
    CROSS JOIN current_state s ON s.machine = 'ticket' AND s.subject_id = t.ticket_id
    WHERE s.state IN ('live', 'scanned')
    GROUP BY t.seat_id HAVING count(DISTINCT t.order_id) > 1
    """
)
_REFUNDED_AGAIN = sa.text(
    """
    SELECT r.order_id, l.refund_id, l.line FROM till t
    JOIN refund r ON r.till_id = t.till_id
    JOIN refund_line l ON l.refund_id = r.refund_id
    LEFT JOIN order_extra e ON e.extra_id = l.extra_id
    WHERE t.window_id = :window
      AND (EXISTS (SELECT 1 FROM refund_line o
             WHERE o.ticket_id = l.ticket_id AND o.refund_id < l.refund_id)
        OR e.extra_id IS NOT NULL AND EXISTS (SELECT 1 FROM refund_line o
             WHERE o.extra_id = e.extra_id AND o.refund_id < l.refund_id))
      AND NOT EXISTS (SELECT 1 FROM batch b JOIN posting p ON p.batch_id = b.batch_id
        WHERE b.kind = 'refunded_twice' AND b.window_id = :window AND b.order_id = r.order_id
          AND (p.ticket_id = l.ticket_id OR p.extra_id = e.extra_id))
    ORDER BY l.refund_id, l.line
    """
)
_NEXT_NUMBER = (
    "INSERT INTO counter (name, value) VALUES (?, 1) "
    "ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value"
)


class SqlOrders:
    """See ``pos.ports.storage.OrderStore``."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    @cached_property
    def emergency(self) -> SqlEmergency:
        from pos.storage.outage import SqlEmergency  # only outages need it

        return SqlEmergency(self._uow)

    def next_number(self, name: str) -> int:
        return int(self._uow.connection.exec_driver_sql(_NEXT_NUMBER, (name,)).scalar_one())

    def numbers_in_use(self, order_numbers: Sequence[str]) -> frozenset[str]:
        return self._in_use(schema.order.c.order_number, order_numbers)

    def codes_in_use(self, codes: Sequence[str]) -> frozenset[str]:
        on_paper = self._in_use(schema.emergency_ticket.c.code, codes)
        return on_paper | self._in_use(schema.ticket.c.code, codes)

    def _in_use(self, column: sa.Column[str], values: Sequence[str]) -> frozenset[str]:
        found: set[str] = set()
        for start in range(0, len(values), _CHUNK):
            chunk = values[start : start + _CHUNK]
            found.update(self._uow.execute(sa.select(column).where(column.in_(chunk))).scalars())
        return frozenset(found)

    def _one(self, record: type[R], kind: str, column: str, key: str) -> R:
        table = schema.FACT_TABLES[record]
        row = self._uow.execute(sa.select(table).where(table.c[column] == key)).first()
        if row is None:
            raise NotFound(kind=kind, key=key)
        return record(**row._mapping)

    def _many(self, record: type[R], *where: sa.ColumnElement[bool], by: Any) -> tuple[R, ...]:
        table = schema.FACT_TABLES[record]
        rows = self._uow.execute(sa.select(table).where(*where).order_by(by))
        return tuple(record(**row._mapping) for row in rows)

    def order(self, order_id: str) -> Order:
        placed = self.as_placed(order_id)
        named = self._uow.order_life.namings(order_id)
        if not named:
            return placed
        now = named[-1]
        return replace(
            placed, name=now.name, alternates=now.alternates, phone=now.phone, email=now.email
        )

    def as_placed(self, order_id: str) -> Order:
        return self._one(Order, "order", "order_id", order_id)

    def by_external_ref(self, external_ref: str) -> Order | None:
        found = self._many(
            Order, schema.order.c.external_ref == external_ref, by=schema.order.c.order_id
        )
        return found[0] if found else None

    def by_external_refs(self, external_refs: Sequence[str]) -> dict[str, Order]:
        column, by = schema.order.c.external_ref, schema.order.c.order_id.desc()
        found: dict[str, Order] = {}
        for start in range(0, len(external_refs), _CHUNK):
            chunk = external_refs[start : start + _CHUNK]
            for each in self._many(Order, column.in_(chunk), by=by):
                found[each.external_ref or ""] = each
        return found

    def by_number(self, number: str) -> Order | None:
        if not number:
            return None
        order, act = schema.order, schema.refund
        given_back = sa.select(act.c.order_id).where(act.c.receipt_number == number)
        named = sa.or_(
            order.c.order_number == number,
            order.c.receipt_number == number,
            order.c.order_id.in_(given_back),
        )
        found = self._many(Order, named, by=order.c.order_id)
        return found[0] if found else None

    def by_code(self, code: str) -> Ticket | None:
        found = self._many(Ticket, schema.ticket.c.code == code, by=schema.ticket.c.ticket_id)
        return found[0] if found else None

    def tickets(self, order_id: str) -> tuple[Ticket, ...]:
        table = schema.ticket
        return self._many(Ticket, table.c.order_id == order_id, by=table.c.position)

    def ticket(self, ticket_id: str) -> Ticket:
        return self._one(Ticket, "ticket", "ticket_id", ticket_id)

    def charges(self, order_id: str) -> tuple[TicketCharge, ...]:
        table = schema.ticket_charge
        mine = sa.select(table).where(table.c.order_id == order_id)
        rows = self._uow.execute(mine.order_by(table.c.position, table.c.line))
        return tuple(TicketCharge(**row._mapping) for row in rows)

    def tenders(self, order_id: str) -> tuple[Tender, ...]:
        table = schema.tender
        return self._many(Tender, table.c.order_id == order_id, by=table.c.tender_id)

    def extras(self, order_id: str) -> tuple[OrderExtra, ...]:
        table = schema.order_extra
        return self._many(OrderExtra, table.c.order_id == order_id, by=table.c.position)

    def members(self, order_id: str) -> tuple[Member, ...]:
        table = schema.member
        return self._many(Member, table.c.order_id == order_id, by=table.c.number)

    def uses(self, member_id: str) -> tuple[MemberUse, ...]:
        table = schema.member_use
        return self._many(MemberUse, table.c.member_id == member_id, by=table.c.ticket_id)

    def packages(self, order_id: str) -> tuple[tuple[PackageSold, tuple[PackageTicket, ...]], ...]:
        sold, part = schema.package_sold, schema.package_ticket
        every = self._many(PackageSold, sold.c.order_id == order_id, by=sold.c.package_id)

        def tickets(each: PackageSold) -> tuple[PackageTicket, ...]:
            of_it = part.c.package_id == each.package_id
            return self._many(PackageTicket, of_it, by=part.c.number)

        return tuple((each, tickets(each)) for each in every)

    def promo_uses(self, codes: Sequence[str]) -> dict[str, int]:
        steps, moved = schema.ticket_step, schema.exchange_line
        before = steps.alias()
        counted = sa.select(steps.c.code, sa.func.count().label("tickets")).group_by(steps.c.code)
        promo = (steps.c.kind == StepKind.PROMO.value, steps.c.code.in_(codes))
        uses = {row.code: int(row.tickets) for row in self._uow.execute(counted.where(*promo))}
        same = (before.c.kind == steps.c.kind, before.c.code == steps.c.code)
        carried = (
            counted.where(*promo)
            .join(moved, moved.c.new_ticket_id == steps.c.ticket_id)
            .join(before, sa.and_(before.c.ticket_id == moved.c.old_ticket_id, *same))
        )
        ticket, apart = schema.ticket, schema.order_split
        split = (
            counted.where(*promo, ticket.c.exchange_id.is_(None))
            .join(ticket, ticket.c.ticket_id == steps.c.ticket_id)
            .join(apart, apart.c.new_order_id == ticket.c.order_id)
        )
        for row in (*self._uow.execute(carried), *self._uow.execute(split)):
            uses[row.code] -= int(row.tickets)
        return uses

    def refunds(self, order_id: str) -> tuple[tuple[Refund, tuple[RefundLine, ...]], ...]:
        acts = self._many(
            Refund, schema.refund.c.order_id == order_id, by=schema.refund.c.refund_id
        )
        lines = schema.refund_line
        return tuple(
            (act, self._many(RefundLine, lines.c.refund_id == act.refund_id, by=lines.c.line))
            for act in acts
        )

    def refund(self, refund_id: str) -> Refund:
        return self._one(Refund, "refund", "refund_id", refund_id)

    def refund_parts(self, order_id: str) -> tuple[RefundPart, ...]:
        part, act = schema.refund_part, schema.refund
        of_order = sa.select(act.c.refund_id).where(act.c.order_id == order_id)
        every = self._many(RefundPart, part.c.refund_id.in_(of_order), by=part.c.refund_id)
        return tuple(sorted(every, key=lambda each: (each.refund_id, each.line)))

    def refunds_not_paid_out(self) -> tuple[Refund, ...]:
        act, posting = schema.refund, schema.posting
        owed = (
            sa.select(posting.c.order_id)
            .where(
                posting.c.order_id.in_(sa.select(act.c.order_id)),
                posting.c.account == Account.REFUNDS_PAYABLE.value,
            )
            .group_by(posting.c.order_id)
            .having(sa.func.sum(posting.c.amount_minor) != 0)
        )
        return self._many(Refund, act.c.order_id.in_(owed), by=act.c.refund_id)

    def refunded_again(self, window_id: str) -> tuple[tuple[Refund, RefundLine], ...]:
        found = self._uow.execute(_REFUNDED_AGAIN, {"window": window_id}).all()
        return tuple(
            (refund, line)
            for row in found
            for refund, lines in self.refunds(row.order_id)
            for line in lines
            if (line.refund_id, line.line) == (row.refund_id, row.line)
        )

    def balance(self, accounts: Sequence[str], order_id: str) -> int:
        table = schema.posting
        total = sa.select(sa.func.coalesce(sa.func.sum(table.c.amount_minor), 0))
        mine = total.where(table.c.order_id == order_id, table.c.account.in_(accounts))
        return int(self._uow.execute(mine).scalar_one())

    def tender(self, tender_id: str) -> Tender:
        return self._one(Tender, "tender", "tender_id", tender_id)

    def check_of(self, tender_id: str) -> CheckTaken | None:
        table = schema.check_taken
        found = self._many(CheckTaken, table.c.tender_id == tender_id, by=table.c.tender_id)
        return found[0] if found else None

    def check_returned(self, tender_id: str) -> CheckReturned | None:
        table = schema.check_returned
        found = self._many(CheckReturned, table.c.tender_id == tender_id, by=table.c.return_id)
        return found[0] if found else None

    def return_of(self, return_id: str) -> CheckReturned:
        return self._one(CheckReturned, "check_returned", "return_id", return_id)

    def checks_returned(self, order_id: str) -> tuple[CheckReturned, ...]:
        table = schema.check_returned
        return self._many(CheckReturned, table.c.order_id == order_id, by=table.c.return_id)

    def every_check_returned(self) -> tuple[CheckReturned, ...]:
        return self._many(CheckReturned, by=schema.check_returned.c.return_id)

    def checks_of(self, till_ids: Sequence[str]) -> tuple[tuple[Tender, CheckTaken | None], ...]:
        tender = schema.tender
        undone = sa.select(tender.c.of_tender).where(tender.c.kind == "check")
        taken = self._many(
            Tender,
            tender.c.kind == "check",
            tender.c.till_id.in_(till_ids),
            tender.c.amount_minor > 0,
            tender.c.tender_id.not_in(undone.where(tender.c.of_tender.is_not(None))),
            by=tender.c.tender_id,
        )
        return tuple((each, self.check_of(each.tender_id)) for each in taken)

    def returned_by(self, payer: str) -> tuple[CheckReturned, ...]:
        table, check = schema.check_returned, schema.check_taken
        rows = self._uow.execute(
            sa.select(table, check.c.payer)
            .join(check, check.c.tender_id == table.c.tender_id)
            .order_by(table.c.return_id)
        )
        found = []
        for row in rows:
            values = dict(row._mapping)
            if name_key(values.pop("payer")) == payer:
                found.append(CheckReturned(**values))
        return tuple(found)

    def print_job(self, job_id: str) -> PrintJob:
        return self._one(PrintJob, "print_job", "job_id", job_id)

    def print_jobs(
        self, states: Sequence[str], device: str | None = None
    ) -> tuple[tuple[PrintJob, str, str], ...]:
        job, state, arrow = schema.print_job, schema.current_state, schema.transition
        statement = (
            sa.select(job, state.c.state, arrow.c.reason)
            .select_from(state)
            .join(job, job.c.job_id == state.c.subject_id)
            .join(
                arrow,
                sa.and_(
                    arrow.c.machine == "print",
                    arrow.c.subject_id == state.c.subject_id,
                    arrow.c.seq == state.c.seq,
                ),
            )
            .where(state.c.machine == "print", state.c.state.in_(states))
            .order_by(job.c.queued_at, job.c.position, job.c.job_id)
        )
        if device is not None:
            statement = statement.where(job.c.device == device)
        names = [column.name for column in job.c]
        return tuple(
            (PrintJob(**{name: row._mapping[name] for name in names}), row.state, row.reason)
            for row in self._uow.execute(statement)
        )

    def places_sold(self, performance_id: str) -> tuple[tuple[str, int], ...]:
        rows = self._uow.execute(_PLACES_SOLD, {"performance": performance_id})
        return tuple((row.holder, row.places) for row in rows)

    def shared_seats(self, performance_id: str, seats: Collection[str]) -> frozenset[str]:
        about = {"performance": performance_id, "seats": json.dumps(list(seats))}
        return frozenset(row.seat_id for row in self._uow.execute(_SHARED_SEATS, about))

    def printed_tickets(self, order_id: str) -> tuple[Ticket, ...]:
        ticket, job = schema.ticket, schema.print_job
        rows = self._uow.execute(
            sa.select(ticket)
            .join(job, job.c.subject_id == ticket.c.ticket_id)
            .where(
                ticket.c.order_id == order_id,
                state_of("print", job.c.job_id) == "printed",
                state_of("ticket", ticket.c.ticket_id) == "live",
            )
            .order_by(ticket.c.position)
            .distinct()
        )
        return tuple(Ticket(**row._mapping) for row in rows)

    def newest_print_job(self, subject_id: str) -> tuple[PrintJob, str] | None:
        job = schema.print_job
        row = self._uow.execute(
            sa.select(job, state_of("print", job.c.job_id).label("state"))
            .where(job.c.subject_id == subject_id)
            .order_by(job.c.job_id.desc())
            .limit(1)
        ).first()
        if row is None:
            return None
        return PrintJob(**{column.name: row._mapping[column.name] for column in job.c}), row.state

    def drawer_opening(self, opening_id: str) -> DrawerOpening:
        return self._one(DrawerOpening, "drawer_opening", "opening_id", opening_id)
