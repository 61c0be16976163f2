"""Settling a task of the hub: the party that moves, papers made anew, and why nothing is done."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from kiosk.presenters.hub_task import Doing, HubTaskRoom
from pos.clock import ManualClock
from pos.errors import ApprovalNeeded, SoldOut, TextMissing
from pos.hub.talk import TaskKind
from pos.hub.task_views import SideView, TaskView, VenueAct
from pos.ids import Ids, OrderId, PrintJobId, SeatId, TicketId
from pos.views.people import Permission
from pos.views.selling import MoveView, SeatChoice
from tests.unit.kiosk.presenters.test_hub_room import NOW, ONLINE, Page

SIDE = SideView(OrderId("o1"), "W1-1", "Zoë", ticket_id=TicketId("k1"), seat_id="s1", place="C 2")
TASK = TaskView("t1", TaskKind.SEAT_SOLD_TWICE, NOW, "w2", "Two", (SIDE, SideView()))
CHOICES = (SeatChoice(SeatId("s5"), "B 5", "Stalls"), SeatChoice(SeatId("s6"), "B 6", "Stalls"))
PLACES = (SeatChoice(SeatId("a1"), "A 1", "Stalls"),)
MOVED = MoveView(OrderId("o1"), "W1-1", TicketId("k2"), "C 2", "B 6", PrintJobId("j1"))


class Settling:
    """The office's side of it, beside the hub page. ``asks``: it wants a second person."""

    def __init__(self) -> None:
        self.page = Page()
        self.page.room.stands(ONLINE)
        self.page.room.open()
        self.done: list[tuple[Any, ...]] = []
        self.asks = False
        self.choices = CHOICES
        office: Any = self.page.office
        office.reseating = SimpleNamespace(choices=self.look, move=self.move)
        office.orders = SimpleNamespace(renew=self.renew)
        page = self.page
        self.room = HubTaskRoom(
            page.tasks, page.desk, Ids(ManualClock(NOW)), page.approvals, page.room
        )

    def look(self, ticket_id: str, *, needed: bool) -> tuple[SeatChoice, ...]:
        if needed:
            return PLACES
        if not self.choices:
            raise SoldOut(wanted=1, left=0)
        return self.choices

    def move(self, _command: object, _session: object, *about: Any, needed: bool) -> MoveView:
        if self.asks and about[-1] is None:
            raise ApprovalNeeded(permission=Permission.REPRINT.value)
        self.done.append((*about[:-1], "needed") if needed else about[:-1])
        return MOVED

    def renew(self, _command: object, _session: object, *about: Any) -> int:
        self.done.append(about[:-1])
        return 2


@pytest.fixture
def settling() -> Settling:
    return Settling()


def test_a_party_moves_to_the_best_seat_or_another_and_the_page_says_so(settling: Settling) -> None:
    room, page = settling.room, settling.page.room
    room.move(TASK, SIDE)
    assert (page.state.shown, room.state.shown, room.state.chosen) == (False, True, "s5")
    room.leave()
    assert (page.state.shown, room.state.shown) == (True, False)
    room.move(TASK, SIDE)
    room.choose(SeatId("s6"))
    room.do(" ")
    assert isinstance(room.state.refusal, TextMissing)
    room.do("sold twice")
    assert settling.done == [("k1", "s6", "sold twice")]
    assert (page.state.shown, page.state.moved, room.state.shown) == (True, MOVED, False)
    assert settling.page.hub.done == []  # it finds out by itself

    room.move(replace(TASK, kind=TaskKind.CLAIM_REFUSED), SIDE)
    room.do("sold twice")
    assert settling.page.hub.done == [("settle", "t1", "moved", "mara")]


def test_who_may_not_move_a_party_asks_somebody_who_may(settling: Settling) -> None:
    settling.asks = True
    settling.room.move(TASK, SIDE)
    settling.room.do("sold twice")
    assert settling.page.approvals.state.permission is Permission.REPRINT
    assert not settling.room.state.busy


def test_who_needs_an_accessible_place_is_offered_those_and_moved_as_one_who_does(
    settling: Settling,
) -> None:
    room = settling.room
    settling.choices = ()
    room.move(TASK, SIDE)
    assert isinstance(room.state.refusal, SoldOut)
    room.need(needed=True)
    assert (room.state.choices, room.state.chosen, room.state.refusal) == (PLACES, "a1", None)
    settling.asks = True
    room.do("sold twice")
    assert settling.done == []
    settling.asks = False
    room.do("sold twice")
    assert settling.done == [("k1", "a1", "sold twice", "needed")]


def test_a_full_house_says_so_and_a_side_without_a_ticket_does_not_move(settling: Settling) -> None:
    settling.choices = ()
    settling.room.move(TASK, SIDE)
    assert isinstance(settling.room.state.refusal, SoldOut)
    assert not settling.room.state.can
    settling.room.leave()
    settling.room.move(TASK, SideView())
    assert not settling.room.state.shown


def test_papers_are_made_anew_and_the_task_is_settled_so(settling: Settling) -> None:
    settling.room.renew(replace(TASK, kind=TaskKind.HANDED_OUT_TWICE))
    assert settling.room.state.doing is Doing.RENEW
    settling.room.do("strangers have one")
    assert settling.done == [("o1", "strangers have one")]
    assert settling.page.hub.done == [("settle", "t1", "renewed", "mara")]


def test_nothing_is_to_be_done_with_a_reason_and_whoever_leaves_takes_it_along(
    settling: Settling,
) -> None:
    settling.room.keep(TASK)
    settling.room.do("they sit together")
    assert settling.page.office.venue.decided == [(VenueAct.SETTLE, "t1", "they sit together")]
    assert settling.page.hub.done == [("settle", "t1", "kept", "mara")]
    settling.room.keep(TASK)
    settling.page.desk.stand_up()
    assert not settling.room.state.shown
