"""The FGL driver by expected exchanges: bytes out, bytes in, what became of the ticket."""

from __future__ import annotations

import pytest

from hardware.printers.fgl import FglDriver
from hardware.printers.fgl_phases import PHASES, Phase, Step
from hardware.printers.fgl_status import FINISH_HALF
from hardware.printers.kicks import Kick, Pulse
from pos.errors import IllegalTransition
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, KickResult, PrintOutcome
from tests.unit.hardware.exchange import ANSWER_WITHIN_S, REPLY_WITHIN_S, Exchange, fgl

TICKET = b"<RC10,20>Seat<p>"
ACK, ON, OFF, OUT = b"\x06", b"\x11", b"\x13", b"\x10"
ASK = b"<S2>"


def count(number: int) -> bytes:
    return b"%07d PROM = FGL46G42" % number


def ready(start: int = 0, **changes: bool) -> Exchange:
    exchange = fgl(**changes)
    exchange.up()
    exchange.say(count(start))
    return exchange


def outcome(future: object) -> tuple[PrintOutcome, Condition | None]:
    result = future.result(0)  # type: ignore[attr-defined]
    return result.outcome, result.condition


def in_flight(start: int = 0, **changes: bool) -> tuple[Exchange, object]:
    exchange = ready(start, **changes)
    future = exchange.print(TICKET)
    assert exchange.sent() == TICKET
    return exchange, future


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("step", Step)
def test_the_phases_are_a_total_table(phase: Phase, step: Step) -> None:
    if PHASES.allows(phase, step):
        assert PHASES.advance(phase, step) in Phase
    else:
        with pytest.raises(IllegalTransition):
            PHASES.advance(phase, step)


def test_it_asks_for_the_count_before_it_calls_itself_ready() -> None:
    exchange = fgl()
    assert exchange.up() == b"<CB>" + ASK
    assert exchange.state is DeviceState.CONNECTING
    exchange.say(count(4616))
    assert exchange.state is DeviceState.READY


def test_an_answer_may_come_in_pieces_among_status_bytes() -> None:
    exchange = fgl()
    exchange.up()
    for byte in count(7)[:9] + b"\x0f" + count(7)[9:]:
        exchange.say(bytes((byte,)))
    assert exchange.conditions == {Condition.LOW_STOCK}


def test_a_line_end_behind_the_answer_is_no_status() -> None:
    """0D and 0A behind readable text end its line; they do not say out of paper."""
    exchange = fgl()
    exchange.up()
    exchange.say(count(7) + b"\r\n")
    assert (exchange.state, exchange.conditions) == (DeviceState.READY, frozenset())
    exchange.say(ON + b"\x0a")
    assert exchange.conditions == {Condition.OUT_OF_STOCK}


def test_one_ticket_is_in_flight() -> None:
    exchange, first = in_flight()
    second = exchange.print(b"<p>")
    assert exchange.sent() == b""
    assert exchange.say(ACK) == b"<p>"
    assert outcome(first) == (PrintOutcome.PRINTED, None)
    exchange.say(ACK)
    assert outcome(second) == (PrintOutcome.PRINTED, None)


def test_an_acknowledgement_before_the_last_byte_is_not_its_own() -> None:
    exchange = ready()
    future = exchange.print(TICKET)
    assert exchange.sent(5) == TICKET[:5]
    exchange.driver.received(ACK)
    assert not future.done()
    assert exchange.sent() == TICKET[5:]
    exchange.say(ACK)
    assert outcome(future)[0] is PrintOutcome.PRINTED


def test_writing_pauses_on_13_and_goes_on_with_11() -> None:
    exchange = ready()
    exchange.print(TICKET)
    assert exchange.sent(4) == TICKET[:4]
    assert exchange.say(OFF) == b""
    assert exchange.say(ON) == TICKET[4:]


@pytest.mark.parametrize(
    ("byte", "condition"), [(0x18, Condition.JAM), (0x15, Condition.MECHANICAL)]
)
def test_a_fault_spoils_and_stops(byte: int, condition: Condition) -> None:
    exchange, future = in_flight()
    exchange.say(bytes((byte,)))
    assert outcome(future) == (PrintOutcome.SPOILED, condition)
    assert exchange.state is DeviceState.STOPPED
    exchange.say(ON)
    exchange.say(count(1) + count(1))
    assert exchange.state is DeviceState.READY


