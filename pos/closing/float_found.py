"""A till opened with less than the one before it left in the drawer."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from pos.closing.exceptions import open_exception
from pos.codec import from_json
from pos.ids import Ids
from pos.money import Money
from pos.names import name_of
from pos.ports.storage import UnitOfWork
from pos.records import Till
from pos.views.cash import CountSheet, LeftInDrawer
from pos.views.closing import ExceptionKind
from pos.window import Window


def left_here(uow: UnitOfWork, window: Window) -> LeftInDrawer | None:
    """Return what the till that was locked last left in this drawer; None where that is nothing."""
    close = uow.tills.left_here(window.window_id)
    if close is None:
        return None
    sheet = from_json(close.left, CountSheet)
    if not sheet.total:
        return None
    cashier = name_of(uow, uow.tills.till(close.till_id).user_id)
    return LeftInDrawer(sheet, cashier, close.at.astimezone(ZoneInfo(uow.catalogue.company().zone)))


def find_float(uow: UnitOfWork, ids: Ids, window: Window, till: Till) -> None:
    """Let somebody look into the float of a till that was just opened, if it is less than what was
    left; both names stand on the finding. What is more was fetched from the safe.

    Nothing is booked: by the books the difference lies in the safe, where its next count finds it.
    """
    left = left_here(uow, window)
    if left is None or till.float_minor >= left.sheet.total.minor:
        return
    open_exception(
        uow,
        ids,
        window,
        ExceptionKind.FLOAT_DIFFERENCE,
        till.business_date,
        Money(till.float_minor, till.currency) - left.sheet.total,
        f"{left.cashier} \N{EN DASH} {name_of(uow, till.user_id)}",
        till.till_id,
        till.user_id,
        till.till_id,
    )
