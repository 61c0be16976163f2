"""The programme of a season file: price types and tables, productions and their performances."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pos.catalogue.faults import FaultCode
from pos.catalogue.fields import Fields
from pos.catalogue.season_parts import Codes, check_fee, code_of, day_of, local_moment, time_of
from pos.catalogue.stable_ids import performance_id, price_type_id
from pos.ids import HallId
from pos.money import Money
from pos.views.catalogue import PriceTypeView, PriceView, ZoneView
from pos.views.season import Hall, Performance, Production

FACTS = (
    "running_time",
    "intervals",
    "programme",
    "cast",
    "language",
    "latecomers",
    "age_advice",
    "accessibility",
    "directions",
    "parking",
    "pronunciation",
    "talk",
)
"""What patrons ask about a production. The screens have a heading for each."""


NOT_SOLD = "-"
"""Stands in the place of a price where a price type is not on sale in a zone."""
LONGEST_DOORS = 300
"""Minutes before curtain."""
CLASH = timedelta(minutes=30)
"""Two performances in one hall that start this near to each other are a slip of the pen."""


@dataclass(frozen=True, slots=True)
class PriceTable:
    """What tickets cost in a hall, for the productions that name the table."""

    code: str
    hall: str
    hall_id: HallId
    prices: tuple[PriceView, ...]


def read_price_types(fields: Fields, types: Codes[PriceTypeView]) -> None:
    """Read who buys; the first one is what a cashier gets without asking."""
    for position, each in enumerate(fields.tables("price_types", required=True)):
        code = code_of(each)
        view = PriceTypeView(
            price_type_id(code),
            code,
            each.text("name"),
            position,
            each.flag("needs_reason", default=False),
        )
        each.end()
        types.add(each, code, view)


def read_price_tables(
    fields: Fields,
    tables: Codes[PriceTable],
    halls: Codes[Hall],
    types: Codes[PriceTypeView],
    currency: str,
) -> None:
    """Read the tables. Every zone has a price for every price type, or says that it is not sold."""
    for each in fields.tables("price_tables", required=True):
        code = code_of(each)
        hall = halls.named(each, "hall", each.text("hall"))
        fee = each.money("facility_fee", currency, Money.zero(currency))
        rows = each.table("prices")
        each.end()
        if hall is None or rows is None:
            tables.spoil(code)
            continue
        prices = _prices(rows, hall, types.values(), fee)
        tables.add(each, code, PriceTable(code, hall.view.code, hall.view.hall_id, prices))


def _prices(
    fields: Fields, hall: Hall, types: list[PriceTypeView], fee: Money
) -> tuple[PriceView, ...]:
    zones = {zone.name: zone for zone in hall.view.zones}
    prices: list[PriceView] = []
    for name in fields.names():
        row = fields.table(name)
        if name not in zones:
            fields.fault(name, FaultCode.SEASON_ZONE_UNKNOWN, name, hall.view.code)
        elif row is not None:
            prices += _row(row, zones[name], types, fee)
    for name in zones:
        if not fields.has(name):
            wanted = ", ".join(kind.code for kind in types)
            fields.fault(name, FaultCode.SEASON_PRICE_MISSING, name, wanted)
    return tuple(prices)


def _row(fields: Fields, zone: ZoneView, types: list[PriceTypeView], fee: Money) -> list[PriceView]:
    prices = []
    for kind in types:
        if not fields.has(kind.code):
            fields.fault(kind.code, FaultCode.SEASON_PRICE_MISSING, zone.name, kind.code)
        elif fields.raw(kind.code) != NOT_SOLD:
            shown = fields.money(kind.code, fee.currency)
            part = fee if shown else Money.zero(fee.currency)
            if not check_fee(fields, kind.code, shown, part):
                part = Money.zero(fee.currency)
            prices.append(PriceView(zone.zone_id, kind.price_type_id, shown - part, part))
    fields.end()
    return prices


@dataclass(frozen=True, slots=True)
class Programme:
    """Where performances find what they name."""

    halls: Codes[Hall]
    tables: Codes[PriceTable]
    zones: Mapping[HallId, str]
    """IANA time zone by hall."""
    today: date


@dataclass(frozen=True, slots=True)
class _Usual:
    """What a production's performances share unless they say otherwise; empty where it says
    nothing.
    """

    production: str
    hall: str
    prices: str
    doors_minutes: int


def read_productions(
    fields: Fields,
    productions: Codes[Production],
    performances: Codes[Performance],
    programme: Programme,
) -> None:
    """Read the productions with their performances."""
    for each in fields.tables("productions", required=True):
        code = code_of(each)
        production = Production(
            code=code,
            title=each.text("title", longest=120),
            subtitle=each.text("subtitle", "", blank=True),
            series=each.text("series", "", blank=True, longest=60),
            facts=_facts(each),
        )
        usual = _Usual(
            production=code,
            hall=each.text("hall", ""),
            prices=each.text("prices", ""),
            doors_minutes=each.integer("doors_minutes", 0, lowest=0, highest=LONGEST_DOORS),
        )
        for one in each.tables("performances"):
            name = code_of(one)
            found = _performance(one, name, usual, programme)
            if found is None:
                performances.spoil(name)
            else:
                _check_clash(one, found, performances)
                performances.add(one, name, found)
        each.end()
        productions.add(each, code, production)
    if not performances.values() and not fields.faults.errors:
        fields.fault("productions", FaultCode.SEASON_NO_PERFORMANCES)


def _facts(fields: Fields) -> tuple[tuple[str, str], ...]:
    table = fields.table("facts", required=False)
    if table is None:
        return ()
    for key in table.names():
        if key not in FACTS:
            table.fault(key, FaultCode.FIELD_NOT_ONE_OF, key, ", ".join(FACTS))
    return tuple((key, table.text(key, longest=1_000)) for key in table.names() if key in FACTS)


def _performance(
    fields: Fields, code: str, usual: _Usual, programme: Programme
) -> Performance | None:
    hall = programme.halls.named(fields, "hall", fields.text("hall", usual.hall or None))
    table = programme.tables.named(fields, "prices", fields.text("prices", usual.prices or None))
    doors = fields.integer("doors_minutes", usual.doors_minutes, lowest=0, highest=LONGEST_DOORS)
    local = _local_start(fields, programme.today)
    fields.end()
    if hall is None or table is None or local is None:
        return None
    if table.hall_id != hall.view.hall_id:
        fields.fault("prices", FaultCode.SEASON_WRONG_HALL, table.hall, hall.view.code)
    key = "starts" if fields.has("starts") else "time"
    start = local_moment(fields, key, local, programme.zones[hall.view.hall_id])
    return Performance(
        performance_id=performance_id(code),
        code=code,
        production=usual.production,
        hall_id=hall.view.hall_id,
        starts_at=start,
        doors_at=start - timedelta(minutes=doors) if doors else None,
        prices=table.prices,
    )


def _local_start(fields: Fields, today: date) -> datetime | None:
    """Return the local date and time: ``starts`` as a TOML local date-time, or ``date`` or
    ``date_day`` with ``time``.
    """
    if fields.has("starts"):
        for key in ("date", "date_day", "time"):
            if fields.has(key):
                fields.raw(key)
                fields.fault(key, FaultCode.FIELD_CONFLICT, "starts", key)
        value = fields.raw("starts")
        if type(value) is not datetime or value.tzinfo is not None:
            fields.fault("starts", FaultCode.FIELD_NOT_A_DATE, value)
            return None
        return value
    if not fields.has("date") and not fields.has("date_day"):
        fields.raw("time", required=False)
        fields.fault("starts", FaultCode.FIELD_MISSING)
        return None
    day, hour = day_of(fields, "date", today), time_of(fields, "time")
    return None if day is None or hour is None else datetime.combine(day, hour)


def _check_clash(fields: Fields, new: Performance, known: Codes[Performance]) -> None:
    for other in known.values():
        near = abs(other.starts_at - new.starts_at) < CLASH
        if near and other.hall_id == new.hall_id and other.code != new.code:
            fields.faults.error(fields.path, FaultCode.SEASON_CLASH, other.code)
