"""What is kept of a performance, as it is told: why, by whom, until when, and what happened
before; and what is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from pos.audit import SYSTEM
from pos.errors import NotFound
from pos.hub.rights import HELD_CART
from pos.ids import PerformanceId, SeatId
from pos.names import name_of
from pos.ports.holds import HeldRight
from pos.ports.storage import UnitOfWork
from pos.records import HoldEvent, ParkedCart
from pos.seating.accessible_rule import HELD
from pos.seating.hold_rules import Due, Told, due_of, effective, lots_of, why_held
from pos.seating.rows import side_by_side
from pos.views.catalogue import HallView
from pos.views.holds import (
    HeldView,
    HoldAct,
    HoldCode,
    HoldStep,
    SeatRun,
    code_of,
    keeper_of,
)


@dataclass(frozen=True, slots=True)
class HoldsHouse:
    """What is read once to tell of a performance's holds."""

    codes: tuple[HoldCode, ...]
    starts_at: datetime
    cutoff_hour: int
    events: tuple[Told, ...]

    def due(self, holder: str, until: datetime | None) -> Due | None:
        return due_of(code_of(holder, self.codes), until, self.starts_at, self.cutoff_hour)


def house_of(uow: UnitOfWork, performance_id: PerformanceId) -> HoldsHouse:
    """Read what is told of a performance's holds. Raises NotFound."""
    company = uow.catalogue.company()
    starts = uow.catalogue.performance(performance_id).starts_at
    return HoldsHouse(
        company.hold_codes,
        starts.astimezone(ZoneInfo(company.zone)),
        company.cutoff_hour,
        uow.holds.events_of(performance_id),
    )


def ends(holder: str) -> bool:
    """Return whether a hold may end by itself: not what Foyer keeps, nor what the rule of
    accessible seats releases."""
    return keeper_of(holder) is None and holder != HELD


def all_due(
    house: HoldsHouse, rows: Sequence[HeldRight]
) -> list[tuple[Due, str, tuple[SeatId, ...], int]]:
    """Return what goes on sale by itself, and when: of each holder the seats and places of one
    moment together."""
    whys = why_held(house.events)
    seats: dict[tuple[Due, str], list[SeatId]] = defaultdict(list)
    places: dict[tuple[Due, str], int] = defaultdict(int)
    for row in rows:
        if row.seat_id is not None:
            why = whys.get(row.seat_id)
            until = why.until if why is not None and why.holder == row.holder else None
            if (due := house.due(row.holder, until)) is not None:
                seats[due, row.holder].append(SeatId(row.seat_id))
            continue
        for lot in lots_of(row.holder, row.places, house.events):
            if (due := house.due(row.holder, lot.until)) is not None:
                places[due, row.holder] += lot.places
    keys = dict.fromkeys((*seats, *places))
    return [(due, holder, tuple(seats[due, holder]), places[due, holder]) for due, holder in keys]


def held_view(
    uow: UnitOfWork, house: HoldsHouse, row: HeldRight, whys: Mapping[str, HoldEvent]
) -> HeldView:
    """Return why a seat is not on sale; of a seat that the season file asked for nobody's name, of
    one in a cart that was put aside whose cart it is and who put it there."""
    code = code_of(row.holder, house.codes)
    why = whys.get(row.seat_id or "")
    zone = house.starts_at.tzinfo
    if why is not None and why.holder != row.holder:
        why = None
    due = house.due(row.holder, why.until if why is not None else None)
    since = why.at if why is not None else row.since or house.starts_at
    parked = _parked(uow, row.holder)
    if parked is not None:
        return HeldView(
            holder=row.holder,
            code=code,
            since=parked.at.astimezone(zone),
            by=name_of(uow, parked.user_id),
            for_whom=parked.name,
            until=parked.until.astimezone(zone),
        )
    return HeldView(
        holder=row.holder,
        code=code,
        since=since.astimezone(zone),
        by=name_of(uow, why.user_id) if why is not None else "",
        for_whom=why.for_whom if why is not None else "",
        note=why.note if why is not None else "",
        until=due.at.astimezone(zone) if due is not None else None,
    )


def _parked(uow: UnitOfWork, holder: str) -> ParkedCart | None:
    """Return the cart that was put aside with its places under a holder; None: it is no cart's, or
    another window's that is not known here yet."""
    if not holder.startswith(HELD_CART):
        return None
    try:
        return uow.parked.cart(holder.removeprefix(HELD_CART))
    except NotFound:
        return None


def history_of(uow: UnitOfWork, house: HoldsHouse, hall: HallView) -> tuple[HoldStep, ...]:
    """Return what happened to held places, the newest first."""
    names: dict[str, str] = {SYSTEM: ""}
    steps = []
    for event, seats in effective(house.events):
        if event.user_id not in names:
            names[event.user_id] = name_of(uow, event.user_id)
        steps.append(
            HoldStep(
                at=event.at.astimezone(house.starts_at.tzinfo),
                act=HoldAct(event.what),
                code=code_of(event.holder, house.codes),
                count=len(seats) + event.places,
                by=names[event.user_id],
                for_whom=event.for_whom,
                note=event.note,
                rule=event.rule,
                seats=_runs_of(hall, seats),
            )
        )
    return tuple(reversed(steps))


def _runs_of(hall: HallView, seat_ids: Sequence[str]) -> tuple[SeatRun, ...]:
    """Return the seats side by side; those that the hall does not have any more are left out."""
    known = (hall.seat(SeatId(seat_id)) for seat_id in seat_ids)
    seats = sorted((seat for seat in known if seat is not None), key=lambda seat: (seat.y, seat.x))
    runs = side_by_side(seats)
    return tuple(SeatRun(r[0].section, r[0].row, r[0].number, r[-1].number) for r in runs)
