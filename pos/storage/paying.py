"""Card payments, certificates and patron accounts on SQLite."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from pos.records import (
    CardAnswer,
    CardException,
    CardPayment,
    CardWrittenOff,
    ExceptionSettled,
    OfflineSpell,
    StoredValue,
    Tender,
    TerminalEntry,
    TerminalInspection,
    ValueCode,
)
from pos.storage import schema
from pos.storage.reading import Reading, state_of
from pos.text import folded

_OVERSPENT = sa.text(
    """
    SELECT p.value_id, sum(p.amount_minor) AS below FROM posting p
    WHERE p.value_id IS NOT NULL
    GROUP BY p.value_id
    HAVING sum(p.amount_minor) > 0 AND (EXISTS (
      SELECT 1 FROM posting q JOIN tender t ON t.tender_id = q.tender_id
      JOIN till ON till.till_id = t.till_id
      WHERE q.value_id = p.value_id AND t.amount_minor > 0 AND till.window_id = :window_id)
    OR EXISTS (
      SELECT 1 FROM posting q JOIN batch b ON b.batch_id = q.batch_id AND b.kind = 'cash_out'
      JOIN posting c ON c.batch_id = q.batch_id JOIN till ON till.till_id = c.till_id
      WHERE q.value_id = p.value_id AND till.window_id = :window_id))
    """
)
_PAID_FOR = sa.text(
    """
    SELECT o.order_number, min(t.at) AS since FROM posting p
    JOIN tender t ON t.tender_id = p.tender_id JOIN orders o ON o.order_id = t.order_id
    WHERE p.value_id = :value_id AND t.amount_minor > 0
    GROUP BY o.order_number ORDER BY since, o.order_number
    """
)


@cache
def _keyed_with_states(*columns: sa.Column[Any]) -> sa.Select[Any]:
    """Return the statement for the payments with these keys ("0", "1", ...) and their states."""
    table = schema.card_payment
    keys = (column == sa.bindparam(str(n)) for n, column in enumerate(columns))
    stands = state_of("payment", table.c.payment_id).label("state")
    return sa.select(table, stands).where(*keys).order_by(table.c.payment_id)


def _with_state() -> sa.Select[Any]:
    table, state = schema.card_payment, schema.current_state
    joined = sa.and_(state.c.machine == "payment", state.c.subject_id == table.c.payment_id)
    return sa.select(table, state.c.state).join(state, joined).order_by(table.c.payment_id)


@cache
def _stored_and_not_told() -> sa.Select[Any]:
    """Return the statement for what a terminal stored and nobody told the processor's word of. It
    begins at the few answers that were stored: what waits is counted after every payment.
    """
    answer, told = schema.card_answer, schema.card_answer.alias()
    payment_id = schema.card_payment.c.payment_id
    stored = sa.select(answer.c.payment_id).where(
        answer.c.offline.is_(True), answer.c.outcome.in_(("approved", "partial"))
    )
    word = sa.select(told.c.payment_id).where(
        told.c.payment_id == payment_id, told.c.source == "forwarded"
    )
    return _with_state().where(payment_id.in_(stored), ~word.exists())


class SqlPayments(Reading):
    """See ``pos.ports.paying.PaymentStore``."""

    def payment(self, payment_id: str) -> CardPayment:
        return self._one(CardPayment, "payment", schema.card_payment.c.payment_id, payment_id)

    def by_reference(self, reference: str) -> CardPayment | None:
        table = schema.card_payment
        found = self._many(CardPayment, table.c.reference == reference, by=table.c.payment_id)
        return found[0] if found else None

    def of(self, for_kind: str, for_id: str) -> tuple[tuple[CardPayment, str], ...]:
        table = schema.card_payment
        statement = _keyed_with_states(table.c.for_kind, table.c.for_id)
        return self._stated(statement, {"0": for_kind, "1": for_id})

    def in_states(
        self, states: Sequence[str], window_id: str | None = None
    ) -> tuple[tuple[CardPayment, str], ...]:
        where: list[sa.ColumnElement[bool]] = [schema.current_state.c.state.in_(states)]
        if window_id is not None:
            where.append(schema.card_payment.c.window_id == window_id)
        return self._with_states(*where)

    def children(self, payment_id: str) -> tuple[tuple[CardPayment, str], ...]:
        statement = _keyed_with_states(schema.card_payment.c.parent_id)
        return self._stated(statement, {"0": payment_id})

    def _with_states(self, *where: sa.ColumnElement[bool]) -> tuple[tuple[CardPayment, str], ...]:
        return self._stated(_with_state().where(*where))

    def _stated(
        self, statement: sa.Select[Any], keys: dict[str, str] | None = None
    ) -> tuple[tuple[CardPayment, str], ...]:
        found = []
        for row in self._uow.execute(statement, keys):
            values = dict(row._mapping)
            stands = str(values.pop("state"))
            found.append((CardPayment(**values), stands))
        return tuple(found)

    def answers(self, payment_id: str) -> tuple[CardAnswer, ...]:
        table = schema.card_answer
        by = (table.c.seq, table.c.answer_id)
        return self._of(CardAnswer, table.c.payment_id, payment_id, by)

    def tender_of(self, payment_id: str) -> Tender | None:
        table = schema.tender
        found = self._of(Tender, table.c.payment_id, payment_id, table.c.tender_id)
        return found[0] if found else None

    def slip_was_typed(self, approval_code: str, window_id: str, day: date) -> bool:
        of = schema.card_answer.c
        typed = sa.select(of.payment_id).where(
            of.source == "typed", of.approval_code == approval_code
        )
        return bool(
            self._with_states(
                schema.card_payment.c.payment_id.in_(typed),
                schema.card_payment.c.kind == "charge",
                schema.card_payment.c.window_id == window_id,
                schema.card_payment.c.business_date == day,
                schema.current_state.c.state.in_(("approved", "applied")),
            )
        )

    def awaiting_forwarding(self) -> tuple[CardPayment, ...]:
        stored = self._stated(_stored_and_not_told())
        return tuple(
            payment
            for payment, state in stored
            if state in ("approved", "applied", "written_off")
            or (state == "reversed" and payment.kind != "charge")
        )

    def written_off(self, payment_id: str) -> CardWrittenOff | None:
        table = schema.card_written_off
        found = self._of(CardWrittenOff, table.c.payment_id, payment_id, table.c.batch_id)
        return found[-1] if found else None

    def booked_in(self, batch_id: str) -> tuple[Tender, ...]:
        tender, posting = schema.tender, schema.posting
        posted = sa.select(posting.c.tender_id).where(posting.c.batch_id == batch_id)
        return self._many(Tender, tender.c.tender_id.in_(posted), by=tender.c.tender_id)

    def exceptions(
        self, *, open_only: bool
    ) -> tuple[tuple[CardException, ExceptionSettled | None], ...]:
        opened, settled = schema.card_exception, schema.exception_settled
        of_it = {
            row.exception_id: row for row in self._many(ExceptionSettled, by=settled.c.exception_id)
        }
        found = self._many(CardException, by=opened.c.exception_id)
        pairs = ((each, of_it.get(each.exception_id)) for each in found)
        return tuple(pair for pair in pairs if not open_only or pair[1] is None)

    def terminals(self) -> tuple[TerminalEntry, ...]:
        table = schema.terminal_entry
        by = (table.c.serial, table.c.seq, table.c.entry_id.desc())
        rows = self._many(TerminalEntry, by=by)
        return tuple({row.serial: row for row in rows}.values())

    def inspections(self, serial: str) -> tuple[TerminalInspection, ...]:
        table = schema.terminal_inspection
        return self._many(
            TerminalInspection, table.c.serial == serial, by=table.c.inspection_id.desc()
        )

    def offline_spell(self, window_id: str) -> OfflineSpell | None:
        table = schema.offline_spell
        found = self._many(OfflineSpell, table.c.window_id == window_id, by=table.c.seq.desc())
        return found[0] if found else None


class SqlValues(Reading):
    """See ``pos.ports.paying.ValueStore``."""

    def value(self, value_id: str) -> StoredValue:
        return self._one(StoredValue, "value", schema.stored_value.c.value_id, value_id)

    def by_code_hash(self, code_hash: str) -> tuple[StoredValue, bool] | None:
        table = schema.value_code
        found = self._many(
            ValueCode, table.c.code_hash == code_hash, by=(table.c.seq, table.c.value_id)
        )
        if not found:
            return None
        newest = self.codes(found[0].value_id)[-1]
        return self.value(found[0].value_id), newest.code_hash == code_hash

    def by_serial(self, serial: str) -> StoredValue | None:
        table = schema.stored_value
        found = self._many(StoredValue, table.c.serial == serial, by=table.c.value_id)
        return found[0] if found else None

    def accounts(self, words: Sequence[str], limit: int) -> tuple[StoredValue, ...]:
        table = schema.stored_value
        every = self._many(StoredValue, table.c.kind == "account", by=table.c.value_id.desc())
        found = []
        for value in every:
            text = folded(f"{value.holder} {value.phone} {value.serial}")
            if all(word in text for word in words):
                found.append(value)
        return tuple(found[:limit])

    def balance(self, value_id: str) -> int:
        table = schema.posting
        total = sa.select(sa.func.coalesce(sa.func.sum(table.c.amount_minor), 0))
        return -int(self._uow.execute(total.where(table.c.value_id == value_id)).scalar_one())

    def overspent(self, window_id: str) -> tuple[tuple[StoredValue, int, tuple[str, ...]], ...]:
        rows = self._uow.execute(_OVERSPENT, {"window_id": window_id})
        found = [(row.value_id, row.below) for row in rows]
        return tuple((self.value(one), below, self._paid_for(one)) for one, below in found)

    def _paid_for(self, value_id: str) -> tuple[str, ...]:
        rows = self._uow.execute(_PAID_FOR, {"value_id": value_id})
        return tuple(row.order_number for row in rows)

    def codes(self, value_id: str) -> tuple[ValueCode, ...]:
        table = schema.value_code
        return self._many(ValueCode, table.c.value_id == value_id, by=table.c.seq)

    def movements(self, value_id: str) -> tuple[tuple[datetime, str, int, str | None, str], ...]:
        posting, batch = schema.posting, schema.batch
        rows = self._uow.execute(
            sa.select(
                batch.c.at, batch.c.kind, posting.c.amount_minor, batch.c.order_id, batch.c.user_id
            )
            .join(batch, batch.c.batch_id == posting.c.batch_id)
            .where(posting.c.value_id == value_id)
            .order_by(posting.c.batch_id, posting.c.line)
        )
        return tuple((r.at, r.kind, -r.amount_minor, r.order_id, r.user_id) for r in rows)

    def of_order(self, order_id: str) -> tuple[StoredValue, ...]:
        table = schema.stored_value
        return self._many(StoredValue, table.c.order_id == order_id, by=table.c.value_id)

    def unknown_tries(self, window_id: str, since: datetime) -> tuple[datetime, ...]:
        table = schema.value_try
        rows = self._uow.execute(
            sa.select(table.c.at, table.c.found)
            .where(table.c.window_id == window_id, table.c.at >= since)
            .order_by(table.c.try_id)
        )
        tries: list[datetime] = []
        for row in rows:
            tries = [] if row.found else [*tries, row.at]
        return tuple(tries)
