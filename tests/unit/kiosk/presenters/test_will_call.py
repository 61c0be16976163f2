from __future__ import annotations

from kiosk.presenters.check_slip import CheckSlip
from kiosk.presenters.pay_state import Stage
from pos.errors import AlreadyHandedOver, StorageLocked
from pos.ids import OrderId, PerformanceId
from pos.money import Money
from pos.views.selling import TenderKind
from tests.unit.kiosk.presenters.conftest import Bench

HOA, ANNA, PETRA = OrderId("web1"), OrderId("web2"), OrderId("web3")


def opened(bench: Bench) -> None:
    bench.open_till()
    bench.rooms.sell.refresh()
    bench.rooms.enter("will_call")


def test_the_room_opens_with_everybody(bench: Bench) -> None:
    opened(bench)
    state = bench.rooms.will_call.state
    assert len(state.rows) == 3
    assert [p.code for p in state.performances] == ["SYM1", "STU1"]


def test_it_looks_at_each_key_and_once_for_what_a_scanner_types(bench: Bench) -> None:
    opened(bench)
    asked = bench.office.will_call.asked
    asked.clear()
    for text in ("h", "ho"):
        bench.rooms.will_call.type(text)
        bench.timers.pass_time(0.1)
    assert asked == [("h", None), ("ho", None)]
    asked.clear()
    for text in ("p", "pe", "pet"):
        bench.rooms.will_call.type(text)
        bench.timers.pass_time(0.01)
    assert asked == []
    bench.timers.pass_time(0.2)
    assert asked == [("pet", None)]
    assert [r.name for r in bench.rooms.will_call.state.rows] == ["Anna Petrova", "Petra Holm"]


def test_an_answer_to_older_letters_is_not_shown(bench: Bench) -> None:
    opened(bench)
    will_call = bench.rooms.will_call
    bench.tasks.holding = True
    will_call.type("hoa")
    bench.timers.pass_time(1)
    will_call.type("petra")
    bench.timers.pass_time(1)
    bench.tasks.run_one()
    assert len(will_call.state.rows) == 3
    will_call.select(HOA)  # the row slides from under the finger
    assert will_call.state.selected is None
    bench.tasks.run()
    assert [r.name for r in will_call.state.rows] == ["Petra Holm"]


def test_one_performance_or_all_nights(bench: Bench) -> None:
    opened(bench)
    bench.rooms.will_call.only(PerformanceId("SYM1"))
    assert bench.office.will_call.asked[-1] == ("", "SYM1")


def test_two_taps_hand_a_paid_order_over(bench: Bench) -> None:
    opened(bench)
    will_call = bench.rooms.will_call
    will_call.type("petra")
    bench.timers.pass_time(1)
    will_call.select(PETRA)
    will_call.hand_over()
    state = will_call.state
    assert state.text == ""
    assert state.handed_over is not None
    assert state.handed_over.order_number == "WEB-3"
    assert state.selected is not None
    assert state.selected.collected_by == "Ana Castle"


def test_a_double_tap_hands_over_once(bench: Bench) -> None:
    opened(bench)
    will_call = bench.rooms.will_call
    will_call.select(PETRA)
    bench.tasks.holding = True
    will_call.hand_over()
    will_call.hand_over()
    bench.tasks.run()
    assert bench.office.done("hand_over") == 1
    assert will_call.state.refusal is None


def test_a_retry_after_a_locked_disk_prints_no_second_set(bench: Bench) -> None:
    opened(bench)
    will_call = bench.rooms.will_call
    will_call.select(PETRA)
    bench.tasks.fails_next = StorageLocked()
    will_call.hand_over()
    assert isinstance(will_call.state.refusal, StorageLocked)
    will_call.hand_over()
    assert will_call.state.handed_over is not None
    assert bench.office.done("hand_over") == 1


def test_handing_over_twice_says_who_did_it(bench: Bench) -> None:
    opened(bench)
    will_call = bench.rooms.will_call
    will_call.select(PETRA)
    will_call.hand_over()
    will_call.hand_over()
    refusal = will_call.state.refusal
    assert isinstance(refusal, AlreadyHandedOver)
    assert refusal.params["by"] == "Ana Castle"


def test_what_is_owing_is_taken_first_with_the_same_panel(bench: Bench) -> None:
    opened(bench)
    will_call, pay = bench.rooms.will_call, bench.rooms.pay
    will_call.select(ANNA)
    will_call.hand_over()
    assert (pay.state.stage, pay.state.due, pay.state.name) == (
        Stage.TAKING, Money(4750), "Anna Petrova",
    )  # fmt: skip
    assert bench.office.done("hand_over") == 0

    pay.cash(Money(5000))
    assert pay.state.settled is not None
    assert pay.state.settled.change == Money(250)
    assert pay.state.settled.cash
    row = next(r for r in will_call.state.rows if r.order_id == ANNA)
    assert (row.owing, row.collected_by) == (Money(0), "Ana Castle")


def test_owing_may_be_paid_by_check(bench: Bench) -> None:
    opened(bench)
    bench.rooms.will_call.select(ANNA)
    bench.rooms.will_call.pay(TenderKind.CHECK)
    bench.rooms.pay.check(CheckSlip("1042", "A. Petrova"))
    assert bench.rooms.pay.state.stage is Stage.DONE


def test_paying_for_will_call_leaves_the_cart_alone(bench: Bench) -> None:
    opened(bench)
    bench.rooms.sell.choose(PerformanceId("SYM1"))
    bench.rooms.sell.take_zone("front")  # type: ignore[arg-type]
    bench.rooms.will_call.select(ANNA)
    bench.rooms.will_call.pay()
    bench.rooms.pay.exact()
    assert len(bench.rooms.desk.cart.lines) == 2


def test_a_single_answer_is_touched_by_itself(bench: Bench) -> None:
    opened(bench)
    bench.rooms.will_call.type("holm")
    bench.timers.pass_time(1)
    assert bench.rooms.will_call.state.selected is not None


def test_names_leave_the_screen_with_the_person(bench: Bench) -> None:
    opened(bench)
    bench.rooms.will_call.select(PETRA)
    bench.rooms.desk.stand_up()
    state = bench.rooms.will_call.state
    assert (state.rows, state.selected, state.text) == ((), None, "")
