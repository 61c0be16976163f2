"""The FGL driver in status mode s90, by expected exchanges."""

from __future__ import annotations

from concurrent.futures import Future

import pytest

from hardware.printers.fgl_asking import LATER_S, SOON_S
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, PrintOutcome, PrintResult
from tests.unit.hardware.exchange import ANSWER_WITHIN_S, REPLY_WITHIN_S, Exchange, fgl

TICKET = b"<RC10,20>Seat<p>"
STATE, COUNT = b"<S92>", b"<S2>"
GOOD, LOW, OUT, JAM, WAITING, BUSY = b"A", b"?", b"@", b"H", b"G", b"C"


def count(number: int) -> bytes:
    return b"%07d PROM = FGL46G42" % number


def ready(start: int = 0, **changes: bool) -> Exchange:
    exchange = fgl(status_mode="s90", **changes)
    assert exchange.up() == b"<CB>" + STATE
    assert exchange.say(GOOD) == COUNT
    exchange.say(count(start))
    assert exchange.state is DeviceState.READY
    return exchange


def in_flight(start: int = 0, **changes: bool) -> tuple[Exchange, Future[PrintResult]]:
    exchange = ready(start, **changes)
    future = exchange.print(TICKET)
    assert exchange.sent() == STATE
    assert exchange.say(GOOD) == COUNT
    assert exchange.say(count(start)) == TICKET
    return exchange, future


def outcome(future: Future[PrintResult]) -> tuple[PrintOutcome, Condition | None]:
    result = future.result(0)
    return result.outcome, result.condition


def test_in_s90_the_acknowledgement_comes_unasked() -> None:
    exchange, future = in_flight()
    exchange.say(b"\x06")
    assert outcome(future) == (PrintOutcome.PRINTED, None)


def test_in_s90_all_well_is_no_acknowledgement() -> None:
    exchange, future = in_flight()
    for _ in range(int(ANSWER_WITHIN_S) - 1):
        exchange.wait(SOON_S)
        exchange.say(GOOD)
    assert not future.done()
    exchange.wait(SOON_S)
    assert outcome(future) == (PrintOutcome.UNKNOWN, Condition.SILENT)


def test_out_of_stock_is_learned_by_asking_and_waited_for() -> None:
    exchange, future = in_flight()
    exchange.wait(SOON_S)
    exchange.say(OUT)
    assert (exchange.state, exchange.conditions) == (
        DeviceState.STOPPED,
        {Condition.OUT_OF_STOCK},
    )
    for _ in range(100):
        assert exchange.wait(SOON_S) == STATE
        exchange.say(OUT)
    assert not future.done()
    exchange.wait(SOON_S)
    exchange.say(GOOD)
    exchange.say(b"\x06")
    assert outcome(future) == (PrintOutcome.PRINTED, None)
    assert exchange.state is DeviceState.READY


def test_a_jam_learned_by_asking_spoils() -> None:
    exchange, future = in_flight()
    exchange.wait(SOON_S)
    exchange.say(JAM)
    assert outcome(future) == (PrintOutcome.SPOILED, Condition.JAM)
    exchange.say(GOOD)
    exchange.say(count(1))
    assert exchange.state is DeviceState.READY


def test_at_rest_it_is_asked_now_and_then() -> None:
    exchange = ready()
    assert exchange.wait(LATER_S) == STATE
    exchange.say(LOW)
    assert exchange.conditions == {Condition.LOW_STOCK}
    assert exchange.wait(LATER_S) == STATE
    exchange.say(GOOD)
    assert exchange.conditions == frozenset()
    assert exchange.wait(LATER_S) == STATE
    exchange.wait(REPLY_WITHIN_S)
    exchange.wait(REPLY_WITHIN_S)
    assert exchange.conditions == {Condition.SILENT}


@pytest.mark.parametrize("letter", [BUSY, b"4", b"z", b"6", b"B"])
def test_what_is_not_well_begins_no_ticket(letter: bytes) -> None:
    """Busy, jam (a digit, held back until nothing follows), nonsense, and letters nobody has."""
    exchange = ready()
    exchange.print(TICKET)
    assert exchange.sent() == STATE
    assert exchange.say(letter) == b""
    assert TICKET not in exchange.wait(REPLY_WITHIN_S)
    assert exchange.state is DeviceState.STOPPED


def test_a_ticket_in_the_exit_is_learned_by_asking() -> None:
    exchange, future = in_flight()
    exchange.say(b"\x06")
    assert outcome(future) == (PrintOutcome.PRINTED, None)
    assert exchange.wait(LATER_S) == STATE
    exchange.say(WAITING)
    assert exchange.conditions == {Condition.TICKET_WAITING}
    exchange.print(TICKET)
    assert exchange.sent() == b""
    assert exchange.wait(SOON_S) == STATE
    assert exchange.say(GOOD) == STATE
    assert exchange.say(GOOD) == COUNT
    assert exchange.say(count(1)) == TICKET


def test_a_question_leaves_although_writing_is_paused() -> None:
    exchange, _ = in_flight()
    exchange.say(b"\x13")
    assert exchange.wait(SOON_S) == STATE


def test_a_pause_ends_with_the_answer_that_all_is_well() -> None:
    exchange = ready()
    exchange.say(b"\x13")
    exchange.print(TICKET)
    assert exchange.sent() == STATE
    assert exchange.say(GOOD) == COUNT
    assert exchange.say(count(0)) == TICKET


def test_a_count_that_nobody_has_asked_for_yet_puts_nothing_in_step() -> None:
    """Kept by the printer since another line."""
    exchange = fgl(status_mode="s90")
    exchange.up()
    exchange.print(TICKET)
    assert exchange.say(count(4)) == b""
    assert exchange.say(GOOD) == COUNT
    assert exchange.say(count(5)) == TICKET


def test_it_tells_by_what_it_acknowledges() -> None:
    assert ready().told()["acknowledges_by"] == "ticket"
