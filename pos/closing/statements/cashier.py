"""A cashier's report: one till from its float to its count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from pos.closing.statements.building import (
    Names,
    coded,
    company_of,
    count,
    day,
    made,
    moment,
    money,
    table,
    text,
)
from pos.closing.statements.over_short import PERIOD_DAYS
from pos.closing.statements.till_proofs import MOVED, cash_of, sold_to_taken, taken_to_drawer
from pos.codec import from_json
from pos.ports.figures import CashSum
from pos.ports.storage import UnitOfWork
from pos.records import Till, TillClose, TillCount
from pos.views.cash import (
    CERTIFICATE,
    TENDER_OF_PAPER,
    VOID_TICKET,
    CountSheet,
    Row,
    TenderDifference,
    TillReportView,
)
from pos.views.selling import TenderKind
from pos.views.statements import Cell, ChartKind, Section, Statement, StatementName
from pos.window import Window

_NO_MONEY = (TENDER_OF_PAPER[CERTIFICATE], TENDER_OF_PAPER[VOID_TICKET])
_FIGURES = ("sales", "tickets", "comps", "returned", "no_sales", "spoiled", "lost")


def cashier(uow: UnitOfWork, window: Window, subject: str) -> Statement:
    """Return the report of a till, by its id or its Z number at this window: what was taken, what
    moved, what was counted, and how this cashier's tills came out before."""
    subject = till_of(uow, window, subject)
    till, names = uow.tills.till(subject), Names(uow)
    closed = uow.tills.close_of(subject)
    _, zone = company_of(uow)
    opened = till.opened_at.astimezone(zone).replace(microsecond=0)
    heading = (
        ("cashier", names(till.user_id)),
        ("business_date", till.business_date.isoformat()),
        ("window", window.name if till.window_id == window.window_id else till.window_name),
        ("covers", "one_till"),
        ("opened_at", opened.isoformat()),
        *(_locked(uow, closed, names) if closed else ()),
    )
    tenders, performances = uow.tills.by_tender((subject,)), uow.tills.by_performance((subject,))
    sections = (
        _drawer(uow, till),
        *((_differences(closed),) if closed else ()),
        _tenders(tenders),
        _figures(uow, subject),
        _performances(uow, performances),
        sold_to_taken(uow, subject, tenders, performances),
        taken_to_drawer(uow, subject, tenders),
        _movements(uow, subject),
        _counts(uow, subject),
        _history(uow, till),
    )
    return made(
        uow,
        StatementName.CASHIER,
        subject,
        heading,
        sections,
        signatures=("cashier", "second_person"),
        notes=("drawer_formula", "gross_is_all_in", "two_ways_meet"),
    )


def till_of(uow: UnitOfWork, window: Window, subject: str) -> str:
    """Return the id of the till with this id or Z number."""
    numbers = {str(one.z_number): one.till_id for one in uow.tills.closes(window.window_id)}
    return numbers.get(subject, subject)


def _locked(uow: UnitOfWork, closed: TillClose, names: Names) -> tuple[tuple[str, str], ...]:
    _, zone = company_of(uow)
    return (
        ("closed_at", closed.at.astimezone(zone).replace(microsecond=0).isoformat()),
        ("z_number", str(closed.z_number)),
        ("approved_by", names(closed.approved_by)),
        ("reason", closed.reason),
    )


def _drawer(uow: UnitOfWork, till: Till) -> Section:
    """Return the cash of the till step by step to what was expected, and what was counted."""
    cash = cash_of(uow, till.till_id)
    own = {each.kind: each for each in cash if each.kind in MOVED}
    rows: list[tuple[Cell, ...]] = [
        (kind, own[kind].batches, own[kind].came + own[kind].went) for kind in MOVED if kind in own
    ]
    rows[1:1] = _sales([each for each in cash if each.kind not in MOVED])
    expected = sum(each.came + each.went for each in cash)
    rows.append(("expected", None, expected))
    counts = uow.tills.counts(till.till_id)
    if counts:
        counted = _cash_of(counts[-1])
        rows += [("counted", len(counts), counted), ("over_short", None, counted - expected)]
    columns = (coded("item"), count("number"), money("amount"))
    return table("drawer", columns, rows, added_up=False)


def _cash_of(count: TillCount) -> int:
    """Return the cash of a count; its total holds the papers as well."""
    return from_json(count.sheet, CountSheet).total.minor


