"""What a person says a line is, or what became of a payment that no line names.

Thread: ledger, inside the caller's transaction.
"""

from __future__ import annotations

from pos.audit import audit_entry
from pos.closing.settlement.keeping import Run
from pos.closing.settlement.standing import Standing
from pos.errors import NotFound, NotThisWay
from pos.ids import Ids
from pos.ports.storage import UnitOfWork
from pos.records import SettlementFile
from pos.views.settlement import LineClass, RowRef
from pos.window import Window


def check_decision(now: Standing, row: RowRef, payment_id: str, line_class: LineClass) -> None:
    """Return if the row may be that.

    Raises:
        NotFound: The line, or the payment.
        NotThisWay: ``amounts_differ``, ``payment_matched``, ``nothing_chosen``.
    """
    chosen = now.lines.get(row)
    if row.line and chosen is None:
        raise NotFound(kind="settlement_line", key=str(row.line))
    if payment_id and payment_id not in now.payments:
        raise NotFound(kind="payment", key=payment_id)
    if not payment_id and (not row.line or line_class is LineClass.AGREED):
        raise NotThisWay(what="nothing_chosen")
    if chosen is None or not payment_id:
        return
    taken = any(
        payment_id in one.payment_ids and one.row.line and one.row != row
        for one in now.report.matchings
        if one.line_class is LineClass.AGREED
    )
    if taken:
        raise NotThisWay(what="payment_matched")
    differs = chosen.gross_minor != now.payments[payment_id].amount_minor
    if line_class is LineClass.AGREED and differs:
        raise NotThisWay(what="amounts_differ")


def keep_decision(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    user_id: str,
    file: SettlementFile,
    row: RowRef,
    payment_id: str,
    line_class: LineClass,
    note: str,
) -> None:
    """Put it on disk under the row's next number, and tell the audit."""
    seq, of_file = uow.settlements.matches_about(file.file_id, row.line, payment_id)
    Run(uow, ids, user_id, file.file_id).decided(
        row, line_class, payment_id, note, seq + 1, of_file or file.file_id
    )
    uow.audit(
        audit_entry(
            uow.now(),
            user_id,
            window.window_id,
            "settlement.decided",
            ("settlement_file", file.file_id),
            line=row.line,
            payment_id=payment_id,
            line_class=line_class.value,
            note=note,
        )
    )


def answers_for(now: Standing, row: RowRef, line_class: LineClass) -> str:
    """Return the payment that a line answers for already, where only its explanation is new."""
    same = (one for one in now.report.matchings if one.row == row and row.line)
    found = next((one for one in same if one.ours_minor), None)
    if found is None or found.line_class is not line_class:
        return ""
    return found.payment_ids[0]


def meant(now: Standing, row: RowRef) -> tuple[str, ...]:
    """Return the payments that a row was about before somebody decided."""
    return tuple(each for one in now.report.matchings if one.row == row for each in one.payment_ids)
