"""A clock that went back while a till was open: hours and days on its papers may be wrong."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from pos.audit import SYSTEM
from pos.closing.exceptions import open_exception
from pos.ids import Ids
from pos.money import Money
from pos.ports.storage import UnitOfWork
from pos.records import Till
from pos.views.closing import ExceptionKind
from pos.window import Window

SLACK = timedelta(minutes=1)
"""A clock that is put right by less is no finding."""


def notice_clock(uow: UnitOfWork, ids: Ids, window: Window, till: Till) -> None:
    """Open an exception of the till's day if the clock went back since the till was opened, once a
    till. Nobody caused it; the till's cashier does not settle it."""
    back = uow.exceptions.set_back(till.till_id)
    if back is None or back[0] - back[1] <= SLACK:
        return
    zone = ZoneInfo(uow.catalogue.company().zone)
    before, after = (f"{at.astimezone(zone):%Y-%m-%d %H:%M}" for at in back)
    open_exception(
        uow,
        ids,
        window,
        ExceptionKind.CLOCK,
        till.business_date,
        Money.zero(till.currency),
        f"{before} \N{EN DASH} {after}",
        till.till_id,
        SYSTEM,
        till.till_id,
    )
