"""What a person is shown of a matching: the findings of one file with their rows spelled out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from pos.closing.settlement.facts import found
from pos.closing.settlement.matching import proof_of
from pos.closing.settlement.standing import Standing
from pos.names import name_of
from pos.ports.storage import UnitOfWork
from pos.records import SettlementFile
from pos.views.cash import Finding
from pos.views.settlement import (
    ClassSum,
    FileView,
    FoundLine,
    LineClass,
    Matched,
    Matching,
    NextStep,
    OurPayment,
    PayoutView,
    Proof,
    RowRef,
    SettledRow,
    SettlementFinding,
    SettlementView,
)

_PLAIN = (LineClass.AGREED, LineClass.FEE)
MOST_FINDINGS = 2_000
"""Shown at once; the sums count all."""
MOST_ELSEWHERE = 500
"""Lines shown that are of another till of the venue and ask nothing of anybody."""


def settlement_view(
    uow: UnitOfWork,
    file: SettlementFile,
    now: Standing,
    *,
    faults: tuple[Finding, ...] = (),
    columns: tuple[tuple[str, str], ...] = (),
    loaded: bool = True,
    already: bool = False,
    payout: str = "",
) -> SettlementView:
    """Return how ``file`` agrees, with the payments that no file names beside it; of one
    ``payout`` its lines only. ``already``: it was loaded before it was given now."""
    told = [one for one in now.report.matchings if one.row.file_id in (file.file_id, "")]
    payouts = _payouts(uow, file, now)
    if payout:
        told = [x for x in told if x.row.line and now.lines[x.row].payout == payout]
        payouts = tuple(one for one in payouts if one.payout == payout)
        (only,) = payouts
        file = replace(
            file,
            lines=only.lines,
            gross_minor=only.gross_minor,
            fee_minor=only.fee_minor,
            net_minor=only.net_minor,
        )
    others = _elsewhere(uow, file, now, payout)
    rows = _Rows(uow, replace(now, lines={**now.lines, **others}), file)
    shown = [one for one in told if _is_shown(one)]
    shown += [_not_ours(row, line) for row, line in others.items()]
    findings = sorted((rows.finding(one) for one in shown[:MOST_FINDINGS]), key=_worst_first)
    return SettlementView(
        file=file_view(uow, file),
        findings=tuple(findings),
        proof=_proof(file, told, now.plain),
        payouts=payouts,
        faults=faults,
        columns=columns,
        loaded=loaded,
        already=already,
    )


def _elsewhere(
    uow: UnitOfWork, file: SettlementFile, now: Standing, payout: str
) -> dict[RowRef, FoundLine]:
    """Return the lines on disk that are not ours and did not come along with the matching."""
    kept = uow.settlements.lines_elsewhere(file.file_id, payout, MOST_ELSEWHERE)
    rows = {RowRef(line.file_id, line.line): found(line) for line in kept}
    return {row: line for row, line in rows.items() if row not in now.lines}


def _not_ours(row: RowRef, line: FoundLine) -> Matching:
    nothing = (LineClass.NOT_OURS, Matched.NONE, NextStep.NOTHING, ())
    return Matching(row, *nothing, line.gross_minor, line.fee_minor, 0)


def _proof(file: SettlementFile, told: list[Matching], plain: Iterable[ClassSum]) -> Proof:
    """Return the totals of one file. What is ours of them is what its rows answer for; that this
    is all of ours, the proof over all files says."""
    sums = {each.line_class: each for each in proof_of(told, (), ()).by_class}
    for more in plain:
        known = sums.get(more.line_class)
        sums[more.line_class] = more if known is None else known.plus(more)
    return Proof(
        ours_minor=sum(each.ours_minor for each in sums.values()),
        gross_minor=file.gross_minor,
        fee_minor=file.fee_minor,
        net_minor=file.net_minor,
        by_class=tuple(sums[each] for each in LineClass if each in sums),
    )


def file_view(uow: UnitOfWork, file: SettlementFile) -> FileView:
    """Return a file as it stands in a list."""
    return FileView(
        file_id=file.file_id,
        name=file.name,
        processor=file.processor,
        lines=file.lines,
        net_minor=file.net_minor,
        currency=file.currency,
        at=file.at,
        by=name_of(uow, file.user_id),
    )


def _is_shown(one: Matching) -> bool:
    return one.needs_person or (one.line_class not in _PLAIN) or one.how is Matched.PERSON


def _worst_first(one: SettlementFinding) -> tuple[bool, bool, int, str]:
    waits = one.step is NextStep.WAIT
    return not one.needs_person, waits, -(one.age_days or 0), one.row.number


def _payouts(uow: UnitOfWork, file: SettlementFile, now: Standing) -> tuple[PayoutView, ...]:
    """Return the payouts of a file, in its order: of its lines on disk, or as they were read."""
    store = uow.settlements
    rows = store.payouts_of(file.file_id) if file.file_id else _payouts_read(now)
    views = []
    for payout, paid_on, lines, gross, fee, net in rows:
        posted = store.payout(file.processor, payout)
        day = posted.business_date if posted is not None else None
        views.append(
            PayoutView(file.processor, payout, paid_on, lines, gross, fee, net, posted_on=day)
        )
    return tuple(views)


def _payouts_read(now: Standing) -> Iterator[tuple[str, date | None, int, int, int, int]]:
    of_payout: dict[str, list[FoundLine]] = {}
    for row, line in now.lines.items():
        if not row.file_id:
            of_payout.setdefault(line.payout, []).append(line)
    for payout, several in of_payout.items():
        yield (
            payout,
            max((x.paid_on for x in several if x.paid_on is not None), default=None),
            len(several),
            sum(each.gross_minor for each in several),
            sum(each.fee_minor for each in several),
            sum(each.net_minor for each in several),
        )


class _Rows:
    """Spells rows out."""

    def __init__(self, uow: UnitOfWork, now: Standing, file: SettlementFile) -> None:
        self._lines, self._payments, self._as_of = now.lines, now.payments, now.as_of
        self._zone = ZoneInfo(uow.catalogue.company().zone)
        self._names = {each.file_id: each.name for each in uow.settlements.files()}
        self._names[file.file_id] = file.name
        self._notes = {row: each.note for row, each in now.before.items()}

    def finding(self, one: Matching) -> SettlementFinding:
        """Return a matching with its rows."""
        return SettlementFinding(
            row=self.row(one.row),
            line_class=one.line_class,
            how=one.how,
            step=one.step,
            gross_minor=one.gross_minor,
            ours_minor=one.ours_minor,
            fee_minor=one.fee_minor,
            needs_person=one.needs_person,
            age_days=self._age(one),
            evidence=tuple(self.row(ref) for ref in one.evidence),
            candidates=tuple(self.row(ref) for ref in one.candidates),
            note=self._notes.get(one.row, ""),
        )

    def _age(self, one: Matching) -> int | None:
        if one.row.payment_id:
            return (self._as_of - self._payments[one.row.payment_id].business_date).days
        line = self._lines[one.row]
        day = line.at.astimezone(self._zone).date() if line.at else line.day
        return max((self._as_of - day).days, 0) if day else None

    def row(self, ref: RowRef) -> SettledRow:
        """Return a line or a payment as a person sees it."""
        if ref.payment_id:
            return self._payment(self._payments[ref.payment_id])
        line = self._lines[ref]
        shown = (
            line.own_ref or line.processor_id,
            *(line.brand, line.last_four, line.approval_code, line.terminal),
            *(line.payout, line.payment_ref, line.our_reference),
        )
        return SettledRow(
            file=self._names.get(ref.file_id, ""),
            number=str(line.line),
            what=line.kind.value,
            state="",
            at=line.at,
            amount_minor=line.gross_minor,
            shown=tuple(dict.fromkeys(each for each in shown if each)),
            line=line.line,
            file_id=line.file_id,
        )

    def _payment(self, payment: OurPayment) -> SettledRow:
        shown = (payment.brand, payment.last_four, payment.approval_code, payment.terminal)
        return SettledRow(
            file="",
            number=payment.order_number,
            what=payment.kind,
            state=payment.state,
            at=payment.at,
            amount_minor=payment.amount_minor,
            shown=tuple(each for each in shown if each),
            payment_id=payment.payment_id,
        )
