"""The payment terminal port over the real driver, Stripe's SDK and a stand-in for its interface."""

from __future__ import annotations

import dataclasses
import inspect
import logging
import re
import threading
from collections.abc import Iterator

import pytest

from pos.errors import InvariantBroken
from pos.lifecycles import DeviceState
from pos.money import Money
from pos.ports.devices import Condition, TellsFacts
from pos.ports.terminals import (
    CardOutcome,
    CardRequest,
    EntryMode,
    PaymentTerminal,
    TerminalIdentity,
    TerminalShows,
    Verified,
)
from tests.contract.stripe_outcomes import ROWS, Row
from tests.contract.stripe_rig import PAYMENT_S, StripeRig
from tests.contract.stripe_stand_in import KEY, SERIAL, TEST_CARD, Fault

RANDOM = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
"""Numbers of messages: any four digits come up in one some day."""


@pytest.fixture
def rig() -> Iterator[StripeRig]:
    rig = StripeRig()
    try:
        rig.open()
        yield rig
    finally:
        rig.close()


def act(rig: StripeRig, what: str) -> None:
    rig.waits_for_card()
    verb, _, value = what.partition(" ")
    if verb == "away":
        rig.is_watched()
        rig.account.gone = True
        rig.account.tap()
        rig.clock.step(2 * PAYMENT_S)
    elif verb == "tap":
        rig.account.tap(int(value) if value else None)
    elif verb == "decline":
        rig.account.decline(value)
    else:
        rig.account.leave()


