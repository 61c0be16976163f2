"""The CashDrawer port over a box on a line of its own, on TCP and on a pseudo-terminal."""

from __future__ import annotations

import concurrent.futures
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from hardware.drawers.boxed import REST_S, BoxedDrawer
from hardware.registry import build
from hardware.simulators.drawer_box import DrawerBox
from hardware.simulators.faults import FaultPlan
from hardware.simulators.running import RunningSimulator
from hardware.simulators.server import LOOPBACK
from hardware.simulators.stepped_clock import SteppedClock
from hardware.transports.address import SerialAddress, TcpAddress
from pos.lifecycles import DeviceState
from pos.ports.devices import CashDrawer, Condition, KickResult
from tests.contract.patience import PATIENCE_S, looks

SENT = KickResult(sent=True)


class BoxRig:
    """A drawer port, a real line and a virtual box, on one clock moved by hand."""

    def __init__(self, address: TcpAddress | SerialAddress) -> None:
        self.clock = SteppedClock()
        self.box = DrawerBox(self.clock, FaultPlan(), b"\x1b\x07")
        self.simulator = RunningSimulator(self.box, self.clock, address)
        self.simulator.__enter__()
        self.control = self.simulator.control()
        self.control.do("watch")
        section = {
            "driver": "serial",
            "address": str(self.simulator.address),
            "bytes": "1b 07",
            "sensor": "high",
        }
        self.drawer = build({"cash_drawer": section}, self.clock).cash_drawer
        assert isinstance(self.drawer, BoxedDrawer)
        self.clock.wakes(self.simulator.wake)
        self.clock.wakes(self.drawer.wake)

    def result(self, future: Future[KickResult]) -> KickResult:
        done, _ = concurrent.futures.wait([future], PATIENCE_S)
        assert done
        return future.result(0)

    def until(self, state: DeviceState) -> None:
        for _ in looks():
            if self.drawer.status().state is state:
                return
            self.control.do("state")
            self.clock.step(0.25)
        raise AssertionError(f"the drawer is {self.drawer.status()}")

    def close(self) -> None:
        self.control.close()
        self.drawer.close()
        self.simulator.stop()
        assert self.box.errors == 0, "the driver broke the protocol"


@pytest.fixture(params=["tcp", "tty"])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BoxRig]:
    tty = SerialAddress(str(tmp_path / "tty"))
    made = BoxRig(TcpAddress(LOOPBACK, 0) if request.param == "tcp" else tty)
    made.drawer.open()
    made.until(DeviceState.READY)
    try:
        yield made
    finally:
        made.close()


def test_it_is_a_drawer(rig: BoxRig) -> None:
    drawer: CashDrawer = rig.drawer
    assert drawer.name == "cash_drawer"
    assert rig.drawer.facts() == {"sensor": "none", "trigger": "1b 07"}


def test_a_kick_opens_it_and_nothing_is_seen(rig: BoxRig) -> None:
    assert rig.result(rig.drawer.kick()) == SENT
    rig.control.until("pulse")
    assert rig.control.until("drawer")["open"] is True
    assert rig.drawer.sensor_level() is None
    assert rig.drawer.status().conditions == frozenset()


def test_two_kicks_are_two_pulses_with_a_rest_between(rig: BoxRig) -> None:
    first, second = rig.drawer.kick(), rig.drawer.kick()
    assert rig.result(first) == SENT
    rig.control.until("pulse")
    assert not second.done()
    rig.clock.step(REST_S)
    assert rig.result(second) == SENT
    rig.control.until("pulse")
    assert rig.control.do("state")["pulses"] == 2


def test_a_drawer_that_sticks_is_nobodys_knowledge(rig: BoxRig) -> None:
    rig.control.do("fault", {"kind": "drawer_stuck"})
    assert rig.result(rig.drawer.kick()) == SENT
    rig.control.until("pulse")
    assert rig.control.do("state")["drawer_open"] is False


def test_closed_it_does_not_kick(rig: BoxRig) -> None:
    rig.drawer.close()
    assert rig.drawer.status().state is DeviceState.CLOSED
    wanted = KickResult(sent=False, condition=Condition.UNREACHABLE)
    assert rig.result(rig.drawer.kick()) == wanted
    rig.drawer.open()
    rig.until(DeviceState.READY)
    assert rig.result(rig.drawer.kick()) == SENT


def test_pulled_out_it_says_so_and_comes_back(rig: BoxRig) -> None:
    rig.control.do("fault", {"kind": "held"})
    rig.until(DeviceState.LOST)
    assert rig.result(rig.drawer.kick()).sent is False
    rig.control.do("clear")
    rig.until(DeviceState.READY)
    assert rig.result(rig.drawer.kick()) == SENT
    rig.control.until("pulse")
    assert rig.control.do("state")["pulses"] == 1
