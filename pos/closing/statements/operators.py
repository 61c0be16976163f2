"""Sales by operator."""

from __future__ import annotations

from pos.closing.statements import day_sums
from pos.closing.statements.building import (
    Names,
    coded,
    count,
    made,
    money,
    subject_day,
    table,
    text,
)
from pos.ports.storage import UnitOfWork
from pos.views.statements import ChartKind, Section, Statement, StatementName
from pos.window import Window


def operators(uow: UnitOfWork, window: Window, subject: str) -> Statement:
    """Return what each person sold and gave back on a business day; ``gross`` is less by what they
    took back."""
    of = subject_day(subject)
    return made(
        uow,
        StatementName.OPERATORS,
        of.isoformat(),
        (
            ("business_date", of.isoformat()),
            ("window", window.name),
            ("covers", "all_channels"),
        ),
        (_people(uow, of.isoformat()), _channels(uow, of.isoformat())),
        notes=("gross_is_all_in", "gross_is_net_of_returns"),
    )


def _people(uow: UnitOfWork, subject: str) -> Section:
    of, names = subject_day(subject), Names(uow)
    rows, sales = uow.figures.day(of), uow.figures.sales_of(of)
    refunds = {each.user_id: each for each in uow.figures.refunds_of(of)}
    busy = {row.user_id for row in rows if row.of_order} | {each.user_id for each in sales}
    lines = []
    for user in sorted(busy | refunds.keys(), key=lambda user: (names(user).casefold(), user)):
        mine = [row for row in rows if row.user_id == user]
        placed = [each for each in sales if each.user_id == user]
        back = refunds.get(user)
        lines.append(
            (
                names(user),
                sum(each.orders for each in placed),
                sum(each.tickets for each in placed),
                sum(each.comps for each in placed),
                day_sums.gross(mine),
                -day_sums.total(mine, day_sums.of_certificate),
                back.times if back else 0,
                back.amount if back else 0,
            )
        )
    columns = (
        text("operator"),
        count("sales"),
        count("tickets"),
        count("comps"),
        money("gross"),
        money("certificates_sold"),
        count("times_given_back"),
        money("given_back"),
    )
    return table("by_operator", columns, lines, chart=ChartKind.BARS, chart_of="gross")


def _channels(uow: UnitOfWork, subject: str) -> Section:
    found: dict[str, tuple[int, int]] = {}
    for each in uow.figures.sales_of(subject_day(subject)):
        orders, tickets = found.get(each.channel, (0, 0))
        found[each.channel] = (orders + each.orders, tickets + each.tickets)
    columns = (coded("channel"), count("sales"), count("tickets"))
    return table("by_channel", columns, [(key, *found[key]) for key in sorted(found)])
