"""The FGL driver in the solicited status modes, by expected exchanges."""

from __future__ import annotations

from concurrent.futures import Future

import pytest

from hardware.printers.fgl import LATER_S, SOON_S
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, PrintOutcome, PrintResult
from tests.unit.hardware.exchange import ANSWER_WITHIN_S, REPLY_WITHIN_S, Exchange, fgl

TICKET = b"<RC10,20>Seat<p>"
STATE, COUNT = b"<S92>", b"<S2>"
GOOD, LOW, OUT, JAM, WAITING, BUSY = b"A", b"?", b"@", b"H", b"G", b"C"


def count(number: int) -> bytes:
    return b"%07d PROM = FGL46G42" % number


def ready(mode: str, start: int = 0, **changes: bool) -> Exchange:
    exchange = fgl(status_mode=mode, **changes)
    assert exchange.up() == b"<CB>" + STATE
    assert exchange.say(GOOD) == COUNT
    exchange.say(count(start))
    assert exchange.state is DeviceState.READY
    return exchange


def in_flight(mode: str, start: int = 0, **changes: bool) -> tuple[Exchange, Future[PrintResult]]:
    exchange = ready(mode, start, **changes)
    future = exchange.print(TICKET)
    assert exchange.sent() == STATE
    assert exchange.say(GOOD) == COUNT
    sent = exchange.say(count(start))
    assert sent == (TICKET + STATE if mode == "s91" else TICKET)
    return exchange, future


def outcome(future: Future[PrintResult]) -> tuple[PrintOutcome, Condition | None]:
    result = future.result(0)
    return result.outcome, result.condition


def test_in_s91_a_ticket_is_printed_when_the_count_has_gone_up_by_one() -> None:
    exchange, future = in_flight("s91", 7)
    assert exchange.say(GOOD) == COUNT
    assert not future.done()
    exchange.say(count(8))
    assert outcome(future) == (PrintOutcome.PRINTED, None)


def test_in_s91_an_old_count_is_asked_again_but_not_for_ever() -> None:
    exchange, future = in_flight("s91", 7)
    for _ in range(int(ANSWER_WITHIN_S)):
        if future.done():
            break
        exchange.say(GOOD)
        exchange.say(count(7))
        exchange.wait(SOON_S)
    assert outcome(future) == (PrintOutcome.UNKNOWN, Condition.SILENT)


def test_in_s91_a_count_that_cannot_be_is_doubt() -> None:
    exchange, future = in_flight("s91", 7)
    exchange.say(GOOD)
    exchange.say(count(9))
    assert outcome(future) == (PrintOutcome.UNKNOWN, Condition.UNINTELLIGIBLE)


def test_in_s91_an_acknowledgement_proves_nothing() -> None:
    exchange, future = in_flight("s91")
    exchange.say(b"\x06")
    assert not future.done()


def test_in_s90_the_acknowledgement_comes_unasked() -> None:
    exchange, future = in_flight("s90")
    exchange.say(b"\x06")
    assert outcome(future) == (PrintOutcome.PRINTED, None)


def test_in_s90_all_well_is_no_acknowledgement() -> None:
    exchange, future = in_flight("s90")
    for _ in range(int(ANSWER_WITHIN_S) - 1):
        exchange.wait(SOON_S)
        exchange.say(GOOD)
    assert not future.done()
    exchange.wait(SOON_S)
    assert outcome(future) == (PrintOutcome.UNKNOWN, Condition.SILENT)


@pytest.mark.parametrize("mode", ["s90", "s91"])
def test_out_of_stock_is_learned_by_asking_and_waited_for(mode: str) -> None:
    exchange, future = in_flight(mode)
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
    exchange.say(b"\x06" if mode == "s90" else count(1))
    assert outcome(future) == (PrintOutcome.PRINTED, None)
    assert exchange.state is DeviceState.READY


@pytest.mark.parametrize("mode", ["s90", "s91"])
def test_a_jam_learned_by_asking_spoils(mode: str) -> None:
    exchange, future = in_flight(mode)
    exchange.wait(SOON_S)
    exchange.say(JAM)
    assert outcome(future) == (PrintOutcome.SPOILED, Condition.JAM)
    exchange.say(GOOD)
    exchange.say(count(1))
    assert exchange.state is DeviceState.READY


@pytest.mark.parametrize("mode", ["s90", "s91"])
def test_at_rest_it_is_asked_now_and_then(mode: str) -> None:
    exchange = ready(mode)
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
    exchange = ready("s90")
    exchange.print(TICKET)
    assert exchange.sent() == STATE
    assert exchange.say(letter) == b""
    assert TICKET not in exchange.wait(REPLY_WITHIN_S)
    assert exchange.state is DeviceState.STOPPED


def test_a_ticket_in_the_exit_is_learned_by_asking() -> None:
    exchange, future = in_flight("s91")
    assert exchange.say(WAITING) == COUNT
    exchange.say(count(1))
    assert outcome(future) == (PrintOutcome.PRINTED, None)
    assert exchange.conditions == {Condition.TICKET_WAITING}
    exchange.print(TICKET)
    assert exchange.sent() == b""
    assert exchange.wait(SOON_S) == STATE
    assert exchange.say(GOOD) == STATE
    assert exchange.say(GOOD) == COUNT
    assert exchange.say(count(1)) == TICKET + STATE


def test_a_question_leaves_although_writing_is_paused() -> None:
    exchange, _ = in_flight("s90")
    exchange.say(b"\x13")
    assert exchange.wait(SOON_S) == STATE


def test_a_pause_ends_with_the_answer_that_all_is_well() -> None:
    exchange = ready("s90")
    exchange.say(b"\x13")
    exchange.print(TICKET)
    assert exchange.sent() == STATE
    assert exchange.say(GOOD) == COUNT
    assert exchange.say(count(0)) == TICKET


def test_it_tells_by_what_it_acknowledges() -> None:
    assert ready("s91").told()["acknowledges_by"] == "count"
    assert ready("s90").told()["acknowledges_by"] == "ticket"
