"""Closing a till: a blind count, the reveal, a second person, the Z report; then the day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from pos.allowed import require
from pos.cash.sheets import check_sheet
from pos.cash.till import has_to_do_with
from pos.closing.blind_count import BlindCount, require_own, result_of
from pos.closing.blockers import till_blockers
from pos.closing.days import Missing, blockers_of_day, lock_day, nobody_missing
from pos.closing.figures import blinded, report
from pos.closing.looking import note_look
from pos.closing.next_float import missing_of, rest_of
from pos.closing.reviewing import REASON_LONGEST, Locking
from pos.codec import from_json
from pos.errors import (
    NotFound,
    TillNotOpen,
)
from pos.ids import CommandId, Ids, TillId
from pos.lifecycles import TILL, TillState
from pos.ports.storage import Storage, UnitOfWork
from pos.records import TillClose
from pos.text import checked_text
from pos.views.cash import (
    Blocker,
    CountSheet,
    HalfCount,
    NextFloat,
    OverShort,
    PaperCounted,
    PaperToCount,
    TillReportView,
    TillResult,
    TillView,
)
from pos.views.people import Approval, Permission, SessionView
from pos.window import Window

_Act = Callable[[BlindCount], TillView]


class Closing:
    """Counts and locks tills. Thread: ledger.

    Until a count is in, nothing this returns, raises, audits or publishes tells what is expected
    in the drawer.
    """

    def __init__(
        self, storage: Storage, ids: Ids, window: Window, missing: Missing | None = None
    ) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window
        self._missing = missing or nobody_missing

    # ---- counting ----

    def blockers(self, till_id: TillId) -> tuple[Blocker, ...]:
        """Return what must be settled before this till can be counted; nothing for a closed one."""
        with self._storage.read() as uow:
            if uow.states.of(TILL, till_id) is TillState.CLOSED:
                return ()
            return till_blockers(uow, self._window)

    def start_count(
        self, command: CommandId, session: SessionView, approval: Approval | None = None
    ) -> TillView:
        """Stop selling and begin the blind count; the drawer opens. Durable on return.

        Raises:
            NotAllowed, TillNotOpen, TillNotYours: Who may count: the cashier, and for a till that
                was forgotten whoever may approve a close.
            ApprovalNeeded, SamePerson: Who was told by a report what is expected in the till counts
                it with somebody beside them who may count; ``permission``.
            TillStillNeeded: Something is to be settled first; ``reason`` and ``count``.
            IllegalTransition: It is being counted already.
        """
        return self._change(
            command, session, "start_count", lambda count: count.start(command, approval)
        )

    def resume(self, command: CommandId, session: SessionView) -> TillView:
        """Go back to selling before a count was in. What was typed of it is kept, to go on from
        should no money have moved since. Durable on return.

        Raises:
            NotAllowed, TillNotOpen, TillNotYours: As for ``start_count``.
            CountIsIn: What was expected is known, so the till takes no more money.
            IllegalTransition: It is not being counted.
        """
        return self._change(command, session, "resume", BlindCount.resume)

    def recount(self, command: CommandId, session: SessionView) -> TillView:
        """Count once more; the counts before are kept. Durable on return.

        Raises:
            NotAllowed, TillNotOpen, TillNotYours: As for ``start_count``.
            CountLimitReached: No count is left.
            IllegalTransition: It was not counted yet.
        """
        return self._change(command, session, "recount", BlindCount.recount)

    def keep_half(self, session: SessionView, half: HalfCount) -> None:
        """Keep what this person has typed of the count, for after a power cut. Durable on return;
        gone when a count is in. A till that is not being counted any more needs none.

        It is no fact: no audit entry, no event, no log, and nothing expected is in it.

        Raises:
            NotAllowed, TillNotOpen, TillNotYours: As for ``start_count``.
            AmountInvalid, CurrencyMismatch, TextRefused, CardNumberRefused: As for
                ``submit_count``.
        """
        require(session, Permission.COUNT_TILL)
        with self._storage.begin() as uow:
            self._count(uow, session).keep(half)
            uow.commit()

    def half_count(self, session: SessionView) -> HalfCount | None:
        """Return what this person had typed of the count that is under way here, or None: also
        when money moved in the till since.

        Raises:
            NotAllowed, TillNotOpen, TillNotYours: As for ``start_count``.
        """
        require(session, Permission.COUNT_TILL)
        with self._storage.read() as uow:
            return self._count(uow, session).kept()

    def papers_to_count(self, session: SessionView, till_id: TillId) -> tuple[PaperToCount, ...]:
        """Return the papers to hand in with a till, to be walked one by one: what stands on them,
        and no amount.

        Raises:
            NotAllowed: The role may not count.
            TillNotYours, NotFound: Somebody else's till; there is no such till.
        """
        require(session, Permission.COUNT_TILL)
        with self._storage.read() as uow:
            till = uow.tills.till(till_id)
            require_own(uow, session, till)
            return tuple(each.paper for each in uow.tills.papers_in(till_id))

    def submit_count(
        self,
        command: CommandId,
        session: SessionView,
        sheet: CountSheet,
        papers: tuple[PaperCounted, ...] = (),
    ) -> TillResult:
        """Hand in what was counted and learn what was expected. Durable on return. A paper of
        ``papers_to_count`` that is not among ``papers`` is missing.

        Raises:
            NotAllowed, TillNotOpen, TillNotYours: As for ``start_count``.
            NotThisWay: The person was told what is expected, and somebody else began the count.
            AmountInvalid, CurrencyMismatch: The sheet or an amount on a paper; a paper twice.
            NotFound: A paper that was not asked for.
            TextRefused, CardNumberRefused: What stands on a paper that is one too many.
            IllegalTransition: It is not being counted.
        """
        require(session, Permission.COUNT_TILL)
        with self._storage.begin() as uow:
            result = uow.commands.once(
                command,
                "submit_count",
                (session.user_id, sheet, papers),
                TillResult,
                lambda: self._count(uow, session).submit(sheet, papers),
            )
            uow.commit()
        return result

    def result(self) -> TillResult | None:
        """Return the counted till's differences again, or None while none is counted here."""
        with self._storage.read() as uow:
            found = uow.tills.session_at(self._window.window_id)
            if found is None or found[1] != TillState.COUNTED.value:
                return None
            return result_of(uow, self._window, found[0])

    def next_float(self, counted: CountSheet, left: CountSheet) -> NextFloat:
        """Return what goes to the bank when ``left`` of what was counted is the next float, and
        which pieces of the venue's float are not in it.

        Raises:
            AmountInvalid: More is to stay than was counted.
        """
        check_sheet(left, counted.currency)
        rest = rest_of(counted, left)
        with self._storage.read() as uow:
            target = uow.catalogue.company().closing.next_float
        return NextFloat(left, rest, missing_of(left, target))

    def over_short(self, session: SessionView, since: date) -> tuple[OverShort, ...]:
        """Return how far each cashier's locked tills were off from a business day on, by name.

        Raises:
            NotAllowed: The role may not see reports.
        """
        require(session, Permission.SEE_REPORTS)
        with self._storage.read() as uow:
            return uow.tills.over_short(since)

    # ---- locking ----

    def approve(
        self,
        command: CommandId,
        session: SessionView,
        till_id: TillId,
        approval: Approval,
        reason: str,
        left: CountSheet | None = None,
    ) -> TillReportView:
        """Lock a counted till on a second person's word and return its Z report.

        Over or short goes to its account, what was counted moves to the safe, the report is kept
        as it is. Durable on return. The till never takes money again. ``left``: what of the cash is
        the next float; None for the venue's rule. A paper that is not as expected, a tender off too
        far and a till that its cashier had left become exceptions of the day.

        Raises:
            NotAllowed: The role may neither count nor approve.
            ApprovalNeeded: The approval is not for this command, or the difference is more than
                the approver may let pass; ``permission``.
            SamePerson: The approver had the till, relieved on it or counted it.
            AmountInvalid: More is to stay in the drawer than was counted.
            TillStillNeeded: Something came up since the count.
            TextRefused, CardNumberRefused: The reason, which a difference above the first limit
                must have.
            IllegalTransition, NotFound: It is not counted, or there is no such till.
        """
        reason = checked_text("reason", reason, longest=REASON_LONGEST)
        if Permission.APPROVE_CLOSE not in session.permissions:
            require(session, Permission.COUNT_TILL)
        with self._storage.begin() as uow:
            locking = Locking(uow, self._ids, self._window, command, session)
            view = uow.commands.once(
                command,
                "approve_close",
                (session.user_id, till_id, approval, reason, left),
                TillReportView,
                lambda: locking.lock(till_id, approval, reason, left),
            )
            uow.commit()
        return view

    # ---- reports ----

    def x_report(self, session: SessionView) -> TillReportView:
        """Return the open till's figures as of now, blind for whoever may not see them yet.

        Its cashier, whoever relieves on it and whoever counts it see them when a count is in;
        others with SEE_EXPECTED at once, and that is written down: see ``looking``.

        Raises:
            NotAllowed, TillNotYours: Somebody else's till needs SEE_REPORTS.
            TillNotOpen: The drawer has no session.
        """
        with self._storage.read() as uow:
            found = uow.tills.session_at(self._window.window_id)
            if found is None:
                raise TillNotOpen()
            till = found[0]
            mine = till.user_id == session.user_id
            require(session, Permission.COUNT_TILL if mine else Permission.SEE_REPORTS)
            view = report(uow, self._window, (till,), "till")
            revealed = bool(uow.tills.counts(till.till_id))
            blind = has_to_do_with(uow, till, session.user_id)
        may_see = not blind and Permission.SEE_EXPECTED in session.permissions
        if revealed:
            return view
        if not may_see:
            return blinded(view)
        with self._storage.begin() as uow:
            note_look(uow, self._window, session, (till,))
            uow.commit()
        return view

    def z_reports(self) -> tuple[TillReportView, ...]:
        """Return every Z report of this window as it was printed, by number."""
        return tuple(from_json(close.report, TillReportView) for close in self._closes())

    def z_report(self, z_number: int) -> TillReportView:
        """Return one Z report as it was printed.

        Raises:
            NotFound: No such number.
        """
        for close in self._closes():
            if close.z_number == z_number:
                return from_json(close.report, TillReportView)
        raise NotFound(kind="z_report", key=str(z_number))

    def _closes(self) -> tuple[TillClose, ...]:
        with self._storage.read() as uow:
            return uow.tills.closes(self._window.window_id)

    # ---- the day ----

    def day_blockers(self) -> tuple[Blocker, ...]:
        """Return what must be settled before the oldest open business day can be locked."""
        with self._storage.read() as uow:
            return blockers_of_day(uow, self._window, self._missing)

    def close_day(
        self, command: CommandId, session: SessionView, approval: Approval
    ) -> TillReportView:
        """Lock the oldest open business day on a second person's word and return its report.

        Nothing of that day changes any more; corrections are facts of a later day. Durable on
        return.

        Raises:
            NotAllowed: The role may neither count tills nor close days.
            DayNotReady: ``reason`` and ``count`` say what is to be settled; ``no_till``: nothing
                was sold since the last day was locked.
            ApprovalNeeded, SamePerson: The second person.
        """
        if Permission.CLOSE_DAY not in session.permissions:
            require(session, Permission.COUNT_TILL)
        with self._storage.begin() as uow:
            view = uow.commands.once(
                command,
                "close_day",
                (session.user_id, approval),
                TillReportView,
                lambda: lock_day(
                    uow, self._ids, self._window, command, session, approval, self._missing
                ),
            )
            uow.commit()
        return view

    def day_reports(self) -> tuple[TillReportView, ...]:
        """Return the report of every locked day as it was printed, oldest first."""
        with self._storage.read() as uow:
            closes = uow.tills.day_closes(self._window.window_id)
        return tuple(from_json(close.report, TillReportView) for close in closes)

    # ---- inside ----

    def _change(self, command: CommandId, session: SessionView, kind: str, act: _Act) -> TillView:
        require(session, Permission.COUNT_TILL)
        with self._storage.begin() as uow:
            view = uow.commands.once(
                command,
                kind,
                (session.user_id,),
                TillView,
                lambda: act(self._count(uow, session)),
            )
            uow.commit()
        return view

    def _count(self, uow: UnitOfWork, session: SessionView) -> BlindCount:
        return BlindCount(uow, self._ids, self._window, session)
