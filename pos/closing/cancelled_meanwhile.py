"""What this window did for a performance that was cancelled while it was offline: it sold, took
money or handed out. It could not know; its patrons have tickets and do not know either."""

from __future__ import annotations

from itertools import groupby

from pos.audit import SYSTEM
from pos.closing.exceptions import open_exception
from pos.ids import Ids
from pos.money import Money
from pos.ports.storage import UnitOfWork
from pos.views.closing import ExceptionKind
from pos.window import Window


def notice_cancelled_meanwhile(uow: UnitOfWork, ids: Ids, window: Window) -> None:
    """Open an exception of today for each cancelled performance that this window sold, took money
    for or handed out after it was cancelled, once a performance and window. It names the orders,
    and what their tickets cost. Nobody caused it. Commits nothing."""
    done = uow.order_life.done_since(window.window_id)
    for performance_id, rows in groupby(done, lambda row: row[0]):
        orders = tuple(rows)
        performance = uow.catalogue.performance(performance_id)
        numbers = ", ".join(number for _, _, number, _ in orders)
        open_exception(
            uow,
            ids,
            window,
            ExceptionKind.CANCELLED_MEANWHILE,
            uow.catalogue.business_date(),
            Money(sum(worth for *_, worth in orders), uow.catalogue.company().currency),
            f"{performance.production} \N{EN DASH} {numbers}",
            f"{performance_id} {window.window_id}",
            SYSTEM,
        )
