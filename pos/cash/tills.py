"""Till sessions: opened with a counted float; the drawer opened without a sale, for a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pos.allowed import require
from pos.audit import SYSTEM, audit_entry
from pos.cash.drawer import add_opening
from pos.cash.opening import open_session
from pos.cash.sheets import check_float
from pos.cash.till import till_here, till_view
from pos.events import DrawerToOpen
from pos.ids import CommandId, Ids
from pos.lifecycles import TillState
from pos.ports.devices import KickResult
from pos.ports.storage import Storage, UnitOfWork
from pos.records import DrawerOutcome, DrawerSeen, Till
from pos.text import checked_text
from pos.views.cash import CountSheet, LeftInDrawer, TillView
from pos.views.people import Permission, SessionView
from pos.window import Window

REASON_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Floats:
    """What the close knows of a drawer's float: ``left`` what the till before left, ``opened``
    looks at the float of a till that was just opened."""

    left: Callable[[UnitOfWork, Window], LeftInDrawer | None]
    opened: Callable[[UnitOfWork, Ids, Window, Till], None]


class Tills:
    """Opens tills and drawers. Thread: ledger. One open till a drawer, one a person."""

    def __init__(self, storage: Storage, ids: Ids, window: Window, floats: Floats) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window
        self._floats = floats

    def current(self) -> TillView | None:
        """Return the drawer's session that is open, being counted or waiting for its approval."""
        with self._storage.read() as uow:
            found = uow.tills.session_at(self._window.window_id)
            if found is None:
                return None
            return till_view(uow, found[0], TillState(found[1]), self._window)

    def left_here(self) -> LeftInDrawer | None:
        """Return what the till before left in this drawer; None where nothing lies there, or a till
        is open."""
        with self._storage.read() as uow:
            if uow.tills.session_at(self._window.window_id) is not None:
                return None
            return self._floats.left(uow, self._window)

    def open(self, command: CommandId, session: SessionView, sheet: CountSheet) -> TillView:
        """Start a till session with a counted float.

        The float moves from the safe to the till in the ledger; the drawer opens to take it in.
        Less than the till before left here is a finding with both names. Durable on return. A
        repeat returns the first answer.

        Raises:
            NotAllowed: The role may not open tills.
            TillAlreadyOpen: The drawer or the person has one; ``cashier`` says who.
            AmountInvalid, CurrencyMismatch: The sheet.
        """
        require(session, Permission.OPEN_TILL)
        with self._storage.begin() as uow:
            view = uow.commands.once(
                command,
                "open_till",
                (session.user_id, sheet),
                TillView,
                lambda: self._open(uow, session, sheet),
            )
            uow.commit()
        return view

    def _open(self, uow: UnitOfWork, session: SessionView, sheet: CountSheet) -> TillView:
        check_float(sheet, uow.catalogue.company().currency)
        till = open_session(uow, self._ids, self._window, session.user_id, sheet)
        self._floats.opened(uow, self._ids, self._window, till)
        opening = add_opening(
            uow, self._ids, till.till_id, "float", "", till.till_id, session.user_id
        )
        uow.publish(DrawerToOpen(opening))
        return till_view(uow, till, TillState.OPEN, self._window)

    # ---- the drawer ----

    def no_sale(self, command: CommandId, session: SessionView, reason: str) -> str:
        """Put the reason to open the drawer without a sale on disk; return the opening's id.

        The drawer opens after the commit (``DrawerToOpen``). Moves no money. Durable on return.

        Raises:
            NotAllowed: The role may not.
            TillNotOpen, TillNotYours: Only who may approve a close opens a drawer that is not
                theirs, or one that has no till.
            TextRefused, CardNumberRefused: The reason, which must be given.
        """
        require(session, Permission.NO_SALE)
        reason = checked_text("reason", reason, longest=REASON_LONGEST, required=True)
        with self._storage.begin() as uow:
            opening = uow.commands.once(
                command,
                "no_sale",
                (session.user_id, reason),
                str,
                lambda: self._no_sale(uow, session, reason),
            )
            uow.commit()
        return opening

    def _no_sale(self, uow: UnitOfWork, session: SessionView, reason: str) -> str:
        if Permission.APPROVE_CLOSE in session.permissions:
            found = uow.tills.session_at(self._window.window_id)
            till_id = found[0].till_id if found else None
        else:
            till_id = till_here(uow, session, self._window)[0].till_id
        opening = add_opening(uow, self._ids, till_id, "no_sale", reason, "", session.user_id)
        uow.audit(
            audit_entry(
                uow.now(),
                session.user_id,
                self._window.window_id,
                "drawer.no_sale",
                ("drawer_opening", opening),
                reason=reason,
            )
        )
        uow.publish(DrawerToOpen(opening))
        return opening

    def test_kick(self, command: CommandId, session: SessionView | None, note: str) -> str:
        """Put the reason for a trial opening (set-up, doctor) on disk; return the opening's id.

        It belongs to no till. ``session`` None: from the command line, where nobody is signed in.
        The drawer opens after the commit (``DrawerToOpen``); whoever has no spool kicks it and
        calls ``settle_kick``. Durable on return.

        Raises:
            NotAllowed: The role may not open drawers.
            TextRefused, CardNumberRefused: The note, which must be given.
        """
        if session is not None:
            require(session, Permission.NO_SALE)
        note = checked_text("note", note, longest=REASON_LONGEST, required=True)
        who = session.user_id if session else SYSTEM

        def act() -> str:
            opening = add_opening(uow, self._ids, None, "test", note, "", who)
            self._audit(uow, who, "drawer.tested", ("drawer_opening", opening), note=note)
            uow.publish(DrawerToOpen(opening))
            return opening

        with self._storage.begin() as uow:
            opening = uow.commands.once(command, "test_kick", (who, note), str, act)
            uow.commit()
        return opening

    def drawer_opened_by_key(self, session: SessionView | None = None) -> str:
        """Record that the sensor saw the drawer open though no kick of ours went before; return the
        record's id. ``session``: whoever is signed in. Durable on return.
        """
        return self._saw("by_key", 0.0, session)

    def drawer_left_open(self, open_s: float, session: SessionView | None = None) -> str:
        """Record that the drawer has been open for ``open_s`` seconds, longer than it may; return
        the record's id. Durable on return.
        """
        return self._saw("left_open", open_s, session)

    def drawer_closed(self, open_s: float, session: SessionView | None = None) -> str:
        """Record that the drawer was shut after ``open_s`` seconds, when it had been left open or
        opened by key. Durable on return. An ordinary opening for a sale needs no such record.
        """
        return self._saw("closed", open_s, session)

    def _saw(self, what: str, open_s: float, session: SessionView | None) -> str:
        with self._storage.begin() as uow:
            found = uow.tills.session_at(self._window.window_id)
            till = found[0] if found else None
            person = session.user_id if session else till.user_id if till else SYSTEM
            seen = DrawerSeen(
                seen_id=self._ids.new(),
                window_id=self._window.window_id,
                till_id=till.till_id if till else None,
                user_id=person,
                what=what,
                open_ms=round(max(open_s, 0.0) * 1000),
                at=uow.now(),
            )
            uow.add(seen)
            subject = ("drawer_seen", seen.seen_id)
            self._audit(uow, person, f"drawer.{what}", subject, open_ms=seen.open_ms)
            uow.commit()
        return seen.seen_id

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

    def settle_kick(self, opening_id: str, result: KickResult) -> None:
        """Record what the drawer did. The first word about an opening stands; a repeat is nothing.

        Durable on return.

        Raises:
            NotFound: There is no such reason on disk.
        """
        with self._storage.begin() as uow:
            uow.orders.drawer_opening(opening_id)
            if uow.tills.drawer_outcome(opening_id) is None:
                uow.add(DrawerOutcome(opening_id, result.sent, result.seen_open, uow.now()))
            uow.commit()
