"""Lists of orders on SQLite: a few questions for a page."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from pos.errors import NotFound
from pos.lifecycles import ORDER, PRINT, TICKET, OrderTrigger
from pos.ports.listing import ListedOrder, ListedPapers
from pos.records import Order, OrderNamed, Ticket
from pos.storage import schema
from pos.storage.order_life_schema import order_named
from pos.storage.patrons_schema import order_patron
from pos.storage.reading import state_of
from pos.storage.will_call_schema import (
    envelope,
    envelope_paper,
    handout,
    handout_ticket,
    handout_undone,
    paper_filed,
)
from pos.views.paying import ExtraKind

if TYPE_CHECKING:
    from pos.storage.unit_of_work import SqlUnitOfWork


def _asked(column: sa.Column[Any]) -> sa.ColumnElement[bool]:
    each = sa.func.json_each(sa.bindparam("ids")).table_valued("value")
    return column.in_(sa.select(each.c.value))


def _balance() -> sa.ScalarSelect[Any]:
    table = schema.posting
    account = sa.func.json_each(sa.bindparam("accounts")).table_valued("value")
    return (
        sa.select(sa.func.coalesce(sa.func.sum(table.c.amount_minor), 0))
        .where(
            table.c.order_id == schema.order.c.order_id,
            table.c.account.in_(sa.select(account.c.value)),
        )
        .scalar_subquery()
    )


def _whose() -> sa.ScalarSelect[Any]:
    link = order_patron
    return (
        sa.select(link.c.patron_id)
        .where(link.c.order_id == schema.order.c.order_id)
        .order_by(link.c.seq.desc(), link.c.link_id)
        .limit(1)
        .scalar_subquery()
    )


def _extras(*kinds: str) -> sa.ScalarSelect[Any]:
    """What else than tickets, or of ``kinds``, an order has that was not given back."""
    extra, refund, line = schema.order_extra.c, schema.refund.c, schema.refund_line
    gone = (
        sa.select(line.c.line)
        .join(schema.refund, refund.refund_id == line.c.refund_id)
        .where(refund.order_id == schema.order.c.order_id, line.c.extra_id == extra.extra_id)
        .correlate(schema.order, schema.order_extra)
    )
    of = (extra.kind.in_(kinds),) if kinds else ()
    return (
        sa.select(sa.func.coalesce(sa.func.sum(extra.amount_minor), 0))
        .where(extra.order_id == schema.order.c.order_id, ~gone.exists(), *of)
        .scalar_subquery()
    )


_ORDERS = sa.select(
    schema.order,
    state_of(ORDER.name, schema.order.c.order_id).label("state"),
    _balance().label("balance"),
    _extras().label("extras"),
    _extras(ExtraKind.CREDIT.value).label("credited"),
    _whose().label("patron"),
).where(_asked(schema.order.c.order_id))
_TENDERED = (
    sa.select(schema.tender.c.order_id, sa.func.sum(schema.tender.c.amount_minor).label("minor"))
    .where(_asked(schema.tender.c.order_id), schema.tender.c.kind == sa.bindparam("kind"))
    .group_by(schema.tender.c.order_id)
)
_NAMINGS = (
    sa.select(order_named).where(_asked(order_named.c.order_id)).order_by(order_named.c.naming_id)
)
_TICKETS = (
    sa.select(schema.ticket, state_of(TICKET.name, schema.ticket.c.ticket_id).label("state"))
    .where(_asked(schema.ticket.c.order_id))
    .order_by(schema.ticket.c.position)
)
_COLLECTED = (
    sa.select(schema.transition.c.subject_id, schema.transition.c.at, schema.transition.c.user_id)
    .where(
        schema.transition.c.machine == ORDER.name,
        schema.transition.c.trigger == OrderTrigger.HAND_OVER.value,
        _asked(schema.transition.c.subject_id),
    )
    .order_by(schema.transition.c.seq)
)
_GIVEN = (
    sa.select(handout.c.order_id, handout_ticket.c.position)
    .join(handout_ticket, handout_ticket.c.handout_id == handout.c.handout_id)
    .where(
        _asked(handout.c.order_id),
        ~sa.select(handout_undone.c.handout_id)
        .where(handout_undone.c.handout_id == handout.c.handout_id)
        .exists(),
    )
)
_AHEAD = (
    sa.select(
        envelope.c.order_id,
        envelope_paper.c.ticket_id,
        sa.select(paper_filed.c.job_id)
        .where(paper_filed.c.job_id == envelope_paper.c.job_id)
        .exists()
        .label("filed"),
        state_of(PRINT.name, envelope_paper.c.job_id).label("state"),
    )
    .join(envelope_paper, envelope_paper.c.envelope_id == envelope.c.envelope_id)
    .where(_asked(envelope.c.order_id))
)
_JOBS = (
    sa.select(
        schema.ticket.c.order_id,
        schema.ticket.c.ticket_id,
        state_of(PRINT.name, schema.print_job.c.job_id).label("state"),
    )
    .join(schema.print_job, schema.print_job.c.subject_id == schema.ticket.c.ticket_id)
    .where(_asked(schema.ticket.c.order_id))
    .order_by(schema.print_job.c.job_id)
)


class SqlListing:
    """See ``pos.ports.listing.ListingStore``."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    def orders(self, order_ids: Sequence[str], accounts: Sequence[str]) -> tuple[ListedOrder, ...]:
        asked = {"ids": json.dumps([*order_ids]), "accounts": json.dumps([*accounts])}
        tickets = defaultdict(list)
        for *fields, state in self._rows(_TICKETS, asked):
            ticket = Ticket(*fields)
            tickets[ticket.order_id].append((ticket, state))
        named = {r.order_id: OrderNamed(*r) for r in self._rows(_NAMINGS, asked)}
        collected: dict[str, tuple[datetime, str]] = {
            row.subject_id: (row.at, row.user_id) for row in self._uow.execute(_COLLECTED, asked)
        }
        found = {}
        for *fields, state, balance, extras, credited, patron in self._rows(_ORDERS, asked):
            placed = Order(*fields)
            order_id = placed.order_id
            found[order_id] = ListedOrder(
                _named(placed, named.get(order_id)),
                placed.name,
                state,
                tuple(tickets[order_id]),
                int(balance),
                int(extras),
                int(credited),
                patron or "",
                collected.get(order_id),
            )
        for order_id in order_ids:
            if order_id not in found:
                raise NotFound(kind="order", key=order_id)
        return tuple(found[order_id] for order_id in order_ids)

    def _rows(self, statement: sa.Select[Any], asked: dict[str, str]) -> list[Any]:
        return list(self._uow.execute(statement, asked))

    def seated_for(self, ticket_ids: Sequence[str], reason: str) -> frozenset[str]:
        table = schema.reseated
        about = (
            table.c.ticket_id.in_(ticket_ids),
            table.c.reason.startswith(reason, autoescape=True),
        )
        rows = self._uow.execute(sa.select(table.c.ticket_id).where(*about))
        return frozenset(row.ticket_id for row in rows)

    def tendered(self, order_ids: Sequence[str], kind: str) -> dict[str, int]:
        asked = {"ids": json.dumps([*order_ids]), "kind": kind}
        return {row.order_id: int(row.minor) for row in self._uow.execute(_TENDERED, asked)}

    def papers(self, order_ids: Sequence[str]) -> dict[str, ListedPapers]:
        asked = {"ids": json.dumps([*order_ids])}
        given = defaultdict(set)
        for row in self._uow.execute(_GIVEN, asked):
            given[row.order_id].add(row.position)
        filed, elsewhere = defaultdict(set), defaultdict(set)
        for row in self._uow.execute(_AHEAD, asked):
            if row.filed:
                filed[row.order_id].add(row.ticket_id)
            elif not row.state:
                elsewhere[row.order_id].add(row.ticket_id)
        newest: dict[str, dict[str, str]] = defaultdict(dict)
        for row in self._uow.execute(_JOBS, asked):
            newest[row.order_id][row.ticket_id] = row.state
        return {
            each: ListedPapers(
                frozenset(given[each]),
                frozenset(filed[each]),
                frozenset(elsewhere[each]),
                newest[each],
            )
            for each in order_ids
        }


def _named(placed: Order, now: OrderNamed | None) -> Order:
    if now is None:
        return placed
    return replace(
        placed, name=now.name, alternates=now.alternates, phone=now.phone, email=now.email
    )
