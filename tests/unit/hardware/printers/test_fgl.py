"""The FGL driver by expected exchanges: bytes out, bytes in, what became of the ticket."""

from __future__ import annotations

import pytest

from hardware.printers.fgl import PHASES, Phase, Step
from hardware.printers.fgl_status import FINISH_HALF
from pos.errors import IllegalTransition
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, PrintOutcome
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
    ("byte", "condition"),
    [
        (0x03, Condition.JAM),
        (0x04, Condition.JAM),
        (0x0E, Condition.JAM),
        (0x18, Condition.JAM),
        (0x1E, Condition.JAM),
        (0x1D, Condition.CUTTER_JAM),
        (0x1F, Condition.CUTTER_JAM),
        (0x15, Condition.MECHANICAL),
    ],
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


@pytest.mark.parametrize("byte", [0x02, 0x14, 0x1A])
def test_trouble_without_a_ticket_stops(byte: int) -> None:
    exchange = ready()
    exchange.say(bytes((byte,)))
    assert exchange.conditions == {Condition.MECHANICAL}


@pytest.mark.parametrize("byte", [0x01, 0x05, 0x07, 0x08, 0x09, 0x16, 0x17, 0x1B, 0x1C, 0x00])
def test_what_does_not_matter_is_only_noted(byte: int) -> None:
    exchange = ready()
    exchange.say(bytes((byte,)))
    assert (exchange.state, exchange.conditions) == (DeviceState.READY, frozenset())


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
    exchange.say(ACK)
    assert exchange.conditions == frozenset()


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
    exchange.say(b"\x12\x11" + count(5) + count(5))
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
    second, _third = exchange.print(b"<two>"), exchange.print(b"<three>")
    assert second.cancel()
    assert exchange.say(ACK) == b"<three>"


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
