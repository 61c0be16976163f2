"""Holds: places kept from sale by the house, released by a person or by time.

Every move is one rights command, so what is held, who held it and the entry in the audit chain are
one transaction; at a window of a hub the hub says yes first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pos.audit import SYSTEM
from pos.clock import Clock
from pos.errors import (
    AccessibleKept,
    HoldTimePast,
    HubTrouble,
    NotFound,
    PlacesNotHere,
    Refused,
    SeatNotHere,
    SeatReleased,
    SeatTaken,
    SoldOut,
)
from pos.hub.rights import AWAY, HoldWhy, Refusal, RightsAnswer, RightsAuthority, RightsCommand
from pos.ids import CartId, CommandId, Ids, PerformanceId, SeatId
from pos.names import name_of
from pos.ports.holds import HeldRight
from pos.ports.storage import Storage, UnitOfWork
from pos.records import HoldEvent
from pos.seating.accessible_rule import HELD, places_released, unsold_here
from pos.seating.answering import answers_for
from pos.seating.hold_rules import Due, Told, due_of, effective, lots_of, why_held
from pos.text import checked_text
from pos.views.catalogue import HallView
from pos.views.holds import (
    HeldPlaces,
    HeldView,
    HoldAct,
    HoldCode,
    HoldStep,
    HoldsView,
    HoldWish,
    ReleasedByTime,
    code_of,
    is_kept,
    keeper_of,
)
from pos.views.people import Approval, Permission, SessionView
from pos.window import Window

_A_DAY = timedelta(days=1)
_EVER = timedelta(days=3_650)
LONGEST = 120
"""Letters of for whom, and of the note."""


@dataclass(frozen=True, slots=True)
class _House:
    """What is read once to tell of a performance's holds."""

    codes: tuple[HoldCode, ...]
    starts_at: datetime
    cutoff_hour: int
    events: tuple[Told, ...]

    def due(self, holder: str, until: datetime | None) -> Due | None:
        return due_of(code_of(holder, self.codes), until, self.starts_at, self.cutoff_hour)


