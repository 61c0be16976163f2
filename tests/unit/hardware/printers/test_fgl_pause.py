"""A printer that stopped us and whose word that it goes on was lost; one that says too much."""

from __future__ import annotations

from concurrent.futures import Future
from itertools import pairwise

import pytest

from hardware.printers.fgl import MOST_BYTES
from hardware.printers.fgl_conversation import MOST_NOISE, NOISE_WITHIN_S
from hardware.printers.fgl_deadline import CAP
from hardware.printers.fgl_pause import FIRST_S, HALF_S, LONGEST_S, Stopped
from hardware.printers.fgl_status import FINISH_HALF
from hardware.transports.line import LineDown
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, PrintOutcome, PrintResult
from tests.unit.hardware.exchange import ANSWER_WITHIN_S, REPLY_WITHIN_S, Exchange, fgl

TICKET = b"<RC10,20>Seat<p>"
ACK, ON, OFF, OUT, LOADED, LOW, TEST = b"\x06", b"\x11", b"\x13", b"\x10", b"\x0c", b"\x0f", b"\x05"
ASK, PROBE = b"<S2>", b"<S1>"


def count(number: int) -> bytes:
    return b"%07d PROM = FGL46G42" % number


def ready() -> Exchange:
    exchange = fgl()
    exchange.up()
    exchange.say(count(0))
    assert exchange.state is DeviceState.READY
    return exchange


def in_flight() -> tuple[Exchange, Future[PrintResult]]:
    exchange = ready()
    future = exchange.print(TICKET)
    assert exchange.sent() == TICKET
    return exchange, future


def outcome(future: Future[PrintResult]) -> tuple[PrintOutcome, Condition | None]:
    result = future.result(0)
    return result.outcome, result.condition


# ---- X-ON lost ----


def test_an_answer_behind_an_x_off_ends_the_pause() -> None:
    """``11 13`` and the count: X-ON was overwritten, and yet it answers."""
    exchange = fgl()
    exchange.up()
    assert exchange.say(LOADED + ON + OFF) == b""
    assert exchange.say(count(34)) == ASK
    exchange.say(count(34))
    assert exchange.state is DeviceState.READY
    exchange.print(TICKET)
    assert exchange.sent() == TICKET


def test_an_x_off_behind_an_answer_pauses() -> None:
    exchange = fgl()
    exchange.up()
    exchange.say(count(34) + OFF)
    exchange.print(TICKET)
    assert exchange.sent() == b""


def test_nothing_goes_out_while_a_question_of_the_last_step_is_unsent() -> None:
    exchange = fgl()
    exchange.up()
    exchange.clock.step(REPLY_WITHIN_S)
    exchange.driver.tick()  # asked again, and the line does not take it
    exchange.driver.received(count(3))
    exchange.clock.step(REPLY_WITHIN_S * 2)
    exchange.driver.tick()
    assert exchange.state is DeviceState.STOPPED
    assert exchange.sent().startswith(FINISH_HALF)


def test_a_printer_loaded_in_silence_is_found_out() -> None:
    exchange = ready()
    exchange.say(OUT + OFF)
    future = exchange.print(TICKET)
    assert exchange.wait(FIRST_S - 1) == b""
    assert exchange.wait(1) == PROBE
    assert exchange.conditions == {Condition.OUT_OF_STOCK}
    assert exchange.say(ON) == TICKET
    exchange.say(ACK)
    assert outcome(future) == (PrintOutcome.PRINTED, None)
    assert exchange.state is DeviceState.READY


def test_low_paper_answers_the_question_too() -> None:
    exchange = ready()
    exchange.say(OUT + OFF)
    exchange.print(TICKET)
    exchange.wait(FIRST_S)
    assert exchange.say(LOW) == TICKET
    assert exchange.conditions == {Condition.LOW_STOCK}


