"""What a matching leaves on disk: a row where a line or a payment has another class than before,
all rows of one time under one run.

Thread: ledger, inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from operator import attrgetter

from pos.audit import BLOCK, rows_digest
from pos.closing.settlement.standing import Standing
from pos.codec import to_json
from pos.ids import Ids
from pos.ports.storage import UnitOfWork
from pos.records import SettlementLine, SettlementMatch, SettlementRun
from pos.views.settlement import LineClass, Matched, Matching, NextStep, RowRef

_LINE = attrgetter(*(field.name for field in fields(SettlementLine)))
_MATCH = attrgetter(*(field.name for field in fields(SettlementMatch)))
"""A row's columns in their order: ``dataclasses.astuple`` copies each, which takes longer than all
the matching."""


def digests_of(lines: Iterable[SettlementLine]) -> str:
    """Return the digests of a file's lines, block by block, as JSON."""
    rows = [_LINE(line) for line in sorted(lines, key=lambda line: line.line)]
    blocks = range(0, len(rows), BLOCK)
    return to_json([rows_digest(rows[first : first + BLOCK]) for first in blocks])


@dataclass(frozen=True, slots=True)
class Run:
    """Writes the rows of one time. ``file_id``: the file it is done for."""

    uow: UnitOfWork
    ids: Ids
    user_id: str
    file_id: str

    def keep(self, now: Standing) -> tuple[Matching, ...]:
        """Put on disk what became of lines, and of payments that are missing or explained, where
        that is news; return the news. Waiting is no news: it ends by itself."""
        run_id, news = self.ids.new(), list[Matching]()
        facts = list[SettlementMatch]()
        missing, explained = set[RowRef](), list[Matching]()
        for one in now.report.matchings:
            if one.row.payment_id:
                missing.add(one.row)
                waits = one.step is NextStep.WAIT
                if one.row not in now.before and waits:
                    continue
            elif one.line_class is LineClass.AGREED and len(one.payment_ids) > 1:
                explained += [_arrived(RowRef(payment_id=each)) for each in one.payment_ids[1:]]
            if _says_the_same(now.before.get(one.row), one):
                continue
            news.append(one)
            facts.append(self._fact(run_id, one, now.before.get(one.row)))
        told = {one.row for one in explained}
        explained += [
            _arrived(row)
            for row in now.before
            if row.payment_id and row not in missing and row not in told
        ]
        for one in dict.fromkeys(explained):
            known = now.before.get(one.row)
            if known is None or known.line_class != LineClass.AGREED.value:
                facts.append(self._fact(run_id, one, known))
        self.write(run_id, facts, news)
        return tuple(news)

    def decided(
        self, row: RowRef, line_class: LineClass, payment_id: str, note: str, seq: int, file_id: str
    ) -> str:
        """Put on disk what a person said; return the row's id."""
        run_id = self.ids.new()
        fact = SettlementMatch(
            match_id=self.ids.new(),
            run_id=run_id,
            file_id=file_id,
            line=row.line,
            payment_id=payment_id,
            seq=seq,
            line_class=line_class.value,
            how=Matched.PERSON.value,
            step=NextStep.NOTHING.value,
            note=note,
            at=self.uow.now(),
            user_id=self.user_id,
        )
        self.write(run_id, [fact], ())
        return fact.match_id

    def write(self, run_id: str, facts: list[SettlementMatch], news: Iterable[Matching]) -> None:
        """Put the rows of one time on disk, with what vouches for them; nothing where there are
        none."""
        if not facts:
            return
        facts.sort(key=lambda fact: fact.match_id)
        run = SettlementRun(
            run_id=run_id,
            file_id=self.file_id,
            matches=len(facts),
            sums=to_json(_sums(news)),
            digest=rows_digest(map(_MATCH, facts)),
            at=self.uow.now(),
            user_id=self.user_id,
        )
        self.uow.add(run, *facts)

    def _fact(self, run_id: str, one: Matching, before: SettlementMatch | None) -> SettlementMatch:
        return SettlementMatch(
            match_id=self.ids.new(),
            run_id=run_id,
            file_id=one.row.file_id or (before.file_id if before else self.file_id),
            line=one.row.line,
            payment_id=one.payment_ids[0] if one.payment_ids else "",
            seq=before.seq + 1 if before else 1,
            line_class=one.line_class.value,
            how=one.how.value,
            step=one.step.value,
            note="",
            at=self.uow.now(),
            user_id=self.user_id,
        )


def _arrived(row: RowRef) -> Matching:
    """Return that a payment has its line after all, or is part of what a line is about."""
    return Matching(
        row, LineClass.AGREED, Matched.KEY, NextStep.NOTHING, (row.payment_id,), 0, 0, 0
    )


def _says_the_same(known: SettlementMatch | None, one: Matching) -> bool:
    if known is None:
        return False
    first = one.payment_ids[0] if one.payment_ids else ""
    if one.how is Matched.PERSON:
        return known.how == Matched.PERSON.value
    return (known.line_class, known.how, known.step, known.payment_id) == (
        one.line_class.value,
        one.how.value,
        one.step.value,
        first,
    )


def _sums(news: Iterable[Matching]) -> Mapping[str, tuple[int, int, int]]:
    sums: dict[str, tuple[int, int, int]] = {}
    for one in news:
        count, gross, ours = sums.get(one.line_class.value, (0, 0, 0))
        sums[one.line_class.value] = (count + 1, gross + one.gross_minor, ours + one.ours_minor)
    return sums
