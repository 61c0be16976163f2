"""Sales by promo code."""

from __future__ import annotations

from pos.closing.statements.building import count, made, moment, money, subject_day, table, text
from pos.ports.storage import UnitOfWork
from pos.views.statements import ChartKind, Statement, StatementName
from pos.window import Window


def promo_codes(uow: UnitOfWork, window: Window, subject: str) -> Statement:
    """Return what was sold with each promo code on a business day, and what it took off.

    What a ticket would have cost is the season's price now; where the season has no price any more
    nothing is said.
    """
    of = subject_day(subject)
    found = uow.figures.promos_of(of)
    names = {promo.code: promo.name for promo in uow.catalogue.promos()}
    codes: dict[str, list[tuple[int, int | None, int]]] = {}
    for each in found:
        codes.setdefault(each.code, []).append((each.tickets, each.list_amount, each.amount))
    lines = []
    for code, sums in sorted(codes.items()):
        paid = sum(amount for _, _, amount in sums)
        lists = [amount for _, amount, _ in sums if amount is not None]
        whole = sum(lists) if len(lists) == len(sums) else None
        tickets = sum(number for number, _, _ in sums)
        off = None if whole is None else whole - paid
        lines.append((code, names.get(code, ""), tickets, whole, off, paid))
    houses = [
        (
            each.code,
            (performance := uow.catalogue.performance(each.performance_id)).production,
            performance.starts_at.isoformat(),
            each.tickets,
            each.amount,
        )
        for each in found
    ]
    columns = (
        text("promo_code"),
        text("promo_name"),
        count("tickets"),
        money("list_price"),
        money("taken_off"),
        money("gross"),
    )
    more = (
        text("promo_code"),
        text("production"),
        moment("starts_at"),
        count("tickets"),
        money("gross"),
    )
    return made(
        uow,
        StatementName.PROMO_CODES,
        of.isoformat(),
        (("business_date", of.isoformat()), ("window", window.name)),
        (
            table("by_promo_code", columns, lines, chart=ChartKind.BARS, chart_of="gross"),
            table("by_promo_performance", more, houses),
        ),
        notes=("gross_is_all_in", "as_sold", "list_price_is_now"),
    )
