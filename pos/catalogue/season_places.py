"""The houses of a season file: venues, halls with their plans, seat kinds, holds and kills."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from pos.catalogue.faults import FaultCode
from pos.catalogue.fields import Fields
from pos.catalogue.halls import open_hall, reserved_hall
from pos.catalogue.plan_reading import PlanRead
from pos.catalogue.season_closing import read_closing
from pos.catalogue.season_holds import read_hold_codes
from pos.catalogue.season_parts import Codes, code_of, zone_of
from pos.catalogue.season_paying import read_paying
from pos.catalogue.season_returns import TypesNamed, read_exchange, read_returns
from pos.catalogue.season_selling import read_selling
from pos.catalogue.season_will_call import read_will_call
from pos.catalogue.seat_selection import matching
from pos.money import MINOR_DIGITS
from pos.views.catalogue import HallView, SeatKind, SeatView
from pos.views.season import Hall, Hold, KindRule, Performance, Selection, Venue

PlanSource = Callable[[str], PlanRead | None]
"""Returns the plan of that file name as it was read, or None when there is none to be had."""

LARGEST_OPEN_HALL = 100_000
MOST_PAPERS = 100_000
SPECIAL_KINDS = tuple(kind.value for kind in SeatKind if kind is not SeatKind.ORDINARY)


def read_venues(fields: Fields, venues: Codes[Venue]) -> list[TypesNamed]:
    """Read the venues; all of them take the same money. Return where they name price types, which
    are read later."""
    named: list[TypesNamed] = []
    for each in fields.tables("venues", required=True):
        currency = each.choice("currency", sorted(MINOR_DIGITS), "USD")
        venue = Venue(
            code=code_of(each),
            name=each.text("name"),
            address=each.texts("address"),
            time_zone=zone_of(each, "time_zone"),
            currency=currency,
            cutoff_hour=each.integer("business_day_ends", 4, lowest=0, highest=11),
            refund_policy=each.text("refund_policy", "", blank=True, longest=1_000),
            locales=each.texts("languages") or ("en",),
            reprints_say_duplicate=each.flag("reprints_say_duplicate", default=True),
            ticket_stock_low=each.integer("ticket_stock_low", 100, highest=MOST_PAPERS),
            paying=read_paying(each.table("paying", required=False), currency),
            closing=read_closing(each.table("closing", required=False), currency),
            selling=read_selling(each.table("selling", required=False), currency),
            will_call=read_will_call(each.table("will_call", required=False)),
            tax_id=each.text("tax_id", "", blank=True),
            hold_codes=read_hold_codes(each),
            exchange=read_exchange(each.table("exchange", required=False), currency, named),
            returns=read_returns(each.table("returns", required=False), currency, named),
        )
        each.end()
        venues.add(each, venue.code, venue)
        if venues.values() and venue.currency != venues.values()[0].currency:
            each.fault("currency", FaultCode.SEASON_CURRENCY, venue.currency)
    return named


def read_halls(
    fields: Fields, halls: Codes[Hall], venues: Codes[Venue], plan_of: PlanSource
) -> None:
    """Read the halls, each made from its plan or from a number of places."""
    for each in fields.tables("halls", required=True):
        code, name = code_of(each), each.text("name")
        venue = venues.named(each, "venue", each.text("venue"))
        hall = _hall(each, code, name, venue.name if venue else "", plan_of)
        each.end()
        if hall is None:
            halls.spoil(code)
        else:
            halls.add(each, code, hall)


def _hall(fields: Fields, code: str, name: str, venue: str, plan_of: PlanSource) -> Hall | None:
    if fields.has("plan") == fields.has("places"):
        fields.fault("plan", FaultCode.FIELD_CONFLICT, "plan", "places")
        for key in ("plan", "places", "zone", "best_sections", "seat_kinds"):
            fields.raw(key, required=False)
        return None
    if fields.has("places"):
        places = fields.integer("places", lowest=1, highest=LARGEST_OPEN_HALL)
        zone = fields.text("zone", "General admission")
        return Hall(open_hall(code, name, venue, places, zone), "", (), ())
    file = fields.text("plan")
    best, kinds = fields.texts("best_sections"), _kinds(fields)
    read = plan_of(file) if file else None
    if read is None or read.plan is None:
        if file:
            missing = FaultCode.FILE_MISSING if read is None else FaultCode.FILE_FAULTY
            fields.fault("plan", missing, file)
        return None
    view = reserved_hall(code, name, venue, read.plan, best_sections=best)
    sections = {seat.section for seat in view.seats}
    for section in best:
        if section not in sections:
            fields.fault("best_sections", FaultCode.SEASON_SEATS_UNMATCHED, section)
    by_guid: dict[str, SeatKind] = {}
    for rule, place in kinds:
        _apply_rule(fields, rule, place, view.seats, by_guid)
    return Hall(with_kinds(view, by_guid), file, tuple(rule for rule, _ in kinds), best)


def with_kinds(view: HallView, kinds: Mapping[str, SeatKind]) -> HallView:
    """Return the hall with the seats named by guid of these kinds and all others ordinary."""
    seats = tuple(
        seat if seat.kind is kind else replace(seat, kind=kind)
        for seat in view.seats
        for kind in [kinds.get(seat.guid, SeatKind.ORDINARY)]
    )
    return replace(view, seats=seats)


def kinds_by_guid(rules: Sequence[KindRule], seats: Sequence[SeatView]) -> dict[str, SeatKind]:
    """Return the kind of every seat that a rule means; for rules that were checked before."""
    return {
        seat.guid: rule.kind for rule in rules for seat in matching(rule.selection, seats).seats
    }


def _kinds(fields: Fields) -> list[tuple[KindRule, Fields]]:
    rules = []
    for each in fields.tables("seat_kinds"):
        kind = each.choice("kind", SPECIAL_KINDS)
        selection = _selection(each)
        each.end()
        if kind and selection is not None:
            rules.append((KindRule(SeatKind(kind), selection), each))
    return rules


def _apply_rule(
    fields: Fields,
    rule: KindRule,
    place: Fields,
    seats: Sequence[SeatView],
    by_guid: dict[str, SeatKind],
) -> None:
    for seat in _checked(place, rule.selection, seats):
        other = by_guid.setdefault(seat.guid, rule.kind)
        if other is not rule.kind:
            fields.faults.error(place.path, FaultCode.SEASON_SEAT_TWICE, seat.guid, other.value)


def _selection(fields: Fields) -> Selection | None:
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


def _checked(
    fields: Fields, selection: Selection, seats: Sequence[SeatView]
) -> tuple[SeatView, ...]:
    matched = matching(selection, seats)
    for part in matched.unmatched:
        fields.faults.error(fields.path, FaultCode.SEASON_SEATS_UNMATCHED, part, str(selection))
    return matched.seats


# ---- holds ----


def read_holds(
    fields: Fields, halls: Codes[Hall], performances: Codes[Performance]
) -> tuple[Hold, ...]:
    """Return who keeps which places from sale, one hold for each performance in the hall that is
    named, or for all.
    """
    holds: list[Hold] = []
    taken: dict[tuple[str, str], str] = {}  # (performance, seat) -> holder
    for each in fields.tables("holds"):
        hall = halls.named(each, "hall", each.text("hall"))
        holder = _holder(each)
        chosen = performances.all_named(each, "performances")
        if hall is None:
            each.tables("seats")
            each.raw("places", required=False)
            each.end()
            continue
        seats, places = _held(each, hall)
        each.end()
        here = [p for p in performances.values() if p.hall_id == hall.view.hall_id]
        for performance in chosen or here:
            if performance.hall_id != hall.view.hall_id:
                code = FaultCode.SEASON_HOLD_ELSEWHERE
                each.fault("performances", code, performance.code, hall.view.code)
            for seat in seats:
                other = taken.setdefault((performance.code, seat.guid), holder)
                if other != holder:
                    each.faults.error(each.path, FaultCode.SEASON_SEAT_TWICE, seat.guid, other)
            ids = tuple(seat.seat_id for seat in seats)
            holds.append(Hold(holder, performance.performance_id, ids, places))
    return tuple(holds)


def _holder(fields: Fields) -> str:
    """Return ``hold:NAME`` or ``kill:NAME``; exactly one of the two keys is there."""
    if fields.has("hold") == fields.has("kill"):
        fields.fault("hold", FaultCode.FIELD_CONFLICT, "hold", "kill")
        fields.raw("hold", required=False)
    kind = "kill" if fields.has("kill") else "hold"
    return f"{kind}:{code_of(fields, kind)}" if fields.has(kind) else ""


def _held(fields: Fields, hall: Hall) -> tuple[tuple[SeatView, ...], int]:
    """Return the seats or the number of places a hold keeps."""
    if hall.view.general_admission:
        places = fields.integer("places", lowest=1)
        if places > hall.view.places:
            fields.fault("places", FaultCode.SEASON_PLACES_SHORT, places, hall.view.places)
        return (), places
    seats: dict[str, SeatView] = {}
    for each in fields.tables("seats", required=True):
        selection = _selection(each)
        each.end()
        if selection is not None:
            seats.update((seat.guid, seat) for seat in _checked(each, selection, hall.view.seats))
    return tuple(seats.values()), 0
