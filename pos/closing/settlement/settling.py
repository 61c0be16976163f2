"""Processors' files at this venue: loaded once, matched again with all that is known, worked
through by people, posted payout by payout.

Thread: ledger. The same bytes twice are one file; the order in which files come changes nothing of
what becomes of their lines. Nothing is loaded of a file that does not add up.
"""

from __future__ import annotations

from collections.abc import Mapping

from pos.allowed import require
from pos.audit import SYSTEM, audit_entry
from pos.closing.settlement.deciding import answers_for, check_decision, keep_decision, meant
from pos.closing.settlement.incoming import Incoming, new_file
from pos.closing.settlement.keeping import Run
from pos.closing.settlement.mapping import checked_mapping, keep_mapping, saved_mappings
from pos.closing.settlement.peeking import mapping_for, mapping_view, peek
from pos.closing.settlement.posting import post_payout
from pos.closing.settlement.raising import Raising
from pos.closing.settlement.showing import file_view, settlement_view
from pos.closing.settlement.standing import Standing, standing_of, standing_with
from pos.events import CashMoved, ExceptionsChanged
from pos.ids import CommandId, Ids
from pos.ports.storage import Storage, UnitOfWork
from pos.records import SettlementFile
from pos.text import checked_text
from pos.views.people import Permission, SessionView
from pos.views.settlement import FileView, LineClass, MappingView, Processor, RowRef, SettlementView
from pos.window import Window

NOTE_LONGEST = 300


