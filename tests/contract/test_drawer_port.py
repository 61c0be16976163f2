"""The CashDrawer port over a drawer behind a virtual receipt printer, fault by fault."""

from __future__ import annotations

import pytest

from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, KickResult, PrintOutcome
from tests.contract.conftest import MakeRig
from tests.contract.rig import ESCPOS, Kind, Rig, escpos_job

STOPPED = frozenset({DeviceState.STOPPED})
LOST = frozenset({DeviceState.LOST})


def drawer_state(rig: Rig) -> tuple[DeviceState, frozenset[Condition]]:
    status = rig.drawer.status()
    return status.state, status.conditions


def until_drawer(rig: Rig, state: DeviceState) -> None:
    for _ in range(1000):
        if rig.drawer.status().state is state:
            return
        rig.let_pass(0.25)
    raise AssertionError(f"the drawer is {rig.drawer.status()}")


def test_a_kick_opens_the_drawer_and_it_is_seen(escpos: Rig) -> None:
    assert escpos.result(escpos.drawer.kick()) == KickResult(sent=True, seen_open=True)
    assert escpos.do("state")["drawer_open"] is True


def test_an_open_drawer_is_a_condition_until_it_is_shut(escpos: Rig) -> None:
    seen: list[frozenset[Condition]] = []
    escpos.drawer.watch(lambda status: seen.append(status.conditions))
    escpos.result(escpos.drawer.kick())
    until_drawer(escpos, DeviceState.ATTENTION)
    escpos.do("close_drawer")
    until_drawer(escpos, DeviceState.READY)
    assert seen == [frozenset(), frozenset({Condition.DRAWER_OPEN}), frozenset()]


def test_a_drawer_opened_by_key_is_noticed(escpos: Rig) -> None:
    escpos.do("open_drawer")
    until_drawer(escpos, DeviceState.ATTENTION)


def test_the_drawer_opens_before_the_receipt_asked_for_after_it(escpos: Rig) -> None:
    with escpos.simulator.control() as watching:
        watching.do("watch")
        kick, receipt = escpos.drawer.kick(), escpos.print(1)
        assert escpos.result(kick).seen_open is True
        assert escpos.after_a_while(receipt).outcome is PrintOutcome.PRINTED
        assert [watching.event()["event"] for _ in range(3)] == ["pulse", "drawer", "paper"]


def test_a_kick_goes_before_receipts_that_wait(escpos: Rig) -> None:
    with escpos.simulator.control() as watching:
        watching.do("watch")
        escpos.fault("slow", rate=2000.0)
        watching.until("fault")
        receipts = [escpos.print(number) for number in range(3)]
        kick = escpos.drawer.kick()
        assert escpos.after_a_while(kick).seen_open is True
        for receipt in receipts:
            assert escpos.after_a_while(receipt).outcome is PrintOutcome.PRINTED
        order = [watching.event()["event"] for _ in range(5)]
    assert order == ["paper", "pulse", "drawer", "paper", "paper"]


def test_no_pulse_while_printing_and_no_printing_during_the_pulse(escpos: Rig) -> None:
    """The virtual printer complains of a pulse in the middle of a receipt; the rig checks that."""
    kicks = [escpos.drawer.kick() for _ in range(3)]
    receipts = [escpos.print(number) for number in range(3)]
    for kick in kicks:
        assert escpos.after_a_while(kick).sent
    started = escpos.clock.monotonic()
    assert escpos.after_a_while(receipts[0]).first_byte_s >= 0.3 - started  # type: ignore[operator]
    assert [escpos.after_a_while(one).outcome for one in receipts] == [PrintOutcome.PRINTED] * 3


def test_a_drawer_that_sticks_is_told_from_one_that_opened(escpos: Rig) -> None:
    escpos.fault("drawer_stuck")
    assert escpos.after_a_while(escpos.drawer.kick()) == KickResult(sent=True, seen_open=False)
    escpos.do("clear")
    assert escpos.after_a_while(escpos.drawer.kick()).seen_open is True