class Holds:
    """Thread: ledger. Moves no money and no paper."""

    def __init__(
        self, storage: Storage, clock: Clock, ids: Ids, window: Window, rights: RightsAuthority
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._ids = ids
        self._window = window
        self._rights = rights
        self._looked: datetime | None = None
        """When all that was due then had been released."""

    # ---- look ----

    def of(self, performance_id: PerformanceId) -> HoldsView:
        """Return what is kept from sale of a performance, by whom, and what happened before."""
        with self._storage.read() as uow:
            hall = uow.catalogue.hall_of(performance_id)
            house = _house(uow, performance_id)
            rows = uow.holds.held_now(performance_id)
            whys = why_held(house.events)
            free = hall.places - uow.rights.places_taken(performance_id)
            counts = [row for row in rows if row.seat_id is None]
            return HoldsView(
                performance_id=performance_id,
                codes=house.codes,
                seats={
                    SeatId(row.seat_id): _held(uow, house, row, whys)
                    for row in rows
                    if row.seat_id is not None
                },
                places=tuple(
                    HeldPlaces(row.holder, code_of(row.holder, house.codes), row.places)
                    for row in counts
                ),
                places_free=max(free, 0),
                history=_history(uow, house),
            )

    def seat(self, performance_id: PerformanceId, seat_id: SeatId) -> HeldView | None:
        """Return why one seat is not on sale; None: nobody holds it."""
        with self._storage.read() as uow:
            house = _house(uow, performance_id)
            for row in uow.holds.held_now(performance_id):
                if row.seat_id == seat_id:
                    return _held(uow, house, row, why_held(house.events))
        return None

    # ---- hold, release ----

    def hold(
        self,
        command: CommandId,
        session: SessionView,
        wish: HoldWish,
        approval: Approval | None = None,
    ) -> int:
        """Keep free places from sale under a code, all or none; return how many. Durable on return.

        Raises:
            ApprovalNeeded: The person may not, and nobody who may gave their word.
            NotFound: The venue has no such code, the hall no such seat.
            TextRefused, CardNumberRefused: For whom, or the note.
            HoldTimePast: It would end before it begins.
            SeatTaken: One of the seats is not free.
            SoldOut: Fewer places are.
            NotOffline, HubTrouble: The hub has to say yes.
        """
        for_whom = checked_text("for_whom", wish.for_whom, longest=LONGEST)
        note = checked_text("note", wish.note, longest=LONGEST)
        with self._storage.read() as uow:
            self._require(uow, command, session, approval)
            code = _code(uow, wish.code)
            hall = uow.catalogue.hall_of(wish.performance_id)
            _require_seats(hall, wish.seats)
        if not wish.seats and wish.places < 1:
            raise NotFound(kind="seat", key="")
        if wish.until is not None and wish.until <= self._clock.now():
            raise HoldTimePast()
        why = self._why(HoldAct.HELD, session, approval)
        answer = self._rights.apply(
            RightsCommand(
                command,
                code.holder,
                wish.performance_id,
                CartId(""),
                take=tuple(dict.fromkeys(wish.seats)),
                take_places=wish.places,
                why=replace(why, for_whom=for_whom, note=note, until=wish.until),
            )
        )
        _require_granted(hall, answer, wish.places)
        return len(wish.seats) + wish.places

    def release(
        self,
        command: CommandId,
        session: SessionView,
        performance_id: PerformanceId,
        seats: Sequence[SeatId] = (),
        places: tuple[str, int] = ("", 0),
        note: str = "",
        approval: Approval | None = None,
    ) -> int:
        """Put held or killed places on sale again; return how many. Seats under several codes go
        code by code: one that cannot be released does not keep another code's. ``places``: of
        which holder, and how many. Durable on return.

        Raises:
            ApprovalNeeded, TextRefused, CardNumberRefused: As ``hold``.
            SeatTaken: One is held by nobody any more, or for something that is not the house's
                to release (emergency tickets, a cart that was put aside).
            AccessibleKept: A place for people who need it, before the rule releases it: nobody may.
            SoldOut: Fewer places are held so.
            NotOffline, HubTrouble: The hub has to say yes.
        """
        note = checked_text("note", note, longest=LONGEST)
        with self._storage.read() as uow:
            self._require(uow, command, session, approval)
            hall = uow.catalogue.hall_of(performance_id)
            _require_seats(hall, seats)
            by_holder = _by_holder(uow, hall, performance_id, seats)
            rules = _accessible_rules(uow, performance_id, by_holder)
            by_count = ""
            if places[1] and places[0] == HELD:
                by_count = ",".join(each.value for each in places_released(uow, performance_id))
        why = replace(self._why(HoldAct.RELEASED, session, approval), note=note)
        number = 0
        for number, (holder, mine) in enumerate(by_holder.items()):
            self._give(command, number, performance_id, holder, mine, 0, _ruled(why, rules, holder))
        holder, count = places
        if count:
            if not is_kept(holder) or keeper_of(holder) is not None:
                raise SoldOut(wanted=count, left=0)
            self._give(
                command,
                number + 1,
                performance_id,
                holder,
                (),
                count,
                _ruled(why, by_count, holder),
            )
        return len(set(seats)) + count

    def _give(
        self,
        command: CommandId,
        number: int,
        performance_id: PerformanceId,
        holder: str,
        seats: tuple[SeatId, ...],
        places: int,
        why: HoldWhy,
    ) -> None:
        with self._storage.read() as uow:
            hall = uow.catalogue.hall_of(performance_id)
        answer = self._rights.apply(
            RightsCommand(
                CommandId(f"{command}:{number}"),
                holder,
                performance_id,
                CartId(""),
                give_back=seats,
                give_places=places,
                why=why,
            )
        )
        _require_granted(hall, answer, places)

    # ---- by time ----

    def release_due(self) -> tuple[ReleasedByTime, ...]:
        """Put on sale what is due, and return it; what cannot be released now (the hub is away, a
        place was sold from its hold meanwhile) is due again next time. Safe to repeat, at every
        window. Durable on return."""
        self._take_up_again()
        now, whole = self._clock.now(), True
        done: list[ReleasedByTime] = []
        for due, performance_id, holder, seats, places in self._due(now):
            why = HoldWhy(
                HoldAct.RELEASED.value, SYSTEM, self._window.window_id, rule=due.rule.value
            )
            command = CommandId(self._ids.new())
            if self._asking(performance_id, holder):
                whole = False
                continue
            try:
                self._give(command, 0, performance_id, holder, seats, places, why)
            except (Refused, HubTrouble):
                whole = False
                continue
            with self._storage.read() as uow:
                company = uow.catalogue.company()
            code = code_of(holder, company.hold_codes)
            at = now.astimezone(ZoneInfo(company.zone))
            count = len(seats) + places
            done.append(ReleasedByTime(performance_id, code, count, at, due.rule.value))
        self._looked = now if whole else self._looked
        return tuple(done)

    def _due(self, now: datetime) -> list[tuple[Due, PerformanceId, str, tuple[SeatId, ...], int]]:
        found: list[tuple[Due, PerformanceId, str, tuple[SeatId, ...], int]] = []
        with self._storage.read() as uow:
            for name in uow.holds.may_end(self._may_end_before(uow, now)):
                performance_id = PerformanceId(name)
                rows = [row for row in uow.holds.held_now(performance_id) if _ends(row.holder)]
                if rows:
                    house = _house(uow, performance_id)
                    found += [
                        (due, performance_id, holder, seats, places)
                        for due, holder, seats, places in _all_due(house, rows)
                        if due.at <= now
                    ]
        return found

    def _may_end_before(self, uow: UnitOfWork, now: datetime) -> datetime:
        """Return before when a performance starts of which a code's rule may release something now:
        all of them at the first look, and when a code's day has come since the last."""
        try:
            company = uow.catalogue.company()
        except NotFound:  # no season yet
            return now
        ruled = [code for code in company.hold_codes if not code.lasts]
        days = [code.release_on for code in ruled if code.release_on is not None]
        today = now.astimezone(ZoneInfo(company.zone)).date()
        if any(self._looked is None or abs(today - day) <= _A_DAY for day in days):
            return now + _EVER
        minutes = [code.release_minutes for code in ruled if code.release_minutes is not None]
        return now + timedelta(minutes=max(minutes, default=0), seconds=1)

    def _asking(self, performance_id: PerformanceId, holder: str) -> bool:
        """Return whether the hub has not answered yet what it was asked about a holder's places:
        it may have done it."""
        with self._storage.read() as uow:
            return any(
                (asked.performance_id, asked.holder) == (performance_id, holder)
                for asked in uow.link.asked()
            )

    def _take_up_again(self) -> None:
        """Hold at the hub what this window was to sell from its hold when it stopped."""
        with self._storage.read() as uow:
            left = uow.holds.left_behind()
        if left:
            with self._storage.begin() as uow:
                for row in uow.holds.left_behind():
                    uow.holds.hold_again(row)
                uow.commit()

    # ---- inside ----

    def _require(
        self,
        uow: UnitOfWork,
        command: CommandId,
        session: SessionView,
        approval: Approval | None,
    ) -> None:
        answers_for(uow, Permission.HOLD_PLACES, command, session, approval)

    def _why(self, act: HoldAct, session: SessionView, approval: Approval | None) -> HoldWhy:
        by = approval.approver if approval is not None else ""
        return HoldWhy(act.value, session.user_id, self._window.window_id, approved_by=by)


def _house(uow: UnitOfWork, performance_id: PerformanceId) -> _House:
    company = uow.catalogue.company()
    starts = uow.catalogue.performance(performance_id).starts_at
    return _House(
        company.hold_codes,
        starts.astimezone(ZoneInfo(company.zone)),
        company.cutoff_hour,
        uow.holds.events_of(performance_id),
    )


def _ends(holder: str) -> bool:
    """Return whether a hold may end by itself: not what Foyer keeps, nor what the rule of
    accessible seats releases."""
    return keeper_of(holder) is None and holder != HELD


def _all_due(
    house: _House, rows: Sequence[HeldRight]
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


def _held(
    uow: UnitOfWork, house: _House, row: HeldRight, whys: Mapping[str, HoldEvent]
) -> HeldView:
    """Return why a seat is not on sale; of a seat that the season file asked for nobody's name."""
    code = code_of(row.holder, house.codes)
    why = whys.get(row.seat_id or "")
    zone = house.starts_at.tzinfo
    if why is not None and why.holder != row.holder:
        why = None
    due = house.due(row.holder, why.until if why is not None else None)
    since = why.at if why is not None else row.since or house.starts_at
    return HeldView(
        holder=row.holder,
        code=code,
        since=since.astimezone(zone),
        by=name_of(uow, why.user_id) if why is not None else "",
        for_whom=why.for_whom if why is not None else "",
        note=why.note if why is not None else "",
        until=due.at.astimezone(zone) if due is not None else None,
    )


def _history(uow: UnitOfWork, house: _House) -> tuple[HoldStep, ...]:
    names: dict[str, str] = {SYSTEM: ""}
    steps = []
    for event, count in effective(house.events):
        if event.user_id not in names:
            names[event.user_id] = name_of(uow, event.user_id)
        steps.append(
            HoldStep(
                at=event.at.astimezone(house.starts_at.tzinfo),
                act=HoldAct(event.what),
                code=code_of(event.holder, house.codes),
                count=count,
                by=names[event.user_id],
                for_whom=event.for_whom,
                note=event.note,
                rule=event.rule,
            )
        )
    return tuple(reversed(steps))


def _code(uow: UnitOfWork, word: str) -> HoldCode:
    for code in uow.catalogue.company().hold_codes:
        if code.code == word:
            return code
    raise NotFound(kind="hold_code", key=word)


def _require_seats(hall: HallView, seats: Sequence[SeatId]) -> None:
    for seat_id in seats:
        if hall.seat(seat_id) is None:
            raise NotFound(kind="seat", key=seat_id)


def _by_holder(
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


def _accessible_rules(
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


def _ruled(why: HoldWhy, rules: str, holder: str) -> HoldWhy:
    return replace(why, rule=rules) if rules and holder == HELD else why


def _require_granted(hall: HallView, answer: RightsAnswer, places: int) -> None:
    if answer.granted:
        return
    if not answer.refused:
        refusal = PlacesNotHere if answer.away else SoldOut
        raise refusal(wanted=places, left=answer.places_left)
    raise taken(hall, answer.refused[0])


def taken(hall: HallView, refused: Refusal) -> SeatTaken:
    """Return what is said of a seat that was not to be had."""
    refusal = SeatNotHere if refused.holder == AWAY else SeatTaken
    if not refused.holder:
        refusal = SeatReleased
    return refusal(seat=seat_label(hall, refused.seat_id), holder=refused.holder)


def seat_label(hall: HallView, seat_id: SeatId) -> str:
    """Return section, row and number of a seat."""
    seat = hall.seat(seat_id)
    return f"{seat.section} {seat.row} {seat.number}".strip() if seat is not None else ""
