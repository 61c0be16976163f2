"""The subscription series of a season file: which dates, how many of them, at what price."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pos.catalogue.faults import FaultCode
from pos.catalogue.fields import Fields, kind_of
from pos.catalogue.season_parts import Codes, basis_points, check_fee, code_of, day_of
from pos.catalogue.season_programme import NOT_SOLD
from pos.ids import PriceTypeId, ZoneId
from pos.money import Money, total
from pos.views.catalogue import HallView, PriceTypeView, PriceView
from pos.views.season import Hall, Performance, Production
from pos.views.subscriptions import Level, LevelPrice, Subscription

FEWEST_DATES = 2
"""One date is no series."""
_FROM_TO = re.compile(r"(\d{1,3})\s*-\s*(\d{1,3})")
_CHOICE = 'a number, or text like "3-5"'


@dataclass(frozen=True, slots=True)
class SeriesParts:
    """What a series may name."""

    halls: Codes[Hall]
    types: Codes[PriceTypeView]
    productions: Codes[Production]
    performances: Codes[Performance]
    currency: str
    today: date

    @property
    def complete(self) -> bool:
        """Whether all of it could be read; otherwise what is missing proves nothing."""
        return self.performances.complete and self.halls.complete


def read_subscriptions(fields: Fields, parts: SeriesParts) -> tuple[Subscription, ...]:
    """Return the series in the order of the file."""
    series: Codes[Subscription] = Codes("subscription")
    for each in fields.tables("subscriptions"):
        one = _Series(each, parts).read()
        series.add(each, one.code, one)
    return tuple(series.values())


class _Series:
    """Reads one series."""

    def __init__(self, fields: Fields, parts: SeriesParts) -> None:
        self._fields, self._parts = fields, parts

    def read(self) -> Subscription:
        fields = self._fields
        code, name = code_of(fields), fields.text("name")
        shows = self._shows()
        fewest, most = self._choose(len(shows))
        halls = self._halls(shows)
        levels = self._levels(halls)
        free = fields.flag("missing_free", default=False)
        points, prices, each = self._worth(levels, shows, (fewest, most), missing_free=free)
        benefit = fields.text("benefit", "", blank=True, longest=1_000)
        same = self._same_seats(shows, halls, fixed=fewest == len(shows))
        renews, until = self._renewal()
        fields.end()
        if not shows and self._parts.performances.complete:
            fields.fault("performances", FaultCode.FIELD_EMPTY)
        return Subscription(
            code=code,
            name=name,
            performances=tuple(show.performance_id for show in shows),
            discount_bp=points,
            benefit=benefit,
            fewest=fewest,
            most=most,
            same_seats=same,
            levels=levels,
            prices=prices,
            price_each=each,
            renews=renews,
            renew_until=until,
            missing_free=free,
        )

    def _renewal(self) -> tuple[str, date | None]:
        """Return the series of last season that this one renews, and up to when; it is in no file
        any more, so its code is not looked up."""
        fields = self._fields
        renews = fields.text("renews", "")
        until = day_of(fields, "renew_until", self._parts.today)
        if bool(renews) != (until is not None):
            missing = "renew_until" if renews else "renews"
            fields.fault(missing, FaultCode.FIELD_MISSING)
        return renews, until

    # ---- which dates ----

    def _shows(self) -> list[Performance]:
        """Return what ``performances``, ``productions`` and ``series`` name, in file order."""
        fields, parts = self._fields, self._parts
        chosen = {each.code for each in parts.performances.all_named(fields, "performances")}
        works = {each.code for each in parts.productions.all_named(fields, "productions")}
        known = {work.series for work in parts.productions.values()}
        names = fields.texts("series")
        for name in names:
            if name not in known and parts.productions.complete:
                fields.fault("series", FaultCode.SEASON_CODE_UNKNOWN, "series", name)
        works |= {work.code for work in parts.productions.values() if work.series in names}
        every = parts.performances.values()
        return [each for each in every if each.code in chosen or each.production in works]

    def _choose(self, offered: int) -> tuple[int, int]:
        """Return the fewest and the most dates; all of them where nothing is chosen."""
        fields = self._fields
        if not fields.has("choose"):
            return offered, offered
        value = fields.raw("choose")
        match = _FROM_TO.fullmatch(value.strip()) if isinstance(value, str) else None
        if match is not None:
            fewest, most = int(match.group(1)), int(match.group(2))
        elif isinstance(value, int) and not isinstance(value, bool):
            fewest = most = value
        else:
            found = value if isinstance(value, str) else kind_of(value)
            fields.fault("choose", FaultCode.FIELD_WRONG_TYPE, _CHOICE, found)
            return offered, offered
        if fewest > most:
            fields.fault("choose", FaultCode.FIELD_CONFLICT, fewest, most)
        elif fewest < FEWEST_DATES:
            fields.fault("choose", FaultCode.FIELD_OUT_OF_RANGE, fewest, FEWEST_DATES, offered)
        elif most > offered and self._parts.complete:
            fields.fault("choose", FaultCode.SEASON_CHOOSE_TOO_MANY, most, offered)
        else:
            return fewest, most
        return offered, offered

    # ---- where ----

    def _halls(self, shows: Sequence[Performance]) -> list[HallView]:
        here = dict.fromkeys(show.hall_id for show in shows)
        known = {hall.view.hall_id: hall.view for hall in self._parts.halls.values()}
        return [known[hall_id] for hall_id in here if hall_id in known]

    def _same_seats(
        self, shows: Sequence[Performance], halls: Sequence[HallView], *, fixed: bool
    ) -> bool:
        """Return whether one seat is looked for; a fixed series in one hall of numbered seats does
        so unless it says otherwise."""
        numbered = [hall for hall in halls if not hall.general_admission]
        one = len(halls) == 1 and bool(numbered)
        wanted = self._fields.flag("same_seats", default=fixed and one)
        if wanted and not one and halls:
            other = halls[1] if len(numbered) > 1 else next(h for h in halls if h not in numbered)
            show = next(show for show in shows if show.hall_id == other.hall_id)
            self._fields.fault(
                "same_seats", FaultCode.SEASON_SAME_SEATS, show.code, other.code, halls[0].code
            )
        return wanted and one

    def _levels(self, halls: Sequence[HallView]) -> tuple[Level, ...]:
        """Return the price levels: those of the file, else the zones that every hall has."""
        table = self._fields.table("levels", required=False)
        if table is None:
            return self._common(halls)
        levels = []
        for name in table.names():
            zones: list[ZoneId] = []
            named = table.texts(name)
            self._check_known(table, name, named, halls)
            for hall in halls:
                here = [zone.zone_id for zone in hall.zones if zone.name in named]
                if len(here) != 1 and self._parts.complete:
                    table.fault(name, FaultCode.SEASON_LEVEL_ZONE, name, hall.code)
                zones += here
            levels.append(Level(name, tuple(zones)))
        return tuple(levels)

    def _check_known(
        self, table: Fields, level: str, named: Iterable[str], halls: Sequence[HallView]
    ) -> None:
        known = {zone.name for hall in halls for zone in hall.zones}
        for name in named:
            if name not in known and self._parts.complete:
                codes = ", ".join(hall.code for hall in halls)
                table.fault(level, FaultCode.SEASON_ZONE_UNKNOWN, name, codes)

    def _common(self, halls: Sequence[HallView]) -> tuple[Level, ...]:
        first = halls[0].zones if halls else ()
        levels = []
        for zone in sorted(first, key=lambda zone: zone.position):
            same = [z.zone_id for hall in halls for z in hall.zones if z.name == zone.name]
            if len(same) == len(halls):
                levels.append(Level(zone.name, tuple(same)))
        if halls and not levels and self._parts.complete:
            codes = ", ".join(hall.code for hall in halls)
            names = ", ".join(zone.name for zone in first)
            self._fields.fault("levels", FaultCode.SEASON_LEVEL_ZONE, names, codes)
        return tuple(levels)

    # ---- at what price ----

    def _worth(
        self,
        levels: Sequence[Level],
        shows: Sequence[Performance],
        count: tuple[int, int],
        *,
        missing_free: bool,
    ) -> tuple[int, tuple[LevelPrice, ...], bool]:
        fields = self._fields
        keys = [key for key in ("percent_off", "prices", "ticket_prices") if fields.has(key)]
        if len(keys) > 1:
            for key in keys:
                fields.raw(key)
            fields.fault(keys[1], FaultCode.FIELD_CONFLICT, *keys)
            return 0, (), False
        fewest, most = count
        if missing_free and (keys != ["prices"] or fewest == most):
            for key in keys:
                fields.raw(key)
            other = f"choose {fewest}" if keys == ["prices"] else (*keys, "percent_off")[0]
            fields.fault("missing_free", FaultCode.FIELD_CONFLICT, "missing_free", other)
            return 0, (), False
        if keys in ([], ["percent_off"]):
            return basis_points(fields, "percent_off"), (), False
        if keys == ["prices"] and fewest != most and not missing_free:
            fields.raw("prices")
            fields.fault("prices", FaultCode.FIELD_CONFLICT, "prices", f"choose {fewest}-{most}")
            return 0, (), False
        table = fields.table(keys[0])
        each = keys == ["ticket_prices"]
        prices = self._prices(table, levels) if table is not None else []
        if self._parts.complete and table is not None:
            for price in prices:
                level = next(level for level in levels if level.name == price.level)
                self._check(table, price, level, shows, 1 if each else fewest, least=missing_free)
        return 0, tuple(prices), each

    def _prices(self, table: Fields, levels: Sequence[Level]) -> list[LevelPrice]:
        names = [level.name for level in levels]
        found = []
        for name in table.names():
            row = table.table(name)
            if name not in names:
                table.fault(name, FaultCode.FIELD_NOT_ONE_OF, name, ", ".join(names))
                continue
            if row is None:
                continue
            for kind in self._parts.types.values():
                if row.has(kind.code) and row.raw(kind.code) != NOT_SOLD:
                    price = row.money(kind.code, self._parts.currency)
                    found.append(LevelPrice(name, kind.price_type_id, price))
            row.end()
        return found

    def _check(
        self,
        table: Fields,
        price: LevelPrice,
        level: Level,
        shows: Sequence[Performance],
        count: int,
        *,
        least: bool,
    ) -> None:
        """Report a price below its fees, or above what the single tickets cost, whichever dates are
        chosen; and one of a ticket that some date does not sell. ``least``: above what the cheapest
        of them cost, for who has paid it with those has paid for the others too."""
        kind = next(k for k in self._parts.types.values() if k.price_type_id == price.price_type_id)
        listed = [_listed(show, level, price.price_type_id) for show in shows]
        sold = [each for each in listed if each is not None]
        if len(sold) < len(listed):
            table.fault(level.name, FaultCode.SEASON_PRICE_MISSING, level.name, kind.code)
            return
        fees = _most((each.fee for each in sold), count, self._parts.currency)
        singles = _most((each.all_in for each in sold), count, self._parts.currency)
        if least:
            cheapest = sorted(each.all_in for each in sold)[:count]
            singles = total(cheapest, self._parts.currency)
        if not check_fee(table, level.name, price.price, fees):
            return
        if price.price > singles:
            example = f"{level.name}, {kind.code}"
            table.fault(level.name, FaultCode.SEASON_SERIES_DEARER, price.price, singles, example)


def _listed(show: Performance, level: Level, price_type_id: PriceTypeId) -> PriceView | None:
    for price in show.prices:
        if price.zone_id in level.zones and price.price_type_id == price_type_id:
            return price
    return None


def _most(amounts: Iterable[Money], count: int, currency: str) -> Money:
    """Return the sum of the ``count`` largest."""
    return total(sorted(amounts, key=lambda amount: -amount.minor)[:count], currency)
