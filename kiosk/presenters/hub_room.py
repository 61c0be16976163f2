"""The hub page: how this window stands with its hub, the venue's other windows, and what two of
them did at once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from kiosk.presenters.approval import ApprovalDesk, Deed
from kiosk.presenters.approved_act import ApprovedAct
from kiosk.presenters.desk import Desk
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks, Timer, Timers
from pos.errors import HubUnreachable, PosError
from pos.hub.connection import Connection
from pos.hub.talk import HubTask, Standing, VenueThere, WindowThere
from pos.hub.task_views import Settled, TaskView, VenueAct
from pos.hub.venue import HUB
from pos.ids import CommandId, Ids, OrderId, PerformanceId, TicketId
from pos.lifecycles import ConnectionState
from pos.views.people import Approval, Permission, SessionView
from pos.views.selling import MoveView

if TYPE_CHECKING:
    from datetime import datetime

    from pos.office import Office
    from pos.ports.hub import Hub
    from pos.views.catalogue import BlockView, PerformanceView

T = TypeVar("T")
_AWAY = timedelta(seconds=10)
LOOK_S = 5.0
"""How often an open page is read again."""


class AskHub(Protocol):
    """Asks the hub for a person (``kiosk.hub_side.HubSide.ask``)."""

    def __call__(
        self,
        call: Callable[[Hub], T],
        done: Callable[[T], None],
        failed: Callable[[PosError], None],
        /,
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class HubState:
    """``read``: the hub answered when it was asked last: what is shown of others is true now, else
    it is what was known, after a start without the hub by what is on disk. ``windows``: all that
    ever joined, this one among them; ``here``: its id. ``open_then``: how many tasks were open
    when the hub said so. ``waiting``: windows that the close of the day waits for, or
    ``HUB``. ``asked``: what a person is about to do to the window ``chosen``, or None. ``done``:
    the act that the hub did last, with the window's name; ``settled``: the task it was told of last
    and how; ``moved``: who was seated elsewhere last.
    ``selling``: the performance that is sold here, or whose curtain is next; None before the
    catalogue was read. ``block``: what this window has of it while the hub is away; None where that
    was not read."""

    connection: Connection = Connection()  # noqa: RUF009 - frozen
    shown: bool = False
    here: str = ""
    read: bool = False
    windows: tuple[WindowThere, ...] = ()
    tasks: tuple[TaskView, ...] = ()
    open_then: int = 0
    chosen: str = ""
    waiting: frozenset[str] = frozenset()
    asked: VenueAct | None = None
    done: tuple[VenueAct, str] | None = None
    settled: tuple[TaskView, Settled] | None = None
    moved: MoveView | None = None
    busy: bool = False
    refusal: PosError | None = None
    selling: PerformanceView | None = None
    block: BlockView | None = None

    @property
    def known_at(self) -> datetime | None:
        """When the hub said what is shown of the windows, by its clock."""
        return VenueThere(self.windows).at

    @property
    def without(self) -> str:
        """What the day would be closed without: the window that is looked at, or ``HUB``."""
        return self.chosen if self.chosen in self.waiting else HUB

    @property
    def window(self) -> WindowThere | None:
        """The window that is looked at."""
        return next((one for one in self.windows if one.window_id == self.chosen), None)

    def name_of(self, window_id: str) -> str:
        """Return a window's name; empty for the hub."""
        return next((one.name for one in self.windows if one.window_id == window_id), "")

    def is_away(self, window: WindowThere) -> bool:
        """Whether the hub misses a window."""
        return is_away(window, self.windows)


def is_away(window: WindowThere, windows: Iterable[WindowThere]) -> bool:
    """Return whether the hub misses a window: whoever asks was heard when it did, the other was not
    for some seconds."""
    heard = [one.heard_at for one in windows if one.heard_at is not None]
    if window.heard_at is None or not heard:
        return True
    return max(heard) - window.heard_at > _AWAY


