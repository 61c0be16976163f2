"""Short relief: somebody else serves on a till for a while, without a count.

Acts stay with the person who does them, cash and any difference with the till's owner. Venues that
do not want this, and that is most, leave it switched off.
"""

from __future__ import annotations

from pos.audit import audit_entry
from pos.cash.till import reliever_of, till_view
from pos.errors import NotThisWay, TillNotOpen, TillNotYours
from pos.events import TillChanged
from pos.ids import CommandId, Ids
from pos.lifecycles import TILL, TillState
from pos.moving.taking_over import signed_in
from pos.names import name_of
from pos.people.approving import approver_of
from pos.ports.storage import Storage, UnitOfWork
from pos.records import Till, TillRelief
from pos.views.cash import TillView
from pos.views.people import Approval, Permission, SessionView
from pos.window import Window


class Relief:
    """Lets somebody serve on another person's till. Thread: ledger."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    def start(self, command: CommandId, session: SessionView, approval: Approval) -> SessionView:
        """Let the approver serve on the till of who is signed in; return the approver's session.

        Both proved themselves: the owner signed in, the reliever gave their PIN for this very act,
        which counts as their signing in. Durable on return. One person relieves at a time.

        Raises:
            NotThisWay: The venue does not want it, or the person serves already.
            TillNotOpen, TillNotYours: Only the owner of the open till lets somebody serve on it.
            ApprovalNeeded, SamePerson: The reliever, who may sell.
        """
        with self._storage.begin() as uow:
            view = uow.commands.once(
                command,
                "relieve",
                (session.user_id,),
                SessionView,
                lambda: self._start(uow, command, session, approval),
            )
            uow.commit()
        return view

    def _start(
        self, uow: UnitOfWork, command: CommandId, session: SessionView, approval: Approval
    ) -> SessionView:
        till = self._own_till(uow, session)
        approver_of(uow, session, approval, command, (Permission.SELL,))
        reliever = approval.approver
        if reliever_of(uow, till) == reliever:
            raise NotThisWay(what="serves_already")
        self._write(uow, till, reliever, session.user_id, on=True)
        return signed_in(uow, self._ids, self._window, reliever)

    def end(self, command: CommandId, session: SessionView) -> TillView:
        """End the relief at this window. Durable on return.

        Raises:
            TillNotOpen: The drawer has no session.
            TillNotYours: Neither owner nor reliever, nor one who may approve a close.
            NotThisWay: Nobody relieves here.
        """
        with self._storage.begin() as uow:
            view = uow.commands.once(
                command,
                "end_relief",
                (session.user_id,),
                TillView,
                lambda: self._end(uow, session),
            )
            uow.commit()
        return view

    def _end(self, uow: UnitOfWork, session: SessionView) -> TillView:
        found = uow.tills.session_at(self._window.window_id)
        if found is None:
            raise TillNotOpen()
        till, state = found
        reliever = reliever_of(uow, till)
        if reliever is None:
            raise NotThisWay(what="no_short_relief")
        theirs = session.user_id in (till.user_id, reliever)
        if not theirs and Permission.APPROVE_CLOSE not in session.permissions:
            raise TillNotYours(cashier=name_of(uow, till.user_id))
        self._write(uow, till, reliever, session.user_id, on=False)
        return till_view(uow, till, TillState(state), self._window)

    def _own_till(self, uow: UnitOfWork, session: SessionView) -> Till:
        if not uow.catalogue.company().closing.short_relief:
            raise NotThisWay(what="no_short_relief")
        found = uow.tills.session_at(self._window.window_id)
        if found is None or uow.states.of(TILL, found[0].till_id) is not TillState.OPEN:
            raise TillNotOpen()
        if found[0].user_id != session.user_id:
            raise TillNotYours(cashier=name_of(uow, found[0].user_id))
        return found[0]

    def _write(self, uow: UnitOfWork, till: Till, user_id: str, by_user: str, *, on: bool) -> None:
        seq = len(uow.movements.reliefs(till.till_id)) + 1
        relief = TillRelief(self._ids.new(), till.till_id, seq, user_id, on, uow.now(), by_user)
        uow.add(relief)
        event = "till.relieved" if on else "till.relief_ended"
        self._audit(uow, by_user, event, ("till", till.till_id), reliever=user_id)
        uow.publish(TillChanged())

    def _audit(
        self,
        uow: UnitOfWork,
        user_id: str,
        event: str,
        subject: tuple[str, str],
        **details: object,
    ) -> None:
        window_id = self._window.window_id
        uow.audit(audit_entry(uow.now(), user_id, window_id, event, subject, "ok", **details))
