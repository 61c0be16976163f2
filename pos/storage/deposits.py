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

_CASH, _CHECKS = Account.CASH.value, Account.CHECKS.value
_CORRECTED = sa.text(
    """
    SELECT n.of_tender FROM posting p JOIN batch b ON b.batch_id = p.batch_id
    JOIN posting q ON q.batch_id = p.batch_id JOIN tender n ON n.tender_id = q.tender_id
    WHERE p.tender_id = :fresh AND b.kind = 'tender_correction' AND n.of_tender IS NOT NULL
      AND n.of_tender <> :fresh AND n.kind <> 'rounding'
    """
)
"""What a tender says it was: the one that its own correction takes away."""
_LATE = sa.text(
    """
    SELECT t.tender_id, t.amount_minor,
           sum(iif(p.account = '1030', p.amount_minor, 0)) AS there
    FROM batch b JOIN posting p ON p.batch_id = b.batch_id
    JOIN tender t ON t.tender_id = p.tender_id
    WHERE b.kind = 'tender_correction' AND b.till_id IS NULL AND b.window_id = :window
      AND t.kind = 'check' AND t.of_tender IS NULL AND NOT EXISTS (
        SELECT 1 FROM tender n WHERE n.of_tender = t.tender_id AND n.refund_id IS NULL)
    GROUP BY t.tender_id ORDER BY t.tender_id
    """
)


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

    def holding(self, subject_id: str) -> tuple[str, str] | None:
        state = schema.current_state
        row = self._uow.execute(
            sa.select(deposit_item.c.deposit_id, state.c.state)
            .join(state, state.c.subject_id == deposit_item.c.deposit_id)
            .where(
                state.c.machine == DEPOSIT.name,
                state.c.state != DepositState.UNDONE.value,
                deposit_item.c.subject_id == subject_id,
            )
        ).first()
        return None if row is None else (row.deposit_id, row.state)

    def on_its_way(self, subject_id: str) -> bool:
        state = schema.current_state
        out = (DepositState.PREPARED.value, DepositState.UNDONE.value)
        row = self._uow.execute(
            sa.select(state.c.state)
            .join(deposit_item, deposit_item.c.deposit_id == state.c.subject_id)
            .where(
                state.c.machine == DEPOSIT.name,
                state.c.state.not_in(out),
                deposit_item.c.subject_id == subject_id,
            )
        ).first()
        return row is not None

    def never_were(self, till_id: str) -> frozenset[str]:
        taken, later = schema.tender, schema.tender.alias("later")
        rows = self._uow.execute(
            sa.select(taken.c.tender_id)
            .join(later, later.c.of_tender == taken.c.tender_id)
            .where(taken.c.till_id == till_id, later.c.refund_id.is_(None))
        )
        return frozenset(row.tender_id for row in rows)

    def till_of(self, tender_id: str) -> str | None:
        wanted = sa.select(schema.tender.c.till_id).where(schema.tender.c.tender_id == tender_id)
        till_id: str | None = self._uow.execute(wanted).scalar_one()
        if till_id is not None:
            return till_id
        row = self._uow.execute(_CORRECTED, {"fresh": tender_id}).first()
        return None if row is None else self.till_of(row.of_tender)

    def stands(self, tender_id: str) -> int:
        posting = schema.posting
        found = self._uow.execute(
            sa.select(sa.func.coalesce(sa.func.sum(posting.c.amount_minor), 0)).where(
                posting.c.tender_id == tender_id, posting.c.account == _CHECKS
            )
        ).scalar_one()
        return int(found)

    def late_checks(self, window_id: str) -> tuple[tuple[str, int], ...]:
        rows = self._uow.execute(_LATE, {"window": window_id})
        return tuple((row.tender_id, int(row.there)) for row in rows if row.there)

    def known_extras(self, till_id: str, minor: int) -> int:
        window = sa.select(schema.till.c.window_id).where(schema.till.c.till_id == till_id)
        rows = self._uow.execute(_LATE, {"window": self._uow.execute(window).scalar_one()})
        said = [row.tender_id for row in rows if row.amount_minor == minor and not row.there]
        return sum(self.till_of(tender_id) == till_id for tender_id in said)

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
