"""The houses of a season file: venues, and what their halls keep from sale."""

from __future__ import annotations

from pos.catalogue.faults import FaultCode
from pos.catalogue.fields import Fields
from pos.catalogue.season_closing import read_closing
from pos.catalogue.season_halls import checked_seats, selection_of
from pos.catalogue.season_holds import read_hold_codes
from pos.catalogue.season_parts import Codes, code_of, zone_of
from pos.catalogue.season_paying import read_paying
from pos.catalogue.season_returns import TypesNamed, read_exchange, read_returns
from pos.catalogue.season_selling import read_selling
from pos.catalogue.season_will_call import read_will_call
from pos.money import MINOR_DIGITS
from pos.views.catalogue import SeatView
from pos.views.season import Hall, Hold, Performance, Venue

MOST_PAPERS = 100_000


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
        selection = selection_of(each)
        each.end()
        if selection is not None:
            found = checked_seats(each, selection, hall.view.seats)
            seats.update((seat.guid, seat) for seat in found)
    return tuple(seats.values()), 0
