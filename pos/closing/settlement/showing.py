"""What a person is shown of a matching: the findings of one file with their rows spelled out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from zoneinfo import ZoneInfo

from pos.closing.settlement.facts import Standing
from pos.closing.settlement.matching import proof_of
from pos.names import name_of
from pos.ports.storage import UnitOfWork
from pos.records import SettlementFile
from pos.views.cash import Finding
from pos.views.settlement import (
    FileView,
    FoundLine,
    LineClass,
    Matched,
    Matching,
    OurPayment,
    PayoutView,
    Proof,
    RowRef,
    SettledRow,
    SettlementFinding,
    SettlementView,
)

_PLAIN = (LineClass.AGREED, LineClass.FEE, LineClass.NOT_OURS)
MOST_FINDINGS = 2_000
"""Shown at once; the sums count all."""


def settlement_view(
    uow: UnitOfWork,
    file: SettlementFile,
    now: Standing,
    *,
    faults: tuple[Finding, ...] = (),
    columns: tuple[tuple[str, str], ...] = (),
    loaded: bool = True,
) -> SettlementView:
    """Return how ``file`` agrees, with the payments that no file names beside it."""
    told = [one for one in now.report.matchings if one.row.file_id in (file.file_id, "")]
    rows = _Rows(uow, now)
    shown = [one for one in told if _is_shown(one)]
    findings = sorted((rows.finding(one) for one in shown[:MOST_FINDINGS]), key=_worst_first)
    of_file = [line for ref, line in now.lines.items() if ref.file_id == file.file_id]
    return SettlementView(
        file=file_view(uow, file),
        findings=tuple(findings),
        proof=_proof(told, of_file),
        payouts=_payouts(uow, file, of_file),
        faults=faults,
        columns=columns,
        loaded=loaded,
    )


def _proof(told: list[Matching], lines: list[FoundLine]) -> Proof:
    """Return the totals of one file. What is ours of them is what its rows answer for; that this
    is all of ours, the proof over all files says."""
    proof = proof_of(told, lines, ())
    return replace(proof, ours_minor=sum(one.ours_minor for one in told))


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


def _worst_first(one: SettlementFinding) -> tuple[bool, int, str]:
    return not one.needs_person, -(one.age_days or 0), one.row.number


def _payouts(
    uow: UnitOfWork, file: SettlementFile, lines: Iterable[FoundLine]
) -> tuple[PayoutView, ...]:
    of_payout: dict[str, list[FoundLine]] = {}
    for line in lines:
        of_payout.setdefault(line.payout, []).append(line)
    posted = {
        each.payout: each.business_date
        for each in uow.settlements.payouts()
        if each.processor == file.processor
    }
    return tuple(
        PayoutView(
            processor=file.processor,
            payout=payout,
            paid_on=max((x.paid_on for x in several if x.paid_on is not None), default=None),
            lines=len(several),
            gross_minor=sum(each.gross_minor for each in several),
            fee_minor=sum(each.fee_minor for each in several),
            net_minor=sum(each.net_minor for each in several),
            posted_on=posted.get(payout),
        )
        for payout, several in of_payout.items()
    )


class _Rows:
    """Spells rows out."""

    def __init__(self, uow: UnitOfWork, now: Standing) -> None:
        self._lines, self._payments, self._as_of = now.lines, now.payments, now.as_of
        self._zone = ZoneInfo(uow.catalogue.company().zone)
        self._names = {file.file_id: file.name for file in uow.settlements.files()}
        self._notes = {
            RowRef(each.file_id, each.line) if each.line else RowRef(payment_id=each.payment_id): (
                each.note
            )
            for each in uow.settlements.matches()
            if each.note
        }

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
            shown=tuple(each for each in shown if each),
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
