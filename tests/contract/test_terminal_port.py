"""The payment terminal port over the real driver, real TLS and a virtual terminal."""

from __future__ import annotations

import contextlib
import inspect
import logging
import threading
from collections.abc import Iterator
from concurrent.futures import Future

import pytest

from hardware.simulators.control import ControlRefused
from hardware.simulators.nexo_replies import TEST_CARD
from pos.errors import InvariantBroken
from pos.lifecycles import DeviceState
from pos.money import Money
from pos.ports.devices import Condition, DeviceStatus, TellsFacts
from pos.ports.terminals import (
    CardOutcome,
    CardRequest,
    CardResult,
    EntryMode,
    PaymentTerminal,
    TerminalIdentity,
    TerminalShows,
    Verified,
)
from tests.contract.terminal_outcomes import NOBODY, OUTAGES, ROWS, Outage, Row
from tests.contract.terminal_rig import PATIENCE_S, TerminalRig

SETTLED = (CardOutcome.APPROVED, CardOutcome.PARTIAL)


@pytest.fixture
def rig() -> Iterator[TerminalRig]:
    """An open terminal. No request of ours was ever against the rules."""
    rig = TerminalRig()
    try:
        rig.open()
        yield rig
        assert rig.do("state")["errors"] == 0
    finally:
        rig.close()


def moved(rig: TerminalRig, request: CardRequest) -> int:
    """What the terminal's own journal says of a request, in cents."""
    journal = rig.do("journal")["journal"]
    assert isinstance(journal, list)
    rows = [row for row in journal if row["message_id"] == request.message_id]
    assert all(row["reference"] == request.reference for row in rows)
    return sum(row["moved_minor"] for row in rows)


