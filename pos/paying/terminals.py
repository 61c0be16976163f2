"""The register of card terminals: which serials belong here, and who last looked at them.

A terminal that answers with a serial nobody registered takes no cards until a supervisor has looked
at it; one that nobody has looked at for the venue's days, or that was not found good, neither
(money and compliance 1.5, PCI DSS 9.5.1).

A terminal that tells no serial, because it is not connected or its protocol has none, is registered
all the same: under its driver's name and the window's prefix (``known_as``), one of each at a
window. What stands on its sticker goes into ``model`` and ``place``.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pos.allowed import require
from pos.audit import SYSTEM, audit_entry
from pos.card_paper import paper_text
from pos.errors import (
    ApprovalNeeded,
    InspectionOverdue,
    NotFound,
    OfflineLimit,
    TerminalNotRegistered,
)
from pos.events import TerminalsChanged
from pos.ids import CommandId, Ids
from pos.names import name_of
from pos.paying.offline import offline_view
from pos.people.approving import approver_of
from pos.ports.storage import Storage, UnitOfWork
from pos.records import OfflineSpell, TerminalEntry, TerminalInspection
from pos.text import checked_text
from pos.views.paying import OfflineView, TerminalView
from pos.views.people import Approval, Permission, SessionView
from pos.views.selling import CardAsked
from pos.window import Window

REGISTERED = "registered"
RETIRED = "retired"
_NOTE_LONGEST = 200
_SERIAL_LONGEST = 60


def known_as(window: Window, driver: str, serial: str) -> str:
    """Return the name under which a terminal stands in the register: its serial, or else its driver
    at this window."""
    return serial or f"{driver} {window.prefix}"


class Terminals:
    """Registers terminals, keeps their inspections, and switches card sales without the processor.
    Thread: ledger. Every act is on disk on return; a repeat returns the first answer."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window
        self._strangers: set[str] = set()

    def all(self) -> tuple[TerminalView, ...]:
        """Return every terminal there is or was, by serial."""
        with self._storage.read() as uow:
            return tuple(_view(uow, entry) for entry in uow.payments.terminals())

    def known_as(self, driver: str, serial: str) -> str:
        """Return the name of a terminal in the register, see the module."""
        return known_as(self._window, driver, serial)

    def check_in(self, serial: str, model: str, driver: str = "") -> TerminalView | None:
        """Return the register's view of a terminal that answers; None for one that is not in it,
        or was retired: card sales wait for a supervisor. A stranger leaves an audit entry, once;
        should what it tells of itself look like a card number, without it.
        """
        serial, model = paper_text(serial), paper_text(model)
        name = known_as(self._window, driver, serial)
        with self._storage.begin() as uow:
            entry = _entry(uow, name)
            if entry is not None and entry.what == REGISTERED:
                return _view(uow, entry)
            if name not in self._strangers:
                self._audit(uow, SYSTEM, "terminal.stranger_seen", name, "refused", model=model)
                uow.publish(TerminalsChanged())
                uow.commit()
        self._strangers.add(name)
        return None

    def unfit(
        self, driver: str, serial: str, model: str = ""
    ) -> TerminalNotRegistered | InspectionOverdue | None:
        """Return why the terminal that answers takes no cards now; None where it may. Nothing is
        written."""
        with self._storage.read() as uow:
            return _unfit(uow, known_as(self._window, driver, serial), model)

    def register(
        self,
        command: CommandId,
        session: SessionView,
        serial: str,
        model: str,
        place: str,
        *,
        driver: str = "",
        approval: Approval | None = None,
    ) -> TerminalView:
        """Put a terminal into the register, or say anew what and where it is. Whoever does that has
        looked at it: its next inspection counts from now. ``serial`` empty: see ``known_as``.

        Raises:
            ApprovalNeeded, SamePerson: Neither the person nor the approver may.
            TextRefused, CardNumberRefused: Serial, model or place.
        """
        serial = checked_text(
            "serial",
            known_as(self._window, driver, serial.strip()),
            longest=_SERIAL_LONGEST,
            required=True,
        )
        model = checked_text("model", model, longest=60)
        place = checked_text("place", place, longest=60)

        def act() -> TerminalView:
            approver = self._approver(uow, session, command, Permission.REGISTER_TERMINAL, approval)
            return self._enter(uow, session, approver, serial, REGISTERED, model, place, "")

        content = (session.user_id, serial, model, place)
        with self._storage.begin() as uow:
            view = uow.commands.once(command, "register_terminal", content, TerminalView, act)
            uow.commit()
        self._strangers.discard(serial)
        return view

    def retire(
        self,
        command: CommandId,
        session: SessionView,
        serial: str,
        reason: str,
        *,
        approval: Approval | None = None,
    ) -> TerminalView:
        """Take a terminal out of use: it takes no cards any more.

        Raises:
            ApprovalNeeded, SamePerson: Neither the person nor the approver may.
            NotFound: It is not in use.
            TextRefused, CardNumberRefused: The reason, which must be given.
        """
        reason = checked_text("reason", reason, longest=_NOTE_LONGEST, required=True)

        def act() -> TerminalView:
            approver = self._approver(uow, session, command, Permission.REGISTER_TERMINAL, approval)
            entry = _in_use(uow, serial)
            return self._enter(
                uow, session, approver, serial, RETIRED, entry.model, entry.place, reason
            )

        with self._storage.begin() as uow:
            content = (session.user_id, serial, reason)
            view = uow.commands.once(command, "retire_terminal", content, TerminalView, act)
            uow.commit()
        return view

    def _enter(
        self,
        uow: UnitOfWork,
        session: SessionView,
        approver: str,
        serial: str,
        what: str,
        model: str,
        place: str,
        reason: str,
    ) -> TerminalView:
        before = _entry(uow, serial)
        entry = TerminalEntry(
            entry_id=self._ids.new(),
            serial=serial,
            seq=before.seq + 1 if before else 1,
            what=what,
            model=model,
            place=place,
            window_id=self._window.window_id,
            reason=reason,
            at=uow.now(),
            user_id=session.user_id,
            approved_by=approver,
        )
        uow.add(entry)
        details = {"model": model, "place": place, "reason": reason, "approved_by": approver}
        self._audit(uow, session.user_id, f"terminal.{what}", serial, **details)
        uow.publish(TerminalsChanged())
        return _view(uow, entry)

    def inspect(
        self, command: CommandId, session: SessionView, serial: str, *, good: bool, note: str = ""
    ) -> TerminalView:
        """Record that somebody looked at a terminal: seal, cable, slot, serial.

        One that was not found good takes no cards before somebody who may register terminals has
        found it good.

        Raises:
            NotAllowed: The role sells nothing, or may not lift what was found.
            NotFound: It is not in use.
            TextRefused, CardNumberRefused: The note, which must be given when it is not good.
        """
        require(session, Permission.SELL)
        note = checked_text("note", note, longest=_NOTE_LONGEST, required=not good)

        def act() -> TerminalView:
            entry = _in_use(uow, serial)
            if good and not _view(uow, entry).inspection_good:
                require(session, Permission.REGISTER_TERMINAL)
            who, window_id = session.user_id, self._window.window_id
            uow.add(
                TerminalInspection(self._ids.new(), serial, window_id, good, note, uow.now(), who)
            )
            outcome = "ok" if good else "refused"
            self._audit(uow, who, "terminal.inspected", serial, outcome, note=note)
            uow.publish(TerminalsChanged())
            return _view(uow, entry)

        with self._storage.begin() as uow:
            content = (session.user_id, serial, good, note)
            view = uow.commands.once(command, "inspect_terminal", content, TerminalView, act)
            uow.commit()
        return view

    # ---- without the processor ----

    def offline(self) -> OfflineView:
        """Return whether card sales without the processor are on, and what terminals stored."""
        with self._storage.read() as uow:
            return offline_view(uow, self._window)

    def switch_offline(
        self,
        command: CommandId,
        session: SessionView,
        *,
        on: bool,
        reason: str,
        approval: Approval | None = None,
    ) -> OfflineView:
        """Switch card sales without the processor on or off. On, it goes off by itself after the
        venue's hours.

        Raises:
            ApprovalNeeded, SamePerson: Neither the person nor the approver may.
            OfflineLimit: The venue does not allow it (``what`` is ``off``).
            TextRefused, CardNumberRefused: The reason, which must be given.
        """
        reason = checked_text("reason", reason, longest=_NOTE_LONGEST, required=True)

        def act() -> OfflineView:
            approver = self._approver(uow, session, command, Permission.OFFLINE_CARDS, approval)
            return self._switch(uow, session, approver, reason, on=on)

        with self._storage.begin() as uow:
            content = (session.user_id, on, reason)
            view = uow.commands.once(command, "switch_offline", content, OfflineView, act)
            uow.commit()
        return view

    def _switch(
        self, uow: UnitOfWork, session: SessionView, approver: str, reason: str, *, on: bool
    ) -> OfflineView:
        window_id = self._window.window_id
        if on and not uow.catalogue.company().paying.offline_cards:
            raise OfflineLimit(what="off", limit=0)
        before = uow.payments.offline_spell(window_id)
        uow.add(
            OfflineSpell(
                spell_id=self._ids.new(),
                window_id=window_id,
                seq=before.seq + 1 if before else 1,
                on=on,
                reason=reason,
                at=uow.now(),
                user_id=session.user_id,
                approved_by=approver,
            )
        )
        what = "offline.switched_on" if on else "offline.switched_off"
        details = {"reason": reason, "approved_by": approver}
        uow.audit(
            audit_entry(
                uow.now(), session.user_id, window_id, what, ("window", window_id), **details
            )
        )
        uow.publish(TerminalsChanged())
        return offline_view(uow, self._window)

    def _approver(
        self,
        uow: UnitOfWork,
        session: SessionView,
        command: CommandId,
        permission: Permission,
        approval: Approval | None,
    ) -> str:
        if permission in session.permissions:
            return session.user_id
        if approval is None:
            raise ApprovalNeeded(permission=permission.value)
        approver_of(uow, session, approval, command, (permission,))
        return approval.approver

    def _audit(
        self,
        uow: UnitOfWork,
        user_id: str,
        event: str,
        serial: str,
        outcome: str = "ok",
        **details: object,
    ) -> None:
        window_id = self._window.window_id
        subject = ("terminal", serial)
        uow.audit(audit_entry(uow.now(), user_id, window_id, event, subject, outcome, **details))