def test_a_drawer_that_was_open_already_says_so(escpos: Rig) -> None:
    escpos.do("open_drawer")
    until_drawer(escpos, DeviceState.ATTENTION)
    wanted = KickResult(sent=True, seen_open=True, condition=Condition.DRAWER_OPEN)
    assert escpos.result(escpos.drawer.kick()) == wanted


@pytest.mark.parametrize("level", ["none", "low"])
def test_without_a_true_sensor_nothing_is_claimed(make_rig: MakeRig, level: str) -> None:
    rig = make_rig(Kind("escpos", "escpos", escpos_job), drawer={"sensor": level})
    result = rig.after_a_while(rig.drawer.kick())
    assert result.sent
    if level == "none":
        assert result.seen_open is None
        assert rig.drawer.status().state is DeviceState.READY
    else:  # the level said "open" all along
        assert result.condition is Condition.DRAWER_OPEN


@pytest.mark.parametrize("fault", ["out_of_stock", "cover"])
def test_a_printer_that_waits_for_a_person_still_opens_the_drawer(escpos: Rig, fault: str) -> None:
    escpos.fault(fault)
    escpos.until(STOPPED)
    assert escpos.after_a_while(escpos.drawer.kick()).seen_open is True
    assert escpos.drawer.status().state is DeviceState.ATTENTION


def test_it_opens_while_a_receipt_waits_for_paper(escpos: Rig) -> None:
    escpos.fault("out_of_stock", after=0)
    receipt = escpos.print(1)
    escpos.until(STOPPED, Condition.OUT_OF_STOCK)
    assert escpos.after_a_while(escpos.drawer.kick()).seen_open is True
    escpos.do("load_stock", count=50)
    assert escpos.after_a_while(receipt).outcome is PrintOutcome.PRINTED


def test_without_a_connection_no_pulse_is_sent(escpos: Rig) -> None:
    escpos.fault("held")
    escpos.until(LOST)
    until_drawer(escpos, DeviceState.LOST)
    result = escpos.result(escpos.drawer.kick())
    assert (result.sent, result.seen_open) == (False, None)
    assert result.condition is Condition.UNREACHABLE
    escpos.do("clear")
    until_drawer(escpos, DeviceState.READY)
    assert escpos.after_a_while(escpos.drawer.kick()).seen_open is True


def test_a_kick_does_not_wait_for_ever(escpos: Rig) -> None:
    escpos.fault("hang", after=0)
    escpos.print(1)
    result = escpos.after_a_while(escpos.drawer.kick())
    assert (result.sent, result.condition) == (False, Condition.SILENT)
    escpos.do("clear")
    until_drawer(escpos, DeviceState.READY)


def test_a_line_that_breaks_after_the_pulse_claims_nothing(escpos: Rig) -> None:
    escpos.fault("drawer_stuck")
    kick = escpos.drawer.kick()
    escpos.let_pass(0.0)
    escpos.fault("line_cut")
    result = escpos.after_a_while(kick)
    assert (result.sent, result.seen_open) == (True, None)


def test_closed_drawers_do_not_kick(make_rig: MakeRig) -> None:
    rig = make_rig(ESCPOS)
    rig.drawer.close()
    assert rig.drawer.status().state is DeviceState.CLOSED
    assert rig.result(rig.drawer.kick()).sent is False
    rig.drawer.open()
    assert rig.after_a_while(rig.drawer.kick()).seen_open is True


def test_a_cancelled_kick_never_goes_out(escpos: Rig) -> None:
    escpos.fault("hang", after=0)
    escpos.print(1)
    kick = escpos.drawer.kick()
    assert kick.cancel()
    escpos.do("clear")
    until_drawer(escpos, DeviceState.READY)
    assert escpos.do("state")["drawer_open"] is False
