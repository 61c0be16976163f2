"""The day in figures and charts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from pos.closing.statements import day_sums
from pos.closing.statements.building import (
    coded,
    company_of,
    count,
    day,
    day_span,
    made,
    moment,
    money,
    proof,
    share,
    subject_day,
    table,
    text,
    thousandths,
)
from pos.ledger import Account
from pos.ports.figures import DayRefunds, DaySales, DaySum, ExchangeSum, TenderDay
from pos.ports.storage import UnitOfWork
from pos.views.statements import ChartKind, Section, Statement, StatementName
from pos.window import Window

TREND_DAYS = 30
_QUARTER_S = 900


def daily(uow: UnitOfWork, window: Window, subject: str) -> Statement:
    """Return what was sold and taken on a business day at every window of this database, also what
    was loaded from elsewhere that day."""
    of = subject_day(subject)
    _, zone = company_of(uow)
    rows, figures = uow.figures.day(of), uow.figures
    sales, refunds = figures.sales_of(of), figures.refunds_of(of)
    sections = [
        _figures(rows, sales, refunds, figures.exchanges_of(of)),
        _channels(window, rows, sales, refunds),
        _hours(rows, zone),
        _tenders(figures.tenders_of(of)),
        _occupancy(uow, of),
        _trend(uow, of),
        _proof(rows),
    ]
    heading = (
        ("business_date", of.isoformat()),
        ("window", window.name),
        ("covers", "all_channels"),
    )
    return made(
        uow,
        StatementName.DAILY,
        of.isoformat(),
        heading,
        sections,
        signatures=("manager",),
        notes=("net_is_all_in", "takings_formula", "day_report_is_tills"),
    )


def _figures(
    rows: Sequence[DaySum],
    sales: Sequence[DaySales],
    refunds: Sequence[DayRefunds],
    exchanged: ExchangeSum,
) -> Section:
    sold, returned = sum(each.tickets for each in sales), sum(each.tickets for each in refunds)
    net, back = day_sums.net(rows), day_sums.came_back(rows)
    taxes = -day_sums.total(rows, day_sums.of_tax)
    lines = [
        ("sales", sum(each.orders for each in sales), None),
        ("tickets_sold", sold, net + back),
        ("tickets_returned", returned, -back),
        ("net_tickets", sold - returned, net),
        *(_exchanged(exchanged) if exchanged.times else ()),
        ("comps", sum(each.comps for each in sales), None),
        ("fees", None, -day_sums.total(rows, day_sums.of_fee)),
        *([("taxes", None, taxes)] if taxes else []),
        ("certificates_sold", None, -day_sums.total(rows, day_sums.of_certificate)),
        *((code, None, amount) for code, amount in day_sums.extras(rows) if amount),
        ("given_back", sum(each.times for each in refunds), sum(each.amount for each in refunds)),
        (
            "over_short",
            None,
            -day_sums.total(rows, lambda row: row.account == Account.OVER_SHORT.value),
        ),
    ]
    columns = (coded("item"), count("number"), money("amount"))
    return table("figures", columns, lines, added_up=False)


def _exchanged(exchanged: ExchangeSum) -> tuple[tuple[str, int, int | None], ...]:
    """Return how often tickets were exchanged, and what of the sold and returned ones that is."""
    return (
        ("exchanges", exchanged.times, None),
        ("exchanged_sold", exchanged.tickets, exchanged.sold),
        ("exchanged_returned", exchanged.tickets_back, -exchanged.back),
    )


def _channels(
    window: Window,
    rows: Sequence[DaySum],
    sales: Sequence[DaySales],
    refunds: Sequence[DayRefunds],
) -> Section:
    """Return what the day report has, what it has not, and that both come to this summary."""
    lines = []
    for where in ("at_tills", "other_windows", "imported", "without_till"):
        here = [row for row in rows if day_sums.booked_at(row, window.window_id) == where]
        tickets = sum(
            each.tickets
            for each in sales
            if day_sums.window_of(each.till_window, window.window_id, "imported") == where
        )
        back = sum(
            each.tickets
            for each in refunds
            if day_sums.window_of(each.till_window, window.window_id, "without_till") == where
        )
        net, taken = day_sums.net(here), day_sums.total(here, day_sums.of_tender)
        sold = -day_sums.total(here, day_sums.of_certificate)
        if where in ("at_tills", "imported") or tickets or back or net or sold or taken:
            lines.append((where, tickets, back, tickets - back, net, sold, taken))
    columns = (
        coded("booked"),
        count("tickets_sold"),
        count("tickets_back"),
        count("net_tickets"),
        money("net"),
        money("certificates_sold"),
        money("came_in"),
    )
    return table("from_day_report", columns, lines)


def _hours(rows: Sequence[DaySum], zone: ZoneInfo) -> Section:
    """Return the net of each hour from the first with sales to the last, venue's clock."""
    hours: dict[datetime, int] = {}
    for row in filter(day_sums.of_ticket, rows):
        at = datetime.fromtimestamp(row.quarter * _QUARTER_S, UTC).astimezone(zone)
        hour = at.replace(minute=0)
        hours[hour] = hours.get(hour, 0) - row.amount
    lines: list[tuple[str, int]] = []
    if hours:
        each, last = min(hours).astimezone(UTC), max(hours).astimezone(UTC)
        while each <= last:
            local = each.astimezone(zone)
            lines.append((local.isoformat(), hours.get(local, 0)))
            each += timedelta(hours=1)
    columns = (moment("hour"), money("net"))
    return table("by_hour", columns, lines, chart=ChartKind.BARS, chart_of="net")


