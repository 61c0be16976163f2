"""The holds of a performance: what can be chosen, what is sent, what is told of it."""

from __future__ import annotations

import gettext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from kiosk.presenters.approval import ApprovalDesk
from kiosk.presenters.basket import Basket
from kiosk.presenters.capacity import CapacityRoom
from kiosk.presenters.desk import Desk
from kiosk.presenters.holds import LOOK_S, Did, HoldsRoom, Until
from kiosk.wording.holds import code_name, held_text, released_text, step_text
from pos.clock import ManualClock
from pos.errors import AccessibleKept, ApprovalNeeded, SeatTaken
from pos.ids import CartId, Ids, SeatId, UserId
from pos.people.roles import permissions_of
from pos.views.capacity import CapacityRow, CapacityView
from pos.views.catalogue import HallView, HouseView, SeatStatus
from pos.views.holds import (
    LAUNCH_CODES,
    HeldPlaces,
    HeldView,
    HoldAct,
    HoldKind,
    HoldStep,
    HoldsView,
    HoldWish,
    Keeper,
    ReleasedByTime,
    SeatRun,
    code_of,
)
from pos.views.people import Permission, Role, SessionView
from pos.views.selling import CartView
from printing.words import Words
from tests.unit.kiosk.fake_office import COMPANY, HALL, PERFORMANCES, STUDIO
from tests.unit.kiosk.inline_tasks import InlineTasks, ManualTimers

MARA = SessionView(UserId("mara"), "Mara", Role.MANAGER, "en", permissions_of(Role.MANAGER))
SEATED, COUNTED = PERFORMANCES[0], PERFORMANCES[1]
HOUSE, PRESS = LAUNCH_CODES[:2]
CART = CartView(CartId("cart"), "USD")
SINCE = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
WORDS = Words("en", gettext.NullTranslations(), UTC)
A1, A2, A3, A4, A5 = (SeatId(f"A{n}") for n in range(1, 6))


class FakeOffice:
    """A1 and A2 are held, A3 by Foyer itself, A4 is sold; four places by count are held."""

    def __init__(self) -> None:
        self.catalogue = self.holds = self.people = self.capacity = self.seating = self
        self.renewing = self
        self.sold: list[tuple[int, str]] = []
        self.asks = False
        self.wishes: list[HoldWish] = []
        self.gone: list[tuple[object, ...]] = []
        self.due: tuple[ReleasedByTime, ...] = ()
        self.let_go_of = 0

    def hall(self, hall_id: str) -> HallView:
        return HALL if hall_id == HALL.hall_id else STUDIO

    def house(self, performance_id: object, cart_id: None) -> HouseView:
        held = dict.fromkeys((A1, A2, A3), SeatStatus.HELD)
        return HouseView(SEATED.performance_id, {**held, A4: SeatStatus.SOLD}, 26, ())

    def of(self, *about: object) -> object:
        if isinstance(about[0], SessionView):
            row = CapacityRow(None, 30, free=30)
            return CapacityView(SEATED.performance_id, "NW-2", (row,), row)
        if about[0] == COUNTED.performance_id:
            accessible = code_of("hold:accessible", LAUNCH_CODES)
            places = (
                HeldPlaces("hold:house", HOUSE, 4),
                HeldPlaces("hold:accessible", accessible, 4),
            )
            return HoldsView(COUNTED.performance_id, LAUNCH_CODES, {}, places, 26, ())
        paper = code_of("hold:paper-w1", ())
        seats = {
            A1: HeldView("hold:house", HOUSE, SINCE),
            A2: HeldView("hold:press", PRESS, SINCE, "Max", "The Courier", "critic", SINCE),
            A3: HeldView("hold:paper-w1", paper, SINCE),
        }
        return HoldsView(SEATED.performance_id, LAUNCH_CODES, seats, (), 0, ())

    def approvers(self, permission: object) -> tuple[()]:
        return ()

    def hold(self, command: object, session: object, wish: HoldWish, word: object) -> int:
        if self.asks and word is None:
            raise ApprovalNeeded(permission=Permission.HOLD_PLACES.value)
        self.wishes.append(wish)
        return len(wish.seats) + wish.places

    def release(self, command: object, session: object, *what: object) -> int:
        if A2 in cast("tuple[SeatId, ...]", what[1]):
            raise SeatTaken(seat="A 2", holder="window:w2")
        self.gone.append(what)
        return 1

    def take_places(
        self,
        command: object,
        session: object,
        cart: CartView,
        *what: object,
        needed: bool,
        hold: str,
    ) -> CartView:
        if hold == "hold:accessible" and not needed:
            raise AccessibleKept(seat="")
        self.sold.append((cast("int", what[1]), hold))
        return cart

    def release_due(self) -> tuple[ReleasedByTime, ...]:
        return self.due

    def let_go(self) -> int:
        self.let_go_of += 1
        return 0


