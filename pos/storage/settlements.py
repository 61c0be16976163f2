"""Processors' files, what became of their lines, and the payments they are held against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from pos.records import (
    CloseException,
    Payout,
    SettlementFile,
    SettlementLine,
    SettlementMapping,
    SettlementMatch,
    TerminalTotal,
)
from pos.storage import schema
from pos.storage.closing_schema import (
    close_exception,
    exception_step,
    settlement_file,
    settlement_line,
    settlement_mapping,
    settlement_match,
    terminal_total,
)
from pos.storage.closing_schema import (
    payout as payout_table,
)
from pos.storage.settlement_search import SettlementSearch, listed, newest
from pos.views.closing import ExceptionKind, ExceptionStanding
from pos.views.paying import AnswerSource, PaymentKind
from pos.views.settlement import LineClass, OurPayment
from pos.views.settlement_reach import MOVES

_APPROVING = ("approved", "partial")


class SqlSettlements(SettlementSearch):
    """See ``pos.ports.settlements.SettlementStore``."""

    def by_content(self, sha256: str) -> SettlementFile | None:
        table = settlement_file
        found = self._many(SettlementFile, table.c.sha256 == sha256, by=table.c.file_id)
        return found[0] if found else None

    def file(self, file_id: str) -> SettlementFile:
        return self._one(SettlementFile, "settlement_file", settlement_file.c.file_id, file_id)

    def files(self) -> tuple[SettlementFile, ...]:
        return self._many(SettlementFile, by=settlement_file.c.file_id.desc())

    def payout_lines(self, processor: str, payout: str) -> tuple[SettlementLine, ...]:
        table, of_file = settlement_line, settlement_file
        rows = self._uow.execute(
            sa.select(table)
            .join(of_file, of_file.c.file_id == table.c.file_id)
            .where(of_file.c.processor == processor, table.c.payout == payout)
            .order_by(table.c.file_id, table.c.line)
        )
        return tuple(SettlementLine(**row._mapping) for row in rows)

    def matches(self) -> tuple[SettlementMatch, ...]:
        rows = self._many(SettlementMatch, by=(settlement_match.c.seq, settlement_match.c.match_id))
        newest: dict[tuple[object, ...], SettlementMatch] = {}
        for row in rows:
            key = (row.file_id, row.line) if row.line else (row.payment_id,)
            newest[key] = row
        return tuple(newest.values())

    def payout(self, processor: str, payout: str) -> Payout | None:
        table = payout_table
        found = self._many(
            Payout,
            table.c.processor == processor,
            table.c.payout == payout,
            by=table.c.payout_id,
        )
        return found[0] if found else None

    def payouts(self) -> tuple[Payout, ...]:
        return self._many(Payout, by=payout_table.c.payout_id)

    def mapping(self, name: str) -> SettlementMapping | None:
        table = settlement_mapping
        found = self._many(SettlementMapping, table.c.name == name, by=table.c.seq.desc())
        return found[0] if found else None

    def mappings(self) -> tuple[SettlementMapping, ...]:
        table = settlement_mapping
        rows = self._many(SettlementMapping, by=(table.c.name, table.c.seq))
        return tuple({row.name: row for row in rows}.values())

    def last_total(self, serial: str) -> TerminalTotal | None:
        return self._newest_total(terminal_total.c.serial == serial)

    def total_of_till(self, till_id: str) -> TerminalTotal | None:
        return self._newest_total(terminal_total.c.till_id == till_id)

    def _newest_total(self, where: sa.ColumnElement[bool]) -> TerminalTotal | None:
        found = self._many(TerminalTotal, where, by=terminal_total.c.total_id.desc())
        return found[0] if found else None

    def open_exceptions(self) -> tuple[CloseException, ...]:
        table, step = close_exception, exception_step
        settled = sa.exists().where(
            step.c.exception_id == table.c.exception_id,
            step.c.what == ExceptionStanding.SETTLED.value,
        )
        kind = table.c.kind == ExceptionKind.SETTLEMENT.value
        return self._many(CloseException, kind, ~settled, by=table.c.exception_id)

    def matches_about(self, file_id: str, line: int, payment_id: str) -> tuple[int, str]:
        table = settlement_match
        of_line = (table.c.file_id == file_id, table.c.line == line)
        of_payment = (table.c.payment_id == payment_id, table.c.line == 0)
        found = self._many(
            SettlementMatch, *(of_line if line else of_payment), by=table.c.seq.desc()
        )
        return (found[0].seq, found[0].file_id) if found else (0, "")

    def takers(self, subject_id: str) -> frozenset[str]:
        table, payment = settlement_match, schema.card_payment
        file_id, _, which = subject_id.partition(":")
        of_row = table.c.line == int(which) if which.isdecimal() else table.c.line_class == which
        about = sa.select(table.c.payment_id).where(table.c.file_id == file_id, of_row)
        mine = payment.c.payment_id.in_(about) if which else payment.c.payment_id == file_id
        return frozenset(self._uow.execute(sa.select(payment.c.user_id).where(mine)).scalars())

    def elsewhere_minor(self, processor: str, payout: str) -> int:
        line, match, of_file = settlement_line, settlement_match, settlement_file
        same = sa.and_(line.c.file_id == match.c.file_id, line.c.line == match.c.line)
        found = self._uow.execute(
            sa.select(sa.func.coalesce(sa.func.sum(line.c.gross_minor), 0))
            .join(of_file, of_file.c.file_id == line.c.file_id)
            .join(match, same)
            .where(
                of_file.c.processor == processor,
                line.c.payout == payout,
                line.c.kind.in_([kind.value for kind in MOVES]),
                match.c.line_class == LineClass.NOT_OURS.value,
                newest(),
            )
        )
        return int(found.scalar_one())

    def payments(
        self, *, since: datetime | None = None, only: Iterable[str] | None = None
    ) -> tuple[OurPayment, ...]:
        table, state = schema.card_payment, schema.current_state
        joined = sa.and_(state.c.machine == "payment", state.c.subject_id == table.c.payment_id)
        wanted = sa.true() if since is None else table.c.at >= since
        if only is not None:
            wanted = table.c.payment_id.in_(listed(only))
        asked = sa.select(table, state.c.state).join(state, joined).where(wanted)
        rows = self._uow.execute(asked.order_by(table.c.payment_id)).all()
        ids = sa.select(table.c.payment_id).where(wanted)
        parents = sa.select(table.c.parent_id).where(wanted, table.c.parent_id.is_not(None))
        answers, orders = self._answers(ids.union(parents)), self._order_numbers(ids)
        keys = {row.payment_id: tuple(_keys(answers.get(row.payment_id, ()))) for row in rows}
        return tuple(
            _payment(
                row,
                answers.get(row.payment_id, []),
                answers.get(row.parent_id, []),
                orders.get(row.payment_id, ""),
                tuple(k for k in keys[row.payment_id] if k not in keys.get(row.parent_id, ())),
            )
            for row in rows
        )

    def _answers(self, ids: sa.CompoundSelect[Any]) -> dict[str, list[Any]]:
        of = schema.card_answer.c
        columns = (
            *(of.payment_id, of.source, of.outcome, of.amount_minor, of.brand, of.last_four),
            *(of.approval_code, of.terminal_reference, of.offline),
        )
        asked = sa.select(*columns).where(of.payment_id.in_(ids))
        found: dict[str, list[Any]] = {}
        for row in self._uow.execute(asked.order_by(of.payment_id, of.seq)):
            found.setdefault(row.payment_id, []).append(row)
        return found

    def _order_numbers(self, ids: sa.Select[Any]) -> dict[str, str]:
        tender, order = schema.tender, schema.order
        rows = self._uow.execute(
            sa.select(tender.c.payment_id, order.c.order_number)
            .join(order, order.c.order_id == tender.c.order_id)
            .where(tender.c.payment_id.in_(ids))
        )
        return {row.payment_id: row.order_number for row in rows}


def _keys(answers: Iterable[Any]) -> Iterator[str]:
    """Yield each name a processor may have for the payment. A nexo terminal's reference is its own
    number and the processor's, joined by a point, with the moment after a sign (hardware facts
    1.6, documented by Adyen)."""
    seen = dict.fromkeys(row.terminal_reference for row in answers if row.terminal_reference)
    for reference in seen:
        transaction = reference.partition("@")[0]
        yield from dict.fromkeys((reference, transaction, transaction.rpartition(".")[2]))


def _payment(
    row: Any, answers: list[Any], of_parent: list[Any], order_number: str, keys: tuple[str, ...]
) -> OurPayment:
    """Return a payment as it is matched; a refund that names no card went to its charge's."""
    approving = [each for each in answers if each.outcome in _APPROVING]
    told = [each for each in approving if each.source != AnswerSource.FORCED.value]
    counted = (told or approving or [None])[0]
    shown = counted or (answers[-1] if answers else None)
    card = next((each for each in (shown, *of_parent[::-1]) if each and each.brand), None)
    charge = row.kind == PaymentKind.CHARGE.value
    minor = row.amount_minor if counted is None else counted.amount_minor or 0
    forwarded = any(each.source == AnswerSource.FORWARDED.value for each in answers)
    return OurPayment(
        payment_id=row.payment_id,
        kind=row.kind,
        state=row.state,
        reference=row.reference,
        keys=keys,
        approval_code=shown.approval_code if shown else "",
        brand=card.brand if card else "",
        last_four=card.last_four if card else "",
        amount_minor=minor if charge else -minor,
        at=row.at,
        business_date=row.business_date,
        terminal=row.terminal,
        order_number=order_number,
        parent_id=row.parent_id,
        offline=bool(counted and counted.offline) and not forwarded,
        typed=any(each.source == AnswerSource.TYPED.value for each in answers),
    )
