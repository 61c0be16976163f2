"""Deposits on SQLite."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from pos.ledger import Account
from pos.lifecycles import DEPOSIT, DepositState
from pos.records import Deposit, DepositItem, DepositStep
from pos.storage import schema
from pos.storage.closing_schema import (
    cash_movement,
    deposit,
    deposit_item,
    deposit_step,
    drop_counted,
)
from pos.storage.reading import Reading

_CASH = Account.CASH.value


class SqlDeposits(Reading):
    """See ``pos.ports.closing.DepositStore``."""

    def one(self, deposit_id: str) -> Deposit:
        return self._one(Deposit, "deposit", deposit.c.deposit_id, deposit_id)

    def every(self, window_id: str) -> tuple[tuple[Deposit, str], ...]:
        state = schema.current_state
        mine = sa.and_(state.c.machine == DEPOSIT.name, state.c.subject_id == deposit.c.deposit_id)
        rows = self._uow.execute(
            sa.select(deposit, state.c.state)
            .join(state, mine)
            .where(deposit.c.window_id == window_id)
            .order_by(deposit.c.number.desc())
        )
        found = []
        for row in rows:
            values = dict(row._mapping)
            stands = values.pop("state")
            found.append((Deposit(**values), stands))
        return tuple(found)

    def items(self, deposit_id: str) -> tuple[DepositItem, ...]:
        return self._of(DepositItem, deposit_item.c.deposit_id, deposit_id, deposit_item.c.line)

    def steps(self, deposit_id: str) -> dict[str, DepositStep]:
        found = self._of(DepositStep, deposit_step.c.deposit_id, deposit_id, deposit_step.c.what)
        return {step.what: step for step in found}

    def bag_used(self, bag: str) -> bool:
        statement = sa.select(sa.literal(1)).where(deposit_step.c.bag == bag)
        return self._uow.execute(statement).first() is not None

    def taken(self) -> frozenset[str]:
        state = schema.current_state
        rows = self._uow.execute(
            sa.select(deposit_item.c.subject_id)
            .join(state, state.c.subject_id == deposit_item.c.deposit_id)
            .where(state.c.machine == DEPOSIT.name, state.c.state != DepositState.UNDONE.value)
        )
        return frozenset(row.subject_id for row in rows)

    def in_safe(self, till_id: str) -> int:
        posting, batch = schema.posting, schema.batch
        found = self._uow.execute(
            sa.select(sa.func.coalesce(sa.func.sum(posting.c.amount_minor), 0))
            .join(batch, batch.c.batch_id == posting.c.batch_id)
            .where(
                batch.c.till_id == till_id,
                posting.c.account == _CASH,
                posting.c.till_id.is_(None),
            )
        ).scalar_one()
        return int(found) + self._counted_off([till_id])

    def never_were(self, till_id: str) -> frozenset[str]:
        taken, later = schema.tender, schema.tender.alias("later")
        rows = self._uow.execute(
            sa.select(taken.c.tender_id)
            .join(later, later.c.of_tender == taken.c.tender_id)
            .where(taken.c.till_id == till_id, later.c.refund_id.is_(None))
        )
        return frozenset(row.tender_id for row in rows)

    def _counted_off(self, till_ids: Sequence[str]) -> int:
        """Return how far the tills' bags were off when they were counted again: those batches name
        no till, for its report was printed by then."""
        off = drop_counted.c.counted_minor - cash_movement.c.amount_minor
        found = self._uow.execute(
            sa.select(sa.func.coalesce(sa.func.sum(off), 0))
            .join(cash_movement, cash_movement.c.movement_id == drop_counted.c.movement_id)
            .where(cash_movement.c.till_id.in_(till_ids))
        ).scalar_one()
        return int(found)

    def proof(self, till_ids: Sequence[str]) -> tuple[tuple[str, int], ...]:
        posting, batch = schema.posting, schema.batch
        change = sa.func.sum(posting.c.amount_minor)
        rows = self._uow.execute(
            sa.select(batch.c.kind, change.label("minor"))
            .join(batch, batch.c.batch_id == posting.c.batch_id)
            .where(batch.c.till_id.in_(till_ids), posting.c.account == _CASH)
            .group_by(batch.c.kind)
            .having(change != 0)
            .order_by(batch.c.kind)
        )
        found = [(row.kind, int(row.minor)) for row in rows]
        off = self._counted_off(till_ids)
        return (*found, ("drop_counted", off)) if off else tuple(found)
