"""What python-escpos 3.1 does to status and lines, and that we do not (hardware facts 2.4).

Each test shows the library first, so that it tells us when that changes. What it does to
bytes is in ``tests/unit/printing/test_escpos_library_defects.py``.
"""

from __future__ import annotations

import ast
import os
import socket
import tty
from collections.abc import Iterator
from pathlib import Path

import escpos.escpos
import escpos.printer
import pytest

import hardware
from hardware.device_loop import CONNECT_S
from hardware.printers.escpos_asking import ASK_PAPER, ENABLE_ASB, INITIALISE
from hardware.transports.line import Waker
from hardware.transports.serial_line import SerialLine
from hardware.transports.tcp import TcpLine
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, PrintOutcome
from tests.unit.hardware.exchange import ANSWER_WITHIN_S, REPLY_WITHIN_S, Exchange
from tests.unit.hardware.exchange import escpos as exchange_escpos

EOT_1 = b"\x10\x04\x01"
WELL = b"\x12"
OUT_OF_PAPER = b"\x7e"
ASB = b"\x10\x00\x00\x00"
RECEIPT = b"\x1b@Total\n\x1dVB\x00"
ID = b"\x1d(H\x06\x00\x30\x30"


class Played(escpos.escpos.Escpos):
    """python-escpos on a line that says what it is told to say."""

    def __init__(self, says: bytes = b"") -> None:
        super().__init__()
        self.says = says

    def _raw(self, msg: bytes) -> None:
        self.sent = msg

    def _read(self) -> bytes:
        return self.says


def ready() -> Exchange:
    """Our driver on a printer that knows everything."""
    exchange = exchange_escpos()
    sent = exchange.up()
    while sent.startswith(b"\x10\x04"):
        sent = exchange.say(WELL)
    exchange.say(ASB + answer(sent))
    assert exchange.state is DeviceState.READY
    return exchange


def answer(sent: bytes) -> bytes:
    """The printer's word on the fences in ``sent``."""
    at = sent.index(ID) + len(ID)
    reply = b"\x37\x22" + sent[at : at + 4] + b"\x00"
    return reply + (b"\x00" if sent.endswith(ASK_PAPER) else b"")


def test_no_driver_leaves_status_or_lines_to_the_library() -> None:
    """Its transports, its timeouts and its ``File`` printer, whose status is NotImplemented."""
    for file in Path(str(hardware.__file__)).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [str(node.module)]
            assert not any(name.split(".")[0] == "escpos" for name in names), file


def test_silence_is_not_plenty_of_paper() -> None:
    assert Played().paper_status() == 2
    exchange = exchange_escpos()
    exchange.up()
    for tries in range(4):
        exchange.wait(REPLY_WITHIN_S * 2**tries)
        assert exchange.state not in (DeviceState.READY, DeviceState.ATTENTION)
    assert exchange.down is not None
    assert exchange.down.condition is Condition.SILENT


def test_silence_after_a_good_start_is_not_paper_either() -> None:
    exchange = ready()
    future = exchange.print(RECEIPT)
    exchange.sent()
    exchange.wait(ANSWER_WITHIN_S)
    exchange.wait(REPLY_WITHIN_S)
    assert future.result(0).outcome is PrintOutcome.UNKNOWN
    assert exchange.state is DeviceState.LOST


def test_a_stale_byte_does_not_pass_for_an_answer() -> None:
    """The library takes whatever lies there, be it the answer to another question."""
    assert Played(WELL + OUT_OF_PAPER).paper_status() == 2
    exchange = ready()
    future = exchange.print(RECEIPT)
    sent = exchange.sent()
    exchange.say(WELL)  # a real-time answer nobody waits for
    exchange.say(b"\x00")  # and one to GS r
    exchange.say(b"\x37\x22ZZZZ\x00")  # and somebody else's fence
    assert not future.done()
    exchange.say(answer(sent))
    assert future.result(0).outcome is PrintOutcome.PRINTED


def test_automatic_status_does_not_pass_for_a_real_time_answer() -> None:
    assert Played(b"\x18\x00\x0c\x00").paper_status() == 0  # happens to fit
    assert Played(b"\x10\x00\x0c\x00").is_online()  # and this: "online", though it is paper status
    exchange = ready()
    exchange.say(b"\x18\x00\x0c\x00")
    assert exchange.conditions == {Condition.OUT_OF_STOCK}


def test_a_printer_that_always_says_offline_can_be_worked_with() -> None:
    """Star in emulation: the library reports it offline for ever (issue 434)."""
    assert not Played(b"\x1a").is_online()
    exchange = exchange_escpos()
    sent = exchange.up()
    for byte in b"\x1a\x12\x12\x12":
        sent = exchange.say(bytes((byte,)))
    assert sent.endswith(ASK_PAPER)
    sent = exchange.say(b"\x00")
    for byte in b"\x1a\x12\x12\x12":
        exchange.say(bytes((byte,)))
    assert exchange.state is DeviceState.READY


def test_a_job_lost_to_a_power_cycle_is_in_doubt() -> None:
    """The library's write succeeds and nothing ever says otherwise (issue 253)."""
    exchange = ready()
    future = exchange.print(RECEIPT)
    exchange.sent()
    exchange.wait(ANSWER_WITHIN_S)  # the line stayed up: the printer answers, its buffer is empty
    for _ in range(8):
        exchange.say(WELL)
    assert future.result(0).outcome is PrintOutcome.UNKNOWN


def test_automatic_status_survives_the_reset_before_each_job() -> None:
    exchange = ready()
    exchange.print(RECEIPT)
    sent = exchange.sent()
    assert sent.startswith(INITIALISE + ENABLE_ASB)
    assert sent.rindex(ENABLE_ASB) > sent.rindex(INITIALISE)


@pytest.fixture
def waker() -> Iterator[Waker]:
    made = Waker()
    yield made
    made.close()


def test_a_stalled_serial_line_does_not_block(waker: Waker) -> None:
    """The library opens without a write timeout and with ``dsrdtr``: a stalled line blocks it."""
    printer, ours = os.openpty()
    tty.setraw(ours)
    line = SerialLine(os.ttyname(ours), 9600)
    line.open(CONNECT_S, waker, lambda: True)
    try:
        took = [line.write(b"x" * 4096) for _ in range(64)]
        assert took[-1] == 0
        assert line._serial is not None
        assert not line._serial.dsrdtr
        assert line._serial.write_timeout == 0
    finally:
        line.close()
        os.close(ours)
        os.close(printer)


def test_a_network_printer_may_have_an_ipv6_address_and_is_not_waited_for_a_minute(
    waker: Waker,
) -> None:
    network = escpos.printer.Network("192.0.2.1")
    assert network.timeout == 60
    assert CONNECT_S <= 5
    try:
        door = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        assert not socket.has_dualstack_ipv6()  # a machine without IPv6 cannot show this
        return
    with door:
        line = TcpLine("::1", door.getsockname()[1], one_client=False)
        line.open(CONNECT_S, waker, lambda: True)
        line.close()
