"""Ticket stock is counted: what was loaded, what was used and on what, what should lie there."""

from __future__ import annotations

import re
from collections.abc import Callable

from pos.allowed import require, require_or_approval
from pos.audit import SYSTEM, audit_entry
from pos.errors import AmountInvalid, NotFound, StockUnsettled
from pos.events import StockChanged
from pos.ids import CommandId, Ids
from pos.names import name_of
from pos.people.approving import approver_of
from pos.ports.storage import END_OF_ARROWS, Storage, UnitOfWork
from pos.records import StockEntry
from pos.stock.book import TICKET_PRINTERS, balance
from pos.text import checked_text
from pos.views.people import Approval, Permission, SessionView
from pos.views.stock import StockKind, StockLine, StockView
from pos.window import Window

MOST_PAPERS = 100_000
"""At one printer; more is a slip of the hand."""
NOTE_LONGEST = 200
SERIAL_LONGEST = 40
_NUMBERED = re.compile(r"(?P<series>.*?)(?P<number>[0-9]{1,18})")
_AUDITED = {
    StockKind.LOAD: "stock.loaded",
    StockKind.COUNT: "stock.counted",
    StockKind.TEST: "stock.tested",
}


class Stock:
    """Counts blank tickets. Thread: ledger. Only ticket printers have a stock (``TICKET_PRINTERS``,
    names of window.toml); receipt rolls are not counted.
    """

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    # ---- what lies there ----

    def standing(self, device: str) -> StockView:
        """Return a printer's papers since they were last counted. Raises NotFound."""
        _known(device)
        with self._storage.read() as uow:
            return self._standing(uow, device)

    def left(self, device: str) -> int | None:
        """Return how many papers should be there, or None before the first load or count; quick,
        for a light that looks after every ticket. Raises NotFound.
        """
        _known(device)
        with self._storage.read() as uow:
            return balance(uow.stock, device, uow.stock.entries(self._window.window_id, device))

    def history(self, device: str, limit: int = 50) -> tuple[StockLine, ...]:
        """Return what was loaded, counted and tested, newest first. Raises NotFound."""
        _known(device)
        with self._storage.read() as uow:
            entries = uow.stock.entries(self._window.window_id, device)
            return tuple(_line(uow, entry) for _, entry in reversed(entries[-limit:]))

    def _standing(self, uow: UnitOfWork, device: str) -> StockView:
        entries = uow.stock.entries(self._window.window_id, device)
        known = [pair for pair in entries if pair[1].kind != StockKind.TEST.value]
        counts = [pair for pair in known if pair[1].kind == StockKind.COUNT.value]
        first = (counts[-1:] or known[:1] or entries[:1] or (None,))[0]
        since = [e for _, e in entries if first is not None and e.seq >= first[1].seq]
        printed, spoiled = uow.stock.used(device, first[0] if first else 0, END_OF_ARROWS)
        loaded, test = (_papers(since, kind) for kind in (StockKind.LOAD, StockKind.TEST))
        start = counts[-1][1].papers if counts else 0
        return StockView(
            device=device,
            known=bool(known),
            since=first[1].at if first else None,
            start=start,
            loaded=loaded,
            printed=printed,
            spoiled=spoiled,
            test=test,
            in_doubt=uow.stock.under_way(device),
            should_be_there=start + loaded - printed - spoiled - test,
            low_at=_low_at(uow),
        )

    # ---- what is done to it ----

    def load(
        self,
        command: CommandId,
        session: SessionView,
        device: str,
        count: int,
        first_serial: str = "",
        note: str = "",
    ) -> StockView:
        """Record blank tickets put into a printer, beside what still lies there. Durable on return.

        ``first_serial``: the number on the first of them, where the stock has numbers.

        Raises:
            NotAllowed: Whoever sells may load.
            AmountInvalid: ``count`` is not from 1 to 100,000.
            NotFound, TextRefused, CardNumberRefused: As named.
        """
        require(session, Permission.SELL)
        _check_papers(count, lowest=1)
        serial = checked_text("first_serial", first_serial, longest=SERIAL_LONGEST)
        note = checked_text("note", note, longest=NOTE_LONGEST)
        return self._change(
            command,
            (session.user_id, device, count, serial, note),
            lambda uow: self._add(
                uow, StockKind.LOAD, device, count, session.user_id, note, serial=serial
            ),
            StockKind.LOAD,
            device,
        )

    def count(
        self,
        command: CommandId,
        session: SessionView,
        device: str,
        counted: int,
        reason: str,
        approval: Approval | None = None,
    ) -> StockView:
        """Record what lies at a printer now; from here on it counts. Durable on return.

        Raises:
            NotAllowed: Whoever sells may count.
            ApprovalNeeded: It is not what should be there, and the person may not let that stand
                (ADJUST_STOCK) and nobody who may approved it.
            StockUnsettled: Papers are under way or in doubt, so nobody can say what should be
                there.
            AmountInvalid: ``counted`` is not from 0 to 100,000.
            TextRefused: A difference without a reason.
            NotFound, CardNumberRefused, SamePerson: As named.
        """
        require(session, Permission.SELL)
        _check_papers(counted, lowest=0)
        reason = checked_text("reason", reason, longest=NOTE_LONGEST)

        def act(uow: UnitOfWork) -> None:
            unsettled = uow.stock.under_way(device)
            if unsettled:
                raise StockUnsettled(device=device, count=unsettled)
            view = self._standing(uow, device)
            answerable: str = session.user_id
            if view.known and counted != view.should_be_there:
                answerable = _answerable(uow, command, session, approval)
                checked_text("reason", reason, longest=NOTE_LONGEST, required=True)
            self._add(
                uow,
                StockKind.COUNT,
                device,
                counted,
                session.user_id,
                reason,
                approved_by=answerable,
            )

        content = (session.user_id, device, counted, reason)
        return self._change(command, content, act, StockKind.COUNT, device)

    def test_printed(
        self,
        command: CommandId,
        device: str,
        session: SessionView | None = None,
        papers: int = 1,
    ) -> StockView:
        """Record test prints that came out of a ticket printer. Durable on return.

        ``session`` None: from the command line, where nobody is signed in.

        Raises:
            AmountInvalid: ``papers`` is not from 1 to 100,000.
            NotFound: The device prints no tickets, so its paper is not counted.
        """
        _check_papers(papers, lowest=1)
        who = session.user_id if session else SYSTEM
        return self._change(
            command,
            (who, device, papers),
            lambda uow: self._add(uow, StockKind.TEST, device, papers, who, ""),
            StockKind.TEST,
            device,
        )

    # ---- inside ----

    def _change(
        self,
        command: CommandId,
        content: tuple[object, ...],
        act: Callable[[UnitOfWork], None],
        kind: StockKind,
        device: str,
    ) -> StockView:
        _known(device)
        with self._storage.begin() as uow:

            def acted() -> StockView:
                act(uow)
                return self._standing(uow, device)

            view = uow.commands.once(command, f"stock_{kind.value}", content, StockView, acted)
            uow.commit()
        return view

    def _add(
        self,
        uow: UnitOfWork,
        kind: StockKind,
        device: str,
        papers: int,
        user_id: str,
        note: str,
        *,
        serial: str = "",
        **audited: object,
    ) -> None:
        entries = uow.stock.entries(self._window.window_id, device)
        known = balance(uow.stock, device, entries)
        if known is None:  # a first count finds what it finds
            known = papers if kind is StockKind.COUNT else 0
        entry = StockEntry(
            entry_id=self._ids.new(),
            window_id=self._window.window_id,
            device=device,
            seq=len(entries) + 1,
            kind=kind.value,
            papers=papers,
            expected=known,
            first_serial=serial,
            note=note,
            after_arrow=uow.stock.newest_arrow(),
            at=uow.now(),
            user_id=user_id,
        )
        uow.add(entry)
        subject = ("stock_entry", entry.entry_id)
        details = {"device": device, "papers": papers, "expected": entry.expected, **audited}
        if note:
            details["note"] = note
        uow.audit(
            audit_entry(
                uow.now(), user_id, self._window.window_id, _AUDITED[kind], subject, "ok", **details
            )
        )
        uow.publish(StockChanged(device))


