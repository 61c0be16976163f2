"""Likely causes of a counted till's and of a deposit's differences, from the rows on disk."""

from __future__ import annotations

from pos.allowed import require
from pos.closing.causes.cash import explain_cash
from pos.closing.causes.deposits import explain_deposit
from pos.closing.causes.papers import explain_papers
from pos.closing.causes.rows import TillRows
from pos.closing.counting import paper_differences
from pos.closing.deposit_parts import deposit_view
from pos.closing.standing import standing_of
from pos.codec import from_json
from pos.errors import TillNotYours
from pos.ids import TillId
from pos.lifecycles import DEPOSIT, TILL, TillState
from pos.money import Money
from pos.names import name_of
from pos.ports.storage import Storage, UnitOfWork
from pos.records import Till
from pos.views.cash import CountSheet, TillReportView
from pos.views.causes import Explained, MovementRow
from pos.views.movements import MovementKind
from pos.views.people import Permission, SessionView
from pos.window import Window

_COUNTED = (TillState.COUNTED, TillState.CLOSED)


class Causes:
    """Proposes what may be behind differences. Changes nothing. Thread: ledger.

    Of a till that is not counted nothing is told: its rows would tell what is expected.
    """

    def __init__(self, storage: Storage, window: Window) -> None:
        self._storage = storage
        self._window = window

    def of_till(self, session: SessionView, till_id: TillId) -> tuple[Explained, ...]:
        """Return what may be behind each difference of a counted or locked till: of its cash first,
        then paper by paper. Empty while no count is in, and while it is counted again.

        Raises:
            NotAllowed: The role may not count.
            TillNotYours, NotFound: Somebody else's till; there is no such till.
        """
        require(session, Permission.COUNT_TILL)
        with self._storage.read() as uow:
            till = uow.tills.till(till_id)
            mine = till.user_id == session.user_id
            if not mine and Permission.APPROVE_CLOSE not in session.permissions:
                raise TillNotYours(cashier=name_of(uow, till.user_id))
            if uow.states.of(TILL, till_id) not in _COUNTED:
                return ()
            rows = _rows(uow, till)
        papers = explain_papers(rows)
        if not rows.off:
            return papers
        return (Explained("cash", Money(rows.off, rows.currency), explain_cash(rows)), *papers)

    def of_deposit(self, session: SessionView, deposit_id: str) -> tuple[Explained, ...]:
        """Return what may be behind what the bank got differently; empty where it agrees.

        Raises:
            NotAllowed: The role may not make deposits.
            NotFound: There is no such deposit.
        """
        require(session, Permission.DEPOSIT)
        with self._storage.read() as uow:
            found = uow.deposits.one(deposit_id)
            view = deposit_view(uow, found, uow.states.of(DEPOSIT, deposit_id).value)
        if view.bank is None or view.bank == view.total:
            return ()
        return (Explained("deposit", view.bank - view.total, explain_deposit(view)),)


def _rows(uow: UnitOfWork, till: Till) -> TillRows:
    """Return a counted till as plain rows."""
    count = uow.tills.counts(till.till_id)[-1]
    before, left = _before(uow, till)
    return TillRows(
        till_id=till.till_id,
        currency=till.currency,
        off=_off(uow, till),
        opening=from_json(till.sheet, CountSheet),
        counted=from_json(count.sheet, CountSheet),
        papers=paper_differences(uow.tills.counted_papers(count.count_id), till.currency),
        tenders=uow.tills.tenders_in(till.till_id),
        movements=_movements(uow, till),
        before=before,
        left_before=left,
    )


def _off(uow: UnitOfWork, till: Till) -> int:
    """Return how far the till's cash is off; of a locked till as its report says."""
    close = uow.tills.close_of(till.till_id)
    if close is None:
        differences = standing_of(uow, till).differences
    else:
        differences = from_json(close.report, TillReportView).differences
    return sum(each.over_short.minor for each in differences if each.kind == "cash")


def _before(uow: UnitOfWork, till: Till) -> tuple[str, int | None]:
    """Return the till that was locked last before this one was opened here, and what it left."""
    found = uow.tills.left_before(till)
    if found is None or not found[1]:
        return "", None
    return found[0], from_json(found[1], CountSheet).total.minor


def _movements(uow: UnitOfWork, till: Till) -> tuple[MovementRow, ...]:
    rows = []
    for moved in uow.movements.of_till(till.till_id):
        counted = uow.movements.counted(moved.movement_id)
        sign = 1 if MovementKind(moved.kind).into_till else -1
        rows.append(
            MovementRow(
                movement_id=moved.movement_id,
                kind=moved.kind,
                minor=sign * moved.amount_minor,
                at=moved.at,
                number=moved.bag or f"V{moved.number:04d}",
                name=moved.purpose,
                counted_minor=counted.counted_minor if counted else None,
            )
        )
    return tuple(rows)