def test_low_paper_unasked_ends_no_stop() -> None:
    exchange = ready()
    exchange.say(OUT + OFF)
    exchange.print(TICKET)
    assert exchange.say(LOW) == b""
    assert Condition.OUT_OF_STOCK in exchange.conditions


def test_a_ticket_sent_before_the_stock_ran_out_is_asked_about() -> None:
    """Both words are lost, that it goes on and that it has printed: the deadline runs again."""
    exchange, future = in_flight()
    exchange.say(OUT + OFF)
    assert exchange.wait(FIRST_S) == PROBE
    exchange.say(ON)
    exchange.wait(ANSWER_WITHIN_S - 1)
    assert not future.done()
    exchange.wait(1)
    assert outcome(future) == (PrintOutcome.UNKNOWN, Condition.SILENT)


def test_a_question_put_while_paused_leaves_at_last() -> None:
    exchange, _ = in_flight()
    exchange.say(OFF + b"\x18")
    assert exchange.wait(FIRST_S) == ASK + PROBE
    exchange.say(ON)
    exchange.say(count(0) + count(0))
    exchange.wait(REPLY_WITHIN_S)
    assert exchange.state is DeviceState.READY


def test_the_longer_it_stands_the_rarer_it_is_asked() -> None:
    stopped, asked = Stopped(), []
    stopped.note(0.0, stopped=True)
    night_s = 14 * 3600.0
    while (due_s := stopped.due_s or 0.0) < night_s:
        asked.append(due_s)
        stopped.plan(due_s)
    gaps = [later - before for before, later in pairwise(asked)]
    assert (gaps[0], max(gaps)) == (FIRST_S, LONGEST_S)
    assert len(asked) * len(PROBE) < 500
    stopped.note(night_s, stopped=False)
    assert stopped.due_s is None


def test_no_byte_goes_between_those_of_a_ticket() -> None:
    exchange = ready()
    future = exchange.print(TICKET)
    assert exchange.sent(5) == TICKET[:5]
    exchange.say(OUT + OFF)
    assert exchange.wait(HALF_S / 2) == b""
    assert exchange.say(ON) == TICKET[5:]
    exchange.say(ACK)
    assert outcome(future) == (PrintOutcome.PRINTED, None)


def test_half_a_ticket_is_not_held_back_for_ever() -> None:
    exchange = ready()
    future = exchange.print(TICKET)
    exchange.sent(5)
    exchange.say(OUT + OFF)
    exchange.wait(HALF_S)
    assert exchange.down is not None
    assert outcome(future)[0] is PrintOutcome.UNKNOWN


def test_a_ticket_that_cannot_begin_waits_under_no_green_light() -> None:
    exchange = ready()
    exchange.say(OFF)
    exchange.print(TICKET)
    exchange.wait(ANSWER_WITHIN_S)
    exchange.wait(REPLY_WITHIN_S)
    assert (exchange.state, exchange.conditions) == (DeviceState.STOPPED, {Condition.SILENT})


def test_a_ticket_behind_a_question_the_line_does_not_take_is_not_forgotten() -> None:
    exchange = ready()
    exchange.say(OFF)
    exchange.clock.step(FIRST_S)
    exchange.driver.tick()  # a question is put, and the line takes nothing
    exchange.driver.received(ON)
    future = exchange.print(TICKET)
    for _ in range(8):
        if exchange.state is not DeviceState.LOST:
            exchange.clock.step(ANSWER_WITHIN_S)
            try:
                exchange.driver.tick()
            except LineDown as down:
                exchange.hang_up(down.condition)
    assert outcome(future) == (PrintOutcome.NOT_SENT, Condition.SILENT)


def test_after_a_long_stop_the_deadline_begins_afresh() -> None:
    exchange, future = in_flight()
    exchange.say(OUT + OFF)
    exchange.wait(ANSWER_WITHIN_S * CAP * 3)
    exchange.say(ON)
    exchange.wait(ANSWER_WITHIN_S - 1)
    assert not future.done()


