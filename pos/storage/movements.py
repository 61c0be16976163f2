"""Cash moved beside sales, the safe and reliefs on SQLite."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from pos.ledger import Account
from pos.lifecycles import DEPOSIT, DepositState
from pos.money import Money
from pos.records import CashMovement, DropCounted, SafeCustody, TillRelief
from pos.storage import schema
from pos.storage.closing_schema import (
    cash_movement,
    deposit_item,
    deposit_step,
    drop_counted,
    safe_custody,
    till_relief,
)
from pos.storage.reading import Reading
from pos.views.cash import Row


class SqlMovements(Reading):
    """See ``pos.ports.movements.MovementStore``."""

    def one(self, movement_id: str) -> CashMovement:
        return self._one(CashMovement, "movement", cash_movement.c.movement_id, movement_id)

    def of_till(self, till_id: str) -> tuple[CashMovement, ...]:
        table = cash_movement
        return self._of(CashMovement, table.c.till_id, till_id, table.c.number)

    def of_day(self, window_id: str, day: date) -> tuple[CashMovement, ...]:
        table = cash_movement
        return self._many(
            CashMovement,
            table.c.window_id == window_id,
            table.c.business_date == day,
            by=table.c.number,
        )

    def by_kind(self, till_ids: Sequence[str]) -> tuple[Row, ...]:
        table = cash_movement
        rows = self._uow.execute(
            sa.select(
                table.c.kind,
                table.c.currency,
                sa.func.count().label("times"),
                sa.func.sum(table.c.amount_minor).label("minor"),
            )
            .where(table.c.till_id.in_(till_ids))
            .group_by(table.c.kind, table.c.currency)
            .order_by(table.c.kind)
        )
        return tuple(Row(row.kind, row.times, Money(row.minor, row.currency)) for row in rows)

    def bag_used(self, bag: str) -> bool:
        used = sa.select(cash_movement.c.bag).where(cash_movement.c.bag == bag)
        used_too = sa.select(deposit_step.c.bag).where(deposit_step.c.bag == bag)
        return self._uow.execute(sa.union_all(used, used_too)).first() is not None

    def counted(self, movement_id: str) -> DropCounted | None:
        column = drop_counted.c.movement_id
        found = self._of(DropCounted, column, movement_id, column)
        return found[0] if found else None

    def uncounted(self, window_id: str) -> tuple[CashMovement, ...]:
        table = cash_movement
        drops = sa.and_(table.c.kind == "drop", table.c.window_id == window_id)
        seen = sa.exists().where(drop_counted.c.movement_id == table.c.movement_id)
        state = schema.current_state
        gone = sa.exists().where(
            deposit_item.c.kind == "till",
            deposit_item.c.subject_id == table.c.till_id,
            state.c.machine == DEPOSIT.name,
            state.c.subject_id == deposit_item.c.deposit_id,
            state.c.state.not_in((DepositState.PREPARED.value, DepositState.UNDONE.value)),
        )
        by = (table.c.at, table.c.movement_id)
        return self._many(CashMovement, drops, ~seen, ~gone, by=by)

    def custody(self, window_id: str) -> SafeCustody | None:
        table = safe_custody
        found = self._of(SafeCustody, table.c.window_id, window_id, table.c.seq)
        return found[-1] if found else None

    def custody_of(self, custody_id: str) -> SafeCustody:
        return self._one(SafeCustody, "safe_custody", safe_custody.c.custody_id, custody_id)

    def in_safe(self, window_id: str, currency: str) -> int:
        table, batch = schema.posting, schema.batch
        lying = (
            sa.select(sa.func.coalesce(sa.func.sum(table.c.amount_minor), 0))
            .join(batch, batch.c.batch_id == table.c.batch_id)
            .where(table.c.account == Account.CASH.value, table.c.till_id.is_(None))
            .where(table.c.currency == currency, batch.c.window_id == window_id)
        )
        return int(self._uow.execute(lying).scalar_one())

    def reliefs(self, till_id: str) -> tuple[TillRelief, ...]:
        table = till_relief
        return self._of(TillRelief, table.c.till_id, till_id, table.c.seq)