class Settling:
    """See the module. ``session`` None: the command line of this machine."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    # ---- files ----

    def look(
        self,
        session: SessionView | None,
        name: str,
        data: bytes,
        *,
        mapping: str = "",
        processor: Processor | None = None,
        columns: Mapping[str, str] | None = None,
    ) -> SettlementView:
        """Return how a file would agree, under the mapping named, or under ``columns`` as a trial.
        Changes nothing.

        Raises:
            NotAllowed: The role may not reconcile.
            NotFound: No mapping is saved under that name.
            FileRefused: It has faults; every one is in ``findings``.
        """
        _may(session)
        given = Incoming(name, data, mapping, processor, columns)
        with self._storage.read() as uow:
            before = uow.settlements.by_content(given.sha256)
            if before is not None:
                return self._results(uow, before, already=True)
            new = new_file(uow, given, _user(session))
            now = standing_with(uow, self._window, new.lines)
            return settlement_view(
                uow, new.file, now, faults=new.faults, columns=new.columns, loaded=False
            )

    def load(
        self,
        command: CommandId,
        session: SessionView | None,
        name: str,
        data: bytes,
        *,
        mapping: str = "",
        processor: Processor | None = None,
    ) -> SettlementView:
        """Keep a file, match it with all that is open, open exceptions for what needs a person,
        settle those that it answers.

        Durable on return; no money moves. A file that was loaded before changes nothing, whatever
        its name is now. A payout that another file brought counts once.

        Raises:
            NotAllowed, NotFound, FileRefused: As for ``look``; a payout whose lines another file
                told otherwise is a fault too.
            CommandReused: As everywhere.
        """
        _may(session)
        given, user_id = Incoming(name, data, mapping, processor), _user(session)
        with self._storage.begin() as uow:
            before = uow.settlements.by_content(given.sha256)
            content = (user_id, given.sha256, mapping, processor)
            file_id = uow.commands.once(
                command, "load_settlement", content, str, lambda: self._load(uow, user_id, given)
            )
            file = uow.settlements.file(file_id)
            view = self._results(uow, file, already=before is not None)
            uow.commit()
        return view

    def _load(self, uow: UnitOfWork, user_id: str, given: Incoming) -> str:
        before = uow.settlements.by_content(given.sha256)
        if before is not None:
            return before.file_id
        new = new_file(uow, given, user_id, self._ids.new())
        file = new.file
        uow.add(file, *new.kept)
        uow.audit(
            audit_entry(
                uow.now(),
                user_id,
                self._window.window_id,
                "settlement.loaded",
                ("settlement_file", file.file_id),
                name=file.name,
                processor=file.processor,
                sha256=file.sha256,
                lines=file.lines,
                net_minor=file.net_minor,
            )
        )
        self._keep(uow, user_id, file, standing_with(uow, self._window, new.lines, file.file_id))
        return file.file_id

    def files(self, session: SessionView | None) -> tuple[FileView, ...]:
        """Return what was loaded, the newest first."""
        _may(session)
        with self._storage.read() as uow:
            return tuple(file_view(uow, file) for file in uow.settlements.files())

    def results(self, session: SessionView | None, file_id: str) -> SettlementView:
        """Return how a loaded file agrees today, with all that came since.

        Raises:
            NotAllowed, NotFound: The role, the file.
        """
        _may(session)
        with self._storage.read() as uow:
            return self._results(uow, uow.settlements.file(file_id))

    def _results(
        self, uow: UnitOfWork, file: SettlementFile, *, already: bool = False
    ) -> SettlementView:
        now = standing_of(uow, self._window, file.file_id)
        return settlement_view(uow, file, now, already=already)

    def _keep(self, uow: UnitOfWork, user_id: str, file: SettlementFile, now: Standing) -> None:
        news = Run(uow, self._ids, user_id, file.file_id).keep(now)
        raising = Raising(uow, self._ids, self._window, file)
        raising.open(now, news)
        raising.settle_answered(now)
        uow.publish(ExceptionsChanged())

    # ---- what people say ----

    def decide(
        self,
        command: CommandId,
        session: SessionView,
        file_id: str,
        line: int,
        payment_id: str,
        line_class: LineClass,
        note: str,
    ) -> SettlementView:
        """Put on disk what a line is (``line`` 0: what became of ``payment_id``, which no line
        names), and match again around it. Its exception is settled with it, unless the person took
        that money too. Durable on return; no money moves.

        ``payment_id``: the payment that the line is, empty for none. ``line_class``: AGREED for
        that payment, or whatever class the row has in truth. ``note``: why; must be given.

        Raises:
            NotAllowed: The role may not reconcile.
            NotFound: The file, its line, or the payment.
            NotThisWay: ``amounts_differ``: they do not agree to the cent; ``payment_matched``: the
                payment has its line already; ``nothing_chosen``: agreed with nothing.
            TextRefused, CardNumberRefused: The note.
        """
        require(session, Permission.RECONCILE)
        note = checked_text("note", note, longest=NOTE_LONGEST, required=True)
        content = (session.user_id, file_id, line, payment_id, line_class, note)
        with self._storage.begin() as uow:

            def act() -> str:
                file = uow.settlements.file(file_id)
                row = RowRef(file_id, line) if line else RowRef(payment_id=payment_id)
                also = (row, RowRef(payment_id=payment_id))
                now = standing_of(uow, self._window, file_id, *also)
                check_decision(now, RowRef(file_id, line), payment_id, line_class)
                chosen = payment_id or answers_for(now, row, line_class)
                window, user_id = self._window, session.user_id
                keep_decision(uow, self._ids, window, user_id, file, row, chosen, line_class, note)
                if Permission.SETTLE_EXCEPTION in session.permissions:
                    raising = Raising(uow, self._ids, window, file)
                    raising.settle_decided(row, user_id, note, (chosen, *meant(now, row)))
                self._keep(uow, user_id, file, standing_of(uow, window, file_id, *also))
                return file_id

            uow.commands.once(command, "decide_settlement", content, str, act)
            view = self._results(uow, uow.settlements.file(file_id))
            uow.commit()
        return view

    # ---- the bank ----

    def post(
        self, command: CommandId, session: SessionView, file_id: str, payout: str
    ) -> SettlementView:
        """Book a payout of a file: to the bank, to fees, to chargebacks, out of card clearing.

        Once for a processor and payout, whatever file brought it. Durable on return.

        Raises:
            NotAllowed: The role may not reconcile.
            NotFound: The file, or a payout that is not in it.
            NotThisWay: ``payout_posted``, ``payout_paid``, as for ``post_payout``.
        """
        require(session, Permission.RECONCILE)
        with self._storage.begin() as uow:

            def act() -> str:
                file = uow.settlements.file(file_id)
                posted = post_payout(
                    uow, self._ids, self._window, file.processor, payout, session.user_id
                )
                uow.publish(CashMoved())
                return posted.payout_id

            content = (session.user_id, file_id, payout)
            uow.commands.once(command, "post_payout", content, str, act)
            view = self._results(uow, uow.settlements.file(file_id))
            uow.commit()
        return view

    # ---- mappings ----

    def mappings(self) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
        """Return (name, (field, header)) of what was saved, by name."""
        with self._storage.read() as uow:
            return tuple((name, tuple(of.items())) for name, of in saved_mappings(uow))

    def columns(
        self, session: SessionView | None, data: bytes, columns: Mapping[str, str] | None = None
    ) -> MappingView | None:
        """Return which columns of a file are taken for what, with its first lines: under
        ``columns``, or the mapping saved for such files, or as guessed. None where it is no table
        or of a processor's own format, which needs none.

        Raises:
            NotAllowed: The role may not reconcile.
        """
        _may(session)
        seen = peek(data)
        if seen is None or seen.known:
            return None
        with self._storage.read() as uow:
            saved = dict(saved_mappings(uow))
        name = mapping_for(seen, tuple(saved.items())) if columns is None else ""
        return mapping_view(seen, saved.get(name, columns), name)

    def save_mapping(
        self,
        command: CommandId,
        session: SessionView | None,
        name: str,
        columns: Mapping[str, str],
    ) -> None:
        """Keep under ``name`` which header is which field (``columns.Field``); no header: the file
        has none, whatever was guessed. Durable on return.

        Raises:
            NotAllowed: The role may not reconcile.
            NotFound: There is no such field (``kind`` ``field``).
            TextRefused, CardNumberRefused: The name, or a header.
        """
        _may(session)
        name, text = checked_mapping(name, columns)
        user_id = _user(session)

        def act() -> str:
            keep_mapping(uow, self._window, user_id, name, text)
            return name

        with self._storage.begin() as uow:
            uow.commands.once(command, "save_settlement_mapping", (user_id, name, text), str, act)
            uow.commit()


def _may(session: SessionView | None) -> None:
    if session is not None:
        require(session, Permission.RECONCILE)


def _user(session: SessionView | None) -> str:
    return SYSTEM if session is None else session.user_id
