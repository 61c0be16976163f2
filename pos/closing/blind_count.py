"""The blind count, act by act, each inside its caller's transaction: begun, walked back, handed in,
repeated, and kept half done.

Until a count is in, nothing here returns, raises, audits or publishes what is expected.
"""

from __future__ import annotations

from dataclasses import dataclass

from pos.audit import audit_entry
from pos.cash.drawer import add_opening
from pos.cash.sheets import check_sheet
from pos.cash.till import counts_allowed, till_view
from pos.closing.blockers import refuse_blocked
from pos.closing.clock_back import notice_clock
from pos.closing.counting import check_papers, counted_papers, differences
from pos.closing.locking import drawer
from pos.closing.looking import person_beside, refuse_looked
from pos.closing.next_float import missing_of, propose
from pos.closing.standing import standing_of
from pos.codec import from_json, to_json
from pos.errors import CountIsIn, CountLimitReached, TillNotOpen, TillNotYours
from pos.events import DrawerToOpen, TillChanged
from pos.ids import CommandId, Ids
from pos.lifecycles import TILL, TillState, TillTrigger
from pos.names import name_of
from pos.ports.storage import UnitOfWork
from pos.records import Till, TillCount
from pos.views.cash import CountSheet, HalfCount, PaperCounted, TillResult, TillView
from pos.views.people import Approval, Permission, SessionView
from pos.window import Window


@dataclass(frozen=True, slots=True)
class _Typed:
    """Half a count as it is kept, and how many batches the till had by then."""

    half: HalfCount
    batches: int


@dataclass(frozen=True, slots=True)
class BlindCount:
    """The drawer's count, inside one transaction. See ``Closing`` for who may and what is
    refused."""

    uow: UnitOfWork
    ids: Ids
    window: Window
    session: SessionView

    def till(self) -> Till:
        """Return the drawer's till if the person may count it. Raises TillNotOpen, TillNotYours."""
        found = self.uow.tills.session_at(self.window.window_id)
        if found is None:
            raise TillNotOpen()
        require_own(self.uow, self.session, found[0])
        return found[0]

    # ---- there and back ----

    def start(self, command: CommandId, approval: Approval | None) -> TillView:
        till = self.till()
        beside = person_beside(self.uow, till, self.session, command, approval)
        self._advance(till, TillTrigger.START_COUNT)
        refuse_blocked(self.uow, self.window)
        notice_clock(self.uow, self.ids, self.window, till)
        by = self.session.user_id
        opening = add_opening(self.uow, self.ids, till.till_id, "count", "", till.till_id, by)
        self.uow.publish(DrawerToOpen(opening))
        return self._changed(till, "till.count_started", **({"beside": beside} if beside else {}))

    def resume(self) -> TillView:
        till = self.till()
        if self.uow.tills.counts(till.till_id):
            raise CountIsIn()
        self._advance(till, TillTrigger.RESUME)
        return self._changed(till, "till.resumed")

    def recount(self) -> TillView:
        till = self.till()
        self._advance(till, TillTrigger.RECOUNT)
        if len(self.uow.tills.counts(till.till_id)) >= (limit := counts_allowed(self.uow)):
            raise CountLimitReached(limit=limit)
        return self._changed(till, "till.recounted")

    # ---- handed in ----

    def submit(self, sheet: CountSheet, papers: tuple[PaperCounted, ...]) -> TillResult:
        till, uow = self.till(), self.uow
        refuse_looked(uow, till, self.session)
        check_sheet(sheet, till.currency)
        count_id = self.ids.new()
        counted = counted_papers(uow.tills.papers_in(till.till_id), papers, count_id)
        self._advance(till, TillTrigger.COUNT)
        found = drawer(differences(uow, till, sheet, counted))
        count = TillCount(
            count_id=count_id,
            till_id=till.till_id,
            attempt=len(uow.tills.counts(till.till_id)) + 1,
            at=uow.now(),
            user_id=self.session.user_id,
            sheet=to_json(sheet),
            total_minor=sum(each.counted.minor for each in found),
            expected_minor=sum(each.expected.minor for each in found),
        )
        uow.add(count, *counted)
        uow.tills.forget_half_counts(till.till_id)
        self._audit(
            "till.counted",
            till,
            attempt=count.attempt,
            counted=count.total_minor,
            over_short=count.total_minor - count.expected_minor,
        )
        uow.publish(TillChanged())
        return result_of(uow, self.window, till)

    # ---- half done ----

    def keep(self, half: HalfCount) -> None:
        """Keep what was typed so far. A till that is not being counted any more needs none."""
        till = self.till()
        if state_of(self.uow, till) is not TillState.COUNTING:
            return
        check_sheet(half.sheet, till.currency)
        check_papers(half.papers)
        typed = _Typed(half, self.uow.tills.batches(till.till_id))
        self.uow.tills.keep_half_count(till.till_id, self.session.user_id, to_json(typed))

    def kept(self) -> HalfCount | None:
        """Return what this person had typed of the count that is under way; nothing when money
        moved in the till since, so that it is another drawer."""
        till = self.till()
        if state_of(self.uow, till) is not TillState.COUNTING:
            return None
        found = self.uow.tills.half_count(till.till_id, self.session.user_id)
        typed = from_json(found, _Typed) if found is not None else None
        if typed is None or typed.batches != self.uow.tills.batches(till.till_id):
            return None
        return typed.half

    # ---- inside ----

    def _advance(self, till: Till, trigger: TillTrigger) -> None:
        self.uow.states.advance(TILL, till.till_id, trigger, self.session.user_id)

    def _changed(self, till: Till, event: str, **details: str) -> TillView:
        self._audit(event, till, **details)
        self.uow.publish(TillChanged())
        return till_view(self.uow, till, state_of(self.uow, till), self.window)

    def _audit(self, event: str, till: Till, **details: object) -> None:
        uow, who, where = self.uow, self.session.user_id, self.window.window_id
        subject = ("till", till.till_id)
        uow.audit(audit_entry(uow.now(), who, where, event, subject, "ok", **details))


def result_of(uow: UnitOfWork, window: Window, till: Till) -> TillResult:
    """Return what a counted till differs by, and the next float its pieces allow."""
    standing = standing_of(uow, till)
    target = standing.rules.next_float
    left, rest = propose(standing.sheet, target)
    return TillResult(
        till=till_view(uow, till, state_of(uow, till), window),
        differences=standing.differences,
        needs_reason=standing.needs_reason,
        needs_manager=standing.needs_manager,
        papers=standing.papers,
        counted=standing.sheet,
        left=left,
        rest=rest,
        forgotten=standing.count.user_id != till.user_id,
        missing=missing_of(left, target),
    )


def require_own(uow: UnitOfWork, session: SessionView, till: Till) -> None:
    """Return if the person may count the till: theirs, or forgotten and they may approve closes.
    Raises TillNotYours."""
    if till.user_id != session.user_id and Permission.APPROVE_CLOSE not in session.permissions:
        raise TillNotYours(cashier=name_of(uow, till.user_id))


def state_of(uow: UnitOfWork, till: Till) -> TillState:
    """Return where a till stands."""
    return TillState(uow.states.of(TILL, till.till_id))
