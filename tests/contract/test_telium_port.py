"""The PaymentTerminal port over protocol E on a virtual terminal, over TCP and a real tty."""

from __future__ import annotations

import inspect
import itertools
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

import pytest

from hardware.registry import Devices
from hardware.simulators.control import ControlClient
from hardware.simulators.faults import FaultPlan
from hardware.simulators.telium_terminal import TEST_CARD, TeliumTerminalDevice
from hardware.terminals.telium import TeliumTerminal, telium_terminal
from hardware.terminals.telium_settings import TeliumSettings
from hardware.transports.address import parse_address
from hardware.transports.line import LineDown
from hardware.wire_file import WireFile
from pos.clock import SystemClock
from pos.money import Money
from pos.ports.devices import Condition, Device
from pos.ports.terminals import CardOutcome, CardRequest, CardResult, PaymentTerminal
from tests.contract.line_rig import LINES, LOST, READY, LineRig, Section
from tests.contract.patience import PATIENCE_S, looks
from tests.contract.telium_outcomes import ROWS, Row

ANSWER_WITHIN_S = 90.0
PRICE = Money(42_50, "EUR")
CHUNK_S = 0.5


@dataclass(frozen=True)
class Alone(Devices):
    """A terminal and nothing else."""

    terminal: TeliumTerminal | None = None

    @property
    def all(self) -> tuple[Device, ...]:
        assert self.terminal is not None
        return (self.terminal,)


class TeliumRig(LineRig):
    """Takes payments, and looks into the terminal's journal."""

    def __init__(self, line: str, folder: Path) -> None:
        def make(clock: object) -> TeliumTerminalDevice:
            return TeliumTerminalDevice(clock, FaultPlan())  # type: ignore[arg-type]

        super().__init__(line, folder, "payment_terminal", {}, make)
        self._numbers = itertools.count(1)
        self.futures: dict[str, Future[CardResult]] = {}
        self.file = folder / "wire.log"
        self.terminal.wire.keep_in(WireFile(self.file), self.clock)

    def built(self, section: str, values: Section) -> Devices:
        address = parse_address(str(values["address"]), f"{section}.address")
        settings = TeliumSettings(section, address, answer_within_s=ANSWER_WITHIN_S)
        return Alone(terminal=telium_terminal(settings, self.clock))

    @property
    def terminal(self) -> TeliumTerminal:
        assert isinstance(self.device, TeliumTerminal)
        return self.device

    def pay(self, amount: Money = PRICE, *, refund: bool = False) -> Future[CardResult]:
        message = f"M{next(self._numbers)}"
        request = CardRequest(f"order-{message}", message, amount)
        future = self.terminal.refund(request) if refund else self.terminal.pay(request)
        self.futures[message] = future
        return future

    def sell(self, act: str = "tap", *, refund: bool = False) -> CardResult:
        """Take one payment; the patron does ``act`` as soon as asked for a card."""
        future = self.pay(refund=refund)
        acted = act == "nobody"
        for _ in looks():
            self.let_pass(CHUNK_S)
            if future.done():
                break
            if not acted and self.do("state")["showing"] == "card":
                self.act(act)
                acted = True
        return future.result(0)

    def act(self, what: str) -> None:
        self.do("slow", seconds=30 if what == "slow" else 1)
        if what == "late cancel":
            self.do("tap")
            self.do("cancel")
        else:
            self.do({"slow": "tap"}.get(what, what))

    def put_right(self) -> None:
        """The fault is over, and a sale that is still on is given up at the terminal."""
        self.do("clear")
        if self.do("state")["showing"] == "card":
            self.do("cancel")
        self.let_pass(30.0)

    def let_pass(self, seconds: float) -> None:
        """As ``LineRig``, in larger steps: the shortest deadline is two seconds."""
        self._let_pass(seconds, CHUNK_S)

    def settle(self) -> None:
        """As ``LineRig``; and what we said last has been confirmed by the other end's kernel, which
        takes real time and would look like a dead line to a clock that runs ahead."""
        super().settle()
        while self._on_its_way():
            pass

    def _on_its_way(self) -> int:
        loop, told = self.terminal._loop, Future[int]()

        def look() -> None:
            try:
                told.set_result(loop._transport.stuck())
            except LineDown:
                told.set_result(0)

        return told.result(PATIENCE_S) if loop.post(look) else 0

    def until_seen_lost(self) -> None:
        """Wait until the light has turned, be it for a moment."""
        for _ in looks():
            if any(one.state is LOST for one in self.seen):
                return
            self.let_pass(CHUNK_S)
        raise AssertionError(f"never lost: {self.seen}")

    @property
    def journal(self) -> dict[str, dict[str, object]]:
        return {str(one["private"]): one for one in self.virtual.journal}

    def check(self) -> None:
        """What holds whatever went wrong."""
        assert self.virtual.errors == 0, "the driver broke the protocol"
        assert len(self.journal) == len(self.virtual.journal), "something was charged twice"
        for message, future in self.futures.items():
            outcome, charged = future.result(0).outcome, message in self.journal
            if outcome is CardOutcome.APPROVED:
                assert charged, f"{message} was believed charged"
            elif outcome is not CardOutcome.UNKNOWN:
                assert not charged, f"{message} is {outcome} and was charged"


