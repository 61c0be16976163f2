"""What the season file says of a hall beyond its plan, put into the hall: seat kinds, the order of
the sections, where the stage and the best place are, what boxes are, what seats offer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from pos.catalogue.faults import FaultCode, plain
from pos.catalogue.plan import Point
from pos.catalogue.ranking import focus_of, seat_ranks
from pos.catalogue.seat_features import features_of
from pos.catalogue.seat_selection import matching
from pos.ids import PriceTypeId
from pos.views.catalogue import HallView, Outlook, PriceView, SeatKind
from pos.views.season import HallRules, KindRule

Misfit = tuple[FaultCode, tuple[str, ...]]


def with_rules(view: HallView, rules: HallRules) -> HallView:
    """Return a hall that was just made from its plan as the rules have it, its seats in their ranks
    anew. What the hall does not have is passed over; see ``misfits``."""
    named = [
        (seat.seat_id, rule)
        for rule in rules.kinds
        for seat in matching(rule.selection, view.seats).seats
    ]
    zone_of = {zone.name: zone.zone_id for zone in view.zones}
    kinds = {seat: rule.kind for seat, rule in named}
    zones = {seat: zone_of[rule.priced_as] for seat, rule in named if rule.priced_as in zone_of}
    outlook = Outlook(rules.stage, _best(view, rules))
    view = replace(view, outlook=outlook, boxes=rules.boxes)
    ranks = _ranks(view, rules.best_sections)
    seats = tuple(
        replace(
            seat,
            kind=kinds.get(seat.seat_id, SeatKind.ORDINARY),
            zone_id=zones.get(seat.seat_id, seat.zone_id),
            rank=rank,
        )
        for seat, rank in zip(view.seats, ranks, strict=True)
    )
    return replace(view, seats=seats, features=features_of(seats, rules))


@dataclass(frozen=True, slots=True)
class Shortage:
    """A price zone in which no wheelchair place stands. ``has``: how many elsewhere are sold at its
    price; ``share``: how many that would be by its part of the hall's seats."""

    zone: str
    has: int
    share: int


def shortages(plain: HallView, view: HallView) -> Iterator[Shortage]:
    """Yield the price zones that have too few wheelchair places; ``plain``: the hall as its plan
    has it. Where none can stand, as on a balcony, the same part of them is sold in a better zone
    at that price (money and compliance 8.1). A zone better than all in which they stand needs none:
    nobody pays more for not sitting in it."""
    chairs = [seat.seat_id for seat in view.seats if seat.kind is SeatKind.WHEELCHAIR]
    stands = {seat.seat_id: seat.zone_id for seat in plain.seats}
    sold = {seat.seat_id: seat.zone_id for seat in view.seats}
    standing, sizes = {stands[chair] for chair in chairs}, Counter(stands.values())
    has = Counter(sold[chair] for chair in chairs)
    best = min((zone.position for zone in view.zones if zone.zone_id in standing), default=0)
    for zone in view.zones:
        share = (2 * len(chairs) * sizes[zone.zone_id] + len(stands)) // (2 * len(stands))
        lacks = zone.zone_id not in standing and zone.position > best
        if lacks and has[zone.zone_id] < share:
            yield Shortage(zone.name, has[zone.zone_id], share)


def dearer(
    stood: HallView,
    rule: KindRule,
    lists: Iterable[tuple[str, Sequence[PriceView]]],
    types: Mapping[PriceTypeId, str],
) -> tuple[str, str, str] | None:
    """Return the evidence of ``SEASON_PRICED_DEARER`` where somebody pays more for a place of the
    rule than for one beside it; None where nobody does. ``stood``: the hall as its plan has it;
    ``lists``: what its tickets cost, each with its name; ``types``: the codes of price types."""
    asked = {zone.zone_id for zone in stood.zones if zone.name == rule.priced_as}
    seats = matching(rule.selection, stood.seats).seats if asked else ()
    stands = {seat.zone_id for seat in seats}
    for name, prices in lists:
        known = {(price.zone_id, price.price_type_id): price.all_in for price in prices}
        for zone in (zone for zone in stood.zones if zone.zone_id in stands):
            for (at, kind), price in known.items():
                here = known.get((zone.zone_id, kind), price)
                if at in asked and here < price:
                    told = f"{name} · {types[kind]} {plain(price)} > {plain(here)}"
                    return rule.priced_as, zone.name, told
    return None


def all_boxes(view: HallView) -> bool:
    """Return whether the hall is nothing but boxes and suites beside its accessible places: then
    nothing could be sold out before others get those."""
    accessible = (SeatKind.WHEELCHAIR, SeatKind.COMPANION)
    beside = {seat.section for seat in view.seats if seat.kind not in accessible}
    return bool(view.boxes) and beside <= set(view.boxes)


def misfits(view: HallView, rules: HallRules) -> Iterator[Misfit]:
    """Yield what rules that fitted another plan mean and this hall does not have."""
    selections = [rule.selection for rule in rules.kinds]
    selections += [rule.selection for rule in rules.features]
    selections += [rules.best_place] if rules.best_place is not None else []
    for selection in selections:
        for part in matching(selection, view.seats).unmatched:
            yield FaultCode.SEASON_SEATS_UNMATCHED, (part, str(selection))
    zones = {zone.name for zone in view.zones}
    for rule in rules.kinds:
        if rule.priced_as and rule.priced_as not in zones:
            yield FaultCode.SEASON_ZONE_UNKNOWN, (rule.priced_as, view.name)
    sections = {seat.section for seat in view.seats}
    for section in rules.boxes:
        if section not in sections:
            yield FaultCode.SEASON_SEATS_UNMATCHED, (section, "boxes")


def _best(view: HallView, rules: HallRules) -> tuple[float, float] | None:
    """Return the middle of the seats that are the best place."""
    named = () if rules.best_place is None else matching(rules.best_place, view.seats).seats
    if not named:
        return None
    return fmean(seat.x for seat in named), fmean(seat.y for seat in named)


def _ranks(view: HallView, best_sections: Sequence[str]) -> list[int]:
    """Return each seat's rank where it stands. Sections that are not named come last and are all
    alike."""
    early = {section: index for index, section in enumerate(best_sections)}
    position = {zone.zone_id: zone.position for zone in view.zones}
    zones = [position[seat.zone_id] for seat in view.seats]
    sections = [early.get(seat.section, len(early)) for seat in view.seats]
    outlook = view.outlook
    points = [Point(*outlook.facing(seat.x, seat.y)) for seat in view.seats]
    best = outlook.best
    focus = focus_of(points, zones) if best is None else Point(*outlook.facing(*best))
    return seat_ranks(points, zones, sections, focus)
