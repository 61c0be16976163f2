"""What the papers of an outage say: who waits, who sits where, what it costs, what may be sold.

Reads only; on any thread that has a database of its own open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from pos.cash.till import today
from pos.ids import PerformanceId, SeatId
from pos.lifecycles import EmergencyState, OrderState
from pos.money import Money
from pos.outage.reading import kept_of, local, paper_of
from pos.ports.outage import WaitingOrder
from pos.ports.storage import Storage, UnitOfWork
from pos.pricing.all_in import shown_prices
from pos.seat_names import place_label, places_label
from pos.text import folded
from pos.views.catalogue import HallView, PerformanceView
from pos.views.outage import (
    DoorLine,
    KitView,
    PaperTicket,
    PriceLine,
    SeatLine,
    SeatUse,
    WillCallLine,
)
from pos.window import Window

AHEAD = timedelta(hours=48)
"""How far ahead papers are made."""
_KEPT = {"kill": SeatUse.CLOSED, "hold": SeatUse.HELD, "channel": SeatUse.HELD}


class Kits:
    """Reads what the papers of an outage say. Thread: that of its storage."""

    def __init__(self, storage: Storage, window: Window) -> None:
        self._storage = storage
        self._window = window

    def performances(self) -> tuple[PerformanceView, ...]:
        """Return the performances papers are made for: of today's business day, and those of the
        next two days; none that is cancelled. Raises NotFound before a season was imported."""
        with self._storage.read() as uow:
            company = uow.catalogue.company()
            now = local(uow, uow.now())
            since = datetime.combine(today(uow), time(company.cutoff_hour), now.tzinfo)
            found = uow.catalogue.performances(since)
            return tuple(
                each
                for each in found
                if each.starts_at <= now + AHEAD
                and not uow.order_life.is_cancelled(each.performance_id)
            )

    def kit(self, performance_id: PerformanceId) -> KitView:
        """Return the papers of one performance as of now. Raises NotFound."""
        with self._storage.read() as uow:
            performance = uow.catalogue.performance(performance_id)
            hall = uow.catalogue.hall_of(performance_id)
            company = uow.catalogue.company()
            papers = _papers(uow, performance_id)
            waiting = uow.orders.emergency.waiting(performance_id)
            uses = _uses(uow, performance_id, [paper for paper, _ in papers], waiting)
            ours = uow.rights.for_sale_here(performance_id, hall.seats)
            reach = {seat.seat_id for seat in ours}
            free = hall.places - uow.rights.places_taken(performance_id)
            return KitView(
                performance_id=performance_id,
                code=performance.code,
                production=performance.production,
                subtitle=performance.subtitle,
                starts_at=performance.starts_at,
                hall=f"{hall.name}, {hall.venue}" if hall.venue else hall.name,
                company=company.name,
                window=self._window.name,
                as_of=local(uow, uow.now()),
                will_call=_will_call(uow, hall, performance_id, waiting, company.currency),
                seats=tuple(
                    SeatLine(
                        seat.section,
                        seat.row,
                        seat.number,
                        *uses.get(seat.seat_id, _free(seat.seat_id in reach)),
                    )
                    for seat in hall.seats
                ),
                general_admission=hall.general_admission,
                free=max(free, 0),
                prices=_prices(uow, performance_id, hall),
                papers=tuple(paper for paper, sold_here in papers if sold_here),
                doors=_doors(uow, performance_id, hall),
                contacts=_contacts(uow),
                policy=company.policy,
                shared=uow.link.link() is not None,
            )


def _papers(uow: UnitOfWork, performance_id: str) -> list[tuple[PaperTicket, bool]]:
    """Return the emergency tickets that are out, by number, and whether each is sold here: where
    its place is kept, it is keyed in and given back too."""
    found: list[tuple[PaperTicket, bool]] = []
    for block in uow.orders.emergency.blocks_of(performance_id):
        every = uow.orders.emergency.tickets(block.block_id)
        out = [ticket for ticket, state in every if state == EmergencyState.OUT.value]
        kept = set(kept_of(uow, block, out))
        on_stock = uow.orders.emergency.on_stock(block.block_id)
        found += [
            (paper_of(uow, one, on_stock=one.emergency_id in on_stock), one in kept) for one in out
        ]
    return found


def will_call_lines(uow: UnitOfWork, performance_id: PerformanceId) -> tuple[WillCallLine, ...]:
    """Return who is at will-call for a performance, as one looks for them."""
    hall, company = uow.catalogue.hall_of(performance_id), uow.catalogue.company()
    waiting = uow.orders.emergency.waiting(performance_id)
    return _will_call(uow, hall, performance_id, waiting, company.currency)


def _will_call(
    uow: UnitOfWork,
    hall: HallView,
    performance_id: PerformanceId,
    waiting: tuple[WaitingOrder, ...],
    currency: str,
) -> tuple[WillCallLine, ...]:
    """Return who waits, as one looks for them: by last name, then by order."""
    lines = []
    filed = uow.will_call.filed_places(performance_id)
    given = uow.will_call.given_places(performance_id)
    for order in waiting:
        seats = [hall.seat(SeatId(seat)) for seat in order.seat_ids if seat is not None]
        digits = "".join(sign for sign in order.phone if sign.isdigit())
        collected = order.state == OrderState.COLLECTED.value
        many = len(order.seat_ids)
        lines.append(
            WillCallLine(
                name=order.name,
                order_number=order.order_number,
                places=places_label((s.section, s.row, s.number) for s in seats if s),
                tickets=many,
                owing=Money(order.owing_minor, currency),
                note=order.note,
                alternates=order.alternates,
                phone_last4=digits[-4:],
                collected=collected,
                given=many if collected else given.get(order.order_id, 0),
                filed=0 if collected else filed.get(order.order_id, 0),
            )
        )
    return tuple(sorted(lines, key=lambda line: (*looked_for(line.name), line.order_number)))


def looked_for(name: str) -> tuple[str, str]:
    """Return what a name is looked up by: the last word first, or what stands before a comma."""
    plain = folded(name)
    before, comma, _ = plain.partition(",")
    return (before if comma else plain.rpartition(" ")[2], plain)


def _free(here: bool) -> tuple[SeatUse, str]:
    return (SeatUse.FREE if here else SeatUse.AT_HUB), ""


def _uses(
    uow: UnitOfWork,
    performance_id: str,
    papers: Sequence[PaperTicket],
    waiting: tuple[WaitingOrder, ...],
) -> Mapping[str, tuple[SeatUse, str]]:
    """Return what every seat is that is not free, and who has it."""
    uses: dict[str, tuple[SeatUse, str]] = {}
    for seat_id, (holder, cart_id) in uow.rights.of_seats(performance_id).items():
        use = _KEPT.get(holder.partition(":")[0])
        who = ""
        if use is None and cart_id:
            use = SeatUse.IN_CART
        elif use is None:  # in a window's block; what is sold of it is seen below
            use, who = SeatUse.BLOCKED, holder.partition(":")[2]
        uses[seat_id] = (use, who)
    there = {order.order_number for order in waiting if order.state != OrderState.COLLECTED.value}
    for seat, number, name, _channel in uow.orders.emergency.seated(performance_id):
        if seat is not None:
            use = SeatUse.WAITING if number in there else SeatUse.SOLD
            uses[seat] = (use, name or number)
    for paper in papers:
        if paper.seat_id is not None:
            uses[paper.seat_id] = (SeatUse.PAPER, paper.number)
    return uses


def _prices(
    uow: UnitOfWork, performance_id: PerformanceId, hall: HallView
) -> tuple[PriceLine, ...]:
    """Return what may be sold on paper; what wants somebody's word is not on the sheet."""
    zones = {zone.zone_id: zone for zone in hall.zones}
    kinds = {kind.price_type_id: kind for kind in uow.catalogue.price_types()}
    offered = [
        (zones[price.zone_id], kinds[price.price_type_id], price.all_in)
        for price in shown_prices(uow, performance_id)
        if not kinds[price.price_type_id].needs_reason
    ]
    offered.sort(key=lambda each: (each[0].position, each[1].position))
    return tuple(PriceLine(zone.name, kind.name, all_in) for zone, kind, all_in in offered)


def _doors(uow: UnitOfWork, performance_id: str, hall: HallView) -> tuple[DoorLine, ...]:
    lines = []
    for code, seat_id, number in uow.orders.emergency.codes(performance_id):
        seat = hall.seat(SeatId(seat_id)) if seat_id is not None else None
        place = place_label(seat.section, seat.row, seat.number) if seat else ""
        lines.append(DoorLine(code, place, number))
    return tuple(sorted(lines, key=lambda line: line.code))


def _contacts(uow: UnitOfWork) -> tuple[tuple[str, str], ...]:
    """Return who can be called: what is known is the house, and who decides here."""
    company = uow.catalogue.company()
    lines = [(company.name, ", ".join(company.address))]
    for person, standing in uow.people.staff():
        if standing.role in ("manager", "owner") and standing.enabled:
            lines.append((person.name, standing.role))
    return tuple(lines)
