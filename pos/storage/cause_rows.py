"""What causes of a difference are looked for among. See
``pos.ports.storage.TillStore``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from pos.storage import schema
from pos.storage.ticket_sql import cost
from pos.views.causes import TenderRow

if TYPE_CHECKING:
    from pos.records import Till
    from pos.storage.unit_of_work import SqlUnitOfWork

_KINDS = ("cash", "check", "card")


def _statement() -> sa.Select[tuple[object, ...]]:
    tender, order = schema.tender, schema.order
    check, answer = schema.check_taken, schema.card_answer
    newer = answer.alias("newer")
    last = (
        sa.select(sa.func.max(newer.c.seq))
        .where(
            newer.c.payment_id == tender.c.payment_id,
            newer.c.outcome.in_(("approved", "partial")),
        )
        .scalar_subquery()
    )
    four = sa.func.coalesce(answer.c.last_four, "")
    return (
        sa.select(
            tender.c.tender_id,
            sa.func.coalesce(tender.c.payment_id, tender.c.tender_id).label("subject_id"),
            tender.c.order_id,
            order.c.order_number,
            tender.c.kind,
            tender.c.amount_minor,
            tender.c.given_minor,
            tender.c.at,
            sa.func.coalesce(check.c.number, answer.c.approval_code, tender.c.reference).label(
                "number"
            ),
            sa.func.coalesce(
                check.c.payer, sa.func.trim(answer.c.brand + " " + four), tender.c.payer
            ).label("name"),
            four.label("last_four"),
        )
        .join(order, order.c.order_id == tender.c.order_id)
        .outerjoin(check, check.c.tender_id == tender.c.tender_id)
        .outerjoin(
            answer, sa.and_(answer.c.payment_id == tender.c.payment_id, answer.c.seq == last)
        )
        .where(tender.c.till_id == sa.bindparam("till"), tender.c.kind.in_(_KINDS))
        .order_by(tender.c.at, tender.c.tender_id)
    )


_TENDERS = _statement()


def tenders_in(uow: SqlUnitOfWork, till_id: str) -> tuple[TenderRow, ...]:
    """Return the cash, checks and cards of a till in the order they were taken."""
    rows = uow.execute(_TENDERS, {"till": till_id})
    return tuple(TenderRow(**row._mapping) for row in rows)


def places_in(uow: SqlUnitOfWork, till_id: str) -> tuple[tuple[str, int], ...]:
    """Return order id and price with fee of every place of orders that paid cash at a till."""
    ticket, tender = schema.ticket, schema.tender
    paid = sa.select(tender.c.order_id).where(
        tender.c.till_id == till_id, tender.c.kind == "cash", tender.c.amount_minor > 0
    )
    price = cost(ticket).label("price")
    rows = uow.execute(
        sa.select(ticket.c.order_id, price)
        .where(ticket.c.order_id.in_(paid), ticket.c.issue == 1)
        .order_by(ticket.c.order_id, ticket.c.position)
    )
    return tuple((row.order_id, row.price) for row in rows)


def left_before(uow: SqlUnitOfWork, till: Till) -> tuple[str, str] | None:
    """Return the till that was locked last at this drawer before ``till`` was opened, and what it
    left there as a ``CountSheet`` in JSON; None where there was none."""
    close = schema.till_close
    row = uow.execute(
        sa.select(close.c.till_id, close.c.left)
        .where(close.c.window_id == till.window_id, close.c.at <= till.opened_at)
        .order_by(close.c.z_number.desc())
        .limit(1)
    ).first()
    return (row.till_id, row.left) if row is not None else None
