"""``[[halls]]`` of a season file: halls with their plans, and what no plan says of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from pos.catalogue.faults import FaultCode
from pos.catalogue.fields import Fields
from pos.catalogue.hall_rules import Shortage, all_boxes, dearer, shortages, with_rules
from pos.catalogue.halls import open_hall, plain_hall
from pos.catalogue.plan_reading import PlanRead
from pos.catalogue.season_parts import Codes, code_of
from pos.catalogue.season_programme import PriceTable
from pos.catalogue.seat_selection import matching
from pos.views.catalogue import HallView, PriceTypeView, SeatKind, SeatView, StageSide
from pos.views.season import FeatureRule, Hall, HallRules, KindRule, Selection, Venue
from pos.views.seat_features import NOTHING_SAID, SeatFeature, SeatFeatures

PlanSource = Callable[[str], PlanRead | None]
"""Returns the plan of that file name as it was read, or None when there is none to be had."""


@dataclass(slots=True)
class Chairs:
    """What is told of places for wheelchairs once more of the file is read: each with its table."""

    short: list[tuple[Fields, Shortage]] = field(default_factory=list)
    priced: list[tuple[Fields, KindRule, HallView]] = field(default_factory=list)
    """``priced_as`` of a hall as its plan has it."""


LARGEST_OPEN_HALL = 100_000
MOST_STEPS = 1_000
SPECIAL_KINDS = tuple(kind.value for kind in SeatKind if kind is not SeatKind.ORDINARY)
_OF_A_PLAN = ("best_sections", "best_place", "boxes", "stage", "seat_kinds", "features")
"""Keys that go with ``plan``."""


def read_halls(
    fields: Fields, halls: Codes[Hall], venues: Codes[Venue], plan_of: PlanSource
) -> Chairs:
    """Read the halls, each made from its plan or from a number of places."""
    chairs = Chairs()
    for each in fields.tables("halls", required=True):
        code, name = code_of(each), each.text("name")
        venue = venues.named(each, "venue", each.text("venue"))
        hall = _hall(each, code, name, venue.name if venue else "", plan_of, chairs)
        each.end()
        if hall is None:
            halls.spoil(code)
        else:
            halls.add(each, code, hall)
    return chairs


def tell_dearer(
    chairs: Chairs, tables: Sequence[PriceTable], types: Iterable[PriceTypeView]
) -> None:
    """Refuse places that are priced as a zone in which they cost more than where they stand."""
    codes = {kind.price_type_id: kind.code for kind in types}
    for place, rule, plain in chairs.priced:
        lists = ((each.code, each.prices) for each in tables if each.hall_id == plain.hall_id)
        found = dearer(plain, rule, lists, codes)
        if found is not None:
            place.fault("priced_as", FaultCode.SEASON_PRICED_DEARER, *found)


def tell_short(chairs: Chairs) -> None:
    """Warn of halls that have too few wheelchair places at a price; for when the file is sound."""
    for place, found in chairs.short:
        code = FaultCode.SEASON_LEVEL_ACCESSIBLE
        place.faults.warning(place.path, code, found.zone, found.has, found.share)


def _hall(
    fields: Fields, code: str, name: str, venue: str, plan_of: PlanSource, chairs: Chairs
) -> Hall | None:
    if fields.has("plan") == fields.has("places"):
        fields.fault("plan", FaultCode.FIELD_CONFLICT, "plan", "places")
        for key in ("plan", "places", "zone", *_OF_A_PLAN):
            fields.raw(key, required=False)
        return None
    if fields.has("places"):
        places = fields.integer("places", lowest=1, highest=LARGEST_OPEN_HALL)
        zone = fields.text("zone", "General admission")
        return Hall(open_hall(code, name, venue, places, zone))
    file = fields.text("plan")
    rules = _Rules(fields)
    read = plan_of(file) if file else None
    if read is None or read.plan is None:
        if file:
            missing = FaultCode.FILE_MISSING if read is None else FaultCode.FILE_FAULTY
            fields.fault("plan", missing, file)
        return None
    plain = plain_hall(code, name, venue, read.plan)
    rules.check(plain)
    view = with_rules(plain, rules.read)
    if all_boxes(view):
        fields.fault("boxes", FaultCode.SEASON_ALL_BOXES)
    chairs.short += [(fields, each) for each in shortages(plain, view)]
    chairs.priced += [(place, rule, plain) for rule, place in rules.kinds if rule.priced_as]
    return Hall(view, file, rules.read)


class _Rules:
    """What the file says of a hall beyond its plan, and the places where it says so."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        stage = fields.choice("stage", [side.value for side in StageSide], "")
        best_sections = fields.texts("best_sections")
        self._best = fields.table("best_place", required=False)
        best_place = None if self._best is None else selection_of(self._best)
        if self._best is not None:
            self._best.end()
        self.kinds = _kinds(fields)
        self._features = _features(fields)
        self.read = HallRules(
            kinds=tuple(rule for rule, _ in self.kinds),
            best_sections=best_sections,
            stage=StageSide(stage) if stage else None,
            best_place=best_place,
            boxes=fields.texts("boxes"),
            features=tuple(rule for rule, _ in self._features),
        )

    def check(self, view: HallView) -> None:
        """Report what the hall does not have."""
        self._check_sections(view, "best_sections", self.read.best_sections)
        self._check_sections(view, "boxes", self.read.boxes)
        if self._best is not None and self.read.best_place is not None:
            checked_seats(self._best, self.read.best_place, view.seats)
        by_guid: dict[str, SeatKind] = {}
        priced: dict[str, str] = {}
        zones = {zone.name for zone in view.zones}
        for rule, place in self.kinds:
            if rule.priced_as and rule.priced_as not in zones:
                place.fault("priced_as", FaultCode.SEASON_ZONE_UNKNOWN, rule.priced_as, view.name)
            for seat in checked_seats(place, rule.selection, view.seats):
                other = by_guid.setdefault(seat.guid, rule.kind)
                price = priced.setdefault(seat.guid, rule.priced_as) if rule.priced_as else ""
                if other is not rule.kind or price != rule.priced_as:
                    said = other.value if other is not rule.kind else price
                    code = FaultCode.SEASON_SEAT_TWICE
                    place.faults.error(place.path, code, seat.guid, said)
        self._check_features(view)

    def _check_features(self, view: HallView) -> None:
        said: dict[str, SeatFeatures] = {}
        for rule, place in self._features:
            for seat in checked_seats(place, rule.selection, view.seats):
                before = said.get(seat.guid, NOTHING_SAID)
                if other := before.conflict(rule.features):
                    code = FaultCode.SEASON_SEAT_TWICE
                    place.faults.error(place.path, code, seat.guid, other)
                said[seat.guid] = before.and_also(rule.features)

    def _check_sections(self, view: HallView, key: str, named: Sequence[str]) -> None:
        sections = {seat.section for seat in view.seats}
        for section, times in Counter(named).items():
            if section not in sections:
                self._fields.fault(key, FaultCode.SEASON_SEATS_UNMATCHED, section)
            if times > 1:
                self._fields.fault(key, FaultCode.SEASON_SECTION_TWICE, section)


