"""One step of an exception of the close, written in the caller's transaction. Thread: ledger."""

from __future__ import annotations

from pos.audit import audit_entry
from pos.events import ExceptionsChanged
from pos.ids import Ids
from pos.ports.storage import UnitOfWork
from pos.records import ExceptionStep
from pos.window import Window


def take_step(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    exception_id: str,
    what: str,
    reason: str,
    user_id: str,
    *,
    owner: str = "",
    approved_by: str = "",
) -> ExceptionStep:
    """Put on disk what was done about an exception (``what``: an ``ExceptionStanding``), tell the
    audit and the screens. That it is allowed, the caller has seen to."""
    seq = len(uow.exceptions.steps(exception_id)) + 1
    step = ExceptionStep(exception_id, seq, what, owner, reason, uow.now(), user_id, approved_by)
    uow.add(step)
    uow.audit(
        audit_entry(
            uow.now(),
            user_id,
            window.window_id,
            f"exception.{what}",
            ("close_exception", exception_id),
            reason=reason,
            owner=owner,
            approved_by=approved_by,
        )
    )
    uow.publish(ExceptionsChanged())
    return step