def holds_card(text: str) -> bool:
    plain = text.replace(" ", "")
    digits = [TEST_CARD[at : at + 6] for at in range(len(TEST_CARD) - 5)]
    shown = [one.encode().hex() for one in digits]
    return any(one in plain for one in (*digits, *shown))


@pytest.fixture
def rig(
    request: pytest.FixtureRequest, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> Iterator[TeliumRig]:
    """A working terminal over the line that the test asks for, checked at its end."""
    caplog.set_level(logging.DEBUG, "foyer")
    rig = TeliumRig(request.param, tmp_path)
    try:
        rig.open()
        yield rig
    finally:
        rig.close()
    rig.check()
    results = repr([future.result(0) for future in rig.futures.values()])
    told = [caplog.text, rig.held_text(), results, rig.file.read_text()]
    assert not any(map(holds_card, told)), "digits of a card were kept"


OVER = pytest.mark.parametrize("rig", LINES, indirect=True)


@OVER
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.words)
def test_what_becomes_of_a_payment(rig: TeliumRig, row: Row, expects_log: list[str]) -> None:
    expects_log += row.logs
    assert rig.sell().outcome is CardOutcome.APPROVED
    if row.fault:
        rig.fault(row.fault, **row.values)
    if row.fault == "held":
        rig.until(LOST, Condition.HELD_BY_OTHER)
    result = rig.sell(row.act)
    assert (result.outcome, result.condition) == (row.outcome, row.condition)
    assert (result.message_id in rig.journal) is row.charged
    assert result.amount == (PRICE if row.outcome is CardOutcome.APPROVED else None)
    rig.put_right()
    if row.barred:
        barred = rig.sell()
        assert barred.outcome is CardOutcome.NOT_SENT
        assert barred.condition is Condition.UNINTELLIGIBLE
        rig.fault("line_cut")
        rig.until_seen_lost()
    rig.until(READY)
    assert rig.sell().outcome is CardOutcome.APPROVED


@OVER
def test_a_refund_is_one_in_the_journal_too(rig: TeliumRig) -> None:
    result = rig.sell(refund=True)
    assert (result.outcome, result.amount) == (CardOutcome.APPROVED, PRICE)
    assert [one["kind"] for one in rig.virtual.journal] == ["refund"]
    linked = rig.terminal.refund(CardRequest("order", "M99", PRICE), "T1").result(0)
    assert linked.outcome is CardOutcome.NOT_SENT
    rig.let_pass(5.0)
    assert len(rig.virtual.asked) == 1


@OVER
def test_a_second_payment_at_the_same_time_is_not_sent(rig: TeliumRig) -> None:
    first = rig.pay()
    second = rig.pay()
    rig.let_pass(1.0)
    assert second.result(0).outcome is CardOutcome.NOT_SENT
    rig.act("tap")
    rig.let_pass(5.0)
    assert first.result(0).outcome is CardOutcome.APPROVED
    assert len(rig.virtual.asked) == 1


@OVER
def test_closing_with_a_card_in_the_terminal_is_unknown(rig: TeliumRig) -> None:
    future = rig.pay()
    rig.let_pass(1.0)
    rig.act("tap")
    rig.devices.close()
    assert future.result(0).outcome is CardOutcome.UNKNOWN