@dataclass(frozen=True, slots=True)
class _Heard:
    windows: tuple[WindowThere, ...]
    tasks: tuple[HubTask, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    here: str
    venue: VenueThere
    block: BlockView | None


class HubRoom(Presenter[HubState]):
    """Shows the hub page and does what managers decide there. GUI thread.

    ``ask``: reaches the hub. ``open_order``: shows an order's page, and with
    a ticket the way to give its money back. ``open_blocks``: shows the
    blocks of a performance.
    """

    def __init__(
        self,
        tasks: Tasks,
        desk: Desk,
        ids: Ids,
        approvals: ApprovalDesk,
        timers: Timers,
        ask: AskHub,
        open_order: Callable[[OrderId, TicketId | None], None],
        open_blocks: Callable[[PerformanceId], None],
    ) -> None:
        super().__init__(HubState())
        self._tasks = tasks
        self._desk = desk
        self._timers = timers
        self._ask = ask
        self._open_order = open_order
        self._open_blocks = open_blocks
        self._timer: Timer | None = None
        self._act = ApprovedAct(tasks, desk, ids, approvals, lambda: self._now(busy=False))
        desk.changed.append(self._desk_changed)
        desk.walks.append(self._walked)

    # ---- look ----

    def stands(self, connection: Connection) -> None:
        """The connection is another one now."""
        back = self.state.connection.state is not ConnectionState.ONLINE
        away, was_away = _hub_is_away(connection), _hub_is_away(self.state.connection)
        offline = connection.state is ConnectionState.OFFLINE
        self._now(
            connection=connection,
            read=self.state.read and not offline,
            block=self.state.block if away else None,
        )
        if self.state.shown and back and connection.state is ConnectionState.ONLINE:
            self.refresh()
        elif self.state.shown and away and not was_away:
            self._look_here()

    def open(self) -> None:
        """Show the page."""
        if self._desk.session is not None:
            self._now(shown=True, read=False, refusal=None, done=None, moved=None)
            self.refresh()

    def close(self) -> None:
        """Put the page away."""
        self._now(shown=False, chosen="", asked=None, refusal=None, done=None, moved=None)

    def refresh(self) -> None:
        """Ask the hub again; and a little later once more."""
        if not self.state.shown:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._timers.after(LOOK_S, self.refresh)
        self._ask(lambda hub: _Heard(hub.windows(), hub.tasks()), self._heard, self._unheard)
        self._look_here()
        self._tasks.ask(_waiting, lambda found: self._now(waiting=found), self._refuse, self)

    def _look_here(self) -> None:
        """Read what is known without the hub: it stands there until the hub answers."""
        selling = self.state.selling if _hub_is_away(self.state.connection) else None
        show = selling.performance_id if selling is not None else None

        def read(office: Office) -> _Known:
            block = office.catalogue.block(show) if show is not None else None
            return _Known(office.window.window_id, office.venue.known(), block)

        def known(found: _Known) -> None:
            selling, at = self.state.selling, found.venue.at
            if selling is not None and selling.performance_id == show:
                self._now(block=found.block)
            if self.state.read or at is None:
                return
            if self.state.known_at is None or self.state.known_at < at:
                windows, tasks = found.venue.windows, found.venue.open_tasks
                self._now(here=found.here, windows=windows, open_then=tasks)

        self._tasks.ask(read, known, self._refuse, self)

    def _heard(self, heard: _Heard) -> None:
        def known(found: tuple[str, tuple[TaskView, ...]]) -> None:
            here, tasks = found
            self._now(
                read=True, windows=heard.windows, here=here, tasks=tasks, open_then=len(tasks)
            )

        self._tasks.ask(
            lambda office: (office.window.window_id, office.venue.described(heard.tasks)),
            known,
            self._refuse,
            self,
        )

    def _unheard(self, error: PosError) -> None:
        """That nobody answers, and why this window is stopped, is said by the connection; any other
        refusal is said here."""
        self._now(read=False)
        why = self.state.connection.why
        said = isinstance(error, HubUnreachable) or (why and error.params.get("what") == why)
        if not said:
            self._refuse(error)

    # ---- other windows ----

    def choose(self, window_id: str) -> None:
        """Look at a window."""
        if not self.state.busy:
            self._now(chosen=window_id, asked=None, refusal=None, done=None, moved=None)

    def may(self, act: VenueAct) -> bool:
        """Whether there is anything to do so to the window that is looked at, by what the hub says
        now. Who may is asked when it is done."""
        window = self.state.window
        if act is VenueAct.PASS_OVER:
            return self.state.without in self.state.waiting
        if window is None or window.window_id == self.state.here or act is VenueAct.SETTLE:
            return False
        if not self.state.read:
            return False
        off = window.standing is Standing.WRITTEN_OFF
        if act is VenueAct.TAKE_BACK:
            return off
        shut_out = window.standing is Standing.SHUT_OUT  # what it holds is free by a word only
        return window.standing is Standing.JOINED or (shut_out and act is VenueAct.WRITE_OFF)

    def begin(self, act: VenueAct) -> None:
        """About to do it: the page says first what it means."""
        if self.may(act) and not self.state.busy:
            self._now(asked=act, refusal=None, done=None, moved=None)

    def leave(self) -> None:
        """After all not."""
        self._now(asked=None, refusal=None)

    def do(self, reason: str) -> None:
        """Do what was begun."""
        window, act = self.state.window, self.state.asked
        if act is None or self.state.busy:
            return
        if act is VenueAct.PASS_OVER:
            self._pass_over(reason)
            return
        if window is None:
            return
        which = window.window_id
        calls: dict[VenueAct, Callable[[Hub, str], None]] = {
            VenueAct.WRITE_OFF: lambda hub, who: hub.write_off(which, who, reason),
            VenueAct.TAKE_BACK: lambda hub, who: hub.take_back(which, who),
        }
        self._decide(act, which, reason, calls[act], partial(self._did, act, window.name))

    def _pass_over(self, reason: str) -> None:
        """The close waits no longer; the hub need not hear of it."""
        which = self.state.without
        name = self.state.name_of(which)

        def work(
            office: Office, command: CommandId, session: SessionView, word: Approval | None
        ) -> str:
            return office.venue.pass_over(command, session, which, reason, word)

        self._now(busy=True, refusal=None, done=None, moved=None)
        done = partial(self._did, VenueAct.PASS_OVER, name)
        told = Deed(place=name, reason=reason.strip())
        self._act.do((VenueAct.PASS_OVER, which, reason), work, done, self._refuse, about=told)

    def move_blocks(self) -> None:
        """Show which window has what of the performance that is sold here, and move it."""
        selling = self._selling()
        if selling is not None and not self.state.busy:
            self.close()
            self._open_blocks(selling.performance_id)

    def _selling(self) -> PerformanceView | None:
        desk = self._desk
        chosen = (p for p in desk.performances if p.performance_id == desk.chosen)
        return next(chosen, None) or desk.next_curtain()

    def _did(self, act: VenueAct, name: str, _answer: object) -> None:
        self._now(busy=False, asked=None, done=(act, name))
        self.refresh()

    # ---- tasks ----

    def look_at(self, order_id: OrderId, giving: TicketId | None = None) -> None:
        """Show the order of one side, where it can be exchanged, given back or corrected.
        ``giving``: the ticket whose money is to go back."""
        self.close()
        self._desk.walk_to("orders")
        self._open_order(order_id, giving)

    def moved(self, moved: MoveView) -> None:
        """A party of one of the tasks sits elsewhere now."""
        self._now(moved=moved)

    def settle(self, task: TaskView, how: Settled, reason: str = "") -> None:
        """It is settled so. ``reason``: kept with who said it."""
        if self.state.busy:
            return

        def call(hub: Hub, who: str) -> None:
            if how is Settled.HEIR:
                hub.take_back(task.window_id, who)
            hub.settle(task.task_id, how.value, who)

        def done(answer: object) -> None:
            self._now(settled=(task, how))
            self._did(VenueAct.SETTLE, "", answer)

        self._decide(VenueAct.SETTLE, task.task_id, reason or how.value, call, done)

    # ---- inside ----

    def _decide(
        self,
        act: VenueAct,
        about: str,
        reason: str,
        call: Callable[[Hub, str], None],
        done: Callable[[object], None],
    ) -> None:
        """Write the decision down here, then tell the hub."""

        def work(
            office: Office, command: CommandId, session: SessionView, word: Approval | None
        ) -> str:
            return office.venue.allow(command, session, act, about, reason, word)

        def allowed(who: str) -> None:
            self._now(busy=True)
            self._ask(lambda hub: call(hub, who), done, self._refuse)

        content: Hashable = (act, about, reason)
        self._now(busy=True, refusal=None, done=None, moved=None)
        window = self.state.window
        name = window.name if window is not None and window.window_id == about else ""
        told = Deed(place=name, reason=reason.strip())
        self._act.do(content, work, allowed, self._refuse, about=told)

    @property
    def may_decide(self) -> bool:
        """Whether the person signed in decides without anybody else's word."""
        return self._desk.may(Permission.RUN_HUB)

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)

    def _walked(self, where: str) -> None:
        if where == "hub":
            self.open()

    def _desk_changed(self) -> None:
        selling = self._selling()
        if selling != self.state.selling:
            known = self.state.selling
            same = known and selling and known.performance_id == selling.performance_id
            self._now(selling=selling, block=self.state.block if same else None)
        if self._desk.session is None and self.state.shown:
            self.close()


def _hub_is_away(connection: Connection) -> bool:
    """Whether the hub was found away, since the program started."""
    return connection.state is ConnectionState.OFFLINE and not connection.fresh


def _waiting(office: Office) -> frozenset[str]:
    """Return which windows the close of the day waits for; for the hub only when it is the last
    thing that it waits for. Thread: ledger."""
    kinds = ("window_missing", "hub_away")
    blockers = office.closing.day_blockers()
    about = frozenset(each.about for each in blockers if each.kind in kinds)
    return about if all(each.kind in kinds for each in blockers) else about - {HUB}
