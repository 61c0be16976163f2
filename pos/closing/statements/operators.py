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
    """Return what each person sold and gave back on a business day: tickets sold, returned
    and what remains, each with its all-in price."""
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
        notes=("net_is_all_in", "net_of_who_took_back"),
    )


def _people(uow: UnitOfWork, subject: str) -> Section:
    of, names = subject_day(subject), Names(uow)
    rows, sales = uow.figures.day(of), uow.figures.sales_of(of)
    refunds = uow.figures.refunds_of(of)
    busy = {row.user_id for row in rows if row.of_order}
    busy |= {each.user_id for each in sales} | {each.user_id for each in refunds}
    lines = []
    for user in sorted(busy, key=lambda user: (names(user).casefold(), user)):
        mine = [row for row in rows if row.user_id == user]
        placed = [each for each in sales if each.user_id == user]
        given = [each for each in refunds if each.user_id == user]
        sold, returned = sum(each.tickets for each in placed), sum(each.tickets for each in given)
        net, back = day_sums.net(mine), day_sums.came_back(mine)
        lines.append(
            (
                names(user),
                sum(each.orders for each in placed),
                sum(each.comps for each in placed),
                sold,
                net + back,
                returned,
                -back,
                sold - returned,
                net,
                -day_sums.total(mine, day_sums.of_certificate),
                sum(each.amount for each in given),
            )
        )
    columns = (
        text("operator"),
        count("sales"),
        count("comps"),
        count("tickets_sold"),
        money("sold_for"),
        count("tickets_back"),
        money("returned_for"),
        count("net_tickets"),
        money("net"),
        money("certificates_sold"),
        money("given_back"),
    )
    return table("by_operator", columns, lines, chart=ChartKind.BARS, chart_of="net")


def _channels(uow: UnitOfWork, subject: str) -> Section:
    found: dict[str, tuple[int, int]] = {}
    for each in uow.figures.sales_of(subject_day(subject)):
        orders, tickets = found.get(each.channel, (0, 0))
        found[each.channel] = (orders + each.orders, tickets + each.tickets)
    columns = (coded("channel"), count("sales"), count("tickets_sold"))
    return table("by_channel", columns, [(key, *found[key]) for key in sorted(found)])