def _kinds(fields: Fields) -> list[tuple[KindRule, Fields]]:
    rules = []
    for each in fields.tables("seat_kinds"):
        kind = each.choice("kind", SPECIAL_KINDS)
        selection = selection_of(each)
        priced_as = each.text("priced_as", "")
        if priced_as and kind == SeatKind.RESTRICTED.value:
            each.fault("priced_as", FaultCode.FIELD_CONFLICT, "kind", "priced_as")
            priced_as = ""
        each.end()
        if kind and selection is not None:
            rules.append((KindRule(SeatKind(kind), selection, priced_as), each))
    return rules


def _features(fields: Fields) -> list[tuple[FeatureRule, Fields]]:
    known = {feature.value: feature for feature in SeatFeature}
    rules = []
    for each in fields.tables("features"):
        said = each.texts("has", required=not each.has("steps"))
        for word in said:
            if word not in known:
                each.fault("has", FaultCode.FIELD_NOT_ONE_OF, word, ", ".join(known))
        steps = each.integer("steps", lowest=1, highest=MOST_STEPS) if each.has("steps") else 0
        if steps and SeatFeature.STEP_FREE.value in said:
            each.fault("steps", FaultCode.FIELD_CONFLICT, SeatFeature.STEP_FREE.value, "steps")
        elif each.has("has") and each.raw("has") == []:
            each.fault("has", FaultCode.FIELD_EMPTY)
        selection = selection_of(each)
        each.end()
        has = tuple(feature for word, feature in known.items() if word in said)
        features = SeatFeatures(has, steps)
        if features and selection is not None:
            rules.append((FeatureRule(selection, features), each))
    return rules


# ---- seats as people name them ----


def selection_of(fields: Fields) -> Selection | None:
    """Return which seats a table means: ``guids``, or ``section`` with ``rows`` and ``numbers``."""
    guids = fields.texts("guids")
    if guids:
        for key in ("section", "rows", "numbers"):
            if fields.has(key):
                fields.raw(key)
                fields.fault(key, FaultCode.FIELD_CONFLICT, "guids", key)
        return Selection(guids=guids)
    section = fields.text("section")
    selection = Selection(section, fields.texts("rows"), fields.text("numbers", "", blank=True))
    return selection if section else None


def checked_seats(
    fields: Fields, selection: Selection, seats: Sequence[SeatView]
) -> tuple[SeatView, ...]:
    """Return the seats that a table means; what means none is reported."""
    matched = matching(selection, seats)
    for part in matched.unmatched:
        fields.faults.error(fields.path, FaultCode.SEASON_SEATS_UNMATCHED, part, str(selection))
    return matched.seats