def test_illegal_data_spoils_without_stopping() -> None:
    exchange, future = in_flight()
    assert exchange.say(b"\x19") == ASK
    assert outcome(future) == (PrintOutcome.SPOILED, Condition.ILLEGAL_DATA)
    exchange.say(count(0))
    assert exchange.state is DeviceState.READY


@pytest.mark.parametrize("byte", [0x02, 0x14, 0x1A, 0x1C])
def test_trouble_without_a_ticket_stops_until_the_printer_answers(byte: int) -> None:
    exchange = ready()
    assert exchange.say(bytes((byte,))) == ASK
    assert (exchange.state, exchange.conditions) == (DeviceState.STOPPED, {Condition.MECHANICAL})
    exchange.print(TICKET)
    exchange.wait(10_000)
    assert exchange.state is DeviceState.STOPPED
    exchange.say(ON + count(0) + count(0))
    assert exchange.state is DeviceState.READY


@pytest.mark.parametrize("byte", [0x10, 0x0A, 0x0B])
def test_out_of_stock_waits_without_a_deadline(byte: int) -> None:
    exchange, future = in_flight()
    exchange.say(bytes((byte,)) + OFF)
    assert exchange.conditions == {Condition.OUT_OF_STOCK}
    exchange.wait(10_000)
    assert not future.done()  # type: ignore[attr-defined]
    exchange.say(ON + ACK)
    assert outcome(future) == (PrintOutcome.PRINTED, None)
    assert exchange.state is DeviceState.READY


def test_after_loading_the_deadline_runs_afresh() -> None:
    exchange, future = in_flight()
    exchange.say(OUT)
    exchange.wait(100)
    exchange.say(ON)
    exchange.wait(ANSWER_WITHIN_S - 1)
    assert not future.done()  # type: ignore[attr-defined]
    exchange.wait(1)
    assert outcome(future) == (PrintOutcome.UNKNOWN, Condition.SILENT)


def test_a_purging_printer_drops_the_ticket() -> None:
    exchange, future = in_flight(purge=True)
    exchange.say(OUT)
    assert outcome(future) == (PrintOutcome.UNKNOWN, Condition.OUT_OF_STOCK)


def test_paper_loaded_ends_low_stock() -> None:
    exchange = ready()
    exchange.say(b"\x0f")
    assert exchange.state is DeviceState.ATTENTION
    exchange.say(b"\x0c")
    assert exchange.state is DeviceState.READY


def test_busy_and_ready_again_does_not_end_low_stock() -> None:
    exchange = ready()
    exchange.say(b"\x0f" + OFF + ON)
    assert exchange.conditions == {Condition.LOW_STOCK}


# ---- doubt ----


def test_power_on_while_waiting_leaves_doubt_and_asks_afresh() -> None:
    exchange, future = in_flight()
    assert exchange.say(b"\x12\x11") == b"<CB>" + ASK
    assert outcome(future) == (PrintOutcome.UNKNOWN, Condition.RESTARTED)
    exchange.say(count(0))
    assert exchange.conditions == {Condition.RESTARTED}
    exchange.print(TICKET)
    exchange.sent()
    assert exchange.say(ACK) == ASK
    exchange.say(count(1))
    assert exchange.conditions == frozenset()


def test_the_end_of_a_ticket_that_a_restart_has_cut_in_two_speaks_for_no_other() -> None:
    """It arrived behind the restart, was printed like a whole one, and says so late."""
    exchange, _ = in_flight()
    exchange.say(b"\x12\x11" + count(1))
    future = exchange.print(TICKET)
    exchange.sent()
    assert exchange.say(ACK) == ASK
    exchange.say(count(1))
    assert not future.done()  # type: ignore[attr-defined]
    exchange.say(count(2))
    assert outcome(future) == (PrintOutcome.PRINTED, None)


def test_a_count_kept_since_another_line_puts_nothing_in_step() -> None:
    """As many questions as answers may be stale, and one more: that one is of now."""
    exchange = fgl()
    exchange.up()
    exchange.hang_up()
    assert exchange.up() == b"<CB>" + ASK + ASK
    exchange.print(TICKET)
    assert exchange.say(count(4)) == b""
    assert exchange.say(count(5)) == TICKET


