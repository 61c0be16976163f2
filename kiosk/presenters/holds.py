"""The holds of one performance: what is kept from sale and why, keeping more, letting go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from kiosk.presenters.approval import ApprovalDesk, Deed
from kiosk.presenters.approved_act import ApprovedAct
from kiosk.presenters.basket import Basket
from kiosk.presenters.desk import Desk
from kiosk.presenters.of_performance import to_be_shown
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks, Timer, Timers
from pos.errors import AccessibleKept, PosError
from pos.ids import CommandId, Ids, PerformanceId, SeatId
from pos.views.catalogue import HallView, HouseView, PerformanceView, SeatStatus
from pos.views.holds import HeldPlaces, HeldView, HoldCode, HoldsView, HoldWish, ReleasedByTime
from pos.views.people import Approval, SessionView
from pos.views.selling import CartView

if TYPE_CHECKING:
    from pos.office import Office

LOOK_S = 30.0
"""How often it is looked for holds that are over, at each window."""


class Until(Enum):
    """When places that are held now go on sale by themselves; minutes before the curtain."""

    OPEN = None
    TWO_HOURS = 120
    ONE_HOUR = 60
    HALF_HOUR = 30


@dataclass(frozen=True, slots=True)
class Did:
    """``held`` or released: so many places, under which code; None: under several."""

    held: bool
    count: int
    code: HoldCode | None = None


@dataclass(frozen=True, slots=True)
class HoldsState:
    """``house``: every place that is not free. ``chosen``: seats that are to be held or released.
    ``code``: the holder under which they will be, as a hold and a kill may share a word; of which
    places by count go. ``places``: how many by count. ``looked``: the seat that was touched last.
    ``asked``: the refusal of a sale of places that are for people who need them. ``done``: what
    was done last."""

    shown: bool = False
    performance: PerformanceView | None = None
    hall: HallView | None = None
    house: HouseView | None = None
    holds: HoldsView | None = None
    chosen: frozenset[SeatId] = frozenset()
    looked: SeatId | None = None
    code: str = ""
    until: Until = Until.OPEN
    ends: tuple[Until, ...] = (Until.OPEN,)
    """What is still to come of them."""
    places: int = 0
    rows: bool = False
    history: bool = False
    busy: bool = False
    refusal: PosError | None = None
    asked: PosError | None = None
    done: Did | None = None

    @property
    def needs(self) -> bool:
        """Whether it is asked if somebody needs the places that are to be sold."""
        return self.asked is not None and self.asked is self.refusal

    @property
    def counted(self) -> bool:
        """Whether places are held by count."""
        return self.hall is not None and self.hall.general_admission

    @property
    def codes(self) -> tuple[HoldCode, ...]:
        """The venue's codes, and those it names no more that still keep something."""
        if self.holds is None:
            return ()
        kept = [held.code for held in self.holds.seats.values() if held.keeper is None]
        kept += [held.code for held in self.holds.places]
        return tuple(dict.fromkeys((*self.holds.codes, *kept)))

    @property
    def chosen_code(self) -> HoldCode | None:
        return next((code for code in self.codes if code.holder == self.code), None)

    @property
    def to_hold(self) -> tuple[SeatId, ...]:
        """The chosen seats that are free."""
        taken = self.house.seats if self.house is not None else {}
        return tuple(sorted(seat for seat in self.chosen if seat not in taken))

    @property
    def to_release(self) -> tuple[SeatId, ...]:
        """The chosen seats that the house holds."""
        held = self.holds.seats if self.holds is not None else {}
        return tuple(sorted(seat for seat in self.chosen if seat in held))

    def kept(self, code: HoldCode) -> int:
        """Return how many places are under a code."""
        if self.holds is None:
            return 0
        seats = sum(held.holder == code.holder for held in self.holds.seats.values())
        return seats + sum(p.places for p in self.holds.places if p.holder == code.holder)

    @property
    def places_held(self) -> HeldPlaces | None:
        """What is held by count under the chosen code."""
        code = self.chosen_code
        every = self.holds.places if self.holds is not None else ()
        return next((p for p in every if code is not None and p.holder == code.holder), None)

    @property
    def held(self) -> HeldView | None:
        """Why the seat that was touched last is kept."""
        if self.holds is None or self.looked is None:
            return None
        return self.holds.seats.get(self.looked)


