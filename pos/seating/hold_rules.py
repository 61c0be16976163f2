"""What a hold code allows, and when it ends. Pure: it counts what it is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from pos.records import HoldEvent
from pos.views.holds import HoldAct, HoldCode, keeper_of
from pos.views.people import Permission, SessionView

Told = tuple[HoldEvent, tuple[str, ...]]
"""What happened, and to which seats."""
_NEVER = datetime.max.replace(tzinfo=UTC)


class Rule(Enum):
    """What releases held places by itself."""

    UNTIL = "until"
    """What was said when they were held."""
    MINUTES = "minutes"
    DATE = "date"


_BY_TIME = frozenset(rule.value for rule in Rule)


@dataclass(frozen=True, slots=True)
class Due:
    """When held places go on sale by themselves, and why. ``at`` is aware."""

    at: datetime
    rule: Rule


def sells_alone(code: HoldCode, session: SessionView) -> bool:
    """Return whether a person sells from a hold without anybody's word."""
    return session.role in code.roles or Permission.HOLD_PLACES in session.permissions


def due_of(
    code: HoldCode, until: datetime | None, starts_at: datetime, cutoff_hour: int
) -> Due | None:
    """Return when places under ``code`` go on sale; None: when a person says so. What was said for
    them goes before the code's own rule, the earlier of whose two ends counts. ``starts_at`` is in
    the venue's zone."""
    if keeper_of(code.holder) is not None:
        return None
    if until is not None:
        return Due(until, Rule.UNTIL)
    found = []
    if code.release_minutes is not None:
        found.append(Due(starts_at - timedelta(minutes=code.release_minutes), Rule.MINUTES))
    if code.release_on is not None:
        begins = datetime.combine(code.release_on, time(cutoff_hour))
        zone = starts_at.tzinfo or ZoneInfo("UTC")
        found.append(Due(begins.replace(tzinfo=zone), Rule.DATE))
    return min(found, key=lambda due: due.at, default=None)


def why_held(events: Iterable[Told]) -> dict[str, HoldEvent]:
    """Return of each seat the act by which it was put under the hold it is, or was last, under. A
    seat that went on sale since has none; one that came back from a cart has its old one."""
    found: dict[str, HoldEvent] = {}
    for event, seats in events:
        for seat in seats:
            if event.what == HoldAct.HELD.value:
                found[seat] = event
            elif event.what == HoldAct.RELEASED.value:
                found.pop(seat, None)
    return found


@dataclass(frozen=True, slots=True)
class Lot:
    """``places`` by count that were held by one act; ``why`` None: by the season file."""

    places: int
    why: HoldEvent | None

    @property
    def until(self) -> datetime | None:
        """When they go on sale, as it was said when they were held."""
        return self.why.until if self.why is not None else None


def lots_of(holder: str, places: int, events: Sequence[Told]) -> tuple[Lot, ...]:
    """Return by which acts the ``places`` that a holder keeps were held. What goes, goes from the
    oldest act, but what time released is of those it was due of; what comes back from a cart is
    held by the act it was held by before."""
    lots: list[Lot] = []
    in_carts: dict[str, list[Lot]] = defaultdict(list)
    for event, _ in events:
        if event.holder != holder or not event.places:
            continue
        if event.what == HoldAct.HELD.value:
            lots.append(Lot(event.places, event))
        elif event.what == HoldAct.CAME_BACK.value:
            back, in_carts[event.cart_id] = _parted(in_carts[event.cart_id], event.places)
            unknown = event.places - sum(lot.places for lot in back)
            lots = _joined(lots, (*back, Lot(unknown, event)))
        elif event.rule in _BY_TIME:
            timed = event.rule == Rule.UNTIL.value
            due = sorted((lot for lot in lots if (lot.until is not None) is timed), key=_first_due)
            _, left = _parted(due, event.places)
            lots = _joined((), (*(lot for lot in lots if lot not in due), *left))
        else:
            gone, lots = _parted(lots, event.places)
            if event.what == HoldAct.SOLD.value:
                in_carts[event.cart_id] += gone
    kept = sum(lot.places for lot in lots)
    if kept > places:  # some went by another way
        return tuple(_parted(lots, kept - places)[1])
    asked = (Lot(places - kept, None),) if places > kept else ()
    return (*asked, *lots)


def _parted(lots: Sequence[Lot], places: int) -> tuple[list[Lot], list[Lot]]:
    """Return so many places of the lots, the first first, and what is left of them."""
    gone: list[Lot] = []
    left: list[Lot] = []
    for lot in lots:
        some = min(places, lot.places)
        places -= some
        gone += [Lot(some, lot.why)] if some else []
        left += [Lot(lot.places - some, lot.why)] if lot.places > some else []
    return gone, left


def _joined(lots: Sequence[Lot], more: Iterable[Lot]) -> list[Lot]:
    """Return lots with others, those of one act together, the oldest act first."""
    found: dict[str, Lot] = {}
    for lot in (*lots, *more):
        if lot.places and lot.why is not None:
            had = found.get(lot.why.event_id)
            found[lot.why.event_id] = Lot(lot.places + (had.places if had else 0), lot.why)
    return sorted(found.values(), key=_oldest)


def _oldest(lot: Lot) -> tuple[datetime, str]:
    return (lot.why.at, lot.why.event_id) if lot.why is not None else (_NEVER, "")


def _first_due(lot: Lot) -> datetime:
    return lot.until or _NEVER


def effective(events: Iterable[Told]) -> list[tuple[HoldEvent, list[str]]]:
    """Return what happened with the seats that it was about. A release by time that another window
    had done already is about none, and left out."""
    released: dict[str, set[str]] = defaultdict(set)
    found: list[tuple[HoldEvent, list[str]]] = []
    for event, seats in events:
        gone = released[event.holder]
        if event.what == HoldAct.RELEASED.value:
            new = [seat for seat in seats if seat not in gone]
            gone.update(seats)
        else:
            new = list(seats)
            gone.difference_update(seats)
        if new or event.places:
            found.append((event, new))
    return found


def by_code(counts: Mapping[str, int]) -> dict[str, int]:
    """Return how many places the holders of a performance keep, technical ones together."""
    found: dict[str, int] = defaultdict(int)
    for holder, count in counts.items():
        keeper = keeper_of(holder)
        found[f"hold:{keeper.value}" if keeper is not None else holder] += count
    return dict(found)
