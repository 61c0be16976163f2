"""The virtual Telium terminal: what it says, charges and objects to."""

from __future__ import annotations

from functools import reduce
from operator import xor

import pytest

from hardware.simulators.device import BadRequest
from hardware.simulators.faults import BadFault, FaultPlan
from hardware.simulators.stepped_clock import SteppedClock
from hardware.simulators.telium_terminal import (
    HOST_S,
    PATIENCE_S,
    REPEAT_S,
    REPEATS,
    TEST_CARD,
    TeliumTerminalDevice,
)

ENQ, ACK, NAK, EOT = b"\x05", b"\x06", b"\x15", b"\x04"
ASKED = b"0100001250010978M1        A010B010"
APPROVED = b"010000012501978M1        "
REFUSED = b"017000012501978M1        "


def framed(data: bytes) -> bytes:
    return b"\x02" + data + b"\x03" + bytes([reduce(xor, data, 3)])


BROKEN = framed(APPROVED)[:-1] + bytes([framed(APPROVED)[-1] ^ 0x55])


class Till:
    """Speaks to a virtual terminal as a till does."""

    def __init__(self, currency: str = "EUR") -> None:
        self.clock = SteppedClock()
        self.device = TeliumTerminalDevice(self.clock, FaultPlan(), currency)
        self.device.connected()

    def say(self, data: bytes) -> bytes:
        self.device.received(data)
        return self.device.take_output()

    def wait(self, seconds: float) -> bytes:
        self.clock.step(seconds)
        self.device.tick()
        return self.device.take_output()

    def do(self, what: str, **values: object) -> dict[str, object]:
        return self.device.command({"do": what, **values})

    def fault(self, kind: str, **values: object) -> None:
        self.do("fault", kind=kind, **values)

    def ask(self, data: bytes = ASKED) -> bytes:
        assert self.say(ENQ) == ACK
        told = self.say(framed(data))
        assert self.say(EOT) == b""
        return told

    def answer(self) -> bytes:
        """Let the terminal, which has just called, say what it wants to."""
        told = self.say(ACK)
        assert self.say(ACK) == EOT
        return told

    @property
    def journal(self) -> list[tuple[object, ...]]:
        return [(one["kind"], one["amount"], one["private"]) for one in self.device.journal]


@pytest.mark.parametrize("how", ["tap", "insert"])
def test_a_card_is_charged_and_the_till_told(how: str) -> None:
    till = Till()
    assert till.ask() == ACK
    assert till.do("state")["showing"] == "card"
    till.do(how)
    assert till.do("state")["showing"] == "processing"
    assert till.wait(HOST_S) == ENQ
    assert till.answer() == framed(APPROVED)
    assert till.journal == [("charge", 1250, "M1")]
    assert till.do("state")["errors"] == 0


def test_a_refund_stands_in_the_journal_as_one() -> None:
    till = Till("USD")
    till.ask(ASKED.replace(b"010978", b"012840"))
    till.do("tap")
    till.wait(HOST_S)
    assert till.answer() == framed(APPROVED.replace(b"978", b"840"))
    assert till.journal == [("refund", 1250, "M1")]


@pytest.mark.parametrize("what", ["decline", "cancel", "nobody"])
def test_what_was_not_charged_is_refused(what: str) -> None:
    till = Till()
    till.ask()
    if what == "nobody":
        assert till.wait(PATIENCE_S) == ENQ
    else:
        till.do(what)
        assert till.device.take_output() == ENQ
    assert till.answer() == framed(REFUSED)
    assert till.journal == []


def test_cancelling_comes_too_late_once_the_host_is_asked() -> None:
    till = Till()
    till.ask()
    till.do("slow", seconds=20)
    till.do("tap")
    till.do("cancel")
    assert till.wait(19) == b""
    assert till.wait(1) == ENQ
    assert till.answer() == framed(APPROVED)


def test_a_card_comes_by_itself() -> None:
    till = Till()
    till.do("auto", seconds=2)
    till.ask()
    till.wait(2.0)
    assert till.wait(HOST_S) == ENQ


def test_while_a_sale_is_on_it_is_busy() -> None:
    till = Till()
    till.ask()
    assert till.say(ENQ) == NAK
    till.fault("busy", seconds=5.0)
    till.do("cancel")
    till.device.take_output()
    till.answer()
    assert till.say(ENQ) == NAK
    till.wait(5.0)
    assert till.say(ENQ) == ACK


def test_what_nobody_confirms_is_said_again_and_then_given_up() -> None:
    till = Till()
    till.ask()
    till.do("cancel")
    calls = till.device.take_output() + b"".join(till.wait(REPEAT_S) for _ in range(REPEATS + 2))
    assert calls == ENQ * REPEATS
    till = Till()
    till.ask()
    till.do("cancel")
    till.device.take_output()
    assert till.say(ACK) == framed(REFUSED)
    assert till.say(NAK) == framed(REFUSED)
    assert till.wait(REPEAT_S) == ENQ


