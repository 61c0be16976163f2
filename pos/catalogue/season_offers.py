"""The offers of a season file: promo codes, membership levels."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pos.catalogue.faults import FaultCode
from pos.catalogue.fields import Fields
from pos.catalogue.season_parts import Codes, basis_points, code_of, day_of
from pos.ids import PerformanceId, ZoneId
from pos.money import Money
from pos.views.catalogue import PriceTypeView
from pos.views.season import (
    Hall,
    Membership,
    Performance,
    Production,
    Promo,
    PromoKind,
)

MOST_TICKETS = 100_000
LONGEST_MEMBERSHIP = 120
"""Months."""


class Offers:
    """Reads offers; knows what they may name."""

    def __init__(
        self,
        halls: Codes[Hall],
        types: Codes[PriceTypeView],
        productions: Codes[Production],
        performances: Codes[Performance],
        fees: Mapping[PerformanceId, Money],
    ) -> None:
        self._halls, self._types = halls, types
        self._productions, self._performances = productions, performances
        self._fees = fees

    def promos(self, fields: Fields, currency: str, today: date) -> tuple[Promo, ...]:
        """Return the promo codes, written in capitals as a cashier types them."""
        promos: Codes[Promo] = Codes("promo")
        for each in fields.tables("promos"):
            code = code_of(each).upper()
            kind, amount, points = self._worth(each, currency)
            promo = Promo(
                code=code,
                name=each.text("name"),
                kind=kind,
                amount=amount,
                basis_points=points,
                valid_from=day_of(each, "from", today),
                valid_until=day_of(each, "until", today),
                performances=frozenset(self._named_performances(each)),
                zones=self._zones(each),
                price_types=frozenset(
                    kind.price_type_id for kind in self._types.all_named(each, "price_types")
                ),
                per_order=self._limit(each, "per_order"),
                uses=self._limit(each, "uses"),
            )
            self._check(each, promo)
            each.end()
            promos.add(each, code, promo)
        return tuple(promos.values())

    def _worth(self, fields: Fields, currency: str) -> tuple[PromoKind, Money, int]:
        """Return what the promotion does; exactly one of the three keys says so."""
        there = [kind for kind in PromoKind if fields.has(kind.value)]
        if len(there) != 1:
            keys = [kind.value for kind in PromoKind]
            for kind in there:
                fields.raw(kind.value)
            fields.fault(keys[0], FaultCode.FIELD_CONFLICT, *keys)
            return PromoKind.PERCENT, Money.zero(currency), 0
        kind = there[0]
        if kind is PromoKind.PERCENT:
            return kind, Money.zero(currency), basis_points(fields, kind.value)
        return kind, fields.money(kind.value, currency), 0

    def _check(self, fields: Fields, promo: Promo) -> None:
        if promo.valid_from and promo.valid_until and promo.valid_from > promo.valid_until:
            fields.fault("until", FaultCode.FIELD_CONFLICT, promo.valid_from, promo.valid_until)
        if promo.kind is PromoKind.FIXED_PRICE:
            chosen = promo.performances or self._fees.keys()
            fee = max((self._fees[each] for each in chosen), default=promo.amount)
            if promo.amount < fee:
                fields.fault("fixed_price", FaultCode.SEASON_FEE_ABOVE_PRICE, promo.amount, fee)

    def _limit(self, fields: Fields, key: str) -> int | None:
        return fields.integer(key, lowest=1, highest=MOST_TICKETS) if fields.has(key) else None

    def _zones(self, fields: Fields) -> frozenset[ZoneId]:
        found: set[ZoneId] = set()
        for name in fields.texts("zones"):
            here = {
                zone.zone_id
                for hall in self._halls.values()
                for zone in hall.view.zones
                if zone.name == name
            }
            if not here and self._halls.complete:
                halls = ", ".join(hall.view.code for hall in self._halls.values())
                fields.fault("zones", FaultCode.SEASON_ZONE_UNKNOWN, name, halls)
            found |= here
        return frozenset(found)

    def _named_performances(self, fields: Fields) -> list[PerformanceId]:
        """Return the performances that ``performances`` and ``productions`` name, in file order."""
        chosen = {each.code for each in self._performances.all_named(fields, "performances")}
        works = {each.code for each in self._productions.all_named(fields, "productions")}
        return [
            each.performance_id
            for each in self._performances.values()
            if each.code in chosen or each.production in works
        ]

    def memberships(self, fields: Fields, currency: str) -> tuple[Membership, ...]:
        """Return the levels in the order of the file."""
        levels: Codes[Membership] = Codes("membership")
        for each in fields.tables("memberships"):
            level = Membership(
                code=code_of(each),
                name=each.text("name"),
                price=each.money("price", currency),
                discount_bp=basis_points(each, "percent_off"),
                tickets=each.integer("tickets", 0, lowest=0, highest=100),
                benefits=each.texts("benefits"),
                months=each.integer("months", 12, lowest=1, highest=LONGEST_MEMBERSHIP),
            )
            each.end()
            levels.add(each, level.code, level)
        return tuple(levels.values())
