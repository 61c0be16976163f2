"""The blocks of a performance: who has what, what is chosen, and what a move asks of the hub."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from kiosk.presenters.approval import ApprovalDesk
from kiosk.presenters.blocks import LOOK_S, BlocksRoom, Holder
from kiosk.presenters.desk import Desk
from kiosk.screens.blocks import _done_text
from pos.clock import ManualClock
from pos.errors import ApprovalNeeded, HubUnreachable, PosError
from pos.hub.talk import Standing, WindowThere
from pos.ids import Ids, SeatId, UserId
from pos.people.roles import permissions_of
from pos.views.blocks import NOBODY, BlockMove, BlocksView
from pos.views.catalogue import HallView, SeatStatus
from pos.views.people import Permission, Role, SessionView
from pos.views.selling import CartView
from printing.words import Words
from tests.unit.kiosk.fake_office import COMPANY, HALL, PERFORMANCES, STUDIO, TONIGHT
from tests.unit.kiosk.inline_tasks import InlineTasks, ManualTimers

MARA = SessionView(UserId("mara"), "Mara", Role.MANAGER, "en", permissions_of(Role.MANAGER))
SEATED, COUNTED = PERFORMANCES[0], PERFORMANCES[1]
NAMES = {"w1": "Window 1", "w2": "Window 2", "w3": "Window 3"}


def seats(*names: str) -> tuple[SeatId, ...]:
    return tuple(map(SeatId, names))


class FakeOffice:
    """``w1`` is here; ``w3`` is away. ``asks``: refuses until there is an approval."""

    def __init__(self) -> None:
        self.catalogue = self.blocks = self.people = self
        self.window = SimpleNamespace(window_id="w1")
        self.of_seats = {
            **dict.fromkeys(seats("A1", "A2"), "w1"),
            **dict.fromkeys(seats("A3", "A4", "B1"), "w2"),
            **dict.fromkeys(seats("B2"), "w3"),
            **dict.fromkeys(seats("A5", "B3", "B4", "B5", "B6"), NOBODY),
        }
        self.asks = False
        self.moves: list[BlockMove] = []

    def hall(self, hall_id: str) -> HallView:
        return HALL if hall_id == HALL.hall_id else STUDIO

    def approvers(self, permission: object) -> tuple[()]:
        return ()

    def of(self, performance_id: str) -> BlocksView:
        if performance_id == COUNTED.performance_id:
            places = {"w1": 4, "w2": 9, NOBODY: 17}
            return BlocksView(COUNTED.performance_id, places=places, names=NAMES)
        gone = {SeatId("A6"): SeatStatus.SOLD}
        return BlocksView(SEATED.performance_id, dict(self.of_seats), gone, names=NAMES)

    def move(self, command: object, session: SessionView, move: BlockMove, word: object) -> str:
        if self.asks and word is None:
            raise ApprovalNeeded(permission=Permission.RUN_HUB.value)
        self.moves.append(move)
        return str(session.user_id)


class Map:
    def __init__(self) -> None:
        clock = ManualClock(TONIGHT)
        self.office, self.timers, self.desk = FakeOffice(), ManualTimers(), Desk(clock)
        self.tasks = InlineTasks(self.office)
        self.approvals = ApprovalDesk(self.tasks, self.desk)
        self.asked: list[tuple[Any, ...]] = []
        self.looks = 0
        self.trouble: PosError | None = None
        self.room = BlocksRoom(
            self.tasks, self.desk, Ids(clock), self.approvals, self.timers, self.ask
        )
        self.desk.sit_down(MARA, cast("CartView", None))
        self.desk.catalogue_is(COMPANY, PERFORMANCES, ())

    def ask(
        self, call: Callable[[Any], Any], done: Callable[[Any], None], failed: Callable[..., None]
    ) -> None:
        if self.trouble is not None:
            failed(self.trouble)
        else:
            done(call(self))

    def windows(self) -> tuple[WindowThere, ...]:
        self.looks += 1
        return tuple(
            WindowThere(window, name, "", Standing.JOINED, 1, heard, "1", 0, 0, 0, 0.0, None)
            for (window, name), heard in zip(
                NAMES.items(), (TONIGHT, TONIGHT, TONIGHT - timedelta(minutes=5)), strict=True
            )
        )

    def want_back(self, *what: Any) -> None:
        self.asked.append(what)

    def holder(self, window_id: str) -> Holder:
        found = self.room.state.holder(window_id)
        assert found is not None
        return found

    def tap(self, *names: str) -> None:
        for name in names:
            self.room.tap(SeatId(name))


@pytest.fixture
def house() -> Map:
    made = Map()
    made.room.open(SEATED.performance_id)
    return made


def test_every_window_is_listed_with_what_is_free_in_its_hands(house: Map) -> None:
    holders = house.room.state.holders
    assert [(one.window_id, one.left) for one in holders] == [
        ("w1", 2),
        (NOBODY, 5),
        ("w2", 3),
        ("w3", 1),
    ]
    assert [one.away for one in holders] == [False, False, False, True]
    assert holders[0].here
    looks = house.looks
    house.timers.pass_time(LOOK_S)
    assert house.looks == looks + 1
    house.room.close()
    house.timers.pass_time(10 * LOOK_S)
    assert house.looks == looks + 1


def test_seats_rows_and_all_of_a_window_are_chosen_and_not_chosen_again(house: Map) -> None:
    house.tap("A1", "A6")  # sold
    assert house.room.state.chosen == {"A1"}
    house.room.whole_rows(yes=True)
    house.tap("A3")
    assert house.room.state.chosen == {"A1", "A2", "A3", "A4", "A5"}
    house.tap("A1")
    assert house.room.state.chosen == frozenset()
    house.room.choose_all_of("w2")
    assert house.room.state.chosen == {"A3", "A4", "B1"}
    house.room.choose_all_of("w2")
    assert house.room.state.chosen == frozenset()
    house.tap("B3")
    house.room.clear()
    assert house.room.state.chosen == frozenset()


def test_what_is_chosen_is_asked_of_whoever_has_it_for_the_one_that_gets_it(house: Map) -> None:
    house.tap("A1", "A3", "B1", "B3")
    house.room.give("w1")
    assert house.office.moves == [BlockMove(SEATED.performance_id, "w1", ("w2", NOBODY), seats=3)]
    assert house.asked == [
        ("w2", SEATED.performance_id, ("A3", "B1"), 0, "w1"),
        (NOBODY, SEATED.performance_id, ("B3",), 0, "w1"),
    ]
    moved = house.room.state.moved
    assert moved is not None
    assert (moved.many, moved.receiver.name, moved.stays) == (3, "Window 1", ())
    assert house.room.state.chosen == frozenset()


def test_what_a_silent_window_has_stays_with_it_and_it_is_given_nothing(house: Map) -> None:
    house.tap("B2")
    house.room.give(NOBODY)
    moved = house.room.state.moved
    assert moved is not None
    assert (moved.many, moved.stays) == (0, ("Window 3",))
    house.tap("A1")
    house.room.give(NOBODY)
    assert house.asked == [("w1", SEATED.performance_id, ("A1",), 0, NOBODY)]
    house.tap("A2")
    assert not house.room.state.may_give(house.holder("w3"))
    assert not house.room.state.may_give(house.holder("w1"))  # it has it


def test_whoever_may_not_asks_somebody_who_may_and_a_hub_that_is_away_moves_nothing(
    house: Map,
) -> None:
    house.office.asks = True
    house.tap("A1")
    house.room.give("w2")
    assert house.approvals.state.permission is Permission.RUN_HUB
    assert house.asked == []
    house.office.asks = False
    house.trouble = HubUnreachable()
    house.room.give("w2")
    assert isinstance(house.room.state.refusal, HubUnreachable)
    assert not house.room.state.may_give(house.holder("w2"))
    house.trouble = None
    house.room.refresh()
    house.room.give("w2")
    assert house.asked == [("w1", SEATED.performance_id, ("A1",), 0, "w2")]


def test_places_by_count_are_moved_by_number(house: Map) -> None:
    house.room.close()
    house.room.open(COUNTED.performance_id)
    house.room.choose_all_of("w2")
    house.room.count(10)
    assert house.room.state.places == 9
    house.room.count(-4)
    house.room.give("w1")
    house.room.choose_all_of(NOBODY)
    house.room.give("w2")
    assert house.asked == [
        ("w2", COUNTED.performance_id, (), 5, "w1"),
        (NOBODY, COUNTED.performance_id, (), 1, "w2"),
    ]


def test_the_last_that_this_window_has_of_today_goes_at_the_second_touch(house: Map) -> None:
    house.tap("A1", "A2", "A3")
    house.room.give("w2")
    assert (house.asked, house.room.state.warned) == ([], "w2")
    house.tap("A3")  # something else is meant now
    assert house.room.state.warned is None
    house.room.give("w2")
    house.room.give(NOBODY)  # another one
    assert (house.asked, house.room.state.warned) == ([], NOBODY)
    house.room.give(NOBODY)
    assert house.asked == [("w1", SEATED.performance_id, ("A1", "A2"), 0, NOBODY)]
    assert house.room.state.warned is None


def test_a_window_that_keeps_some_or_gives_of_another_day_is_not_warned(house: Map) -> None:
    house.tap("A1")
    house.room.give("w2")
    assert len(house.asked) == 1
    later = replace(SEATED, starts_at=SEATED.starts_at + timedelta(days=2))
    house.desk.catalogue_is(COMPANY, (later, COUNTED), ())
    house.room.open(later.performance_id)
    house.tap("A1", "A2")
    house.room.give("w2")
    assert len(house.asked) == 2


def test_of_places_by_count_the_last_ones_are_warned_of_too(house: Map) -> None:
    house.room.open(COUNTED.performance_id)
    house.room.choose_all_of("w1")
    house.room.count(10)
    house.room.give("w2")
    assert (house.asked, house.room.state.warned) == ([], "w2")
    house.room.count(-1)
    house.room.give("w2")
    assert house.asked == [("w1", COUNTED.performance_id, (), 3, "w2")]


def test_nothing_is_claimed_of_a_move_while_the_hub_is_away(house: Map) -> None:
    words = Words("en", gettext.NullTranslations(), UTC)
    house.tap("A1")
    house.room.give("w2")
    said, more, tone = _done_text(house.room.state, words)
    assert (said, tone) == ("1 place goes to Window 2.", "good")
    assert "It takes a moment" in more
    house.trouble = HubUnreachable()
    house.room.refresh()
    said, more, tone = _done_text(house.room.state, words)
    assert tone == "warning"
    assert "it has not arrived yet" in more
    house.trouble = None
    house.room.refresh()
    house.tap("A2", "A1")
    house.room.give("w2")
    assert _done_text(house.room.state, words)[2] == "warning"  # all of today


def test_what_is_gone_meanwhile_is_not_chosen_any_more_and_whoever_leaves_takes_it_along(
    house: Map,
) -> None:
    house.tap("A1", "A2")
    del house.office.of_seats[SeatId("A1")]
    house.room.house_changed(SEATED.performance_id)
    assert house.room.state.chosen == {"A2"}
    house.desk.stand_up()
    assert not house.room.state.shown
