"""What a lock writes: the money that moves out of the till, the Z report, the day's report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pos.closing.figures import report
from pos.closing.next_float import rest_of
from pos.closing.standing import Standing
from pos.codec import from_json, to_json
from pos.ids import Ids
from pos.ledger import Account, Entry
from pos.money import Money
from pos.names import name_of
from pos.ports.storage import UnitOfWork
from pos.records import Batch, Till, TillClose
from pos.views.cash import CountSheet, TenderDifference, TillReportView
from pos.views.people import Approval, SessionView
from pos.window import Window

_IN_THE_DRAWER = {"cash": Account.CASH, "check": Account.CHECKS}


def drawer(found: Iterable[TenderDifference]) -> tuple[TenderDifference, ...]:
    """Return the tenders whose money lies in the drawer."""
    return tuple(each for each in found if each.kind in _IN_THE_DRAWER)


def post_close(
    uow: UnitOfWork, ids: Ids, till: Till, approver: str, found: Sequence[TenderDifference]
) -> None:
    """Write off over or short, tender by tender, and move what was counted to the safe. A card slip
    is no money: one that is missing is looked into and not written off.

    Afterwards nothing of the drawer's accounts names the till.
    """
    batch = Batch(
        batch_id=ids.new(),
        kind="till_close",
        business_date=till.business_date,
        at=uow.now(),
        user_id=approver,
        window_id=till.window_id,
        till_id=till.till_id,
    )
    entry = Entry(batch, till.currency)
    for each in drawer(found):
        account = _IN_THE_DRAWER[each.kind]
        entry.debit(account, each.over_short, till_id=till.till_id)
        entry.credit(Account.OVER_SHORT, each.over_short)
        entry.debit(account, each.counted)
        entry.credit(account, each.counted, till_id=till.till_id)
    uow.post(entry)


def closed_till(
    uow: UnitOfWork,
    window: Window,
    session: SessionView,
    till: Till,
    approval: Approval,
    reason: str,
    standing: Standing,
    left: CountSheet,
) -> TillClose:
    """Return the lock with its Z report, under the next number of the window. ``left``: what of the
    cash is the next float.

    Raises:
        AmountInvalid: More than was counted is to stay.
    """
    rest = rest_of(standing.sheet, left)
    counter = standing.count.user_id
    forgotten = counter != till.user_id
    z_number = uow.orders.next_number(f"z:{till.window_id}")
    view = replace(
        report(uow, window, (till,), "till"),
        z_number=z_number,
        differences=standing.differences,
        papers=standing.papers,
        reason=reason,
        approved_by=name_of(uow, approval.approver),
        left=left,
        rest=rest,
        counted_by=name_of(uow, counter) if forgotten else "",
    )
    return TillClose(
        till_id=till.till_id,
        z_number=z_number,
        window_id=till.window_id,
        at=uow.now(),
        user_id=session.user_id,
        approved_by=approval.approver,
        reason=reason,
        counted_minor=sum(each.counted.minor for each in drawer(standing.differences)),
        expected_minor=sum(each.expected.minor for each in drawer(standing.differences)),
        report=to_json(view),
        left=to_json(left),
        rest=to_json(rest),
        forgotten=forgotten,
    )


def day_report(
    uow: UnitOfWork, window: Window, tills: Sequence[Till], approved_by: str
) -> TillReportView:
    """Return the sums over a day's closed tills (at least one), differences added up by tender."""
    closes = [uow.tills.close_of(till.till_id) for till in tills]
    reports = [from_json(close.report, TillReportView) for close in closes if close is not None]
    found: dict[str, TenderDifference] = {}
    nothing = Money.zero(tills[0].currency)
    for each in (difference for view in reports for difference in view.differences):
        before = found.get(each.kind, TenderDifference(each.kind, nothing, nothing))
        found[each.kind] = TenderDifference(
            kind=each.kind,
            expected=before.expected + each.expected,
            counted=before.counted + each.counted,
            expected_count=before.expected_count + each.expected_count,
            counted_count=before.counted_count + each.counted_count,
        )
    return replace(
        report(uow, window, tills, "day"),
        differences=tuple(found.values()),
        papers=tuple(paper for view in reports for paper in view.papers),
        approved_by=approved_by,
    )
