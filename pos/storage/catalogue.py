"""The catalogue on SQLite: written as a whole by an import, read from memory by everybody else.

What was read is kept for as long as the catalogue's version stands; another program that imports a
season raises it, and the next transaction here reads anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from pos.catalogue.seat_features import features_of
from pos.clock import business_date
from pos.codec import from_json, to_json
from pos.errors import NotFound
from pos.ids import HallId, PerformanceId, PriceTypeId, SeatId, ZoneId
from pos.money import Money
from pos.pricing.all_in import all_in
from pos.storage import catalogue_schema as tables
from pos.storage.schema import ticket
from pos.views.catalogue import (
    AS_DRAWN,
    CompanyView,
    HallView,
    LabelView,
    Outlook,
    PerformanceView,
    PriceTypeView,
    PriceView,
    SeatKind,
    SeatView,
    ShapeView,
    ZoneView,
)
from pos.views.charges import ChargeRules, FeeRule, TaxRule
from pos.views.season import (
    Article,
    Fund,
    GroupPrice,
    Hall,
    HallRules,
    Hold,
    Membership,
    Performance,
    Promo,
    Season,
    Source,
    Venue,
)
from pos.views.subscriptions import Subscription

if TYPE_CHECKING:
    from pos.storage.unit_of_work import SqlUnitOfWork

_VERSION = "SELECT stamp FROM catalogue_version"
_TAKEN = """
    SELECT (SELECT count(*) FROM seat_right WHERE performance_id = ?1)
      + (SELECT coalesce(sum(places), 0) FROM place_right WHERE performance_id = ?1)
    """

RETIRED = 1_000
"""Positions from here on belong to price types that only older performances know."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a plan is beside its seats: what is drawn, and which way it looks."""

    labels: tuple[LabelView, ...]
    shapes: tuple[ShapeView, ...]
    outlook: Outlook = AS_DRAWN


@dataclass(slots=True)
class Shelf:
    """What was read of one version of the catalogue. Belongs to the ledger thread."""

    version: str = ""
    company: CompanyView | None = None
    halls: dict[str, HallView] = field(default_factory=dict)
    performances: dict[str, PerformanceView] = field(default_factory=dict)
    prices: dict[str, tuple[PriceView, ...]] = field(default_factory=dict)
    price_types: tuple[PriceTypeView, ...] = ()
    offers: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    charges: ChargeRules | None = None


