from __future__ import annotations

from pos.errors import StorageLocked, TextRefused
from pos.ids import OrderId, TicketId, UserId
from pos.views.cash import Blocker
from tests.unit.kiosk.presenters.conftest import Bench

ORDER, TICKET = OrderId("o1"), TicketId("t1")


def opened(bench: Bench, who: str = "ana") -> None:
    bench.sit_down(who)
    bench.rooms.enter("orders")
    bench.rooms.orders.open(ORDER)


def test_it_finds_while_typing(bench: Bench) -> None:
    bench.sit_down()
    bench.rooms.enter("orders")
    bench.rooms.orders.type("000001")
    bench.timers.pass_time(1)
    assert [r.order_number for r in bench.rooms.orders.state.rows] == ["W1-000001"]
    bench.rooms.orders.type("zzz")
    bench.timers.pass_time(1)
    assert bench.rooms.orders.state.rows == ()


def test_a_row_opens_its_page_and_back_is_the_list(bench: Bench) -> None:
    opened(bench)
    orders = bench.rooms.orders
    assert orders.state.order is not None
    assert [e.what for e in orders.state.order.events] == ["sold"]
    orders.close()
    assert orders.state.order is None


def test_a_row_of_the_search_before_opens_nothing(bench: Bench) -> None:
    bench.sit_down()
    bench.rooms.enter("orders")
    orders = bench.rooms.orders
    orders.type("zzz")
    assert orders.state.rows
    orders.touch(0)
    assert orders.state.order is None
    orders.type("000001")
    bench.timers.pass_time(1)
    orders.touch(0)
    assert orders.state.order is not None


def test_the_rooms_key_shows_the_search_and_nobodys_order(bench: Bench) -> None:
    opened(bench)
    orders = bench.rooms.orders
    orders.type("000001")
    bench.rooms.begin_anew("orders")
    bench.rooms.enter("orders")
    assert (orders.state.order, orders.state.text) == (None, "")
    assert orders.acts.state.order is None


def test_a_reprint_wants_a_reason(bench: Bench) -> None:
    opened(bench, "mia")
    orders = bench.rooms.orders
    orders.want_reprint(TICKET)
    orders.reprint("  ")
    assert isinstance(orders.state.refusal, TextRefused)
    assert bench.office.done("reprint") == 0


def test_a_reprint_by_a_cashier_wants_a_second_person(bench: Bench) -> None:
    opened(bench)
    orders, approval = bench.rooms.orders, bench.rooms.approval
    orders.want_reprint(TICKET)
    orders.reprint("Lost in the lobby")
    assert bench.office.done("reprint") == 0
    approval.choose(UserId("mia"))
    approval.confirm("9753")
    assert bench.office.done("reprint") == 1
    assert orders.state.reprinted is not None
    assert orders.state.reprinting is None


def test_a_bad_paper_that_lies_here_wants_nobody_else_and_keeps_its_number(
    bench: Bench,
) -> None:
    opened(bench)
    orders = bench.rooms.orders
    orders.want_reprint(TICKET)
    orders.paper_is(here=True)
    orders.reprint("Jammed", " A000123 ")
    assert [name for name, _ in bench.office.log] == ["spoil"]
    assert orders.state.reprinted is not None
    orders.want_reprint(TICKET)
    assert not orders.state.here


def test_a_double_tap_reprints_once(bench: Bench) -> None:
    opened(bench, "mia")
    orders = bench.rooms.orders
    orders.want_reprint(TICKET)
    bench.tasks.holding = True
    orders.reprint("Torn")
    orders.reprint("Torn")
    bench.tasks.run()
    assert bench.office.done("reprint") == 1


def test_a_retry_after_a_locked_disk_reprints_once(bench: Bench) -> None:
    opened(bench, "mia")
    orders = bench.rooms.orders
    orders.want_reprint(TICKET)
    bench.tasks.fails_next = StorageLocked()
    orders.reprint("Torn")
    orders.reprint("Torn")
    assert orders.state.refusal is None
    assert bench.office.done("reprint") == 1


def test_what_a_close_waits_for_leads_to_the_very_order(bench: Bench) -> None:
    bench.sit_down()
    bench.rooms.close.fix(Blocker("refund_owing", 1, "W1-000001", ORDER))
    assert bench.rooms.orders.state.order is not None
    assert bench.rooms.orders.state.order.order_id == ORDER


def test_orders_leave_the_screen_with_the_person(bench: Bench) -> None:
    opened(bench)
    bench.rooms.desk.stand_up()
    assert bench.rooms.orders.state.order is None
