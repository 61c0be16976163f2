"""Printers over the serial line that COM ports have, on real pseudo-terminals."""

from __future__ import annotations

import pytest

from hardware.transports import address
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, PrintOutcome
from tests.contract.conftest import MakeRig
from tests.contract.rig import ESCPOS_TTY, FGL_TTY, WORKS, Rig

PRINTED, UNKNOWN = PrintOutcome.PRINTED, PrintOutcome.UNKNOWN
NOT_SENT = PrintOutcome.NOT_SENT
LOST = frozenset({DeviceState.LOST})


@pytest.fixture(params=[FGL_TTY, ESCPOS_TTY], ids=lambda kind: kind.name)
def rig(request: pytest.FixtureRequest, make_rig: MakeRig, monkeypatch: pytest.MonkeyPatch) -> Rig:
    """A working printer as on Windows."""
    monkeypatch.setattr(address, "WINDOWS", True)
    return make_rig(request.param)


def prints(rig: Rig, number: int) -> None:
    rig.until(WORKS)
    assert rig.after_a_while(rig.print(number)).outcome is PRINTED


def test_jobs_print_in_order_and_are_acknowledged(rig: Rig) -> None:
    futures = [rig.print(number) for number in range(4)]
    assert [rig.result(future).outcome for future in futures] == [PRINTED] * 4
    assert rig.whole_papers() == [rig.expected(number) for number in range(4)]


def test_data_may_arrive_byte_by_byte(rig: Rig) -> None:
    rig.fault("byte_split")
    assert rig.result(rig.print(1)).outcome is PRINTED


@pytest.mark.parametrize("mid", [False, True])
def test_a_cut_line_leaves_doubt_and_is_made_again(rig: Rig, mid: bool) -> None:
    rig.fault("line_cut", after=1, mid=mid)
    futures = [rig.print(number) for number in range(2)]
    assert rig.result(futures[0]).outcome is PRINTED
    assert rig.after_a_while(futures[1]).outcome is UNKNOWN
    prints(rig, 2)


def test_a_port_that_another_program_has_says_so(rig: Rig) -> None:
    rig.fault("held")
    rig.until(LOST, Condition.HELD_BY_OTHER)
    assert rig.result(rig.print(1)).outcome is NOT_SENT
    rig.do("clear")
    prints(rig, 2)


def test_a_line_that_stalls_is_given_up_and_found_again(rig: Rig) -> None:
    rig.fault("stall")
    for future in (rig.print(1), rig.print(2)):
        assert rig.after_a_while(future).outcome in (NOT_SENT, UNKNOWN)
    rig.do("clear")
    prints(rig, 3)