def _tenders(taken: Sequence[TenderDay]) -> Section:
    """Return what was taken and what was given back or corrected, each counted, kind by kind."""
    found = {each.kind: each for each in taken}
    lines = [
        (
            kind,
            each.number,
            each.amount,
            each.number_back,
            -each.amount_back,
            each.amount - each.amount_back,
        )
        for kind in day_sums.KINDS
        if (each := found.get(kind)) is not None
    ]
    columns = (
        coded("tender"),
        count("number"),
        money("taken_in"),
        count("number_back"),
        money("given_back"),
        money("amount"),
    )
    return table("by_tender", columns, lines, chart=ChartKind.STACK, chart_of="amount")


def _occupancy(uow: UnitOfWork, of: date) -> Section:
    """Return how full each house is now that plays that day, and all that was booked that day."""
    company, zone = company_of(uow)
    lines = []
    for each in uow.figures.performances_of(of, *day_span(company, zone, of)):
        performance = uow.catalogue.performance(each.performance_id)
        places = uow.figures.places(each.performance_id)
        taken = places.sold + places.comps
        lines.append(
            (
                performance.production,
                performance.starts_at.isoformat(),
                each.tickets,
                each.tickets_back,
                each.amount,
                taken,
                places.capacity,
                thousandths(taken, places.capacity),
            )
        )
    lines.sort(key=lambda line: (str(line[1]), str(line[0])))
    columns = (
        text("production"),
        moment("starts_at"),
        count("tickets_sold"),
        count("tickets_back"),
        money("net"),
        count("taken"),
        count("capacity"),
        share("occupancy"),
    )
    totals = (
        None,
        None,
        sum(line[2] for line in lines),
        sum(line[3] for line in lines),
        sum(line[4] for line in lines),
        None,
        None,
        None,
    )
    return table(
        "occupancy",
        columns,
        lines,
        chart=ChartKind.BARS,
        chart_of="occupancy",
        totals=totals if lines else (),
    )


def _trend(uow: UnitOfWork, of: date) -> Section:
    """Return over and short of the days up to this one on which a till was closed."""
    days: dict[date, int] = {}
    for each in uow.figures.over_short(of - timedelta(days=TREND_DAYS - 1), of):
        days[each.business_date] = days.get(each.business_date, 0) + each.amount
    lines = [(each.isoformat(), amount) for each, amount in sorted(days.items())]
    columns = (day("business_date"), money("over_short"))
    return table("trend", columns, lines, chart=ChartKind.LINE, chart_of="over_short")


def _proof(rows: Sequence[DaySum]) -> Section:
    """Return that what was sold is what was taken, is still owing or is owed back."""
    sold = day_sums.net(rows) - day_sums.total(rows, day_sums.of_certificate)
    return proof(*day_sums.tenders(rows), *day_sums.rest(rows), ("sold", sold))