def last_serial(first: str, papers: int) -> str:
    """Return the number on the last of ``papers`` when the first one's ends in a number, else "".

    Leading zeros are kept: ``A-0099`` and two papers make ``A-0100``.
    """
    parts = _NUMBERED.fullmatch(first)
    if parts is None:
        return ""
    number = parts["number"]
    return f"{parts['series']}{int(number) + papers - 1:0{len(number)}d}"


def _answerable(
    uow: UnitOfWork, command: CommandId, session: SessionView, approval: Approval | None
) -> str:
    """Return who answers for a difference; an approval counts by its PIN try on disk."""
    who = require_or_approval(session, Permission.ADJUST_STOCK, command, approval)
    if approval is not None and who != session.user_id:
        approver_of(uow, session, approval, command, (Permission.ADJUST_STOCK,))
    return who


def _low_at(uow: UnitOfWork) -> int:
    """Return the venue's limit; before a season is loaded there is no venue and no limit."""
    try:
        return uow.catalogue.company().ticket_stock_low
    except NotFound:
        return 0


def _known(device: str) -> None:
    if device not in TICKET_PRINTERS:
        raise NotFound(kind="ticket_printer", key=device)


def _check_papers(papers: int, *, lowest: int) -> None:
    if not lowest <= papers <= MOST_PAPERS:
        raise AmountInvalid(text=str(papers))


def _papers(entries: list[StockEntry], kind: StockKind) -> int:
    return sum(entry.papers for entry in entries if entry.kind == kind.value)


def _line(uow: UnitOfWork, entry: StockEntry) -> StockLine:
    return StockLine(
        at=entry.at,
        who=name_of(uow, entry.user_id),
        kind=StockKind(entry.kind),
        papers=entry.papers,
        expected=entry.expected,
        first_serial=entry.first_serial,
        last_serial=last_serial(entry.first_serial, entry.papers) if entry.first_serial else "",
        note=entry.note,
    )
