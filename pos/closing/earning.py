"""What is earned: deferred ticket revenue becomes revenue the day after the performance."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from pos.clock import business_date
from pos.ids import Ids
from pos.ledger import Account, Entry
from pos.money import Money
from pos.ports.storage import UnitOfWork
from pos.records import Batch
from pos.window import Window


def earn(uow: UnitOfWork, ids: Ids, window: Window, day: date, user_id: str) -> int:
    """Post what performances before ``day`` have earned and return how many they were.

    The whole balance of each goes over, dated ``day``, so a ticket that comes back later takes its
    revenue with it the next time. To be called while ``day`` is locked, before it is.
    """
    company = uow.catalogue.company()
    zone, earned = ZoneInfo(company.zone), 0
    batch = Batch(
        batch_id=ids.new(),
        kind="earned",
        business_date=day,
        at=uow.now(),
        user_id=user_id,
        window_id=window.window_id,
    )
    entry = Entry(batch, company.currency)
    for performance_id, minor in uow.books.deferred():
        starts_at = uow.catalogue.performance(performance_id).starts_at
        if business_date(starts_at, zone, company.cutoff_hour) >= day:
            continue
        amount = Money(-minor, company.currency)
        entry.debit(Account.DEFERRED_TICKETS, amount, performance_id=performance_id)
        entry.credit(Account.TICKET_REVENUE, amount, performance_id=performance_id)
        earned += 1
    if earned:
        uow.post(entry)
    return earned
