"""Cards taken offline: the bank's word is said once, by somebody who may, and what it declined is
paid another way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from kiosk.presenters.offline_cards import OfflineCards
from kiosk.presenters.pay_state import Stage
from pos.clock import ManualClock
from pos.ids import OrderId
from pos.views.paying import NotPaidView, PaymentView
from pos.views.people import Permission
from pos.views.selling import TenderKind
from tests.unit.kiosk.presenters.conftest import Bench
from tests.unit.kiosk.presenters.test_money_in_doubt import unknown


def stored(bench: Bench, clock: ManualClock, hours: int = 24) -> OfflineCards:
    """A card payment that the terminal stored, and the panel open."""
    unknown(bench)
    (kept,) = bench.office.cards.payments.values()
    by = clock.now() + timedelta(hours=hours)
    kept.view = replace(kept.view, state="applied", offline=True, forward_by=by)
    bench.rooms.money_in_doubt.open()
    return bench.rooms.money_in_doubt.offline


def test_a_supervisor_stands_for_the_banks_word(selling: Bench, manual_clock: ManualClock) -> None:
    offline = stored(selling, manual_clock)
    (view,) = offline.state.waiting
    offline.say("too early", approved=True)  # no form is open
    offline.form(view.payment_id)
    offline.say("In the list of Monday", approved=True)
    approval = selling.rooms.approval
    assert approval.state.permission is Permission.OFFLINE_CARDS
    approval.choose(approval.state.people[0].user_id)
    approval.confirm("9753")
    said = (view.payment_id, True, "In the list of Monday")
    assert selling.office.cards.words == [said]
    assert (offline.state.count, offline.state.opened, offline.state.busy) == (0, "", False)


def test_the_time_that_is_left_goes_by_while_somebody_looks(
    selling: Bench, manual_clock: ManualClock
) -> None:
    offline = stored(selling, manual_clock, hours=1)
    (view,) = offline.state.waiting
    assert (offline.state.left(view), offline.state.late) == (timedelta(hours=1), 0)
    manual_clock.advance(timedelta(minutes=90))
    selling.timers.pass_time(30)
    assert (offline.state.left(view), offline.state.late) == (timedelta(), 1)
    selling.rooms.money_in_doubt.close()
    selling.timers.pass_time(600)
    assert offline.state.left(replace(view, forward_by=None)) is None


def owed_again(bench: Bench, view: PaymentView) -> OrderId:
    order = bench.office.orders.order
    owed = NotPaidView(
        order.order_id, order.order_number, order.name, "", "unpaid", order.total, view
    )
    bench.office.cards.owing_again = (owed,)
    bench.rooms.payments_changed()
    return order.order_id


def test_what_the_bank_declined_is_paid_another_way(
    selling: Bench, manual_clock: ManualClock
) -> None:
    offline = stored(selling, manual_clock)
    (view,) = offline.state.waiting
    order_id = owed_again(selling, view)
    assert offline.state.may_take
    offline.take(order_id)
    pay = selling.rooms.pay
    assert (pay.state.stage, pay.state.kind) == (Stage.TAKING, TenderKind.CASH)
    assert not selling.rooms.money_in_doubt.state.shown
    assert not offline.state.may_take  # something is being paid
    offline.take(order_id)
    pay.back()
    walked: list[str] = []
    selling.rooms.desk.walks.append(walked.append)
    offline.go(order_id)
    assert walked == ["orders"]
    assert selling.rooms.orders.state.order is not None


def test_what_nobody_pays_is_given_up_on_a_second_persons_word(
    selling: Bench, manual_clock: ManualClock
) -> None:
    offline = stored(selling, manual_clock)
    (view,) = offline.state.waiting
    offline.form(view.payment_id)
    offline.give_up("Moved away")  # no order's form is open
    order_id = owed_again(selling, view)
    offline.form(order_id)
    offline.give_up("Moved away")
    approval = selling.rooms.approval
    assert approval.state.permission is Permission.WRITE_OFF
    approval.choose(approval.state.people[0].user_id)
    approval.confirm("9753")
    assert selling.office.cards.given_up == [(order_id, "Moved away")]
    assert (offline.state.not_paid, offline.state.opened, offline.state.busy) == ((), "", False)


def test_nobody_takes_money_without_a_till(bench: Bench, manual_clock: ManualClock) -> None:
    bench.open_till()
    bench.choose()
    offline = stored(bench, manual_clock)
    (view,) = offline.state.waiting
    order_id = owed_again(bench, view)
    bench.rooms.desk.stand_up()
    bench.sit_down("mia")
    bench.rooms.money_in_doubt.open()
    offline.take(order_id)
    refusal = offline.state.refusal
    assert refusal is not None
    assert refusal.code == "till_not_open"
