"""Tickets that a season could sell, chosen so that every word that can stand on one stands on some:
the widest values of each performance together, every zone with every price type, every place,
every patron. Made up from the catalogue; nothing is sold. Thread: the caller's, which owns the
office.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from pos.pricing.all_in import shown_prices
from pos.selling.papers import NOTES

if TYPE_CHECKING:
    from pos.office import Office
    from pos.views.catalogue import HallView, PerformanceView, PriceView
    from pos.views.papers import TicketView
    from printing.fonts import FontSource

_EVERY_ORDER = 1_000_000


def season_tickets(office: Office, fonts: FontSource) -> Iterator[TicketView]:
    """Yield the tickets, some thousands.

    Raises:
        NotFound: No season was loaded yet.
    """
    from printing.samples import LONGEST

    names = dict(_patrons(office))
    widest = _widest([*names, "" if names else LONGEST.holder], fonts)
    halls_seen: set[str] = set()
    last: TicketView | None = None
    for performance in office.catalogue.performances():
        hall = office.catalogue.hall(performance.hall_id)
        for ticket in _of_performance(office, performance, hall, fonts):
            last = replace(ticket, holder=widest)
            yield last
        if last is not None and hall.hall_id not in halls_seen:
            halls_seen.add(hall.hall_id)
            yield from _every_place(last, hall)
    if last is not None:
        for name, number in names.items():
            yield replace(last, holder=name, order_number=number)


def _patrons(office: Office) -> Iterator[tuple[str, str]]:
    with office.storage.read() as uow:
        for found in uow.finding.find("", limit=_EVERY_ORDER):
            order = uow.orders.order(found.subject_id)
            if order.name:
                yield order.name, order.order_number


def _of_performance(
    office: Office, performance: PerformanceView, hall: HallView, fonts: FontSource
) -> Iterator[TicketView]:
    """Yield a ticket for each price, all with the widest place and the longest notes."""
    from printing.samples import LONGEST

    zones = {zone.zone_id: zone.name for zone in hall.zones}
    types = {kind.price_type_id: kind.name for kind in office.catalogue.price_types()}
    kinds = {seat.kind for seat in hall.seats}
    notes = [note for kind, note in NOTES.items() if kind in kinds] or [""]
    plain = replace(
        LONGEST,
        company=office.catalogue.company().name,
        production=performance.production,
        subtitle=performance.subtitle,
        starts_at=performance.starts_at,
        doors_at=performance.doors_at,
        venue=hall.venue,
        hall=hall.name,
        section=_widest((seat.section for seat in hall.seats), fonts),
        row=_widest((seat.row for seat in hall.seats), fonts),
        seat=_widest((seat.number for seat in hall.seats), fonts),
    )
    for price in _prices(office, performance):
        sold = replace(
            plain,
            zone=zones.get(price.zone_id, ""),
            price_type=types.get(price.price_type_id, ""),
            price=price.all_in,
            fee_included=price.fee,
            tax_included=price.tax or None,
        )
        for note in notes:
            yield replace(sold, notes=tuple(said for said in (note, "duplicate") if said))


def _prices(office: Office, performance: PerformanceView) -> tuple[PriceView, ...]:
    with office.storage.read() as uow:
        return shown_prices(uow, performance.performance_id)


def _every_place(ticket: TicketView, hall: HallView) -> Iterator[TicketView]:
    for seat in hall.seats:
        yield replace(ticket, section=seat.section, row=seat.row, seat=seat.number)


def _widest(values: Iterable[str], fonts: FontSource) -> str:
    return max(set(values), key=lambda text: (fonts.width_em(text, bold=True), text), default="")
