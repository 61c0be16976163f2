"""Sales by promo code, by what else lowered prices, and by where orders came from."""

from __future__ import annotations

from collections.abc import Iterable

from pos.closing.statements.building import (
    coded,
    count,
    made,
    moment,
    money,
    subject_day,
    table,
    text,
)
from pos.ports.figures import StepSum
from pos.ports.storage import UnitOfWork
from pos.views.pricing import StepKind
from pos.views.statements import Cell, ChartKind, Statement, StatementName
from pos.window import Window


def promo_codes(uow: UnitOfWork, window: Window, subject: str) -> Statement:
    """Return what was sold with each promo code and each other offer on a business day, what it
    took off, and the orders of each source code. A ticket that two codes lowered stands under each.
    """
    of = subject_day(subject)
    found = uow.figures.steps_of(of)
    promos = [each for each in found if each.kind == StepKind.PROMO.value]
    others = [each for each in found if each.kind != StepKind.PROMO.value]
    houses = [
        (
            each.code,
            (performance := uow.catalogue.performance(each.performance_id)).production,
            performance.starts_at.isoformat(),
            each.tickets,
            each.amount,
        )
        for each in promos
    ]
    sources = [
        (each.code, each.name, each.orders, each.tickets, each.amount)
        for each in uow.figures.sources_of(of)
    ]
    sums = (count("tickets"), money("taken_off"), money("gross"))
    columns = (text("promo_code"), text("promo_name"), *sums)
    more = (
        text("promo_code"),
        text("production"),
        moment("starts_at"),
        count("tickets"),
        money("gross"),
    )
    came = (text("promo_code"), text("source"), count("orders"), count("tickets"), money("gross"))
    codes = [line[1:] for line in _by_code(promos)]
    return made(
        uow,
        StatementName.PROMO_CODES,
        of.isoformat(),
        (("business_date", of.isoformat()), ("window", window.name)),
        (
            table("by_promo_code", columns, codes, chart=ChartKind.BARS, chart_of="gross"),
            table("by_promo_performance", more, houses),
            table("by_offer", (coded("offer"), *columns), _by_code(others)),
            table("by_source", came, sources),
        ),
        notes=("gross_is_all_in", "as_sold", "under_each_code"),
    )


def _by_code(found: Iterable[StepSum]) -> list[tuple[Cell, ...]]:
    """Return a line for each offer, its kind first."""
    by: dict[tuple[str, str], list[StepSum]] = {}
    for each in found:
        by.setdefault((each.kind, each.code), []).append(each)
    return [
        (
            f"offer_{kind}",
            code,
            sums[0].name,
            sum(each.tickets for each in sums),
            sum(each.off for each in sums),
            sum(each.amount for each in sums),
        )
        for (kind, code), sums in sorted(by.items())
    ]
