"""Says what a will-call list means: which performance, which seat, which price type, what it cost.
Pure.

Nothing is guessed: what fits twice is a fault that names the candidates, and two orders for one
seat are a fault too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from functools import lru_cache

from pos.catalogue.faults import FaultCode, Faults
from pos.catalogue.order_columns import Columns, Field
from pos.catalogue.orders_file import OrderDraft, TicketDraft
from pos.ids import HallId, PerformanceId, ZoneId
from pos.money import Money, total
from pos.seat_names import place_label
from pos.views.catalogue import (
    HallView,
    PerformanceView,
    PriceTypeView,
    PriceView,
    SeatView,
    ZoneView,
)


@dataclass(frozen=True, slots=True)
class MatchedTicket:
    """One ticket of an order, with everything the catalogue knows of it."""

    draft: TicketDraft
    performance: PerformanceView
    seat: SeatView | None
    zone: ZoneView
    price_type: PriceTypeView
    price: PriceView


@dataclass(frozen=True, slots=True)
class MatchedOrder:
    """An order that can be placed. ``paid`` is at most what its tickets cost."""

    draft: OrderDraft
    tickets: tuple[MatchedTicket, ...]
    paid: Money


@dataclass(frozen=True, slots=True)
class Shelf:
    """What of the catalogue orders can name."""

    performances: Sequence[PerformanceView]
    hall: Callable[[HallId], HallView]
    prices: Callable[[PerformanceId], Sequence[PriceView]]
    price_types: Sequence[PriceTypeView]
    currency: str


Place = tuple[str, str]
"""A performance and a seat of it, by their ids; no seat: general admission."""
_Said = tuple[str, date | None, time | None]


class Matcher:
    """Matches the orders of one list. Faults name the columns of that list."""

    def __init__(self, shelf: Shelf, columns: Columns, faults: Faults) -> None:
        self._shelf, self._columns, self._faults = shelf, columns, faults
        self._seats: dict[HallId, dict[tuple[str, str], list[SeatView]]] = {}
        self._guids: dict[HallId, dict[str, SeatView]] = {}
        self._taken: dict[tuple[PerformanceId, str], str] = {}
        self._said: set[tuple[object, ...]] = set()
        self._types: dict[str, PriceTypeView] = {}
        for kind in shelf.price_types:
            self._types.setdefault(_plain(kind.code), kind)
            self._types.setdefault(_plain(kind.name), kind)
        self._prices: dict[PerformanceId, dict[tuple[str, str], PriceView]] = {}
        self._meant: dict[_Said, list[PerformanceView]] = {}
        self._zones: dict[HallId, dict[ZoneId, ZoneView]] = {}

    def places(self, drafts: Iterable[TicketDraft]) -> tuple[Place, ...]:
        """Return which places these tickets were for, as far as they can be told. Nothing is a
        fault."""
        quiet = Matcher(self._shelf, self._columns, Faults(self._faults.file))
        found = (quiet._place(draft) for draft in drafts)
        return tuple(place for place in found if place is not None)

    def unplaced(self, drafts: Iterable[TicketDraft]) -> tuple[int, ...]:
        """Return the lines of tickets of which nobody can tell for which place they were."""
        quiet = Matcher(self._shelf, self._columns, Faults(self._faults.file))
        lines = (draft.line for draft in drafts if quiet._place(draft) is None)
        return tuple(dict.fromkeys(lines))

    def _place(self, draft: TicketDraft) -> Place | None:
        performance = self._performance(draft)
        if performance is None:
            return None
        hall = self._shelf.hall(performance.hall_id)
        if hall.general_admission:
            return performance.performance_id, ""
        seats = self._seats_of(draft, hall)
        return (performance.performance_id, seats[0].seat_id) if len(seats) == 1 else None

    def match(self, orders: Iterable[OrderDraft]) -> tuple[MatchedOrder, ...]:
        """Return the orders that have no fault."""
        matched = (self._order(order) for order in orders)
        return tuple(order for order in matched if order is not None)

    def _fault(self, line: int, what: Field, code: FaultCode, *evidence: object) -> None:
        fault = (line, what, code, evidence)
        if fault not in self._said:  # once for all tickets of the row
            self._faults.error(self._columns.named(what), code, *evidence, line=line)
        self._said.add(fault)

    def _order(self, draft: OrderDraft) -> MatchedOrder | None:
        found = [self._ticket(draft, ticket) for ticket in draft.tickets]
        tickets = [ticket for ticket in found if ticket is not None]
        if len(tickets) != len(found) or not tickets:
            return None
        priced = self._priced(draft, tickets)
        if priced is None:
            return None
        due = total((ticket.price.all_in for ticket in priced), self._shelf.currency)
        paid = _paid(draft, due)
        if paid > due or (draft.owing is not None and paid + draft.owing != due):
            evidence = (draft.reference, due, paid + (draft.owing or due - due))
            self._fault(draft.line, Field.PAID, FaultCode.ORDERS_AMOUNTS_DISAGREE, *evidence)
            return None
        return MatchedOrder(draft, tuple(priced), paid)

    # ---- one ticket ----

    def _ticket(self, order: OrderDraft, draft: TicketDraft) -> MatchedTicket | None:
        performance = self._performance(draft)
        kind = self._price_type(draft)
        if performance is None:
            return None
        hall = self._shelf.hall(performance.hall_id)
        seat = None
        if hall.general_admission:
            zone = hall.zones[0]
        else:
            seat = self._seat(order, draft, performance, hall)
            if seat is None:
                return None
            zone = self._zone(hall, seat.zone_id)
        if kind is None:
            return None
        price = self._price(performance.performance_id, zone.zone_id, kind)
        if draft.price is None and price is None:
            self._fault(draft.line, Field.PRICE, FaultCode.ORDERS_PRICE_UNKNOWN, kind.code)
            return None
        sold = self._as_sold(draft.price, price, zone, kind)
        return MatchedTicket(draft, performance, seat, zone, kind, sold)

    def _performance(self, draft: TicketDraft) -> PerformanceView | None:
        """Return the performance by its code; otherwise by day, hour, and whatever the text
        names.
        """
        key = (draft.performance, draft.day, draft.hour)
        found = self._meant.get(key)
        if found is None:
            found = self._meant[key] = self._meanings(draft)
        if len(found) == 1:
            return found[0]
        said = " ".join(str(part) for part in (draft.performance, draft.day, draft.hour) if part)
        what = Field.PERFORMANCE if draft.performance else Field.DATE
        if not found:
            self._fault(draft.line, what, FaultCode.ORDERS_PERFORMANCE_UNKNOWN, said)
        else:
            codes = ", ".join(p.code for p in found)
            self._fault(draft.line, what, FaultCode.ORDERS_PERFORMANCE_UNCLEAR, said, codes)
        return None

    def _meanings(self, draft: TicketDraft) -> list[PerformanceView]:
        """Return the performances that a ticket may be for."""
        wanted = _plain(draft.performance)
        found = [p for p in self._shelf.performances if wanted and _plain(p.code) == wanted]
        if not found and (draft.day is not None or wanted):
            found = [p for p in self._shelf.performances if _fits(p, wanted, draft)]
        return found

    def _zone(self, hall: HallView, zone_id: ZoneId) -> ZoneView:
        known = self._zones.get(hall.hall_id)
        if known is None:
            known = self._zones[hall.hall_id] = {zone.zone_id: zone for zone in hall.zones}
        return known[zone_id]

    def _price_type(self, draft: TicketDraft) -> PriceTypeView | None:
        if not draft.price_type:
            return self._shelf.price_types[0]
        kind = self._types.get(_plain(draft.price_type))
        if kind is None:
            code = FaultCode.ORDERS_PRICE_TYPE_UNKNOWN
            self._fault(draft.line, Field.PRICE_TYPE, code, draft.price_type)
        return kind

    def _seat(
        self, order: OrderDraft, draft: TicketDraft, performance: PerformanceView, hall: HallView
    ) -> SeatView | None:
        if draft.guid:
            return self._by_guid(order, draft, performance, hall)
        if not draft.number:
            self._fault(draft.line, Field.SEAT, FaultCode.ORDERS_SEAT_WANTED, performance.code)
            return None
        seats = self._seats_of(draft, hall)
        if len(seats) != 1:
            self._seat_fault(draft, seats)
            return None
        return self._once(order, draft, performance, seats[0])

    def _seats_of(self, draft: TicketDraft, hall: HallView) -> list[SeatView]:
        """Return the seats that a ticket may be for."""
        if draft.guid:
            seat = self._of_plan(hall).get(draft.guid)
            return [] if seat is None else [seat]
        known = self._seats.get(hall.hall_id)
        if known is None:
            known = self._seats[hall.hall_id] = _by_row_and_number(hall)
        there = known.get((_plain(draft.row), _plain(draft.number)), [])
        section = _plain(draft.section)
        return [seat for seat in there if not section or _plain(seat.section) == section]

    def _of_plan(self, hall: HallView) -> dict[str, SeatView]:
        known = self._guids.get(hall.hall_id)
        if known is None:
            known = self._guids[hall.hall_id] = {seat.guid: seat for seat in hall.seats}
        return known

    def _by_guid(
        self, order: OrderDraft, draft: TicketDraft, performance: PerformanceView, hall: HallView
    ) -> SeatView | None:
        """Return the seat that the plan calls so."""
        seat = self._of_plan(hall).get(draft.guid)
        if seat is None:
            evidence = (draft.section or "–", draft.row, draft.number or draft.guid)
            self._fault(draft.line, Field.SEAT_ID, FaultCode.ORDERS_SEAT_UNKNOWN, *evidence)
            return None
        return self._once(order, draft, performance, seat)

    def _once(
        self, order: OrderDraft, draft: TicketDraft, performance: PerformanceView, seat: SeatView
    ) -> SeatView | None:
        """Return the seat if the list has it once."""
        other = self._taken.setdefault((performance.performance_id, seat.seat_id), order.reference)
        if other != order.reference or self._twice(draft, performance, seat):
            label = f"{performance.code}: {place_label(seat.section, seat.row, seat.number)}"
            self._fault(draft.line, Field.SEAT, FaultCode.ORDERS_SEAT_TWICE, label, other)
            return None
        return seat

    def _seat_fault(self, draft: TicketDraft, seats: Sequence[SeatView]) -> None:
        if seats:
            sections = ", ".join(seat.section for seat in seats)
            evidence = (FaultCode.ORDERS_SEAT_UNCLEAR, draft.row, draft.number, sections)
        else:
            section = draft.section or "–"
            evidence = (FaultCode.ORDERS_SEAT_UNKNOWN, section, draft.row, draft.number)
        self._fault(draft.line, Field.SEAT, *evidence)

    def _twice(self, draft: TicketDraft, performance: PerformanceView, seat: SeatView) -> bool:
        """Return whether this very order has the seat already."""
        key = (performance.performance_id, f"{seat.seat_id}:seen")
        place = f"{draft.line}:{draft.guid or draft.number}"
        return self._taken.setdefault(key, place) != place

    def _price(
        self, performance: PerformanceId, zone: ZoneId, kind: PriceTypeView
    ) -> PriceView | None:
        if performance not in self._prices:
            self._prices[performance] = {
                (price.zone_id, price.price_type_id): price
                for price in self._shelf.prices(performance)
            }
        return self._prices[performance].get((zone, kind.price_type_id))

    def _as_sold(
        self, said: Money | None, usual: PriceView | None, zone: ZoneView, kind: PriceTypeView
    ) -> PriceView:
        """Return the price as sold: the fee is the usual one, as far as the price carries it."""
        nothing = Money.zero(self._shelf.currency)
        if usual is None:
            usual = PriceView(zone.zone_id, kind.price_type_id, nothing, nothing)
        return usual if said is None else _with_total(usual, said)

    # ---- what an order without prices cost ----

    def _priced(
        self, draft: OrderDraft, tickets: list[MatchedTicket]
    ) -> list[MatchedTicket] | None:
        """Return the tickets at their prices; where the list only says what the order cost, that
        is shared out.
        """
        open_tickets = [ticket for ticket in tickets if ticket.draft.price is None]
        said = _said_total(draft)
        if not open_tickets or said is None:
            return tickets
        fixed = total(
            (t.price.all_in for t in tickets if t.draft.price is not None), self._shelf.currency
        )
        rest = said - fixed
        if rest.minor < 0:
            evidence = (draft.reference, fixed, said)
            self._fault(draft.line, Field.PAID, FaultCode.ORDERS_AMOUNTS_DISAGREE, *evidence)
            return None
        weights = [ticket.price.all_in.minor for ticket in open_tickets]
        parts = iter(rest.allocate(weights if any(weights) else [1] * len(weights)))
        return [
            replace(ticket, price=_with_total(ticket.price, next(parts)))
            if ticket.draft.price is None
            else ticket
            for ticket in tickets
        ]


def place_of(ticket: MatchedTicket) -> str:
    """Return a ticket's place for a person: the performance's code, and its seat if it has one."""
    seat = ticket.seat
    where = f": {place_label(seat.section, seat.row, seat.number)}" if seat else ""
    return f"{ticket.performance.code}{where}"


def _fits(performance: PerformanceView, wanted: str, draft: TicketDraft) -> bool:
    names = {_plain(performance.production), _plain(performance.hall)}
    starts = performance.starts_at
    return (
        (not wanted or wanted in names)
        and (draft.day is None or starts.date() == draft.day)
        and (draft.hour is None or starts.time().replace(second=0) == draft.hour)
    )


def _by_row_and_number(hall: HallView) -> dict[tuple[str, str], list[SeatView]]:
    seats: dict[tuple[str, str], list[SeatView]] = defaultdict(list)
    for seat in hall.seats:
        seats[_plain(seat.row), _plain(seat.number)].append(seat)
    return seats


def _with_total(price: PriceView, all_in: Money) -> PriceView:
    fee = min(price.fee, all_in)
    return replace(price, face=all_in - fee, fee=fee)


def _said_total(draft: OrderDraft) -> Money | None:
    """Return what the order cost altogether, where the list says so."""
    if draft.paid is not None and draft.owing is not None:
        return draft.paid + draft.owing
    return draft.paid if draft.paid_in_full else None


def _paid(draft: OrderDraft, due: Money) -> Money:
    if draft.paid is not None:
        return draft.paid
    if draft.owing is not None:
        return due - draft.owing
    return due - due if draft.paid_in_full is False else due


@lru_cache(maxsize=10_000)
def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
