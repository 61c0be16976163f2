"""Facts read back as the records they were."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa

from pos.errors import NotFound
from pos.storage import schema

if TYPE_CHECKING:
    from pos.storage.unit_of_work import SqlUnitOfWork

R = TypeVar("R")


@cache
def keyed(
    column: sa.Column[Any], by: sa.Column[Any] | tuple[sa.Column[Any], ...]
) -> sa.Select[Any]:
    """Return the statement for the facts with this key. Built once: a card sale asks hundreds of
    times."""
    table = column.table
    return sa.select(table).where(column == sa.bindparam("key")).order_by(*_tuple(by))


def state_of(machine: str, subject: sa.Column[Any]) -> sa.ScalarSelect[Any]:
    """Return the state ``subject`` is in, looked up for each row: a join may begin at the states of
    all subjects there ever were.
    """
    state = schema.current_state
    stands = sa.select(state.c.state).where(
        state.c.machine == machine, state.c.subject_id == subject
    )
    return stands.scalar_subquery()


def at_will_call() -> sa.ColumnElement[bool]:
    """Return which orders belong on will-call lists: those sold elsewhere, and a window's own that
    are collected later."""
    left = schema.left_at_will_call
    later = sa.select(left.c.order_id).where(left.c.order_id == schema.order.c.order_id).exists()
    return sa.or_(schema.order.c.channel != "window", later)


class Reading:
    """Facts of one record type."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    def _many(self, record: type[R], *where: sa.ColumnElement[bool], by: Any) -> tuple[R, ...]:
        table = schema.FACT_TABLES[record]
        rows = self._uow.execute(sa.select(table).where(*where).order_by(*_tuple(by)))
        return tuple(record(**row._mapping) for row in rows)

    def _of(
        self,
        record: type[R],
        column: sa.Column[Any],
        key: str,
        by: sa.Column[Any] | tuple[sa.Column[Any], ...],
    ) -> tuple[R, ...]:
        rows = self._uow.execute(keyed(column, by), {"key": key})
        return tuple(record(**row._mapping) for row in rows)

    def _one(self, record: type[R], kind: str, column: sa.Column[Any], key: str) -> R:
        found = self._of(record, column, key, column)
        if not found:
            raise NotFound(kind=kind, key=key)
        return found[0]


def _tuple(by: Any) -> tuple[Any, ...]:
    return by if isinstance(by, tuple) else (by,)
