"""Accessible seats at the moment of sale: whoever needs one may have it always, others only when
the rule (``release``) says so.

No seat is ever marked as released: the house is counted at each sale, so when a seat comes back and
no trigger holds any more, what is unsold is kept again by that alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from pos.audit import audit_entry
from pos.errors import AccessibleKept
from pos.ids import CommandId, PerformanceId, SeatId
from pos.ports.storage import Storage, UnitOfWork
from pos.seat_names import place_label
from pos.seating.hold_rules import lots_of, why_held
from pos.seating.release import ACCESSIBLE, Trigger, Unsold, unsold_of
from pos.views.catalogue import HallView, SeatKind, SeatStatus, SeatView
from pos.views.holds import ACCESSIBLE as ACCESSIBLE_CODE
from pos.views.holds import HoldKind, code_of, is_kept, keeper_of
from pos.views.selling import CartView

HELD = f"hold:{ACCESSIBLE_CODE}"
"""Who keeps places for people who need them, seats of any kind and places by count."""
BESIDE = 3
"""How many people who come along may sit beside each who needs their place (money and compliance
8.1)."""


def unsold_here(uow: UnitOfWork, performance_id: PerformanceId) -> tuple[HallView, Unsold]:
    """Return a performance's hall and what of it is not sold, as far as it is known here."""
    hall = uow.catalogue.hall_of(performance_id)
    live = uow.rights.live_seats(performance_id)
    taken = uow.rights.of_seats(performance_id)
    statuses: dict[SeatId, SeatStatus] = {}
    for seat, (holder, _) in taken.items():
        if seat in live:
            statuses[SeatId(seat)] = SeatStatus.SOLD
        elif holder.startswith("kill:"):
            statuses[SeatId(seat)] = SeatStatus.KILLED
    held = [seat for seat, (holder, _) in taken.items() if is_kept(holder)]
    kept = _for_good(uow, performance_id, held, taken)
    kept += [seat.seat_id for seat in hall.seats if seat.section in hall.boxes]
    places = _places_unsold(uow, performance_id, hall)
    return hall, unsold_of(hall.seats, statuses, kept, *places)


def _for_good(
    uow: UnitOfWork,
    performance_id: PerformanceId,
    held: Sequence[str],
    taken: dict[str, tuple[str, str]],
) -> list[SeatId]:
    """Return the seats that the house holds until a person says otherwise."""
    if not held:
        return []
    codes = uow.catalogue.company().hold_codes
    whys = why_held(uow.holds.events_of(performance_id))
    found = []
    for seat in held:
        holder = taken[seat][0]
        why = whys.get(seat)
        timed = why is not None and why.holder == holder and why.until is not None
        if keeper_of(holder) is None and code_of(holder, codes).lasts and not timed:
            found.append(SeatId(seat))
    return found


def _places_unsold(
    uow: UnitOfWork, performance_id: PerformanceId, hall: HallView
) -> tuple[int, int, int]:
    """Return how many places by count are not sold, killed ones and those kept for people who need
    them left out, how many of them the house holds until a person says otherwise, and how many
    there are that are not kept for people who need them."""
    if not hall.places:
        return 0, 0, 0
    counted = hall.places
    sold = sum(places for _, places in uow.orders.places_sold(performance_id))
    left, lasting = hall.places - sold, 0
    codes = uow.catalogue.company().hold_codes
    events = uow.holds.events_of(performance_id)
    for row in uow.holds.held_now(performance_id):
        code = code_of(row.holder, codes)
        if row.seat_id is not None or keeper_of(row.holder) is not None:
            continue
        if row.holder == HELD or code.kind is HoldKind.KILL:
            left -= row.places
            counted -= row.places if row.holder == HELD else 0
        elif code.lasts:
            lots = lots_of(row.holder, row.places, events)
            lasting += sum(lot.places for lot in lots if lot.until is None)
    return max(left, 0), lasting, counted


