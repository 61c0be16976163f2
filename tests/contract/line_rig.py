"""A device that is not a printer over a real driver, a real line (TCP or a pseudo-terminal) and its
virtual counterpart, on one clock moved by hand.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from hardware.registry import Devices, build
from hardware.simulators.control import ControlClient, Json
from hardware.simulators.device import VirtualDevice
from hardware.simulators.doors import kept
from hardware.simulators.running import RunningSimulator
from hardware.simulators.stepped_clock import SteppedClock
from hardware.transports.address import SerialAddress, TcpAddress
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, DeviceStatus
from tests.contract.patience import PATIENCE_S, looks

STEP_S = 0.05
"""How the clock goes on, so that every deadline is met near its time."""
A_HAIR_S = 1e-6
FOR_EVER_S = float("inf")
LINES = ("tcp", "tty")
READY = DeviceState.READY
LOST = DeviceState.LOST
HELD = {"tcp": Condition.UNREACHABLE, "tty": Condition.HELD_BY_OTHER}
"""How a line looks that another host has: a lock tells on a tty, nothing does on TCP."""

Section = Mapping[str, str | int | bool]
MakeDevice = Callable[[SteppedClock], VirtualDevice[Any]]


class LineRig:
    """One device named ``section`` of window.toml. ``line``: one of ``LINES``."""

    def __init__(
        self, line: str, folder: Path, section: str, values: Section, make: MakeDevice
    ) -> None:
        self.clock = SteppedClock()
        self.line = line
        self._here = {"heard": 0, "said": 0}
        self._there = {"heard": 0, "said": 0}
        self._make = make
        self._port: socket.socket | None = None
        self._plug_in(SerialAddress(str(folder / "tty")) if line == "tty" else None)
        address = str(self.simulator.address)
        self.devices = self.built(section, {**values, "address": address})
        (self.device,) = self.devices.all
        self._count_driver(self.device._loop._driver)  # type: ignore[attr-defined]
        self.seen: list[DeviceStatus] = []
        self.device.watch(self.seen.append)
        self.clock.wakes(self.device.wake)  # type: ignore[attr-defined]
        self.clock.wakes(self._wake_simulator)

    def built(self, section: str, values: Section) -> Devices:
        """The device and nothing else."""
        return build({section: values}, self.clock)

    def open(self) -> None:
        self.devices.open()
        self.until(READY)

    def shut(self) -> None:
        """Close the device and wait until the other end has noticed."""
        self.devices.close()
        for _ in looks():
            if not self.do("state")["connected"]:
                return
        raise AssertionError("the other end never noticed")

    def close(self) -> None:
        self.control.close()
        self.devices.close()
        self.simulator.stop()
        self._let_go_of_port()

    # ---- the other end ----

    def do(self, what: str, **values: object) -> Json:
        return self.control.do(what, values)

    def fault(self, kind: str, **values: object) -> Json:
        return self.do("fault", kind=kind, **values)

    def unplug(self) -> None:
        """The device is gone, and with it its port or its tty."""
        self._address = self.simulator.address
        self.control.close()
        self.simulator.stop()
        if isinstance(self._address, TcpAddress):
            self._port = kept(self._address)

    def plug_in_again(self) -> None:
        self._let_go_of_port()
        self._plug_in(self._address)

    def _let_go_of_port(self) -> None:
        if self._port is not None:
            self._port.close()
            self._port = None

    def _plug_in(self, address: TcpAddress | SerialAddress | None) -> None:
        device = self._make(self.clock)
        self._count_virtual(device)
        where = address or TcpAddress("127.0.0.1", 0)
        self.simulator = RunningSimulator(device, self.clock, where)
        self.simulator.__enter__()
        self.control: ControlClient = self.simulator.control()

    @property
    def virtual(self) -> Any:
        return self.simulator.device

    # ---- time ----

    def let_pass(self, seconds: float) -> None:
        """Move the clock, each time once both ends have done what they could: at once to the next
        deadline of either where nothing else is awaited, else in small steps."""
        self._let_pass(seconds, STEP_S)

    def _let_pass(self, seconds: float, least_s: float) -> None:
        left_s = max(seconds, least_s)
        while left_s > A_HAIR_S:
            self.settle()
            step_s = min(max(self._nothing_due_s(), least_s), left_s)
            self.clock.step(step_s)
            left_s -= step_s
        self.settle()

    def _nothing_due_s(self) -> float:
        """How long neither end will do anything, told by what they wait for themselves; 0 while
        they do not talk, or something is still on its way."""
        loop = self.device._loop  # type: ignore[attr-defined]
        quiet = self.device.status().state is READY and self.control_is_up()
        if not quiet or self.virtual.stalled or loop._confirmed_s is not None:
            return 0.0
        due_s = [one for one in (loop._driver.due(), self.virtual.due()) if one is not None]
        return min(due_s, default=FOR_EVER_S) - self.clock.monotonic()

    def settle(self) -> None:
        """Wait until both ends have done what they could and nothing is under way between them: a
        tty takes its time, and on a busy machine more of it."""
        for _ in looks():
            self._round()
            self._round()
            still = self.device.status().state is not READY or not self.control_is_up()
            if still or self.virtual.stalled or self._nothing_under_way():
                return
        raise AssertionError(f"bytes under way for ever: {self._there} {self._here}")

    def _nothing_under_way(self) -> bool:
        """Where the driver has hung up and come back at once, the other end of a tty may not have
        noticed and counts on."""
        said = self._there["said"] >= self._here["said"]
        return said and self._there["heard"] == self._here["heard"]

    def _round(self) -> None:
        if self.control_is_up():
            self.control.do("state")  # which has it look at the clock as well
        seen = threading.Event()
        if self.device._loop.post(seen.set):  # type: ignore[attr-defined]
            assert seen.wait(PATIENCE_S)

    def _count_driver(self, driver: Any) -> None:
        """Count what the driver says and hears on one line; each count is one thread's."""
        line_up, received, wrote = driver.line_up, driver.received, driver.wrote

        def count_afresh() -> None:
            self._here.update(heard=0, said=0)
            line_up()

        def count_received(data: bytes) -> None:
            self._here["heard"] += len(data)
            received(data)

        def count_wrote(count: int) -> None:
            self._here["said"] += count
            wrote(count)

        driver.line_up, driver.received, driver.wrote = count_afresh, count_received, count_wrote

    def _count_virtual(self, device: Any) -> None:
        """Count the same at the other end."""
        connected, received, take_output = device.connected, device.received, device.take_output

        def count_afresh() -> None:
            self._there.update(heard=0, said=0)
            connected()

        def count_received(data: bytes) -> None:
            self._there["said"] += len(data)
            received(data)

        def count_output() -> bytes:
            data: bytes = take_output()
            self._there["heard"] += len(data)
            return data

        device.connected = count_afresh
        device.received, device.take_output = count_received, count_output

    def control_is_up(self) -> bool:
        return self.simulator._thread.is_alive()

    def until(self, state: DeviceState, condition: Condition | None = None) -> DeviceStatus:
        """Wait, letting time pass, until the device is in ``state`` (with ``condition``)."""
        for _ in looks():
            now = self.device.status()
            if now.state is state and (condition is None or condition in now.conditions):
                self._meet()
                return now
            self.let_pass(STEP_S)
        raise AssertionError(f"never {state}: {self.device.status()}")

    def _meet(self) -> None:
        """Wait until the other end knows of a host that is there: a tty does not tell it at once,
        and what it says before is lost."""
        if self.device.status().state is READY and self.control_is_up():
            for _ in looks():
                if self.do("state")["connected"]:
                    return
            raise AssertionError("the other end never noticed")

    def _wake_simulator(self) -> None:
        self.simulator.wake()

    def until_lost(self, fault: str) -> None:
        """Wait until the light has turned for the reason that ``fault`` has."""
        self.until(LOST, HELD[self.line] if fault == "held" else Condition.UNREACHABLE)

    def held_text(self) -> str:
        """Everything the device keeps, as a person who looks for a fault would see it."""
        return "\n".join(map(str, self.device.wire.last())) + repr(self.seen)  # type: ignore[attr-defined]
