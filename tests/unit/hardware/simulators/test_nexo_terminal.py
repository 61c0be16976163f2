"""The virtual terminal by itself: strict, with a journal, without a network."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hardware.simulators.device import BadRequest
from hardware.simulators.faults import BadFault
from hardware.simulators.nexo_faults import NexoFault, PlannedFault, planned_fault
from hardware.simulators.nexo_journal import Fate
from hardware.simulators.nexo_replies import TEST_CARD
from hardware.simulators.nexo_terminal import VirtualNexoTerminal
from hardware.terminals import nexo_messages as messages
from hardware.terminals.nexo_crypto import REQUEST, RESPONSE, opened, sealed, shared_key
from hardware.terminals.nexo_messages import Message, Parties
from pos.clock import ManualClock
from pos.money import Money
from pos.ports.terminals import CardRequest

KEY = shared_key("foyer", 1, "words")
PARTIES = Parties("Window1", "P400Plus-1")
AT = datetime(2026, 11, 21, 18, tzinfo=UTC)


class Bench:
    """A terminal and a till without a driver."""

    def __init__(self, *plan: PlannedFault) -> None:
        self.clock = ManualClock(AT)
        self.terminal = VirtualNexoTerminal(self.clock, "P400Plus-1", KEY, plan)
        self.line = 0
        self.ask(messages.login(PARTIES, "L1", AT))

    def send(self, message: Message) -> int:
        self.line += 1
        self.terminal.received(
            self.line, sealed(REQUEST, message.header, message.plain, KEY, bytes(16))
        )
        return self.line

    def ask(self, message: Message) -> dict[str, object]:
        """What is answered at once."""
        line = self.send(message)
        return self.answer(line, message)

    def answer(self, line: int, message: Message) -> dict[str, object]:
        (reply,) = self.terminal.take_replies()
        assert reply.line == line
        _, body = opened(RESPONSE, reply.body, KEY)
        assert isinstance(body, dict)
        return body[f"{message.category.value}Response"]


def pay(number: int = 1, minor: int = 1000) -> Message:
    return messages.payment(PARTIES, CardRequest(f"r{number}", f"M{number}", Money(minor)), AT)


def error(answer: dict[str, object]) -> object:
    response = answer["Response"]
    assert isinstance(response, dict)
    return response.get("ErrorCondition")


def test_a_charge_is_in_the_journal() -> None:
    bench = Bench()
    line = bench.send(pay())
    assert bench.terminal.take_replies() == []
    bench.terminal.command({"do": "tap"})
    assert error(bench.answer(line, pay())) is None
    (entry,) = bench.terminal.journal.entries
    assert (entry.fate, entry.moved, entry.reference) == (Fate.APPROVED, Money(1000), "r1")
    assert bench.terminal.all_state()["charged_minor"] == 1000


def test_a_message_id_that_was_used_is_refused(expects_log: list[str]) -> None:
    expects_log.append("used before")
    bench = Bench()
    bench.send(pay())
    bench.terminal.command({"do": "tap"})
    bench.terminal.take_replies()
    assert error(bench.ask(pay())) == "MessageFormat"
    assert len(bench.terminal.journal.entries) == 1
    assert bench.terminal.errors == 1


def test_another_terminals_message_is_refused(expects_log: list[str]) -> None:
    expects_log.append("another terminal")
    bench = Bench()
    message = messages.diagnosis(Parties("Window1", "P400Plus-2"), "D1")
    assert error(bench.ask(message)) == "MessageFormat"


def test_without_a_login_nothing_is_charged() -> None:
    bench = Bench()
    bench.terminal.command({"do": "reboot"})
    assert error(bench.ask(pay())) == "LoggedOut"
    assert bench.terminal.journal.entries == []


def test_a_second_payment_finds_it_busy() -> None:
    bench = Bench()
    bench.send(pay(1))
    assert error(bench.ask(pay(2))) == "Busy"


def test_a_card_that_is_keyed_only_where_it_is_to_be() -> None:
    bench = Bench()
    bench.send(pay())
    with pytest.raises(BadRequest, match="no card is keyed"):
        bench.terminal.command({"do": "key"})
    bench.terminal.command({"do": "cancel"})
    with pytest.raises(BadRequest, match="no card is waited for"):
        bench.terminal.command({"do": "tap"})


@pytest.mark.parametrize(
    "request_",
    [
        {"do": "dance"},
        {"do": "tap", "colour": "blue"},
        {"do": "tap", "decline": "sulks"},
        {"do": "tap", "partial_minor": -1},
        {"do": "tap", "host_s": True},
        {"do": "tap", "offline": 1},
        {"do": "auto", "way": "throw"},
        {"do": "fault", "kind": "nosuch"},
        {"do": "fault", "kind": "wrong_ca"},
        {"do": "reboot", "seconds": "x"},
    ],
)
def test_what_nobody_can_do_is_refused(request_: dict[str, object]) -> None:
    bench = Bench()
    bench.send(pay())
    with pytest.raises(BadRequest):
        bench.terminal.command(request_)


def test_a_patron_who_does_it_by_themselves() -> None:
    bench = Bench()
    bench.terminal.command({"do": "auto", "way": "insert", "decline": "no_funds"})
    assert error(bench.ask(pay())) == "Refusal"
    bench.terminal.command({"do": "auto"})
    bench.send(pay(2))
    assert bench.terminal.take_replies() == []


def test_a_fault_waits_for_its_message() -> None:
    bench = Bench(PlannedFault(NexoFault.BUSY, after=1))
    bench.terminal.command({"do": "auto", "way": "tap"})
    assert [error(bench.ask(pay(number))) for number in range(3)] == [None, "Busy", None]


def test_a_stuffed_answer_really_holds_a_card() -> None:
    bench = Bench(PlannedFault(NexoFault.STUFFED))
    bench.terminal.command({"do": "auto", "way": "tap"})
    assert TEST_CARD in repr(bench.ask(pay()))


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"kind": "nosuch"},
        {"kind": "busy", "after": -1},
        {"kind": "busy", "after": True},
        {"kind": "late", "seconds": "x"},
        {"kind": "late", "seconds": -1},
        {"kind": "late", "rate": 1},
    ],
)
def test_a_fault_that_makes_no_sense(values: dict[str, object]) -> None:
    with pytest.raises(BadFault):
        planned_fault(values)


def test_a_request_in_another_key_is_refused(expects_log: list[str]) -> None:
    expects_log.append("request refused: key_version")
    bench = Bench()
    other = shared_key("foyer", 2, "words")
    message = pay()
    bench.terminal.received(9, sealed(REQUEST, message.header, message.plain, other, bytes(16)))
    (reply,) = bench.terminal.take_replies()
    assert b"NexoBlob" not in reply.body
