"""Which window may sell which free places of a performance, and moving them from one to another."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.presenters.approval import ApprovalDesk, Deed
from kiosk.presenters.approved_act import ApprovedAct
from kiosk.presenters.desk import Desk
from kiosk.presenters.hub_room import AskHub, is_away
from kiosk.presenters.of_performance import to_be_shown
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks, Timer, Timers
from pos.errors import HubUnreachable, PosError
from pos.hub.talk import Standing, WindowThere
from pos.ids import CommandId, Ids, PerformanceId, SeatId
from pos.views.blocks import NOBODY, BlockMove, BlocksView
from pos.views.catalogue import HallView, PerformanceView
from pos.views.people import Approval, SessionView

if TYPE_CHECKING:
    from pos.office import Office
    from pos.ports.hub import Hub

LOOK_S = 3.0
"""How often what is open is read again: a window gives back once it has heard that it should."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A window, or ``NOBODY``, and how much is free in its hands. ``position``: of its colour and
    mark. ``away``: the hub does not hear it. ``joined``: it may be given something."""

    window_id: str
    name: str
    left: int
    position: int
    here: bool = False
    away: bool = False
    joined: bool = True


@dataclass(frozen=True, slots=True)
class Lot:
    """What would come from one holder."""

    holder: str
    seats: tuple[SeatId, ...] = ()
    places: int = 0


@dataclass(frozen=True, slots=True)
class Moved:
    """What was asked for last: so many places for ``receiver``. ``stays``: names of windows that
    cannot be heard, with which what they have stays."""

    many: int
    receiver: Holder
    stays: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BlocksState:
    """``holders``: every window that joined, and nobody. ``reached``: the hub answered last.
    ``warned``: who was about to get all that this window has of a performance of today; given at
    the second touch. ``chosen``: seats that are to be moved; ``source`` and ``places``: of whom,
    and how many places by count. ``rows``: a touch means the whole row."""

    shown: bool = False
    performance: PerformanceView | None = None
    hall: HallView | None = None
    blocks: BlocksView | None = None
    reached: bool = False
    holders: tuple[Holder, ...] = ()
    chosen: frozenset[SeatId] = frozenset()
    source: str = NOBODY
    places: int = 0
    rows: bool = False
    busy: bool = False
    refusal: PosError | None = None
    moved: Moved | None = None
    warned: str | None = None

    @property
    def counted(self) -> bool:
        """Whether places are moved by count."""
        return self.hall is not None and self.hall.general_admission

    def holder(self, window_id: str) -> Holder | None:
        """Return a window, or nobody, as it is listed."""
        return next((one for one in self.holders if one.window_id == window_id), None)

    def lots(self, receiver: str) -> tuple[Lot, ...]:
        """Return what would come to ``receiver``, by who has it now."""
        if self.counted:
            moves = self.places and self.source != receiver
            return (Lot(self.source, (), self.places),) if moves else ()
        of = self.blocks.seats if self.blocks is not None else {}
        found: dict[str, list[SeatId]] = defaultdict(list)
        for seat in sorted(self.chosen):
            if (holder := of.get(seat, receiver)) != receiver:
                found[holder].append(seat)
        return tuple(Lot(holder, tuple(seats)) for holder, seats in found.items())

    def takes_all_here(self, receiver: str) -> bool:
        """Whether this window would keep nothing of what it has."""
        here = next((one for one in self.holders if one.here), None)
        if here is None or here.window_id == receiver:
            return False
        lots = (lot for lot in self.lots(receiver) if lot.holder == here.window_id)
        return any(len(lot.seats) + lot.places >= here.left for lot in lots)

    def may_give(self, receiver: Holder) -> bool:
        """Whether what is chosen can be moved to ``receiver`` now."""
        ready = self.reached and not self.busy and receiver.joined and not receiver.away
        return ready and bool(self.lots(receiver.window_id))


class BlocksRoom(Presenter[BlocksState]):
    """The blocks of one performance. GUI thread. ``ask``: reaches the hub."""

    def __init__(
        self,
        tasks: Tasks,
        desk: Desk,
        ids: Ids,
        approvals: ApprovalDesk,
        timers: Timers,
        ask: AskHub,
    ) -> None:
        super().__init__(BlocksState())
        self._tasks = tasks
        self._desk = desk
        self._timers = timers
        self._ask = ask
        self._timer: Timer | None = None
        self._windows: tuple[WindowThere, ...] = ()
        self._here = ""
        self._act = ApprovedAct(tasks, desk, ids, approvals, lambda: self._now(busy=False))
        desk.changed.append(self._desk_changed)

    # ---- look ----

    def open(self, performance_id: PerformanceId) -> None:
        """Show the blocks of a performance."""
        found = to_be_shown(self._desk, performance_id)
        if found is not None:
            self._become(BlocksState(shown=True, performance=found))
            self.refresh()

    def close(self) -> None:
        """Put it away."""
        if not self.state.busy:
            self._become(BlocksState())

    def house_changed(self, performance_id: PerformanceId) -> None:
        """Something came to a window, or left it."""
        shown = self.state.performance
        if shown is not None and shown.performance_id == performance_id:
            self._read()

    def refresh(self) -> None:
        """Read all of it again; and a little later once more."""
        if not self.state.shown:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._timers.after(LOOK_S, self.refresh)
        self._ask(lambda hub: hub.windows(), self._heard, self._unheard)
        self._read()

    def _heard(self, windows: tuple[WindowThere, ...]) -> None:
        self._windows = windows
        answered = isinstance(self.state.refusal, HubUnreachable)
        self._now(reached=True, refusal=None if answered else self.state.refusal)
        self._list()

    def _unheard(self, error: PosError) -> None:
        self._now(reached=False, refusal=error)

    def _read(self) -> None:
        performance, known = self.state.performance, self.state.hall
        if performance is None:
            return

        def read(office: Office) -> tuple[HallView, BlocksView, str]:
            hall = known or office.catalogue.hall(performance.hall_id)
            blocks = office.blocks.of(performance.performance_id)
            return hall, blocks, office.window.window_id

        self._tasks.ask(read, self._know, self._refuse, self)

    def _know(self, found: tuple[HallView, BlocksView, str]) -> None:
        hall, blocks, self._here = found
        shown = self.state.performance
        if shown is None or shown.performance_id != blocks.performance_id:
            return
        chosen = frozenset(seat for seat in self.state.chosen if seat in blocks.seats)
        self._now(hall=hall, blocks=blocks, chosen=chosen)
        self._list()
        self.count(0)

    def _list(self) -> None:
        """Say who has how much: every window that joined or has something, and nobody."""
        blocks = self.state.blocks
        if blocks is None:
            return
        left = Counter(blocks.seats.values()) + Counter(blocks.places)
        there = {one.window_id: one for one in self._windows}
        every = sorted({*blocks.names, *there})
        holders = [
            self._holder(window_id, position, left[window_id], there.get(window_id))
            for position, window_id in enumerate(every)
        ]
        nobody = Holder(NOBODY, "", left[NOBODY], len(every))
        here = [one for one in holders if one.here]
        others = [one for one in holders if not one.here]
        self._now(holders=(*here, nobody, *others))

    def _holder(
        self, window_id: str, position: int, left: int, there: WindowThere | None
    ) -> Holder:
        blocks = self.state.blocks
        here = window_id == self._here
        if there is None:
            name = blocks.names.get(window_id, window_id) if blocks is not None else window_id
            return Holder(window_id, name, left, position, here, away=not here, joined=here)
        away = not here and is_away(there, self._windows)
        joined = there.standing is Standing.JOINED
        return Holder(window_id, there.name, left, position, here, away, joined)

    # ---- choose ----

    def tap(self, seat_id: SeatId) -> None:
        """A seat, or its row: to be moved, or not after all."""
        state = self.state
        if state.blocks is None or state.busy or seat_id not in state.blocks.seats:
            return
        seats = self._row_of(seat_id) if state.rows else frozenset({seat_id})
        self._choose(state.chosen - seats if seat_id in state.chosen else state.chosen | seats)

    def _row_of(self, seat_id: SeatId) -> frozenset[SeatId]:
        hall, blocks = self.state.hall, self.state.blocks
        seat = hall.seat(seat_id) if hall is not None else None
        if hall is None or blocks is None or seat is None:
            return frozenset()
        return frozenset(
            other.seat_id
            for other in hall.seats
            if (other.section, other.row) == (seat.section, seat.row)
            and other.seat_id in blocks.seats
        )

    def choose_all_of(self, window_id: str) -> None:
        """All that is free in somebody's hands, or none of it; by count: take from there."""
        state = self.state
        if state.blocks is None or state.busy:
            return
        if state.counted:
            self._now(source=window_id, places=0, refusal=None, moved=None, warned=None)
            self.count(1)
            return
        theirs = frozenset(s for s, holder in state.blocks.seats.items() if holder == window_id)
        all_of_it = theirs <= state.chosen
        self._choose(state.chosen - theirs if all_of_it else state.chosen | theirs)

    def count(self, more: int) -> None:
        """So many places more, or fewer, up to what there is."""
        source = self.state.holder(self.state.source)
        most = source.left if source is not None else 0
        self._now(places=max(min(self.state.places + more, most), 0))
        if more:
            self._now(warned=None)

    def whole_rows(self, *, yes: bool) -> None:
        """What a touch on the map means."""
        self._now(rows=yes)

    def clear(self) -> None:
        """Nothing is to be moved."""
        if not self.state.busy:
            self._choose(frozenset())

    def _choose(self, seats: frozenset[SeatId]) -> None:
        self._now(chosen=seats, refusal=None, moved=None, warned=None)

    # ---- move ----

    def give(self, receiver: str) -> None:
        """Move what is chosen to a window, or back to the hub. The last that this window has of a
        performance of today goes at the second touch."""
        state, holder = self.state, self.state.holder(receiver)
        if state.performance is None or holder is None or not state.may_give(holder):
            return
        today = self._desk.is_tonight(state.performance)
        if today and state.warned != receiver and state.takes_all_here(receiver):
            self._now(warned=receiver, refusal=None, moved=None)
            return
        away = {one.window_id: one.name for one in state.holders if one.away}
        lots = tuple(lot for lot in state.lots(receiver) if lot.holder not in away)
        stays = tuple(away[lot.holder] for lot in state.lots(receiver) if lot.holder in away)
        seats, places = sum(len(lot.seats) for lot in lots), sum(lot.places for lot in lots)
        moved = Moved(seats + places, holder, stays)
        if not lots:
            self._now(moved=moved)
            return
        performance_id = state.performance.performance_id
        holders = tuple(lot.holder for lot in lots)
        move = BlockMove(performance_id, receiver, holders, seats, places)

        def work(
            office: Office, command: CommandId, session: SessionView, word: Approval | None
        ) -> str:
            return office.blocks.move(command, session, move, word)

        def allowed(_who: str) -> None:
            self._now(busy=True)
            self._ask(
                lambda hub: _move(hub, performance_id, lots, receiver),
                lambda _: self._did(moved),
                self._refuse,
            )

        self._now(busy=True, refusal=None, moved=None)
        show = state.performance
        about = Deed(show=show.production, starts_at=show.starts_at, whom=holder.name)
        self._act.do((move, lots), work, allowed, self._refuse, about=about)

    def _did(self, moved: Moved) -> None:
        self._now(busy=False, chosen=frozenset(), places=0, moved=moved, warned=None)
        self.refresh()

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error, reached=not isinstance(error, HubUnreachable))

    def _desk_changed(self) -> None:
        if self._desk.session is None and self.state.shown:
            self._become(BlocksState())


def _move(hub: Hub, performance_id: PerformanceId, lots: tuple[Lot, ...], receiver: str) -> None:
    """Ask every holder for its part. Thread: the hub driver's."""
    for lot in lots:
        hub.want_back(lot.holder, performance_id, lot.seats, lot.places, receiver)
