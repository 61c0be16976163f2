"""The figures of a till or a day: sums over postings and counts of facts, never kept anywhere else.

The same function makes the X report, the Z report and the day's, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from pos.ledger import FEES, SOLD, Account
from pos.money import Money, total
from pos.names import name_of
from pos.ports.storage import UnitOfWork
from pos.records import Till
from pos.stock.book import report_rows
from pos.views.cash import Row, TillReportView
from pos.window import Window

_QUARTER_S = 900


def report(uow: UnitOfWork, window: Window, tills: Sequence[Till], scope: str) -> TillReportView:
    """Return the figures of ``tills`` (at least one, in the order of opening) as of now."""
    company, first = uow.catalogue.company(), tills[0]
    zone, currency = ZoneInfo(company.zone), first.currency
    ids = [till.till_id for till in tills]
    fees, fees_back = _both_ways(uow, ids, *FEES)
    taxes, taxes_back = _both_ways(uow, ids, Account.TAXES)
    gross, gross_back = _both_ways(uow, ids, *SOLD)
    certificates, certificates_back = uow.tills.certificates_total(ids)
    takings = uow.tills.takings(ids)
    times, back = uow.tills.given_back(ids)
    losses, lost = uow.tills.written_off(ids)
    exchanged = uow.tills.exchanged(ids)
    return TillReportView(
        scope=scope,
        z_number=None,
        company=company.name,
        window=window.name,
        cashier=name_of(uow, first.user_id) if scope == "till" else "",
        business_date=first.business_date,
        opened_at=first.opened_at.astimezone(zone),
        printed_at=uow.now().astimezone(zone),
        opening_float=total((Money(till.float_minor, currency) for till in tills), currency),
        by_tender=uow.tills.by_tender(ids),
        by_performance=_by_performance(uow, ids),
        by_price_type=_by_price_type(uow, ids),
        by_quarter_hour=by_quarter_hour([(at, sold) for at, sold, _ in takings], zone, currency),
        fees=Money(fees, currency),
        sales=uow.tills.count_of("sales", ids),
        tickets=uow.tills.count_of("tickets", ids),
        comps=uow.tills.count_of("comps", ids),
        no_sales=uow.tills.count_of("no_sales", ids),
        gross=Money(gross, currency),
        differences=(),
        reason="",
        approved_by="",
        spoiled=uow.tills.count_of("spoiled", ids),
        receivable=_booked(uow, ids, currency, Account.RECEIVABLE, Account.NSF),
        counts=_counts(uow, first) if scope == "till" else (),
        lost=uow.tills.count_of("lost", ids),
        by_key=uow.tills.count_of("by_key", ids),
        left_open=uow.tills.count_of("left_open", ids),
        stock=report_rows(uow, window, tills),
        certificates=Money(certificates, currency),
        certificates_back=Money(certificates_back, currency),
        cashed_out=Money(uow.tills.cashed_out_total(ids), currency),
        owed_back=-_booked(uow, ids, currency, Account.REFUNDS_PAYABLE),
        check_fees=-_booked(uow, ids, currency, Account.CHECK_FEES),
        given_back=Row("", times, Money(back, currency)),
        written_off=Row("", losses, Money(lost, currency)),
        movements=uow.movements.by_kind(ids),
        returned=uow.tills.count_of("returned", ids),
        comps_back=uow.tills.count_of("comps_back", ids),
        gross_back=Money(gross_back, currency),
        fees_back=Money(fees_back, currency),
        taxes=Money(taxes, currency),
        taxes_back=Money(taxes_back, currency),
        back_by_quarter_hour=by_quarter_hour([(at, b) for at, _, b in takings], zone, currency),
        elsewhere=_elsewhere(uow, window, first) if scope == "day" else None,
        extras=uow.tills.extras(ids),
        exchanges=exchanged.times,
        exchanged=Row(
            "",
            exchanged.tickets,
            Money(exchanged.sold, currency),
            back_count=exchanged.tickets_back,
            back=Money(exchanged.back, currency),
        ),
    )


def _both_ways(uow: UnitOfWork, till_ids: Sequence[str], *accounts: Account) -> tuple[int, int]:
    """Return what of tickets was credited to these accounts, and what came back."""
    return uow.tills.both_ways([account.value for account in accounts], till_ids)


def _elsewhere(uow: UnitOfWork, window: Window, till: Till) -> Row:
    """Return what the till's business day has beside its window's tills."""
    tickets, amount = uow.figures.elsewhere(till.business_date, window.window_id)
    return Row("", tickets, Money(amount, till.currency))


def _booked(uow: UnitOfWork, till_ids: Sequence[str], currency: str, *accounts: Account) -> Money:
    booked = (uow.tills.account_total(account.value, till_ids) for account in accounts)
    return Money(sum(booked), currency)


def _counts(uow: UnitOfWork, till: Till) -> tuple[Money, ...]:
    counts = uow.tills.counts(till.till_id)
    return tuple(Money(count.total_minor, till.currency) for count in counts)


def blinded(view: TillReportView) -> TillReportView:
    """Return the report without anything from which the cash in the drawer could be worked out.

    Takings less the other tenders are the cash, so no amount of takings remains; counts do.
    """
    nothing = Money.zero(view.gross.currency)
    return replace(
        view,
        by_tender=(),
        by_performance=tuple(_without_sums(row) for row in view.by_performance),
        by_price_type=tuple(_without_sums(row) for row in view.by_price_type),
        by_quarter_hour=(),
        back_by_quarter_hour=(),
        fees=nothing,
        fees_back=nothing,
        taxes=nothing,
        taxes_back=nothing,
        gross=nothing,
        gross_back=nothing,
        receivable=nothing,
        certificates=nothing,
        certificates_back=nothing,
        cashed_out=nothing,
        owed_back=nothing,
        check_fees=nothing,
        given_back=view.given_back and _without_sums(view.given_back),
        written_off=view.written_off and _without_sums(view.written_off),
        exchanged=view.exchanged and _without_sums(view.exchanged),
        extras=tuple(replace(each, amount=nothing, back=nothing) for each in view.extras),
        blind=True,
        counts=(),
    )


def _without_sums(row: Row) -> Row:
    nothing = Money.zero(row.amount.currency)
    return replace(row, amount=nothing, back=nothing)


def _by_performance(uow: UnitOfWork, till_ids: Sequence[str]) -> tuple[Row, ...]:
    rows = [
        (uow.catalogue.performance(row.label), row) for row in uow.tills.by_performance(till_ids)
    ]
    rows.sort(key=lambda pair: (pair[0].starts_at, pair[0].performance_id))
    return tuple(
        replace(row, label=performance.production, starts_at=performance.starts_at)
        for performance, row in rows
    )


def _by_price_type(uow: UnitOfWork, till_ids: Sequence[str]) -> tuple[Row, ...]:
    sold = {row.label: row for row in uow.tills.by_price_type(till_ids)}
    known = sorted(uow.catalogue.price_types(), key=lambda kind: kind.position)
    return tuple(
        replace(sold[kind.price_type_id], label=kind.name)
        for kind in known
        if kind.price_type_id in sold
    )


def by_quarter_hour(
    takings: Sequence[tuple[datetime, int]], zone: ZoneInfo, currency: str
) -> tuple[tuple[datetime, Money], ...]:
    """Return the sum of each quarter hour that has any, by its start in ``zone``."""
    quarters: dict[int, int] = {}
    for moment, minor in takings:
        if not minor:
            continue
        start = int(moment.timestamp()) // _QUARTER_S * _QUARTER_S
        quarters[start] = quarters.get(start, 0) + minor
    return tuple(
        (datetime.fromtimestamp(start, UTC).astimezone(zone), Money(minor, currency))
        for start, minor in sorted(quarters.items())
    )