@OVER
def test_unplugged_it_takes_nothing_and_plugged_in_it_takes_again(rig: TeliumRig) -> None:
    rig.unplug()
    rig.until(LOST, Condition.UNREACHABLE)
    assert rig.pay().result(PATIENCE_S).outcome is CardOutcome.NOT_SENT
    rig.plug_in_again()
    rig.until(READY)
    assert rig.sell().outcome is CardOutcome.APPROVED


@OVER
def test_an_abort_never_makes_a_charge_a_cancellation(rig: TeliumRig) -> None:
    rig.fault("busy")
    waiting = rig.pay()
    rig.let_pass(1.0)
    rig.terminal.abort("M1")
    rig.let_pass(1.0)
    assert waiting.result(0).outcome is CardOutcome.CANCELLED
    rig.do("clear")
    asked = rig.pay()
    rig.let_pass(1.0)
    rig.terminal.abort("M2")
    rig.act("tap")
    rig.let_pass(5.0)
    assert asked.result(0).outcome is CardOutcome.APPROVED


def test_the_driver_has_the_ports_methods() -> None:
    for name, wanted in inspect.getmembers(PaymentTerminal, inspect.isfunction):
        if not name.startswith("_"):
            found = inspect.signature(getattr(TeliumTerminal, name))
            assert list(found.parameters) == list(inspect.signature(wanted).parameters), name


@OVER
def test_what_the_protocol_cannot_do_is_said(rig: TeliumRig) -> None:
    terminal: PaymentTerminal = rig.terminal
    can = terminal.can
    assert (can.ask, can.abort, can.reverse, can.keyed, can.totals) == (False,) * 5
    assert can.refund
    request = CardRequest("order", "M9", PRICE)
    assert terminal.ask(request).result(0).outcome is CardOutcome.UNKNOWN
    assert terminal.reverse(request, "").result(0).outcome is CardOutcome.NOT_SENT
    assert terminal.totals().result(0) is None
    assert terminal.identity() is None
    shown: list[object] = []
    terminal.watch_display(shown.append)
    rig.sell()
    assert shown == []
    assert len(rig.virtual.asked) == 1


def test_closed_it_takes_nothing(tmp_path: Path) -> None:
    rig = TeliumRig("tcp", tmp_path)
    try:
        result = rig.pay().result(0)
    finally:
        rig.close()
    assert (result.outcome, result.condition) == (CardOutcome.NOT_SENT, Condition.UNREACHABLE)


def test_the_process_takes_a_payment_over_a_tty_of_seven_bits(tmp_path: Path) -> None:
    """As it is on a till: real time, another process, a line as slow as its speed."""
    address = f"serial://{tmp_path / 'ttyTELIUM'}?baud=9600&bits=7&parity=even"
    command = [sys.executable, "-m", "hardware.simulators.run", "telium-terminal"]
    options = ["--address", address, "--baud", "9600", "--control", "0", "--until-stdin-closes"]
    with subprocess.Popen(
        [*command, *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        assert ready["address"] == address
        settings = TeliumSettings("payment_terminal", parse_address(address, "address"))
        terminal = telium_terminal(settings, SystemClock())
        with ControlClient(ready["control"]) as control:
            control.do("auto", {"seconds": 0.1})
            control.do("slow", {"seconds": 0.1})
            up = threading.Event()
            terminal.open()
            terminal.watch(lambda status: up.set() if status.state is READY else None)
            assert up.wait(PATIENCE_S)
            result = terminal.pay(CardRequest("order", "M1", PRICE)).result(PATIENCE_S)
            assert result.outcome is CardOutcome.APPROVED
            journal = control.do("state")["journal"]
        terminal.close()
        process.communicate(timeout=PATIENCE_S)
    assert [(one["private"], one["amount"]) for one in journal] == [("M1", 4250)]  # type: ignore[attr-defined]


def test_every_fault_the_terminal_knows_has_a_row() -> None:
    known = {kind.value for kind in TeliumTerminalDevice.knows}
    assert known == {row.fault for row in ROWS if row.fault}