def test_where_the_kept_count_got_lost_nobody_waits_for_it() -> None:
    exchange = fgl()
    exchange.up()
    exchange.hang_up()
    exchange.up()
    exchange.say(count(5) + count(5))
    assert exchange.state is DeviceState.READY
    exchange.print(TICKET)
    exchange.sent()
    exchange.say(ACK)
    exchange.hang_up()
    assert exchange.up() == b"<CB>" + ASK


def test_a_ticket_of_which_no_byte_has_left_begins_again_after_a_restart() -> None:
    exchange = ready()
    exchange.say(OFF)
    future = exchange.print(TICKET)
    assert exchange.say(b"\x12\x11") == b"<CB>" + ASK
    assert exchange.say(count(0)) == TICKET
    exchange.say(ACK)
    assert outcome(future) == (PrintOutcome.PRINTED, None)


def test_power_on_with_nothing_under_way_is_no_news() -> None:
    exchange = ready()
    exchange.say(b"\x12\x11" + count(0))
    assert (exchange.state, exchange.conditions) == (DeviceState.READY, frozenset())


def test_a_ticket_that_had_not_begun_to_leave_is_not_sent_when_the_line_goes() -> None:
    exchange = ready()
    first, second = exchange.print(TICKET), exchange.print(TICKET)
    exchange.hang_up()
    assert outcome(first) == (PrintOutcome.NOT_SENT, Condition.UNREACHABLE)
    assert outcome(second) == (PrintOutcome.NOT_SENT, Condition.UNREACHABLE)


def test_one_byte_is_enough_for_doubt() -> None:
    exchange = ready()
    future = exchange.print(TICKET)
    exchange.sent(1)
    exchange.hang_up()
    assert outcome(future) == (PrintOutcome.UNKNOWN, Condition.UNREACHABLE)


def test_half_a_ticket_stuck_in_the_line_makes_a_new_line() -> None:
    exchange = ready()
    future = exchange.print(TICKET)
    exchange.sent(5)
    exchange.driver.received(OFF)
    exchange.wait(ANSWER_WITHIN_S)
    assert outcome(future) == (PrintOutcome.UNKNOWN, Condition.SILENT)
    assert exchange.down is not None
    assert exchange.state is DeviceState.LOST


def test_a_ticket_held_back_from_its_first_byte_was_not_sent() -> None:
    exchange = ready()
    exchange.say(OFF)
    future = exchange.print(TICKET)
    assert exchange.sent() == b""
    exchange.wait(ANSWER_WITHIN_S)
    assert outcome(future) == (PrintOutcome.NOT_SENT, Condition.SILENT)
    assert exchange.say(ON).startswith(ASK)  # and the ticket's bytes are gone


def given_up(start: int = 5) -> Exchange:
    """A driver that waited in vain for one acknowledgement, and is in step again."""
    exchange, future = in_flight(start)
    assert exchange.wait(ANSWER_WITHIN_S) == ASK
    assert outcome(future) == (PrintOutcome.UNKNOWN, Condition.SILENT)
    assert exchange.conditions == {Condition.SILENT}
    exchange.say(count(start + 1))
    assert exchange.state is DeviceState.READY
    return exchange


def test_after_doubt_an_acknowledgement_is_checked_against_the_count() -> None:
    exchange = given_up(5)
    future = exchange.print(TICKET)
    exchange.sent()
    assert exchange.say(ACK) == ASK
    assert not future.done()
    exchange.say(count(7))
    assert outcome(future) == (PrintOutcome.PRINTED, None)


def test_a_late_acknowledgement_is_not_believed_for_the_next_ticket() -> None:
    exchange = given_up(5)
    future = exchange.print(TICKET)
    exchange.sent()
    exchange.say(ACK)  # the one given up
    exchange.say(count(6))  # nothing more was printed
    exchange.wait(ANSWER_WITHIN_S)
    assert outcome(future) == (PrintOutcome.UNKNOWN, Condition.SILENT)


def test_a_late_acknowledgement_between_tickets_ends_the_doubt() -> None:
    exchange = given_up(5)
    exchange.say(ACK)
    future = exchange.print(TICKET)
    exchange.sent()
    exchange.say(ACK)
    assert outcome(future) == (PrintOutcome.PRINTED, None)


def test_doubt_outlives_the_line() -> None:
    exchange, _ = in_flight(5)
    exchange.hang_up()
    exchange.up()
    exchange.say(count(5))
    future = exchange.print(TICKET)
    exchange.sent()
    exchange.say(ACK)
    assert not future.done()