def test_the_driver_has_the_ports_methods(rig: StripeRig) -> None:
    for name, wanted in inspect.getmembers(PaymentTerminal, inspect.isfunction):
        if not name.startswith("_"):
            found = inspect.signature(getattr(type(rig.terminal), name))
            assert list(found.parameters) == list(inspect.signature(wanted).parameters), name


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.words)
def test_what_becomes_of_a_payment(
    rig: StripeRig, row: Row, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    rig.sale()
    if row.fault is not None and row.fault.on != "reader":
        rig.account.faults.append(dataclasses.replace(row.fault))
    request = rig.request()
    future = rig.terminal.pay(request)
    if row.fault is not None and row.fault.on == "reader":
        rig.waits_for_card()
        rig.account.faults.append(dataclasses.replace(row.fault))
        rig.clock.step(1)
        rig.account.until(lambda: not rig.account.faults)
    if row.act:
        act(rig, row.act)
    result = rig.result(future)
    assert (result.outcome, result.declined, result.condition) == (
        row.says,
        row.declined,
        row.condition,
    )
    assert (result.reference, result.message_id) == (request.reference, request.message_id)
    assert rig.charged(request) == row.charged
    assert rig.account.faults == []
    rig.account.gone = False
    afresh = rig.till()
    afresh.open()
    for till in (afresh, rig.terminal):
        assert rig.result(till.ask(request)).outcome is row.then
    assert rig.charged(request) == row.charged
    rig.until(DeviceState.READY)
    assert rig.sale().outcome is CardOutcome.APPROVED
    kept = caplog.text + rig.story() + repr(result) + repr(rig.terminal.wire.last())
    kept = RANDOM.sub("", kept.replace(repr(rig.account.requests), ""))
    for never in (TEST_CARD, "PAT EXAMPLE", KEY, "2031"):
        assert never not in kept


def test_each_request_goes_out_once(rig: StripeRig) -> None:
    rig.sale()
    rig.sale()
    for kind, key in (("create", "M000001"), ("process", "M000001-process"), ("create", "M000002")):
        assert rig.account.requests.count((kind, key)) == 1


def test_what_an_approval_tells(rig: StripeRig) -> None:
    shown: list[TerminalShows] = []
    rig.terminal.watch_display(shown.append)
    result = rig.sale(4250)
    assert result.amount == Money(4250)
    assert (result.brand, result.last_four, result.approval_code) == ("visa", "1111", "123456")
    assert result.terminal_reference.startswith("pi_")
    assert (result.entry, result.verified) == (EntryMode.TAP, Verified.DEVICE)
    assert dict(result.emv)["aid"] == "A0000000031010"
    assert shown == [TerminalShows.PRESENT_CARD, TerminalShows.APPROVED]


def test_which_reader_it_is(rig: StripeRig) -> None:
    known = TerminalIdentity("bbpos_wisepos_e", SERIAL, "2.42.0.1")
    assert rig.terminal.identity() == known
    assert isinstance(rig.terminal, TellsFacts)
    assert rig.terminal.facts()["serial"] == SERIAL
    assert rig.result(rig.terminal.totals()) is None


def test_what_it_cannot_do_is_not_sent(rig: StripeRig) -> None:
    assert not rig.terminal.can.keyed
    keyed = rig.result(rig.terminal.pay(rig.request(keyed=True)))
    euros = rig.result(rig.terminal.pay(rig.request(currency="EUR")))
    loose = rig.result(rig.terminal.refund(rig.request()))
    assert {one.outcome for one in (keyed, euros, loose)} == {CardOutcome.NOT_SENT}
    assert rig.account.intents == []


def test_an_abort_while_the_card_is_waited_for(rig: StripeRig) -> None:
    request = rig.request()
    future = rig.terminal.pay(request)
    rig.waits_for_card()
    rig.terminal.abort("OTHER")
    rig.terminal.abort(request.message_id)
    assert rig.result(future).outcome is CardOutcome.CANCELLED
    assert rig.account.intents[-1]["status"] == "canceled"
    assert rig.sale().outcome is CardOutcome.APPROVED


def test_an_abort_that_comes_too_late_changes_nothing(rig: StripeRig) -> None:
    request = rig.request()
    future = rig.terminal.pay(request)
    rig.waits_for_card()
    rig.account.stuck = True
    rig.terminal.abort(request.message_id)
    rig.account.until(lambda: "cancel_action" in [kind for kind, _ in rig.account.requests])
    assert not future.done()
    rig.account.tap()
    assert rig.result(future).outcome is CardOutcome.APPROVED


def test_an_abort_never_stops_the_payment_of_another_till(rig: StripeRig) -> None:
    rig.account.faults.append(Fault("process", "drop"))
    theirs = {"type": "process_payment_intent", "status": "in_progress", "failure_code": None}
    rig.account.action = {**theirs, "process_payment_intent": {"payment_intent": "pi_other"}}
    request = rig.request()
    future = rig.terminal.pay(request)
    rig.terminal.abort(request.message_id)
    assert rig.result(future).outcome is CardOutcome.CANCELLED
    assert rig.account.acting()
    assert "cancel_action" not in [kind for kind, _ in rig.account.requests]


def test_nobody_presents_a_card(rig: StripeRig) -> None:
    request = rig.request()
    future = rig.terminal.pay(request)
    rig.is_watched()
    rig.clock.step(PAYMENT_S)
    assert rig.result(future).outcome is CardOutcome.CANCELLED
    assert rig.account.intents[-1]["status"] == "canceled"


def test_a_reader_that_does_not_stop_leaves_it_unknown(rig: StripeRig) -> None:
    request = rig.request()
    future = rig.terminal.pay(request)
    rig.is_watched()
    rig.account.stuck = True
    rig.clock.step(PAYMENT_S)
    rig.account.until(lambda: "cancel_action" in [kind for kind, _ in rig.account.requests])
    rig.clock.step(PAYMENT_S)
    result = rig.result(future)
    assert (result.outcome, result.condition) == (CardOutcome.UNKNOWN, Condition.SILENT)
    assert rig.result(rig.terminal.ask(request)).outcome is CardOutcome.IN_PROGRESS
    rig.account.tap()
    assert rig.result(rig.terminal.ask(request)).outcome is CardOutcome.APPROVED


def test_a_second_request_ends_at_once(rig: StripeRig) -> None:
    first = rig.request()
    future = rig.terminal.pay(first)
    rig.waits_for_card()
    assert rig.terminal.pay(rig.request()).result(0).outcome is CardOutcome.NOT_SENT
    assert rig.terminal.ask(first).result(0).outcome is CardOutcome.UNKNOWN
    rig.account.tap()
    assert rig.result(future).outcome is CardOutcome.APPROVED


def test_closed_in_the_middle_it_is_unknown(rig: StripeRig) -> None:
    request = rig.request()
    future = rig.terminal.pay(request)
    rig.waits_for_card()
    rig.terminal.close()
    assert future.result(0).outcome is CardOutcome.UNKNOWN
    assert rig.terminal.pay(rig.request()).result(0).outcome is CardOutcome.NOT_SENT
    rig.account.tap()
    rig.terminal.open()
    rig.until(DeviceState.READY)
    assert rig.result(rig.terminal.ask(request)).outcome is CardOutcome.APPROVED


# ---- money back ----


def test_money_goes_back_to_the_card_of_a_charge(rig: StripeRig) -> None:
    sale = rig.sale(4250)
    refund = rig.request(1000)
    result = rig.result(rig.terminal.refund(refund, sale.terminal_reference))
    assert (result.outcome, result.amount) == (CardOutcome.APPROVED, Money(1000))
    undone = rig.result(rig.terminal.reverse(rig.request(3250), sale.terminal_reference))
    assert undone.outcome is CardOutcome.APPROVED
    more = rig.request(1)
    assert rig.result(rig.terminal.refund(more, sale.terminal_reference)).outcome is (
        CardOutcome.DECLINED
    )
    assert [one["amount"] for one in rig.account.refunds] == [1000, 3250]
    assert rig.result(rig.till_opened().ask(refund)).outcome is CardOutcome.APPROVED
    assert rig.result(rig.terminal.ask(more)).outcome is CardOutcome.NOT_FOUND


@pytest.mark.parametrize(
    ("fault", "then", "back"),
    [
        (Fault("refund", "drop"), CardOutcome.NOT_FOUND, []),
        (Fault("refund", "drop", "after"), CardOutcome.APPROVED, [1000]),
        (Fault("refund", "error", "after"), CardOutcome.APPROVED, [1000]),
        (Fault("refund", "error", "before", 409, "lock_timeout"), CardOutcome.NOT_FOUND, []),
        (Fault("refund", "garbage", "after"), CardOutcome.APPROVED, [1000]),
    ],
)
def test_a_refund_whose_answer_is_lost_is_asked_for(
    rig: StripeRig, fault: Fault, then: CardOutcome, back: list[int]
) -> None:
    sale = rig.sale(4250)
    rig.account.faults.append(dataclasses.replace(fault))
    refund = rig.request(1000)
    assert rig.result(rig.terminal.refund(refund, sale.terminal_reference)).outcome is (
        CardOutcome.UNKNOWN
    )
    assert rig.result(rig.till_opened().ask(refund)).outcome is then
    assert [one["amount"] for one in rig.account.refunds] == back


def test_a_refund_that_is_not_through_yet_may_still_fail(rig: StripeRig) -> None:
    sale = rig.sale(4250)
    rig.account.refund_status = "pending"
    refund = rig.request(1000)
    assert rig.result(rig.terminal.refund(refund, sale.terminal_reference)).outcome is (
        CardOutcome.UNKNOWN
    )
    assert rig.result(rig.terminal.ask(refund)).outcome is CardOutcome.IN_PROGRESS
    rig.account.refunds[0]["status"] = "failed"
    assert rig.result(rig.terminal.ask(refund)).outcome is CardOutcome.DECLINED


def test_an_answer_about_another_request_is_not_taken(rig: StripeRig) -> None:
    first = rig.request()
    future = rig.terminal.pay(first)
    rig.waits_for_card()
    rig.account.tap()
    rig.result(future)
    lie = CardRequest("another", first.message_id, first.amount)
    asked = rig.result(rig.terminal.ask(lie))
    assert (asked.outcome, asked.condition) == (CardOutcome.UNKNOWN, Condition.UNINTELLIGIBLE)


# ---- health ----


def test_a_reader_that_is_off_takes_nothing(rig: StripeRig) -> None:
    rig.account.online = False
    rig.until(DeviceState.LOST, Condition.UNREACHABLE)
    request = rig.request()
    result = rig.result(rig.terminal.pay(request))
    assert (result.outcome, result.condition) == (CardOutcome.NOT_SENT, Condition.UNREACHABLE)
    assert rig.charged(request) == 0
    rig.account.online = True
    rig.until(DeviceState.READY)
    assert rig.sale().outcome is CardOutcome.APPROVED


def test_another_key_is_named(rig: StripeRig) -> None:
    rig.terminal.close()
    rig.terminal = rig.till(api_key="rk_test_another")
    rig.terminal.open()
    rig.until(DeviceState.LOST, Condition.KEY_REFUSED)


def test_nobody_there(rig: StripeRig) -> None:
    rig.terminal.close()
    rig.terminal = rig.till(address="http://127.0.0.1:9")
    rig.terminal.open()
    rig.until(DeviceState.LOST, Condition.PROCESSOR_UNREACHABLE)
    asked = rig.result(rig.terminal.ask(rig.request()))
    assert (asked.outcome, asked.condition) == (
        CardOutcome.UNKNOWN,
        Condition.PROCESSOR_UNREACHABLE,
    )


def test_what_no_caller_may_ask(rig: StripeRig) -> None:
    with pytest.raises(InvariantBroken):
        rig.terminal.pay(CardRequest("a b", "M1", Money(1)))


def test_the_thread_is_named_and_ends(rig: StripeRig) -> None:
    def names() -> list[str]:
        return [thread.name for thread in threading.enumerate()]

    assert "device-payment_terminal" in names()
    rig.terminal.close()
    assert "device-payment_terminal" not in names()
