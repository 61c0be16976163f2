"""Emergency tickets on SQLite, and what is read for the papers of an outage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from pos.ledger import Account
from pos.lifecycles import EmergencyState
from pos.ports.outage import WaitingOrder
from pos.records import EmergencyBlock, EmergencySale, EmergencyTicket
from pos.storage import schema
from pos.storage.catalogue_schema import performance
from pos.storage.reading import Reading, at_will_call, state_of

_BLOCK, _TICKET, _SALE = schema.emergency_block, schema.emergency_ticket, schema.emergency_sale
_STATE = state_of("emergency", _TICKET.c.emergency_id)
_OUT = _STATE.in_((EmergencyState.OUT.value,))
_LIVE = ("live", "scanned")
_OWED = (Account.RECEIVABLE.value, Account.NSF.value)


class SqlEmergency(Reading):
    """See ``pos.ports.outage.EmergencyStore``."""

    def block(self, block_id: str) -> EmergencyBlock:
        return self._one(EmergencyBlock, "emergency_block", _BLOCK.c.block_id, block_id)

    def blocks(self, since: datetime) -> tuple[EmergencyBlock, ...]:
        out = sa.select(_TICKET.c.block_id).where(_OUT)
        rows = self._uow.execute(
            sa.select(_BLOCK)
            .join(performance, performance.c.performance_id == _BLOCK.c.performance_id)
            .where(sa.or_(performance.c.starts_at >= since, _BLOCK.c.block_id.in_(out)))
            .order_by(performance.c.starts_at, _BLOCK.c.block_id)
        )
        return tuple(EmergencyBlock(**row._mapping) for row in rows)

    def blocks_of(self, performance_id: str) -> tuple[EmergencyBlock, ...]:
        column = _BLOCK.c.performance_id
        return self._of(EmergencyBlock, column, performance_id, _BLOCK.c.block_id)

    def tickets(self, block_id: str) -> tuple[tuple[EmergencyTicket, str], ...]:
        rows = self._uow.execute(
            sa.select(_TICKET, _STATE.label("state"))
            .where(_TICKET.c.block_id == block_id)
            .order_by(_TICKET.c.number)
        )
        found = []
        for row in rows:
            values = dict(row._mapping)
            state = values.pop("state")
            found.append((EmergencyTicket(**values), state))
        return tuple(found)

    def on_stock(self, block_id: str) -> frozenset[str]:
        job = schema.print_job
        rows = self._uow.execute(
            sa.select(job.c.subject_id)
            .join(_TICKET, _TICKET.c.emergency_id == job.c.subject_id)
            .where(
                _TICKET.c.block_id == block_id,
                job.c.kind == "paper_ticket",
                state_of("print", job.c.job_id) != "cancelled",
            )
        )
        return frozenset(row.subject_id for row in rows)

    def by_key(self, key: str) -> EmergencyTicket | None:
        named = sa.or_(_TICKET.c.number == key, _TICKET.c.code == key)
        found = self._many(EmergencyTicket, named, by=_TICKET.c.emergency_id)
        return found[0] if found else None

    def ticket(self, emergency_id: str) -> EmergencyTicket:
        return self._one(EmergencyTicket, "paper_ticket", _TICKET.c.emergency_id, emergency_id)

    def sale(self, emergency_id: str) -> EmergencySale:
        return self._one(EmergencySale, "paper_ticket", _SALE.c.emergency_id, emergency_id)

    def sales(self, performance_id: str) -> tuple[EmergencySale, ...]:
        mine = sa.select(_TICKET.c.emergency_id).where(_TICKET.c.performance_id == performance_id)
        by = (_SALE.c.order_id, _SALE.c.emergency_id)
        return self._many(EmergencySale, _SALE.c.emergency_id.in_(mine), by=by)

    def sales_of_order(self, order_id: str) -> tuple[EmergencySale, ...]:
        return self._of(EmergencySale, _SALE.c.order_id, order_id, _SALE.c.emergency_id)

    def out_until(self, window_id: str, before: datetime) -> tuple[EmergencyTicket, ...]:
        begun = sa.select(performance.c.performance_id).where(performance.c.starts_at < before)
        mine = sa.select(_BLOCK.c.block_id).where(
            _BLOCK.c.window_id == window_id, _BLOCK.c.performance_id.in_(begun)
        )
        out = (_TICKET.c.block_id.in_(mine), _OUT)
        return self._many(EmergencyTicket, *out, by=_TICKET.c.number)

    def waiting(self, performance_id: str) -> tuple[WaitingOrder, ...]:
        order, ticket, post = schema.order, schema.ticket, schema.posting
        seats: dict[str, list[str | None]] = defaultdict(list)
        live = (
            sa.select(ticket.c.order_id, ticket.c.seat_id)
            .where(
                ticket.c.performance_id == performance_id,
                state_of("ticket", ticket.c.ticket_id).in_(_LIVE),
            )
            .order_by(ticket.c.order_id, ticket.c.position)
        )
        for row in self._uow.execute(live):
            seats[row.order_id].append(row.seat_id)
        owing = (
            sa.select(sa.func.coalesce(sa.func.sum(post.c.amount_minor), 0))
            .where(post.c.order_id == order.c.order_id, post.c.account.in_(_OWED))
            .scalar_subquery()
        )
        state = state_of("order", order.c.order_id)
        here = sa.select(ticket.c.order_id).where(ticket.c.performance_id == performance_id)
        rows = self._uow.execute(
            sa.select(order, state.label("state"), owing.label("owing")).where(
                at_will_call(), order.c.order_id.in_(here), state != "cancelled"
            )
        )
        return tuple(
            WaitingOrder(
                order_id=row.order_id,
                order_number=row.order_number,
                name=row.name,
                alternates=row.alternates,
                note=row.note,
                phone=row.phone,
                state=row.state,
                owing_minor=int(row.owing),
                seat_ids=tuple(seats[row.order_id]),
            )
            for row in rows
            if seats[row.order_id]
        )

    def seated(self, performance_id: str) -> Sequence[tuple[str | None, str, str, str]]:
        order, ticket = schema.order, schema.ticket
        rows = self._uow.execute(
            sa.select(ticket.c.seat_id, order.c.order_number, order.c.name, order.c.channel)
            .join(order, order.c.order_id == ticket.c.order_id)
            .where(
                ticket.c.performance_id == performance_id,
                state_of("ticket", ticket.c.ticket_id).in_(_LIVE),
            )
        )
        return [(row.seat_id, row.order_number, row.name, row.channel) for row in rows]

    def codes(self, performance_id: str) -> Sequence[tuple[str, str | None, str]]:
        order, ticket = schema.order, schema.ticket
        sold = (
            sa.select(ticket.c.code, ticket.c.seat_id, order.c.order_number.label("number"))
            .join(order, order.c.order_id == ticket.c.order_id)
            .where(
                ticket.c.performance_id == performance_id,
                state_of("ticket", ticket.c.ticket_id) == "live",
            )
        )
        on_paper = sa.select(_TICKET.c.code, _TICKET.c.seat_id, _TICKET.c.number).where(
            _TICKET.c.performance_id == performance_id, _OUT
        )
        rows = self._uow.execute(sa.union_all(sold, on_paper))
        return [(row.code, row.seat_id, row.number) for row in rows]
