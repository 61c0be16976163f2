"""A promo code with which windows that had not heard of each other sold more tickets than it gives.
None of them could know; the tickets keep their price, and a person says who bears it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pos.audit import SYSTEM
from pos.closing.exceptions import open_exception
from pos.ids import Ids
from pos.money import Money
from pos.ports.order_life import CodeSale
from pos.ports.storage import UnitOfWork
from pos.views.closing import ExceptionKind
from pos.window import Window


def notice_codes_over(uow: UnitOfWork, ids: Ids, window: Window) -> None:
    """Open an exception of today for each code with a limit in all of which this window sold
    tickets beyond it, once a code and window, and once more where that was settled and it has
    become more. It names the code, its limit and what each window sold with it; its amount is what
    those tickets of this window were lowered by. Nobody caused it. Commits nothing."""
    limits = {each.code: each.uses for each in uow.catalogue.promos() if each.uses is not None}
    used = uow.orders.promo_uses(sorted(limits)) if limits else {}
    for code, most in limits.items():
        mine = sales_over(uow, code, window.window_id) if used.get(code, 0) > most else ()
        if not mine:
            continue
        subject = f"{code} {window.window_id}"
        text = f"{code} {most} \N{EN DASH} {_by_window(uow, uow.order_life.code_sales(code))}"
        before = uow.exceptions.about(ExceptionKind.CODE_OVER.value, subject)
        if before is not None and before.text == text:
            continue
        open_exception(
            uow,
            ids,
            window,
            ExceptionKind.CODE_OVER,
            uow.catalogue.business_date(),
            Money(-sum(sale.minor for sale in mine), uow.catalogue.company().currency),
            text,
            subject,
            SYSTEM,
            comes_back=True,
        )


def sales_over(uow: UnitOfWork, code: str, window_id: str) -> tuple[CodeSale, ...]:
    """Return the tickets beyond the limit of a code that a window sold; none of a code that the
    season has no more, or without a limit."""
    limit = next((each.uses for each in uow.catalogue.promos() if each.code == code), None)
    if limit is None:
        return ()
    every = uow.order_life.code_sales(code)
    return tuple(sale for sale in every[limit:] if sale.window_id == window_id)


def _by_window(uow: UnitOfWork, sales: Sequence[CodeSale]) -> str:
    many = Counter(sale.window_id for sale in sales)
    return ", ".join(f"{uow.books.window_name(each)}: {n}" for each, n in sorted(many.items()))
