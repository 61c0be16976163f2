"""What a hold or a release asks of the house, and the refusals it meets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pos.errors import (
    AccessibleKept,
    NotFound,
    PlacesNotHere,
    SeatNotHere,
    SeatReleased,
    SeatTaken,
    SoldOut,
)
from pos.hub.rights import AWAY, HoldWhy, Refusal, RightsAnswer
from pos.ids import PerformanceId, SeatId
from pos.ports.storage import UnitOfWork
from pos.seat_names import place_label
from pos.seating.accessible_rule import HELD, unsold_here
from pos.views.catalogue import HallView
from pos.views.holds import (
    HoldCode,
    HoldKind,
    HoldWish,
    code_of,
    is_kept,
    keeper_of,
)


def hold_code(uow: UnitOfWork, wish: HoldWish) -> HoldCode:
    """Return the code that a wish means. Raises NotFound."""
    codes = uow.catalogue.company().hold_codes
    for code in codes:
        if code.code == wish.code and wish.kind in (None, code.kind):
            return code
    holder = f"{HoldKind.KILL.value}:{wish.code}"
    if wish.kind is HoldKind.KILL and any(
        row.holder == holder for row in uow.holds.held_now(wish.performance_id)
    ):
        return code_of(holder, codes)
    raise NotFound(kind="hold_code", key=wish.code)


def require_seats(hall: HallView, seats: Sequence[SeatId]) -> None:
    """Refuse seats that the hall has not. Raises NotFound."""
    for seat_id in seats:
        if hall.seat(seat_id) is None:
            raise NotFound(kind="seat", key=seat_id)


def by_holder(
    uow: UnitOfWork, hall: HallView, performance_id: PerformanceId, seats: Sequence[SeatId]
) -> dict[str, tuple[SeatId, ...]]:
    """Return the seats that are to be released by who holds them. Raises SeatTaken."""
    rights = uow.rights.of_seats(performance_id)
    found: dict[str, tuple[SeatId, ...]] = {}
    for seat in dict.fromkeys(seats):
        holder = rights.get(seat, ("", ""))[0]
        if not is_kept(holder) or keeper_of(holder) is not None:
            refusal = SeatTaken if holder else SeatReleased
            raise refusal(seat=seat_label(hall, seat), holder=holder)
        found[holder] = (*found.get(holder, ()), seat)
    return found


def accessible_rules(
    uow: UnitOfWork, performance_id: PerformanceId, by_holder: Mapping[str, Sequence[SeatId]]
) -> str:
    """Return by what rule places that are kept for people who need them may be released now; empty
    where there are none. Raises AccessibleKept."""
    seats = by_holder.get(HELD, ())
    if not seats:
        return ""
    hall, unsold = unsold_here(uow, performance_id)
    said: set[str] = set()
    for seat_id in seats:
        seat = hall.seat(seat_id)
        triggers = unsold.triggers(seat.section, seat.zone_id) if seat is not None else frozenset()
        if not triggers:
            raise AccessibleKept(seat=seat_label(hall, seat_id))
        said |= {trigger.value for trigger in triggers}
    return ",".join(sorted(said))


def ruled(why: HoldWhy, rules: str, holder: str) -> HoldWhy:
    """Return why, with the rule that released what was kept for people who need it."""
    return replace(why, rule=rules) if rules and holder == HELD else why


def require_granted(hall: HallView, answer: RightsAnswer, places: int) -> None:
    """Refuse what the rights did not grant.

    Raises:
        SeatTaken, SeatNotHere, SeatReleased: Of seats, the first that was not.
        SoldOut, PlacesNotHere: Of places by count.
    """
    if answer.granted:
        return
    if not answer.refused:
        refusal = PlacesNotHere if answer.away else SoldOut
        raise refusal(wanted=places, left=answer.places_left)
    raise taken(hall, answer.refused[0])


def require_not_kept(
    uow: UnitOfWork,
    hall: HallView,
    performance_id: PerformanceId,
    seat_ids: Sequence[SeatId],
    hold: str,
) -> None:
    """Return if no hold but ``hold`` keeps one of the seats.

    Raises:
        SeatTaken: One does.
    """
    for seat, (holder, _) in uow.rights.of_seats(performance_id, seat_ids).items():
        if holder != hold and is_kept(holder):
            raise taken(hall, Refusal(SeatId(seat), holder))


def taken(hall: HallView, refused: Refusal) -> SeatTaken:
    """Return what is said of a seat that was not to be had."""
    refusal = SeatNotHere if refused.holder == AWAY else SeatTaken
    if not refused.holder:
        refusal = SeatReleased
    return refusal(seat=seat_label(hall, refused.seat_id), holder=refused.holder)


def seat_label(hall: HallView, seat_id: SeatId) -> str:
    """Return section, row and number of a seat."""
    seat = hall.seat(seat_id)
    return place_label(seat.section, seat.row, seat.number) if seat is not None else ""