def test_it_lets_the_till_end_before_it_speaks_itself() -> None:
    till = Till()
    till.fault("answer_late", seconds=3.0)
    till.ask()
    till.do("cancel")
    assert till.device.take_output() == b""
    assert till.say(ENQ) == ACK
    assert till.wait(3.0) == b""
    assert till.say(EOT) == ENQ
    assert till.say(ENQ) == b"", "it has something to say first"


def test_a_till_that_hangs_is_not_waited_for_for_ever() -> None:
    till = Till()
    assert till.say(ENQ) == ACK
    assert till.say(framed(ASKED)) == ACK
    till.do("cancel")
    assert till.device.take_output() == b""
    assert till.wait(5.0) == ENQ


@pytest.mark.parametrize(
    ("fault", "first", "frame"),
    [
        ({"kind": "answer_lost"}, b"", b""),
        ({"kind": "answer_previous"}, ENQ, framed(b"007000000001978          ")),
        ({"kind": "answer_broken"}, ENQ, BROKEN),
    ],
)
def test_faults_of_the_answer(fault: dict[str, object], first: bytes, frame: bytes) -> None:
    till = Till()
    till.device.command({"do": "fault", **fault})
    till.ask()
    till.do("tap")
    assert till.wait(HOST_S) == first
    assert till.journal == [("charge", 1250, "M1")]
    assert till.say(ACK) == frame
    if fault["kind"] == "answer_broken":
        assert till.say(NAK) == framed(APPROVED)


def test_given_up_before_the_host_said_yes_nothing_is_charged() -> None:
    till = Till()
    till.fault("answer_lost", mid=True)
    till.ask()
    till.do("tap")
    assert till.wait(HOST_S) == b""
    assert till.journal == []


def test_the_long_answer_is_83_bytes_with_the_test_number() -> None:
    till = Till()
    till.fault("answer_full")
    till.ask()
    till.do("tap")
    till.wait(HOST_S)
    told = till.say(ACK)
    assert len(told) == 83
    assert TEST_CARD.encode() in told
    assert TEST_CARD not in str(till.do("state"))


def test_faults_of_the_request() -> None:
    till = Till()
    till.fault("nak")
    assert till.ask() == NAK
    assert till.do("state")["showing"] == "idle"
    till.fault("ack_lost")
    assert till.ask() == b""
    assert till.do("state")["showing"] == "card"


def test_a_reboot_forgets_the_sale_and_keeps_the_journal() -> None:
    till = Till()
    till.fault("power_cycle", on="approved", keep_line=True)
    till.ask()
    till.do("tap")
    assert till.wait(HOST_S) == b""
    assert till.journal == [("charge", 1250, "M1")]
    assert till.do("state")["showing"] == "idle"
    assert till.say(ENQ) == ACK
    till.say(EOT)
    till.fault("power_cycle", on="asked", keep_line=True)
    till.ask(ASKED.replace(b"M1", b"M2"))
    assert len(till.journal) == 1


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        (b"?", b""),
        (framed(ASKED), b""),
        (ENQ + framed(ASKED[:-1]), ACK + NAK),
        (ENQ + framed(ASKED.replace(b"0010978", b"0110978")), ACK + NAK),
        (ENQ + framed(ASKED.replace(b"978", b"840")), ACK + NAK),
        (ENQ + framed(ASKED.replace(b"A010", b"A011")), ACK + NAK),
        (ENQ + framed(ASKED.replace(b"00001250", b"00000000")), ACK + NAK),
        (ENQ + framed(ASKED.replace(b"010978", b"014978")), ACK + NAK),
        (ENQ + framed(ASKED) + EOT + ENQ, ACK + ACK + NAK),
    ],
)
def test_it_objects_to_what_the_protocol_does_not_know(
    said: bytes, reply: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("CRITICAL", "foyer.simulator"):
        till = Till()
        assert till.say(said) == reply
    errors = till.do("state")["errors"]
    assert errors == (0 if reply.endswith(ACK + NAK) and reply.count(ACK) == 2 else 1)


def test_the_same_message_twice_is_an_error(caplog: pytest.LogCaptureFixture) -> None:
    till = Till()
    till.ask()
    till.do("cancel")
    till.device.take_output()
    till.answer()
    with caplog.at_level("CRITICAL", "foyer.simulator"):
        assert till.ask() == NAK
    assert till.do("state")["errors"] == 1


def test_a_torn_request_is_refused_without_an_error() -> None:
    till = Till()
    assert till.say(ENQ) == ACK
    frame = framed(ASKED)
    assert till.say(frame[:10]) == b""
    assert till.say(frame[10:-1] + b"\x00") == NAK
    assert till.do("state")["errors"] == 0


@pytest.mark.parametrize(
    "request_",
    [
        {"do": "tap"},
        {"do": "cancel"},
        {"do": "slow"},
        {"do": "slow", "seconds": -1},
        {"do": "slow", "seconds": True},
        {"do": "load_stock", "count": 5},
        {"do": "fault", "kind": "jam"},
        {"do": "fault", "kind": "answer_late"},
        {"do": "dance"},
    ],
)
def test_what_makes_no_sense_is_refused(request_: dict[str, object]) -> None:
    with pytest.raises(BadRequest):
        Till().device.command(request_)


def test_it_knows_two_currencies() -> None:
    with pytest.raises(BadFault):
        Till("GBP")