def test_doubt_ends_when_the_printer_restarts() -> None:
    exchange, _ = in_flight(5)
    exchange.hang_up()
    exchange.up()
    exchange.say(count(5) + b"\x12\x11" + count(5))
    future = exchange.print(TICKET)
    exchange.sent()
    exchange.say(ACK)
    assert outcome(future) == (PrintOutcome.PRINTED, None)


# ---- silence ----


def test_silence_stops_and_at_last_hangs_up() -> None:
    exchange = fgl()
    exchange.up()
    assert exchange.wait(REPLY_WITHIN_S) == FINISH_HALF + ASK
    assert (exchange.state, exchange.conditions) == (DeviceState.STOPPED, {Condition.SILENT})
    assert exchange.wait(REPLY_WITHIN_S * 2) == FINISH_HALF + ASK
    exchange.wait(REPLY_WITHIN_S * 4)
    assert exchange.down is not None
    assert exchange.state is DeviceState.LOST


def test_only_a_new_line_is_filled_up() -> None:
    """Once the printer was in step, what it has not answered is no half ticket of another host."""
    exchange, _ = in_flight()
    exchange.wait(ANSWER_WITHIN_S)
    assert exchange.wait(REPLY_WITHIN_S) == ASK


def test_a_dropped_question_does_not_hold_the_printer_for_ever() -> None:
    exchange = fgl()
    exchange.up()
    exchange.wait(REPLY_WITHIN_S)  # asked again
    exchange.say(count(3))  # one answer to two questions
    assert exchange.state is DeviceState.STOPPED
    exchange.wait(REPLY_WITHIN_S * 2)
    assert exchange.state is DeviceState.READY


def test_a_printer_that_is_out_at_connect_is_asked_again_once_it_is_loaded() -> None:
    exchange = fgl()
    exchange.up()
    exchange.say(OUT + OFF)
    exchange.wait(10_000)
    assert exchange.conditions == {Condition.OUT_OF_STOCK}
    assert exchange.say(ON) == ASK
    exchange.say(count(1) + count(1))
    assert exchange.state is DeviceState.READY


def test_jobs_are_held_while_a_person_is_needed() -> None:
    exchange = ready()
    exchange.say(OUT)
    exchange.print(TICKET)
    assert exchange.sent() == b""
    assert exchange.say(b"\x0c") == TICKET


def test_a_cancelled_job_is_left_out() -> None:
    exchange, _ = in_flight()
    second, _third = exchange.print(b"two<p>"), exchange.print(b"three<p>")
    assert second.cancel()
    assert exchange.say(ACK) == b"three<p>"


def test_closing_settles_what_is_under_way_and_what_waits() -> None:
    exchange, first = in_flight()
    second = exchange.print(TICKET)
    exchange.driver.end()
    assert outcome(first) == (PrintOutcome.UNKNOWN, None)
    assert outcome(second) == (PrintOutcome.NOT_SENT, None)
    assert outcome(exchange.print(TICKET)) == (PrintOutcome.NOT_SENT, Condition.UNREACHABLE)


def test_the_first_byte_is_timed() -> None:
    exchange = ready()
    exchange.clock.step(3.5)
    future = exchange.print(TICKET)
    exchange.sent(1)
    exchange.clock.step(1)
    exchange.sent()
    exchange.say(ACK)
    assert future.result(0).first_byte_s == 3.5


# ---- the gate ----


@pytest.mark.expects_log("<ppe> at byte 4 is not a command of a ticket")
def test_what_may_not_leave_is_not_sent_and_is_our_fault() -> None:
    exchange = ready()
    future = exchange.print(b"<CB><ppe><p>")
    assert outcome(future) == (PrintOutcome.NOT_SENT, Condition.ILLEGAL_DATA)
    assert (exchange.sent(), exchange.state) == (b"", DeviceState.READY)


# ---- a ticket in the exit ----


@pytest.mark.parametrize("taken", [b"\x16", ON])
def test_the_next_ticket_waits_until_the_last_one_is_taken(taken: bytes) -> None:
    exchange, first = in_flight()
    exchange.say(ACK + b"\x17")
    assert outcome(first)[0] is PrintOutcome.PRINTED
    assert (exchange.state, exchange.conditions) == (
        DeviceState.ATTENTION,
        {Condition.TICKET_WAITING},
    )
    exchange.print(TICKET)
    assert exchange.wait(1000) == b""
    assert exchange.say(taken) == TICKET
    assert exchange.state is DeviceState.READY


