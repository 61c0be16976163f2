"""Over and short by cashier: a pattern shows over weeks, not over an evening."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from pos.closing.statements.building import (
    Names,
    count,
    day,
    made,
    money,
    subject_day,
    table,
    text,
)
from pos.ports.figures import OverShort
from pos.ports.storage import UnitOfWork
from pos.views.statements import ChartKind, Section, Statement, StatementName
from pos.window import Window

PERIOD_DAYS = 90


def over_short(uow: UnitOfWork, window: Window, subject: str) -> Statement:
    """Return the differences of the tills that were closed in the 90 days up to a date. What was
    found at the safe, in a drop or by the bank belongs to no cashier."""
    until = subject_day(subject)
    since = until - timedelta(days=PERIOD_DAYS - 1)
    found, names = uow.figures.over_short(since, until), Names(uow)
    columns = (day("business_date"), text("cashier"), money("over_short"))
    tills = [(each.business_date.isoformat(), names(each.user_id), each.amount) for each in found]
    return made(
        uow,
        StatementName.OVER_SHORT,
        until.isoformat(),
        (
            ("period_from", since.isoformat()),
            ("period_until", until.isoformat()),
            ("window", window.name),
        ),
        (
            _cashiers(found, names),
            table("by_till", columns, tills, chart=ChartKind.BARS, chart_of="over_short"),
        ),
        notes=("over_is_above_zero", "safe_has_no_cashier"),
    )


def _cashiers(found: Sequence[OverShort], names: Names) -> Section:
    of: dict[str, list[int]] = {}
    for each in found:
        of.setdefault(each.user_id, []).append(each.amount)
    lines = [
        (
            names(user),
            len(amounts),
            sum(1 for amount in amounts if amount > 0),
            sum(1 for amount in amounts if amount < 0),
            sum(amount for amount in amounts if amount > 0),
            sum(amount for amount in amounts if amount < 0),
            sum(amounts),
        )
        for user, amounts in sorted(of.items(), key=lambda pair: names(pair[0]).casefold())
    ]
    columns = (
        text("cashier"),
        count("tills"),
        count("times_over"),
        count("times_short"),
        money("over"),
        money("short"),
        money("over_short"),
    )
    return table("by_cashier", columns, lines, chart=ChartKind.BARS, chart_of="over_short")
