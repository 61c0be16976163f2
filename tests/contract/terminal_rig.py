"""The payment terminal port over the real driver, real TLS and a virtual terminal."""

from __future__ import annotations

import contextlib
import queue
import tempfile
from collections.abc import Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from pathlib import Path
from typing import TypeVar

from hardware.pauses import LONGEST_REST_S
from hardware.simulators.control import Json
from hardware.simulators.nexo_certificates import contexts
from hardware.simulators.nexo_faults import PlannedFault
from hardware.simulators.nexo_server import RunningNexo
from hardware.simulators.nexo_terminal import VirtualNexoTerminal
from hardware.simulators.stepped_clock import SteppedClock
from hardware.terminals.nexo import NexoTerminal, nexo_terminal
from hardware.terminals.nexo_crypto import shared_key
from hardware.terminals.nexo_settings import NexoSettings
from pos.lifecycles import DeviceState
from pos.money import Money
from pos.ports.devices import Condition, DeviceStatus
from pos.ports.terminals import CardRequest, CardResult
from tests.contract.patience import PATIENCE_S, looks

POI_ID = "P400Plus-123456789"
PASSPHRASE = "one two three four"
LOOK_S = 0.05
"""Real seconds after which the clock is moved on while the driver rests."""
_RESTING = (DeviceState.LOST, DeviceState.STOPPED, DeviceState.READY)

T = TypeVar("T")


class TerminalRig:
    """A till, a terminal, and a person in front of each."""

    def __init__(self, plan: tuple[PlannedFault, ...] = (), seed: int = 0) -> None:
        self.clock = SteppedClock()
        self._folder = tempfile.TemporaryDirectory()
        folder = Path(self._folder.name)
        self.authority, served = contexts(folder, POI_ID)
        key = shared_key("foyer", 1, PASSPHRASE)
        self.virtual = VirtualNexoTerminal(self.clock, POI_ID, key, plan, seed)
        self.simulator = RunningNexo(self.virtual, self.clock, served)
        self.simulator.__enter__()
        self.control = self.simulator.control()
        self.control.do("watch")
        self.terminal = self.till()
        self.clock.wakes(self.simulator.wake)
        self.clock.wakes(self.terminal.wake)
        self.statuses: queue.Queue[DeviceStatus] = queue.Queue()
        self.terminal.watch(self.statuses.put)
        self.numbers = 0

    def till(self, **values: object) -> NexoTerminal:
        """A closed driver, set up for the virtual terminal unless ``values`` say otherwise."""
        given = {
            "address": self.simulator.address,
            "poi_id": POI_ID,
            "sale_id": "Window1",
            "key_identifier": "foyer",
            "key_version": 1,
            "passphrase": PASSPHRASE,
            "ca_file": self.authority,
        }
        self.settings = NexoSettings(**{**given, **values})  # type: ignore[arg-type]
        return nexo_terminal(self.settings, self.clock)

    def open(self) -> None:
        self.terminal.open()
        self.until(DeviceState.READY)

    def close(self) -> None:
        self.terminal.close()
        self.control.close()
        self.simulator.__exit__()
        self._folder.cleanup()

    # ---- acts ----

    def do(self, what: str, **values: object) -> Json:
        return self.control.do(what, values)

    def act(self, values: Mapping[str, object]) -> Json:
        """Do what a row of the table says."""
        return self.control.do(str(values["do"]), values)

    def request(self, minor: int = 4250, *, keyed: bool = False) -> CardRequest:
        """A request that was never made before."""
        self.numbers += 1
        number = self.numbers
        return CardRequest(f"ref{number:06d}", f"M{number:06d}", Money(minor), keyed=keyed)

    def waits_for_card(self) -> None:
        """Wait until the terminal has the newest payment."""
        while self.control.until("payment")["message_id"] != f"M{self.numbers:06d}":
            pass

    # ---- waiting ----

    def result(self, future: Future[T]) -> T:
        """What the future brings; no time passes."""
        try:
            return future.result(PATIENCE_S)
        except NotYet:
            raise AssertionError(f"never: {self.story()}") from None

    def until(self, state: DeviceState, condition: Condition | None = None) -> DeviceStatus:
        """Wait until the terminal is in ``state`` (with ``condition``), letting pass the time that
        a driver rests."""
        for _ in looks():
            now = self.terminal.status()
            if now.state is state and (condition is None or condition in now.conditions):
                return now
            if now.state in _RESTING:
                self.clock.step(LONGEST_REST_S)
            with contextlib.suppress(queue.Empty):
                self.statuses.get(timeout=LOOK_S)
        raise AssertionError(f"never {state} {condition}: {self.story()}")

    def works_again(self) -> None:
        """Put everything right at the terminal and wait until the driver has noticed."""
        self.do("clear")
        self.until(DeviceState.READY)

    def until_handed_over(self, message_id: str, future: Future[CardResult]) -> None:
        """Wait until the terminal has decided, or the till has its answer; then let the time pass
        after which the till gives up."""
        while not future.done():
            event = self.control.event()
            if event["event"] == "handed_over" and event["message_id"] == message_id:
                self.clock.step(125)
                return

    def sale(self, minor: int = 1000) -> CardResult:
        """An ordinary sale that is paid."""
        future = self.terminal.pay(self.request(minor))
        self.waits_for_card()
        self.do("tap")
        return self.result(future)

    def story(self) -> str:
        wire = [str(exchange) for exchange in self.terminal.wire.last()[-30:]]
        return "\n".join([repr(self.terminal.status()), *wire])