def _sales(cash: Sequence[CashSum]) -> list[tuple[Cell, ...]]:
    came, went = sum(each.came for each in cash), sum(each.went for each in cash)
    lines: list[tuple[Cell, ...]] = [("cash_taken", None, came)]
    return [*lines, ("cash_given_back", None, went)] if went else lines


def _differences(closed: TillClose) -> Section:
    """Return expected against counted for each tender, as the Z report was printed with them."""
    view = from_json(closed.report, TillReportView)
    found = view.differences
    amounts = [_amounts(each) for each in found]
    rows = [(each.kind, *own, *_pieces(each)) for each, own in zip(found, amounts, strict=True)]
    sums = [sum(each[place] or 0 for each in amounts) for place in range(3)]
    columns = (
        coded("tender"),
        money("expected"),
        money("counted"),
        money("over_short"),
        count("papers_expected"),
        count("papers_counted"),
    )
    totals = (None, *sums, None, None) if rows else ()
    return table("differences", columns, rows, totals=totals)


def _amounts(found: TenderDifference) -> tuple[int | None, ...]:
    """Return expected, counted and difference; nothing of papers that stand for no money."""
    if found.kind in _NO_MONEY:
        return (None, None, None)
    return (found.expected.minor, found.counted.minor, found.over_short.minor)


def _pieces(found: TenderDifference) -> tuple[int | None, ...]:
    """Return how many papers there should be, and were; nothing of cash."""
    if found.kind == TenderKind.CASH.value:
        return (None, None)
    return (found.expected_count, found.counted_count)


def _tenders(tenders: Sequence[Row]) -> Section:
    found = {row.label: row for row in tenders}
    rows = [
        (
            kind.value,
            row.count,
            row.amount.minor,
            row.back_count,
            -row.back.minor,
            row.net.minor,
        )
        for kind in TenderKind
        if (row := found.get(kind.value)) is not None
    ]
    columns = (
        coded("tender"),
        count("number"),
        money("taken_in"),
        count("number_back"),
        money("given_back"),
        money("amount"),
    )
    return table("by_tender", columns, rows, chart=ChartKind.STACK, chart_of="amount")


def _figures(uow: UnitOfWork, till_id: str) -> Section:
    rows = [(what, uow.tills.count_of(what, (till_id,))) for what in _FIGURES]
    columns = (coded("item"), count("number"))
    return table("figures", columns, rows, added_up=False)


def _performances(uow: UnitOfWork, performances: Sequence[Row]) -> Section:
    rows = []
    for row in performances:
        performance = uow.catalogue.performance(row.label)
        starts_at = performance.starts_at.isoformat()
        rows.append(
            (
                performance.production,
                starts_at,
                row.count,
                row.amount.minor,
                row.back_count,
                row.net.minor,
            )
        )
    columns = (
        text("production"),
        moment("starts_at"),
        count("tickets"),
        money("sold_for"),
        count("tickets_back"),
        money("net"),
    )
    rows.sort(key=lambda row: (row[1], row[0]))
    return table("by_performance", columns, rows)


def _movements(uow: UnitOfWork, till_id: str) -> Section:
    _, zone = company_of(uow)
    rows = [
        (
            f"V{each.number:04d}",
            each.at.astimezone(zone).replace(microsecond=0).isoformat(),
            each.kind,
            each.person,
            each.reason,
            each.bag,
            each.amount_minor if each.kind in ("top_up", "paid_in") else -each.amount_minor,
        )
        for each in uow.movements.of_till(till_id)
    ]
    columns = (
        text("voucher"),
        moment("at"),
        coded("movement"),
        text("person"),
        text("reason"),
        text("bag"),
        money("amount"),
    )
    return table("movements", columns, rows)


def _counts(uow: UnitOfWork, till_id: str) -> Section:
    _, zone = company_of(uow)
    rows = [
        (
            str(each.attempt),
            each.at.astimezone(zone).replace(microsecond=0).isoformat(),
            _cash_of(each),
        )
        for each in uow.tills.counts(till_id)
    ]
    columns = (text("count"), moment("at"), money("counted"))
    return table("counts", columns, rows, added_up=False)


def _history(uow: UnitOfWork, till: Till) -> Section:
    since = till.business_date - timedelta(days=PERIOD_DAYS - 1)
    rows = [
        (each.business_date.isoformat(), each.amount)
        for each in uow.figures.over_short(since, till.business_date)
        if each.user_id == till.user_id
    ]
    columns = (day("business_date"), money("over_short"))
    return table("history", columns, rows, chart=ChartKind.LINE, chart_of="over_short")