def test_a_ticket_sent_behind_one_in_the_exit_has_no_deadline() -> None:
    exchange, future = in_flight()
    exchange.say(b"\x17")
    exchange.wait(10_000)
    assert not future.done()  # type: ignore[attr-defined]
    exchange.say(b"\x16" + ACK)
    assert outcome(future)[0] is PrintOutcome.PRINTED


# ---- facts ----


def test_it_tells_what_the_printer_said_about_itself() -> None:
    exchange = fgl()
    assert exchange.told() == {}
    exchange.up()
    exchange.say(count(4616))
    assert exchange.told() == {
        "firmware": "FGL46G42",
        "tickets_printed": "4616",
        "status_mode": "normal",
        "acknowledges_by": "ticket",
    }


def test_a_printer_that_prints_in_silence_is_in_another_mode_than_set() -> None:
    exchange = fgl()
    exchange.up()
    exchange.say(count(0))
    for printed in (1, 2):
        future = exchange.print(TICKET)
        exchange.sent()
        exchange.wait(ANSWER_WITHIN_S)
        assert outcome(future) == (PrintOutcome.UNKNOWN, Condition.SILENT)
        exchange.say(count(printed))
    assert (exchange.state, exchange.conditions) == (
        DeviceState.STOPPED,
        {Condition.UNINTELLIGIBLE},
    )
    assert outcome(exchange.print(TICKET)) == (PrintOutcome.NOT_SENT, Condition.UNINTELLIGIBLE)
    exchange.say(b"\x12\x11" + count(2) + count(2))  # set right, and switched on
    assert exchange.conditions == {Condition.RESTARTED}


def test_a_printer_once_heard_has_only_lost_its_acknowledgements() -> None:
    exchange = ready()
    exchange.say(ON)
    for printed in (1, 2, 3):
        exchange.print(TICKET)
        exchange.sent()
        exchange.wait(ANSWER_WITHIN_S)
        exchange.say(count(printed))
    assert exchange.state is DeviceState.READY


# ---- idle ----


def test_a_printer_not_ready_for_long_is_asked_and_then_called_silent() -> None:
    """A cover that is open says X-OFF and nothing else."""
    exchange = ready()
    exchange.say(OFF)
    exchange.wait(ANSWER_WITHIN_S)
    exchange.wait(REPLY_WITHIN_S)
    assert exchange.conditions == {Condition.SILENT}


# ---- the drawer ----


def kick(exchange: Exchange, pin: int = 2, wait_s: float = 5.0) -> Kick:
    driver = exchange.driver
    assert isinstance(driver, FglDriver)
    one = Kick(Pulse(pin, 100), True, wait_s, 1.0)
    driver.accept_kick(one)
    return one


@pytest.mark.parametrize(("pin", "sent"), [(2, b"<DA>"), (5, b"<DB>")])
def test_a_pulse_is_sent_and_nobody_claims_to_have_seen_it(pin: int, sent: bytes) -> None:
    exchange = ready()
    one = kick(exchange, pin)
    assert exchange.sent() == sent
    assert one.future.result(0) == KickResult(sent=True)


def test_a_pulse_goes_between_tickets_and_before_those_that_wait() -> None:
    exchange, _ = in_flight()
    exchange.print(TICKET)
    kick(exchange)
    assert exchange.sent() == b""
    assert exchange.say(ACK) == b"<DA>"
    assert exchange.wait(0.1) == TICKET


def test_a_pulse_does_not_wait_for_a_ticket_to_be_taken() -> None:
    exchange = ready()
    exchange.say(b"\x17")
    kick(exchange)
    assert exchange.sent() == b"<DA>"


@pytest.mark.parametrize(("said", "why"), [(OUT, Condition.OUT_OF_STOCK), (OFF, Condition.SILENT)])
def test_a_pulse_that_cannot_leave_is_refused(said: bytes, why: Condition) -> None:
    exchange = ready()
    exchange.say(said)
    one = kick(exchange)
    assert exchange.wait(5) == b""
    assert one.future.result(0) == KickResult(sent=False, condition=why)


def test_without_a_line_no_pulse_is_sent() -> None:
    exchange = ready()
    exchange.hang_up()
    assert kick(exchange).future.result(0) == KickResult(False, None, Condition.UNREACHABLE)