class Bench:
    def __init__(self) -> None:
        clock = ManualClock(SEATED.starts_at - timedelta(minutes=90))
        self.office, self.timers, self.desk = FakeOffice(), ManualTimers(), Desk(clock)
        self.tasks = InlineTasks(self.office)
        self.approvals = ApprovalDesk(self.tasks, self.desk)
        ids = Ids(clock)
        self.basket = Basket(self.tasks, self.desk, ids)
        self.room = HoldsRoom(self.tasks, self.desk, ids, self.approvals, self.timers, self.basket)
        self.capacity = CapacityRoom(self.tasks, self.desk)
        self.desk.sit_down(MARA, CART)
        self.desk.catalogue_is(COMPANY, PERFORMANCES, ())


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_free_and_held_seats_are_chosen_and_nobody_elses(bench: Bench) -> None:
    room = bench.room
    room.open(SEATED.performance_id)
    for seat in (A5, A1, A3, A4):
        room.tap(seat)
    assert (room.state.to_hold, room.state.to_release) == ((A5,), (A1,))
    room.tap(A5)
    room.mark([A5, A4, SeatId("B1")])
    assert set(room.state.to_hold) == {A5, SeatId("B1")}
    room.clear()
    room.choose_all_of(PRESS)
    assert room.state.chosen == {A2}
    room.choose_all_of(PRESS)
    assert room.state.chosen == frozenset()
    room.whole_rows(yes=True)
    room.tap(A5)
    assert {A3, A4}.isdisjoint(room.state.chosen)
    assert {A1, A2, A5} <= room.state.chosen
    assert room.state.kept(HOUSE) == 1


def test_what_is_held_says_for_whom_and_until_when(bench: Bench) -> None:
    room = bench.room
    room.open(SEATED.performance_id)
    room.tap(A5)
    room.choose_code(PRESS)
    ends = (Until.OPEN, Until.ONE_HOUR, Until.HALF_HOUR)  # two hours before is over
    assert room.state.ends == ends
    room.set_until(Until.ONE_HOUR)
    bench.office.asks = True
    room.hold("The Courier", "critics")
    assert bench.approvals.state.permission is Permission.HOLD_PLACES
    bench.office.asks = False
    room.hold("The Courier", "critics")
    until = SEATED.starts_at - timedelta(hours=1)
    wish = HoldWish(
        SEATED.performance_id, "press", (A5,), 0, "The Courier", "critics", until, HoldKind.HOLD
    )
    assert bench.office.wishes == [wish]
    assert room.state.done == Did(held=True, count=1, code=PRESS)
    assert room.state.chosen == frozenset()
    tech = code_of("kill:tech", LAUNCH_CODES)  # a hold has the same word
    room.choose_code(tech)
    assert room.state.code == "kill:tech"
    assert room.state.chosen_code is None  # keeps nothing here


