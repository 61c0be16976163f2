"""``[venues.exchange]`` and ``[venues.returns]`` of a season file: what exchanging and returning
tickets costs, until when, and which never come back; all of it optional."""

from __future__ import annotations

from collections.abc import Iterable

from pos.catalogue.fields import Fields
from pos.catalogue.season_parts import Codes
from pos.money import Money
from pos.views.catalogue import PriceTypeView
from pos.views.exchanging_rules import (
    LAUNCH_EXCHANGE,
    LAUNCH_RETURNS,
    ExchangeRules,
    ReturnRules,
)

A_MONTH_OF_HOURS = 24 * 31
A_YEAR = 366

TypesNamed = tuple[Fields, str, tuple[str, ...]]
"""A table and the key in it that names these price types."""


def read_exchange(fields: Fields | None, currency: str, named: list[TypesNamed]) -> ExchangeRules:
    """Return the rules of a venue; what the file does not say is as in the launch profile. What it
    names of price types goes to ``named``, for ``check_types``."""
    if fields is None:
        return LAUNCH_EXCHANGE
    usual = LAUNCH_EXCHANGE
    rules = ExchangeRules(
        fee_minor=_fee(fields, currency),
        free_types=_types(fields, "free_types", named),
        members_free=fields.flag("members_free", default=usual.members_free),
        free_days=_days(fields),
        upgrade_free=fields.flag("upgrade_free", default=usual.upgrade_free),
        until_hours=_hours(fields),
    )
    fields.end()
    return rules


def read_returns(fields: Fields | None, currency: str, named: list[TypesNamed]) -> ReturnRules:
    """Return the rules of a venue, as ``read_exchange`` does."""
    if fields is None:
        return LAUNCH_RETURNS
    rules = ReturnRules(
        until_hours=_hours(fields),
        never_types=_types(fields, "never_types", named),
        series=fields.flag("series", default=LAUNCH_RETURNS.series),
        fee_minor=_fee(fields, currency),
        free_days=_days(fields),
        cancelled_fees=fields.flag("cancelled_fees", default=LAUNCH_RETURNS.cancelled_fees),
    )
    fields.end()
    return rules


def check_types(named: Iterable[TypesNamed], types: Codes[PriceTypeView]) -> None:
    """Report every price type that is named and that the season does not have."""
    for fields, key, codes in named:
        for code in codes:
            types.named(fields, key, code)


def _fee(fields: Fields, currency: str) -> int:
    return fields.money("fee", currency, Money.zero(currency)).minor


def _types(fields: Fields, key: str, named: list[TypesNamed]) -> tuple[str, ...]:
    codes = fields.texts(key)
    named.append((fields, key, codes))
    return codes


def _hours(fields: Fields) -> int | None:
    if not fields.has("until_hours"):
        return None
    return fields.integer("until_hours", lowest=0, highest=A_MONTH_OF_HOURS)


def _days(fields: Fields) -> int | None:
    if not fields.has("free_days"):
        return None
    return fields.integer("free_days", lowest=0, highest=A_YEAR)
