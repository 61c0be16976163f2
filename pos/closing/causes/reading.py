"""Counted tills, deposits, bags and the safe as the plain rows that causes are looked for in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from pos.clock import business_date
from pos.closing.causes.beside import BagRows, SafeRows
from pos.closing.causes.deposits import DepositRows, Rung
from pos.closing.causes.rows import OtherTill, TillRows
from pos.closing.counting import paper_differences
from pos.closing.deposit_parts import deposit_view
from pos.closing.standing import standing_of
from pos.codec import from_json
from pos.lifecycles import DEPOSIT, TILL, TillState
from pos.money import Money
from pos.names import name_of
from pos.ports.storage import UnitOfWork
from pos.records import CashMovement, Deposit, Till
from pos.views.cash import CountSheet, TillReportView
from pos.views.causes import MovementRow
from pos.views.deposits import DepositView
from pos.views.movements import MovementKind
from pos.window import Window

_COUNTED = (TillState.COUNTED, TillState.CLOSED)
_DAYS_BACK = 7
"""So long a bag may lie in the safe before it is counted."""


def is_counted(uow: UnitOfWork, till_id: str) -> bool:
    """Whether a count of the till is in and nobody counts it again: before, nothing is told."""
    return uow.states.of(TILL, till_id) in _COUNTED


def till_rows(uow: UnitOfWork, till: Till) -> TillRows:
    """Return a counted till as plain rows."""
    count = uow.tills.counts(till.till_id)[-1]
    before, left = _before(uow, till)
    return TillRows(
        till_id=till.till_id,
        currency=till.currency,
        off=_off(uow, till),
        opening=from_json(till.sheet, CountSheet),
        counted=from_json(count.sheet, CountSheet),
        papers=paper_differences(uow.tills.counted_papers(count.count_id), till.currency),
        tenders=uow.tills.tenders_in(till.till_id),
        movements=tuple(movement_of(uow, moved) for moved in uow.movements.of_till(till.till_id)),
        before=before,
        left_before=left,
        places=uow.tills.places_in(till.till_id),
        beside=tuple(_beside(uow, till)),
    )


def _beside(uow: UnitOfWork, till: Till) -> Iterator[OtherTill]:
    """Yield the day's other tills whose counts are in."""
    for other in uow.tills.tills_of_day(till.window_id, till.business_date):
        if other.till_id != till.till_id and is_counted(uow, other.till_id):
            count = uow.tills.counts(other.till_id)[-1]
            papers = uow.tills.counted_papers(count.count_id)
            yield OtherTill(
                till_id=other.till_id,
                cashier=name_of(uow, other.user_id),
                off=_off(uow, other),
                papers=paper_differences(papers, other.currency),
            )


def _off(uow: UnitOfWork, till: Till) -> int:
    """Return how far the till's cash is off; of a locked till as its report says."""
    close = uow.tills.close_of(till.till_id)
    if close is None:
        differences = standing_of(uow, till).differences
    else:
        differences = from_json(close.report, TillReportView).differences
    return sum(each.over_short.minor for each in differences if each.kind == "cash")


def _before(uow: UnitOfWork, till: Till) -> tuple[str, int | None]:
    """Return the till that was locked last before this one was opened here, and what it left."""
    found = uow.tills.left_before(till)
    if found is None or not found[1]:
        return "", None
    return found[0], from_json(found[1], CountSheet).total.minor


def movement_of(uow: UnitOfWork, moved: CashMovement) -> MovementRow:
    """Return cash moved beside sales, as the drawer saw it."""
    counted = uow.movements.counted(moved.movement_id)
    sign = 1 if MovementKind(moved.kind).into_till else -1
    return MovementRow(
        movement_id=moved.movement_id,
        kind=moved.kind,
        minor=sign * moved.amount_minor,
        at=moved.at,
        number=moved.bag or f"V{moved.number:04d}",
        name=moved.purpose,
        counted_minor=counted.counted_minor if counted else None,
        till_id=moved.till_id,
    )


def deposit_rows(uow: UnitOfWork, window: Window, found: Deposit) -> DepositRows:
    """Return a deposit with what may explain the bank's word: its tills' own differences, their
    drops, what its checks pay for, and the deposits beside it."""
    view = _view(uow, found)
    tills = [uow.tills.till(till.till_id) for till in view.tills]
    drops = (
        movement_of(uow, moved)
        for till in tills
        for moved in uow.movements.of_till(till.till_id)
        if moved.kind == MovementKind.DROP.value
    )
    others = (one for one, _ in uow.deposits.every(window.window_id))
    return DepositRows(
        view=view,
        others=tuple(_view(uow, one) for one in others if one.deposit_id != found.deposit_id),
        tills_off={till.till_id: _off(uow, till) for till in tills},
        rung={
            check.paper_id: _rung(uow, check.paper_id)
            for check in view.checks
            if uow.orders.check_of(check.paper_id) is not None
        },
        drops=tuple(drops),
    )


def _rung(uow: UnitOfWork, tender_id: str) -> Rung:
    tender = uow.orders.tender(tender_id)
    order = uow.orders.order(tender.order_id)
    return Rung(tender.amount_minor, order.order_id, order.order_number)


def _view(uow: UnitOfWork, found: Deposit) -> DepositView:
    return deposit_view(uow, found, uow.states.of(DEPOSIT, found.deposit_id).value)


def bag_rows(uow: UnitOfWork, movement_id: str) -> BagRows:
    """Return a drop whose bag was counted, with the drops of its day and, where its till is counted
    and that may be told, what that was off by."""
    moved = uow.movements.one(movement_id)
    same_day = uow.movements.of_day(moved.window_id, moved.business_date)
    till = uow.tills.till(moved.till_id)
    return BagRows(
        bag=movement_of(uow, moved),
        currency=moved.currency,
        others=tuple(
            movement_of(uow, each)
            for each in same_day
            if each.kind == moved.kind and each.movement_id != movement_id
        ),
        till_off=_off(uow, till) if is_counted(uow, till.till_id) else 0,
    )


def safe_rows(uow: UnitOfWork, custody_id: str) -> SafeRows:
    """Return a count of the safe, with the bags of the week before it that were not in it."""
    custody = uow.movements.custody_of(custody_id)
    seen = from_json(custody.bags, tuple[str, ...])
    company = uow.catalogue.company()
    last = business_date(custody.at, ZoneInfo(company.zone), company.cutoff_hour)
    days = (last - timedelta(days=back) for back in range(_DAYS_BACK, -1, -1))
    moved = [each for day in days for each in uow.movements.of_day(custody.window_id, day)]
    return SafeRows(
        sheet=from_json(custody.sheet, CountSheet),
        off=Money(custody.counted_minor - custody.expected_minor, custody.currency),
        drops=tuple(
            movement_of(uow, each)
            for each in moved
            if each.kind == MovementKind.DROP.value
            and each.movement_id not in seen
            and each.at < custody.at
        ),
    )
