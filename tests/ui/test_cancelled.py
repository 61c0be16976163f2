"""A performance is cancelled at the glass, and its orders are worked from top to bottom."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton

from pos.ids import CommandId
from pos.office import Office
from pos.views.order_life import CaseState, CaseWay
from tests.ui.test_orders import sold
from tests.ui.test_phone import said
from tests.ui.test_will_call import search
from tests.ui.window_kit import WindowKit

SHOW = "From the New World"


def cancel(window: WindowKit) -> None:
    """A manager with a till cancels tonight's concert, with the owner's word."""
    window.open_till("Max Holloway")
    window.tap("rail.orders")
    window.tap("orders.cancelled")
    window.tap("cancelled.begin")
    coming = window.rooms.cancelled.state.coming
    index = next(n for n, show in enumerate(coming) if show.code == "NW-2")
    window.tap(f"cancelled.row.{index}")
    window.wait_for("cancelled.reason")
    window.tap("cancelled.cancel")
    assert window.sees("cancelled.reason")  # a reason first
    window.fill("cancelled.reason", "The soloist is ill")
    window.tap("cancelled.cancel")
    window.wait_for("approval.tile.0")
    told = next(text for text in window.texts() if text.startswith(SHOW))
    assert " are to be settled: $" in told
    assert "\nReason: The soloist is ill\n" in told
    window.approve("Olga Wren")
    window.wait(lambda: window.rooms.cancelled.state.cases is not None)


def states(window: WindowKit) -> list[CaseState]:
    cases = window.rooms.cancelled.state.cases
    assert cases is not None
    return [case.state for case in cases.cases]


def test_two_people_cancel_and_every_order_is_a_row(window: WindowKit) -> None:
    cancel(window)
    assert set(states(window)) == {CaseState.OPEN}
    texts = " ".join(window.names())
    assert "Nguyễn Thị Hoa" in texts
    assert "Whoever sold it gives it back" in texts  # nothing that a shop took goes back by itself
    assert f"Cancelled: {SHOW}" in " ".join(window.texts())


def test_what_needs_nobody_goes_back_in_one_go(window: WindowKit) -> None:
    cancel(window)
    window.tap("cancelled.refund_all")
    window.wait(lambda: not window.rooms.cancelled.state.running)
    window.wait(lambda: CaseState.OPEN not in states(window))
    assert not window.sees("cancelled.refund_all")
    done = window.rooms.cancelled.state
    assert (done.done, done.stuck) == (done.of, 0)
    assert "$768.00 to come from whoever sold it" in " ".join(window.names())
    owed = len(window.ask(lambda office: office.giving_back.owing()))
    assert done.cases is not None
    window.tap(f"cancelled.row.{states(window).index(CaseState.ON_ITS_WAY)}")
    window.tap("orders.give_back")
    window.tap("give_back.other.0")
    window.tap("give_back.other_go.0")  # theirs may have no number: it is only confirmed
    window.wait(lambda: len(window.ask(lambda office: office.giving_back.owing())) == owed - 1)


def test_what_was_never_paid_is_no_refund_and_is_taken_off_in_the_same_go(
    window: WindowKit,
) -> None:
    cancel(window)
    before = window.rooms.cancelled.state
    assert [case.name for case in before.unpaid] == ["Анна Петрова"]
    assert (len(before.by_itself), len(before.elsewhere)) == (0, 4)
    assert before.cases is not None
    index = next(n for n, case in enumerate(before.cases.cases) if case in before.unpaid)
    row = window.find(f"cancelled.row.{index}").accessibleName()
    assert "owes $256.00: nothing to give back, taken off" in row
    button = window.text("cancelled.refund_all")
    assert button == "Take off 4 orders paid elsewhere · Take off 1 order not paid"
    window.tap("cancelled.refund_all")
    window.wait(lambda: not window.rooms.cancelled.state.running)
    window.wait(lambda: CaseState.OPEN not in states(window))
    assert CaseState.VOID in states(window)


def test_will_call_takes_nothing_and_hands_nothing_out(window: WindowKit) -> None:
    cancel(window)
    while window.sees("cancelled.back"):
        window.tap("cancelled.back")
    window.tap("rail.will_call")
    for typed, name in (("петрова", "Анна Петрова"), ("hoa", "Nguyễn Thị Hoa")):  # owes, paid
        search(window, typed, name)
        window.tap("willcall.row.0")
        window.wait_for("willcall.open_order")
        assert "Cancelled" in window.find("willcall.row.0").accessibleName()
        assert any(f"Cancelled: {SHOW}" in text for text in window.texts())
        for button in ("pay", "pay_check", "hand_over", "more"):
            assert not window.sees(f"willcall.{button}")
    window.tap("willcall.open_order")
    window.wait_for("orders.back")


def test_a_night_that_another_window_cancels_is_marked_at_once(window: WindowKit) -> None:
    window.open_till()
    window.tap("rail.will_call")
    search(window, "hoa", "Nguyễn Thị Hoa")
    assert "Cancelled" not in window.find("willcall.night.NW-2", QAbstractButton).text()
    window.cancel_show("NW-2")
    tab = window.find("willcall.night.NW-2", QAbstractButton).text()
    assert tab.startswith("Cancelled")  # what is cut is the end
    assert "Cancelled" in window.find("willcall.row.0").accessibleName()


def test_it_is_marked_wherever_it_is_named_and_nothing_of_it_is_offered(
    window: WindowKit,
) -> None:
    sold(window)
    assert window.sees("orders.reprint.0")
    window.cancel_show("NW-2")  # while the page of one of its orders is open
    window.wait_for("orders.off")
    said = window.find("orders.off").accessibleName()
    assert said.startswith(f"Cancelled: {SHOW}")
    assert said.endswith("The soloist is ill")
    for button in ("reprint.0", "act.back", "act.part", "act.own"):
        assert not window.sees(f"orders.{button}")
    assert SHOW not in window.text("top.curtain_title")  # the next that plays
    window.tap("orders.exchange")
    assert window.text("exchange.reason") == "Another date or seat suits better"
    window.tap("exchange.all")
    assert window.text("exchange.reason") == "The soloist is ill"
    window.tap("exchange.close")
    window.tap("orders.give_back")
    window.tap("give_back.all")
    assert window.text("give_back.reason") == "The soloist is ill"
    window.tap("give_back.close")
    window.tap("orders.back")
    assert "Cancelled" in window.find("orders.row.0").accessibleName()
    window.tap("rail.sell")
    window.wait(lambda: window.sees("sell.zone.1"))  # its seats are still looked at
    tile = window.find("sell.zone.1")
    assert tile.accessibleName().endswith("Cancelled")
    assert not tile.isEnabled()


def test_a_cart_says_that_its_evening_was_cancelled_before_money_is_on_the_counter(
    window: WindowKit,
) -> None:
    why = "was cancelled: nothing of it is sold or printed."
    window.open_till()
    for code, zone in (("SWAN-1", 0), ("NW-2", 1)):
        window.tap(f"sell.performance.{code}")
        window.tap("sell.quantity.1")
        window.tap(f"sell.zone.{zone}")
        window.tap("sell.performances")
    window.cancel_show("SWAN-1")
    assert "Cancelled" in window.find("cart.line.0").accessibleName()
    assert "Cancelled" not in window.find("cart.line.1").accessibleName()
    window.tap("cart.pay.check")
    assert not window.sees("pay.due")
    assert why in window.text("cart.refusal")
    window.tap("cart.remove.0")
    window.tap("cart.pay.cash")
    assert not window.sees("pay.refusal")
    window.cancel_show("NW-2")  # while it is being paid
    assert why in window.text("pay.refusal")
    window.tap("pay.exact")
    assert why in window.text("pay.refusal")
    assert not window.rooms.pay.state.tenders
    window.tap("pay.back")
    window.tap("sell.performance.NW-2")
    assert not window.find("sell.next_best").isEnabled()
    window.tap("sell.performances")
    window.tap("sell.phone")
    said(window)
    window.rooms.phone.pay_then()
    assert why in window.text("phone.refusal")
    assert not window.rooms.pay.state.shown


def test_an_order_is_looked_at_and_the_list_comes_back(window: WindowKit) -> None:
    cancel(window)
    window.tap("cancelled.row.0")
    window.wait_for("orders.back")
    assert not window.sees("cancelled.row.0")
    window.tap("orders.back")
    window.wait_for("cancelled.row.0")


def test_who_has_no_till_does_what_moves_no_money_and_hears_how_much_was_done(
    window: WindowKit,
) -> None:
    window.sign_in("Max Holloway")
    window.cancel_show("NW-2")
    window.tap("rail.orders")
    window.tap("orders.cancelled")
    window.tap("cancelled.row.0")
    window.wait_for("cancelled.refund_all")
    cases, session = window.rooms.cancelled.state.cases, window.rooms.desk.person
    assert cases is not None
    assert CaseWay.ELSEWHERE in {case.way for case in cases.cases}
    show, first = cases.performance.performance_id, cases.cases[0].order_id

    def at_another(office: Office) -> None:
        office.cancelling.refund(CommandId(office.ids.new()), session, show, first)

    window.ask(at_another)  # another window was quicker with one of them
    window.tap("cancelled.refund_all")
    window.wait(lambda: not window.rooms.cancelled.state.running)
    window.wait(lambda: CaseState.OPEN not in states(window))
    left = len(cases.cases)
    assert f"{left - 1} of {left} orders are done." in " ".join(window.texts())


def test_a_cashier_works_the_list_order_by_order(window: WindowKit) -> None:
    window.open_till()
    window.cancel_show("NW-2")
    window.tap("rail.orders")
    window.tap("orders.cancelled")
    window.wait_for("cancelled.row.0")
    assert not window.sees("cancelled.begin")  # who cancels is a manager
    window.tap("cancelled.row.0")
    window.wait(lambda: window.rooms.cancelled.state.cases is not None)
    assert not window.sees("cancelled.refund_all")
    cases = window.rooms.cancelled.state.cases
    assert cases is not None
    index = next(n for n, case in enumerate(cases.cases) if case.way is CaseWay.ELSEWHERE)
    window.tap(f"cancelled.row.{index}")
    window.wait_for("orders.give_back")
    window.tap("orders.give_back")
    window.tap("give_back.all")
    assert window.text("give_back.go") == "Write it down, nothing is handed out here"
    window.tap("give_back.go")
    window.approve()
    window.wait_for("give_back.done")
    assert window.text("give_back.done") == "Nothing is handed out here."
    window.tap("give_back.close")
    window.tap("orders.back")
    window.wait(lambda: CaseState.ON_ITS_WAY in states(window))
    cases = window.rooms.cancelled.state.cases
    assert cases is not None
    index = next(n for n, case in enumerate(cases.cases) if case.way is CaseWay.NOTHING_PAID)
    window.tap(f"cancelled.row.{index}")
    window.wait_for("orders.give_back")
    window.tap("orders.give_back")
    window.tap("give_back.all")
    kept = "No money goes back; the order owes $256.00 less."
    assert kept in window.texts()
    window.tap("give_back.go")
    window.wait_for("approval.tile.0")
    (told,) = (text for text in window.texts() if "\n" in text)  # the very same
    assert f"\n{kept}\n" in told
    assert told.endswith("\nThe reason and your name go into the books.")
