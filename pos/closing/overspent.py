"""A certificate or patron account that two windows spent, not knowing of each other: more than was
on it. Neither could know; a person has to ask for the rest or bear it."""

from __future__ import annotations

from pos.audit import SYSTEM
from pos.closing.exceptions import open_exception
from pos.ids import Ids
from pos.money import Money
from pos.ports.storage import UnitOfWork
from pos.views.closing import ExceptionKind
from pos.window import Window


def notice_overspent(uow: UnitOfWork, ids: Ids, window: Window) -> None:
    """Open an exception of today for each value of which less than nothing is left and that this
    window took something from, once a value and window. It names the value and the orders that it
    paid for. Nobody caused it. Commits nothing."""
    for value, below, orders in uow.values.overspent(window.window_id):
        open_exception(
            uow,
            ids,
            window,
            ExceptionKind.OVERSPENT,
            uow.catalogue.business_date(),
            Money(-below, value.currency),
            " \N{EN DASH} ".join(filter(None, (value.serial, ", ".join(orders)))),
            f"{value.value_id} {window.window_id}",
            SYSTEM,
        )
