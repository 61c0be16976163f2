"""Likely causes of a counted till's, a deposit's and an exception's differences, from the rows on
disk."""

from __future__ import annotations

from pos.allowed import require
from pos.closing.causes.cash import explain_cash
from pos.closing.causes.deposits import explain_deposit
from pos.closing.causes.leads import case_of
from pos.closing.causes.papers import explain_papers
from pos.closing.causes.reading import deposit_rows, is_counted, till_rows
from pos.errors import NotAllowed, TillNotYours
from pos.ids import TillId
from pos.money import Money
from pos.names import name_of
from pos.ports.storage import Storage
from pos.views.causes import Explained
from pos.views.closing import ExceptionCase
from pos.views.people import Permission, SessionView
from pos.window import Window


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
            NotAllowed: Their own till, which the role may not count.
            TillNotYours, NotFound: Somebody else's till; there is no such till.
        """
        with self._storage.read() as uow:
            till = uow.tills.till(till_id)
            if till.user_id == session.user_id:
                require(session, Permission.COUNT_TILL)
            elif Permission.APPROVE_CLOSE not in session.permissions:
                raise TillNotYours(cashier=name_of(uow, till.user_id))
            if not is_counted(uow, till_id):
                return ()
            rows = till_rows(uow, till)
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
            rows = deposit_rows(uow, self._window, uow.deposits.one(deposit_id))
        view = rows.view
        if view.bank is None or view.bank == view.total:
            return ()
        return (Explained("deposit", view.bank - view.total, explain_deposit(rows)),)

    def of_exception(self, session: SessionView, exception_id: str) -> ExceptionCase:
        """Return the ways to an exception's papers, and what may be behind it.

        Raises:
            NotAllowed: The role neither sees reports nor settles exceptions.
            NotFound: There is no such exception.
        """
        if not {Permission.SEE_REPORTS, Permission.SETTLE_EXCEPTION} & session.permissions:
            raise NotAllowed(permission=Permission.SEE_REPORTS.value)
        with self._storage.read() as uow:
            return case_of(uow, self._window, uow.exceptions.one(exception_id))
