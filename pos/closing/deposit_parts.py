"""What a deposit is made of, and how it is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pos.cash.till import today
from pos.clock import business_date
from pos.closing.float_kept import beside_proof, changed
from pos.closing.next_float import of_amount
from pos.codec import from_json
from pos.ids import TillId
from pos.lifecycles import DepositState
from pos.money import Money
from pos.names import name_of
from pos.views.cash import CountSheet
from pos.views.deposits import DepositCheck, DepositTill, DepositView

if TYPE_CHECKING:
    from pos.ports.storage import UnitOfWork
    from pos.records import Deposit, DepositItem, DepositStep, TillClose
    from pos.window import Window

_ON_ITS_WAY = frozenset({DepositState.SEALED.value, DepositState.COLLECTED.value})
_SATURDAY = 5


def item_key(*parts: object) -> str:
    """Return one name for a thing that several make out together."""
    return ":".join(str(part) for part in parts)


def depositable(uow: UnitOfWork, window: Window) -> dict[str, TillClose]:
    """Return the locked tills that no live deposit has, by till id, in the order they were
    locked."""
    taken = uow.deposits.taken()
    closes = uow.tills.closes(window.window_id)
    return {close.till_id: close for close in closes if close.till_id not in taken}


def till_parts(
    uow: UnitOfWork, closes: Iterable[TillClose], changes: Mapping[str, int]
) -> tuple[DepositTill, ...]:
    """Return these tills with the cash each brings: what it left in the safe, and what the
    ``changes`` of its float add to that."""
    parts = []
    for close in closes:
        till = uow.tills.till(close.till_id)
        parts.append(
            DepositTill(
                till_id=TillId(till.till_id),
                z_number=close.z_number,
                cashier=name_of(uow, till.user_id),
                business_date=till.business_date,
                cash=Money(uow.deposits.in_safe(till.till_id), till.currency)
                + changed(changes, till.till_id, till.currency),
            )
        )
    return tuple(parts)


def checks_of(
    uow: UnitOfWork, till_id: TillId, *, kept_by: str | None = None
) -> tuple[DepositCheck, ...]:
    """Return the checks of a locked till that were counted and are still there: not corrected to
    something else or returned, in no other live deposit than ``kept_by``. What a refund pays out
    by another way leaves the patron's check where it was."""
    taken = set(uow.deposits.taken())
    if kept_by is not None:
        taken -= {item.subject_id for item in uow.deposits.items(kept_by)}
    counts, till = uow.tills.counts(till_id), uow.tills.till(till_id)
    if not counts:
        return ()
    never = uow.deposits.never_were(till_id)
    back = {each.paper_id for each in uow.orders.every_check_returned()}
    checks = []
    for paper in uow.tills.counted_papers(counts[-1].count_id):
        paper_id = paper.subject_id or item_key(paper.count_id, paper.line)
        gone = paper.subject_id in never or paper_id in taken or paper_id in back
        if paper.kind == "check" and paper.counted_minor and not gone:
            amount = Money(paper.counted_minor, till.currency)
            checks.append(DepositCheck(paper_id, paper.number, paper.payer, amount))
    return tuple(checks)


def late_checks(
    uow: UnitOfWork, window: Window, *, kept_by: str | None = None
) -> tuple[DepositCheck, ...]:
    """Return the checks that came to light by a correction after their till was locked, in no
    other live deposit than ``kept_by``: they go with the next one, whatever its tills."""
    taken = set(uow.deposits.taken())
    if kept_by is not None:
        taken -= {item.subject_id for item in uow.deposits.items(kept_by)}
    checks = []
    for tender_id, minor in uow.deposits.late_checks(window.window_id):
        tender = uow.orders.tender(tender_id)
        if tender_id not in taken:
            amount = Money(minor, tender.currency)
            checks.append(DepositCheck(tender_id, tender.reference, tender.payer, amount))
    return tuple(checks)


def proposed_of(closes: Sequence[TillClose], cash: Money) -> CountSheet:
    """Return what the closes put aside for the bank, denomination by denomination, if that comes
    to ``cash``; else as much of that, or of what was counted, largest pieces first, if that does;
    otherwise an empty sheet."""
    if cash.minor < 0:
        return CountSheet(currency=cash.currency)
    aside = _together([close.rest for close in closes], cash.currency)
    counted = _together(
        [part for close in closes for part in (close.left, close.rest)], cash.currency
    )
    for proposed in (aside, of_amount(aside, cash.minor), of_amount(counted, cash.minor)):
        if proposed.total == cash:
            return proposed
    return CountSheet(currency=cash.currency)