@pytest.mark.parametrize("rest_s", [0, ANSWER_WITHIN_S * CAP * 3])
def test_after_a_long_rest_a_pause_is_not_overdue_at_once(rest_s: float) -> None:
    exchange = ready()
    exchange.wait(rest_s)
    assert exchange.say(OFF) == b""
    exchange.wait(ANSWER_WITHIN_S - 1)
    assert exchange.state is DeviceState.READY


# ---- it says too much ----


def test_signs_of_life_do_not_put_a_deadline_off_for_ever() -> None:
    exchange, future = in_flight()
    waited_s = 0.0
    while not future.done() and waited_s < ANSWER_WITHIN_S * CAP * 2:
        exchange.say(LOADED)
        exchange.wait(ANSWER_WITHIN_S / 4)
        waited_s += ANSWER_WITHIN_S / 4
    assert outcome(future) == (PrintOutcome.UNKNOWN, Condition.SILENT)
    assert waited_s == ANSWER_WITHIN_S * CAP


@pytest.mark.parametrize("said", [TEST, b"\x80", b"z"])
def test_what_means_nothing_is_no_sign_of_life(said: bytes) -> None:
    exchange, future = in_flight()
    for _ in range(4):
        exchange.say(said)
        exchange.wait(ANSWER_WITHIN_S / 4)
    assert outcome(future) == (PrintOutcome.UNKNOWN, Condition.SILENT)


@pytest.mark.parametrize("said", [TEST, ACK])
def test_a_printer_that_says_nothing_of_meaning_does_not_answer(said: bytes) -> None:
    exchange = fgl()
    exchange.up()
    for _ in range(16):
        exchange.say(said)
        exchange.wait(REPLY_WITHIN_S / 2)
        if exchange.down is not None:
            break
    assert exchange.down is not None
    assert exchange.conditions == {Condition.SILENT}


def test_a_printer_that_never_answers_and_always_talks_is_hung_up_on() -> None:
    exchange = fgl()
    exchange.up()
    for _ in range(int(ANSWER_WITHIN_S * CAP)):
        exchange.say(LOADED)
        exchange.wait(1.5)
        if exchange.down is not None:
            break
    assert exchange.state is DeviceState.LOST


@pytest.mark.parametrize("said", [TEST, ACK, b"\x80", b"z", count(1)])
def test_what_means_nothing_is_unintelligible_after_a_while(said: bytes) -> None:
    exchange = ready()
    for _ in range(MOST_NOISE):
        exchange.clock.step(NOISE_WITHIN_S / MOST_NOISE / 2)
        exchange.driver.received(said)
    with pytest.raises(LineDown) as down:
        exchange.driver.received(said)
    assert down.value.condition is Condition.UNINTELLIGIBLE


def test_the_same_over_a_day_is_no_fault() -> None:
    exchange = ready()
    for _ in range(MOST_NOISE * 4):
        exchange.clock.step(NOISE_WITHIN_S / 8)
        exchange.driver.received(TEST)
    assert exchange.state is DeviceState.READY


def test_a_printer_that_talks_without_pause_is_unintelligible() -> None:
    exchange, future = in_flight()
    with pytest.raises(LineDown) as down:
        exchange.driver.received(b"\x0f" * (MOST_BYTES + 1))
    assert down.value.condition is Condition.UNINTELLIGIBLE
    exchange.hang_up(down.value.condition)
    assert outcome(future) == (PrintOutcome.UNKNOWN, Condition.UNINTELLIGIBLE)


def test_after_an_acknowledgement_of_nothing_the_next_one_is_checked() -> None:
    exchange = ready()
    exchange.say(ACK)
    future = exchange.print(TICKET)
    assert exchange.sent() == TICKET
    assert exchange.say(ACK) == ASK
    assert not future.done()
    exchange.say(count(1))
    assert outcome(future) == (PrintOutcome.PRINTED, None)
