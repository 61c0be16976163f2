"""The membership levels of a season file."""

from __future__ import annotations

from pos.catalogue.faults import FaultCode
from pos.catalogue.fields import Fields
from pos.catalogue.season_parts import Codes, basis_points, code_of
from pos.money import LARGEST_MINOR, Money
from pos.views.season import Membership

LONGEST_MEMBERSHIP = 120
"""Months."""


def read_memberships(fields: Fields, currency: str) -> tuple[Membership, ...]:
    """Return the levels in the order of the file; none is free."""
    levels: Codes[Membership] = Codes("membership")
    for each in fields.tables("memberships"):
        level = Membership(
            code=code_of(each),
            name=each.text("name"),
            price=_price(each, currency),
            discount_bp=basis_points(each, "percent_off"),
            tickets=each.integer("tickets", 0, lowest=0, highest=100),
            benefits=each.texts("benefits"),
            months=each.integer("months", 12, lowest=1, highest=LONGEST_MEMBERSHIP),
        )
        each.end()
        levels.add(each, level.code, level)
    return tuple(levels.values())


def _price(fields: Fields, currency: str) -> Money:
    before = fields.faults.errors
    price = fields.money("price", currency)
    if not price and fields.faults.errors == before:
        least, most = Money(1, currency), Money(LARGEST_MINOR, currency)
        fields.fault("price", FaultCode.FIELD_OUT_OF_RANGE, price, least, most)
    return price
