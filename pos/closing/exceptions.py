"""What the close found that somebody must settle, or carry with name and reason.

Opened inside the transaction that found it, so there is no finding without its exception. Forced
card payments are apart (``pos/paying/exceptions.py``): they are settled by evidence and never
carried.
"""

from __future__ import annotations

from datetime import date

from pos.allowed import require
from pos.audit import audit_entry
from pos.closing.exception_steps import take_step
from pos.closing.interest import may_not_settle
from pos.errors import NotFound, SamePerson
from pos.events import ExceptionsChanged
from pos.ids import CommandId, Ids
from pos.lifecycles import TILL, TillState
from pos.money import Money
from pos.names import name_of
from pos.people.approving import approver_of
from pos.ports.storage import Storage, UnitOfWork
from pos.records import CloseException, ExceptionStep
from pos.text import checked_text
from pos.views.closing import CloseExceptionView, ExceptionKind, ExceptionStanding
from pos.views.people import Approval, Permission, SessionView
from pos.window import Window

REASON_LONGEST = 300
_COUNTED = (TillState.COUNTED, TillState.CLOSED)


def open_exception(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    kind: ExceptionKind,
    business_date: date,
    amount: Money,
    text: str,
    subject_id: str,
    user_id: str,
    till_id: str | None = None,
    *,
    comes_back: bool = False,
) -> str:
    """Open an exception in the caller's transaction; return its id.

    About one thing there is one exception of a kind: the same finding again opens none, unless it
    is of those that may come back (``comes_back``) and the one before was settled. ``text``: names
    and numbers, no sentence. ``user_id``: whoever caused it, who may not settle it.
    """
    before = uow.exceptions.about(kind.value, subject_id)
    if before is not None and not (comes_back and _is_settled(uow, before.exception_id)):
        return before.exception_id
    exception = CloseException(
        exception_id=ids.new(),
        kind=kind.value,
        business_date=business_date,
        window_id=window.window_id,
        till_id=till_id,
        subject_id=subject_id,
        amount_minor=amount.minor,
        currency=amount.currency,
        text=text,
        at=uow.now(),
        user_id=user_id,
    )
    uow.add(exception)
    uow.audit(
        audit_entry(
            uow.now(),
            user_id,
            window.window_id,
            "exception.opened",
            ("close_exception", exception.exception_id),
            kind=kind.value,
            amount_minor=amount.minor,
        )
    )
    uow.publish(ExceptionsChanged())
    return exception.exception_id


def _is_settled(uow: UnitOfWork, exception_id: str) -> bool:
    steps = uow.exceptions.steps(exception_id)
    return bool(steps) and standing_of(steps[-1]) is ExceptionStanding.SETTLED


def standing_of(step: ExceptionStep | None) -> ExceptionStanding:
    """Return what an exception's newest step makes of it."""
    return ExceptionStanding.OPEN if step is None else ExceptionStanding(step.what)


def open_until(uow: UnitOfWork, window: Window, day: date) -> tuple[CloseException, ...]:
    """Return the window's exceptions of business days up to ``day`` that nobody settled or
    carries."""
    return tuple(
        found
        for found, step in uow.exceptions.every(until=day)
        if step is None and found.window_id == window.window_id
    )


def carried_until(uow: UnitOfWork, window: Window, day: date) -> tuple[CloseExceptionView, ...]:
    """Return the window's exceptions of business days up to ``day`` that somebody goes on with."""
    every = (
        view_of(uow, window, *found)
        for found in uow.exceptions.every(until=day)
        if found[0].window_id == window.window_id
    )
    return tuple(one for one in every if one.standing is ExceptionStanding.CARRIED)


def view_of(
    uow: UnitOfWork, window: Window, found: CloseException, step: ExceptionStep | None
) -> CloseExceptionView:
    """Return an exception as its newest step leaves it, with names for ids."""
    till = uow.tills.till(found.till_id) if found.till_id else None
    close = uow.tills.close_of(found.till_id) if found.till_id else None
    standing = standing_of(step)
    carried = step is not None and standing is ExceptionStanding.CARRIED
    settled = standing is ExceptionStanding.SETTLED
    taken = taken_late(uow, found)
    return CloseExceptionView(
        exception_id=found.exception_id,
        kind=ExceptionKind(found.kind),
        business_date=found.business_date,
        window=_where(window, found),
        cashier=name_of(uow, till.user_id) if till else "",
        subject_id=found.subject_id,
        amount=amount_of(uow, found),
        text=found.text,
        at=found.at,
        by_user=name_of(uow, found.user_id),
        standing=standing,
        owner=name_of(uow, step.owner) if step and step.owner else "",
        reason=step.reason if step else "",
        z_number=close.z_number if close else None,
        carried_at=step.at if step is not None and carried else None,
        not_by=() if settled else may_not_settle(uow, found),
        taken=tuple((kind, Money(minor, found.currency)) for kind, minor in taken),
    )


