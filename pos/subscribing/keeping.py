"""Which seats of a new season are a subscriber's of the last one, and who still has them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from pos.ids import OrderId, PerformanceId, SeatId
from pos.ports.renewals import SubscribedSeat
from pos.ports.storage import UnitOfWork
from pos.records import RenewalOffered, RenewalSeat
from pos.seat_names import places_label
from pos.views.renewals import RENEWAL_HOLD, RenewalEnd, RenewalRow, RenewalState
from pos.views.subscriptions import Subscription


def deadline_of(uow: UnitOfWork, one: Subscription) -> datetime:
    """Return when the seats of those who did not renew go on sale: with the business day after the
    last day to renew. Aware, in the venue's zone."""
    company = uow.catalogue.company()
    last = one.renew_until or uow.catalogue.business_date()
    opens = datetime.combine(last + timedelta(days=1), time(company.cutoff_hour))
    return opens.replace(tzinfo=ZoneInfo(company.zone))


def usual_seats(seats: Sequence[SubscribedSeat], here: frozenset[str]) -> dict[int, str]:
    """Return by person the seat of a hall (``here``: its seats) that they had most often; of two
    the first by its id. Nobody gets a seat that another person has."""
    counted: Counter[tuple[int, str]] = Counter(
        (seat.number, seat.seat_id) for seat in seats if seat.seat_id in here
    )
    found: dict[int, str] = {}
    for (number, seat_id), _ in sorted(counted.items(), key=lambda each: (-each[1], each[0])):
        if number not in found and seat_id not in found.values():
            found[number] = seat_id
    return dict(sorted(found.items()))


def wanted_seats(
    uow: UnitOfWork, one: Subscription, seats: Sequence[SubscribedSeat]
) -> dict[PerformanceId, dict[int, SeatId]]:
    """Return the seats of a subscriber at every date of the new series that is to come and takes
    place; none of a series of which the dates are still to be chosen."""
    if not one.is_fixed:
        return {}
    found: dict[PerformanceId, dict[int, SeatId]] = {}
    for show in one.performances:
        hall = uow.catalogue.hall_of(show)
        if hall.general_admission or uow.catalogue.performance(show).starts_at <= uow.now():
            continue
        if uow.order_life.is_cancelled(show):
            continue
        here = frozenset(str(seat.seat_id) for seat in hall.seats)
        found[show] = {n: SeatId(seat) for n, seat in usual_seats(seats, here).items()}
    return found


def held_seats(
    uow: UnitOfWork, kept: Sequence[RenewalSeat]
) -> dict[PerformanceId, dict[int, SeatId]]:
    """Return by performance and person what is still kept of an offer's seats."""
    found: dict[PerformanceId, dict[int, SeatId]] = {}
    rights: dict[str, Mapping[str, tuple[str, str]]] = {}
    for seat in kept:
        show = PerformanceId(seat.performance_id)
        if show not in rights:
            rights[show] = uow.rights.of_seats(show)
        if rights[show].get(seat.seat_id, ("", ""))[0] == RENEWAL_HOLD:
            found.setdefault(show, {})[seat.number] = SeatId(seat.seat_id)
    return found


def state_of(uow: UnitOfWork, offer: RenewalOffered) -> RenewalState:
    """Return where an offer stands now."""
    ended = uow.renewals.ended(offer.renewal_id)
    if ended is not None:
        return RenewalState(RenewalEnd(ended.how).value)
    return RenewalState.RELEASED if uow.now() >= offer.until else RenewalState.OPEN


def row_of(uow: UnitOfWork, offer: RenewalOffered, order_id: str) -> RenewalRow:
    """Return an offer in the list of a series."""
    order = uow.orders.order(order_id)
    kept = uow.renewals.kept(offer.renewal_id)
    held = held_seats(uow, kept)
    first = next((show for show in dict.fromkeys(each.performance_id for each in kept)), None)
    label = ""
    if first is not None:
        hall = uow.catalogue.hall_of(first)
        mine = [hall.seat(SeatId(each.seat_id)) for each in kept if each.performance_id == first]
        label = places_label((s.section, s.row, s.number) for s in mine if s is not None)
    return RenewalRow(
        renewal_id=offer.renewal_id,
        order_id=OrderId(order_id),
        order_number=order.order_number,
        name=order.name,
        quantity=offer.quantity,
        seats=label,
        dates=sum(
            1
            for show, seats in held.items()
            if len(seats) == offer.quantity and not uow.order_life.is_cancelled(show)
        ),
        of_dates=len({each.performance_id for each in kept}),
        until=offer.until.astimezone(ZoneInfo(uow.catalogue.company().zone)),
        state=state_of(uow, offer),
        code=offer.code,
    )
