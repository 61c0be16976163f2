"""The box-office statement of a performance: what a presenter and the house sign.

Two things are proved on it: every place of the house is in one row, and what the tickets cost by
price type is what was paid for them, still owing included.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pos.catalogue.stable_ids import performance_id
from pos.closing.chart import chart
from pos.closing.statements.building import (
    Names,
    coded,
    company_of,
    count,
    made,
    money,
    proof,
    share,
    table,
    text,
    thousandths,
)
from pos.closing.statements.sharing import paid_for_performance
from pos.errors import NotFound
from pos.ledger import Account
from pos.ports.figures import Places, TicketSum
from pos.ports.storage import UnitOfWork
from pos.views.catalogue import PerformanceView
from pos.views.charges import ChargeKind
from pos.views.selling import TenderKind
from pos.views.statements import ChartKind, Section, Statement, StatementName
from pos.window import Window

_CLASSES = (*(kind.value for kind in TenderKind), "receivable", "owed_back", "check_fees", "other")


def performance(uow: UnitOfWork, window: Window, subject: str) -> Statement:
    """Return the statement of a performance, named by its id or its code in the season file."""
    found = _found(uow, subject)
    _, zone = company_of(uow)
    starts: datetime = found.starts_at.astimezone(zone)
    key = found.performance_id
    places, sums = uow.figures.places(key), uow.figures.tickets_of(key)
    taxed = any(each.tax for each in sums)
    paid = paid_for_performance(uow.figures.parts_of(key))
    heading = (
        ("production", found.production),
        ("starts_at", starts.isoformat()),
        ("hall", found.hall),
        ("performance_code", found.code),
    )
    sections = [
        _house(places),
        _prices(uow, key, sums),
        *_charges(uow, key, sums),
        _comps(uow, key),
        _payments(paid),
        _deductions(sums, paid),
        _returns(uow, key),
        _places_proof(places),
        _money_proof(sums, paid),
    ]
    return made(
        uow,
        StatementName.PERFORMANCE,
        key,
        heading,
        sections,
        signatures=("box_office", "presenter"),
        notes=(
            "gross_is_all_in",
            "shared_payments",
            *(("net_formula_taxed",) if taxed else ("net_formula", "no_taxes")),
        ),
    )


def _found(uow: UnitOfWork, subject: str) -> PerformanceView:
    try:
        return uow.catalogue.performance(subject)
    except NotFound:
        pass
    try:
        return uow.catalogue.performance(performance_id(subject))
    except NotFound:
        raise NotFound(kind="performance", key=subject) from None


def _gross(sums: tuple[TicketSum, ...]) -> int:
    return sum(each.gross for each in sums)


def _house(places: Places) -> Section:
    whole = places.capacity
    rows = [
        (what, number, thousandths(number, whole))
        for what, number in (
            ("sold", places.sold),
            ("comp", places.comps),
            ("held", places.held),
            ("killed", places.killed),
            ("unsold", places.free),
        )
    ]
    columns = (coded("places_are"), count("places"), share("of_capacity"))
    return table("house", columns, rows, chart=ChartKind.STACK, chart_of="places")


def _prices(uow: UnitOfWork, key: str, sums: tuple[TicketSum, ...]) -> Section:
    zones, taxed = uow.figures.zones(key), any(each.tax for each in sums)
    kinds = {kind.price_type_id: kind for kind in uow.catalogue.price_types()}
    position = {zone: place for place, zone in enumerate(zones)}

    def order(each: TicketSum) -> tuple[int, int, str]:
        kind = kinds.get(each.price_type_id)  # type: ignore[call-overload]
        return (position.get(each.zone_id, len(position)), kind.position if kind else 0, "")

    rows = []
    for each in sorted(sums, key=order):
        kind = kinds.get(each.price_type_id)  # type: ignore[call-overload]
        if each.tickets or each.gross:
            about = (zones.get(each.zone_id, ""), kind.name if kind else "", each.tickets)
            taxes = (each.tax,) if taxed else ()
            rows.append((*about, each.face, each.fee, *taxes, each.gross))
    columns = (
        text("zone"),
        text("price_type"),
        count("tickets"),
        money("face"),
        money("fees"),
        *((money("taxes"),) if taxed else ()),
        money("gross"),
    )
    return table("by_price", columns, rows)


def _charges(uow: UnitOfWork, key: str, sums: tuple[TicketSum, ...]) -> list[Section]:
    """Return what fees and taxes are made of, where rules made some of it."""
    found = uow.figures.charges_of(key)
    if not found:
        return []
    by_rule = sum(each.amount for each in found if each.kind == ChargeKind.FEE.value)
    listed = sum(each.fee for each in sums) - by_rule
    rows: list[tuple[str, str, int | None, int]] = []
    if listed:
        account = Account.FACILITY_FEE.value
        name = chart(uow.catalogue.company().closing)[account].name
        rows.append((name, account, None, listed))
    rows += [(each.name, each.account, each.tickets, each.amount) for each in found]
    columns = (text("charge"), text("account"), count("tickets"), money("amount"))
    return [table("by_charge", columns, rows)]


def _comps(uow: UnitOfWork, key: str) -> Section:
    names = Names(uow)
    rows = [(each.reason, names(each.approver), each.tickets) for each in uow.figures.comps_of(key)]
    columns = (text("comp_reason"), text("approved_by"), count("tickets"))
    return table("comps", columns, rows)


def _payments(paid: Mapping[str, int]) -> Section:
    rows = [(part, paid[part]) for part in _CLASSES if part in paid]
    columns = (coded("tender"), money("amount"))
    return table("by_payment", columns, rows, chart=ChartKind.STACK, chart_of="amount")


def _deductions(sums: tuple[TicketSum, ...], paid: Mapping[str, int]) -> Section:
    """Return what is taken off the gross, and the net under it. A promotional certificate is a
    discount: nothing was ever paid for it."""
    owed_on = sum(each.tax for each in sums)
    taxes = [("taxes", -owed_on)] if owed_on else []
    rows = [
        ("gross", _gross(sums)),
        *taxes,
        ("fees", -sum(each.fee for each in sums)),
        ("promotional", -paid.get(TenderKind.PROMOTIONAL.value, 0)),
        ("rounding", -paid.get(TenderKind.ROUNDING.value, 0)),
    ]
    net = sum(amount for _, amount in rows)
    columns = (coded("item"), money("amount"))
    return table("deductions", columns, rows, totals=("net", net))


def _returns(uow: UnitOfWork, key: str) -> Section:
    tickets, amount = uow.figures.returned_of(key)
    scanned = uow.figures.scanned_of(key)
    rows = [("tickets_returned", tickets, amount), ("scanned", scanned, None)]
    columns = (coded("item"), count("number"), money("amount"))
    return table("returns", columns, rows, added_up=False)


def _places_proof(places: Places) -> Section:
    parts = places.sold + places.comps + places.held + places.killed + places.free
    rows = (("places_together", parts), ("capacity", places.capacity))
    columns = (coded("item"), count("places"))
    return table("proof_places", columns, rows, totals=("difference", parts - places.capacity))


def _money_proof(sums: tuple[TicketSum, ...], paid: Mapping[str, int]) -> Section:
    owing = ("receivable",)
    return proof(
        ("paid_together", sum(amount for part, amount in paid.items() if part not in owing)),
        ("receivable", paid.get("receivable", 0)),
        ("gross", _gross(sums)),
    )
