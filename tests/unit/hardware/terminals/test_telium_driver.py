"""The turns of protocol E, word by word: what is sent, when, and what a sale comes to."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from concurrent.futures import Future

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.health import Health
from hardware.simulators.stepped_clock import SteppedClock
from hardware.terminals.telium_driver import ACK_S, GRACE_S, LOOK_S, REPLY_S, TRIES, TeliumDriver
from hardware.terminals.telium_frames import ACK, ENQ, EOT, NAK, Ask, Way, framed, request
from hardware.terminals.telium_sale import Sale
from hardware.terminals.telium_settings import ANSWER_WITHIN_S, TeliumSettings
from hardware.transports.address import TcpAddress
from pos.lifecycles import DeviceState
from pos.money import Money
from pos.ports.devices import Condition
from pos.ports.terminals import CardOutcome, CardRequest, CardResult, Declined
from tests.unit.hardware.exchange import Exchange

PRICE = Money(12_50, "EUR")
CARD = "4" + "1" * 15
NONE = frozenset[Condition]()


class Line(Exchange):
    """A driver that is connected to a terminal we play."""

    def __init__(self) -> None:
        health, clock = Health("payment_terminal"), SteppedClock()
        settings = TeliumSettings("payment_terminal", TcpAddress("127.0.0.1", 1))
        self.telium = TeliumDriver(health, clock, settings)
        super().__init__(self.telium, health, clock)

    def ready(self) -> Line:
        assert self.up() == ENQ
        assert self.say(ACK) == EOT
        assert self.state is DeviceState.READY
        return self

    def start(
        self, message: str = "M1", way: Way = Way.DEBIT, **other: object
    ) -> Future[CardResult]:
        values: dict[str, object] = {"amount": PRICE, **other}
        sale = Sale(CardRequest("order-" + message, message, **values), way)  # type: ignore[arg-type]
        self.telium.accept(sale)
        return sale.future

    def asked(self, message: str = "M1", way: Way = Way.DEBIT) -> Future[CardResult]:
        """A sale the terminal has taken."""
        future = self.start(message, way)
        assert self.sent() == ENQ
        assert self.say(ACK) == request(Ask("01", way, PRICE, message))
        assert self.say(ACK) == EOT
        return future

    def answer(self, data: bytes) -> bytes:
        """The terminal has its turn; return what it was told upon its frame."""
        assert self.say(ENQ) == ACK
        told = self.say(framed(data))
        self.say(EOT)
        return told


def answer(
    result: str = "0",
    message: str = "M1",
    pos: str = "01",
    minor: int = 1250,
    currency: str = "978",
) -> bytes:
    return f"{pos}{result}{minor:08}1{currency}{message:<10}".encode()


def outcome(future: Future[CardResult]) -> tuple[CardOutcome, Condition | None]:
    result = future.result(0)
    assert result.outcome in (CardOutcome.APPROVED, CardOutcome.PARTIAL) or result.amount is None
    return result.outcome, result.condition


@contextlib.contextmanager
def silenced() -> Iterator[None]:
    """Whatever is logged meanwhile is of no interest here."""
    logger = logging.getLogger("foyer.device.terminal")
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = False


def test_a_charge_from_beginning_to_end() -> None:
    line = Line().ready()
    future = line.asked()
    assert line.answer(answer()) == ACK
    assert future.result(0) == CardResult(CardOutcome.APPROVED, "order-M1", "M1", amount=PRICE)
    assert line.state is DeviceState.READY
    assert line.asked("M2") is not future


def test_a_refund_says_so() -> None:
    line = Line().ready()
    future = line.asked(way=Way.REFUND)
    line.answer(answer())
    assert outcome(future) == (CardOutcome.APPROVED, None)


@pytest.mark.parametrize(
    ("result", "comes_to", "condition"),
    [
        ("0", CardOutcome.APPROVED, None),
        ("7", CardOutcome.DECLINED, None),
        ("9", CardOutcome.UNKNOWN, None),
    ],
)
def test_what_the_results_mean(
    result: str, comes_to: CardOutcome, condition: Condition | None
) -> None:
    line = Line().ready()
    future = line.asked()
    line.answer(answer(result))
    assert outcome(future) == (comes_to, condition)
    declined = Declined.OTHER if comes_to is CardOutcome.DECLINED else None
    assert future.result(0).declined is declined


@pytest.mark.parametrize(
    "other",
    [
        answer(message="M2"),
        answer(message=""),
        answer(minor=1249),
        answer(minor=125_000),
        answer(pos="02"),
        answer(currency="840"),
        answer("5"),
        answer("7", minor=0),
    ],
)
def test_an_answer_that_does_not_match_is_no_answer(other: bytes, expects_log: list[str]) -> None:
    expects_log.append("an answer that is none to our sale")
    line = Line().ready()
    future = line.asked()
    assert line.answer(other) == ACK
    assert outcome(future) == (CardOutcome.UNKNOWN, Condition.UNINTELLIGIBLE)


def test_an_answer_to_the_sale_before_is_dropped_and_ours_still_counts(
    expects_log: list[str],
) -> None:
    expects_log.append("an answer to an earlier sale was dropped")
    line = Line().ready()
    first = line.asked()
    line.wait(ANSWER_WITHIN_S)
    assert outcome(first) == (CardOutcome.UNKNOWN, Condition.SILENT)
    assert (line.state, line.conditions) == (DeviceState.STOPPED, {Condition.SILENT})
    second = line.asked("M2")
    assert line.answer(answer("0", "M1")) == ACK
    assert not second.done()
    line.answer(answer("7", "M2"))
    assert outcome(second) == (CardOutcome.DECLINED, None)


def test_a_late_answer_with_no_sale_is_taken_off_the_terminal(expects_log: list[str]) -> None:
    expects_log.append("an answer to no sale under way was dropped")
    line = Line().ready()
    assert line.answer(answer()) == ACK
    assert line.state is DeviceState.READY


def test_of_two_enqs_at_once_ours_yields(expects_log: list[str]) -> None:
    expects_log.append("an answer to no sale under way was dropped")
    line = Line().ready()
    future = line.start("M2")
    assert line.sent() == ENQ
    assert line.say(ENQ) == ACK
    assert line.say(framed(answer())) == ACK
    assert line.say(EOT) == ENQ
    assert line.say(ACK) == request(Ask("01", Way.DEBIT, PRICE, "M2"))
    line.say(ACK)
    line.answer(answer(message="M2"))
    assert outcome(future) == (CardOutcome.APPROVED, None)


def test_a_terminal_that_always_wants_to_speak_first_ends_it() -> None:
    line = Line().ready()
    future = line.start()
    line.sent()
    for _ in range(TRIES):
        assert not future.done()
        assert line.say(ENQ) == ACK
        line.say(EOT)
    assert outcome(future) == (CardOutcome.NOT_SENT, Condition.TERMINAL_BUSY)


def test_a_sale_asked_for_while_the_terminal_speaks_waits_for_its_end(
    expects_log: list[str],
) -> None:
    expects_log.append("an answer to no sale under way was dropped")
    line = Line().ready()
    assert line.say(ENQ) == ACK
    line.start()
    assert line.sent() == b""
    line.say(framed(answer(message="M0")))
    assert line.say(EOT) == ENQ


def test_enq_is_said_three_times_and_then_nothing_was_asked() -> None:
    line = Line().ready()
    future = line.start()
    assert line.sent() == ENQ
    assert [line.wait(REPLY_S) for _ in range(TRIES)] == [ENQ, ENQ, EOT]
    assert outcome(future) == (CardOutcome.NOT_SENT, Condition.SILENT)
    assert line.conditions == {Condition.SILENT}
    assert line.wait(LOOK_S) == ENQ
    assert line.say(ACK) == EOT
    assert (line.state, line.conditions) == (DeviceState.READY, NONE)
    assert line.wait(LOOK_S * 10) == b"", "a terminal at rest is left alone"


def test_a_busy_terminal_is_left_alone_and_asked_again() -> None:
    line = Line().ready()
    future = line.start()
    assert line.sent() == ENQ
    assert line.say(NAK) == b""
    assert line.wait(REPLY_S) == ENQ
    assert line.say(NAK) == b""
    assert line.wait(REPLY_S) == ENQ
    assert line.say(NAK) == b""
    assert line.wait(REPLY_S) == EOT
    assert outcome(future) == (CardOutcome.NOT_SENT, Condition.TERMINAL_BUSY)
    assert line.state is DeviceState.READY


def test_the_request_is_never_said_twice() -> None:
    line = Line().ready()
    future = line.start()
    line.sent()
    assert line.say(ACK).startswith(b"\x02")
    assert line.wait(ACK_S) == EOT, "its ACK may be what was lost"
    told = b"".join(line.wait(1.0) for _ in range(int(ANSWER_WITHIN_S) - 1))
    assert told == b""
    assert not future.done()
    line.wait(1.0)
    assert outcome(future) == (CardOutcome.UNKNOWN, Condition.SILENT)


def test_an_answer_comes_though_the_ack_was_lost() -> None:
    for waits in (True, False):
        line = Line().ready()
        future = line.start()
        line.sent()
        line.say(ACK)
        if waits:
            line.wait(ACK_S)
        line.answer(answer())
        assert outcome(future) == (CardOutcome.APPROVED, None)


def test_a_clean_nak_means_that_nothing_was_begun() -> None:
    line = Line().ready()
    future = line.start()
    line.sent()
    line.say(ACK)
    assert line.say(NAK) == EOT + ENQ
    assert line.say(ACK) == EOT
    assert outcome(future) == (CardOutcome.NOT_SENT, None)
    line.asked("M2")


@pytest.mark.parametrize("then", [NAK, b"\xff" + ACK, b"", ENQ])
def test_a_nak_of_a_terminal_that_is_not_at_rest_is_not_believed(then: bytes) -> None:
    """It may have been an ACK when it left."""
    line = Line().ready()
    future = line.start()
    line.sent()
    line.say(ACK)
    assert line.say(NAK) == EOT + ENQ
    assert line.say(then) == {ENQ: ACK, b"": b""}.get(then, EOT)
    line.wait(REPLY_S)
    line.answer(answer())
    assert outcome(future) == (CardOutcome.APPROVED, None)


@pytest.mark.parametrize("before", [b"\xff", b"\x04"])
def test_a_nak_among_noise_is_not_believed(before: bytes) -> None:
    line = Line().ready()
    future = line.start()
    line.sent()
    line.say(ACK)
    assert line.say(before + NAK) == b""
    line.wait(ACK_S)
    line.answer(answer())
    assert outcome(future) == (CardOutcome.APPROVED, None)


def test_a_nak_that_may_belong_to_an_enq_is_not_believed() -> None:
    line = Line().ready()
    future = line.start()
    line.sent()
    assert line.wait(REPLY_S) == ENQ
    assert line.say(ACK).startswith(b"\x02"), "the reply to the first"
    assert line.say(NAK) == b"", "it may be the reply to the second"
    line.wait(ACK_S)
    line.wait(ANSWER_WITHIN_S)
    assert outcome(future) == (CardOutcome.UNKNOWN, Condition.SILENT)


@pytest.mark.parametrize("late", [ACK, NAK])
def test_late_replies_and_noise_change_nothing_while_the_patron_pays(late: bytes) -> None:
    line = Line().ready()
    future = line.asked()
    assert line.say(late + b"\xfe\xff" + EOT) == b""
    line.answer(answer())
    assert outcome(future) == (CardOutcome.APPROVED, None)


def test_a_broken_answer_is_asked_for_again() -> None:
    line = Line().ready()
    future = line.asked()
    assert line.say(ENQ) == ACK
    broken = framed(answer())[:-1] + b"\x01"
    assert line.say(broken) == NAK
    assert line.say(broken) == NAK
    assert line.say(framed(answer())) == ACK
    line.say(EOT)
    assert outcome(future) == (CardOutcome.APPROVED, None)


def test_an_answer_that_never_arrives_whole_is_unknown(expects_log: list[str]) -> None:
    expects_log.append("an answer nobody can read")
    line = Line().ready()
    future = line.asked()
    line.say(ENQ)
    for _ in range(3):
        assert line.say(framed(b"0100")) == NAK
    line.wait(GRACE_S)
    assert outcome(future) == (CardOutcome.UNKNOWN, Condition.UNINTELLIGIBLE)
    assert line.state is DeviceState.READY


def test_an_answer_that_arrives_whole_when_the_terminal_calls_anew_counts(
    expects_log: list[str],
) -> None:
    expects_log.append("an answer nobody can read")
    line = Line().ready()
    future = line.asked()
    line.say(ENQ)
    for _ in range(3):
        line.say(framed(b"0100"))
    line.answer(answer())
    assert outcome(future) == (CardOutcome.APPROVED, None)


def test_an_answer_that_stops_in_the_middle_is_asked_for_again() -> None:
    line = Line().ready()
    future = line.asked()
    line.say(ENQ)
    line.say(framed(answer())[:12])
    assert line.wait(3.0) == NAK
    line.say(framed(answer()))
    line.wait(2.0)
    assert outcome(future) == (CardOutcome.APPROVED, None), "its EOT was lost"


def test_an_enq_that_was_noise_is_forgotten() -> None:
    line = Line().ready()
    future = line.asked()
    assert line.say(ENQ) == ACK
    assert line.wait(3.0) == b""
    assert line.say(framed(answer())) == b"", "nobody let it speak"
    assert not future.done()
    line.answer(answer())
    assert outcome(future) == (CardOutcome.APPROVED, None)


def test_an_answer_said_again_is_confirmed_again_and_counts_once() -> None:
    line = Line().ready()
    future = line.asked()
    line.say(ENQ)
    assert line.say(framed(answer())) == ACK
    assert line.say(framed(answer("7"))) == ACK
    line.say(EOT)
    assert outcome(future) == (CardOutcome.APPROVED, None)


def test_an_answer_that_has_begun_is_heard_past_the_deadline() -> None:
    line = Line().ready()
    future = line.asked()
    line.wait(ANSWER_WITHIN_S - 1)
    line.say(ENQ)
    line.wait(2.0)
    line.say(framed(answer()) + EOT)
    assert outcome(future) == (CardOutcome.APPROVED, None)


def test_a_terminal_that_only_knocks_does_not_hold_the_window_for_ever() -> None:
    line = Line().ready()
    future = line.asked()
    for _ in range(int(ANSWER_WITHIN_S + GRACE_S)):
        line.say(ENQ)
        line.wait(1.0)
    assert outcome(future) == (CardOutcome.UNKNOWN, Condition.SILENT)


def full(message: str = "M1") -> bytes:
    return framed(b"010000012501" + CARD.encode().ljust(55) + b"978" + message.ljust(10).encode())


def test_a_full_answer_is_wiped_and_the_terminal_gets_no_more(
    expects_log: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    expects_log.append("a full answer came; it was wiped unread")
    line = Line().ready()
    with caplog.at_level(logging.DEBUG):
        future = line.asked()
        line.say(ENQ)
        assert line.say(full()) == ACK, "or it would say it again"
        line.say(EOT)
    assert outcome(future) == (CardOutcome.UNKNOWN, Condition.UNINTELLIGIBLE)
    assert line.conditions == {Condition.UNINTELLIGIBLE}
    assert outcome(line.start("M2")) == (CardOutcome.NOT_SENT, Condition.UNINTELLIGIBLE)
    assert line.sent() == b""
    held = repr(vars(line.telium)) + repr(vars(line.telium._reader)) + caplog.text
    assert not any(CARD[at : at + 5] in held for at in range(len(CARD) - 4))
    line.hang_up()
    line.ready()
    line.asked("M3")


def test_a_full_answer_before_ours_was_asked_for_leaves_ours_unasked(
    expects_log: list[str],
) -> None:
    expects_log.append("a full answer came")
    line = Line().ready()
    future = line.start("M2")
    line.sent()
    line.say(ENQ)
    line.say(full())
    assert outcome(future) == (CardOutcome.NOT_SENT, Condition.UNINTELLIGIBLE)


@pytest.mark.parametrize(
    ("taken", "comes_to"), [(0, CardOutcome.NOT_SENT), (1, CardOutcome.UNKNOWN)]
)
def test_a_line_that_goes_decides_by_the_first_byte(taken: int, comes_to: CardOutcome) -> None:
    line = Line().ready()
    future = line.start()
    line.sent()
    line.driver.received(ACK)
    line.sent(taken)
    line.hang_up()
    assert outcome(future) == (comes_to, Condition.UNREACHABLE)
    assert line.up() == ENQ, "nothing of it is left to be sent"


def test_a_line_that_takes_nothing_is_hung_up() -> None:
    line = Line().ready()
    future = line.start()
    line.clock.step(5.0)
    line.wait(0.0)
    assert line.down is not None
    assert outcome(future) == (CardOutcome.NOT_SENT, Condition.SILENT)


def test_an_answer_counts_though_the_line_goes_before_its_end() -> None:
    line = Line().ready()
    future = line.asked()
    line.say(ENQ)
    line.say(framed(answer()))
    line.hang_up()
    assert outcome(future) == (CardOutcome.APPROVED, None)


def test_closing_tells_what_can_be_told() -> None:
    line = Line().ready()
    future = line.asked()
    line.telium.end()
    assert outcome(future) == (CardOutcome.UNKNOWN, None)
    line = Line().ready()
    future = line.start()
    line.telium.end()
    assert outcome(future) == (CardOutcome.NOT_SENT, None)


def test_one_sale_at_a_time() -> None:
    line = Line().ready()
    first = line.asked()
    assert outcome(line.start("M2")) == (CardOutcome.NOT_SENT, None)
    line.answer(answer())
    assert outcome(first) == (CardOutcome.APPROVED, None)


@pytest.mark.parametrize(
    "other",
    [
        {"amount": Money(0, "EUR")},
        {"amount": Money(100_000_000, "EUR")},
        {"amount": Money(100, "USD")},
        {"keyed": True},
        {"message": "ABCDEFGHIJK"},
        {"message": ""},
        {"message": "A B"},
        {"message": "Ä1"},
    ],
)
def test_what_the_protocol_cannot_say_is_not_sent(
    other: dict[str, object], expects_log: list[str]
) -> None:
    expects_log.append("a request that protocol E cannot put")
    line = Line().ready()
    future = line.start(**other)  # type: ignore[arg-type]
    assert outcome(future) == (CardOutcome.NOT_SENT, Condition.ILLEGAL_DATA)
    assert line.sent() == b""


def test_a_message_id_is_good_for_one_sale(expects_log: list[str]) -> None:
    expects_log.append("a request that protocol E cannot put")
    line = Line().ready()
    line.asked()
    line.answer(answer("7"))
    assert outcome(line.start()) == (CardOutcome.NOT_SENT, Condition.ILLEGAL_DATA)


def test_before_it_is_asked_for_a_sale_can_be_given_up() -> None:
    line = Line().ready()
    future = line.start()
    assert line.sent() == ENQ
    line.telium.abort("M2")
    assert not future.done()
    line.telium.abort("M1")
    assert outcome(future) == (CardOutcome.CANCELLED, None)
    assert line.sent() == EOT
    line.asked("M2")


def test_once_it_is_asked_for_only_the_terminal_can_give_it_up() -> None:
    line = Line().ready()
    future = line.start()
    line.sent()
    line.driver.received(ACK)
    line.sent(1)
    line.telium.abort("M1")
    assert line.sent().endswith(b"\x03" + request(Ask("01", Way.DEBIT, PRICE, "M1"))[-1:])
    line.say(ACK)
    line.telium.abort("M1")
    assert not future.done()
    line.answer(answer("7"))
    assert outcome(future) == (CardOutcome.DECLINED, None)


def test_a_sale_the_caller_took_back_is_never_begun() -> None:
    line = Line().ready()
    sale = Sale(CardRequest("order", "M1", PRICE), Way.DEBIT)
    assert sale.future.cancel()
    line.telium.accept(sale)
    assert line.sent() == b""


def test_a_terminal_is_ready_when_it_has_answered() -> None:
    line = Line()
    assert line.up() == ENQ
    assert line.state is DeviceState.CONNECTING
    assert [line.wait(REPLY_S) for _ in range(TRIES)] == [ENQ, ENQ, EOT]
    assert (line.state, line.conditions) == (DeviceState.STOPPED, {Condition.SILENT})
    assert line.wait(LOOK_S) == ENQ
    line.say(NAK)
    assert line.state is DeviceState.READY, "busy is an answer"


def test_a_sale_need_not_wait_for_the_first_answer() -> None:
    line = Line()
    assert line.up() == ENQ
    future = line.start()
    assert line.sent() == b""
    assert line.say(ACK) == request(Ask("01", Way.DEBIT, PRICE, "M1"))
    assert line.say(NAK) == EOT + ENQ
    assert line.say(ACK) == EOT
    assert outcome(future) == (CardOutcome.NOT_SENT, None)


def test_without_a_line_nothing_is_sent() -> None:
    line = Line()
    assert outcome(line.start()) == (CardOutcome.NOT_SENT, Condition.UNREACHABLE)
    line.ready()
    line.hang_up(Condition.HELD_BY_OTHER)
    assert outcome(line.start("M2")) == (CardOutcome.NOT_SENT, Condition.HELD_BY_OTHER)
    assert line.telium.due() is None


WORDS = st.one_of(
    st.binary(max_size=40),
    st.sampled_from([ENQ, ACK, NAK, EOT, b"\x02", b"\x03", framed(answer("0", "M2"))]),
    st.sampled_from([1.0, 2.0, 3.0, 10.0, 150.0]),
)


@given(words=st.lists(WORDS, max_size=30), before=st.integers(0, 3))
def test_whatever_a_terminal_says_a_charge_is_never_made_up(
    words: list[bytes | float], before: int
) -> None:
    """And where the request may have arrived, it is never said that it did not, but by a refusal
    of a terminal at rest."""
    with silenced():
        line = Line().ready()
        future = line.start()
        told = line.sent() + b"".join(line.say(ACK) for _ in range(before))
        for word in words:
            told += line.say(word) if isinstance(word, bytes) else line.wait(word)
            if line.down is not None:
                break
        if not future.done():
            line.hang_up()
    outcome = future.result(0).outcome
    assert outcome is not CardOutcome.APPROVED
    if outcome in (CardOutcome.NOT_SENT, CardOutcome.CANCELLED):
        assert b"\x03" not in told or EOT + ENQ in told
    assert told.count(b"\x02") <= 1, "a request left twice"
