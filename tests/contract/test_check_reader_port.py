"""The CheckReader port over both drivers on a virtual check reader, over TCP and a real tty."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.simulators.check_reader import VirtualCheckReader
from hardware.simulators.faults import FaultPlan
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition
from pos.ports.readers import CheckRead, ReadProblem
from tests.contract.line_rig import LINES, LOST, LineRig
from tests.contract.reader_outcomes import CHECK_READER, GOOD, Outcome

ROUTING, ACCOUNT = "021000021", "9876501234"
FORMS = {"magtek": "65", "raw": "raw"}


class CheckRig(LineRig):
    """Pulls checks through and notes what was told of them."""

    def __init__(self, line: str, folder: Path, driver: str, symbols: str) -> None:
        def make(clock: object) -> VirtualCheckReader:
            return VirtualCheckReader(clock, FaultPlan(), FORMS[driver], symbols)  # type: ignore[arg-type]

        values = {"driver": driver, "symbols": symbols}
        super().__init__(line, folder, "check_reader", values, make)
        assert self.devices.check_reader is not None
        self.reads: list[CheckRead] = []
        self.devices.check_reader.listen(self.reads.append)
        self._numbers = itertools.count(1001)

    def pull(self, **values: object) -> list[str | ReadProblem]:
        """Pull a check through; return what was told, all of it as ``GOOD``."""
        start, number = len(self.reads), str(next(self._numbers))
        self.do("check", routing=ROUTING, account=ACCOUNT, number=number, **values)
        self.let_pass(5.0)
        whole = CheckRead("check_reader", ROUTING, ACCOUNT, number)
        told = self.reads[start:]
        return [one.problem or (GOOD if one == whole else repr(one)) for one in told]


MakeRig = Callable[..., CheckRig]


@pytest.fixture(params=LINES)
def make_rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeRig]:
    rigs: list[CheckRig] = []

    def make(driver: str, symbols: str = "TU$-") -> CheckRig:
        rigs.append(CheckRig(request.param, tmp_path, driver, symbols))
        rigs[-1].open()
        return rigs[-1]

    try:
        yield make
    finally:
        for rig in rigs:
            rig.close()
    for rig in rigs:
        assert {read.routing for read in rig.reads} <= {"", ROUTING}
        assert {read.account for read in rig.reads} <= {"", ACCOUNT}, "half an account was believed"
        assert rig.virtual.errors == 0, "something was sent to the reader"


@pytest.fixture(params=sorted(FORMS))
def rig(request: pytest.FixtureRequest, make_rig: MakeRig) -> CheckRig:
    """A working check reader of every kind."""
    return make_rig(request.param)


@pytest.mark.parametrize("form", ["65", "68", "70"])
def test_every_form_that_tells_its_fields_is_read(make_rig: MakeRig, form: str) -> None:
    assert make_rig("magtek").pull(format=form) == [GOOD]


@pytest.mark.parametrize("form", ["64", "69"])
def test_fields_run_together_are_partial(make_rig: MakeRig, form: str) -> None:
    rig = make_rig("magtek")
    assert rig.pull(format=form) == [ReadProblem.PARTIAL]
    assert (rig.reads[0].routing, rig.reads[0].account, rig.reads[0].number) == (ROUTING, "", "")


@pytest.mark.parametrize("symbols", ["TU$-", "to$-", ")(&'"])
@pytest.mark.parametrize("business", [False, True])
def test_raw_lines_are_read_in_any_lettering(
    make_rig: MakeRig,
    symbols: str,
    business: bool,
) -> None:
    assert make_rig("raw", symbols).pull(business=business) == [GOOD]


def test_the_wrong_symbols_read_nothing_rather_than_something(make_rig: MakeRig) -> None:
    rig = make_rig("raw", "XY$-")
    rig.virtual._symbols = "TU$-"
    assert rig.pull() == [ReadProblem.UNREADABLE]


@pytest.mark.parametrize("outcome", CHECK_READER, ids=lambda outcome: outcome.name)
def test_what_becomes_of_a_check(rig: CheckRig, outcome: Outcome) -> None:
    assert rig.pull() == [GOOD]
    rig.fault(outcome.fault, **outcome.values)
    if outcome.lost:
        rig.until_lost(outcome.fault)
        assert len(rig.reads) == 1
    else:
        assert rig.pull() == list(outcome.reads)
        assert all(status.state is not LOST for status in rig.seen)
    rig.do("clear")
    rig.until(DeviceState.READY)
    rig.let_pass(2.0)
    for _ in range(outcome.costs):
        assert rig.pull() == [ReadProblem.UNREADABLE]
    assert rig.pull() == [GOOD]


def test_a_partial_read_has_what_was_good(rig: CheckRig) -> None:
    rig.fault("partial")
    rig.pull()
    assert rig.reads == [
        CheckRead("check_reader", ROUTING, "", "1001", problem=ReadProblem.PARTIAL)
    ]


def test_a_jam_reads_nothing_until_it_is_cleared(rig: CheckRig) -> None:
    rig.fault("jam")
    assert rig.pull() in ([], [ReadProblem.UNREADABLE])  # raw lines tell, MagTek's say nothing
    assert rig.pull() in ([], [ReadProblem.UNREADABLE])
    rig.do("clear")
    assert rig.pull() == [GOOD]


def test_unplugged_and_plugged_in_again(rig: CheckRig) -> None:
    for _ in range(2):
        assert rig.pull() == [GOOD]
        rig.unplug()
        assert rig.until(LOST).conditions == {Condition.UNREACHABLE}
        rig.let_pass(3.0)
        rig.plug_in_again()
        rig.until(DeviceState.READY)
    assert rig.pull() == [GOOD]


def test_half_a_check_before_the_plug_is_pulled_is_never_told(rig: CheckRig) -> None:
    rig.fault("torn")
    rig.do("check", routing=ROUTING, account=ACCOUNT, number="1000")
    rig.unplug()
    rig.until(LOST)
    rig.plug_in_again()
    rig.until(DeviceState.READY)
    assert rig.pull() == [GOOD]
    assert len(rig.reads) == 1


def test_a_payment_card_is_refused_and_forgotten(
    rig: CheckRig, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        rig.do("swipe")
        rig.let_pass(2.0)
    assert rig.reads == [CheckRead("check_reader", problem=ReadProblem.PAYMENT_CARD)]
    kept = rig.held_text() + caplog.text + repr(rig.reads)
    assert "4111" not in kept
    assert b"4111".hex(" ") not in kept
    assert rig.pull() == [GOOD]


def test_accounts_are_in_no_log(rig: CheckRig, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        assert rig.pull() == [GOOD]
    kept = rig.held_text() + caplog.text + repr(rig.reads)
    assert ACCOUNT not in kept
    assert ACCOUNT.encode().hex(" ") not in kept


def test_closed_and_opened_again_it_reads(rig: CheckRig) -> None:
    rig.shut()
    assert rig.device.status().state is DeviceState.CLOSED
    rig.open()
    assert rig.pull() == [GOOD]
