"""A badge reader port over the real driver, the real daemon and a virtual card."""

from __future__ import annotations

import queue

from hardware.readers.badge_loop import LONGEST_REST_S
from hardware.readers.pcsc import PcscReader
from hardware.readers.presence import SAME_VISIT_S
from hardware.registry import build
from hardware.simulators.badge import VirtualBadge
from hardware.simulators.control import Json
from hardware.simulators.faults import FaultPlan
from hardware.simulators.running import RunningSimulator
from hardware.simulators.stepped_clock import SteppedClock
from hardware.transports.address import TcpAddress
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, DeviceStatus
from pos.ports.readers import BadgeRead
from tests.contract.patience import PATIENCE_S, looks
from tests.contract.pcscd import READER, Pcscd

LOOK_S = 0.05
"""Real seconds after which the clock is moved on while nothing has happened."""


class BadgeRig:
    """Puts cards on the reader and hears what the port says."""

    def __init__(self, daemon: Pcscd, part: str = READER) -> None:
        self.daemon = daemon
        self.clock = SteppedClock()
        self.badge = VirtualBadge(self.clock, FaultPlan())
        self.simulator = RunningSimulator(
            self.badge, self.clock, TcpAddress("127.0.0.1", daemon.port)
        )
        self.simulator.__enter__()
        self.control = self.simulator.control()
        section = {"driver": "pcsc", "reader": part}
        reader = build({"badge_reader": section}, self.clock).badge_reader
        assert isinstance(reader, PcscReader)
        self.reader = reader
        self.clock.wakes(reader.wake)
        self.clock.wakes(self.simulator.wake)
        self.reads: queue.Queue[BadgeRead] = queue.Queue()
        self.statuses: queue.Queue[DeviceStatus] = queue.Queue()
        reader.listen(self.reads.put)
        reader.watch(self.statuses.put)

    def open(self) -> None:
        """Open and wait until the reader works."""
        self.reader.open()
        self.until(DeviceState.READY)

    def close(self) -> None:
        self.reader.close()
        if self.do("state")["card"]:
            self.do("remove")
        self.control.close()
        self.simulator.stop()
        self.daemon.until_empty()

    # ---- acts ----

    def do(self, what: str, **values: object) -> Json:
        return self.control.do(what, values)

    def put_on(self, uid: str = "04A1B2C3D4E5F6", **values: object) -> None:
        self.do("present", uid=uid, **values)

    def take_away(self) -> None:
        """Take the card away and wait until the reader has noticed."""
        self.do("remove")
        self.until_empty()

    def until_empty(self) -> None:
        name = next(iter(self.reader._badges.visits))
        for _ in looks():
            if self.reader._badges.visits[name].left_s is not None:
                return
            self._look()
        raise AssertionError(f"never noticed: {self.story()}")

    def a_while(self) -> None:
        """Let so much time pass that a badge counts as put on again."""
        self.clock.step(SAME_VISIT_S)

    # ---- waiting ----

    def read(self) -> BadgeRead:
        """The next thing the port says of a card; no time passes."""
        try:
            return self.reads.get(timeout=PATIENCE_S)
        except queue.Empty:
            raise AssertionError(f"never read: {self.story()}") from None

    def until(self, state: DeviceState, condition: Condition | None = None) -> DeviceStatus:
        """Wait, letting time pass, until the reader is in ``state`` (with ``condition``)."""
        for _ in looks():
            now = self.reader.status()
            if now.state is state and (condition is None or condition in now.conditions):
                return now
            self._look()
        raise AssertionError(f"never {state} {condition}: {self.story()}")

    def until_silent(self) -> None:
        """Let time pass until the reader is STOPPED because nothing comes back."""
        for _ in looks():
            if self.reader.status().conditions == {Condition.SILENT}:
                assert self.reader.status().state is DeviceState.STOPPED
                return
            self._look()
            self.clock.step(1.0)
        raise AssertionError(f"never silent: {self.story()}")

    def story(self) -> str:
        wire = [str(exchange) for exchange in self.reader.wire.last()[-20:]]
        return "\n".join([repr(self.reader.status()), *wire, *self.daemon.said[-20:]])

    def _look(self) -> None:
        """Wait for a change of status; a reader that rests is given the time it rests."""
        try:
            self.statuses.get(timeout=LOOK_S)
        except queue.Empty:
            if self.reader.status().state is DeviceState.LOST:
                self.clock.step(LONGEST_REST_S)
