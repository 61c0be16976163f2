"""What lowers prices in a season file: promo codes and group prices; and source codes, which lower
none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pos.catalogue.contradictions import Contradictions, Read
from pos.catalogue.faults import FaultCode
from pos.catalogue.fields import Fields
from pos.catalogue.season_named import performances_named, zones_named
from pos.catalogue.season_parts import Codes, basis_points, check_fee, code_of, day_of
from pos.ids import PerformanceId, PriceTypeId
from pos.money import Money
from pos.views.catalogue import PriceTypeView
from pos.views.season import (
    GroupPrice,
    Hall,
    Membership,
    Performance,
    Production,
    Promo,
    PromoKind,
    Source,
)

MOST_TICKETS = 100_000
MOST_HOURS = 24 * 14
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
GROUP_KINDS = (PromoKind.PERCENT, PromoKind.AMOUNT_OFF, PromoKind.FIXED_PRICE)


@dataclass(frozen=True, slots=True)
class OfferParts:
    """What offers may name. ``today``: the day that days are counted from."""

    halls: Codes[Hall]
    types: Codes[PriceTypeView]
    productions: Codes[Production]
    performances: Codes[Performance]
    levels: Mapping[str, Membership]
    currency: str
    today: date


@dataclass(frozen=True, slots=True)
class Offers:
    """Promotions, group prices and sources in the order of the file."""

    promos: tuple[Promo, ...]
    groups: tuple[GroupPrice, ...]
    sources: tuple[Source, ...]


def read_offers(fields: Fields, parts: OfferParts) -> Offers:
    """Return what the file offers. Rules that contradict each other, or lower a price below
    nothing, are faults with an example of the cart that breaks; they are looked for where what
    offers are for has no fault of its own."""
    sound = not fields.faults.errors
    reader = _Reader(parts)
    promos, groups = reader.promos(fields), reader.groups(fields)
    sources = _sources(fields, {read.offer.code for read in promos})
    if sound:
        Contradictions(
            performances=parts.performances.values(),
            halls=[hall.view for hall in parts.halls.values()],
            types=parts.types.values(),
            levels=tuple(parts.levels.values()),
            today=parts.today,
        ).look_for(promos, groups)
    return Offers(
        tuple(read.offer for read in promos), tuple(read.offer for read in groups), sources
    )


class _Reader:
    def __init__(self, parts: OfferParts) -> None:
        self._parts = parts

    def promos(self, fields: Fields) -> list[Read[Promo]]:
        """Return the promo codes, written in capitals as a cashier types them."""
        known: Codes[Read[Promo]] = Codes("promo")
        for each in fields.tables("promos"):
            before = each.faults.errors
            promo = self._promo(each)
            _check_days(each, "until", promo.valid_from, promo.valid_until)
            _check_days(each, "plays_until", promo.plays_from, promo.plays_until)
            self._check_fee(each, promo)
            _check_sets(each, promo)
            each.end()
            known.add(each, promo.code, Read(each, promo, each.faults.errors == before))
        return known.values()

    def _promo(self, each: Fields) -> Promo:
        parts = self._parts
        code = code_of(each).upper()
        kind, amount, points = self._worth(each, PromoKind)
        sets = kind is PromoKind.BUY_GET
        return Promo(
            code=code,
            name=each.text("name"),
            kind=kind,
            amount=amount,
            basis_points=points,
            valid_from=day_of(each, "from", parts.today),
            valid_until=day_of(each, "until", parts.today),
            performances=frozenset(self._named_performances(each)),
            zones=zones_named(each, self._parts.halls),
            price_types=self._price_types(each),
            per_order=_limit(each, "per_order"),
            uses=_limit(each, "uses"),
            buy=each.integer("buy", lowest=1, highest=1_000) if sets else 0,
            get=each.integer("get", lowest=1, highest=1_000) if sets else 0,
            plays_from=day_of(each, "plays_from", parts.today),
            plays_until=day_of(each, "plays_until", parts.today),
            weekdays=_weekdays(each),
            within_hours=_limit(each, "within_hours", MOST_HOURS),
            members=self._levels(each),
            stacks=each.flag("stacks", default=False),
        )

    def groups(self, fields: Fields) -> list[Read[GroupPrice]]:
        """Return the group prices."""
        known: Codes[Read[GroupPrice]] = Codes("group")
        for each in fields.tables("groups"):
            before = each.faults.errors
            code = code_of(each)
            kind, amount, points = self._worth(each, GROUP_KINDS)
            group = GroupPrice(
                code=code,
                name=each.text("name"),
                kind=kind,
                amount=amount,
                tickets=each.integer("tickets", lowest=2, highest=MOST_TICKETS),
                basis_points=points,
                performances=frozenset(self._named_performances(each)),
                price_types=self._price_types(each),
            )
            self._check_fee(each, group)
            each.end()
            known.add(each, code, Read(each, group, each.faults.errors == before))
        return known.values()

    def _worth(self, fields: Fields, kinds: Iterable[PromoKind]) -> tuple[PromoKind, Money, int]:
        """Return what an offer does; exactly one of the keys says so."""
        nothing = Money.zero(self._parts.currency)
        keys = [kind.value for kind in kinds]
        there = [kind for kind in kinds if fields.has(kind.value)]
        if len(there) != 1:
            for kind in there:
                fields.raw(kind.value)
            fields.fault(keys[0], FaultCode.FIELD_CONFLICT, *keys)
            return PromoKind.PERCENT, nothing, 0
        kind = there[0]
        if kind is PromoKind.PERCENT:
            return kind, nothing, basis_points(fields, kind.value)
        if kind is PromoKind.BUY_GET:
            has = fields.has("get_percent")
            return kind, nothing, basis_points(fields, "get_percent") if has else 10_000
        return kind, fields.money(kind.value, self._parts.currency), 0

    def _check_fee(self, fields: Fields, offer: Promo | GroupPrice) -> None:
        if offer.kind is PromoKind.FIXED_PRICE:
            chosen = [
                each
                for each in self._parts.performances.values()
                if not offer.performances or each.performance_id in offer.performances
            ]
            fees = (price.fee for each in chosen for price in each.prices)
            nothing = Money.zero(self._parts.currency)
            check_fee(fields, "fixed_price", offer.amount, max(fees, default=nothing))

    def _price_types(self, fields: Fields) -> frozenset[PriceTypeId]:
        found = self._parts.types.all_named(fields, "price_types")
        return frozenset(kind.price_type_id for kind in found)

    def _levels(self, fields: Fields) -> frozenset[str]:
        levels, named = self._parts.levels, fields.texts("members")
        for code in named:
            if code not in levels:
                fields.fault("members", FaultCode.SEASON_CODE_UNKNOWN, "membership", code)
        return frozenset(code for code in named if code in levels)

    def _named_performances(self, fields: Fields) -> list[PerformanceId]:
        """Return the performances that ``performances`` and ``productions`` name, in file order."""
        parts = self._parts
        named = performances_named(fields, parts.productions, parts.performances)
        return [each.performance_id for each in named]


def _sources(fields: Fields, promos: set[str]) -> tuple[Source, ...]:
    known: Codes[Source] = Codes("source")
    for each in fields.tables("sources"):
        source = Source(code_of(each).upper(), each.text("name"))
        each.end()
        if source.code in promos:  # they are typed into the same field
            each.fault("code", FaultCode.SEASON_CODE_REPEATED, "promo", source.code)
        known.add(each, source.code, source)
    return tuple(known.values())


def _limit(fields: Fields, key: str, highest: int = MOST_TICKETS) -> int | None:
    return fields.integer(key, lowest=1, highest=highest) if fields.has(key) else None


def _weekdays(fields: Fields) -> frozenset[int]:
    days = fields.texts("weekdays")
    for day in days:
        if day not in WEEKDAYS:
            fields.fault("weekdays", FaultCode.FIELD_NOT_ONE_OF, day, ", ".join(WEEKDAYS))
    return frozenset(WEEKDAYS.index(day) for day in days if day in WEEKDAYS)


def _check_days(fields: Fields, key: str, first: date | None, last: date | None) -> None:
    if first and last and first > last:
        fields.fault(key, FaultCode.FIELD_CONFLICT, first, last)


def _check_sets(fields: Fields, promo: Promo) -> None:
    """Refuse sets of which more is got than bought, and limits that no whole set fits into."""
    if promo.kind is not PromoKind.BUY_GET:
        return
    if promo.get > promo.buy:
        fields.fault("get", FaultCode.SEASON_GET_MORE, promo.buy, promo.get)
    whole = promo.buy + promo.get
    for key, limit in (("per_order", promo.per_order), ("uses", promo.uses)):
        if limit is not None and limit < whole:
            fields.fault(key, FaultCode.SEASON_LIMIT_SHORT, limit, whole)
