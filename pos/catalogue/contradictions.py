"""Offers of a season that contradict themselves or each other, each with the cart that shows it.

Looked at are list prices as the file has them; a cart is shown as ``PERFORMANCE · ZONE · PRICE TYPE
PRICE`` and what each offer makes of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Generic, TypeVar

from pos.catalogue.faults import FaultCode, plain
from pos.catalogue.fields import Fields
from pos.money import Money
from pos.pricing.book import PriceBook
from pos.pricing.promos import taken_off, why_not
from pos.pricing.stacking import in_order
from pos.views.catalogue import HallView, PriceTypeView, PriceView
from pos.views.season import GroupPrice, Membership, Performance, Promo, PromoKind

T = TypeVar("T")

_CONDITIONS = (
    "zones",
    "price_types",
    "weekdays",
    "plays_from",
    "plays_from_day",
    "plays_until",
    "plays_until_day",
    "performances",
    "productions",
)


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """An offer with its table in the file. ``sound``: the table has no fault of its own."""

    fields: Fields
    offer: T
    sound: bool


@dataclass(frozen=True, slots=True)
class Contradictions:
    """Looks for contradictions among the offers of one season."""

    performances: Sequence[Performance]
    halls: Sequence[HallView]
    types: Sequence[PriceTypeView]
    levels: tuple[Membership, ...]
    today: date
    _names: dict[str, str] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._names.update((zone.zone_id, zone.name) for hall in self.halls for zone in hall.zones)
        self._names.update((kind.price_type_id, kind.code) for kind in self.types)

    def look_for(self, promos: Sequence[Read[Promo]], groups: Sequence[Read[GroupPrice]]) -> None:
        """Add a fault for every contradiction."""
        sound = [read for read in promos if read.sound]
        for read in sound:
            self._for_nothing(read)
            self._below_nothing(read, self._priced(read.offer))
            _lowers_nothing(read, [price for _, price in self._priced(read.offer)])
        grouped = [read for read in groups if read.sound]
        for group in grouped:
            self._below_nothing(group, self._grouped(group.offer))
            _lowers_nothing(group, [price for _, price in self._grouped(group.offer)])
            self._dearer(group, grouped)
        self._stacks(sound, [read.offer for read in grouped])

    def _for_nothing(self, read: Read[Promo]) -> None:
        """A promotion whose conditions no ticket meets."""
        if next(self._priced(read.offer), None) is None:
            named = [key for key in _CONDITIONS if read.fields.has(key)]
            if named:  # otherwise nothing is for sale, which is said elsewhere
                read.fields.fault(named[0], FaultCode.SEASON_FOR_NOTHING, ", ".join(named))

    def _below_nothing(
        self, read: Read[Promo] | Read[GroupPrice], tickets: Iterator[tuple[Performance, PriceView]]
    ) -> None:
        """An amount that is more than a ticket it is for."""
        amount = read.offer.amount
        if read.offer.kind is not PromoKind.AMOUNT_OFF:
            return
        for performance, price in tickets:
            if price.face < amount:
                cart = f"{self._ticket(performance, price)}: {read.offer.code} {plain(-amount)}"
                read.fields.fault("amount_off", FaultCode.SEASON_BELOW_ZERO, cart)
                return

    def _dearer(self, read: Read[GroupPrice], groups: Sequence[Read[GroupPrice]]) -> None:
        """A group price that is dearer than one for fewer tickets."""
        for other in groups:
            fewer = other.offer
            if other is read or (fewer.tickets, fewer.code) > (
                read.offer.tickets,
                read.offer.code,
            ):
                continue
            for performance, price in self._grouped(read.offer):
                if not _is_for(fewer, performance, price):
                    continue
                here, there = _after(read.offer, price), _after(fewer, price)
                if there < here:
                    cart = f"{read.offer.tickets} × {self._ticket(performance, price)}"
                    at = f"{read.offer.code} {plain(here)}"
                    read.fields.fault(
                        "tickets",
                        FaultCode.SEASON_GROUP_DEARER,
                        cart,
                        at,
                        f"{fewer.tickets}: {fewer.code} {plain(there)}",
                    )
                    return

    def _stacks(self, promos: Sequence[Read[Promo]], groups: Sequence[GroupPrice]) -> None:
        """An amount that comes on top of others and is more than they leave."""
        on_top = {read.offer.code: read for read in promos if read.offer.stacks}
        if not any(read.offer.kind is PromoKind.AMOUNT_OFF for read in on_top.values()):
            return
        told: set[str] = set()
        days = sorted({read.offer.valid_from or self.today for read in promos})
        for day in days:
            for performance in self.performances:
                for price in performance.prices:
                    found = self._too_much(
                        [read.offer for read in promos], groups, performance, price, day
                    )
                    if found is not None and found[0] not in told and price.face:
                        told.add(found[0])
                        fields = on_top[found[0]].fields
                        fields.fault("amount_off", FaultCode.SEASON_BELOW_ZERO, found[1])

    def _too_much(
        self,
        promos: Sequence[Promo],
        groups: Sequence[GroupPrice],
        performance: Performance,
        price: PriceView,
        day: date,
    ) -> tuple[str, str] | None:
        """Return the amount that is more than the others leave of a ticket, and the cart."""
        applying = [each for each in promos if self._applies(each, performance, price, day)]
        face, said = self._alone(applying, groups, performance, price)
        for promo in in_order(each for each in applying if each.stacks):
            if promo.kind is PromoKind.AMOUNT_OFF and said and face and face < promo.amount:
                parts = ", ".join((*said, f"{promo.code} {plain(-promo.amount)}"))
                return promo.code, f"{self._ticket(performance, price)}: {parts}"
            off = taken_off(promo, face, price.fee)
            face -= off
            if off:
                said.append(f"{promo.code} {plain(-off)}")
        return None

    def _alone(
        self,
        promos: Sequence[Promo],
        groups: Sequence[GroupPrice],
        performance: Performance,
        price: PriceView,
    ) -> tuple[Money, list[str]]:
        """Return what the best offer that stands alone leaves of a ticket, and which it is."""
        alone: list[Promo | GroupPrice] = [each for each in promos if not each.stacks]
        alone += [each for each in groups if _is_for(each, performance, price)]
        offs = [(taken_off(each, price.face, price.fee), each.code) for each in alone]
        offs += [
            (price.face.percent(level.discount_bp), level.code)
            for level in self.levels
            if level.tickets
        ]
        off, code = max(
            offs, key=lambda each: each[0].minor, default=(Money.zero(price.face.currency), "")
        )
        return price.face - off, [f"{code} {plain(-off)}"] if off else []

    def _priced(self, promo: Promo) -> Iterator[tuple[Performance, PriceView]]:
        """Yield the tickets that cost something and that a promotion can ever be for."""
        day = promo.valid_from or promo.valid_until or self.today
        for performance in self.performances:
            for price in performance.prices:
                if price.face and self._applies(promo, performance, price, day):
                    yield performance, price

    def _applies(self, promo: Promo, performance: Performance, price: PriceView, day: date) -> bool:
        starts = performance.starts_at
        book = PriceBook(
            day=day,
            prices={},
            now=starts + timedelta(days=1),
            starts={performance.performance_id: starts},
            members=promo.members,
        )
        return why_not(promo, performance.performance_id, price, book) is None

    def _grouped(self, group: GroupPrice) -> Iterator[tuple[Performance, PriceView]]:
        for performance in self.performances:
            for price in performance.prices:
                if price.face and _is_for(group, performance, price):
                    yield performance, price

    def _ticket(self, performance: Performance, price: PriceView) -> str:
        zone = self._names.get(price.zone_id, "")
        kind = self._names.get(price.price_type_id, "")
        return f"{performance.code} · {zone} · {kind} {plain(price.all_in)}"


def _lowers_nothing(read: Read[Promo] | Read[GroupPrice], tickets: Sequence[PriceView]) -> None:
    """An offer that takes nothing off any ticket it is for."""
    offer, dearest = read.offer, max((price.all_in for price in tickets), default=None)
    wrong = FaultCode.FIELD_OUT_OF_RANGE
    if offer.kind in (PromoKind.PERCENT, PromoKind.BUY_GET):
        key = "percent" if offer.kind is PromoKind.PERCENT else "get_percent"
        if not offer.basis_points:
            read.fields.fault(key, wrong, 0, "0.01", 100)
    elif dearest is not None:  # otherwise it is for no ticket
        none, least = (Money(minor, dearest.currency) for minor in (0, 1))
        if offer.kind is PromoKind.FIXED_PRICE and offer.amount >= dearest:
            read.fields.fault("fixed_price", wrong, offer.amount, none, dearest - least)
        if offer.kind is PromoKind.AMOUNT_OFF and not offer.amount:
            read.fields.fault("amount_off", wrong, offer.amount, least, dearest)


def _is_for(group: GroupPrice, performance: Performance, price: PriceView) -> bool:
    return (not group.performances or performance.performance_id in group.performances) and (
        not group.price_types or price.price_type_id in group.price_types
    )


def _after(group: GroupPrice, price: PriceView) -> Money:
    face = price.face - taken_off(group, price.face, price.fee)
    return replace(price, face=face).all_in
