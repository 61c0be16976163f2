"""Holds: places kept from sale by the house, released by a person or by time.

Every move is one rights command, so what is held, who held it and the entry in the audit chain are
one transaction; at a window of a hub the hub says yes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pos.audit import SYSTEM
from pos.clock import Clock
from pos.errors import (
    HoldTimePast,
    HubTrouble,
    NotFound,
    Refused,
    SoldOut,
)
from pos.hub.rights import HoldWhy, RightsAuthority, RightsCommand
from pos.ids import CartId, CommandId, Ids, PerformanceId, SeatId
from pos.ports.storage import Storage, UnitOfWork
from pos.seating.accessible_rule import HELD, places_released
from pos.seating.answering import answers_for
from pos.seating.hold_asks import (
    accessible_rules,
    by_holder,
    hold_code,
    require_granted,
    require_seats,
    ruled,
)
from pos.seating.hold_rules import Due, why_held
from pos.seating.holds_told import all_due, ends, held_view, history_of, house_of
from pos.text import checked_text
from pos.views.holds import (
    HeldPlaces,
    HeldView,
    HoldAct,
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
            house = house_of(uow, performance_id)
            rows = uow.holds.held_now(performance_id)
            whys = why_held(house.events)
            free = hall.places - uow.rights.places_taken(performance_id)
            counts = [row for row in rows if row.seat_id is None]
            return HoldsView(
                performance_id=performance_id,
                codes=house.codes,
                seats={
                    SeatId(row.seat_id): held_view(uow, house, row, whys)
                    for row in rows
                    if row.seat_id is not None
                },
                places=tuple(
                    HeldPlaces(row.holder, code_of(row.holder, house.codes), row.places)
                    for row in counts
                ),
                places_free=max(free, 0),
                history=history_of(uow, house, hall),
            )

    def seat(self, performance_id: PerformanceId, seat_id: SeatId) -> HeldView | None:
        """Return why one seat is not on sale; None: nobody holds it."""
        with self._storage.read() as uow:
            house = house_of(uow, performance_id)
            for row in uow.holds.held_now(performance_id):
                if row.seat_id == seat_id:
                    return held_view(uow, house, row, why_held(house.events))
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
            code = hold_code(uow, wish)
            hall = uow.catalogue.hall_of(wish.performance_id)
            require_seats(hall, wish.seats)
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
        require_granted(hall, answer, wish.places)
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
            require_seats(hall, seats)
            theirs = by_holder(uow, hall, performance_id, seats)
            rules = accessible_rules(uow, performance_id, theirs)
            by_count = ""
            if places[1] and places[0] == HELD:
                by_count = ",".join(each.value for each in places_released(uow, performance_id))
        why = replace(self._why(HoldAct.RELEASED, session, approval), note=note)
        number = 0
        for number, (holder, mine) in enumerate(theirs.items()):
            self._give(command, number, performance_id, holder, mine, 0, ruled(why, rules, holder))
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
                ruled(why, by_count, holder),
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
        require_granted(hall, answer, places)

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
                rows = [row for row in uow.holds.held_now(performance_id) if ends(row.holder)]
                if rows:
                    house = house_of(uow, performance_id)
                    found += [
                        (due, performance_id, holder, seats, places)
                        for due, holder, seats, places in all_due(house, rows)
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
