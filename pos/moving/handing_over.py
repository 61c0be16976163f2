"""Change of custody: a counted till goes to the next cashier with the money in it.

The leaver counts blind with both present; where the count is what it should be, the two suffice.
Then, in one transaction, the old till is locked and a new one begins whose float is what was
counted. Anything else is an ordinary close.
"""

from __future__ import annotations

from pos.audit import audit_entry
from pos.cash.opening import open_session
from pos.cash.till import till_view
from pos.closing.reviewing import Locking
from pos.closing.standing import standing_of
from pos.errors import NotThisWay, TillNotYours
from pos.ids import CommandId, Ids, TillId
from pos.lifecycles import TillState
from pos.moving.taking_over import signed_in
from pos.names import name_of
from pos.ports.storage import Storage, UnitOfWork
from pos.views.movements import HandedOver
from pos.views.people import Approval, Permission, SessionView
from pos.window import Window


class HandingOver:
    """Hands a counted till to the next cashier. Thread: ledger."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    def hand_over(
        self, command: CommandId, session: SessionView, till_id: TillId, approval: Approval
    ) -> HandedOver:
        """Lock the leaver's counted till on the taker's word and open the taker's with its cash.

        Checks, slips and other papers go to the safe with the old till. Both or neither is on disk;
        durable on return. The taker is signed in.

        Raises:
            TillNotYours: Only its cashier hands a till over.
            NotThisWay: The count is off by more than is posted as it is, a paper is missing or one
                too many, or somebody else counted: it is closed the ordinary way.
            TillStillNeeded: A cart, a card payment or a print is still open.
            ApprovalNeeded, SamePerson: The taker, who may open tills and had no part in this one.
            TillAlreadyOpen: The taker has a till elsewhere.
            IllegalTransition, NotFound: It is not counted, or there is no such till.
        """
        with self._storage.begin() as uow:
            view = uow.commands.once(
                command,
                "hand_over_till",
                (session.user_id, till_id),
                HandedOver,
                lambda: self._hand_over(uow, command, session, till_id, approval),
            )
            uow.commit()
        return view

    def _hand_over(
        self,
        uow: UnitOfWork,
        command: CommandId,
        session: SessionView,
        till_id: TillId,
        approval: Approval,
    ) -> HandedOver:
        till = uow.tills.till(till_id)
        if till.user_id != session.user_id:
            raise TillNotYours(cashier=name_of(uow, till.user_id))
        counts = uow.tills.counts(till_id)
        if not counts or counts[-1].user_id != till.user_id:
            raise NotThisWay(what="close_it_first")
        standing = standing_of(uow, till)
        if standing.needs_reason:
            raise NotThisWay(what="close_it_first")
        may = (Permission.OPEN_TILL,)
        locking = Locking(uow, self._ids, self._window, command, session, may)
        closed = locking.lock(till_id, approval, "", standing.sheet)
        fresh = open_session(uow, self._ids, self._window, approval.approver, standing.sheet)
        uow.audit(
            audit_entry(
                uow.now(),
                session.user_id,
                self._window.window_id,
                "till.handed_over",
                ("till", till_id),
                "ok",
                to=approval.approver,
                next_till=fresh.till_id,
            )
        )
        taker = signed_in(uow, self._ids, self._window, approval.approver)
        return HandedOver(closed, till_view(uow, fresh, TillState.OPEN, self._window), taker)