def _together(kept: Iterable[str], currency: str) -> CountSheet:
    """Return sheets, in JSON, added up."""
    sums: dict[str, Counter[int]] = {"notes": Counter(), "coins": Counter()}
    sums |= {"straps": Counter(), "rolls": Counter()}
    for text in kept:
        sheet = from_json(text, CountSheet) if text else CountSheet()
        for name, counter in sums.items():
            for value, pieces in getattr(sheet, name):
                counter[value] += pieces
    rows = {
        name: tuple(sorted(((v, n) for v, n in counter.items() if n), reverse=True))
        for name, counter in sums.items()
    }
    return CountSheet(currency=currency, **rows)


def proof_of(
    uow: UnitOfWork, till_ids: Sequence[str], currency: str
) -> tuple[tuple[str, Money], ...]:
    """Return what changed the tills' cash, by why: it adds up to what they left in the safe."""
    return tuple((why, Money(minor, currency)) for why, minor in uow.deposits.proof(till_ids))


def deposit_view(uow: UnitOfWork, found: Deposit, state: str) -> DepositView:
    """Return a deposit as it stands."""
    items, steps = uow.deposits.items(found.deposit_id), uow.deposits.steps(found.deposit_id)
    till_ids = [item.subject_id for item in items if item.kind == "till"]
    closes = [close for till_id in till_ids if (close := uow.tills.close_of(till_id))]
    sealed, collected = steps.get("sealed"), steps.get("collected")
    confirmed, undone = steps.get("confirmed"), steps.get("undone")
    bank = confirmed.bank_minor if confirmed else None
    changes = {item.subject_id: item.amount_minor for item in items if item.kind == "float"}
    paid = Money(sum(item.amount_minor for item in items if item.kind == "safe"), found.currency)
    beside = beside_proof((Money(each, found.currency) for each in changes.values()), paid)
    return DepositView(
        deposit_id=found.deposit_id,
        number=found.number,
        state=state,
        business_date=found.business_date,
        tills=till_parts(uow, closes, changes),
        checks=tuple(_check(uow, found, item) for item in items if item.kind == "check"),
        cash=Money(found.cash_minor, found.currency),
        checks_total=Money(found.checks_minor, found.currency),
        sheet=from_json(found.sheet, CountSheet),
        proof=(*proof_of(uow, till_ids, found.currency), *beside),
        prepared_by=name_of(uow, found.user_id),
        at=found.at,
        bag=(sealed.bag or "") if sealed else "",
        strip=sealed.strip if sealed else "",
        sealed_by=name_of(uow, sealed.user_id) if sealed else "",
        seen_by=name_of(uow, sealed.second_user_id) if sealed else "",
        courier=collected.courier if collected else "",
        bank=None if bank is None else Money(bank, found.currency),
        bank_date=confirmed.bank_date if confirmed else None,
        preparer=found.user_id,
        confirmed_by=name_of(uow, confirmed.user_id) if confirmed else "",
        bank_days=bank_days(uow, sealed) if sealed and state in _ON_ITS_WAY else (),
        reason=next((step.reason for step in (undone, confirmed) if step and step.reason), ""),
        late=state in _ON_ITS_WAY and _due(uow, found) < today(uow),
    )


def _check(uow: UnitOfWork, found: Deposit, item: DepositItem) -> DepositCheck:
    """Return a check of a deposit: a tender's, or one that was too many when it was counted."""
    amount = Money(item.amount_minor, found.currency)
    taken = uow.orders.check_of(item.subject_id)
    if taken is not None:
        return DepositCheck(item.subject_id, taken.number, taken.payer, amount)
    count_id, line = item.subject_id.split(":")
    papers = uow.tills.counted_papers(count_id)
    paper = next(each for each in papers if each.line == int(line))
    return DepositCheck(item.subject_id, paper.number, paper.payer, amount)


def bank_days(uow: UnitOfWork, sealed: DepositStep) -> tuple[date, ...]:
    """Return the days on which the bank can have booked a bag, the newest first: from the business
    day of its seal to today by the calendar, which after midnight is the next one already."""
    company = uow.catalogue.company()
    zone = ZoneInfo(company.zone)
    first = business_date(sealed.at, zone, company.cutoff_hour)
    last = max(uow.now().astimezone(zone).date(), first)
    return tuple(last - timedelta(days=back) for back in range((last - first).days + 1))


def _due(uow: UnitOfWork, found: Deposit) -> date:
    """Return the last day on which the bank is not late; banks rest at weekends."""
    day, left = found.business_date, uow.catalogue.company().closing.bank_days
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < _SATURDAY
    return day
