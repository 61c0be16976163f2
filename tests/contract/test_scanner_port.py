"""The Scanner port over the serial driver on a virtual scanner, over TCP and a real tty."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.simulators.faults import FaultPlan
from hardware.simulators.scanner import VirtualScanner
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition
from pos.ports.readers import ReadProblem, Scan
from tests.contract.line_rig import LINES, LOST, LineRig
from tests.contract.reader_outcomes import GOOD, SCANNER, Outcome

CTRL_G = "07"


class ScannerRig(LineRig):
    """Scans codes and notes what was told of them."""

    def __init__(self, line: str, folder: Path, prefix: str) -> None:
        def make(clock: object) -> VirtualScanner:
            return VirtualScanner(clock, FaultPlan(seed=7), bytes.fromhex(prefix))  # type: ignore[arg-type]

        values = {"driver": "serial", **({"prefix": prefix} if prefix else {})}
        super().__init__(line, folder, "scanner", values, make)
        assert self.devices.scanner is not None
        self.scans: list[Scan] = []
        self.devices.scanner.listen(self.scans.append)
        self._numbers = itertools.count(1)
        self.codes: list[str] = []

    def scan(self, **values: object) -> list[str | ReadProblem]:
        """Hold a code in front of it; return what was told, the code itself as ``GOOD``."""
        start, code = len(self.scans), f"K7Q2M9ZX41AB8CD3E{next(self._numbers):03}"
        self.codes.append(code)
        self.do("scan", text=code, **values)
        self.let_pass(5.0)
        told = self.scans[start:]
        return [one.problem or (GOOD if one.text == code else one.text) for one in told]


MakeRig = Callable[..., ScannerRig]


@pytest.fixture(params=LINES)
def make_rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeRig]:
    rigs: list[ScannerRig] = []

    def make(prefix: str = CTRL_G) -> ScannerRig:
        rigs.append(ScannerRig(request.param, tmp_path, prefix))
        rigs[-1].open()
        return rigs[-1]

    try:
        yield make
    finally:
        for rig in rigs:
            rig.close()
    for rig in rigs:
        assert {scan.text for scan in rig.scans} <= {"", *rig.codes}, "half a code was believed"
        assert rig.virtual.errors == 0, "something was sent to the scanner"


@pytest.fixture
def rig(make_rig: MakeRig) -> ScannerRig:
    return make_rig()


@pytest.mark.parametrize("prefix", ["", CTRL_G])
@pytest.mark.parametrize("suffix", ["0D", "0A", "0D0A", ""])
def test_codes_come_whole_with_any_suffix(make_rig: MakeRig, prefix: str, suffix: str) -> None:
    rig = make_rig(prefix)
    assert [rig.scan(suffix=suffix) for _ in range(3)] == [[GOOD]] * 3


@pytest.mark.parametrize("symbology", ["code128", "qr", "code39", "pdf417"])
def test_the_symbology_is_told(rig: ScannerRig, symbology: str) -> None:
    assert rig.scan(symbology=symbology) == [GOOD]
    assert rig.scans[-1] == Scan("scanner", rig.codes[-1], symbology)


@pytest.mark.parametrize("outcome", SCANNER, ids=lambda outcome: outcome.name)
def test_what_becomes_of_a_code(rig: ScannerRig, outcome: Outcome) -> None:
    assert rig.scan() == [GOOD]
    rig.fault(outcome.fault, **outcome.values)
    if outcome.lost:
        rig.until_lost(outcome.fault)
        assert rig.scans[1:] == []
    else:
        assert rig.scan() == list(outcome.reads)
        assert all(status.state is not LOST for status in rig.seen)
    rig.do("clear")
    rig.until(DeviceState.READY)
    rig.let_pass(2.0)
    for _ in range(outcome.costs):
        assert rig.scan() == [ReadProblem.UNREADABLE]
    assert rig.scan() == [GOOD]


def test_unplugged_and_plugged_in_again(rig: ScannerRig) -> None:
    for _ in range(3):
        assert rig.scan() == [GOOD]
        rig.unplug()
        assert rig.until(LOST).conditions == {Condition.UNREACHABLE}
        rig.let_pass(3.0)
        rig.plug_in_again()
        rig.until(DeviceState.READY)
        assert rig.device.status().conditions == frozenset()
    assert rig.scan() == [GOOD]


def test_half_a_code_before_the_plug_is_pulled_is_never_told(rig: ScannerRig) -> None:
    rig.fault("torn")
    rig.do("scan", text="K7Q2M9ZX41AB8CD3E999")
    rig.unplug()
    rig.until(LOST)
    rig.plug_in_again()
    rig.until(DeviceState.READY)
    assert rig.scan() == [GOOD]
    assert len(rig.scans) == 1


def test_stray_bytes_are_no_code_and_the_next_code_is_one(rig: ScannerRig) -> None:
    rig.fault("stray")
    rig.let_pass(3.0)
    assert [scan.problem for scan in rig.scans] == [ReadProblem.UNREADABLE]
    assert rig.scan() == [GOOD]


def test_without_prefix_what_follows_a_torn_code_is_refused_once(make_rig: MakeRig) -> None:
    rig = make_rig("")
    assert rig.scan() == [GOOD]
    rig.fault("torn")
    assert rig.scan() == [ReadProblem.UNREADABLE]
    assert rig.scan() == [ReadProblem.UNREADABLE]
    assert rig.scan() == [GOOD]


def test_a_ticket_that_lies_in_front_of_it_is_one_scan(rig: ScannerRig) -> None:
    for _ in range(5):
        rig.do("scan", text="LIES-THERE")
        rig.let_pass(0.4)
    rig.codes.append("LIES-THERE")
    assert [scan.text for scan in rig.scans] == ["LIES-THERE"]
    rig.let_pass(1.0)
    rig.do("scan", text="LIES-THERE")
    rig.let_pass(0.1)
    assert len(rig.scans) == 2


@pytest.mark.parametrize("prefix", ["", CTRL_G])
def test_a_payment_card_is_refused_and_forgotten(
    make_rig: MakeRig, prefix: str, caplog: pytest.LogCaptureFixture
) -> None:
    rig = make_rig(prefix)
    with caplog.at_level("DEBUG"):
        rig.do("swipe")
        rig.let_pass(2.0)
    assert rig.scans == [Scan("scanner", problem=ReadProblem.PAYMENT_CARD)]
    kept = rig.held_text() + caplog.text + repr(rig.scans)
    assert "4111" not in kept
    assert b"4111".hex(" ") not in kept
    assert rig.scan() == [GOOD]


def test_too_long_is_refused_and_the_next_is_read(rig: ScannerRig) -> None:
    rig.do("scan", text="A" * 230)
    rig.let_pass(2.0)
    assert rig.scans == [Scan("scanner", problem=ReadProblem.TOO_LONG)]
    assert rig.scan() == [GOOD]


def test_codes_are_in_no_log(rig: ScannerRig, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        assert rig.scan() == [GOOD]
    kept = rig.held_text() + caplog.text + repr(rig.scans)
    assert rig.codes[0] not in kept
    assert rig.codes[0].encode().hex(" ") not in kept


def test_closed_it_reads_nothing_and_opened_again_it_does(rig: ScannerRig) -> None:
    rig.shut()
    assert rig.device.status().state is DeviceState.CLOSED
    rig.do("scan", text="WHILE-CLOSED")
    rig.open()
    rig.let_pass(2.0)
    rig.codes.append("WHILE-CLOSED")  # a tty keeps what nobody has read; TCP does not
    assert rig.scan() == [GOOD]
