"""Printers on the USB: what happens there and nowhere else. libusb, kernel and cable are a virtual
bus (``hardware/simulators/usb_bus.py``); the line and the drivers are the real ones.
"""

from __future__ import annotations

import pytest

from hardware.simulators.faults import Fault, FaultKind, FaultPlan
from hardware.simulators.usb_bus import IN, OUT
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, PrintOutcome
from tests.contract import test_outcomes
from tests.contract.conftest import MakeRig
from tests.contract.outcomes import Row, cases
from tests.contract.rig import ESCPOS, ESCPOS_USB, FGL, FGL_USB, WORKS, Kind, Rig

PRINTED, UNKNOWN = PrintOutcome.PRINTED, PrintOutcome.UNKNOWN
NOT_SENT = PrintOutcome.NOT_SENT
TROUBLE = [
    Fault(FaultKind.ACK_LOST),
    Fault(FaultKind.LINE_CUT),
    Fault(FaultKind.POWER_CYCLE, mid=True),
    Fault(FaultKind.HANG, seconds=12),
    Fault(FaultKind.STALL, seconds=12),
]
LOST = frozenset({DeviceState.LOST})


HAPPENS_THERE = [
    (row, kind)
    for row, kind in cases()
    if kind in (FGL, ESCPOS) and not row.values.get("keep_line")  # power gone is off the bus
]


@pytest.fixture(params=[FGL_USB, ESCPOS_USB], ids=lambda kind: kind.label)
def rig(request: pytest.FixtureRequest, make_rig: MakeRig) -> Rig:
    return make_rig(request.param)


def prints(rig: Rig, number: int) -> None:
    rig.until(WORKS)
    assert rig.after_a_while(rig.print(number)).outcome is PRINTED


@pytest.mark.parametrize(
    ("row", "kind"), HAPPENS_THERE, ids=lambda one: one.name if isinstance(one, Kind) else one.words
)
def test_the_table_of_outcomes_holds_there_too(make_rig: MakeRig, row: Row, kind: Kind) -> None:
    test_outcomes.test_what_becomes_of_the_paper(lambda kind: make_rig(kind.over_usb()), row, kind)


def test_unplugged_at_rest_and_plugged_in_elsewhere(rig: Rig) -> None:
    before = rig.plugged.address
    rig.usb.unplug(rig.plugged)
    rig.until(LOST, Condition.UNREACHABLE)
    result = rig.result(rig.print(1))
    assert (result.outcome, result.condition) == (NOT_SENT, Condition.UNREACHABLE)
    rig.usb.plug(rig.plugged)
    prints(rig, 2)
    assert rig.plugged.address != before


def test_unplugged_with_a_paper_under_way(rig: Rig) -> None:
    rig.fault("hang", after=0)
    first = rig.print(1)
    while rig.do("state")["hung"] is False:
        rig.let_pass(0.0)
    rig.usb.unplug(rig.plugged)
    assert rig.after_a_while(first).outcome is UNKNOWN
    rig.do("clear")
    rig.usb.plug(rig.plugged)
    prints(rig, 2)


@pytest.mark.parametrize("endpoint", [IN, OUT], ids=["in", "out"])
def test_a_stalled_endpoint_is_cleared_by_reconnecting(rig: Rig, endpoint: int) -> None:
    rig.plugged.halted.add(endpoint)
    assert rig.after_a_while(rig.print(1)).outcome in (UNKNOWN, NOT_SENT)
    prints(rig, 2)
    assert f"clear {endpoint:02x}" in rig.plugged.acts


def test_writes_taken_a_few_bytes_at_a_time_print_whole(rig: Rig) -> None:
    rig.plugged.most = 7
    assert [rig.after_a_while(rig.print(number)).outcome for number in range(2)] == [PRINTED] * 2


def test_a_printer_that_answers_with_empty_packets_prints(rig: Rig) -> None:
    rig.plugged.empties = True
    prints(rig, 1)


@pytest.mark.parametrize("kind", [FGL_USB, ESCPOS_USB], ids=lambda kind: kind.label)
def test_another_program_that_has_it_is_named(make_rig: MakeRig, kind: Kind) -> None:
    rig = make_rig(kind, opened=False)
    rig.fault("held")
    rig.printer.open()
    rig.until(LOST, Condition.HELD_BY_OTHER)
    assert rig.result(rig.print(1)).condition is Condition.HELD_BY_OTHER
    rig.do("clear")
    prints(rig, 2)


def test_permission_is_missed_and_given_without_a_restart(make_rig: MakeRig) -> None:
    rig = make_rig(FGL_USB, opened=False)
    rig.plugged.permitted = False
    rig.printer.open()
    rig.until(LOST, Condition.NO_PERMISSION)
    assert rig.result(rig.print(1)).condition is Condition.NO_PERMISSION
    rig.plugged.permitted = True  # a udev rule was written
    prints(rig, 2)


def test_the_systems_driver_has_it_back_at_the_end(make_rig: MakeRig) -> None:
    rig = make_rig(ESCPOS_USB, opened=False)
    rig.plugged.driver = True
    rig.open()
    assert not rig.plugged.driver
    rig.printer.close()
    assert rig.plugged.driver
    assert "reset" not in rig.plugged.acts


@pytest.mark.parametrize("kind", [FGL_USB, ESCPOS_USB], ids=lambda kind: kind.label)
def test_an_evening_of_faults_doubles_and_invents_nothing(make_rig: MakeRig, kind: Kind) -> None:
    rig = make_rig(kind, FaultPlan.scattered(3, 12, TROUBLE, 5))
    outcomes = []
    for number in range(15):
        rig.until(WORKS)
        outcomes.append(rig.after_a_while(rig.print(number)).outcome)
    assert outcomes.count(PRINTED) >= 8
    assert set(outcomes) <= {PRINTED, UNKNOWN, NOT_SENT}
