"""Emergency tickets as people know them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from pos.ids import OrderId, PerformanceId, SeatId, ZoneId
from pos.lifecycles import EmergencyState
from pos.money import Money, total
from pos.names import name_of
from pos.ports.storage import UnitOfWork
from pos.records import EmergencyBlock, EmergencySale, EmergencyTicket
from pos.views.outage import Keyed, PaperBlock, PaperSold, PaperTicket
from pos.views.selling import TenderKind


def paper_of(
    uow: UnitOfWork,
    ticket: EmergencyTicket,
    state: str = EmergencyState.OUT.value,
    *,
    on_stock: bool = False,
) -> PaperTicket:
    """Return a paper with its place; ``state``: how it stands."""
    hall = uow.catalogue.hall_of(PerformanceId(ticket.performance_id))
    seat = hall.seat(SeatId(ticket.seat_id)) if ticket.seat_id is not None else None
    return PaperTicket(
        emergency_id=ticket.emergency_id,
        number=ticket.number,
        code=ticket.code,
        performance_id=PerformanceId(ticket.performance_id),
        seat_id=seat.seat_id if seat else None,
        section=seat.section if seat else "",
        row=seat.row if seat else "",
        seat=seat.number if seat else "",
        zone_id=ZoneId(ticket.zone_id),
        zone=next((zone.name for zone in hall.zones if zone.zone_id == ticket.zone_id), ""),
        state=state,
        on_stock=on_stock,
    )


def kept_of(
    uow: UnitOfWork, block: EmergencyBlock, papers: Sequence[EmergencyTicket]
) -> tuple[EmergencyTicket, ...]:
    """Return those of some papers of a block whose places its holder keeps, as far as is known
    here: all of them at the window that made them, none at the others of a hub, nor where the
    window was written off."""
    performance_id = block.performance_id
    seats = [paper.seat_id for paper in papers if paper.seat_id is not None]
    taken = uow.rights.of_seats(performance_id, seats)
    seated = [
        paper
        for paper in papers
        if paper.seat_id is not None and taken.get(paper.seat_id, ("",))[0] == block.holder
    ]
    loose = [paper for paper in papers if paper.seat_id is None]
    return (*seated, *loose[: uow.rights.places_of(performance_id, block.holder)])


def block_of(uow: UnitOfWork, block: EmergencyBlock) -> PaperBlock:
    """Return a block with its papers as they stand."""
    performance = uow.catalogue.performance(PerformanceId(block.performance_id))
    every = uow.orders.emergency.tickets(block.block_id)
    out = [ticket for ticket, state in every if state == EmergencyState.OUT.value]
    on_stock = uow.orders.emergency.on_stock(block.block_id)
    return PaperBlock(
        block_id=block.block_id,
        performance_id=performance.performance_id,
        production=performance.production,
        starts_at=performance.starts_at,
        made_at=local(uow, block.at),
        made_by=name_of(uow, block.user_id),
        tickets=tuple(
            paper_of(uow, ticket, state, on_stock=ticket.emergency_id in on_stock)
            for ticket, state in every
        ),
        kept=bool(kept_of(uow, block, out)),
    )


def keyed_of(uow: UnitOfWork, performance_id: str) -> Keyed:
    """Return what was keyed in for a performance, sale by sale."""
    currency = uow.catalogue.company().currency
    store = uow.orders.emergency
    by_order: dict[str, list[EmergencySale]] = {}
    for sale in store.sales(performance_id):
        by_order.setdefault(sale.order_id, []).append(sale)
    numbers = {
        ticket.emergency_id: (ticket.number, state)
        for block in store.blocks_of(performance_id)
        for ticket, state in store.tickets(block.block_id)
    }
    sales = tuple(
        sold_of(uow, sales, [numbers[sale.emergency_id][0] for sale in sales], currency)
        for sales in by_order.values()
    )
    out = sum(1 for _, state in numbers.values() if state == EmergencyState.OUT.value)
    return Keyed(sales, out, currency)


def sold_of(
    uow: UnitOfWork, sales: Sequence[EmergencySale], numbers: Sequence[str], currency: str
) -> PaperSold:
    """Return one paper sale; ``sales`` are of one order, none of them missing."""
    first = sales[0]
    return PaperSold(
        order_id=OrderId(first.order_id),
        order_number=uow.orders.order(first.order_id).order_number,
        numbers=tuple(sorted(numbers)),
        kind=TenderKind(first.kind),
        amount=total((Money(sale.amount_minor, currency) for sale in sales), currency),
        sold_at=local(uow, first.sold_at),
        sold_by=first.sold_by,
        keyed_at=local(uow, first.at),
        keyed_by=name_of(uow, first.user_id),
    )


def local(uow: UnitOfWork, moment: datetime) -> datetime:
    """Return a moment in the venue's zone."""
    return moment.astimezone(ZoneInfo(uow.catalogue.company().zone))
