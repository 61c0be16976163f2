"""Exceptions of the close for what a person must work through, and their end when a later line, or
a person, has answered.

An exception of settlement was caused by no person. So what a processor's own line answers is
settled by the system, which names the line; it can be read there. What a person decided is settled
by that person, unless it is about money that the same person took.

Thread: ledger, inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pos.audit import SYSTEM
from pos.cash.till import day_to_open
from pos.closing.exception_steps import take_step
from pos.closing.exceptions import open_exception
from pos.closing.interest import may_not_settle
from pos.closing.settlement.standing import Standing
from pos.ids import Ids
from pos.money import Money
from pos.ports.storage import UnitOfWork
from pos.records import CloseException, SettlementFile
from pos.views.closing import ExceptionKind, ExceptionStanding
from pos.views.settlement import FoundLine, LineClass, Matched, Matching, NextStep, RowRef
from pos.window import Window

MOST_EXCEPTIONS = 25
"""Of one class at a time; more have one common cause, and one exception for all of them."""
_NAMES_ONLY = (LineClass.DUPLICATE, LineClass.CHARGEBACK)
"""Lines of these classes name a payment and do not settle it."""


@dataclass(frozen=True, slots=True)
class Raising:
    """What is done about the exceptions of one file."""

    uow: UnitOfWork
    ids: Ids
    window: Window
    file: SettlementFile

    # ---- opened ----

    def open(self, now: Standing, news: Iterable[Matching]) -> None:
        """Open an exception for what somebody must work through, unless one is open; what was
        settled and comes back has a new one."""
        of_class: dict[LineClass, list[Matching]] = {}
        for one in news:
            if one.needs_person and one.how is not Matched.PERSON:
                of_class.setdefault(one.line_class, []).append(one)
        for line_class, several in of_class.items():
            if len(several) > MOST_EXCEPTIONS:
                minor = sum(one.difference_minor for one in several)
                text = f"{self.file.name} {line_class.value} {len(several)}"
                self._open(f"{self.file.file_id}:{line_class.value}", minor, text)
                continue
            for one in several:
                minor = one.difference_minor or one.gross_minor
                self._open(_subject(one.row), minor, self._known_by(one, now.lines))

    def _known_by(self, one: Matching, lines: Mapping[RowRef, FoundLine]) -> str:
        """Return names and numbers by which a person finds it; no sentence."""
        line = lines.get(one.row)
        words: tuple[str, ...]
        if line is not None:
            words = (f"#{line.line}", line.payout, line.brand, line.last_four, line.approval_code)
        else:
            payment = self.uow.payments.payment(one.row.payment_id)
            words = (payment.kind, payment.terminal, payment.at.date().isoformat())
        return " ".join((one.line_class.value, *(word for word in words if word)))

    def _open(self, subject: str, minor: int, text: str) -> None:
        open_exception(
            self.uow,
            self.ids,
            self.window,
            ExceptionKind.SETTLEMENT,
            day_to_open(self.uow, self.window),
            Money(minor, self.file.currency),
            text,
            subject,
            SYSTEM,
            comes_back=True,
        )

    # ---- answered ----

    def settle_answered(self, now: Standing) -> None:
        """Settle the exceptions that need nobody any more: the reason names file and line."""
        waiting = self.uow.settlements.open_exceptions()
        if not waiting:
            return
        of_row = {one.row: one for one in now.report.matchings}
        names = {file.file_id: file.name for file in self.uow.settlements.files()}
        payer = {
            each: one.row
            for one in now.report.matchings
            if one.row.line and one.line_class not in _NAMES_ONLY
            for each in one.payment_ids
        }
        for exception in waiting:
            row = _row_of(exception, now)
            if row is None:
                if self._class_is_done(exception, now):
                    self._settle(exception, self.file.name, SYSTEM)
                continue
            one = of_row.get(row)
            if one is not None and (one.step is not NextStep.NOTHING or one.how is Matched.PERSON):
                continue
            answer = payer.get(row.payment_id) if row.payment_id else self._answer(row, one)
            if one is not None or answer is not None:
                at = answer or row
                place = f"{names[at.file_id]} #{at.line}" if at.line else self.file.name
                self._settle(exception, place, SYSTEM)

    def _answer(self, row: RowRef, one: Matching | None) -> RowRef | None:
        """Return the line of another file that speaks for this one, else the line itself."""
        seen = (ref for ref in one.evidence if ref.line) if one is not None else ()
        return next((ref for ref in seen if ref.file_id != row.file_id), row if one else None)

    def _class_is_done(self, exception: CloseException, now: Standing) -> bool:
        """Return whether nobody is needed any more for one that stands for many."""
        file_id, _, name = exception.subject_id.partition(":")
        if name not in {each.value for each in LineClass} or file_id != self.file.file_id:
            return False
        return not any(
            one.line_class.value == name and one.needs_person and one.row.file_id in (file_id, "")
            for one in now.report.matchings
        )

    def settle_decided(self, row: RowRef, user_id: str, note: str, payments: Iterable[str]) -> None:
        """Settle the exception of a row that a person decided, in the person's name; one about
        money that the same person took, ``payments`` or others, waits for somebody else."""
        for exception in self.uow.settlements.open_exceptions():
            if exception.subject_id != _subject(row):
                continue
            if user_id not in may_not_settle(self.uow, exception, payments):
                self._settle(exception, note, user_id)

    def _settle(self, exception: CloseException, reason: str, user_id: str) -> None:
        what = ExceptionStanding.SETTLED.value
        take_step(self.uow, self.ids, self.window, exception.exception_id, what, reason, user_id)


def _subject(row: RowRef) -> str:
    return row.payment_id or f"{row.file_id}:{row.line}"


def _row_of(exception: CloseException, now: Standing) -> RowRef | None:
    """Return what an exception is about, None for one that stands for many."""
    file_id, _, number = exception.subject_id.partition(":")
    if not number:
        return RowRef(payment_id=file_id)
    return RowRef(file_id, int(number)) if number.isdecimal() else None