def require_fit_terminal(uow: UnitOfWork, window: Window, asked: CardAsked) -> None:
    """Return if the terminal that would be asked is registered, looked at in time, and good.

    Raises:
        TerminalNotRegistered, InspectionOverdue: Otherwise.
    """
    refusal = _unfit(uow, known_as(window, asked.driver, asked.terminal), asked.model)
    if refusal is not None:
        raise refusal


def _unfit(
    uow: UnitOfWork, serial: str, model: str
) -> TerminalNotRegistered | InspectionOverdue | None:
    entry = _entry(uow, serial)
    if entry is None or entry.what != REGISTERED:
        return TerminalNotRegistered(serial=serial, model=model)
    view = _view(uow, entry)
    due = view.inspection_due
    late = due is not None and _venue_date(uow, uow.now()) > due
    return InspectionOverdue(serial=serial) if late or not view.inspection_good else None


def _entry(uow: UnitOfWork, serial: str) -> TerminalEntry | None:
    return next((entry for entry in uow.payments.terminals() if entry.serial == serial), None)


def _in_use(uow: UnitOfWork, serial: str) -> TerminalEntry:
    entry = _entry(uow, serial)
    if entry is None or entry.what != REGISTERED:
        raise NotFound(kind="terminal", key=serial)
    return entry


def _view(uow: UnitOfWork, entry: TerminalEntry) -> TerminalView:
    days = uow.catalogue.company().paying.inspection_days
    seen = uow.payments.inspections(entry.serial)
    newest = seen[0] if seen and seen[0].inspection_id > entry.entry_id else None
    looked_at = newest.at if newest else entry.at
    return TerminalView(
        serial=entry.serial,
        model=entry.model,
        place=entry.place,
        registered_at=entry.at,
        by=name_of(uow, entry.user_id),
        active=entry.what == REGISTERED,
        inspected_at=newest.at if newest else None,
        inspection_due=_venue_date(uow, looked_at) + timedelta(days=days) if days else None,
        inspection_good=newest.good if newest else True,
    )


def _venue_date(uow: UnitOfWork, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(uow.catalogue.company().zone)).date()