def test_a_refused_release_leaves_what_was_chosen(bench: Bench) -> None:
    room = bench.room
    room.open(SEATED.performance_id)
    room.tap(A2)
    room.release("")
    assert isinstance(room.state.refusal, SeatTaken)
    assert room.state.to_release == (A2,)
    room.clear()
    room.tap(A1)
    room.release("no need")
    assert bench.office.gone == [(SEATED.performance_id, (A1,), ("", 0), "no need", None)]
    bench.desk.stand_up()
    assert not room.state.shown


def test_places_by_count_go_under_the_chosen_code(bench: Bench) -> None:
    room = bench.room
    room.open(COUNTED.performance_id)
    assert room.state.counted
    room.count(10)
    room.count(-7)
    room.hold("", "")
    assert bench.office.wishes[0].places == 3
    room.count(2)
    room.release("")
    assert bench.office.gone[0][2] == ("hold:house", 2)
    room.count(99)
    assert room.state.places == 26
    room.count(-24)
    room.sell()
    assert bench.office.sold == [(2, "hold:house")]
    assert not room.state.shown


def test_places_for_people_who_need_them_are_sold_when_somebody_does(bench: Bench) -> None:
    room = bench.room
    room.open(COUNTED.performance_id)
    room.choose_code(code_of("hold:accessible", LAUNCH_CODES))
    room.count(1)
    room.sell()
    assert room.state.needs
    room.clear()  # nobody does
    assert not room.state.needs
    room.count(2)
    room.sell()
    room.sell()
    assert bench.office.sold == [(2, "hold:accessible")]


def test_what_is_due_is_looked_for_and_told(bench: Bench) -> None:
    told: list[tuple[ReleasedByTime, ...]] = []
    bench.room.released.append(told.append)
    bench.room.look()
    assert told == []
    done = ReleasedByTime(SEATED.performance_id, PRESS, 12, SINCE, "minutes")
    bench.office.due = (done,)
    bench.timers.pass_time(LOOK_S)
    assert told == [(done,)]
    assert released_text(done, WORDS).startswith(
        "12 places of the hold Press were released at 5:00"
    )


def test_the_capacity_is_read_and_put_away(bench: Bench) -> None:
    room = bench.capacity
    room.open(SEATED.performance_id)
    assert room.state.capacity is not None
    assert room.state.capacity.house.free == 30
    room.house_changed(SEATED.performance_id)
    bench.desk.stand_up()
    assert not room.state.shown


def test_holds_in_words() -> None:
    held = HeldView("hold:press", PRESS, SINCE, "Max", "The Courier", "critic", SINCE)
    what, more = held_text(held, WORDS)
    assert what == "Press, for The Courier."
    assert more.startswith("Held by Max, ")
    assert more.endswith("critic")
    mine = code_of("kill:my-desk", LAUNCH_CODES)
    assert held_text(HeldView("kill:my-desk", mine, SINCE), WORDS)[0] == "Out of sale: My desk."
    assert code_name(mine, WORDS, Keeper.PAPER) == "Emergency tickets"
    cart = code_of("hold:cart-1", ())
    aside = HeldView("hold:cart-1", cart, SINCE, "Ana", "Mrs Purse")
    assert held_text(aside, WORDS)[0] == "Carts put aside, for Mrs Purse."
    assert held_text(aside, WORDS)[1].startswith("Held by Ana, ")
    nobodys = HeldView("hold:restored", code_of("hold:restored", ()), SINCE)
    assert held_text(nobodys, WORDS) == ("Not looked at after a restore.", "")
    step = HoldStep(SINCE, HoldAct.RELEASED, PRESS, 2, rule="minutes")
    what, more = step_text(step, WORDS)
    assert what == "2 places released from Press"
    assert more.endswith("by itself, as it was due")
    row = SeatRun("Orchestra", "C", "4", "9")
    sides = (row, replace(row, row="D", last="4"))
    assert step_text(replace(step, seats=sides), WORDS)[1].startswith(
        "Orchestra C 4–9, Orchestra D 4 · "
    )
    many = step_text(replace(step, seats=(row,) * 15), WORDS)[1]
    assert many.count("Orchestra C") == 12
    assert "and 3 more · " in many
