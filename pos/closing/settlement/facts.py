"""Lines as they are kept and as they are matched."""

from __future__ import annotations

from pos.closing.settlement.pool import shape_of
from pos.ports.storage import UnitOfWork
from pos.records import SettlementFile, SettlementLine, SettlementMatch
from pos.views.settlement import FoundLine, LineKind, MatchRules, RowRef


def kept(line: FoundLine, file: SettlementFile) -> SettlementLine:
    """Return a line as a fact of its file."""
    return SettlementLine(
        file_id=file.file_id,
        line=line.line,
        kind=line.kind.value,
        processor_id=line.processor_id,
        own_ref=line.own_ref,
        payment_ref=line.payment_ref,
        our_reference=line.our_reference,
        payout=line.payout,
        paid_on=line.paid_on,
        gross_minor=line.gross_minor,
        fee_minor=line.fee_minor,
        net_minor=line.net_minor,
        currency=file.currency,
        brand=line.brand,
        last_four=line.last_four,
        approval_code=line.approval_code,
        terminal=line.terminal,
        remote=line.remote,
        text=line.text,
        at=line.at,
        day=line.day,
    )


def found(line: SettlementLine) -> FoundLine:
    """Return a kept line as it was read."""
    return FoundLine(
        file_id=line.file_id,
        line=line.line,
        kind=LineKind(line.kind),
        processor_id=line.processor_id,
        own_ref=line.own_ref,
        payment_ref=line.payment_ref,
        our_reference=line.our_reference,
        payout=line.payout,
        paid_on=line.paid_on,
        gross_minor=line.gross_minor,
        fee_minor=line.fee_minor,
        net_minor=line.net_minor,
        brand=line.brand,
        last_four=line.last_four,
        approval_code=line.approval_code,
        terminal=line.terminal,
        remote=line.remote,
        text=line.text,
        at=line.at,
        day=line.day,
    )


def rules_of(uow: UnitOfWork) -> MatchRules:
    """Return the venue's rules of matching."""
    company = uow.catalogue.company()
    return MatchRules(
        zone=company.zone,
        cutoff_hour=company.cutoff_hour,
        wait_days=company.closing.settlement_days,
        terminals=frozenset(entry.serial for entry in uow.payments.terminals()),
        elsewhere=frozenset(map(shape_of, uow.settlements.references_elsewhere())),
    )


def row_of(match: SettlementMatch) -> RowRef:
    """Return what a row of the matching is about: a line, or a payment that none names."""
    if match.line:
        return RowRef(match.file_id, match.line)
    return RowRef(payment_id=match.payment_id)