def test_the_driver_has_the_ports_methods(rig: TerminalRig) -> None:
    for name, wanted in inspect.getmembers(PaymentTerminal, inspect.isfunction):
        if not name.startswith("_"):
            found = inspect.signature(getattr(type(rig.terminal), name))
            assert list(found.parameters) == list(inspect.signature(wanted).parameters), name


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.words)
def test_what_becomes_of_a_payment(
    rig: TerminalRig, row: Row, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    rig.sale()
    if row.fault:
        rig.do("fault", **row.fault)
    request = rig.request(4250, keyed=row.keyed)
    future = rig.terminal.pay(request)
    if row.act is not NOBODY:
        rig.waits_for_card()
        rig.act(row.act)
    if row.seconds:
        rig.clock.step(row.seconds)
    result = rig.result(future)
    assert (result.outcome, result.declined, result.condition) == (
        row.says,
        row.declined,
        row.condition,
    )
    assert (result.reference, result.message_id) == (request.reference, request.message_id)
    assert moved(rig, request) == row.moved
    if row.fault.get("kind") == "reboot":
        rig.clock.step(20)
    rig.works_again()
    asked = rig.result(rig.terminal.ask(request))
    assert asked.outcome is row.then
    if row.then in SETTLED:
        assert asked.amount == Money(row.moved)
        assert asked.last_four == "1111"
    if row.says is row.then:
        assert asked == result
    assert rig.sale(777).amount == Money(777)
    for text in (caplog.text, repr(result), repr(asked), rig.story()):
        assert TEST_CARD not in text
        assert "1229" not in text


@pytest.mark.parametrize("outage", OUTAGES, ids=lambda row: row.words)
def test_a_terminal_that_is_not_well_or_not_the_one(rig: TerminalRig, outage: Outage) -> None:
    rig.do("fault", kind=outage.fault)
    rig.until(outage.state, outage.condition)
    if outage.state is DeviceState.LOST:
        request = rig.request()
        result = rig.result(rig.terminal.pay(request))
        assert result.outcome is CardOutcome.NOT_SENT
        assert moved(rig, request) == 0
    rig.works_again()
    assert rig.sale().outcome is CardOutcome.APPROVED


# ---- what comes with an approval ----


def test_an_approval_brings_what_the_record_needs_and_nothing_else(rig: TerminalRig) -> None:
    future = rig.terminal.pay(rig.request(4250))
    rig.waits_for_card()
    rig.do("insert")
    result = rig.result(future)
    assert result == CardResult(
        CardOutcome.APPROVED,
        "ref000001",
        "M000001",
        Money(4250),
        brand="visa",
        last_four="1111",
        approval_code="123456",
        terminal_reference=result.terminal_reference,
        entry=EntryMode.CHIP,
        verified=Verified.PIN,
        emv=(
            ("aid", "A0000000031010"),
            ("label", "Visa Credit"),
            ("tvr", "0000008000"),
            ("tsi", "E800"),
        ),
        receipts=result.receipts,
    )
    assert result.terminal_reference.startswith("T000001.V")
    assert [one.for_patron for one in result.receipts] == [False, True]
    assert "AMOUNT USD 42.50" in result.receipts[1].lines


def test_which_terminal_it_is(rig: TerminalRig) -> None:
    assert rig.terminal.identity() == TerminalIdentity("P400Plus", "123456789", "1.0")
    assert isinstance(rig.terminal, TellsFacts)
    assert rig.terminal.facts()["serial"] == "123456789"


def test_what_the_terminal_shows(rig: TerminalRig) -> None:
    shown: list[TerminalShows] = []
    rig.terminal.watch_display(shown.append)
    rig.sale()
    assert shown == [TerminalShows.PRESENT_CARD, TerminalShows.APPROVED]


# ---- money back ----


def test_a_refund_to_a_card_in_the_hand(rig: TerminalRig) -> None:
    request = rig.request(500)
    future = rig.terminal.refund(request)
    rig.waits_for_card()
    rig.do("tap")
    assert rig.result(future).outcome is CardOutcome.APPROVED
    assert rig.result(rig.terminal.ask(request)).outcome is CardOutcome.APPROVED
    totals = rig.result(rig.terminal.totals())
    assert totals is not None
    assert (totals.charged, totals.refunded) == (Money(0), Money(500))


@pytest.mark.parametrize("verb", ["refund", "reverse"])
def test_money_back_to_the_card_of_a_charge_and_never_more(rig: TerminalRig, verb: str) -> None:
    paid = rig.sale(1000)
    for minor, outcome in (
        (400, CardOutcome.APPROVED),
        (600, CardOutcome.APPROVED),
        (1, CardOutcome.DECLINED),
    ):
        request = rig.request(minor)
        result = rig.result(getattr(rig.terminal, verb)(request, paid.terminal_reference))
        assert result.outcome is outcome
        assert rig.result(rig.terminal.ask(request)).outcome is outcome
    totals = rig.result(rig.terminal.totals())
    assert totals is not None
    assert totals.charges == (("visa", 1, Money(1000)),)
    assert totals.refunds == (("visa", 2, Money(1000)),)


def test_a_lost_reversal_is_found_again(rig: TerminalRig) -> None:
    paid = rig.sale(1000)
    rig.do("fault", kind="lost_after")
    request = rig.request(1000)
    future = rig.terminal.reverse(request, paid.terminal_reference)
    assert rig.result(future).outcome is CardOutcome.UNKNOWN
    rig.works_again()
    asked = rig.result(rig.terminal.ask(request))
    assert (asked.outcome, asked.amount) == (CardOutcome.APPROVED, Money(1000))


def test_a_reversal_of_nothing_is_declined(rig: TerminalRig) -> None:
    result = rig.result(rig.terminal.reverse(rig.request(), "nosuch@2026-11-21T18:00:00.000Z"))
    assert result.outcome is CardOutcome.DECLINED


# ---- one at a time ----


def test_a_second_request_ends_at_once(rig: TerminalRig) -> None:
    first = rig.request()
    paying = rig.terminal.pay(first)
    rig.waits_for_card()
    second = rig.request()
    assert rig.terminal.pay(second).result(0).outcome is CardOutcome.NOT_SENT
    assert rig.terminal.ask(first).result(0).outcome is CardOutcome.UNKNOWN
    assert rig.terminal.totals().result(0) is None
    rig.do("tap")
    assert rig.result(paying).outcome is CardOutcome.APPROVED
    assert moved(rig, second) == 0


def test_in_progress_until_the_card_comes(rig: TerminalRig) -> None:
    rig.do("fault", kind="lost_before")
    request = rig.request()
    assert rig.result(rig.terminal.pay(request)).outcome is CardOutcome.UNKNOWN
    rig.until(DeviceState.READY)
    assert rig.result(rig.terminal.ask(request)).outcome is CardOutcome.IN_PROGRESS
    rig.do("tap")
    assert rig.result(rig.terminal.ask(request)).outcome is CardOutcome.APPROVED


def test_the_repeated_answer_of_another_sale_is_not_taken(rig: TerminalRig) -> None:
    rig.sale(4250)
    rig.do("fault", kind="lost_after")
    request = rig.request(4250)
    future = rig.terminal.pay(request)
    rig.waits_for_card()
    rig.do("tap", decline="refused")
    assert rig.result(future).outcome is CardOutcome.UNKNOWN
    rig.works_again()
    first, second = rig.virtual.journal.entries
    right, second.answer = second.answer, first.answer
    asked = rig.result(rig.terminal.ask(request))
    assert (asked.outcome, asked.condition) == (CardOutcome.UNKNOWN, Condition.UNINTELLIGIBLE)
    second.answer = right
    rig.works_again()
    assert rig.result(rig.terminal.ask(request)).outcome is CardOutcome.DECLINED


# ---- abort ----


def test_an_abort_while_the_card_is_waited_for(rig: TerminalRig) -> None:
    request = rig.request()
    future = rig.terminal.pay(request)
    rig.waits_for_card()
    rig.terminal.abort(request.message_id)
    assert rig.result(future).outcome is CardOutcome.CANCELLED
    assert rig.result(rig.terminal.ask(request)).outcome is CardOutcome.CANCELLED
    assert rig.sale().outcome is CardOutcome.APPROVED


def test_an_abort_that_comes_too_late_changes_nothing(rig: TerminalRig) -> None:
    request = rig.request()
    future = rig.terminal.pay(request)
    rig.waits_for_card()
    rig.do("tap", host_s=30.0)
    rig.terminal.abort(request.message_id)
    while rig.control.until("request")["category"] != "Abort":
        pass
    assert not future.done()
    rig.clock.step(30)
    assert rig.result(future).outcome is CardOutcome.APPROVED


def test_an_abort_that_is_wanted_again_goes_out_when_the_first_one_is_lost(
    rig: TerminalRig,
) -> None:
    request = rig.request()
    future = rig.terminal.pay(request)
    rig.waits_for_card()
    rig.do("fault", kind="deaf")
    rig.terminal.abort(request.message_id)
    rig.control.until("unheard")
    rig.terminal.abort(request.message_id)
    rig.do("clear")
    rig.clock.step(rig.settings.answer_s)
    assert rig.result(future).outcome is CardOutcome.CANCELLED


def test_a_cancel_raced_against_a_card(rig: TerminalRig) -> None:
    for _ in range(20):
        request = rig.request()
        future = rig.terminal.pay(request)
        rig.waits_for_card()
        rig.terminal.abort(request.message_id)
        with contextlib.suppress(ControlRefused):  # it was given up already
            rig.do("tap")
        charged = rig.result(future).outcome is CardOutcome.APPROVED
        assert charged or future.result().outcome is CardOutcome.CANCELLED
        assert moved(rig, request) == (4250 if charged else 0)


@pytest.fixture
def waiting(rig: TerminalRig) -> TerminalRig:
    """A terminal that owes the answer to a diagnosis: whoever wants something waits."""
    rig.do("fault", kind="deaf")
    rig.clock.step(rig.settings.check_s)
    rig.control.until("unheard")
    return rig


def test_an_abort_before_anything_was_sent(waiting: TerminalRig) -> None:
    request = waiting.request()
    future = waiting.terminal.pay(request)
    waiting.terminal.abort(request.message_id)
    assert waiting.result(future).outcome is CardOutcome.CANCELLED
    assert moved(waiting, request) == 0
    waiting.clock.step(waiting.settings.answer_s)
    waiting.until(DeviceState.LOST, Condition.SILENT)
    waiting.works_again()
    assert waiting.sale().outcome is CardOutcome.APPROVED


def test_a_future_that_is_cancelled_while_it_waits(waiting: TerminalRig) -> None:
    request = waiting.request()
    future = waiting.terminal.pay(request)
    assert future.cancel()
    waiting.clock.step(waiting.settings.answer_s)
    waiting.until(DeviceState.LOST, Condition.SILENT)
    waiting.works_again()
    assert waiting.sale().outcome is CardOutcome.APPROVED
    assert moved(waiting, request) == 0


def test_who_waits_for_a_terminal_that_stays_silent_has_sent_nothing(waiting: TerminalRig) -> None:
    request = waiting.request()
    future = waiting.terminal.pay(request)
    waiting.clock.step(waiting.settings.answer_s)
    result = waiting.result(future)
    assert (result.outcome, result.condition) == (CardOutcome.NOT_SENT, Condition.SILENT)


def test_an_abort_of_something_else_does_nothing(rig: TerminalRig) -> None:
    request = rig.request()
    future = rig.terminal.pay(request)
    rig.waits_for_card()
    rig.terminal.abort("OTHER")
    rig.do("tap")
    assert rig.result(future).outcome is CardOutcome.APPROVED


def test_our_own_slowness_never_loses_an_answer(rig: TerminalRig) -> None:
    go_on = threading.Event()

    def dawdle(_: TerminalShows) -> None:
        go_on.wait(PATIENCE_S)

    rig.terminal.watch_display(dawdle)
    future = rig.terminal.pay(rig.request())
    rig.waits_for_card()
    rig.do("tap")
    rig.control.until("handed_over")
    rig.clock.step(2 * rig.settings.payment_s)
    go_on.set()
    assert rig.result(future).outcome is CardOutcome.APPROVED


# ---- health ----


def test_nobody_there(rig: TerminalRig) -> None:
    rig.terminal.close()
    assert rig.terminal.status() == DeviceStatus("payment_terminal", DeviceState.CLOSED)
    request = rig.request()
    assert rig.terminal.pay(request).result(0).outcome is CardOutcome.NOT_SENT
    assert rig.terminal.ask(request).result(0).outcome is CardOutcome.UNKNOWN
    rig.do("reboot", seconds=100)
    rig.terminal.open()
    rig.until(DeviceState.LOST, Condition.UNREACHABLE)
    assert rig.result(rig.terminal.pay(request)).outcome is CardOutcome.NOT_SENT
    rig.works_again()
    assert rig.sale().outcome is CardOutcome.APPROVED


def test_logged_out_by_a_restart_it_logs_in_again(rig: TerminalRig) -> None:
    rig.do("reboot")
    request = rig.request()
    assert rig.result(rig.terminal.pay(request)).outcome is CardOutcome.NOT_SENT
    assert moved(rig, request) == 0
    assert rig.sale().outcome is CardOutcome.APPROVED


def test_a_payment_right_behind_the_refusal_waits_for_the_login(rig: TerminalRig) -> None:
    rig.do("reboot")
    requests = [rig.request(), rig.request()]
    at_once: Future[Future[CardResult]] = Future()
    refused = rig.terminal.pay(requests[0])
    refused.add_done_callback(lambda _: at_once.set_result(rig.terminal.pay(requests[1])))
    second = at_once.result(PATIENCE_S)
    assert rig.result(refused).outcome is CardOutcome.NOT_SENT
    rig.waits_for_card()
    rig.do("tap")
    assert rig.result(second).outcome is CardOutcome.APPROVED
    assert [moved(rig, request) for request in requests] == [0, 4250]


def test_closed_in_the_middle_it_is_unknown(rig: TerminalRig) -> None:
    request = rig.request()
    future = rig.terminal.pay(request)
    rig.waits_for_card()
    rig.terminal.close()
    assert future.result(0).outcome is CardOutcome.UNKNOWN
    rig.terminal.open()
    rig.do("tap")
    rig.until(DeviceState.READY)
    assert rig.result(rig.terminal.ask(request)).outcome is CardOutcome.APPROVED


@pytest.mark.parametrize(
    "values", [{"passphrase": "another"}, {"key_identifier": "other"}, {"key_version": 2}]
)
def test_another_key_is_no_connection(
    rig: TerminalRig, values: dict[str, object], expects_log: list[str]
) -> None:
    expects_log.append("request refused")
    other = rig.till(**values)
    rig.clock.wakes(other.wake)
    other.open()
    try:
        result = rig.result(other.pay(rig.request()))
        assert result.outcome is CardOutcome.NOT_SENT
        assert result.condition is Condition.KEY_REFUSED
    finally:
        other.close()
    rig.virtual.errors = 0


@pytest.mark.parametrize(
    ("reference", "message_id", "minor"),
    [("a b", "M1", 1), ("", "M1", 1), ("r", "toolongtoolong", 1), ("r", "", 1), ("r", "M1", 0)],
)
def test_what_no_caller_may_ask(
    rig: TerminalRig, reference: str, message_id: str, minor: int
) -> None:
    with pytest.raises(InvariantBroken):
        rig.terminal.pay(CardRequest(reference, message_id, Money(minor)))


def test_the_wire_log_has_lengths_alone(rig: TerminalRig) -> None:
    rig.sale()
    kept = b"".join(one.head for one in rig.terminal.wire.last())
    assert b"Payment" in kept
    assert b"{" not in kept


def test_the_thread_is_named_and_ends(rig: TerminalRig) -> None:
    names = [thread.name for thread in threading.enumerate()]
    assert "device-payment_terminal" in names
    rig.terminal.close()
    assert "device-payment_terminal" not in [thread.name for thread in threading.enumerate()]