def places_released(uow: UnitOfWork, performance_id: PerformanceId) -> tuple[Trigger, ...]:
    """Return why places by count that are kept for people who need them may go to others: all
    other places are sold, or all of the house is but what it holds for good.

    Raises:
        AccessibleKept: No trigger holds.
    """
    _, unsold = unsold_here(uow, performance_id)
    triggers = unsold.triggers_of_places()
    if not triggers:
        raise AccessibleKept(seat="")
    return _in_order(triggers)


def accessible_of(seats: Sequence[SeatView], hold: str) -> list[SeatView]:
    """Return those of the seats that are for people who need them, by their kind or by the hold
    they are sold from."""
    return [seat for seat in seats if hold == HELD or seat.kind in ACCESSIBLE]


def require_released(
    uow: UnitOfWork, performance_id: PerformanceId, seats: Sequence[SeatView], hold: str = ""
) -> tuple[Trigger, ...]:
    """Return why accessible ``seats`` may be sold to people who do not need them; nothing where
    none of them is one. ``hold``: what they are sold from.

    Raises:
        AccessibleKept: No trigger holds for one of them (``seat``).
    """
    asked = accessible_of(seats, hold)
    if not asked:
        return ()
    _, unsold = unsold_here(uow, performance_id)
    found: set[Trigger] = set()
    for seat in asked:
        triggers = unsold.triggers(seat.section, seat.zone_id)
        if not triggers:
            raise AccessibleKept(seat=place_label(seat.section, seat.row, seat.number))
        found |= triggers
    return _in_order(found)


def _in_order(triggers: Iterable[Trigger]) -> tuple[Trigger, ...]:
    return tuple(sorted(triggers, key=lambda trigger: trigger.value))


def comes_along(
    cart: CartView, performance_id: PerformanceId, seats: Sequence[SeatView], hold: str
) -> bool:
    """Return whether ``seats`` are for people beside somebody in this cart who needs their place:
    companion seats in the row of a wheelchair place that no rule gave them, three at most for each.
    """
    asked = accessible_of(seats, hold)
    rows: Counter[tuple[str, str]] = Counter()
    for line in cart.lines:
        if line.performance_id != performance_id or line.by_rule:
            continue
        if line.kind is SeatKind.WHEELCHAIR:
            rows[line.section, line.row] += BESIDE
        elif line.kind is SeatKind.COMPANION:
            rows[line.section, line.row] -= 1
    for seat in asked:
        rows[seat.section, seat.row] -= 1
        if seat.kind is not SeatKind.COMPANION or rows[seat.section, seat.row] < 0:
            return False
    return bool(asked)


def log_release(
    uow: UnitOfWork,
    performance_id: PerformanceId,
    seats: Sequence[SeatView],
    triggers: Sequence[Trigger],
    user_id: str,
    window_id: str,
    hold: str = "",
    places: int = 0,
) -> None:
    """Write into the audit chain which trigger released which seats and how many places by count,
    and what was unsold."""
    _, unsold = unsold_here(uow, performance_id)
    released = accessible_of(seats, hold)
    uow.audit(
        audit_entry(
            uow.now(),
            user_id,
            window_id,
            "accessible.released",
            ("performance", performance_id),
            triggers=[trigger.value for trigger in triggers],
            seats=[seat.seat_id for seat in released],
            places=places,
            unsold=unsold.total,
            unsold_kept=unsold.total_kept,
            places_unsold=unsold.places,
            places_kept=unsold.places_kept,
        )
    )


def log_once(
    storage: Storage,
    command: CommandId,
    performance_id: PerformanceId,
    seats: Sequence[SeatView],
    triggers: Sequence[Trigger],
    user_id: str,
    window_id: str,
    hold: str = "",
    places: int = 0,
) -> None:
    """Do ``log_release`` in a transaction of its own, once. Durable on return."""

    def log() -> bool:
        log_release(uow, performance_id, seats, triggers, user_id, window_id, hold, places)
        return True

    with storage.begin() as uow:
        content = (performance_id, [seat.seat_id for seat in seats], places)
        uow.commands.once(command, "accessible", content, bool, log)
        uow.commit()
