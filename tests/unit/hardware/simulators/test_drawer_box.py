from __future__ import annotations

import pytest

from hardware.simulators.device import BadRequest
from hardware.simulators.drawer_box import PULSE_S, DrawerBox
from hardware.simulators.faults import BadFault, Fault, FaultKind, FaultPlan
from hardware.simulators.stepped_clock import SteppedClock


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture
def box(clock: SteppedClock) -> DrawerBox:
    made = DrawerBox(clock, FaultPlan(), b"\x1b\x07")
    made.connected()
    return made


def test_the_whole_trigger_opens_it(box: DrawerBox) -> None:
    box.received(b"\x1b")
    assert not box.drawer_open
    box.received(b"\x07")
    assert (box.drawer_open, box.pulses, box.errors) == (True, 1, 0)
    assert box.take_output() == b""
    assert [event["event"] for event in box.take_events()] == ["pulse", "drawer"]


@pytest.mark.expects_log("unknown bytes")
@pytest.mark.parametrize("data", [b"\x07", b"\x1b\x1b", b"open"])
def test_any_other_byte_is_an_error(box: DrawerBox, data: bytes) -> None:
    box.received(data)
    assert box.errors > 0
    assert not box.drawer_open


@pytest.mark.expects_log("a trigger before")
def test_a_trigger_too_soon_is_an_error(box: DrawerBox, clock: SteppedClock) -> None:
    box.received(b"\x1b\x07")
    clock.step(2 * PULSE_S - 0.01)
    box.received(b"\x1b\x07")
    assert box.errors == 1
    clock.step(2 * PULSE_S)
    box.received(b"\x1b\x07")
    assert (box.errors, box.pulses) == (1, 3)


def test_it_sticks_until_somebody_helps(clock: SteppedClock) -> None:
    box = DrawerBox(clock, FaultPlan((Fault(FaultKind.DRAWER_STUCK),)))
    box.connected()
    box.received(b"\x07")
    assert (box.pulses, box.drawer_open) == (1, False)
    box.command({"do": "clear"})
    clock.step(1.0)
    box.received(b"\x07")
    assert box.drawer_open


def test_hands_open_and_shut_it(box: DrawerBox) -> None:
    assert box.command({"do": "open_drawer"})["drawer_open"] is True
    assert box.command({"do": "close_drawer"})["drawer_open"] is False


def test_it_has_no_paper(box: DrawerBox) -> None:
    with pytest.raises(BadRequest):
        box.command({"do": "load_stock", "count": 5})
    with pytest.raises(BadFault):
        DrawerBox(SteppedClock(), FaultPlan((Fault(FaultKind.JAM),)))
