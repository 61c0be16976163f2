"""Lines as they are kept and as they are matched; what a matching leaves on disk.

Thread: ledger, inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pos.audit import SYSTEM
from pos.cash.till import day_to_open
from pos.closing.exceptions import open_exception
from pos.closing.settlement.matching import Decision, match
from pos.ids import Ids
from pos.money import Money
from pos.ports.storage import UnitOfWork
from pos.records import SettlementFile, SettlementLine, SettlementMatch
from pos.views.closing import ExceptionKind
from pos.views.settlement import (
    FoundLine,
    LineClass,
    LineKind,
    Matched,
    Matching,
    MatchReport,
    MatchRules,
    NextStep,
    OurPayment,
    RowRef,
)
from pos.window import Window

MOST_EXCEPTIONS = 25
"""Of one class at a time; more have one common cause, and one exception for all of them."""


def kept(line: FoundLine, file: SettlementFile) -> SettlementLine:
    """Return a line as a fact of its file."""
    return SettlementLine(
        file_id=file.file_id,
        line=line.line,
        kind=line.kind.value,
        processor_id=line.processor_id,
        own_ref=line.own_ref,
        payment_ref=line.payment_ref,
        our_reference=line.our_reference,
        payout=line.payout,
        paid_on=line.paid_on,
        gross_minor=line.gross_minor,
        fee_minor=line.fee_minor,
        net_minor=line.net_minor,
        currency=file.currency,
        brand=line.brand,
        last_four=line.last_four,
        approval_code=line.approval_code,
        terminal=line.terminal,
        remote=line.remote,
        text=line.text,
        at=line.at,
        day=line.day,
    )


def found(line: SettlementLine) -> FoundLine:
    """Return a kept line as it was read."""
    return FoundLine(
        file_id=line.file_id,
        line=line.line,
        kind=LineKind(line.kind),
        processor_id=line.processor_id,
        own_ref=line.own_ref,
        payment_ref=line.payment_ref,
        our_reference=line.our_reference,
        payout=line.payout,
        paid_on=line.paid_on,
        gross_minor=line.gross_minor,
        fee_minor=line.fee_minor,
        net_minor=line.net_minor,
        brand=line.brand,
        last_four=line.last_four,
        approval_code=line.approval_code,
        terminal=line.terminal,
        remote=line.remote,
        text=line.text,
        at=line.at,
        day=line.day,
    )


def rules_of(uow: UnitOfWork) -> MatchRules:
    """Return the venue's rules of matching."""
    company = uow.catalogue.company()
    return MatchRules(
        zone=company.zone,
        cutoff_hour=company.cutoff_hour,
        wait_days=company.closing.settlement_days,
        terminals=frozenset(entry.serial for entry in uow.payments.terminals()),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How everything stands now: what became of it, and the rows by what names them."""

    report: MatchReport
    lines: Mapping[RowRef, FoundLine]
    payments: Mapping[str, OurPayment]
    as_of: date


def standing_now(uow: UnitOfWork, window: Window, more: Iterable[FoundLine] = ()) -> Standing:
    """Return what becomes of everything loaded, and of ``more``, as things stand today."""
    lines = [found(line) for line, _ in uow.settlements.lines()]
    lines += more
    decisions = [
        Decision(_row_of(each), LineClass(each.line_class), each.payment_id if each.line else "")
        for each in uow.settlements.matches()
        if each.how == Matched.PERSON.value
    ]
    payments, as_of = uow.settlements.payments(), day_to_open(uow, window)
    return Standing(
        match(lines, payments, rules_of(uow), as_of, decisions),
        {RowRef(line.file_id, line.line): line for line in lines},
        {payment.payment_id: payment for payment in payments},
        as_of,
    )


def _row_of(kept_match: SettlementMatch) -> RowRef:
    if kept_match.line:
        return RowRef(kept_match.file_id, kept_match.line)
    return RowRef(payment_id=kept_match.payment_id)


def keep_matches(
    uow: UnitOfWork, ids: Ids, user_id: str, file_id: str, report: MatchReport
) -> tuple[Matching, ...]:
    """Put on disk what became of lines, and of payments that are missing, where that is news;
    return the news. Waiting is no news: it ends by itself."""
    before = {_row_of(each): each for each in uow.settlements.matches()}
    news = []
    missing = set()
    for one in report.matchings:
        if one.row.payment_id:
            missing.add(one.row)
            if one.row not in before and not one.needs_person:
                continue
        if _says_the_same(before.get(one.row), one):
            continue
        news.append(one)
        uow.add(_fact(uow, ids, user_id, file_id, one, before.get(one.row)))
    for row, known in before.items():
        arrived = row.payment_id and row not in missing
        if arrived and known.line_class != LineClass.AGREED.value:
            now = Matching(
                row, LineClass.AGREED, Matched.KEY, NextStep.NOTHING, (row.payment_id,), 0, 0, 0
            )
            uow.add(_fact(uow, ids, user_id, file_id, now, known))
    return tuple(news)


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


def _fact(
    uow: UnitOfWork,
    ids: Ids,
    user_id: str,
    file_id: str,
    one: Matching,
    before: SettlementMatch | None,
) -> SettlementMatch:
    return SettlementMatch(
        match_id=ids.new(),
        file_id=one.row.file_id or (before.file_id if before else file_id),
        line=one.row.line,
        payment_id=one.payment_ids[0] if one.payment_ids else "",
        seq=before.seq + 1 if before else 1,
        line_class=one.line_class.value,
        how=one.how.value,
        step=one.step.value,
        note="",
        at=uow.now(),
        user_id=user_id,
    )


def open_exceptions(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    file: SettlementFile,
    news: Iterable[Matching],
    lines: Mapping[RowRef, FoundLine],
) -> None:
    """Open an exception for what somebody must work through: each once, ever."""
    of_class: dict[LineClass, list[Matching]] = {}
    for one in news:
        if one.needs_person and one.how is not Matched.PERSON:
            of_class.setdefault(one.line_class, []).append(one)
    for line_class, several in of_class.items():
        if len(several) > MOST_EXCEPTIONS:
            minor = sum(one.difference_minor for one in several)
            text = f"{file.name} {line_class.value} {len(several)}"
            _open(uow, ids, window, file, f"{file.file_id}:{line_class.value}", minor, text)
            continue
        for one in several:
            line = lines.get(one.row)
            subject = one.row.payment_id or f"{one.row.file_id}:{one.row.line}"
            minor = one.difference_minor or one.gross_minor
            _open(uow, ids, window, file, subject, minor, _known_by(uow, one, line))


def _known_by(uow: UnitOfWork, one: Matching, line: FoundLine | None) -> str:
    """Return names and numbers by which a person finds it; no sentence."""
    words: tuple[str, ...]
    if line is not None:
        words = (f"#{line.line}", line.payout, line.brand, line.last_four, line.approval_code)
    else:
        payment = uow.payments.payment(one.row.payment_id)
        words = (payment.kind, payment.terminal, payment.at.date().isoformat())
    return " ".join((one.line_class.value, *(word for word in words if word)))


def _open(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    file: SettlementFile,
    subject: str,
    minor: int,
    text: str,
) -> None:
    open_exception(
        uow,
        ids,
        window,
        ExceptionKind.SETTLEMENT,
        day_to_open(uow, window),
        Money(minor, file.currency),
        text,
        subject,
        SYSTEM,
    )