def _where(window: Window, found: CloseException) -> str:
    """Return the window it is about: what comes late is another's than whose close found it."""
    if found.kind == ExceptionKind.LATE_WINDOW.value:
        return found.text
    return window.name if found.window_id == window.window_id else found.window_id


def amount_of(uow: UnitOfWork, found: CloseException) -> Money:
    """Return what is at risk: as it was found, or, of what comes late, all that came."""
    late = sum(minor for _, minor in taken_late(uow, found))
    return Money(found.amount_minor + late, found.currency)


def taken_late(uow: UnitOfWork, found: CloseException) -> tuple[tuple[str, int], ...]:
    """Return (kind of tender, minor units) of the takings that came late; nothing while one of
    their tills is not counted: whoever counts it would learn what is expected."""
    if found.kind != ExceptionKind.LATE_WINDOW.value:
        return ()
    tills = uow.exceptions.late_tills(found.exception_id)
    if not all(uow.states.of(TILL, till_id) in _COUNTED for till_id in tills):
        return ()
    return uow.exceptions.late_sums(found.exception_id)


class Exceptions:
    """Lists, settles and carries exceptions of the close. Thread: ledger."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    def waiting(self) -> tuple[CloseExceptionView, ...]:
        """Return everything open or carried, oldest first."""
        return tuple(one for one in self.every() if one.standing is not ExceptionStanding.SETTLED)

    def every(self) -> tuple[CloseExceptionView, ...]:
        """Return all exceptions there ever were, oldest first."""
        with self._storage.read() as uow:
            return tuple(view_of(uow, self._window, *found) for found in uow.exceptions.every())

    def settle(
        self, command: CommandId, session: SessionView, exception_id: str, reason: str
    ) -> CloseExceptionView:
        """Put on disk how an exception was explained. Durable on return; no money moves.

        Raises:
            NotAllowed: The role may not settle exceptions.
            SamePerson: Whoever has an interest in it (``interest.py``).
            NotFound: There is no such exception, or it is settled.
            TextRefused, CardNumberRefused: The reason, which must be given.
        """
        require(session, Permission.SETTLE_EXCEPTION)
        reason = checked_text("reason", reason, longest=REASON_LONGEST, required=True)

        def act() -> CloseExceptionView:
            self._refuse_own(uow, exception_id, session.user_id)
            return self._step(uow, exception_id, "settled", "", reason, session.user_id, "")

        with self._storage.begin() as uow:
            view = uow.commands.once(
                command,
                "settle_close_exception",
                (session.user_id, exception_id, reason),
                CloseExceptionView,
                act,
            )
            uow.commit()
        return view

    def carry(
        self,
        command: CommandId,
        session: SessionView,
        exception_id: str,
        owner: str,
        reason: str,
        approval: Approval,
    ) -> CloseExceptionView:
        """Let days be locked over an exception that ``owner``, a user id, goes on with.

        Durable on return.

        Raises:
            NotAllowed: The role may not see reports.
            ApprovalNeeded, SamePerson: The second person, who may carry exceptions and has no
                interest in this one.
            NotFound: There is no such exception or person, or it is settled.
            TextRefused, CardNumberRefused: The reason, which must be given.
        """
        require(session, Permission.SEE_REPORTS)
        reason = checked_text("reason", reason, longest=REASON_LONGEST, required=True)

        def act() -> CloseExceptionView:
            approver_of(uow, session, approval, command, (Permission.CARRY_EXCEPTION,))
            self._refuse_own(uow, exception_id, approval.approver)
            if uow.people.member(owner) is None:
                raise NotFound(kind="staff", key=owner)
            by = (session.user_id, approval.approver)
            return self._step(uow, exception_id, "carried", owner, reason, *by)

        with self._storage.begin() as uow:
            view = uow.commands.once(
                command,
                "carry_close_exception",
                (session.user_id, exception_id, owner, reason, approval),
                CloseExceptionView,
                act,
            )
            uow.commit()
        return view

    def _refuse_own(self, uow: UnitOfWork, exception_id: str, user_id: str) -> None:
        if user_id in may_not_settle(uow, uow.exceptions.one(exception_id)):
            raise SamePerson()

    def _step(
        self,
        uow: UnitOfWork,
        exception_id: str,
        what: str,
        owner: str,
        reason: str,
        user_id: str,
        approved_by: str,
    ) -> CloseExceptionView:
        found = uow.exceptions.one(exception_id)
        if _is_settled(uow, exception_id):
            raise NotFound(kind="close_exception", key=exception_id)
        step = take_step(
            uow,
            self._ids,
            self._window,
            exception_id,
            what,
            reason,
            user_id,
            owner=owner,
            approved_by=approved_by,
        )
        return view_of(uow, self._window, found, step)
