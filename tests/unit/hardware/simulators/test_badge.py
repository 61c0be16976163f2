"""The virtual badge: framing, power, what it answers, and what it takes as an error."""

from __future__ import annotations

import socket

import pytest

from hardware.simulators.badge import (
    DONE,
    GARBAGE,
    MEMORY_ATR,
    NOT_FOUND,
    PROCESSOR_ATR,
    UNKNOWN_COMMAND,
    WRONG_LENGTH,
    VirtualBadge,
)
from hardware.simulators.badge_door import READER_PORT, CardDoor
from hardware.simulators.device import BadRequest
from hardware.simulators.faults import BadFault, Fault, FaultKind, FaultPlan
from hardware.simulators.stepped_clock import SteppedClock
from hardware.transports.address import SerialAddress, TcpAddress

UID = "04A1B2C3D4E5F6"
PPSE = bytes.fromhex("00A404000E325041592E5359532E444446303100")
PSE = bytes.fromhex("00A404000E315041592E5359532E444446303100")
GET_ID = bytes.fromhex("FFCA000000")
ON, OFF, ATR = b"\x01", b"\x00", b"\x04"


def framed(*messages: bytes) -> bytes:
    return b"".join(len(one).to_bytes(2, "big") + one for one in messages)


def lying(plan: FaultPlan | None = None, **values: object) -> VirtualBadge:
    """A badge that lies on a connected reader, switched on."""
    badge = VirtualBadge(SteppedClock(), plan or FaultPlan())
    badge.command({"do": "present", "uid": UID, **values})
    badge.connected()
    badge.received(framed(ON))
    return badge


def asked(badge: VirtualBadge, *messages: bytes) -> bytes:
    badge.received(framed(*messages))
    return badge.take_output()


def test_it_introduces_itself_and_gives_its_id() -> None:
    badge = lying()
    assert asked(badge, ATR) == framed(PROCESSOR_ATR)
    assert asked(badge, PPSE, PSE) == framed(NOT_FOUND, NOT_FOUND)
    assert asked(badge, GET_ID) == framed(bytes.fromhex(UID) + DONE)
    assert badge.errors == 0
    assert badge.all_state()["id_reads"] == 1


def test_messages_may_come_in_crumbs() -> None:
    badge = lying()
    for byte in framed(GET_ID):
        badge.received(bytes([byte]))
    assert badge.take_output() == framed(bytes.fromhex(UID) + DONE)


def test_a_card_without_a_processor_says_so() -> None:
    badge = lying(memory=True)
    assert asked(badge, ATR) == framed(MEMORY_ATR)
    assert asked(badge, PPSE) == framed(b"\x63\x00")


@pytest.mark.parametrize("select", [PPSE, PSE])
def test_a_payment_card_knows_its_directory(select: bytes) -> None:
    badge = VirtualBadge(SteppedClock(), FaultPlan())
    badge.command({"do": "present_payment_card"})
    badge.connected()
    answer = asked(badge, ON, select)
    assert answer.startswith(b"\x00\x19\x6f\x15\x84\x0e" + select[5:19])
    assert answer.endswith(DONE)
    assert badge.errors == 0


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("00B2010C00", UNKNOWN_COMMAND),
        ("80A8000002830000", UNKNOWN_COMMAND),
        ("FFCA010000", WRONG_LENGTH),
        ("FFCA0000", WRONG_LENGTH),
        ("00A40400", WRONG_LENGTH),
        ("00A404000E3250", WRONG_LENGTH),
        ("00A4000002 3F00", WRONG_LENGTH),
        ("00A4040007A0000000031010", NOT_FOUND),
        ("00A4", WRONG_LENGTH),
    ],
)
def test_what_no_box_office_sends_is_an_error(
    command: str, answer: bytes, expects_log: list[str]
) -> None:
    expects_log.append("badge: ")
    badge = lying()
    assert asked(badge, bytes.fromhex(command)) == framed(answer)
    assert badge.errors == 1


