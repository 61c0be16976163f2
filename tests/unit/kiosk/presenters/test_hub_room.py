"""The hub page: what is read, who may do what, and that a decision is written down first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from kiosk.presenters.approval import ApprovalDesk
from kiosk.presenters.desk import Desk
from kiosk.presenters.hub_room import LOOK_S, HubRoom
from pos.clock import ManualClock
from pos.errors import ApprovalNeeded, HubRefused, HubUnreachable, PosError
from pos.hub.connection import Connection
from pos.hub.talk import HubTask, Standing, TaskKind, VenueThere, WindowThere
from pos.hub.task_views import Settled, SideView, TaskView, VenueAct
from pos.hub.venue import HUB
from pos.ids import Ids, OrderId, PerformanceId, TicketId, UserId, WindowId
from pos.lifecycles import ConnectionState
from pos.people.roles import permissions_of
from pos.views.cash import Blocker
from pos.views.catalogue import BlockView
from pos.views.people import Permission, Role, SessionView
from pos.views.selling import CartView
from pos.window import Window
from tests.unit.kiosk.fake_office import COMPANY, PERFORMANCES
from tests.unit.kiosk.inline_tasks import InlineTasks, ManualTimers

NOW = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)
MARA = SessionView(UserId("mara"), "Mara", Role.MANAGER, "en", permissions_of(Role.MANAGER))
ONLINE = Connection(ConnectionState.ONLINE)
OFFLINE = Connection(ConnectionState.OFFLINE)


def there(number: int, standing: Standing = Standing.JOINED, away_s: float = 0.0) -> WindowThere:
    heard = NOW - timedelta(seconds=away_s)
    return WindowThere(
        f"w{number}", f"Window {number}", "", standing, 1, heard, "1", 0, 0, 0, 0.0, None
    )


TASK = HubTask("t1", TaskKind.CLONED, NOW, "w2", "w2", "x", "y")


@dataclass
class FakeVenue:
    """The office's side. ``asks``: refuses until there is an approval. ``last``: what the hub said,
    as it is known here; ``blocks``: by performance."""

    asks: bool = False
    last: VenueThere = VenueThere()  # noqa: RUF009 - frozen
    blocks: dict[PerformanceId, BlockView] = field(default_factory=dict)
    decided: list[tuple[Any, ...]] = field(default_factory=list)
    blockers: tuple[Blocker, ...] = ()

    def described(self, tasks: tuple[HubTask, ...]) -> tuple[TaskView, ...]:
        sides = (SideView(), SideView())
        return tuple(
            TaskView(t.task_id, t.kind, t.at, t.window_id, t.window_id, sides) for t in tasks
        )

    def known(self) -> VenueThere:
        return self.last

    def block(self, performance_id: PerformanceId) -> BlockView | None:
        return self.blocks.get(performance_id)

    def allow(self, command: object, session: SessionView, *about: Any) -> str:
        if self.asks and about[-1] is None:
            raise ApprovalNeeded(permission=Permission.RUN_HUB.value)
        self.decided.append(about[:-1])
        return str(session.user_id)

    def pass_over(self, command: object, session: SessionView, *about: Any) -> str:
        self.decided.append(("pass_over", *about[:-1]))
        return str(session.user_id)

    def day_blockers(self) -> tuple[Blocker, ...]:
        return self.blockers


class FakeOffice:
    def __init__(self) -> None:
        self.venue = self.closing = self.catalogue = FakeVenue()
        self.people = SimpleNamespace(approvers=lambda permission: ())
        self.window = Window(WindowId("w1"), "Window 1", "W1")


class FakeHub:
    """The hub, and everything that was asked of it."""

    def __init__(self) -> None:
        self.all = [there(1), there(2, away_s=60), there(3, Standing.WRITTEN_OFF)]
        self.done: list[tuple[Any, ...]] = []
        self.trouble: PosError | None = None

    def windows(self) -> tuple[WindowThere, ...]:
        return tuple(self.all)

    def tasks(self) -> tuple[HubTask, ...]:
        return (TASK,)

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *args: self.done.append((name, *args))


class Page:
    def __init__(self) -> None:
        clock = ManualClock(NOW)
        self.office, self.hub = FakeOffice(), FakeHub()
        self.timers, self.desk, self.ids = ManualTimers(), Desk(clock), Ids(clock)
        self.tasks = InlineTasks(self.office)
        self.approvals = ApprovalDesk(self.tasks, self.desk)
        self.orders: list[OrderId] = []
        self.maps: list[PerformanceId] = []
        self.calls = 0
        self.room = HubRoom(
            self.tasks,
            self.desk,
            self.ids,
            self.approvals,
            self.timers,
            self.ask,
            self.look,
            self.maps.append,
        )
        self.desk.sit_down(MARA, cast("CartView", None))

    def ask(
        self, call: Callable[[Any], Any], done: Callable[[Any], None], failed: Callable[..., None]
    ) -> None:
        self.calls += 1
        if self.hub.trouble is not None:
            failed(self.hub.trouble)
        else:
            done(call(self.hub))

    def look(self, order_id: OrderId, giving: TicketId | None = None) -> None:
        self.orders.append(order_id)
        self.giving = giving


@pytest.fixture
def page() -> Page:
    made = Page()
    made.room.stands(ONLINE)
    made.room.open()
    return made


def test_an_open_page_is_read_now_and_then_and_a_closed_one_is_not(page: Page) -> None:
    state = page.room.state
    assert (state.read, state.here, len(state.windows), len(state.tasks)) == (True, "w1", 3, 1)
    assert [state.is_away(one) for one in state.windows] == [False, True, False]
    page.timers.pass_time(LOOK_S)
    assert page.calls == 2
    page.room.close()
    page.timers.pass_time(10 * LOOK_S)
    assert page.calls == 2


def test_a_hub_that_does_not_answer_is_said_by_the_connection_alone(page: Page) -> None:
    page.hub.trouble = HubUnreachable()
    page.room.refresh()
    assert not page.room.state.read  # what is shown was true before
    page.room.stands(OFFLINE)
    page.room.refresh()
    assert page.room.state.refusal is None
    page.hub.trouble = HubRefused(what="shut_out")
    page.room.refresh()
    assert isinstance(page.room.state.refusal, HubRefused)
    page.room.leave()
    page.room.stands(Connection(ConnectionState.STOPPED, why="shut_out"))
    page.room.refresh()
    assert page.room.state.refusal is None  # the strip above says it
    page.hub.trouble = None
    calls = page.calls
    page.room.stands(ONLINE)
    assert page.calls == calls + 1


def test_what_the_hub_said_last_stands_there_until_it_answers(page: Page) -> None:
    page.room.close()
    old = VenueThere((there(1, away_s=90), there(2, away_s=3600)), open_tasks=3)
    page.office.venue.last = old
    page.room.open()
    assert (page.room.state.read, len(page.room.state.windows)) == (True, 3)  # it answered

    started = Page()
    started.office.venue.last, started.hub.trouble = old, HubUnreachable()
    started.room.stands(replace(OFFLINE, fresh=True))
    started.room.open()
    state = started.room.state
    assert (state.read, state.windows, state.here) == (False, old.windows, "w1")
    assert (state.known_at, state.open_then) == (NOW - timedelta(seconds=90), 3)
    newer = VenueThere((there(1, away_s=30), there(2, away_s=30)))
    for last in (newer, old):  # what is shown does not grow older
        started.office.venue.last = last
        started.timers.pass_time(LOOK_S)
        assert started.room.state.windows == newer.windows
        assert started.room.state.open_then == 0
    started.hub.trouble = None
    started.room.refresh()
    state = started.room.state
    assert (state.read, state.known_at, len(state.windows), state.open_then) == (True, NOW, 3, 1)


def test_nothing_is_done_to_a_window_by_what_was_known(page: Page) -> None:
    page.hub.trouble = HubUnreachable()
    page.office.closing.blockers = (Blocker("hub_away", 1, about=HUB),)
    page.room.refresh()
    page.room.choose("w2")
    assert [act for act in VenueAct if page.room.may(act)] == [VenueAct.PASS_OVER]
    page.room.begin(VenueAct.PASS_OVER)
    page.room.do("the line is dead")
    assert page.office.venue.decided == [("pass_over", HUB, "the line is dead")]
    assert page.room.state.done == (VenueAct.PASS_OVER, "")


def test_the_block_of_what_is_sold_is_read_once_the_hub_was_found_away(page: Page) -> None:
    page.desk.catalogue_is(COMPANY, PERFORMANCES, ())
    first, second = (PERFORMANCES[at].performance_id for at in (0, 2))
    block = BlockView(40, NOW, 44)
    page.desk.choose(first)
    page.hub.trouble = HubUnreachable()
    page.room.stands(replace(OFFLINE, fresh=True))
    assert page.room.state.block is None
    page.office.catalogue.blocks[first] = block
    page.room.stands(OFFLINE)
    assert page.room.state.block == block
    page.desk.choose(second)
    assert page.room.state.block is None
    page.room.refresh()
    assert page.room.state.block is None


@pytest.mark.parametrize(
    ("window", "may"),
    [
        ("w1", set()),
        ("w2", {VenueAct.WRITE_OFF}),
        ("w3", {VenueAct.TAKE_BACK}),
        ("", set()),
    ],
)
def test_what_can_be_done_to_a_window(page: Page, window: str, may: set[VenueAct]) -> None:
    page.room.choose(window)
    assert {act for act in VenueAct if page.room.may(act)} == may


def test_a_window_that_is_shut_out_can_be_written_off(page: Page) -> None:
    page.hub.all.append(there(4, Standing.SHUT_OUT))
    page.room.open()
    page.room.choose("w4")
    assert [act for act in VenueAct if page.room.may(act)] == [VenueAct.WRITE_OFF]


def test_a_write_off_says_first_what_it_means_and_is_written_down_before_it_is_done(
    page: Page,
) -> None:
    page.room.choose("w2")
    page.room.begin(VenueAct.WRITE_OFF)
    assert page.room.state.asked is VenueAct.WRITE_OFF
    page.room.leave()
    page.room.do("too late")
    assert page.hub.done == []
    page.room.begin(VenueAct.WRITE_OFF)
    page.room.do("stolen")
    assert page.office.venue.decided == [(VenueAct.WRITE_OFF, "w2", "stolen")]
    assert page.hub.done == [("write_off", "w2", "mara", "stolen")]
    assert page.room.state.done == (VenueAct.WRITE_OFF, "Window 2")
    assert not page.room.state.busy


def test_whoever_may_not_asks_somebody_who_may(page: Page) -> None:
    page.office.venue.asks = True
    page.room.choose("w2")
    page.room.begin(VenueAct.WRITE_OFF)
    page.room.do("stolen")
    assert page.approvals.state.permission is Permission.RUN_HUB
    assert page.hub.done == []


def test_a_hub_that_is_lost_in_between_says_so_and_it_can_be_done_again(page: Page) -> None:
    page.room.choose("w3")
    page.room.begin(VenueAct.TAKE_BACK)
    page.hub.trouble = HubUnreachable()
    page.room.do("")
    assert isinstance(page.room.state.refusal, HubUnreachable)
    page.hub.trouble = None
    page.room.do("")
    assert page.hub.done == [("take_back", "w3", "mara")]


def test_the_page_leads_to_the_blocks_of_what_is_sold_here(page: Page) -> None:
    page.room.move_blocks()
    assert page.maps == []  # there is nothing on sale
    page.desk.catalogue_is(COMPANY, PERFORMANCES, ())
    page.desk.choose(PERFORMANCES[2].performance_id)
    page.room.move_blocks()
    assert (page.maps, page.room.state.shown) == ([PERFORMANCES[2].performance_id], False)


@pytest.mark.parametrize(("waits", "chosen"), [("w2", "w2"), (HUB, "")])
def test_a_day_that_waits_for_a_window_may_be_closed_without_it(
    page: Page, waits: str, chosen: str
) -> None:
    missing = Blocker("window_missing", 1, "Window 2", waits)
    page.office.closing.blockers = (missing, Blocker("till_open", 1))
    page.room.refresh()
    page.room.choose(chosen)
    assert page.room.may(VenueAct.PASS_OVER) == (waits != HUB)  # without the hub: the last thing
    page.office.closing.blockers = (missing,)
    page.room.refresh()
    page.room.begin(VenueAct.PASS_OVER)
    page.room.do("its disk is gone")
    assert page.office.venue.decided == [("pass_over", waits, "its disk is gone")]
    assert page.hub.done == []


def test_a_task_is_settled_once_and_the_order_of_a_side_is_looked_at(page: Page) -> None:
    (task,) = page.room.state.tasks
    page.room.settle(task, Settled.HEIR)
    assert page.hub.done == [("take_back", "w2", "mara"), ("settle", "t1", "heir", "mara")]
    page.hub.done.clear()
    page.room.settle(replace(task, kind=TaskKind.SEAT_SOLD_TWICE), Settled.MOVED)
    assert page.hub.done == [("settle", "t1", "moved", "mara")]
    settled = page.room.state.settled
    assert settled is not None
    assert (settled[0].task_id, settled[1]) == ("t1", Settled.MOVED)
    walked: list[str] = []
    page.desk.walks.append(walked.append)
    page.room.look_at(OrderId("o1"))
    assert (walked, page.orders, page.room.state.shown) == (["orders"], ["o1"], False)


def test_whoever_leaves_takes_the_page_along(page: Page) -> None:
    page.desk.stand_up()
    assert not page.room.state.shown
    page.room.open()
    assert not page.room.state.shown