class HoldsRoom(Presenter[HoldsState]):
    """Opens over the house. GUI thread. ``released``: told what came on sale by itself."""

    def __init__(
        self,
        tasks: Tasks,
        desk: Desk,
        ids: Ids,
        approvals: ApprovalDesk,
        timers: Timers,
        basket: Basket,
    ) -> None:
        super().__init__(HoldsState())
        self._tasks = tasks
        self._desk = desk
        self._timers = timers
        self._basket = basket
        self._timer: Timer | None = None
        self.released: list[Callable[[tuple[ReleasedByTime, ...]], None]] = []
        self._act = ApprovedAct(tasks, desk, ids, approvals, lambda: self._now(busy=False))
        desk.changed.append(self._desk_changed)

    # ---- by time ----

    def look(self) -> None:
        """Release what is due, now and every ``LOOK_S`` seconds from now on."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._timers.after(LOOK_S, self.look)
        self._tasks.change(_release_due, self._came, _try_again_later, self)

    def _came(self, done: tuple[ReleasedByTime, ...]) -> None:
        if done:
            for tell in self.released:
                tell(done)

    # ---- look ----

    def open(self, performance_id: PerformanceId) -> None:
        """Show what is kept of a performance."""
        found = to_be_shown(self._desk, performance_id)
        if found is not None:
            self._become(HoldsState(shown=True, performance=found))
            self._read()

    def close(self) -> None:
        """Put it away."""
        if not self.state.busy:
            self._become(HoldsState())

    def house_changed(self, performance_id: PerformanceId) -> None:
        """Somebody's act changed a house."""
        shown = self.state.performance
        if shown is not None and shown.performance_id == performance_id:
            self._read()

    def _read(self) -> None:
        performance, known = self.state.performance, self.state.hall
        if performance is None:
            return

        def read(office: Office) -> tuple[HallView, HouseView, HoldsView]:
            hall = known or office.catalogue.hall(performance.hall_id)
            performance_id = performance.performance_id
            house = office.catalogue.house(performance_id, None)
            return hall, house, office.holds.of(performance_id)

        self._tasks.ask(read, self._know, self._refuse, self)

    def _know(self, found: tuple[HallView, HouseView, HoldsView]) -> None:
        hall, house, holds = found
        shown = self.state.performance
        if shown is None or shown.performance_id != holds.performance_id:
            return
        chosen = frozenset(
            seat for seat in self.state.chosen if seat in holds.seats or seat not in house.seats
        )
        code = self.state.code or next((each.holder for each in holds.codes), "")
        now, starts = self._desk.now(), shown.starts_at
        times = {each: _until(starts, each) for each in Until}
        ends = tuple(each for each, at in times.items() if at is None or at > now)
        until = self.state.until if self.state.until in ends else Until.OPEN
        self._now(
            hall=hall, house=house, holds=holds, chosen=chosen, code=code, ends=ends, until=until
        )
        self.count(0)

    # ---- choose ----

    def may_choose(self, seat_id: SeatId) -> bool:
        """Whether a seat can be held or released: free, or kept by the house."""
        state = self.state
        if state.house is None or state.holds is None:
            return False
        held = state.holds.seats.get(seat_id)
        return seat_id not in state.house.seats if held is None else held.keeper is None

    def tap(self, seat_id: SeatId) -> None:
        """A seat, or its row: chosen, or not after all; what keeps it is said."""
        state = self.state
        self._now(looked=seat_id, refusal=None, done=None)
        if state.busy or not self.may_choose(seat_id):
            return
        seats = self._row_of(seat_id) if state.rows else frozenset({seat_id})
        chosen = state.chosen - seats if seat_id in state.chosen else state.chosen | seats
        self._now(chosen=chosen)

    def mark(self, seats: Sequence[SeatId]) -> None:
        """Seats side by side."""
        if not self.state.busy:
            more = frozenset(seat for seat in seats if self.may_choose(seat))
            self._now(chosen=self.state.chosen | more, refusal=None, done=None)

    def _row_of(self, seat_id: SeatId) -> frozenset[SeatId]:
        hall = self.state.hall
        seat = hall.seat(seat_id) if hall is not None else None
        if hall is None or seat is None:
            return frozenset()
        row = (seat.section, seat.row)
        return frozenset(
            other.seat_id
            for other in hall.seats
            if (other.section, other.row) == row and self.may_choose(other.seat_id)
        )

    def choose_code(self, code: HoldCode) -> None:
        """Under which code places are held from here on; of which they go by count."""
        self._now(code=code.holder, refusal=None, done=None)
        self.count(0)

    def choose_all_of(self, code: HoldCode) -> None:
        """All seats under a code, or none of them."""
        state = self.state
        if state.holds is None or state.busy:
            return
        theirs = frozenset(s for s, held in state.holds.seats.items() if held.holder == code.holder)
        chosen = state.chosen - theirs if theirs <= state.chosen else state.chosen | theirs
        self._now(chosen=chosen, refusal=None, done=None)

    def set_until(self, until: Until) -> None:
        """When what is held now goes on sale."""
        self._now(until=until, refusal=None)

    def count(self, more: int) -> None:
        """So many places more, or fewer, up to the larger of what is free and what is held."""
        held = self.state.places_held
        free = self.state.holds.places_free if self.state.holds is not None else 0
        most = max(free, held.places if held is not None else 0)
        self._now(places=max(min(self.state.places + more, most), 0))

    def whole_rows(self, *, yes: bool) -> None:
        """What a touch on the map means."""
        self._now(rows=yes)

    def show_history(self, *, yes: bool) -> None:
        """What happened before, in place of the map."""
        self._now(history=yes)

    def clear(self) -> None:
        """Nothing is chosen."""
        if not self.state.busy:
            self._now(chosen=frozenset(), places=0, refusal=None, done=None)

    # ---- act ----

    def hold(self, for_whom: str, note: str) -> None:
        """Keep what is chosen and free from sale."""
        state, code = self.state, self.state.chosen_code
        if state.performance is None or code is None or state.busy:
            return
        wish = HoldWish(
            state.performance.performance_id,
            code.code,
            state.to_hold,
            state.places if state.counted else 0,
            for_whom,
            note,
            _until(state.performance.starts_at, state.until),
            code.kind,
        )

        def work(
            office: Office, command: CommandId, session: SessionView, word: Approval | None
        ) -> int:
            return office.holds.hold(command, session, wish, word)

        self._now(busy=True, refusal=None, done=None)
        about = _of(state.performance, note, for_whom)
        self._act.do(
            wish, work, lambda many: self._did(Did(True, many, code)), self._refuse, about=about
        )

    def release(self, note: str) -> None:
        """Put what is chosen and held on sale again."""
        state, code = self.state, self.state.chosen_code
        if state.performance is None or code is None or state.busy:
            return
        performance_id, seats = state.performance.performance_id, state.to_release
        places = (code.holder, state.places) if state.counted else ("", 0)

        def work(
            office: Office, command: CommandId, session: SessionView, word: Approval | None
        ) -> int:
            return office.holds.release(command, session, performance_id, seats, places, note, word)

        self._now(busy=True, refusal=None, done=None)
        content = (performance_id, seats, places, note)
        about = _of(state.performance, note)
        self._act.do(
            content, work, lambda many: self._did(Did(False, many)), self._refuse, about=about
        )

    def sell(self) -> None:
        """So many places by count go from the chosen hold into the cart; the panel goes. Where it
        was asked whether somebody needs them: somebody does. That is kept nowhere."""
        state, code = self.state, self.state.chosen_code
        if state.performance is None or code is None or state.hall is None or state.busy:
            return
        performance_id, places = state.performance.performance_id, state.places
        zone_id, holder, needed = state.hall.zones[0].zone_id, code.holder, state.needs

        def work(
            office: Office, command: CommandId, session: SessionView, cart: CartView
        ) -> CartView:
            return office.seating.take_places(
                command,
                session,
                cart,
                performance_id,
                places,
                zone_id,
                needed=needed,
                hold=holder,
            )

        def done(_cart: CartView) -> None:
            self._now(busy=False)
            self.close()

        def refused(error: PosError) -> None:
            self._now(asked=error if isinstance(error, AccessibleKept) else None)
            self._refuse(error)

        self._now(busy=True, refusal=None, done=None)
        key = ("held places", performance_id, holder, places, needed)
        if not self._basket.act(key, work, done, refused):
            self._now(busy=False)

    def _did(self, did: Did) -> None:
        self._now(busy=False, chosen=frozenset(), places=0, done=did, looked=None)
        self._read()

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)
        self._read()

    def _desk_changed(self) -> None:
        if self._desk.session is None and self.state.shown:
            self._become(HoldsState())


def seats_of(state: HoldsState) -> HouseView | None:
    """Return the house as the map shows it: a cart of ours is somebody's here."""
    house = state.house
    if house is None:
        return None
    seats: dict[SeatId, SeatStatus] = {
        seat: SeatStatus.TAKEN if status is SeatStatus.IN_CART else status
        for seat, status in house.seats.items()
    }
    return replace(house, seats=seats)


def _of(show: PerformanceView, note: str, whom: str = "") -> Deed:
    """Return what a second person is asked about what is held of a performance, or let go."""
    return Deed(show=show.production, starts_at=show.starts_at, whom=whom, reason=note.strip())


def _until(starts_at: datetime, until: Until) -> datetime | None:
    return None if until.value is None else starts_at - timedelta(minutes=until.value)


def _release_due(office: Office) -> tuple[ReleasedByTime, ...]:
    """Release what is due by time, and what a renewal that ended left in its hold."""
    done = office.holds.release_due()
    office.renewing.let_go()
    return done


def _try_again_later(_error: PosError) -> None:
    """What is due is looked for again with the next turn."""
