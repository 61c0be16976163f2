"""A file on its way in: read, compared with what other files brought, its new lines.

Thread: ledger, inside the caller's transaction.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pos.catalogue.faults import FaultCode, Faults
from pos.closing.settlement.facts import found, kept
from pos.closing.settlement.keeping import digests_of
from pos.closing.settlement.known import lines_known
from pos.closing.settlement.mapping import columns_of, saved_mappings
from pos.closing.settlement.peeking import mapping_for, peek
from pos.closing.settlement.reading import read_settlement
from pos.errors import FileRefused
from pos.ports.storage import UnitOfWork
from pos.records import SettlementFile, SettlementLine
from pos.text import checked_text
from pos.views.cash import Finding
from pos.views.settlement import FoundLine, Processor, SettlementRead


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file's bytes and how they are to be read. ``columns``: which header is which field, where
    that is tried and not saved."""

    name: str
    data: bytes
    mapping: str = ""
    processor: Processor | None = None
    columns: Mapping[str, str] | None = None

    @property
    def sha256(self) -> str:
        """Of its lines, however they end and whatever blank ones are between them: the same twice
        is one file."""
        whole = hashlib.sha256()
        for line in self.data.splitlines():
            if line and not line.isspace():
                whole.update(line + b"\n")
        return whole.hexdigest()


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file with the lines that no other file brought. ``faults``: what is worth knowing."""

    file: SettlementFile
    lines: tuple[FoundLine, ...]
    kept: tuple[SettlementLine, ...]
    faults: tuple[Finding, ...]
    columns: tuple[tuple[str, str], ...]


def new_file(uow: UnitOfWork, given: Incoming, user_id: str, file_id: str = "") -> NewFile:
    """Return what is new in a file.

    Raises:
        NotFound: No mapping is saved under that name.
        FileRefused: It has faults, or tells a payout otherwise than another file did.
    """
    faults = Faults(given.name)
    read = _with_payouts(uow, given, _read(uow, given), faults)
    known = set()
    names = {file.file_id: file.name for file in uow.settlements.files()}
    of_payout: dict[str, list[FoundLine]] = {}
    for line in read.lines:
        of_payout.setdefault(line.payout, []).append(line)
    for payout, mine in of_payout.items():
        before = uow.settlements.payout_lines(read.processor.value, payout)
        if not before:
            continue
        known.add(payout)
        other = names[before[0].file_id]
        if _sums(mine) == _sums([found(line) for line in before]):
            faults.warning("", FaultCode.SETTLEMENT_PAYOUT_KNOWN, payout, other)
        else:
            code = FaultCode.SETTLEMENT_PAYOUT_DIFFERS
            faults.error("", code, payout, other, line=mine[0].line)
    if faults.errors:
        _refuse(given.name, (*read.findings, *faults.findings()))
    new = (line for line in read.lines if line.payout not in known)
    lines = tuple(replace(x, file_id=file_id) if file_id else x for x in new)
    file = SettlementFile(
        file_id=file_id,
        name=checked_text("name", given.name, longest=200),
        processor=read.processor.value,
        sha256=given.sha256,
        currency=uow.catalogue.company().currency,
        lines=len(lines),
        gross_minor=sum(line.gross_minor for line in lines),
        fee_minor=sum(line.fee_minor for line in lines),
        net_minor=sum(line.net_minor for line in lines),
        digests="[]",
        at=uow.now(),
        user_id=user_id,
    )
    facts = tuple(kept(line, file) for line in lines) if file_id else ()
    file = replace(file, digests=digests_of(facts))
    return NewFile(file, lines, facts, (*read.findings, *faults.findings()), read.columns)


def _read(uow: UnitOfWork, given: Incoming) -> SettlementRead:
    company = uow.catalogue.company()
    read = read_settlement(
        given.name,
        given.data,
        given.columns if given.columns is not None else _columns(uow, given),
        currency=company.currency,
        zone=company.zone,
        processor=given.processor,
    )
    if not read.good:
        _refuse(given.name, read.findings)
    return read


def _with_payouts(
    uow: UnitOfWork, given: Incoming, read: SettlementRead, faults: Faults
) -> SettlementRead:
    """Return what was read with a payout for lines of a file that names none: the file itself. Its
    lines may have come with another such file before, and count once."""
    bare = [line for line in read.lines if not line.payout]
    if not bare:
        return read
    store, processor = uow.settlements, read.processor.value
    known = lines_known(uow, processor, bare)
    if known:
        names = {file.file_id: file.name for file in store.files()}
        others = sorted({names[file_id] for file_id in known.values()})
        code = FaultCode.SETTLEMENT_LINES_KNOWN
        faults.warning("", code, len(known), ", ".join(others))
    named, number = given.name, 1
    while store.payout_lines(processor, named):
        number += 1
        named = f"{given.name} {number}"
    lines = (
        line if line.payout else replace(line, payout=named)
        for line in read.lines
        if line.payout or line.line not in known
    )
    return replace(read, lines=tuple(lines))


def _columns(uow: UnitOfWork, given: Incoming) -> Mapping[str, str] | None:
    """Return the mapping that was asked for, or the one that was saved for such files."""
    if given.mapping:
        return columns_of(uow, given.mapping)
    saved = saved_mappings(uow) if given.processor in (None, Processor.OTHER) else ()
    seen = peek(given.data) if saved else None
    name = mapping_for(seen, saved) if seen is not None else ""
    return columns_of(uow, name) if name else None


def _sums(lines: list[FoundLine]) -> list[tuple[str, str, int, int]]:
    return sorted((x.kind.value, x.processor_id, x.gross_minor, x.net_minor) for x in lines)


def _refuse(name: str, findings: tuple[Finding, ...]) -> None:
    errors = sum(finding.severity == "error" for finding in findings)
    raise FileRefused(findings, file=name, count=errors)
