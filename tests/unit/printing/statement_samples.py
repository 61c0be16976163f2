"""Statements as a busy house would have them; names as people have them, and worse."""

from __future__ import annotations

from datetime import datetime

from pos.closing.statements.building import (
    coded,
    count,
    day,
    moment,
    money,
    proof,
    share,
    table,
    text,
)
from pos.views.statements import ChartKind, Section, Statement, StatementName
from tests.unit.printing.conftest import VENUE_ZONE

HOSTILE = (
    '=HYPERLINK("http://example.org","tap")',
    "Nguyễn Thị Minh Khai",
    "@SUM(A1:A9)",
    "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaft " * 2,
    "\t-2+3\x07",
)
AT = datetime(2026, 11, 21, 23, 5, tzinfo=VENUE_ZONE)


def statement(
    *sections: Section, name: StatementName = StatementName.DAILY, number: int | None = None
) -> Statement:
    """Return a statement of these tables."""
    return Statement(
        name=name,
        subject="2026-11-21",
        company="Willamette Bridge Symphony",
        address=("100 SW River Street", "Portland, OR 97204"),
        currency="USD",
        as_of=AT,
        heading=(("business_date", "2026-11-21"), ("window", "Window 1")),
        sections=sections,
        number=number,
        signatures=("box_office", "presenter"),
        notes=("gross_is_all_in", "takings_formula"),
    )


def hours(*amounts: int) -> Section:
    """Return sales by hour from five o'clock on."""
    rows = [
        (AT.replace(hour=(17 + place) % 24, minute=0).isoformat(), amount)
        for place, amount in enumerate(amounts)
    ]
    columns = (moment("hour"), money("gross"))
    return table("by_hour", columns, rows, chart=ChartKind.BARS, chart_of="gross")


def tenders() -> Section:
    """Return a mix of tenders with one below zero."""
    rows = (
        ("cash", 31, 186_050),
        ("check", 4, 50_000),
        ("card", 212, 1_403_300),
        ("certificate", 3, 12_500),
        ("rounding", 2, -3),
    )
    columns = (coded("tender"), count("number"), money("amount"))
    return table("by_tender", columns, rows, chart=ChartKind.STACK, chart_of="amount")


def houses() -> Section:
    """Return how full four houses are, one of them with no place at all."""
    rows = (
        ("Symphony No. 9", AT.replace(hour=19, minute=30).isoformat(), 812, 1_830, 2_776, 659),
        ("Nguyễn’s Lullaby", AT.replace(hour=14).isoformat(), 96, 120, 120, 1_000),
        ("Studio Nights", AT.replace(hour=21).isoformat(), 0, 0, 60, 0),
        ("Closed rehearsal", AT.replace(hour=11).isoformat(), 0, 0, 0, None),
    )
    columns = (
        text("production"),
        moment("starts_at"),
        count("tickets"),
        count("taken"),
        count("capacity"),
        share("occupancy"),
    )
    return table(
        "occupancy", columns, rows, chart=ChartKind.BARS, chart_of="occupancy", added_up=False
    )


def trend(*amounts: int) -> Section:
    """Return over and short day by day to the end of November."""
    rows = [
        (AT.replace(day=place + 1).date().isoformat(), amount)
        for place, amount in enumerate(amounts)
    ]
    columns = (day("business_date"), money("over_short"))
    return table("trend", columns, rows, chart=ChartKind.LINE, chart_of="over_short")


def named(*names: str) -> Section:
    """Return a wide table of waiting things, each about a name."""
    rows = [
        (
            "2026-11-20",
            place,
            "check_missing",
            name,
            12_345_67 - 400_000 * place,
            name,
            "carried",
            "Max House",
            "Asked the patron, who looks for it; no answer yet.",
        )
        for place, name in enumerate(names, start=1)
    ]
    columns = (
        day("business_date"),
        count("age_days"),
        coded("kind"),
        text("cashier"),
        money("at_risk"),
        text("about"),
        coded("standing"),
        text("owner"),
        text("reason"),
    )
    return table("waiting", columns, rows)


def busy_day(number: int | None = None) -> Statement:
    """Return a day with everything a statement can hold."""
    return statement(
        hours(12_000, 84_500, 512_000, 1_003_347, 40_000, -4_500),
        tenders(),
        houses(),
        trend(0, -250, 125, 0, -1_000, 40, 0, 0, 300, -75, 20, 0, -500),
        table("comps", (text("comp_reason"), count("tickets")), ()),
        proof(("cash", 186_050), ("card", 1_403_300), ("sold", 1_589_350)),
        number=number,
    )