class SqlCatalogue:
    """See ``pos.ports.catalogue.CatalogueStore``."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    @cached_property
    def _shelf(self) -> Shelf:
        version = self._version() or "empty"
        if self._uow.shelf.version != version:
            self._uow.shelf = Shelf(version)
        return self._uow.shelf

    def _version(self) -> str:
        found = self._uow.ask(_VERSION)
        return str(found[0][0] or "") if found else ""

    def company(self) -> CompanyView:
        shelf = self._shelf
        if shelf.company is None:
            row = self._uow.execute(sa.select(tables.season.c.company)).first()
            house = self._venues()
            if row is None or not house:
                raise NotFound(kind="season", key="")
            first = house[0]
            shelf.company = CompanyView(
                name=row.company,
                address=(first.name, *first.address),
                policy=first.refund_policy,
                currency=first.currency,
                zone=first.time_zone,
                cutoff_hour=first.cutoff_hour,
                locales=first.locales,
                reprints_say_duplicate=first.reprints_say_duplicate,
                ticket_stock_low=first.ticket_stock_low,
                paying=first.paying,
                closing=first.closing,
                selling=first.selling,
                will_call=first.will_call,
                tax_id=first.tax_id,
                hold_codes=first.hold_codes,
                exchange=first.exchange,
                returns=first.returns,
            )
        return shelf.company

    def _venues(self) -> tuple[Venue, ...]:
        table = tables.venue
        rows = self._uow.execute(sa.select(table.c.document).order_by(table.c.position))
        return tuple(from_json(row.document, Venue) for row in rows)

    def hall(self, hall_id: str) -> HallView:
        halls = self._shelf.halls
        if hall_id not in halls:
            halls[hall_id] = self._read_hall(hall_id)
        return halls[hall_id]

    def _read_hall(self, hall_id: str) -> HallView:
        row = self._uow.execute(
            sa.select(tables.hall).where(tables.hall.c.hall_id == hall_id)
        ).first()
        if row is None:
            raise NotFound(kind="hall", key=hall_id)
        drawing, rules = from_json(row.drawing, Drawing), from_json(row.rules, HallRules)
        seats = self._read_seats(hall_id)
        return HallView(
            hall_id=HallId(hall_id),
            code=row.code,
            name=row.name,
            venue=row.venue,
            width=row.width,
            height=row.height,
            zones=self._read_zones(hall_id),
            seats=seats,
            labels=drawing.labels,
            shapes=drawing.shapes,
            places=row.places,
            outlook=drawing.outlook,
            boxes=rules.boxes,
            features=features_of(seats, rules),
        )

    def _read_zones(self, hall_id: str) -> tuple[ZoneView, ...]:
        table = tables.zone
        rows = self._uow.execute(
            sa.select(table).where(table.c.hall_id == hall_id).order_by(table.c.position)
        )
        return tuple(ZoneView(ZoneId(r.zone_id), r.name, r.colour, r.position) for r in rows)

    def _read_seats(self, hall_id: str) -> tuple[SeatView, ...]:
        """Thousands of rows that the first picture of a show waits for: taken apart by place."""
        c, kinds = tables.seat.c, {kind.value: kind for kind in SeatKind}
        said = (c.seat_id, c.guid, c.section, c.row, c.number, c.x, c.y, c.zone_id, c.kind)
        rows: Sequence[Any] = self._uow.execute(
            sa.select(*said, c.rank, c.row_order).where(c.hall_id == hall_id).order_by(c.position)
        ).all()
        return tuple(
            SeatView(seat, guid, section, row, number, x, y, zone, kinds[kind], rank, order)
            for seat, guid, section, row, number, x, y, zone, kind, rank, order in rows
        )

    def hall_of(self, performance_id: str) -> HallView:
        return self.hall(self._performance(performance_id).hall_id)

    def performance(self, performance_id: str) -> PerformanceView:
        known = self._performance(performance_id)
        return replace(known, left=known.capacity - self._taken(performance_id))

    def starts_at(self, performance_id: str) -> datetime:
        return self._performance(performance_id).starts_at

    def performances(self, since: datetime) -> tuple[PerformanceView, ...]:
        table = tables.performance
        rows = self._uow.execute(
            sa.select(table.c.performance_id)
            .where(table.c.starts_at >= since)
            .order_by(table.c.starts_at, table.c.code)
        ).all()
        return tuple(self.performance(row.performance_id) for row in rows)

    def _taken(self, performance_id: str) -> int:
        self._uow.flush()
        ((taken,),) = self._uow.ask(_TAKEN, (performance_id,))
        return int(taken)

    def _performance(self, performance_id: str) -> PerformanceView:
        """Return the performance with nothing taken."""
        known = self._shelf.performances
        if performance_id not in known:
            known[performance_id] = self._read_performance(performance_id)
        return known[performance_id]

    def _read_performance(self, performance_id: str) -> PerformanceView:
        table, work = tables.performance, tables.production
        row = self._uow.execute(
            sa.select(table, work.c.title, work.c.subtitle, work.c.series, work.c.facts)
            .join(work, work.c.code == table.c.production)
            .where(table.c.performance_id == performance_id)
        ).first()
        if row is None:
            raise NotFound(kind="performance", key=performance_id)
        hall = self.hall(row.hall_id)
        zone = ZoneInfo(self.company().zone)
        show, rules = PerformanceId(performance_id), self.charge_rules()
        costs = [all_in(price, rules, show).all_in for price in self.prices(show)]
        paid = [cost for cost in costs if cost]
        nothing = Money.zero(self.company().currency)
        capacity = hall.places if hall.general_admission else len(hall.seats)
        return PerformanceView(
            performance_id=PerformanceId(performance_id),
            code=row.code,
            production=row.title,
            subtitle=row.subtitle,
            series=row.series,
            starts_at=row.starts_at.astimezone(zone),
            doors_at=row.doors_at.astimezone(zone) if row.doors_at else None,
            hall_id=hall.hall_id,
            hall=hall.name,
            general_admission=hall.general_admission,
            capacity=capacity,
            left=capacity,
            price_from=min(paid, default=nothing),
            price_to=max(paid, default=nothing),
            facts=from_json(row.facts, tuple[tuple[str, str], ...]),
        )

    def seat(self, seat_id: str) -> SeatView:
        table = tables.seat
        hall_id = self._uow.execute(
            sa.select(table.c.hall_id).where(table.c.seat_id == seat_id)
        ).scalar()
        found = self.hall(hall_id).seat(SeatId(seat_id)) if hall_id else None
        if found is None:
            raise NotFound(kind="seat", key=seat_id)
        return found

    def price_types(self) -> tuple[PriceTypeView, ...]:
        shelf = self._shelf
        if not shelf.price_types:
            table = tables.price_type
            rows = self._uow.execute(sa.select(table).order_by(table.c.position))
            shelf.price_types = tuple(
                PriceTypeView(
                    PriceTypeId(r.price_type_id), r.code, r.name, r.position, r.needs_reason
                )
                for r in rows
            )
        return shelf.price_types

    def prices(self, performance_id: str) -> tuple[PriceView, ...]:
        known = self._shelf.prices
        if performance_id not in known:
            table = tables.price
            rows = self._uow.execute(
                sa.select(table)
                .where(table.c.performance_id == performance_id)
                .order_by(table.c.position)
            )
            known[performance_id] = tuple(
                PriceView(
                    ZoneId(r.zone_id),
                    PriceTypeId(r.price_type_id),
                    Money(r.face_minor, r.currency),
                    Money(r.fee_minor, r.currency),
                )
                for r in rows
            )
        return known[performance_id]

    def business_date(self) -> date:
        company = self.company()
        return business_date(self._uow.now(), ZoneInfo(company.zone), company.cutoff_hour)

    def _offers(self, kind: str, record: type[Any]) -> tuple[Any, ...]:
        known = self._shelf.offers
        if kind not in known:
            table = tables.offer
            rows = self._uow.execute(
                sa.select(table.c.document).where(table.c.kind == kind).order_by(table.c.code)
            )
            known[kind] = tuple(from_json(row.document, record) for row in rows)
        return known[kind]

    def promos(self) -> tuple[Promo, ...]:
        return self._offers("promo", Promo)

    def groups(self) -> tuple[GroupPrice, ...]:
        return self._offers("group", GroupPrice)

    def sources(self) -> tuple[Source, ...]:
        return self._offers("source", Source)

    def charge_rules(self) -> ChargeRules:
        shelf = self._shelf
        if shelf.charges is None:
            fees, taxes = self._offers("fee", FeeRule), self._offers("tax", TaxRule)
            shelf.charges = ChargeRules(
                tuple(sorted(fees, key=lambda rule: rule.position)),
                tuple(sorted(taxes, key=lambda rule: rule.position)),
            )
        return shelf.charges

    def subscriptions(self) -> tuple[Subscription, ...]:
        return self._offers("subscription", Subscription)

    def memberships(self) -> tuple[Membership, ...]:
        return self._offers("membership", Membership)

    def funds(self) -> tuple[Fund, ...]:
        return tuple(sorted(self._offers("fund", Fund), key=lambda fund: fund.position))

    def goods(self) -> tuple[Article, ...]:
        return tuple(sorted(self._offers("goods", Article), key=lambda each: each.position))

    # ---- loading ----

    def plan(self, file: str) -> str | None:
        table = tables.plan
        found: str | None = self._uow.execute(
            sa.select(table.c.document).where(table.c.file == file)
        ).scalar()
        return found

    def keep_plan(self, file: str, document: str) -> None:
        self._uow.execute(sa.delete(tables.plan).where(tables.plan.c.file == file))
        self._uow.execute(sa.insert(tables.plan), {"file": file, "document": document})
        self._changed()

    def halls(self) -> tuple[Hall, ...]:
        table = tables.hall
        rows = self._uow.execute(
            sa.select(table.c.hall_id, table.c.plan, table.c.rules).order_by(table.c.code)
        ).all()
        halls = []
        for row in rows:
            rules = from_json(row.rules, HallRules)
            halls.append(Hall(self.hall(row.hall_id), row.plan, rules))
        return tuple(halls)

    def sold_performances(self) -> tuple[Performance, ...]:
        table = tables.performance
        sold = sa.select(ticket.c.performance_id)
        rows = self._uow.execute(
            sa.select(table).where(table.c.performance_id.in_(sold)).order_by(table.c.code)
        ).all()
        return tuple(
            Performance(
                performance_id=PerformanceId(row.performance_id),
                code=row.code,
                production=row.production,
                hall_id=HallId(row.hall_id),
                starts_at=row.starts_at,
                doors_at=row.doors_at,
                prices=self.prices(row.performance_id),
            )
            for row in rows
        )

    def sold_seats(self, hall_id: str) -> frozenset[str]:
        table = tables.performance
        here = sa.select(table.c.performance_id).where(table.c.hall_id == hall_id)
        rows = self._uow.execute(
            sa.select(ticket.c.seat_id)
            .where(ticket.c.performance_id.in_(here), ticket.c.seat_id.is_not(None))
            .distinct()
        )
        return frozenset(row.seat_id for row in rows)

    def season_holds(self) -> tuple[Hold, ...]:
        table = tables.season_hold
        rows = self._uow.execute(
            sa.select(table).order_by(table.c.performance_id, table.c.holder, table.c.seat_id)
        )
        found: dict[tuple[str, str], list[Any]] = {}
        for row in rows:
            found.setdefault((row.holder, row.performance_id), []).append(row)
        return tuple(
            Hold(
                holder,
                PerformanceId(performance),
                tuple(SeatId(row.seat_id) for row in kept if row.seat_id),
                sum(row.places for row in kept),
            )
            for (holder, performance), kept in found.items()
        )

    def keep_holds(self, holds: Sequence[Hold]) -> None:
        self._uow.execute(sa.delete(tables.season_hold))
        rows = [
            {
                "performance_id": hold.performance_id,
                "holder": hold.holder,
                "seat_id": seat,
                "places": hold.places,
            }
            for hold in holds
            for seat in (hold.seats or ("",))
        ]
        if rows:
            self._uow.execute(sa.insert(tables.season_hold), rows)
        self._changed()

    def save(self, season: Season) -> tuple[str, ...]:
        stays = self._sold_and_gone(season)
        named = {row.hall_id for row in stays} | {p.hall_id for p in season.performances}
        halls = named - {hall.view.hall_id for hall in season.halls}
        works = {row.production for row in stays} - {work.code for work in season.productions}
        self._drop_halls(halls)
        self._drop_performances({row.performance_id for row in stays})
        self._uow.execute(
            sa.delete(tables.production).where(tables.production.c.code.not_in(works))
        )
        self._retire_price_types({kind.price_type_id for kind in season.price_types})
        for table in (tables.venue, tables.offer, tables.season):
            self._uow.execute(sa.delete(table))
        _Writer(self._uow).write(season)
        self._changed()
        return tuple(sorted(row.code for row in stays))

    def replace_hall(self, hall: Hall) -> None:
        self._drop_halls(None, hall.view.hall_id)
        _Writer(self._uow).hall(hall)
        self._changed()

    def _changed(self) -> None:
        """Let everybody, here, in other programs and at other windows, read the catalogue anew.

        A stamp begins with how many there were before it, so the highest is the newest whatever
        the clocks of the windows show; of two that did not know of each other it is one for all.
        """
        before = self._version()
        count = int(before.partition(".")[0]) + 1 if "." in before else 1
        stamp = f"{count:012d}.{self._uow.ids.new()}"
        self._uow.execute(sa.delete(tables.catalogue_version))
        self._uow.execute(sa.insert(tables.catalogue_version), {"stamp": stamp})
        self._uow.catalogue_changed = True
        self.forget()

    def forget(self) -> None:
        """Read the catalogue anew from here on."""
        self.__dict__.pop("_shelf", None)

    def _sold_and_gone(self, season: Season) -> list[Any]:
        """Return the performances that tickets were sold for and that the season has no more."""
        table = tables.performance
        coming = [performance.performance_id for performance in season.performances]
        return list(
            self._uow.execute(
                sa.select(table).where(
                    table.c.performance_id.not_in(coming),
                    table.c.performance_id.in_(sa.select(ticket.c.performance_id)),
                )
            )
        )

    def _drop_halls(self, keep: set[HallId] | None, only: str | None = None) -> None:
        for table in (tables.hall, tables.zone, tables.seat):
            column = table.c.hall_id
            which = column == only if keep is None else column.not_in(keep)
            self._uow.execute(sa.delete(table).where(which))

    def _drop_performances(self, keep: set[str]) -> None:
        for table in (tables.performance, tables.price):
            self._uow.execute(sa.delete(table).where(table.c.performance_id.not_in(keep)))

    def _retire_price_types(self, coming: set[PriceTypeId]) -> None:
        """Drop the price types that nothing names any more; others that are not coming go last."""
        table = tables.price_type
        used = sa.select(tables.price.c.price_type_id)
        self._uow.execute(
            sa.delete(table).where(
                sa.or_(table.c.price_type_id.in_(coming), table.c.price_type_id.not_in(used))
            )
        )
        self._uow.execute(sa.update(table).values(position=table.c.position % RETIRED + RETIRED))


class _Writer:
    """Writes a season into empty catalogue tables."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    def _insert(self, table: sa.Table, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._uow.execute(sa.insert(table), rows)

    def write(self, season: Season) -> None:
        self._insert(tables.season, [{"name": season.name, "company": season.company}])
        self._insert(
            tables.venue,
            [
                {"code": venue.code, "position": position, "document": to_json(venue)}
                for position, venue in enumerate(season.venues)
            ],
        )
        self._insert(tables.price_type, [_fields(kind) for kind in season.price_types])
        self._insert(
            tables.production,
            [_fields(work) | {"facts": to_json(work.facts)} for work in season.productions],
        )
        for hall in season.halls:
            self.hall(hall)
        self._performances(season)
        self._offers(season)

    def hall(self, hall: Hall) -> None:
        """Write a hall with its zones and seats."""
        view = hall.view
        row = {
            name: getattr(view, name)
            for name in ("hall_id", "code", "name", "venue", "width", "height", "places")
        }
        row |= {
            "plan": hall.plan,
            "rules": to_json(hall.rules),
            "drawing": to_json(Drawing(view.labels, view.shapes, view.outlook)),
        }
        self._insert(tables.hall, [row])
        about = {"hall_id": view.hall_id}
        self._insert(tables.zone, [_fields(zone) | about for zone in view.zones])
        self._insert(
            tables.seat,
            [
                _fields(seat) | about | {"kind": seat.kind.value, "position": position}
                for position, seat in enumerate(view.seats)
            ],
        )

    def _performances(self, season: Season) -> None:
        names = tuple(column.name for column in tables.performance.c)
        self._insert(
            tables.performance,
            [{name: getattr(each, name) for name in names} for each in season.performances],
        )
        self._insert(
            tables.price,
            [
                {
                    "performance_id": performance.performance_id,
                    "zone_id": price.zone_id,
                    "price_type_id": price.price_type_id,
                    "face_minor": price.face.minor,
                    "fee_minor": price.fee.minor,
                    "currency": price.face.currency,
                    "position": position,
                }
                for performance in season.performances
                for position, price in enumerate(performance.prices)
            ],
        )

    def _offers(self, season: Season) -> None:
        offers = (
            ("promo", season.promos),
            ("group", season.groups),
            ("source", season.sources),
            ("subscription", season.subscriptions),
            ("membership", season.memberships),
            ("fee", season.charges.fees),
            ("tax", season.charges.taxes),
            ("fund", season.funds),
            ("goods", season.goods),
        )
        self._insert(
            tables.offer,
            [
                {"kind": kind, "code": each.code, "document": to_json(each)}
                for kind, members in offers
                for each in members
            ],
        )


def _fields(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__slots__ if not name.startswith("_")}
