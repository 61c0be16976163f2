"""Reads a season file: TOML that a person writes, checked as a whole, with every fault at its
place and line.

The file names halls and their plans, productions and performances, prices, fees, taxes,
promotions, series, memberships, funds, goods, seat kinds and holds. Performances give an absolute
local date and time, or a day counted from today (demo and training seasons).
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pos.catalogue.faults import FaultCode, Faults
from pos.catalogue.fields import Fields
from pos.catalogue.lines import toml_lines
from pos.catalogue.season_charges import Named, read_charges
from pos.catalogue.season_counter import read_funds, read_goods
from pos.catalogue.season_halls import PlanSource, read_halls, tell_dearer, tell_short
from pos.catalogue.season_memberships import read_memberships
from pos.catalogue.season_parts import Codes
from pos.catalogue.season_places import read_holds, read_venues
from pos.catalogue.season_programme import (
    PriceTable,
    Programme,
    read_price_tables,
    read_price_types,
    read_productions,
)
from pos.catalogue.season_promos import OfferParts, read_offers
from pos.catalogue.season_returns import check_types
from pos.catalogue.season_series import SeriesParts, read_subscriptions
from pos.clock import business_date
from pos.views.cash import Finding
from pos.views.catalogue import PriceTypeView
from pos.views.season import Hall, Performance, Production, Season, Venue

LARGEST_FILE = 2**20
"""Bytes; a season of a thousand performances is near 300 kB."""
LONGEST_LINE = 4_000
"""Characters. The TOML parser's time grows with the square of a dotted key's length."""
FORMAT = 1
"""The only version of the file there is."""


@dataclass(frozen=True, slots=True)
class SeasonRead:
    """A season and at most warnings, or no season and at least one error."""

    season: Season | None
    findings: tuple[Finding, ...]


def read_season(data: bytes, file: str, *, now: datetime, plan_of: PlanSource) -> SeasonRead:
    """Return the season in ``data``, or every fault. Raises nothing.

    ``now`` is aware; the business day it falls on at the first venue is what ``day = 0`` means.
    """
    faults = Faults(file)
    document = _document(data, faults)
    if document is None:
        return SeasonRead(None, faults.findings())
    season = _season(Fields(document, "", faults), now, plan_of)
    return SeasonRead(None if faults.errors else season, faults.findings())


def _document(data: bytes, faults: Faults) -> dict[str, Any] | None:
    if len(data) > LARGEST_FILE:
        faults.error("", FaultCode.FILE_TOO_LARGE, len(data), LARGEST_FILE)
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        faults.error("", FaultCode.FILE_NOT_TEXT, line=data.count(b"\n", 0, error.start) + 1)
        return None
    if not text.strip():
        faults.error("", FaultCode.FILE_EMPTY)
        return None
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > LONGEST_LINE:
            faults.error("", FaultCode.FILE_LINE_TOO_LONG, len(line), LONGEST_LINE, line=number)
            return None
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        _not_toml(text, str(error), faults)
        return None
    faults.line_of = toml_lines(text)
    return document


def _not_toml(text: str, reason: str, faults: Faults) -> None:
    """Report what the parser says; the line is only in its words."""
    at = re.search(r" \(at line (\d+), column \d+\)$", reason)
    if at is None:
        line, code = text.rstrip().count("\n") + 1, FaultCode.FILE_TRUNCATED
    else:
        line, code = int(at.group(1)), FaultCode.FILE_NOT_TOML
    faults.error("", code, re.sub(r" \(at [^()]*\)$", "", reason), line=line)


def _season(fields: Fields, now: datetime, plan_of: PlanSource) -> Season:
    fields.integer("format", lowest=FORMAT, highest=FORMAT)
    name, company = fields.text("name"), fields.text("company")
    venues, halls = Codes[Venue]("venue"), Codes[Hall]("hall")
    types, tables = Codes[PriceTypeView]("price_type"), Codes[PriceTable]("price_table")
    productions = Codes[Production]("production")
    performances = Codes[Performance]("performance")
    types_named = read_venues(fields, venues)
    currency = venues.values()[0].currency if venues.values() else "USD"
    today = _today(venues.values(), now)
    chairs = read_halls(fields, halls, venues, plan_of)
    read_price_types(fields, types)
    check_types(types_named, types)
    faults = fields.faults.errors
    read_price_tables(fields, tables, halls, types, currency)
    if fields.faults.errors == faults:
        tell_dearer(chairs, tables.values(), types.values())
    zones = {venue.name: venue.time_zone for venue in venues.values()}
    by_hall = {hall.view.hall_id: zones.get(hall.view.venue, "UTC") for hall in halls.values()}
    read_productions(fields, productions, performances, Programme(halls, tables, by_hall, today))
    levels = read_memberships(fields, currency)
    offers = read_offers(
        fields,
        OfferParts(
            halls,
            types,
            productions,
            performances,
            {level.code: level for level in levels},
            currency,
            today,
        ),
    )
    season = Season(
        name=name,
        company=company,
        venues=tuple(venues.values()),
        halls=tuple(halls.values()),
        price_types=tuple(types.values()),
        productions=tuple(productions.values()),
        performances=tuple(performances.values()),
        promos=offers.promos,
        subscriptions=read_subscriptions(
            fields, SeriesParts(halls, types, productions, performances, currency, today)
        ),
        memberships=levels,
        holds=read_holds(fields, halls, performances),
        groups=offers.groups,
        sources=offers.sources,
        funds=read_funds(fields),
        goods=read_goods(fields, currency),
        charges=read_charges(fields, Named(halls, types, productions, performances), currency),
    )
    fields.end()
    if not fields.faults.errors:
        tell_short(chairs)
    return season


def _today(venues: list[Venue], now: datetime) -> date:
    if not venues:
        return now.date()
    return business_date(now, ZoneInfo(venues[0].time_zone), venues[0].cutoff_hour)