@pytest.mark.expects_log("asked for its id")
def test_a_payment_card_that_is_asked_for_its_id_complains() -> None:
    badge = VirtualBadge(SteppedClock(), FaultPlan())
    badge.command({"do": "present_payment_card"})
    badge.connected()
    asked(badge, ON, GET_ID)
    assert badge.errors == 1


@pytest.mark.expects_log("without power")
def test_a_card_without_power_answers_nothing_usable() -> None:
    badge = lying()
    assert asked(badge, OFF, GET_ID) == framed(b"\x69\x85")


@pytest.mark.expects_log("no control is called 09")
def test_an_unknown_control_is_an_error() -> None:
    assert asked(lying(), b"\x09") == b""


# ---- people and faults ----


@pytest.mark.parametrize(
    "request_",
    [
        {"do": "present"},
        {"do": "present", "uid": "04A1"},
        {"do": "present", "uid": "no hex"},
        {"do": "present", "uid": 4},
        {"do": "remove"},
        {"do": "load_stock", "count": 3},
        {"do": "fault", "kind": "jam"},
    ],
)
def test_nonsense_is_refused(request_: dict[str, object]) -> None:
    with pytest.raises(BadRequest):
        VirtualBadge(SteppedClock(), FaultPlan()).command(request_)


def test_two_cards_do_not_fit_on_one_reader() -> None:
    badge = lying()
    with pytest.raises(BadRequest):
        badge.command({"do": "present_payment_card"})


def test_taking_away_cuts_the_line() -> None:
    badge = lying()
    badge.command({"do": "remove"})
    assert badge.take_cut()
    assert badge.all_state()["card"] is False


def test_taken_away_while_it_is_asked() -> None:
    badge = lying(FaultPlan((Fault(FaultKind.TAKEN_AWAY, on="GET DATA"),)))
    assert asked(badge, PPSE) == framed(NOT_FOUND)
    assert asked(badge, GET_ID) == b""
    assert badge.take_cut()


def test_a_fault_for_the_badge_after_the_next() -> None:
    badge = lying(FaultPlan((Fault(FaultKind.NO_ID, after=1),)))
    assert asked(badge, GET_ID).endswith(DONE)
    badge.command({"do": "remove"})
    badge.command({"do": "present", "uid": UID})
    badge.connected()
    assert asked(badge, ON, GET_ID) == framed(UNKNOWN_COMMAND)
    badge.command({"do": "clear"})
    assert asked(badge, GET_ID).endswith(DONE)


def test_garbage_until_it_is_cleared() -> None:
    badge = lying()
    badge.command({"do": "fault", "kind": "garbage"})
    assert asked(badge, PPSE, GET_ID) == framed(GARBAGE, GARBAGE)


def test_a_slow_badge_answers_in_its_time() -> None:
    badge = lying()
    badge.command({"do": "fault", "kind": "slow", "rate": 10})
    assert asked(badge, GET_ID, GET_ID) == framed(bytes.fromhex(UID) + DONE)
    badge.clock.step(1.0)  # type: ignore[attr-defined]
    badge.tick()
    assert badge.take_output() == framed(bytes.fromhex(UID) + DONE)


# ---- the door ----


def test_the_card_knocks_at_the_reader_only_while_it_lies_there() -> None:
    with socket.socket() as reader:
        reader.bind(("127.0.0.1", 0))
        reader.listen()
        badge = VirtualBadge(SteppedClock(), FaultPlan())
        door = badge.door(TcpAddress("127.0.0.1", reader.getsockname()[1]))
        assert door.come() is None
        badge.command({"do": "present", "uid": UID})
        line = door.come()
        assert line is not None
        line.hang_up(reset=False)


def test_without_a_reader_nobody_comes() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        door = CardDoor(TcpAddress("127.0.0.1", nobody.getsockname()[1]), lambda: True)
        assert door.come() is None


def test_the_reader_s_usual_place() -> None:
    door = CardDoor(TcpAddress("127.0.0.1", 0), lambda: True)
    assert door.address == TcpAddress("127.0.0.1", READER_PORT)
    with pytest.raises(BadFault):
        CardDoor(SerialAddress("/dev/tty"), lambda: True)
