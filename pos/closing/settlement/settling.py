"""Processors' files at this venue: loaded once, matched again with all that is known, worked
through by people, posted payout by payout.

Thread: ledger. The same bytes twice are one file; the order in which files come changes nothing of
what becomes of their lines. Nothing is loaded of a file that does not add up.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from pos.allowed import require
from pos.audit import SYSTEM, audit_entry
from pos.catalogue.faults import FaultCode, Faults
from pos.closing.settlement.columns import Field
from pos.closing.settlement.facts import (
    Standing,
    found,
    keep_matches,
    kept,
    open_exceptions,
    standing_now,
)
from pos.closing.settlement.posting import post_payout
from pos.closing.settlement.reading import read_settlement
from pos.closing.settlement.showing import file_view, settlement_view
from pos.codec import from_json, to_json
from pos.errors import FileRefused, NotFound, NotThisWay
from pos.events import CashMoved, ExceptionsChanged
from pos.ids import CommandId, Ids
from pos.ports.storage import Storage, UnitOfWork
from pos.records import (
    Outbox,
    SettlementFile,
    SettlementMapping,
    SettlementMatch,
)
from pos.text import checked_text
from pos.views.cash import Finding
from pos.views.people import Permission, SessionView
from pos.views.settlement import (
    FileView,
    FoundLine,
    LineClass,
    Matched,
    NextStep,
    Processor,
    RowRef,
    SettlementRead,
    SettlementView,
)
from pos.window import Window

NOTE_LONGEST = 300
NAME_LONGEST = 60


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
    ) -> SettlementView:
        """Return how a file would agree. Changes nothing.

        Raises:
            NotAllowed: The role may not reconcile.
            NotFound: No mapping is saved under that name.
            FileRefused: It has faults; every one is in ``findings``.
        """
        _may(session)
        with self._storage.read() as uow:
            read = self._read(uow, name, data, mapping, processor)
            before = uow.settlements.by_content(_sha256(data))
            if before is not None:
                return self._results(uow, before)
            file, new, faults = self._new_in(uow, name, data, read, _user(session), "")
            now = standing_now(uow, self._window, new)
            return settlement_view(
                uow, file, now, faults=faults, columns=read.columns, loaded=False
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
        """Keep a file, match everything once more, open exceptions for what needs a person.

        Durable on return; no money moves. A file that was loaded before changes nothing, whatever
        its name is now. A payout that another file brought counts once.

        Raises:
            NotAllowed, NotFound, FileRefused: As for ``look``; a payout whose lines another file
                told otherwise is a fault too.
            CommandReused: As everywhere.
        """
        _may(session)
        sha256, user_id = _sha256(data), _user(session)
        made: list[Standing] = []
        with self._storage.begin() as uow:
            content = (user_id, sha256, mapping, processor)
            file_id = uow.commands.once(
                command,
                "load_settlement",
                content,
                str,
                lambda: self._load(uow, user_id, name, data, mapping, processor, made),
            )
            file = uow.settlements.file(file_id)
            now = made[0] if made else standing_now(uow, self._window)
            view = settlement_view(uow, file, now)
            uow.commit()
        return view

    def _load(
        self,
        uow: UnitOfWork,
        user_id: str,
        name: str,
        data: bytes,
        mapping: str,
        processor: Processor | None,
        made: list[Standing],
    ) -> str:
        before = uow.settlements.by_content(_sha256(data))
        if before is not None:
            return before.file_id
        read = self._read(uow, name, data, mapping, processor)
        file, new, _ = self._new_in(uow, name, data, read, user_id, self._ids.new())
        uow.add(file, *(kept(line, file) for line in new))
        uow.add(Outbox(self._ids.new(), "settlement_file", file.file_id, uow.now()))
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
        made.append(self._match_again(uow, user_id, file))
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

    def _results(self, uow: UnitOfWork, file: SettlementFile) -> SettlementView:
        return settlement_view(uow, file, standing_now(uow, self._window))

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
        names), and match again around it. Durable on return; no money moves.

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
                now = standing_now(uow, self._window)
                self._check_decision(now, RowRef(file_id, line), payment_id, line_class)
                chosen = payment_id or _answers_for(now, RowRef(file_id, line), line_class)
                row = (file_id, line) if line else ("", 0)
                self._keep_decision(uow, session, file, row, chosen, line_class, note)
                self._match_again(uow, session.user_id, file)
                return file_id

            uow.commands.once(command, "decide_settlement", content, str, act)
            view = self._results(uow, uow.settlements.file(file_id))
            uow.commit()
        return view

    def _check_decision(
        self, now: Standing, row: RowRef, payment_id: str, line_class: LineClass
    ) -> None:
        chosen = now.lines.get(row)
        if row.line and chosen is None:
            raise NotFound(kind="settlement_line", key=str(row.line))
        if payment_id and payment_id not in now.payments:
            raise NotFound(kind="payment", key=payment_id)
        if not payment_id and (not row.line or line_class is LineClass.AGREED):
            raise NotThisWay(what="nothing_chosen")
        if chosen is None or not payment_id:
            return
        taken = any(
            payment_id in one.payment_ids and one.row.line and one.row != row
            for one in now.report.matchings
            if one.line_class is LineClass.AGREED
        )
        if taken:
            raise NotThisWay(what="payment_matched")
        differs = chosen.gross_minor != now.payments[payment_id].amount_minor
        if line_class is LineClass.AGREED and differs:
            raise NotThisWay(what="amounts_differ")

    def _keep_decision(
        self,
        uow: UnitOfWork,
        session: SessionView,
        file: SettlementFile,
        row: tuple[str, int],
        payment_id: str,
        line_class: LineClass,
        note: str,
    ) -> None:
        line = row[1]
        same = [
            each
            for each in uow.settlements.matches()
            if (each.line == line and each.file_id == file.file_id and line)
            or (not line and not each.line and each.payment_id == payment_id)
        ]
        match_id = self._ids.new()
        uow.add(
            SettlementMatch(
                match_id=match_id,
                file_id=same[0].file_id if same else file.file_id,
                line=line,
                payment_id=payment_id,
                seq=max((each.seq for each in same), default=0) + 1,
                line_class=line_class.value,
                how=Matched.PERSON.value,
                step=NextStep.NOTHING.value,
                note=note,
                at=uow.now(),
                user_id=session.user_id,
            ),
            Outbox(self._ids.new(), "settlement_match", match_id, uow.now()),
        )
        uow.audit(
            audit_entry(
                uow.now(),
                session.user_id,
                self._window.window_id,
                "settlement.decided",
                ("settlement_file", file.file_id),
                line=line,
                payment_id=payment_id,
                line_class=line_class.value,
                note=note,
            )
        )

    def _match_again(self, uow: UnitOfWork, user_id: str, file: SettlementFile) -> Standing:
        now = standing_now(uow, self._window)
        news = keep_matches(uow, self._ids, user_id, file.file_id, now.report)
        open_exceptions(uow, self._ids, self._window, file, news, now.lines)
        uow.publish(ExceptionsChanged())
        return now

    # ---- the bank ----

    def post(
        self, command: CommandId, session: SessionView, file_id: str, payout: str
    ) -> SettlementView:
        """Book a payout of a file: to the bank, to fees, to chargebacks, out of card clearing.

        Once for a processor and payout, whatever file brought it. Durable on return.

        Raises:
            NotAllowed: The role may not reconcile.
            NotFound: The file, or a payout that is not in it.
            NotThisWay: ``payout_posted``.
        """
        require(session, Permission.RECONCILE)
        with self._storage.begin() as uow:

            def act() -> str:
                file = uow.settlements.file(file_id)
                posted = post_payout(
                    uow, self._ids, self._window, file.processor, payout, session.user_id
                )
                uow.add(Outbox(self._ids.new(), "payout", posted.payout_id, uow.now()))
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
            return tuple(
                (each.name, tuple(from_json(each.columns, dict[str, str]).items()))
                for each in uow.settlements.mappings()
            )

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
        name = checked_text("name", name, longest=NAME_LONGEST, required=True)
        fields = {field.value for field in Field}
        for field, header in columns.items():
            if field not in fields:
                raise NotFound(kind="field", key=field)
            checked_text("header", header, longest=NAME_LONGEST)
        text, user_id = to_json(dict(columns)), _user(session)

        def act() -> str:
            known = uow.settlements.mapping(name)
            seq = known.seq + 1 if known else 1
            uow.add(SettlementMapping(name, seq, text, uow.now(), user_id))
            uow.audit(
                audit_entry(
                    uow.now(),
                    user_id,
                    self._window.window_id,
                    "settlement.mapping_saved",
                    ("settlement_mapping", name),
                    seq=seq,
                )
            )
            return name

        with self._storage.begin() as uow:
            uow.commands.once(command, "save_settlement_mapping", (user_id, name, text), str, act)
            uow.commit()

    # ---- reading ----

    def _read(
        self,
        uow: UnitOfWork,
        name: str,
        data: bytes,
        mapping: str,
        processor: Processor | None,
    ) -> SettlementRead:
        columns = None
        if mapping:
            saved = uow.settlements.mapping(mapping)
            if saved is None:
                raise NotFound(kind="mapping", key=mapping)
            columns = from_json(saved.columns, dict[str, str])
        company = uow.catalogue.company()
        read = read_settlement(
            name,
            data,
            columns,
            currency=company.currency,
            zone=company.zone,
            processor=processor,
        )
        if not read.good:
            _refuse(name, read.findings)
        return read

    def _new_in(
        self,
        uow: UnitOfWork,
        name: str,
        data: bytes,
        read: SettlementRead,
        user_id: str,
        file_id: str,
    ) -> tuple[SettlementFile, list[FoundLine], tuple[Finding, ...]]:
        """Return the file with the lines that no other file brought, and what is worth knowing.

        Raises:
            FileRefused: Another file told a payout otherwise.
        """
        faults = Faults(name)
        known = set()
        names = {file.file_id: file.name for file in uow.settlements.files()}
        for payout in read.payouts:
            before = uow.settlements.payout_lines(read.processor.value, payout.payout)
            if not before:
                continue
            known.add(payout.payout)
            other = names[before[0].file_id]
            mine = [line for line in read.lines if line.payout == payout.payout]
            if _sums(mine) == _sums([found(line) for line in before]):
                faults.warning("", FaultCode.SETTLEMENT_PAYOUT_KNOWN, payout.payout, other)
            else:
                line = mine[0].line if mine else None
                code = FaultCode.SETTLEMENT_PAYOUT_DIFFERS
                faults.error("", code, payout.payout, other, line=line)
        if faults.errors:
            _refuse(name, (*read.findings, *faults.findings()))
        lines = [replace(x, file_id=file_id) for x in read.lines if x.payout not in known]
        file = SettlementFile(
            file_id=file_id,
            name=checked_text("name", name, longest=200),
            processor=read.processor.value,
            sha256=_sha256(data),
            currency=uow.catalogue.company().currency,
            lines=len(lines),
            gross_minor=sum(line.gross_minor for line in lines),
            fee_minor=sum(line.fee_minor for line in lines),
            net_minor=sum(line.net_minor for line in lines),
            at=uow.now(),
            user_id=user_id,
        )
        return file, lines, (*read.findings, *faults.findings())


def _answers_for(now: Standing, row: RowRef, line_class: LineClass) -> str:
    """Return the payment that a line answers for already, where only its explanation is new."""
    same = (one for one in now.report.matchings if one.row == row and row.line)
    found = next((one for one in same if one.ours_minor), None)
    if found is None or found.line_class is not line_class:
        return ""
    return found.payment_ids[0]


def _sums(lines: list[FoundLine]) -> list[tuple[str, str, int, int]]:
    return sorted((x.kind.value, x.processor_id, x.gross_minor, x.net_minor) for x in lines)


def _refuse(name: str, findings: tuple[Finding, ...]) -> None:
    errors = sum(finding.severity == "error" for finding in findings)
    raise FileRefused(findings, file=name, count=errors)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _may(session: SessionView | None) -> None:
    if session is not None:
        require(session, Permission.RECONCILE)


def _user(session: SessionView | None) -> str:
    return SYSTEM if session is None else session.user_id
