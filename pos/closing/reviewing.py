"""The second person's look at a counted till, and the lock that follows it."""

from __future__ import annotations

from dataclasses import dataclass

from pos.audit import audit_entry
from pos.cash.sheets import check_sheet
from pos.closing.blockers import refuse_blocked
from pos.closing.clock_back import notice_clock
from pos.closing.findings import open_findings
from pos.closing.locking import closed_till, post_close
from pos.closing.next_float import propose
from pos.closing.standing import Standing, standing_of
from pos.codec import from_json
from pos.errors import ApprovalNeeded, SamePerson, TextRefused
from pos.events import TillChanged
from pos.ids import CommandId, Ids, TillId
from pos.lifecycles import TILL, TillTrigger
from pos.people.approving import approver_of
from pos.ports.storage import UnitOfWork
from pos.records import Till, TillClose
from pos.views.cash import CountSheet, TillReportView
from pos.views.people import Approval, Permission, SessionView
from pos.window import Window

REASON_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Locking:
    """One lock, inside one transaction."""

    uow: UnitOfWork
    ids: Ids
    window: Window
    command: CommandId
    session: SessionView
    may: tuple[Permission, ...] = (Permission.APPROVE_CLOSE, Permission.APPROVE_DIFFERENCE)
    """What the second person's word may be for."""

    def lock(
        self, till_id: TillId, approval: Approval, reason: str, left: CountSheet | None
    ) -> TillReportView:
        """Lock the till and return its Z report. See ``Closing.approve``."""
        uow, till = self.uow, self.uow.tills.till(till_id)
        uow.states.advance(TILL, till_id, TillTrigger.APPROVE, approval.approver, reason)
        refuse_blocked(uow, self.window)
        standing = standing_of(uow, till)
        self._check_second_person(till, approval, standing)
        if standing.needs_reason and not reason:
            raise TextRefused(field="reason", limit=REASON_LONGEST)
        post_close(uow, self.ids, till, approval.approver, standing.differences)
        if left is None:
            left, _ = propose(standing.sheet, standing.rules.next_float)
        check_sheet(left, till.currency)
        close = closed_till(uow, self.window, self.session, till, approval, reason, standing, left)
        uow.add(close)
        open_findings(uow, self.ids, self.window, till, standing)
        notice_clock(uow, self.ids, self.window, till)
        uow.tills.vacate(till_id)
        self._audit(close)
        uow.publish(TillChanged())
        return from_json(close.report, TillReportView)

    def _check_second_person(self, till: Till, approval: Approval, standing: Standing) -> None:
        held = approver_of(self.uow, self.session, approval, self.command, self.may)
        if approval.approver in self.uow.tills.served(till.till_id):
            raise SamePerson()
        if standing.needs_manager and Permission.APPROVE_DIFFERENCE not in held:
            raise ApprovalNeeded(permission=Permission.APPROVE_DIFFERENCE.value)

    def _audit(self, close: TillClose) -> None:
        self.uow.audit(
            audit_entry(
                self.uow.now(),
                self.session.user_id,
                self.window.window_id,
                "till.closed",
                ("till", close.till_id),
                approved_by=close.approved_by,
                z_number=close.z_number,
                over_short=close.counted_minor - close.expected_minor,
                reason=close.reason,
                forgotten=close.forgotten,
            )
        )
