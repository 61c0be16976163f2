"""Whether a payout is one that is in the books under another name: the same sales told by another
processor's file, or by one without ids.

Within one processor's files an id says what is the same, and a card charged twice was paid out
twice. Between two processors it was not: one of them settled a sale of ours.

Thread: ledger, inside the caller's transaction.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta

from pos.closing.settlement.facts import found
from pos.closing.settlement.pool import NEAR, is_charge
from pos.ports.storage import UnitOfWork
from pos.records import SettlementLine
from pos.views.settlement import FoundLine, LineKind, OurPayment, Processor
from pos.views.settlement_reach import MOVES

_DAYS = timedelta(days=3)
"""How far apart two rows with one approval code may be."""


def paid_before(uow: UnitOfWork, processor: str, lines: Iterable[SettlementLine]) -> str:
    """Return the posted payout that tells of more than half of our payments that these lines of
    one payout tell of; empty where none does."""
    posted = {(one.processor, one.payout) for one in uow.settlements.payouts()}
    if processor != Processor.OTHER.value:  # all its lines have ids
        posted = {one for one in posted if one[0] != processor}
    mine = [found(line) for line in lines if LineKind(line.kind) in MOVES]
    if not mine or not posted:
        return ""
    ours = dict(_told(uow, mine, _payments_near(uow, mine)))
    of_file = {file.file_id: file.processor for file in uow.settlements.files()}
    near = {one.payment_id: one for each in ours.values() for one in each}.values()
    theirs = [
        line
        for line in _lines_near(uow, near)
        if (of_file[line.file_id], line.payout) in posted and line.kind in MOVES
    ]
    tellers = defaultdict(list)
    for line, payments in _told(uow, theirs, near):
        for payment in payments:
            tellers[payment.payment_id].append(line)
    paid = Counter[str]()
    for line, payments in ours.items():
        others = (other for one in payments for other in tellers[one.payment_id])
        paid.update(
            {
                other.payout
                for other in others
                if of_file[other.file_id] != processor
                or not (line.processor_id and other.processor_id)
            }
        )
    most = paid.most_common(1)
    return most[0][0] if most and 2 * most[0][1] > len(ours) else ""


def _told(
    uow: UnitOfWork, lines: Iterable[FoundLine], payments: Iterable[OurPayment]
) -> Iterator[tuple[FoundLine, list[OurPayment]]]:
    """Yield the lines that tell of payments to the cent, with the one each was matched with, or
    those it can be where it was matched with none."""
    by_sum = defaultdict(list)
    for payment in payments:
        by_sum[payment.amount_minor].append(payment)
    rows = {(line.file_id, line.line): line for line in lines}
    matched = {(x.file_id, x.line): x.payment_id for x in uow.settlements.matches_of(rows, ())}
    for row, line in rows.items():
        known = matched.get(row)
        told = [
            one
            for one in by_sum[line.gross_minor]
            if (one.payment_id == known if known else _can_be(line, one))
        ]
        if told:
            yield line, told


def _payments_near(uow: UnitOfWork, lines: list[FoundLine]) -> Iterable[OurPayment]:
    """Return the payments that the lines were matched with, or may tell of."""
    store = uow.settlements
    matches = store.matches_of([(line.file_id, line.line) for line in lines], ())
    wanted = {one.payment_id for one in matches if one.payment_id}
    known = {one.line for one in matches if one.payment_id}
    lost = [line for line in lines if line.line not in known]
    names = {name for line in lost for name in (line.own_ref, line.payment_ref) if name}
    wanted |= store.payments_named(names, {x.our_reference for x in lost if x.our_reference})
    moments = [at for line in lost if (at := _moment(line)) is not None]
    if moments:
        codes = {line.approval_code.casefold() for line in lost if line.approval_code}
        wanted |= store.payments_approved(codes, min(moments) - _DAYS, max(moments) + _DAYS)
        wanted |= store.payments_near([line.at for line in lost if line.at], NEAR)
    return store.payments(only=wanted)


def _lines_near(uow: UnitOfWork, payments: Iterable[OurPayment]) -> Iterator[FoundLine]:
    """Yield the lines of any file that were matched with the payments, or may tell of them."""
    ours, store = list(payments), uow.settlements
    if not ours:
        return
    moments = [one.at for one in ours]
    codes = {one.approval_code.casefold() for one in ours if one.approval_code}
    keys = {key for one in ours for key in one.keys}
    for lines in (
        store.lines_about(keys, [one.payment_id for one in ours]),
        store.lines_approved(codes, min(moments) - _DAYS, max(moments) + _DAYS),
        store.lines_near([(one.amount_minor, one.at) for one in ours], NEAR),
    ):
        yield from map(found, lines)


def _can_be(line: FoundLine, payment: OurPayment) -> bool:
    """Return whether a line of the payment's sum can tell of it: by an id or our reference, by the
    approval code, by the card within minutes."""
    if (line.kind is LineKind.CHARGE) is not is_charge(payment):
        return False
    if line.own_ref in payment.keys or line.our_reference == payment.reference:
        return True
    at = _moment(line)
    if at is None or (line.last_four and line.last_four != payment.last_four):
        return False
    if line.approval_code and payment.approval_code:
        same = line.approval_code.casefold() == payment.approval_code.casefold()
        return same and abs(at - payment.at) <= _DAYS
    return bool(line.last_four) and line.at is not None and abs(at - payment.at) <= NEAR


def _moment(line: FoundLine) -> datetime | None:
    if line.at is not None or line.day is None:
        return line.at
    return datetime.combine(line.day, time.min, tzinfo=UTC)
