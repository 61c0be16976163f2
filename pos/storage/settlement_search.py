"""Lines and payments that a matching needs, found by what names them: never all there ever were.

Every question goes through an index; lists travel as one JSON parameter each.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from pos.records import SettlementLine, SettlementMatch
from pos.storage import schema
from pos.storage.closing_schema import settlement_file, settlement_line, settlement_match
from pos.storage.reading import Reading
from pos.storage.tables import UtcTime
from pos.views.settlement import LineClass, LineKind, Matched, NextStep
from pos.views.settlement_reach import MOVES, Reach

_TAKING = (LineClass.AGREED.value, LineClass.AMOUNT_DIFFERS.value)
"""Classes by which a line has its payment."""
_PLAIN = (LineClass.AGREED.value, LineClass.FEE.value, LineClass.NOT_OURS.value)
_OPEN: sa.ColumnElement[bool] = settlement_match.c.step.not_in(
    [sa.literal_column(f"'{step.value}'", sa.Text) for step in (NextStep.NOTHING, NextStep.WAIT)]
)
"""Said in the words of the index that has only these."""
_TIME = UtcTime()


def listed(values: Iterable[object]) -> sa.Select[Any]:
    """Return the values as a column."""
    each = sa.func.json_each(json.dumps(list(values))).table_valued("value")
    return sa.select(each.c.value)


@cache
def newest(match: sa.FromClause = settlement_match) -> sa.ColumnElement[bool]:
    """Return what holds of the newest row of a line, or of a payment without one."""
    later = settlement_match.alias()
    of_line = sa.and_(later.c.file_id == match.c.file_id, later.c.line == match.c.line)
    of_payment = sa.and_(later.c.payment_id == match.c.payment_id, later.c.line == 0)
    return sa.and_(
        ~sa.exists().where(match.c.line != 0, of_line, later.c.seq > match.c.seq),
        ~sa.exists().where(match.c.line == 0, of_payment, later.c.seq > match.c.seq),
    )


class SettlementSearch(Reading):
    """The part of ``pos.ports.settlements.SettlementStore`` that looks rows up."""

    # ---- lines ----

    def lines_of(self, file_id: str) -> tuple[SettlementLine, ...]:
        table = settlement_line
        return self._many(SettlementLine, table.c.file_id == file_id, by=table.c.line)

    def line(self, file_id: str, line: int) -> SettlementLine | None:
        table = settlement_line
        where = (table.c.file_id == file_id, table.c.line == line)
        found = self._many(SettlementLine, *where, by=table.c.line)
        return found[0] if found else None

    def lines_open(self, terminals: Iterable[str]) -> tuple[SettlementLine, ...]:
        match, line = settlement_match, settlement_line
        found = self._joined(_OPEN, newest())
        ours = self._joined(
            line.c.terminal.in_(listed(terminals)),
            match.c.line_class == LineClass.NOT_OURS.value,
            line.c.kind.in_([kind.value for kind in MOVES]),
            ~line.c.remote,
            newest(),
        )
        return (*found, *ours)

    def lines_shown(self, file_id: str) -> tuple[SettlementLine, ...]:
        match = settlement_match
        return self._joined(match.c.file_id == file_id, ~_is_plain(), newest())

    def lines_elsewhere(self, file_id: str, payout: str, most: int) -> tuple[SettlementLine, ...]:
        line, match = settlement_line, settlement_match
        same = sa.and_(line.c.file_id == match.c.file_id, line.c.line == match.c.line)
        rows = self._uow.execute(
            sa.select(line)
            .join(match, same)
            .where(
                match.c.file_id == file_id,
                match.c.line_class == LineClass.NOT_OURS.value,
                _is_plain(),
                newest(),
                line.c.payout == payout if payout else sa.true(),
            )
            .order_by(line.c.line)
            .limit(most)
        )
        return tuple(SettlementLine(**row._mapping) for row in rows)

    def references_elsewhere(self) -> frozenset[str]:
        line, match = settlement_line, settlement_match
        same = sa.and_(line.c.file_id == match.c.file_id, line.c.line == match.c.line)
        return self._ids(
            sa.select(line.c.our_reference)
            .join(match, same)
            .where(
                match.c.how == Matched.PERSON.value,
                match.c.line_class == LineClass.NOT_OURS.value,
                line.c.our_reference != "",
                newest(),
            )
            .distinct()
        )

    def lines_about(
        self, payment_refs: Iterable[str], payments: Iterable[str], but: str = ""
    ) -> tuple[SettlementLine, ...]:
        line, match = settlement_line, settlement_match
        refs = line.c.payment_ref.in_(listed(payment_refs))
        others = line.c.file_id != but
        named = self._many(SettlementLine, refs, others, by=(line.c.file_id, line.c.line))
        of_payments = match.c.payment_id.in_(listed(payments))
        return (*named, *self._joined(of_payments, match.c.line != 0, newest()))

    def lines_moved(self, processor: str, ids: Iterable[str]) -> tuple[SettlementLine, ...]:
        return self._of_processor(processor, settlement_line.c.processor_id.in_(listed(ids)))

    def lines_unnamed(self, processor: str, first: date, last: date) -> tuple[SettlementLine, ...]:
        line = settlement_line
        return self._of_processor(
            processor, line.c.processor_id == "", line.c.day.between(first, last)
        )

    def _of_processor(
        self, processor: str, *where: sa.ColumnElement[bool]
    ) -> tuple[SettlementLine, ...]:
        line, of_file = settlement_line, settlement_file
        rows = self._uow.execute(
            sa.select(line)
            .join(of_file, of_file.c.file_id == line.c.file_id)
            .where(of_file.c.processor == processor, *where)
        )
        return tuple(SettlementLine(**row._mapping) for row in rows)

    def lines_approved(
        self, approvals: Iterable[str], since: datetime, until: datetime
    ) -> tuple[SettlementLine, ...]:
        table = settlement_line
        days = table.c.day.between(since.date(), until.date())
        return self._many(
            SettlementLine,
            sa.func.lower(table.c.approval_code).in_(listed(approvals)),
            sa.or_(table.c.at.between(since, until), sa.and_(table.c.at.is_(None), days)),
            by=(table.c.file_id, table.c.line),
        )

    def lines_near(
        self, wanted: Iterable[tuple[int, datetime]], near: timedelta
    ) -> tuple[SettlementLine, ...]:
        table = settlement_line
        return self._many(
            SettlementLine,
            sa.tuple_(table.c.file_id, table.c.line).in_(_around(table, wanted, near)),
            by=(table.c.file_id, table.c.line),
        )

    def _joined(self, *where: sa.ColumnElement[bool]) -> tuple[SettlementLine, ...]:
        line, match = settlement_line, settlement_match
        same = sa.and_(line.c.file_id == match.c.file_id, line.c.line == match.c.line)
        rows = self._uow.execute(
            sa.select(line).join(match, same).where(*where).order_by(line.c.file_id, line.c.line)
        )
        return tuple(SettlementLine(**row._mapping) for row in rows)

    def reach(self, but: str = "") -> Reach:
        line = settlement_line
        moves = (line.c.kind.in_([kind.value for kind in MOVES]), line.c.file_id != but)

        def end(column: sa.Column[Any], order: sa.UnaryExpression[Any], *more: Any) -> Any:
            asked = sa.select(column).where(column.is_not(None), *moves, *more)
            row = self._uow.execute(asked.order_by(order).limit(1)).first()
            return row[0] if row is not None else None

        at, day, dated = line.c.at, line.c.day, line.c.at.is_(None)
        return Reach(
            end(at, at.asc()),
            end(at, at.desc()),
            end(day, day.asc(), dated),
            end(day, day.desc(), dated),
        )

    # ---- what became of them ----

    def matches_of(
        self, lines: Iterable[tuple[str, int]], payments: Iterable[str]
    ) -> tuple[SettlementMatch, ...]:
        match = settlement_match
        each = sa.func.json_each(json.dumps(list(lines))).table_valued("value")
        file_id = sa.func.json_extract(each.c.value, "$[0]")
        number = sa.func.json_extract(each.c.value, "$[1]")
        same = sa.and_(match.c.file_id == file_id, match.c.line == number)
        rows = list(self._uow.execute(sa.select(match).join(each, same).where(newest())))
        of_payments = match.c.payment_id.in_(listed(payments))
        rows += self._uow.execute(sa.select(match).where(of_payments, match.c.line == 0, newest()))
        return tuple(SettlementMatch(**row._mapping) for row in rows)

    def plain_sums(self, file_id: str, payout: str = "") -> tuple[tuple[str, int, int, int], ...]:
        line, match = settlement_line, settlement_match
        same = sa.and_(line.c.file_id == match.c.file_id, line.c.line == match.c.line)
        sums = [sa.func.sum(column) for column in (line.c.gross_minor, line.c.fee_minor)]
        columns: list[Any] = [match.c.line_class, sa.func.count(), *sums]
        wanted = line.c.payout == payout if payout else sa.true()
        rows: Iterable[Any] = self._uow.execute(
            sa.select(*columns)
            .join(line, same)
            .where(match.c.file_id == file_id, _is_plain(), newest(), wanted)
            .group_by(match.c.line_class)
        )
        return tuple((str(row[0]), int(row[1]), int(row[2]), int(row[3])) for row in rows)

    def payouts_of(self, file_id: str) -> tuple[tuple[str, date | None, int, int, int, int], ...]:
        line = settlement_line
        sums = [
            sa.func.sum(column)
            for column in (line.c.gross_minor, line.c.fee_minor, line.c.net_minor)
        ]
        columns: list[Any] = [line.c.payout, sa.func.max(line.c.paid_on), sa.func.count(), *sums]
        rows: Iterable[Any] = self._uow.execute(
            sa.select(*columns)
            .where(line.c.file_id == file_id)
            .group_by(line.c.payout)
            .order_by(sa.func.min(line.c.line))
        )
        return tuple((row[0], row[1], row[2], row[3], row[4], row[5]) for row in rows)

    # ---- payments ----

    def payments_named(self, names: Iterable[str], references: Iterable[str]) -> frozenset[str]:
        answer, payment = schema.card_answer, schema.card_payment
        lasts = {name.partition("@")[0].rpartition(".")[2] for name in names} - {""}
        known = schema.ANSWER_NAME.in_(listed(lasts))
        found = self._ids(
            sa.select(answer.c.payment_id).where(answer.c.terminal_reference != "", known)
        )
        ours = sa.select(payment.c.payment_id)
        return found | self._ids(ours.where(payment.c.reference.in_(listed(references))))

    def payments_related(self, payments: Iterable[str]) -> frozenset[str]:
        table, given = schema.card_payment, listed(payments)
        parents = sa.select(table.c.parent_id).where(
            table.c.payment_id.in_(given), table.c.parent_id.is_not(None)
        )
        children = sa.select(table.c.payment_id).where(table.c.parent_id.in_(given))
        return self._ids(parents) | self._ids(children)

    def payments_approved(
        self, approvals: Iterable[str], since: datetime, until: datetime
    ) -> frozenset[str]:
        answer, payment = schema.card_answer, schema.card_payment
        return self._ids(
            sa.select(answer.c.payment_id)
            .join(payment, payment.c.payment_id == answer.c.payment_id)
            .where(
                sa.func.lower(answer.c.approval_code).in_(listed(approvals)),
                payment.c.at.between(since, until),
            )
        )

    def payments_near(self, moments: Iterable[datetime], near: timedelta) -> frozenset[str]:
        payment = schema.card_payment
        each = sa.func.json_each(
            json.dumps([_TIME.process_bind_param(at, None) for at in moments])  # type: ignore[arg-type]
        ).table_valued("value")
        step = near // timedelta(microseconds=1)
        at = sa.type_coerce(payment.c.at, sa.BigInteger)
        return self._ids(
            sa.select(payment.c.payment_id).join(
                each, at.between(each.c.value - step, each.c.value + step)
            )
        )

    def payments_missing(self, states: Iterable[str], since: datetime) -> frozenset[str]:
        payment, state, match = schema.card_payment, schema.current_state, settlement_match
        of = match.c.payment_id == payment.c.payment_id
        has_line = sa.exists().where(
            of, match.c.line != 0, match.c.line_class.in_(_TAKING), newest()
        )
        explained = sa.exists().where(
            of,
            match.c.line == 0,
            match.c.line_class == LineClass.AGREED.value,
            match.c.how != Matched.PERSON.value,
            newest(),
        )
        counted = (
            sa.select(payment.c.payment_id)
            .join(
                state,
                sa.and_(state.c.machine == "payment", state.c.subject_id == payment.c.payment_id),
            )
            .where(state.c.state.in_(list(states)), ~has_line, ~explained)
        )
        late = sa.select(match.c.payment_id).where(match.c.line == 0, _OPEN, newest())
        return self._ids(counted.where(payment.c.at >= since)) | self._ids(late)

    def _ids(self, asked: sa.Select[Any]) -> frozenset[str]:
        return frozenset(str(row[0]) for row in self._uow.execute(asked))


def _is_plain() -> sa.ColumnElement[bool]:
    match = settlement_match
    return sa.and_(
        match.c.line != 0,
        match.c.line_class.in_(_PLAIN),
        match.c.step == NextStep.NOTHING.value,
        match.c.how != Matched.PERSON.value,
    )


def _around(
    table: sa.Table, wanted: Iterable[tuple[int, datetime]], near: timedelta
) -> sa.Select[Any]:
    """Return the charges of these sums at about these moments."""
    rows = [[minor, _TIME.process_bind_param(at, None)] for minor, at in wanted]  # type: ignore[arg-type]
    each = sa.func.json_each(json.dumps(rows)).table_valued("value")
    minor = sa.func.json_extract(each.c.value, "$[0]")
    moment = sa.func.json_extract(each.c.value, "$[1]")
    step = near // timedelta(microseconds=1)
    at = sa.type_coerce(table.c.at, sa.BigInteger)
    return (
        sa.select(table.c.file_id, table.c.line)
        .join(each, at.between(moment - step, moment + step))
        .where(table.c.gross_minor == minor, table.c.kind == LineKind.CHARGE.value)
    )
